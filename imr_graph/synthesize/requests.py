"""The disputed items of a case: services, operations with what goes with them, drugs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.days import short_day
from imr_graph.synthesize.drugs import draw_drug
from imr_graph.synthesize.facts import Request
from imr_graph.synthesize.tables import Row, cells, read_rows, weighted

_CATEGORIES: Final = read_rows("categories")
_NOUNS: Final = {row["category"]: row["noun"] for row in _CATEGORIES}
_CATEGORY: Final = weighted(_CATEGORIES, lambda row: row["category"])
_REGIONS: Final = {row["name"]: row for row in read_rows("regions")}
REGIONS: Final = weighted(list(_REGIONS.values()), lambda row: row)
"""Regions of the body, each a row of the table."""

_SERVICES: Final = read_rows("services")
_SURGERIES: Final = read_rows("surgeries")
_AROUND_SURGERY: Final = weighted(read_rows("surgical_services"), lambda row: row)
_COUNTS: Final = Deck(
    [(1, 40), (2, 9), (3, 5), (4, 2), (5, 3), (6, 2), (7, 2), (8, 3), (9, 2), (10, 1), (13, 0.5), (15, 0.5)]
)
_LEVELS: Final = {
    "lumbar": ("L4-5", "L5-S1", "L3-4", "L4-L5", "L4-S1"),
    "cervical": ("C5-6", "C6-7", "C4-C5", "C5-C6"),
}
_VISITS: Final = Deck(
    [
        ("2 x 6", 2),
        ("3 x 4", 2),
        ("x 8", 2),
        ("x 12 visits", 2),
        ("2 times a week for 4 weeks", 4),
        ("3 times per week for 4 weeks", 2),
        ("two times per week for six weeks", 2),
        ("once a week for 6 weeks", 1),
        ("8 sessions", 2),
        ("12 sessions", 2),
        ("10 visits", 1),
    ]
)
_CODE: Final = re.compile(r"[A-Z]?\d{4,5}")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where on the body a case plays, and what its letters allow.

    ``coded`` is the share of services that print their procedure code; ``parts`` says that a
    request may be the part of a larger one that utilization review left open, ``prefixed`` that a
    service beside an operation may be marked as one; ``also`` is a second region that is asked for.
    """

    region: Row
    side: str
    coded: float
    parts: bool
    prefixed: bool
    also: str = ""

    @property
    def place(self) -> str:
        """The region as a request names it: "lumbar spine", "left knee"."""
        name = self.region["name"]
        if self.region["kind"] == "spine":
            return f"{self.also.removesuffix(' spine')} and {name}" if self.also else name
        return f"{self.side} {name}{f' and {self.side} {self.also}' if self.also else ''}"


def draw_requests(chance: Chance, scene: Scene, service_day: dt.date) -> list[Request]:
    """The disputed items of one case, no two alike, in the letter's order."""
    wanted = chance.draw(_COUNTS)
    found: dict[str, Request] = {}
    surgical = chance.happens(0.06 if wanted == 1 else 0.2)
    if surgical:
        first = _surgery(chance, scene)
        found[first.text] = first
    for _ in range(6 * wanted):
        if len(found) >= wanted:
            break
        if surgical and chance.happens(0.75):
            request = _beside_surgery(chance, scene)
        else:
            request = _any_request(chance, scene, service_day)
        if all(not _same_kind(request, other) for other in found.values()):
            found[request.text] = request
    return list(found.values())


def _same_kind(one: Request, other: Request) -> bool:
    """Whether two requests would be one thing asked for twice."""
    if one.drug and other.drug:
        return one.drug.name == other.drug.name
    return one.text.split("(")[0].split(" x ")[0] == other.text.split("(")[0].split(" x ")[0]


def _any_request(chance: Chance, scene: Scene, service_day: dt.date) -> Request:
    category = chance.draw(_CATEGORY)
    if category == "surgery":
        return _surgery(chance, scene)
    if (
        scene.parts
        and category in {"rehabilitation", "mental-health", "pharmaceutical"}
        and chance.happens(0.12)
    ):
        return _part_of_request(chance, scene, category)
    request = draw_drug(chance) if category == "pharmaceutical" else _service(chance, scene, category)
    if chance.happens(0.03):
        return _retrospective(chance, request, service_day)
    return replace(request, title=request.text)


def _retrospective(chance: Chance, request: Request, day: dt.date) -> Request:
    """A request for what has been given already, with its day."""
    style = chance.form(
        "retrospective", Deck([("DOS in brackets", 2), ("date of service", 1), ("no day", 1)])
    )
    first = request.text
    if not request.drug and first[1:2].islower():
        first = first[0].lower() + first[1:]
    text = f"Retrospective {first}"
    if style == "DOS in brackets":
        text += f" (DOS {short_day(day)})"
    elif style == "date of service":
        text += f", date of service {short_day(day)}"
    return replace(request, text=text, title=text)


