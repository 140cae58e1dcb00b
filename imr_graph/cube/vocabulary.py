"""The terms that the cube is written in: the Data Cube vocabulary and the cube's own."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

QB: Final = "http://purl.org/linked-data/cube#"
CUBE: Final = "https://imr-graph.example/cube#"
CUBE_NODES: Final = "https://imr-graph.example/cube/"

DATA_SET: Final = NamedNode(QB + "DataSet")
STRUCTURE_DEFINITION: Final = NamedNode(QB + "DataStructureDefinition")
COMPONENT_SPECIFICATION: Final = NamedNode(QB + "ComponentSpecification")
DIMENSION_PROPERTY: Final = NamedNode(QB + "DimensionProperty")
MEASURE_PROPERTY: Final = NamedNode(QB + "MeasureProperty")
ATTRIBUTE_PROPERTY: Final = NamedNode(QB + "AttributeProperty")
OBSERVATION: Final = NamedNode(QB + "Observation")
SLICE: Final = NamedNode(QB + "Slice")
SLICE_KEY: Final = NamedNode(QB + "SliceKey")
HAS_COMPONENT: Final = NamedNode(QB + "component")
COMPONENT_PROPERTY: Final = NamedNode(QB + "componentProperty")
COMPONENT_ATTACHMENT: Final = NamedNode(QB + "componentAttachment")
COMPONENT_REQUIRED: Final = NamedNode(QB + "componentRequired")
DIMENSION: Final = NamedNode(QB + "dimension")
MEASURE: Final = NamedNode(QB + "measure")
ATTRIBUTE: Final = NamedNode(QB + "attribute")
HAS_SLICE_KEY: Final = NamedNode(QB + "sliceKey")
HAS_STRUCTURE: Final = NamedNode(QB + "structure")
HAS_SLICE: Final = NamedNode(QB + "slice")
SLICE_STRUCTURE: Final = NamedNode(QB + "sliceStructure")
OF_DATA_SET: Final = NamedNode(QB + "dataSet")
HAS_OBSERVATION: Final = NamedNode(QB + "observation")
CONCEPT: Final = NamedNode(QB + "concept")

ALL: Final = NamedNode(CUBE + "all")
"""The value of a dimension that stands for all its values together."""

NONE: Final = NamedNode(CUBE + "none")
"""The value of a dimension where there is none."""

# What the nodes of rows tell of themselves.
PLACE_CONCEPT: Final = NamedNode(CUBE + "placeConcept")
PLACE_DOCUMENT: Final = NamedNode(CUBE + "placeDocument")
DOCUMENT_TEXT: Final = NamedNode(CUBE + "documentText")
EDITION_TEXT: Final = NamedNode(CUBE + "editionText")
HOLDS_INGREDIENT: Final = NamedNode(CUBE + "holdsIngredient")


def cube_property(name: str) -> NamedNode:
    """A property of the cube by its local name."""
    return NamedNode(CUBE + name)


def data_set(question: str) -> NamedNode:
    """The data set of a question."""
    return NamedNode(CUBE_NODES + question)
