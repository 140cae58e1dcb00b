"""The ledger: files read, quarantine, tombstones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.ledger import LEDGER, Ledger, Quarantined
from imr_graph.store.packing import pack_text

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path)
    yield opened
    opened.close()


def failed(source: str, *, file: str | None = A, rules: str = "1", text: str | None = None) -> Quarantined:
    return Quarantined(
        source=source,
        file_sha256=file,
        place="page 1",
        cause="it has no items",
        cure="check that it is complete",
        rules=rules,
        text=None if text is None else pack_text(text),
    )


def test_a_file_leads_to_its_text(ledger: Ledger) -> None:
    ledger.note_files([(A, B), (C, B)])
    ledger.note_files([(A, C)])
    assert ledger.texts_of_files([A, B, C]) == {A: C, C: B}


def test_it_tells_whether_any_file_is_known(ledger: Ledger) -> None:
    assert not ledger.knows_files()
    ledger.quarantine([failed("a.txt")])
    assert ledger.knows_files()
    ledger.release(sources=["a.txt"])
    assert not ledger.knows_files()
    ledger.note_files([(A, B)])
    assert ledger.knows_files()


def test_what_fails_again_takes_its_own_place(ledger: Ledger) -> None:
    ledger.quarantine([failed("one.txt"), failed("two.pdf", file=None, text="kept")])
    ledger.quarantine([failed("one.txt", rules="2")])
    assert [(one.source, one.rules) for one in ledger.quarantined()] == [("one.txt", "2"), ("two.pdf", "1")]
    assert ledger.quarantine_size() == 2
    assert str(next(ledger.quarantined()).error()) == (
        "one.txt: page 1: it has no items; check that it is complete"
    )


def test_what_other_rules_failed_on_is_tried_again(ledger: Ledger) -> None:
    ledger.quarantine([failed("old.txt", rules="1"), failed("new.txt", rules="2", file=B)])
    assert [one.source for one in ledger.quarantined(except_rules="2")] == ["old.txt"]
    assert list(ledger.quarantined_files([A, B, C], "2")) == [B]


def test_quarantine_is_gone_through_in_parts(ledger: Ledger) -> None:
    ledger.quarantine(failed(f"{n:04}.txt", file=None) for n in range(250))
    assert [one.source for one in ledger.quarantined()] == [f"{n:04}.txt" for n in range(250)]


def test_release_is_by_source_or_by_file(ledger: Ledger) -> None:
    ledger.quarantine([failed("one.txt"), failed("copy.txt"), failed("two.txt", file=B)])
    ledger.release(files=[A])
    assert [one.source for one in ledger.quarantined()] == ["two.txt"]
    ledger.release(sources=["two.txt"])
    assert ledger.quarantine_size() == 0


def test_tombstones_cover_a_case_and_its_bare_bodies(ledger: Ledger) -> None:
    ledger.bury("CM16-0000001", ["body-1", "body-2"])
    ledger.bury("CM16-0000002", ["body-3"])
    stones = ledger.tombstones()
    assert stones.cover("CM16-0000001", "body-9")
    assert stones.cover("body-2", "body-2")
    assert not stones.cover("CM16-0000009", "body-1")
    assert not stones.cover("body-9", "body-9")
    assert ledger.readmit(["CM16-0000001", "CM16-0000009"]) == 1
    assert not ledger.tombstones().cover("body-2", "body-2")
    assert ledger.tombstones().cover("body-3", "body-3")


def test_what_is_expunged_leaves_no_byte(ledger: Ledger, tmp_path: Path) -> None:
    ledger.note_files([(A, B), (C, C)])
    ledger.quarantine(
        [
            failed("copy.txt", file=A),
            failed("broken.txt", file=None, text="Case CM16-0000001 is cut off"),
            failed("letters/CM16-0000001.pdf", file=None),
            failed("other.txt", file=C, text="Case CM16-0000002"),
        ]
    )
    ledger.expunge([B], "CM16-0000001")
    assert ledger.texts_of_files([A, C]) == {C: C}
    assert [one.source for one in ledger.quarantined()] == ["other.txt"]
    held = (tmp_path / LEDGER).read_bytes()
    assert bytes.fromhex(A) not in held
    assert b"CM16-0000001.pdf" not in held


def test_it_is_found_again(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    first.bury("CM16-0000001", ["body-1"])
    first.close()
    again = Ledger(tmp_path)
    assert again.tombstones().identifiers == {"CM16-0000001"}
    again.close()


def test_nothing_is_noted_by_half(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        ledger.note_files([(A, B), ("no hash", B)])
    assert ledger.texts_of_files([A]) == {}


def test_damage_is_told(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"no ledger at all, but as long as one" * 9)
    with pytest.raises(GraphDirectoryError, match="ledger is damaged"):
        Ledger(tmp_path)
