"""Notices of the autumn of 2013 (f2013b): the decisions first, printed twice, then the reasons."""

from __future__ import annotations

import datetime as dt
from typing import Final

from imr_graph.synthesize.case import Terms
from imr_graph.synthesize.chance import Chance
from imr_graph.synthesize.citing import cite_in_notice
from imr_graph.synthesize.days import short_day
from imr_graph.synthesize.facts import Case, Item
from imr_graph.synthesize.layouts.draft import ALL_DAYS, Draft, Layout, qualifications
from imr_graph.synthesize.typesetting import Block, draw_style

_GUIDELINE: Final = "Chronic Pain Medical Treatment Guidelines"
_IN_FULL: Final = "Medical Treatment Utilization Schedule (MTUS)"
_OUTCOMES: Final = {
    "upheld": "is not medically necessary and appropriate",
    "overturned": "is medically necessary and appropriate",
    "modified": "is partially medically necessary and appropriate",
}


def _decided(item: Item, number: int) -> Block:
    return Block(
        f"{number}) MAXIMUS Federal Services, Inc. has determined the request for {item.request.text} "
        f"{_OUTCOMES[item.decision]}."
    )


def _item(chance: Chance, item: Item, number: int, dated: frozenset[str]) -> list[Block]:
    claims_name = f"{_GUIDELINE} (May, 2009)" if "claims-administrator" in dated else _GUIDELINE
    review_name = f"{_GUIDELINE} (2009)" if "reviewer" in dated else _GUIDELINE
    claims = cite_in_notice(
        "The Claims Administrator", "based its decision on", item.claims, claims_name, _IN_FULL
    )
    review = cite_in_notice(
        "The Expert Reviewer", "relied on", item.review, review_name, chance.pick(("MTUS", _IN_FULL))
    )
    between = "The provider did not dispute the guidelines used by the Claims Administrator. "
    return [
        Block(f"{number}) Regarding the request for {item.request.text}:"),
        Block("Medical Treatment Guideline(s) Relied Upon by the Expert Reviewer to Make His/Her Decision:"),
        Block(f"{claims} {between if chance.happens(0.25) else ''}{review}"),
        Block("Rationale for the Decision:"),
        Block(item.rationale, parted=False),
    ]


def _write(chance: Chance, case: Case, block: bool) -> Draft:  # noqa: ARG001 - told in a sentence always
    days = case.days
    header = [
        "MAXIMUS FEDERAL SERVICES, INC.",
        "Independent Medical Review",
        "Notice of Independent Medical Review Determination",
        f"Dated: {short_day(days.decision)}",
        "Employee: ",
        "Claim Number: ",
        f"Date of UR Decision: {short_day(days.ur_denial)}",
        f"Date of Injury: {short_day(days.injury)}",
        f"IMR Application Received: {short_day(days.application_received)}",
        f"MAXIMUS Case Number: {case.number}",
    ]
    dated = frozenset(side for side in ("claims-administrator", "reviewer") if chance.happens(0.6))
    if dated:
        chance.forms.add("guideline with its year")
    qualified = qualifications(chance, case.reviewer, "The physician reviewer")
    decisions = [_decided(item, number) for number, item in enumerate(case.items, 1)]
    blocks = [
        Block("\n".join(header), verbatim=True),
        *decisions,
        Block("INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE"),
        Block(
            f"An application for Independent Medical Review was filed on "
            f"{short_day(days.application_received)} disputing the Utilization Review Denial dated "
            f"{short_day(days.ur_denial)}. A Notice of Assignment and Request for Information was provided "
            f"to the above parties on {short_day(days.assigned)}. A decision has been made for each of the "
            "treatment and/or services that were in dispute:"
        ),
        *decisions,
        Block("Medical Qualifications of the Expert Reviewer:"),
        Block(
            "The physician who decided has no ties to the employer, the employee, the "
            f"providers or the claims administrator. {qualified} "
            "He/she has been in active clinical practice for more than five years and was chosen for "
            "expertise in the fields that treat the condition at issue."
        ),
        Block(chance.pick(("Expert Reviewer Case Summary:", "Case Summary:"))),
        Block(case.summary),
        Block("Documents Reviewed for Determination:"),
        Block("The following papers of the parties were reviewed and considered. These documents included:"),
        Block(
            f"- Application for Independent Medical Review received {short_day(days.application_received)}"
        ),
        Block(f"- Utilization Review Determination dated {short_day(days.ur_denial)}", parted=False),
        Block(f"- {_IN_FULL}", parted=False),
    ]
    for number, item in enumerate(case.items, 1):
        blocks += _item(chance, item, number, dated)
    blocks += [
        Block("Effect of the Decision:"),
        Block(
            "The determination of MAXIMUS Federal Services and its physician reviewer is deemed to be that "
            "of the Administrative Director of the Division of Workers' Compensation and binds all parties."
        ),
    ]
    footer = f"Final Determination Letter for IMR Case Number {case.number}          {{page}}"
    return Draft(blocks, ALL_DAYS, priority=False, footer=footer, dated=dated)


LAYOUT: Final = Layout(
    name="f2013b",
    terms=Terms(
        first=dt.date(2013, 9, 1),
        last=dt.date(2013, 10, 31),
        late=False,
        block=0.0,
        coded=0.04,
        modified=0.02,
        parts=False,
        summary=860,
        reasons=(1050, 330),
        necessary="medically necessary and appropriate",
    ),
    write=_write,
    style=lambda chance: draw_style(chance, published=False, turn="page number, form feed"),
)
