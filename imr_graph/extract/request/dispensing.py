"""How much of a drug is dispensed: quantity and refills."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from imr_graph.extract.request.dose import Measure
from imr_graph.lexicon.prescriptions import NUMBER, form_pattern, forms, number_pattern, read_number

MASK = "\x00"
"""Stands in a text for characters that another value has taken."""

_MOST_REFILLS = 12
_SMALL_AMOUNT = 5.0

_N = number_pattern()
_SUPPLY = re.compile(
    r"(?:\bx ?|\bfor )?#?\b(?:\d{1,3}|one|two|three|thirty|sixty|ninety)(?: ?\(\d+\))?[ -]"
    r"(?:day|days|week|weeks|month|months|wk|wks)\b(?:'s|s')?(?:[ -]supply)?(?: of)?",
    re.IGNORECASE,
)
_SUPPLY_COUNT = re.compile(r"#(?P<count>\d+) (?P<rest>days? supply:? ?\d+)", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b")
_REFILLS: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?P<low>{_N}) ?(?:-|to|or) ?(?P<high>{_N})(?: ?\(\d+\))? (?:additional )?refills?\b", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:refills?|rf)(?:\(s\))?\s?(?::|=|#|x|times|of|-)?\s?#?"
        rf"(?P<after>{NUMBER}|none|zero|one|two|three|four|five|six)\b(?! ?(?:mg|tab|cap|-?day|month))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:\bx ?)?(?P<before>{_N})(?: ?\(\d+\))? ?(?:additional |more )?(?:refills?|rf)\b", re.IGNORECASE
    ),
    re.compile(r"\b(?P<none>no|without(?: any)?) (?:additional )?refills?\b", re.IGNORECASE),
)


class Count(msgspec.Struct, frozen=True):
    """A number read, and where."""

    value: int | float | None
    start: int
    end: int


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spans made unreadable, its length unchanged."""
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def read_refills(text: str) -> Count | None:
    """The refills of a text; a range has no value. ``None`` where none are printed."""
    words = text.lower()
    if "refill" not in words and "rf" not in words:
        return None
    for pattern in _REFILLS:
        for found in pattern.finditer(text):
            kinds = found.groupdict()
            if kinds.get("none"):
                return Count(0, *found.span())
            if kinds.get("low"):
                return Count(None, *found.span())
            printed = kinds.get("after") or kinds.get("before") or ""
            value = 0 if printed.lower() in {"none", "zero"} else read_number(printed)
            if value is not None and value <= _MOST_REFILLS and value == int(value):
                return Count(int(value), *found.span())
    return None


def read_quantity(text: str, measures: Iterable[Measure]) -> Count | None:
    """The number dispensed.

    A count of the doses goes before one of containers, that before grams and millilitres.

    Args:
        text: the title with name, strengths, direction for use and refills masked.
        measures: every measure of the title.
    """
    text = mask(text, (found.span() for found in _DATE.finditer(text)))
    text = mask(text, (found.span("rest") for found in _SUPPLY_COUNT.finditer(text)))
    text = mask(text, (found.span() for found in _SUPPLY.finditer(text)))
    for pattern in _quantity_patterns():
        for found in pattern.finditer(text):
            if "form" in found.groupdict() and not forms()[found["form"].lower()].counted:
                continue
            value = read_number(found["count"])
            if value is not None and value > 0:
                return Count(value, *found.span())
    for measure in measures:
        if measure.amount and len(measure.numbers) == 1:
            value = read_number(measure.numbers[0])
            return Count(value, measure.start, measure.end)
    return None


def small_amount(measure: Measure) -> bool:
    """Whether a weight may be one dose's ("Carafate 1gm") rather than a container's."""
    return measure.amount and measure.unit.startswith("g") and measure.first <= _SMALL_AMOUNT


@cache
def _quantity_patterns() -> tuple[re.Pattern[str], ...]:
    doses, containers = form_pattern("form"), form_pattern("container")
    start, end = r"(?<![\w.,/-])", r"(?![A-Za-z0-9/%.]*\d)(?![A-Za-z])"
    again = rf"(?: ?\({_N}\))?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"#\s?(?P<count>{NUMBER}){end}",
            r"\b(?:qty|quantity|count|dispensed?|disp|number|no\.)\s?(?:of|[:=#.-])?\s?[#(]?\s?"
            rf"(?P<count>{_N}){end}",
            rf"{start}(?P<count>{_N})\)?{again}[ -]?(?:(?:oral|transdermal|topical|e\.?c\.?|er|odt) )?"
            rf"(?P<form>{doses})\b",
            rf"{start}(?P<count>{_N}){again}[ -]?(?:count|ct)\b",
            rf"{start}(?P<count>{_N}){again} ?(?:large |small )?{containers}\b",
            rf"{start}(?P<count>[a-z][a-z -]{{2,30}}) \(\d+\){end}",
            rf"\((?P<count>{_N})\)",
            rf"\b(?:x|times) ?(?P<count>\d{{1,4}}){end}"
            r"(?! ?(?:refill|day|week|month|time|per |a |visit|session))",
            # A number alone after the strength or the form: "Soma 350mg, 60".
            rf"(?:{MASK}|{doses}),? (?P<count>\d{{1,3}}|[a-z]{{3,}}(?:-[a-z]{{3,}})?)"
            rf"(?=,? ?(?:$|[,;(]|with\b|{MASK}))",
        )
    )
