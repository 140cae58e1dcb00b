"""The counting questions as ``questions.toml`` declares them, and the SQL that each is asked by.

The same statement, with other words in its gaps, gives one answer under filters and the summary of all
slices: counts for each value of some dimensions, and for all of them together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from imr_graph.rdf.vocabulary import CONCEPT
from imr_graph.tables.dimensions import dimensions
from imr_graph.tables.fragments import decided, outcome_counts, proportion
from imr_graph.tables.grouping import Parameters, grouped_items


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedParameter:
    """A parameter of a counting question; see the head of ``questions.toml`` for the fields."""

    name: str
    type: Literal["concept", "text", "date"] = "concept"
    slice: str | None = None
    dimension: str | None = None
    sql: str | None = None
    join: str = ""
    condition: str | None = None
    rows: str | None = None
    gap: str = "conditions"
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedQuestion:
    """A counting question.

    Args:
        name: as in ``queries/``.
        form: whether its SQL is made of dimensions or stands in a file.
        measures: names of its measures.
        parameters: by name.
        hidden: columns of a summary that hold numbers of the rows' own values, with their dimension or
            dictionary.
        keys: hidden column to its property in the cube, where that is not the dimension's.
        attributes: columns that are told of a row and counted nowhere, with their properties in the cube.
        lists: columns that list letters.
        group: dimensions of the rows, of a question of rates.
        absent: what stands for items without a value.
        labels: columns of labels and IRIs of the dimensions, in order.
        same: column that tells whether both values are one.
        no_cube: why the cube does not hold its counts; empty where it does.
        behind: SQL of the item, or of the letter, that each counted row of facts stands for.
        narrowed: count of letters or items to the outcome that it is of, where its name does not tell.
    """

    name: str
    form: Literal["rates", "sql"]
    measures: tuple[str, ...]
    parameters: dict[str, CountedParameter]
    hidden: dict[str, str]
    keys: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    absent: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    same: str | None = None
    no_cube: str = ""
    behind: str = "item"
    narrowed: dict[str, str] = field(default_factory=dict)

    @property
    def counts_letters(self) -> bool:
        """Whether its rows count letters, and items only as parts of them."""
        return "letter" in self.behind

    @property
    def table(self) -> str:
        """The name of its summary."""
        return "summary_" + self.name.replace("-", "_")

    @property
    def slices(self) -> tuple[CountedParameter, ...]:
        """The parameters that summaries hold counts for, in order."""
        return tuple(one for one in self.parameters.values() if one.slice)


def slice_column(parameter: CountedParameter) -> str:
    """The column of a summary that holds a slice's value; NULL for all values together."""
    return f"s_{parameter.name}"


@cache
def counted_questions() -> dict[str, CountedQuestion]:
    """Every counting question by name, in the file's order."""
    text = resources.files("imr_graph.tables").joinpath("questions.toml").read_text(encoding="utf-8")
    return {entry["name"]: _question(entry) for entry in tomllib.loads(text)["question"]}


@cache
def cubed_questions() -> dict[str, CountedQuestion]:
    """The counting questions whose counts the cube holds, by name."""
    return {name: one for name, one in counted_questions().items() if not one.no_cube}


def _question(entry: dict[str, Any]) -> CountedQuestion:
    declared = entry.pop("parameter", {})
    if entry.pop("period", False):
        declared |= _period("letter" if entry["form"] == "rates" else "i.letter")
    parameters = {name: CountedParameter(name=name, **fields) for name, fields in declared.items()}
    group = tuple(entry.pop("group", ()))
    hidden = entry.pop("hidden", None) or {f"_{name}": name for name in group}
    tuples = {name: tuple(entry.pop(name, ())) for name in ("measures", "lists")}
    fields: dict[str, Any] = {**entry, **tuples, "parameters": parameters, "group": group, "hidden": hidden}
    return CountedQuestion(**fields)


def _period(letter: str) -> dict[str, dict[str, str]]:
    """Parameters that count the letters decided from a day, and to a day, alone."""
    condition = f"{letter} IN (SELECT letter FROM determinations WHERE decision_date %s $value::DATE)"
    return {
        name: {"type": "date", "condition": condition % sign} for name, sign in (("from", ">="), ("to", "<="))
    }


def statement(
    question: CountedQuestion,
    parameters: Parameters,
    outcomes: Mapping[str, int],
    *,
    sliced: Sequence[CountedParameter] = (),
    given: Mapping[str, int | str] | None = None,
    letters: bool = False,
    behind: bool = False,
) -> str:
    """The question's SQL.

    Args:
        question: a counting question.
        parameters: takes the statement's values.
        outcomes: numbers of the outcomes' concepts by the last part of their paths.
        sliced: parameters for each value of which there are rows; their columns stand first.
        given: parameter name to the value that facts must have.
        letters: whether columns that list letters are told, as lists of letters' numbers.
        behind: whether a column ``behind`` lists the numbers of the items, or letters, that each row counts.
    """
    if question.form == "rates":
        return _rates(question, parameters, outcomes, sliced, given or {}, behind=behind)
    return _from_file(question, parameters, outcomes, sliced, given or {}, letters=letters, behind=behind)


