"""``/healthz`` and ``/readyz``; a server without workers is in ``test_app.py``."""

from __future__ import annotations

import httpx

from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, serving


def test_both_tell_what_is_served(client: httpx.Client, graph: Graph) -> None:
    told = {
        "status": "ok",
        "version": graph.version,
        "newest_version": graph.version,
        "letters": 3,
        "synthetic_letters": 0,
    }
    assert client.get("/healthz").json() == client.get("/readyz").json() == told
    assert client.head("/readyz").status_code == 200


def test_a_server_that_stops_lives_and_is_not_ready(graph: Graph) -> None:
    app = create_app(graph, LIMITS)
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert client.get("/readyz").status_code == 200
        app.state.stopping.tell()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "the server is stopping")
        assert answer.headers["Retry-After"] == "1"
        assert client.get("/healthz").json()["status"] == "ok"
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
