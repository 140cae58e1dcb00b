"""Data sets, structures, slice keys and properties of the cube, made of the declared questions."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from imr_graph.cube import vocabulary as c
from imr_graph.rdf import vocabulary as v
from imr_graph.tables.counted import CountedParameter, CountedQuestion, cubed_questions
from imr_graph.tables.dimensions import dimensions, measures

_WORDS = {
    "kind": "What the words would be, if a table knew them",
    "words": "Words that no table knows, as printed",
    "within": "The guideline or edition that the words are cited of",
    "firstIngredientSet": "The one ingredient set",
    "secondIngredientSet": "The other ingredient set",
    "editionStatusText": "How the letters let the edition be known",
    "chapterText": "The chapter's name",
    "placeText": "The page or the section's name",
    "printedRanges": "The ranges that the letters print",
    "drugNames": "The printed drug names",
    "requestedClass": "The class under which a drug's request is counted",
    "topicalKind": "Whether a topical drug is a compound or a product",
    "form": "The form of a drug, as the record has it",
    "agreement": "How the citations of the two sides go together",
    "exampleIdentifier": "The identifier of one letter",
}
_OF_NODES = {
    c.PLACE_CONCEPT: "The concept of a place",
    c.PLACE_DOCUMENT: "The guideline of a place",
    c.DOCUMENT_TEXT: "The name of a place's guideline",
    c.EDITION_TEXT: "The edition of a place, or that it is not known",
    c.HOLDS_INGREDIENT: "A known ingredient of a set",
}


def structure_triples() -> Iterator[Triple]:
    """Everything but slices, observations and the nodes that they point to."""
    for node, label in ((c.ALL, "All values together"), (c.NONE, "No value")):
        yield Triple(node, v.TYPE, v.CONCEPT_CLASS)
        yield Triple(node, v.PREF_LABEL, _english(label))
    for node, label in _OF_NODES.items():
        yield Triple(node, v.TYPE, NamedNode(v.RDF + "Property"))
        yield Triple(node, v.LABEL, _english(label))
    for question in cubed_questions().values():
        yield from _question(question)


def row_property(question: CountedQuestion, column: str) -> NamedNode:
    """The dimension that tells the rows' value of a hidden column."""
    named = question.keys.get(column)
    return c.cube_property(named or dimensions()[question.hidden[column]].cube)


def slice_property(parameter: CountedParameter) -> NamedNode:
    """The dimension that a slice fixes."""
    return c.cube_property(dimensions()[parameter.slice or ""].cube)


def slice_key(question: CountedQuestion) -> NamedNode:
    """What a question's slices fix."""
    return NamedNode(c.data_set(question.name).value + "/slice-key")


def _question(question: CountedQuestion) -> Iterator[Triple]:
    data_set = c.data_set(question.name)
    structure = NamedNode(data_set.value + "/structure")
    yield Triple(data_set, v.TYPE, c.DATA_SET)
    yield Triple(data_set, v.LABEL, _english(question.name.replace("-", " ")))
    yield Triple(data_set, c.HAS_STRUCTURE, structure)
    yield Triple(structure, v.TYPE, c.STRUCTURE_DEFINITION)
    if question.slices:
        key = slice_key(question)
        yield Triple(structure, c.HAS_SLICE_KEY, key)
        yield Triple(key, v.TYPE, c.SLICE_KEY)
        for parameter in question.slices:
            yield Triple(key, c.COMPONENT_PROPERTY, slice_property(parameter))
    for number, (kind, node, label) in enumerate(_components(question), 1):
        component = NamedNode(f"{structure.value}/{number}")
        yield Triple(structure, c.HAS_COMPONENT, component)
        yield Triple(component, v.TYPE, c.COMPONENT_SPECIFICATION)
        class_, role = {
            "dimension": (c.DIMENSION_PROPERTY, c.DIMENSION),
            "slice": (c.DIMENSION_PROPERTY, c.DIMENSION),
            "measure": (c.MEASURE_PROPERTY, c.MEASURE),
            "attribute": (c.ATTRIBUTE_PROPERTY, c.ATTRIBUTE),
        }[kind]
        yield Triple(component, role, node)
        yield Triple(component, c.COMPONENT_PROPERTY, node)
        if kind == "slice":
            yield Triple(component, c.COMPONENT_ATTACHMENT, c.SLICE)
        if kind == "attribute":
            yield Triple(component, c.COMPONENT_REQUIRED, Literal(False))
        yield Triple(node, v.TYPE, class_)
        yield Triple(node, v.TYPE, NamedNode(v.RDF + "Property"))
        yield Triple(node, v.LABEL, _english(label))
        yield from _range(question, kind, node)


def _components(question: CountedQuestion) -> Iterator[tuple[str, NamedNode, str]]:
    """Kind, property and label of each component of a structure."""
    for column, values in question.hidden.items():
        named = question.keys.get(column)
        yield (
            "dimension",
            row_property(question, column),
            _WORDS[named] if named else dimensions()[values].label,
        )
    for parameter in question.slices:
        yield "slice", slice_property(parameter), dimensions()[parameter.slice or ""].label
    for name in question.measures:
        yield "measure", c.cube_property(measures()[name].cube), measures()[name].label
    for local in question.attributes.values():
        yield "attribute", c.cube_property(local), _WORDS[local]


def _range(question: CountedQuestion, kind: str, node: NamedNode) -> Iterator[Triple]:
    """The range of a dimension (every one must have one) or a measure."""
    range_ = NamedNode(v.RDFS + "range")
    if kind in {"dimension", "slice"}:
        yield Triple(node, range_, NamedNode(v.RDFS + "Resource"))
    elif kind == "measure":
        types = {c.cube_property(measures()[name].cube): measures()[name].type for name in question.measures}
        yield Triple(node, range_, v.XSD_INTEGER if types[node] == "integer" else v.XSD_DECIMAL)


def _english(text: str) -> Literal:
    return Literal(text, language="en")
