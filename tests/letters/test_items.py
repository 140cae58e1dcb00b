from __future__ import annotations

import pytest

from imr_graph.letters.cleaning import clean
from imr_graph.letters.items import find_items
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import find_sections
from imr_graph.record import Span
from tests.letters.early_forms import DISPUTE, HEADER, NOTICE, REQUESTS
from tests.letters.forms import Entry, make_letter

SPLINT = "1. The request for a wrist splint is medically necessary and appropriate."
MOTRIN = "2. The request for Motrin 800 mg #90 is not medically necessary and appropriate."


def items(kept: str) -> list[tuple[str, str, str | None]]:
    """Title, decision and rationale of each item."""
    reading = clean(kept)
    return [
        (reading.fold(*block.title), reading.fold(*block.decision), _words(reading, block.rationale))
        for block in find_items(reading, find_sections(reading))
    ]


def sides(kept: str) -> list[tuple[str | None, str | None]]:
    """The words of the claims administrator and of the reviewer, item by item."""
    reading = clean(kept)
    return [
        (_words(reading, block.claims_administrator), _words(reading, block.reviewer))
        for block in find_items(reading, find_sections(reading))
    ]


def _words(reading: Reading, span: Span | None) -> str | None:
    return reading.fold(*span) if span else None


def test_requests_that_tell_their_decision() -> None:
    assert items(REQUESTS) == [
        (
            "1. The request for a wrist splint",
            "medically necessary and appropriate",
            "Rest helps. The request is medically necessary and appropriate.",
        ),
        (
            "2. The request for Motrin 800 mg #90",
            "not medically necessary and appropriate",
            "No trial of a lower dose is told.",
        ),
    ]
    claims, reviewer = sides(REQUESTS)[1]
    assert claims
    assert reviewer
    assert claims.endswith("page 67.")
    assert reviewer.endswith("page 68.")


@pytest.mark.parametrize(
    ("printed", "changed"),
    [
        (SPLINT, SPLINT.replace("1. The", "1) The")),
        (SPLINT, SPLINT.replace("is medically", "\n\nPage 2 of 5\n\nis medically")),
        (MOTRIN, MOTRIN.replace("not medically", "notmedically")),
        (MOTRIN, MOTRIN.upper()),
        ("\n\n", "\n"),
        ("\n", "\n\n"),
        ("Expert Reviewer", "Physician Reviewer"),
        ("decision rationale:", "decision rational:"),
        ("Rest helps.", "Three things count:\n1. rest\n2. time\n3. use\nRest helps."),
        ("Rest helps.", "Rest helps.\nThe Claims Administrator stated\nthat it does not."),
        ("IMR DECISION(S) AND RATIONALE(S)", "IMR ISSUES, DECISIONS AND RATIONALES"),
    ],
)
def test_requests_however_set(printed: str, changed: str) -> None:
    assert printed in REQUESTS
    found = items(REQUESTS.replace(printed, changed))
    assert len(found) == 2
    assert [decision.lower().startswith("not") for _, decision, _ in found] == [False, True]
    assert found[0][2]
    assert found[0][2].endswith("The request is medically necessary and appropriate.")
    assert found[1][2] == "No trial of a lower dose is told."


def test_a_request_with_nothing_under_it_is_an_item() -> None:
    alone = "2. The request for a brace is not medically necessary and appropriate.\n\n"
    found = items(REQUESTS.replace(MOTRIN, alone + MOTRIN.replace("2.", "3.")))
    assert [title for title, _, _ in found] == [
        "1. The request for a wrist splint",
        "2. The request for a brace",
        "3. The request for Motrin 800 mg #90",
    ]
    assert found[1][2] is None


def test_requests_with_nothing_under_any_of_them() -> None:
    start = REQUESTS.index(SPLINT)
    found = items(f"{REQUESTS[:start]}{SPLINT}\n\n{MOTRIN}\n")
    assert [(title[:2], rationale) for title, _, rationale in found] == [("1.", None), ("2.", None)]


def test_a_decision_printed_twice_is_one_item() -> None:
    assert items(NOTICE) == [
        (
            "the request for a wrist splint",
            "notmedically necessary and appropriate",
            "The wrist is stiff already.",
        )
    ]
    assert sides(NOTICE) == [
        (
            "The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, "
            "page 8.",
            "The Expert Reviewer relied on the Chronic Pain Medical Treatment Guidelines, page 9.",
        )
    ]


def listed(*entries: str) -> str:
    return HEADER + "\n".join(
        (
            *entries,
            "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
            *entries,
            "Case Summary:",
            "None.",
            "",
        )
    )


FIRST = "1) MAXIMUS Federal Services, Inc. has determined the request for 6 visits of therapy for the knee \
is medically necessary and appropriate."
SECOND = "2) MAXIMUS Federal Services, Inc. has determined the request for a knee brace is not medically \
necessary and appropriate."


