"""Which drug a title names: the printed name, what it is made of, what the tables know of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from imr_graph.extract.request.dose import Measure
from imr_graph.extract.request.drug_mentions import WORD, Mention, find_mentions, one_product, part_of_word
from imr_graph.extract.request.drug_unlisted import holds_list, product_before, unlisted_name
from imr_graph.lexicon.drugs import MEDICAL_FOOD, DrugName, drug_table
from imr_graph.lexicon.prescriptions import forms

COMPOUND = "compound"
"""The name of a compounded product that prints neither ingredients nor a name."""

_COMPOUNDED = re.compile(
    r"\bcompound|\bcream|\bgel\b|\bointment|\blotion|\btopical|\btransdermal|%", re.IGNORECASE
)


class Ingredient(msgspec.Struct, frozen=True):
    """One active ingredient: its nonproprietary name, and whether a table knows it."""

    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class NamedDrug:
    """The drug of a title.

    Args:
        name: as printed, or ``compound``; ``None`` where no name can be told.
        spans: where the name's words stand in the text; for ``compound`` the word that says so.
        entry: the name in the table of drugs, ``None`` where it knows none.
        ingredients: sorted; empty where unknown.
        combined: whether the name is put together from those of several ingredients.
        stated: where the ingredients' own names stand, if printed.
        deciding: other words that the ingredients hang on: the form that parts products of one name,
            the strength that tells a partner.
    """

    name: str | None
    spans: tuple[tuple[int, int], ...]
    entry: DrugName | None
    ingredients: tuple[Ingredient, ...]
    combined: bool = False
    stated: tuple[tuple[int, int], ...] = ()
    deciding: tuple[tuple[int, int], ...] = ()

    @property
    def telling(self) -> tuple[tuple[int, int], ...]:
        """Where all the words stand that the ingredients are told by, in order."""
        return tuple(sorted({*(self.stated or self.spans), *self.deciding}))


def name_drug(text: str, measures: Sequence[Measure], stop: int) -> NamedDrug:
    """The drug that ``text[:stop]`` names.

    Args:
        text: the item's words.
        measures: every measure in them.
        stop: where the direction for use begins; drugs named after it are not requested.
    """
    mentions = find_mentions(text, stop)
    if not mentions:
        return _unlisted(text, measures, stop)
    first = mentions[0]
    if part_of_word(text, first):
        return _unlisted(text, measures, stop)
    bracket = text.rfind("(", 0, first.start)
    outside = (
        product_before(text, bracket) if bracket >= 0 and ")" not in text[bracket : first.start] else None
    )
    if outside and holds_list(text[bracket + 1 : first.start]):
        inside = one_product(text, mentions, measures, listed=True)
        name = text[slice(*outside)]
        return NamedDrug(name, (outside,), None, _ingredients(inside), stated=_places(inside))
    listed = bool(_COMPOUNDED.search(text))
    run = one_product(text, mentions, measures, listed=listed)
    single = first.entry is not None and (first.entry.kind != "generic" or len(first.entry.ingredients) > 1)
    if len(run) > 1 and not single:
        ingredients = _ingredients(run)
        entry = drug_table().generic([ingredient.name for ingredient in ingredients]) if ingredients else None
        spans = _places(run)
        name = "/".join(text[start:end] for start, end in spans)
        return NamedDrug(name, spans, entry, ingredients, combined=True, stated=spans)
    return _listed_in_bracket(text, mentions, measures) or _single(text, first, mentions)


def _listed_in_bracket(
    text: str, mentions: Sequence[Mention], measures: Sequence[Measure]
) -> NamedDrug | None:
    """A compound named by words of its own and told by the ingredients in the bracket after them.

    "Flurbi cream (flurbiprofen 20%/lidocaine 5%)": the list counts, not the first word.
    """
    first, *others = mentions
    if first.entry is None or first.entry.kind != "generic" or not others:
        return None
    bracket = text.rfind("(", first.end, others[0].start)
    inside = one_product(text, others, measures, listed=True)
    if bracket < 0 or len(inside) == 1 or not any(measure.unit == "%" for measure in measures):
        return None
    end = first.start + len(text[first.start : bracket].rstrip())
    name = text[first.start : end]
    return NamedDrug(name, ((first.start, end),), None, _ingredients(inside), stated=_places(inside))


def _single(text: str, mention: Mention, mentions: Sequence[Mention]) -> NamedDrug:
    entry = mention.entry
    if entry is None:
        raise ValueError("a mention without an entry begins no list of ingredients")
    end = mention.end
    known, form = _formed(text, entry) or (entry, ())
    # "Voltaren gel": the form is told apart from the name.
    words = text[mention.start : end].split(" ")
    while len(words) > 1 and words[-1].lower() in forms() and entry.kind != MEDICAL_FOOD:
        end -= len(words.pop()) + 1
    if end < mention.end:
        form = (*form, (end + 1, mention.end))
    spans: tuple[tuple[int, int], ...] = ((mention.start, end),)
    if known.kind == MEDICAL_FOOD or not known.ingredients:
        named = [m for m in mentions[1:] if m.entry and m.entry.kind == "generic"]
        return NamedDrug(text[mention.start : end], spans, known, _ingredients(named), stated=_places(named))
    ingredients = tuple(Ingredient(name, known=True) for name in known.ingredients)
    return NamedDrug(text[mention.start : end], spans, known, ingredients, deciding=form)


def _formed(text: str, entry: DrugName) -> tuple[DrugName, tuple[tuple[int, int], ...]] | None:
    """The entry of this name in the form that the title prints, where the table tells forms apart.

    With it, where the form stands.
    """
    base = tuple(WORD.findall(entry.name.lower()))
    for word in WORD.finditer(text):
        form = forms().get(word.group().lower())
        if form and form.kind == "form":
            found = drug_table().at([*base, form.name], 0)
            return (found[0], (word.span(),)) if found and found[1] == len(base) + 1 else None
    return None


def _places(mentions: Sequence[Mention]) -> tuple[tuple[int, int], ...]:
    return tuple((mention.start, mention.end) for mention in mentions)


def _ingredients(mentions: Sequence[Mention]) -> tuple[Ingredient, ...]:
    found: set[Ingredient] = set()
    for mention in mentions:
        if mention.entry is None:
            found.add(Ingredient(mention.unknown, known=False))
        else:
            found.update(Ingredient(name, known=True) for name in mention.entry.ingredients)
    return tuple(sorted(found, key=lambda ingredient: ingredient.name))


def _unlisted(text: str, measures: Sequence[Measure], stop: int) -> NamedDrug:
    """A drug that no table knows, by the words that name it."""
    if place := unlisted_name(text, measures, stop):
        return NamedDrug(text[slice(*place)], (place,), None, ())
    if compounded := re.search(r"\bcompound\w{0,4}", text, re.IGNORECASE):
        return NamedDrug(COMPOUND, (compounded.span(),), None, ())
    return NamedDrug(None, (), None, ())
