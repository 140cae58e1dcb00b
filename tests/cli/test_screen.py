"""Answers on the screen: no word is broken, whatever the width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from imr_graph.cli.screen import show
from imr_graph.questions import Table

TABLE = Table(
    ("ingredients", "document", "shareWeighted", "placeIri"),
    (
        (
            "acetaminophen / hydrocodone",
            "MTUS Chronic Pain Medical Treatment Guidelines",
            1.5,
            "https://e.example/1",
        ),
        ("cyclobenzaprine [compound]", None, 12, None),
    ),
)
WORDS = {word for row in TABLE.rows for cell in row[:3] if cell is not None for word in str(cell).split()}


def shown(table: Table, width: int, *, terminal: bool = True) -> str:
    file = io.StringIO()
    show(table, Console(file=file, width=width, force_terminal=terminal, color_system=None))
    return file.getvalue()


@pytest.mark.parametrize("width", [10, 30, 44, 60, 80, 200])
def test_no_word_is_broken_at_any_width(width: int) -> None:
    words = set(shown(TABLE, width).split())
    assert words >= {*WORDS, "ingredients", "document", "shareWeighted"}


def test_a_table_that_fits_is_a_table_and_one_that_does_not_is_records() -> None:
    assert shown(TABLE, 100).split("\n")[0].split() == ["ingredients", "document", "shareWeighted"]
    narrow = shown(TABLE, 40).splitlines()
    assert narrow[0] == "(1)"
    assert narrow[1] == "ingredients    acetaminophen /"
    assert max(map(len, narrow[:-1])) <= 40


def test_a_pipe_gets_a_line_a_row_whatever_its_width() -> None:
    lines = shown(TABLE, 20, terminal=False).splitlines()
    assert len(lines) == 4
    assert "MTUS Chronic Pain Medical Treatment Guidelines" in lines[1]


def test_what_is_left_out_is_named_and_one_row_is_one_row() -> None:
    one = Table(TABLE.columns, TABLE.rows[:1])
    assert shown(one, 200).splitlines()[-1] == "1 row; not shown: placeIri (--format csv or json has all)"


def test_an_answer_of_iris_alone_is_shown() -> None:
    assert "https://e.example/1" in shown(Table(("place",), (("https://e.example/1",),)), 80)


def test_an_empty_answer_has_its_columns() -> None:
    assert shown(Table(("a", "b"), ()), 80).split() == ["a", "b", "0", "rows"]
