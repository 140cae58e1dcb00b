"""The treatment subcategory of an item, from the words of its title."""

from __future__ import annotations

from typing import Final

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.phrase import Phrase
from imr_graph.lexicon.categories import tokenize
from imr_graph.lexicon.subcategories import COMPOUND, deciding_match, whole_category
from imr_graph.record import Category, Drug

_FOR_THE_SKIN: Final = frozenset({"cream", "gel", "ointment", "lotion", "solution"})


def extract_subcategory(item: Phrase, category: Category, drug: Drug | None) -> Part[str | None]:
    """The concept of an item's subcategory, found at ""; ``None`` where no term tells it."""
    whole = whole_category(category)
    if whole is not None:
        found = (Found("", (item.span(0, len(item.text)),), "subcategory.category"),) if item.text else ()
        return Part(whole.concept, found)
    tokens = tokenize(item.text)
    match = deciding_match(category, tokens, {COMPOUND} if _is_compound(drug) else set())
    if match is None or not match.term.category:
        return Part(None)
    first, last = (match.first, match.last) if match.last else (0, len(tokens))
    span = item.span(tokens[first].start, tokens[last - 1].end)
    return Part(f"category/{category}/{match.term.category}", (Found("", (span,), "subcategory.term"),))


def _is_compound(drug: Drug | None) -> bool:
    """Whether several ingredients are mixed for the skin, and no product is named."""
    return (
        drug is not None and len(drug.ingredients) > 1 and drug.concept is None and drug.form in _FOR_THE_SKIN
    )
