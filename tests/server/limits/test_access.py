"""A server with a token answers nobody without it, on no route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from starlette.routing import Route

from imr_graph.store.graph import Graph
from server.app import create_app
from server.limits.access import PROBES
from tests.server.conftest import LIMITS, serving

TOKEN = "0123456789abcdef-only-for-tests"  # noqa: S105 - of these tests
GUARDED = replace(LIMITS, token=TOKEN)
KNOWN = {"Authorization": f"Bearer {TOKEN}"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")


@pytest.fixture(scope="module")
def guarded(graph: Graph) -> Iterator[httpx.Client]:
    with serving(create_app(graph, GUARDED)) as url, httpx.Client(base_url=url, timeout=60) as opened:
        yield opened


def paths(graph: Graph) -> list[str]:
    """A path of each route, of static files, and of none."""
    patterns = [route.path for route in create_app(graph).routes if isinstance(route, Route)]
    assert len(patterns) > 25
    filled = [re.sub(r"\{[^}]*\}", "x", pattern) for pattern in patterns]
    return [
        *filled,
        "/static/index.html",
        "/static/",
        "/nowhere",
        "/sparql/",
        "//sparql",
        "/healthz/",
        "/x/healthz",
    ]


def test_each_route_wants_the_token(guarded: httpx.Client, graph: Graph) -> None:
    for path in paths(graph):
        for method in METHODS if path not in PROBES else ():
            answer = guarded.request(method, path)
            assert answer.status_code == 401, (method, path)
            assert answer.headers["WWW-Authenticate"] == 'Bearer realm="imr-graph"'
            assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "given",
    [
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer x{TOKEN}",
        f"Bearer {TOKEN.upper()}",
        "Bearer",
        TOKEN,
        f"Basic {TOKEN}",
        b"Bearer \xff\xfe",
    ],
)
def test_another_token_is_refused(guarded: httpx.Client, given: str | bytes) -> None:
    answer = guarded.get("/sparql", params={"query": "ASK {}"}, headers=[(b"authorization", _bytes(given))])
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].endswith('error="invalid_token"')
    assert TOKEN not in answer.text


def _bytes(given: str | bytes) -> bytes:
    return given if isinstance(given, bytes) else given.encode()


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_who_brings_it_is_answered(guarded: httpx.Client, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    for path in ("/", "/sparql?query=ASK{}", "/metrics", "/questions"):
        assert guarded.get(path, headers=headers).status_code == 200
    answer = guarded.post("/graphql", json={"query": "{ determinations { totalCount } }"}, headers=headers)
    assert answer.json()["data"]["determinations"]["totalCount"] == 3
    assert guarded.get("/nowhere", headers=headers).status_code == 404


@pytest.mark.parametrize("path", sorted(PROBES))
def test_probes_are_answered_in_one_word(guarded: httpx.Client, path: str) -> None:
    assert guarded.get(path).json() == {"status": "ok"}
    assert guarded.get(path, headers={"Authorization": "Bearer wrong"}).json() == {"status": "ok"}
    assert guarded.get(path, headers=KNOWN).json()["letters"] == 3


def test_a_browser_may_ask_whether_it_may_send_the_token(guarded: httpx.Client) -> None:
    asks = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = guarded.options("/sparql", headers=asks)
    assert answer.status_code == 200
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    refused = guarded.get("/sparql", headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_without_a_token_everybody_is_answered(client: httpx.Client) -> None:
    assert client.get("/questions").status_code == 200
    assert client.get("/questions", headers={"Authorization": "Bearer any"}).status_code == 200
