"""Letters by path and by URL: those found, those read, and what is said of those that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest

from imr_graph.build import build_graph
from imr_graph.build.sources import find_sources, read_source
from imr_graph.errors import LetterError
from tests.build.sketches import n_quads, use_sketches

FILES = {"a.txt": b"case=CM16-0000001 body=one", "deep/b.TXT": b"body=two", "notes.md": b"no letter"}
LIMIT = 1000


@pytest.fixture
def memory() -> Iterator[Any]:
    """The files in a file system of fsspec's, below ``/letters``."""
    system = fsspec.filesystem("memory")
    for name, data in FILES.items():
        system.pipe(f"/letters/{name}", data)
    yield system
    system.rm("/letters", recursive=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files in a folder."""
    for name, data in FILES.items():
        path = tmp_path / "the letters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "the letters"


def test_letters_below_a_url_are_found_by_path(memory: Any) -> None:
    assert list(find_sources(["memory://letters"])) == [
        "memory:///letters/a.txt",
        "memory:///letters/deep/b.TXT",
    ]
    assert list(find_sources(["memory://letters/deep"])) == ["memory:///letters/deep/b.TXT"]


def test_a_url_of_one_file_stands_for_itself(memory: Any) -> None:
    (source,) = find_sources(["memory://letters/a.txt"])
    assert read_source(source, LIMIT) == FILES["a.txt"]
    assert list(find_sources(["memory://letters/notes.md"])) == ["memory://letters/notes.md"]


@pytest.mark.parametrize("as_url", [True, False])
def test_a_local_folder_by_url_and_by_path(as_url: bool, folder: Path) -> None:
    found = list(find_sources([f"file://{folder}" if as_url else folder]))
    assert [Path(source.removeprefix("file://")) for source in found] == [
        folder / "a.txt",
        folder / "deep/b.TXT",
    ]
    assert [read_source(source, LIMIT) for source in found] == [FILES["a.txt"], FILES["deep/b.TXT"]]


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("memory://letters/gone.txt", "FileNotFoundError"),
        ("memory://letters", "FileNotFoundError"),
        ("file:///nowhere/at/all.txt", "FileNotFoundError"),
        ("nonsense://letters/a.txt", "Protocol not known: nonsense"),
    ],
)
def test_a_url_that_cannot_be_read_is_told(url: str, cause: str, memory: Any) -> None:
    with pytest.raises(LetterError, match=cause) as caught:
        read_source(url, LIMIT)
    assert caught.value.source == url
    assert caught.value.cure == "check the URL, and that its file system is installed"
    if url != "memory://letters":
        assert list(find_sources([url])) == [url]


@pytest.mark.parametrize("source", ["memory://letters/a.txt", "FOLDER/a.txt"])
def test_a_file_over_the_limit_is_refused(source: str, memory: Any, folder: Path) -> None:
    source = source.replace("FOLDER", str(folder))
    assert read_source(source, len(FILES["a.txt"])) == FILES["a.txt"]
    with pytest.raises(LetterError, match="more than 25 bytes"):
        read_source(source, 25)


def test_the_same_letters_by_url_are_the_same_graph(
    memory: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_sketches(monkeypatch)
    sources = ["memory://letters", "nonsense://letters", "memory://letters/gone.txt"]
    report = build_graph(sources, tmp_path / "by-url")
    assert {error.source for error in report.failed} == set(sources[1:])
    assert report.letters == 2
    again = build_graph([folder], tmp_path / "by-url")
    assert (again.unchanged, again.new, again.version) == (2, 0, report.version)
    build_graph([folder], tmp_path / "by-path")
    assert n_quads(tmp_path / "by-url") == n_quads(tmp_path / "by-path")
