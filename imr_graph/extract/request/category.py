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
from imr_graph.record import Category, RecordWarning, Span

_COUNTED = rf"(?:{number_pattern()}|once|twice|thrice)"
# On small letters.
_SESSIONS = re.compile(
    r"\b(?:sessions?|visits?|treatments?)\b"
    rf"|\b{_COUNTED} ?(?:\(\d+\) ?)?(?:x|times?)?,? ?(?:a|per|each|every|/) ?(?:week|wk|month)"
    r"|\b(?:\d+|one|two|three|four) ?(?:x|times) ?(?:\d+|one|two|three|four|six|eight)\b"
    r"|\btimes \d+\b|\bx ?\d+\b|\bweekly\b"
)
_COUNT = re.compile(r"#\s?\d")
_WEAK: Final = 40
"""Terms below this rank decide only where no other term of the title does."""


def extract_category(item: Phrase, beside_surgery: Span | None) -> Part[Category]:
    """The category of an item, found at "".

    Args:
        item: the item's own words.
        beside_surgery: where the letter asks for it as a service beside a surgery, whose tests are
            pre-operative ones.
    """
    tokens = tokenize(item.text)
    match = deciding_term(item.text, tokens, beside_surgery=beside_surgery is not None)
    if match is None:
        whole = (Found("", (item.span(0, len(item.text)),), "category.none"),) if item.text else ()
        return Part("other", whole, (RecordWarning(code="unresolved-category", detail=item.text),))
    span = item.span(tokens[match.first].start, tokens[match.last - 1].end)
    spans = (span, beside_surgery) if beside_surgery and "@associated" in match.term.term else (span,)
    return Part(cast(Category, match.term.category), (Found("", spans, "category.term"),))


def deciding_term(text: str, tokens: Sequence[Token], *, beside_surgery: bool = False) -> TermMatch | None:
    """The term that decides a title's category, ``None`` where none holds."""
    drug = drug_table().first([token.word for token in tokens])
    signs = _signs(text)
    if drug is not None:
        signs.add("@drug")
    matches = category_terms().matches(tokens, signs)
    if further := _further_signs(matches, beside_surgery=beside_surgery):
        signs |= further
        matches = category_terms().matches(tokens, signs)
    if not matches and any(drug_table().misspelt(token.word) for token in tokens):
        matches = category_terms().matches(tokens, {*signs, "@misspelt"})
    if not matches:
        return None
    matches = [_placed(match, drug or 0) for match in matches]
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


def _further_signs(matches: Sequence[TermMatch], *, beside_surgery: bool) -> set[str]:
    """What the terms that hold of a title, and the letter, add to the title's own signs."""
    signs = {"@associated"} if beside_surgery else set()
    categories = {match.term.category for match in matches}
    if "diagnostic-testing" in categories:
        signs.add("@test")
    if "evaluation-management" in categories:
        signs.add("@visit")
    return signs


def _signs(text: str) -> set[str]:
    signs = set()
    if has_dose(text):
        signs.add("@dose")
    if _COUNT.search(text):
        signs.add("@count")
    if _SESSIONS.search(text.lower()):
        signs.add("@sessions")
    return signs


def _segments(tokens: Sequence[Token]) -> list[int]:
    """The number of turns before each word; words that turn begin a stretch of their own."""
    numbers, number = [], 0
    turns = title_words("turn")
    for token in tokens:
        if token.word in turns:
            number += 1
        numbers.append(number)
    return numbers
