"""Answers within a time limit: the question is asked by a process of its own, which can be ended.

Oxigraph cannot be stopped in the middle of a query, and a query may run for ever.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from imr_graph.errors import ImrGraphError, QuestionError
from imr_graph.remote import open_graph
from imr_graph.store.graph import Graph

T = TypeVar("T")


def answer_within(seconds: float, directory: Path, ask: Callable[[Graph], T]) -> T:
    """The answer that ``ask`` gives of the graph in a directory, if it comes in time.

    Args:
        seconds: wall-clock time, opening of the graph included.
        directory: a graph directory.
        ask: what is asked; it must be possible to send it, and what it gives, to another process.

    Raises:
        QuestionError: the time is over, or the query ended the process that ran it.
        ImrGraphError: as opening and asking raise it.
    """
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_answer, args=(theirs, directory, ask), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise QuestionError(
                f"no answer within {seconds:g} seconds; narrow the query, or give it more time (--seconds)"
            )
        answer: T | ImrGraphError = ours.recv()
    except EOFError:
        raise QuestionError("the query ended the process that ran it; make it smaller") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(answer, ImrGraphError):
        raise answer
    return answer


def _answer(connection: Connection, directory: Path, ask: Callable[[Graph], object]) -> None:
    """Send the answer, or why there is none; the process's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks ends this one
    answer: object
    try:
        with open_graph(directory) as graph:
            answer = ask(graph)
    except ImrGraphError as error:
        answer = error
    connection.send(answer)
