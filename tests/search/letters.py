"""Small letters whose titles and rationales are what is tested, and an index of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from imr_graph.record import Dates, Record
from imr_graph.search import SearchIndex
from imr_graph.search.writing import write_index
from tests.factories import make_item, make_record

Texts = Sequence[tuple[str, str]]
"""Title and rationale of each item."""


def letter(number: int, texts: Texts, decided: dt.date | None = None) -> Record:
    """A letter with these items."""
    items = tuple(make_item(text=title, rationale=rationale) for title, rationale in texts)
    return make_record(case_number=f"CM16-{number:07}", items=items, dates=Dates(decision=decided))


def index_of(folder: Path, records: Iterable[Record]) -> SearchIndex:
    """The index of these letters, open."""
    write_index(folder, records)
    return SearchIndex.open(folder)


def found(index: SearchIndex, words: str, *fields: str) -> set[tuple[int, int]]:
    """Number of the letter and position of each item found; both ways to search agree."""
    among = [field for field in ("title", "rationale") if not fields or field in fields]
    table = index.items(words, among)  # type: ignore[arg-type] # the names of fields
    hits = index.search(words, among, limit=1000)  # type: ignore[arg-type]
    places = {(row["identifier"], row["position"]) for row in table.to_pylist()}
    assert len(places) == len(table) == hits.total
    assert {(hit.identifier, hit.position) for hit in hits.hits} == places
    return {(int(identifier[5:]), position) for identifier, position in places}
