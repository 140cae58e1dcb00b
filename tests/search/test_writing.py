"""An index goes with its letters: what comes is found, what goes is gone, versions share files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imr_graph.search import FIELDS, SearchIndex
from imr_graph.search.files import LETTERS, LOCKS, is_current, open_index
from imr_graph.search.writing import SearchDraft, write_index
from imr_graph.store.durable import link_files
from tests.search.letters import found, index_of, letter

FIRST = letter(1, [("Norco", "plugh")])
SECOND = letter(2, [("MRI", "xyzzy"), ("Norco", "xyzzy again")])


def files(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name not in LOCKS
    }


def contents(folder: Path) -> set[str]:
    """The hashes of the files that hold words, numbers and names; tantivy names them at random."""
    return {one for name, one in files(folder).items() if not name.endswith(".json")}


def terms(folder: Path) -> set[str]:
    """All words that the files of an index hold, those of letters that are gone too."""
    searcher = open_index(folder).searcher()
    return {word for field in FIELDS for word, _ in searcher.terms_with_prefix(field, "")}


def test_a_version_grows_from_another_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    write_index(old, [FIRST])
    before = files(old)
    link_files(old, new, "*")
    with SearchIndex.open(old) as reader:
        with SearchDraft(new) as draft:
            draft.forget([FIRST.identifier, "CM16-9999999"])
            draft.add(SECOND)
            draft.add(letter(1, [("Norco", "another")]))
        assert found(reader, "plugh") == {(1, 1)}
        assert found(reader, "xyzzy") == set()
    assert files(old) == before
    with SearchIndex.open(new) as index:
        assert found(index, "plugh") == set()
        assert found(index, "xyzzy") == {(2, 1), (2, 2)}
        assert found(index, "another") == {(1, 1)}
        assert len(index) == 3


def test_nothing_new_changes_no_file(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [FIRST])
    before = files(tmp_path / "index")
    with SearchDraft(tmp_path / "index") as draft:
        draft.forget([])
        draft.forget(["CM16-9999999"])
    assert {k: v for k, v in files(tmp_path / "index").items() if k != "meta.json"} == {
        k: v for k, v in before.items() if k != "meta.json"
    }


def test_what_went_wrong_is_as_if_it_had_not_been(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [FIRST])

    def go_wrong() -> None:
        with SearchDraft(tmp_path / "index") as draft:
            draft.forget([FIRST.identifier])
            draft.add(SECOND)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        go_wrong()
    with SearchIndex.open(tmp_path / "index") as index:
        assert found(index, "plugh") == {(1, 1)}
        assert found(index, "xyzzy") == set()


def test_made_anew_it_is_byte_for_byte_as_if_the_letter_had_never_been(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    write_index(folder, [FIRST, SECOND])
    with SearchDraft(folder) as draft:
        draft.forget([SECOND.identifier])
    assert "xyzzy" in terms(folder)  # so forgetting is not enough
    write_index(folder, [FIRST])
    assert terms(folder) == {"norco", "plugh"}
    write_index(tmp_path / "other", [FIRST])
    assert contents(folder) == contents(tmp_path / "other")
    assert not any(b"xyzzy" in path.read_bytes() for path in folder.iterdir())
    assert not any(SECOND.identifier.encode() in path.read_bytes() for path in folder.iterdir())


def test_who_may_read_the_letters_may_read_all(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [FIRST])
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "index").iterdir()}
    assert len(modes) == 1
    assert not {path.name for path in (tmp_path / "index").iterdir()} & set(LOCKS)


def test_only_an_index_of_this_kind_can_be_added_to(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert not is_current(folder)
    write_index(folder, [FIRST])
    assert is_current(folder)
    whole = (folder / LETTERS).read_bytes()
    (folder / LETTERS).write_bytes(whole.replace(b"scheme", b"schema"))
    assert not is_current(folder)
    (folder / LETTERS).write_bytes(b"nothing")
    assert not is_current(folder)
    (folder / LETTERS).write_bytes(whole)
    (folder / "meta.json").unlink()
    assert not is_current(folder)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.integers(1, 6), st.booleans(), min_size=1), min_size=1, max_size=12))
def test_any_history_finds_what_one_build_finds(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    standing: dict[int, int] = {}
    for n, step in enumerate(history):
        with SearchDraft(folder / "grown") as draft:
            draft.forget([f"CM16-{number:07}" for number in step])
            for number, stays in step.items():
                standing.pop(number, None)
                if stays:
                    standing[number] = n
                    draft.add(letter(number, [("Norco", f"word{n} common")]))
    letters = [letter(number, [("Norco", f"word{n} common")]) for number, n in standing.items()]
    with SearchIndex.open(folder / "grown") as grown, index_of(folder / "whole", letters) as whole:
        for words in ("common", "norco", "word*", *(f"word{n}" for n in range(len(history)))):
            assert found(grown, words) == found(whole, words)
        assert len(grown) == len(whole) == len(standing)
