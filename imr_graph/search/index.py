"""The read side of an index: items whose texts hold some words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from imr_graph.search.files import open_for_reading, read_letters
from imr_graph.search.matching import Matching
from imr_graph.search.query import FIELDS, Field, wanted

if TYPE_CHECKING:
    import pyarrow as pa
    from tantivy import Index, Query, SearchResult

_AT_A_TIME: Final = 50_000
"""Letters that are asked at once where all matches are wanted: what bounds memory and time between checks."""

_RANKED: Final = 10_000
"""Places up to which the index ranks by itself."""


class Hit(NamedTuple):
    """One item that was found: its letter, its number in it, how well it fits (BM25)."""

    identifier: str
    position: int
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """Some of the items that were found.

    Args:
        total: how many were found.
        hits: the best first; of equals in order of letter and position.
    """

    total: int
    hits: list[Hit]


def _no_check() -> None:
    """Nobody ends the search."""


class SearchIndex:
    """The index of one version; threads may share it.

    Args:
        index: tantivy's.
        letters: the letters' identifiers by number.
        undo: lets go of it.
    """

    def __init__(self, index: Index, letters: pa.Array, undo: contextlib.ExitStack) -> None:
        self._searcher = index.searcher()
        self._schema = index.schema
        self._letters = letters
        self._undo = undo

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in a version's folder ``search``.

        Raises:
            GraphDirectoryError: it is absent, damaged or of another release of tantivy.
        """
        with contextlib.ExitStack() as undo:
            index = open_for_reading(folder, undo)
            return cls(index, read_letters(folder), undo.pop_all())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of items."""
        return self._searcher.num_docs

    def search(
        self,
        words: str,
        fields: Sequence[Field] = FIELDS,
        limit: int = 20,
        offset: int = 0,
        check: Callable[[], object] = _no_check,
    ) -> Hits:
        """The items that fit best.

        Args:
            words: as typed; see :mod:`imr_graph.search.query`.
            fields: where they are sought.
            limit: items at most.
            offset: items to leave out before them.
            check: called again and again; what it raises ends the search.

        Raises:
            SearchError: the words are over one of the limits.
        """
        query = self._query(words, fields)
        if query is None:
            return Hits(0, [])
        reach = max(offset + limit, 1)
        while reach <= _RANKED:
            check()
            found = self._searcher.search(query, reach + 1)
            # Equals are told apart by letter and position, not by where the index happens to have them.
            if len(found.hits) <= reach or found.hits[reach][0] < found.hits[reach - 1][0]:
                return Hits(_count(found), self._hits(found.hits)[offset : offset + limit])
            reach *= 2
        table = self._ranked(query, check)
        return Hits(len(table), [Hit(**row) for row in table.slice(offset, limit).to_pylist()])

    def items(
        self,
        words: str,
        fields: Sequence[Field] = FIELDS,
        check: Callable[[], object] = _no_check,
    ) -> pa.Table:
        """All items that fit, in no order.

        Args:
            words: as typed.
            fields: where they are sought.
            check: called again and again; what it raises ends the search.

        Returns:
            columns ``identifier`` (string) and ``position`` (integer).

        Raises:
            SearchError: the words are over one of the limits.
        """
        return self.matches(words, fields, check).select(["identifier", "position"])

    def matches(
        self,
        words: str,
        fields: Sequence[Field] = FIELDS,
        check: Callable[[], object] = _no_check,
    ) -> pa.Table:
        """As :meth:`items`, with ``score`` and the letter's day of decision, ``decided``, null if unknown."""
        import pyarrow as pa

        query = self._query(words, fields)
        return pa.concat_tables([_no_matches(), *(self._matches(query, check) if query else ())])

    def close(self) -> None:
        """Let go of all files."""
        self._undo.close()

    def _query(self, words: str, fields: Sequence[Field]) -> Query | None:
        asked = wanted(words, fields)
        return None if asked is None else Matching(self._schema, self._searcher).query(asked)

    def _matches(self, query: Query, check: Callable[[], object]) -> Iterator[pa.Table]:
        """The matches, some letters at a time."""
        import pyarrow as pa
        from tantivy import FieldType, Occur, Query

        for first in range(0, len(self._letters), _AT_A_TIME):
            check()
            among = Query.range_query(
                self._schema, "letter", FieldType.Unsigned, first, first + _AT_A_TIME, include_upper=False
            )
            within = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, Query.const_score_query(among, 0.0))]
            )
            count = _count(self._searcher.search(within, 1))
            if not count:
                continue
            hits = self._searcher.search(within, count, count=False).hits
            addresses = [address for _, address in hits]
            identifiers, positions = self._places(addresses)
            days = self._searcher.fast_field_values("decided", addresses)
            yield pa.table(
                {
                    "identifier": identifiers,
                    "position": pa.array(positions, pa.int32()),
                    "score": pa.array([score for score, _ in hits], pa.float64()),
                    "decided": pa.array(days, pa.int32()).cast(pa.date32()),
                }
            )

    def _places(self, addresses: list[Any]) -> tuple[pa.Array, list[Any]]:
        """Identifiers and positions of the items at these addresses."""
        import pyarrow as pa

        numbers = pa.array(self._searcher.fast_field_values("letter", addresses), pa.uint32())
        return self._letters.take(numbers), self._searcher.fast_field_values("position", addresses)

    def _hits(self, found: list[tuple[Any, Any]]) -> list[Hit]:
        identifiers, positions = self._places([address for _, address in found])
        rows = zip(identifiers.to_pylist(), positions, (score for score, _ in found), strict=True)
        return sorted(map(Hit._make, rows), key=lambda hit: (-hit.score, hit.identifier, hit.position))

    def _ranked(self, query: Query, check: Callable[[], object]) -> pa.Table:
        import pyarrow as pa

        table = pa.concat_tables([_no_matches(), *self._matches(query, check)])
        by = [("score", "descending"), ("identifier", "ascending"), ("position", "ascending")]
        return table.select(["identifier", "position", "score"]).sort_by(by)


def _count(found: SearchResult) -> int:
    number: int = found.count  # type: ignore[attr-defined] # missing in the library's declarations
    return number


def _no_matches() -> pa.Table:
    import pyarrow as pa

    columns = {
        "identifier": pa.string(),
        "position": pa.int32(),
        "score": pa.float64(),
        "decided": pa.date32(),
    }
    return pa.schema(columns.items()).empty_table()
