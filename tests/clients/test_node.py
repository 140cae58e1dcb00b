"""Comunica and sparql-http-client, by their own habits."""

from __future__ import annotations

import json

import pytest

from tests.clients.asked import ASK, CONSTRUCT, DETERMINATION, LETTERS, OUTCOMES, ROWS, TYPE
from tests.clients.conftest import Run

TRIPLES = sorted([letter, TYPE, DETERMINATION] for letter in LETTERS)
ASKED = [("select", OUTCOMES, ROWS), ("construct", CONSTRUCT, TRIPLES), ("ask", ASK, True)]


@pytest.mark.parametrize(("form", "query", "expected"), ASKED, ids=["select", "construct", "ask"])
def test_comunica(node: Run, live_server: str, form: str, query: str, expected: object) -> None:
    assert json.loads(node("comunica.js", f"{live_server}/sparql", form, given=query)) == expected


@pytest.mark.parametrize(("form", "query", "expected"), ASKED, ids=["select", "construct", "ask"])
def test_sparql_http_client(node: Run, live_server: str, form: str, query: str, expected: object) -> None:
    told = node("sparql-http-client.js", "query", f"{live_server}/sparql", form, given=query)
    assert json.loads(told) == [expected] * 3


def test_graphql_http_audits(node: Run, live_server: str) -> None:
    """Every rule that graphql-http knows for servers, those that it only recommends included."""
    audits = json.loads(node("graphql-http.js", f"{live_server}/graphql"))
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == 61
