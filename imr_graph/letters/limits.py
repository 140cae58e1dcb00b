"""How much of a machine one letter may take: a file over a limit is refused, never cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one file; the defaults are about a hundred times what the largest letters need.

    Args:
        file_bytes: bytes of a file.
        text_characters: characters of a letter's text.
        pages: pages of a PDF.
        cpu_seconds: CPU time that a PDF's text may take.
        wall_seconds: time that it may take by the clock; more, for machines that are busy.
        memory_bytes: address space of a process that reads PDFs.
        files_a_process: PDFs that one process reads before a new one takes its place.
    """

    file_bytes: int = 20_000_000
    text_characters: int = 2_000_000
    pages: int = 1_000
    cpu_seconds: int = 5
    wall_seconds: int = 30
    memory_bytes: int = 512_000_000
    files_a_process: int = 500


DEFAULT_LIMITS: Final = Limits()


def over_limit(name: str) -> str:
    """What to do about a file that passes the limit of that name: the cure of its error."""
    return f"check that it is one letter; --limit {name}=NUMBER raises the limit"
