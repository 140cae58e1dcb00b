"""The ontology's files: where they lie, and their statements in named graphs.

In a wheel they lie inside the package (``imr_graph/ontology``), in a checkout beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from imr_graph.errors import OntologyFilesError
from imr_graph.rdf.iris import scheme_iri
from imr_graph.rdf.vocabulary import ONTOLOGY_GRAPH

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_PLACES: Final = (_PACKAGE / "ontology", _PACKAGE.parent / "ontology")


@cache
def ontology_directory() -> Path:
    """The folder that holds ``imr.ttl``, ``shapes.ttl`` and ``schemes/``.

    Raises:
        OntologyFilesError: neither place has it.
    """
    for place in _PLACES:
        if (place / "imr.ttl").is_file():
            return place
    raise OntologyFilesError(
        f"imr.ttl lies neither in {_PLACES[0]} nor in {_PLACES[1]}; install imr-graph again"
    )


def vocabulary_file() -> Path:
    """The OWL file."""
    return ontology_directory() / "imr.ttl"


def shapes_file() -> Path:
    """The SHACL file."""
    return ontology_directory() / "shapes.ttl"


def scheme_files() -> dict[str, Path]:
    """Every concept scheme's file by the scheme's name, in order of names."""
    return {path.stem: path for path in sorted((ontology_directory() / "schemes").glob("*.ttl"))}


def ontology_quads() -> Iterator[Quad]:
    """The ontology in its graph, then every concept scheme in the graph that bears its IRI."""
    yield from _quads(vocabulary_file(), ONTOLOGY_GRAPH)
    for name, path in scheme_files().items():
        yield from _quads(path, NamedNode(scheme_iri(name)))


@cache
def ontology_hash() -> str:
    """SHA-256 of all files that :func:`ontology_quads` reads."""
    digest = hashlib.sha256()
    for path in (vocabulary_file(), *scheme_files().values()):
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _quads(path: Path, graph: NamedNode) -> Iterator[Quad]:
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)
