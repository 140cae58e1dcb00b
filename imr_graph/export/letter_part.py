"""One letter's part of the whole graph: its nodes, its edges, the concepts that it names.

It is made of the letter's triples alone and of what the concept schemes say; every resource of the letter is
a node, every triple between two of them an edge, every literal a value.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from imr_graph.errors import GexfError
from imr_graph.export.views import guideline_short, local_name, natural, shorten
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import CONCEPT, IMR, RDF, RDFS, SKOS
from imr_graph.record import Record


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

UPWARDS: Final = (SKOS + "broader", IMR + "hasActiveIngredient", IMR + "inDrugClass")
CONCEPT_EDGES: Final = (*UPWARDS, IMR + "onPage")
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

TYPE: Final = RDF + "type"
_PREF_LABEL: Final = SKOS + "prefLabel"
_LABEL: Final = RDFS + "label"

Values = dict[str, list[str]]
"""Column to the values found, as texts."""


@dataclass(slots=True)
class PartNode:
    """A node of a letter, or a concept: its class, its values, its label."""

    kind: str
    values: Values = field(default_factory=lambda: defaultdict(list))
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one letter brings.

    Args:
        identifier: of the letter.
        decided: the day of its decision.
        synthetic: whether it says that it was made up.
        nodes: by IRI, in the order of the letter.
        edges: source, property and target: a node of the letter or a concept.
        concepts: those named, each once, in order.
    """

    identifier: str
    decided: dt.date | None
    synthetic: bool
    nodes: dict[str, PartNode]
    edges: list[tuple[str, str, str]]
    concepts: list[str]


class Schemes:
    """The concept schemes: what a concept is, how it is called, what stands above it.

    Args:
        statements: the triples of the schemes.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._subjects: dict[str, set[Statement]] = defaultdict(set)
        self._sorted: dict[str, list[Statement]] = {}
        self._kinds: dict[str, str] = {}
        known = {*VALUE_CLASSES, *CONCEPT_KINDS}
        for statement in statements:
            self._subjects[statement.subject].add(statement)
            if statement.predicate == TYPE and (kind := local_name(statement.object)) in known:
                self._kinds[statement.subject] = kind

    def of(self, concept: str) -> list[Statement]:
        """What the schemes say of a concept, in an order that does not depend on how it came."""
        if concept not in self._sorted:
            own = self._subjects.get(concept, ())
            self._sorted[concept] = sorted(own, key=lambda one: (one.predicate, natural(one.object)))
        return self._sorted[concept]

    def kind(self, concept: str) -> str:
        """Its class; "Concept" where no scheme has it, "Resource" of what is none."""
        return self._kinds.get(concept, "Concept" if concept.startswith(CONCEPT) else "Resource")

    def is_value(self, concept: str) -> bool:
        """Whether it is no node but a value of what points to it."""
        return self._kinds.get(concept) in VALUE_CLASSES

    def label(self, concept: str) -> str:
        """Short where the scheme has a label for where the context is plain."""
        names = {
            one.predicate: one.object for one in self.of(concept) if one.predicate in (_LABEL, _PREF_LABEL)
        }
        return names.get(_LABEL) or names.get(_PREF_LABEL) or concept.rsplit("/", 1)[-1]


def letter_part(record: Record, iris: Iris, schemes: Schemes) -> Part:
    """What a letter brings.

    Raises:
        GexfError: one of its triples leads to what is neither a node of the letter nor a concept.
    """
    statements = list(dict.fromkeys(_statements(record, iris)))
    nodes: dict[str, PartNode] = {}
    for one in statements:
        if one.predicate == TYPE:
            nodes[one.subject] = PartNode(local_name(one.object))
    edges: list[tuple[str, str, str]] = []
    for one in statements:
        if one.predicate == TYPE:
            continue
        name = local_name(one.predicate)
        if one.datatype is not None:
            nodes[one.subject].values[name].append(one.object)
        elif schemes.is_value(one.object):
            nodes[one.subject].values[name].append(one.object.rsplit("/", 1)[-1])
        else:
            edges.append((one.subject, name, one.object))
    named = {target for _, _, target in edges if target not in nodes}
    if strange := [target for target in named if not target.startswith(CONCEPT)]:
        raise GexfError(
            f"{record.identifier}: {min(strange)!r} is neither a node of the letter nor a concept"
        )
    leading: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, name, target in edges:
        leading[source, name].append(target)
    for iri, node in nodes.items():
        node.label = shorten(_label(iri, node, leading, schemes))
    return Part(
        identifier=record.identifier,
        decided=record.dates.decision,
        synthetic=record.synthetic,
        nodes=nodes,
        edges=edges,
        concepts=sorted(named, key=natural),
    )


def concept_node(concept: str, schemes: Schemes) -> PartNode:
    """The node of a concept that letters share."""
    node = PartNode(schemes.kind(concept))
    for one in schemes.of(concept):
        # Labels, notes and sources are the scheme's business.
        if one.datatype is not None and one.predicate.startswith(IMR):
            node.values[local_name(one.predicate)].append(one.object)
    node.label = shorten(_concept_label(concept, node.kind, schemes))
    return node


def _statements(record: Record, iris: Iris) -> Iterator[Statement]:
    for quad in triples(record, iris):
        subject, term = quad.subject, quad.object
        if not isinstance(subject, NamedNode) or not isinstance(term, NamedNode | Literal):
            raise TypeError(f"{record.identifier}: a letter's triples have no blank nodes")
        datatype = term.datatype.value if isinstance(term, Literal) else None
        yield Statement(subject.value, quad.predicate.value, term.value, datatype)


def _concept_label(concept: str, kind: str, schemes: Schemes) -> str:
    if kind == "GuidelineEdition":
        return guideline_short(concept)
    if kind == "GuidelineChapter":
        return f"{schemes.label(concept)}, {guideline_short(concept.rpartition('/chapter/')[0])}"
    if kind in {"GuidelineSection", "GuidelinePage"}:
        return f"{schemes.label(concept)}, {guideline_short(concept)}"
    return schemes.label(concept)


def _label(iri: str, node: PartNode, leading: dict[tuple[str, str], list[str]], schemes: Schemes) -> str:
    """What to write beside a node of a letter."""

    def words(*columns: str) -> str:
        return " ".join(value for column in columns for value in node.values.get(column, ()))

    def one(column: str) -> str:
        return next(iter(node.values.get(column, ())), "")

    match node.kind:
        case "Patient":
            age = f"{one('age')}-year-old" if one("age") else ""
            return " ".join(part for part in (age, one("sex") or "patient") if part)
        case "Citation":
            documents = leading.get((iri, "citesDocument"), [])
            cited = ", ".join(map(guideline_short, documents)) or "no evidence cited"
            return ", ".join(part for part in (cited, one("printedSection")) if part)
        case "PageRange":
            first, last = one("firstPage"), one("lastPage")
            return f"p. {first}" if first == last else f"pp. {first}-{last}"
        case "Reviewer":
            names = map(schemes.label, leading.get((iri, "hasSpecialty"), []))
            return ", ".join(names) or "reviewer"
    own = {
        "Determination": words("identifier"),
        "Diagnosis": words("printedText"),
        "DisputedItem": words("printedText"),
        "DrugRequest": words("drugName", "strength"),
        "Decision": words("outcome"),
        "Warning": words("warningCode"),
    }
    return own.get(node.kind) or iri.rsplit("/", 1)[-1]
