"""The page of a concept: what it is, what the letters make of it, where to go on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from server.resources import linked_data
from server.responses.addresses import concept_url, query_part
from server.responses.negotiation import wants_page
from server.responses.problems import Problem, not_found
from server.responses.validators import unchanged, versioned_headers
from server.serving.catalogue import Catalogue, Concept
from server.serving.version import Serving
from server.web.concept_counts import ConceptCounts, concept_counts, used_concepts
from server.web.concept_kinds import ConceptKind, kind_of
from server.web.data_forms import graph_forms
from server.web.shell import page
from server.web.tags import page_tag

MOST_BELOW: Final = 30
"""Narrower concepts that stand in the open, the ones that letters use most; the others are folded away."""

_MOST_FOLDED: Final = 300
"""Narrower concepts that are folded away at most; their number is told beyond."""

_LEAST_YEARS: Final = 3
"""Years of which a line is drawn; the table alone tells of fewer."""

# Properties that lead here from concepts that are not narrower, with what is found by them.
_LEADING: Final = {
    "hasActiveIngredient": "Drug names that hold it",
    "inDrugClass": "Ingredients and drug names of the class",
    "onPage": "Sections on this page",
}
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PROPER: Final = {
    "icd10cmCode": "ICD-10-CM",
    "drugbankIdentifier": "DrugBank",
    "meshIdentifier": "MeSH",
    "inForceFrom": "In force from",
    "inForceTo": "In force to",
}
# What other lines of the page tell already.
_TOLD: Final = frozenset({"verified", "pagesVerified", "pageNumber", "ofDocument", "ofEdition", "ofChapter"})


@dataclass(frozen=True, slots=True)
class Below:
    """Concepts that stand below another or lead to it.

    Args:
        title: what they are to it.
        shown: concept and its items, None where no letter uses it; the most used first.
        folded: further ones.
        more: how many there are beyond.
    """

    title: str
    shown: tuple[tuple[Concept, int | None], ...]
    folded: tuple[tuple[Concept, int | None], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Newest:
    """An item of a new letter.

    Args:
        identifier: the letter's.
        place: of the item, from 0.
        decided: day of decision, for people.
        outcome: what was decided.
        words: of the request.
    """

    identifier: str
    place: int
    decided: Any
    outcome: str
    words: str


async def concept_document(request: Request) -> Response:
    """What is said of a concept: a page with what the letters make of it, or RDF for programs.

    Raises:
        Problem: no scheme and no letter knows the concept.
    """
    if not wants_page(request):
        return await linked_data.concept_document(request)
    path = linked_data.asked_concept(request)
    serving = Serving.of(request)
    tag = page_tag(request, serving, "concept")
    if (held := unchanged(request, tag)) is not None:
        return held
    answer = await serving.off_loop(_page, request, serving, path)
    answer.headers.update(versioned_headers(tag))
    return answer


def _page(request: Request, serving: Serving, path: str) -> Response:
    catalogue = serving.catalogue
    concept = catalogue.get(path)
    kind = kind_of(concept)
    if kind is None:
        raise not_found(
            f"No concept stands at {path!r}; /concepts lists the kinds of concepts, /search finds letters."
        )
    counts, failed = _counted(serving, kind, path)
    parameter = _parameter(kind)
    return page(
        request,
        "concept.html",
        title=concept.label,
        bundles=("concept",),
        forms=graph_forms(concept_url(path)),
        concept=concept,
        kind=kind,
        get=catalogue.get,
        steps=_steps(catalogue, kind, concept),
        recalled=False in concept.values.get("verified", ()),
        pages_recalled=False in concept.values.get("pagesVerified", ()),
        told=list(_told(concept)),
        below=list(_below(serving, catalogue, concept)),
        counts=counts,
        failed=failed,
        rates=kind.name != "outcome",
        found={parameter: path} if parameter else {},
        chart=_chart(counts) if counts is not None and kind.name != "outcome" else None,
        newest=_newest(serving, counts),
        years_csv=_years_csv(kind, path),
        values=_values_url,
        gephi=list(_gephi(kind, path)),
        evidence=f"/evidence{query_part({kind.evidence: path})}" if kind.evidence else "",
        explore=f"/explore{query_part({'node': path})}",
    )


def _counted(serving: Serving, kind: ConceptKind, path: str) -> tuple[ConceptCounts | None, str]:
    """What the letters make of it, else why that is not told; the concept itself is told all the same."""
    try:
        return concept_counts(serving, kind, path), ""
    except QuestionError as error:
        return None, f"{str(error)[:1].upper()}{str(error)[1:]}."
    except Problem as problem:
        return None, problem.detail


def _parameter(kind: ConceptKind) -> str:
    """What addresses call the dimension that counts a kind; empty where none does."""
    if not kind.dimensions:
        return ""
    from imr_graph.tables.dimensions import dimensions

    return dimensions()[kind.dimensions[0]].graphql


def _steps(catalogue: Catalogue, kind: ConceptKind, concept: Concept) -> list[tuple[str, str]]:
    """Where the page stands: the list of its kind, and the concepts above it."""
    above: list[Concept] = []
    seen = {concept.path}
    while (concept.broader) and concept.broader[0] not in seen:
        concept = catalogue.get(concept.broader[0])
        seen.add(concept.path)
        above.append(concept)
    return [
        ("Concepts", "/concepts"),
        (kind.many, f"/concepts/{kind.name}"),
        *((one.short_label or one.label, concept_url(one.path)) for one in reversed(above)),
    ]


def _told(concept: Concept) -> Iterator[tuple[str, tuple[str, ...], tuple[Any, ...]]]:
    """What the scheme says further: property in words, concepts that it leads to, plain values."""
    for name, paths in concept.related.items():
        if name not in _TOLD:
            yield _in_words(name), paths, ()
    for name, values in concept.values.items():
        if name not in _TOLD:
            yield _in_words(name), (), values


def _in_words(name: str) -> str:
    """``hasActiveIngredient`` as "active ingredient"."""
    if name in _PROPER:
        return _PROPER[name]
    words = _WORDS.sub(" ", name).lower().removeprefix("has ").removeprefix("in ")
    return words[:1].upper() + words[1:]


def _below(serving: Serving, catalogue: Catalogue, concept: Concept) -> Iterator[Below]:
    groups = {"Narrower": catalogue.narrower(concept.path)}
    groups |= {title: catalogue.leading_to(concept.path, name) for name, title in _LEADING.items()}
    for title, found in groups.items():
        if found:
            told = sorted(
                ((one, _items(serving, one)) for one in found),
                key=lambda pair: (-(pair[1] or 0), pair[0].place),
            )
            folded = told[MOST_BELOW : MOST_BELOW + _MOST_FOLDED]
            more = max(len(told) - MOST_BELOW - _MOST_FOLDED, 0)
            yield Below(title, tuple(told[:MOST_BELOW]), tuple(folded), more)


def _items(serving: Serving, concept: Concept) -> int | None:
    """Items that have a concept; None where none has, or counting is over a limit now."""
    kind = kind_of(concept)
    if kind is None or not kind.dimensions:
        return None
    try:
        tally = used_concepts(serving, kind.dimensions[0]).get(concept.path)
    except (QuestionError, Problem):
        return None
    return tally.items if tally else None


def _chart(counts: ConceptCounts) -> dict[str, Any] | None:
    """The overturn rate by year, for the front end to draw."""
    rows = [
        {
            "span": year,
            "number": tally.rate,
            "low": tally.interval[0],
            "high": tally.interval[1],
            "of": tally.items,
        }
        for year, tally in counts.years
        if year is not None
    ]
    if len(rows) < _LEAST_YEARS:
        return None
    parts = {"x": "span", "y": "number", "low": "low", "high": "high"}
    return {"kind": "lines", **parts, "unit": "share", "title": "Overturned", "rows": rows}


def _newest(serving: Serving, counts: ConceptCounts | None) -> list[Newest]:
    if counts is None:
        return []
    records = serving.graph.records([identifier for identifier, _ in counts.newest])
    told = []
    for identifier, place in counts.newest:
        if (record := records.get(identifier)) is not None:
            item = record.items[place]
            told.append(Newest(identifier, place, record.dates.decision, item.decision, item.text))
    return told


def _years_csv(kind: ConceptKind, path: str) -> str:
    """The items of each year as CSV; empty where no dimension counts the kind."""
    held = dict.fromkeys(kind.dimensions[:1], path)
    return f"/statistics{query_part({'groupBy': 'decision_year', **held, 'format': 'csv'})}" if held else ""


def _values_url(found: Mapping[str, str], dimension: str) -> str:
    """The page of all values that the items found have of a dimension."""
    return f"/search/by/{dimension}{query_part(dict(found))}"


def _gephi(kind: ConceptKind, path: str) -> Iterator[tuple[str, str]]:
    """The views for Gephi that can be narrowed to the concept: title and address."""
    from imr_graph.export.catalogue import FILTERS, VIEWS

    for view in VIEWS.values():
        for name in view.filters:
            if FILTERS[name].dimension and FILTERS[name].dimension in kind.dimensions[:1]:
                yield view.title, f"/export/{view.name}.gexf{query_part({name: path})}"
