"""Runs the tutorial as a reader would: ``python -m tests.docs.run_tutorial`` writes its outputs anew.

A fence of the language ``console`` holds commands, each after ``$ `` (lines that go on, after ``> ``), and
what they print. A fence of the language ``python`` is a doctest. In an output ``...`` stands for anything.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.conftest import ROOT

FOLDER: Final = ROOT / "docs" / "tutorial"
PAGES: Final = ("first-answer", "sparql", "graphql", "gephi", "browser")
_FENCE: Final = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND: Final = re.compile(r"^\$ (.*\n(?:> .*\n)*)", re.MULTILINE)
_ADDRESS: Final = "127.0.0.1:8000"
_SERVER: Final = "imr-graph serve "
_SECONDS: Final = 60.0
_CONSOLE: Final = """
import code, sys
console = code.InteractiveConsole()
for source in sys.argv[1:]:
    print("\\0", end="", flush=True)
    console.runsource(source, symbol="single")
"""
"""Types in what it is called with, as at Python's prompt; a zero character goes before each output."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command, or one line of Python, with what the page says that it prints.

    Args:
        page: name of the page.
        command: as it stands there.
        told: the output there.
        printed: the output of a run.
    """

    page: str
    command: str
    told: str
    printed: str

    @property
    def as_told(self) -> bool:
        """Whether the page tells the truth."""
        return doctest.OutputChecker().check_output(self.told, self.printed, doctest.ELLIPSIS)


class Reader:
    """Somebody who types in what the tutorial says, in one folder.

    Args:
        folder: an empty one.
        port: where the server is to listen, instead of 8000.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._address = f"127.0.0.1:{port}"
        self._port = port
        self._server: subprocess.Popen[bytes] | None = None
        (folder / "examples").symlink_to(ROOT / "examples")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        terminal = {"PATH": path, "COLUMNS": "100", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        self._environment = {**os.environ, **terminal}

    def steps(self, page: str) -> Iterator[Step]:
        """Do what a page says, step by step."""
        for fence in _FENCE.finditer((FOLDER / f"{page}.md").read_text(encoding="utf-8")):
            yield from self._typed(page, fence[2]) if fence[1] == "console" else self._python(page, fence[2])

    def _typed(self, page: str, text: str) -> Iterator[Step]:
        parts = _COMMAND.split(text)[1:]
        for command, told in zip(parts[::2], parts[1::2], strict=True):
            typed = command.replace("\n> ", "\n").rstrip("\n")
            printed = self._serve(typed) if typed.startswith(_SERVER) else self._run(typed)
            yield Step(page, command, told, printed)

    def _run(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command.replace(_ADDRESS, self._address)],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
        )
        failed = "" if done.returncode == 0 else f"exit code {done.returncode}\n"
        lines = done.stdout.decode().replace(self._address, _ADDRESS).splitlines()
        return "".join(f"{line.rstrip()}\n" for line in lines) + failed

    def _serve(self, command: str) -> str:
        self._server = subprocess.Popen(
            ["bash", "-c", f"exec {command} --port {self._port}"],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until and self._server.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://{self._address}/readyz").status_code == 200:
                    return ""
            time.sleep(0.05)
        return "the server did not start\n"

    def _python(self, page: str, text: str) -> Iterator[Step]:
        examples = doctest.DocTestParser().get_examples(text)
        done = subprocess.run(
            [sys.executable, "-c", _CONSOLE, *(example.source for example in examples)],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
        )
        outputs = done.stdout.decode().split("\0")[1:]
        for example, printed in zip(examples, outputs, strict=True):
            yield Step(page, example.source, example.want, printed)

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.send_signal(signal.SIGTERM)
            self._server.wait(timeout=_SECONDS)


def _written(text: str, steps: list[Step]) -> str:
    """A page with the outputs of a run; what stood for anything is kept where it still fits."""
    waiting = iter(steps)

    def console(fence: re.Match[str]) -> str:
        if fence[1] == "python":
            return fence[0] if ">>>" not in fence[2] else f"```python\n{doctests(fence[2])}\n```"
        parts = _COMMAND.split(fence[2])[1:]
        lines = []
        for command in parts[::2]:
            step = next(waiting)
            lines += [f"$ {command}", step.told if step.as_told else step.printed]
        return f"```console\n{''.join(lines)}```"

    def doctests(block: str) -> str:
        lines = []
        for example in doctest.DocTestParser().get_examples(block):
            step = next(waiting)
            source = example.source.rstrip("\n").split("\n")
            lines += [f">>> {source[0]}", *(f"... {line}" for line in source[1:])]
            lines += (step.told if step.as_told else step.printed).rstrip("\n").splitlines()
        return "\n".join([*lines, ""])

    return _FENCE.sub(console, text)


def main() -> None:
    """Write every page with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Path(folder), 8765)
        try:
            for page in PAGES:
                path = FOLDER / f"{page}.md"
                steps = list(reader.steps(page))
                path.write_text(_written(path.read_text(encoding="utf-8"), steps), encoding="utf-8")
        finally:
            reader.close()
    if shutil.which("curl") is None:
        raise SystemExit("the tutorial wants curl")


if __name__ == "__main__":
    main()
