"""The words that diagnoses are told in: lead-ins, certainty, bounds of a list, names of conditions.

The tables stand in ``data/``:

- ``diagnosis_lead_ins.csv``: patterns that open a list of diagnoses, each with an example.
  ``stated`` gives diagnoses outright, ``impression`` does unless an imaging report speaks,
  ``treated`` tells what a patient is treated for, which may be complaints only.
- ``certainty_words.csv``: words before, after or within a condition that make it provisional.
- ``diagnosis_list_bounds.csv``: patterns that end a list (``clause``, ``opening``), refuse one
  (``refusal`` at its beginning, ``before`` its lead-in, ``denial`` after it, ``imaging``), or say that
  an entry is ``empty``.
- ``condition_words.csv``: single words (a row with a hyphen in front is an ending), by role:
  ``condition`` names one by itself, ``local`` one that needs a place in the body; ``complaint`` (local) and
  ``symptom`` (by itself) name what a patient feels, which alone is no diagnosis; ``place``, ``region``
  (its adjective), ``side``, ``adjective``, ``qualifier`` and ``function`` words only modify.
- ``condition_phrases.csv``: beginnings of phrases that go on with the condition before them
  (``continues``), pairs of conditions that are one by name (``pair``), as code books print them, and
  conditions whose words name none one by one (``named``: "foot drop", "tension headache").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, get_args

from imr_graph.lexicon.tables import read_table

LeadKind = Literal["stated", "impression", "treated"]
BoundKind = Literal["clause", "opening", "refusal", "before", "denial", "imaging", "empty"]
Role = Literal[
    "condition",
    "local",
    "complaint",
    "symptom",
    "place",
    "region",
    "side",
    "adjective",
    "qualifier",
    "function",
]

# A word with a digit in it is one: a level, a code, a size.
_WORD = re.compile(r"[a-z]*\d[\w.]*|[a-z]+", re.IGNORECASE)
# Spinal levels and the like: "L5", "C6".
_LEVEL = re.compile(r"\b[clst]\d{1,2}\b", re.IGNORECASE)
_NAMING: frozenset[Role] = frozenset({"condition", "local", "complaint", "symptom"})
_PLACING: frozenset[Role] = frozenset({"place", "region", "side"})
_OPEN: frozenset[Role] = frozenset({"adjective", "region", "side", "function"})
_ADJECTIVE_ENDINGS = ("al", "ic", "ar", "ous", "ive", "ary", "oid")


@dataclass(frozen=True, slots=True)
class LeadIn:
    """A way to open a list of diagnoses; ``begins`` are the beginnings of its first word, lower case."""

    name: str
    kind: LeadKind
    begins: tuple[str, ...]
    pattern: re.Pattern[str]
    example: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A pattern, on small letters but for an ``opening``, that ends or refuses a list of diagnoses."""

    kind: BoundKind
    pattern: re.Pattern[str]
    example: str


@dataclass(frozen=True, slots=True)
class CertaintyWord:
    """Words that say how sure a condition is: ``place`` is lead, trail or within."""

    words: str
    place: str
    certainty: str


@cache
def lead_ins() -> tuple[LeadIn, ...]:
    """Every lead-in, in the table's order."""
    found = []
    for row in read_table("diagnosis_lead_ins"):
        kind = row["kind"]
        if kind not in get_args(LeadKind):
            raise ValueError(f"diagnosis_lead_ins.csv: {row['name']}: unknown kind {kind!r}")
        pattern = re.compile(row["pattern"], re.IGNORECASE)
        begins = tuple(row["begins"].split("; "))
        found.append(LeadIn(row["name"], kind, begins, pattern, row["example"]))  # type: ignore[arg-type]  # checked above
    return tuple(found)


def find_lead_ins(text: str, lower: str, start: int, end: int) -> Iterator[tuple[LeadIn, re.Match[str]]]:
    """Every lead-in of ``text[start:end]`` by place, several at one place in the table's order.

    One pass over ``lower``, the text in small letters, looks for first words, so that only these are tried.
    """
    first_words, by_beginning = _first_words()
    # With a character before it, so that what parts the first word from it is one as well.
    for first in first_words.finditer(f"\n{lower}", start, end + 1):
        for lead_in in by_beginning[first["beginning"]]:
            if match := lead_in.pattern.match(text, first.start(), end):
                yield lead_in, match


@cache
def _first_words() -> tuple[re.Pattern[str], dict[str, list[LeadIn]]]:
    longest = sorted(
        {beginning for lead_in in lead_ins() for beginning in lead_in.begins}, key=len, reverse=True
    )
    by_beginning = {
        # The beginning found may be the longer of two ("undergoing", "under").
        found: [lead_in for lead_in in lead_ins() if found.startswith(lead_in.begins)]
        for found in longest
    }
    # What parts words, then a letter: where neither stands nothing else is tried.
    by_letter: dict[str, list[str]] = {}
    for beginning in longest:
        by_letter.setdefault(beginning[0], []).append(beginning[1:])
    words = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"[^a-z0-9_](?P<beginning>{words})"), by_beginning


