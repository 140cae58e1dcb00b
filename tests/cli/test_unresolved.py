"""``imr-graph unresolved`` counts what no table knows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main
from imr_graph.cli.unresolved import KINDS
from imr_graph.questions import load_questions
from imr_graph.record import CitationGrounding, RecordWarning, Reviewer
from tests.factories import make_citation, make_item, make_record
from tests.store.graphs import graph_of

SECTIONS = CitationGrounding(
    document="guideline/odg", unresolved_sections=("Moonstones", "Crystals"), unresolved_chapter="Magic"
)
PAGES = CitationGrounding(
    document="guideline/mtus-chronic-pain",
    edition="guideline/mtus-chronic-pain/2009",
    edition_status="printed",
    page_prefix="guideline/mtus-chronic-pain/2009/page",
    unresolved_pages=(978,),
)
CAPITALS = CitationGrounding(document="guideline/odg", unresolved_sections=("MOONSTONES",))


def warned(code: str, detail: str) -> RecordWarning:
    return RecordWarning(code=code, path="/items/0", detail=detail)


RECORDS = [
    make_record(
        case_number="CM16-0000002",
        items=(
            make_item(
                citations=(
                    make_citation(source="odg", pages=(), grounding=SECTIONS),
                    make_citation(edition=2009, pages=((977, 978),), grounding=PAGES),
                )
            ),
            make_item(citations=(make_citation(source="odg", pages=(), grounding=CAPITALS),)),
        ),
        warnings=(warned("unresolved-drug", "Zzyzxol"), warned("no-summary", "")),
    ),
    make_record(
        case_number="CM16-0000001",
        items=(make_item(citations=(make_citation(source="odg", pages=(), grounding=CAPITALS),)),),
        reviewer=Reviewer(
            specialties=("Phrenology",),
            subspecialties=("Palmistry",),
            specialty_concepts=(None,),
            subspecialty_concepts=(None,),
        ),
        warnings=(
            warned("unresolved-drug", "ZZYZXOL"),
            warned("unresolved-condition", "moonstruck"),
            warned("unresolved-ingredient", "moonstone"),
            warned("unresolved-category", "A golden fleece"),
            warned("unresolved-guideline", "Almanac"),
            warned("unresolved-edition", "mtus-chronic-pain 1911"),
            warned("unresolved-state", "Atlantis"),
        ),
    ),
]
ODG = "Official Disability Guidelines"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unresolved") / "graph"
    graph_of(RECORDS, folder).close()
    return folder


def listed(directory: Path, *options: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["unresolved", "--graph", str(directory), "--format", "json", *options])
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_capitals_do_not_part_words_but_guidelines_do(directory: Path) -> None:
    assert listed(directory, "--kind", "section") == [
        {
            "kind": "section",
            "words": "MOONSTONES",
            "within": ODG,
            "mentions": 3,
            "letters": 2,
            "example": "CM16-0000001",
        },
        {
            "kind": "section",
            "words": "Crystals",
            "within": ODG,
            "mentions": 1,
            "letters": 1,
            "example": "CM16-0000002",
        },
    ]


@pytest.mark.parametrize(
    ("kind", "words", "mentions"),
    [
        ("drug", ["ZZYZXOL"], 2),
        ("ingredient", ["moonstone"], 1),
        ("condition", ["moonstruck"], 1),
        ("category", ["A golden fleece"], 1),
        ("specialty", ["Palmistry", "Phrenology"], 1),
        ("state", ["Atlantis"], 1),
        ("guideline", ["Almanac"], 1),
        ("edition", ["mtus-chronic-pain 1911"], 1),
        ("chapter", ["Magic"], 1),
        ("page", ["978"], 1),
    ],
)
def test_each_kind(directory: Path, kind: str, words: list[str], mentions: int) -> None:
    rows = listed(directory, "--kind", kind)
    assert [row["words"] for row in rows] == words
    assert {(row["kind"], row["mentions"]) for row in rows} == {(kind, mentions)}


def test_pages_tell_their_edition(directory: Path) -> None:
    [row] = listed(directory, "--kind", "page")
    assert "2009" in row["within"]


def test_without_a_kind_all_are_listed_the_most_printed_first(directory: Path) -> None:
    rows = listed(directory)
    assert {row["kind"] for row in rows} == set(KINDS)
    counts = [row["mentions"] for row in rows]
    assert counts == sorted(counts, reverse=True)


def test_kinds_are_those_of_the_question() -> None:
    question = load_questions()["unresolved"]
    where = question.text.partition("WHERE")[2]
    assert set(re.findall(r'"(?:unresolved-)?([a-z]+)"', where)) == set(KINDS)
    parameter = question.parameter("kind")
    assert parameter
    assert set(KINDS) == set(parameter.choices)


def test_the_table_is_for_people(directory: Path) -> None:
    result = CliRunner().invoke(main, ["unresolved", "--graph", str(directory), "--kind", "drug"])
    assert "ZZYZXOL" in result.stdout
    assert "1 row;" in result.stdout


def test_an_unknown_kind_is_refused(directory: Path) -> None:
    result = CliRunner().invoke(main, ["unresolved", "--graph", str(directory), "--kind", "colour"])
    assert result.exit_code == 2
