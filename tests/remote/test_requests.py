"""Requests are sent again where that may help, and only there."""

from __future__ import annotations

import logging

import httpx
import pytest

from imr_graph.errors import RemoteStoreError, RemoteTimeoutError
from imr_graph.remote.patience import Patience
from imr_graph.remote.requests import Reply
from tests.remote.fake_server import FakeServer, Fault, lost, status

TRIPLE = b'<urn:s> <urn:p> "o" .\n'
DEADLOCK = "Virtuoso 40001 Error SR172: Transaction deadlocked"


def post(server: FakeServer, patience: Patience | None = None) -> Reply:
    client = server.client(patience)
    return client.send("POST", "http://store/graphs", seconds=5, params={"graph": "urn:g"}, content=TRIPLE)


PASSING = [
    status(502),
    status(503),
    status(504),
    status(500, DEADLOCK),
    lost(httpx.ConnectError),
    lost(httpx.ConnectTimeout),
    lost(httpx.ReadError),
    lost(httpx.ReadTimeout),
    lost(httpx.RemoteProtocolError),
]


@pytest.mark.parametrize("fault", PASSING)
def test_what_may_pass_is_tried_again(fault: Fault) -> None:
    server = FakeServer(before=[fault, fault])
    assert post(server).status == 201
    assert len(server.seen) == 3
    first, second = server.pauses
    assert 0.3 < first < second


@pytest.mark.parametrize("fault", PASSING)
def test_a_triple_that_was_added_before_the_answer_was_lost_is_there_once(fault: Fault) -> None:
    server = FakeServer(after=[fault, fault])
    post(server)
    assert len(server.seen) == 3
    assert len(server.store) == 1


@pytest.mark.parametrize("fault", PASSING)
def test_it_gives_up_in_the_end(fault: Fault) -> None:
    server = FakeServer(before=[fault] * 9)
    with pytest.raises(RemoteStoreError, match="http://store/graphs"):
        post(server, Patience(attempts=4))
    assert len(server.seen) == 4


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 413, 500, 501])
def test_a_refusal_is_final_and_repeats_the_servers_words(code: int) -> None:
    server = FakeServer(before=[status(code, "these  words\n")])
    with pytest.raises(RemoteStoreError, match=str(code)) as caught:
        post(server)
    assert caught.value.status == code
    assert ("these words" in str(caught.value)) == (code not in {401, 403})
    assert len(server.seen) == 1


def test_a_refused_account_is_told_where_credentials_go() -> None:
    with pytest.raises(RemoteStoreError, match="IMR_GRAPH_STORE_USER"):
        post(FakeServer(before=[status(401)]))


@pytest.mark.parametrize(("asked", "expected"), [("7", 7.0), ("100000", 30.0), ("soon", 0.5)])
def test_the_server_says_how_long_to_wait_up_to_a_limit(asked: str, expected: float) -> None:
    server = FakeServer(before=[status(503, retry_after=asked)])
    post(server)
    assert server.pauses == [pytest.approx(expected, rel=0.26)]


def test_each_pause_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        post(FakeServer(before=[status(503)]))
    assert "status 503; trying again" in caplog.text


def test_a_slow_query_is_not_sent_again() -> None:
    server = FakeServer(before=[lost(httpx.ReadTimeout)])
    with pytest.raises(RemoteTimeoutError, match="no answer within 5 s"):
        server.client().send("POST", "http://store/query", seconds=5, again_when_slow=False)
    assert len(server.seen) == 1


def test_an_answer_that_trickles_in_is_given_up() -> None:
    server = FakeServer(before=[status(200, "x" * 100)])
    with pytest.raises(RemoteTimeoutError):
        server.client().send("POST", "http://store/query", seconds=0, again_when_slow=False)


def test_a_large_answer_is_an_error() -> None:
    server = FakeServer(before=[status(200, "x" * 101), status(200, "x" * 100)])
    client = server.client()
    with pytest.raises(RemoteStoreError, match="more than 100 bytes"):
        client.send("POST", "http://store/query", seconds=5, most_bytes=100)
    assert len(client.send("POST", "http://store/query", seconds=5, most_bytes=100).content) == 100


def test_absence_may_be_fine() -> None:
    server = FakeServer(before=[status(404)])
    reply = server.client().send("DELETE", "http://store/graphs", seconds=5, absent_is_fine=True)
    assert reply.status == 404
