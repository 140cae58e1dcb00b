"""The guideline tables: whole, consistent, honest about what is recalled."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from imr_graph.lexicon.guidelines import (
    GuidelineChapter,
    GuidelineDocument,
    GuidelineEdition,
    GuidelineSection,
    load_guidelines,
)

TABLES = load_guidelines()
Row = GuidelineDocument | GuidelineEdition | GuidelineChapter | GuidelineSection


def _rows() -> list[Row]:
    return [*TABLES.documents, *TABLES.editions, *TABLES.chapters, *TABLES.sections]


def test_every_path_is_unique() -> None:
    paths = [row.path for row in _rows()] + [page.path for page in TABLES.pages]
    repeated = [path for path, count in Counter(paths).items() if count > 1]
    assert repeated == []


def test_every_row_hangs_below_another() -> None:
    above = {row.path for row in _rows()}
    below = [(row.path, row.broader) for row in _rows() if not isinstance(row, GuidelineDocument)]
    below += [(page.path, page.broader) for page in TABLES.pages]
    assert [path for path, broader in below if broader not in above] == []


def test_documents_are_the_sources_of_the_record() -> None:
    assert {document.key for document in TABLES.documents} == {
        "mtus-chronic-pain", "mtus-acoem", "mtus-opioids", "mtus-postsurgical", "mtus-acupuncture", "mtus",
        "odg", "acoem", "other",
    }  # fmt: skip


def test_recalled_facts_are_never_marked_verified() -> None:
    rows = _rows()
    assert [row.path for row in rows if not row.evidence] == []
    assert [row.path for row in rows if row.verified and row.evidence == "recall"] == []


@pytest.mark.parametrize(
    "path",
    [
        "guideline/mtus-chronic-pain/2009/page/24",
        "guideline/mtus-chronic-pain/page/63",
        "guideline/mtus-acoem/2004/chapter/12/page/301",
        "guideline/mtus-acoem/chapter/12/page/301",
        "guideline/mtus-acoem/2007/chapter/10/page/14",
    ],
)
def test_known_pages(path: str) -> None:
    assert path in TABLES.page_paths


@pytest.mark.parametrize(
    "path",
    [
        "guideline/mtus-chronic-pain/2009/page/128",
        "guideline/mtus-chronic-pain/2016/page/24",
        "guideline/mtus-acoem/2004/chapter/12/page/14",
        "guideline/odg/chapter/pain/page/1",
    ],
)
def test_unknown_pages(path: str) -> None:
    assert path not in TABLES.page_paths


def test_edition_less_rows_stand_for_every_edition() -> None:
    chapters = {chapter.key: chapter for chapter in TABLES.chapters_of("mtus-acoem", None)}
    assert chapters["12"].path == "guideline/mtus-acoem/chapter/12"
    assert {"Low Back Complaints", "Low Back Disorders"} <= {chapters["12"].title, *chapters["12"].variants}
    assert chapters["hip-and-groin"].number is None
    names = {section.name for section in TABLES.sections_of("mtus-chronic-pain", None, None)}
    assert {"Yoga", "Office visits"} <= names
    assert all(page.verified is False or page.evidence for page in TABLES.pages)


def test_sections_lie_on_pages_of_their_edition() -> None:
    for section in TABLES.sections:
        if section.first_page is None or section.last_page is None:
            continue
        assert section.first_page <= section.last_page, section.path
        assert f"{section.holder}/page/{section.first_page}" in TABLES.page_paths, section.path
        assert f"{section.holder}/page/{section.last_page}" in TABLES.page_paths, section.path


def test_days_in_force_of_a_chapter_do_not_overlap() -> None:
    days: dict[str, list[tuple[str, str]]] = {}
    for chapter in TABLES.chapters:
        if chapter.document == "mtus-acoem" and chapter.in_force_from:
            last = chapter.in_force_to.isoformat() if chapter.in_force_to else "9999"
            days.setdefault(chapter.key, []).append((chapter.in_force_from.isoformat(), last))
    for key, spans in days.items():
        ordered = sorted(spans)
        assert all(before[1] < after[0] for before, after in pairwise(ordered)), key
