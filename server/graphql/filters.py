"""Filters of letters and items, and the SPARQL they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import strawberry
from pyoxigraph import Literal, NamedNode
from strawberry.utils.str_converters import to_camel_case

from imr_graph.questions.concepts import Concepts
from imr_graph.rdf.iris import concept_iri
from imr_graph.rdf.vocabulary import PREFIXES, XSD
from imr_graph.store.graph import Graph
from server.graphql.errors import RequestError
from server.graphql.vocabularies import CitingParty, DecisionOutcome

PROLOGUE: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("imr", "dcterms", "skos"))


@strawberry.input(
    description="Conditions on disputed items; all that are given hold for one and the same item, those on "
    "guidelines for one and the same citation of it. A concept is named by its IRI, its path or its label "
    "(“drug/norco”, “norco”, “Norco”)."
)
class ItemFilter:
    """What the filters of `determinations` and `items` take."""

    decision: list[DecisionOutcome] | None = strawberry.field(
        default=None, description="Decided in one of these ways."
    )
    category: str | None = strawberry.field(default=None, description="Of this treatment category.")
    subcategory: str | None = strawberry.field(
        default=None, description="Of this treatment subcategory, such as “surgery/spine”."
    )
    body_region: str | None = strawberry.field(
        default=None, description="Naming this region of the body, such as “Lumbar spine”, or one within it."
    )
    drug: str | None = strawberry.field(default=None, description="Asking for this product or generic name.")
    ingredient: str | None = strawberry.field(
        default=None, description="Asking for a drug that holds this ingredient."
    )
    specialty: str | None = strawberry.field(
        default=None, description="Decided by a reviewer of this specialty or subspecialty."
    )
    guideline_document: str | None = strawberry.field(
        default=None, description="With a citation of this guideline."
    )
    guideline_section: str | None = strawberry.field(
        default=None, description="With a citation of this section."
    )
    guideline_page: str | None = strawberry.field(
        default=None, description="With a citation whose pages hold this one."
    )
    cited_by: CitingParty | None = strawberry.field(default=None, description="With a citation by this side.")
    diagnosis: str | None = strawberry.field(
        default=None, description="Of a case with a diagnosis that holds these words."
    )
    condition: str | None = strawberry.field(
        default=None, description="Of a case with a diagnosis of this condition or a narrower one."
    )
    decided_from: dt.date | None = strawberry.field(
        default=None, description="Of a letter decided on this day or later."
    )
    decided_to: dt.date | None = strawberry.field(
        default=None, description="Of a letter decided on this day or earlier."
    )


# Filter to the kind of concept it names, and the pattern that the concept's IRI completes.
_OF_REVIEWER: Final = {
    "specialty": (
        "specialty",
        "FILTER EXISTS {{ ?determination imr:hasReviewer/(imr:hasSpecialty|imr:hasSubspecialty) {} }}",
    ),
}
_OF_CASE: Final = {
    "condition": (
        "condition",
        "FILTER EXISTS {{ ?determination imr:hasPatient/imr:hasDiagnosis ?named . "
        "?named imr:hasCondition/skos:broader* {} }}",
    ),
}
_OF_ITEM: Final = {
    "category": ("category", "?item imr:hasCategory {} ."),
    "subcategory": ("category", "?item imr:hasSubcategory {} ."),
    "body_region": ("body-region", "?item imr:hasBodyRegion/skos:broader* {} ."),
    "drug": ("drug", "?item imr:hasDrug/imr:requestedDrug {} ."),
    "ingredient": ("ingredient", "?item imr:hasDrug/imr:hasIngredient {} ."),
}
_OF_CITATION: Final = {
    "guideline_document": ("guideline", "?citation imr:citesDocument {} ."),
    "guideline_section": ("guideline", "?citation imr:citesSection {} ."),
    "guideline_page": ("guideline", "?citation imr:hasPageRange/imr:coversPage {} ."),
}


@dataclass(frozen=True, slots=True)
class Patterns:
    """A filter as SPARQL over ``?determination``, ``?identifier`` and ``?item``.

    Args:
        letter: patterns that concern the letter as a whole.
        item: patterns that concern one item; empty where any letter will do.
    """

    letter: str
    item: str


def patterns(graph: Graph, given: ItemFilter | None) -> Patterns:
    """The SPARQL that a filter means; blocks, for concepts are looked up.

    Raises:
        RequestError: a concept is unknown, or several are called so.
    """
    wanted = given or ItemFilter()
    concepts = Concepts(graph)
    letter = [
        "?determination a imr:Determination ; dcterms:identifier ?identifier .",
        *_days(wanted),
        *_with_concepts(concepts, wanted, _OF_REVIEWER),
        *_with_concepts(concepts, wanted, _OF_CASE),
    ]
    if wanted.diagnosis:
        letter.append(
            "FILTER EXISTS { ?determination imr:hasPatient/imr:hasDiagnosis/imr:printedText ?diagnosis . "
            f"FILTER (CONTAINS(LCASE(?diagnosis), LCASE({Literal(wanted.diagnosis)}))) }}"
        )
    item = _with_concepts(concepts, wanted, _OF_ITEM)
    if wanted.decision is not None:
        outcomes = " ".join(_value("decision", outcome) for outcome in wanted.decision)
        item.append(f"VALUES ?outcome {{ {outcomes} }} ?item imr:hasDecision/imr:outcome ?outcome .")
    citation = _with_concepts(concepts, wanted, _OF_CITATION)
    if wanted.cited_by is not None:
        citation.append(f"?citation imr:citedBy {_value('party', wanted.cited_by)} .")
    if citation:
        item.append(f"FILTER EXISTS {{ ?item imr:hasCitation ?citation . {' '.join(citation)} }}")
    return Patterns(letter="\n".join(letter), item="\n".join(item))


def _days(wanted: ItemFilter) -> list[str]:
    """Conditions on the day of decision."""
    if not (wanted.decided_from or wanted.decided_to):
        return []
    found = ["?determination imr:decisionDate ?decided ."]
    for operator, day in ((">=", wanted.decided_from), ("<=", wanted.decided_to)):
        if day is not None:
            literal = Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))
            found.append(f"FILTER (?decided {operator} {literal})")
    return found


def _with_concepts(concepts: Concepts, wanted: ItemFilter, table: Mapping[str, tuple[str, str]]) -> list[str]:
    """The patterns of those filters of a table that are given, completed by their concepts."""
    found: list[str] = []
    for name, (kind, pattern) in table.items():
        named: str | None = getattr(wanted, name)
        if named is None:
            continue
        try:
            found.append(pattern.format(NamedNode(concepts.find(kind, named))))
        except ValueError as error:
            raise RequestError("unknown-concept", f"{to_camel_case(name)}: {named!r}: {error}") from error
    return found


def _value(kind: str, member: Enum) -> str:
    """The concept of a closed vocabulary, in SPARQL's notation."""
    return str(NamedNode(concept_iri(f"{kind}/{member.value}")))
