"""What words make a citation: guideline, edition, chapter, section, pages."""

from __future__ import annotations

import re
from functools import cache

from imr_graph.lexicon.guideline_sections import section_index
from tests.spans.claim import SLIPS, Claim, equal, folded, spelt, table


def whole_citation(claim: Claim) -> bool:
    """The words run from the first to the last of those that the citation's other facts are made from."""
    parts = [e for e in claim.record["evidence"] if e["path"].startswith(claim.path + "/")]
    inside = sorted(tuple(span) for part in parts for span in part["spans"])
    if not all(any(low <= first and last <= high for low, high in claim.spans) for first, last in inside):
        return False
    if claim.value["source"] == "none":
        return True
    starts, ends = {low for low, _ in claim.spans}, {high for _, high in claim.spans}
    return min(first for first, _ in inside) in starts and max(last for _, last in inside) in ends


def source(claim: Claim) -> bool:
    """The words are a name of the guideline, or of its chapter; of none, that nothing was cited."""
    citation = claim.above(1)
    if claim.value == "other":
        return folded(citation["section"]) in folded(claim.words)
    if claim.value == "none":
        return bool(re.search(r"\b(?:no|not|none)\b", claim.words, re.IGNORECASE))
    words = re.sub(r"\([^()]*\)|^chapter \d+ ", " ", claim.words, flags=re.IGNORECASE)
    if claim.value == "odg" and spelt(claim.words, [str(citation["chapter"])]):
        return True
    return spelt(words, _names_of(claim.value), SLIPS)


@cache
def _names_of(document: str) -> frozenset[str]:
    """The names of a guideline, and of ACOEM's chapters."""
    [row] = (row for row in table("guideline_documents") if row["document"] == document)
    names = {name.replace("{year}", "") for name in (row["label"], *row["names"].split(";"))}
    if document == "mtus-acoem":
        names.add("General Approaches")
        for chapter_ in table("guideline_chapters"):
            if chapter_["document"] == document:
                names |= {chapter_["title"], *chapter_["variants"].split(";")}
    return frozenset(names)


def edition(claim: Claim) -> bool:
    """The words are the year."""
    return claim.words == str(claim.value)


def chapter(claim: Claim) -> bool:
    """The words are the chapter as printed, or name the one of this number."""
    if isinstance(claim.value, str):
        return equal(claim)
    names = {"chapter " + str(claim.value), str(claim.value)}
    for row in table("guideline_chapters"):
        if row["chapter"] == str(claim.value):
            names |= {row["title"], *row["variants"].split(";")}
    return spelt(claim.words, names, SLIPS)


def section(claim: Claim) -> bool:
    """The words are the section, and the tables find in them the sections that it is grounded to."""
    grounding = claim.above(1)["grounding"]
    if not equal(claim):
        return False
    if not grounding["sections"]:
        return True
    document, key, in_chapter = _place(grounding["sections"][0])
    reading = section_index(document, key, in_chapter).read(claim.value)
    return [row.path for row in reading.sections] == list(grounding["sections"])


def _place(path: str) -> tuple[str, str | None, str | None]:
    """Document, edition and chapter of a place."""
    found = re.match(r"guideline/([^/]+)(?:/(\d{4}))?(?:/chapter/([^/]+))?/", path)
    assert found, path
    return found[1], found[2], found[3]


def pages(claim: Claim) -> bool:
    """The words print every first and last page, in order ("111-13" for 111 to 113)."""
    printed = [int(n) for n in re.findall(r"\d+", re.sub(r"\bof\s\d+", " ", claim.words))]
    wanted = [n for first, last in claim.value for n in ((first, last) if first != last else (first,))]
    return len(printed) == len(wanted) and all(
        str(want).endswith(str(said)) for want, said in zip(wanted, printed, strict=True)
    )
