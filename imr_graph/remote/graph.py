"""Opens a graph for reading wherever its triples are: in its own folder, or in a SPARQL server."""

from __future__ import annotations

from pathlib import Path

from imr_graph.remote.requests import Patience
from imr_graph.remote.store import RemoteStore
from imr_graph.store.graph import Graph
from imr_graph.store.manifest import ServerPlace


def open_graph(directory: Path, patience: Patience | None = None) -> Graph:
    """The current version of a graph directory.

    Args:
        directory: the graph directory.
        patience: time limits and attempts with a server, None for those of a build.

    Raises:
        GraphDirectoryError: as :meth:`Graph.open`.
    """

    def connect(place: ServerPlace) -> RemoteStore:
        return RemoteStore.at(place, patience)

    return Graph.open(directory, connect)
