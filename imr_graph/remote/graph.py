"""Opens a graph for reading wherever its triples are: in its own folder, or in a SPARQL server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from imr_graph.remote.patience import Patience
from imr_graph.store.graph import Graph
from imr_graph.store.manifest import ServerPlace

if TYPE_CHECKING:
    from imr_graph.remote.store import RemoteStore


def open_graph(directory: Path, patience: Patience | None = None) -> Graph:
    """The current version of a graph directory.

    Args:
        directory: the graph directory.
        patience: time limits and attempts with a server, None for those of a build.

    Raises:
        GraphDirectoryError: as :meth:`Graph.open`.
    """

    def connect(place: ServerPlace) -> RemoteStore:
        # The HTTP client takes a fifth of a second to load, and only graphs in a server need it.
        from imr_graph.remote.store import RemoteStore

        return RemoteStore.at(place, patience)

    return Graph.open(directory, connect)
