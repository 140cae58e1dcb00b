"""Filters as clients write them: what they mean, and what is told where they mean nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.graphql.filters import DEEPEST, MOST_CONDITIONS
from tests.conftest import ROOT
from tests.server.graphql.conftest import Ask

Refused = Callable[..., dict[str, Any]]

NORCO, SECOND, MRI, NORKO = ("CM16-0000001", 1), ("CM16-0000002", 1), ("CM16-0000002", 2), ("body-", 1)
EVERYTHING = [NORCO, SECOND, MRI, NORKO]

CASES = [
    ("{}", EVERYTHING),
    ("{ decision: [] }", []),
    ("{ or: [] }", []),
    ("{ and: [] }", EVERYTHING),
    ("{ decision: null }", EVERYTHING),
    ("{ decision: [OVERTURNED, MODIFIED] }", [MRI, NORKO]),
    ("{ not: { decision: UPHELD } }", [MRI, NORKO]),
    ('{ or: [{ category: "diagnostic-testing" }, { drugName: "NORKO" }] }', [MRI, NORKO]),
    ('{ and: [{ category: "pharmaceutical" }, { not: { drug: ["Norco", "Vicodin"] } }] }', [NORKO]),
    ('{ drugClass: "Opioids" }', [NORCO, SECOND, NORKO]),
    ('{ ingredient: "hydrocodone", sex: FEMALE, age: { from: 52, to: 52 } }', [NORCO, SECOND, NORKO]),
    ('{ ingredientSet: "acetaminophen / hydrocodone" }', [NORCO, SECOND, NORKO]),
    ('{ strength: "325", quantity: { from: 120 }, refills: { to: 2 } }', [NORCO, SECOND, NORKO]),
    ("{ quantity: { to: 119 } }", []),
    ("{ citing: {} }", [NORCO, SECOND, MRI]),
    ("{ not: { citing: { not: { citedBy: REVIEWER } } } }", [SECOND, MRI, NORKO]),
    ('{ citing: { citedBy: REVIEWER, page: "guideline/mtus-chronic-pain/page/78" } }', []),
    (
        "{ citing: { citedBy: REVIEWER }, and: [{ citing: { "
        'page: "guideline/mtus-chronic-pain/page/78" } }] }',
        [NORCO],
    ),
    (
        '{ citing: { or: [{ page: "guideline/mtus-chronic-pain/page/78" }, '
        '{ page: "guideline/mtus-chronic-pain/page/64" }] } }',
        [NORCO],
    ),
    ('{ citing: { document: "mtus-chronic-pain", editionStatus: UNKNOWN } }', [NORCO, SECOND]),
    ('{ diagnosis: { words: "SPRAIN", certainty: CONFIRMED } }', [NORCO, NORKO]),
    ('{ diagnosis: { words: "sprain", certainty: PROVISIONAL } }', []),
    ('{ diagnosis: { not: { condition: "Radiculopathy" } }, decision: UPHELD }', [NORCO, SECOND]),
    ("{ not: { priority: STANDARD } }", []),
    ('{ decidedFrom: "2016-12-20", not: { decidedTo: "2016-12-31" } }', [SECOND, MRI]),
    ('{ not: { decidedFrom: "1900-01-01" } }', [NORKO]),
    ('{ injured: { from: "2012-03-04", to: "2012-03-04" } }', [NORCO]),
    ('{ received: { to: "2016-10-14" }, assigned: { from: "2016-11-02" }, denied: {} }', [NORCO]),
    ('{ subspecialty: "Pain Medicine" }', [NORCO]),
    ('{ letter: "body-00000000000000aa" }', [NORCO]),
    ('{ letter: "https://imr-graph.example/determination/CM16-0000002/item/1" }', [SECOND, MRI]),
    ('{ bodyRegion: ["Lumbar spine", "knee"] }', [MRI]),
]


@pytest.mark.parametrize(("given", "expected"), CASES, ids=[case[0] for case in CASES])
def test_filters_mean_what_they_say(ask: Ask, given: str, expected: list[tuple[str, int]]) -> None:
    answer = ask(
        f"{{ items(filter: {given}) {{ totalCount nodes {{ position determination {{ identifier }} }} }} }}"
    )["items"]
    found = [(node["determination"]["identifier"], node["position"]) for node in answer["nodes"]]
    assert [(name[:5] if name.startswith("body-") else name, n) for name, n in found] == expected
    assert answer["totalCount"] == len(expected)


def nested(depth: int) -> dict[str, Any]:
    given: dict[str, Any] = {"decision": "UPHELD"}
    for _ in range(depth - 1):
        given = {"not": given}
    return given


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"drug": "Norkko"}, "unknown-concept"),
        ({"citing": {"page": "no such"}}, "unknown-concept"),
        (nested(DEEPEST + 1), "filter-too-deep"),
        (nested(100), "filter-too-deep"),
        ({"letter": ["x"] * (MOST_CONDITIONS + 1)}, "filter-too-long"),
        ({"or": [{"decision": "UPHELD"}] * MOST_CONDITIONS}, "filter-too-long"),
        ({"letter": ["CM16-0000001", "no-such"]}, "unknown-letter"),
        ({"layout": "no-such"}, "bad-parameter"),
        ({"drugName": " "}, "bad-parameter"),
        ({"quantity": {"from": 60, "to": 30}}, "bad-parameter"),
        ({"decidedFrom": "2017-01-01", "decidedTo": "2016-01-01"}, "bad-parameter"),
        ({"injured": {"from": "2017-01-01", "to": "2016-01-01"}}, "bad-parameter"),
        ({"decidedFrom": "yesterday"}, "bad-user-input"),
        ({"colour": "red"}, "bad-user-input"),
    ],
)
def test_a_filter_that_cannot_be_is_told(refused: Refused, given: dict[str, Any], code: str) -> None:
    error = refused("query ($given: ItemFilter) { items(filter: $given) { totalCount } }", given=given)
    assert error["extensions"]["code"] == code


@pytest.mark.parametrize(
    "asked",
    [
        '{ items(filter: { decidedFrom: "2016-13-01" }) { totalCount } }',
        '{ items(filter: { injured: { to: "31 December" } }) { totalCount } }',
        "{ items(filter: { decidedTo: 2016 }) { totalCount } }",
    ],
)
def test_a_day_that_is_none_is_told_with_place_and_cure(refused: Refused, asked: str) -> None:
    error = refused(asked)
    assert "YYYY-MM-DD" in error["message"]
    assert error["locations"][0]["line"] == 1


def test_filters_may_nest_as_deep_as_is_said(ask: Ask) -> None:
    query = "query ($given: ItemFilter) { items(filter: $given) { totalCount } }"
    assert ask(query, given=nested(DEEPEST))["items"]["totalCount"] == 2


EXAMPLES = re.findall(r"```graphql\n(.*?)```", (ROOT / "docs" / "graphql.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_documents_examples_answer(ask: Ask, example: str) -> None:
    (answer,) = ask(example).values()
    assert answer


def test_the_document_has_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(
    "field",
    [
        "drugs(first: 200)",
        "ingredients(first: 200)",
        "drugClasses(first: 200)",
        "specialties",
        "categories",
        "subcategories",
        "bodyRegions",
        "conditions(first: 200)",
        "guidelineDocuments",
        'guidelinePages(document: "mtus-chronic-pain", first: 100)',
    ],
)
def test_a_concepts_items_are_those_that_it_counts(ask: Ask, field: str) -> None:
    counted = "label itemCount items(first: 1) { totalCount }"
    listed = f"nodes {{ {counted} }}" if "first" in field else counted
    (answer,) = ask(f"{{ {field} {{ {listed} }} }}").values()
    nodes = answer["nodes"] if "first" in field else answer
    assert nodes
    assert [node["itemCount"] for node in nodes] == [node["items"]["totalCount"] for node in nodes]
