"""The layouts of letters, as ``layouts.toml`` declares them, made ready to match."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from imr_graph.letters.headings import Heading, Label

ItemForm = Literal["words", "sentences", "notice", "disputes"]
"""How a letter sets its disputed items; what each means is said in ``layouts.toml``."""

UNKNOWN: Final = "unknown"
"""The layout's name in the record of a letter that is of no declared layout."""

_WHITE: Final = r"\s{1,40}"  # bounded, so that no run of blanks is walked twice
_LOOSE: Final = r"\s{0,40}"


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
    leads: Mapping[str, Heading]
    labels: Mapping[str, Heading]

    @property
    def issues_heading(self) -> Heading:
        """The heading that no other layout has."""
        return self.headings["issues"]

    @property
    def standing(self) -> tuple[Heading, ...]:
        """All words that every letter of the layout prints."""
        return (*self.headings.values(), *self.leads.values(), *self.labels.values())


@dataclass(frozen=True, slots=True)
class SentenceForms:
    """The patterns of items whose decision is a sentence.

    ``claims_administrator`` and ``reviewer`` find a side's name and verb where a sentence begins;
    ``decision`` matches a decision's verb and words, the words being its group ``words``;
    ``determined`` opens a decision's sentence in a notice, ``regarding`` the heading of its item.
    """

    claims_administrator: Label
    reviewer: Label
    guidelines: Label
    rationale: Label
    decision: re.Pattern[str]
    determined: Label
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
            labels={name: _label(phrases) for name, phrases in entry.get("labels", {}).items()},
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
        guidelines=_small(r"", sentences["guidelines"], r":?"),
        rationale=_small(r"(?<![a-z])", sentences["rationale"]),
        decision=re.compile(rf"\b{said}{_LOOSE}(?P<words>{words})(?![A-Za-z])", re.IGNORECASE),
        determined=_small(r"(?<!\w)", notice["openings"], rf"(?:{_WHITE}that)?\b"),
        regarding=re.compile(_any(notice["headings"]) + r"\b", re.IGNORECASE),
    )


def _side(names: Iterable[str], verbs: str) -> Label:
    # A sentence begins after a full stop, or on a line of its own.
    before = re.compile(r"(?<=[.:]\s)|(?<=\.\s\s)|(?<=\n)[ ]*|\A")
    return Label(before, re.compile(rf"{_any(names)}{_WHITE}{verbs}\b"), small=False)


def _small(before: str, phrases: Iterable[str], after: str = "") -> Label:
    """A label whose case does not matter."""
    words = _any(phrase.lower() for phrase in phrases)
    return Label(re.compile(before), re.compile(words + after), small=True)


def _words(phrase: str) -> str:
    return _WHITE.join(re.escape(word) for word in phrase.split())


def _any(phrases: Iterable[str]) -> str:
    return "(?:" + "|".join(map(_words, sorted(phrases, key=len, reverse=True))) + ")"


def _lead(*words: str) -> Heading:
    # Other last words may stand there, but then a colon closes the sentence.
    *first, last = words
    opening = _any(first)
    close = rf"(?:[^:]{{0,160}}?\b{_words(last)}\b\s?[:.]?|[^:]{{0,160}}:)"
    return _opened(re.compile(rf"\s*{opening}{close}\s*", re.IGNORECASE), first)


def _label(phrases: Sequence[str]) -> Heading:
    return Heading(re.compile(_any(phrases)), phrases=_folded(phrases))


def _heading(phrases: Sequence[str]) -> Heading:
    phrase = _any(phrases)
    pattern = re.compile(rf"(?<![A-Za-z]){phrase}:?|(?i:^[ ]*{phrase}:?[ ]*$)", re.MULTILINE)
    return _opened(pattern, phrases)


def _opened(pattern: re.Pattern[str], phrases: Iterable[str]) -> Heading:
    """The heading of a pattern all of whose matches begin with one of the phrases."""
    folded = _folded(phrases)
    first = {phrase.split(" ", 1)[0] for phrase in folded}
    openings = tuple(word for word in first if not any(word.startswith(other) for other in first - {word}))
    return Heading(pattern, openings, folded)


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(phrase.lower().split()) for phrase in phrases)


def _with_word(words: Iterable[str]) -> Heading:
    # An unknown layout may number its headings.
    word = rf"(?=[^\n]{{0,80}}(?<![A-Za-z])(?i:{_any(words)})(?![A-Za-z]))"
    capitals, closed = r"[A-Z][A-Z ,()/&'-]{2,80}:?", r"[A-Z][A-Za-z ,()/&'-]{2,80}:"
    pattern = re.compile(
        rf"^[ ]*(?:[IVX\d]{{1,4}}[.)][ ]{{1,5}})?{word}(?:{capitals}|{closed})[ ]*$", re.MULTILINE
    )
    return Heading(pattern)
