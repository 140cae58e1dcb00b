"""Runs the notebooks of docs/ as a reader would: ``python -m tests.docs.run_notebook`` writes them anew."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import nbformat
from nbclient import NotebookClient

from imr_graph.build import build_graph

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "notebooks"
_SECONDS: Final = 120

# nbformat's own have no types.
_read: Callable[..., Any] = nbformat.read
_write: Callable[..., None] = nbformat.write


def read_notebook(path: Path) -> Any:
    """A notebook in a file."""
    return _read(path, as_version=4)


def run(notebook: Any, folder: Path) -> Any:
    """Run all cells beside the graph of the example letters; what differs from run to run is taken out.

    Args:
        notebook: as nbformat reads it; its outputs are replaced.
        folder: an empty one.
    """
    built = build_graph([ROOT / "examples" / "letters"], folder / "example-graph")
    if built.failed:
        raise ValueError("an example letter was not read")
    NotebookClient(
        notebook, timeout=_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def main() -> None:
    """Write every notebook with the outputs of a run of now."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            notebook = run(read_notebook(path), Path(folder))
        _write(notebook, path)


if __name__ == "__main__":
    main()