@cache
def bounds(kind: BoundKind) -> tuple[Bound, ...]:
    """The bounds of one kind; an ``opening`` is told by its capital letter."""
    return tuple(
        Bound(kind, re.compile(row["pattern"]), row["example"])
        for row in read_table("diagnosis_list_bounds")
        if row["kind"] == kind
    )


@cache
def bound_pattern(kind: BoundKind) -> re.Pattern[str]:
    """One pattern for all bounds of one kind."""
    return re.compile("|".join(f"(?:{bound.pattern.pattern})" for bound in bounds(kind)))


@cache
def certainty_words() -> tuple[CertaintyWord, ...]:
    """Every word of certainty, the longest first."""
    rows = [
        CertaintyWord(row["words"], row["place"], row["certainty"]) for row in read_table("certainty_words")
    ]
    return tuple(sorted(rows, key=lambda row: -len(row.words)))


@cache
def certainty_pattern(place: str, certainty: str = "provisional") -> re.Pattern[str]:
    """One pattern for all words of certainty that stand at ``place``."""
    words = [w.words for w in certainty_words() if w.place == place and w.certainty == certainty]
    alternatives = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
    return re.compile(rf"(?<![\w/-])(?:{alternatives})(?![\w/-])", re.IGNORECASE)


@cache
def continuation_pattern() -> re.Pattern[str]:
    """The beginnings of phrases that go on with the condition before them."""
    return re.compile(rf"(?:{_phrases('continues')})\b", re.IGNORECASE)


@cache
def pair_pattern() -> re.Pattern[str]:
    """Pairs of conditions that are one by name."""
    return re.compile(rf"\b(?:{_phrases('pair')})\b", re.IGNORECASE)


def _phrases(kind: str) -> str:
    rows = sorted(
        (row["phrase"] for row in read_table("condition_phrases") if row["kind"] == kind),
        key=len,
        reverse=True,
    )
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in rows)


@cache
def _roles() -> tuple[dict[str, Role], tuple[str, ...]]:
    words: dict[str, Role] = {}
    endings: list[str] = []
    for row in read_table("condition_words"):
        if row["role"] == "suffix":
            endings.append(row["word"].removeprefix("-"))
            continue
        if row["role"] not in get_args(Role):
            raise ValueError(f"condition_words.csv: {row['word']}: unknown role {row['role']!r}")
        words[row["word"]] = row["role"]  # type: ignore[assignment]  # checked above
    return words, tuple(endings)


def _role(word: str) -> Role | None:
    words, endings = _roles()
    if not word.isalpha():
        return "qualifier"
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if role := words.get(form):
            return role
    return "condition" if word.endswith(endings) else None


@cache
def _named_pattern() -> re.Pattern[str]:
    """Conditions that only their words together name."""
    return re.compile(rf"\b(?:{_phrases('named')})\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def roles(phrase: str) -> tuple[Role | None, ...]:
    """The role of each word of a phrase; ``None`` for a word that stands in no table.

    The last word of several that name a condition together is the condition.
    """
    ends = {match.end() for match in _named_pattern().finditer(phrase)}
    return tuple(
        "condition" if match.end() in ends else _role(match.group().lower())
        for match in _WORD.finditer(phrase)
    )


def names_condition(phrase: str) -> bool:
    """Whether a word of the phrase names a condition, local or not."""
    return any(role in _NAMING for role in roles(phrase))


def is_complaint(phrase: str) -> bool:
    """Whether the phrase names complaints and nothing else ("low back pain")."""
    found = roles(phrase)
    naming = {role for role in found if role in _NAMING}
    return bool(naming) and naming <= {"complaint", "symptom"}


def names_place(phrase: str) -> bool:
    """Whether the phrase says where in the body, or on which side."""
    return any(role in _PLACING for role in roles(phrase)) or bool(_LEVEL.search(phrase))


def only_modifies(phrase: str) -> bool:
    """Whether every word of the phrase only modifies a condition named elsewhere."""
    found = roles(phrase)
    return all(role is not None and role not in _NAMING for role in found)


def ends_open(phrase: str) -> bool:
    """Whether the phrase ends in a word that must be followed by its noun ("fleeting homicidal")."""
    words = _WORD.findall(phrase)
    if not words:
        return True
    role = roles(phrase)[-1]
    return role in _OPEN or (role is None and words[-1].lower().endswith(_ADJECTIVE_ENDINGS))


def opening(phrase: str) -> Literal["side", "level"] | None:
    """What the phrase begins with, if it is a side ("right wrist") or a spinal level ("L3 fracture")."""
    if _LEVEL.match(phrase.lstrip()):
        return "level"
    return "side" if roles(phrase)[:1] == ("side",) else None


def lacks_place(phrase: str) -> bool:
    """Whether the phrase names local conditions only and no place for them ("work-related injury")."""
    return "condition" not in roles(phrase) and not names_place(phrase)


def shares_place(phrase: str) -> bool:
    """Whether the phrase is a local condition that says no place itself ("tingling", "bursitis")."""
    found = [role for role in roles(phrase) if role != "function"]
    return found[:1] in (["local"], ["complaint"]) and lacks_place(phrase)
