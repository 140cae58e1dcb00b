"""The plain routes: overview, health, letters, exports, named queries, and what leads nowhere."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
import pytest
from pyoxigraph import RdfFormat, parse

from imr_graph.errors import GraphDirectoryError
from imr_graph.questions import load_questions
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.triples import triples as letter_triples
from imr_graph.store.graph import Graph
from server.app import create_app
from server.serving.counts import ServedCounts
from tests.server.conftest import LIMITS, SUPERSEDED, build_directory, make_letters, serving
from tests.server.sparql.test_protocol import problem

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def test_health(client: httpx.Client, graph: Graph) -> None:
    assert client.get("/healthz").json() == {
        "status": "ok",
        "version": graph.version,
        "newest_version": graph.version,
        "letters": 3,
        "synthetic_letters": 0,
    }


def test_an_open_graph_is_served_whole_after_any_number_of_builds(tmp_path: Path) -> None:
    directory = build_directory(tmp_path / "graph", make_letters(), tables=True)
    limits = replace(LIMITS, query_seconds=0.5, workers=1)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with (
        Graph.open(directory) as opened,
        serving(create_app(opened, limits)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        for _ in range(4):
            build_directory(directory, make_letters()[:1])
        problem(client.get("/sparql", params={"query": slow}), 503, "query-too-slow")
        deadline = time.monotonic() + 30
        while client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code == 503:
            assert time.monotonic() < deadline  # while the worker is replaced
        assert client.get("/healthz").json() == {
            "status": "ok",
            "version": "000001",
            "newest_version": "000005",
            "letters": 3,
            "synthetic_letters": 0,
        }
        answer = client.post("/graphql", json={"query": "{ determinations { totalCount } }"}).json()
        assert answer == {"data": {"determinations": {"totalCount": 3}}}
        assert client.get("/determination/CM16-0000002").status_code == 200
    with Graph.open(directory) as graph:
        assert graph.version == "000005"


def test_a_server_without_workers_lives_and_is_not_ready(
    graph_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(graph_directory, replace(LIMITS, workers=1))
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        pool = app.state.follower.serving.pool
        monkeypatch.setattr(pool, "_orders", replace(pool._orders, store_path=str(tmp_path / "gone")))
        for slot in pool._slots:
            if slot.worker is not None:
                slot.worker.stop()
        deadline = time.monotonic() + 30
        while client.get("/sparql", params={"query": "ASK {}"}).json().get("boolean"):
            assert time.monotonic() < deadline
        # The dead worker's successor is started beside the answer; this is known once that has failed.
        while (readiness := client.get("/readyz")).status_code == 200:
            assert time.monotonic() < deadline
        assert readiness.status_code == 503
        assert "could be started" in readiness.json()["status"]
        assert client.get("/healthz").json()["status"] == "ok"
        monkeypatch.undo()
        while client.get("/readyz").status_code == 503:
            assert time.monotonic() < deadline
        assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_a_letter_is_its_record_with_evidence(client: httpx.Client) -> None:
    record = client.get("/determination/CM16-0000001").json()
    assert record["case_number"] == "CM16-0000001"
    assert record["evidence"][0]["path"] == "/patient/age"


def test_a_former_name_redirects_for_good(client: httpx.Client) -> None:
    response = client.get(f"/determination/{SUPERSEDED}")
    assert response.status_code == 308
    assert response.headers["location"].endswith("/determination/CM16-0000001")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.9, application/json;q=0.1", "application/rdf+xml"),
    ],
)
def test_a_letter_comes_in_the_form_that_is_asked_for(
    client: httpx.Client, accept: str | None, content_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    response = client.get("/determination/CM16-0000001", headers=headers)
    assert response.headers["content-type"] == content_type
    assert "Accept" in response.headers["vary"]
    if content_type == "application/json":
        assert response.json()["case_number"] == "CM16-0000001"
        return
    if content_type.startswith("text/html"):
        assert "<title>" in response.text
        assert "CM16-0000001" in response.text
        return
    rdf_format = RdfFormat.from_media_type(content_type.partition(";")[0])
    held = {str(quad.triple) for quad in parse(response.content, format=rdf_format)}
    said = {str(quad.triple) for quad in letter_triples(make_letters()[0], Iris(DEFAULT_BASE))}
    assert said < held
    assert all("/evidence/" in triple or "/text" in triple or "/reading" in triple for triple in held - said)


def test_every_part_of_a_letter_leads_to_its_place_in_the_record(client: httpx.Client) -> None:
    iris = Iris(DEFAULT_BASE)
    subjects = {str(quad.subject.value) for quad in letter_triples(make_letters()[0], iris)}  # type: ignore[union-attr]
    parts = sorted(subjects - {iris.determination("CM16-0000001")})
    assert len(parts) > 8
    for part in parts:
        response = client.get("/" + part.removeprefix(DEFAULT_BASE))
        assert response.status_code == 303, part
        record, _, pointer = response.headers["location"].partition("#")
        place = client.get(record).json()
        for step in pointer.split("/")[1:]:
            place = place[int(step)] if isinstance(place, list) else place[step]
        assert place is not None


def test_a_part_under_a_former_name_leads_to_the_present_one(client: httpx.Client) -> None:
    location = client.get(f"/determination/{SUPERSEDED}/item/1").headers["location"]
    assert location.endswith("/determination/CM16-0000001#/items/0")


@pytest.mark.parametrize("part", ["item/2", "item/0", "nothing", "warning/9", "item/1/citation/7"])
def test_a_part_that_is_not_there_is_not_found(client: httpx.Client, part: str) -> None:
    assert part in problem(client.get(f"/determination/CM16-0000001/{part}"), 404, "not-found")


def test_made_up_letters_are_told_so(client: httpx.Client) -> None:
    assert "synthetic" not in client.get("/", headers=BROWSER).text
    some = ServedCounts(letters=3, synthetic=1, items=4, triples=11)
    assert some.synthetic_note == "1 of 3 determinations are synthetic examples."
    assert replace(some, synthetic=3).synthetic_note == "All 3 determinations are synthetic examples."
    assert replace(some, synthetic=0).synthetic_note == ""


def test_made_up_letters_are_counted_where_they_are_served(tmp_path: Path) -> None:
    first, *others = make_letters()
    directory = build_directory(tmp_path / "graph", [msgspec.structs.replace(first, synthetic=True), *others])
    with serving(create_app(directory)) as url:
        assert httpx.get(f"{url}/healthz").json()["synthetic_letters"] == 1
        assert "1 of 3 determinations are synthetic examples." in httpx.get(url).text


def test_an_unknown_letter_is_not_found(client: httpx.Client) -> None:
    detail = problem(client.get("/determination/CM00-0000000"), 404, "not-found")
    assert "CM00-0000000" in detail


@pytest.mark.parametrize("name", load_questions())
def test_named_queries_run_as_they_are_served(client: httpx.Client, name: str) -> None:
    query = client.get(f"/queries/{name}.rq")
    assert query.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert client.post("/sparql", data={"query": query.text}).status_code == 200
    assert client.get(f"/queries/{name}.rq", headers=BROWSER).headers["content-type"].startswith("text/plain")


def test_an_unknown_query_is_not_found(client: httpx.Client) -> None:
    problem(client.get("/queries/no-such.rq"), 404, "not-found")


def test_what_stands_nowhere_is_told_in_the_one_shape(client: httpx.Client) -> None:
    assert "/nowhere" in problem(client.get("/nowhere"), 404, "not-found")
    problem(client.post("/healthz"), 405, "method-not-allowed")


def test_a_directory_without_a_graph_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(GraphDirectoryError, match="imr-graph build"):
        create_app(tmp_path)


def test_an_application_of_a_directory_opens_and_closes_the_graph(graph_directory: Path) -> None:
    app = create_app(graph_directory)
    graph = app.state.follower.serving.graph
    with serving(app) as url:
        assert httpx.get(f"{url}/healthz").json()["letters"] == 3
    with pytest.raises(GraphDirectoryError, match="closed"):
        graph.query("ASK {}")
