"""Letters of 2014 to 2017: a block of dates, credentials, summary, and items under their titles.

The earlier ones (f1a) cite guidelines by page, the later ones (f1b) by edition and section.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from imr_graph.synthesize.case import Terms
from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.citing import cite_in_block
from imr_graph.synthesize.days import header_day
from imr_graph.synthesize.facts import Case, Item
from imr_graph.synthesize.layouts.draft import ALL_DAYS, Draft, Layout, qualifications
from imr_graph.synthesize.typesetting import Block, draw_style

_EARLY_HEADERS: Final = Deck([("columns", 6), ("columns, spaced", 2), ("received apart", 2), ("none", 1)])
_LATE_HEADERS: Final = Deck([("as published", 8), ("columns", 2), ("labels, then values", 0.5)])
_DECISIONS: Final = {
    "upheld": Deck([("Upheld", 1)]),
    "overturned": Deck([("Overturned", 1)]),
    "modified": Deck([("Modified", 3), ("Partially Overturned", 1)]),
}
_SUMMARY_LEAD: Final = (
    "The expert reviewer developed the following clinical case summary based on a review of the case "
    "file, including all medical records:"
)
_ITEMS_LEAD: Final = (
    "The Final Determination was based on decisions for the disputed items/services set forth below:"
)


def _header(chance: Chance, case: Case, form: str) -> str:
    days = case.days
    values = {
        "Case Number:": case.number,
        "Date Assigned:": header_day(days.assigned),
        "Date of Injury:": header_day(days.injury),
        "Decision Date:": header_day(days.decision),
        "UR Denial Date:": header_day(days.ur_denial),
        "Priority:": case.priority,
        "Application Received:": header_day(days.application_received),
    }
    names = list(values)
    if form == "as published":
        return (
            f"Case Number: {case.number}\n"
            f"Date Assigned: {values[names[1]]} Date of Injury: {values[names[2]]}\n"
            f"Decision Date: {values[names[3]]} UR Denial Date: {values[names[4]]}\n"
            f"Priority: {case.priority} Application \nReceived: \n{values[names[6]]}"
        )
    if form == "labels, then values":
        left, right = [names[0], names[2], names[4], names[6]], [names[1], names[3], names[5]]
        columns = [
            *left,
            "",
            *(values[name] for name in left),
            "",
            *right,
            "",
            *(values[name] for name in right),
        ]
        return "\n".join(columns)
    gap = chance.whole(20, 30)
    indent = " " * chance.whole(0, 1)
    rows = [
        f"{indent}{one + '  ' + values[one]:<{gap + 22}}{other}  {values[other]}"
        for one, other in (names[0:2], names[2:4], names[4:6])
    ]
    received = values[names[6]]
    if form == "received apart":
        rows += [f"{indent}Application        {received}", f"{indent}Received:"]
    else:
        rows.append(f"{indent}Application Received:  {received}")
    return ("\n \n" if form == "columns, spaced" else "\n").join(rows)


def _made(chance: Chance, case: Case, *, block: bool) -> list[Block]:
    """How the determination was made: who reviewed, with the credentials in one of two styles."""
    opening = (
        "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no ties to "
        "the employer, the employee, the providers or the claims administrator."
    )
    practice = (
        "He/she has been in active clinical practice for more than five years and works in it for at least "
        "24 hours a week. The expert reviewer was chosen for clinical experience, education, background and "
        "expertise in the fields that treat the condition and the disputed items/services, knows the laws "
        "and regulations that govern the review, and weighed the evidence by the hierarchy that applies to "
        "Independent Medical Review determinations."
    )
    if not block:
        told = qualifications(chance, case.reviewer, "The expert reviewer")
        return [Block(f"{opening} {told} {practice}")]
    states = (",", ", ")[chance.happens(0.67)].join(case.reviewer.states)
    names = ", ".join(case.reviewer.printed_specialties + case.reviewer.printed_subspecialties)
    return [
        Block(f"{opening} {practice}"),
        Block("The Expert Reviewer has the following credentials:"),
        Block(f"State(s) of Licensure: {states}", parted=False),
        Block(f"Certification(s)/Specialty: {names}", parted=False),
    ]


def _item(chance: Chance, item: Item, number: int, layout: str, *, counted: bool) -> list[Block]:
    decision = chance.draw(_DECISIONS[item.decision])
    blanks = "  " if layout == "f1a" and chance.happens(0.3) else " "
    title = f"{f'{number}. ' if counted else ''}{item.request.title}:{blanks}{decision}"
    return [
        Block(title, gluable=number == 1),
        Block(
            f"Claims Administrator guideline: "
            f"{cite_in_block(chance, 'claims-administrator', item.claims, layout)}",
            gluable=True,
        ),
        Block(f"MAXIMUS guideline: {cite_in_block(chance, 'reviewer', item.review, layout)}", gluable=True),
        Block(f"Decision rationale: {item.rationale}", gluable=True),
    ]


def _write(chance: Chance, case: Case, layout: str, *, block: bool) -> Draft:
    form = chance.form("header", _LATE_HEADERS if layout == "f1b" else _EARLY_HEADERS)
    blocks = [Block(_header(chance, case, form), verbatim=True)] if form != "none" else []
    blocks += [
        Block("HOW THE IMR FINAL DETERMINATION WAS MADE"),
        *_made(chance, case, block=block),
        Block("CLINICAL CASE SUMMARY"),
        Block(_SUMMARY_LEAD),
        Block(case.summary),
        Block("IMR ISSUES, DECISIONS AND RATIONALES"),
        Block(_ITEMS_LEAD),
    ]
    counted = len(case.items) > 1 and chance.happens(0.06)
    if counted:
        chance.forms.add("numbered titles")
    for number, item in enumerate(case.items, 1):
        blocks += _item(chance, item, number, layout, counted=counted)
    if form == "none":
        told = {"injury", "ur_denial"} if case.tells_denial else {"injury"}
        return Draft(blocks, frozenset(told), numbered=False, priority=False)
    return Draft(blocks, ALL_DAYS)


def _write_early(chance: Chance, case: Case, block: bool) -> Draft:
    return _write(chance, case, "f1a", block=block)


def _write_late(chance: Chance, case: Case, block: bool) -> Draft:
    return _write(chance, case, "f1b", block=block)


EARLY: Final = Layout(
    name="f1a",
    terms=Terms(
        first=dt.date(2014, 7, 1),
        last=dt.date(2015, 9, 30),
        late=False,
        block=0.5,
        coded=0.08,
        modified=0.02,
        parts=False,
        summary=1560,
        reasons=(1900, 640),
        necessary="medically necessary",
    ),
    write=_write_early,
    style=lambda chance: draw_style(chance, published=False),
)
LATE: Final = Layout(
    name="f1b",
    terms=Terms(
        first=dt.date(2015, 10, 1),
        last=dt.date(2017, 12, 31),
        late=True,
        block=1.0,
        coded=0.02,
        modified=0.004,
        parts=True,
        summary=1560,
        reasons=(1900, 640),
        necessary="medically necessary",
    ),
    write=_write_late,
    style=lambda chance: draw_style(chance, published=True),
)
