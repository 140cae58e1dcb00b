"""Who a request comes from."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message

from server.limits.clients import client_of, while_there
from server.responses.problems import Problem
from server.settings import Settings

BEHIND = Settings(trusted_proxies=("10.0.0.1", "10.0.0.2"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.2"], "10.0.0.1"),
        ("10.0.0.1", ["x" * 1000], "x" * 64),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", [], "192.0.2.7"),
        (None, [], ""),
    ],
)
def test_a_client_is_an_address_that_it_cannot_choose(
    peer: str | None, forwarded: list[str], client: str
) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope = {"type": "http", "client": (peer, 1) if peer else None, "headers": headers}
    assert client_of(scope, BEHIND) == client


def test_what_nobody_waits_for_is_given_up() -> None:
    stopped = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def play() -> None:
        with pytest.raises(Problem, match="closed the connection"):
            await while_there(gone, endless())
        assert stopped.is_set()

    asyncio.run(play())


def test_an_answer_and_a_problem_come_through() -> None:
    async def there() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def answer() -> int:
        return 7

    async def fault() -> int:
        raise Problem(400, "a-kind", "A title", "What is wrong.")

    assert asyncio.run(while_there(there, answer())) == 7
    with pytest.raises(Problem, match="What is wrong"):
        asyncio.run(while_there(there, fault()))
