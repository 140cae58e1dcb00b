"""PDF files to text, page by page. The only module that knows the PDF library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

from imr_graph.errors import LetterError

_MAGIC: Final = b"%PDF-"
_HEAD: Final = 1024  # readers look for the magic, and for the end mark, within so many bytes
_HYPHEN: Final = "\ufffe"  # how the library marks a hyphen that ends a line
_HYPHEN_AT_LINE_END: Final = re.compile(rf"{_HYPHEN}(?:\r\n?|\n)?")
_CURE: Final = "download the letter again"


def is_pdf(data: bytes) -> bool:
    """Whether a file's bytes announce a PDF, whatever its name."""
    return _MAGIC in data[:_HEAD]


def read_pdf(path: Path, data: bytes) -> str:
    r"""The text of a PDF's pages in reading order, a form feed between pages.

    Published letters are encrypted with an empty password, which the library takes by itself. A
    hyphen that ends a line becomes "-\n".

    Raises:
        LetterError: the file is no PDF, is damaged, asks for a password or holds no text.
    """
    source = str(path)
    if not is_pdf(data):
        raise LetterError(source, "byte 0", "the file is named .pdf but is no PDF", _CURE)
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            pages = list(_pages(document))
    except pypdfium2.PdfiumError as error:
        raise _letter_error(source, data, error) from error
    if not any(page.strip() for page in pages):
        raise LetterError(
            source,
            f"{len(pages)} pages",
            "the pages hold no text, only pictures perhaps",
            "give a PDF with text, or recognise its characters first",
        )
    return "\f".join(pages)


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(len(document)):
        with closing(document[number]) as page, closing(page.get_textpage()) as text:
            yield _HYPHEN_AT_LINE_END.sub("-\n", text.get_text_range())


def _letter_error(source: str, data: bytes, error: Exception) -> LetterError:
    if "password" in str(error).lower():
        return LetterError(source, "file", "the PDF asks for a password", "give a copy without one")
    if b"%%EOF" not in data[-_HEAD:]:
        return LetterError(source, f"byte {len(data)}", "the PDF is cut short, it has no end mark", _CURE)
    return LetterError(source, "file", "the PDF is damaged and cannot be opened", _CURE)
