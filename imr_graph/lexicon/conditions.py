"""Conditions that letters diagnose, and the look-up of a printed one.

``data/conditions.csv`` holds the conditions: name, variants (a narrower name that has no row of its
own stands with the next wider one), broader conditions, ICD-10-CM codes with their titles and how
exactly they match. ``data/condition_forms.csv`` holds the forms of speech: ``synonym`` (stands for
other words), ``aside`` (course, severity, grade, cause …: left out where no name needs it), ``side``,
``link`` and ``tail`` (what joins two conditions), ``function`` (no meaning here).

``data/condition_words_apart.csv`` holds words that look like slips of others and are none ("arteritis").

Names are compared as sets of words, so "strain of the left hip" is "left hip strain". Every word
must be accounted for: one that no name holds leaves a diagnosis unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Final, Literal, get_args

from rapidfuzz.distance import OSA

from imr_graph.lexicon.tables import read_table, slug

FormKind = Literal["synonym", "aside", "side", "link", "tail", "function"]
WordKind = Literal["name", "aside", "side", "link", "tail"]
Match = Literal["exact", "close", "broad", ""]

SHORTEST_MISSPELT: Final = 7
"""Letters from which a word may be misspelled by one stroke."""
SHORTEST_TWICE_MISSPELT: Final = 12
"""Letters from which a word may be misspelled by two."""
_SHORTEST_PLURAL: Final = 4
_MOST_ASIDES: Final = 6

_TOKEN = re.compile(r"@?[a-z0-9]+|[,;/&]")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
# "L4-5 and L5-S1" is one stretch, "C5-6 and L4-5" are two.
_LEVEL = re.compile(
    r"\b(?:([clts])-?|(cervical|thoracic|lumbar)\s)\d{1,2}"
    r"(?:\s?(?:[-/]\s?(?:[clts]-?)?|(?:,|&|to|through|and)\s?(?:\1-?)?)\d{1,2}\b){0,6}(?!\w)"
)
_REGIONS: Final = {"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "sacral"}
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = re.compile(
    rf"\b(?:(?:in|on|dated|from)\s)?(?:(?:{_MONTHS})\s)?(?:\d{{1,2}}[-/]){{0,2}}(?:19|20)\d{{2,3}}\b"
)
_PUNCTUATION: Final = {",": "and", ";": "and", "/": "and", "&": "and"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A row of the table; ``broader`` names other rows, ``titles`` are those of the codes."""

    name: str
    variants: tuple[str, ...]
    broader: tuple[str, ...]
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    match: Match
    verified: bool
    evidence: str

    @property
    def concept(self) -> str:
        """The path of the condition's concept (``condition/low-back-pain``)."""
        return f"condition/{slug(self.name)}"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of speech: its words, what it is, what it stands for, a diagnosis that holds it."""

    words: tuple[str, ...]
    kind: FormKind
    stands_for: str
    example: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a diagnosis in its normal form.

    ``key`` is the word itself, of a side ``left``, ``right`` or ``bilateral``, of a tail what it
    says of the second condition (``with``, ``due``, ``past``, ``not``), of a link ``and`` or ``or``.
    """

    key: str
    kind: WordKind

    @property
    def names(self) -> bool:
        """Whether the word must stand in a condition's name; "without" must, as it denies what follows."""
        return self.kind == "name" or self == DENIAL


DENIAL: Final = Word("not", "tail")
ALTERNATIVE: Final = Word("or", "link")


