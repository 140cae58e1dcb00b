"""PDFs in processes of their own: what is refused, what the processes may do, how they are replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from imr_graph.errors import LetterError
from imr_graph.letters import pdf_worker
from imr_graph.letters.limits import Limits
from imr_graph.letters.pdf import PdfPool
from imr_graph.letters.pdf_process import PdfProcess
from tests.letters.hostile_pdfs import bomb, endless_tree, laughs, nested, packed, pdf, shown
from tests.letters.pdf_files import make_pdf

GOOD = make_pdf([["Decision rationale: words"]])


@pytest.fixture(scope="module")
def pool() -> Iterator[PdfPool]:
    with PdfPool(Limits(memory_bytes=200_000_000), processes=1) as pdfs:
        yield pdfs


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[PdfProcess]:
    """The processes that are started while the test runs."""
    processes: list[PdfProcess] = []

    class Counted(PdfProcess):
        def __init__(self, limits: Limits) -> None:
            super().__init__(limits)
            processes.append(self)

    monkeypatch.setattr("imr_graph.letters.pdf.PdfProcess", Counted)
    return processes


def pid(process: PdfProcess) -> int:
    return process._process.pid


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a stream of 640 MB": (lambda: pdf(bomb()), "memory"),
    "a good page and a stream of 640 MB": (lambda: pdf(packed(shown(9)), bomb()), "memory"),
    "more text than a letter may have": (lambda: pdf(packed(shown(1_000)), kids=50), "more than 2000000"),
    "much more text": (lambda: pdf(packed(shown(1_000_000))), "memory"),
    "five thousand pages": (lambda: pdf(packed(shown(9)), kids=5_000), "more than 1000 pages"),
    "forms within forms": (lambda: laughs(10), "memory"),
    "arrays without end": (lambda: nested(1_000_000), "damaged"),
    "a tree without end": (endless_tree, "damaged"),
    "a password": (lambda: make_pdf([["x"]], locked=True), "password"),
    "nothing after the head": (lambda: b"%PDF-1.7\n%%EOF\n", "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_is_refused_with_its_reason(pool: PdfPool, name: str) -> None:
    make, reason = HOSTILE[name]
    with pytest.raises(LetterError) as caught:
        pool.read("a.pdf", make())
    assert reason in caught.value.cause
    assert caught.value.source == "a.pdf"
    assert caught.value.cure
    assert pool.read("b.pdf", GOOD) == "Decision rationale: words"


def test_cpu_time_is_limited() -> None:
    with PdfPool(Limits(cpu_seconds=1, memory_bytes=8_000_000_000), processes=1) as pool:
        with pytest.raises(LetterError, match="more than 1 CPU seconds"):
            pool.read("a.pdf", pdf(packed(shown(2_000_000))))
        assert pool.read("b.pdf", GOOD)


def test_time_by_the_clock_is_limited(started: list[PdfProcess]) -> None:
    with PdfPool(Limits(wall_seconds=1), processes=1) as pool:
        assert pool.read("a.pdf", GOOD)
        os.kill(pid(started[0]), signal.SIGSTOP)
        with pytest.raises(LetterError, match="more than 1 seconds"):
            pool.read("b.pdf", GOOD)
        assert pool.read("c.pdf", GOOD)
    assert len(started) == 2


def test_a_process_takes_so_many_files_and_no_more(started: list[PdfProcess]) -> None:
    with PdfPool(Limits(files_a_process=3), processes=1) as pool:
        for n in range(7):
            assert pool.read(f"{n}.pdf", GOOD)
    assert [process.files for process in started] == [3, 3, 1]


def test_a_file_is_tried_again_where_the_process_was_used(started: list[PdfProcess]) -> None:
    with PdfPool(processes=1) as pool:
        assert pool.read("a.pdf", GOOD)
        os.kill(pid(started[0]), signal.SIGKILL)
        assert pool.read("b.pdf", GOOD)
        with pytest.raises(LetterError, match="memory"):
            pool.read("c.pdf", pdf(bomb()))
        assert pool.read("d.pdf", GOOD)
    assert len(started) == 4  # the third one breaks over the bomb as the second did


def test_threads_share_the_processes(started: list[PdfProcess]) -> None:
    pages = [[[f"letter {n}"] * 40] * 20 for n in range(20)]
    texts: dict[int, str] = {}

    def read(n: int) -> None:
        texts[n] = shared.read(f"{n}.pdf", make_pdf(pages[n]))

    with PdfPool(processes=2) as shared:
        threads = [threading.Thread(target=read, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(texts) == list(range(20))
    for n, text in texts.items():
        assert set(text.split()) == {"letter", str(n)}
    assert len(started) == 2


def test_no_process_starts_before_a_pdf_comes_or_outlives_its_pool(started: list[PdfProcess]) -> None:
    with PdfPool() as pool:
        with pytest.raises(LetterError, match="is no PDF"):
            pool.read("a.pdf", b"words")
        assert not started
        pool.read("b.pdf", GOOD)
    assert len(started) == 1
    assert started[0]._process.returncode is not None
    assert pool.read("c.pdf", GOOD), "a closed pool starts anew"
    pool.close()


def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from imr_graph.letters.limits import Limits\n"
        "from imr_graph.letters.pdf_process import PdfProcess\n"
        "process = PdfProcess(Limits())\n"
        "process.text(sys.stdin.buffer.read())\n"
        "print(process._process.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], input=GOOD, capture_output=True, check=True)
    orphan = Path("/proc") / run.stdout.decode().strip()
    until = time.monotonic() + 10
    while orphan.exists() and "zombie" not in (orphan / "status").read_text() and time.monotonic() < until:
        time.sleep(0.01)
    assert not orphan.exists() or "zombie" in (orphan / "status").read_text()


def test_a_process_can_open_neither_files_nor_sockets() -> None:
    program = (
        "import socket\n"
        "from imr_graph.letters.pdf_worker import _confine\n"
        "_confine(400_000_000)\n"
        "for reach in (lambda: open('/etc/passwd'), lambda: open('/dev/shm/x', 'w'), socket.socket):\n"
        "    try:\n"
        "        reach()\n"
        "    except OSError as error:\n"
        "        print(error.errno)\n"
        "try:\n"
        "    bytearray(500_000_000)\n"
        "except MemoryError:\n"
        "    print('memory')\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["24", "24", "24", "memory"]


def test_confinement_changes_no_text(shared_letters: Path, pool: PdfPool) -> None:
    for path in sorted((shared_letters / "real").glob("*.pdf"))[::7]:
        data = path.read_bytes()
        free = pdf_worker.pdf_text(data, pages=99, characters=99_999)
        assert pool.read(str(path), data) == free


def test_who_wrote_a_pdf_is_not_read() -> None:
    data = make_pdf([["words"]]).replace(
        b"/Root 1 0 R", b"/Info << /Author (Jane Roe) /Title (Roe) >> /Root 1 0 R"
    )
    with PdfPool(processes=1) as pool:
        assert pool.read("a.pdf", data) == "words"


@pytest.mark.parametrize(
    "answer",
    [
        "b'T' + (10**15).to_bytes(8, 'big')",
        "b'R' + (5).to_bytes(8, 'big') + b'odd 1'",
        "b'T' + (5).to_bytes(8, 'big') + b'word'",
        "b''",
    ],
)
def test_what_a_process_says_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text(f"import sys\nsys.stdin.buffer.read(8)\nsys.stdout.buffer.write({answer})\n")
    monkeypatch.setattr("imr_graph.letters.pdf_process._WORKER", liar)
    with PdfPool(processes=1) as pool, pytest.raises(LetterError, match=r"process|reader"):
        pool.read("a.pdf", GOOD)
