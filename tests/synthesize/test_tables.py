"""The tables that letters are made of: every fact with a source, every slot known."""

from __future__ import annotations

from importlib.resources import files

import pytest

from imr_graph.synthesize.chance import Chance, Deck
from imr_graph.synthesize.tables import cells, read_rows, sentence

FACTS = ("drugs", "compounds", "regions", "diagnoses", "specialties", "services", "surgeries", "places")
TABLES = [path.name.removesuffix(".csv") for path in (files("imr_graph.synthesize") / "data").iterdir()]


@pytest.mark.parametrize("table", FACTS)
def test_every_fact_names_its_source(table: str) -> None:
    assert all(row["source"] for row in read_rows(table))


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_whole_and_no_two_alike(table: str) -> None:
    rows = read_rows(table)
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_every_topic_that_is_asked_for_has_places_in_guidelines() -> None:
    asked = {row["topic"] for table in ("drugs", "services", "surgical_services") for row in read_rows(table)}
    assert asked | {"surgery"} == {row["topic"] for row in read_rows("places")}


def test_every_region_has_diagnoses_and_an_operation() -> None:
    regions = {row["name"] for row in read_rows("regions")}
    assert regions == {row["region"] for row in read_rows("diagnoses")} - {""}
    assert regions == {row["kinds"] for row in read_rows("surgeries")}


def test_pages_run_forwards() -> None:
    for row in read_rows("places"):
        assert bool(row["first"]) == bool(row["last"])
        assert int(row["first"] or 1) <= int(row["last"] or 1), row


def test_a_deck_draws_by_weight() -> None:
    deck = Deck([("often", 3), ("seldom", 1)])
    assert [deck.at(point) for point in (0.0, 0.74, 0.76, 0.999)] == ["often", "often", "seldom", "seldom"]
    with pytest.raises(ValueError, match="at least one"):
        Deck([])


def test_chance_repeats_itself_and_remembers_forms() -> None:
    one, other = Chance(1, 2), Chance(1, 2)
    deck = Deck([("a", 1), ("b", 1)])
    assert [one.form("kind", deck) for _ in range(9)] == [other.form("kind", deck) for _ in range(9)]
    assert one.forms == {"kind: a", "kind: b"}
    assert Chance(1, 3).whole(0, 10**9) != Chance(1, 2).whole(0, 10**9)


def test_slots_and_cells() -> None:
    assert sentence("{worker} lost 5% at {place}.") % {"worker": "A", "place": "B"} == "A lost 5% at B."
    assert cells("a|b") == ("a", "b")
    assert cells("") == ()
