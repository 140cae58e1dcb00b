"""Every concept of the schemes in memory, read once.

The schemes hold some thousands of concepts whatever the number of letters, so that labels and
relations of concepts cost no query.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse

from imr_graph.questions import run_query
from imr_graph.questions.run import plain_value
from imr_graph.questions.table import Table, Value
from imr_graph.rdf.iris import concept_iri, concept_path
from imr_graph.rdf.ontology import ontology_hash, scheme_files
from imr_graph.rdf.vocabulary import IMR, PREFIXES, RDF
from imr_graph.store.graph import Graph

_STATEMENTS: Final = f"""
PREFIX skos: <{PREFIXES["skos"]}>
SELECT ?concept ?property ?value WHERE {{ ?concept skos:inScheme ?scheme ; ?property ?value }}
"""
_NUMBER: Final = re.compile(r"[0-9]+")
_SKOS: Final = PREFIXES["skos"]
_IN_SCHEME: Final = NamedNode(_SKOS + "inScheme")
_DCTERMS: Final = PREFIXES["dcterms"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of the schemes.

    Args:
        path: its path below the concept namespace (``drug/norco``).
        label: preferred label; the path's last part where the schemes do not know the concept.
        short_label: a name without what it stands in (``p. 63``), where there is one.
        alternative_labels: other labels, sorted.
        notation: code, where it has one.
        classes: local names of its ``imr:`` classes.
        related: local name of an ``imr:`` property to the paths it leads to, sorted.
        values: local name of an ``imr:`` property to its plain values, sorted.
        broader: paths of the concepts right above it, sorted.
        sources: evidence for it, sorted.
        definitions: what it is, sorted.
        notes: scope notes, sorted.
        matches: IRIs of the same or nearly the same concept elsewhere, sorted.
    """

    path: str
    label: str
    short_label: str | None = None
    alternative_labels: tuple[str, ...] = ()
    notation: str | None = None
    classes: frozenset[str] = frozenset()
    related: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The concept's IRI."""
        return concept_iri(self.path)

    @property
    def place(self) -> tuple[str, str]:
        """Its place in lists: by label, numbers by their value (p. 9 before p. 10), then by path."""
        return (_NUMBER.sub(lambda digits: digits[0].zfill(8), self.label.casefold()), self.path)


