"""How each layout words the guidelines that a side cites.

A wording also settles what the letter prints, and with it the record: see ``edition_printed``.
"""

from __future__ import annotations

from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.facts import Citation
from imr_graph.synthesize.places import Side

_ODG: Final = "Official Disability Guidelines (ODG)"
_ODG_STYLES: Final = Deck(
    [
        ("comma, Chapter, comma", 5),
        ("blank, Chapter, comma", 3),
        ("comma, Chapter, colon", 1),
        ("comma, bare chapter, comma", 3),
        ("blank, bare chapter, comma", 2),
        ("dash, chapter, dash", 1),
    ]
)
_PARTIES: Final[dict[Side, str]] = {
    "claims-administrator": "The Claims Administrator",
    "reviewer": "The Expert Reviewer",
}


def edition_printed(layout: str, citation: Citation) -> bool:
    """Whether a layout prints the year of a citation's guideline."""
    if citation.guideline in {"other", "acoem"}:
        return True
    if layout == "f1b":
        return citation.guideline.startswith("mtus-")
    return False


def _pages_listed(citation: Citation, between: str) -> str:
    return between.join(f"{first}" if first == last else f"{first}-{last}" for first, last in citation.pages)


def cite_in_block(chance: Chance, side: Side, citations: tuple[Citation, ...], layout: str) -> str:
    """What stands under one side's guideline label in a letter of 2014 and later."""
    party = _PARTIES[side]
    if citations[0].guideline == "none":
        return f"{party} did not cite any medical evidence for its decision."
    mtus = [citation for citation in citations if citation.guideline.startswith("mtus")]
    others = [citation for citation in citations if not citation.guideline.startswith("mtus")]
    sentences = []
    if mtus:
        sentences.append(_mtus_by_section(mtus) if layout == "f1b" else _mtus_by_page(chance, mtus))
    elif layout == "f1b" and chance.happens(0.8):
        sentences.append(f"{party} based their decision on recommendation(s) outside of the MTUS Guidelines.")
    elif layout == "f1a":
        sentences.append(f"{party} did not base their decision on the MTUS.")
    sentences += [f"Decision based on Non-MTUS Citation {_outside(chance, one)}." for one in others]
    return " ".join(sentences)


_BY_SECTION: Final[dict[str, str]] = {
    "mtus-opioids": "Opioid Treatment",
    "mtus-acupuncture": "Acupuncture Treatment",
    "mtus-postsurgical": "Postsurgical Treatment",
}


def _mtus_by_section(citations: list[Citation]) -> str:
    return f"Decision based on MTUS {', and '.join(_edition_and_section(one) for one in citations)}."


def _edition_and_section(citation: Citation) -> str:
    if citation.guideline == "mtus-chronic-pain":
        name = "Chronic Pain Medical Treatment" if citation.edition == 2016 else "Chronic Pain Medical"
    elif citation.guideline == "mtus-acoem":
        name = "General Approaches" if citation.chapter in {2, 5} else citation.chapter_name
    else:
        name = _BY_SECTION[citation.guideline]
    named = f"{name} {citation.edition}"
    return f"{named}, Section(s): {citation.section}" if citation.section else named


def _mtus_by_page(chance: Chance, citations: list[Citation]) -> str:
    places = []
    for citation in citations:
        match citation.guideline:
            case "mtus-chronic-pain":
                named = f"Chronic Pain Treatment Guidelines {citation.section}"
            case "mtus-acoem":
                named = f"ACOEM Chapter {citation.chapter} {citation.chapter_name}"
            case "mtus-acupuncture":
                named = "Acupuncture Treatment Guidelines"
            case _:
                named = f"Postsurgical Treatment Guidelines {citation.section}".rstrip()
        if citation.pages:
            named += f" Page(s): {_pages_listed(citation, chance.pick((', ', ',')))}"
        places.append(named)
    return f"Decision based on MTUS {','.join(places)}."


