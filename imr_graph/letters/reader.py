"""Files to kept texts."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Final

from imr_graph.errors import LetterError
from imr_graph.letters.files import SUFFIXES, check_is_file, read_bytes
from imr_graph.letters.limits import DEFAULT_LIMITS, Limits, over_limit
from imr_graph.letters.pdf import PdfPool, is_pdf
from imr_graph.letters.plain_text import decode_text

_LINE_END: Final = re.compile(r"\r\n?")
_BYTES_A_CHARACTER: Final = 4  # of any encoding, at most
_AHEAD: Final = 4
"""Files read ahead for each process: enough that none waits, few enough to be held in memory."""


@dataclass(frozen=True, slots=True)
class LetterText:
    r"""A letter as it is kept: ``text`` with ``\n`` line ends and a form feed between pages."""

    source: str
    text: str


class LetterReader:
    """Reads letters from files, each within the limits; PDFs in processes of their own.

    Threads may share it. Close it, or use it as a context manager::

        with LetterReader() as reader:
            for letter in reader.read_all(find_letters(folders)):
                ...

    Args:
        limits: what one file may take.
        processes: PDFs that are read at a time.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, processes: int = 2) -> None:
        self._limits = limits
        self._processes = processes
        self._pdfs = PdfPool(limits, processes)

    def read(self, path: Path) -> LetterText:
        """The kept text of one file.

        Raises:
            LetterError: it cannot be read, is no file of a letter, holds no text or passes a limit.
        """
        check_is_file(path)
        self._suffix(str(path))
        return self.read_data(str(path), read_bytes(path, self._limits.file_bytes))

    def read_data(self, source: str, data: bytes) -> LetterText:
        """The kept text of a file whose bytes are at hand.

        Args:
            source: the file as the user named it; its ending says what it is.
            data: its bytes.

        Raises:
            LetterError: it is no file of a letter, holds no text or passes a limit.
        """
        suffix = self._suffix(source)
        if not data.strip():
            raise LetterError(source, "byte 0", "the file is empty", "give the letter as published")
        pdf = suffix == ".pdf" or is_pdf(data)
        text = self._pdfs.read(source, data) if pdf else self._decode(source, data)
        text = _LINE_END.sub("\n", text)
        if not text.strip():
            raise LetterError(source, "file", "the file holds no words", "give the letter as published")
        return LetterText(source, text)

    def read_all(self, paths: Iterable[Path]) -> Iterator[LetterText | LetterError]:
        """The kept text of each file, or why it has none, in the order of the paths.

        Files are read ahead while the caller works on those before them.
        """
        ahead: deque[Future[LetterText | LetterError]] = deque()
        threads = ThreadPoolExecutor(self._processes, thread_name_prefix="letters")
        try:
            for path in paths:
                ahead.append(threads.submit(self._attempt, path))
                if len(ahead) > _AHEAD * self._processes:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)

    def close(self) -> None:
        """End the processes that read PDFs."""
        self._pdfs.close()

    def __enter__(self) -> LetterReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _suffix(source: str) -> str:
        """The ending of a letter's file."""
        suffix = PurePosixPath(source).suffix.lower()
        if suffix not in SUFFIXES:
            cause = f"files of type {suffix or 'unknown'} are not read"
            raise LetterError(source, "file", cause, "give .txt or .pdf files")
        return suffix

    def _decode(self, source: str, data: bytes) -> str:
        """The text of a text file; one that must be too long is not decoded at all."""
        limit = self._limits.text_characters
        if len(data) <= _BYTES_A_CHARACTER * limit and len(text := decode_text(Path(source), data)) <= limit:
            return text
        cause = f"the text has more than {limit} characters"
        raise LetterError(source, f"character {limit}", cause, over_limit("text_characters"))

    def _attempt(self, path: Path) -> LetterText | LetterError:
        try:
            return self.read(path)
        except LetterError as error:
            return error


def read_letter(path: Path) -> LetterText:
    """The kept text of one file; for many, a ``LetterReader`` spares a process for each PDF.

    Raises:
        LetterError: it cannot be read, is no file of a letter, holds no text or passes a limit.
    """
    with LetterReader(processes=1) as reader:
        return reader.read(path)
