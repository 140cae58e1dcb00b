"""What a pack is asked for, and the condition on disputed items that it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from imr_graph.errors import QuestionError
from imr_graph.questions.concepts import Concepts
from imr_graph.rdf.iris import concept_path
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    import pyarrow as pa

    from imr_graph.tables.conditions import Where

Side = Literal["claims-administrator", "reviewer"]

SIDES: Final[tuple[Side, ...]] = ("claims-administrator", "reviewer")
"""Who may cite a guideline."""

TREATMENTS: Final[Mapping[str, str]] = {
    "drug": "drug as requested",
    "ingredient": "active ingredient",
    "drug-class": "class of drugs",
    "category": "category of treatment",
}
"""What may be called a treatment: the first part of the concept's path, and what it is."""

# A guideline is named at any depth: whichever of these has the concept tells it.
_GUIDELINE_DEPTHS: Final = ("document", "edition", "chapter", "section", "place")

FindWords = Callable[[str], "pa.Table"]
"""Gives the items whose title holds some words: columns ``identifier`` and ``position``."""


@dataclass(frozen=True, slots=True)
class EvidenceQuestion:
    """What a pack is asked for; an item has to fit all that is given.

    Args:
        treatment: a drug, ingredient, class of drugs, category or subcategory, by path, IRI or label.
        words: words of what was requested, as it is printed; as the full-text index takes them.
        diagnosis: a condition of the case, by path, IRI or label.
        guideline: a document, edition, chapter, section or page that is cited, by path, IRI or label.
        cited_by: the side that cites it; None for either.
        first: the earliest day of decision.
        last: the latest.
    """

    treatment: str | None = None
    words: str | None = None
    diagnosis: str | None = None
    guideline: str | None = None
    cited_by: Side | None = None
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the question, as it was understood.

    Args:
        role: what it narrows, for people ("Treatment").
        value: what was given, or the path of the concept that was meant.
        concept: the path, None where it is no concept.
    """

    role: str
    value: str
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """A question as it was understood.

    Args:
        where: the condition on items.
        terms: what it says, in order.
    """

    where: Where
    terms: tuple[Term, ...]


def meaning(graph: Graph, question: EvidenceQuestion, find_words: FindWords) -> Meaning:
    """The condition that a question means.

    Args:
        graph: whose concepts are meant.
        question: what is asked for.
        find_words: finds items by the words of their titles.

    Raises:
        QuestionError: it names neither a treatment nor words, diagnosis or guideline; a name is unknown or
            several things are called so; the period holds no day.
    """
    from imr_graph.tables.conditions import Every

    if not any((question.treatment, question.words, question.diagnosis, question.guideline)):
        raise QuestionError(
            "an evidence pack needs a treatment (drug/norco, Norco), words of the request, a diagnosis or a "
            "guideline"
        )
    if question.first is not None and question.last is not None and question.first > question.last:
        raise QuestionError(f"no day lies from {question.first} to {question.last}; change them about")
    if question.cited_by is not None and question.cited_by not in SIDES:
        raise QuestionError(f"no side is called {question.cited_by!r}; there are: {', '.join(SIDES)}")
    if question.cited_by is not None and not question.guideline:
        raise QuestionError("the side that cites is told of a guideline; name the guideline too")
    parts = list(_parts(Concepts(graph), question, find_words))
    return Meaning(Every(tuple(where for where, _ in parts)), tuple(term for _, term in parts))


def _parts(
    concepts: Concepts, question: EvidenceQuestion, find_words: FindWords
) -> Iterator[tuple[Where, Term]]:
    from imr_graph.tables.conditions import Citing, Decided, DiagnosedWith, Either, OneOf, Words

    if question.treatment:
        path = treatment_path(concepts, question.treatment)
        kind = path.partition("/")[0]
        yield OneOf(_dimension(path), (path,)), Term(f"Treatment ({TREATMENTS[kind]})", path, path)
    if question.words:
        yield Words("title", find_words(question.words)), Term("Words of the request", question.words)
    if question.diagnosis:
        path = _found(concepts, "diagnosis", "condition", question.diagnosis)
        yield DiagnosedWith((OneOf("condition", (path,)),)), Term("Diagnosis", path, path)
    if question.guideline:
        path = _found(concepts, "guideline", "guideline", question.guideline)
        held: list[Where] = [Either(tuple(OneOf(depth, (path,)) for depth in _GUIDELINE_DEPTHS))]
        role = "Guideline cited"
        if question.cited_by is not None:
            held.append(OneOf("party", (f"party/{question.cited_by}",)))
            role = f"Guideline cited by the {question.cited_by.replace('-', ' ')}"
        yield Citing(tuple(held)), Term(role, path, path)
    if question.first is not None or question.last is not None:
        ends = (
            f"from {question.first}" if question.first else "",
            f"to {question.last}" if question.last else "",
        )
        yield Decided(question.first, question.last), Term("Decided", " ".join(filter(None, ends)))


def treatment_path(concepts: Concepts, named: str) -> str:
    """The path of the one treatment named so.

    Args:
        concepts: of the graph.
        named: an IRI, a path or a label.

    Raises:
        QuestionError: none or several are named so.
    """
    kind = (concept_path(named) or named).partition("/")[0]
    if kind in TREATMENTS and "/" in named:
        return _found(concepts, "treatment", kind, named)
    found, hints = [], []
    for kind in TREATMENTS:
        try:
            iri = concepts.find(kind, named)
        except ValueError as error:
            hints.append(str(error).partition("near it: ")[2])
        else:
            found.append(concept_path(iri) or iri)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{path} ({TREATMENTS[path.partition('/')[0]]})" for path in found)
        raise QuestionError(f"treatment: {named!r} is the name of several; give one of {several}")
    near = ", ".join(filter(None, hints))
    raise QuestionError(
        f"treatment: no drug, ingredient, class or category is called {named!r}"
        f"{f'; near it: {near}' if near else ''}; or give it as words of the request as printed"
    )


def _found(concepts: Concepts, called: str, kind: str, named: str) -> str:
    try:
        iri = concepts.find(kind, named)
    except ValueError as error:
        raise QuestionError(f"{called}: {named!r}: {error}") from error
    return concept_path(iri) or iri


def _dimension(path: str) -> str:
    """The dimension that a treatment is a value of."""
    kind, *below = path.split("/")
    if kind == "category":
        return "category" if len(below) == 1 else "subcategory"
    return kind.replace("-", "_")
