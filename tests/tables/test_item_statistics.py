"""Counts by dimensions are those of SPARQL along the declared paths."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions import run_query
from imr_graph.rdf.iris import concept_iri
from imr_graph.tables import statistics
from imr_graph.tables.conditions import Citing, Decided, Either, Every, Not, OneOf, Where
from imr_graph.tables.dimensions import Dimension, dimensions
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.item_statistics import (
    Order,
    OrderKey,
    StatisticsRow,
    items_by_value,
    statistics_page,
    wilson,
)
from imr_graph.tables.where import condition
from tests.tables.graphs import Both

PARTY = {"claims_document": "claims-administrator", "reviewer_document": "reviewer"}

QUERY = """
PREFIX imr: <https://imr-graph.example/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?value (COUNT(DISTINCT ?item) AS ?items) (COUNT(DISTINCT ?letter) AS ?letters)
WHERE {
  ?letter imr:hasItem ?item .
  { %s } %s
}
GROUP BY ?value"""


def by_path(asked: Both, one: Dimension) -> Counter[tuple[str, int, int]]:
    """Value, items and letters of each group, by SPARQL."""
    pattern = f"?item {one.path} ?reached"
    if one.name in PARTY:
        party = concept_iri(f"party/{PARTY[one.name]}")
        pattern = f"?item imr:hasCitation ?cited . ?cited imr:citedBy <{party}> ; imr:citesDocument ?reached"
    if one.words_path:
        pattern = f"{{ {pattern} }} UNION {{ ?item {one.words_path} ?reached }}"
    value = (one.sparql or "?value").replace("?value", "?reached")
    made = f"{one.pattern or ''} BIND ({value} AS ?value)"
    rows = run_query(asked.graph, QUERY % (pattern, made)).rows
    return Counter((str(value), int(str(items)), int(str(letters))) for value, items, letters in rows)


@pytest.mark.parametrize("name", dimensions())
@pytest.mark.parametrize("letters", ["hard", "examples"])
def test_a_dimension_counts_what_its_path_reaches(
    letters: str, name: str, request: pytest.FixtureRequest
) -> None:
    asked: Both = request.getfixturevalue(letters)
    found: Counter[tuple[str, int, int]] = Counter()
    for row in statistics(asked.tables, [name]):
        value = row.values[0]
        assert row.items == row.upheld + row.overturned + row.modified
        # Places that no table knows have no concept that a path could reach.
        if value is None or (name == "place" and value.concept is None):
            continue
        found[concept_iri(value.concept) if value.concept else value.label, row.items, row.letters] += 1
    expected = by_path(asked, dimensions()[name])
    if name == "place":
        # Sections beside pages of one citation are none of its places.
        expected = Counter(
            {key: count for key, count in expected.items() if key in found or "/page/" in key[0]}
        )
    assert found == expected


def test_filters_of_one_family_hold_of_one_row(hard: Both) -> None:
    document = "guideline/mtus-chronic-pain"
    rows = statistics(hard.tables, ["document"], {"party": "party/claims-administrator"})
    told = {row.values[0].concept if row.values[0] else None: row.items for row in rows}
    # Two items have such a citation by that side; the others have a row of their own.
    assert told == {document: 2, None: 9}
    assert [
        row.items for row in statistics(hard.tables, [], {"party": "party/reviewer", "document": document})
    ] == [9]
    assert [row.items for row in statistics(hard.tables, ["document"], {"document": document})] == [10]


def test_several_values_are_either(hard: Both) -> None:
    one = statistics(hard.tables, [], {"drug": "drug/norco"})[0].items
    other = statistics(hard.tables, [], {"drug": "drug/vicodin"})[0].items
    assert statistics(hard.tables, [], {"drug": ["drug/norco", "drug/vicodin"]})[0].items == one + other


BELOW = """
PREFIX imr: <https://imr-graph.example/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?above (COUNT(DISTINCT ?item) AS ?items)
WHERE { ?listed imr:inCaseWithItem ?item ; imr:hasCondition/skos:broader+ ?above }
GROUP BY ?above ORDER BY DESC(?items) LIMIT 3"""


def test_a_condition_is_found_by_the_one_above_it(examples: Both) -> None:
    rows = run_query(examples.graph, BELOW).rows
    assert rows
    for above, items in rows:
        counted = statistics(examples.tables, [], {"condition": str(above)})[0].items
        named = statistics(examples.tables, ["condition"])
        itself = sum(
            row.items for row in named if row.values[0] and concept_iri(row.values[0].concept or "") == above
        )
        assert int(str(items)) <= counted <= int(str(items)) + itself


def test_three_dimensions_at_once(examples: Both) -> None:
    rows = statistics(examples.tables, ["category", "outcome", "decision_year"])
    assert sum(row.items for row in rows) == statistics(examples.tables, [])[0].items
    assert [row.items for row in rows] == sorted((row.items for row in rows), reverse=True)
    assert rows[:2] == statistics(examples.tables, ["category", "outcome", "decision_year"], limit=2)


@pytest.mark.parametrize(
    ("group_by", "where", "cure"),
    [
        (["colour"], {}, "there are: outcome"),
        (["outcome", "outcome"], {}, "each once"),
        (["outcome", "category", "drug", "sex"], {}, "up to 3"),
        ([], {"colour": "red"}, "no dimension 'colour'"),
    ],
)
def test_what_cannot_be_counted(group_by: list[str], where: dict[str, str], cure: str, hard: Both) -> None:
    with pytest.raises(QuestionError, match=cure):
        statistics(hard.tables, group_by, where)


@pytest.mark.parametrize("values", ["category/none-such", []])
def test_what_no_item_has_gives_no_row(values: str | list[str], hard: Both) -> None:
    assert statistics(hard.tables, ["outcome"], {"category": values}) == []


def test_wilson() -> None:
    low, high = wilson(1, 10)
    assert (round(low, 4), round(high, 4)) == (0.0179, 0.4042)
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0


def labels(rows: list[StatisticsRow]) -> list[str | None]:
    return [row.values[0].label if row.values[0] else None for row in rows]


@pytest.mark.parametrize("key", ["items", "upheld", "overturned", "modified", "letters"])
@pytest.mark.parametrize("descending", [True, False])
def test_groups_are_ordered_by_a_count(key: OrderKey, descending: bool, examples: Both) -> None:
    rows = statistics(examples.tables, ["drug"], order=[Order(key, descending)])
    counts = [getattr(row, key) for row in rows]
    assert counts == sorted(counts, reverse=descending)
    assert len(set(counts)) > 1


@pytest.mark.parametrize(("key", "end"), [("low", 0), ("high", 1)])
def test_groups_are_ordered_by_an_end_of_the_interval(key: OrderKey, end: int, examples: Both) -> None:
    rows = statistics(examples.tables, ["category", "decision_year"], order=[Order(key)])
    ends = [round(row.interval[end], 9) for row in rows]
    assert ends == sorted(ends, reverse=True)


def test_groups_are_ordered_by_several_keys(examples: Both) -> None:
    rows = statistics(examples.tables, ["drug"], order=[Order("rate", False), Order("letters")])
    keys = [(row.overturn_rate, -row.letters, -row.items) for row in rows]
    assert keys == sorted(keys)


def test_groups_are_ordered_by_their_values_and_none_comes_last(hard: Both, examples: Both) -> None:
    asked = ["decision_month", "outcome"]
    for descending in (False, True):
        rows = statistics(hard.tables, asked, order=[Order("group", descending, "decision_month")])
        found = labels(rows)
        dated = [label for label in found if label is not None]
        assert dated == sorted(dated, reverse=descending)
        assert None not in found or found[-1] is None
    ages = labels(statistics(examples.tables, ["claim_age"], order=[Order("group", descending=False)]))
    numbers = [int(age) for age in ages if age is not None]
    assert numbers == sorted(numbers)


def test_an_order_by_another_dimension_is_refused(hard: Both) -> None:
    with pytest.raises(QuestionError, match="order by drug: it is none of"):
        statistics(hard.tables, ["outcome"], order=[Order("group", dimension="drug")])


def test_pages_follow_each_other_and_tell_the_number_of_all(examples: Both) -> None:
    whole = statistics(examples.tables, ["drug", "outcome"])
    assert len(whole) > 8
    read: list[StatisticsRow] = []
    while len(read) < len(whole):
        page, total = statistics_page(examples.tables, ["drug", "outcome"], limit=4, offset=len(read))
        assert total == len(whole)
        read += page
    assert read == whole
    assert statistics_page(examples.tables, ["drug", "outcome"], limit=4, offset=10**6) == ([], len(whole))


DOCUMENT = "guideline/mtus-chronic-pain"
TREES: list[tuple[Where, dict[str, str]]] = [
    (OneOf("drug", ["drug/norco"]), {"drug": "drug/norco"}),
    (
        Every([OneOf("drug", ["drug/norco"]), OneOf("sex", ["sex/male"])]),
        {"drug": "drug/norco", "sex": "sex/male"},
    ),
    (Citing([OneOf("document", [DOCUMENT])]), {"document": DOCUMENT}),
    (
        Citing([OneOf("party", ["party/reviewer"]), OneOf("document", [DOCUMENT])]),
        {"party": "party/reviewer", "document": DOCUMENT},
    ),
    (OneOf("ingredient", ["ingredient/hydrocodone"]), {"ingredient": "ingredient/hydrocodone"}),
]


@pytest.mark.parametrize("group", ["outcome", "document", "edition", "place", "ingredient", "specialty"])
@pytest.mark.parametrize(("tree", "plain"), TREES)
def test_a_tree_counts_as_the_plain_values_that_mean_it(
    tree: Where, plain: dict[str, str], group: str, examples: Both
) -> None:
    by_tree = statistics(examples.tables, [group], tree)
    by_values = statistics(examples.tables, [group], plain)
    # Items without a value of the group among what was chosen have a row by a tree, and none by values.
    without = [row for row in by_tree if row.values[0] is not None]
    assert without == [row for row in by_values if row.values[0] is not None]
    assert by_values or not by_tree


@pytest.mark.parametrize(
    "tree", [Not(TREES[0][0]), Either([TREES[0][0], TREES[2][0]]), Decided(dt.date(2016, 1, 1))]
)
def test_a_tree_chooses_items(tree: Where, examples: Both) -> None:
    given = Parameters()
    held = condition(tree, examples.tables, given)
    ((counted,),) = examples.tables.rows(f"SELECT count(*) FROM items AS i WHERE {held}", given.values)  # noqa: S608
    everything = statistics(examples.tables, [])[0].items
    assert sum(row.items for row in statistics(examples.tables, ["category"], tree)) == counted
    assert 0 < counted < everything


ITEMS_OF = {
    "drug": "?item imr:hasDrug/imr:requestedDrug ?concept .",
    "ingredient": "?item imr:hasDrug/imr:hasIngredient ?concept .",
    "category": "?item imr:hasCategory ?concept .",
    "condition": "?diagnosis imr:hasCondition/skos:broader* ?concept ; imr:inCaseWithItem ?item .",
    "specialty": "?item imr:hasDecision/imr:decidedBy/imr:hasSpecialty ?concept .",
    "document": "?item imr:hasCitation/imr:citesDocument ?concept .",
}
COUNTING = """
PREFIX imr: <https://imr-graph.example/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?concept (COUNT(DISTINCT ?item) AS ?items)
WHERE { %s %s } GROUP BY ?concept"""


@pytest.mark.parametrize("outcome", [None, "upheld", "overturned"])
@pytest.mark.parametrize("name", ITEMS_OF)
def test_items_of_each_concept_are_those_of_the_triples(
    name: str, outcome: str | None, examples: Both
) -> None:
    iri = concept_iri(f"decision/{outcome}")
    decided = "" if outcome is None else f"?item imr:hasDecision/imr:outcome <{iri}> ."
    rows = run_query(examples.graph, COUNTING % (ITEMS_OF[name], decided)).rows
    found = items_by_value(examples.tables, name, outcome)
    assert found
    told = {(concept_iri(path), items) for path, items in found.items()}
    assert told == {(concept, items) for concept, items in rows}


def test_items_of_what_is_no_concept_are_not_told(hard: Both) -> None:
    with pytest.raises(QuestionError, match="no concepts"):
        items_by_value(hard.tables, "decision_year")
