"""The ontology and the concept schemes as pages, from ``ontology/*.ttl``.

pyLODE makes such a page too, as a document of its own; here terms stand in the site's search and other
pages link to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store

from docs._ext.markdown import code, plain, table
from imr_graph.rdf.vocabulary import DCTERMS, OWL, RDF, RDFS, SKOS

_ONTOLOGY: Final = Path(__file__).resolve().parents[2] / "ontology"
_OWN: Final = "https://imr-graph.example/ontology#"
_PREFIXES: Final[Mapping[str, str]] = {
    SKOS: "skos:",
    DCTERMS: "dcterms:",
    "http://www.w3.org/ns/prov#": "prov:",
    "http://www.w3.org/ns/oa#": "oa:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
    "http://hl7.org/fhir/": "fhir:",
    "https://schema.org/": "schema:",
    RDFS: "rdfs:",
}
_CLASS_LINES: Final = (("is a kind of", RDFS + "subClassOf"), ("compare", RDFS + "seeAlso"))
_PROPERTY_LINES: Final = (
    ("of", RDFS + "domain"),
    ("is", RDFS + "range"),
    ("is a kind of", RDFS + "subPropertyOf"),
    ("read backwards", OWL + "inverseOf"),
    ("compare", RDFS + "seeAlso"),
)
_KINDS: Final = (
    ("Classes", OWL + "Class", _CLASS_LINES),
    ("Properties that link", OWL + "ObjectProperty", _PROPERTY_LINES),
    ("Properties with values", OWL + "DatatypeProperty", _PROPERTY_LINES),
)
_TOP_SHOWN: Final = 12


class _Turtle:
    """What a Turtle file says."""

    def __init__(self, path: Path) -> None:
        self._store = Store()
        self._store.load(path=str(path), format=RdfFormat.TURTLE)

    def of_type(self, kind: str) -> list[str]:
        """IRIs of the things of a type, sorted."""
        return self.subjects(RDF + "type", kind)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """IRIs of the things that have a value, sorted."""
        found = self._store.quads_for_pattern(None, NamedNode(predicate), NamedNode(value))
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))

    def values(self, thing: str, predicate: str) -> list[str]:
        """IRIs and texts that a thing has, sorted."""
        found = self._store.quads_for_pattern(NamedNode(thing), NamedNode(predicate), None)
        return sorted(
            quad.object.value
            for quad in found
            if not isinstance(quad.object, BlankNode) and hasattr(quad.object, "value")
        )

    def text(self, thing: str, predicate: str) -> str:
        """The first of them, harmless in Markdown; empty where there is none."""
        return plain(next(iter(self.values(thing, predicate)), ""))


def ontology_terms() -> str:
    """Classes, then properties that link things, then properties that hold values."""
    said = _Turtle(_ONTOLOGY / "imr.ttl")
    parts = []
    for title, kind, lines in _KINDS:
        parts.append(f"## {title}\n")
        terms = [term.removeprefix(_OWN) for term in said.of_type(kind) if term.startswith(_OWN)]
        parts += [_term(said, name, lines) for name in sorted(terms, key=str.lower)]
    return "\n".join(parts)


def schemes() -> str:
    """A table of the concept schemes, and a section each with its concepts at the top."""
    rows, parts = [], []
    for path in sorted((_ONTOLOGY / "schemes").glob("*.ttl")):
        said = _Turtle(path)
        (scheme,) = said.of_type(SKOS + "ConceptScheme")
        title = said.text(scheme, DCTERMS + "title")
        count = len(said.subjects(SKOS + "inScheme", scheme))
        rows.append([f"[{title}](#scheme-{path.stem})", code(f"scheme/{path.stem}"), f"{count:,}"])
        tops = said.values(scheme, SKOS + "hasTopConcept")
        shown = ", ".join(_concept(said, top) for top in tops[:_TOP_SHOWN])
        more = f", and {len(tops) - _TOP_SHOWN:,} more" if len(tops) > _TOP_SHOWN else ""
        words = said.text(scheme, DCTERMS + "description")
        parts.append(f"(scheme-{path.stem})=\n### {title}\n\n{words} At the top: {shown}{more}.\n")
    return table(["scheme", "path", "concepts"], rows) + "\n" + "\n".join(parts)


def anchor(name: str) -> str:
    """Where the page tells of a term; names of classes begin with a capital, those of properties do not."""
    return f"{'class' if name[0].isupper() else 'property'}-{name}"


def _term(said: _Turtle, name: str, lines: Iterable[tuple[str, str]]) -> str:
    term = _OWN + name
    told = [
        f"- {words}: {', '.join(map(_linked, values))}"
        for words, predicate in lines
        if (values := said.values(term, predicate))
    ]
    if OWL + "FunctionalProperty" in said.values(term, RDF + "type"):
        told.append("- at most one")
    label, comment = said.text(term, RDFS + "label"), said.text(term, RDFS + "comment")
    return "\n".join([f"({anchor(name)})=", f"### {name}\n", f"*{label}*. {comment}\n", *told, ""])


def _linked(value: str) -> str:
    if value.startswith(_OWN):
        name = value.removeprefix(_OWN)
        return f"[{name}](#{anchor(name)})"
    prefix = next((prefix for prefix in _PREFIXES if value.startswith(prefix)), "")
    return code(_PREFIXES.get(prefix, "") + value.removeprefix(prefix))


def _concept(said: _Turtle, concept: str) -> str:
    return f"{said.text(concept, SKOS + 'prefLabel')} ({code(concept.partition('/concept/')[2])})"
