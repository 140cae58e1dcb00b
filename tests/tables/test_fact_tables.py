"""The file of fact tables: filling, removing, writing compact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Diagnosis
from imr_graph.tables import FactTables, answer, fact_batch
from imr_graph.tables.counted import counted_questions
from imr_graph.tables.declaration import declared_tables
from tests.questions.letters import NORCO, RECORDS, item, letter
from tests.tables.graphs import tables_of

SECRET = letter(9, item(NORCO, "upheld"), diagnoses=(Diagnosis(text="A rare affliction"),))


def contents(tables: FactTables) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, summaries included."""
    names = [*declared_tables(), *(question.table for question in counted_questions().values())]
    return {name: tables.rows(f"FROM {name}") for name in names}


def test_the_same_letters_make_the_same_rows_whatever_their_order(tmp_path: Path) -> None:
    one = tables_of(RECORDS, tmp_path / "one", chunk=1)
    other = tables_of(RECORDS[::-1], tmp_path / "other", chunk=2)
    with one, other:
        assert contents(one) == contents(other)


def test_letters_that_are_not_kept_leave_nothing(tmp_path: Path) -> None:
    with FactTables.create(tmp_path / "facts") as tables:
        tables.add(fact_batch([RECORDS[0], SECRET, *RECORDS[1:]]), [True, False, True, True])
        tables.finish()
        with tables_of(RECORDS, tmp_path / "plain") as plain:
            assert contents(tables) == contents(plain)


def test_a_removed_letter_leaves_neither_rows_nor_texts(tmp_path: Path) -> None:
    path = tmp_path / "facts"
    tables_of([*RECORDS, SECRET], path).close()
    assert b"A rare affliction" in path.read_bytes()
    with FactTables.open(path, read_only=False) as tables:
        tables.remove([SECRET.identifier, "CM16-0000404"])
        tables.finish()
        with tables_of(RECORDS, tmp_path / "plain") as plain:
            assert contents(tables) == contents(plain)
    assert b"A rare affliction" not in path.read_bytes()


def test_letters_join_a_finished_file(tmp_path: Path) -> None:
    path = tmp_path / "facts"
    tables_of(RECORDS[1:], path).close()
    with FactTables.open(path, read_only=False) as tables:
        tables.add(fact_batch(RECORDS[:1]), [True])
        tables.finish()
        with tables_of(RECORDS, tmp_path / "at once") as whole:
            assert contents(tables) == contents(whole)


def test_counts_tell_rows(tmp_path: Path) -> None:
    with tables_of(RECORDS, tmp_path / "facts") as tables:
        counts = tables.counts()
    assert counts["determinations"] == len(RECORDS)
    assert counts["items"] == sum(len(record.items) for record in RECORDS)
    assert list(counts) == list(declared_tables())


def test_an_empty_file_answers_too(tmp_path: Path) -> None:
    with tables_of([], tmp_path / "facts") as tables:
        for name in counted_questions():
            assert answer(tables, name).rows == answer(tables, name, source="facts", letters=True).rows == []


def test_a_letter_is_not_added_twice(tmp_path: Path) -> None:
    with FactTables.create(tmp_path / "facts") as tables:
        tables.add(fact_batch([RECORDS[0], RECORDS[0]]), [True, True])
        with pytest.raises(GraphDirectoryError, match="twice"):
            tables.finish()


def test_a_file_that_is_only_read_takes_no_letters(tmp_path: Path) -> None:
    with (
        tables_of(RECORDS, tmp_path / "facts") as tables,
        pytest.raises(GraphDirectoryError, match="reading"),
    ):
        tables.add(fact_batch(RECORDS), [True] * len(RECORDS))


def test_every_letter_of_a_chunk_is_told_of(tmp_path: Path) -> None:
    with FactTables.create(tmp_path / "facts") as tables, pytest.raises(ValueError, match="2 answers"):
        tables.add(fact_batch(RECORDS), [True, True])


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="no fact tables"):
        FactTables.open(tmp_path / "absent")
    (tmp_path / "other").write_text("something else")
    with pytest.raises(GraphDirectoryError, match="cannot be opened"):
        FactTables.open(tmp_path / "other")
    with pytest.raises(GraphDirectoryError, match="already"):
        FactTables.create(tmp_path / "other")


def test_a_closed_file_says_so(tmp_path: Path) -> None:
    tables = tables_of(RECORDS, tmp_path / "facts")
    tables.close()
    with pytest.raises(GraphDirectoryError, match="closed"):
        tables.counts()
