"""The words of a prescription: dosage forms, containers, numbers in words, how often.

The tables stand in ``data/``: ``forms.csv`` (word, singular form, whether it is a form or a
container, whether doses of it are counted), ``number_words.csv``, ``frequencies.csv`` (patterns with an
example each).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from imr_graph.lexicon.tables import read_table

FormKind = Literal["form", "container"]

NUMBER: Final = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?|\d{1,9}(?:\.\d{1,6})?|\.\d{1,6}"
"""A number in digits, of no more digits than numbers of a prescription have."""

_PERIOD = r"(?:hour|day|night|morning|evening|week|wk|month|year)s?"
_SPAN = r"(?:hours?|hrs?\.?|h|days?|d|weeks?|wks?|months?|minutes?)"


@dataclass(frozen=True, slots=True)
class Form:
    """A dosage form or a container, in the singular; ``counted`` where doses of it are counted."""

    name: str
    kind: FormKind
    counted: bool


@cache
def forms() -> dict[str, Form]:
    """Every word that names a form or a container, lower case."""
    found: dict[str, Form] = {}
    for row in read_table("forms"):
        kind: FormKind = "form" if row["kind"] == "form" else "container"
        found[row["word"]] = Form(row["form"], kind, row["counted"] == "yes")
    return found


@cache
def form_pattern(kind: FormKind) -> str:
    """An alternation of the words of one kind, longest first."""
    known = (word for word, form in forms().items() if form.kind == kind)
    return "(?:" + "|".join(map(re.escape, sorted(known, key=len, reverse=True))) + ")"


@cache
def number_words() -> dict[str, int]:
    """Numbers in words and what they are worth."""
    return {row["word"]: int(row["value"]) for row in read_table("number_words")}


@cache
def number_pattern() -> str:
    """A number in digits or in words ("60", "sixty", "one hundred and twenty")."""
    word = "(?:" + "|".join(sorted(number_words(), key=len, reverse=True)) + ")"
    return rf"(?:{NUMBER}|\b{word}(?:(?: and | |-){word}){{0,3}}\b)"


def read_number(text: str) -> int | float | None:
    """What a number in digits or words is worth; ``None`` where it is none."""
    folded = text.lower().replace(",", "").strip()
    if re.fullmatch(NUMBER, folded):
        value = float(folded)
        return int(value) if value.is_integer() else value
    total = 0
    for word in re.split(r"[ -]+", folded):
        if word == "and":
            continue
        worth = number_words().get(word)
        if worth is None:
            return None
        total = max(total, 1) * worth if worth == number_words()["hundred"] else total + worth
    return total


@cache
def frequency_pattern() -> re.Pattern[str]:
    """One way to say how often, in small letters; several may follow each other in a direction for use."""
    n = rf"(?:{number_pattern()}(?: ?(?:-|to|or) ?{number_pattern()})?(?: \(\d+\))?)"
    times = rf"(?:(?:up to )?(?:once|twice|thrice|one time|{n} ?(?:times|x)|x ?{n}))"
    ways = (
        row["pattern"].format(times=times, n=n, period=_PERIOD, span=_SPAN)
        for row in read_table("frequencies")
    )
    # Longest kinds stand first in the table; no letter or digit may follow or come before.
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(f'(?:{way})' for way in ways)})(?![a-z0-9])")