def _fits(row: Row, scene: Scene) -> bool:
    kinds = row["kinds"]
    return kinds in {"any", scene.region["kind"], scene.region["name"]} and not (
        "knee" in row["phrase"] and scene.region["name"] != "knee"
    )


def _service_decks() -> dict[tuple[str, str], Deck[Row]]:
    decks = {}
    for region, row in _REGIONS.items():
        scene = Scene(row, "left", 0, parts=False, prefixed=False)
        for category in _NOUNS:
            fitting = [one for one in _SERVICES if one["category"] == category and _fits(one, scene)]
            if fitting:
                decks[region, category] = weighted(fitting, lambda one: one)
    return decks


_SERVICE_DECKS: Final = _service_decks()
_SURGERY_DECKS: Final = {
    region: weighted([row for row in _SURGERIES if row["kinds"] == region], lambda row: row)
    for region in _REGIONS
}


def _service(chance: Chance, scene: Scene, category: str) -> Request:
    deck = _SERVICE_DECKS.get((scene.region["name"], category))
    if deck is None:
        return _service(chance, scene, "diagnostic-testing")
    row = chance.draw(deck)
    return _filled(chance, scene, row, category, row["topic"])


def _surgery(chance: Chance, scene: Scene) -> Request:
    row = chance.draw(_SURGERY_DECKS[scene.region["name"]])
    return _filled(chance, scene, row, "surgery", "surgery")


def _filled(chance: Chance, scene: Scene, row: Row, category: str, topic: str) -> Request:
    chance.forms.add(f"service: {row['phrase']}")
    text = _fill(chance, scene, row["phrase"])
    codes: tuple[str, ...] = ()
    written = cells(row.get("codes", ""))
    if written and chance.happens(scene.coded):
        code = chance.pick(written).replace("{mri}", scene.region["mri"])
        codes = tuple(_CODE.findall(code))
        text += f" ({code})"
        chance.forms.add("code in brackets")
    return Request(text, category, topic, _NOUNS[category], None, codes, text)


def _fill(chance: Chance, scene: Scene, phrase: str) -> str:
    if "{" not in phrase:
        return phrase
    slots = {
        "place": scene.place,
        "side": scene.side,
        "Side": scene.side.capitalize(),
        "joint": scene.region["name"],
        "limbs": scene.region["limbs"],
        "limb": scene.region["limb"],
        "visits": chance.form("visits", _VISITS) if "{visits}" in phrase else "",
        "few": str(chance.whole(2, 4)),
        "sessions": str(2 * chance.whole(3, 10)),
        "hours": str(2 * chance.whole(1, 4)),
        "days": str(chance.whole(2, 7)),
        "months": str(chance.whole(3, 12)),
        "lumbar": chance.pick(_LEVELS["lumbar"]),
        "cervical": chance.pick(_LEVELS["cervical"]),
    }
    return phrase.format_map(slots)


def _beside_surgery(chance: Chance, scene: Scene) -> Request:
    """A service that goes with an operation, marked so in some letters."""
    row = chance.draw(_AROUND_SURGERY)
    request = replace(_filled(chance, scene, row, row["category"], row["topic"]), noun="this service")
    if scene.prefixed and chance.happens(0.5):
        chance.forms.add("associated surgical service")
        return replace(request, title=f"Associated surgical service: {request.text}")
    return request


def _part_of_request(chance: Chance, scene: Scene, category: str) -> Request:
    """The part of a request that utilization review did not allow; the title tells all three."""
    chance.forms.add("part of a request")
    allowed = 2 * chance.whole(2, 5)
    if category == "pharmaceutical":
        request = draw_drug(chance)
        drug = request.drug
        if drug is None or drug.quantity is None or drug.form or drug.refills is not None or drug.frequency:
            return replace(request, title=request.text)
        left = drug.quantity // 2
        before, mark, after = request.text.rpartition(str(drug.quantity))
        if left == 0 or not mark:
            return replace(request, title=request.text)
        whole, granted, text = (f"{before}{n}{after}" for n in (drug.quantity, drug.quantity - left, left))
        request = replace(request, text=text, drug=replace(drug, quantity=left))
    else:
        left = 2 * chance.whole(1, 4)
        service = f"Acupuncture for the {scene.place}"
        topic = "acupuncture"
        if category == "mental-health":
            service, topic = "Cognitive behavioral psychotherapy", "psychology"
        elif chance.happens(0.7):
            service, topic = f"Physical therapy for the {scene.place}", "physical-therapy"
        whole, granted, text = (f"{service}, {n} sessions" for n in (allowed + left, allowed, left))
        request = Request(text, category, topic, _NOUNS[category])
    title = (
        f"{whole} was the original request. {granted} was authorized by the Claims Administrator. "
        f"The remaining IMR eligible portion of the original request, {text} is"
    )
    return replace(request, title=title)
