"""Builds in processes of their own that end by SIGKILL: at a moment, or at a point in the code.

The processes are forked from a server that has imported everything beforehand, so that a build
takes no longer than its work.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import wraps
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final

from imr_graph.build import build_graph
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.record import Record
from tests.build.sketches import SCHEME

__all__ = ["LetterReader", "parse_letter", "start_build"]

FORKS: Final = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.build.warm"])


def start_build(
    letters: Path,
    directory: Path,
    parsed: Path,
    point: str | None = None,
    *,
    after: bool = False,
    nth: int = 1,
) -> BaseProcess:
    """Start a build.

    Args:
        letters: the folder of letters.
        directory: the graph directory.
        parsed: file to which the hash of each text is added as it is parsed.
        point: function, as ``package.module:Class.name``, in which the process kills itself.
        after: when the function has returned, not before it is entered.
        nth: at which call.
    """
    process = FORKS.Process(target=_build, args=(letters, directory, parsed, point, after, nth))
    process.start()
    return process


def _build(letters: Path, directory: Path, parsed: Path, point: str | None, after: bool, nth: int) -> None:
    for module in ("build.schemes", "cube.writing"):
        _replace(f"imr_graph.{module}:ontology_quads", lambda _: lambda: SCHEME)
    _replace("imr_graph.build.build:ontology_hash", lambda _: lambda: str(SCHEME))
    _replace("imr_graph.build.reading:parse_letter", lambda parse: _counted(parse, parsed))
    if point is not None:
        _replace(point, lambda function: _deadly(function, after, nth))
    build_graph([letters], directory, workers=1)


def _replace(name: str, changed: Callable[[Any], Any]) -> None:
    """Put a changed function in the place of one; this process alone sees it."""
    module, _, path = name.partition(":")
    owner, _, last = path.rpartition(".")
    holder = resolve_name(f"{module}:{owner}" if owner else module)
    setattr(holder, last, changed(getattr(holder, last)))


def _counted(parse: Callable[[LetterText], Record], parsed: Path) -> Callable[[LetterText], Record]:
    def counted(letter: LetterText) -> Record:
        record = parse(letter)
        with parsed.open("a", encoding="ascii") as file:
            file.write(f"{record.text_sha256}\n")
        return record

    return counted


def _deadly(function: Callable[..., Any], after: bool, nth: int) -> Callable[..., Any]:
    calls = 0

    @wraps(function)
    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return deadly
