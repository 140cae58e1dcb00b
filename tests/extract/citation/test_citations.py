"""Guideline lines of every known form, and what they cite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_graph.extract.citation.citations import extract_citations
from imr_graph.letters.cleaning import clean
from imr_graph.record import Citation, CitingParty

Cited = tuple[str, int | None, int | str | None, str | None, list[tuple[int, int]]]


def cite(line: str, by: CitingParty = "claims-administrator") -> list[Citation]:
    reading = clean(line)
    return [part.value for part in extract_citations(reading, (0, len(reading.text)), by)]


def cited(line: str, by: CitingParty = "claims-administrator") -> list[Cited]:
    return [(c.source, c.edition, c.chapter, c.section, list(c.pages)) for c in cite(line, by)]


MTUS = "Decision based on MTUS "
ODG = "Official Disability Guidelines (ODG)"
CHRONIC_PAIN = "Chronic Pain Treatment Guidelines"
OUTSIDE = "Decision based on Non-MTUS Citation "

MTUS_LINES: list[tuple[str, list[Cited]]] = [
    ("Chronic Pain Treatment Guidelines.", [("mtus-chronic-pain", None, None, None, [])]),
    (
        "Chronic Pain Treatment Guidelines yoga Page(s): 126.",
        [("mtus-chronic-pain", None, None, "yoga", [(126, 126)])],
    ),
    (
        "Chronic Pain Treatment Guidelines Exercise; Yoga Page(s): 46, 47, 126-127.",
        [("mtus-chronic-pain", None, None, "Exercise; Yoga", [(46, 46), (47, 47), (126, 127)])],
    ),
    (  # two places, each with pages
        "Chronic Pain Treatment Guidelines Exercise Page(s): 46; Yoga Page(s): 126.",
        [
            ("mtus-chronic-pain", None, None, "Exercise", [(46, 46)]),
            ("mtus-chronic-pain", None, None, "Yoga", [(126, 126)]),
        ],
    ),
    (  # joined by a comma without a blank
        f"ACOEM Chapter 13 Knee Complaints Page(s): 339-340,{CHRONIC_PAIN} Yoga Page(s):126.",
        [
            ("mtus-acoem", None, 13, None, [(339, 340)]),
            ("mtus-chronic-pain", None, None, "Yoga", [(126, 126)]),
        ],
    ),
    (  # the bracket is an edition, no section
        "ACOEM Chapter 10 Elbow Disorders (Revised 2007), Chapter 8 Neck and Upper Back Complaints.",
        [("mtus-acoem", 2007, 10, None, []), ("mtus-acoem", None, 8, None, [])],
    ),
    (  # a heading of other guidelines inside the line
        "Knee Complaints 2004, Section(s): Summary. Other Medical Treatment Guideline or Medical Evidence: "
        "Family Example Review, Gout.",
        [
            ("mtus-acoem", 2004, 13, "Summary", []),
            ("other", None, None, "Family Example Review, Gout", []),
        ],
    ),
    (
        f"Chronic Pain Medical Treatment 2009, Section(s): Yoga, and Non-MTUS {ODG}: Pain, Massage.",
        [("mtus-chronic-pain", 2009, None, "Yoga", []), ("odg", None, "Pain", "Massage", [])],
    ),
    (
        "Chronic Pain Treatment Guidelines Page(s): 91, 124 of 127.",
        [("mtus-chronic-pain", None, None, None, [(91, 91), (124, 124)])],
    ),
    (
        "ACOEM Chapter 13 Knee Complaints Page(s): Table 13-6.",
        [("mtus-acoem", None, 13, "Table 13-6", [])],
    ),
    ("ACOEM Chapter 7 Page(s) 132-139.", [("mtus-acoem", None, 7, None, [(132, 139)])]),
    (
        "ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 5, page 83.",
        [("mtus-acoem", 2004, 5, None, [(83, 83)])],
    ),
    (
        "Knee Complaints 2004, Section(s): Initial Care, Special Studies.",
        [("mtus-acoem", 2004, 13, "Initial Care, Special Studies", [])],
    ),
    (  # names and section names hold commas and "and"
        "Knee Complaints 2004, Section(s): Summary, and Forearm, Wrist, and Hand Complaints 2004, and "
        "Acupuncture Treatment 2007, and Postsurgical Treatment 2009, Section(s): Forearm, Wrist, & Hand.",
        [
            ("mtus-acoem", 2004, 13, "Summary", []),
            ("mtus-acoem", 2004, 11, None, []),
            ("mtus-acupuncture", 2007, None, None, []),
            ("mtus-postsurgical", 2009, None, "Forearm, Wrist, & Hand", []),
        ],
    ),
    (
        "Knee Complaints, Chronic Pain Treatment Guidelines Yoga.",
        [("mtus-acoem", None, 13, None, []), ("mtus-chronic-pain", None, None, "Yoga", [])],
    ),
    (
        "Chronic Pain Medical Treatment 2016 Guidelines, Section(s): TENS, chronic pain.",
        [("mtus-chronic-pain", 2016, None, "TENS, chronic pain", [])],
    ),
    ("Chronic Pain Medical 2009, Section(s): Yoga.", [("mtus-chronic-pain", 2009, None, "Yoga", [])]),
    (
        "Opioid Treatment 2016, Section(s): 4.2 Tapering Opioids: Methods for Tapering Opioids.",
        [("mtus-opioids", 2016, None, "4.2 Tapering Opioids: Methods for Tapering Opioids", [])],
    ),
    (  # the section's name gives the chapter
        "General Approaches 2004, Section(s): Prevention.",
        [("mtus-acoem", 2004, 1, "Prevention", [])],
    ),
    (
        "General Approaches 2004, Section(s): Prevention, Initial Approaches to Treatment.",
        [
            ("mtus-acoem", 2004, 1, "Prevention", []),
            ("mtus-acoem", 2004, 3, "Initial Approaches to Treatment", []),
        ],
    ),
    ("General Approaches 2004.", [("mtus-acoem", 2004, None, None, [])]),
    ("Low Back Disorders 2016.", [("mtus-acoem", 2016, 12, None, [])]),
    ("Hip and Groin 2011.", [("mtus-acoem", 2011, "Hip and Groin", None, [])]),
    ("Post-Surgical 2009, Section(s): Knee.", [("mtus-postsurgical", 2009, None, "Knee", [])]),
    ("Drug Formulary.", [("mtus", None, None, "Drug Formulary", [])]),
]

OUTSIDE_LINES: list[tuple[str, list[Cited]]] = [
    (f"{ODG}.", [("odg", None, None, None, [])]),
    ("ODG Hernia.", [("odg", None, "Hernia", None, [])]),
    (f"{ODG}, Hernia Chapter.", [("odg", None, "Hernia", None, [])]),
    (f"{ODG} Elbow Chapter, Ice.", [("odg", None, "Elbow", "Ice", [])]),
    ("Official Disability Guidelines - Elbow chapter - Ice.", [("odg", None, "Elbow", "Ice", [])]),
    ("Official Disability Guidelines: Elbow - Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG} Elbow/Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG} Elbow Chapter/ Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG} Elbow (Acupuncture).", [("odg", None, "Elbow", "Acupuncture", [])]),
    (f"{ODG} Elbow section, Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG} Elbow Chapter, Ice section.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG} ice, elbow chapter.", [("odg", None, "elbow", "ice", [])]),
    (f"{ODG} X-ray elbow.", [("odg", None, None, "X-ray elbow", [])]),
    (f"{ODG}, 2016, Elbow, Ice.", [("odg", 2016, "Elbow", "Ice", [])]),
    (f"{ODG}, Elbow (updated 11/3/16), Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG}, Elbow chapter (online version): Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (f"{ODG}, Elbow (updated 1/2/17) Chapter: Ice.", [("odg", None, "Elbow", "Ice", [])]),
    (
        f"{ODG} Elbow (Acute & Chronic), Ice.",
        [("odg", None, "Elbow (Acute & Chronic)", "Ice", [])],
    ),
    (
        f"{ODG}, Pain Chapter (chronic), Massage, Yoga.",
        [("odg", None, "Pain (chronic)", "Massage, Yoga", [])],
    ),
    (
        f"{ODG} Low Back - Lumbar & Thoracic (Acute & Chronic) Chapter, Massage.",
        [("odg", None, "Low Back - Lumbar & Thoracic (Acute & Chronic)", "Massage", [])],
    ),
    (  # a second chapter after a semicolon, topics with semicolons
        f"{ODG} Elbow Chapter, Ice; Braces; Mental Illness &amp; Stress Chapter, Yoga.",
        [("odg", None, "Elbow", "Ice; Braces", []), ("odg", None, "Mental Illness & Stress", "Yoga", [])],
    ),
    (  # one topic of several chapters
        f"{ODG}, Elbow, Low Back and Hip & Pelvis chapters: Massage.",
        [
            ("odg", None, "Elbow", "Massage", []),
            ("odg", None, "Low Back", "Massage", []),
            ("odg", None, "Hip & Pelvis", "Massage", []),
        ],
    ),
    (
        "Official Disability Guidelines, Elbow Chapter, Knee Chapter, Massage.",
        [("odg", None, "Elbow", "Massage", []), ("odg", None, "Knee", "Massage", [])],
    ),
    (  # the guideline's name again
        f"{ODG}, Elbow, Massage, ODG massage guidelines; ODG Knee, Massage.",
        [
            ("odg", None, "Elbow", "Massage", []),
            ("odg", None, None, "massage guidelines", []),
            ("odg", None, "Knee", "Massage", []),
        ],
    ),
    (  # no name, but a chapter as only this guideline names its chapters
        "Elbow (Acute & Chronic), Massage, ODG Preface - Massage.",
        [("odg", None, "Elbow (Acute & Chronic)", "Massage", []), ("odg", None, "Preface", "Massage", [])],
    ),
    (
        f"{ODG} Elbow, Ice; American Academy of Sprains, Cold packs, 2011.",
        [
            ("odg", None, "Elbow", "Ice", []),
            ("other", 2011, None, "American Academy of Sprains, Cold packs, 2011", []),
        ],
    ),
    (
        f"{ODG} Elbow, Ice and Other Medical Treatment Guidelines www.example.org/ice.",
        [("odg", None, "Elbow", "Ice", []), ("other", None, None, "www.example.org/ice", [])],
    ),
    (
        f"{ODG} Elbow, Ice; and Ice for elbows. J Cold Med. 2003;81(4):539-548.",
        [
            ("odg", None, "Elbow", "Ice", []),
            ("other", 2003, None, "Ice for elbows. J Cold Med. 2003;81(4):539-548", [(539, 548)]),
        ],
    ),
    (  # a title may hold semicolons, chapters and sections
        "Medicare Example Manual; Chapter 12-Coverage; 40.1- Packages.",
        [("other", None, None, "Medicare Example Manual; Chapter 12-Coverage; 40.1- Packages", [])],
    ),
    (
        "National Example Institute, Hospital Beds (280.7), page 2.",
        [("other", None, None, "National Example Institute, Hospital Beds (280.7)", [(2, 2)])],
    ),
    ("http://www.example.com/ice.html.", [("other", None, None, "http://www.example.com/ice.html", [])]),
    (  # a day of retrieval is no edition
        "Ice: Drug information, accessed from Example.com on 12/17/2016.",
        [("other", None, None, "Ice: Drug information, accessed from Example.com on 12/17/2016", [])],
    ),
    (
        "FDA, Ice Announcement (05/15/2014).",
        [("other", 2014, None, "FDA, Ice Announcement (05/15/2014)", [])],
    ),
    (
        "Mosby's Drug Consult, Ice; Physicians' Desk Reference; Example Guide, Cold; www.example.org/ice.",
        [
            ("other", None, None, "Mosby's Drug Consult, Ice", []),
            ("other", None, None, "Physicians' Desk Reference", []),
            ("other", None, None, "Example Guide, Cold", []),
            ("other", None, None, "www.example.org/ice", []),
        ],
    ),
    ("Medscape, Ice; Treatment.", [("other", None, None, "Medscape, Ice; Treatment", [])]),
    (  # authors' names are parted by semicolons too
        "Frost J; Snow KL; Hail PA. Ice for elbows. J Cold Med. 2010;35(9):1-9.",
        [
            (
                "other",
                2010,
                None,
                "Frost J; Snow KL; Hail PA. Ice for elbows. J Cold Med. 2010;35(9):1-9",
                [(1, 9)],
            ),
        ],
    ),
    (
        "Ice for elbows. J Cold Med. 2014;21:133-39; Ice for knees. Cold Rep 2009;467:12.",
        [
            ("other", 2014, None, "Ice for elbows. J Cold Med. 2014;21:133-39", [(133, 139)]),
            ("other", 2009, None, "Ice for knees. Cold Rep 2009;467:12", [(12, 12)]),
        ],
    ),
    (  # a body's name with commas and "and"
        f"{ODG} Elbow, Ice; National Heart, Lung, and Blood Institute, Cold packs, 1998.",
        [
            ("odg", None, "Elbow", "Ice", []),
            ("other", 1998, None, "National Heart, Lung, and Blood Institute, Cold packs, 1998", []),
        ],
    ),
    (
        f"{ODG} Elbow, Ice; Centers for Medicare and Medicaid Services, Ice.",
        [
            ("odg", None, "Elbow", "Ice", []),
            ("other", None, None, "Centers for Medicare and Medicaid Services, Ice", []),
        ],
    ),
    (
        f"{ODG} Elbow, Ice; American Academy of Physical Medicine and Rehabilitation, practice guideline.",
        [
            ("odg", None, "Elbow", "Ice", []),
            (
                "other",
                None,
                None,
                "American Academy of Physical Medicine and Rehabilitation, practice guideline",
                [],
            ),
        ],
    ),
    (
        f"{ODG} Elbow, Ice; FDA, Cold packs and the American College of Ice, Packs.",
        [
            ("odg", None, "Elbow", "Ice", []),
            ("other", None, None, "FDA, Cold packs", []),
            ("other", None, None, "American College of Ice, Packs", []),
        ],
    ),
    (
        "ACOEM Practice Guidelines, Third Edition, Chronic Pain, Massage.",
        [("acoem", None, "Chronic Pain", "Massage", [])],
    ),
    ("ACOEM Practice Guidelines, 3rd edition, Chronic Pain.", [("acoem", None, "Chronic Pain", None, [])]),
    ("ACOEM Guidelines, 2nd Edition, 2004, Chapter 7, page 127.", [("acoem", 2004, 7, None, [(127, 127)])]),
    (
        "ACOEM Hip and Groin Chapter/Diagnostic recommendations.",
        [("acoem", None, "Hip and Groin", "Diagnostic recommendations", [])],
    ),
    (
        "ACOEM guidelines and the Official Disability Guidelines.",
        [("acoem", None, None, None, []), ("odg", None, None, None, [])],
    ),
]


@pytest.mark.parametrize(("line", "expected"), MTUS_LINES, ids=[line for line, _ in MTUS_LINES])
def test_mtus_lines(line: str, expected: list[Cited]) -> None:
    assert cited(MTUS + line) == expected


@pytest.mark.parametrize(("line", "expected"), OUTSIDE_LINES, ids=[line for line, _ in OUTSIDE_LINES])
def test_lines_outside_the_mtus(line: str, expected: list[Cited]) -> None:
    assert cited(OUTSIDE + line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The Claims Administrator did not cite any medical evidence for its decision.", ["none"]),
        ("The Claims Administrator did not cite any guideline for this decision.", ["none"]),
        ("The Claims Administrator did not cite any evidence-linked rule for its decision.", ["none"]),
        ("The Claims Administrator did not base their decision on the MTUS.", []),
        ("Decision based on MTUS.", ["mtus"]),
        (
            "The Claims Administrator did not base their decision on the MTUS. "
            "Decision based on Non-MTUS Citation ODG Elbow.",
            ["odg"],
        ),
        (
            "The Claims Administrator based their decision on recommendation(s) outside "
            "of the MTUS Guidelines. "
            "Decision based on Non-MTUS Citation ODG Elbow.",
            ["odg"],
        ),
        (
            "Decision based on MTUS Knee Complaints 2004. Decision based on NonMTUS Citation ODG.",
            ["mtus-acoem", "odg"],
        ),
        ("", []),
    ],
)
def test_fixed_sentences(line: str, expected: list[str]) -> None:
    assert [citation.source for citation in cite(line)] == expected


@pytest.mark.parametrize(
    ("line", "by", "expected"),
    [
        (
            "The Expert Reviewer based his/her decision on the Chronic Pain Medical Treatment Guidelines, "
            "Yoga, pages 126-127, which is part of the MTUS, and the MTUS ACOEM Guidelines, Chapter 13 Knee "
            "Complaints, page 339, which is part of the MTUS.",
            "reviewer",
            [
                ("mtus-chronic-pain", None, None, "Yoga", [(126, 127)]),
                ("mtus-acoem", None, 13, None, [(339, 339)]),
            ],
        ),
        (
            "The Expert Reviewer based his/her decision on the MTUS ACOEM Guidelines, Knee Complaints, "
            "page 339, which is part of the MTUS, as well as the Official Disability Guidelines (ODG), "
            "Pain Chapter, Yoga section, which is not part of the MTUS.",
            "reviewer",
            [("mtus-acoem", None, 13, None, [(339, 339)]), ("odg", None, "Pain", "Yoga", [])],
        ),
        (
            "The Physician Reviewer based his/her decision on the Example Society 2009 Guidelines on Braces, "
            "and on the Institute for Samples, Care of Elbows, 4th edition, 2011, which are not part of the "
            "MTUS.",
            "reviewer",
            [
                ("other", 2009, None, "Example Society 2009 Guidelines on Braces", []),
                ("other", 2011, None, "Institute for Samples, Care of Elbows, 4th edition, 2011", []),
            ],
        ),
        (
            "The Claims Administrator based its decision on the Official Disability Guidelines (ODG), "
            "(current version), Pain Chapter, Yoga section, a medical treatment guideline, not part of "
            "the Medical Treatment Utilization Schedule (MTUS).",
            "claims-administrator",
            [("odg", None, "Pain", "Yoga", [])],
        ),
        (
            "The Professional Reviewer relied on the Elbow Disorders Chapter (ACOEM Practice Guidelines, 2nd "
            "Edition (2007), Chapter 10), pg. 33-40, part of the MTUS.",
            "reviewer",
            [("mtus-acoem", 2007, 10, None, [(33, 40)])],
        ),
        (
            "The Physician Reviewer based his/her decision on the American College of Occupational and "
            "Environmental Medicine (ACOEM), 3rd Edition, (2011), Chapter 4, page 52, "
            "which is not part of the MTUS.",
            "reviewer",
            [("acoem", 2011, 4, None, [(52, 52)])],
        ),
        (
            "The Claims Administrator based its decision on the Official Disability Guidelines (ODG), "
            "Pain Chapter, Yoga, and the FDA Example Sheet, which are not part of the MTUS.",
            "claims-administrator",
            [("odg", None, "Pain", "Yoga", []), ("other", None, None, "FDA Example Sheet", [])],
        ),
        (
            "The Claims Administrator based its decision on the "
            "Medical Treatment Utilization Schedule (MTUS).",
            "claims-administrator",
            [("mtus", None, None, None, [])],
        ),
    ],
)
def test_sentences_of_2013(line: str, by: CitingParty, expected: list[Cited]) -> None:
    assert cited(line, by) == expected


def test_a_paragraph_on_both_sides_is_read_for_one() -> None:
    text = (
        "The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines "
        "(May, 2009), Yoga, page 126, part of the MTUS. The provider raised no objection to the guideline "
        "that the Claims Administrator used. The Expert Reviewer relied on the Official Disability "
        "Guidelines (ODG), Pain Chapter, Yoga, not part of the MTUS."
    )
    assert cited(text, "claims-administrator") == [("mtus-chronic-pain", 2009, None, "Yoga", [(126, 126)])]
    assert cited(text, "reviewer") == [("odg", None, "Pain", "Yoga", [])]


def test_found_places_hold_the_words() -> None:
    text = (
        "\n"
        + MTUS
        + "Low Back Complaints 2004,\n\nSection(s): Special\nStudies. "
        + OUTSIDE
        + "ODG Elbow Chapter\n(chronic), Ice."
    )
    reading = clean(text)
    back, odg = extract_citations(reading, (0, len(reading.text)), "reviewer")
    words = {
        (part.value.source, found.path): [reading.fold(*span) for span in found.spans]
        for part in (back, odg)
        for found in part.found
    }
    assert words == {
        ("mtus-acoem", ""): ["Low Back Complaints 2004, Section(s): Special Studies"],
        ("mtus-acoem", "/source"): ["Low Back Complaints"],
        ("mtus-acoem", "/edition"): ["2004"],
        ("mtus-acoem", "/chapter"): ["Low Back Complaints"],
        ("mtus-acoem", "/section"): ["Special Studies"],
        ("odg", ""): ["ODG Elbow Chapter (chronic), Ice"],
        ("odg", "/source"): ["ODG"],
        ("odg", "/chapter"): ["Elbow", "(chronic)"],
        ("odg", "/section"): ["Ice"],
    }


_FRAGMENTS = st.sampled_from(
    [
        "Decision",
        "based on",
        "MTUS",
        "Non-MTUS Citation",
        "ODG",
        "Elbow",
        "Chapter",
        "12",
        "Page(s):",
        "78",
        "-",
        ",",
        ";",
        ".",
        "and",
        "(",
        ")",
        "/",
        "2004",
        "2016",
        "Section(s):",
        "ACOEM",
        "General Approaches",
        "Prevention",
        "Chronic Pain Treatment Guidelines",
        "Knee Complaints",
        "the",
        "which is not part of the MTUS",
        "The Expert Reviewer",
        "did not cite any",
        "http://example.org",
        "Yoga",
        "\n",
        "-\n",
        "&amp;",
        "FDA",
    ]
)


@given(st.lists(_FRAGMENTS, max_size=40))
def test_any_words_give_spans_within_them(fragments: list[str]) -> None:
    reading = clean(" ".join(["Decision based on", *fragments]))
    for part in extract_citations(reading, (0, len(reading.text)), "reviewer"):
        assert part.found[0].path == ""
        for found in part.found:
            assert found.spans
            assert all(0 <= start < end <= len(reading.text) for start, end in found.spans)
        assert all(first <= last for first, last in part.value.pages)
