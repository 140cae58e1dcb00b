"""The letters behind a number of a counting question: as many as the number says, and the very ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions import load_questions
from imr_graph.questions.table import Value
from imr_graph.record import Record
from imr_graph.tables import FactTables, answer
from imr_graph.tables.counted import counted_questions
from imr_graph.tables.row_items import RowItems, leading_counts, row_columns, row_items
from tests.questions.letters import RECORDS
from tests.tables.graphs import tables_of

OF_LETTERS = {"letters", "mentions", "mixed", "mixedLetters", "allOverturned", "allModified", "allUpheld"}
ROWS = 12
"""Of an answer that are looked into."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactTables]:
    with tables_of(RECORDS, tmp_path_factory.mktemp("rows") / "facts.duckdb") as made:
        yield made


def text(value: Value) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def asked(name: str) -> dict[str, str | None]:
    """The parameters that a question cannot do without."""
    return {"period": "year"} if "period" in counted_questions()[name].parameters else {}


def behind(
    tables: FactTables, name: str, row: dict[str, Value], count: str, limit: int = 1000, offset: int = 0
) -> RowItems:
    told_by = row_columns(name, tuple(row))
    key = {column: text(row[column]) for column in told_by}
    return row_items(tables, name, asked(name), key, count, limit=limit, offset=offset)


def rows_of(tables: FactTables, name: str) -> list[dict[str, Value]]:
    told = answer(tables, name, asked(name), limit=ROWS)
    return [dict(zip(told.columns, row, strict=True)) for row in told.rows]


@pytest.mark.parametrize("name", counted_questions())
def test_a_number_leads_to_as_many(tables: FactTables, name: str) -> None:
    counts = leading_counts(name, load_questions()[name].columns)
    rows = rows_of(tables, name)
    assert rows
    assert counts
    for row in rows:
        for count in counts - {"mentions"}:
            held = behind(tables, name, row, count)
            assert held.rows == 1
            assert (held.letters if count in OF_LETTERS else held.items) == row[count], (row, count)
            assert len(held.found) == held.items
            assert len({one.identifier for one in held.found}) == held.letters


def items_of(records: list[Record], outcome: str) -> set[tuple[str, int]]:
    return {
        (record.identifier, position)
        for record in records
        for position, item in enumerate(record.items, 1)
        if item.decision == outcome
    }


def test_they_are_the_very_ones(tables: FactTables) -> None:
    by_category: dict[str, set[tuple[str, int]]] = {}
    for row in rows_of(tables, "overturn-rate-by-category"):
        for one in behind(tables, "overturn-rate-by-category", row, "overturned").found:
            by_category.setdefault(str(row["category"]), set()).add((one.identifier, one.position))
            assert one.outcome == "overturned"
            assert one.category == row["category"]
    assert set().union(*by_category.values()) == items_of(RECORDS, "overturned")


def test_mixed_letters_are_those_of_several_outcomes(tables: FactTables) -> None:
    mixed = {one.identifier for one in RECORDS if len({item.decision for item in one.items}) > 1}
    found = {
        one.identifier
        for row in rows_of(tables, "decisions-by-period")
        for one in behind(tables, "decisions-by-period", row, "mixedLetters").found
    }
    assert found == mixed


def test_pages_make_up_the_whole(tables: FactTables) -> None:
    row = rows_of(tables, "overturn-rate-by-category")[0]
    whole = behind(tables, "overturn-rate-by-category", row, "items")
    paged = [
        one
        for offset in range(0, whole.letters, 3)
        for one in behind(tables, "overturn-rate-by-category", row, "items", 3, offset).found
    ]
    assert paged == list(whole.found)
    beyond = behind(tables, "overturn-rate-by-category", row, "items", 3, whole.letters)
    assert (beyond.found, beyond.items) == ((), whole.items)


def test_what_counts_nothing_has_no_letters_behind_it(tables: FactTables) -> None:
    with pytest.raises(QuestionError, match="no counting question"):
        row_columns("chain", ("case",))
    none = row_items(tables, "overturn-rate-by-category", {}, {"category": "Weather"}, "items", limit=5)
    assert (none.rows, none.items, none.letters, none.found) == (0, 0, 0, ())
