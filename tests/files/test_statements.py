"""Dumps: read by others, with the statements of the graph, neither more nor fewer."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
import rdflib
import zstandard
from pyoxigraph import DefaultGraph, RdfFormat, Store, Triple, parse

from imr_graph.build import build_graph
from imr_graph.errors import GraphDirectoryError
from imr_graph.files.manifest import FolderManifest
from imr_graph.files.statements import letter_triples, vocabulary_triples, write_dumps
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.triples import triples
from imr_graph.store.graph import Graph
from tests.factories import make_item, make_record
from tests.files.conftest import unpacked
from tests.store.graphs import graph_of

READ = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}
FOR_RDFLIB = {"nt": "nt", "ttl": "turtle", "jsonld": "json-ld"}


def statements(path: Path) -> list[Triple]:
    content = unpacked(path)
    return [quad.triple for quad in parse(content, format=READ[path.name.split(".")[1]])]


@pytest.fixture(scope="module")
def held(files_graph: Graph) -> dict[str, set[Triple]]:
    """The statements of the graph's store, by the part that they are dumped in."""
    found: dict[str, set[Triple]] = {"letters": set(), "vocabulary": set()}
    for quad in Store.read_only(str(files_graph.store_path)):
        found["letters" if isinstance(quad.graph_name, DefaultGraph) else "vocabulary"].add(quad.triple)
    return found


@pytest.mark.parametrize("suffix", READ)
def test_the_letters_are_those_of_the_store(
    held: dict[str, set[Triple]], written: tuple[Path, FolderManifest], suffix: str
) -> None:
    read = statements(written[0] / f"letters.{suffix}.gz")
    assert len(read) == len(set(read))
    assert set(read) == held["letters"]


@pytest.mark.parametrize("suffix", READ)
def test_the_vocabulary_is_that_of_the_store(
    held: dict[str, set[Triple]], written: tuple[Path, FolderManifest], suffix: str
) -> None:
    assert set(statements(written[0] / f"vocabulary.{suffix}.gz")) == held["vocabulary"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("suffix", FOR_RDFLIB)
def test_rdflib_reads_what_the_list_counts(written: tuple[Path, FolderManifest], suffix: str) -> None:
    folder, manifest = written
    [entry] = [one for one in manifest.files if one.name == f"letters.{suffix}.gz"]
    graph = rdflib.Graph().parse(data=unpacked(folder / entry.name), format=FOR_RDFLIB[suffix])
    assert len(graph) == entry.triples


def test_the_letters_have_whatever_words_they_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = 'a "quoted" \\ back\n<tag> é \U0001f600 @en ^^ .'
    record = make_record(items=(make_item(text=words, rationale=words),))
    with graph_of([record], tmp_path / "graph") as graph:
        expected = {quad.triple for quad in triples(record, Iris(graph.base))}
        assert {triple for group in letter_triples(graph) for triple in group} == expected
        folder = tmp_path / "out"
        folder.mkdir()
        # A graph made by hand counts nothing; a build's manifest does.
        held = len(Store.read_only(str(graph.store_path)))
        counted = msgspec.structs.replace(graph.manifest, triples=held)
        monkeypatch.setattr(Graph, "manifest", property(lambda _: counted))
        monkeypatch.setattr("imr_graph.files.statements.vocabulary_triples", lambda _: [])
        write_dumps(graph, folder, ["n-triples", "turtle", "json-ld"])
    for suffix in READ:
        assert set(statements(folder / f"letters.{suffix}.gz")) == expected


def test_evidence_is_dumped_where_the_graph_has_it(example_letters: Path, tmp_path: Path) -> None:
    build_graph(sorted(example_letters.iterdir())[:2], tmp_path / "graph", evidence="rdf", workers=1)
    (tmp_path / "out").mkdir()
    with Graph.open(tmp_path / "graph") as graph:
        dumps = write_dumps(graph, tmp_path / "out", ["n-triples"])
        assert sum(dump.triples for dump in dumps) == graph.manifest.triples
    assert b"oa#TextQuoteSelector" in unpacked(tmp_path / "out" / "letters.nt.gz")


@pytest.mark.parametrize(
    ("change", "said"),
    [({"triples": 5}, "statements and not"), ({"schemes": "other"}, "ontology and concept schemes")],
)
def test_a_graph_of_another_version_is_refused(
    files_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], said: str
) -> None:
    changed = msgspec.structs.replace(files_graph.manifest, **change)
    monkeypatch.setattr(Graph, "manifest", property(lambda _: changed))
    with pytest.raises(GraphDirectoryError, match=said):
        write_dumps(files_graph, tmp_path, ["n-triples"])


def test_zstd_holds_the_same(
    files_graph: Graph,
    written: tuple[Path, FolderManifest],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("imr_graph.files.statements.vocabulary_triples", lambda _: [])
    write_dumps(files_graph, tmp_path, ["turtle"], "zstd")
    with (tmp_path / "letters.ttl.zst").open("rb") as file:
        content = zstandard.ZstdDecompressor().stream_reader(file).read()
    assert content == unpacked(written[0] / "letters.ttl.gz")


def test_a_gzip_file_tells_neither_name_nor_time(written: tuple[Path, FolderManifest]) -> None:
    with gzip.open(written[0] / "letters.nt.gz") as file:
        file.read(1)
        assert file.mtime == 0
    assert (written[0] / "letters.nt.gz").read_bytes()[3] == 0  # flags: no name


def test_statements_about_one_subject_stand_together(files_graph: Graph) -> None:
    for group in letter_triples(files_graph):
        assert_runs([triple.subject for triple in group])
    assert_runs([triple.subject for triple in vocabulary_triples(files_graph)])


def assert_runs(subjects: Sequence[object]) -> None:
    starts = [one for one, before in zip(subjects, [None, *subjects], strict=False) if one != before]
    assert len(starts) == len(set(starts))
