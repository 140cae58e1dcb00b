"""What words make a drug: its name, what it is made of, how it is dispensed; told by the tables as files."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import OSA

from imr_graph.lexicon.tables import slug
from tests.spans.claim import SLIPS, Claim, equal, folded, number, numbers, table, tokens

Drugs = list[tuple[str, frozenset[str], str]]
"""Kind, ingredients and concept of each."""


def drugs_in(words: str) -> Drugs:
    """The drugs that words name, the longest name at each place."""
    singular = {row["word"]: row["form"] for row in table("forms")}
    said = [singular.get(token, token) for token in tokens(words)]
    rows = _drug_rows()
    found: Drugs = []
    at_ = 0
    while at_ < len(said):
        for length in range(min(6, len(said) - at_), 0, -1):
            name = tuple(said[at_ : at_ + length])
            row = rows.get(name) or rows.get(("".join(name),))
            if row or (row := next(iter(_joined().get("".join(name), ())), None)):
                found.append(row)
                at_ += length
                break
        else:
            at_ += 1
    return found


@cache
def _drug_rows() -> dict[tuple[str, ...], tuple[str, frozenset[str], str]]:
    """Name in words to kind, ingredients and concept."""
    rows = {}
    for row in table("drugs"):
        made_of = frozenset(i for i in row["ingredients"].split(" / ") if i)
        rows[tuple(tokens(row["name"]))] = (row["kind"], made_of, f"drug/{slug(row['name'])}")
    for row in table("ingredient_aliases"):
        of = row["ingredient"]
        rows.setdefault(tuple(tokens(row["alias"])), ("generic", frozenset({of}), f"drug/{slug(of)}"))
    return rows


@cache
def _joined() -> dict[str, Drugs]:
    return {"".join(name): [row] for name, row in _drug_rows().items() if len("".join(name)) > 4}


def misspelt_drugs(words: str) -> Drugs:
    """The drugs that words of six letters and more stand for, but for a slip or two."""
    return [
        row
        for token in tokens(words)
        if len(token) > 5 and token.isalpha()
        for name, row in _drug_rows().items()
        if len(name) == 1
        and name[0][0] == token[0]
        and OSA.distance(token, name[0], score_cutoff=SLIPS) <= SLIPS
    ]


def drug_name(claim: Claim) -> bool:
    """The words are the name, and the tables have its concept under them."""
    concept = claim.above(1)["concept"]
    named = {path for _, _, path in (*drugs_in(claim.words), *misspelt_drugs(claim.words))}
    if claim.value == "compound":
        return claim.words.lower().startswith("compound")
    return equal(claim) and (concept is None or bool(named))


def ingredients(claim: Claim) -> bool:
    """The drugs that the words name are made of just these, or the words name them themselves."""
    wanted = set(claim.value)
    named = drugs_in(claim.words)
    made_of = {of for kind, all_, _ in named if kind != "medical-food" for of in all_}
    said = {str(number).removesuffix(".0") for number in numbers(claim.words)}
    made_of |= {
        row["partner"]
        for row in table("strength_partners")
        if row["ingredient"] in made_of and row["second_number"] in said
    }
    unknown = {name for name in wanted - made_of if folded(name) in folded(claim.words)}
    misspelt = {of for _, all_, _ in misspelt_drugs(claim.words) for of in all_}
    return made_of <= wanted <= made_of | unknown | misspelt


def strength(claim: Claim) -> bool:
    """The words print the same numbers and units, in the same order."""
    units = {"percent": "%", "mgs": "mg", "mcgs": "mcg", "ugs": "ug"}

    def parts(words: str) -> list[str]:
        found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+|%|[a-z]+", words.lower().replace(".u.", "u"))
        return [units.get(part, part) for part in found]

    printed, value = parts(claim.words), parts(claim.value)
    # "7.5mg/300mg" is "7.5/300 mg": a unit that all share is said once.
    return printed == value or (
        [p for p in printed if p[0].isdigit() or p[0] == "."]
        == [p for p in value if p[0].isdigit() or p[0] == "."]
        and set(printed) == set(value)
    )


def form(claim: Claim) -> bool:
    """One word, which is a way to write the form."""
    return any(
        row["form"] == claim.value
        for row in table("forms")
        if row["word"] in {claim.words.lower(), claim.words.lower().split("-")[0]}
    )


def refills(claim: Claim) -> bool:
    """The words print the number of refills, or that there are none."""
    none = claim.value == 0 and re.search(r"\bno\b|\bnone\b|\bwithout\b|\bzero\b", claim.words, re.IGNORECASE)
    return bool(re.search(r"refill|rf", claim.words, re.IGNORECASE)) and (bool(none) or number(claim))
