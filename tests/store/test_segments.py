"""Kept letters: several segments read as one, the newest first, and few of them in the long run."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Dates, Record
from imr_graph.store.merging import merge_all, merge_small, rewrite_without
from imr_graph.store.segment import KeptLetter
from imr_graph.store.segments import Counts, DraftLetters, LetterSegments, segment_files
from tests.factories import make_item, make_record
from tests.store.graphs import kept


def letter(number: int, text: str = "", *, items: int = 1, body: str = "", day: int = 1) -> KeptLetter:
    return kept(record(number, text, items=items, body=body, day=day), text or f"text of {number}")


def record(number: int, text: str = "", *, items: int = 1, body: str = "", day: int = 1) -> Record:
    overrides: dict[str, object] = {"text_sha256": f"{number:032x}{text.encode().hex():0>32}"}
    if body:
        overrides["body_sha256"] = body * 64
    return make_record(
        case_number=f"CM16-{number:07}",
        items=(make_item(),) * items,
        dates=Dates(decision=dt.date(2016, 1, day)),
        **overrides,
    )


def bare(text: str, body: str) -> KeptLetter:
    made = make_record(
        case_number=None,
        identifier=f"body-{body * 16}",
        body_sha256=body * 64,
        text_sha256=text.encode().hex().zfill(64),
    )
    return kept(made, text)


def putting(*letters: KeptLetter) -> Callable[[DraftLetters], object]:
    return lambda draft: draft.put(letters)


def write(folder: Path, change: Callable[[DraftLetters], object]) -> Counts:
    """A segment more, as a build writes it, none merged."""
    draft = DraftLetters(folder)
    change(draft)
    return draft.seal()


def everything(folder: Path) -> tuple[list[tuple[str, str]], list[str], Counts]:
    """Standing letters with their texts, all texts that are kept, and what is noted of them."""
    letters = LetterSegments.open(folder)
    standing = [(found.identifier, text) for found, text in letters.letters()]
    texts = sorted(one.text_sha256 for one in letters.kept())
    counts = letters.counts()
    assert counts == letters.recounted()
    assert [identifier for identifier, _ in standing] == letters.identifiers()
    letters.close()
    return standing, texts, counts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "letters"


def test_a_letter_comes_back(folder: Path) -> None:
    write(folder, lambda draft: draft.put([letter(1)]))
    letters = LetterSegments.open(folder)
    held = letters.record("CM16-0000001")
    assert held is not None
    assert (held.case_number, held.source) == ("CM16-0000001", None)
    assert letters.text("CM16-0000001") == "text of 1"
    assert letters.record("CM16-0000002") is None
    assert letters.text("CM16-0000002") is None
    letters.close()


def test_newer_segments_are_read_first(folder: Path) -> None:
    write(folder, lambda draft: draft.put([letter(1), letter(2, items=3), letter(3)]))

    def second(draft: DraftLetters) -> None:
        draft.put([letter(1, "later", items=2), letter(4)])
        draft.forget(["CM16-0000003"])
        # What is written can be read at once.
        assert draft.text("CM16-0000001") == "later"
        assert not draft.holds("CM16-0000003")
        assert draft.counts() == Counts(3, 6, 0)

    assert write(folder, second) == Counts(3, 6, 0)
    standing, texts, counts = everything(folder)
    assert standing == [
        ("CM16-0000001", "later"),
        ("CM16-0000002", "text of 2"),
        ("CM16-0000004", "text of 4"),
    ]
    assert len(texts) == 5  # nothing is lost: what gave way is kept
    assert counts == Counts(3, 6, 0)


def test_what_gave_way_is_known_and_can_be_settled_anew(folder: Path) -> None:
    early, late, other = letter(1, "early", day=1), letter(1, "late", day=9), letter(1, "other", day=9)

    def change(draft: DraftLetters) -> None:
        draft.put([early])
        draft.set_aside([other])
        draft.put([late])

    write(folder, change)
    letters = LetterSegments.open(folder)
    assert letters.text("CM16-0000001") == "late"
    assert letters.known_texts([early.text_sha256, other.text_sha256, "0" * 64]) == {
        early.text_sha256,
        other.text_sha256,
    }
    assert [one.text_sha256 for one in letters.of_case("CM16-0000001")] == [
        one.text_sha256 for one in sorted([early, late, other], key=lambda one: one.rank)
    ]
    standing = letters.standing("CM16-0000001")
    assert standing is not None
    assert standing.rank == late.rank
    letters.close()


def test_a_body_leads_to_the_first_case_in_order_that_ever_had_it(folder: Path) -> None:
    write(folder, lambda draft: draft.put([letter(2, body="a"), bare("b", "b")]))

    def second(draft: DraftLetters) -> None:
        draft.put([letter(1, body="a"), letter(2, "later", body="c")])
        draft.set_aside([bare("a", "a")])

    write(folder, second)
    letters = LetterSegments.open(folder)
    assert letters.case_of_body("body-" + "a" * 16) == "CM16-0000001"
    assert letters.case_of_body("body-" + "b" * 16) is None
    assert letters.holds("body-" + "b" * 16)
    assert letters.cases_of_bodies([f"body-{one * 16}" for one in "abcd"]) == {
        "body-" + "a" * 16: "CM16-0000001",
        "body-" + "c" * 16: "CM16-0000002",
    }
    letters.close()


def test_a_draft_that_writes_nothing_adds_no_segment(folder: Path) -> None:
    write(folder, lambda draft: draft.put([letter(1)]))
    before = segment_files(folder)
    assert write(folder, lambda draft: draft.put([])) == Counts(1, 1, 0)
    assert segment_files(folder) == before


def test_an_empty_graph_has_an_empty_segment(folder: Path) -> None:
    assert write(folder, lambda draft: draft.put([])) == Counts()
    assert everything(folder) == ([], [], Counts())


def test_synthetic_letters_are_counted(folder: Path) -> None:
    made_up = kept(make_record(synthetic=True), "made up")
    assert write(folder, lambda draft: draft.put([made_up, letter(2)])) == Counts(2, 2, 1)
    assert write(folder, lambda draft: draft.forget(["CM16-0000001"])) == Counts(1, 1, 0)


class TestMerging:
    def test_any_merging_tells_the_same(self, tmp_path: Path) -> None:
        """The same changes, segments never merged, merged by the rule, and all merged."""
        chance = random.Random(11)  # noqa: S311 - changes, no secrets
        steps: list[tuple[list[KeptLetter], list[KeptLetter], list[str]]] = []
        for step in range(12):
            numbers = chance.sample(range(30), 6)
            put = [letter(number, f"step {step}", items=1 + step % 3) for number in numbers[:4]]
            aside = [letter(number, f"aside {step}") for number in numbers[4:]]
            steps.append((put, aside, [f"CM16-{chance.randrange(30):07}"]))

        def apply(
            name: str, merge: Callable[[Path, Counts], object]
        ) -> tuple[list[tuple[str, str]], list[str], Counts]:
            folder = tmp_path / name
            for put, aside, forgotten in steps:

                def change(
                    draft: DraftLetters,
                    put: Iterable[KeptLetter] = put,
                    aside: Iterable[KeptLetter] = aside,
                    forgotten: Iterable[str] = forgotten,
                ) -> None:
                    draft.forget(forgotten)
                    draft.put(put)
                    draft.set_aside(aside)

                merge(folder, write(folder, change))
            return everything(folder)

        never = apply("never", lambda *_: None)
        assert apply("rule", merge_small) == never
        assert apply("all", merge_all) == never
        assert len(segment_files(tmp_path / "never")) == 12
        assert len(segment_files(tmp_path / "all")) == 1

    def test_a_small_addition_leaves_the_large_segment_alone_and_few_remain(self, folder: Path) -> None:
        large = [letter(number) for number in range(100)]
        merge_small(folder, write(folder, lambda draft: draft.put(large)))
        (first,) = segment_files(folder)
        inode = first.stat().st_ino
        for number in range(100, 112):
            merge_small(folder, write(folder, putting(letter(number))))
        files = segment_files(folder)
        assert files[-1].stat().st_ino == inode
        assert len(files) <= 3

    def test_a_merged_segment_holds_nothing_of_what_is_forgotten(self, folder: Path) -> None:
        write(folder, lambda draft: draft.put([letter(1), letter(2)]))
        merge_all(folder, write(folder, lambda draft: draft.forget(["CM16-0000001"])))
        (file,) = segment_files(folder)
        with sqlite3.connect(file) as connection:
            assert connection.execute("SELECT identifier FROM standing").fetchall() == [("CM16-0000002",)]
        connection.close()


class TestRewriting:
    def test_no_byte_stays_and_other_versions_keep_their_files(self, folder: Path, tmp_path: Path) -> None:
        secret = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=400))  # noqa: S311
        for n in range(3):
            write(folder, putting(letter(1, f"{n}{secret}"[:16]), letter(2 + n)))
        hidden = kept(record(1, "secret"), secret)
        write(folder, lambda draft: draft.set_aside([hidden]))
        others = tmp_path / "other version"
        others.mkdir()
        for path in segment_files(folder):
            (others / path.name).hardlink_to(path)
        assert any(hidden.text in path.read_bytes() for path in segment_files(folder))

        letters = LetterSegments.open(folder)
        texts = [one.text_sha256 for one in letters.of_case("CM16-0000001")]
        letters.close()
        assert len(texts) == 4
        write(folder, lambda draft: draft.forget(["CM16-0000001"]))
        rewrite_without(folder, ["CM16-0000001"], texts)
        for path in segment_files(folder):
            held = path.read_bytes()
            assert hidden.text not in held
            assert b"CM16-0000001" not in held
        standing, _, counts = everything(folder)
        assert [identifier for identifier, _ in standing] == [f"CM16-{n:07}" for n in (2, 3, 4)]
        assert counts == Counts(3, 3, 0)
        assert any(hidden.text in path.read_bytes() for path in segment_files(others))

    def test_segments_without_the_case_are_not_written(self, folder: Path) -> None:
        write(folder, lambda draft: draft.put([letter(1)]))
        (file,) = segment_files(folder)
        inode = file.stat().st_ino
        rewrite_without(folder, ["CM16-0000009"], ["00" * 32])
        assert file.stat().st_ino == inode


def test_threads_may_share_it(folder: Path) -> None:
    write(folder, lambda draft: draft.put(letter(number) for number in range(50)))
    letters = LetterSegments.open(folder)
    identifiers = letters.identifiers() * 4
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(letters.text, identifiers))
    assert texts == [f"text of {int(identifier[5:])}" for identifier in identifiers]
    letters.close()


def test_a_missing_letter_is_told(folder: Path) -> None:
    write(folder, lambda draft: draft.put([letter(1)]))
    (file,) = segment_files(folder)
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM letter")
    connection.close()
    letters = LetterSegments.open(folder)
    for ask in (letters.record, letters.text, letters.standing):
        with pytest.raises(GraphDirectoryError, match="CM16-0000001 is missing"):
            ask("CM16-0000001")
    letters.close()


def test_a_file_of_another_kind_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "0001.sqlite").write_bytes(b"not a database, but long enough to look at" * 9)
    with pytest.raises(GraphDirectoryError, match="segment of letters is damaged"):
        LetterSegments.open(folder)
    with pytest.raises(GraphDirectoryError, match="no such folder"):
        LetterSegments.open(folder / "absent")


def test_many_letters_are_read_at_once(tmp_path: Path) -> None:
    write(tmp_path, putting(*map(letter, range(5))))
    write(tmp_path, putting(letter(1, "a newer text")))
    write(tmp_path, lambda draft: draft.forget(["CM16-0000002"]))
    segments = LetterSegments.open(tmp_path)
    names = [*segments.identifiers(), "CM16-0000002", "no-such"]
    one_by_one = {name: (segments.record(name), segments.text(name)) for name in names}
    records, texts = segments.records(names), segments.texts(names)
    segments.close()
    assert len(records) == 4
    assert texts["CM16-0000001"] == "a newer text"
    assert {name: (records.get(name), texts.get(name)) for name in names} == one_by_one