def _outside(chance: Chance, citation: Citation) -> str:
    """A citation outside the MTUS: the ODG, ACOEM's own edition, or a publication."""
    if citation.guideline == "acoem":
        return _acoem_edition(citation)
    if citation.guideline == "other":
        return citation.section
    chapter, topic = str(citation.chapter), citation.section
    style = chance.form("odg", _ODG_STYLES)
    lead, form, link = style.split(", ")
    named = f"{chapter} Chapter" if form == "Chapter" else chapter
    if form == "chapter":
        named = f"{chapter} chapter"
    if form != "bare chapter" and chance.happens(0.06):
        chance.forms.add("odg chapter: updated")
        named += f" (updated {chance.whole(1, 12)}/{chance.whole(1, 28)}/{chance.whole(14, 17)})"
    opening = {"comma": ", ", "blank": " ", "dash": " - "}[lead]
    closing = {"comma": ", ", "colon": ": ", "dash": " - "}[link]
    return f"{_ODG}{opening}{named}{closing if topic else ''}{topic}"


def _acoem_edition(citation: Citation) -> str:
    name = "American College of Occupational and Environmental Medicine (ACOEM), 2nd Edition, (2004)"
    return f"{name}, Chapter {citation.chapter}{_page_words(citation)}"


def _page_words(citation: Citation) -> str:
    if not citation.pages:
        return ""
    single = len(citation.pages) == 1 and citation.pages[0][0] == citation.pages[0][1]
    return f", {'page' if single else 'pages'} {_pages_listed(citation, ', ')}"


def _not_of_mtus(citation: Citation) -> str:
    return "" if citation.guideline.startswith("mtus") else "not "


def _in_sentence(citation: Citation, chronic_pain: str) -> str:
    """A citation as a part of a sentence, with its place."""
    section = f", {citation.section}" if citation.section else ""
    pages = _page_words(citation)
    match citation.guideline:
        case "mtus-chronic-pain":
            return f"{chronic_pain}{section}{pages}"
        case "mtus-acoem":
            return f"MTUS ACOEM Guidelines, Chapter {citation.chapter} {citation.chapter_name}{pages}"
        case "mtus-acupuncture":
            return f"Acupuncture Medical Treatment Guidelines{pages}"
        case "mtus-postsurgical":
            return f"Postsurgical Treatment Guidelines{section}{pages}"
        case "acoem":
            return _acoem_edition(citation)
        case "odg":
            return f"{_ODG}, {citation.chapter} Chapter{section}"
        case _:
            return citation.section


def cite_in_sentences(chance: Chance, who: str, verb: str, citations: tuple[Citation, ...]) -> str:
    """One side's citations as a letter of late 2013 to 2014 tells them.

    Args:
        chance: the letter's draws.
        who: the party, as it opens the sentence.
        verb: "based its decision on", "based his/her decision on".
        citations: at least one.
    """
    if citations[0].guideline == "none":
        whose = verb.split()[1]
        what = chance.pick(("any evidence based criteria", "any guideline"))
        return f"{who} did not cite {what} for {whose} decision."
    name = chance.pick(
        ("Chronic Pain Medical Treatment Guidelines", "MTUS Chronic Pain Medical Treatment Guidelines")
    )
    parts = [
        f"the {_in_sentence(one, name)}, which is {_not_of_mtus(one)}part of the MTUS" for one in citations
    ]
    return f"{who} {verb} {', and '.join(parts)}."


def cite_in_notice(who: str, verb: str, citations: tuple[Citation, ...], name: str, whole: str) -> str:
    """One side's citations as a notice of 2013 tells them.

    Args:
        who: the party, as it opens the sentence.
        verb: "based its decision on", "relied on".
        citations: at least one.
        name: what the guideline for chronic pain is called.
        whole: what the MTUS is called: in full, or by its letters.
    """
    if citations[0].guideline == "none":
        return f"{who} did not cite any evidence based criteria for its decision."
    parts = [f"the {_in_sentence(one, name)}, {_not_of_mtus(one)}part of the {whole}" for one in citations]
    return f"{who} {verb} {', and '.join(parts)}."
