"""What answers rest on: told of every question, and every rate comes with its count and interval."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec
import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions import Question, load_questions, run_query
from imr_graph.questions.about import LEFT_OUT, About, about
from imr_graph.questions.loader import counted_questions
from imr_graph.store.graph import Graph
from imr_graph.store.ledger import Ledger, Quarantined, refused_letters

DAYS = """
PREFIX imr: <https://imr-graph.example/ontology#>
SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) { ?letter imr:decisionDate ?day }"""
PROPORTION = re.compile(r"\w*Rate|\w*Share|share")


def proportions(question: Question) -> list[str]:
    """Columns that estimate a proportion; how the requests of the graph are shared out is no estimate."""
    return [
        column.name
        for column in question.described_columns
        if column.type == "decimal" and PROPORTION.fullmatch(column.name)
    ]


@pytest.mark.parametrize("question", load_questions().values(), ids=lambda question: question.name)
def test_every_proportion_has_its_count_and_its_interval(question: Question) -> None:
    types = {column.name: column.type for column in question.described_columns}
    for name in proportions(question):
        assert question.has_rates
        at = question.columns.index(name)
        after = question.columns[at + 1 : at + 3]
        assert [end.lower()[:3] for end in after] == ["low", "hig"], f"{name}: the ends follow the proportion"
        assert all(types[end] == "decimal" for end in after)
        assert "integer" in [types[column] for column in question.columns[:at]], f"{name}: of how many?"
    assert not question.has_rates or proportions(question)


@pytest.mark.parametrize("name", load_questions())
def test_every_question_tells_what_it_rests_on(name: str, examples: Graph) -> None:
    told = about(examples, name)
    ((first, last),) = run_query(examples, DAYS).rows
    assert told.first_decision is not None
    assert told.last_decision is not None
    assert str(first) <= told.first_decision.isoformat() <= told.last_decision.isoformat() <= str(last)
    assert 0 < told.letters_counted <= told.letters == examples.manifest.letters
    assert told.items == examples.manifest.items
    assert told.synthetic_letters == examples.manifest.synthetic
    assert told.letters_refused == 0
    assert told.items_looked_at is not None
    assert msgspec.json.decode(msgspec.json.encode(told.as_dict())) == told.as_dict()
    assert f"{told.first_decision} to {told.last_decision}" in str(told)
    assert "0 letters not understood" in str(told)


def test_parameters_narrow_it(examples: Graph) -> None:
    whole = about(examples, "overturn-rate-by-specialty")
    narrowed = about(examples, "overturn-rate-by-specialty", {"category": "Surgery"})
    assert whole.items_looked_at == whole.items
    assert narrowed.items_looked_at is not None
    assert 0 < narrowed.items_looked_at < whole.items
    assert narrowed.letters_counted < whole.letters_counted


def test_what_becomes_of_items_without_a_value(examples: Graph) -> None:
    assert about(examples, "overturn-rate-by-specialty").without_value == "none printed"
    headline = about(examples, "drug-guideline-denials")
    assert headline.without_value == LEFT_OUT
    assert headline.items_without_value is not None
    assert "without a value: left out" in str(headline)


def test_parameters_that_are_not_heeded_are_named(examples: Graph) -> None:
    told = about(examples, "drug-guideline-denials", {"drugName": "norco"})
    assert told.not_narrowed_by == ("drugName",)
    assert "not narrowed by drugName" in str(told)
    assert "letters-citing-place" not in counted_questions()
    assert about(examples, "letters-citing-place", {"section": "opioids"}).not_narrowed_by == ("section",)
    assert about(examples, "letters-citing-place").not_narrowed_by == ()


def test_a_graph_without_tables_tells_its_period(graph: Graph) -> None:
    assert graph.facts_path is None
    told = about(graph, load_questions()["overturn-rate-by-category"])
    ((first, last),) = run_query(graph, DAYS).rows
    assert (told.first_decision, told.last_decision) == (first, last)
    assert told.letters_counted == len(graph.identifiers())
    assert (told.items_looked_at, told.items_without_value) == (None, None)


def test_letters_that_were_refused_are_counted(tmp_path: Path) -> None:
    assert refused_letters(tmp_path) == 0
    ledger = Ledger(tmp_path)
    ledger.quarantine(
        Quarantined(
            source=f"{n}.pdf",
            file_sha256=None,
            place="start",
            cause="no letter",
            cure="leave it out",
            rules="1",
        )
        for n in range(3)
    )
    assert refused_letters(tmp_path) == 3
    ledger.close()


@pytest.mark.parametrize(
    ("name", "params", "cure"),
    [("no-such", {}, "there are: drug-guideline-denials"), ("chain", {"drug": "norco"}, "it takes: case")],
)
def test_what_does_not_fit_is_told_in_words(
    name: str, params: dict[str, str], cure: str, examples: Graph
) -> None:
    with pytest.raises(QuestionError, match=cure):
        about(examples, name, params)


def test_in_a_line_numbers_and_words_agree() -> None:
    told = About(
        first_decision=dt.date(2016, 1, 5),
        last_decision=dt.date(2017, 6, 7),
        letters_counted=1000,
        letters_undated=2,
        items_looked_at=1,
        items_without_value=1,
        without_value="none printed",
        not_narrowed_by=(),
        letters=1200,
        items=3000,
        letters_refused=1,
        synthetic_letters=0,
    )
    assert str(told) == (
        "1,000 of 1,200 letters, decided 2016-01-05 to 2017-06-07 (2 print no day); "
        "1 item looked at of 3,000; 1 without a value: under “none printed”; 1 letter not understood"
    )
