"""PDF files to text, each opened in a process that is kept apart and may be lost.

PDFs come from outside, and a library of C code reads them. A pool keeps a few processes, hands
each one file at a time, and replaces those that break, take too long or have read their share.
"""

from __future__ import annotations

import queue
import signal
from types import TracebackType
from typing import Final

from imr_graph.errors import LetterError
from imr_graph.letters.limits import DEFAULT_LIMITS, Limits, over_limit
from imr_graph.letters.pdf_answers import RefusedError
from imr_graph.letters.pdf_process import EndedError, PdfProcess

_MAGIC: Final = b"%PDF-"
_HEAD: Final = 1024  # readers look for the magic, and for the end mark, within so many bytes
_AGAIN: Final = "download the letter again"


def is_pdf(data: bytes) -> bool:
    """Whether a file's bytes announce a PDF, whatever its name."""
    return _MAGIC in data[:_HEAD]


class PdfPool:
    """Reads PDFs, ``processes`` of them at a time; a process starts when it is first needed.

    Threads may share it; :meth:`read` blocks. Close it, or use it as a context manager.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, processes: int = 2) -> None:
        self._limits = limits
        self._places = processes
        self._idle: queue.LifoQueue[PdfProcess | None] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(None)

    def read(self, source: str, data: bytes) -> str:
        """The text of a PDF's pages, a form feed between pages, line ends as the library gives them.

        Args:
            source: the file as the user named it.
            data: its bytes.

        Raises:
            LetterError: the file is no PDF, is damaged, asks for a password, holds no text or passes a
                limit, or the process that read it broke.
        """
        if not is_pdf(data):
            raise LetterError(source, "byte 0", "the file is named .pdf but is no PDF", _AGAIN)
        process = self._idle.get()
        try:
            if process and process.usable:
                try:
                    return process.text(data)
                except EndedError as ended:
                    if ended.out_of_time:
                        raise
                    # It may have broken on what earlier files left behind: the file is tried alone.
            if process:
                process.end()
                process = None
            process = PdfProcess(self._limits)
            return process.text(data)
        except RefusedError as refused:
            raise self._refusal(source, data, refused) from refused
        except EndedError as ended:
            raise self._broken(source, ended) from ended
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End the processes, each when it has answered."""
        for process in [self._idle.get() for _ in range(self._places)]:
            if process:
                process.end()
            self._idle.put(None)

    def __enter__(self) -> PdfPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refusal(self, source: str, data: bytes, refused: RefusedError) -> LetterError:
        number, limits = refused.number, self._limits
        match refused.refusal:
            case "password":
                return LetterError(source, "file", "the PDF asks for a password", "give a copy without one")
            case "damaged" if b"%%EOF" not in data[-_HEAD:]:
                return LetterError(
                    source, f"byte {len(data)}", "the PDF is cut short, it has no end mark", _AGAIN
                )
            case "damaged":
                return LetterError(source, "file", "the PDF is damaged and cannot be opened", _AGAIN)
            case "empty":
                return LetterError(
                    source,
                    f"{number} pages",
                    "the pages hold no text, only pictures perhaps",
                    "give a PDF with text, or recognise its characters first",
                )
            case "pages":
                cause = f"the PDF has more than {limits.pages} pages"
                return LetterError(source, f"{number} pages", cause, over_limit("pages"))
            case "text":
                cause = f"the text has more than {limits.text_characters} characters"
                place = f"character {limits.text_characters}"
                return LetterError(source, place, cause, over_limit("text_characters"))
            case "memory":
                cause = f"reading the PDF takes more than {limits.memory_bytes} bytes of memory"
                return LetterError(source, "file", cause, over_limit("memory_bytes"))

    def _broken(self, source: str, ended: EndedError) -> LetterError:
        limits = self._limits
        if ended.timed_out:
            cause = f"reading the PDF takes more than {limits.wall_seconds} seconds"
            return LetterError(source, "file", cause, over_limit("wall_seconds"))
        if ended.code == -signal.SIGXCPU:
            cause = f"reading the PDF takes more than {limits.cpu_seconds} CPU seconds"
            return LetterError(source, "file", cause, over_limit("cpu_seconds"))
        if ended.code < 0:
            name = signal.Signals(-ended.code).name
            memory = f"more than {limits.memory_bytes} bytes of memory"
            cause = f"the PDF breaks its reader, or takes {memory} ({name})"
            return LetterError(source, "file", cause, f"{_AGAIN}, or {over_limit('memory_bytes')}")
        cause = f"the process that reads PDFs failed (exit code {ended.code})"
        return LetterError(source, "file", cause, "check that imr-graph is installed whole")
