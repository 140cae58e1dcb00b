"""The W3C's tests of the graph store protocol, against a live server that only reads.

Each test writes and then reads what it wrote. Here the writes are refused, as ``docs/sparql.md`` tells, and
what they would have left is in the store from the beginning; every read passes as it is written.
A test's ``/gsp`` and its ``www.example`` stand for places that the server chooses: here they differ for each
state that a test goes through, so that one store holds all of them.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from imr_graph.rdf.iris import DEFAULT_BASE
from server.app import create_app
from tests.server.conftest import LIMITS, serving
from tests.server.sparql.w3c_suite import SUITES, Exchange, ProtocolTest, canonical, protocol_tests, published

FOLDER = SUITES / "sparql11" / "graph-store-protocol"
STATUSES = {"OK": 200, "NotFound": 404}
CREATED = "http://created.www.example/graph"
"""What stands for the IRI that a store would have given to a new graph."""

# Test: methods of its writes, all refused, and the number of its reads.
TESTS = {
    "put_get_repeat_direct": ("PUT PUT", 2),
    "put_delete_get_delete_direct": ("PUT DELETE DELETE", 1),
    "post_get_post_get_direct": ("POST POST", 2),
    "head_existing_direct": ("PUT", 1),
    "put_get_repeat_indirect": ("PUT PUT", 2),
    "put_get_default": ("PUT", 1),
    "put_delete_get_delete_indirect": ("PUT DELETE DELETE", 1),
    "post_get_post_get_indirect": ("POST POST", 2),
    "post_get_new_graph": ("POST", 1),
    "head_existing_indirect": ("PUT", 1),
    "head_non_existing_indirect": ("", 1),
    "put_get_uri_pct_encoded_indirect": ("PUT", 1),
    "put_get_uri_pct_encoded_twice": ("PUT PUT", 2),
}


@dataclass(frozen=True)
class Place:
    """Where the graphs of one state of a test stand."""

    state: str

    def url(self, path: str) -> str:
        """The path of a request as this server has it."""
        direct = path.startswith("/gsp/")
        path = path.replace("$LOCATION$", CREATED).replace("www.example", f"{self.state}.www.example")
        return path.replace("/gsp", f"/graphs/{self.state}" if direct else "/graphs", 1)

    def graph(self, path: str) -> NamedNode | DefaultGraph:
        """The graph that a request is about."""
        url = urlsplit(self.url(path))
        named = dict(parse_qsl(url.query, keep_blank_values=True))
        if "default" in named:
            return DefaultGraph()
        if "graph" in named:
            return NamedNode(named["graph"])
        if path == "/gsp":
            return NamedNode(CREATED.replace("www.example", f"{self.state}.www.example"))
        return NamedNode(DEFAULT_BASE + url.path.removeprefix("/"))


def sent(exchange: Exchange) -> Iterator[bytes]:
    """The documents that a write brings."""
    content_type = exchange.headers["content-type"]
    if content_type.startswith("multipart/"):
        message = email.message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + exchange.body)
        for part in message.walk():
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                yield payload
    else:
        yield exchange.body


def states(test: ProtocolTest) -> Iterator[tuple[Exchange, Place, list[Quad]]]:
    """Each request of a test with its place, and what the writes before it would have left there."""
    held: dict[str, tuple[str, list[bytes]]] = {}
    place = Place("none")
    for number, exchange in enumerate(test.exchanges):
        if exchange.writes:
            place = Place(f"{test.name.replace('_', '-')}-{number}")
            key = str(place.graph(exchange.path)).replace(place.state, "")
            before = held.pop(key, (exchange.path, []))[1] if exchange.method == "POST" else []
            if exchange.method == "DELETE":
                held.pop(key, None)
            else:
                held[key] = (exchange.path, [*before, *sent(exchange)])
        quads = [
            Quad(quad.subject, quad.predicate, quad.object, place.graph(path))
            for path, documents in held.values()
            for document in documents
            for quad in parse(document, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        ]
        yield exchange, place, [] if exchange.writes else quads


@pytest.fixture(scope="module")
def tests(shared_conformance: Path) -> dict[str, ProtocolTest]:
    """The tests as they are published."""
    assert shared_conformance in FOLDER.parents
    return {
        **protocol_tests(FOLDER / "manifest-direct.ttl"),
        **protocol_tests(FOLDER / "manifest-indirect.ttl"),
    }


@pytest.fixture(scope="module")
def store(tests: dict[str, ProtocolTest], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that has each state of each test."""
    seen: dict[str, list[Quad]] = {}
    for test in tests.values():
        for _, place, quads in states(test):
            seen[place.state] = seen.get(place.state) or quads
    quads = [quad for state in seen.values() for quad in state]
    directory = published(tmp_path_factory.mktemp("graph-store") / "graph", quads)
    with serving(create_app(directory, LIMITS)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def test_each_published_test_is_in_the_table(tests: dict[str, ProtocolTest]) -> None:
    assert len(tests) == 13
    assert list(tests) == list(TESTS)
    for name, (writes, reads) in TESTS.items():
        exchanges = tests[name].exchanges
        assert [exchange.method for exchange in exchanges if exchange.writes] == writes.split()
        assert sum(not exchange.writes for exchange in exchanges) == reads


@pytest.mark.parametrize("name", TESTS)
def test_reading_passes_and_writing_is_refused(
    store: httpx.Client, tests: dict[str, ProtocolTest], name: str
) -> None:
    for exchange, place, _ in states(tests[name]):
        request = store.build_request(
            exchange.method, place.url(exchange.path), content=exchange.body or None, headers=exchange.headers
        )
        response = store.send(request)
        if exchange.writes:
            assert response.status_code == 405
            assert response.json()["type"] == "urn:imr-graph:problem:write-refused"
            assert "read" in response.json()["detail"]
            assert response.headers["allow"] == "GET, HEAD, OPTIONS"
            continue
        assert response.status_code in {STATUSES[status] for status in exchange.statuses}, response.text
        if exchange.content_type is not None:
            assert response.headers["content-type"] == exchange.content_type
        if exchange.content is not None:
            expected = canonical(parse(exchange.content, format=RdfFormat.TURTLE))
            assert canonical(parse(response.content, format=RdfFormat.TURTLE)) == expected
            assert expected
        if exchange.method == "HEAD":
            assert not response.content
