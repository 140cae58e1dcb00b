"""Rasqal's roqet: asks by GET, always for rows in XML, and can read nothing else of an endpoint."""

from __future__ import annotations

import csv
import io

from tests.clients.asked import CONSTRUCT, OUTCOMES, ROWS
from tests.clients.conftest import Run


def test_select(roqet: Run, live_server: str) -> None:
    told = roqet("-p", f"{live_server}/sparql", "-r", "csv", "-e", OUTCOMES)
    assert list(csv.DictReader(io.StringIO(told))) == ROWS


def test_a_construct_is_not_refused(roqet: Run, live_server: str) -> None:
    """Though it accepts rows alone; the triples that it gets, it can tell nothing of."""
    assert roqet("-p", f"{live_server}/sparql", "-e", CONSTRUCT) == ""
