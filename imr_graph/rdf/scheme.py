"""A concept scheme: its concepts, their statements, and the Turtle that is kept in ``ontology/schemes``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from imr_graph.errors import SchemeError
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.iris import concept_iri, scheme_iri

LANGUAGE: Final = "en"
LICENCE: Final = NamedNode("http://www.apache.org/licenses/LICENSE-2.0")

_PREFIXES: Final = {name: v.PREFIXES[name] for name in ("dcterms", "imr", "rdfs", "skos", "xsd")}

# Predicates with many IRIs, set one a line.
_LONG_LISTS: Final = ("\tskos:narrower ", "\tskos:hasTopConcept ", "\timr:onPage ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept.

    Args:
        path: below the concept namespace (``drug/norco``).
        kind: its class in the vocabulary.
        label: preferred label, unlike every other in the scheme.
        short: label for where the context is plain (``p. 24``); empty where ``label`` will do.
        alternatives: other names; those equal to ``label`` are left out.
        definition: what it means, where the name does not say it.
        note: scope note.
        notation: number or code.
        broader: paths of the concepts right above it.
        links: further statements, in order.
        verified: whether a source was read that says so.
        evidence: that source, or that it is recall.
    """

    path: str
    kind: NamedNode
    label: str
    short: str = ""
    alternatives: tuple[str, ...] = ()
    definition: str = ""
    note: str = ""
    notation: str = ""
    broader: tuple[str, ...] = ()
    links: tuple[tuple[NamedNode, NamedNode | Literal], ...] = field(default=())
    verified: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme; its name is that of its file and, in the scheme namespace, of its graph.

    Raises:
        SchemeError: two concepts share a path or a label, or one stands below a concept that is not there.
    """

    name: str
    title: str
    description: str
    concepts: tuple[Concept, ...]

    def __post_init__(self) -> None:
        paths: set[str] = set()
        labels: dict[str, str] = {}
        for concept in self.concepts:
            if concept.path in paths:
                raise SchemeError(f"{self.name}: two concepts have the path {concept.path}")
            paths.add(concept.path)
            if concept.label in labels:
                other = labels[concept.label]
                raise SchemeError(
                    f"{self.name}: {other} and {concept.path} share the label {concept.label!r}"
                )
            labels[concept.label] = concept.path
        for concept in self.concepts:
            if missing := set(concept.broader) - paths:
                holders = ", ".join(sorted(missing))
                raise SchemeError(f"{self.name}: {concept.path} stands below {holders}: no such concept")

    def triples(self) -> Iterator[Triple]:
        """All statements: the scheme first, then each concept in order."""
        scheme = NamedNode(scheme_iri(self.name))
        narrower: dict[str, list[str]] = {}
        for concept in self.concepts:
            for path in concept.broader:
                narrower.setdefault(path, []).append(concept.path)
        yield Triple(scheme, v.TYPE, v.CONCEPT_SCHEME)
        yield Triple(scheme, v.TITLE, _english(self.title))
        yield Triple(scheme, v.DESCRIPTION, _english(self.description))
        yield Triple(scheme, v.LICENSE, LICENCE)
        for concept in self.concepts:
            if not concept.broader:
                yield Triple(scheme, v.HAS_TOP_CONCEPT, concept_node(concept.path))
        for concept in self.concepts:
            yield from _concept_triples(concept, scheme, narrower.get(concept.path, ()))

    def turtle(self) -> str:
        """The scheme's file: the same text for the same tables."""
        written = serialize(self.triples(), format=RdfFormat.TURTLE, prefixes=_PREFIXES, base_iri=v.CONCEPT)
        body = str(written or b"", "utf-8")
        lines = [
            f"# {self.title}. Made from the tables by `python -m imr_graph.rdf.schemes`; edit those.",
            "",
            f"@base <{v.CONCEPT}> .",
            *(f"@prefix {name}: <{namespace}> ." for name, namespace in _PREFIXES.items()),
        ]
        # The serialiser's own prefix lines come in no fixed order.
        for line in body.splitlines():
            if line.startswith(_LONG_LISTS):
                line = line.replace(" , ", " ,\n\t\t")
            if not line.startswith("@"):
                lines += [line] if line.startswith("\t") else ["", line]
        return "\n".join(lines) + "\n"


def concept_node(path: str) -> NamedNode:
    """The concept at a path, as a node."""
    return NamedNode(concept_iri(path))


def _concept_triples(concept: Concept, scheme: NamedNode, narrower: Iterable[str]) -> Iterator[Triple]:
    node = concept_node(concept.path)
    yield Triple(node, v.TYPE, concept.kind)
    yield Triple(node, v.TYPE, v.CONCEPT_CLASS)
    yield Triple(node, v.PREF_LABEL, _english(concept.label))
    for name in dict.fromkeys(concept.alternatives):
        if name != concept.label:
            yield Triple(node, v.ALT_LABEL, _english(name))
    for predicate, text in (
        (v.LABEL, concept.short),
        (v.DEFINITION, concept.definition),
        (v.SCOPE_NOTE, concept.note),
    ):
        if text:
            yield Triple(node, predicate, _english(text))
    if concept.notation:
        yield Triple(node, v.NOTATION, Literal(concept.notation))
    yield Triple(node, v.IN_SCHEME, scheme)
    if not concept.broader:
        yield Triple(node, v.TOP_CONCEPT_OF, scheme)
    for path in concept.broader:
        yield Triple(node, v.BROADER, concept_node(path))
    for path in narrower:
        yield Triple(node, v.NARROWER, concept_node(path))
    for predicate, value in concept.links:
        yield Triple(node, predicate, value)
    yield Triple(node, v.VERIFIED, Literal(concept.verified))
    yield Triple(node, v.SOURCE, Literal(concept.evidence))


def _english(text: str) -> Literal:
    return Literal(text, language=LANGUAGE)
