"""Queries that run away, crash, swell or call out: a clean error, and the next query is answered."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from imr_graph.store.graph import Graph
from server.app import create_app
from server.responses.problems import Problem
from server.settings import Settings
from server.workers.pool import WorkerPool, WorkerStartError
from server.workers.worker import Job
from tests.server.conftest import bindings, serving
from tests.server.sparql.test_protocol import COUNT, problem

LIMITS = replace(Settings(), workers=1, long_queries=0, query_seconds=30.0)
RUNAWAYS = {
    "a cartesian count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "a property path": "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|!^<a:b>)* ?c . ?c (!<a:b>|!^<a:b>)* ?d }",
}


def job(query: str) -> Job:
    return Job(query=query, results_type="application/sparql-results+json", graph_type="text/turtle")


@pytest.fixture
def pool(graph: Graph) -> Iterator[WorkerPool]:
    pool = WorkerPool(graph.store_path, LIMITS)
    pool.start()
    yield pool
    pool.close()


@pytest.mark.parametrize("query", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_query_over_its_time_is_stopped_and_the_next_is_answered(
    hasty_client: httpx.Client, query: str
) -> None:
    began = time.monotonic()
    detail = problem(hasty_client.post("/sparql", data={"query": query}), 503, "query-too-slow")
    assert "1.5 s" in detail
    assert time.monotonic() - began < 10
    assert bindings(hasty_client.get("/sparql", params={"query": COUNT})) == [{"n": "3"}]


def test_the_server_answers_other_requests_meanwhile(hasty_client: httpx.Client) -> None:
    runaway = RUNAWAYS["a cartesian count"]
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(hasty_client.post, "/sparql", data={"query": runaway})
        time.sleep(0.3)
        assert hasty_client.get("/healthz").json()["status"] == "ok"
        assert not slow.done()
        problem(slow.result(), 503, "query-too-slow")


def test_more_than_can_wait_are_turned_away(hasty_client: httpx.Client) -> None:
    runaway = RUNAWAYS["a cartesian count"]
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(hasty_client.post, "/sparql", data={"query": runaway}) for _ in range(4)]
        answers = [future.result() for future in asked]
    assert {answer.status_code for answer in answers} == {503}
    turned_away = [answer for answer in answers if answer.json()["type"].endswith(":busy")]
    assert len(turned_away) >= 2
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in turned_away)


def test_a_result_over_its_size_is_an_error_and_never_cut(hasty_client: httpx.Client) -> None:
    response = hasty_client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert "20000 bytes" in problem(response, 503, "result-too-large")


def test_a_query_that_swells_is_stopped_and_the_next_is_answered(
    graph: Graph, capfd: pytest.CaptureFixture[str]
) -> None:
    limits = replace(LIMITS, worker_memory=2 << 30)
    query = "SELECT (STRLEN(?z) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?a0) "
    query += "".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(30))
    query += "BIND(?a30 AS ?z) }"
    with serving(create_app(graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as client:
        problem(client.post("/sparql", data={"query": query}), 503, "query-ended-worker")
        assert bindings(client.get("/sparql", params={"query": COUNT})) == [{"n": "3"}]
    assert "memory allocation" not in capfd.readouterr().err


def test_a_job_may_have_less_time_than_the_settings_grant(pool: WorkerPool) -> None:
    began = time.monotonic()
    with pytest.raises(Problem, match=r"longer than 0\.5 s"):
        pool.run(job(RUNAWAYS["a cartesian count"]), 0.5)
    assert time.monotonic() - began < 10


def test_a_pool_that_cannot_start_workers_says_so_until_it_can(graph: Graph, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(graph.store_path, store)
    pool = WorkerPool(store, LIMITS)
    pool.start()
    assert pool.able()
    store.rename(tmp_path / "elsewhere")
    with pytest.raises(Problem, match="longer than"):
        pool.run(job(RUNAWAYS["a cartesian count"]), 0.2)
    with pytest.raises(Problem, match="could be started"):
        pool.run(job("ASK {}"))
    assert not pool.able()
    (tmp_path / "elsewhere").rename(store)
    deadline = time.monotonic() + 30
    while not pool.able():
        assert time.monotonic() < deadline
    assert b"true" in pool.run(job("ASK {}")).body
    pool.close()


def test_a_deep_query_is_refused_before_the_parser_sees_it(client: httpx.Client) -> None:
    query = "SELECT * {" + "{" * 3000 + "?s ?p ?o" + "}" * 3000 + "}"
    assert "3001 deep" in problem(client.post("/sparql", data={"query": query}), 400, "query-too-deep")


def test_a_worker_that_crashes_is_replaced(pool: WorkerPool) -> None:
    deep = "SELECT * {" + "{" * 100_000 + "?s ?p ?o" + "}" * 100_000 + "}"
    with pytest.raises(Problem, match="nests too deeply"):
        pool.run(job(deep))
    assert b"true" in pool.run(job("ASK {}")).body


def test_the_stack_bears_what_the_guard_lets_through(pool: WorkerPool) -> None:
    depth, chain = LIMITS.query_nesting, LIMITS.query_operators
    deep = "SELECT * {" + "FILTER EXISTS {" * depth + "?s ?p ?o" + "}" * depth + "}"
    assert b"bindings" in pool.run(job(deep)).body
    union = "SELECT * {" + " UNION ".join(["{ <a:b> ?p ?o }"] * chain) + "}"
    assert b"bindings" in pool.run(job(union)).body


def test_a_store_that_is_absent_is_told_at_the_start(tmp_path: Path) -> None:
    pool = WorkerPool(tmp_path / "nothing", LIMITS)
    with pytest.raises(WorkerStartError, match="nothing"):
        pool.start()
    pool.close()


def test_a_closed_pool_has_no_processes(graph: Graph) -> None:
    pool = WorkerPool(graph.store_path, LIMITS)
    pool.start()
    processes = [slot.worker._process for slot in pool._slots if slot.worker]
    assert [process.is_alive() for process in processes] == [True]
    pool.close()
    with pytest.raises(ValueError, match="closed"):
        processes[0].is_alive()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server of our own, and the requests that reached it."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            body = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", requests
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_service_is_refused_and_no_request_leaves(
    client: httpx.Client, listener: tuple[str, list[str]], silent: str
) -> None:
    url, requests = listener
    query = f"SELECT * {{ SERVICE {silent} <{url}> {{ ?s ?p ?o }} }}"
    problem(client.get("/sparql", params={"query": query}), 400, "service-refused")
    assert requests == []


def test_what_slips_by_the_guard_reaches_nobody(pool: WorkerPool, listener: tuple[str, list[str]]) -> None:
    url, requests = listener
    query = f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
    with pytest.raises(Problem) as caught:
        pool.run(job(query))
    assert caught.value.status == 400
    silent = pool.run(job(query.replace("SERVICE", "SERVICE SILENT")))
    assert b"bindings" in silent.body
    assert requests == []


def test_from_fetches_nothing(client: httpx.Client, listener: tuple[str, list[str]]) -> None:
    url, requests = listener
    query = COUNT.replace("WHERE", f"FROM <{url}> WHERE")
    response = client.get("/sparql", params={"query": query})
    assert bindings(response) == [{"n": "0"}]
    response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": url})
    assert bindings(response) == []
    assert requests == []


def test_a_service_of_the_list_is_asked_and_no_other(graph: Graph, listener: tuple[str, list[str]]) -> None:
    url, requests = listener
    limits = replace(LIMITS, service_allowed=(url,))
    query = "SELECT * { SERVICE <%s> { ?s ?p ?o } }"
    with serving(create_app(graph, limits)) as root, httpx.Client(base_url=root, timeout=60) as client:
        assert bindings(client.post("/sparql", data={"query": query % url})) == []
        assert len(requests) == 1
        other = query % url.replace("127.0.0.1", "localhost")
        problem(client.post("/sparql", data={"query": other}), 400, "service-refused")
    assert len(requests) == 1


def test_a_long_query_leaves_its_place_to_short_ones(graph: Graph) -> None:
    limits = replace(LIMITS, long_queries=1, short_seconds=0.1, query_seconds=2.0)
    pool = WorkerPool(graph.store_path, limits)
    pool.start()
    with ThreadPoolExecutor(3) as threads:
        long = [threads.submit(pool.run, job(RUNAWAYS["a cartesian count"]), None, c) for c in "ab"]
        while not pool.queues["long"].running:
            time.sleep(0.01)
        assert b"true" in pool.run(job("ASK {}"), client="c").body
        assert not all(one.done() for one in long)
        for one in long:
            with pytest.raises(Problem, match="longer than 2 s"):
                one.result()
    assert pool.kills["time"] == 2
    pool.close()


def test_a_result_of_many_megabytes_lies_in_a_file(pool: WorkerPool) -> None:
    rows = "VALUES ?a {" + "1 " * 1000 + "} VALUES ?b {" + "2 " * 100 + "}"
    with pool.run(job(f"SELECT * {{ {rows} }}")) as answer:
        assert answer.size > 1 << 20
        assert len(json.loads(answer.body)["results"]["bindings"]) == 100_000
        assert pool._room.left == LIMITS.spooled_bytes - answer.size
    assert pool._room.left == LIMITS.spooled_bytes


def test_a_result_without_room_on_the_disk_is_an_error(graph: Graph) -> None:
    pool = WorkerPool(graph.store_path, replace(LIMITS, spooled_bytes=1 << 20))
    rows = "VALUES ?a {" + "1 " * 1000 + "} VALUES ?b {" + "2 " * 100 + "}"
    with pytest.raises(Problem, match="no room"):
        pool.run(job(f"SELECT * {{ {rows} }}"))
    assert b"true" in pool.run(job("ASK {}")).body
    pool.close()


def test_a_result_over_its_rows_is_an_error(graph: Graph) -> None:
    pool = WorkerPool(graph.store_path, replace(LIMITS, result_rows=10))
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        with pytest.raises(Problem, match="more than 10 rows"):
            pool.run(job(query))
    assert pool.run(job("SELECT * { ?s ?p ?o } LIMIT 10")).body
    pool.close()
