"""One case: all its facts drawn, and its story told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.days import draw_days, draw_style
from imr_graph.synthesize.diagnoses import draw_diagnoses, list_diagnoses
from imr_graph.synthesize.facts import Case, Days, Item
from imr_graph.synthesize.places import Era, draw_citations
from imr_graph.synthesize.prose import give_reasons, tell_case
from imr_graph.synthesize.requests import REGIONS, Scene, draw_requests
from imr_graph.synthesize.reviewer import draw_reviewer
from imr_graph.synthesize.tables import read_rows, weighted

_JOBS: Final = weighted(read_rows("jobs"), lambda row: (row["job"], row["activity"]))
_WORKERS: Final = Deck(
    [("injured worker", 6), ("patient", 4), ("claimant", 1), ("employee", 1), ("applicant", 1)]
)
_DURATIONS: Final = ("several weeks", "about three months", "more than a year", "half a year", "some time")
_DEPENDENT: Final = frozenset({"assistant", "clearance", "stay", "post-surgical", "cold-unit"})
_FICTITIOUS: Final = 9_000_000
_BLOCK: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a layout asks of a case.

    Args:
        first: the first day a decision may fall on.
        last: the last such day.
        late: the letter writes as those of 2015 and later do.
        block: the reviewer's credentials are listed, not told.
        coded: share of services that print a procedure code.
        modified: share of items decided in part.
        parts: a request may be the rest of one that was allowed in part.
        summary: median length of the case summary.
        reasons: median length of a rationale, of a letter's only item and of one among several.
        necessary: how the last sentence of a rationale says "medically necessary".
    """

    first: dt.date
    last: dt.date
    late: bool
    block: float
    coded: float
    modified: float
    parts: bool
    summary: float
    reasons: tuple[float, float]
    necessary: str


def case_number(number: int, year: int) -> str:
    """A case number that was never issued: seven digits of which the first is not 0.

    Real numbers of a year stay well below 1,000,000. The first million letters of a run are
    numbered from 9,000,000 on, the next from 8,000,000 on, and so forth.
    """
    return f"CM{year % 100:02}-{_FICTITIOUS - _BLOCK * (number // _BLOCK) + number % _BLOCK}"


def draw_case(chance: Chance, number: int, terms: Terms) -> tuple[Case, bool]:
    """A case on a layout's terms, and whether its reviewer's credentials are listed."""
    days = draw_days(chance, terms.first, terms.last)
    region, other = chance.draw(REGIONS), chance.draw(REGIONS)
    side = chance.pick(("left", "right"))
    block = chance.happens(terms.block)
    told_age = chance.happens(0.985)
    sex = chance.pick(("male", "female")) if told_age and chance.happens(0.97) else None
    age = _age(chance, days) if told_age else None
    era: Era = "pages"
    if terms.late:
        era = "sections of 2016" if days.decision >= dt.date(2016, 9, 1) else "sections of 2009"
    also = ""
    if chance.happens(0.1) and other["kind"] == region["kind"] and other["name"] != region["name"]:
        chance.forms.add("two regions")
        also = other["name"]
    scene = Scene(region, side, terms.coded, parts=terms.parts, prefixed=terms.late, also=also)
    job, activity = chance.draw(_JOBS)
    worker = chance.draw(_WORKERS)
    day = draw_style(chance, hyphens=terms.late)
    recent = days.ur_denial - dt.timedelta(days=chance.whole(8, 40))
    slots: dict[str, object] = {
        "worker": worker,
        "worker_opening": f"The {worker}",
        "age": age,
        "sex": sex or "worker",
        "job": job,
        "activity": activity,
        "injury": day(days.injury),
        "recent": day(recent),
        "denial": day(days.ur_denial),
        "earlier": recent.year - 1,
        "short": region["short"],
        "place": scene.place,
        "score": chance.whole(3, 9),
        "minutes": 5 * chance.whole(2, 12),
        "percent": 10 * chance.whole(5, 9),
        "sessions": 2 * chance.whole(3, 12),
        "pounds": 5 * chance.whole(2, 8),
        "duration": chance.pick(_DURATIONS),
        "request": "",
    }
    items = _draw_items(chance, scene, era, terms, slots, recent)
    diagnoses = draw_diagnoses(chance, region["name"], other["name"], side)
    sentence, diagnoses = list_diagnoses(chance, diagnoses, late=terms.late)
    length = chance.spread(terms.summary, 0.42, 4200)
    summary, tells_denial = tell_case(chance, slots, sentence, length, bare=not told_age)
    case = Case(
        number=case_number(number, days.assigned.year),
        days=days,
        priority="Expedited" if chance.happens(0.02) else "Standard",
        age=age,
        sex=sex,
        diagnoses=diagnoses,
        reviewer=draw_reviewer(chance, block=block),
        items=items,
        summary=summary,
        tells_denial=tells_denial,
    )
    return case, block


def _age(chance: Chance, days: Days) -> int:
    """Years at the decision, of somebody who was of age when hurt."""
    least = 20 + (days.decision - days.injury).days // 365
    return max(least, chance.whole(22, 70))


def _draw_items(
    chance: Chance, scene: Scene, era: Era, terms: Terms, slots: dict[str, object], service_day: dt.date
) -> tuple[Item, ...]:
    requests = draw_requests(chance, scene, service_day)
    median = terms.reasons[len(requests) > 1]
    items: list[Item] = []
    for request in requests:
        decision = "overturned" if chance.happens(0.145) else "upheld"
        if chance.happens(terms.modified):
            decision = "modified"
        dependent = bool(items) and request.topic in _DEPENDENT and items[0].request.category == "surgery"
        slots["request"] = request.noun
        reasons = give_reasons(
            chance, slots, request.topic, decision, chance.spread(median, 0.5, 2800), dependent=dependent
        )
        items.append(
            Item(
                request=request,
                decision=decision,
                claims=draw_citations(chance, "claims-administrator", request.topic, scene.region, era),
                review=draw_citations(chance, "reviewer", request.topic, scene.region, era),
                rationale=reasons.replace("medically necessary", terms.necessary),
            )
        )
    return tuple(items)
