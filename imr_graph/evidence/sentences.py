"""The sentences of a rationale, each with its places in the kept text, nothing of it changed.

Sentences are found on the words as they are read: white space folded, what was cleaned away between the spans
(furniture of a page) passed over. Each character knows where it was kept, so a sentence leads back to one run
of the kept text, or to several where a page ends within it.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from imr_graph.record import Span

_END: Final = re.compile(r"[.!?]+[\"'\u201d\u2019)\]]*(?= )")
_BEGINNING: Final = re.compile(r"[\"'\u201c\u2018(\[\u2022*-]*[^\W_]")
_LAST_WORD: Final = re.compile(r"[^\s(\[\"'\u201c\u2018]*$")
_NUMERAL: Final = re.compile(r"(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the kept text on one page.

    Args:
        start: its first code point.
        end: the code point after its last.
        page: on which it stands, counted from 1.
    """

    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Args:
        words: as read, white space folded to single blanks.
        places: where each character of the words is kept; of a blank, where white space begins.
    """

    words: str
    places: tuple[int, ...]


def sentences(text: str, spans: Sequence[Span]) -> list[Sentence]:
    """The sentences of a part of a letter.

    Args:
        text: the letter's kept text.
        spans: where the part stands in it, in order.
    """
    words, places = _folded(text, spans)
    return [
        Sentence(words[start:end], tuple(places[start:end])) for start, end in _bounds(words) if start < end
    ]


def runs(text: str, places: Sequence[int]) -> tuple[Run, ...]:
    """The runs of the kept text that characters stand in, none of which holds anything else but white space.

    Args:
        text: the letter's kept text.
        places: of the characters, in order; neither the first nor the last is of a blank.
    """
    feeds = _form_feeds(text)
    found: list[Span] = []
    for at in places:
        if text[at].isspace():
            continue
        if found and not (between := text[found[-1][1] : at]).strip() and "\f" not in between:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return tuple(Run(start, end, 1 + bisect.bisect_right(feeds, start)) for start, end in found)


def _folded(text: str, spans: Sequence[Span]) -> tuple[str, list[int]]:
    """The words of the spans with white space folded, and the place of each character."""
    words: list[str] = []
    places: list[int] = []
    for start, end in spans:
        for at in range(start, end):
            blank = text[at].isspace()
            if blank and (not words or words[-1] == " "):
                continue
            words.append(" " if blank else text[at])
            places.append(at)
        if words and words[-1] != " ":
            words.append(" ")
            places.append(end - 1)
    while words and words[-1] == " ":
        words.pop()
        places.pop()
    return "".join(words), places


def _bounds(words: str) -> Iterator[Span]:
    """Where sentences begin and end in folded words."""
    start = 0
    for ending in _END.finditer(words):
        if _ends(words, start, ending):
            yield start, ending.end()
            start = ending.end() + 1
    yield start, len(words)


def _ends(words: str, start: int, ending: re.Match[str]) -> bool:
    """Whether a sentence that began at a place ends with some stops."""
    after = ending.end() + 1
    begins = _BEGINNING.match(words, after)
    if begins is None or begins[0][-1].islower():
        return False
    if ending[0][0] != ".":
        return True
    found = _LAST_WORD.search(words, start, ending.start())
    last = found[0] if found else ""
    if _NUMERAL.fullmatch(last) and ending.start() - len(last) == start:
        return False  # "1. Norco": the number of an entry
    known = _abbreviations()
    if last.casefold() in known["open"] or (len(last) == 1 and last.isupper() and last != "I"):
        return False
    return not (last.casefold() in known["before_number"] and begins[0][-1].isdigit())


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    declared = tomllib.loads((resources.files(__package__) / "sentences.toml").read_text(encoding="utf-8"))
    return {name: frozenset(entries) for name, entries in declared.items()}


def _form_feeds(text: str) -> list[int]:
    return [match.start() for match in re.finditer("\f", text)]
