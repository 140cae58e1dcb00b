from __future__ import annotations

import re
from pathlib import Path

import pytest

from imr_graph.letters.blocks import find_item_blocks
from imr_graph.letters.cleaning import clean
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import read_letter
from imr_graph.letters.sections import find_sections
from tests.letters.forms import FORMS, RATIONALE, Entry, Form, Read, drop_last_stop, make_letter, read_blocks

LONG = (
    "Right hip arthroscopy with femoral osteoplasty, trimming of the acetabular rim, capsular plication, "
    "labral repair, possible release of the iliopsoas and removal of loose bodies, with an assistant "
    "surgeon, fascia iliaca block and an overnight stay (CPT 29914, 29915, 29916)"
)
MODIFIED = (
    "Massage therapy three times a week for five weeks (15 visits) was the original request. Massage "
    "therapy seven visits was authorized by the Claims Administrator. The remaining IMR eligible portion of "
    "the original request, Massage therapy eight visits is"
)
TITLES = [
    "Norco 10/325mg #60",
    "Associated surgical service: Cold therapy unit, 7 day rental",
    "Retrospective (DOS 5/6/15): Ketoprofen 15%/Baclofen 2% gel 90gm",
    "Retrospective x-ray of the left ankle (DOS: 7/9/15)",
    "Compound: Ketoprofen 12%, Baclofen 2.5%, Lidocaine 6%, Capsaicin 0.025%, Amitriptyline 3%, Menthol 9% "
    "gel 75gm",
    "Right C3-4. C4-5 medial branch block",
    "120 tablets of Baclofen 10mg",
    "1 prescription of Butrans patch (20mcg/hr), #60 day supply: 30",
    "3. Yoga classes 1 time a week for 9 weeks, right hip",
    "A review of a request once Overturned on appeal",
    MODIFIED,
    LONG,
    "cyclobenzaprine 5mg #60",
]


def titles(kept: str) -> list[str]:
    return [block.title for block in read_blocks(kept)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_the_title_first_and_later(title: str, form: Form) -> None:
    blocks = read_blocks(make_letter([Entry(title), Entry("MRI of the lumbar spine"), Entry(title)], form))
    assert [block.title for block in blocks] == [title, "MRI of the lumbar spine", title]
    assert [block.rationale for block in blocks] == [RATIONALE] * 3


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_in_a_block(form: Form) -> None:
    entry = Entry("EMG of the right arm", "Overturned", "It is needed.", "ODG, Pain.", "MTUS.")
    assert read_blocks(make_letter([entry], form)) == [
        Read("EMG of the right arm", "Overturned", "ODG, Pain.", "MTUS.", "It is needed.")
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "decision", ["Upheld", "Overturned", "Modified", "Partially Overturned", "Upheld in part"]
)
def test_decision_words(decision: str, form: Form) -> None:
    kept = make_letter([Entry("Ultram 50mg #30", decision), Entry("Soma 350mg #30")], form)
    assert [block.decision for block in read_blocks(kept)] == [decision, "Upheld"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        "A prior decision of utilization review: upheld on appeal, was worded differently.",
        "Utilization review wrote: Overturned. That was another request.",
        "The claims administrator decision rationale: none is given.",
        "It was Modified: six of twelve visits were certified.",
    ],
)
def test_decision_words_in_a_rationale_split_nothing(words: str, form: Form) -> None:
    rationale = f"{RATIONALE} {words} {RATIONALE}"
    blocks = read_blocks(
        make_letter([Entry("Xanax 0.5mg #60", rationale=rationale), Entry("Lyrica 75mg #60")], form)
    )
    assert [block.title for block in blocks] == ["Xanax 0.5mg #60", "Lyrica 75mg #60"]
    assert blocks[0].rationale == rationale


@pytest.mark.parametrize("form", FORMS)
def test_a_rationale_without_its_last_full_stop(form: Form) -> None:
    rationale = drop_last_stop(RATIONALE)
    kept = make_letter([Entry("Soma 350mg #60", rationale=rationale), Entry("Baclofen 20mg #90")], form)
    assert titles(kept) == ["Soma 350mg #60", "Baclofen 20mg #90"]
    assert read_blocks(kept)[0].rationale == rationale


