"""A dump loaded by a real Virtuoso: the statements that the list of files counts."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Final

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from imr_graph.files.folder import write_files
from imr_graph.store.graph import Graph
from tests.remote.servers import VIRTUOSO_PASSWORD, virtuoso

_GRAPHS: Final = {part: f"https://imr-graph.example/files/{part}" for part in ("letters", "vocabulary")}
_SUFFIXES: Final = {"letters": "ttl", "vocabulary": "nt"}
_MEDIA_TYPES: Final = {"ttl": "text/turtle", "nt": "application/n-triples"}


@pytest.fixture(scope="module")
def files(
    example_graph: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, int | None]]:
    """The folder of dumps, and how many triples its list gives each file."""
    out = tmp_path_factory.mktemp("files") / "out"
    with Graph.open(example_graph) as graph:
        manifest = write_files(graph, out, ["turtle", "n-triples"])
    return out, {entry.name: entry.triples for entry in manifest.files}


def test_virtuoso_loads_the_dumps(files: tuple[Path, dict[str, int | None]], tmp_path: Path) -> None:
    folder, listed = files
    account = httpx.DigestAuth("dba", VIRTUOSO_PASSWORD)
    with virtuoso(tmp_path) as url, httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
        for part, graph in _GRAPHS.items():
            suffix = _SUFFIXES[part]
            name = f"{part}.{suffix}.gz"
            content = gzip.decompress((folder / name).read_bytes())
            headers = {"Content-Type": _MEDIA_TYPES[suffix]}
            where = {"graph-uri": graph}
            loaded = client.put(
                "sparql-graph-crud-auth", params=where, content=content, headers=headers, auth=account
            )
            assert loaded.status_code in {200, 201, 204}, loaded.text
            query = f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            asked = {"query": query, "format": "application/sparql-results+json"}
            [row] = client.get("sparql", params=asked).json()["results"]["bindings"]
            assert int(row["count"]["value"]) == listed[name]
            assert listed[name] == len({quad.triple for quad in parse(content, format=_FORMATS[suffix])})


_FORMATS: Final = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES}
