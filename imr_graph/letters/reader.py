"""Files and folders to kept texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from imr_graph.errors import LetterError


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter as it is kept: ``text`` with ``\\n`` line ends and a form feed between pages."""

    source: str
    text: str


def find_letters(paths: Iterable[Path]) -> Iterator[Path]:
    """Every ``.txt`` and ``.pdf`` file named, or below a folder named, in order of path."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in {".txt", ".pdf"} and p.is_file())
        else:
            yield path


def read_letter(path: Path) -> LetterText:
    """The kept text of one file.

    Raises:
        LetterError: the file cannot be read, is no letter text, or holds none.
    """
    text = _pdf(path) if path.suffix.lower() == ".pdf" else path.read_text(encoding="utf-8", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise LetterError(str(path), "file", "no text", "give the letter as published")
    return LetterText(str(path), text)


def _pdf(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "\f".join(pages).replace("\ufffe", "-\n")
