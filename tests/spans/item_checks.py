"""What words make the facts of an item: decision, category, subcategory."""

from __future__ import annotations

import re

from tests.spans.claim import Claim, folded, spelt, table, tokens
from tests.spans.drug_checks import drugs_in, misspelt_drugs


def decision(claim: Claim) -> bool:
    """The words are those of a decision, with this outcome."""
    said = {folded(row["words"]): row["outcome"] for row in table("decision_words")}
    return folded(claim.words) in said and said[folded(claim.words)] == str(claim.value)


def category(claim: Claim) -> bool:
    """The words are a term that decides the category, then what calls it a service beside a surgery."""
    slices, item = claim.slices, claim.above(1)["text"]
    return any(
        _decides(claim.value, " ".join(slices[:cut]), " ".join(slices[cut:]), item)
        for cut in range(1, len(slices) + 1)
    )


def _decides(value: str, term: str, beside: str, item: str) -> bool:
    """Whether a term decides a category; where signs alone do (a dose, a count), the words open the item."""
    if beside:
        tests = (row["term"] for row in table("category_terms") if row["category"] == "diagnostic-testing")
        return (
            value == "surgery"
            and _calls_ancillary(beside)
            and (item.startswith(term) or any(_term_holds(words, term, item) for words in tests))
        )
    terms = (row["term"] for row in table("category_terms") if row["category"] == value)
    if any(_term_holds(words, term, item) for words in terms):
        return True
    if value == "pharmaceutical":
        return bool(drugs_in(term) or misspelt_drugs(term)) or item.startswith(term)
    return value == "other" and folded(term) == folded(item)


def _calls_ancillary(words: str) -> bool:
    """Whether words call a service one beside a surgery."""
    patterns = (row["pattern"] for row in table("ancillary_phrases"))
    return spelt(words, ["associated surgical service"]) or any(
        re.fullmatch(pattern, words, re.IGNORECASE) for pattern in patterns
    )


def subcategory(claim: Claim) -> bool:
    """The words hold a term that decides the subcategory, or are the item of a category that has but one."""
    _, above, key = claim.value.split("/")
    item = claim.above(1)["text"]
    whole = any(
        (row["category"], row["key"], row["takes"]) == (above, key, "all")
        for row in table("treatment_subcategories")
    )
    if folded(claim.words) == folded(item) and (whole or len(drugs_in(item)) > 1):
        return True
    return any(
        _term_holds(row["term"], claim.words, item)
        for row in table("subcategory_terms")
        if (row["category"], row["subcategory"]) == (above, key)
    )


def _term_holds(term: str, words: str, title: str) -> bool:
    """Whether a term's first words stand in the words, and the others in the title."""
    rows = [part for part in term.split(" & ") if not part.startswith("@")]
    return bool(rows) and _row_in(rows[0], words, whole=True) and all(_row_in(row, title) for row in rows[1:])


def _row_in(row: str, words: str, *, whole: bool = False) -> bool:
    said = [token for token in tokens(words) if token not in {"and", "a", "an", "the"}]
    pattern = [part.removesuffix("*") + ("[a-z0-9]*" if part.endswith("*") else "") for part in row.split()]
    find = re.fullmatch if whole else re.search
    return bool(find(" ".join(pattern) if whole else rf"\b{' '.join(pattern)}\b", " ".join(said)))
