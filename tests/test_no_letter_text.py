"""No text of the letters beside the checkout stands in the project.

Words are compared in runs of eight. A run that stands in one or two of the shared letters is taken from
them, unless it is made of the form's standing sentences, of names that the lexicon knows and of a date.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText, read_letter
from imr_graph.lexicon.tables import read_table
from imr_graph.record import Record
from tests.conftest import ROOT

RUN = 8
"""Words that are compared at once."""
FEW = 2
"""A run in more letters than this is the form's, not a letter's."""
SHAPE = 4
"""Words in a row, numbers alike, that are standing words where more than ``FEW`` letters print them."""
FREE_WORDS = 3
"""Words of a run, beside standing words, names and numbers, that make it a letter's own."""
FREE = 6
"""The same with numbers: one date of a header may agree by chance, two whole ones do not."""
TITLE = 5
"""The fewest words of an item's title that tell of one letter."""

ALLOWED = {
    "Cognitive therapy for PTSD": "a section of ODG, whose sections no table holds",
    "Continuous-flow cryotherapy": "a section of ODG",
    "MRIs (magnetic resonance imaging)": "a section of ODG",
    "Preoperative testing, general": "a section of ODG",
    "Antidepressants for treatment of MDD": "a section of ODG",
    "Functional capacity evaluation (FCE)": "a section of ODG",
    "Medical Treatment Guideline(s) Relied Upon by the Expert Reviewer to Make His/Her Decision": (
        "a heading of the layout of late 2013, of which one letter lies there"
    ),
    "Treatment(s) in Dispute Listed on IMR Application": "a label of the headers of 2013",
    "Appeals must be filed with the Workers' Compensation Appeals Board": (
        "a standing sentence after the items of whole letters, of which few lie there"
    ),
    "The determination of MAXIMUS Federal Services and its physician reviewer": "the like",
    "MAXIMUS Federal Services and its physician reviewer is deemed to be": "the like",
    "of the Administrative Director of the Division of Workers' Compensation": "the like",
    **dict.fromkeys(
        (
            "MAXIMUS Federal Services, Inc. has determined the request for",
            "necessary and appropriate. INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
            "An application for Independent Medical Review was filed on",
            "A Notice of Assignment and Request for Information was provided to the above parties on",
            "A decision has been made for each of the treatment and/or services that were in dispute",
            "did not cite any evidence based criteria for its decision",
            "disputing the Utilization Review Denial dated",
            "A Notice of Assignment and Request for Information",
            "The Expert Reviewer relied on the Chronic Pain Medical Treatment Guidelines",
            "The provider did not dispute the guidelines used by the Claims Administrator",
            "Medical Treatment Guideline(s) Relied Upon by the",
            "Relied Upon by the Expert Reviewer to Make His/Her Decision",
        ),
        "a standing sentence of the notices of late 2013, of which one letter lies there",
    ),
}

_NAMES: Mapping[str, tuple[str, ...]] = {
    "guideline_documents": ("label", "names"),
    "guideline_editions": ("label",),
    "conditions": ("icd10cm_title",),
    "guideline_chapters": ("title", "variants"),
    "guideline_sections": ("section", "variants"),
    "specialties": ("name", "variants"),
    "us_states": ("name",),
}
_TEXTS = frozenset(
    {".css", ".csv", ".graphql", ".html", ".js", ".jsx", ".md", ".py", ".rq", ".toml", ".ttl", ".txt"}
)
_SKIPPED = frozenset({"__pycache__", "build", "dist", "locks", "node_modules", "static"})
_WORD = re.compile(r"[a-z0-9]+")
# What stands between the words of a text in source code: line ends, and the letters before a quote.
_SYNTAX = re.compile(r"\\[nrtf]|\b(?:[bfr]|[bf]r|r[bf])(?=[\"'])")
_CASE_NUMBER = re.compile(r"\bCM\s?(\d\d)[\s-]{0,2}(\d{7})(?!\d)", re.IGNORECASE)

Words = tuple[str, ...]
Parsed = list[tuple[LetterText, Record]]


def words_of(text: str) -> Words:
    return tuple(_WORD.findall(text.lower()))


