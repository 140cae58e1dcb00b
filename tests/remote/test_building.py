"""Graphs whose triples a real SPARQL server keeps: built, added to, interrupted, removed from, served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from imr_graph.build import build_graph, rebuild_graph
from imr_graph.build.removal import remove_case
from imr_graph.errors import GraphDirectoryError
from imr_graph.questions import load_questions
from imr_graph.remote import open_graph
from imr_graph.remote.address import PASSWORD_VARIABLE, USER_VARIABLE
from imr_graph.remote.letters import RemoteLetters
from imr_graph.store.directory import GraphDirectory
from server.app import create_app
from tests.build.sketches import SCHEME, use_scheme
from tests.remote.servers import VIRTUOSO_PASSWORD, oxigraph, virtuoso
from tests.remote.test_servers import VIRTUOSO_FAILS, WHOLE, rows
from tests.server.conftest import serving

GRAPHS = iter(range(1_000))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "virtuoso":
            patch.setenv(USER_VARIABLE, "dba")
            patch.setenv(PASSWORD_VARIABLE, VIRTUOSO_PASSWORD)
        serve = {"virtuoso": virtuoso, "oxigraph": oxigraph}[request.param]
        with serve(tmp_path_factory.mktemp(request.param)) as address:
            yield address


@pytest.fixture
def letters_graph() -> str:
    return f"urn:letters:{next(GRAPHS)}"


@pytest.fixture
def letters(example_letters: Path) -> list[Path]:
    return sorted(example_letters.glob("*.txt"))[:6]


def agree(remote: Path, letters: list[Path], folder: Path) -> None:
    """The graph gives the answers, and has the triples, of an embedded one of these letters alone."""
    build_graph(letters, folder)
    with open_graph(remote) as one, open_graph(folder) as other:
        assert one.identifiers() == other.identifiers()
        assert one.manifest.triples == other.manifest.triples
        for question in load_questions().values():
            if (question.name, WHOLE) in VIRTUOSO_FAILS:
                continue
            assert rows(one.query(question.text)) == rows(other.query(question.text)), question.name


def test_built_added_to_removed_from_and_served(
    url: str, letters_graph: str, letters: list[Path], tmp_path: Path
) -> None:
    directory = tmp_path / "graph"
    build_graph(letters[:3], directory, store=url, letters_graph=letters_graph)
    agree(directory, letters[:3], tmp_path / "first")
    report = build_graph(letters, directory)
    assert report.new == len(letters) - 3
    with open_graph(directory) as graph:
        case = graph.identifiers()[0]
    remove_case(directory, case)
    assert build_graph(letters, directory).removed_before == 1
    rebuild_graph(directory)
    other = tmp_path / "other"
    build_graph(letters, other)
    remove_case(other, case)
    with open_graph(directory) as one, open_graph(other) as two:
        assert one.identifiers() == two.identifiers()
        assert one.manifest.triples == two.manifest.triples
    with serving(create_app(directory)) as root, httpx.Client(base_url=root, trust_env=False) as client:
        query = "SELECT (COUNT(*) AS ?n) { ?d a <https://imr-graph.example/ontology#Determination> }"
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
        assert answer.text.split() == ["n", str(len(letters) - 1)]
        refused = client.get("/sparql", params={"query": "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }"})
        assert refused.status_code == 400
        assert client.get("/healthz").status_code == 200
        asked = client.post("/graphql", json={"query": "{ __typename }"})
        assert asked.json() == {"data": {"__typename": "Query"}}


def test_an_interrupted_build_is_mended(
    url: str, letters_graph: str, letters: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "graph"
    build_graph(letters[:3], directory, store=url, letters_graph=letters_graph)
    with monkeypatch.context() as patch:
        patch.setattr(RemoteLetters, "finish", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build_graph(letters, directory)
    assert (directory / "server-unfinished.json").exists()
    build_graph(letters[:3], directory)
    assert not (directory / "server-unfinished.json").exists()
    agree(directory, letters, tmp_path / "other")


def test_another_store_and_foreign_letters_are_refused(
    url: str, letters_graph: str, letters: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_scheme(monkeypatch, SCHEME)
    directory = tmp_path / "graph"
    build_graph(letters[:1], directory, store=url, letters_graph=letters_graph)
    with pytest.raises(GraphDirectoryError, match="keeps its triples in"):
        build_graph(letters, directory, store=url, letters_graph="urn:another")
    with pytest.raises(GraphDirectoryError, match="letters of another graph"):
        build_graph(letters, tmp_path / "new", store=url, letters_graph=letters_graph)
    with pytest.raises(GraphDirectoryError, match="has no older version"):
        GraphDirectory(directory).rollback()
