"""The record store: records and texts come back as they went in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Evidence
from imr_graph.record import RecordWarning as LetterWarning
from imr_graph.store.records import RecordStore
from tests.factories import make_record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    opened = RecordStore.create(tmp_path / "records.sqlite")
    yield opened
    opened.close()


def test_a_record_comes_back_whole(store: RecordStore) -> None:
    evidence = Evidence(path="/items/0", spans=((3, 9), (12, 20)), page=2, rule="items.title")
    record = make_record(evidence=(evidence,), warnings=(LetterWarning(code="no-summary"),))
    text = "Lumbar “strain”\f\x00 \U0001f489\nend"
    store.put(record, text)
    assert store.record("CM16-0000001") == record
    assert store.text("CM16-0000001") == text
    assert store.record("CM16-0000002") is None
    assert store.text("CM16-0000002") is None


def test_putting_again_replaces(store: RecordStore) -> None:
    store.put(make_record(), "one")
    store.put(make_record(text_sha256="ff"), "two")
    assert store.text("CM16-0000001") == "two"
    assert store.counts() == (1, 1)
    assert store.holds_text("ff")
    assert not store.holds_text(make_record().text_sha256)


def test_what_is_removed_is_gone(store: RecordStore) -> None:
    store.put(make_record(), "one")
    store.remove("CM16-0000001")
    assert not store.holds("CM16-0000001")
    assert store.identifiers() == []


def test_bodies_lead_to_the_first_case_in_order(store: RecordStore) -> None:
    for identifier in ("CM16-0000002", "CM16-0000001", "CM16-0000002"):
        store.name_body("body-0", identifier)
    assert store.case_of_body("body-0") == "CM16-0000001"
    assert store.case_of_body("body-1") is None
    assert sorted(store.bodies()) == [("body-0", "CM16-0000001"), ("body-0", "CM16-0000002")]


def test_letters_come_in_order_of_identifier(store: RecordStore) -> None:
    for number in (3, 1, 2):
        store.put(make_record(case_number=f"CM16-000000{number}"), str(number))
    assert [text for _, text in store.letters()] == ["1", "2", "3"]


def test_threads_may_share_it(store: RecordStore) -> None:
    for number in range(50):
        store.put(make_record(case_number=f"CM16-{number:07}"), str(number))
    identifiers = store.identifiers() * 4
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(store.text, identifiers))
    assert texts == [str(int(identifier[5:])) for identifier in identifiers]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"not a database, but long enough to look at" * 9)
    with pytest.raises(GraphDirectoryError, match="no record store"):
        RecordStore.open(tmp_path / "records.sqlite", read_only=True)


def test_a_reader_cannot_write(store: RecordStore, tmp_path: Path) -> None:
    store.put(make_record(), "one")
    store.commit()
    reader = RecordStore.open(tmp_path / "records.sqlite", read_only=True)
    with pytest.raises(Exception, match="readonly"):
        reader.remove("CM16-0000001")
    assert reader.text("CM16-0000001") == "one"
    reader.close()
