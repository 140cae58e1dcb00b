"""The layouts of letters, as ``layouts.toml`` declares them, made ready to match."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from imr_graph.letters.reading import Reading

ItemForm = Literal["words", "sentences", "notice", "disputes"]
"""How a letter sets its disputed items; what each means is said in ``layouts.toml``."""

UNKNOWN: Final = "unknown"
"""The layout's name in the record of a letter that is of no declared layout."""

_WHITE: Final = r"\s{1,40}"  # bounded, so that no run of blanks is walked twice
_LOOSE: Final = r"\s{0,40}"
_INDENT: Final = 200
"""Blanks that may stand before a heading on its line."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in all its wordings; ``openings`` are what these begin with, in small letters, if known."""

    pattern: re.Pattern[str]
    openings: tuple[str, ...] = ()

    def search(self, reading: Reading, begin: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first of ``reading.text[begin:end]``; tried only where an opening stands."""
        text, end = reading.text, len(reading.text) if end is None else end
        if not self.openings:
            return self.pattern.search(text, begin, end)
        for at in sorted(at for words in self.openings for at in _places(reading.lower, words, begin, end)):
            before = text[max(begin, at - _INDENT) : at]
            indented = at - len(before) + len(before.rstrip(" "))
            if found := self.pattern.match(text, indented, end) or self.pattern.match(text, at, end):
                return found
        return None


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: its headings, the sentences that open sections, the labels inside an item.

    ``headings`` and ``labels`` go by the names in ``layouts.toml``; ``labels`` is empty where items
    are told by sentences, whose words all such layouts share.
    """

    id: str
    years: str
    items: ItemForm
    headings: Mapping[str, Heading]
    leads: Mapping[str, re.Pattern[str]]
    labels: Mapping[str, re.Pattern[str]]

    @property
    def issues_heading(self) -> Heading:
        """The heading that no other layout has."""
        return self.headings["issues"]


@dataclass(frozen=True, slots=True)
class SentenceForms:
    """The patterns of items whose decision is a sentence.

    ``claims_administrator`` and ``reviewer`` match a side's name and verb where a sentence begins;
    ``decision`` matches a decision's verb and words, the words being its group ``words``;
    ``determined`` opens a decision's sentence in a notice, ``regarding`` the heading of its item.
    """

    claims_administrator: re.Pattern[str]
    reviewer: re.Pattern[str]
    guidelines: re.Pattern[str]
    rationale: re.Pattern[str]
    decision: re.Pattern[str]
    determined: re.Pattern[str]
    regarding: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Forms:
    """Everything that ``layouts.toml`` declares; ``decision`` is a pattern for any of the decision words.

    ``unknown`` stands for a letter of no declared layout, ``signs`` for what shows that it is a letter.
    """

    layouts: tuple[Layout, ...]
    unknown: Layout
    signs: re.Pattern[str]
    sentences: SentenceForms
    after_items: re.Pattern[str]
    decision_words: tuple[str, ...]
    sentence_words: tuple[str, ...]
    decision: str

    def layout(self, name: str) -> Layout:
        """The layout that a record names."""
        return next((layout for layout in self.layouts if layout.id == name), self.unknown)


@cache
def forms() -> Forms:
    """The declared layouts, in the order in which they are tried."""
    table = tomllib.loads(files(__package__).joinpath("layouts.toml").read_text(encoding="utf-8"))
    openings = _any(table["after_items"]["openings"])
    layouts = tuple(
        Layout(
            id=entry["id"],
            years=entry["years"],
            items=entry["items"],
            headings={name: _heading(phrases) for name, phrases in entry["headings"].items()},
            leads={name: _lead(*words) for name, words in entry.get("leads", {}).items()},
            labels={name: re.compile(_any(phrases)) for name, phrases in entry.get("labels", {}).items()},
        )
        for entry in table["layout"]
    )
    unknown = Layout(
        id=UNKNOWN,
        years="any",
        items="words",
        headings={name: _with_word(words) for name, words in table["unknown"]["headings"].items()},
        leads=layouts[0].leads,
        labels=layouts[0].labels,
    )
    return Forms(
        layouts=layouts,
        unknown=unknown,
        signs=re.compile(_any(table["unknown"]["signs"]), re.IGNORECASE),
        sentences=_sentence_forms(table),
        after_items=re.compile(rf"^[ ]*(?:{openings})", re.MULTILINE),
        decision_words=tuple(table["decisions"]["words"]),
        sentence_words=tuple(table["decisions"]["sentence_words"]),
        decision=_any(table["decisions"]["words"]),
    )


def _sentence_forms(table: dict[str, Any]) -> SentenceForms:
    sentences, notice, decisions = table["sentences"], table["notice"], table["decisions"]
    verbs = _any(sentences["verbs"])
    words = "|".join(
        _LOOSE.join(map(re.escape, words.split()))
        for words in sorted(decisions["sentence_words"], key=len, reverse=True)
    )
    said = _any(decisions["sentence_verbs"])
    return SentenceForms(
        claims_administrator=_side(sentences["claims_administrator"], verbs),
        reviewer=_side(sentences["reviewer"], verbs),
        guidelines=re.compile(rf"{_any(sentences['guidelines'])}:?", re.IGNORECASE),
        rationale=re.compile(rf"(?<![A-Za-z]){_any(sentences['rationale'])}", re.IGNORECASE),
        decision=re.compile(rf"\b{said}{_LOOSE}(?P<words>{words})(?![A-Za-z])", re.IGNORECASE),
        determined=re.compile(rf"\b{_any(notice['openings'])}(?:{_WHITE}that)?\b", re.IGNORECASE),
        regarding=re.compile(_any(notice["headings"]) + r"\b", re.IGNORECASE),
    )


def _side(names: Iterable[str], verbs: str) -> re.Pattern[str]:
    # A sentence begins after a full stop, or on a line of its own.
    return re.compile(rf"(?:(?<=[.:]\s)|(?<=\.\s\s)|(?<=\n)[ ]*|\A)(?P<name>{_any(names)}){_WHITE}{verbs}\b")


def _words(phrase: str) -> str:
    return _WHITE.join(re.escape(word) for word in phrase.split())


def _any(phrases: Iterable[str]) -> str:
    return "(?:" + "|".join(map(_words, sorted(phrases, key=len, reverse=True))) + ")"


def _lead(*words: str) -> re.Pattern[str]:
    # Other last words may stand there, but then a colon closes the sentence.
    *first, last = words
    opening = _any(first)
    close = rf"(?:[^:]{{0,160}}?\b{_words(last)}\b\s?[:.]?|[^:]{{0,160}}:)"
    return re.compile(rf"\s*{opening}{close}\s*", re.IGNORECASE)


def _heading(phrases: Sequence[str]) -> Heading:
    phrase = _any(phrases)
    first = {phrase.lower().split()[0] for phrase in phrases}
    openings = tuple(word for word in first if not any(word.startswith(other) for other in first - {word}))
    pattern = re.compile(rf"(?<![A-Za-z]){phrase}:?|(?i:^[ ]*{phrase}:?[ ]*$)", re.MULTILINE)
    return Heading(pattern, openings)


def _places(text: str, words: str, begin: int, end: int) -> Iterator[int]:
    """Every place of the words."""
    at = text.find(words, begin, end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


def _with_word(words: Iterable[str]) -> Heading:
    # An unknown layout may number its headings.
    word = rf"(?=[^\n]{{0,80}}(?<![A-Za-z])(?i:{_any(words)})(?![A-Za-z]))"
    capitals, closed = r"[A-Z][A-Z ,()/&'-]{2,80}:?", r"[A-Z][A-Za-z ,()/&'-]{2,80}:"
    pattern = re.compile(
        rf"^[ ]*(?:[IVX\d]{{1,4}}[.)][ ]{{1,5}})?{word}(?:{capitals}|{closed})[ ]*$", re.MULTILINE
    )
    return Heading(pattern)
