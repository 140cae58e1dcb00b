"""One process that opens PDFs, from outside: started, given files, timed, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from imr_graph.letters.limits import Limits
from imr_graph.letters.pdf_answers import receive_answer, send_pdf

_WORKER: Final = Path(__file__).with_name("pdf_worker.py")
_BYTES_A_CHARACTER: Final = 4  # of UTF-8, at most


class EndedError(Exception):
    """A process that ended over a file.

    Args:
        code: its exit code; a signal's number, negative.
        timed_out: it was ended because its time by the clock was over.
    """

    def __init__(self, code: int, *, timed_out: bool) -> None:
        super().__init__(code, timed_out)
        self.code = code
        self.timed_out = timed_out

    @property
    def out_of_time(self) -> bool:
        """Whether its time was over, by the clock or by what it had of the CPU."""
        return self.timed_out or self.code == -signal.SIGXCPU


class PdfProcess:
    """A process of its own for PDFs; ``files`` counts those it has read.

    Args:
        limits: what each file may take.
    """

    def __init__(self, limits: Limits) -> None:
        self.files = 0
        self._limits = limits
        self._timed_out = False
        numbers = limits.memory_bytes, limits.cpu_seconds, limits.pages, limits.text_characters
        self._process = subprocess.Popen(  # noqa: S603 - our own program, numbers for arguments
            # It searches where this process does, and (-S) need not find that out again.
            [sys.executable, "-S", "-P", str(_WORKER), *map(str, numbers)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def usable(self) -> bool:
        """Whether it can take another file."""
        spent = self._timed_out or self.files >= self._limits.files_a_process
        return not spent and self._process.poll() is None

    def text(self, data: bytes) -> str:
        """The text of a PDF.

        Raises:
            RefusedError: the PDF gives none.
            EndedError: the process ended over it.
        """
        to_process, from_process = self._process.stdin, self._process.stdout
        if to_process is None or from_process is None:
            raise RuntimeError("a PDF process without pipes")
        clock = threading.Timer(self._limits.wall_seconds, self._time_out)
        clock.start()
        try:
            send_pdf(to_process, data)
            return receive_answer(from_process, _BYTES_A_CHARACTER * self._limits.text_characters)
        except (EOFError, BrokenPipeError) as error:
            self._process.kill()
            raise EndedError(self._process.wait(), timed_out=self._timed_out) from error
        finally:
            clock.cancel()
            clock.join()  # so that it cannot end the process over the next file
            self.files += 1

    def end(self) -> None:
        """End the process, whatever it does, and let go of the pipes."""
        self._process.kill()
        self._process.communicate()

    def _time_out(self) -> None:
        self._timed_out = True
        self._process.kill()
