"""What filters of disputed items mean: conditions on the fact tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal

from strawberry.utils.str_converters import to_camel_case

from imr_graph.letters.layouts import UNKNOWN, forms
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.rdf.iris import concept_path
from server.graphql.errors import RequestError
from server.graphql.filter_inputs import CitationFilter, DateRange, DiagnosisFilter, ItemFilter, NumberRange

if TYPE_CHECKING:
    from imr_graph.tables.where import Where
    from server.graphql.context import Context

__all__ = ["CitationFilter", "DateRange", "DiagnosisFilter", "ItemFilter", "NumberRange", "where_of"]

MOST_CONDITIONS: Final = 200
"""Conditions of one filter, those within it included; each value of a list counts as one."""

DEEPEST: Final = 12
"""How deep conditions may nest."""

# Fields that name concepts: the dimensions of which one must have it, all of concepts of one kind.
_CONCEPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "category": ("category",),
    "subcategory": ("subcategory",),
    "body_region": ("body_region",),
    "drug": ("drug",),
    "ingredient": ("ingredient",),
    "drug_class": ("drug_class",),
    "specialty": ("specialty", "subspecialty"),
    "subspecialty": ("subspecialty",),
    "condition": ("condition",),
    "document": ("document",),
    "edition": ("edition",),
    "chapter": ("chapter",),
    "section": ("section",),
    "page": ("place",),
}
# Fields of closed vocabularies: the dimension.
_VOCABULARIES: Final = {
    "decision": "outcome",
    "cited_by": "party",
    "edition_status": "edition_status",
    "certainty": "certainty",
    "priority": "priority",
    "sex": "sex",
}
# Fields whose values stand in the tables as they are given.
_PLAIN: Final = {"ingredient_set": "ingredient_set", "layout": "layout"}
_RANGES: Final = {
    "quantity": "quantity",
    "refills": "refills",
    "age": "age",
    "injured": "injury_date",
    "assigned": "assigned_date",
    "denied": "ur_denial_date",
    "received": "received_date",
}
_PRINTED: Final = {
    "drug_name": "drug",
    "strength": "strength",
    "words": "diagnosis",
    "printed_chapter": "chapter",
    "unresolved_section": "section",
}
# Fields of an item's filter that speak of one citation, and what they are called there.
_OF_CITATION: Final = {
    "guideline_document": "document",
    "guideline_edition": "edition",
    "guideline_chapter": "chapter",
    "guideline_section": "section",
    "guideline_page": "page",
    "cited_by": "cited_by",
}
# Fields that are sought by the full-text index, and what it calls the text.
_SEARCHED: Final[Mapping[str, Literal["title", "rationale"]]] = {
    "title_words": "title",
    "rationale_words": "rationale",
}

_Filter = ItemFilter | CitationFilter | DiagnosisFilter


def where_of(context: Context, given: ItemFilter | None) -> Where | None:
    """The condition that a filter means; None where it is none. Blocks, for names are looked up.

    Args:
        context: the request's.
        given: the client's filter.

    Raises:
        RequestError: a concept is unknown or several are called so, the filter is too long or nests too
            deeply, or it asks for words of a graph that has no text index.
        Problem: a query that it takes is over a limit.
    """
    if given is None:
        return None
    known = context.conditions
    written = repr(given)
    if written not in known:
        known[written] = _Meaning(context).of(given, 1)
    return known[written]


class _Meaning:
    """Makes conditions of one filter.

    Args:
        context: the request's.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._concepts = Concepts(context.serving.graph)
        self._conditions = 0

    def of(self, given: _Filter, depth: int) -> Where:
        """The condition that an input means: all of its fields hold."""
        from imr_graph.tables.where import Every

        if depth > DEEPEST:
            raise RequestError(
                "filter-too-deep", f"The filter nests more than {DEEPEST} deep; join its conditions."
            )
        found = tuple(self._parts(given, depth))
        return found[0] if len(found) == 1 else Every(found)

    def _parts(self, given: _Filter, depth: int) -> Iterator[Where]:
        from imr_graph.tables.where import Citing, DiagnosedWith, Either, Every, Not

        citation: dict[str, Any] = {}
        if isinstance(given, ItemFilter):
            _in_order("decided", given.decided_from, given.decided_to)
        for one in fields(given):
            name, value = one.name, getattr(given, one.name)
            if value is None:
                continue
            self._count(value)
            if name in ("every", "either"):
                parts = tuple(self.of(part, depth + 1) for part in value)
                yield Every(parts) if name == "every" else Either(parts)
            elif name == "never":
                yield Not(self.of(value, depth + 1))
            elif name == "citing":
                yield Citing((self.of(value, depth + 1),))
            elif name == "diagnosis":
                yield DiagnosedWith((self.of(value, depth + 1),))
            elif isinstance(given, ItemFilter) and name in _OF_CITATION:
                citation[name] = value
            else:
                yield _FIELDS[name](self, name, name, value)
        if citation:
            of_citation = [(_OF_CITATION[name], name) for name in citation]
            yield Citing(tuple(_FIELDS[own](self, own, name, citation[name]) for own, name in of_citation))

    def _count(self, value: object) -> None:
        self._conditions += len(value) if isinstance(value, list) else 1
        if self._conditions > MOST_CONDITIONS:
            raise RequestError(
                "filter-too-long",
                f"The filter has more than {MOST_CONDITIONS} conditions and values; ask in several requests.",
            )

    def concepts(self, name: str, called: str, named: Sequence[str]) -> Where:
        """Having one of some concepts, in one of the dimensions that the field speaks of."""
        from imr_graph.tables.dimensions import dimensions
        from imr_graph.tables.where import Either, OneOf

        kind = dimensions()[_CONCEPTS[name][0]].kind
        paths = tuple(self._path(kind, called, one) for one in named)
        found = tuple(OneOf(dimension, paths) for dimension in _CONCEPTS[name])
        return found[0] if len(found) == 1 else Either(found)

    def vocabulary(self, name: str, _called: str, members: Sequence[Enum]) -> Where:
        """Having one of some values of a closed vocabulary."""
        from imr_graph.tables.dimensions import dimensions
        from imr_graph.tables.where import OneOf

        dimension = dimensions()[_VOCABULARIES[name]]
        return OneOf(dimension.name, tuple(f"{dimension.kind}/{member.value}" for member in members))

    def plain(self, name: str, called: str, values: Sequence[str]) -> Where:
        """Having one of some values that stand in the tables as they are given."""
        from imr_graph.tables.where import OneOf

        if name == "layout":
            for layout in values:
                _known_layout(called, layout)
        return OneOf(_PLAIN[name], tuple(values))

    def within(self, name: str, called: str, ends: DateRange | NumberRange) -> Where:
        """A day or number between two."""
        from imr_graph.tables.where import Within

        _in_order(called, ends.first, ends.last)
        return Within(_RANGES[name], ends.first, ends.last)

    def printing(self, name: str, called: str, words: str) -> Where:
        """Printing some words."""
        from imr_graph.tables.where import Printing

        if not words.strip():
            raise RequestError("bad-parameter", f"{to_camel_case(called)}: give words that letters print.")
        return Printing(_PRINTED[name], words)

    def decided(self, name: str, _called: str, day: dt.date) -> Where:
        """Decided on a day or later, or on a day or earlier."""
        from imr_graph.tables.where import Decided

        return Decided(first=day) if name == "decided_from" else Decided(last=day)

    def letters(self, _name: str, called: str, named: Sequence[str]) -> Where:
        """In one of some letters, each named by its identifier or its IRI."""
        from imr_graph.tables.where import InLetters

        found = []
        for one in named:
            iri = self._context.iris.parse(one)
            identifier = iri.identifier if iri else one
            letter = self._context.serving.graph.resolve(identifier)
            if letter is None:
                raise RequestError("unknown-letter", f"{called}: no letter of this graph is called {one!r}.")
            found.append(letter)
        return InLetters(tuple(found))

    def words(self, name: str, called: str, words: str) -> Where:  # noqa: ARG002 - the signature of all meanings
        """Holding words, as the index of titles and rationales finds them."""
        from imr_graph.tables.where import Words

        field = _SEARCHED[name]
        found = self._context.ask_index(lambda index, seconds: index.items(words, (field,), seconds))
        return Words(field, found)

    def _path(self, kind: str, called: str, named: str) -> str:
        try:
            iri = self._concepts.find(kind, named)
        except ValueError as error:
            raise RequestError("unknown-concept", f"{to_camel_case(called)}: {named!r}: {error}") from error
        return concept_path(iri) or iri


