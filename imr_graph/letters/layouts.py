"""The layouts of letters, as ``layouts.toml`` declares them, made ready to match."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_WHITE: Final = r"\s{1,40}"  # bounded, so that no run of blanks is walked twice


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: its headings, the sentences that open sections, the labels inside an item.

    ``headings`` and ``labels`` go by the names in ``layouts.toml``; ``read`` is false for a
    layout that is only recognised.
    """

    id: str
    years: str
    read: bool
    headings: Mapping[str, re.Pattern[str]]
    leads: Mapping[str, re.Pattern[str]]
    labels: Mapping[str, re.Pattern[str]]

    @property
    def issues_heading(self) -> re.Pattern[str]:
        """The heading that no other layout has."""
        return self.headings["issues"]


@dataclass(frozen=True, slots=True)
class Forms:
    """Everything that ``layouts.toml`` declares; ``decision`` is a pattern for any of the decision words."""

    layouts: tuple[Layout, ...]
    after_items: re.Pattern[str]
    decision_words: tuple[str, ...]
    decision: str


@cache
def forms() -> Forms:
    """The declared layouts, in the order in which they are tried."""
    table = tomllib.loads(files(__package__).joinpath("layouts.toml").read_text(encoding="utf-8"))
    openings = _any(table["after_items"]["openings"])
    return Forms(
        layouts=tuple(
            Layout(
                id=entry["id"],
                years=entry["years"],
                read=entry["read"],
                headings={name: _heading(phrases) for name, phrases in entry["headings"].items()},
                leads={name: _lead(*words) for name, words in entry["leads"].items()},
                labels={name: re.compile(_any(phrases)) for name, phrases in entry["labels"].items()},
            )
            for entry in table["layout"]
        ),
        after_items=re.compile(rf"^[ ]*(?:{openings})", re.MULTILINE),
        decision_words=tuple(table["decisions"]["words"]),
        decision=_any(table["decisions"]["words"]),
    )


def _words(phrase: str) -> str:
    return _WHITE.join(re.escape(word) for word in phrase.split())


def _any(phrases: Iterable[str]) -> str:
    return "(?:" + "|".join(map(_words, sorted(phrases, key=len, reverse=True))) + ")"


def _lead(first: str, last: str) -> re.Pattern[str]:
    # Other last words may stand there, but then a colon closes the sentence.
    close = rf"(?:[^:]{{0,160}}?\b{_words(last)}\b\s?[:.]?|[^:]{{0,160}}:)"
    return re.compile(rf"\s*{_words(first)}{close}\s*", re.IGNORECASE)


def _heading(phrases: Iterable[str]) -> re.Pattern[str]:
    phrase = _any(phrases)
    return re.compile(rf"(?<![A-Za-z]){phrase}:?|(?i:^[ ]*{phrase}:?[ ]*$)", re.MULTILINE)
