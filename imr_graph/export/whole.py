"""The whole graph: the triples of letters and the concepts they reach, as a networkx graph.

Nothing here asks a store. Every resource of a letter is a node, every triple between two of them
an edge, every literal an attribute: what the letters' triples say can be read off the picture.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import networkx as nx

from imr_graph.export.gexf import ColumnType, Value
from imr_graph.export.views import Projection, guideline_short, local_name, natural, shorten, synthetic_note
from imr_graph.rdf.vocabulary import CONCEPT, IMR, RDF, RDFS, SKOS, XSD


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple as text; ``datatype`` is the literal's, None where the object is an IRI."""

    subject: str
    predicate: str
    object: str
    datatype: str | None = None


VALUE_CLASSES: Final = frozenset(
    {
        *("DecisionOutcome", "TreatmentCategory", "CitingParty", "EditionStatus", "Certainty", "Priority"),
        *("Sex", "Side", "TreatmentSubcategory", "BodyRegion", "WarningKind"),
    }
)
"""Concepts of a handful of values: attributes of what points to them, since as nodes they would be
hubs that pull the whole picture into a ball."""

_UPWARDS: Final = (SKOS + "broader", IMR + "hasActiveIngredient", IMR + "inDrugClass")
CONCEPT_EDGES: Final = (*_UPWARDS, IMR + "onPage")
"""What leads from one concept to the next; the other properties of concepts follow from these."""

LETTER_KINDS: Final = (
    "Determination",
    "Patient",
    "Diagnosis",
    "DisputedItem",
    "DrugRequest",
    "Decision",
    "Citation",
    "PageRange",
    "Reviewer",
    "Warning",
)
CONCEPT_KINDS: Final = (
    "Condition",
    "DrugName",
    "Ingredient",
    "DrugClass",
    "Specialty",
    "GuidelineDocument",
    "GuidelineEdition",
    "GuidelineChapter",
    "GuidelineSection",
    "GuidelinePage",
)

_COLUMN_OF_RANGE: Final[dict[str, ColumnType]] = {
    XSD + "integer": "integer",
    XSD + "decimal": "double",
    XSD + "boolean": "boolean",
}
_TYPE: Final = RDF + "type"
_PREF_LABEL: Final = SKOS + "prefLabel"
_LABEL: Final = RDFS + "label"


def project_whole(
    letters: Iterable[Statement],
    concepts: Iterable[Statement],
    datatype_properties: Mapping[str, tuple[str, bool]],
) -> Projection:
    """Everything that letters say, with the concepts that they reach.

    Every resource of a letter is a node, every triple between two of them an edge of the
    property's name, every literal an attribute. A concept of `VALUE_CLASSES` is an attribute too.

    Args:
        letters: the triples of letters.
        concepts: the triples of the concept schemes.
        datatype_properties: property IRI to its range's IRI and whether it has one value at most,
            as the ontology declares them.

    Returns:
        A directed graph; parallel edges have different kinds (the edges' keys).
    """
    builder = _Builder(_Statements(letters), _Statements(concepts))
    builder.add_letters()
    builder.add_concepts()
    builder.add_edges()
    return builder.finish(datatype_properties)


class _Statements:
    """Statements by subject, each once, in an order that does not depend on how they came."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.subjects: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements:
            self.subjects[statement.subject].append(statement)
        self.subjects.default_factory = None
        for subject, own in self.subjects.items():
            unique = set(own)
            self.subjects[subject] = sorted(unique, key=lambda s: (s.predicate, natural(s.object)))
        self._types = {
            subject: {local_name(s.object) for s in own if s.predicate == _TYPE}
            for subject, own in self.subjects.items()
        }

    def all(self) -> Iterable[Statement]:
        for subject in sorted(self.subjects, key=natural):
            yield from self.subjects[subject]

    def of(self, subject: str) -> list[Statement]:
        return self.subjects.get(subject, [])

    def kind(self, subject: str, kinds: tuple[str, ...]) -> str:
        """The first of ``kinds`` that the subject is an instance of, else "Concept" or "Resource"."""
        types = self._types.get(subject, ())
        for kind in kinds:
            if kind in types:
                return kind
        return "Concept" if subject.startswith(CONCEPT) else "Resource"

    def label(self, subject: str) -> str:
        """Short where the scheme has a label for where the context is plain."""
        names = {s.predicate: s.object for s in self.of(subject) if s.predicate in (_LABEL, _PREF_LABEL)}
        return names.get(_LABEL) or names.get(_PREF_LABEL) or subject.rsplit("/", 1)[-1]


class _Builder:
    """Grows the graph: letters' nodes, the concepts they reach, edges, attributes and labels."""

    def __init__(self, letters: _Statements, concepts: _Statements) -> None:
        self.letters = letters
        self.concepts = concepts
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        # Node to column to the values found, as texts.
        self.values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def add_letters(self) -> None:
        for statement in self.letters.all():
            if statement.subject not in self.graph:
                self.graph.add_node(
                    statement.subject, kind=self.letters.kind(statement.subject, LETTER_KINDS)
                )
            if statement.predicate == _TYPE:
                continue
            if statement.datatype is not None:
                self._hold(statement, statement.object)
            elif self.concepts.kind(statement.object, tuple(VALUE_CLASSES)) in VALUE_CLASSES:
                self._hold(statement, statement.object.rsplit("/", 1)[-1])

    def add_concepts(self) -> None:
        """Add the concepts that letters name, and all that these stand below."""
        named = {s.object for s in self.letters.all() if self._is_edge(s) and s.object not in self.graph}
        waiting = deque(sorted(named, key=natural))
        while waiting:
            concept = waiting.popleft()
            if concept in self.graph:
                continue
            self.graph.add_node(concept, kind=self.concepts.kind(concept, CONCEPT_KINDS))
            for statement in self.concepts.of(concept):
                if statement.predicate in _UPWARDS:
                    waiting.append(statement.object)
                elif statement.datatype is not None and statement.predicate.startswith(IMR):
                    # Labels, notes and sources are the scheme's business.
                    self._hold(statement, statement.object)

    def add_edges(self) -> None:
        concepts = [node for node in self.graph if not self.letters.of(node)]
        own = (s for s in self.letters.all() if self._is_edge(s))
        shared = (s for c in concepts for s in self.concepts.of(c) if s.predicate in CONCEPT_EDGES)
        for statement in chain(own, shared):
            # A section's pages are shown where a letter cites them, not all of them.
            if statement.object in self.graph:
                kind = local_name(statement.predicate)
                self.graph.add_edge(statement.subject, statement.object, key=kind, kind=kind, weight=1)

    def finish(self, datatype_properties: Mapping[str, tuple[str, bool]]) -> Projection:
        columns = _columns(self.values, datatype_properties)
        for node, held in self.values.items():
            for column, found in held.items():
                self.graph.nodes[node][column] = _value(columns[column], found)
        letter = _letters(self.graph)
        for node, data in self.graph.nodes(data=True):
            data["letter"] = letter.get(node)
            data["label"] = shorten(_label(self.graph, node, self.concepts))
        return Projection(
            graph=self.graph,
            node_columns={"kind": "string", "letter": "string", **columns},
            edge_columns={},
            description=(
                "Every determination with what it says, and the concepts that determinations share."
                + synthetic_note(
                    sum("isSynthetic" in held for held in self.values.values()), len(set(letter.values()))
                )
            ),
            letter=letter,
        )

    def _is_edge(self, statement: Statement) -> bool:
        if statement.datatype is not None or statement.predicate == _TYPE:
            return False
        return self.concepts.kind(statement.object, tuple(VALUE_CLASSES)) not in VALUE_CLASSES

    def _hold(self, statement: Statement, value: str) -> None:
        self.values[statement.subject][local_name(statement.predicate)].append(value)


