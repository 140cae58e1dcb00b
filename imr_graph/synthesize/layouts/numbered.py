"""Letters of late 2013 to 2014 (f2): numbered requests, each decided in a sentence of its own."""

from __future__ import annotations

import datetime as dt
from typing import Final

from imr_graph.synthesize.case import Terms
from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.citing import cite_in_sentences
from imr_graph.synthesize.days import header_day, long_day, short_day
from imr_graph.synthesize.facts import Case, Item
from imr_graph.synthesize.layouts.draft import ALL_DAYS, Draft, Layout, qualifications
from imr_graph.synthesize.typesetting import Block, draw_style

_HEADERS: Final = Deck([("list of dates", 4), ("columns", 4), ("form", 3)])
_OUTCOMES: Final = {
    "upheld": "is not medically necessary and appropriate",
    "overturned": "is medically necessary and appropriate",
    "modified": "is partially medically necessary and appropriate",
}
_SENDER: Final = "MAXIMUS FEDERAL SERVICES, INC."
_NOTICE: Final = "Notice of Independent Medical Review Determination"


def _header(case: Case, form: str) -> tuple[list[str], Draft]:
    """The lines before the letter proper, and what they print (in a draft without blocks)."""
    days = case.days
    injury, denial, assigned = map(header_day, (days.injury, days.ur_denial, days.assigned))
    if form == "columns":
        rows = [
            f"Case Number:    {case.number}        Date Assigned:    {assigned}",
            f"Date of Injury:  {injury}         Decision Date:    {header_day(days.decision)}",
            f"UR Denial Date:  {denial}         Priority:         {case.priority}",
            f"Application Received:  {header_day(days.application_received)}",
        ]
        return [_SENDER, "Independent Medical Review", *rows, _NOTICE], Draft([], ALL_DAYS)
    if form == "form":
        rows = [
            f"IMR Case Number:       {case.number}       Date of Injury:           {injury}",
            f"Claims Number:                            UR Denial Date:           {denial}",
            f"Priority:              {case.priority.upper()}           "
            f"Application Received:     {header_day(days.application_received)}",
            f"Employee Name:                            Date Assigned:            {assigned}",
            "Provider Name:",
        ]
        dated = f"Dated: {long_day(days.decision)}"
        return [_SENDER, "Independent Medical Review", _NOTICE, dated, *rows], Draft([], ALL_DAYS)
    rows = [
        "Employee: ",
        "Claim Number: ",
        f"Date of UR Decision:              {short_day(days.ur_denial)}",
        f"Date of Injury:                   {short_day(days.injury)}",
        f"IMR Application Received:         {short_day(days.application_received)}",
        f"MAXIMUS Case Number:              {case.number}",
    ]
    dated = f"Dated: {short_day(days.decision)}"
    heads = [_SENDER, "Independent Medical Review", _NOTICE, dated, *rows]
    return heads, Draft([], ALL_DAYS - {"assigned"}, priority=False)


def _covering_letter(case: Case) -> list[Block]:
    """What some letters tell the parties before the determination proper."""
    decisions = {item.decision for item in case.items}
    outcome, what = "PARTIAL OVERTURN", "some of the disputed items/services are"
    if decisions == {"upheld"}:
        outcome, what = "UPHOLD", "none of the disputed items/services is"
    elif decisions == {"overturned"}:
        outcome, what = "OVERTURN", "all of the disputed items/services are"
    return [
        Block("Dear Sir or Madam,"),
        Block(
            "MAXIMUS Federal Services has finished the Independent Medical Review of this case. What was "
            "decided, and how, stands in the pages that follow."
        ),
        Block(
            f"Final Determination: {outcome}. It was found that {what} medically necessary and appropriate."
        ),
        Block("Sincerely,"),
        Block("Medical Director"),
    ]


def _item(chance: Chance, item: Item, number: int, reviewer: str) -> list[Block]:
    request = f"{chance.pick(('The request for ', 'The request for ', ''))}{item.request.text}"
    decided = f"{request} {_OUTCOMES[item.decision]}."
    label = chance.pick(("decision rationale", "decision rationale", "decision rational"))
    return [
        Block(f"{number}. {decided}"),
        Block(cite_in_sentences(chance, "The Claims Administrator", "based its decision on", item.claims)),
        Block(cite_in_sentences(chance, f"The {reviewer}", "based his/her decision on", item.review)),
        Block(f"The {reviewer}'s {label}: {item.rationale}"),
    ]


def _write(chance: Chance, case: Case, block: bool) -> Draft:  # noqa: ARG001 - told in a sentence always
    form = chance.form("header", _HEADERS)
    lines, printed = _header(case, form)
    reviewer = chance.pick(("Expert Reviewer", "Physician Reviewer"))
    someone = "an expert" if reviewer == "Expert Reviewer" else "a physician"
    qualified = qualifications(chance, case.reviewer, f"The {reviewer.lower()}")
    blocks = [Block("\n".join(lines), verbatim=True)]
    if form != "columns" and chance.happens(0.5):
        chance.forms.add("covering letter")
        blocks += _covering_letter(case)
    bullet = chance.pick(("\u2022 ", "- ", ""))
    blocks += [
        Block("HOW THE IMR FINAL DETERMINATION WAS MADE"),
        Block(
            f"MAXIMUS Federal Services sent the complete case file to {someone} reviewer. He/she has no ties "
            "to the employer, the employee, the providers or the claims administrator. "
            f"{qualified} He/she has been in "
            "active clinical practice for more than five years, was chosen for education and expertise in "
            "the fields that treat the condition, and knows the laws that govern the review."
        ),
        Block("DOCUMENTS REVIEWED"),
        Block("The following papers of the parties were reviewed and considered. These documents included:"),
        *(
            Block(f"{bullet}{paper}", parted=False)
            for paper in (
                "Application for Independent Medical Review",
                f"Utilization Review Determination (dated {short_day(case.days.ur_denial)})",
                "Medical Records from the Claims Administrator",
                "Medical Treatment Utilization Schedule (MTUS)",
            )
        ),
        Block("CLINICAL CASE SUMMARY"),
        Block(
            f"The {reviewer.lower()} developed the following clinical case summary based on a review of the "
            "case file, including all medical records:"
        ),
        Block(case.summary),
        Block("IMR DECISION(S) AND RATIONALE(S)"),
        Block(
            "The Final Determination was based on decisions for the disputed items/services set forth below:"
        ),
    ]
    for number, item in enumerate(case.items, 1):
        blocks += _item(chance, item, number, reviewer)
    return Draft(blocks, printed.days, priority=printed.priority)


LAYOUT: Final = Layout(
    name="f2",
    terms=Terms(
        first=dt.date(2013, 11, 1),
        last=dt.date(2014, 6, 30),
        late=False,
        block=0.0,
        coded=0.08,
        modified=0.03,
        parts=False,
        summary=1180,
        reasons=(1380, 560),
        necessary="medically necessary and appropriate",
    ),
    write=_write,
    style=lambda chance: draw_style(chance, published=False),
)
