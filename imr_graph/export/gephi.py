"""Makes the views for Gephi: asked of a graph, laid out, coloured, written."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import networkx as nx
from pyoxigraph import Literal, QuerySolutions

from imr_graph import __version__
from imr_graph.errors import OutputError, QuestionError
from imr_graph.export.catalogue import VIEWS
from imr_graph.export.colours import colour_of
from imr_graph.export.denials import DenialRow, project_denials
from imr_graph.export.gexf import Edge, Header, Node, write_gexf
from imr_graph.export.layout import place
from imr_graph.export.views import Projection
from imr_graph.export.whole import Statement, project_whole
from imr_graph.questions import run_question
from imr_graph.questions.concepts import Concepts
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.store.graph import Graph

HEADLINE: Final = "drug-guideline-denials"

SMALLEST, LARGEST = 6.0, 40.0
"""Sizes of nodes, in Gephi's units (a node without one gets 10)."""

_PROLOGUE: Final = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("imr", "owl", "rdfs", "skos")
)

_LETTERS: Final = (
    _PROLOGUE
    + """
SELECT ?s ?p ?o WHERE {
  VALUES ?determination { %s }
  ?determination a imr:Determination ;
    (imr:hasPatient|imr:hasReviewer|imr:hasItem|imr:hasWarning|imr:hasDiagnosis|imr:hasDrug|imr:hasDecision
     |imr:hasCitation|imr:hasPageRange)* ?s .
  ?s ?p ?o .
}
"""
)
_CONCEPTS: Final = _PROLOGUE + "SELECT ?s ?p ?o WHERE { ?s skos:inScheme ?scheme ; ?p ?o }"
_SYNTHETIC: Final = _PROLOGUE + "SELECT ?letter WHERE { ?letter imr:isSynthetic true }"
_DATATYPE_PROPERTIES: Final = (
    _PROLOGUE
    + """
SELECT ?property ?range (EXISTS { ?property a owl:FunctionalProperty } AS ?single) WHERE {
  ?property a owl:DatatypeProperty ; rdfs:range ?range
}
"""
)

# What an edge of the drug-guideline view is called, by the outcome that is asked for.
_EDGE_KINDS: Final = {
    "upheld": "denied-citing",
    "overturned": "overturned-citing",
    "modified": "modified-citing",
    "any": "decided-citing",
}


def write_view(graph: Graph, view: str, out: Path | BinaryIO, **filters: str | None) -> tuple[int, int]:
    """Write a view of a graph as GEXF 1.3; the same graph gives the same bytes.

    Args:
        graph: an open graph.
        view: one of `VIEWS`.
        out: a file, which is replaced only when all is written, or an open binary one.
        filters: what the view lets one choose (``drug``, ``document`` …); see `View.filters`. One
            of None or of blanks filters nothing.

    Returns:
        The numbers of nodes and edges.

    Raises:
        QuestionError: the view, a filter or a filter's value is unknown.
        OutputError: the file cannot be written.
    """
    projection = view_of(graph, view, **filters)
    with _opened(out) as file:
        return write_projection(projection, file)


def view_of(graph: Graph, view: str, **filters: str | None) -> Projection:
    """A view of a graph before it is laid out; arguments and errors as for :func:`write_view`.

    Raises:
        QuestionError: the view, a filter or a filter's value is unknown.
    """
    if view not in VIEWS:
        raise QuestionError(f"no view is called {view!r}; there are: {', '.join(VIEWS)}")
    for name in filters:
        if name not in VIEWS[view].filters:
            known = ", ".join(VIEWS[view].filters) or "none"
            raise QuestionError(f"view {view!r} has no filter {name!r}; there are: {known}")
    given = {name: value for name, value in filters.items() if value and value.strip()}
    return _PROJECTIONS[view](graph, given)


def write_projection(projection: Projection, out: BinaryIO) -> tuple[int, int]:
    """Lay out a projection, size and colour its nodes, write it.

    A node's area grows with its weighted degree, its colour tells its kind.
    """
    graph = projection.graph
    positions = place(graph, projection.letter.get if projection.letter else None)
    degrees = dict(graph.degree(weight="weight"))
    most = max(degrees.values(), default=0)
    header = Header(
        description=projection.description,
        directed=graph.is_directed(),
        node_columns=projection.node_columns,
        edge_columns=projection.edge_columns,
        creator=f"imr-graph {__version__}",
    )
    nodes = (
        Node(
            identifier=node,
            label=data["label"],
            attributes={name: data[name] for name in projection.node_columns if name in data},
            colour=colour_of(data["kind"]),
            position=positions[node],
            size=_size(degrees[node], most),
        )
        for node, data in graph.nodes(data=True)
    )
    return write_gexf(out, header, nodes, _edges(graph, projection))


