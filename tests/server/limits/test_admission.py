"""The fair queue: places in all and of one client, whose turn it is, who is turned away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from server.limits.admission import Admission, Place
from server.limits.clients import asking
from server.responses.problems import Problem
from server.settings import Settings

LIMITS = Settings(
    workers=2, waiting=3, client_queries=1, client_waiting=2, wait_seconds=30.0, query_seconds=20.0
)


def waits(admission: Admission, count: int) -> None:
    """Until so many wait."""
    reached = threading.Event()
    for _ in range(3000):
        if admission.state.waiting == count:
            return
        reached.wait(0.01)
    raise AssertionError(f"{admission.state.waiting} wait, not {count}")


def refused(ask: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as caught:
        ask()
    assert caught.value.status == 503
    assert int(caught.value.headers["Retry-After"]) >= 1
    return caught.value


def test_so_many_run_in_all_and_of_one_client() -> None:
    admission = Admission(LIMITS)
    first, second = admission.enter(client="a"), admission.enter(client="b")
    assert admission.enter_at_once("c") is None
    first.leave()
    assert admission.enter_at_once("b") is None
    third = admission.enter_at_once("c")
    assert third is not None
    assert admission.state.running == 2
    second.leave()
    third.leave()
    assert admission.state.running == 0


def test_clients_come_by_turns_and_each_in_order() -> None:
    admission = Admission(replace(LIMITS, workers=1, waiting=10, client_waiting=10))
    held = admission.enter(client="x")
    order: list[str] = []

    def ask(name: str) -> None:
        with admission.admitted(client=name[0]):
            order.append(name)

    with ThreadPoolExecutor(6) as threads:
        asked: list[Future[None]] = []
        for count, name in enumerate(("a1", "a2", "a3", "b1", "b2", "c1"), start=1):
            asked.append(threads.submit(ask, name))
            waits(admission, count)
        held.leave()
        for one in asked:
            one.result()
    assert order == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_a_client_that_has_one_running_lets_others_pass() -> None:
    admission = Admission(LIMITS)
    running = admission.enter(client="a")
    with ThreadPoolExecutor(1) as threads:
        again = threads.submit(admission.enter, client="a")
        waits(admission, 1)
        admission.enter(client="b").leave()
        assert not again.done()
        running.leave()
        again.result().leave()


def test_more_than_may_wait_are_turned_away_with_the_limit_named() -> None:
    admission = Admission(LIMITS)
    places = [admission.enter(client="a"), admission.enter(client="b")]
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(admission.enter, client=client) for client in ("a", "a", "b")]
        waits(admission, 3)
        of_client = refused(lambda: admission.enter(client="a"))
        in_all = refused(lambda: admission.enter(client="c"))
        assert (of_client.kind, in_all.kind) == ("client-busy", "busy")
        assert "2 more may wait" in of_client.detail
        assert "3 wait already" in in_all.detail
        for place in places:
            place.leave()
        for one in asked:
            one.result().leave()
    state = admission.state
    assert (state.running, state.waiting, state.admitted, state.refused) == (0, 0, 5, 2)
    assert state.waited_seconds > 0


def test_no_request_waits_longer_than_its_time() -> None:
    admission = Admission(replace(LIMITS, wait_seconds=0.05))
    with admission.admitted(client="a"):
        assert "0.05 s" in refused(lambda: admission.enter(client="a")).detail
        assert admission.state.waiting == 0
        refused(lambda: admission.enter(0.01, client="a"))
    admission.enter(client="a").leave()


def test_waiting_is_taken_from_the_time_that_a_request_has() -> None:
    admission = Admission(LIMITS)
    assert admission.enter(5.0).seconds <= 5.0
    assert admission.enter(client="b").seconds == 20.0


def test_a_place_is_left_once() -> None:
    admission = Admission(LIMITS)
    place = admission.enter(client="a")
    place.leave()
    place.leave()
    assert admission.state.running == 0


def test_who_asks_is_known_from_the_request() -> None:
    admission = Admission(LIMITS)
    before = asking.set("a")
    try:
        with admission.admitted():
            assert admission.enter_at_once("a") is None
            assert admission.enter_at_once("b") is not None
    finally:
        asking.reset(before)


def test_on_the_event_loop_whoever_gives_up_leaves_the_queue() -> None:
    admission = Admission(LIMITS)

    async def play() -> None:
        held: Place = await admission.enter_async(client="a")
        waiting = asyncio.create_task(admission.enter_async(client="a"))
        while not admission.state.waiting:
            await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert admission.state.waiting == 0
        next_one = asyncio.create_task(admission.enter_async(client="a"))
        while not admission.state.waiting:
            await asyncio.sleep(0)
        held.leave()
        (await next_one).leave()
        async with admission.admitted_async(client="a") as left:
            assert left == 20.0
        assert admission.state.running == 0

    asyncio.run(play())
