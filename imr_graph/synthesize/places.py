"""What guidelines say where: the citations of both sides, drawn by topic and by time."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.facts import Citation, Pages
from imr_graph.synthesize.tables import Row, cells, read_rows, weighted

Era = Literal["pages", "sections of 2009", "sections of 2016"]
"""What citations give: pages of the guidelines before 2015, sections of an edition after."""

Side = Literal["claims-administrator", "reviewer"]

_ROWS: Final = read_rows("places")
_CHAPTERS: Final = {
    2: "General Approach to Initial Assessment and Documentation",
    5: "Cornerstones of Disability Prevention and Management",
    13: "Knee Complaints",
    15: "Stress-Related Conditions",
}
_PUBLICATIONS: Final = weighted(read_rows("publications"), lambda row: row)
_NONE_SHARE: Final[dict[Side, float]] = {"claims-administrator": 0.2, "reviewer": 0.115}
_COUNTS: Final[dict[Side, Deck[int]]] = {
    "claims-administrator": Deck([(1, 34), (2, 44), (3, 22)]),
    "reviewer": Deck([(1, 58), (2, 34), (3, 8)]),
}
_DEPENDENT: Final = frozenset({"assistant", "clearance", "stay"})
"""Topics of services that stand and fall with an operation, for which guidelines are seldom cited."""


def _of_era(row: Row, era: Era) -> bool:
    guideline, edition = row["guideline"], row["edition"]
    if guideline == "mtus-chronic-pain":
        return edition == ("2016" if era == "sections of 2016" else "2009")
    if guideline == "mtus-opioids":
        return era == "sections of 2016"
    if guideline == "acoem":
        return era == "pages"
    return True


_DECKS: Final[dict[tuple[str, Era], Deck[Row]]] = {
    (topic, era): weighted(fitting, lambda row: row)
    for topic in {row["topic"] for row in _ROWS}
    for era in ("pages", "sections of 2009", "sections of 2016")
    if (fitting := [row for row in _ROWS if row["topic"] == topic and _of_era(row, era)])
}
_OTHERWISE: Final = weighted([row for row in _ROWS if row["topic"] == "consultation"], lambda row: row)


def draw_citations(chance: Chance, side: Side, topic: str, region: Row, era: Era) -> tuple[Citation, ...]:
    """What one side cites for one item, one entry a guideline and chapter; at least one, maybe "none"."""
    share = 0.55 if topic in _DEPENDENT else _NONE_SHARE[side]
    if chance.happens(share):
        return (Citation("none"),)
    deck = _DECKS.get((topic, era), _OTHERWISE)
    found: dict[tuple[str, str], Citation] = {}
    for _ in range(chance.draw(_COUNTS[side])):
        if chance.happens(0.02):
            found["other", ""] = _publication(chance)
            continue
        row = chance.draw(deck)
        citation = _citation(chance, row, region, era)
        # by the chapter's own name: a letter may print one chapter under two names
        chapter = row["chapter"].replace("REGION", region["odg"])
        key = citation.guideline, chapter
        found[key] = _with_place(chance, found[key], citation) if key in found else citation
    return tuple(sorted(found.values(), key=_in_mtus_first))


def _with_place(chance: Chance, citation: Citation, other: Citation) -> Citation:
    """Two places of one guideline (and chapter) in one citation: sections joined, then all pages."""
    several = citation.guideline in {"mtus-chronic-pain", "odg", "mtus-opioids"}
    if not several or other.section in citation.section or not citation.section:
        return citation
    link = chance.pick((", ", "; ")) if citation.guideline != "mtus-opioids" else ", "
    chance.forms.add(f"sections joined by {link.strip()!r}")
    pages = tuple(sorted({*citation.pages, *other.pages}))
    return replace(citation, section=f"{citation.section}{link}{other.section}", pages=pages)


def _in_mtus_first(citation: Citation) -> bool:
    return not citation.guideline.startswith("mtus")


def _publication(chance: Chance) -> Citation:
    row = chance.draw(_PUBLICATIONS)
    return Citation("other", int(row["year"]) if row["year"] else None, section=row["title"])


def _citation(chance: Chance, row: Row, region: Row, era: Era) -> Citation:
    guideline = row["guideline"]
    edition = int(row["edition"]) if row["edition"] else None
    chapter: int | str | None = row["chapter"] or None
    name, section, pages = "", row["section"], _pages(row)
    if section == "REGION":
        section = region["odg"]
    if guideline == "mtus-acoem":
        if chapter == "REGION":
            chapter, name = int(region["acoem"]), region["complaint"]
            if name.startswith("Elbow"):
                edition = 2007
            pages = _region_pages(chance, region)
        else:
            chapter = int(row["chapter"])
            name = _CHAPTERS[chapter]
    elif guideline == "acoem":
        chapter = int(row["chapter"])
    elif guideline == "odg":
        chapter = _odg_chapter(chance, row["chapter"], region)
    if era != "pages":
        return Citation(guideline, edition, chapter, name, section, ())
    if guideline == "mtus-acoem":
        section = ""
    return Citation(guideline, edition, chapter, name, section, _split(chance, pages))


def _odg_chapter(chance: Chance, chapter: str, region: Row) -> str:
    """A chapter of the ODG under one of its printed names."""
    if chapter == "REGION":
        if chance.happens(0.25):
            chance.forms.add("odg chapter: another name")
            return chance.pick(cells(region["odg_variants"]))
        return region["odg"]
    if chapter == "Pain" and chance.happens(0.2):
        chance.forms.add("odg chapter: another name")
        return "Pain (Chronic)"
    return chapter


def _pages(row: Row) -> Pages:
    return ((int(row["first"]), int(row["last"])),) if row["first"] else ()


def _region_pages(chance: Chance, region: Row) -> Pages:
    ranges = cells(region["acoem_pages"])
    wanted = chance.shuffled(range(len(ranges)))[: 1 + chance.happens(0.3)]
    return tuple(_range(ranges[n]) for n in sorted(wanted))


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def _split(chance: Chance, pages: Pages) -> Pages:
    """At times name single pages rather than a range."""
    if not pages or not chance.happens(0.3):
        return pages
    singles = [(first, first) for first, last in pages]
    return tuple(singles)
