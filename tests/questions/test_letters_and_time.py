"""Questions about letters, days and reviewers, against rows that were counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from imr_graph.record import Dates, Record, RecordWarning, Reviewer
from tests.factories import make_item, make_record
from tests.questions.letters import COMPOUND, NAPROXEN, NORCO, UNKNOWN, item, letter
from tests.tables.graphs import Both, both

Rows = list[tuple[Any, ...]]

MRI = make_item(
    text="MRI of the lumbar spine",
    category="diagnostic-testing",
    subcategory="category/diagnostic-testing/imaging-radiology",
    drug=None,
    decision="upheld",
    citations=(),
)


def days(decision: str | None, received: str | None = None, **more: str) -> Dates:
    """Days of a letter, in ISO form."""
    named = {"decision": decision, "application_received": received, **more}
    return Dates(**{name: dt.date.fromisoformat(day) for name, day in named.items() if day})


LETTERS: list[Record] = [
    # Mixed; 67, 48 and 77 days; four full years after the injury; licensed in CA and NV.
    letter(1, item(NORCO, "upheld"), item(NORCO, "overturned")),
    # The denial stands after the decision, and so does the injury; nothing of the reviewer is known.
    letter(
        2,
        MRI,
        dates=days("2017-01-10", "2016-12-31", ur_denial="2017-01-20", injury="2017-01-11"),
        priority="expedited",
        reviewer=Reviewer(
            specialties=("Leechcraft", "Pain Medicine"), specialty_concepts=(None, "specialty/pain-medicine")
        ),
        warnings=(RecordWarning(code="unresolved-state", detail="Utopia"),),
    ),
    # One day short of ten years.
    letter(
        3,
        item(NAPROXEN, "overturned"),
        item(COMPOUND, "overturned"),
        dates=days("2018-02-01", "2018-01-02", injury="2008-02-02"),
        priority=None,
        reviewer=Reviewer(),
    ),
    letter(
        4,
        item(UNKNOWN, "modified"),
        dates=days(None, "2018-01-02"),
        reviewer=Reviewer(licensed_states=("CA",)),
    ),
    make_record(case_number="CM16-0000005", items=(), dates=days("2018-03-01", "2018-01-02"), priority=None),
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return both(LETTERS, tmp_path_factory.mktemp("time"), chunk=2)


CASES: list[tuple[str, dict[str, str], str, Rows]] = [
    (
        "decisions-by-period",
        {},
        "decided letters mixedLetters items overturned modified upheld overturnRate",
        [
            ("2016", 1, 1, 2, 1, 0, 1, 0.5),
            ("2017", 1, 0, 1, 0, 0, 1, 0.0),
            ("2018", 2, 0, 2, 2, 0, 0, 1.0),
            ("not printed", 1, 0, 1, 0, 1, 0, 0.0),
        ],
    ),
    (
        "decisions-by-period",
        {"period": "month", "from": "2017-01-10"},
        "decided letters items overturnRate low high",
        [
            ("2017-01", 1, 1, 0.0, 0.0, 0.7935),
            ("2018-02", 1, 2, 1.0, 0.3424, 1.0),
            # No item, no rate.
            ("2018-03", 1, 0, None, None, None),
        ],
    ),
    (
        "decisions-by-period",
        {"period": "quarter", "to": "2018-02-01"},
        "decided letters",
        [("2016-Q4", 1), ("2017-Q1", 1), ("2018-Q1", 1)],
    ),
    (
        "decisions-by-period",
        {"period": "all"},
        "decided letters mixedLetters items overturned modified upheld",
        [("all", 5, 1, 6, 3, 1, 2)],
    ),
    (
        "days-to-decision",
        {"period": "all"},
        "step letters mean least lowerQuartile median upperQuartile most lettersWithoutDays",
        [
            ("application received", 4, 41.3, 10, 10, 30, 58, 67, 1),
            ("assigned", 1, 48.0, 48, 48, 48, 48, 48, 4),
            ("utilization review denied", 2, 33.5, -10, -10, -10, 77, 77, 3),
        ],
    ),
    (
        "days-to-decision",
        {"priority": "expedited"},
        "step decided letters least most lettersWithoutDays",
        [
            ("application received", "2017", 1, 10, 10, 0),
            ("assigned", "2017", 0, None, None, 1),
            ("utilization review denied", "2017", 1, -10, -10, 0),
        ],
    ),
    (
        "category-share-by-period",
        {"period": "all"},
        "category subcategory items ofItems share low high",
        [
            ("Pharmaceutical", "none known", 5, 6, 0.8333, 0.4365, 0.9699),
            ("Diagnostic testing", "Diagnostic testing: imaging and radiology", 1, 6, 0.1667, 0.0301, 0.5635),
        ],
    ),
    (
        "category-share-by-period",
        {"period": "all", "category": "category/diagnostic-testing"},
        "category items ofItems share",
        [("Diagnostic testing", 1, 6, 0.1667)],
    ),
    (
        "drug-class-share-by-period",
        {},
        "decided drugClass items ofItems share",
        [
            # Hydrocodone with acetaminophen; a compound of three classes.
            ("2016", "Analgesic", 2, 2, 1.0),
            ("2016", "Opioid", 2, 2, 1.0),
            ("2018", "Nonsteroidal anti-inflammatory drug", 2, 2, 1.0),
            ("2018", "Anticonvulsant", 1, 2, 0.5),
            ("2018", "Topical analgesic", 1, 2, 0.5),
            ("not printed", "no class known", 1, 1, 1.0),
        ],
    ),
    (
        "decisions-per-letter",
        {},
        "decisions letters allOverturned allModified allUpheld mixed mixedShare",
        [(0, 1, 0, 0, 0, 0, 0.0), (1, 2, 0, 1, 1, 0, 0.0), (2, 2, 1, 0, 0, 1, 0.5)],
    ),
    (
        "overturn-rate-by-claim-age",
        {},
        "claimAge fromYears items overturned modified upheld",
        [
            ("injury after the decision", None, 1, 0, 0, 1),
            ("not printed", None, 1, 0, 1, 0),
            ("3 to 4", 3, 2, 1, 0, 1),
            ("5 to 9", 5, 2, 2, 0, 0),
        ],
    ),
    (
        "overturn-rate-by-claim-age",
        {"category": "category/pharmaceutical", "from": "2017-01-01"},
        "claimAge items",
        [("5 to 9", 2)],
    ),
    (
        "overturn-rate-by-priority",
        {},
        "priority items overturned",
        [("Standard", 3, 1), ("none printed", 2, 2), ("Expedited", 1, 0)],
    ),
    (
        "specialty-decides-treatment",
        {},
        "specialty category subcategory items overturned",
        [
            ("none printed", "Pharmaceutical", "none known", 3, 2),
            ("Physical Medicine and Rehabilitation", "Pharmaceutical", "none known", 2, 1),
            ("Leechcraft", "Diagnostic testing", "Diagnostic testing: imaging and radiology", 1, 0),
            ("Pain Medicine", "Diagnostic testing", "Diagnostic testing: imaging and radiology", 1, 0),
        ],
    ),
    (
        "specialty-decides-treatment",
        {"reviewer": "Pain Medicine"},
        "specialty category items",
        [("Pain Medicine", "Diagnostic testing", 1)],
    ),
    (
        "reviewer-licences",
        {},
        "state letters items overturned modified upheld",
        [
            ("CA", 2, 3, 1, 1, 1),
            ("NV", 1, 2, 1, 0, 1),
            ("none printed", 1, 2, 2, 0, 0),
            ("not understood", 1, 1, 0, 0, 1),
        ],
    ),
    ("reviewer-licences", {"reviewer": "Pain Medicine"}, "state items", [("not understood", 1)]),
    (
        "outcomes-before-and-after",
        {},
        "decided letters items overturned overturnRate difference",
        [
            ("before", 2, 3, 1, 0.3333, None),
            ("not printed", 1, 1, 0, 0.0, None),
            ("since", 1, 2, 2, 1.0, 0.6667),
        ],
    ),
    (
        "outcomes-before-and-after",
        {"ruleDay": "2017-01-01", "drugClass": "Opioid"},
        "decided items overturned difference",
        [("before", 2, 1, None)],
    ),
    # Without a row before there is nothing to compare with.
    (
        "outcomes-before-and-after",
        {"ruleDay": "2018-01-01", "from": "2018-01-01"},
        "decided items difference",
        [("since", 2, None)],
    ),
]


@pytest.mark.parametrize(("name", "values", "columns", "expected"), CASES)
def test_rows_are_those_counted_by_hand(
    name: str, values: dict[str, str], columns: str, expected: Rows, asked: Both
) -> None:
    for table in (asked.by_sparql(name, values), asked.by_tables(name, values)):
        places = [table.columns.index(column) for column in columns.split()]
        assert [tuple(row[place] for place in places) for row in table.rows] == expected
