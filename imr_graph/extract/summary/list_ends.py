"""Where a list of diagnoses ends, and what of the sentences after a heading still belongs to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

from imr_graph.extract.passages import LONGEST_LIST
from imr_graph.extract.summary.diagnosis_concepts import ground_diagnosis
from imr_graph.letters.reading import Reading, in_small_letters
from imr_graph.lexicon import diagnosis_terms as terms
from imr_graph.record import Span

_CONJUNCTION = re.compile(r"\s*(?:[,;]|\band\b|\bbut\b)", re.IGNORECASE)
# The lost blank or line end between two entries, or between the last one and a sentence.
_JUNCTION = re.compile(r"(?<=[a-z0-9)\]])(?=[A-Z][a-z]|A\s)|(?<=[a-z])(?=[A-Z]{2})")
_WORD_BEFORE = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]?\d{1,2}|[)\]])\Z")
_ENTRY_ENDS = re.compile(rf"[,;.]|{_JUNCTION.pattern}")
# A sentence that opens without a full stop before it ("sprain Gait was slow").
_CAPITAL = re.compile(r"(?<=[a-z0-9)])\s+(?=[A-Z][a-z])")
_PROCEDURE = re.compile(r"(?:status\s+post|s/p)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:no|denies|negative)\b", re.IGNORECASE)
_FOLLOW_ON = 12
_WHOLE_WORD = 6
"""Letters from which an unknown word before a capital is no first part of a name ("DeQuervain")."""
_UNKNOWN = 4
"""One word in so many may be unknown in a sentence that is nothing but a condition."""


def list_end(reading: Reading, start: int, limit: int, sentences: tuple[Span, ...]) -> int:
    """Where the list that begins at ``start`` ends: with its sentence, or where another begins in it."""
    text = reading.text
    number = bisect_right(sentences, start, key=itemgetter(1))
    end = min(sentences[number][1] if number < len(sentences) else limit, limit, start + LONGEST_LIST)
    for bound in terms.bounds("opening"):
        if match := bound.pattern.search(text, start + 1, end):
            end = match.start()
    for junction in junctions(text, start, end):
        if not _opens_entry(text, junction, end):
            end = junction
            break
    opened = terms.bound_pattern("clause").search(reading.lower, start, end)
    if opened is None:
        return end
    clause = opened.start()
    # A clause brings its own subject ("… and the knee was …"); what cannot be a condition goes with it.
    openings = [
        last[-1]
        for pattern in (_CONJUNCTION, _CAPITAL)
        if (last := [match.start() for match in pattern.finditer(text, start, clause)])
    ]
    return min(
        (at for at in openings if not terms.names_condition(text[at:clause])),
        default=clause,
    )


def junctions(text: str, start: int, end: int) -> Iterator[int]:
    """Where a capital follows an entry without a blank ("strainRight knee pain")."""
    for match in _JUNCTION.finditer(text, start, end):
        before = _WORD_BEFORE.search(text, max(start, match.start() - 30), match.start())
        # Not inside a name ("DeQuervain"): the word before is one that ends a condition.
        if before is None or (before.group()[-1].isalpha() and not _closes(before.group())):
            continue
        yield match.start()


def _closes(word: str) -> bool:
    role = terms.roles(word)[0]
    return len(word) >= _WHOLE_WORD if role is None else role not in {"function", "adjective", "region"}


def _opens_entry(text: str, at: int, end: int) -> bool:
    """Whether the words from ``at`` to the next mark are a condition rather than a sentence's opening."""
    stop = _ENTRY_ENDS.search(text, at + 1, end)
    return names_only_conditions(text[at : stop.start() if stop else end])


def names_only_conditions(words: str) -> bool:
    """Whether the words name a condition and tell nothing else, as an entry does and a sentence does not."""
    if terms.bound_pattern("clause").search(in_small_letters(words)):
        return False
    if terms.bound_pattern("opening").search(words):
        return False
    if certain := terms.certainty_pattern("lead").match(words.lstrip()):
        words = words.lstrip()[certain.end() :]
    if _PROCEDURE.match(words) or ground_diagnosis(words.rstrip(" .")).whole:
        return True
    roles = terms.roles(words)
    if not terms.names_condition(words) or roles[0] == "function" or _DENIES.search(words):
        return False
    unknown = sum(role is None for role in roles)
    return unknown * _UNKNOWN <= len(roles) and not (unknown and terms.is_complaint(words))


def follow_on(text: str, start: int, limit: int, sentences: tuple[Span, ...]) -> Iterator[Span]:
    """Short sentences after a heading that are nothing but conditions ("Diagnoses: Strain. Bursitis.")."""
    for begin, end in sentences[bisect_right(sentences, start, key=itemgetter(0)) :]:
        words = text[begin:end]
        if end > limit or len(words.split()) > _FOLLOW_ON or not names_only_conditions(words):
            return
        yield begin, end
