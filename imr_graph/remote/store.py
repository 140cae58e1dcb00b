"""A SPARQL 1.1 server as the store of a graph's triples.

Letters stand in one named graph, ontology and schemes each in their own. Every query names these
graphs as its dataset (``default-graph-uri``), so that the answer is over their union whatever the
server takes for its default graph, and over nothing else that it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from pyoxigraph import Literal, NamedNode, QuerySolutions

from imr_graph.errors import QuestionError, RemoteStoreError
from imr_graph.rdf.iris import scheme_iri
from imr_graph.rdf.ontology import scheme_files
from imr_graph.rdf.vocabulary import ONTOLOGY_GRAPH
from imr_graph.remote.address import LETTERS_GRAPH, Credentials, StoreAddress
from imr_graph.remote.answers import Form, accepted, query_form, read_answer
from imr_graph.remote.batches import ADDED, REMOVED, BatchSize, batches
from imr_graph.remote.patience import Patience
from imr_graph.remote.requests import Requests
from imr_graph.store.manifest import ServerPlace
from imr_graph.store.query_outline import admitted, bare_words
from imr_graph.store.triple_store import QueryResults

_NTRIPLES: Final = {"Content-Type": "application/n-triples"}
_UPDATE: Final = {"Content-Type": "application/sparql-update"}


_NO_QUERY: Final = 400


_NO_GRAPH: Final = "urn:imr-graph:no-graph"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is asked of.

    Args:
        default: IRIs of the graphs whose union is the default graph.
        named: IRIs of the graphs that ``GRAPH`` sees.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class RemoteStore:
    """Triples in a SPARQL server, by its query, update and graph store protocols.

    Threads may share it, but each must read the results of a query where it asked for them.

    Args:
        address: the server's endpoints.
        requests: sends them.
        letters: the named graph of the letters.
        added: what one request may add.
        removed: what one request may remove.
    """

    def __init__(
        self,
        address: StoreAddress,
        requests: Requests,
        *,
        letters: str = LETTERS_GRAPH,
        added: BatchSize = ADDED,
        removed: BatchSize = REMOVED,
    ) -> None:
        self.address = address
        try:
            self.letters: Final = NamedNode(letters)
        except ValueError as error:
            raise RemoteStoreError(f"{letters!r} names no graph for the letters: {error}") from error
        self._requests = requests
        self._added = added
        self._removed = removed
        own = {ONTOLOGY_GRAPH.value, *map(scheme_iri, scheme_files())}
        if letters in own:
            raise RemoteStoreError(f"{letters} holds the ontology or a scheme; name another for the letters")
        self._graphs: Final = [letters, *sorted(own)]

    @classmethod
    def at(cls, place: ServerPlace, patience: Patience | None = None) -> Self:
        """The store that a graph's manifest names, with the credentials of the environment; sends nothing.

        Args:
            place: endpoints and the letters' graph.
            patience: time limits and attempts, None for those of a build.
        """
        address = StoreAddress(place.query, place.update, place.graphs)
        return cls(address, Requests(Credentials.from_environment(), patience), letters=place.letters)

    @classmethod
    def open(cls, store: str, *, letters: str = LETTERS_GRAPH) -> Self:
        """The store at an address, with the credentials of the environment.

        Args:
            store: see :meth:`StoreAddress.find`.
            letters: the named graph of the letters.

        Raises:
            RemoteStoreError: see :meth:`StoreAddress.find`.
        """
        return cls(StoreAddress.find(store), Requests(Credentials.from_environment()), letters=letters)

    def query(
        self,
        sparql: str,
        seconds: float | None = None,
        most_bytes: int | None = None,
        dataset: Dataset | None = None,
    ) -> QueryResults:
        """Run a query over letters, ontology and schemes together, unless it names a dataset itself.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
            seconds: how long the server may take; None for the client's own limit.
            most_bytes: size of the server's answer; None for no limit.
            dataset: graphs that go before those that the query names; None for ours.

        Raises:
            QuestionError: it is no query that the server can read, may ask a remote service, or nests
                too deeply.
            RemoteTimeoutError: it took too long.
            RemoteStoreError: the server refuses it, fails, or cuts the answer off.
        """
        form = query_form(sparql)
        seen = admitted(sparql)
        fields: dict[str, str | list[str]] = {"query": sparql}
        if dataset is not None:
            # A name that leads nowhere, since no name at all would mean all that the server holds.
            fields["default-graph-uri"] = list(dataset.default) or [_NO_GRAPH]
            fields["named-graph-uri"] = list(dataset.named) or [_NO_GRAPH]
        elif not seen.names_dataset:
            fields["default-graph-uri"] = self._graphs
            if "GRAPH" in bare_words(sparql):
                fields["named-graph-uri"] = self._graphs
        try:
            return self._ask(fields, form, seconds, most_bytes)
        except RemoteStoreError as error:
            if error.status == _NO_QUERY:
                raise QuestionError(f"the server takes this for no query: {error}") from error
            raise

    def query_server(self, sparql: str) -> QueryResults:
        """Run a query of our own over all that the server holds; its ``GRAPH`` clauses say of what."""
        return self._ask({"query": sparql}, query_form(sparql))

    def add(self, ntriples: Iterable[bytes], graph: NamedNode | None = None) -> int:
        """Add triples; those that are there already stay as they are.

        Args:
            ntriples: documents of N-Triples without blank nodes; read only as far as they are sent.
            graph: where to; None for the letters' graph.

        Returns:
            How many requests that took.

        Raises:
            RemoteStoreError: the server refuses or fails; what was sent before stays.
        """
        sent = 0
        for sent, batch in enumerate(batches(ntriples, self._added), 1):  # noqa: B007 - the last is wanted
            self._requests.send(
                "POST",
                self.address.graphs,
                seconds=self._requests.patience.update_seconds,
                params={"graph": (graph or self.letters).value},
                headers=_NTRIPLES,
                content=batch,
            )
        return sent

    def remove(self, ntriples: Iterable[bytes], graph: NamedNode | None = None) -> int:
        """Remove exactly these triples; one that is absent is no error.

        Args:
            ntriples: documents of N-Triples without blank nodes.
            graph: where from; None for the letters' graph.

        Returns:
            How many requests that took.

        Raises:
            RemoteStoreError: the server refuses or fails; what was removed before is gone.
        """
        opening = f"DELETE DATA {{ GRAPH {graph or self.letters} {{\n".encode()
        sent = 0
        for sent, batch in enumerate(batches(ntriples, self._removed), 1):  # noqa: B007 - the last is wanted
            self.update(opening + batch + b"} }")
        return sent

    def replace_graph(self, graph: NamedNode, ntriples: bytes) -> None:
        """Put these triples in the place of a graph; readers may see it in between.

        Raises:
            RemoteStoreError: the server refuses or fails.
        """
        self._requests.send(
            "PUT",
            self.address.graphs,
            seconds=self._requests.patience.update_seconds,
            params={"graph": graph.value},
            headers=_NTRIPLES,
            content=b"".join(batches([ntriples], BatchSize(len(ntriples) + 1, len(ntriples) + 1))),
        )

    def drop_graph(self, graph: NamedNode) -> None:
        """Remove a graph; an absent one is no error.

        Raises:
            RemoteStoreError: the server refuses or fails.
        """
        self._requests.send(
            "DELETE",
            self.address.graphs,
            seconds=self._requests.patience.update_seconds,
            params={"graph": graph.value},
            absent_is_fine=True,
        )

    def update(self, sparql: bytes) -> None:
        """Run an update of our own that has the same effect when it is run twice.

        Raises:
            RemoteStoreError: the server refuses or fails.
        """
        self._requests.send(
            "POST",
            self.address.update,
            seconds=self._requests.patience.update_seconds,
            headers=_UPDATE,
            content=sparql,
        )

    def size(self, graph: NamedNode) -> int:
        """The number of triples in a graph.

        Raises:
            RemoteStoreError: the server refuses or fails.
        """
        rows = self.query_server(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        if isinstance(rows, QuerySolutions):
            for (count,) in rows:
                if isinstance(count, Literal):
                    return int(count.value)
        raise RemoteStoreError(f"{self.address}: the server gave no count of {graph}")

    def __len__(self) -> int:
        """The number of triples in the graphs of letters, ontology and schemes."""
        return sum(self.size(NamedNode(graph)) for graph in self._graphs)

    def close(self) -> None:
        """Close all connections."""
        self._requests.close()

    def _ask(
        self,
        fields: dict[str, str | list[str]],
        form: Form,
        seconds: float | None = None,
        most_bytes: int | None = None,
    ) -> QueryResults:
        reply = self._requests.send(
            "POST",
            self.address.query,
            seconds=self._requests.patience.query_seconds if seconds is None else seconds,
            form=fields,
            headers={"Accept": accepted(form)},
            again_when_slow=False,
            most_bytes=most_bytes,
        )
        return read_answer(reply, form)
