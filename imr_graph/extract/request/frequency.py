"""How often a drug is taken, and the direction for use around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_graph.letters.reading import in_small_letters
from imr_graph.lexicon.prescriptions import form_pattern, frequency_pattern

# Two ways to say how often belong together where no more than this stands between them.
_BETWEEN = re.compile(r"[ ,;/()-]*(?:(?:and|or|then|&) )?[ (]*", re.IGNORECASE)
_NEEDED = re.compile(r"(?:p\.?r\.?n\.?|needed)$", re.IGNORECASE)
# What a drug is taken for: words up to the next number, stop or word of dispensing.
_PURPOSE = re.compile(
    r"(?:,? (?:for|to)\b)?"
    r"(?: (?!with\b|refills?\b|qty\b|quantity\b|disp|no\b|x\b|for\b|dos\b|per\b|not\b|max|up\b|may\b|prescri)"
    r"[A-Za-z][A-Za-z/'-]*){1,9}",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r" ?#|;|\(|$"
    r"|,? ?\b\d+ ?(?:g|gms?|grams?|ml|mls|oz|tablets?|tabs?|capsules?|caps|patches|pills)\b"
    r"|,? ?\b(?:qty|quantity|disp\w*|count|no refills?|with(?: \w+)? refills?|refills?|x ?\d|\d+[ -]days?"
    r"|\d+ refills?)\b",
    re.IGNORECASE,
)
_ROUTE = (
    r"(?:by mouth|orally|oral|p\.?o\.?|topically|transdermally|sublingually|s\.?l\.?|under the tongue"
    r"|to (?:the )?(?:affected|painful) (?:areas?|sites?|skin)|to (?:the )?skin)"
)
_VERB = r"(?:sig:? ?)?(?:to be taken|take|takes|taking|apply|applied|use|place|1 po)"
_MOST_TAKEN = r"(?:[1-9](?:\.5)?|1/2|\b(?:one|two|three|four|half)(?: \(\d\))?(?: half)?)"


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, and where.

    Args:
        text: as printed, without the amount taken and the route.
        start: where ``text`` begins.
        end: where it ends.
        direction: where the whole direction for use begins (verb, amount, form, route).
    """

    text: str
    start: int
    end: int
    direction: int


def _amount_pattern() -> re.Pattern[str]:
    taken = rf"{_MOST_TAKEN}(?: ?(?:-|to|or) ?{_MOST_TAKEN})?"
    form = form_pattern("form")
    return re.compile(
        rf"(?:^|(?<=[ ,;:(.]))(?:"
        rf"{_VERB}(?: {taken})?(?: {form}\b)?|{taken} {form}\b|{taken}(?= {_ROUTE})|(?<=[ ,]){taken}|{_ROUTE}"
        rf")(?:,? {_ROUTE})*,?(?: {_ROUTE})? ?$",
        re.IGNORECASE,
    )


_AMOUNT = _amount_pattern()
# Between two ways: "in the morning and two capsules at bedtime".
_AMOUNT_BETWEEN = re.compile(rf"{_MOST_TAKEN}(?: {form_pattern('form')})? ", re.IGNORECASE)
_LONGEST_AMOUNT = 60


def read_frequency(text: str) -> Frequency | None:
    """The first direction for use of a text, ``None`` where it says nothing of how often."""
    units = list(frequency_pattern().finditer(in_small_letters(text)))
    if not units:
        return None
    start, end = units[0].span()
    dropped: list[tuple[int, int]] = []
    for unit in units[1:]:
        if unit.start() < end:
            break
        between = _BETWEEN.match(text, end, unit.start())
        amount = _AMOUNT_BETWEEN.fullmatch(text, between.end() if between else end, unit.start())
        if not between or not (amount or between.end() == unit.start()):
            break
        if amount:
            dropped.append(amount.span())
        end = unit.end()
    if _NEEDED.search(text, start, end) and (purpose := _PURPOSE.match(text, end)):
        end = purpose.end()
    window = max(0, start - _LONGEST_AMOUNT)
    amount = _AMOUNT.search(text, window, start) if start else None
    direction = amount.start() if amount else start
    if amount and re.match(_VERB, amount.group(), re.IGNORECASE) and (stop := _CLAUSE_END.search(text, end)):
        # "take … every 4 hours, may repeat once": the direction runs to the end of its clause.
        end = stop.start()
    trimmed = text[start:end].rstrip(" ,;(-")
    if "(" in trimmed and ")" not in trimmed:
        closes = text.startswith(")", start + len(trimmed))
        trimmed = trimmed + ")" if closes else trimmed[: trimmed.index("(")].rstrip(" ,")
    end = start + len(trimmed)
    printed = "".join(
        text[low:high]
        for low, high in zip([start, *(d[1] for d in dropped)], [*(d[0] for d in dropped), end], strict=True)
    )
    return Frequency(printed, start, end, direction)
