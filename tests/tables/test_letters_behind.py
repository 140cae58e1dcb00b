"""The letters behind some rows are those that the whole answer lists."""

from __future__ import annotations

import pytest

from imr_graph.errors import QuestionError
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.tables import answer
from imr_graph.tables.answers import letters_behind
from imr_graph.tables.counted import counted_questions
from tests.tables.graphs import Both

LISTING = [name for name, question in counted_questions().items() if question.lists]
VALUES: dict[str, dict[str, str | None]] = {
    "drug-guideline-denials": {"by": "party/reviewer", "outcome": "decision/upheld"},
    "drugs-requested-together": {"ingredient": "ingredient/hydrocodone"},
    "drugs-denied-for-diagnosis": {"diagnosis": "a"},
}


def test_every_question_with_a_list_is_tried() -> None:
    assert set(LISTING) == set(VALUES)


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("name", LISTING)
@pytest.mark.parametrize("letters", ["hard", "examples"])
def test_a_pages_letters_are_those_of_the_whole_answer(
    letters: str, name: str, filtered: bool, request: pytest.FixtureRequest
) -> None:
    asked: Both = request.getfixturevalue(letters)
    values = VALUES[name] if filtered else {}
    whole = answer(asked.tables, name, values, letters=True)
    column = whole.columns.index("determinations")
    iri = Iris(DEFAULT_BASE).determination
    assert whole.rows
    for offset in range(0, len(whole.rows), 40):
        page = answer(asked.tables, name, values, limit=40, offset=offset)
        assert page.keys == whole.keys[offset : offset + 40]
        told = letters_behind(asked.tables, name, values, page.keys)
        expected = [str(row[column]) for row in whole.rows[offset : offset + 40]]
        assert [" ".join(map(iri, identifiers)) for identifiers in told] == expected
        first = letters_behind(asked.tables, name, values, page.keys[::-1], 1)
        assert first == [identifiers[:1] for identifiers in told[::-1]]


def test_a_page_behind_the_last_row_is_empty(hard: Both) -> None:
    page = answer(hard.tables, "drug-guideline-denials", limit=5, offset=10**18)
    assert (page.rows, page.keys) == ([], [])
    assert page.total > 0
    assert letters_behind(hard.tables, "drug-guideline-denials", {}, page.keys) == []


@pytest.mark.parametrize("name", ["overturn-rate-by-category", "chain"])
def test_rows_that_list_no_letters(name: str, hard: Both) -> None:
    with pytest.raises(QuestionError):
        letters_behind(hard.tables, name, {}, [(1,)])
