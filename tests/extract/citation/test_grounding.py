"""Citations grounded in the guideline schemes, or kept verbatim where these do not know them."""

from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.extract.citation.grounding import ground_citation, infer_edition
from imr_graph.record import Citation, CitationGrounding, Dates, GuidelineSource, PageRange
from imr_graph.warning_codes import WARNING_CODES


def ground(
    source: GuidelineSource,
    edition: int | None = None,
    chapter: int | str | None = None,
    section: str | None = None,
    *pages: PageRange,
    dates: Dates | None = None,
) -> tuple[CitationGrounding, list[str]]:
    citation = Citation(
        by="reviewer", source=source, edition=edition, chapter=chapter, section=section, pages=pages
    )
    grounded, warnings = ground_citation(citation, dates or Dates())
    assert all(warning.code in WARNING_CODES for warning in warnings)
    return grounded.grounding, [f"{warning.code}: {warning.detail}" for warning in warnings]


def test_an_unknown_edition_rolls_up_to_the_document() -> None:
    grounding, warnings = ground("mtus-chronic-pain", None, None, "opioids", (63, 64))
    assert grounding == CitationGrounding(
        document="guideline/mtus-chronic-pain",
        edition_status="unknown",
        sections=("guideline/mtus-chronic-pain/section/opioids",),
        page_prefix="guideline/mtus-chronic-pain/page",
    )
    assert warnings == []


def test_a_range_too_long_to_be_meant_is_flagged() -> None:
    grounding, warnings = ground("mtus-chronic-pain", 2009, None, None, (1, 900))
    assert grounding.unresolved_pages == ()
    assert warnings == ["long-page-range: mtus-chronic-pain pages 1-900"]


def test_a_printed_edition_holds_its_sections() -> None:
    grounding, warnings = ground("mtus-acoem", 2004, 12, "Special Studies, Inital Care")
    assert grounding == CitationGrounding(
        document="guideline/mtus-acoem",
        edition="guideline/mtus-acoem/2004",
        edition_status="printed",
        chapter="guideline/mtus-acoem/2004/chapter/12",
        sections=(
            "guideline/mtus-acoem/2004/chapter/12/section/special-studies",
            "guideline/mtus-acoem/2004/chapter/12/section/initial-care",
        ),
    )
    assert warnings == []


def test_a_printed_edition_that_no_table_knows_rolls_up() -> None:
    grounding, warnings = ground("mtus-chronic-pain", 2013, None, "Opioids", (78, 78))
    assert (grounding.edition, grounding.edition_status) == (None, "printed")
    assert grounding.sections == ("guideline/mtus-chronic-pain/section/opioids",)
    assert grounding.page_prefix == "guideline/mtus-chronic-pain/page"
    assert warnings == ["unresolved-edition: mtus-chronic-pain 2013"]


def test_a_year_of_another_chapter_is_no_edition_of_this_one() -> None:
    grounding, warnings = ground("mtus-acoem", 2007, 12)
    assert (grounding.edition, grounding.chapter) == (None, "guideline/mtus-acoem/chapter/12")
    assert warnings == ["unresolved-edition: mtus-acoem 2007"]


def test_a_section_of_another_edition_is_not_guessed() -> None:
    grounding, warnings = ground("mtus-chronic-pain", 2016, None, "Office visits, Yoga")
    assert grounding.sections == ("guideline/mtus-chronic-pain/2016/section/office-visits",)
    assert grounding.unresolved_sections == ("Yoga",)
    assert warnings == ["unresolved-section: Yoga (known to the edition of 2009)"]


def test_pages_outside_the_chapter_stay_unresolved() -> None:
    grounding, warnings = ground("mtus-acoem", 2004, 12, None, (301, 301), (49, 49))
    assert grounding.page_prefix == "guideline/mtus-acoem/2004/chapter/12/page"
    assert grounding.unresolved_pages == (49,)
    assert warnings == ["unresolved-page: mtus-acoem page 49"]


def test_pages_of_a_guideline_without_page_tables_stay_unresolved() -> None:
    assert ground("mtus-acupuncture", 2007, None, None, (8, 9))[0].unresolved_pages == (8, 9)


