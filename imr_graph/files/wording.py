"""The pages of a folder of files: what is in it, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from string import Template
from typing import Final

from imr_graph import __version__
from imr_graph.files.description import RIGHTS, published
from imr_graph.files.manifest import FileEntry, FolderManifest
from imr_graph.store.graph import Graph

_NONE_SYNTHETIC: Final = "No letter says of itself that it was made up."
_SYNTHETIC: Final = "Synthetic letters are made up: they are records of nobody, and nobody was decided about."


def licence_page(manifest: FolderManifest) -> bytes:
    """``LICENCE.md``."""
    synthetic = f"{manifest.note} {_SYNTHETIC}" if manifest.note else _NONE_SYNTHETIC
    return _filled("licence.md", rights=RIGHTS, synthetic=synthetic)


def readme_page(graph: Graph, manifest: FolderManifest, files: Sequence[FileEntry]) -> bytes:
    """``README.md``.

    Args:
        graph: the open version.
        manifest: what its numbers are taken from.
        files: those that the page lists.
    """
    return _filled(
        "readme.md",
        version=manifest.version,
        published=published(graph).value,
        letters=f"{manifest.letters:,}",
        items=f"{manifest.items:,}",
        synthetic=f"**{manifest.note}** {_SYNTHETIC}" if manifest.note else _NONE_SYNTHETIC,
        package=__version__,
        files="\n".join(
            f"| `{entry.name}` | {entry.title} | {contents(entry)} | {entry.bytes:,} |" for entry in files
        ),
    )


def contents(entry: FileEntry) -> str:
    """How much a file holds, in words; empty for a page."""
    if entry.tables is not None:
        return f"{len(entry.tables)} tables, {sum(entry.tables.values()):,} rows"
    for count, noun in ((entry.triples, "triples"), (entry.rows, "rows"), (entry.records, "records")):
        if count is not None:
            return f"{count:,} {noun}"
    return ""


def _filled(name: str, **values: str) -> bytes:
    text = resources.files("imr_graph.files").joinpath("data", name).read_text(encoding="utf-8")
    return Template(text).substitute(values).encode()
