"""A graph put in its best shape for reading, without a change to what it holds."""

from __future__ import annotations

from pathlib import Path

import msgspec

from imr_graph.store.directory import GraphDirectory, Version
from imr_graph.store.segments import segment_files


def compact_graph(directory: Path) -> Version:
    """Optimise the triples, merge the segments of kept letters into one, publish.

    Where both is done already, the current version stays.

    Args:
        directory: the graph directory.

    Raises:
        GraphDirectoryError: there is no graph, or another build is at work in it.
    """
    graph_directory = GraphDirectory(directory)
    graph_directory.opened()
    with graph_directory.working():
        current = graph_directory.opened()
        manifest = current.manifest
        is_merged = len(segment_files(current.letters_path)) == 1
        if is_merged and manifest.optimized == manifest.triples:
            return current
        with graph_directory.drafting() as draft:
            draft.carry_cube()
            manifest = msgspec.structs.replace(manifest, run={})
            return graph_directory.publish(draft, manifest, optimize=True, compact=True)
