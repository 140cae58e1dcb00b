"""Counts of values beside filters: what the statistics say, and what a filter by the value then finds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from imr_graph.tables import FactTables
from imr_graph.tables.browse import totals
from imr_graph.tables.conditions import Citing, DiagnosedWith, Every, Held, Not, OneOf, Where
from imr_graph.tables.dimensions import dimensions
from imr_graph.tables.facets import FacetAsked, Facets, FacetValue, items_held
from imr_graph.tables.item_statistics import statistics
from tests.tables.graphs import Both, tables_of
from tests.tables.test_where import random_records

WIDER = ("condition", "body_region")
"""Of these a filter finds narrower ones too, which statistics have in rows of their own."""

WHERES: tuple[Where | None, ...] = (
    None,
    OneOf("drug", ("drug/norco",)),
    Not(OneOf("outcome", ("decision/upheld",))),
    OneOf("outcome", ()),
    Citing((OneOf("document", ("guideline/mtus-chronic-pain",)),)),
    Every((OneOf("sex", ("sex/female",)), DiagnosedWith((OneOf("certainty", ("certainty/suspected",)),)))),
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactTables]:
    with tables_of(random_records(60, seed=6), tmp_path_factory.mktemp("facets") / "facts.duckdb") as made:
        yield made


def counted(
    facets: Facets, tables: FactTables, dimension: str, where: Where | None = None
) -> list[FacetValue]:
    (held,) = items_held(tables, [where])
    return facets.count(tables, [FacetAsked(dimension, held.items, where)])[0]


@pytest.mark.parametrize("where", [None, WHERES[4]])
@pytest.mark.parametrize("dimension", [name for name in dimensions() if name not in WIDER])
def test_counts_are_those_of_the_statistics(tables: FactTables, dimension: str, where: Where | None) -> None:
    said = {
        (row.values[0].label, row.values[0].concept): (row.items, row.overturned)
        for row in statistics(tables, [dimension], where)
        if row.values[0] is not None
    }
    concepts = dimensions()[dimension].values in {"concept", "place"}
    found = counted(Facets(), tables, dimension, where)
    assert {
        (one.label, one.value if concepts else None): (one.items, one.overturned)
        for one in found
        if dimension != "place" or one.label != one.value  # a place that no table names
    } == said
    assert [one.items for one in found] == sorted((one.items for one in found), reverse=True)


@pytest.mark.parametrize("dimension", [*WIDER, "section", "specialty", "decision_year", "drug_class"])
@pytest.mark.parametrize("where", WHERES[:3])
def test_a_filter_by_a_value_finds_as_many_as_it_says(
    tables: FactTables, dimension: str, where: Where | None
) -> None:
    values = [one for one in counted(Facets(), tables, dimension, where) if one.value is not None]
    narrowed = [Every((*([where] if where else []), OneOf(dimension, (one.value,)))) for one in values]
    assert totals(tables, [("items", one) for one in narrowed]) == [one.items for one in values]


def test_a_wider_condition_counts_what_narrower_ones_name(examples: Both) -> None:
    found = {one.value: one.items for one in counted(Facets(), examples.tables, "condition")}
    assert found["condition/spinal-conditions"] >= max(
        items for path, items in found.items() if path and "lumbar" in path
    )


@pytest.mark.parametrize("where", WHERES)
def test_letters_are_counted_once_each(tables: FactTables, where: Where | None) -> None:
    (held,) = items_held(tables, [where])
    items, letters = totals(tables, [("items", held), ("letters", held)])
    assert held.items.bit_count() == items == totals(tables, [("items", where)])[0]
    assert Facets().letters(tables, held.items) == letters


def test_any_set_of_items_is_a_condition(tables: FactTables) -> None:
    (held,) = items_held(tables, [None])
    chance = random.Random(5)  # noqa: S311
    for _ in range(10):
        some = Held(held.items & chance.getrandbits(held.last + 1), held.last)
        items, letters = totals(tables, [("items", some), ("letters", some)])
        assert (items, letters) == (some.items.bit_count(), Facets().letters(tables, some.items))
        assert items_held(tables, [some, Not(some)]) == [some, Held(held.items & ~some.items, held.last)]


def test_what_is_not_kept_is_counted_alike(tables: FactTables) -> None:
    keeping, forgetting = Facets(), Facets(most_kept=0)
    for dimension in dimensions():
        first = counted(keeping, tables, dimension)
        assert counted(forgetting, tables, dimension) == first == counted(keeping, tables, dimension)
