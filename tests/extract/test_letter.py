"""The letter as a whole: identity, joined dates, spans that lead to the kept text, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from imr_graph.errors import LetterError
from imr_graph.extract.letter import body_hash, body_identifier, parse_letter
from imr_graph.letters.reader import LetterText, read_letter

HEADER = "Case Number: CM16-9900042\nDate of Injury: 01/02/2015\nDecision Date: 03/04/2016\n\n"
BODY = """HOW THE IMR FINAL DETERMINATION WAS MADE

The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Internal Medicine

CLINICAL CASE SUMMARY

The injured worker is a 40 year old female who sustained an industrial injury on 02/03/2014.
Diagnoses included lumbar radiculopathy.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Norco 10/325mg #60: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Treatment Guidelines opioids.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Treatment Guidelines opioids Page(s): 78.

Decision rationale: No benefit is recorded. The request is not medically necessary.
"""


def parsed(text: str, source: str = "letter.txt") -> object:
    return parse_letter(LetterText(source, text))


def test_a_letter_without_a_case_number_is_named_by_its_body() -> None:
    record = parse_letter(LetterText("a.txt", BODY))
    assert record.case_number is None
    assert record.identifier == body_identifier(record.body_sha256) == f"body-{record.body_sha256[:16]}"
    assert "no-case-number" in [warning.code for warning in record.warnings]


@pytest.mark.parametrize(
    "same", [BODY, BODY.replace("\n", "\n\n"), HEADER + BODY, "\ufeff " + BODY.replace(" ", "  ")]
)
def test_white_space_and_header_do_not_change_the_body(same: str) -> None:
    assert body_hash(same) == body_hash(BODY)


def test_another_word_changes_the_body() -> None:
    assert body_hash(BODY.replace("Norco", "Percocet")) != body_hash(BODY)


def test_the_headers_dates_come_before_those_of_a_sentence() -> None:
    with_header = parse_letter(LetterText("a.txt", HEADER + BODY))
    without = parse_letter(LetterText("a.txt", BODY))
    assert str(with_header.dates.injury) == "2015-01-02"
    assert str(without.dates.injury) == "2014-02-03"


def test_the_rule_and_page_stand_beside_each_span() -> None:
    text = HEADER + BODY.replace("\n\nMAXIMUS", "\n\f\nMAXIMUS")
    record = parse_letter(LetterText("a.txt", text))
    evidence = {e.path: e for e in record.evidence}
    assert evidence["/items/0/drug/name"].page == 1
    assert evidence["/items/0/rationale"].page == 2
    (span,) = evidence["/items/0/drug/name"].spans
    assert text[slice(*span)] == "Norco"
    assert all(e.rule for e in record.evidence)


def test_a_decision_that_is_no_known_word_is_an_error_that_names_the_item() -> None:
    with pytest.raises(LetterError) as caught:
        parsed(BODY.replace(": Upheld", ": Undecided"))
    assert caught.value.source == "letter.txt"
    assert "page 1" in caught.value.place


def test_a_letter_without_items_is_an_error() -> None:
    with pytest.raises(LetterError, match="no disputed item"):
        parsed(BODY[: BODY.index("Norco")])


def test_a_fault_of_ours_in_one_letter_is_that_letters_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> object:
        raise IndexError("Norco of Mr Smith")

    monkeypatch.setattr("imr_graph.extract.letter.extract_diagnoses", faulty)
    with pytest.raises(
        LetterError, match=r"unexpected IndexError in tests\.extract\.test_letter, line "
    ) as caught:
        parsed(BODY)
    assert caught.value.source == "letter.txt"
    assert "Smith" not in str(caught.value)


@pytest.mark.parametrize(
    ("first", "line"),
    [
        ("SYNTHETIC LETTER written for a test.\n", "SYNTHETIC LETTER written for a test."),
        ("\n \f\nSYNTHETIC\r\n\n", "SYNTHETIC"),
        ("", None),
        ("Not SYNTHETIC\n", None),
        ("SYNTHETICALLY\n", None),
    ],
)
def test_a_letter_that_says_it_was_made_up_is_marked(first: str, line: str | None) -> None:
    text = (first + BODY).replace("\r\n", "\n")
    record = parse_letter(LetterText("a.txt", text))
    marks = [text[slice(*span)] for e in record.evidence if e.path == "/synthetic" for span in e.spans]
    assert record.synthetic is (line is not None)
    assert marks == ([line] if line else [])


def test_a_guideline_line_that_is_not_understood_is_flagged() -> None:
    words = "See the attached report."
    record = parse_letter(
        LetterText(
            "a.txt",
            BODY.replace("Decision based on MTUS Chronic Pain Treatment Guidelines opioids.", words),
        )
    )
    assert [c.by for c in record.items[0].citations] == ["reviewer"]
    (warning,) = (w for w in record.warnings if w.code == "unresolved-guideline")
    assert warning.path == "/items/0/citations"
    assert words in warning.detail


def test_a_letter_without_a_case_summary_is_flagged() -> None:
    record = parse_letter(LetterText("a.txt", BODY.replace("CLINICAL CASE SUMMARY", "")))
    assert "no-summary" in [warning.code for warning in record.warnings]


def test_the_record_does_not_depend_on_where_the_file_lies(example_letters: Path, tmp_path: Path) -> None:
    path = next(iter(sorted(example_letters.glob("*.txt"))))
    copy = tmp_path / "copy.txt"
    copy.write_bytes(path.read_bytes())
    here, there = parse_letter(read_letter(path)), parse_letter(read_letter(copy))
    assert here.source != there.source
    assert (here.identifier, here.evidence, here.items) == (there.identifier, there.evidence, there.items)


def test_a_letter_of_no_known_layout_is_read_and_says_so() -> None:
    text = (
        "Independent Medical Review\n"
        + HEADER
        + BODY.replace("IMR ISSUES, DECISIONS AND RATIONALES", "OUR FINDINGS")
    )
    record = parse_letter(LetterText("a.txt", text))
    assert record.layout == "unknown"
    assert "unknown-layout" in [warning.code for warning in record.warnings]
    assert [(item.text, item.decision) for item in record.items] == [("Norco 10/325mg #60", "upheld")]


def test_a_letter_without_items_is_refused_whatever_its_headings() -> None:
    text = HEADER + BODY[: BODY.index("IMR ISSUES")] + "OUR FINDINGS\n\nRationale: none."
    with pytest.raises(LetterError, match="no disputed item"):
        parse_letter(LetterText("a.txt", "Independent Medical Review\n" + text))
