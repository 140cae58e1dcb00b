"""The log: one line for each request and event, and no words of letters or queries in any."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from imr_graph.errors import RemoteStoreError
from imr_graph.store.graph import Graph
from server.app import create_app
from server.observing.logs import JsonLines, PlainLines, RequestLog, set_up
from server.observing.requests import Seen
from server.responses.problems import store_problem
from tests.server.conftest import LIMITS, serving
from tests.server.launching import until

SECRET = "Moonstruck"  # noqa: S105 - no password
"""A word of a letter, which comes in every place of a request where a client can put one."""

SEEN = Seen("r1", "GET", "/search", 200, 0.0123, 45, None, "192.0.2.7", "000001", whole=True)


@contextmanager
def told(level: str = "debug", form: str = "json") -> Iterator[io.StringIO]:
    """What is logged meanwhile, of libraries all of it; logging is as before at the end."""
    root = logging.getLogger()
    before = (
        root.level,
        root.handlers[:],
        [(name, logging.getLogger(name).level) for name in ("server", "imr_graph")],
    )
    stream = io.StringIO()
    try:
        set_up(level, form, stream)
        yield stream
    finally:
        level_before, handlers, levels = before
        root.setLevel(level_before)
        root.handlers[:] = handlers
        for name, number in levels:
            logging.getLogger(name).setLevel(number)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def requests(stream: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(stream) if line["logger"] == "server.requests"]


def hostile_requests(client: httpx.Client) -> list[httpx.Response]:
    """Requests with the word wherever a client can put one."""
    broken = f'SELECT * {{ ?s ?p "{SECRET}'
    aliased = f"{{ {SECRET}: determinations(first: -1) {{ totalCount }} }}"
    unknown = f"{{ {SECRET} }}"
    failing = f'{{ {SECRET}: determination(identifier: "{SECRET}") {{ identifier }} }}'
    variable = {
        "query": "query($a: Int) { determinations(first: $a) { totalCount } }",
        "variables": {"a": SECRET},
    }
    headers = {"X-Request-Id": f"{SECRET} is no word alone", "User-Agent": SECRET, "Accept": f"text/{SECRET}"}
    return [
        client.get("/sparql", params={"query": f'SELECT * {{ ?s ?p "{SECRET}" }}'}),
        client.get("/sparql", params={"query": broken}),
        client.post("/sparql", data={"query": broken}),
        client.post("/sparql", content=SECRET, headers={"Content-Type": "application/sparql-query"}),
        client.post("/sparql", content=SECRET, headers={"Content-Type": f"text/{SECRET}"}),
        client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": f"not an iri {SECRET}"}),
        client.post("/graphql", json={"query": aliased}),
        client.post("/graphql", json={"query": unknown}),
        client.post("/graphql", json={"query": failing}),
        client.post("/graphql", json=variable),
        client.post("/graphql", content=SECRET, headers={"Content-Type": "application/json"}),
        client.get("/graphql", params={"query": unknown}),
        client.get("/search", params={"words": SECRET, SECRET: SECRET}),
        client.get("/statistics", params={"groupBy": SECRET}),
        client.get(f"/questions/{SECRET}"),
        client.get("/questions/drug-guideline-denials", params={"drug": SECRET, SECRET: "1"}),
        client.get(f"/determination/{SECRET}"),
        client.get(f"/determination/{SECRET}/text"),
        client.get(f"/{SECRET}/{SECRET}"),
        client.get(f"/export/{SECRET}.gexf"),
        client.get(f"/concept/{SECRET}"),
        client.get("/graphs", params={"graph": f"http://x.example/{SECRET}"}),
        client.get(f"/static/{SECRET}"),
        client.request(SECRET.upper(), "/sparql"),
        client.get("/healthz", headers=headers),
    ]


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_line_holds_words_of_a_letter_or_of_a_query(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def broken(*_: object) -> None:
        nothing: dict[str, str] = {}
        try:
            nothing[SECRET].lower()
        except KeyError as error:
            raise RuntimeError(f"no page for {SECRET}") from error

    def field_broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("server.routes.home", broken)
    monkeypatch.setattr(graph, "resolve", field_broken)
    with told(form=form) as stream, serving(create_app(graph, replace(LIMITS, log_clients="none"))) as url:
        with httpx.Client(base_url=url, timeout=60) as client:
            fault = client.get("/", params={"a": SECRET}, headers={"X-Request-Id": "r-7"})
            page = client.get("/", params={"a": SECRET}, headers={"Accept": "text/html"})
            answered = hostile_requests(client)
            logging.getLogger("some.library").error("it failed at %s", SECRET)
            logging.getLogger("some.library").error(f"it failed at {SECRET}")
        until(lambda: stream.getvalue().count("/sparql") >= 6)
        until(lambda: stream.getvalue().count("server.requests") > len(answered))
    assert fault.status_code == 500
    assert fault.json()["type"].endswith(":internal")
    assert fault.headers["X-Request-Id"] == "r-7"
    assert SECRET not in fault.text
    assert page.status_code == 500
    assert "<h1>Internal error" in page.text
    assert SECRET not in page.text
    written = stream.getvalue()
    assert "RuntimeError" in written
    assert "KeyError" in written
    assert "the GraphQL field determination failed" in written
    assert "request r-7 met a fault of ours" in written
    assert "a library's words are not told" in written
    assert "127.0.0.1" not in written
    assert SECRET.lower() not in written.lower()


def test_a_requests_line_tells_how_it_went(graph: Graph) -> None:
    with told() as stream, serving(create_app(graph, LIMITS)) as url:
        answer = httpx.get(f"{url}/sparql", params={"query": "ASK {}"}, headers={"X-Request-Id": "mine-1"})
        other = httpx.get(f"{url}/determination/none/such")
        until(lambda: len(requests(stream)) == 2)
    first, second = requests(stream)
    assert answer.headers["X-Request-Id"] == first["request_id"] == "mine-1"
    assert other.headers["X-Request-Id"] == second["request_id"]
    assert re.fullmatch("[0-9a-f]{32}", second["request_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])
    assert first["level"] == "info"
    assert (first["method"], first["route"], first["status"]) == ("GET", "/sparql", 200)
    assert first["bytes"] == len(answer.content)
    assert first["milliseconds"] > 0
    assert first["version"] == graph.version
    assert "problem" not in first
    assert "cut" not in first
    assert (second["route"], second["status"]) == ("/determination/{identifier}/{part:path}", 404)
    assert second["problem"] == "not-found"
    assert first["client"] == second["client"]
    assert "127.0.0.1" not in stream.getvalue()


def test_a_problem_is_told_by_its_kind_also_where_it_is_compressed(graph: Graph) -> None:
    with told() as stream, serving(create_app(graph, LIMITS)) as url:
        where = f"{url}/questions/{'x' * 3000}"
        assert httpx.get(where).headers["Content-Encoding"] == "gzip"
        until(lambda: requests(stream))
    assert requests(stream)[0]["problem"] == "unknown-question"


@pytest.mark.parametrize(
    ("clients", "shown"), [("address", "192.0.2.7"), ("hashed", "[0-9a-f]{12}"), ("none", None)]
)
def test_a_client_is_told_as_the_settings_say(clients: str, shown: str | None) -> None:
    with told() as stream:
        log = RequestLog(clients)
        log(SEEN)
        log(SEEN)
        RequestLog(clients)(SEEN)
    first, second, elsewhere = (line.get("client") for line in lines(stream))
    assert first == second
    assert first is None if shown is None else re.fullmatch(shown, str(first))
    assert (first != elsewhere) == (clients == "hashed"), "each start has a key of its own"


def test_an_answer_that_was_cut_is_told_so_and_a_fault_is_an_error() -> None:
    with told() as stream:
        RequestLog("none")(replace(SEEN, status=0, whole=False))
        RequestLog("none")(replace(SEEN, status=500, problem="internal"))
    cut, fault = lines(stream)
    assert (cut["cut"], cut["status"], cut["level"]) == (True, 0, "info")
    assert (fault["problem"], fault["level"]) == ("internal", "error")


def test_the_level_is_ours_and_libraries_tell_warnings_at_most() -> None:
    with told("info") as stream:
        logging.getLogger("server.any").info("ours")
        logging.getLogger("server.any").debug("ours, more")
        logging.getLogger("library").info("theirs")
        logging.getLogger("library").warning("theirs")
    assert [line["logger"] for line in lines(stream)] == ["server.any", "library"]


def test_auto_is_text_in_a_terminal_and_json_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with told():
        assert set_up("info", "auto", io.StringIO()) == "json"
        assert set_up("info", "auto", Terminal()) == "text"


def test_lines_for_people_hold_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    with told(form="text") as stream:
        RequestLog("none")(SEEN)
    (line,) = stream.getvalue().splitlines()
    assert "INFO server.requests: request request_id=r1 method=GET route=/search status=200" in line


@pytest.mark.parametrize("form", [JsonLines(), PlainLines()])
def test_errors_are_told_without_their_words(form: logging.Formatter) -> None:
    def fails() -> None:
        raise ValueError(SECRET)

    try:
        try:
            fails()
        except ValueError as error:
            raise TypeError(SECRET) from error
    except TypeError as error:
        record = logging.LogRecord(
            "server.x", logging.ERROR, "x.py", 1, "it failed", (), (TypeError, error, error.__traceback__)
        )
    line = form.format(record)
    assert "TypeError" in line
    assert "ValueError" in line
    assert "in fails" in line
    assert SECRET not in line


def test_what_a_server_of_triples_says_stays_untold(caplog: pytest.LogCaptureFixture) -> None:
    problem = store_problem(RemoteStoreError(f"http://x.example: status 500: {SECRET}", 500))
    assert problem.status == 503
    assert SECRET not in caplog.text
    assert "status 500" in caplog.text
