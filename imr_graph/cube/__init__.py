"""The cube: counts as an RDF Data Cube (``qb:``) in a small store of its own, made of the summaries.

Its properties are none of the ontology's, so that a union of cube and letters never counts twice.
"""

from imr_graph.cube.questions import cube_questions
from imr_graph.cube.store import Cube
from imr_graph.cube.writing import write_cube

__all__ = ["Cube", "cube_questions", "write_cube"]
