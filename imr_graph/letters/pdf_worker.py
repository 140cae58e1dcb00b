"""The program that opens PDFs: a process that may do nothing but turn bytes into text.

It is the only module that knows the PDF library. PDFs come in on stdin, answers go out on stdout.
Before the first file it gives up what it does not need: it can open no further file and no
socket, and has so much memory and no more. As it finds no fonts of the system then, a PDF gives
the same text on every machine.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

from imr_graph.letters.pdf_answers import RefusedError, receive_pdf, send_answer

_HYPHEN: Final = "\ufffe"  # how the library marks a hyphen that ends a line
_HYPHEN_AT_LINE_END: Final = re.compile(rf"{_HYPHEN}(?:\r\n?|\n)?")


def pdf_text(data: bytes, *, pages: int, characters: int) -> str:
    r"""The text of a PDF's pages in reading order, a form feed between pages.

    Published letters are encrypted with an empty password, which the library takes by itself. A
    hyphen that ends a line becomes "-\n".

    Args:
        data: the file.
        pages: the most pages it may have.
        characters: the longest text it may have.

    Raises:
        RefusedError: it has more, is damaged, asks for a password or holds no text.
    """
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            if len(document) > pages:
                raise RefusedError("pages", len(document))
            texts = list(_page_texts(document, characters))
    except pypdfium2.PdfiumError as error:
        raise RefusedError("password" if "password" in str(error).lower() else "damaged") from error
    except MemoryError as error:
        raise RefusedError("memory") from error
    if not any(text.strip() for text in texts):
        raise RefusedError("empty", len(texts))
    return "\f".join(texts)


def _page_texts(document: pypdfium2.PdfDocument, characters: int) -> Iterator[str]:
    length = 0
    for number in range(len(document)):
        with closing(document[number]) as page, closing(page.get_textpage()) as text:
            length += text.count_chars()
            if length > characters:
                raise RefusedError("text", length)
            yield _HYPHEN_AT_LINE_END.sub("-\n", text.get_text_range())


def _confine(memory: int) -> None:
    """Give up for good: further files and sockets, memory beyond the limit, core files."""
    codecs.lookup("utf-16-le")  # the library decodes by it; it could not be imported later
    if sys.platform == "linux":  # elsewhere the system refuses this limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _allow_cpu(seconds: int) -> None:
    """Let the process live so many CPU seconds from now on; the kernel ends it then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, ceiling = resource.getrlimit(resource.RLIMIT_CPU)
    if ceiling != resource.RLIM_INFINITY:
        until = min(until, ceiling)
    resource.setrlimit(resource.RLIMIT_CPU, (until, ceiling))


def _answer(data: bytes, pages: int, characters: int) -> str | RefusedError:
    try:
        return pdf_text(data, pages=pages, characters=characters)
    except RefusedError as refused:
        return refused


def main() -> None:
    """Answer until the other end closes. Arguments: memory, CPU seconds, pages, characters."""
    memory, cpu, pages, characters = map(int, sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started the process ends it
    requests = io.BufferedReader(io.FileIO(os.dup(0)))
    answers = io.BufferedWriter(io.FileIO(os.dup(1), "w"))
    os.dup2(2, 1)  # nothing else may write into the answers
    _confine(memory)
    while (data := receive_pdf(requests)) is not None:
        _allow_cpu(cpu)
        send_answer(answers, _answer(data, pages, characters))


if __name__ == "__main__":
    main()
