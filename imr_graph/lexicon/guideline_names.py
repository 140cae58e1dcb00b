"""Printed names of guidelines and their chapters, found at a place in a text.

Letters vary a name in case, commas, hyphens, "&" for "and" and white space; a ``NameTable``
looks past these. Whatever it finds was printed: nothing is matched by likeness here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, TypeVar

from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.lexicon.tables import read_table

T = TypeVar("T")

_OUTSIDE_MTUS = frozenset({"odg", "acoem", "other"})
_REVISION = re.compile(r"\s*\([^()]*\d{4}\)\Z")
_NOT_COMPACT = re.compile(r"[^a-z0-9]+")
_BROAD = frozenset({"mtus", "mtus-acoem"})


@lru_cache(maxsize=4096)  # all letters print the same few names
def compact(name: str) -> str:
    """What is left of a name when case, blanks and punctuation are gone, "&" read as "and"."""
    return _NOT_COMPACT.sub("", name.lower().replace("&", "and"))


@dataclass(frozen=True)
class NameTable(Generic[T]):
    """Names and what they stand for; ``patterns`` holds those of each first letter or digit, lower case."""

    values: Mapping[str, T]
    patterns: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, names: Iterable[tuple[str, T]]) -> NameTable[T]:
        """A table of (name, value) pairs; of two alike, the first counts."""
        pairs = list(names)
        values: dict[str, T] = {}
        for name, value in pairs:
            values.setdefault(compact(name), value)
        by_first: dict[str, list[str]] = {}
        for name in sorted({name for name, _ in pairs}, key=lambda name: (-len(name), name)):
            by_first.setdefault(name[0].lower(), []).append(_pattern(name))
        patterns = {
            first: re.compile(rf"(?:{'|'.join(names)})(?![A-Za-z0-9])", re.IGNORECASE)
            for first, names in by_first.items()
        }
        return cls(values, patterns)

    def match(self, text: str, at: int) -> tuple[T, int] | None:
        """The longest name that stands at ``text[at:]``: its value and its end."""
        pattern = self.patterns.get(text[at : at + 1].lower())
        if pattern and (found := pattern.match(text, at)):
            return self.values[compact(found.group())], found.end()
        return None

    def get(self, name: str) -> T | None:
        """The value of exactly this name."""
        return self.values.get(compact(name))


def _pattern(name: str) -> str:
    words = []
    for word in name.split():
        if word in {"&", "and"}:
            words.append(r"(?:&|and)")
            continue
        core = re.escape(word.rstrip(",")).replace(r"\-", r"[-\s]?").replace("/", r"\s?/\s?")
        words.append(core + (",?" if word.endswith(",") else ""))
    # A dash that stands alone may have lost its blanks.
    return r"\s+".join(words).replace(r"\s+[-\s]?\s+", r"\s*-\s*")


@cache
def mtus_names() -> NameTable[str]:
    """Names of the MTUS guidelines other than ACOEM's, that are names by themselves."""
    return NameTable.of(
        (name, document.key)
        for document in load_guidelines().documents
        if document.key not in _OUTSIDE_MTUS | _BROAD
        for name in document.names
        if "{year}" not in name
    )


@cache
def mtus_names_before_year() -> NameTable[str]:
    """Names of those guidelines that are names only where the edition's year follows."""
    return NameTable.of(
        (name.removesuffix("{year}").strip(), document.key)
        for document in load_guidelines().documents
        for name in document.names
        if name.endswith("{year}")
    )


@cache
def acoem_titles() -> NameTable[str]:
    """Titles of ACOEM chapters, inside and outside the MTUS: the chapter's key."""
    names = [
        (_REVISION.sub("", name), chapter.key)
        for chapter in load_guidelines().chapters
        if chapter.document in {"mtus-acoem", "acoem"}
        for name in (chapter.title, *chapter.variants)
    ]
    return NameTable.of(names)


@cache
def odg_chapters() -> NameTable[str]:
    """Names of the chapters of the Official Disability Guidelines: the chapter's key."""
    chapters = load_guidelines().chapters_of("odg", None)
    return NameTable.of(
        [(c.title, c.key) for c in chapters] + [(name, c.key) for c in chapters for name in c.variants]
    )


@cache
def publication_sign() -> re.Pattern[str]:
    """Words that show a phrase, in small letters, to name a publication of its own.

    They stand in the table ``publication_signs.csv``.
    """
    rows = sorted(read_table("publication_signs"), key=lambda row: -len(row["sign"]))
    signs = [re.escape(row["sign"].lower()).replace(r"\ ", r"\s+") for row in rows]
    # An address may begin or end inside a word; a journal's "1999;81(4)" is a sign without words.
    alternatives = "|".join(
        sign if not sign[-1].isalpha() or sign.startswith(("http", r"\.")) else rf"\b{sign}\b"
        for sign in signs
    )
    return re.compile(rf"{alternatives}|\b(?:19|20)\d\d\s?;\s?\d")
