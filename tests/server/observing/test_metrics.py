"""Metrics: what has ended is counted, what waits is asked, labels stay few, processes are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from imr_graph import __version__
from imr_graph.store.graph import Graph
from server.app import create_app
from server.observing.peers import Peers
from tests.server.conftest import LIMITS, serving
from tests.server.launching import until

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def client(graph: Graph) -> Iterator[httpx.Client]:
    """A client of a server that nobody else has asked."""
    with (
        serving(create_app(graph, replace(LIMITS, query_seconds=0.5))) as url,
        httpx.Client(base_url=url, timeout=60) as opened,
    ):
        yield opened


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Values by name and by labels' values, labels in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(client: httpx.Client) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return samples(answer.text)


def test_requests_are_counted_by_route_method_and_status(client: httpx.Client) -> None:
    for identifier in ("CM16-0000001", "CM16-0000002", "none"):
        client.get(f"/determination/{identifier}")
    client.request("BREW", "/nowhere")
    until(lambda: read(client).get(("imr_graph_requests_total", "other", "unknown", "404")))
    counted = read(client)
    route = "/determination/{identifier}"
    assert counted["imr_graph_requests_total", "GET", route, "200"] == 2
    assert counted["imr_graph_requests_total", "GET", route, "404"] == 1
    assert counted["imr_graph_request_seconds_count", route] == 3
    assert 0 < counted["imr_graph_request_seconds_sum", route] < 60
    assert counted["imr_graph_response_bytes_total", route] > 500
    assert counted["imr_graph_problems_total", "not-found"] == 2


def test_labels_stay_few_whatever_is_asked(client: httpx.Client) -> None:
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.get(f"/determination/{number}")
        client.request(f"METHOD{number}", "/")
    until(lambda: read(client).get(("imr_graph_requests_total", "other", "/", "405")) == 20)
    labels = {key[1:] for key in read(client) if key[0] == "imr_graph_requests_total"}
    assert labels <= {
        ("GET", "unknown", "404"),
        ("GET", "/determination/{identifier}", "404"),
        ("other", "/", "405"),
        ("GET", "/metrics", "200"),
    }


def test_queues_are_told_from_their_first_use(client: httpx.Client) -> None:
    assert ("imr_graph_admitted_total", "tables") not in read(client)
    client.get("/sparql", params={"query": "ASK {}"})
    query = "{ drugGuidelineDenials { nodes { items } } }"
    client.post("/graphql", json={"query": query})
    counted = read(client)
    assert counted["imr_graph_admitted_total", "sparql-short"] == 1
    assert counted["imr_graph_admitted_total", "graphql"] == 1
    assert counted["imr_graph_admitted_total", "tables"] >= 1
    assert counted["imr_graph_running", "sparql-short"] == 0
    assert counted["imr_graph_waiting", "sparql-short"] == 0
    assert counted["imr_graph_refused_total", "sparql-short"] == 0
    assert counted["imr_graph_waited_seconds_total", "sparql-short"] < 1


def test_kills_are_told_by_their_cause(client: httpx.Client) -> None:
    assert read(client)["imr_graph_kills_total", "time"] == 0
    assert client.get("/sparql", params={"query": SLOW}).status_code == 503
    counted = read(client)
    assert counted["imr_graph_kills_total", "time"] == 1
    until(lambda: read(client).get(("imr_graph_problems_total", "query-too-slow")) == 1)


def test_what_is_served_is_told(client: httpx.Client, graph: Graph) -> None:
    counted = read(client)
    assert counted["imr_graph_letters",] == 3
    assert counted["imr_graph_served", __version__, str(graph.version)] == 1


def test_processes_tell_their_counts_together(tmp_path: Path) -> None:
    for number, count in ((1, 3), (2, 5)):
        own = CollectorRegistry()
        Counter("things", "Things.", ("kind",), registry=own).labels("a").inc(count)
        Histogram("waits", "Waits.", registry=own, buckets=(1, 2)).observe(1.5)
        Peers(tmp_path, number, b"").publish(own)
    together = CollectorRegistry()
    together.register(Peers(tmp_path, 1, b""))
    text = generate_latest(together).decode()
    counted = samples(text)
    assert counted["things_total", "a", "1"] == 3
    assert counted["things_total", "a", "2"] == 5
    assert counted["waits_bucket", "2.0", "2"] == 1
    assert text.count("# TYPE things_total counter") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.json", "2.json"]
