"""What a chart is drawn of, as data beside its table; the front end draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from imr_graph.questions.question import Chart, Question
from imr_graph.questions.table import Value
from server.web.answer_table import column_title

ROWS_READ: Final = {"bars": 25, "columns": 60, "lines": 4_000, "heat": 4_000, "none": 0}
"""Rows of an answer that a chart looks at."""

_MOST_LINES: Final = 7
_MOST_PLACES: Final = 16
"""Columns, and rows, of a heat map."""
_JOINED: Final = " \N{MIDDLE DOT} "
_OUTCOMES: Final = frozenset({"overturned", "modified", "upheld"})
_SHARES: Final = frozenset({"overturnRate", "share", "mixedShare", "shareOfRequests"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart.

    Args:
        data: what the front end draws; its field names are those of ``frontend/src/chart``.
        caption: what it shows, and of how much.
    """

    data: dict[str, Any]
    caption: str


def drawn(question: Question, rows: Sequence[Mapping[str, Value]], total: int) -> Drawn | None:
    """The chart of an answer; None where there is nothing to draw.

    Args:
        question: declares its chart.
        rows: the first rows, by the names of columns; ``ROWS_READ`` of them, or all.
        total: how many rows the answer has.
    """
    chart = question.chart
    read = rows[: ROWS_READ[chart.kind]]
    if chart.kind == "none" or not read:
        return None
    if chart.kind == "heat":
        return _heat(chart, read, total)
    if chart.kind == "columns":
        return _columns(chart, read)
    if chart.kind == "lines":
        spans = {str(row[chart.parts["x"][0]]) for row in read}
        if len(spans - {"not printed"}) > 1:
            return _lines(chart, read, total)
        bars = {"x": chart.parts["y"], "y": chart.parts.get("by", chart.parts["x"])}
        ends = {part: chart.parts[part] for part in ("low", "high") if part in chart.parts}
        return _bars(Chart("bars", {**bars, **ends}), read[: ROWS_READ["bars"]], total)
    return _bars(chart, read, total)


def _bars(chart: Chart, rows: Sequence[Mapping[str, Value]], total: int) -> Drawn:
    (x,) = chart.parts["x"]
    ends = {part: chart.parts[part][0] for part in ("low", "high") if part in chart.parts}
    told = [
        {"label": _label(row, chart.parts["y"]), "number": row[x], "of": row.get("items")}
        | {part: row[column] for part, column in ends.items()}
        for row in rows
        if row[x] is not None
    ]
    data = _head(chart, "number", x) | {"y": "label", "rows": told} | {part: part for part in ends}
    interval = ", with its 95 % interval" if ends else ""
    which = f"the first {len(told):,} of {total:,} rows" if total > len(told) else "every row"
    return Drawn(data, f"{column_title(x)} of {which}{interval}.")


def _columns(chart: Chart, rows: Sequence[Mapping[str, Value]]) -> Drawn:
    (x,) = chart.parts["x"]
    told = [
        {"label": str(row[x]), "by": column_title(part), "decision": _decision(part), "number": row[part]}
        for row in rows
        for part in chart.parts["y"]
    ]
    counted = "items" if set(chart.parts["y"]) <= _OUTCOMES else "letters"
    across = "when they were decided" if x == "decided" else column_title(x).lower()
    data = _head(chart, "number", counted) | {"x": "label", "by": "by", "xLabel": column_title(x)}
    parts = ", ".join(column_title(part).lower() for part in chart.parts["y"])
    return Drawn(data | {"rows": told}, f"{column_title(counted)} by {across}: {parts}.")


