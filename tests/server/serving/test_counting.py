"""The fact tables as the server asks them: in time, in little memory, and nothing but them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from imr_graph.questions import run_question
from imr_graph.store.graph import Graph
from server.responses.problems import Problem
from server.serving.counting import Counting
from tests.server.conftest import LIMITS

HEADLINE = "drug-guideline-denials"
ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b, range(1000000) AS c"
SWELLING = "SELECT list(number::VARCHAR || repeat('x', 200)) FROM range(5000000) AS numbers(number)"


def opened(graph: Graph, **limits: float) -> Counting:
    assert graph.facts_path is not None
    return Counting(graph.facts_path, replace(LIMITS, **limits))  # type: ignore[arg-type] # numbers


@pytest.fixture
def counting(counted_graph: Graph) -> Iterator[Counting]:
    tables = opened(counted_graph, query_seconds=0.3, workers=1, waiting=1)
    yield tables
    tables.close()


def asked(counting: Counting, sql: str, seconds: float | None = None) -> list[tuple[object, ...]]:
    with counting._cursor(seconds) as cursor:
        return cursor.rows(sql)


def test_a_query_over_its_time_is_stopped_and_the_next_is_answered(counting: Counting) -> None:
    began = time.monotonic()
    with pytest.raises(Problem, match=r"longer than 0\.3 s and was stopped") as stopped:
        asked(counting, ENDLESS)
    assert (stopped.value.status, stopped.value.kind) == (503, "query-too-slow")
    assert time.monotonic() - began < 10
    assert counting.page(HEADLINE, {}, 1, 0).rows


def test_time_that_is_over_between_two_statements_stops_the_second(counting: Counting) -> None:
    def ask_late() -> None:
        with counting._cursor(None) as cursor:
            time.sleep(0.4)
            cursor.rows(ENDLESS)

    with pytest.raises(Problem, match="was stopped"):
        ask_late()


def test_a_request_may_have_less_time_than_the_settings_grant(counting: Counting) -> None:
    with pytest.raises(Problem, match=r"longer than 0\.1 s"):
        asked(counting, ENDLESS, 0.1)


def test_a_query_that_swells_is_stopped(counted_graph: Graph) -> None:
    tables = opened(counted_graph, counting_memory=64 << 20)
    with pytest.raises(Problem, match="more memory than queries may have"):
        asked(tables, SWELLING)
    assert tables.page(HEADLINE, {}, 1, 0).rows
    tables.close()


def test_more_than_can_wait_are_turned_away(counting: Counting) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(asked, counting, ENDLESS) for _ in range(4)]
        problems = [answer.exception() for answer in answers]
    kinds = [problem.kind for problem in problems if isinstance(problem, Problem)]
    assert len(kinds) == 4
    assert kinds.count("busy") >= 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "COPY (SELECT 1) TO '{file}'",
        "ATTACH '{file}' AS other",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "DELETE FROM items",
    ],
)
def test_nothing_but_the_tables_can_be_reached(counting: Counting, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(duckdb.Error):
        asked(counting, sql.format(file=file))
    assert file.read_text(encoding="utf-8") == "a\n1\n"


def test_others_may_open_the_same_tables_beside(counted_graph: Graph, counting: Counting) -> None:
    """Exports do, in the same process."""
    another = opened(counted_graph)
    table = run_question(counted_graph, HEADLINE, source="tables")
    page = counting.page(HEADLINE, {"by": "party/reviewer", "outcome": "decision/upheld"}, None, 0)
    assert len(table.rows) == page.total
    another.close()
    assert counting.page(HEADLINE, {}, 1, 0).rows
