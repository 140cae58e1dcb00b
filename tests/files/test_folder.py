"""The folder: whole, listed, summed, the same twice, and in the place of nothing but itself."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from imr_graph.errors import OutputError
from imr_graph.files import PRODUCTS
from imr_graph.files.folder import check_place, write_files
from imr_graph.files.manifest import FolderManifest, fingerprint, read_manifest
from imr_graph.files.planned import planned_files
from imr_graph.store.graph import Graph
from tests.conftest import ROOT
from tests.files.conftest import unpacked

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_lists_every_file_with_size_and_hash(written: tuple[Path, FolderManifest]) -> None:
    folder, manifest = written
    assert read_manifest(folder) == manifest
    assert names(folder) == {entry.name for entry in manifest.files} | {"manifest.json", "SHA256SUMS"}
    for entry in manifest.files:
        content = (folder / entry.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry.bytes, entry.sha256), entry.name


def test_its_sums_are_those_of_all_files(written: tuple[Path, FolderManifest]) -> None:
    folder, _ = written
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert told == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in names(folder) - {"SHA256SUMS"}
    }


def test_the_files_of_products_are_those_that_were_planned(written: tuple[Path, FolderManifest]) -> None:
    planned = {(one.name, one.product, one.title) for one in planned_files().values()}
    assert {(one.name, one.product, one.title) for one in written[1].files if one.product} == planned
    assert {product for _, product, _ in planned} == set(PRODUCTS)


def test_the_same_graph_gives_the_same_bytes(
    files_graph: Graph, written: tuple[Path, FolderManifest], tmp_path: Path
) -> None:
    # DuckDB gives each of its files a number of its own.
    products = set(PRODUCTS) - {"duckdb"}
    again = write_files(files_graph, tmp_path / "again", products)
    before = {one.name: one.sha256 for one in written[1].files if one.product in products}
    assert {one.name: one.sha256 for one in again.files if one.product in products} == before


def test_everything_says_that_the_letters_are_synthetic(
    files_graph: Graph, written: tuple[Path, FolderManifest]
) -> None:
    folder, manifest = written
    note = f"All {files_graph.manifest.letters} determinations are synthetic examples."
    assert (manifest.note, manifest.synthetic_letters) == (note, files_graph.manifest.letters)
    for name in ("README.md", "LICENCE.md", "void.ttl"):
        assert note in (folder / name).read_text(encoding="utf-8"), name
    for entry in manifest.files:
        if (
            entry.name.startswith("csv/")
            and "letter" in unpacked(folder / entry.name).decode().split("\n")[0]
        ):
            assert b"synthetic" in unpacked(folder / entry.name).partition(b"\n")[0], entry.name


def test_the_licence_names_the_sources_that_the_notice_names(written: tuple[Path, FolderManifest]) -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    sources = notice[notice.index("- the FDA") : notice.index("\n\nEach row")]
    licence = (written[0] / "LICENCE.md").read_text(encoding="utf-8")
    assert sources in licence
    assert "public records of the State of California" in licence


def test_the_description_has_each_file_as_a_distribution(written: tuple[Path, FolderManifest]) -> None:
    folder, manifest = written
    base = "https://data.example/imr/"
    graph = rdflib.Graph().parse(folder / "void.ttl", publicID=base)
    dataset = rdflib.URIRef(f"{base}#dataset")
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    assert int(str(graph.value(dataset, VOID.triples))) == sum(
        entry.triples or 0 for entry in manifest.files if entry.product == "turtle"
    )
    described = {
        str(graph.value(node, DCAT.downloadURL)): node for node in graph.objects(dataset, DCAT.distribution)
    }
    listed = {base + one.name: one for one in manifest.files if one.name not in {"void.ttl", "README.md"}}
    assert set(described) == set(listed)
    for url, node in described.items():
        assert int(str(graph.value(node, DCAT.byteSize))) == listed[url].bytes
        assert str(graph.value(node, DCAT.mediaType)).endswith(listed[url].media_type)
        assert (graph.value(node, DCAT.compressFormat) is None) == (listed[url].compression is None)
        checksum = graph.value(node, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)).lower() == listed[url].sha256
    dumps = {base + one.name for one in manifest.files if one.triples is not None}
    assert {str(url) for url in graph.objects(dataset, VOID.dataDump)} == dumps
    assert graph.value(dataset, DCTERMS.rights) is not None


def test_it_takes_the_place_of_an_earlier_one(files_graph: Graph, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_files(files_graph, out, ["records"])
    write_files(files_graph, out, ["csv"])
    assert not (out / "records.jsonl.gz").exists()
    assert (out / "csv" / "items.csv.gz").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (("notes.txt",), "notes.txt lies there"),
        (("out-is-a-file",), "a file of that name"),
        (("manifest.json",), "no list of files"),
    ],
)
def test_it_takes_the_place_of_nothing_else(
    files_graph: Graph, tmp_path: Path, there: Sequence[str], said: str
) -> None:
    out = tmp_path / "out"
    if there == ("out-is-a-file",):
        out.write_text("mine")
    else:
        out.mkdir()
        (out / there[0]).write_text("mine")
    with pytest.raises(OutputError, match=said):
        write_files(files_graph, out, ["records"])
    assert [path.read_text() for path in (out, *out.rglob("*")) if path.is_file()] == ["mine"]


def test_a_file_that_was_put_beside_the_others_is_not_lost(files_graph: Graph, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_files(files_graph, out, ["records"])
    (out / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"mine\.txt"):
        check_place(out)


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "name another folder")],
)
def test_a_disk_that_refuses_is_one_clear_error(
    files_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    out = tmp_path / "out"
    write_files(files_graph, out, ["records"])
    before = names(out)

    def refused(*_: Any) -> int:
        raise OSError(number, "refused", "somewhere")

    monkeypatch.setattr("imr_graph.files.folder.write_records", refused)
    with pytest.raises(OutputError, match=said):
        write_files(files_graph, out, ["records"])
    assert names(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_cannot_be_put_in_place_leaves_what_was_there(
    files_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_files(files_graph, out, ["records"])
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "files":
            raise OSError(errno.EACCES, "refused")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OutputError, match="name another folder"):
        write_files(files_graph, out, ["csv"])
    assert (out / "records.jsonl.gz").exists()


def test_a_list_that_leads_out_of_the_folder_is_refused(files_graph: Graph, tmp_path: Path) -> None:
    out = tmp_path / "out"
    manifest = write_files(files_graph, out, ["records"])
    for name in ("../secret", "/etc/passwd", "a/../../b", ""):
        entry = msgspec.structs.replace(manifest.files[0], name=name)
        damaged = msgspec.structs.replace(manifest, files=(entry,))
        (out / "manifest.json").write_bytes(msgspec.json.encode(damaged))
        with pytest.raises(OutputError, match="outside of the folder"):
            read_manifest(out)


def test_the_fingerprint_is_the_versions_own(
    files_graph: Graph, written: tuple[Path, FolderManifest]
) -> None:
    assert fingerprint(files_graph) == written[1].graph
