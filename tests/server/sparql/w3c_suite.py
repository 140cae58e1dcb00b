"""The W3C's SPARQL tests as they are published: manifests read, results compared, data served."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from imr_graph import __version__
from imr_graph.rdf.iris import DEFAULT_BASE
from imr_graph.store.directory import GraphDirectory, Manifest
from tests.conftest import ROOT

SUITES = ROOT.parent / "shared" / "conformance" / "w3c-rdf-tests" / "sparql"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
EXTENSIONS = {
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
}

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS: dict[str, Callable[[str], str]] = {
    "integer": lambda text: str(int(text)),
    "decimal": lambda text: f"{Decimal(text).normalize():f}",
    "double": lambda text: repr(float(text)),
    "float": lambda text: f"{float(text):.6g}",
    "boolean": lambda text: {"0": "false", "1": "true"}.get(text, text),
}

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Exchange:
    """One request of a protocol test and what is expected of its response."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[str]
    boolean: bool | None
    form: str | None
    content: str | None
    content_type: str | None

    @property
    def writes(self) -> bool:
        """Whether it would change what is served: a method of the graph store, or an update."""
        told = self.headers.get("content-type", "")
        return (
            self.method in {"PUT", "DELETE"}
            or "update" in told
            or self.body.startswith(b"update=")
            or "update=" in self.path
            or (self.method == "POST" and "/gsp" in self.path)
        )


@dataclass(frozen=True)
class ProtocolTest:
    """A test of a protocol: its requests in order, and the data that it wants in named graphs."""

    name: str
    exchanges: tuple[Exchange, ...]
    data: tuple[tuple[str, Path], ...]


@dataclass(frozen=True)
class QueryTest:
    """A test of one query: what it is asked of, and the file that holds its result."""

    suite: str
    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    needs_service: bool
    result: Path | None

    def __str__(self) -> str:
        return f"{self.suite}/{self.query.parent.name}/{self.name}"


def manifest(path: Path) -> rdflib.Graph:
    """A manifest, its relative IRIs read as those of files beside it."""
    return rdflib.Graph().parse(path, publicID=path.as_uri(), format="turtle")


