"""Work handed to executors: all of it is done, in bounds, whatever one piece does to its process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

import pytest

from imr_graph.build.work import SerialExecutor, Workforce, chunks_of, local_processes
from tests.build.work_pieces import POISON, double, double_unless_poisoned, refuse

P = ParamSpec("P")
T = TypeVar("T")


@pytest.mark.parametrize(
    ("things", "size", "chunks"),
    [([], 2, []), ([1], 2, [[1]]), ([1, 2, 3, 4], 2, [[1, 2], [3, 4]]), ([1, 2, 3], 2, [[1, 2], [3]])],
)
def test_chunks(things: list[int], size: int, chunks: list[list[int]]) -> None:
    assert list(chunks_of(iter(things), size)) == chunks


@pytest.mark.parametrize("place", [0, 7, 19])
def test_only_what_ends_its_process_is_left_out(place: int) -> None:
    things = list(range(20))
    things[place] = POISON
    force = Workforce(double_unless_poisoned, partial(local_processes, 2), ahead=4)
    done = [(list(chunk), result) for chunk, result in force.run(chunks_of(things, 4))]
    assert ([POISON], None) in done
    assert sorted(n for chunk, _ in done for n in chunk) == sorted(things)
    assert all(result == double(chunk) for chunk, result in done if chunk != [POISON])


def test_several_that_end_their_process_are_left_out() -> None:
    things = [POISON, 1, POISON, 2]
    force = Workforce(double_unless_poisoned, partial(local_processes, 1), ahead=2)
    done = [(list(chunk), result) for chunk, result in force.run(chunks_of(things, 2))]
    assert sorted(done, key=lambda each: each[0]) == [
        ([POISON], None), ([POISON], None), ([1], [2]), ([2], [4])
    ]  # fmt: skip


def test_one_after_the_other_keeps_the_order() -> None:
    force = Workforce(double, SerialExecutor, ahead=1)
    assert list(force.run(chunks_of(range(5), 2))) == [([0, 1], [0, 2]), ([2, 3], [4, 6]), ([4], [8])]


def test_what_is_done_first_comes_first() -> None:
    later = threading.Event()

    def work(things: Sequence[int]) -> list[int]:
        if 0 in things:
            assert later.wait(10)
        return double(things)

    force = Workforce(work, partial(ThreadPoolExecutor, 2), ahead=2)
    results = force.run([[0], [1]])
    assert next(results) == ([1], [2])
    later.set()
    assert list(results) == [([0], [0])]


@pytest.mark.parametrize("ahead", [1, 3])
def test_no_more_is_under_way_than_is_allowed(ahead: int) -> None:
    taken = 0

    def source() -> Iterator[list[int]]:
        nonlocal taken
        for n in range(12):
            taken += 1
            yield [n]

    force = Workforce(double, partial(ThreadPoolExecutor, 4), ahead=ahead)
    for given_back, _ in enumerate(force.run(source())):
        assert taken - given_back <= ahead
    assert taken == 12


class Brittle(SerialExecutor):
    """Breaks as work is handed over, until told otherwise."""

    breaks = 1
    started = 0
    ended = 0

    def __init__(self) -> None:
        type(self).started += 1

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if Brittle.breaks:
            Brittle.breaks -= 1
            raise BrokenExecutor("it broke before")
        return super().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        type(self).ended += 1


def test_an_executor_that_breaks_as_work_is_handed_over_is_replaced() -> None:
    force = Workforce(double, Brittle, ahead=3)
    done = sorted((list(chunk), result) for chunk, result in force.run([[1, 2], [3], [4]]))
    assert done == [([1, 2], [2, 4]), ([3], [6]), ([4], [8])]
    assert Brittle.started == Brittle.ended == 2


def test_an_error_of_the_work_ends_it_all_and_the_executor_too() -> None:
    executors: list[Executor] = []

    def start() -> Executor:
        executors.append(ThreadPoolExecutor(1))
        return executors[-1]

    force = Workforce(refuse, start, ahead=2)
    with pytest.raises(ValueError, match="refused: 2"):
        list(force.run([[1, 2], [3]]))
    (executor,) = executors
    with pytest.raises(RuntimeError, match="shutdown"):
        executor.submit(double, [1])
