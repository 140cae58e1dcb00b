"""The staging area: what was read is found again, whole chunks only, under the same key only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.staging import StagedLetter, Staging, drop_staged, staged_letters
from tests.conftest import ROOT
from tests.store.test_segments import bare, letter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "staging"


@pytest.fixture
def staging(folder: Path) -> Iterator[Staging]:
    opened = Staging(folder, "rules 1")
    yield opened
    opened.close()


def staged(number: int, text: str = "", *, items: int = 1, day: int = 1) -> StagedLetter:
    return StagedLetter(
        letter=letter(number, text, items=items, day=day),
        source=f"{number}.txt",
        file_sha256="ab" * 32 if number % 2 else None,
        triples=f"triples of {number}".encode(),
    )


def test_chunks_come_back_as_they_were_given(staging: Staging) -> None:
    first, second = [staged(1), staged(2, items=3)], [staged(3)]
    assert staging.append(first, b"facts") == 1
    assert staging.append(second) == 2
    assert [(list(chunk.letters), chunk.facts) for chunk in staging.chunks()] == [
        (first, b"facts"),
        (second, b""),
    ]
    assert len(staging) == 3
    assert staging.chunk(2).number == 2
    with pytest.raises(GraphDirectoryError, match="nothing is staged as chunk 3"):
        staging.chunk(3)


def test_summaries_tell_what_settling_needs(staging: Staging) -> None:
    for chunk in range(3):
        staging.append([staged(500 * chunk + n) for n in range(500)])
    summaries = list(staging.summaries())
    assert [one.identifier for one in summaries] == [f"CM16-{n:07}" for n in range(1_500)]
    assert (summaries[501].chunk, summaries[501].place) == (2, 1)
    given = staged(501)
    assert (summaries[501].source, summaries[501].file_sha256) == (given.source, given.file_sha256)
    assert summaries[501].rank == given.letter.rank


def test_rivals_share_a_case_or_a_body(staging: Staging) -> None:
    alone, early, late = staged(1), staged(2, "early", day=1), staged(2, "late", day=2)
    number = StagedLetter(letter=letter(3, body="c"), source="3.txt", file_sha256=None, triples=b"")
    none = StagedLetter(letter=bare("bare", "c"), source="bare.txt", file_sha256=None, triples=b"")
    staging.append([alone, none, early])
    staging.append([late, number])
    assert [one.source for one in staging.rivals()] == ["bare.txt", "2.txt", "2.txt", "3.txt"]
    assert [(one.chunk, one.place) for one in staging.rivals()] == [(1, 1), (1, 2), (2, 0), (2, 1)]


def test_known_texts_are_not_read_again(staging: Staging) -> None:
    given = [staged(1), staged(2)]
    staging.append(given)
    texts = [one.letter.text_sha256 for one in given]
    assert staging.known_texts([*texts, "0" * 64]) == set(texts)


def test_it_outlives_its_process_under_the_same_key_only(folder: Path, staging: Staging) -> None:
    staging.append([staged(1)])
    staging.close()
    same = Staging(folder, "rules 1")
    assert len(same) == 1
    same.close()
    other = Staging(folder, "rules 2")
    assert len(other) == 0
    other.drop()
    assert not folder.exists()


def test_damage_costs_only_reading_again(folder: Path, staging: Staging) -> None:
    staging.append([staged(1)])
    staging.close()
    (folder / "staging.sqlite").write_bytes(b"cut by a power failure, no database any more" * 9)
    again = Staging(folder, "rules 1")
    assert len(again) == 0
    again.append([staged(1)])
    assert len(again) == 1
    again.close()


_WRITER = """
import sys
from pathlib import Path
from imr_graph.store.staging import Staging
from tests.store.test_staging import staged
staging = Staging(Path(sys.argv[1]), "rules 1")
for chunk in range(1_000):
    staging.append([staged(10 * chunk + n) for n in range(10)], b"facts")
    print(chunk, flush=True)
"""


def test_a_killed_process_leaves_whole_chunks(folder: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for _ in range(5):
        told = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    staging = Staging(folder, "rules 1")
    chunks = list(staging.chunks())
    assert len(chunks) > told
    assert all(len(chunk.letters) == 10 for chunk in chunks)
    assert len(staging) == 10 * len(chunks)
    staging.close()


def test_a_removed_case_leaves_nothing_staged(tmp_path: Path, staging: Staging) -> None:
    staging.append([staged(1)])
    staging.close()
    assert staged_letters(tmp_path) == 1
    drop_staged(tmp_path, "CM16-0000009")
    assert staged_letters(tmp_path) == 1
    drop_staged(tmp_path, "CM16-0000001")
    assert staged_letters(tmp_path) == 0
    assert not (tmp_path / "staging").exists()
