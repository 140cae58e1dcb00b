"""Chunks of work handed to an executor: never more under way than memory should hold, none lost.

A process that ends over a chunk takes all that were under way with it. They are then tried again one by
one, and halved, until what ends the process stands alone.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from itertools import islice
from typing import Final, Generic, ParamSpec, TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")
P = ParamSpec("P")
T = TypeVar("T")

_SPAWN: Final = multiprocessing.get_context("spawn")


class SerialExecutor(Executor):
    """Does each piece of work at once, in the thread that hands it over."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future hands it on
            future.set_exception(error)
        return future


def local_processes(workers: int) -> Executor:
    """Processes on this machine; spawned, since a forked one must not open a store."""
    return ProcessPoolExecutor(workers, mp_context=_SPAWN)


def chunks_of(things: Iterable[Given], size: int) -> Iterator[list[Given]]:
    """The things, ``size`` at a time."""
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk


class Workforce(Generic[Given, Result]):
    """Has chunks worked on by an executor.

    Args:
        function: what is done with a chunk; it must be possible to send it to another process.
        start: gives an executor; called again after one broke.
        ahead: chunks that may be under way at a time.
    """

    def __init__(
        self, function: Callable[[Sequence[Given]], Result], start: Callable[[], Executor], ahead: int
    ) -> None:
        self._function = function
        self._start = start
        self._ahead = ahead
        self._executor: Executor | None = None

    def run(self, chunks: Iterable[Sequence[Given]]) -> Iterator[tuple[Sequence[Given], Result | None]]:
        """Each chunk with its result, in the order in which they are done.

        The result is None for a chunk of one thing that ended the process that worked on it.
        """
        waiting = iter(chunks)
        under_way: dict[Future[Result], Sequence[Given]] = {}
        try:
            while True:
                for chunk in islice(waiting, self._ahead - len(under_way)):
                    under_way[self._submit(chunk)] = chunk
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                suspects: list[Sequence[Given]] = []
                for future in done:
                    chunk = under_way.pop(future)
                    try:
                        yield chunk, future.result()
                    except BrokenExecutor:
                        suspects.append(chunk)
                if suspects:
                    suspects += under_way.values()
                    under_way.clear()
                    yield from self._alone(suspects)
        finally:
            self._end()

    def _alone(self, suspects: list[Sequence[Given]]) -> Iterator[tuple[Sequence[Given], Result | None]]:
        """Work on chunks one by one, one of which ended a process."""
        self._end()
        while suspects:
            chunk = suspects.pop(0)
            try:
                yield chunk, self._submit(chunk).result()
            except BrokenExecutor:
                self._end()
                if len(chunk) == 1:
                    yield chunk, None
                else:
                    half = len(chunk) // 2
                    suspects[:0] = [chunk[:half], chunk[half:]]

    def _submit(self, chunk: Sequence[Given]) -> Future[Result]:
        if self._executor is None:
            self._executor = self._start()
        try:
            return self._executor.submit(self._function, chunk)
        except BrokenExecutor as error:  # it broke over another chunk, whose future will say so too
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

    def _end(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
