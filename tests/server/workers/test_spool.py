"""Results on their way from a worker: counted, bounded, on disk when long, gone when sent."""

from __future__ import annotations

import gc
import os
from contextlib import closing

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from server.workers.answer import Answer, SpoolRoom
from server.workers.spool import IN_MEMORY, ROOM, ResultTooLargeError, Spool, SpoolFullError

TEXTS = ("plain", 'a "quoted" one', "two\nlines", 'line\r\n"and, {"', "}},{", "<result>", "a,b\t,")
FORMATS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV)


def spool(most_bytes: int = 100 << 20, most_rows: int = 1000, room: int = 100 << 20) -> Spool:
    return Spool(most_bytes, most_rows, SpoolRoom(room).take)


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize("results_format", FORMATS, ids=str)
@pytest.mark.parametrize(
    "pattern",
    ["?s ?p ?o", "{ ?s ?p ?o } UNION {} UNION { ?s ?p ?o }", "{} UNION {}", "?s <a:b> ?o", "FILTER(false)"],
)
def test_rows_are_counted_in_every_format(
    results_format: QueryResultsFormat, pattern: str, step: int
) -> None:
    store = Store()
    store.extend(Quad(NamedNode("a:s"), NamedNode("a:p"), Literal(text)) for text in TEXTS)
    query = f"SELECT ?s ?p ?o {{ {pattern} }}"
    solutions = store.query(query)
    again = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    assert isinstance(again, QuerySolutions)
    written = solutions.serialize(format=results_format) or b""
    taken = spool()
    taken.count_rows_of(results_format)
    for begin in range(0, len(written), step):
        taken.write(written[begin : begin + step])
    assert taken.rows == len(list(again))
    assert bytes(taken.content) == written


def test_a_limit_of_rows_or_bytes_is_an_error_that_names_it() -> None:
    with pytest.raises(ResultTooLargeError, match="more than 3 rows"):
        list(spool(most_rows=3).counted(range(4)))
    assert list(spool(most_rows=3).counted(range(3))) == [0, 1, 2]
    with pytest.raises(ResultTooLargeError, match="more than 10 bytes"):
        spool(most_bytes=10).write(b"a" * 11)


def test_what_is_long_goes_to_a_file_without_a_name() -> None:
    taken = spool()
    for _ in range(3):
        taken.write(b"a" * IN_MEMORY)
    taken.flush()
    assert taken.file is not None
    status = os.fstat(taken.file.fileno())
    assert (status.st_size, status.st_nlink) == (3 * IN_MEMORY, 0)
    taken.close()


def test_without_room_on_the_disk_nothing_is_written() -> None:
    with closing(spool(room=ROOM - 1)) as taken, pytest.raises(SpoolFullError):
        taken.write(b"a" * (IN_MEMORY + 1))


def in_file(content: bytes, room: SpoolRoom) -> Answer:
    taken = spool(room=1 << 30)
    taken.write(content)
    taken.flush()
    assert taken.file is not None
    assert room.take(len(content))
    descriptor = os.dup(taken.file.fileno())
    taken.close()
    return Answer.of_file("text/csv", len(content), descriptor, room, len(content))


def test_an_answer_in_a_file_gives_its_room_back_once() -> None:
    room = SpoolRoom(10 << 20)
    content = os.urandom(IN_MEMORY + 12345)
    with in_file(content, room) as answer:
        assert room.left == (10 << 20) - len(content)
        assert b"".join(answer.pieces()) == content
        assert answer.body == content
        assert max(map(len, answer.pieces())) < IN_MEMORY
    answer.close()
    assert room.left == 10 << 20


def test_an_answer_that_nobody_closes_gives_its_room_back_too() -> None:
    room = SpoolRoom(10 << 20)
    answer = in_file(b"a" * (2 << 20), room)
    del answer
    gc.collect()
    assert room.left == 10 << 20


def test_a_short_answer_is_in_memory() -> None:
    answer = Answer("text/csv", b"a,b")
    assert (answer.size, answer.body, list(answer.pieces())) == (3, b"a,b", [b"a,b"])
    answer.close()
