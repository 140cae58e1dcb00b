"""A value of a record with the words that its evidence leads to, and what words say by themselves."""

from __future__ import annotations

import csv
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rapidfuzz.distance import OSA

from imr_graph.record import Span
from tests.conftest import ROOT

DATA: Final = ROOT / "imr_graph" / "lexicon" / "data"
SLIPS: Final = 2
"""Strokes by which a long word may differ from the name that it stands for."""
_SHORT: Final = 6
"""Letters up to which it may not."""
_TYPESETTING: Final = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A value of a record and the words that it is said to be made from.

    Args:
        record: as plain objects.
        path: the value's pointer.
        spans: where the words stand in the text.
        text: the letter's kept text.
    """

    record: dict[str, Any]
    path: str
    spans: tuple[Span, ...]
    text: str

    @property
    def value(self) -> Any:
        """What stands at the path."""
        return at(self.record, self.path)

    @property
    def slices(self) -> tuple[str, ...]:
        """The letter's text at each span, cleaned of its typesetting."""
        return tuple(plain(self.text[start:end]) for start, end in self.spans)

    @property
    def words(self) -> str:
        """All slices, parted by blanks."""
        return " ".join(self.slices)

    def above(self, levels: int) -> Any:
        """What holds the value, so many levels up."""
        return at(self.record, "/".join(self.path.split("/")[:-levels]))

    @property
    def is_whole(self) -> bool:
        """Whether every span begins and ends at the edge of a word or of a number.

        A letter that glues two words together begins the second with a capital ("UpheldClaims").
        """
        for start, end in self.spans:
            words = self.text[start:end]
            if not words or words != words.strip():
                return False
            for edge in filter(None, (start, end)):
                if re.match(r"\d\d|[^\W\d_](?![A-Z][a-z\s])[^\W\d_]", self.text[edge - 1 : edge + 2]):
                    return False
        return True


def at(record: Any, pointer: str) -> Any:
    """What a JSON pointer leads to."""
    for step in pointer.split("/")[1:]:
        record = record[int(step)] if isinstance(record, list) else record[step]
    return record


def plain(words: str) -> str:
    """Words without entities, ligatures, typographic quotes and dashes."""
    return unicodedata.normalize("NFKC", html.unescape(words)).translate(_TYPESETTING)


def tokens(words: str) -> list[str]:
    """The runs of letters and digits, lower case."""
    return re.findall(r"[a-z0-9]+", words.lower())


def folded(words: str) -> str:
    """Letters and digits alone, lower case."""
    return "".join(tokens(words))


def numbers(words: str) -> list[float]:
    """The numbers that words print, in digits or by name."""
    found = [float(digits) for digits in re.findall(r"\d+(?:\.\d+)?|\.\d+", words.replace(",", ""))]
    named = {row["word"]: int(row["value"]) for row in table("number_words")}
    total = 0
    for word in [*tokens(words), ""]:
        if word in named:
            total = total * 100 if word == "hundred" else total + named[word]
        elif total:
            found.append(float(total))
            total = 0
    return found


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of the lexicon."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def spelt(words: str, names: Iterable[str], slips: int = 0) -> bool:
    """Whether words are one of some names; a long one may differ by so many slips of the pen."""
    key = folded(words.replace("&", "and"))
    slips = slips if len(key) > _SHORT else 0
    return any(
        OSA.distance(key, known, score_cutoff=slips) <= slips
        for name in names
        if (known := folded(name.replace("&", "and")))
    )


def equal(claim: Claim) -> bool:
    """The words are the value."""
    return folded(claim.words) == folded(str(claim.value))


def number(claim: Claim) -> bool:
    """The words print the number."""
    return claim.value in numbers(claim.words)
