"""Apache Jena's command for remote endpoints; its HTTP client tries to upgrade to HTTP/2."""

from __future__ import annotations

import csv
import io

from tests.clients.asked import ASK, CONSTRUCT, DETERMINATION, LETTERS, OUTCOMES, ROWS, TYPE
from tests.clients.conftest import Run


def test_select(jena: Run, live_server: str) -> None:
    told = jena("--service", f"{live_server}/sparql", "--results=CSV", OUTCOMES)
    assert list(csv.DictReader(io.StringIO(told))) == ROWS


def test_ask(jena: Run, live_server: str) -> None:
    assert jena("--service", f"{live_server}/sparql", "--results=CSV", ASK).split() == ["_askResult", "true"]


def test_construct(jena: Run, live_server: str) -> None:
    told = jena("--service", f"{live_server}/sparql", "--results=NT", CONSTRUCT)
    assert sorted(told.splitlines()) == [f"<{letter}> <{TYPE}> <{DETERMINATION}> ." for letter in LETTERS]
