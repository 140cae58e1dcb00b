"""A graph's triples as rdflib sees them: a read-only store that asks the one on disk, or the server.

The libraries come with the extra ``rdflib``; only what asks for a view imports this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import pyoxigraph
import rdflib
from oxrdflib import OxigraphStore
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.store.query_outline import admitted

_READ_ONLY: Final = "a published version of a graph is never written to; build a new one of its letters"


class VersionStore(OxigraphStore):
    """The triple store of a published version: rdflib's own words reach it, nothing changes it.

    Args:
        store: open for reading.
        triples: how many it holds; to count 85 million takes minutes.
    """

    def __init__(self, store: pyoxigraph.Store, triples: int) -> None:
        super().__init__(store=store)
        self._triples = triples

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: N803 - rdflib's names
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Run a query where the triples are; ``SERVICE`` and what would end the process are refused.

        Raises:
            QuestionError: as above.
        """
        if isinstance(query, str):
            admitted(query)
        result = super().query(query, initNs, initBindings, queryGraph, **kwargs)
        if result.type == "SELECT":
            # Oxigraph's rows must be let go of by the thread that asked; rdflib's result may go anywhere.
            result.bindings = list(result.bindings)
        return result

    def __len__(self, context: rdflib.Graph | None = None) -> int:
        return self._triples if context is None else super().__len__(context)

    def add(self, triple: Any, context: Any, quoted: bool = False) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        raise QuestionError(_READ_ONLY)

    def addN(self, quads: Iterable[Any]) -> NoReturn:  # noqa: ARG002, N802 - rdflib's name
        """Refuse to write."""
        raise QuestionError(_READ_ONLY)

    def remove(self, triple: Any, context: Any = None) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        raise QuestionError(_READ_ONLY)

    def update(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse to write."""
        raise QuestionError(_READ_ONLY)


def view_of_store(path: Path, triples: int) -> rdflib.Dataset:
    """All graphs of a version together, without a copy.

    Args:
        path: the folder of its triple store.
        triples: how many it holds.

    Raises:
        GraphDirectoryError: it cannot be opened.
    """
    try:
        store = pyoxigraph.Store.read_only(str(path))
    except OSError as error:
        raise GraphDirectoryError(f"{path}: the triple store cannot be opened ({error})") from error
    return rdflib.Dataset(store=VersionStore(store, triples), default_union=True)


def view_of_server(endpoint: str, headers: Mapping[str, str]) -> rdflib.Graph:
    """The same behind a SPARQL endpoint.

    Args:
        endpoint: its URL.
        headers: go with every request.
    """
    return rdflib.Graph(store=SPARQLStore(endpoint, returnFormat="json", headers=dict(headers)))