@pytest.mark.parametrize(
    ("source", "chapter", "path"),
    [
        ("odg", "Low Back - Lumbar & Thoracic (Acute & Chronic)", "guideline/odg/chapter/low-back"),
        ("odg", "neck & upper back (acute and chronic)", "guideline/odg/chapter/neck-and-upper-back"),
        ("odg", "Astrology", None),
        ("acoem", "Pain, Suffering, and the Restoration of Function", "guideline/acoem/chapter/6"),
        ("acoem", "Hip and Groin", "guideline/acoem/chapter/hip-and-groin"),
        ("acoem", 7, "guideline/acoem/chapter/7"),
        ("mtus-acoem", 99, None),
    ],
)
def test_chapters(source: GuidelineSource, chapter: int | str, path: str | None) -> None:
    grounding, warnings = ground(source, None, chapter)
    assert grounding.chapter == path
    assert grounding.unresolved_chapter == (None if path else str(chapter))
    assert warnings == ([] if path else [f"unresolved-chapter: {chapter}"])


def test_topics_and_titles_stay_verbatim() -> None:
    assert ground("odg", None, "Pain", "Medical food; Yoga")[0].unresolved_sections == (
        "Medical food",
        "Yoga",
    )
    grounding, warnings = ground("other", 2011, None, "Some Manual; Chapter 3", (2, 2))
    assert grounding.document == "guideline/other"
    assert grounding.unresolved_sections == ("Some Manual; Chapter 3",)
    assert grounding.page_prefix is None
    assert warnings == ["unresolved-guideline: Some Manual; Chapter 3"]


def test_nothing_cited_has_no_grounding() -> None:
    assert ground("none") == (CitationGrounding(), [])


def _denied(*day: int) -> Dates:
    return Dates(ur_denial=dt.date(*day))


def _decided(*day: int) -> Dates:
    return Dates(decision=dt.date(*day))


@pytest.mark.parametrize(
    ("document", "chapter", "dates", "edition"),
    [
        ("mtus-chronic-pain", None, _denied(2014, 5, 1), "2009"),
        ("mtus-chronic-pain", None, _denied(2016, 7, 27), "2009"),
        ("mtus-chronic-pain", None, _denied(2016, 8, 5), None),  # the request may be older than the change
        ("mtus-chronic-pain", None, _denied(2016, 8, 27), "2016"),
        ("mtus-chronic-pain", None, _decided(2017, 1, 10), None),
        ("mtus-chronic-pain", None, _decided(2017, 8, 1), "2016"),
        ("mtus-chronic-pain", None, _decided(2009, 8, 1), None),  # before any edition was in force
        ("mtus-chronic-pain", None, Dates(), None),
        ("mtus-chronic-pain", None, Dates(injury=dt.date(2014, 1, 1), assigned=dt.date(2014, 2, 1)), None),
        # The denial is nearer to the request than the decision.
        ("mtus-opioids", None, Dates(ur_denial=dt.date(2016, 9, 9), decision=dt.date(2016, 12, 1)), "2016"),
        ("mtus-acoem", "12", _denied(2014, 5, 1), "2004"),
        ("mtus-acoem", "10", _denied(2014, 5, 1), "2007"),
        ("mtus-acoem", "12", _denied(2018, 5, 1), "2016"),
        ("mtus-acoem", None, _denied(2014, 5, 1), None),
        ("mtus-acoem", "6", _denied(2014, 5, 1), None),  # not adopted by then
        ("mtus-postsurgical", None, _decided(2016, 1, 1), "2009"),
        ("odg", "pain", _denied(2014, 5, 1), None),
    ],
)
def test_inferred_editions(document: str, chapter: str | None, dates: Dates, edition: str | None) -> None:
    assert infer_edition(document, chapter, dates) == edition


def test_an_inferred_edition_is_marked() -> None:
    grounding, _ = ground("mtus-chronic-pain", None, None, "Opioids", (78, 78), dates=_denied(2014, 5, 1))
    assert grounding.edition_status == "inferred"
    assert grounding.edition == "guideline/mtus-chronic-pain/2009"
    assert grounding.sections == ("guideline/mtus-chronic-pain/2009/section/opioids",)
    assert grounding.page_prefix == "guideline/mtus-chronic-pain/2009/page"


@pytest.mark.parametrize(("section", "pages"), [("Yoga", ()), (None, ((98, 99),))])
def test_an_inference_that_the_place_contradicts_falls(
    section: str | None, pages: tuple[PageRange, ...]
) -> None:
    grounding, warnings = ground("mtus-chronic-pain", None, None, section, *pages, dates=_denied(2016, 11, 1))
    assert (grounding.edition, grounding.edition_status) == (None, "unknown")
    assert warnings == []
