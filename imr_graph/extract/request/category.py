"""The treatment category of an item, from the words of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, cast

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.dose import has_dose
from imr_graph.extract.request.phrase import Phrase
from imr_graph.lexicon.categories import TermMatch, Token, category_terms, tokenize
from imr_graph.lexicon.drugs import drug_table
from imr_graph.lexicon.prescriptions import number_pattern
from imr_graph.lexicon.title_words import title_words
from imr_graph.record import Category, RecordWarning

_COUNTED = rf"(?:{number_pattern()}|once|twice|thrice)"
_SESSIONS = re.compile(
    r"\b(?:sessions?|visits?|treatments?)\b"
    rf"|\b{_COUNTED} ?(?:\(\d+\) ?)?(?:x|times?)?,? ?(?:a|per|each|every|/) ?(?:week|wk|month)"
    r"|\b(?:\d+|one|two|three|four) ?(?:x|times) ?(?:\d+|one|two|three|four|six|eight)\b"
    r"|\btimes \d+\b|\bx ?\d+\b|\bweekly\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"#\s?\d")
_WEAK: Final = 40
"""Terms below this rank decide only where no other term of the title does."""


def extract_category(item: Phrase, *, beside_surgery: bool) -> Part[Category]:
    """The category of an item, found at "".

    Args:
        item: the item's own words.
        beside_surgery: whether the letter asks for it as a service beside a surgery, where a
            test is a pre-operative one.
    """
    tokens = tokenize(item.text)
    match = deciding_term(item.text, tokens, beside_surgery=beside_surgery)
    if match is None:
        whole = (Found("", (item.span(0, len(item.text)),), "category.none"),) if item.text else ()
        return Part("other", whole, (RecordWarning(code="unresolved-category", detail=item.text),))
    span = item.span(tokens[match.first].start, tokens[match.last - 1].end)
    return Part(cast(Category, match.term.category), (Found("", (span,), "category.term"),))


def deciding_term(text: str, tokens: Sequence[Token], *, beside_surgery: bool = False) -> TermMatch | None:
    """The term that decides a title's category, ``None`` where none holds."""
    signs = _signs(text, tokens)
    plain = category_terms().matches(tokens, signs)
    if beside_surgery:
        signs.add("@associated")
    if any(match.term.category == "diagnostic-testing" for match in plain):
        signs.add("@test")
    if any(match.term.category == "evaluation-management" for match in plain):
        signs.add("@visit")
    matches = category_terms().matches(tokens, signs)
    if not matches and any(drug_table().misspelt(token.word) for token in tokens):
        matches = category_terms().matches(tokens, {*signs, "@misspelt"})
    if not matches:
        return None
    drug = next((index for index in range(len(tokens)) if drug_at(tokens, index)), 0)
    matches = [_placed(match, drug) for match in matches]
    segments = _segments(tokens)
    strong = [match for match in matches if match.term.rank >= _WEAK] or matches
    head = min(segments[match.first] for match in strong)
    in_head = (match for match in strong if segments[match.first] == head)
    return max(in_head, key=lambda match: (match.term.rank, -match.first))


def _placed(match: TermMatch, drug: int) -> TermMatch:
    """A term of signs alone, at the word that tells: the drug's name, else the first."""
    if match.first < match.last:
        return match
    first = drug if "@drug" in match.term.term else 0
    return TermMatch(match.term, first, first + 1)


def drug_at(tokens: Sequence[Token], index: int) -> bool:
    """Whether a drug's name begins with this word."""
    return drug_table().at([token.word for token in tokens], index) is not None


def _signs(text: str, tokens: Sequence[Token]) -> set[str]:
    signs = set()
    words = [token.word for token in tokens]
    if any(drug_table().at(words, index) for index in range(len(words))):
        signs.add("@drug")
    if has_dose(text):
        signs.add("@dose")
    if _COUNT.search(text):
        signs.add("@count")
    if _SESSIONS.search(text):
        signs.add("@sessions")
    return signs


def _segments(tokens: Sequence[Token]) -> list[int]:
    """The number of turns before each word; words that turn begin a stretch of their own."""
    numbers, number = [], 0
    for token in tokens:
        if token.word in title_words("turn"):
            number += 1
        numbers.append(number)
    return numbers