@pytest.mark.parametrize("form", ["pdf", "spaced", "doubled"])
def test_a_rationale_that_closes_in_other_words_without_full_stop(form: Form) -> None:
    rationale = f"{RATIONALE} Weaning is indicated"
    kept = make_letter([Entry("Soma 350mg #60", rationale=rationale), Entry("Baclofen 20mg #90")], form)
    assert titles(kept) == ["Soma 350mg #60", "Baclofen 20mg #90"]


def test_a_rationale_in_two_paragraphs() -> None:
    kept = make_letter([Entry("Soma 350mg #60"), Entry("Baclofen 20mg #90")], "spaced")
    kept = kept.replace("The provider gives", "\n \nThe provider gives")
    blocks = read_blocks(kept)
    assert [block.title for block in blocks] == ["Soma 350mg #60", "Baclofen 20mg #90"]
    assert [block.rationale for block in blocks] == [RATIONALE, RATIONALE]


@pytest.mark.parametrize(
    ("printed", "changed"),
    [
        pytest.param(
            r"necessary\.\n(?=MRI)", "necessary. \n", id="the rationale's last line ends with a blank"
        ),
        pytest.param(r"necessary\.\n(?=MRI)", "necessary.\f", id="a page ends before the title"),
        pytest.param(r"Upheld\n(?=Claims)", "Upheld", id="the decision is glued to the next label"),
        pytest.param(r"Upheld\n(?=Claims)", "Upheld\f", id="a page ends after the title"),
        pytest.param(r": Upheld\n", ":\nUpheld\n", id="the decision has a line to itself"),
        pytest.param(r": Upheld\n", ": \nUpheld \n", id="the decision has a line to itself, after blanks"),
        pytest.param(
            r"\nMAXIMUS", " MAXIMUS", id="the reviewer's line is glued to the claims administrator's"
        ),
        pytest.param(r"below:\n", "below: ", id="the first title is glued to the section's first sentence"),
        pytest.param(r"below:\n", "below\n", id="that sentence lacks its colon"),
        pytest.param(r" \n", "\n", id="no line ends with a blank"),
        pytest.param(r"(?<! )\n", " \n", id="every line ends with a blank"),
        pytest.param(r"not change of\n", "not change of\f", id="a page ends inside a sentence"),
        pytest.param(r": Upheld", " - Upheld", id="a dash for the colon"),
        pytest.param(r": Upheld", ": Upheld.", id="a full stop after the decision"),
    ],
)
def test_how_else_a_pdf_may_set_the_same_letter(printed: str, changed: str) -> None:
    kept = re.sub(
        printed, changed, make_letter([Entry("MRI of the neck"), Entry(MODIFIED), Entry("MRI of the hip")])
    )
    blocks = read_blocks(kept)
    assert [block.title for block in blocks] == ["MRI of the neck", MODIFIED, "MRI of the hip"]
    assert [block.decision for block in blocks] == ["Upheld"] * 3
    assert [block.rationale for block in blocks] == [RATIONALE] * 3


@pytest.mark.parametrize(
    "page_end",
    [
        "\n\n\n\n",
        "\n\nPage 2 of 5\n\f\n",
        "\n\f",
        "\nFinal Determination Letter for IMR Case Number CM15-9900999   2\n\f",
    ],
)
@pytest.mark.parametrize("before", ["labral", "MRI of", "The provider gives"])
def test_a_page_end_in_a_spaced_text_parts_nothing(page_end: str, before: str) -> None:
    kept = make_letter([Entry("Soma 350mg #60"), Entry(LONG), Entry("MRI of the hip")], "spaced")
    kept = kept.replace(f"{before} ", f"{page_end}{before} ")
    blocks = read_blocks(kept)
    assert [block.title for block in blocks] == ["Soma 350mg #60", LONG, "MRI of the hip"]
    assert [block.rationale for block in blocks] == [RATIONALE] * 3