def rows_of(words: Words, length: int) -> Iterator[Words]:
    return (words[at : at + length] for at in range(len(words) - length + 1))


def shape_of(words: Words) -> Words:
    return tuple("0" if word.isdigit() else word for word in words)


@dataclass(frozen=True)
class Place:
    """A run of words that stands in a letter."""

    line: int
    words: str
    letters: tuple[str, ...]


class Corpus:
    """The runs of words of some letters, and what of them is standing text or a known name."""

    def __init__(self, letters: Iterable[LetterText], names: Iterable[str] = ()) -> None:
        self._runs: dict[Words, set[str]] = defaultdict(set)
        shapes: dict[Words, set[str]] = defaultdict(set)
        for letter in letters:
            words = words_of(letter.text)
            for run in rows_of(words, RUN):
                self._runs[run].add(letter.source)
            for row in rows_of(shape_of(words), SHAPE):
                shapes[row].add(letter.source)
        self._standing = {row for row, sources in shapes.items() if len(sources) > FEW}
        self._names: dict[str, set[Words]] = defaultdict(set)
        for name in names:
            if words := words_of(name):
                self._names[words[0]].add(words)

    def copied(self, text: str) -> Iterator[Place]:
        """The runs of a text that are a letter's own, each as long as it goes on."""
        text = _SYNTAX.sub(lambda found: " " * len(found.group()), text.lower())
        found = list(_WORD.finditer(text))
        words = tuple(match.group() for match in found)
        few = {
            at: letters
            for at, run in enumerate(rows_of(words, RUN))
            if run in self._runs and len(letters := self._runs[run]) <= FEW
        }
        if not few:
            return
        known = self._known(words)
        for at, end in self._joined(few):
            if self._is_own(words[at:end], known[at:end]):
                line = text.count("\n", 0, found[at].start()) + 1
                yield Place(line, " ".join(words[at:end]), tuple(sorted(few[at])))

    @staticmethod
    def _joined(few: Mapping[int, set[str]]) -> Iterator[tuple[int, int]]:
        """First and last words of the stretches that runs of the same letters make, one word on each."""
        first = last = -1
        for at in few:
            if last >= 0 and (at != last + 1 or few[at] != few[last]):
                yield first, last + RUN
                first = at
            first = at if last < 0 else first
            last = at
        yield first, last + RUN

    def _known(self, words: Words) -> list[bool]:
        """Which words are standing text, a name or the page of a guideline."""
        known = [False] * len(words)
        for at, row in enumerate(rows_of(shape_of(words), SHAPE)):
            if row in self._standing:
                for place in range(at, at + SHAPE):
                    known[place] |= not words[place].isdigit()
        pages = False
        for at, word in enumerate(words):
            pages = word in {"page", "pages"} or (pages and (word == "s" or word.isdigit()))
            known[at] |= pages
            for name in self._names.get(word, ()):
                if words[at : at + len(name)] == name:
                    known[at : at + len(name)] = [True] * len(name)
        return known

    @staticmethod
    def _is_own(run: Words, known: Sequence[bool]) -> bool:
        free = [word for word, is_known in zip(run, known, strict=True) if not is_known]
        return len(free) >= FREE or sum(not word.isdigit() for word in free) >= FREE_WORDS


def project_files() -> list[Path]:
    """The project's texts: every file of a known ending but those built or installed."""
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in _SKIPPED]
    files = [file for top in tops for file in (top.rglob("*") if top.is_dir() else [top])]
    inner = _SKIPPED - {"build"}  # inside, `build` is a room of the package and of its tests
    return sorted(
        file
        for file in files
        if file.suffix in _TEXTS and file.is_file() and not inner & set(file.relative_to(ROOT).parts)
    )


def case_numbers(text: str) -> Iterator[tuple[str, int]]:
    """Every case number of a text in one form, with its line."""
    for found in _CASE_NUMBER.finditer(text):
        yield f"CM{found[1]}-{found[2]}", text.count("\n", 0, found.start()) + 1


