"""Dumps of the graph: the letters' statements, and beside them those of ontology and concept schemes.

The letters' statements are derived anew from the records, letter by letter in order of identifiers: nothing
but a few letters is in memory, a graph whose triples lie in a server is written alike, and the same graph
gives the same bytes. Their number is held against the graph's own count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import RdfFormat, Triple, serialize

from imr_graph.errors import GraphDirectoryError
from imr_graph.files.planned import LETTERS, SYNTAXES, VOCABULARY, dump_name
from imr_graph.files.products import Compression
from imr_graph.files.streams import Sink, compressed
from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.ontology import ontology_hash, ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import Record
from imr_graph.store.graph import Graph

_BATCH: Final = 200
"""Letters that are read at once."""

_CHUNK: Final = 5_000
"""Statements of the vocabulary that are written at once."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One file that was written.

    Args:
        path: where it lies.
        product: whose file it is.
        part: ``letters`` or ``vocabulary``.
        triples: statements in it.
    """

    path: Path
    product: str
    part: str
    triples: int


def write_dumps(
    graph: Graph, folder: Path, products: Sequence[str], compression: Compression = "gzip"
) -> list[Dump]:
    """Write the dumps of some syntaxes in one pass over the letters.

    Args:
        graph: an open graph.
        folder: where to.
        products: of :data:`SYNTAXES`.
        compression: of the files.

    Raises:
        GraphDirectoryError: the statements are not those of the graph: it was built by another version.
        OSError: the disk fails.
    """
    wanted = [name for name in SYNTAXES if name in products]
    vocabulary = vocabulary_triples(graph)
    dumps = []
    for part, groups in (
        (VOCABULARY, _chunks(vocabulary)),
        (LETTERS, letter_triples(graph)),
    ):
        paths = {name: folder / dump_name(part, name, compression) for name in wanted}
        with ExitStack() as stack:
            writers: list[_Writer] = [
                _WRITERS[name](stack.enter_context(compressed(path, compression)))
                for name, path in paths.items()
            ]
            count = 0
            for group in groups:
                count += len(group)
                for writer in writers:
                    writer.write(group)
            for writer in writers:
                writer.finish()
        dumps += [Dump(path, name, part, count) for name, path in paths.items()]
    _check(graph, dumps)
    return dumps


def letter_triples(graph: Graph) -> Iterator[list[Triple]]:
    """What each letter says, letter by letter; statements about one subject stand together."""
    iris = Iris(graph.base)
    with_evidence = graph.manifest.evidence == "rdf"
    for identifiers in _batches(graph.identifiers()):
        records = graph.records(identifiers)
        texts = graph.texts(identifiers) if with_evidence else {}
        for identifier in identifiers:
            yield _of_letter(records[identifier], texts.get(identifier), iris)


def vocabulary_triples(graph: Graph) -> list[Triple]:
    """Ontology and concept schemes, each statement once, sorted.

    Raises:
        GraphDirectoryError: the graph has those of another version.
    """
    if graph.manifest.schemes not in {"", ontology_hash()}:
        raise _other_version(graph, "ontology and concept schemes are")
    return sorted({quad.triple for quad in ontology_quads()}, key=str)


def _of_letter(record: Record, text: str | None, iris: Iris) -> list[Triple]:
    told = [quad.triple for quad in triples(record, iris)]
    if text is not None:
        told += [quad.triple for quad in evidence_annotations(record, text, iris)]
    by_subject: dict[object, list[Triple]] = {}
    for triple in dict.fromkeys(told):
        by_subject.setdefault(triple.subject, []).append(triple)
    return [triple for group in by_subject.values() for triple in group]


def _check(graph: Graph, dumps: Iterable[Dump]) -> None:
    """Hold the number of statements against the graph's own: it counts vocabulary by named graph."""
    expected = graph.manifest.triples - sum(1 for _ in ontology_quads())
    for dump in dumps:
        if dump.part == LETTERS and dump.triples != expected:
            told = f"its letters give {dump.triples:,} statements and not {expected:,}; these are"
            raise _other_version(graph, told)


def _other_version(graph: Graph, what: str) -> GraphDirectoryError:
    return GraphDirectoryError(
        f"version {graph.version} of the graph was built by another version of this program: {what} not what "
        "this one makes of the letters. Run `imr-graph build` on it once more, with no new letters, then this"
    )


class _Writer(Protocol):
    """Writes one syntax."""

    def write(self, group: Sequence[Triple]) -> None:
        """Write some statements."""

    def finish(self) -> None:
        """Write what stands at the end."""


class _Lines:
    """N-Triples."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, group: Sequence[Triple]) -> None:
        self._sink.write(serialize(group, format=RdfFormat.N_TRIPLES) or b"")

    def finish(self) -> None:
        """Nothing ends N-Triples."""


class _Turtle:
    """Turtle: the prefixes once, then group after group."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._head = serialize((), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
        sink.write(self._head)

    def write(self, group: Sequence[Triple]) -> None:
        text = serialize(group, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
        self._sink.write(text.removeprefix(self._head))

    def finish(self) -> None:
        """Nothing ends Turtle."""


class _JsonLd:
    """JSON-LD in its expanded form: an array of nodes, the nodes of one group a line."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._between = b"[\n"

    def write(self, group: Sequence[Triple]) -> None:
        nodes = (serialize(group, format=RdfFormat.JSON_LD) or b"").strip()
        if nodes != b"[]":
            self._sink.write(self._between + nodes[1:-1])
            self._between = b",\n"

    def finish(self) -> None:
        self._sink.write(b"[]\n" if self._between == b"[\n" else b"\n]\n")


_WRITERS: Final[dict[str, Callable[[Sink], _Writer]]] = {
    "n-triples": _Lines,
    "turtle": _Turtle,
    "json-ld": _JsonLd,
}


def _batches(identifiers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (identifiers[begin : begin + _BATCH] for begin in range(0, len(identifiers), _BATCH))


def _chunks(statements: Sequence[Triple]) -> Iterator[Sequence[Triple]]:
    """Pieces of a sorted list, each subject whole in one of them."""
    begin = 0
    while begin < len(statements):
        end = min(begin + _CHUNK, len(statements))
        while end < len(statements) and statements[end].subject == statements[end - 1].subject:
            end += 1
        yield statements[begin:end]
        begin = end
