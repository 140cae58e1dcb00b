"""The reviews of early 2013 (f3), "MEDICAL PROFESSIONAL REVIEW".

No such letter is at hand: headings and their order are known from a public parser; what stands
under them follows the later notices.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from imr_graph.synthesize.case import Terms
from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.citing import cite_in_sentences
from imr_graph.synthesize.days import short_day
from imr_graph.synthesize.facts import Case, Item
from imr_graph.synthesize.layouts.draft import ALL_DAYS, Draft, Layout, qualifications
from imr_graph.synthesize.typesetting import Block, draw_style

_OUTCOMES: Final = {
    "upheld": "is not medically necessary",
    "overturned": "is medically necessary",
    "modified": "is partially medically necessary",
}
_PARTS: Final = Deck([("titled", 3), ("in order", 1)])


def _item(chance: Chance, item: Item, number: int, *, titled: bool) -> list[Block]:
    blocks = [Block(f"{number}. {item.request.text}:")] if titled else []
    negative = "" if item.decision == "overturned" else "NOT "
    return [
        *blocks,
        Block("MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY:"),
        Block(
            cite_in_sentences(chance, "The professional reviewer", "based his/her decision on", item.review)
        ),
        Block(f"RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS {negative}MEDICALLY NECESSARY:"),
        Block(item.rationale, parted=False),
    ]


def _write(chance: Chance, case: Case, block: bool) -> Draft:  # noqa: ARG001 - told in a sentence always
    days = case.days
    several = len(case.items) > 1
    header = [
        f"Dated: {short_day(days.decision)}",
        f"IMR Case Number: {case.number}",
        f"Date of Injury: {short_day(days.injury)}",
        f"UR Denial Date: {short_day(days.ur_denial)}",
        f"Application Received: {short_day(days.application_received)}",
        f"Date Assigned: {short_day(days.assigned)}",
    ]
    blocks = [
        Block("\nMEDICAL PROFESSIONAL REVIEW", verbatim=True),
        Block("\n".join(header), verbatim=True),
        Block("ISSUE AT DISPUTE:"),
        *(
            Block(
                f"{f'{number}. ' if several else ''}The request for {item.request.text} "
                f"{_OUTCOMES[item.decision]}."
            )
            for number, item in enumerate(case.items, 1)
        ),
        Block("CASE SUMMARY:"),
        Block(case.summary),
        Block("DOCUMENTS REVIEWED FOR DETERMINATION:"),
        Block("Application for Independent Medical Review"),
        Block(f"Utilization Review Determination dated {short_day(days.ur_denial)}", parted=False),
        Block("Medical records of the treating physician", parted=False),
    ]
    # How the parts of several requests were told apart is not known: by titles, or by their order alone.
    titled = several and chance.form("parts of a request", _PARTS) == "titled"
    for number, item in enumerate(case.items, 1):
        blocks += _item(chance, item, number, titled=titled)
    blocks += [
        Block("MEDICAL REVIEWER QUALIFICATIONS:"),
        Block(
            f"{qualifications(chance, case.reviewer, 'The professional reviewer')} He/she has been in active "
            "clinical practice for more than five years and has no ties to any of the parties."
        ),
    ]
    return Draft(blocks, ALL_DAYS, priority=False, claims=False)


LAYOUT: Final = Layout(
    name="f3",
    terms=Terms(
        first=dt.date(2013, 4, 1),
        last=dt.date(2013, 8, 31),
        late=False,
        block=0.0,
        coded=0.04,
        modified=0.0,
        parts=False,
        summary=1750,
        reasons=(2100, 750),
        necessary="medically necessary",
    ),
    write=_write,
    style=lambda chance: draw_style(chance, published=False),
)
