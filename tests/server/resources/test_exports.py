"""Views as files: forms, filters, what is kept, and what is refused."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import BinaryIO

import anyio
import httpx
import networkx as nx
import pytest

from imr_graph.export import FORMATS, VIEWS
from imr_graph.store.graph import Graph
from server.app import create_app
from server.responses.problems import Problem
from server.serving.export_folder import ExportFolder
from tests.server.conftest import LIMITS, serving

FEW = replace(LIMITS, export_letters=2)


@pytest.fixture(scope="module")
def client(graph: Graph) -> Iterator[httpx.Client]:
    with serving(create_app(graph, FEW)) as url, httpx.Client(base_url=url, timeout=60) as opened:
        yield opened


def problem(response: httpx.Response, status: int, kind: str) -> str:
    told = response.json()
    assert (response.status_code, told["type"]) == (status, f"urn:imr-graph:problem:{kind}")
    return str(told["detail"])


@pytest.mark.parametrize("form", FORMATS)
def test_a_view_is_sent_in_each_form(client: httpx.Client, form: str) -> None:
    response = client.get(f"/export/diagnosis-drug.{form}", headers={"Origin": "https://gephi.example"})
    assert response.status_code == 200
    assert response.headers["content-type"] == FORMATS[form]
    assert response.headers["content-disposition"] == f'attachment; filename="diagnosis-drug.{form}"'
    assert response.headers["access-control-allow-origin"] == "*"
    if form == "csv.zip":
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            assert archive.namelist() == ["nodes.csv", "edges.csv"]
    else:
        read = nx.read_gexf if form == "gexf" else nx.read_graphml
        assert read(io.BytesIO(response.content)).number_of_edges() > 0
    again = client.get(f"/export/diagnosis-drug.{form}", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"/export/diagnosis-drug.{form}")
    assert (head.status_code, head.content) == (200, b"")


# No letter here requests two drugs, and the whole graph is over the limit.
@pytest.mark.parametrize("view", [view for view in VIEWS if view not in {"whole", "drugs-together"}])
def test_every_view_of_concepts_is_sent(client: httpx.Client, view: str) -> None:
    assert nx.read_gexf(io.BytesIO(client.get(f"/export/{view}.gexf").content)).number_of_nodes() > 0


def test_parameters_of_the_url_narrow_a_view(client: httpx.Client) -> None:
    def edges(**filters: str) -> int:
        response = client.get("/export/specialty-guideline.gexf", params=filters)
        assert response.status_code == 200, response.text
        return int(nx.read_gexf(io.BytesIO(response.content)).number_of_edges())

    everything = edges()
    assert 0 < edges(**{"from": "2017-01-01"}) < everything
    assert edges(leastWeight="1", outcome="any") == everything
    assert edges(leastWeight="1000") == 0
    first = client.get("/export/drugs-together.gexf", params={"outcome": "upheld"})
    second = client.get("/export/drugs-together.gexf")
    assert first.headers["etag"] != second.headers["etag"]


def test_a_whole_graph_over_the_limit_is_refused_with_a_cure(client: httpx.Client) -> None:
    detail = problem(client.get("/export/whole.gexf"), 400, "question")
    assert detail.startswith("3 letters are more than the 2 ")
    assert "imr-graph export gephi" in detail
    narrowed = client.get("/export/whole.gexf", params={"determination": "CM16-0000002"})
    assert nx.read_gexf(io.BytesIO(narrowed.content)).number_of_nodes() > 5


@pytest.mark.parametrize(
    ("path", "status", "kind", "words"),
    [
        ("/export/no-such.gexf", 404, "not-found", "there are: drug-guideline, diagnosis-drug"),
        ("/export/drugs-togehter.graphml", 404, "not-found", "near it: drugs-together"),
        ("/export/whole.pptx", 404, "not-found", ""),
        ("/export/whole.gexf?drug=norco", 400, "question", "has no filter 'drug'"),
        ("/export/whole.gexf?form=csv", 400, "question", "has no filter 'form'"),
        ("/export/drugs-together.gexf?from=2015-01-01&from=2016-01-01", 400, "question", "several times"),
        ("/export/drugs-together.gexf?from=soon", 400, "question", "give one as 2015-01-31"),
        ("/export/diagnosis-drug.gexf?drug=moonstone", 400, "question", "no drug is called so"),
        (f"/export/whole.gexf?determination={'x' * 10_001}", 400, "question", "10000 are possible"),
    ],
)
def test_what_cannot_be_made_is_told(
    client: httpx.Client, path: str, status: int, kind: str, words: str
) -> None:
    assert words in problem(client.get(path), status, kind)


def test_a_file_is_made_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch, graph: Graph) -> None:
    from imr_graph.export import gephi

    made = []
    original = gephi.picture_of

    def counted(*given: object, **named: object) -> object:
        made.append(given)
        return original(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(gephi, "picture_of", counted)
    limits = replace(LIMITS, client_waiting=10)
    with serving(create_app(graph, limits)) as url, ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: httpx.get(f"{url}/export/drugs-together.gexf", timeout=60), range(4))
        )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert len(made) == 1


def held(folder: ExportFolder, key: str) -> bytes | None:
    file = folder.kept((key,))
    if file is None:
        return None
    with file:
        return file.read()


def make(folder: ExportFolder, key: str, text: bytes) -> bytes:
    def write(out: BinaryIO) -> None:
        out.write(text)

    with folder.make((key,), write) as file:
        return file.read()


def test_the_oldest_files_go_when_there_are_too_many() -> None:
    folder = ExportFolder(replace(LIMITS, export_files=2))
    assert make(folder, "a", b"1") == b"1"
    make(folder, "b", b"2")
    assert held(folder, "a") == b"1", "asked for again, so not the oldest"
    make(folder, "c", b"3")
    assert [held(folder, key) for key in "abc"] == [b"1", None, b"3"]
    folder.close()
    assert held(folder, "a") is None


def test_the_oldest_files_go_when_they_are_too_large() -> None:
    folder = ExportFolder(replace(LIMITS, export_bytes=10))
    make(folder, "a", b"x" * 6)
    reading = folder.kept(("a",))
    make(folder, "b", b"y" * 5)
    assert (held(folder, "a"), folder.size) == (None, 5)
    assert reading is not None
    with reading:
        assert reading.read() == b"x" * 6, "whoever reads it reads on"
    with pytest.raises(Problem, match="more than 10 bytes"):
        make(folder, "c", b"z" * 11)
    assert (held(folder, "c"), folder.size) == (None, 5)
    folder.close()


def test_a_file_that_fails_leaves_nothing() -> None:
    folder = ExportFolder(LIMITS)

    def fails(out: BinaryIO) -> None:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(Problem, match="No space left"):
        folder.make(("a",), fails)
    assert held(folder, "a") is None
    folder.close()
    with pytest.raises(Problem, match="about to stop"):
        make(folder, "b", b"1")


def test_whoever_waits_too_long_is_told_to_come_again() -> None:
    folder = ExportFolder(replace(LIMITS, wait_seconds=0.05))
    told = threading.Event()

    async def both() -> None:
        with await folder.entered():
            with pytest.raises(Problem) as caught:
                await folder.entered()
            assert caught.value.status == 503
            assert "Retry-After" in caught.value.headers
            told.set()

    anyio.run(both)
    assert told.is_set()
    assert folder.queue.refused == 1
    folder.close()
