"""Counts by dimensions are those of SPARQL along the declared paths."""

from __future__ import annotations

from collections import Counter

import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions import run_query
from imr_graph.rdf.iris import concept_iri
from imr_graph.tables import statistics
from imr_graph.tables.dimensions import Dimension, dimensions
from imr_graph.tables.item_statistics import wilson
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
    rows = run_query(asked.graph, QUERY % (pattern, f"BIND ({value} AS ?value)")).rows
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
        (["outcome", "outcome"], {}, "different"),
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
