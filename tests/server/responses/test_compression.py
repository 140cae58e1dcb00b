"""Compressed answers: which, for whom, and what their headers say."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.responses.compression import SMALLEST, Compression

LONG = {"query": "SELECT * { GRAPH <https://imr-graph.example/ontology> { ?s ?p ?o } } ORDER BY ?s ?p ?o"}
SHORT = {"query": "ASK {}"}


def encoding(client: httpx.Client, params: dict[str, str], accepted: str) -> str | None:
    response = client.get("/sparql", params=params, headers={"Accept-Encoding": accepted})
    assert response.status_code == 200
    found: str | None = response.headers.get("content-encoding")
    return found


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("br", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, br", None),
    ],
)
def test_a_long_answer_is_compressed_for_who_takes_it(
    client: httpx.Client, accepted: str, expected: str | None
) -> None:
    assert encoding(client, LONG, accepted) == expected


def test_a_short_answer_is_left_alone(client: httpx.Client) -> None:
    assert encoding(client, SHORT, "gzip") is None
    assert len(client.get("/sparql", params=SHORT).content) < SMALLEST


def test_both_forms_say_the_same_and_bear_the_same_tag(client: httpx.Client) -> None:
    plain, packed = (
        client.get("/sparql", params=LONG, headers={"Accept-Encoding": accepted})
        for accepted in ("identity", "gzip")
    )
    assert plain.content == packed.content
    assert plain.headers["etag"] == packed.headers["etag"]
    for response in (plain, packed):
        assert {"accept", "accept-encoding"} <= set(response.headers["vary"].lower().split(", "))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("size", "tag"), [(SMALLEST, 'W/"a"'), (SMALLEST - 1, '"a"')])
def test_the_strong_tag_of_an_answer_that_is_compressed_becomes_weak(
    method: str, size: int, tag: str
) -> None:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(b"a" * size, headers={"ETag": '"a"'})(scope, receive, send)

    async def asked() -> str:
        transport = httpx.ASGITransport(Compression(answer))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return str((await client.request(method, "/")).headers["etag"])

    assert asyncio.run(asked()) == tag
