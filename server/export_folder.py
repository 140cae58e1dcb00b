"""The exported files made so far, in a temporary folder that goes with the server."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from imr_graph.store.graph import Graph


class ExportFolder:
    """The files made so far, in a temporary folder.

    The served version of the graph never changes, so neither does a file. Threads may share it.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()

    def file(self, view: str) -> Path:
        """The view's file, written now if it is the first request for it."""
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="imr-graph-export-")
            path = Path(self._folder.name) / f"{view}.gexf"
            if not path.exists():
                # Libraries of networks take most of a second to load; many a server exports nothing.
                from imr_graph.export.gephi import write_view

                unfinished = path.with_suffix(".part")
                write_view(self._graph, view, unfinished)
                unfinished.rename(path)
        return path

    def close(self) -> None:
        """Remove the files."""
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None
