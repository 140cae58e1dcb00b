"""docs/model.md tells the vocabulary as it is."""

from __future__ import annotations

import re

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from imr_graph.rdf.ontology import scheme_files, vocabulary_file
from imr_graph.rdf.vocabulary import IMR, PREFIXES
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "model.md"
TERM = re.compile(r"`imr:(\w+)`")


def _short(term: object) -> str:
    for prefix in ("imr", "skos", "xsd", "oa"):
        if str(term).startswith(PREFIXES[prefix]):
            return f"{prefix}:{str(term).removeprefix(PREFIXES[prefix])}"
    raise ValueError(f"{term} has no prefix here")


def rows(graph: Graph) -> list[str]:
    """The term table: one line a property with its inverse, by domain."""
    lines = []
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in graph.subjects(RDF.type, kind):
            comment = str(graph.value(term, RDFS.comment))
            if comment.startswith("Inverse of") or not str(term).startswith(IMR):
                continue
            inverse = graph.value(term, OWL.inverseOf)
            cells = (
                _short(graph.value(term, RDFS.domain)).removeprefix("imr:"),
                f"`{_short(term)}`",
                _short(graph.value(term, RDFS.range)).removeprefix("imr:"),
                f"`{_short(inverse)}`" if inverse else "",
            )
            lines.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    return sorted(lines)


def test_the_term_table_is_that_of_the_ontology() -> None:
    _, _, section = DOCUMENT.read_text(encoding="utf-8").partition("## Properties")
    table = [line for line in section.splitlines() if TERM.search(line) and line.startswith("| ")]
    assert table == rows(Graph().parse(vocabulary_file()))


def test_every_term_named_is_declared() -> None:
    graph = Graph().parse(vocabulary_file())
    for name in TERM.findall(DOCUMENT.read_text(encoding="utf-8")):
        assert (URIRef(IMR + name), RDF.type, None) in graph, name


def test_every_class_and_scheme_is_named() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    graph = Graph().parse(vocabulary_file())
    for term in graph.subjects(RDF.type, OWL.Class):
        if str(term).startswith(IMR):
            assert re.search(rf"\b{str(term).removeprefix(IMR)}\b", text), term
    for name in scheme_files():
        assert f"`{name}`" in text