@pytest.mark.parametrize("form", ["spaced", "doubled"])
@pytest.mark.parametrize("title", ["MRI of the hip", LONG])
def test_the_blank_line_before_a_title_is_missing(form: Form, title: str) -> None:
    kept = make_letter([Entry("Soma 350mg #60"), Entry(title), Entry("MRI of the neck")], form)
    kept = re.sub(rf"(?<=necessary\. )[ \n]+(?={title[:10]})", "\n" if form == "spaced" else "\n\n", kept)
    assert titles(kept) == ["Soma 350mg #60", title, "MRI of the neck"]


def test_missing_lines_leave_an_item() -> None:
    entries = [
        Entry("MRI of the neck", claims=None),
        Entry("MRI of the hip", reviewer=None),
        Entry("MRI of the knee", rationale=""),
        Entry("MRI of the hand", claims=None, reviewer=None),
        Entry("MRI of the foot"),
    ]
    blocks = read_blocks(make_letter(entries))
    assert [block.title for block in blocks] == [entry.title for entry in entries]
    assert [(b.claims is None, b.reviewer is None, b.rationale is None) for b in blocks] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (True, True, False),
        (False, False, False),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_titles_in_a_row_are_items_each(form: Form) -> None:
    def alone(title: str) -> Entry:
        return Entry(title, claims=None, reviewer=None, rationale="")

    entries = [alone("CBC"), Entry("EKG"), alone("Sling"), alone("Brace"), Entry("Cane")]
    blocks = read_blocks(make_letter(entries, form))
    assert [block.title for block in blocks] == ["CBC", "EKG", "Sling", "Brace", "Cane"]
    assert [block.rationale is None for block in blocks] == [True, False, True, True, False]


def test_an_item_whose_decision_is_missing_is_kept() -> None:
    kept = make_letter([Entry("MRI of the neck"), Entry("MRI of the hip")]).replace("hip: Upheld", "hip")
    blocks = read_blocks(kept)
    assert [(block.title, block.decision) for block in blocks] == [
        ("MRI of the neck", "Upheld"),
        ("MRI of the hip", ""),
    ]


def test_a_guideline_line_may_speak_of_a_decision() -> None:
    claims = "The request was modified."
    blocks = read_blocks(
        make_letter([Entry("MRI of the neck", claims=claims), Entry("MRI of the hip", claims=claims)])
    )
    assert [block.claims for block in blocks] == [claims, claims]


@pytest.mark.parametrize(
    "ending",
    [
        "Sincerely,\nJane Roe, MD\nMedical Director",
        "Effect of the Decision:\nThe determination is deemed to be the final determination.",
        "cc: Department of Industrial Relations",
        "Copyright 2016. All rights reserved.",
        "Page 4 of 4",
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_what_follows_the_last_rationale_is_no_part_of_it(ending: str, form: Form) -> None:
    blocks = read_blocks(
        make_letter([Entry("MRI of the neck"), Entry("MRI of the hip")], form, ending=ending)
    )
    assert blocks[-1].rationale == RATIONALE


def test_no_items() -> None:
    assert read_blocks(make_letter([])) == []


def test_blocks_of_the_real_letters(shared_letters: Path) -> None:
    letters = list(find_letters([shared_letters / "real"]))
    assert len(letters) == 73
    total = 0
    for path in letters:
        text = read_letter(path).text
        reading = clean(text)
        blocks = find_item_blocks(reading, find_sections(reading, str(path)))
        assert len(blocks) == len(re.findall(r"Decision\s+rationale", text)), path.name
        for block in blocks:
            title = reading.fold(*block.title)
            assert "medically necessary" not in title, path.name
            assert title[0].isupper() or title[0].isdigit(), path.name
            assert block.claims_administrator, path.name
            assert block.reviewer, path.name
            assert block.rationale, path.name
        total += len(blocks)
    assert total == 196