def _from_file(
    question: CountedQuestion,
    parameters: Parameters,
    outcomes: Mapping[str, int],
    sliced: Sequence[CountedParameter],
    given: Mapping[str, int | str],
    *,
    letters: bool,
    behind: bool,
) -> str:
    joins = [one.join for one in sliced]
    held = {one.gap: [""] for one in question.parameters.values()}
    held["conditions"] = ["", *(f"{one.sql} IS NOT NULL" for one in sliced)]
    settings = {
        name: parameters.add(given.get(name, one.default))
        for name, one in question.parameters.items()
        if one.default is not None
    }
    for name, value in given.items():
        parameter = question.parameters[name]
        if name in settings:
            continue
        joins.append(parameter.join)
        condition = parameter.condition or f"{parameter.sql} = $value"
        held[parameter.gap].append(condition.replace("$value", parameters.add(value)))
    file = resources.files("imr_graph.tables").joinpath("sql", f"{question.name}.sql")
    nothing = "NULL::INTEGER[]"
    return file.read_text(encoding="utf-8").format(
        slices="".join(f"{slice_column(one)}, " for one in sliced),
        slice_columns="".join(f"{one.sql} AS {slice_column(one)}, " for one in sliced),
        joins=" ".join(dict.fromkeys(filter(None, joins))),
        **{gap: " AND ".join(conditions) for gap, conditions in held.items()},
        **outcomes,
        **settings,
        counts=outcome_counts(outcomes),
        rate=proportion("overturned", "items", "overturnRate"),
        share=proportion("items", "of_items", "share"),
        mixed_share=proportion("mixed", "letters", "mixedShare"),
        decided=decided(settings.get("period", "NULL")),
        concept=f"'{CONCEPT}'",
        letter_list="list(letter ORDER BY letter)" if letters else nothing,
        denied_list="list(letter ORDER BY letter) FILTER (denied > 0)" if letters else nothing,
        behind=f", list({question.behind}) AS behind" if behind else "",
        gathered=", flatten(list(behind)) AS behind" if behind else "",
        carried=", behind" if behind else "",
    )


def _rates(
    question: CountedQuestion,
    parameters: Parameters,
    outcomes: Mapping[str, int],
    sliced: Sequence[CountedParameter],
    given: Mapping[str, int | str],
    *,
    behind: bool,
) -> str:
    """SQL of items, outcomes and the overturn rate with Wilson's 95% interval."""
    width = len(question.group)
    names = [*question.group, *(one.slice for one in sliced if one.slice)]
    where, conditions = {}, []
    for name, value in given.items():
        parameter = question.parameters[name]
        if parameter.slice:
            where[parameter.slice] = (value,)
        else:
            conditions.append((parameter.condition or "").replace("$value", parameters.add(value)))
    items = grouped_items(names, where, parameters, required=names[width:])
    worded = _worded(question)
    codes = ", ".join([f"d{index}" for index in range(width)] + [f"w{index}" for index in worded])
    slices = "".join(f"d{width + index} AS {slice_column(one)}, " for index, one in enumerate(sliced))
    counts = outcome_counts(outcomes)
    held = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    first = "".join(f"{slice_column(one)}, " for one in sliced)
    columns = _rate_columns(question, worded)
    joins = " ".join(
        f"LEFT JOIN concepts AS c{index} ON c{index}.concept = d{index}"
        + (f" LEFT JOIN texts AS t{index} ON t{index}.text = w{index}" if index in worded else "")
        for index in range(width)
    )
    order = ", ".join(f'"{name}" NULLS FIRST' for name in question.labels)
    listed, carried = (f", list({question.behind}) AS behind", ", behind") if behind else ("", "")
    hidden = ", ".join(f"d{index} AS {name}" for index, name in enumerate(question.hidden))
    return f"""
WITH grouped AS ({items}),
counted AS (SELECT {slices}{codes}, count(*)::INTEGER AS items, {counts}{listed}
            FROM grouped{held} GROUP BY ALL)
SELECT {first}{columns}, items, overturned, modified, upheld,
       {proportion("overturned", "items", "overturnRate")},
       {hidden}{carried}
FROM counted {joins}
ORDER BY {first}items DESC, {order}"""


def _worded(question: CountedQuestion) -> list[int]:
    known = dimensions()
    return [index for index, name in enumerate(question.group) if known[name].words]


def _rate_columns(question: CountedQuestion, worded: Sequence[int]) -> str:
    columns, told = [], set()
    absent = (question.absent or "").replace("'", "''")
    for name, dimension in question.labels.items():
        index = question.group.index(dimension)
        if index in told:
            columns.append(f"'{CONCEPT}' || c{index}.path AS \"{name}\"")
            continue
        told.add(index)
        words = f"t{index}.words, " if index in worded else ""
        columns.append(f"coalesce(c{index}.label, {words}'{absent}') AS \"{name}\"")
    if question.same:
        columns.append(f"coalesce(d0 = d1, false) AS {question.same}")
    return ", ".join(columns)
