"""Time and peak memory of exporting views, each in a process of its own.

``python -m benchmarks.exports --graph DIR [--graph DIR …] [--view whole]``
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from imr_graph.export import VIEWS

_KIB: Final = 1024


def main() -> None:
    """Export each view of each graph, and print a line of a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, action="append", required=True, help="a graph directory")
    parser.add_argument("--view", choices=VIEWS, action="append", help="a view; all where none is named")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    views = asked.view or list(VIEWS)
    if asked.child:
        _export(asked.graph[0], views[0])
        return
    print("| view | letters | nodes | edges | seconds | MB of file | MB of memory at the peak |")
    print("|---|---|---|---|---|---|---|")
    for view in views:
        for graph in asked.graph:
            command = [
                sys.executable,
                "-m",
                "benchmarks.exports",
                "--child",
                "--graph",
                str(graph),
                "--view",
                view,
            ]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
            print(done.stdout, end="", flush=True)


def _export(directory: Path, view: str) -> None:
    from imr_graph.export.gephi import write_view
    from imr_graph.remote import open_graph

    with tempfile.TemporaryDirectory() as folder, open_graph(directory) as graph:
        out = Path(folder) / "view.gexf"
        began = time.perf_counter()
        nodes, edges = write_view(graph, view, out)
        seconds = time.perf_counter() - began
        size = out.stat().st_size / 1e6
        letters = graph.manifest.letters
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB / 1e6
    print(f"| {view} | {letters:,} | {nodes:,} | {edges:,} | {seconds:.1f} | {size:.0f} | {peak:.0f} |")


if __name__ == "__main__":
    main()
