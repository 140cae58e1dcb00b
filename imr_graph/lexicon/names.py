"""Running text split into known names: the longest known name at each place, whatever parts names in a list.

"Physical Medicine & Rehabilitation, Pain Management" is two names although it holds three possible
seams: a seam inside a known name is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from rapidfuzz.distance import OSA

_TOKEN: Final = re.compile(r"[A-Za-z0-9]+|&|[,;/]")
_SEAMS: Final = frozenset({",", ";", "/", "and"})
_EMPTY: Final = frozenset({"or", "of", "in", "state", "states"})  # alone they name nothing
_LONGEST_REMEMBERED: Final = 200
"""Characters of the longest list that is remembered: letters print the same few."""
_SHORT: Final = 8
"""Letters up to which a name may be misspelled by one stroke; a longer one by two."""


class Name(msgspec.Struct, frozen=True):
    """A name in a text: where it stands, as printed, and what it is known as (``None``: unknown)."""

    start: int
    end: int
    printed: str
    known: str | None


class _Token(msgspec.Struct, frozen=True):
    key: str
    printed: str
    start: int
    end: int


class NameTable:
    """Known names with their other spellings.

    Letter case does not matter, except in abbreviations of up to three letters; "&" is "and"; hyphens
    and full stops part words.

    Args:
        spellings: spelling to name; a name spells itself too.
        anywhere: a name counts among other words too ("State of California"); else it must fill its place in
            the list, and "Clinical Pain Medicine" is an unknown name.

    Raises:
        ValueError: one spelling stands for two names.
    """

    def __init__(self, spellings: Mapping[str, str], *, anywhere: bool = False) -> None:
        self._anywhere = anywhere
        self._names: dict[tuple[str, ...], str] = {}
        self._abbreviations: dict[tuple[str, ...], str] = {}
        for spelling, name in spellings.items():
            key = tuple(token.key for token in _tokens(spelling))
            if self._names.setdefault(key, name) != name:
                raise ValueError(f"{spelling!r} stands for {self._names[key]!r} and for {name!r}")
            if spelling.isupper() and len(spelling) <= 3:
                self._abbreviations[key] = spelling
        self._remembered = lru_cache(maxsize=512)(self._names_in)
        self._longest: dict[str, int] = {}
        """First word to the tokens of the longest name that it begins."""
        self._by_length: dict[int, list[tuple[str, str]]] = {}
        for key, name in self._names.items():
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))
            words = " ".join(key)
            self._by_length.setdefault(len(words), []).append((words, name))

    def split(self, text: str, start: int, end: int) -> tuple[Name, ...]:
        """The names in ``text[start:end]``, in order; unknown words up to the next seam are one name.

        A name misspelled by a stroke or two is taken for the one known name that is as near as that; where
        two are, it stays unknown.
        """
        words = text[start:end]
        names = (self._remembered if len(words) <= _LONGEST_REMEMBERED else self._names_in)(words)
        return tuple([Name(start + name.start, start + name.end, name.printed, name.known) for name in names])

    def _names_in(self, text: str) -> tuple[Name, ...]:
        """The names of a whole text."""
        tokens = _tokens(text)
        names: list[Name] = []
        unknown: list[_Token] = []
        at = 0

        def add(group: Sequence[_Token], known: str | None) -> None:
            first, last = group[0].start, group[-1].end
            names.append(Name(first, last, " ".join(text[first:last].split()), known))

        def close() -> None:
            while unknown and unknown[-1].key in _SEAMS:
                unknown.pop()
            if any(token.key not in _EMPTY for token in unknown):
                add(unknown, self._near(unknown))
            unknown.clear()

        while at < len(tokens):
            length = self._known_at(tokens, at)
            if length and (self._anywhere or not unknown):
                close()
                add(tokens[at : at + length], self._names[_key(tokens[at : at + length])])
                at += length
                continue
            if tokens[at].key not in _SEAMS:
                unknown.append(tokens[at])
            elif tokens[at].key != "and" or self._known_at(tokens, at + 1):
                close()
            elif unknown:
                unknown.append(tokens[at])  # "and" inside an unknown name
            at += 1
        close()
        return tuple(names)

    def _known_at(self, tokens: Sequence[_Token], at: int) -> int:
        """How many tokens the longest known name takes that fills a place in the list at ``at``, or 0."""
        if at < len(tokens) and tokens[at].key not in self._longest:
            return 0
        for length in self._lengths_at(tokens, at):
            after = at + length
            ends = after == len(tokens) or tokens[after].key in _SEAMS
            if ends or self._anywhere or any(self._lengths_at(tokens, after)):
                return length
        return 0

    def _lengths_at(self, tokens: Sequence[_Token], at: int) -> Iterator[int]:
        """The lengths of the known names that begin at ``at``, longest first."""
        longest = self._longest.get(tokens[at].key, 0) if at < len(tokens) else 0
        for length in range(min(longest, len(tokens) - at), 0, -1):
            group = tokens[at : at + length]
            if (key := _key(group)) in self._names:
                spelling = self._abbreviations.get(key)
                if spelling is None or spelling == "".join(token.printed for token in group):
                    yield length

    def _near(self, tokens: Sequence[_Token]) -> str | None:
        """The one name that the words misspell, if any."""
        words = " ".join(_key(tokens))
        strokes = 1 if len(words) <= _SHORT else 2
        if len(words) <= 3:
            return None
        nearest: dict[int, set[str]] = {}
        for length in range(len(words) - strokes, len(words) + strokes + 1):
            for spelling, name in self._by_length.get(length, ()):
                distance = OSA.distance(words, spelling, score_cutoff=strokes)
                if distance <= strokes:
                    nearest.setdefault(distance, set()).add(name)
        if not nearest:
            return None
        found = nearest[min(nearest)]
        return found.pop() if len(found) == 1 else None


def spellings_of(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """Spelling to name, of rows whose first field is the name and whose others are its spellings."""
    return {spelling: row[0] for row in rows for spelling in row}


def _tokens(text: str) -> list[_Token]:
    return [
        _Token("and" if printed == "&" else printed.lower(), printed, *found.span())
        for found in _TOKEN.finditer(text)
        if (printed := found.group()).lower() != "the"
    ]


def _key(tokens: Sequence[_Token]) -> tuple[str, ...]:
    return tuple([token.key for token in tokens])