@pytest.mark.parametrize(
    ("headings", "rationales"),
    [
        (
            ["1) Regarding therapy, six visits for the knee:", "2) Regarding the request for knee brace:"],
            ["A.", "B."],
        ),
        (["2) Regarding the request for a knee brace:", "1) Regarding therapy of the knee:"], ["B.", "A."]),
        (["Regarding 6 visits of therapy for the knee:", "Regarding a knee brace:"], ["A.", "B."]),
        (["1-2) Regarding 6 visits of therapy for the knee and a knee brace:"], ["A.", "A."]),
        (["1) Regarding 6 visits of therapy for the knee:"], ["A.", None]),
    ],
)
def test_listed_decisions_find_their_rationales(headings: list[str], rationales: list[str | None]) -> None:
    body = "".join(
        f"{heading}\n\nThe Claims Administrator cited nothing.\n\nRationale for the Decision:\n{'AB'[n]}.\n\n"
        for n, heading in enumerate(headings)
    )
    found = items(listed(FIRST, SECOND) + body)
    assert [title for title, _, _ in found] == [
        "the request for 6 visits of therapy for the knee",
        "the request for a knee brace",
    ]
    assert [decision for _, decision, _ in found] == [
        "medically necessary and appropriate",
        "not medically necessary and appropriate",
    ]
    if headings[0].startswith("2)"):
        assert [rationale for _, _, rationale in found] == ["B.", "A."]
    else:
        assert [rationale for _, _, rationale in found] == rationales


def test_a_disputed_issue() -> None:
    assert items(DISPUTE) == [("wrist splint", "NOT MEDICALLY NECESSARY", "The wrist is stiff already.")]
    claims, reviewer = sides(DISPUTE)[0]
    assert claims
    assert reviewer
    assert claims.endswith("page 8.")
    assert reviewer.endswith("page 9.")


@pytest.mark.parametrize(
    ("printed", "changed", "expected"),
    [
        ("stiff already.", "sore. The splint is medically necessary.", ["medically necessary"]),
        ("wrist splint\n", "1. wrist splint\n2. Motrin\n", ["NOT MEDICALLY NECESSARY"] * 2),
        (
            "MEDICAL PROFESSIONAL",
            "MAXIMUS Federal Services, Inc. has determined the request for wrist splint is medically "
            "necessary and appropriate.\n\nMEDICAL PROFESSIONAL",
            ["medically necessary and appropriate"],
        ),
    ],
)
def test_what_decides_a_disputed_issue(printed: str, changed: str, expected: list[str]) -> None:
    assert printed in DISPUTE
    assert [decision for _, decision, _ in items(DISPUTE.replace(printed, changed, 1))] == expected


def test_numbered_issues_take_their_numbered_rationales() -> None:
    two = DISPUTE.replace("wrist splint\n", "1. wrist splint\n2. Motrin\n")
    two = two.replace("The wrist is stiff already.", "1. It is stiff.\n2. It was not tried.")
    assert [(title, rationale) for title, _, rationale in items(two)] == [
        ("wrist splint", "It is stiff."),
        ("Motrin", "It was not tried."),
    ]


_GUIDELINES, _RATIONALE = DISPUTE.index("MEDICAL TREATMENT GUIDELINE"), DISPUTE.index("RATIONALE FOR WHY")
_QUALIFIED = DISPUTE.index("MEDICAL REVIEWER QUAL")


def _for_each(headings: list[str]) -> str:
    """Two requests, the second as the first but for its pages and rationale, under the headings."""
    asked = DISPUTE[:_GUIDELINES].replace("wrist splint\n", "1. wrist splint\n2. Motrin 600mg\n")
    parts = DISPUTE[_GUIDELINES:_QUALIFIED]
    second = parts.replace("page 9", "page 7").replace("The wrist is stiff already.", "It was not tried.")
    return asked + headings[0] + parts + headings[1] + second + DISPUTE[_QUALIFIED:]


@pytest.mark.parametrize(
    "headings",
    [
        ["1. wrist splint:\n\n", "2. Motrin 600mg:\n\n"],
        ["wrist splint:\n\n", "\nMotrin\n600mg\n\n"],
        ["", "2) Motrin 600mg\n"],
        ["", ""],
    ],
)
def test_disputed_issues_with_a_rationale_each(headings: list[str]) -> None:
    letter = _for_each(headings)
    assert [(title, rationale) for title, _, rationale in items(letter)] == [
        ("wrist splint", "The wrist is stiff already."),
        ("Motrin 600mg", "It was not tried."),
    ]
    assert [str(reviewer)[-7:] for _, reviewer in sides(letter)] == ["page 9.", "page 7."]


def test_rationales_under_the_titles_of_other_requests() -> None:
    letter = _for_each(["2. Motrin 600mg:\n\n", "1. wrist splint:\n\n"])
    assert [(title, rationale) for title, _, rationale in items(letter)] == [
        ("wrist splint", "It was not tried."),
        ("Motrin 600mg", "The wrist is stiff already."),
    ]


def test_a_request_without_a_rationale_of_its_own_has_none() -> None:
    letter = _for_each(["1. wrist splint:\n\n", "2. Motrin 600mg:\n\n"])
    letter = letter.replace("2. Motrin 600mg\n", "2. Motrin 600mg\n3. Yoga classes\n", 1)
    assert [(title, rationale) for title, _, rationale in items(letter)] == [
        ("wrist splint", "The wrist is stiff already."),
        ("Motrin 600mg", "It was not tried."),
        ("Yoga classes", None),
    ]


@pytest.mark.parametrize("heading", ["OUR DECISIONS", "What was disputed:"])
def test_an_unknown_layouts_items_in_either_form(heading: str) -> None:
    assert len(items(REQUESTS.replace("IMR DECISION(S) AND RATIONALE(S)", heading))) == 2
    letter = make_letter([Entry("Norco 10/325mg #60"), Entry("TENS unit", "Overturned")], "spaced")
    letter = letter.replace("IMR ISSUES, DECISIONS AND RATIONALES", heading)
    assert [title for title, _, _ in items(HEADER + letter)] == ["Norco 10/325mg #60", "TENS unit"]
