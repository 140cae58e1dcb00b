"""What counts rest on: hand-made letters of which every number is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from imr_graph.record import Dates, Reviewer
from imr_graph.tables import FactTables, statistics
from imr_graph.tables.conditions import Citing, Decided, OneOf
from imr_graph.tables.counted import counted_questions
from imr_graph.tables.coverage import Coverage, coverage, question_coverage
from imr_graph.tables.dimensions import dimensions
from tests.factories import make_citation, make_drug, make_item, make_record
from tests.tables.graphs import Both, tables_of

JANUARY, JUNE = dt.date(2016, 1, 5), dt.date(2017, 6, 7)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactTables]:
    """Three letters: two dated, one of them with a drug that no table knows; one without a date."""
    unknown = make_drug(concept=None, name="Norko", ingredients=(), ingredient_concepts=())
    letters = [
        make_record(
            case_number="CM16-0000001",
            dates=Dates(decision=JANUARY),
            items=(make_item(), make_item(drug=unknown)),
        ),
        make_record(
            case_number="CM16-0000002", dates=Dates(decision=JUNE), items=(make_item(decision="overturned"),)
        ),
        make_record(
            case_number="CM16-0000003",
            dates=Dates(),
            items=(
                make_item(citations=()),
                make_item(
                    drug=None, category="surgery", citations=(make_citation(by="claims-administrator"),)
                ),
            ),
            reviewer=Reviewer(),
        ),
    ]
    with tables_of(letters, tmp_path_factory.mktemp("coverage") / "facts.duckdb") as opened:
        yield opened


def test_statistics_of_everything(tables: FactTables) -> None:
    assert coverage(tables, []) == Coverage(3, 5, JANUARY, JUNE, 1, None)


def test_items_without_a_value_are_counted(tables: FactTables) -> None:
    assert coverage(tables, ["specialty"]) == Coverage(3, 5, JANUARY, JUNE, 1, 2)
    assert coverage(tables, ["document"], {"party": "party/reviewer"}) == Coverage(3, 5, JANUARY, JUNE, 1, 2)
    assert coverage(tables, ["category"]).without_value == 0


def test_conditions_narrow_what_is_looked_at(tables: FactTables) -> None:
    assert coverage(tables, ["category"], OneOf("outcome", ["decision/overturned"])) == Coverage(
        1, 1, JUNE, JUNE, 0, 0
    )
    assert coverage(tables, ["category"], {"category": "category/surgery"}) == Coverage(
        1, 1, None, None, 1, 0
    )
    told = coverage(tables, ["document"], Citing([OneOf("party", ["party/claims-administrator"])]))
    assert told == Coverage(3, 4, JANUARY, JUNE, 1, 0)
    assert coverage(tables, [], Decided(JUNE)).letters == 1
    assert coverage(tables, [], OneOf("outcome", [])) == Coverage(0, 0, None, None, 0, None)


def test_a_question_whose_rows_leave_items_out(tables: FactTables) -> None:
    values = {"by": "party/reviewer", "outcome": "decision/upheld"}
    # Upheld requests for drugs: one with place and ingredients, one of an unknown drug, one without citation.
    assert question_coverage(tables, "drug-guideline-denials", values) == Coverage(
        1, 3, JANUARY, JANUARY, 0, 2
    )
    everything = question_coverage(tables, "drug-guideline-denials", {**values, "outcome": None})
    assert (everything.letters, everything.items, everything.last_decision) == (2, 4, JUNE)
    told = question_coverage(tables, "drug-guideline-denials", {**values, "drugName": "norco"})
    assert told.unheeded == ("drugName",)


def test_a_question_with_a_row_for_items_without_a_value(tables: FactTables) -> None:
    told = question_coverage(tables, "overturn-rate-by-specialty", {})
    assert (told.letters, told.items, told.without_value) == (3, 5, 2)


def test_days_narrow_a_question(tables: FactTables) -> None:
    values = {"from": "2017-01-01", "to": None, "category": None}
    assert question_coverage(tables, "overturn-rate-by-priority", values).letters == 1


@pytest.mark.parametrize(
    ("name", "group"),
    [
        (one.name, one.group)
        for one in counted_questions().values()
        if one.form == "rates" and len(one.group) == 1
    ],
)
def test_items_without_a_value_are_those_of_their_row(
    name: str, group: tuple[str, ...], examples: Both
) -> None:
    rows = statistics(examples.tables, group, {"party": "party/reviewer"} if group == ("document",) else None)
    without = sum(row.items for row in rows if row.values == (None,))
    values = {"by": "party/reviewer"} if group == ("document",) else {}
    told = question_coverage(examples.tables, name, values)
    assert told.without_value == without
    assert told.items == statistics(examples.tables, [])[0].items


def test_every_concept_that_a_question_takes_narrows_what_it_rests_on() -> None:
    for question in counted_questions().values():
        for one in question.parameters.values():
            if one.type == "concept":
                assert (one.slice or one.dimension or one.name) in dimensions(), (question.name, one.name)


@pytest.mark.parametrize("name", counted_questions())
def test_every_counting_question_tells_what_it_rests_on(name: str, examples: Both) -> None:
    told = question_coverage(examples.tables, name, {})
    assert 0 < told.letters <= told.items
    assert told.first_decision is not None
    assert told.last_decision is not None
    assert told.first_decision <= told.last_decision
    assert told.without_value is None or 0 <= told.without_value <= told.items
