"""The write side of an index: the words of letters that come, and none of letters that go."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from imr_graph.record import Record
from imr_graph.search.files import LETTERS, LOCKS, open_index, read_letters, schema, write_letters
from imr_graph.search.words import ANALYZER, analyzer

if TYPE_CHECKING:
    import pyarrow as pa
    from tantivy import Document, IndexWriter

_MEMORY: Final = 64 << 20
"""Bytes of postings that are gathered before they go to the disk."""

_EPOCH: Final = dt.date(1970, 1, 1)


class SearchDraft:
    """The index of a draft, open for writing. What is not finished is as if it had not been.

    Args:
        folder: where it is; made where it is absent.

    Raises:
        GraphDirectoryError: there is one that cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        import pyarrow as pa
        from tantivy import Index

        self._folder = folder
        if (folder / LETTERS).exists():
            index = open_index(folder)
            self._letters: pa.Array = read_letters(folder)
        else:
            folder.mkdir(exist_ok=True)
            index = Index(schema(), path=str(folder))
            index.register_tokenizer(ANALYZER, analyzer())
            self._letters = pa.array([], pa.string())
            write_letters(folder, self._letters)
        self._schema = index.schema
        # One thread: letters keep their order, and two processors have enough to do beside it.
        self._writer: IndexWriter | None = index.writer(_MEMORY, 1)
        self._new: list[str] = []
        self._has_changed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish, unless something went wrong."""
        if kind is None:
            self.finish()
        self._close()

    def add(self, record: Record) -> None:
        """Take in the items of a letter that stands now."""
        number = len(self._letters) + len(self._new)
        self._new.append(record.identifier)
        self._has_changed = True
        for position, item in enumerate(record.items, 1):
            document = _document(number, position, record.dates.decision)
            document.add_text("title", item.text)
            document.add_text("rationale", item.rationale)
            self._opened.add_document(document)

    def forget(self, identifiers: Sequence[str]) -> None:
        """Take out letters that stood when the draft began; what is not there is passed over."""
        import pyarrow as pa
        import pyarrow.compute as pc
        from tantivy import Query

        if not identifiers:
            return
        sought = pc.is_in(self._letters, value_set=pa.array(identifiers, pa.string()))
        for number in pc.indices_nonzero(sought).to_pylist():
            # By a query: a term of the writer's own takes the number for a signed one, and finds nothing.
            self._opened.delete_documents_by_query(Query.term_query(self._schema, "letter", number))
        self._letters = pc.if_else(sought, pa.scalar(None, pa.string()), self._letters)
        self._has_changed = True

    def finish(self) -> None:
        """Have everything in the files; the index is closed."""
        import pyarrow as pa

        if self._has_changed:
            self._opened.commit()
            write_letters(self._folder, pa.concat_arrays([self._letters, pa.array(self._new, pa.string())]))
        self._opened.wait_merging_threads()
        self._close()

    @property
    def _opened(self) -> IndexWriter:
        if self._writer is None:
            raise ValueError("the index is closed")
        return self._writer

    def _close(self) -> None:
        self._writer = None
        for name in LOCKS:
            (self._folder / name).unlink(missing_ok=True)
        # Tantivy lets nobody else read two of its files; who may read the others may read these.
        mode = (self._folder / LETTERS).stat().st_mode & 0o777
        for path in self._folder.glob("*.json"):
            path.chmod(mode)


def write_index(folder: Path, records: Iterable[Record]) -> None:
    """Make an index anew; of one that was there nothing is left.

    Args:
        folder: where.
        records: of all letters that stand.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with SearchDraft(folder) as draft:
        for record in records:
            draft.add(record)


def _document(letter: int, position: int, decided: dt.date | None) -> Document:
    from tantivy import Document

    document = Document()
    document.add_unsigned("letter", letter)
    document.add_unsigned("position", position)
    if decided is not None:
        document.add_integer("decided", (decided - _EPOCH).days)
    return document
