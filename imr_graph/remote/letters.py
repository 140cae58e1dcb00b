"""The letters' triples of a graph, wherever they are kept: what a build asks for, and its remote form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Triple, serialize

from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.remote.store import RemoteStore

LetterStatements = tuple[str, bytes]
"""A letter's identifier, and its triples as N-Triples without blank nodes."""

_PAGE: Final = 5_000
"""Identifiers that one query lists: below the limits that servers are delivered with."""

_SUBJECTS: Final = 500
"""Nodes that one query or update names."""


class LetterTriples(Protocol):
    """Where a build puts triples. Each call may be made again with the same effect.

    Nothing is sure to be kept before :meth:`finish`; a build that dies before is run again.
    """

    def put(self, letters: Iterable[LetterStatements]) -> None:
        """Add letters; triples that are there already stay as they are."""

    def remove(self, letters: Iterable[LetterStatements]) -> None:
        """Remove exactly these letters' triples, as derived again from their records."""

    def replace(self, letters: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Change letters: identifier, the triples it had, those it has now."""

    def renew(self, quads: Iterable[Quad]) -> None:
        """Put named graphs (ontology and schemes) as they are now; drop schemes that are no more."""

    def count(self) -> int:
        """The number of triples, ontology and schemes included."""

    def finish(self) -> None:
        """See that everything is kept."""

    def close(self) -> None:
        """Let go of files or connections."""


class RemoteLetters:
    """Letters' triples in a SPARQL server.

    A server gives no snapshot: who asks while a build is at work sees a part of it. A changed
    letter's new triples come before its old ones go, so that it is never without.

    Args:
        store: the server.
    """

    def __init__(self, store: RemoteStore) -> None:
        self._store = store

    def put(self, letters: Iterable[LetterStatements]) -> None:
        """Add letters, many in one request.

        Raises:
            RemoteStoreError: the server refuses or fails; the same call can be made again.
        """
        self._store.add(ntriples for _, ntriples in letters)

    def remove(self, letters: Iterable[LetterStatements]) -> None:
        """Remove exactly these triples.

        Raises:
            RemoteStoreError: the server refuses or fails; the same call can be made again.
        """
        self._store.remove(ntriples for _, ntriples in letters)

    def replace(self, letters: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Add what is new in these letters, then remove what is old.

        Raises:
            RemoteStoreError: the server refuses or fails; the same call can be made again.
        """
        new: list[bytes] = []
        old: list[bytes] = []
        for _, before, now in letters:
            held, wanted = set(before.splitlines(keepends=True)), set(now.splitlines(keepends=True))
            new.append(b"".join(sorted(wanted - held)))
            old.append(b"".join(sorted(held - wanted)))
        self._store.add(new)
        self._store.remove(old)

    def renew(self, quads: Iterable[Quad] | None = None) -> None:
        """Put ontology and schemes as the package, or the argument, has them.

        Raises:
            RemoteStoreError: the server refuses or fails; the same call can be made again.
        """
        graphs: dict[NamedNode, list[Triple]] = {}
        for quad in ontology_quads() if quads is None else quads:
            if not isinstance(quad.graph_name, NamedNode):
                raise TypeError(f"ontology and schemes stand in named graphs, not {quad.graph_name}")
            graphs.setdefault(quad.graph_name, []).append(quad.triple)
        for graph, triples in graphs.items():
            self._store.replace_graph(graph, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
        for graph in self._schemes():
            if graph not in graphs:
                self._store.drop_graph(graph)

    def clear(self) -> None:
        """Remove all letters.

        Raises:
            RemoteStoreError: the server refuses or fails; the same call can be made again.
        """
        self._store.drop_graph(self._store.letters)

    def are_none(self) -> bool:
        """Whether the letters' graph is empty.

        Raises:
            RemoteStoreError: the server refuses or fails.
        """
        return not self._store.size(self._store.letters)

    def count(self) -> int:
        """The number of triples in the graphs of letters, ontology and schemes."""
        return len(self._store)

    def finish(self) -> None:
        """Nothing is held back: every call returns when the server has taken everything."""

    def close(self) -> None:
        """Close all connections."""
        self._store.close()

    def determinations(self) -> Iterator[tuple[str, NamedNode]]:
        """Identifier and IRI of every determination that the server holds, sorted.

        Asked for in pages, so that no server's limit of rows cuts the list off.

        Raises:
            RemoteStoreError: the server refuses or fails.
        """
        after = ""
        while True:
            page = list(
                self._rows(
                    f"SELECT ?identifier ?letter WHERE {{ GRAPH {self._store.letters} {{ "
                    f"?letter {v.TYPE} {v.DETERMINATION} ; {v.IDENTIFIER} ?identifier }} "
                    f"FILTER (STR(?identifier) > {Literal(after)}) }} ORDER BY ?identifier LIMIT {_PAGE}"
                )
            )
            for identifier, letter in page:
                if isinstance(identifier, Literal) and isinstance(letter, NamedNode):
                    after = identifier.value
                    yield after, letter
            if len(page) < _PAGE:
                return

    def purge(self, letters: Iterable[NamedNode]) -> None:
        """Remove determinations with all their parts where no record derives their triples any more.

        The parts are found by the properties that lead to them; IRIs below a determination's own
        are its parts.

        Args:
            letters: IRIs of determinations.

        Raises:
            RemoteStoreError: the server refuses or fails; the same call can be made again.
        """
        for letter in letters:
            parts = self._parts(letter)
            # The letter itself comes last: until it has gone, a second call finds the rest.
            for subjects in _chunks(parts[::-1], _SUBJECTS):
                values = " ".join(map(str, subjects))
                held = f"GRAPH {self._store.letters} {{ ?s ?p ?o }}"
                update = f"DELETE {{ {held} }} WHERE {{ VALUES ?s {{ {values} }} {held} }}"
                self._store.update(update.encode())

    def _parts(self, letter: NamedNode) -> list[NamedNode]:
        """A determination and its parts, those farther from it later."""
        found = {letter: None}  # a dict keeps the order
        fresh = [letter]
        while fresh:
            values = " ".join(map(str, fresh[:_SUBJECTS]))
            del fresh[:_SUBJECTS]
            rows = self._rows(
                f"SELECT DISTINCT ?part WHERE {{ GRAPH {self._store.letters} {{ "
                f"VALUES ?s {{ {values} }} ?s ?p ?part }} FILTER (ISIRI(?part)) }}"
            )
            for (part,) in rows:
                below = isinstance(part, NamedNode) and part.value.startswith(letter.value + "/")
                if isinstance(part, NamedNode) and below and part not in found:
                    found[part] = None
                    fresh.append(part)
        return list(found)

    def _schemes(self) -> list[NamedNode]:
        """The graphs of concept schemes that the server holds under our namespace."""
        rows = self._rows(
            f"SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ ?s {v.TYPE} {v.CONCEPT_SCHEME} }} }}"
        )
        graphs = [graph for (graph,) in rows if isinstance(graph, NamedNode)]
        return [graph for graph in graphs if graph.value.startswith(v.SCHEME)]

    def _rows(self, sparql: str) -> QuerySolutions:
        rows = self._store.query_server(sparql)
        if not isinstance(rows, QuerySolutions):
            raise TypeError("a SELECT gave no table")
        return rows


def _chunks(nodes: list[NamedNode], size: int) -> Iterator[list[NamedNode]]:
    for start in range(0, len(nodes), size):
        yield nodes[start : start + size]
