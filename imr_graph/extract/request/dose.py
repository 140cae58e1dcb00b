"""Strengths and amounts: numbers with a unit, as a drug's title prints them.

A *measure* is one or more numbers with a unit ("5/325mg", "20 mcg/hr", "4%"). Weights and
volumes of a whole container ("240gm", "500 ml") are amounts, all others strengths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from imr_graph.lexicon.prescriptions import NUMBER, read_number

_STRENGTH_UNITS = r"milligrams?|micrograms?|mgs?|mcgs?|ugs?|meq|i\.?u\.?|units?|%|percent"
_AMOUNT_UNITS = r"grams?|gms?|grs?|g|milliliters?|mls?|cc|ounces?|oz"
_PER = (
    r"(?:\d+(?:\.\d+)? ?)?"
    r"(?:milliliters?|mls?|hours?|hrs?|h|days?|grams?|gms?|g|doses?|sprays?|actuations?|patch)"
)
_NUMBERS = rf"(?P<numbers>(?:{NUMBER})(?: ?[/-] ?(?:{NUMBER})){{0,5}})"
_MEASURE = re.compile(
    rf"(?=[\d.])(?<![A-Za-z0-9.#]){_NUMBERS}(?: ?-| )?(?P<unit>{_STRENGTH_UNITS}|{_AMOUNT_UNITS})(?![A-Za-z])"
    rf"(?:(?: ?/ ?| per )(?P<per>{_PER})(?![A-Za-z0-9%.]))?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(_AMOUNT_UNITS, re.IGNORECASE)
_DOSE = re.compile(r"mgs?|mcgs?|ugs?|meq|iu|%|milligrams?|micrograms?", re.IGNORECASE)
_LINK = re.compile(r" ?[/+-] ?|, ?| and | & ")
_BARE = re.compile(
    rf"(?<![A-Za-z0-9.,#/-])(?:{NUMBER})(?: ?[/-] ?(?:{NUMBER})){{0,5}}(?![A-Za-z0-9/%-]|\.\d)"
)
_DENOMINATOR = re.compile(r"(\d) ?([a-z])")
_UNITS = {"percent": "%", "mgs": "mg", "mcgs": "mcg", "ugs": "ug", "iu": "IU", "i.u.": "IU", "meq": "mEq"}


class Measure(msgspec.Struct, frozen=True):
    """Numbers with their unit.

    Args:
        start: where it begins in the text.
        end: where it ends.
        numbers: as printed.
        dashed: whether a dash parts them.
        unit: as usually written ("mg", "%", "IU"); "" where none is printed.
        per: what the unit is counted by ("ml", "hr"), or "".
    """

    start: int
    end: int
    numbers: tuple[str, ...]
    dashed: bool
    unit: str
    per: str

    @property
    def amount(self) -> bool:
        """Whether this is the weight or volume of what is dispensed."""
        return not self.per and _AMOUNT.fullmatch(self.unit) is not None

    @property
    def first(self) -> float:
        """The first number's worth."""
        return float(read_number(self.numbers[0]) or 0)


def find_measures(text: str) -> list[Measure]:
    """Every measure of a text, in order; linked ones ("7.5mg/300mg") stay apart."""
    return [
        _measure(
            found.start(),
            found.end(),
            found["numbers"],
            _UNITS.get(found["unit"].lower(), found["unit"].lower()),
            _DENOMINATOR.sub(r"\1 \2", (found["per"] or "").lower()),
        )
        for found in _MEASURE.finditer(text)
    ]


def bare_measure(text: str, at: int) -> Measure | None:
    """Numbers without a unit that stand at ``at`` ("10/325" after a name)."""
    found = _BARE.match(text, at)
    return _measure(found.start(), found.end(), found.group(), "", "") if found else None


def has_dose(text: str) -> bool:
    """Whether a text prints a strength by weight or percentage."""
    units = (found["unit"].lower() for found in _MEASURE.finditer(text))
    return any(_DOSE.fullmatch(_UNITS.get(unit, unit)) for unit in units)


def linked(text: str, measures: Sequence[Measure]) -> list[Measure]:
    """The first of some measures and those that only a slash, a dash or a comma joins to it."""
    run = list(measures[:1])
    for measure in measures[1:]:
        between = text[run[-1].end : measure.start]
        # "3% 300 mg/g": one strength told in two ways.
        if not (_LINK.fullmatch(between) or (between == " " and run[-1].unit == "%")):
            break
        run.append(measure)
    return run


def strength_text(text: str, measures: Sequence[Measure], *, combined: bool) -> str:
    """Measures as one strength: numbers as printed, a blank, the unit.

    Args:
        text: what the measures stand in.
        measures: in printed order.
        combined: whether they are the strengths of several ingredients; numbers that a dash parts
            are then parted by a slash, else they stay a range.
    """
    units = {(measure.unit, measure.per) for measure in measures}
    if len(measures) > 1 and len(units) == 1 and measures[0].unit != "%":
        numbers = "/".join(_numbers(measure, combined=True) for measure in measures)
        return _with_unit(numbers, measures[0])
    told_twice = len(measures) == 2 and text[measures[0].end : measures[1].start] == " " and len(units) > 1
    return (" " if told_twice else "/").join(
        _with_unit(_numbers(measure, combined=combined), measure) for measure in measures
    )


def _numbers(measure: Measure, *, combined: bool) -> str:
    return ("-" if measure.dashed and not combined else "/").join(measure.numbers)


def _with_unit(numbers: str, measure: Measure) -> str:
    if measure.unit in {"%", ""}:
        return numbers + measure.unit
    return f"{numbers} {measure.unit}" + (f"/{measure.per}" if measure.per else "")


def _measure(start: int, end: int, numbers: str, unit: str, per: str) -> Measure:
    printed = tuple(re.findall(NUMBER, numbers))
    return Measure(start, end, printed, "-" in numbers, unit, per)