def _in_order(called: str, first: dt.date | float | None, last: dt.date | float | None) -> None:
    """Refuse a range that holds nothing."""
    if first is not None and last is not None and first > last:  # type: ignore[operator]
        raise RequestError(
            "bad-parameter", f"{called}: nothing lies from {first} to {last}; change them about."
        )


def _known_layout(called: str, layout: str) -> None:
    known = [one.id for one in forms().layouts]
    if layout not in (*known, UNKNOWN):
        there = ", ".join((*known, UNKNOWN))
        raise RequestError(
            "bad-parameter", f"{called}: {layout!r} is no layout{nearest(layout, known)}; there are: {there}."
        )


_FIELDS: Final[Mapping[str, Callable[[_Meaning, str, str, Any], Where]]] = {
    **dict.fromkeys(_CONCEPTS, _Meaning.concepts),
    **dict.fromkeys(_VOCABULARIES, _Meaning.vocabulary),
    **dict.fromkeys(_PLAIN, _Meaning.plain),
    **dict.fromkeys(_RANGES, _Meaning.within),
    **dict.fromkeys(_PRINTED, _Meaning.printing),
    **dict.fromkeys(_SEARCHED, _Meaning.words),
    **dict.fromkeys(("decided_from", "decided_to"), _Meaning.decided),
    "letter": _Meaning.letters,
}
"""What each field means that is no condition of conditions."""
