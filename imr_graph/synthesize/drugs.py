"""Requests for drugs: products, generics, compounds, and the ways of writing a prescription."""

from __future__ import annotations

import re
from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.facts import Drug, Request
from imr_graph.synthesize.tables import Row, cells, read_rows, weighted

_DRUGS: Final = weighted(read_rows("drugs"), lambda row: row)
_COMPOUNDS: Final = weighted(read_rows("compounds"), lambda row: row)

_NUMBER_UNIT: Final = re.compile(r"([\d./]+)([a-z/]+)")
_PLURALS: Final = {"patch": "patches"}
_SPELLED: Final = {
    10: "ten",
    15: "fifteen",
    20: "twenty",
    30: "thirty",
    60: "sixty",
    90: "ninety",
    120: "one hundred twenty",
}
_FREQUENCIES: Final = (
    *("twice daily", "three times daily", "once daily", "at bedtime", "every 8 hours"),
    *("every 6 hours as needed", "twice a day", "three times a day"),
)
_FORMS: Final = Deck(
    [
        ("count", 10),
        ("comma count", 2),
        ("count, refills", 3),
        ("form, count", 4),
        ("form, count, refills", 2),
        ("leading count", 3),
        ("one prescription", 2),
        ("frequency, count", 2),
        ("count, frequency", 2),
        ("spelled count", 1),
        ("generic in brackets", 2),
        ("strength only", 2),
        ("name only", 1),
        ("refills in brackets", 1),
        ("quantity in words", 1),
        ("count times refills", 1),
        ("no refills", 1),
        ("quantity unknown", 1),
        ("dose, frequency, count", 1),
    ]
)


def draw_drug(chance: Chance) -> Request:
    """A request for one drug or one compound."""
    if chance.happens(0.08):
        return _compound(chance)
    row = chance.draw(_DRUGS)
    chance.forms.add(f"drug named: {row['name']}")
    if row["counts"].endswith("g"):
        return _by_weight(chance, row)
    form = chance.form("drug", _FORMS)
    name = _printed_name(chance, row["name"])
    strength = chance.pick(cells(row["strengths"])) if row["strengths"] else ""
    spaced = strength
    if "%" not in strength and chance.happens(0.25):
        spaced = _NUMBER_UNIT.sub(r"\1 \2", strength)
    count = int(chance.pick(cells(row["counts"])))
    return _written(chance, form, row, name, spaced, count)


def _written(chance: Chance, form: str, row: Row, name: str, strength: str, count: int) -> Request:  # noqa: C901 - one branch a form
    kind = row["form"]
    many = _PLURALS.get(kind, kind + "s")
    named = f"{name} {strength}".strip()
    generic = row["generic"]
    refills: int | None = None
    printed_form = frequency = ""
    quantity: int | None = count
    if form == "generic in brackets" and not generic:
        form = "count"
    match form:
        case "count":
            text = f"{named} #{count}"
        case "comma count":
            text = f"{named}, #{count}"
        case "count, refills":
            refills = chance.whole(1, 5)
            text = f"{named} #{count} with {refills} refill{'s' if refills > 1 else ''}"
        case "form, count":
            printed_form = kind
            text = f"{named} {many if chance.happens(0.5) else kind} #{count}"
        case "form, count, refills":
            printed_form, refills = kind, chance.whole(1, 3)
            text = f"{named} {many} #{count}, {refills} refill{'s' if refills > 1 else ''}"
        case "leading count":
            printed_form = kind
            text = f"{count} {many} of {named}"
        case "one prescription":
            text = f"1 prescription of {named} #{count}"
        case "frequency, count":
            frequency = chance.pick(_FREQUENCIES)
            text = f"{named} {frequency} #{count}"
        case "count, frequency":
            frequency = chance.pick(_FREQUENCIES)
            text = f"{named} #{count}, {frequency}"
        case "spelled count" if count in _SPELLED:
            printed_form = kind
            text = f"{named}, {_SPELLED[count]} ({count}) {many}"
        case "generic in brackets":
            text = f"{name} ({generic}) {strength} #{count}"
        case "strength only":
            quantity = None
            text = named
        case "name only":
            quantity, strength, text = None, "", name
        case "refills in brackets":
            refills = 0 if chance.happens(0.3) else chance.whole(1, 3)
            text = f"{named} #{count} (refills: {refills})"
        case "count times refills":
            refills = chance.whole(1, 4)
            text = f"{named} #{count} x {refills} refill{'s' if refills > 1 else ''}"
        case "no refills":
            refills = 0
            text = f"{named} #{count} with no refills"
        case "quantity unknown":
            quantity = None
            text = f"{named} (unspecified quantity)"
        case "dose, frequency, count":
            printed_form, frequency = kind, chance.pick(_FREQUENCIES)
            text = f"{named}, 1 {kind} {frequency}, #{count}"
        case _:
            text = f"{named}, quantity {count}"
    drug = Drug(
        name=name,
        ingredients=cells(row["ingredients"]),
        strength=_NUMBER_UNIT.sub(r"\1 \2", strength.replace(" ", "")),
        form=printed_form,
        quantity=quantity,
        refills=refills,
        frequency=frequency,
    )
    return Request(text, "pharmaceutical", row["topic"], name, drug)


def _by_weight(chance: Chance, row: Row) -> Request:
    amount = row["counts"].removesuffix("g")
    strength = row["strengths"]
    unit = chance.pick(("gm", "g", " grams"))
    name = _printed_name(chance, row["name"])
    chance.forms.add("drug: by weight")
    drug = Drug(name, cells(row["ingredients"]), strength, row["form"], int(amount))
    text = f"{name} {strength} {row['form']} {amount}{unit}"
    return Request(text, "pharmaceutical", row["topic"], name, drug)


def _compound(chance: Chance) -> Request:
    row = chance.draw(_COMPOUNDS)
    parts = [part.rsplit(" ", 1) for part in cells(row["parts"])]
    amount = chance.pick(cells(row["amounts"]))
    style = chance.form("compound", Deck([("slashes", 4), ("commas", 2), ("lead-in", 2), ("bare", 1)]))
    written = [f"{name} {strength}" for name, strength in parts]
    name = "/".join(part[0] for part in parts)
    strength = "/".join(part[1] for part in parts)
    ingredients = tuple(part[0].lower() for part in parts)
    quantity = int("".join(filter(str.isdigit, amount)))
    if style == "bare":
        drug = Drug("compound", (), "", row["form"], quantity)
        return Request(
            f"Topical compounded {row['form']}, {amount}", "pharmaceutical", "topical", "the compound", drug
        )
    drug = Drug(name, ingredients, strength, row["form"], quantity)
    text = f"{'/'.join(written)} {row['form']} {amount}"
    if style == "commas":
        text = f"{', '.join(written)} {row['form']} {amount}"
    elif style == "lead-in":
        text = f"Compound: {', '.join(written)} {row['form']} {amount}"
    return Request(text, "pharmaceutical", "topical", "the compound", drug)


def _printed_name(chance: Chance, name: str) -> str:
    """A generic name opens a title with a capital letter, as a rule."""
    if name[0].islower() and chance.happens(0.9):
        return name[0].upper() + name[1:]
    if name[0].islower():
        chance.forms.add("drug: opens with a small letter")
    return name
