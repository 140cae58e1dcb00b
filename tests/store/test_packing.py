"""Packing: what goes in comes out, in little room, and damage is told in words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import zstandard

from imr_graph.errors import GraphDirectoryError
from imr_graph.record import Evidence
from imr_graph.record import RecordWarning as LetterWarning
from imr_graph.store.packing import (
    DICTIONARY,
    pack,
    pack_record,
    pack_text,
    unpack,
    unpack_record,
    unpack_text,
)
from imr_graph.synthesize import synthetic_letters
from tests.factories import make_record


def test_a_record_comes_back_whole() -> None:
    evidence = Evidence(path="/items/0", spans=((3, 9), (12, 20)), page=2, rule="items.title")
    record = make_record(evidence=(evidence,), warnings=(LetterWarning(code="no-summary"),))
    assert unpack_record(pack_record(record)) == record


@pytest.mark.parametrize("text", ["", "Lumbar “strain”\f\x00 \U0001f489\nend", "x" * 1_000_000])
def test_a_text_comes_back_whole(text: str) -> None:
    assert unpack_text(pack_text(text)) == text


def test_a_frame_names_its_dictionary() -> None:
    assert zstandard.get_frame_parameters(pack_text("a letter")).dict_id == DICTIONARY


def test_the_dictionary_pays_on_letters_that_it_was_not_trained_on() -> None:
    texts = [letter.text.encode() for letter in synthetic_letters(20, 999)]
    plain = zstandard.ZstdCompressor(level=3)
    assert sum(len(pack(text)) for text in texts) < sum(len(plain.compress(text)) for text in texts) / 2


def test_what_was_packed_without_a_dictionary_is_read_too() -> None:
    assert unpack(zstandard.ZstdCompressor().compress(b"plain")) == b"plain"


def test_a_dictionary_of_a_newer_version_is_told() -> None:
    trained = zstandard.train_dictionary(1024, [bytes([n]) * 200 for n in range(100)], dict_id=49_999)
    frame = zstandard.ZstdCompressor(dict_data=trained).compress(b"from another time")
    with pytest.raises(GraphDirectoryError, match=r"dictionary 49999.*update imr-graph"):
        unpack(frame)


@pytest.mark.parametrize(
    "damaged",
    [b"", b"no frame at all", pack(b"cut off" * 99)[:-4]],
    ids=["empty", "other", "cut"],
)
def test_damage_is_told(damaged: bytes) -> None:
    with pytest.raises(GraphDirectoryError, match="damaged"):
        unpack(damaged)


def test_other_content_is_no_record() -> None:
    with pytest.raises(GraphDirectoryError, match="record is damaged"):
        unpack_record(pack(msgspec.json.encode([1])))
    with pytest.raises(GraphDirectoryError, match="text is damaged"):
        unpack_text(pack(b"\xff"))


def test_threads_may_pack_at_once() -> None:
    texts = [f"letter {n} " * n for n in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: unpack_text(pack_text(text)), texts)) == texts
