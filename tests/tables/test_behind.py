"""The letters and items behind groups are those that were counted."""

from __future__ import annotations

import pytest

from imr_graph.tables import statistics
from imr_graph.tables.behind import Behind
from imr_graph.tables.conditions import Citing, OneOf
from imr_graph.tables.groups import Chosen
from tests.tables.graphs import Both

ALL = 10**5
REVIEWERS = Citing([OneOf("party", ["party/reviewer"])])

GROUPINGS: list[tuple[tuple[str, ...], Chosen]] = [
    ((), None),
    (("category",), None),
    (("specialty",), None),
    (("subspecialty", "decision_year"), None),
    (("drug", "outcome", "decision_month"), None),
    (("document", "place"), REVIEWERS),
    (("document",), {"party": "party/claims-administrator"}),
    (("ingredient_set", "claim_age"), None),
    (("licence", "layout"), None),
]


@pytest.mark.parametrize(("group_by", "where"), GROUPINGS)
@pytest.mark.parametrize("outcome", [None, "upheld", "overturned", "modified"])
@pytest.mark.parametrize("letters", ["hard", "examples"])
def test_what_is_listed_is_as_many_as_were_counted(
    letters: str,
    outcome: str | None,
    group_by: tuple[str, ...],
    where: Chosen,
    request: pytest.FixtureRequest,
) -> None:
    tables = request.getfixturevalue(letters).tables
    rows = statistics(tables, group_by, where)
    behind = Behind(group_by, where, outcome)
    keys = [row.key for row in rows]
    items = behind.items(tables, keys, ALL)
    named = behind.letters(tables, keys, ALL)
    counts = behind.letter_counts(tables, keys)
    for row, of_row, letters_of_row, count in zip(rows, items, named, counts, strict=True):
        assert len(of_row) == len(set(of_row)) == (row.items if outcome is None else getattr(row, outcome))
        assert len(letters_of_row) == len(set(letters_of_row)) == count
        assert list(dict.fromkeys(name for name, _ in of_row)) == letters_of_row
        assert outcome is not None or count == row.letters


def test_lists_are_read_on_behind_a_place(examples: Both) -> None:
    rows = statistics(examples.tables, ["category"])
    behind = Behind(("category",))
    keys = [rows[0].key]
    (whole,) = behind.items(examples.tables, keys, ALL)
    (letters,) = behind.letters(examples.tables, keys, ALL)
    read: list[tuple[str, int]] = []
    while page := behind.items(examples.tables, keys, 3, read[-1] if read else None)[0]:
        assert len(page) <= 3
        read += page
    assert read == whole
    named: list[str] = []
    while names := behind.letters(examples.tables, keys, 2, named[-1] if named else None)[0]:
        assert len(names) <= 2
        named += names
    assert named == letters


def test_a_place_that_is_no_more_is_read_on_where_it_would_stand(examples: Both) -> None:
    rows = statistics(examples.tables, [])
    behind = Behind(())
    keys = [rows[0].key]
    (whole,) = behind.items(examples.tables, keys, ALL)
    (letters,) = behind.letters(examples.tables, keys, ALL)
    gone = f"{letters[0]}-"  # stands right behind the first letter
    assert behind.letters(examples.tables, keys, ALL, gone) == [letters[1:]]
    rest = [place for place in whole if place[0] != letters[0]]
    assert behind.items(examples.tables, keys, ALL, (gone, 1)) == [rest]
    assert behind.items(examples.tables, keys, ALL, (letters[0], 99)) == [rest]


def test_nothing_is_asked_for_no_groups(examples: Both) -> None:
    assert Behind(()).items(examples.tables, [], 5) == []
    assert Behind(()).letters(examples.tables, [], 5) == []
    assert Behind(()).letter_counts(examples.tables, []) == []