class ConditionTable:
    """The conditions by every name they go by.

    Args:
        rows: the conditions.
        forms: the forms of speech.
        known: other words that are spelled as they should be.

    Raises:
        ValueError: one name stands for two conditions.
    """

    def __init__(self, rows: Iterable[Condition], forms: Iterable[Form], known: Iterable[str] = ()) -> None:
        self.rows = tuple(rows)
        self.forms = tuple(forms)
        names = [name for row in self.rows for name in (row.name, *row.variants)]
        self._spelled = {token for name in names for token in _tokens(name)}
        self._spelled |= {word for form in self.forms for word in (*form.words, *_tokens(form.stands_for))}
        self._vocabulary = sorted(word for word in self._spelled if len(word) >= SHORTEST_MISSPELT - 2)
        self._known = self._spelled | set(known)
        self._remembered = lru_cache(maxsize=8192)(self._spelling)  # diagnoses share their words
        self._forms: dict[tuple[str, ...], Form] = {}
        self._tails: dict[tuple[str, ...], Form] = {}
        for form in self.forms:
            words = tuple(self.spelled(word) for word in form.words)
            (self._tails if form.kind == "tail" else self._forms)[words] = form
        self._longest = max((len(form.words) for form in self.forms), default=1)
        self._conditions: dict[frozenset[str], Condition] = {}
        for row in self.rows:
            for name in (row.name, *row.variants):
                key = frozenset(word.key for word in self.words(name) if word.names or word.kind == "aside")
                if not key:
                    raise ValueError(f"conditions.csv: {row.name}: {name!r} has no word of its own")
                if self._conditions.setdefault(key, row) is not row:
                    other = self._conditions[key].name
                    raise ValueError(f"conditions.csv: {name!r} stands for {other!r} and for {row.name!r}")

    def words(self, printed: str) -> tuple[Word, ...]:
        """The words of a printed diagnosis in their normal form, without those that mean nothing here."""
        tokens = [self.spelled(token) for token in _tokens(_plain(printed))]
        return tuple(self._read(tokens))

    def _read(self, tokens: Sequence[str], *, synonyms: bool = True) -> Iterator[Word]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token in _PUNCTUATION:
                yield Word(_PUNCTUATION[token], "link")
                at += 1
                continue
            if token.startswith("@"):
                yield Word(token[1:], "aside")
                at += 1
                continue
            for length in range(min(self._longest, len(tokens) - at), 0, -1):
                group = tuple(tokens[at : at + length])
                form = (self._tails.get(group) if at else None) or self._forms.get(group)
                if form is not None and (synonyms or form.kind != "synonym"):
                    yield from self._meaning(form)
                    at += length
                    break
            else:
                # A tail word at the very beginning joins nothing.
                yield Word(token, "name")
                at += 1

    def _meaning(self, form: Form) -> Iterator[Word]:
        if form.kind == "synonym":
            meaning = [self.spelled(token) for token in _tokens(form.stands_for)]
            yield from self._read(meaning, synonyms=False)
        elif form.kind == "aside":
            yield from (Word(word, "aside") for word in form.words)
        elif form.kind != "function":
            yield Word(form.stands_for, form.kind)

    def spelled(self, token: str) -> str:
        """A word in the singular and as the tables spell it; one that they do not know as it is."""
        return token if token in _PUNCTUATION or token.startswith("@") else self._remembered(token)

    def _spelling(self, token: str) -> str:
        for single in _singulars(token):
            if single in self._spelled:
                return single
        near = self._near(token)
        return self.spelled(near) if near else token  # a slip in a plural is one of its singular

    def _near(self, token: str) -> str | None:
        """The one word that the token misspells, if any."""
        if token in self._known or len(token) < SHORTEST_MISSPELT or not token.isalpha():
            return None
        strokes = 1 if len(token) < SHORTEST_TWICE_MISSPELT else 2
        nearest: dict[int, set[str]] = {}
        for word in self._vocabulary:
            # Slips spare the first letter; other words often differ there.
            if word[0] != token[0] or abs(len(word) - len(token)) > strokes:
                continue
            distance = OSA.distance(token, word, score_cutoff=strokes)
            if distance <= strokes:
                nearest.setdefault(distance, set()).add(word)
        if not nearest:
            return None
        found = nearest[min(nearest)]
        return found.pop() if len(found) == 1 else None

    def find(self, words: Iterable[Word]) -> Condition | None:
        """The one condition of these words: all names among them, and as many asides as a name takes.

        Two conditions that take as many are none.
        """
        words = tuple(words)
        names = frozenset(word.key for word in words if word.names)
        asides = tuple(
            dict.fromkeys(word.key for word in words if word.kind == "aside" and word.key not in names)
        )
        sizes = range(len(asides), -1, -1) if len(asides) <= _MOST_ASIDES else (len(asides), 0)
        for size in sizes:
            found = {
                condition.name: condition
                for kept in combinations(asides, size)
                if (condition := self._conditions.get(names.union(kept))) is not None
            }
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
        return None


def _plain(printed: str) -> str:
    """Lower case, without possessives and days; a spinal level is its region, marked as an aside."""
    text = " ".join(_POSSESSIVE.sub("", printed.lower()).split())
    return _LEVEL.sub(_region, _DAY.sub(" ", text))


def _region(level: re.Match[str]) -> str:
    return f" {level[2]} " if level[2] else f" @{_REGIONS[level[1]]} "


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_POSSESSIVE.sub("", text.lower()))


def _singulars(token: str) -> Iterator[str]:
    if token.endswith("ies"):
        yield token[:-3] + "y"
    if token.endswith("s") and not token.endswith("ss") and len(token) >= _SHORTEST_PLURAL:
        yield token[:-1]
    yield token


@cache
def conditions() -> tuple[Condition, ...]:
    """Every condition, in the table's order."""
    return tuple(_condition(row) for row in read_table("conditions"))


def _condition(row: dict[str, str]) -> Condition:
    match = row["match"]
    if match not in get_args(Match):
        raise ValueError(f"conditions.csv: {row['name']}: unknown match {match!r}")
    return Condition(
        name=row["name"],
        variants=_list(row["variants"]),
        broader=_list(row["broader"]),
        codes=_list(row["icd10cm"]),
        titles=_list(row["icd10cm_title"], " | "),
        match=match,  # type: ignore[arg-type]  # checked above
        verified=row["verified"] == "yes",
        evidence=row["evidence"],
    )


@cache
def condition_forms() -> tuple[Form, ...]:
    """Every form of speech, in the table's order."""
    forms = []
    for row in read_table("condition_forms"):
        kind = row["kind"]
        if kind not in get_args(FormKind):
            raise ValueError(f"condition_forms.csv: {row['form']}: unknown kind {kind!r}")
        words = tuple(row["form"].split())
        forms.append(Form(words, kind, row["stands_for"], row["example"]))  # type: ignore[arg-type]  # checked above
    return tuple(forms)


@cache
def condition_table() -> ConditionTable:
    """The table of ``data/conditions.csv`` with the forms of ``data/condition_forms.csv``."""
    known = [row["word"] for row in read_table("condition_words") if row["role"] != "suffix"]
    known += [row["word"] for row in read_table("condition_words_apart")]
    return ConditionTable(conditions(), condition_forms(), known)


@cache
def side_pattern() -> re.Pattern[str]:
    """The single words that print a side."""
    words = {form.words[0] for form in condition_forms() if form.kind == "side" and len(form.words) == 1}
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def condition_words(printed: str) -> tuple[Word, ...]:
    """The words of a printed diagnosis in their normal form."""
    return condition_table().words(printed)


def _list(field: str, separator: str = "; ") -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, field.split(separator)) if part)
