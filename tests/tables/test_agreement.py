"""Raw SPARQL, fact tables, summaries and cube give one answer to every counting question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imr_graph.cube import cube_questions
from imr_graph.errors import QuestionError
from imr_graph.tables import answer
from imr_graph.tables.counted import counted_questions
from tests.tables.graphs import Both, cases, comparable, without

SETS = ("hard cases", "examples", "shared", "synthetic")


@pytest.mark.parametrize("name", counted_questions())
@pytest.mark.parametrize("letters", SETS)
def test_all_give_one_answer(letters: str, name: str, letters_of: Callable[[str], Both]) -> None:
    asked = letters_of(letters)
    counted = counted_questions()[name]
    taken = {one.name for one in counted.parameters.values() if one.slice or one.rows}
    lists = counted.lists
    rows = 0
    for values in cases(name):
        expected = asked.by_sparql(name, values)
        counts = comparable(without(expected, lists))
        rows += len(expected.rows)
        assert comparable(asked.by_tables(name, values)) == comparable(expected), values
        try:
            summed = asked.by_tables(name, values, "summary", letters=False)
        except QuestionError:
            assert not set(values) <= taken, f"the summary lacks {values}"
        else:
            assert comparable(summed) == counts, values
        if set(values) <= taken and name in cube_questions():
            assert comparable(asked.by_cube(name, values)) == counts, values
    assert rows, "no letter of the set says anything of this"


def test_a_page_of_an_answer(hard: Both) -> None:
    whole = answer(hard.tables, "overturn-rate-by-category")
    part = answer(hard.tables, "overturn-rate-by-category", limit=1, offset=1)
    assert part.rows == whole.rows[1:2]
    assert part.total == whole.total == len(whole.rows)


@pytest.mark.parametrize(
    ("name", "values"),
    [("overturn-rates", {}), ("overturn-rate-by-category", {"colour": "red"})],
)
def test_what_cannot_be_asked(name: str, values: dict[str, str | None], hard: Both) -> None:
    with pytest.raises(QuestionError):
        answer(hard.tables, name, values)


def test_a_concept_that_no_letter_names_has_no_rows(hard: Both) -> None:
    assert answer(hard.tables, "overturn-rate-by-category", {"drugClass": "drug-class/none-such"}).rows == []