class Catalogue:
    """Concepts by path and by class."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._by_path = {concept.path: concept for concept in concepts}
        self._by_class: dict[str, list[Concept]] = defaultdict(list)
        self._backwards: dict[str, dict[str, list[Concept]]] = {}
        self._below: dict[str, list[Concept]] | None = None
        for concept in sorted(self._by_path.values(), key=lambda concept: concept.place):
            for name in concept.classes:
                self._by_class[name].append(concept)

    @classmethod
    def of(cls, graph: Graph) -> Catalogue:
        """The concepts that a graph holds; blocks."""
        statements: dict[str, list[tuple[str, Value]]] = defaultdict(list)
        for concept, prop, value in _statements(graph):
            statements[concept].append((prop, value))
        named = ((concept_path(iri), said) for iri, said in statements.items())
        return cls(_concept(path, said) for path, said in named if path is not None)

    def get(self, path: str) -> Concept:
        """The concept at a path; one that no scheme holds has its path for a label."""
        return self._by_path.get(path) or Concept(path, path.rpartition("/")[2])

    def leading_to(self, path: str, prop: str) -> list[Concept]:
        """The concepts that an ``imr:`` property leads from to the one at a path, in order of label."""
        if prop not in self._backwards:
            sources: dict[str, list[Concept]] = defaultdict(list)
            for concept in self._by_path.values():
                for target in concept.related.get(prop, ()):
                    sources[target].append(concept)
            for found in sources.values():
                found.sort(key=lambda concept: concept.place)
            self._backwards[prop] = dict(sources)
        return self._backwards[prop].get(path, [])

    def narrower(self, path: str) -> list[Concept]:
        """The concepts right below the one at a path, in order of label."""
        if self._below is None:
            below: dict[str, list[Concept]] = defaultdict(list)
            for concept in sorted(self._by_path.values(), key=lambda concept: concept.place):
                for above in concept.broader:
                    below[above].append(concept)
            self._below = dict(below)
        return self._below.get(path, [])

    @property
    def concepts(self) -> Iterable[Concept]:
        """All of them."""
        return self._by_path.values()

    def known(self, path: str) -> bool:
        """Whether a scheme holds the concept."""
        return path in self._by_path

    def of_class(self, name: str) -> list[Concept]:
        """The concepts of a class (``DrugName``), in order of label."""
        return self._by_class.get(name, [])


def _statements(graph: Graph) -> Iterable[tuple[str, str, Value]]:
    """What the schemes say of concepts: IRI, property, value.

    From the files of the schemes where the graph was built with these very ones: they are read in a quarter
    of the time. Else from the cube where there is one: it has them too, is small, and always near; Virtuoso,
    as it is delivered, gives 10,000 rows at most, which is fewer.
    """
    if graph.manifest.schemes == ontology_hash():
        return _statements_of_files()
    if graph.cube_path is None:
        return _as_statements(run_query(graph, _STATEMENTS))
    # The tables, of which cubes are made, load for longer than a server takes to start.
    from imr_graph.cube import Cube

    with Cube.open(graph.cube_path) as cube:
        return _as_statements(run_query(cube, _STATEMENTS))


def _as_statements(table: Table) -> Iterator[tuple[str, str, Value]]:
    return ((str(concept), str(prop), value) for concept, prop, value in table.rows)


def _statements_of_files() -> Iterator[tuple[str, str, Value]]:
    names: dict[NamedNode, str] = {}  # of properties; there are few
    for path in scheme_files().values():
        quads = list(parse(path=path, format=RdfFormat.TURTLE))
        concepts = {
            one.subject: one.subject.value
            for one in quads
            if one.predicate == _IN_SCHEME and isinstance(one.subject, NamedNode)
        }
        for one in quads:
            concept = concepts.get(one.subject) if isinstance(one.subject, NamedNode) else None
            if concept is not None:
                prop = names.setdefault(one.predicate, one.predicate.value)
                yield concept, prop, plain_value(one.object)


def _concept(path: str, said: list[tuple[str, Value]]) -> Concept:
    """A concept from what the graph says of it."""
    by_property: dict[str, list[Value]] = defaultdict(list)
    for prop, value in said:
        by_property[prop].append(value)

    def texts(prop: str) -> tuple[str, ...]:
        return tuple(sorted({str(value) for value in by_property.get(prop, ())}))

    related: dict[str, tuple[str, ...]] = {}
    values: dict[str, tuple[Value, ...]] = {}
    for prop, found in by_property.items():
        if prop.startswith(IMR):
            paths = [concept_path(str(value)) for value in found]
            targets = sorted(target for target in paths if target is not None)
            if targets:
                related[prop.removeprefix(IMR)] = tuple(targets)
            else:
                values[prop.removeprefix(IMR)] = tuple(sorted(found, key=str))
    above = (concept_path(iri) for iri in texts(_SKOS + "broader"))
    classes = (name.removeprefix(IMR) for name in texts(RDF + "type") if name.startswith(IMR))
    return Concept(
        path=path,
        label=next(iter(texts(_SKOS + "prefLabel")), path.rpartition("/")[2]),
        short_label=next(iter(texts(PREFIXES["rdfs"] + "label")), None),
        alternative_labels=texts(_SKOS + "altLabel"),
        notation=next(iter(texts(_SKOS + "notation")), None),
        classes=frozenset(classes),
        related=related,
        values=values,
        broader=tuple(path for path in above if path is not None),
        sources=texts(_DCTERMS + "source"),
        definitions=texts(_SKOS + "definition"),
        notes=texts(_SKOS + "scopeNote"),
        matches=tuple(sorted({*texts(_SKOS + "exactMatch"), *texts(_SKOS + "closeMatch")})),
    )