def _columns(
    values: Mapping[str, Mapping[str, list[str]]],
    datatype_properties: Mapping[str, tuple[str, bool]],
) -> dict[str, ColumnType]:
    """A type for every column in use: the ontology's, a list where one node holds several values."""
    declared = {
        local_name(iri): (_COLUMN_OF_RANGE.get(range_iri, "string"), single)
        for iri, (range_iri, single) in datatype_properties.items()
    }
    several: dict[str, bool] = defaultdict(bool)
    for held in values.values():
        for column, found in held.items():
            several[column] |= len(found) > 1
    columns: dict[str, ColumnType] = {}
    for column in sorted(several):
        kind, single = declared.get(column, ("string", True))
        columns[column] = kind if single and not several[column] else "liststring"
    return columns


def _value(kind: ColumnType, found: list[str]) -> Value:
    if kind == "liststring":
        return found
    (text,) = found
    if kind == "integer":
        return int(text)
    if kind == "double":
        return float(text)
    if kind == "boolean":
        return text in {"true", "1"}
    return text


def _letters(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """Node to its letter's identifier: what stands below a determination's IRI."""
    identifiers = {
        node: str(data.get("identifier", node.rsplit("/", 1)[-1]))
        for node, data in graph.nodes(data=True)
        if data["kind"] == "Determination"
    }
    found: dict[str, str] = {}
    for node in graph:
        at = node
        while at not in identifiers and "/" in at:
            at = at.rpartition("/")[0]
        if at in identifiers:
            found[node] = identifiers[at]
    return found


def _label(graph: nx.MultiDiGraph[str], node: str, scheme: _Statements) -> str:
    """What to write beside a node."""
    data = graph.nodes[node]
    kind = data["kind"]

    def words(*columns: str) -> str:
        return " ".join(str(data[column]) for column in columns if data.get(column) is not None)

    def named(predicate: str) -> str:
        names = [scheme.label(end) for _, end, key in graph.out_edges(node, keys=True) if key == predicate]
        return ", ".join(names)

    if kind == "Patient":
        age = f"{data['age']}-year-old" if "age" in data else ""
        return " ".join(part for part in (age, words("sex") or "patient") if part)
    if kind == "Citation":
        cited = [end for _, end, key in graph.out_edges(node, keys=True) if key == "citesDocument"]
        what = ", ".join(map(guideline_short, cited)) or "no evidence cited"
        return ", ".join(part for part in (what, words("printedSection")) if part)
    if kind == "GuidelineEdition":
        return guideline_short(node)
    if kind == "GuidelineChapter":
        return f"{scheme.label(node)}, {guideline_short(node.rpartition('/chapter/')[0])}"
    if kind in {"GuidelineSection", "GuidelinePage"}:
        return f"{scheme.label(node)}, {guideline_short(node)}"
    if kind == "PageRange":
        first, last = data.get("firstPage"), data.get("lastPage")
        return f"p. {first}" if first == last else f"pp. {first}-{last}"
    if kind == "Reviewer":
        return named("hasSpecialty") or "reviewer"
    own = {
        "Determination": words("identifier"),
        "Diagnosis": words("printedText"),
        "DisputedItem": words("printedText"),
        "DrugRequest": words("drugName", "strength"),
        "Decision": words("outcome"),
        "Warning": words("warningCode"),
    }
    return own.get(kind) or scheme.label(node)