def entries(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    """The tests that a manifest lists, in order."""
    for listed in graph.objects(None, MF.entries):
        yield from graph.items(listed)


def protocol_tests(path: Path) -> dict[str, ProtocolTest]:
    """The tests of a manifest of a protocol, by name."""
    graph = manifest(path)
    found = {}
    for node in entries(graph):
        connection = graph.value(node, MF.action)
        requests = graph.value(connection, HT.requests)
        exchanges = tuple(_exchange(graph, item) for item in graph.items(requests))  # type: ignore[arg-type]
        data = tuple(
            (str(graph.value(given, rdflib.RDFS.label)), _file(graph.value(given, UT.graph)))
            for given in graph.objects(node, UT.graphData)
        )
        name = str(node).rpartition("#")[2]
        found[name] = ProtocolTest(name, exchanges, data)
    return found


def query_tests(suite: str) -> list[QueryTest]:
    """The tests of a suite (``sparql11``) that ask a query: evaluation, formats of results, syntax."""
    found = []
    for path in sorted((SUITES / suite).glob("*/manifest.ttl")):
        graph = manifest(path)
        for node in entries(graph):
            kind = str(graph.value(node, rdflib.RDF.type)).rpartition("#")[2].removesuffix("11")
            if kind in {
                "QueryEvaluationTest",
                "CSVResultFormatTest",
                "PositiveSyntaxTest",
                "NegativeSyntaxTest",
            }:
                test = _query_test(graph, node, suite, kind)
                if test.query.suffix != ".ru":  # some tests of updates have the type of those of queries
                    found.append(test)
    return found


def statements(path: Path, graph: NamedNode | None = None) -> Iterator[Quad]:
    """The statements of a file of RDF; those of its default graph in ``graph``."""
    parsed = parse(path=path, format=EXTENSIONS[path.suffix], base_iri=path.as_uri(), rename_blank_nodes=True)
    for quad in parsed:
        named = quad.graph_name
        if graph is not None and isinstance(named, DefaultGraph):
            named = graph
        yield Quad(quad.subject, quad.predicate, quad.object, named)


def published(directory: Path, quads: Iterable[Quad]) -> Path:
    """A graph directory that holds these statements and no letters."""
    graphs = GraphDirectory(directory)
    with graphs.drafting(empty=True) as draft:
        draft.triples.add(quads)
        graphs.publish(
            draft, Manifest(package_version=__version__, ontology_version="", rules="1", base=DEFAULT_BASE)
        )
    return directory


def canonical(quads: Iterable[Quad]) -> Counter[str]:
    """Statements that are the same for isomorphic graphs."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return Counter(str(quad) for quad in dataset)


def by_value(term: Term) -> Term:
    """A term as results are compared: a number by what it is worth, ``1.0E0`` as ``1``."""
    if isinstance(term, Triple):
        return Triple(term.subject, term.predicate, by_value(term.object))
    if isinstance(term, Literal) and term.datatype.value.startswith(XSD):
        worth = NUMBERS.get(term.datatype.value.removeprefix(XSD))
        try:
            return term if worth is None else Literal(worth(term.value), datatype=term.datatype)
        except (ValueError, ArithmeticError):
            return term
    return term


def rows(solutions: Iterable[dict[str, Term]], *, ordered: bool) -> Counter[str]:
    """Rows that are the same whatever their blank nodes are called; numbered where order counts."""
    quads = []
    for number, solution in enumerate(solutions):
        row = BlankNode()
        quads.append(Quad(row, NamedNode("urn:row"), Literal(str(number) if ordered else "")))
        quads += [
            Quad(row, NamedNode(f"urn:var:{name}"), by_value(value)) for name, value in solution.items()
        ]
    return canonical(quads)


def solutions(content: bytes, form: QueryResultsFormat) -> bool | list[dict[str, Term]]:
    """What a serialised result says."""
    parsed = parse_query_results(content, format=form)
    if isinstance(parsed, QueryBoolean):
        return bool(parsed)
    assert isinstance(parsed, QuerySolutions)
    names = [variable.value for variable in parsed.variables]
    return [{name: value for name in names if (value := solution[name]) is not None} for solution in parsed]


def result_set(quads: list[Quad]) -> list[dict[str, Term]] | None:
    """The rows that a graph of the result set vocabulary tells; None where it is another graph."""
    if not any(quad.object == NamedNode(RS.ResultSet) for quad in quads):
        return None
    by_subject: dict[object, list[Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)

    def leading(quad: Quad, name: str) -> bool:
        return quad.predicate == NamedNode(RS[name])

    found: list[tuple[int, dict[str, Term]]] = []
    for solution in (quad.object for quad in quads if leading(quad, "solution")):
        place, row = 0, {}
        for quad in by_subject.get(solution, []):
            if leading(quad, "index"):
                assert isinstance(quad.object, Literal)
                place = int(quad.object.value)
            elif leading(quad, "binding"):
                parts = {part.predicate.value: part.object for part in by_subject[quad.object]}
                name = parts[str(RS.variable)]
                assert isinstance(name, Literal)
                row[name.value] = parts[str(RS.value)]
        found.append((place, row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def csv_rows(content: str) -> Counter[str]:
    """The rows of CSV results whatever the order of columns, the names of blank nodes left out."""
    return Counter(
        str({name: "_:" if row[name].startswith("_:") else row[name] for name in sorted(row)})
        for row in csv.DictReader(io.StringIO(content))
    )


def _exchange(graph: rdflib.Graph, node: rdflib.term.Node) -> Exchange:
    response = graph.value(node, HT.resp)
    told = _headers(graph, response)
    return Exchange(
        method=str(graph.value(node, HT.methodName)),
        path=str(graph.value(node, HT.absolutePath)),
        headers=_headers(graph, node),
        body=(_text(graph, node) or "").encode(_encoding(graph, node)),
        statuses=frozenset(
            str(status).rpartition("#")[2] for status in graph.objects(response, MF.expectedStatus)
        ),
        boolean=_optional(graph, response, "expectedBoolean", "true"),
        form=None if (form := graph.value(response, MF.expectedFormat)) is None else str(form),
        content=_text(graph, response),
        content_type=told.get("content-type"),
    )


def _optional(graph: rdflib.Graph, node: rdflib.term.Node | None, name: str, yes: str) -> bool | None:
    value = graph.value(node, MF[name])
    return None if value is None else str(value) == yes


def _headers(graph: rdflib.Graph, node: rdflib.term.Node | None) -> dict[str, str]:
    listed = graph.value(node, HT.headers)
    return {
        str(graph.value(header, HT.fieldName)).lower(): str(graph.value(header, HT.fieldValue))
        for header in (graph.items(listed) if listed is not None else ())
    }


def _text(graph: rdflib.Graph, node: rdflib.term.Node | None) -> str | None:
    value = graph.value(graph.value(node, HT.body), CNT.chars)
    return None if value is None else str(value)


def _encoding(graph: rdflib.Graph, node: rdflib.term.Node) -> str:
    return str(graph.value(graph.value(node, HT.body), CNT.characterEncoding) or "utf-8")


def _query_test(graph: rdflib.Graph, node: rdflib.term.Node, suite: str, kind: str) -> QueryTest:
    action = graph.value(node, MF.action)
    result = graph.value(node, MF.result)
    graphs = (graph.value(given, QT.graph) or given for given in graph.objects(action, QT.graphData))
    return QueryTest(
        suite=suite,
        name=str(node).rpartition("#")[2],
        kind=kind,
        query=_file(graph.value(action, QT.query) or action),
        data=tuple(sorted(_file(given) for given in graph.objects(action, QT.data))),
        graphs=tuple(sorted(_file(given) for given in graphs)),
        needs_service=(action, QT.serviceData, None) in graph,
        result=None if result is None else _file(result),
    )


def _file(iri: rdflib.term.Node | None) -> Path:
    assert isinstance(iri, rdflib.URIRef), iri
    return Path(str(iri).removeprefix("file://"))
