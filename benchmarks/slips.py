"""What becomes of misspelt names: how many slips of the pen are mended, left open, or taken for another name.

    python -m benchmarks.slips > docs/slips.md

A slip is a letter left out, put in or replaced, or two letters swapped, anywhere but at the first
letter. One slip is tried in every way, two in a fixed sample of ways. It takes two minutes.
"""

from __future__ import annotations

import random
import re
import string
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from imr_graph.lexicon.conditions import condition_table, conditions
from imr_graph.lexicon.drugs import SHORTEST_MISSPELT, drug_table, words
from imr_graph.lexicon.guideline_names import compact
from imr_graph.lexicon.guideline_sections import SectionIndex, section_index
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.lexicon.names import Name
from imr_graph.lexicon.specialties import specialties, split_specialties
from imr_graph.lexicon.states import split_states, state_names

SAMPLE: Final = 30_000
"""Pairs of slips that are tried in a table."""
SEED: Final = 1

LookUp = Callable[[str], Hashable | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of a table, what it stands for, and how it is looked up."""

    name: str
    meaning: Hashable
    look_up: LookUp


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of one kind that slips are mended in.

    Args:
        name: of the kind.
        entries: all names that are long enough.
        spellings: all names, letters and digits alone.
        twice: letters from which two slips are mended.
        bounds: in words.
    """

    name: str
    entries: tuple[Entry, ...]
    spellings: frozenset[str]
    twice: int
    bounds: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of slips: how many were mended, left open, or taken for another name; which these are."""

    right: int
    unresolved: int
    wrong: tuple[tuple[str, str], ...]

    @property
    def tried(self) -> int:
        """All of them."""
        return self.right + self.unresolved + len(self.wrong)


def slips(name: str) -> Iterator[str]:
    """Every way to write a name with one slip, its first letter and all that is no letter left alone."""
    for at in range(1, len(name) + 1):
        before, letter, after = name[:at], name[at : at + 1], name[at + 1 :]
        if letter and not letter.isalpha():
            continue
        yield from (before + new + letter + after for new in string.ascii_lowercase)
        if letter:
            yield before + after
            yield from (before + new + after for new in string.ascii_lowercase if new != letter)
            if after[:1].isalpha() and after[0] != letter:
                yield before + after[0] + letter + after[1:]


def easy_slips(name: str) -> Iterator[str]:
    """The commonest: a letter left out, a letter doubled, two letters swapped."""
    for at in range(1, len(name)):
        before, letter, after = name[:at], name[at], name[at + 1 :]
        if letter.isalpha():
            yield before + after
            yield before + letter + letter + after
            if after[:1].isalpha() and after[0] != letter:
                yield before + after[0] + letter + after[1:]


def measure(
    vocabulary: Vocabulary, kind: Callable[[str], Iterator[str]] = slips, *, twice: bool = False
) -> Measured:
    """What becomes of the slips of a vocabulary's names.

    Args:
        vocabulary: the names.
        kind: which slips are tried.
        twice: try two slips at once, in a sample, and in the names that are long enough for them.
    """
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    entries = [entry for entry in vocabulary.entries if not twice or len(entry.name) >= vocabulary.twice + 2]
    each = SAMPLE // max(1, len(entries))
    counts: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    for entry in entries:
        tried = sorted(set(kind(entry.name)) - {entry.name})
        if twice:
            tried = [chance.choice(list(slips(slip))) for slip in chance.sample(tried, min(each, len(tried)))]
        for slip in tried:
            found = entry.look_up(slip)
            counts["right" if found == entry.meaning else "unresolved"] += found in {None, entry.meaning}
            if found not in {None, entry.meaning}:
                wrong.append((entry.name, slip))
    return Measured(counts["right"], counts["unresolved"], tuple(wrong))


def vocabularies() -> tuple[Vocabulary, ...]:
    """Every table whose names may be misspelt."""
    return drugs(), section_names(), specialty_names(), states(), condition_words()


def drugs() -> Vocabulary:
    """The names of drugs that are one word; a name stands for its ingredients."""
    table = drug_table()

    def look_up(word: str) -> Hashable | None:
        found = table.at((word,), 0)
        name = found[0] if found else table.misspelt(word)
        return name.ingredients if name else None

    names = {words(name.name): name for name in table.names}
    entries = tuple(
        Entry(key[0], name.ingredients, look_up)
        for key, name in names.items()
        if len(key) == 1 and len(key[0]) > SHORTEST_MISSPELT and key[0].isalpha()
    )
    spellings = frozenset("".join(key) for key in names)
    return Vocabulary(
        "drugs", entries, spellings, 10, "one from 6 letters on, two from 10; the first letter is right"
    )


def section_names() -> Vocabulary:
    """The sections of guidelines, each among those of its edition and chapter."""
    places = {(row.document, row.edition, row.chapter) for row in load_guidelines().sections if row.edition}
    entries = []
    for place in sorted(places, key=str):
        index = section_index(*place)

        entries += [
            Entry(row.name.lower(), row.path, partial(_section, index))
            for row in index.sections
            if len(compact(row.name)) > 6 and index.get(row.name) == row
        ]
    bounds = "one from 6 letters on, two from 8; digits are right"
    spellings = frozenset(compact(entry.name) for entry in entries)
    return Vocabulary("sections of guidelines", tuple(entries), spellings, 8, bounds)


def _section(index: SectionIndex, words: str) -> Hashable | None:
    found = index.get(words) or index.near(words)
    return found.path if found else None


def specialty_names() -> Vocabulary:
    """The specialties of physicians."""
    names = {name: row.name for row in specialties() for name in (row.name, *row.variants)}
    return _listed("specialties", names, split_specialties)


def states() -> Vocabulary:
    """The states of licensure."""
    return _listed("states", state_names(), split_states)


def _listed(kind: str, names: dict[str, str], split: Callable[[str, int, int], Sequence[Name]]) -> Vocabulary:
    def look_up(words: str) -> Hashable | None:
        found = split(words, 0, len(words))
        return found[0].known if len(found) == 1 else None

    entries = tuple(Entry(name.lower(), meaning, look_up) for name, meaning in names.items() if len(name) > 4)
    return Vocabulary(kind, entries, frozenset(map(compact, names)), 9, "one from 4 letters on, two from 9")


def condition_words() -> Vocabulary:
    """The words of conditions' names; a word stands for its singular."""
    table = condition_table()
    names = (name for row in conditions() for name in (row.name, *row.variants))
    known = {word for name in names for word in re.findall(r"[a-z]+", name.lower())}

    def look_up(word: str) -> Hashable | None:
        spelled = table.spelled(word)
        return spelled if spelled in known else None

    entries = tuple(Entry(word, table.spelled(word), look_up) for word in sorted(known) if len(word) > 7)
    bounds = "one from 7 letters on, two from 12; the first letter is right"
    return Vocabulary("words of conditions", entries, frozenset(known), 12, bounds)


_PREFACE: Final = """\
# Spelling slips

Written by `python -m benchmarks.slips`. A name is first looked up as it is spelled. One that no table
has is taken for the one known name that differs by no more than a stroke or two: a letter left out, put
in or replaced, or two letters swapped. The nearest name counts; where two that mean different things
are as near, the word stays unresolved, with a warning. What is as near as that and yet another word
("tendon", "lanolin", "ampicillin") stands in a table of its own, `drug_words_apart.csv` and
`condition_words_apart.csv`, and is never mended.

Each way to make one slip was tried in each name that stays long enough, and of two slips {sample:,}
pairs a table. *Left open* means unresolved; *another name* is what would be wrong.
"""
_REST: Final = """
## Other words

Words that are spelled as they should be must not be taken for slips.

- None of the 7,400 words of the titles of ICD-10-CM is taken for a slip of another word of conditions,
  nor for that of a drug's name; a plural is (tests hold both).
- Of the 93,600 commonest words of English (the package wordfreq 3.1.1, measured in November 2026) 103
  lay within the bounds of a drug's name and were no slip of it; they stand in the table. Eight do not,
  being other spellings or plurals of the drug ("nitroglycerine") or verbs cut short ("talkin").
- Of 24,900 one-word names of drugs and chemicals that our table lacks (DrugBank's open data and MeSH,
  as shipped with drug-named-entity-recognition 2.0.9) 920 are mended: 891 are other spellings of the
  same substance by that list ("nabumetona"), 29 by ours ("aciclovir", "mesalazine"). Those of other
  substances stand in the table.
"""


def main() -> None:
    """Measure every table and print the page."""
    sys.stdout.write("\n".join(page()) + "\n")


def page() -> Iterator[str]:
    """The lines of ``docs/slips.md``."""
    yield from _PREFACE.format(sample=SAMPLE).splitlines()
    yield ""
    yield "| names | slips that are mended | letters | tried | mended | left open | taken for another name |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    wrong: dict[str, tuple[tuple[str, str], ...]] = {}
    for vocabulary in vocabularies():
        for number, twice in (("one", False), ("two", True)):
            found = measure(vocabulary, twice=twice)
            if not found.tried:
                continue
            longest = f"{vocabulary.twice + 2} and more" if twice else "all"
            parts = [found.right, found.unresolved, len(found.wrong)]
            shares = " | ".join(f"{part / found.tried:.3%}" for part in parts)
            cells = (f"{vocabulary.name}, {number}", vocabulary.bounds, longest, f"{found.tried:,}", shares)
            yield f"| {' | '.join(cells)} |"
            if not twice:
                wrong[vocabulary.name] = found.wrong
    yield ""
    yield "Taken for another name by one slip:"
    yield ""
    for name, pairs in wrong.items():
        listed = "; ".join(f"{slip} for {meant}" for meant, slip in pairs) or "none"
        yield f"- {name}: {listed}."
    yield from _REST.splitlines()


if __name__ == "__main__":
    main()
