"""A pack as a PDF, tagged for screen readers, fonts within; set by Typst in a process of its own.

The process gets the pack as data and a limit of time and of memory: whatever letters bring, it ends. The same
pack gives the same bytes: nothing of the day or the machine enters, and only Typst's own fonts are used.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from imr_graph.errors import MissingExtraError, OutputError
from imr_graph.evidence.pack import Pack
from imr_graph.evidence.wording import told_pack

SECONDS: Final = 60.0
"""How long a PDF may take, where nobody says otherwise."""

MEMORY: Final = 2 << 30
"""Bytes of address space that the process may have."""

_WORKER: Final = Path(__file__).with_name("typesetting_worker.py")
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def can_typeset() -> bool:
    """Whether the extra ``pdf`` is installed."""
    return importlib.util.find_spec("typst") is not None


def evidence_pdf(pack: Pack, server: str, seconds: float = SECONDS) -> bytes:
    """The PDF; blocks until it is made.

    Args:
        pack: the pack.
        server: the address that letters' pages stand under.
        seconds: how long it may take.

    Raises:
        MissingExtraError: the extra ``pdf`` is not installed.
        OutputError: it was not made within the time or the memory.
    """
    if not can_typeset():
        raise MissingExtraError("typst", "pdf")
    data = msgspec.json.encode(_plain(msgspec.to_builtins(told_pack(pack, server))))
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-S", "-P", str(_WORKER), str(MEMORY)],
            input=data,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OutputError(
            f"the PDF was not made within {seconds:.3g} s; ask for fewer letters, or for HTML"
        ) from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise OutputError(f"the PDF was not made ({said or f'exit code {done.returncode}'}); ask for HTML")
    return done.stdout


def _plain(value: Any) -> Any:
    """The same with the white space of strings folded, and what no font can show told by a sign."""
    if isinstance(value, str):
        return " ".join(_UNSHOWN.sub(lambda sign: " " if sign[0].isspace() else "\ufffd", value).split())
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
