"""A record's evidence as Web Annotations: whole, right, under the determination, without blank nodes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText, read_letter
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.annotations import CONTEXT, evidence_annotations, nodes_of
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.triples import triples
from imr_graph.record import Evidence, Record
from tests.factories import make_citation, make_item, make_record

IRIS = Iris()
ROOT = IRIS.determination("CM16-0000001")
TEXT = "The request for Norco 10/325 mg\nis upheld."
NORCO = TEXT.index("Norco")

Statements = dict[str, dict[str, list[str]]]


def said(record: Record, text: str) -> Statements:
    """Node below the determination to property to values; the prefix of IRIs cut off."""
    found: Statements = {}
    for quad in evidence_annotations(record, text, IRIS):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        node = found.setdefault(quad.subject.value.removeprefix(ROOT), {})
        value = quad.object.value.removeprefix(ROOT).removeprefix(v.IMR).removeprefix(v.OA)
        node.setdefault(quad.predicate.value.removeprefix(v.IMR).removeprefix(v.OA), []).append(value)
    return found


def made(path: str, *spans: tuple[int, int], page: int = 1) -> Record:
    citations = (make_citation(pages=((63, 64), (70, 70))),)
    return make_record(
        items=(make_item(citations=citations),),
        evidence=(Evidence(path=path, spans=spans or ((NORCO, NORCO + 5),), page=page, rule="a.rule"),),
    )


def test_one_fact_whole() -> None:
    assert said(made("/items/0/drug/name"), TEXT) == {
        "/text": {v.TYPE.value: ["LetterText"], "textOf": [""]},
        "/reading": {v.TYPE.value: ["Reading"], v.USED.value: ["/text"], "rulesVersion": ["1"]},
        "/evidence/1": {
            v.TYPE.value: ["Annotation"],
            "hasBody": ["/item/1/drug"],
            "aboutProperty": ["drugName", "requestedDrug"],
            v.GENERATED_BY.value: ["/reading"],
            "rule": ["a.rule"],
            "letterPage": ["1"],
            "recordPath": ["/items/0/drug/name"],
            "hasTarget": ["/evidence/1/target/1"],
        },
        "/evidence/1/target/1": {
            v.TYPE.value: ["SpecificResource"],
            "hasSource": ["/text"],
            "hasSelector": ["/evidence/1/target/1/position", "/evidence/1/target/1/quote"],
        },
        "/evidence/1/target/1/position": {
            v.TYPE.value: ["TextPositionSelector"],
            "start": [str(NORCO)],
            "end": [str(NORCO + 5)],
        },
        "/evidence/1/target/1/quote": {
            v.TYPE.value: ["TextQuoteSelector"],
            "exact": ["Norco"],
            "prefix": ["The request for "],
            "suffix": [" 10/325 mg\nis upheld."],
        },
    }


@pytest.mark.parametrize(
    ("path", "bodies", "about"),
    [
        ("/case_number", [""], ["http://purl.org/dc/terms/identifier", "caseNumber"]),
        ("/dates/injury", [""], ["injuryDate"]),
        ("/patient/sex", ["/patient"], ["sex"]),
        ("/diagnoses/1/certainty", ["/diagnosis/2"], ["certainty"]),
        ("/reviewer/subspecialties/0", ["/reviewer"], ["hasSubspecialty"]),
        ("/items/0/text", ["/item/1"], ["printedText"]),
        ("/items/0/decision", ["/item/1/decision"], ["outcome"]),
        ("/items/0/drug/ingredients", ["/item/1/drug"], ["requestedDrug", "hasIngredient", "ingredientSet"]),
        ("/items/0/citations/0", ["/item/1/citation/1"], ["citedBy", "supportsDecision"]),
        ("/items/0/citations/0/source", ["/item/1/citation/1"], ["citesDocument"]),
        (
            "/items/0/citations/0/pages",
            ["/item/1/citation/1/pages/1", "/item/1/citation/1/pages/2"],
            ["firstPage", "lastPage", "coversPage"],
        ),
        ("/some/new/field", [""], []),
    ],
)
def test_bodies_and_properties(path: str, bodies: list[str], about: list[str]) -> None:
    annotation = said(made(path), TEXT)["/evidence/1"]
    assert annotation["hasBody"] == bodies
    assert annotation.get("aboutProperty", []) == about


def test_each_run_of_words_is_a_target() -> None:
    found = said(made("/items/0/text", (4, 11), (NORCO, NORCO + 5), page=3), TEXT)
    assert found["/evidence/1"]["letterPage"] == ["3"]
    assert found["/evidence/1"]["hasTarget"] == ["/evidence/1/target/1", "/evidence/1/target/2"]
    assert [found[f"/evidence/1/target/{n}/quote"]["exact"] for n in (1, 2)] == [["request"], ["Norco"]]


def test_what_xml_cannot_carry_is_replaced_in_quotations() -> None:
    quote = said(made("/items/0/text", (0, 3)), "a\x00b\ud800")["/evidence/1/target/1/quote"]
    assert (quote["exact"], quote["suffix"]) == (["a\ufffdb"], ["\ufffd"])


def texts_of(quads: list[Quad], prop: NamedNode) -> dict[str, str]:
    return {
        quad.subject.value.rpartition("/")[0]: quad.object.value
        for quad in quads
        if quad.predicate == prop and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def check_letter(letter: LetterText, record: Record) -> int:
    """Selectors that were held against the text, of one letter."""
    quads = list(evidence_annotations(record, letter.text, IRIS))
    assert len(quads) == len(set(quads))
    root = IRIS.determination(record.identifier)
    nodes = {quad.subject for quad in triples(record, IRIS)}
    for quad in quads:
        assert quad.graph_name == DefaultGraph()
        assert isinstance(quad.subject, NamedNode)
        assert quad.subject.value.startswith(f"{root}/")
        reference = IRIS.parse(quad.subject.value)
        assert reference
        assert quad.subject not in nodes
        if quad.predicate == v.HAS_BODY:
            assert quad.object in nodes
    starts, ends = texts_of(quads, v.SELECTOR_START), texts_of(quads, v.SELECTOR_END)
    exact, before, after = (texts_of(quads, prop) for prop in (v.EXACT, v.PREFIX, v.SUFFIX))
    assert set(starts) == set(exact)
    text = letter.text.replace("\f", "\n")
    for target, start in starts.items():
        words = text[int(start) : int(ends[target])]
        assert exact[target] == words
        assert f"{before[target]}{words}{after[target]}" in text
        assert max(len(before[target]), len(after[target])) <= CONTEXT
    return len(starts)


def test_example_letters(example_letters: Path) -> None:
    letters = [read_letter(path) for path in find_letters([example_letters])]
    assert sum(check_letter(letter, parse_letter(letter)) for letter in letters) > 500


def test_real_letters(real_letters: list[tuple[LetterText, Record]]) -> None:
    assert sum(check_letter(letter, record) for letter, record in real_letters) > 3000


def test_nodes_of_a_pointer_are_nodes_of_the_record(example_letters: Path) -> None:
    for path in find_letters([example_letters]):
        record = parse_letter(read_letter(path))
        minted = {quad.subject for quad in triples(record, IRIS)}
        for evidence in record.evidence:
            for node in nodes_of(record, evidence.path):
                assert NamedNode(IRIS.mint(node.kind, node.identifier, *node.numbers)) in minted
