"""The drug that a pharmaceutical item asks for, put together from the words of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.dispensing import Count, mask, read_quantity, read_refills, small_amount
from imr_graph.extract.request.dose import Measure, bare_measure, find_measures, linked, strength_text
from imr_graph.extract.request.drug_name import COMPOUND, Ingredient, NamedDrug, name_drug
from imr_graph.extract.request.frequency import Frequency, read_frequency
from imr_graph.extract.request.phrase import Phrase
from imr_graph.lexicon.drugs import MEDICAL_FOOD, drug_table, ingredient_concept, strength_partners
from imr_graph.lexicon.prescriptions import forms
from imr_graph.record import Drug, RecordWarning

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_GAP = re.compile(r"[ ,]*")
# A number alone is a strength only where a count or a stop follows.
_COUNT_FOLLOWS = re.compile(
    r",? *(?:#|qty|quantity|x ?\d|tablets?|tabs?|capsules?|caps?\b|\(|with\b)", re.IGNORECASE
)
_RELEASE_AFTER = re.compile(r" (?P<mark>ER|XR|XL|SR|CR|DR|IR|ODT|LA|EC)\b")


def extract_drug(item: Phrase) -> Part[Drug]:
    """The drug of an item; its fields are found at "/name", "/strength" and so on."""
    text = item.text
    measures = find_measures(text)
    frequency = read_frequency(text)
    named = name_drug(text, measures, frequency.direction if frequency and frequency.direction else len(text))
    strength = _strength(text, measures, named, frequency)
    named = _with_partner(named, strength)
    refills = read_refills(mask(text, named.spans))
    taken = [*named.spans, *((measure.start, measure.end) for measure in measures if not measure.amount)]
    if strength:
        taken += [(measure.start, measure.end) for measure in strength]
    if frequency:
        taken.append((frequency.direction, frequency.end))
    if refills:
        taken.append((refills.start, refills.end))
    remaining = mask(text, taken)
    quantity = read_quantity(remaining, measures)
    if quantity and not strength and quantity.start not in {measure.start for measure in measures}:
        # "Carafate 1gm #120": one dose's weight, since the doses are counted.
        strength = [measure for measure in measures if small_amount(measure)][:1]
    form = _form(mask(text, named.spans))
    name = _released(text, named, strength)
    drug = Drug(
        name=name,
        ingredients=tuple(ingredient.name for ingredient in named.ingredients),
        strength=strength_text(text, strength, combined=len(named.ingredients) != 1) if strength else None,
        form=form[0] if form else None,
        quantity=quantity.value if quantity else None,
        refills=int(refills.value) if refills and refills.value is not None else None,
        frequency=frequency.text if frequency else None,
        concept=named.entry.concept if named.entry else None,
        ingredient_concepts=tuple(
            ingredient_concept(ingredient.name) if ingredient.known else None
            for ingredient in named.ingredients
        ),
    )
    return Part(
        drug, tuple(_found(item, named, strength, form, quantity, refills, frequency)), _warnings(named)
    )


def _strength(
    text: str, measures: Sequence[Measure], named: NamedDrug, frequency: Frequency | None
) -> list[Measure]:
    strengths = [measure for measure in measures if not measure.amount]
    if frequency:
        outside = [m for m in strengths if m.end <= frequency.direction or m.start >= frequency.end]
        strengths = outside or strengths
    percents = [measure for measure in strengths if measure.unit == "%"]
    if len(percents) > 1 and (len(named.ingredients) > 1 or len(named.stated) > 1):
        return percents
    if named.combined and len(strengths) > 1 and strengths[0].start < named.spans[-1][0]:
        return strengths
    if strengths:
        return linked(text, strengths)
    return _bare_strength(text, named)


def _with_partner(named: NamedDrug, strength: Sequence[Measure]) -> NamedDrug:
    """The drug with a second ingredient that its strength alone tells ("Hydrocodone 10/325mg")."""
    if len(named.ingredients) != 1 or not strength or len(strength[0].numbers) != 2:
        return named
    partner = strength_partners().get((named.ingredients[0].name, strength[0].numbers[1]))
    if partner is None or named.entry is None or named.entry.kind != "generic":
        return named
    both = sorted(
        (*named.ingredients, Ingredient(partner, known=True)), key=lambda ingredient: ingredient.name
    )
    entry = drug_table().generic([ingredient.name for ingredient in both])
    told_by = ((strength[0].start, strength[0].end),)
    return replace(named, entry=entry or named.entry, ingredients=tuple(both), deciding=told_by)


def _bare_strength(text: str, named: NamedDrug) -> list[Measure]:
    """Numbers without a unit right after the name: "Norco 10/325 #60", "Soma 350, #60"."""
    if not named.spans:
        return []
    gap = _GAP.match(text, named.spans[-1][1])
    bare = bare_measure(text, gap.end()) if gap else None
    if bare is None:
        return []
    if len(bare.numbers) > 1:
        return [] if bare.dashed and len(named.ingredients) == 1 else [bare]
    return [bare] if _COUNT_FOLLOWS.match(text, bare.end) and not _counts(text, bare.end) else []


def _counts(text: str, at: int) -> bool:
    """Whether a form follows at once, so that the number before it counts doses."""
    word = _WORD.match(text, at + 1) if at < len(text) and text[at] == " " else None
    return bool(word and word.group().lower() in forms())


def _form(text: str) -> tuple[str, int, int] | None:
    """The first dosage form: its singular and where it stands."""
    for word in _WORD.finditer(text):
        form = forms().get(word.group().lower())
        if form is None and "-" in word.group():
            # "patch-box", "cream-based": the word before the hyphen.
            form = forms().get(word.group().lower().split("-")[0])
        if form and form.kind == "form":
            return form.name, word.start(), word.end()
    return None


def _released(text: str, named: NamedDrug, strength: Sequence[Measure]) -> str | None:
    """The name with release letters that stand after the strength ("Tramadol 150mg ER")."""
    if named.name and strength and not named.combined:
        mark = _RELEASE_AFTER.match(text, strength[-1].end)
        if mark and not re.search(rf"\b{mark['mark']}\b", named.name):
            return f"{named.name} {mark['mark']}"
    return named.name


def _found(
    item: Phrase,
    named: NamedDrug,
    strength: Sequence[Measure],
    form: tuple[str, int, int] | None,
    quantity: Count | None,
    refills: Count | None,
    frequency: Frequency | None,
) -> list[Found]:
    places: list[tuple[str, list[tuple[int, int]], str]] = [
        ("/name", list(named.spans), "drug.name"),
        ("/ingredients", list(named.telling) if named.ingredients else [], "drug.ingredients"),
        ("/strength", [(measure.start, measure.end) for measure in strength], "drug.strength"),
        ("/form", [form[1:]] if form else [], "drug.form"),
        ("/quantity", [(quantity.start, quantity.end)] if quantity else [], "drug.quantity"),
        (
            "/refills",
            [(refills.start, refills.end)] if refills and refills.value is not None else [],
            "drug.refills",
        ),
        ("/frequency", [(frequency.start, frequency.end)] if frequency else [], "drug.frequency"),
    ]
    return [
        Found(path, tuple(item.span(*span) for span in spans), rule) for path, spans, rule in places if spans
    ]


def _warnings(named: NamedDrug) -> tuple[RecordWarning, ...]:
    warnings = []
    known = named.entry is not None
    if not known and (not named.combined or not named.ingredients):
        warnings.append(RecordWarning(code="unresolved-drug", path="/name", detail=named.name or ""))
    warnings += [
        RecordWarning(code="unresolved-ingredient", path=f"/ingredients/{n}", detail=ingredient.name)
        for n, ingredient in enumerate(named.ingredients)
        if not ingredient.known
    ]
    if named.entry and not named.ingredients and named.entry.kind != MEDICAL_FOOD and named.name != COMPOUND:
        warnings.append(
            RecordWarning(code="unresolved-ingredient", path="/ingredients", detail=named.name or "")
        )
    return tuple(warnings)
