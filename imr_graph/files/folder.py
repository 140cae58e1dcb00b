"""A folder of files, written beside its place and put there whole."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import msgspec
from pyoxigraph import NamedNode, RdfFormat, serialize

from imr_graph import __version__
from imr_graph.errors import OutputError
from imr_graph.files.databases import write_duckdb, write_sqlite
from imr_graph.files.description import PREFIXES, DatasetDescription
from imr_graph.files.dictionary import dictionary_csv, dictionary_page
from imr_graph.files.manifest import (
    FORMAT,
    FileEntry,
    FolderManifest,
    fingerprint,
    read_manifest,
    synthetic_note,
)
from imr_graph.files.planned import SYNTAXES, database_name, planned_files, records_name
from imr_graph.files.products import (
    DESCRIPTION,
    DICTIONARY_CSV,
    DICTIONARY_PAGE,
    LICENCE,
    MANIFEST,
    PRODUCTS,
    README,
    RECORD_SCHEMA,
    SUMS,
    WITH_TABLES,
    Compression,
)
from imr_graph.files.record_schema import schema_text
from imr_graph.files.records import write_records
from imr_graph.files.statements import write_dumps
from imr_graph.files.tables import facts_attached, write_csv, write_parquet
from imr_graph.files.wording import licence_page, readme_page
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.store.durable import refusal, sync_tree
from imr_graph.store.graph import Graph

Report = Callable[[str], None]
"""Is told what is being written."""

_HERE: Final = "imr-graph-folder://files/"
"""Stands for the folder's own place, which nobody knows yet: its description names files by relative IRIs."""


