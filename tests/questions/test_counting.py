"""Counting questions asked of the fact tables: the rows, and the words, of the query itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from imr_graph.build import build_graph
from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.questions import counted_questions, load_questions, run_question
from imr_graph.questions.binding import bind
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import concept_iri
from imr_graph.store.graph import Graph
from imr_graph.synthesize import synthetic_letters
from imr_graph.tables import counted
from tests.questions.letters import RECORDS
from tests.store.graphs import graph_of
from tests.tables.graphs import cases, tables_of

COUNTED = sorted(counted_questions())
HEADLINE = "drug-guideline-denials"


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The hand-made letters, with tables."""
    directory = tmp_path_factory.mktemp("counting") / "hard"
    with graph_of(RECORDS, directory) as opened:
        tables_of(RECORDS, directory / "versions" / opened.version / "facts.duckdb").close()
        yield opened


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """Letters as a build takes them in."""
    folder = tmp_path_factory.mktemp("counting")
    letters = folder / "letters"
    letters.mkdir()
    for letter in synthetic_letters(80, seed=41):
        (letters / f"{letter.name}.txt").write_text(letter.text, encoding="utf-8")
    build_graph([letters], folder / "graph")
    with Graph.open(folder / "graph") as opened:
        yield opened


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("letters", ["hard", "examples", "synthetic"])
def test_tables_and_triples_give_the_same_answer(
    letters: str, name: str, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(letters)
    for values in cases(name):
        by_tables = run_question(graph, name, values, source="tables")
        assert by_tables == run_question(graph, name, values, source="triples"), values
        assert by_tables.columns == load_questions()[name].columns


def test_the_tables_declare_what_is_counted() -> None:
    assert counted_questions() == set(counted.counted_questions())


@pytest.fixture
def no_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets no question be asked of the triples."""

    def refuse(*_: object) -> NoReturn:
        pytest.fail("the triples were asked")

    monkeypatch.setattr("imr_graph.questions.run.run_query", refuse)


@pytest.mark.usefixtures("no_query")
@pytest.mark.parametrize("name", COUNTED)
def test_tables_answer_without_being_asked_for(hard: Graph, name: str) -> None:
    assert run_question(hard, name).rows


def test_a_version_without_tables_is_asked_by_its_triples(graph: Graph) -> None:
    assert graph.facts_path is None
    assert run_question(graph, HEADLINE).rows
    with pytest.raises(QuestionError, match="no fact tables of this graph answer it"):
        run_question(graph, HEADLINE, source="tables")


def test_what_counts_nothing_is_not_for_the_tables(hard: Graph) -> None:
    assert run_question(hard, "chain").rows
    with pytest.raises(QuestionError, match="chain: no fact tables"):
        run_question(hard, "chain", source="tables")


@pytest.mark.parametrize(
    "params",
    [
        {"colour": "red"},
        {"drug": "Norkko"},
        {"by": "reviewers"},
        {"document": "guideline/none-such"},
        {"drug": "hydrocodone / acetaminophen", "colour": "red"},
    ],
)
def test_what_does_not_fit_is_told_in_the_same_words(hard: Graph, params: dict[str, str]) -> None:
    told = []
    for source in ("tables", "triples"):
        with pytest.raises(QuestionError) as refused:
            run_question(hard, HEADLINE, params, source=source)
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_damaged_tables_are_told(tmp_path: Path) -> None:
    with graph_of(RECORDS[:1], tmp_path / "graph") as graph:
        (tmp_path / "graph" / "versions" / graph.version / "facts.duckdb").write_bytes(b"no tables" * 1000)
        with pytest.raises(GraphDirectoryError, match="the fact tables cannot be opened"):
            run_question(graph, HEADLINE)
        assert run_question(graph, HEADLINE, source="triples").columns


def found(kind: str, named: str) -> str:
    return concept_iri(f"{kind}/{named}")


@pytest.mark.parametrize(
    ("given", "parameter", "value"),
    [
        ({}, "by", concept_iri("party/reviewer")),
        ({"by": None}, "by", concept_iri("party/reviewer")),
        ({"by": "any"}, "by", None),
        ({"by": "claims-administrator"}, "by", concept_iri("party/claims-administrator")),
        ({}, "drug", None),
        ({"drugName": 'a "quoted" name'}, "drugName", 'a "quoted" name'),
        ({"drugName": "any"}, "drugName", "any"),
    ],
)
def test_plain_values_are_those_that_are_bound(
    given: dict[str, str | None], parameter: str, value: str | None
) -> None:
    question = load_questions()[HEADLINE]
    assert plain_values(question, given, found)[parameter] == value
    bound = bind(question, given, found)
    assert (f"VALUES ?{parameter} {{ UNDEF }}" in bound) is (value is None)


def unfindable(kind: str, named: str) -> str:
    raise ValueError(f"no {kind} {named}")


@pytest.mark.parametrize("ask", [bind, plain_values])
@pytest.mark.parametrize("given", [{"drug": "x"}, {"colour": "x"}])
def test_both_refuse_alike(ask: Callable[..., object], given: dict[str, str]) -> None:
    with pytest.raises(QuestionError, match=r"drug-guideline-denials: .*(no drug x|no parameter 'colour')"):
        ask(load_questions()[HEADLINE], given, unfindable)


@pytest.mark.parametrize("name", COUNTED)
def test_defaults_of_counted_questions_are_one_term_or_nothing(name: str) -> None:
    for parameter in load_questions()[name].parameters:
        assert parameter.default == "UNDEF" or parameter.default.startswith(("<https://", '"'))
        assert " " not in parameter.default
