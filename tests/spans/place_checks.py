"""What words make an item's place in the body, its visits and its days."""

from __future__ import annotations

import re
from typing import Final

from imr_graph.lexicon.tables import slug
from tests.spans.claim import Claim, folded, numbers, table, tokens

_LEVEL: Final = re.compile(r"([CTLS])(\d{1,2})(?:\s*[-/]\s*([CTLS])?(\d{1,2}))?", re.IGNORECASE)
_SPINE: Final = {"c": "cervical-spine", "t": "thoracic-spine", "l": "lumbar-spine", "s": "sacrum-and-coccyx"}
_OFTEN: Final = {"once": "1", "twice": "2", "thrice": "3"}


def region(claim: Claim) -> bool:
    """Each of the words is a term of the region, or a level of the spine that lies in it."""
    name = claim.value.removeprefix("body-region/")
    terms = [
        row["term"]
        for row in table("body_region_terms")
        if name in {slug(one.strip()) for one in row["regions"].split(";")}
    ]
    return all(
        any(_is_term(term, words) for term in terms) or _lies_in(words, name) for words in claim.slices
    )


def _is_term(term: str, words: str) -> bool:
    pattern = [part.removesuffix("*") + ("[a-z0-9]*" if part.endswith("*") else "") for part in term.split()]
    return re.fullmatch(" ".join(pattern), " ".join(tokens(words))) is not None


def _lies_in(words: str, name: str) -> bool:
    level = _LEVEL.match(words)
    letters = {letter.lower() for letter in (level[1], level[3]) if letter} if level else set()
    return name in {_SPINE[letter] for letter in letters}


def side(claim: Claim) -> bool:
    """Words that name the side; left and right together name both."""
    said = {row["mark"]: row["side"] for row in table("side_marks")}
    said |= {row["form"]: row["stands_for"] for row in table("condition_forms") if row["kind"] == "side"}
    said |= {row["term"]: row["side"] for row in table("body_region_terms") if row["side"]}
    named = {"left": "left", "right": "right", "bilateral": "bilateral", **said}
    sides = {named.get(words) for words in (" ".join(tokens(words)) for words in claim.slices)}
    return sides == {claim.value} or (claim.value == "bilateral" and None not in sides and len(sides) > 1)


def level(claim: Claim) -> bool:
    """The words print the level; of a stretch the second letter may be left out."""
    printed = _LEVEL.match(claim.words)
    if printed is None:
        return folded(claim.words) == folded(claim.value)
    upper, low, lower, high = printed.groups()
    stretch = f"{upper}{low}" + (f"-{lower or upper}{high}" if high else "")
    return stretch.upper() == str(claim.value)


def visits(claim: Claim) -> bool:
    """The words print the number, or numbers whose product it is; or each slice a part of the sum."""
    printed = [numbers(_in_digits(words)) for words in claim.slices]
    if not all(printed):
        return False
    products = [found[0] * found[1] if len(found) > 1 else found[0] for found in printed]
    return (
        any(claim.value in found for found in printed)
        or claim.value in products
        or claim.value == sum(found[0] for found in printed)
    )


def _in_digits(words: str) -> str:
    # "2x6" is two numbers
    words = re.sub(r"(?<=\d)\s?x\s?(?=\d)", " x ", words, flags=re.IGNORECASE)
    return re.sub(
        r"once|twice|thrice", lambda often: _OFTEN[often.group().lower()], words, flags=re.IGNORECASE
    )


def retrospective(claim: Claim) -> bool:
    """A word that says so."""
    return (
        claim.value is True
        and re.fullmatch(r"retro(?:spective\w{0,3})?", claim.words, re.IGNORECASE) is not None
    )