def _lines(chart: Chart, rows: Sequence[Mapping[str, Value]], total: int) -> Drawn:
    (x,), (y,) = chart.parts["x"], chart.parts["y"]
    by = chart.parts.get("by", ())
    ends = {part: chart.parts[part][0] for part in ("low", "high") if part in chart.parts}
    weights: dict[str, float] = {}
    for row in rows:
        weights[_label(row, by)] = weights.get(_label(row, by), 0) + _weight(row, y)
    largest = sorted(weights, key=lambda name: (-weights[name], name))[:_MOST_LINES]
    told = [
        {"span": str(row[x]), "number": row[y], "by": _label(row, by), "of": row.get("items")}
        | {part: row[column] for part, column in ends.items()}
        for row in rows
        if _label(row, by) in largest and row[y] is not None and row[x] not in (None, "not printed")
    ]
    data = _head(chart, "number", y) | {"x": "span", "y": "number", "rows": told}
    data |= {part: part for part in ends} | ({"by": "by", "series": largest} if by else {})
    caption = f"{column_title(y)} over time"
    if len(weights) > len(largest):
        caption += f": the {len(largest)} largest of {len(weights):,} lines"
    shaded = "95 % intervals" if "low" in ends.values() else "the middle half"
    band = f"; shaded: {shaded}" if ends else ""
    cut = f"; drawn from the first {len(rows):,} of {total:,} rows" if total > len(rows) else ""
    return Drawn(data, f"{caption}{band}{cut}.")


def _heat(chart: Chart, rows: Sequence[Mapping[str, Value]], total: int) -> Drawn:
    (value,) = chart.parts["value"]
    weights: dict[str, float] = {}
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    repeated = False
    for row in rows:
        x, y = (_label(row, chart.parts[part]) for part in ("x", "y"))
        if row[value] is None:
            continue
        weight = _weight(row, value)
        weights[x] = weights.get(x, 0) + weight
        cell = {"x": x, "y": y, "number": row[value], "of": row.get("items")}
        known = cells.get((x, y))
        repeated = repeated or known is not None
        if known is None or weight > _weight(known, "number"):
            cells[x, y] = cell
    columns = _largest(weights)
    # Lines are the largest of what these columns show, so that none is empty.
    shown: dict[str, float] = {}
    for (x, y), cell in cells.items():
        if x in columns:
            shown[y] = shown.get(y, 0) + _weight(cell, "number")
    lines = _largest(shown)
    told = [cell for (x, y), cell in cells.items() if x in columns and y in lines]
    columns = [name for name in columns if any(cell["x"] == name for cell in told)]
    data = _head(chart, "number", value) | {"x": "x", "y": "y", "rows": told}
    data |= {"columns": columns, "lines": lines}
    alike = "; of rows that read alike, such as editions, the largest is drawn" if repeated else ""
    across, down = (", ".join(map(column_title, chart.parts[part])).lower() for part in ("x", "y"))
    told_of = "; counts and intervals stand in the table" if value in _SHARES else ""
    caption = f"{column_title(value)}, {down} down and {across} across: "
    caption += f"the {len(lines)} largest rows by the {len(columns)} largest columns"
    return Drawn(data, f"{caption}, of {total:,} rows of the answer{alike}{told_of}.")


def _head(chart: Chart, key: str, column: str) -> dict[str, Any]:
    unit = "share" if column in _SHARES else "number"
    return {"kind": chart.kind, "value": key, "x": key, "unit": unit, "title": column_title(column)}


def _label(row: Mapping[str, Value], columns: Iterable[str]) -> str:
    told = [str(row[column]) for column in columns if row[column] not in (None, "")]
    # A subcategory's label begins with its category's.
    alone = (one for one, after in pairwise([*told, ""]) if not after.startswith(f"{one}:"))
    return _JOINED.join(alone)


def _largest(weights: Mapping[str, float]) -> list[str]:
    return sorted(weights, key=lambda name: (-weights[name], name))[:_MOST_PLACES]


def _weight(row: Mapping[str, Any], column: str) -> float:
    for name in ("items", "of", column):
        found = row.get(name)
        if isinstance(found, int | float):
            return float(found)
    return 0.0


def _decision(column: str) -> str:
    """The outcome that a count's name says; empty where it says none."""
    return next((one for one in ("overturned", "modified", "upheld") if one in column.lower()), "")
