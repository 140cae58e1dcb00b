"""N-Triples cut into requests."""

from __future__ import annotations

import pytest

from imr_graph.errors import RemoteStoreError
from imr_graph.remote.batches import BatchSize, batches


def lines(count: int, start: int = 0) -> bytes:
    return b"".join(b'<urn:s%d> <urn:p> "o" .\n' % n for n in range(start, start + count))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (BatchSize(100, 1000), [7]),
        (BatchSize(7, 1000), [7]),
        (BatchSize(3, 1000), [3, 3, 1]),
        (BatchSize(100, 2 * len(lines(1))), [2, 2, 2, 1]),
        (BatchSize(100, 1), [1] * 7),
    ],
)
def test_documents_are_joined_and_cut_at_lines(size: BatchSize, expected: list[int]) -> None:
    cut = list(batches([lines(4), b"", lines(3, 4)], size))
    assert [batch.count(b"\n") for batch in cut] == expected
    assert b"".join(cut) == lines(7)


def test_nothing_makes_no_batch() -> None:
    assert list(batches([b"", b""], BatchSize(1, 1))) == []


@pytest.mark.parametrize(
    "line",
    [
        b'_:b <urn:p> "o" .\n',
        b"<urn:s> <urn:p> _:b .\n",
        b"<urn:s>\t<urn:p>\t_:b .\n",
        b'<urn:s> <urn:p> "o" .\n  _:b <urn:p> "o" .\n',
    ],
)
def test_blank_nodes_are_refused(line: bytes) -> None:
    with pytest.raises(RemoteStoreError, match="blank node"):
        list(batches([line], BatchSize(10, 1000)))


def test_what_only_looks_like_a_blank_node_is_sent() -> None:
    line = b'<urn:s> <urn:p> "\\n_:b <urn:s> <urn:p> _:b" .\n'
    assert list(batches([line], BatchSize(10, 1000))) == [line]
