"""Pages of letters and items: any page is a slice of the whole list, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_graph.errors import QuestionError
from imr_graph.record import Record
from imr_graph.tables import FactTables
from imr_graph.tables.browse import ORDERS, Listing, Order, Place, Row, What, pages, totals
from imr_graph.tables.where import Not, OneOf, Where
from tests.factories import make_record
from tests.tables.graphs import tables_of
from tests.tables.test_where import random_records

RECORDS = [
    *random_records(40, seed=8),
    make_record(case_number=None, identifier="body-00ff00ff00ff00ff"),
]
WHERES: tuple[Where | None, ...] = (
    None,
    OneOf("drug", ("drug/norco",)),
    Not(OneOf("outcome", ("decision/upheld",))),
    OneOf("outcome", ()),
)
CHOICES = [(what, by, descending) for what in ORDERS for by in ORDERS[what] for descending in (False, True)]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactTables]:
    with tables_of(RECORDS, tmp_path_factory.mktemp("browse") / "facts.duckdb") as made:
        yield made


def whole(tables: FactTables, what: What, order: Order, where: Where | None = None) -> list[Row]:
    return pages(tables, [Listing(what=what, where=where, order=order, limit=10_000)])[0]


def value_of(record: Record, position: int, by: str) -> str | int | None:
    """What a row is ordered by, as anyone would read it off the record."""
    if by == "items":
        return len(record.items)
    if by == "decision_date":
        return record.dates.decision.isoformat() if record.dates.decision else None
    drug = record.items[position - 1].drug
    return drug.name.lower() if drug is not None and drug.name else None


@pytest.mark.parametrize(("what", "by", "descending"), CHOICES)
def test_a_list_has_the_order_of_the_records(
    tables: FactTables, what: What, by: str, descending: bool
) -> None:
    rows = [
        (record, position)
        for record in sorted(RECORDS, key=lambda record: record.identifier)
        for position in (range(1, len(record.items) + 1) if what == "items" else (0,))
    ]
    if by == "identifier":
        expected = rows[::-1] if descending else rows
    else:
        known = [row for row in rows if value_of(row[0], row[1], by) is not None]
        known.sort(
            key=lambda row: str(value_of(row[0], row[1], by)), reverse=descending
        )  # stable, ties as they were
        expected = known + [row for row in rows if value_of(row[0], row[1], by) is None]
    found = whole(tables, what, Order(by, descending))
    assert [(row.identifier, row.position) for row in found] == [
        (record.identifier, position) for record, position in expected
    ]


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_page_is_a_slice_of_the_list(tables: FactTables, data: st.DataObject) -> None:
    what, by, descending = data.draw(st.sampled_from(CHOICES))
    where = data.draw(st.sampled_from(WHERES))
    order = Order(by, descending)
    rows = whole(tables, what, order, where)
    ends = st.one_of(st.none(), st.integers(0, max(len(rows) - 1, 0))) if rows else st.none()
    after, before, limit = data.draw(ends), data.draw(ends), data.draw(st.integers(0, 12))
    backwards = data.draw(st.booleans())
    between = rows[0 if after is None else after + 1 : len(rows) if before is None else before]
    asked = Listing(
        what=what,
        where=where,
        order=order,
        limit=limit,
        after=None if after is None else rows[after].place,
        before=None if before is None else rows[before].place,
        backwards=backwards,
    )
    expected = between[max(len(between) - limit, 0) :] if backwards else between[:limit]
    assert pages(tables, [asked]) == [expected]
    assert totals(tables, [(what, where)]) == [len(rows)]


def test_many_lists_take_one_statement(tables: FactTables, monkeypatch: pytest.MonkeyPatch) -> None:
    listings = [
        Listing(what=what, where=where, order=Order(by, descending), limit=3, backwards=descending)
        for what, by, descending in CHOICES
        for where in WHERES
    ]
    apart = [pages(tables, [one])[0] for one in listings]
    counts = [totals(tables, [(one.what, one.where)])[0] for one in listings]
    asked: list[str] = []
    rows = FactTables.rows

    def noted(self: FactTables, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return rows(self, sql, parameters)

    monkeypatch.setattr(FactTables, "rows", noted)
    assert pages(tables, listings) == apart
    assert totals(tables, [(one.what, one.where) for one in listings]) == counts
    assert len(asked) == 2
    assert pages(tables, []) == []
    assert totals(tables, []) == []


@pytest.mark.parametrize(("what", "by", "descending"), CHOICES)
def test_a_place_whose_row_is_gone_still_parts_the_list(
    tables: FactTables, what: What, by: str, descending: bool
) -> None:
    order = Order(by, descending)
    rows = whole(tables, what, order)
    for index in (0, len(rows) // 2, len(rows) - 1):
        # The same value, and a name that comes right after the row's own.
        place: Place = rows[index].place
        gone = (*place[:-1], f"{place[-1]}a") if what == "letters" else (*place[:-2], f"{place[-2]}a", 1)
        found = {
            way: pages(
                tables,
                [Listing(what=what, order=order, limit=1000, **{way: gone})],  # type: ignore[arg-type]
            )[0]
            for way in ("after", "before")
        }
        assert found["before"] + found["after"] == rows


@pytest.mark.parametrize(
    ("order", "place"),
    [
        (Order(), ()),
        (Order(), ("a", "b")),
        (Order(), (1,)),
        (Order("decision_date"), ("2016-13-01", "CM16-0000001")),
        (Order("decision_date"), (5, "CM16-0000001")),
        (Order("items"), ("5", "CM16-0000001")),
        (Order("items"), (10**30, "CM16-0000001")),
        (Order("items"), (5,)),
    ],
)
def test_a_place_of_another_list_is_refused(tables: FactTables, order: Order, place: Place) -> None:
    with pytest.raises(QuestionError, match="none of a list in this order"):
        pages(tables, [Listing(what="letters", order=order, limit=1, after=place)])


def test_an_unknown_order_is_refused(tables: FactTables) -> None:
    with pytest.raises(QuestionError, match="letters have no order 'drug_name'; there are: identifier"):
        pages(tables, [Listing(what="letters", order=Order("drug_name"), limit=1)])
