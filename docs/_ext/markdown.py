"""Pieces of Markdown that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars and line ends in cells are made harmless."""
    lines = [_row(head), "|" + "---|" * len(head), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Words that are shown as they stand, none of them read as Markdown or HTML."""
    marked = "".join("\\" + sign if sign in "\\`*_{}[]<>#|~$^" else sign for sign in text)
    return " ".join(marked.split())


def code(text: str) -> str:
    """Code within a line."""
    return f"`{text}`" if text else ""


def fence(text: str, language: str) -> str:
    """Code on lines of its own; the fence is longer than any in the text."""
    ticks = "`" * 5
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}\n"


def folded(summary: str, text: str) -> str:
    """A part that opens when its line is clicked."""
    return f"<details><summary>{summary}</summary>\n\n{text}\n</details>\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
