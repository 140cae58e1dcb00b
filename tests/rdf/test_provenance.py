"""Every statement about a letter leads to words of that letter, or to a derivation that is documented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText, read_letter
from imr_graph.rdf import provenance
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris, NodeKind
from imr_graph.rdf.provenance import (
    ANY,
    account_for,
    derivations,
    derived_fields,
    documentation,
    lies_in,
    origins,
)
from imr_graph.rdf.triples import triples
from imr_graph.record import Evidence, Record
from tests.conftest import ROOT
from tests.factories import make_record
from tests.questions.letters import RECORDS

IRIS = Iris()


def accounts(letter: LetterText, record: Record) -> Counter[str]:
    """Statements by what they rest on: "words", or the derivation alone."""
    counts: Counter[str] = Counter()
    for quad in (*triples(record, IRIS), *evidence_annotations(record, letter.text, IRIS)):
        account = account_for(record, quad, IRIS)
        assert account.settled, f"{letter.source}: {quad} leads to no words and no derivation"
        counts["words" if account.evidence else account.derivation] += 1
    return counts


def test_example_letters_are_accounted_for(example_letters: Path) -> None:
    counts: Counter[str] = Counter()
    for path in find_letters([example_letters]):
        letter = read_letter(path)
        counts += accounts(letter, parse_letter(letter))
    assert counts["words"] > 1000
    assert set(counts) <= {"words", *derivations()}


def test_real_letters_are_accounted_for(real_letters: list[tuple[LetterText, Record]]) -> None:
    counts: Counter[str] = Counter()
    for letter, record in real_letters:
        counts += accounts(letter, record)
    assert counts["words"] > 5000


def test_the_table_knows_every_property_that_a_record_can_give() -> None:
    """Unresolved mentions and the like, which few letters have, are in the records of other tests."""
    for record in (*RECORDS, make_record()):
        for quad in triples(record, IRIS):
            account_for(record, quad, IRIS)


def test_the_table_names_nothing_that_is_not_there() -> None:
    own = {term.value for term in v.TERMS}
    for origin in origins().values():
        assert origin.property in own | {ANY, v.TYPE.value, v.IDENTIFIER.value}
        assert origin.derivation in {"", *derivations()}
        assert origin.derivation or origin.paths, f"{origin.node} {origin.property} comes from nowhere"
    assert {origin.node for origin in origins().values()} == set(get_args(NodeKind))
    named = {origin.derivation for origin in origins().values()}
    named |= {field.derivation for field in derived_fields()}
    assert named - {""} == set(derivations())


def test_a_pointer_of_the_table_leads_into_the_record() -> None:
    fields = set(make_record().__struct_fields__)
    for origin in origins().values():
        for path in origin.paths:
            assert path.split("/")[1] in fields


@pytest.mark.parametrize(
    ("path", "above", "lies"),
    [
        ("/items/1", "/items/1", True),
        ("/items/1/text", "/items/1", True),
        ("/items/10", "/items/1", False),
        ("/items", "/items/1", False),
    ],
)
def test_pointers(path: str, above: str, lies: bool) -> None:
    assert lies_in(path, above) == lies


def test_the_node_s_position_chooses_the_evidence() -> None:
    evidence = tuple(
        Evidence(path=f"/diagnoses/{n}/text", spans=((n, n + 1),), page=1, rule="a.rule") for n in range(2)
    )
    record = make_record(evidence=evidence)
    [second] = [
        quad
        for quad in triples(record, IRIS)
        if quad.predicate == v.PRINTED_TEXT and str(quad.subject).endswith("/diagnosis/2>")
    ]
    account = account_for(record, second, IRIS)
    assert (account.evidence, account.derivation, account.settled) == ((evidence[1],), "", True)
    bare = account_for(make_record(), second, IRIS)
    assert (bare.evidence, bare.settled) == ((), False)


def test_strangers_are_refused() -> None:
    record = make_record()
    node = NamedNode(IRIS.determination(record.identifier))
    with pytest.raises(ValueError, match="no node of a letter"):
        account_for(record, Quad(NamedNode("https://elsewhere.example/"), v.TYPE, v.PATIENT), IRIS)
    with pytest.raises(ValueError, match=r"origins\.csv lacks .*drugName of determination"):
        account_for(record, Quad(node, v.DRUG_NAME_PRINTED, Literal("Norco")), IRIS)


def test_the_document_is_that_of_the_tables() -> None:
    written = (ROOT / "docs" / "provenance.md").read_text(encoding="utf-8")
    assert written == documentation(), f"run: python -m {provenance.__name__} > docs/provenance.md"