def _edges(graph: nx.Graph[Any], projection: Projection) -> Iterator[Edge]:
    for source, target, data in graph.edges(data=True):
        yield Edge(
            source=source,
            target=target,
            kind=data["kind"],
            label=data["kind"],
            weight=data["weight"],
            attributes={name: data[name] for name in projection.edge_columns if name in data},
        )


def _size(degree: float, most: float) -> float:
    share = math.sqrt(degree / most) if most else 0.0
    return round(SMALLEST + (LARGEST - SMALLEST) * share, 2)


@contextmanager
def _opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """The file to write to; one named by its path appears whole or not at all."""
    if not isinstance(out, Path):
        yield out
        return
    part = out.with_name(f"{out.name}.part-{os.getpid()}")
    is_device = out.exists() and not out.is_file()
    try:
        with (out if is_device else part).open("wb") as file:
            yield file
        if not is_device:
            part.replace(out)
    except OSError as error:
        cause = "there is no such folder" if not out.parent.is_dir() else error.strerror or str(error)
        raise OutputError(f"{out}: it cannot be written ({cause}); choose another place") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _denials(graph: Graph, filters: Mapping[str, str]) -> Projection:
    table = run_question(graph, HEADLINE, filters)
    outcome = filters.get("outcome", "decision/upheld")
    if outcome != "any":
        outcome = Concepts(graph).find("decision", outcome).rsplit("/", 1)[-1]
    synthetic = frozenset(solution["letter"].value for solution in _solutions(graph, _SYNTHETIC))
    return project_denials(map(_denial_row, table.as_dicts()), kind=_EDGE_KINDS[outcome], synthetic=synthetic)


def _denial_row(row: Mapping[str, Any]) -> DenialRow:
    return DenialRow(
        ingredients=row["ingredients"],
        document=row["document"],
        edition=row["edition"],
        edition_status=row["editionStatus"],
        chapter=row["chapter"],
        place=row["place"],
        place_iri=row["placeIri"],
        items=row["items"],
        share_weighted=float(row["shareWeighted"]),
        printed_ranges=tuple((row["printedRanges"] or "").split("; ")) if row["printedRanges"] else (),
        letters=row["letters"],
        determinations=tuple(row["determinations"].split()),
    )


def _whole(graph: Graph, filters: Mapping[str, str]) -> Projection:
    iris = Iris(graph.base)
    chosen = []
    for given in filters.get("determination", "").split():
        identifier = graph.resolve(given)
        if identifier is None:
            raise QuestionError(f"no determination is called {given!r}")
        chosen.append(f"<{iris.determination(identifier)}>")
    return project_whole(
        letters=_statements(graph, _LETTERS % (" ".join(chosen) or "UNDEF")),
        concepts=_statements(graph, _CONCEPTS),
        datatype_properties=_datatype_properties(graph),
    )


def _solutions(graph: Graph, query: str) -> QuerySolutions:
    results = graph.query(query)
    if not isinstance(results, QuerySolutions):
        raise TypeError("a SELECT query is wanted")
    return results


def _statements(graph: Graph, query: str) -> Iterator[Statement]:
    for solution in _solutions(graph, query):
        term = solution["o"]
        datatype = term.datatype.value if isinstance(term, Literal) else None
        yield Statement(solution["s"].value, solution["p"].value, term.value, datatype)


def _datatype_properties(graph: Graph) -> dict[str, tuple[str, bool]]:
    return {
        solution["property"].value: (solution["range"].value, solution["single"].value == "true")
        for solution in _solutions(graph, _DATATYPE_PROPERTIES)
    }


_PROJECTIONS: Final[Mapping[str, Callable[[Graph, Mapping[str, str]], Projection]]] = {
    "drug-guideline": _denials,
    "whole": _whole,
}
"""By view: brings the rows of a graph and projects them."""
