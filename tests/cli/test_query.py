"""``imr-graph questions`` and ``imr-graph query``."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imr_graph.cli.main import main
from imr_graph.questions import load_questions

HEADLINE = "drug-guideline-denials"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_every_question_is_listed() -> None:
    listed = run("questions").stdout
    for name in load_questions():
        assert name in listed


def test_one_question_is_told_whole() -> None:
    assert run("questions", HEADLINE).stdout == load_questions()[HEADLINE].text + "\n"


def test_the_three_formats_hold_the_same_rows(example_graph: Path) -> None:
    ask = ("query", HEADLINE, "--graph", example_graph)
    from_json = json.loads(run(*ask, "--format", "json").stdout)
    from_csv = list(csv.DictReader(io.StringIO(run(*ask, "--format", "csv").stdout)))
    assert len(from_json) == len(from_csv) > 0
    assert [row["place"] for row in from_json] == [row["place"] for row in from_csv]
    shown = run(*ask).stdout
    assert f"{len(from_json)} rows" in shown


def test_the_last_line_says_what_the_answer_rests_on(example_graph: Path) -> None:
    ask = ("query", "overturn-rate-by-category", "--graph", example_graph)
    shown = run(*ask)
    assert re.match(r"About: \d+ of \d+ letters, decided \d{4}-\d\d-\d\d to ", shown.stdout.splitlines()[-1])
    assert {"items", "overturnRate", "low", "high"} <= set(shown.stdout.splitlines()[0].split())
    for form in ("json", "csv"):
        told = run(*ask, "--format", form)
        assert "About:" not in told.stdout
        assert told.stderr == shown.stdout.splitlines()[-1] + "\n"


def test_the_table_leaves_columns_of_iris_out_and_says_so(example_graph: Path) -> None:
    shown = run("query", HEADLINE, "--graph", example_graph).stdout
    assert "https://" not in shown
    assert "not shown: placeIri, determinations" in " ".join(shown.split())


@pytest.mark.parametrize("source", ["tables", "triples", "cube"])
def test_the_answer_may_come_from_each_projection(example_graph: Path, source: str) -> None:
    ask = ("query", HEADLINE, "--graph", example_graph, "--format", "json", "-p", "ingredient=carisoprodol")
    whole = json.loads(run(*ask).stdout)
    assert whole
    told = json.loads(run(*ask, "--from", source).stdout)
    if source == "cube":
        for row in whole:
            del row["determinations"]
    assert told == whole


def test_a_file_may_be_asked_of_the_cube(example_graph: Path, tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text("ASK { ?letter a <https://imr-graph.example/ontology#Determination> }")
    ask = ("query", query, "--graph", example_graph, "--format", "csv")
    assert run(*ask).stdout == "answer\ntrue\n"
    assert run(*ask, "--from", "cube").stdout == "answer\nfalse\n"


def test_csv_holds_no_formula_that_a_spreadsheet_would_run(example_graph: Path, tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text('SELECT ("=1+1" AS ?text) (-1 AS ?number) (true AS ?yes) {}')
    assert run("query", query, "--graph", example_graph, "--format", "csv").stdout.splitlines() == [
        "text,number,yes",
        "'=1+1,-1,true",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("chain", "--from", "tables"), "no fact tables of this graph answer it"),
        (("chain", "--from", "cube"), "the cube does not answer 'chain'"),
        ((HEADLINE, "--from", "cube", "-p", "drugName=norco"), "no parameter 'drugName'"),
        (("own.rq", "--from", "tables"), "a file is asked of triples or cube"),
    ],
)
def test_what_a_projection_does_not_answer_is_told(
    example_graph: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("query", *arguments, "--graph", example_graph)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert told in result.stderr


def test_a_counting_question_ends_without_a_word_of_its_libraries(example_graph: Path) -> None:
    """DuckDB tells on stderr, as the process ends, of objects that outlive it."""
    code = "from imr_graph.cli import main; main()"
    asked = [sys.executable, "-c", code, "query", HEADLINE, "--graph", str(example_graph)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stderr == ""


def test_a_parameter_narrows_the_answer(example_graph: Path) -> None:
    ask = ("query", HEADLINE, "--graph", example_graph, "--format", "json")
    rows = json.loads(run(*ask, "-p", "ingredient=ingredient/carisoprodol").stdout)
    assert {row["ingredients"] for row in rows} == {"carisoprodol"}


def test_a_file_of_ones_own_runs(example_graph: Path, tmp_path: Path) -> None:
    query = tmp_path / "own.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) { ?d a <https://imr-graph.example/ontology#Determination> }")
    answer = run("query", query, "--graph", example_graph, "--format", "csv").stdout
    assert answer == "n\n11\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("no-such-question",), "no question is called"),
        ((HEADLINE, "-p", "drug"), "key=value"),
        ((HEADLINE, "-p", "colour=red"), "colour"),
        ((HEADLINE, "-p", "drug=drug/no-such-drug"), "no-such-drug"),
        (("absent.rq",), "absent.rq"),
    ],
)
def test_a_wrong_call_is_one_line(example_graph: Path, arguments: tuple[str, ...], told: str) -> None:
    result = run("query", *arguments, "--graph", example_graph)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_query_that_cannot_be_parsed_is_an_error(example_graph: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.rq").write_text("SELECT nothing")
    result = run("query", tmp_path / "wrong.rq", "--graph", example_graph)
    assert result.exit_code == 1
    assert "cannot be parsed" in result.stderr


def test_a_missing_graph_says_how_to_make_one(tmp_path: Path) -> None:
    result = run("query", HEADLINE, "--graph", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "imr-graph build" in result.stderr


def test_no_query_reaches_another_host(example_graph: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        query = tmp_path / "away.rq"
        query.write_text(f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        result = run("query", query, "--graph", example_graph)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert result.exit_code == 1
    assert result.stderr.startswith("error: SERVICE is not possible")


def test_a_query_that_takes_too_long_is_ended(example_graph: Path, tmp_path: Path) -> None:
    query = tmp_path / "endless.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    result = run("query", query, "--graph", example_graph, "--seconds", "2")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: no answer within 2 seconds; ")


def test_an_unknown_case_is_told(example_graph: Path) -> None:
    result = run("query", "case-record", "-p", "case=CM99-0000000", "--graph", example_graph)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: no case is called 'CM99-0000000'")


def test_a_folder_and_a_file_by_another_name_are_told(example_graph: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.rq").mkdir()
    (tmp_path / "own.sparql").write_text("ASK {}")
    told = {
        name: run("query", tmp_path / name, "--graph", example_graph).stderr
        for name in ("folder.rq", "own.sparql", "none.rq")
    }
    assert "this is a folder" in told["folder.rq"]
    assert "must end in .rq" in told["own.sparql"]
    assert "it cannot be read (No such file or directory)" in told["none.rq"]
    assert "Errno" not in "".join(told.values())
