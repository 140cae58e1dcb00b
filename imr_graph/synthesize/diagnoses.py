"""The patient's diagnoses, and the ways of listing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.facts import Diagnosis
from imr_graph.synthesize.tables import Row, read_rows, weighted

_ROWS: Final = read_rows("diagnoses")
_GENERAL: Final = weighted([row for row in _ROWS if not row["region"]], lambda row: row)
_OF_REGION: Final = {
    region: weighted([row for row in _ROWS if row["region"] == region], lambda row: row)
    for region in {row["region"] for row in _ROWS if row["region"]}
}
_COUNTS: Final = Deck([(0, 3), (1, 22), (2, 10), (3, 12), (4, 12), (5, 5), (6, 2), (7, 2), (8, 2)])
_WORDS: Final = ("possible", "probable", "rule out", "suspected")
_LISTS: Final = read_rows("diagnosis_lists")
_LEADS: Final = {
    style: weighted([row for row in _LISTS if row["style"] == style], lambda row: row["lead"])
    for style in {row["style"] for row in _LISTS}
}
_EARLY: Final = Deck(
    [
        *(("semicolons", 5), ("commas", 4), ("numbers, apart", 2), ("numbers, glued", 2), ("brackets", 2)),
        *(("letters", 1), ("codes first", 1), ("fragments", 1), ("glued", 1)),
    ]
)
_LATE: Final = Deck(
    [("semicolons", 2), ("commas", 9), ("numbers, apart", 1), ("numbers, glued", 0.5), ("fragments", 0.5)]
)


def draw_diagnoses(chance: Chance, region: str, other: str, side: str) -> tuple[Diagnosis, ...]:
    """Conditions of a region, of another one and of none, no two alike."""
    found: dict[str, Diagnosis] = {}
    wanted = chance.draw(_COUNTS)
    for _ in range(4 * wanted):
        if len(found) == wanted:
            break
        deck = _OF_REGION[region]
        if found and chance.happens(0.45):
            deck = _OF_REGION[other] if chance.happens(0.4) else _GENERAL
        row = chance.draw(deck)
        text = row["text"].replace("{side}", side)
        if text not in found:
            chance.forms.add(f"diagnosis: {row['text']}")
            found[text] = Diagnosis(text, _certainty_word(chance, row), row["icd9"])
    return tuple(found.values())


def _certainty_word(chance: Chance, row: Row) -> str:
    return chance.pick(_WORDS) if row["provisional"] == "yes" and chance.happens(0.25) else ""


def list_diagnoses(
    chance: Chance, diagnoses: tuple[Diagnosis, ...], *, late: bool
) -> tuple[str, tuple[Diagnosis, ...]]:
    """The sentence that gives the diagnoses, and the diagnoses as it prints them.

    A sentence without a full stop is glued to the next one by the one who tells the story.
    """
    if not diagnoses:
        return "", ()
    if len(diagnoses) == 1:
        chance.forms.add("diagnoses: one")
        lead = chance.form("diagnoses, lead", _LEADS["one"])
        return f"{lead} {_worded(diagnoses[0])}.", diagnoses
    style = chance.form("diagnoses", _LATE if late else _EARLY)
    lead = chance.form("diagnoses, lead", _LEADS[style.split(",")[0]])
    if style in _FLOWING:
        return f"{lead} {_FLOWING[style](diagnoses)}.", diagnoses
    printed = tuple(
        diagnosis if diagnosis.word else Diagnosis(_capital(diagnosis.text), "", diagnosis.code)
        for diagnosis in diagnoses
    )
    entries = [_capital(_worded(diagnosis)) for diagnosis in printed]
    if style.startswith("numbers"):
        entries = [f"{n}. {entry}" for n, entry in enumerate(entries, 1)]
    if style.endswith("glued"):
        return lead + "".join(entries), printed
    return f"{lead} {('. ' if style == 'fragments' else ' ').join(entries)}.", printed


def _worded(diagnosis: Diagnosis) -> str:
    return f"{diagnosis.word} {diagnosis.text}" if diagnosis.word else diagnosis.text


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _commas(diagnoses: tuple[Diagnosis, ...]) -> str:
    words = [_worded(one) for one in diagnoses]
    return f"{', '.join(words[:-1])} and {words[-1]}"


_FLOWING: Final[dict[str, Callable[[tuple[Diagnosis, ...]], str]]] = {
    "semicolons": lambda diagnoses: "; ".join(_worded(one) for one in diagnoses),
    "commas": _commas,
    "brackets": lambda diagnoses: "; ".join(
        f"({n}) {_worded(one)} ({one.code})" for n, one in enumerate(diagnoses, 1)
    ),
    "letters": lambda diagnoses: "; ".join(
        f"{chr(ord('a') + n)}) {_worded(one)}" for n, one in enumerate(diagnoses)
    ),
    "codes first": lambda diagnoses: "; ".join(f"{one.code} {_worded(one)}" for one in diagnoses),
}
"""The lists that run on in a sentence and keep a diagnosis's small letter."""