def written_cells(file: Path) -> Iterator[tuple[int, str]]:
    """The texts that a file gives one by one, with their lines: cells of a table, strings of a program."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".csv":
        for number, row in enumerate(csv.reader(text.splitlines()), start=1):
            yield from ((number, cell) for cell in row)
    else:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value


@pytest.fixture(scope="module")
def letters(shared_letters: Path, real_letters: Parsed) -> list[LetterText]:
    practice = [read_letter(path) for path in find_letters([shared_letters / "practice"])]
    return [letter for letter, _ in real_letters] + practice


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in project_files()}


def test_no_run_of_words_is_a_letters_own(letters: list[LetterText], texts: dict[str, str]) -> None:
    assert len(letters) > 80
    assert len(texts) > 300
    names = [
        name
        for table, columns in _NAMES.items()
        for row in read_table(table)
        for column in columns
        for name in row[column].split(";")
    ]
    corpus = Corpus(letters, [*names, *ALLOWED])
    copied = [
        f"{file}:{place.line}: {place.words} ({', '.join(Path(letter).name for letter in place.letters)})"
        for file, text in texts.items()
        for place in corpus.copied(text)
    ]
    assert not copied, "\n".join(copied)


def test_no_letter_is_named(letters: list[LetterText], texts: dict[str, str]) -> None:
    theirs = {number for letter in letters for number, _ in case_numbers(f"{letter.source}\n{letter.text}")}
    assert len(theirs) > 70
    named = [
        f"{file}:{line}: {number}"
        for file, text in texts.items()
        for number, line in case_numbers(text)
        if number in theirs
    ]
    assert not named, "\n".join(named)


def test_no_example_is_a_letters_title(shared_letters: Path, real_letters: Parsed) -> None:
    where: dict[Words, set[str]] = defaultdict(set)
    for letter, record in real_letters:
        for item in record.items:
            for title in (item.text, item.original_request, item.authorized):
                where[words_of(title or "")].add(letter.source)
    for path in sorted((shared_letters / "practice").glob("*.gold.json")):
        for made in json.loads(path.read_text(encoding="utf-8"))["items"]:
            where[words_of(made["text"])].add(path.name)
    assert len(where) > 200
    titles = {words for words, sources in where.items() if len(words) >= TITLE and len(sources) == 1}
    taken = [
        f"{file.relative_to(ROOT)}:{line}: {cell}"
        for file in project_files()
        if file.suffix in {".csv", ".py"}
        for line, cell in written_cells(file)
        if words_of(cell) in titles
    ]
    assert not taken, "\n".join(taken)


MADE = [
    LetterText(
        name, f"The form says this of all letters. {own} Read by us on {one} and again on {other} here."
    )
    for name, own, one, other in (
        ("a", "A cook fell from a tall ladder while he sang.", "1/2/2015", "3/4/2015"),
        ("b", "Rest was advised.", "5/6/2015", "7/8/2015"),
        ("c", "Braces were worn.", "9/1/2015", "2/3/2015"),
    )
]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x\nA cook fell from a tall ladder while", [2]),
        ('("A cook fell "\n f"from a tall\\nladder while")', [1]),
        ("A cook fell from a tall building while he sang.", []),
        # Standing text, its seam with a letter's own, and a date that agrees by chance.
        ("The form says this of all letters.", []),
        ("form says this of all letters. A cook", []),
        ("form says this of all letters. A cook fell", [1]),
        ("Read by us on 1/2/2015 and again", []),
        ("us on 1/2/2015 and again on 3/4/2015", [1]),
    ],
)
def test_copied_text_is_found(text: str, lines: list[int]) -> None:
    assert [place.line for place in Corpus(MADE).copied(text)] == lines


def test_a_known_name_is_nobodys_text() -> None:
    text = "A cook fell from a tall ladder while he sang."
    assert [place.letters for place in Corpus(MADE).copied(text)] == [("a",)]
    assert list(Corpus(MADE, ["fell from a tall ladder while he sang"]).copied(text)) == []


def test_case_numbers_are_found_however_written() -> None:
    assert list(case_numbers("CM15-9900001\ncm15 9900002, CM159900003.txt CM15-99000010")) == [
        ("CM15-9900001", 1),
        ("CM15-9900002", 2),
        ("CM15-9900003", 2),
    ]