def write_files(
    graph: Graph,
    out: Path,
    products: Collection[str] = tuple(PRODUCTS),
    compression: Compression = "gzip",
    report: Report = lambda _: None,
) -> FolderManifest:
    """Write a folder of files to publish; what stood there, if this program made it, is replaced by it.

    Args:
        graph: an open graph.
        out: the folder.
        products: names of :data:`~imr_graph.files.products.PRODUCTS`.
        compression: of the files that are compressed.
        report: is told the name of each product before it is written.

    Raises:
        OutputError: something else lies there, or the folder cannot be written.
        GraphDirectoryError: the graph cannot give one of the products.
    """
    check_place(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as staging:
            made = Path(staging) / "files"
            made.mkdir()
            manifest = _Writer(graph, made, Path(staging) / "spill", compression).write(products, report)
            sync_tree(made)
            _put(made, out, Path(staging) / "replaced")
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        reason = refusal(error, "another folder") or str(error)
        raise OutputError(f"{out}: the files cannot be written: {reason}") from error
    return manifest


def check_place(out: Path) -> None:
    """See that nothing would be lost if the folder were replaced.

    Raises:
        OutputError: what lies there was not made by this program, or has more in it.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"{out}: there is a file of that name; name another folder")
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir()}
    if not present:
        return
    known = {MANIFEST, SUMS}
    if MANIFEST in present:
        known |= {entry.name for entry in read_manifest(out).files}
    if strange := sorted(present - known):
        raise OutputError(
            f"{out}: {strange[0]} lies there, which is none of the files of such a folder; name another "
            "folder, or take it away first"
        )


class _Writer:
    """Writes the files of one folder and lists them.

    Args:
        graph: an open graph.
        folder: an empty folder.
        spill: for what does not fit into memory.
        compression: of the files that are compressed.
    """

    def __init__(self, graph: Graph, folder: Path, spill: Path, compression: Compression) -> None:
        self._graph = graph
        self._folder = folder
        self._spill = spill
        self._compression: Compression = compression
        self._plan = planned_files(compression)
        self._entries: list[FileEntry] = []
        self._note = synthetic_note(graph.manifest.synthetic, graph.manifest.letters)

    def write(self, products: Collection[str], report: Report) -> FolderManifest:
        """Write everything, the list of it last."""
        if wanted := [name for name in SYNTAXES if name in products]:
            report(", ".join(wanted))
            self._dumps(wanted)
        if "records" in products:
            report("records")
            self._records()
        if wanted := [name for name in PRODUCTS if name in products and name in WITH_TABLES]:
            with facts_attached(self._graph, self._spill) as connection:
                for name in wanted:
                    report(name)
                    self._tables(name, connection)
            self._planned_page(DICTIONARY_PAGE, dictionary_page())
            self._planned_page(DICTIONARY_CSV, dictionary_csv())
        described = self._manifest()
        self._page(LICENCE, "Whose this is", "text/markdown", licence_page(described))
        self._page(DESCRIPTION, "Description of the data set: VoID, DCAT", "text/turtle", self._description())
        self._page(
            README, "What is here", "text/markdown", readme_page(self._graph, described, self._entries)
        )
        manifest = self._manifest()
        listed = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
        (self._folder / MANIFEST).write_bytes(listed)
        sums = {entry.name: entry.sha256 for entry in self._entries}
        sums[MANIFEST] = hashlib.sha256(listed).hexdigest()
        lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
        (self._folder / SUMS).write_text(lines, encoding="utf-8")
        return manifest

    def _dumps(self, wanted: list[str]) -> None:
        for dump in write_dumps(self._graph, self._folder, wanted, self._compression):
            self._add(dump.path, triples=dump.triples)

    def _records(self) -> None:
        path = self._folder / records_name(self._compression)
        self._add(path, records=write_records(self._graph, path, self._compression))
        self._planned_page(RECORD_SCHEMA, schema_text())

    def _tables(self, name: str, connection: duckdb.DuckDBPyConnection) -> None:
        if name in {"duckdb", "sqlite"}:
            path = self._folder / database_name(name)
            write = write_duckdb if name == "duckdb" else write_sqlite
            self._add(path, tables=write(connection, path, self._said()))
            return
        (self._folder / name).mkdir()
        if name == "parquet":
            said = {"imr-graph": msgspec.json.encode(self._said()).decode()}
            files = write_parquet(connection, self._folder, said)
        else:
            files = write_csv(connection, self._folder, self._compression)
        for path, _, rows in files:
            self._add(path, rows=rows)

    def _said(self) -> dict[str, str]:
        """What each database and Parquet file says of itself."""
        manifest = self._graph.manifest
        return {
            "title": "Independent Medical Review graph",
            "version": self._graph.version,
            "base": self._graph.base,
            "letters": str(manifest.letters),
            "synthetic_letters": str(manifest.synthetic),
            "note": self._note,
            "made_by": f"imr-graph {__version__}",
        }

    def _add(
        self,
        path: Path,
        *,
        triples: int | None = None,
        rows: int | None = None,
        records: int | None = None,
        tables: dict[str, int] | None = None,
    ) -> None:
        """List a file of a product."""
        planned = self._plan[path.relative_to(self._folder).as_posix()]
        size, digest = _measured(path)
        self._entries.append(
            FileEntry(
                name=planned.name,
                title=planned.title,
                product=planned.product,
                media_type=planned.media_type,
                bytes=size,
                sha256=digest,
                compression=planned.compression,
                triples=triples,
                rows=rows,
                records=records,
                tables=tables,
            )
        )

    def _planned_page(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)
        self._add(self._folder / name)

    def _page(self, name: str, title: str, media_type: str, content: bytes) -> None:
        """Write and list what describes the others."""
        (self._folder / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self._entries.append(
            FileEntry(
                name=name, title=title, product="", media_type=media_type, bytes=len(content), sha256=digest
            )
        )

    def _description(self) -> bytes:
        described = DatasetDescription(self._graph, NamedNode(f"{_HERE}#dataset"))
        named = Counter(str(quad.graph_name.value) for quad in ontology_quads())  # type: ignore[union-attr]
        told = [*described.whole(), *described.letters(named.total()), *described.named_graphs(named)]
        for entry in self._entries:
            told += described.file(entry, _HERE)
        text = serialize(told, format=RdfFormat.TURTLE, prefixes=PREFIXES, base_iri=_HERE) or b""
        # Without the line that names the base, the IRIs are relative to wherever the folder is published.
        return b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(b"@base "))

    def _manifest(self) -> FolderManifest:
        manifest = self._graph.manifest
        return FolderManifest(
            format=FORMAT,
            package_version=__version__,
            graph=fingerprint(self._graph),
            version=self._graph.version,
            base=self._graph.base,
            letters=manifest.letters,
            items=manifest.items,
            synthetic_letters=manifest.synthetic,
            note=self._note,
            files=tuple(self._entries),
        )


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _put(made: Path, out: Path, aside: Path) -> None:
    """Have the folder in its place; what stood there goes, once the new one is in."""
    with _moved_away(out, aside):
        made.rename(out)
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(aside)


@contextmanager
def _moved_away(out: Path, aside: Path) -> Iterator[None]:
    """What stands there moved aside; back again where the block fails."""
    there = out.exists()
    if there:
        out.rename(aside)
    try:
        yield
    except OSError:
        if there:
            aside.rename(out)
        raise
