"""Rows of a chunk of letters."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from imr_graph.record import RecordWarning
from imr_graph.tables import FactBatch, fact_batch
from imr_graph.tables.declaration import fact_tables
from tests.questions.letters import NAPROXEN, NORCO, RECORDS, item, letter, nothing, pages, sections


def rows(batch: FactBatch, table: str) -> list[dict[str, Any]]:
    """A table's rows with the batch's numbers turned back."""
    lists: dict[str, list[Any]] = {
        "concept": batch.concepts,
        "text": batch.texts,
        "set": batch.sets,
        "place": batch.places,
    }
    types = {column.name: column.type for one in fact_tables() if one.name == table for column in one.columns}
    return [
        {
            name: lists[types[name]][value] if types[name] in lists and value is not None else value
            for name, value in row.items()
        }
        for row in batch.tables[table].to_pylist()
    ]


def test_every_fact_table_has_its_declared_columns() -> None:
    batch = fact_batch(RECORDS)
    assert {name: table.schema for name, table in batch.tables.items()} == {
        table.name: table.arrow_schema() for table in fact_tables()
    }
    assert batch.letters == len(RECORDS)


def test_no_letters_make_empty_tables() -> None:
    assert all(table.num_rows == 0 for table in fact_batch([]).tables.values())


def test_a_row_tells_its_letters_position() -> None:
    batch = fact_batch([letter(1, item(NORCO, "upheld")), letter(2), letter(3, item(None, "modified"))])
    assert [(row["item"], row["letter"], row["position"]) for row in rows(batch, "items")] == [
        (0, 0, 1),
        (1, 2, 1),
    ]
    assert [row["outcome"] for row in rows(batch, "items")] == ["decision/upheld", "decision/modified"]


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (pages((63, 64), (63, 63)), [(63, 63, 64), (64, 63, 64), (63, 63, 63)]),
        (pages((63, 64), (63, 64)), [(63, 63, 64), (64, 63, 64)]),
        (pages((1, 500)), []),
        (sections("opioids", "opioids", unresolved=("Else",)), [(None, None, None)] * 2),
        (sections("opioids", pages=((1, 300),)), []),
        (nothing(), []),
    ],
)
def test_places_are_pages_else_sections(citation: Any, expected: list[tuple[int | None, ...]]) -> None:
    batch = fact_batch([letter(1, item(NAPROXEN, "upheld", citation))])
    found = [(row["place"][4], row["first_page"], row["last_page"]) for row in rows(batch, "cited_places")]
    assert found == expected


def test_words_of_warnings_are_unresolved_words() -> None:
    warnings = (
        RecordWarning(code="unresolved-drug", detail="Zzz"),
        RecordWarning(code="unresolved-section", detail="told by the citation"),
        RecordWarning(code="no-summary"),
    )
    batch = fact_batch([letter(1, warnings=warnings)])
    assert [(row["kind"], row["words"]) for row in rows(batch, "unresolved_words")] == [("drug", "Zzz")]


def test_characters_that_a_graph_cannot_carry_are_replaced_alike() -> None:
    batch = fact_batch([letter(1, warnings=(RecordWarning(code="unresolved-drug", detail="a\x01b"),))])
    assert "a\ufffdb" in batch.texts


def test_a_batch_survives_the_way_to_another_process() -> None:
    batch = fact_batch(RECORDS)
    assert FactBatch.from_bytes(batch.to_bytes()) == batch
    assert pickle.loads(pickle.dumps(batch)) == batch  # noqa: S301 # our own bytes


@pytest.mark.parametrize("data", [b"", b"no batch", fact_batch([]).to_bytes()[:-20]])
def test_other_bytes_are_no_batch(data: bytes) -> None:
    with pytest.raises(ValueError, match="batch"):
        FactBatch.from_bytes(data)
