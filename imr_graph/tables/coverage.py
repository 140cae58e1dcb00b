"""What counts rest on: how many letters and items were looked at, of which time, and what had no value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from imr_graph.tables.answers import AskedTables
from imr_graph.tables.conditions import Decided, Every, Where
from imr_graph.tables.counted import CountedQuestion, counted_questions
from imr_graph.tables.dimensions import dimensions
from imr_graph.tables.grouping import Parameters, looked_at, with_value
from imr_graph.tables.groups import Chosen, Filter, checked, choosing, numbered
from imr_graph.tables.where import condition

_OF_DRUGS: Final = ("drug", "ingredient")
"""Families of dimensions that only requests for drugs have: no other request lacks their values."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What some counts rest on.

    Args:
        letters: distinct letters with an item that counts.
        items: items looked at: those that fit the conditions.
        first_decision: the earliest day of decision of those letters; None where none prints one.
        last_decision: the latest.
        undated: those of the letters that print no day of decision.
        without_value: items looked at that lack a value of what is grouped by; None where the groups are made
            of something else than values of items.
        unheeded: parameters of the question that these numbers are not narrowed by.
    """

    letters: int
    items: int
    first_decision: dt.date | None
    last_decision: dt.date | None
    undated: int
    without_value: int | None
    unheeded: tuple[str, ...] = ()


def coverage(
    tables: AskedTables, group_by: Sequence[str], where: Chosen = None, *, valued_only: bool = False
) -> Coverage:
    """What statistics rest on.

    Args:
        tables: open fact tables that were finished.
        group_by: names of dimensions, however many.
        where: which items are looked at; see :data:`imr_graph.tables.groups.Chosen`.
        valued_only: whether items without a value are left out of the counts.

    Raises:
        QuestionError: a dimension is unknown.
    """
    checked(list(dict.fromkeys(group_by)), len(group_by))
    parameters = Parameters()
    if where is None or isinstance(where, Mapping):
        filters = numbered(tables, where or {})
        looked = looked_at(group_by, filters, parameters)
    else:
        filters = choosing(tables, where)
        looked = condition(where, tables, parameters)
    valued = with_value(group_by, filters, parameters)
    return _told(tables, looked, valued, parameters, grouped=bool(group_by), valued_only=valued_only)


def question_coverage(tables: AskedTables, name: str, values: Mapping[str, str | None]) -> Coverage:
    """What the answer to a counting question rests on.

    Args:
        tables: open fact tables that were finished.
        name: of a counting question.
        values: of all its parameters; see :func:`imr_graph.questions.values.plain_values`.
    """
    question = counted_questions()[name]
    filters: dict[str, Filter] = {}
    days: dict[str, dt.date] = {}
    unheeded = []
    for parameter in question.parameters.values():
        value = values.get(parameter.name)
        dimension = parameter.slice or parameter.dimension or parameter.name
        if value is None or value == parameter.default:
            continue
        if parameter.type == "concept" and dimension in dimensions():
            filters[dimension] = value
        elif parameter.type == "date" and parameter.name in ("from", "to"):
            days[parameter.name] = dt.date.fromisoformat(value)
        else:
            unheeded.append(parameter.name)
    parameters = Parameters()
    group_by = _grouped(question)
    given = numbered(tables, filters)
    looked = looked_at(group_by, given, parameters)
    valued = with_value(group_by, given, parameters)
    if days:
        decided: Where = Every((Decided(days.get("from"), days.get("to")),))
        looked = f"{looked} AND {condition(decided, tables, parameters)}"
    left_out = question.absent is None
    if left_out and any(dimensions()[one].family.name in _OF_DRUGS for one in group_by):
        looked = f"{looked} AND i.item IN (SELECT item FROM drugs)"
    told = _told(tables, looked, valued, parameters, grouped=bool(group_by), valued_only=left_out)
    return replace(told, unheeded=tuple(unheeded))


def _grouped(question: CountedQuestion) -> list[str]:
    """The dimensions of a question's rows, where its rows are values of dimensions."""
    names = question.group or tuple(question.hidden.values())
    known = dimensions()
    return list(dict.fromkeys(names)) if all(name in known for name in names) else []


def _told(
    tables: AskedTables, looked: str, valued: str, parameters: Parameters, *, grouped: bool, valued_only: bool
) -> Coverage:
    counts = "valued" if valued_only else "true"
    ((letters, items, first, last, undated, without),) = tables.rows(
        f"WITH looked AS (SELECT i.letter, ({valued}) AS valued FROM items AS i WHERE {looked}), "
        f"of_letters AS (SELECT letter, count(*) AS items, count(*) FILTER (NOT valued) AS without, "
        f"bool_or({counts}) AS counts FROM looked GROUP BY letter) "
        "SELECT count(*) FILTER (counts), coalesce(sum(items), 0)::BIGINT, "
        "min(decision_date) FILTER (counts), max(decision_date) FILTER (counts), "
        "count(*) FILTER (counts AND decision_date IS NULL), coalesce(sum(without), 0)::BIGINT "
        "FROM of_letters JOIN determinations USING (letter)",
        parameters.values,
    )
    return Coverage(letters, items, first, last, undated, without if grouped else None)
