"""The expert reviewer: board specialties and states of licence."""

from __future__ import annotations

from typing import Final

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.facts import Reviewer
from imr_graph.synthesize.tables import Row, cells, read_rows, weighted

_ROWS: Final = read_rows("specialties")
_BOARDS: Final = weighted([row for row in _ROWS if row["kind"] != "subspecialty"], lambda row: row)
_SINGLE: Final = weighted([row for row in _ROWS if row["kind"] == "specialty"], lambda row: row)
_PLAIN: Final = weighted(
    [
        row
        for row in _ROWS
        if row["kind"] == "specialty" and " and " not in row["printed"] and "&" not in row["printed"]
    ],
    lambda row: row,
)
_SUBSPECIALTIES: Final = weighted([row for row in _ROWS if row["kind"] == "subspecialty"], lambda row: row)
_STATES: Final = weighted(read_rows("states"), lambda row: (row["name"], row["code"]))
_STATE_COUNTS: Final = Deck([(1, 50), (2, 28), (3, 22)])


def draw_reviewer(chance: Chance, *, block: bool) -> Reviewer:
    """A reviewer; ``block`` says that the letter lists specialties rather than tells of them.

    In a sentence two specialties are joined by "and", so that neither may hold an "and" itself.
    """
    boards: list[Row] = [chance.draw(_BOARDS if block else _SINGLE)]
    extra: list[Row] = []
    if chance.happens(0.45):
        extra.append(chance.draw(_SUBSPECIALTIES))
    if chance.happens(0.07):
        boards = [chance.draw(_PLAIN)]
        second = chance.draw(_PLAIN)
        if second["recorded"] != boards[0]["recorded"]:
            boards.append(second)
    states: dict[str, str] = {}
    wanted = chance.draw(_STATE_COUNTS)
    while len(states) < wanted:
        name, code = chance.draw(_STATES)
        states[name] = code
    return Reviewer(
        printed_specialties=tuple(row["printed"] for row in boards),
        printed_subspecialties=tuple(row["printed"] for row in extra),
        specialties=tuple(name for row in boards for name in cells(row["recorded"])),
        subspecialties=tuple(name for row in extra for name in cells(row["recorded"])),
        states=tuple(states),
        codes=tuple(states.values()),
    )
