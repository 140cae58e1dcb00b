"""Section names as printed, found in a guideline's table of sections.

A letter's section string names one section or several, and section names hold commas
themselves; so it is read piece by piece, the longest run of pieces that is a known name first.
A name counts in full, without its brackets, under a listed variant, or with a small slip of
the keyboard; where two sections answer to the same words, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from imr_graph.lexicon.guideline_names import compact
from imr_graph.lexicon.guidelines import GuidelineSection, load_guidelines

_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_SQUARE = re.compile(r"\[[^\[\]]*\]\s*\Z")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]*[A-Z]s?)\)")
_LIST_NUMBER = re.compile(r"\d{1,2}\)\s*")
_OUTLINE_NUMBER = re.compile(r"(\d+(?:\.\d+)+|\d+\.(?=\s))\.?\s*")
_JOINT = re.compile(r"\s*[,;]\s*(?:and\s+)?")
_SOFT_JOINT = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+&\s+|\s*/\s*", re.IGNORECASE)
_SHORT_NAME = 8
_LONGEST_RUN = 6  # pieces; names have up to three


@dataclass(frozen=True, slots=True)
class SectionReading:
    """What a section string names: sections in printed order, and the words no table knows."""

    sections: tuple[GuidelineSection, ...]
    unresolved: tuple[str, ...]


@dataclass(frozen=True)
class SectionIndex:
    """The names of the sections of one guideline, edition and chapter.

    ``elsewhere`` knows the names of every edition: a name of another edition is not resolved,
    but it is one name, commas and all.
    """

    levels: tuple[dict[str, frozenset[int]], ...]
    sections: tuple[GuidelineSection, ...]
    elsewhere: SectionIndex | None = None

    @classmethod
    def of(cls, sections: Iterable[GuidelineSection], elsewhere: SectionIndex | None = None) -> SectionIndex:
        """An index: full names first, then variants, then names without brackets, then acronyms."""
        rows = tuple(sections)
        levels: list[dict[str, set[int]]] = [{} for _ in range(4)]
        for number, row in enumerate(rows):
            for level, names in enumerate(_names(row)):
                for name in names:
                    if key := compact(name):
                        levels[level].setdefault(key, set()).add(number)
        frozen = tuple({k: frozenset(v) for k, v in level.items()} for level in levels)
        return cls(frozen, rows, elsewhere)

    def get(self, name: str) -> GuidelineSection | None:
        """The one section of this name; ``None`` for none and for several."""
        key = compact(name)
        for level in self.levels:
            if numbers := level.get(key):
                return self._only(numbers)
        return None

    def near(self, name: str) -> GuidelineSection | None:
        """The one section whose name differs by no more than a slip or two of the keyboard."""
        key = compact(name)
        if not _SHORT_NAME - 2 <= len(key) <= self._longest + 2:
            return None
        bound = 1 if len(key) < _SHORT_NAME else 2
        best, found = bound + 1, frozenset[int]()
        digits = _digits(key)
        for length in range(len(key) - bound, len(key) + bound + 1):
            names = self._spelt.get(length, {}).get(digits, {})
            near = extract(key, names.keys(), scorer=OSA.distance, score_cutoff=bound, limit=None)
            for known, distance, _ in near:
                numbers = names[known]
                if distance < best:
                    best, found = distance, numbers
                elif distance == best and distance <= bound:
                    found = found | numbers
        return self._only(found)

    @cached_property
    def _spelt(self) -> dict[int, dict[str, dict[str, frozenset[int]]]]:
        """The names that a slip may be near to, by their length and their digits, which no slip changes."""
        spelt: dict[int, dict[str, dict[str, frozenset[int]]]] = {}
        for level in self.levels[:3]:
            for known, numbers in level.items():
                names = spelt.setdefault(len(known), {}).setdefault(_digits(known), {})
                names[known] = names.get(known, frozenset()) | numbers
        return spelt

    @cached_property
    def _longest(self) -> int:
        return max(self._spelt, default=0)

    def read(self, words: str) -> SectionReading:
        """The sections that a printed string names."""
        sections: list[GuidelineSection] = []
        unresolved: list[str] = []
        pieces = _pieces(words, _JOINT)
        at = 0
        while at < len(pieces):
            match = self.longest(words, pieces, at)
            if match:
                sections.append(match[0])
                at = match[1]
                continue
            piece = words[slice(*pieces[at])]
            section = self._elliptic(piece, sections) or self._numbered(piece)
            if section:
                sections.append(section)
            elif (several := self._several(piece)) is not None:
                sections += several
            elif foreign := self.elsewhere and self.elsewhere.longest(words, pieces, at):
                unresolved.append(words[pieces[at][0] : pieces[foreign[1] - 1][1]])
                at = foreign[1]
                continue
            else:
                unresolved.append(piece)
            at += 1
        return SectionReading(tuple(dict.fromkeys(sections)), tuple(unresolved))

    def longest(
        self, words: str, pieces: list[tuple[int, int]], at: int
    ) -> tuple[GuidelineSection, int] | None:
        """The section that the most pieces from ``at`` on name, and the piece after them."""
        for look_up in (self.get, self.near):
            for stop in range(min(len(pieces), at + _LONGEST_RUN), at, -1):
                run = words[pieces[at][0] : pieces[stop - 1][1]]
                section = look_up(run)
                if section is None and stop == at + 1:
                    section = look_up(_BRACKETS.sub("", run)) if "(" in run else None
                if section:
                    return section, stop
        return None

    def _elliptic(self, piece: str, before: list[GuidelineSection]) -> GuidelineSection | None:
        """``criteria for use`` after ``Opioids, specific drug list`` is ``Opioids, criteria for use``."""
        if not before or "," not in before[-1].name:
            return None
        return self.get(f"{before[-1].name.split(',')[0]}, {piece}")

    def _numbered(self, piece: str) -> GuidelineSection | None:
        """A section by its outline number, where the words after it do not speak against it."""
        number = _OUTLINE_NUMBER.match(piece)
        if not number:
            return None
        rows = [row for row in self.sections if _outline_number(row.name) == number.group(1).rstrip(".")]
        said = compact(piece[number.end() :])
        if len(rows) != 1:
            return None
        name = compact(rows[0].name)
        return rows[0] if name.removeprefix(compact(number.group())).startswith(said) else None

    def _several(self, piece: str) -> list[GuidelineSection] | None:
        """A piece whose parts, at "and" or a slash, are all sections."""
        parts = _pieces(piece, _SOFT_JOINT)
        if len(parts) < 2:
            return None
        found = [self.get(piece[slice(*part)]) or self.near(piece[slice(*part)]) for part in parts]
        return [section for section in found if section] if all(found) else None

    def _only(self, numbers: frozenset[int]) -> GuidelineSection | None:
        return self.sections[min(numbers)] if len(numbers) == 1 else None


@cache
def section_index(document: str, edition: str | None, chapter: str | None) -> SectionIndex:
    """The section names of one edition or chapter; of any edition where ``edition`` is ``None``."""
    elsewhere = section_index(document, None, chapter) if edition else None
    return SectionIndex.of(load_guidelines().sections_of(document, edition, chapter), elsewhere)


def _names(row: GuidelineSection) -> tuple[tuple[str, ...], ...]:
    """A section's names by level."""
    name = row.name
    unnumbered = _LIST_NUMBER.sub("", name, count=1) if _LIST_NUMBER.match(name) else name
    if outline := _OUTLINE_NUMBER.match(name):
        unnumbered = name[outline.end() :]
    # A bracket that tells two entries of one name apart is part of the name.
    bare = () if _SQUARE.search(name) else (unnumbered, _BRACKETS.sub("", unnumbered))
    return (name,), row.variants, bare, tuple(_ACRONYM.findall(name))


def _outline_number(name: str) -> str | None:
    found = _OUTLINE_NUMBER.match(name)
    return found.group(1).rstrip(".") if found else None


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def _pieces(words: str, joint: re.Pattern[str]) -> list[tuple[int, int]]:
    """The spans between joints, joints inside brackets passed over."""
    return [span for span in _parted(words, joint) if words[slice(*span)].strip(" .")]


def _parted(words: str, joint: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for found in joint.finditer(words):
        inside = words[: found.start()]
        if inside.count("(") > inside.count(")") and ")" in words[found.end() :]:
            continue
        yield at, found.start()
        at = found.end()
    yield at, len(words)
