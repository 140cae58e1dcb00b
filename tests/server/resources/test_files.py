"""Files to take away: listed, sent whole and in ranges, made on demand, and none from anywhere else."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import rdflib
from rdflib.namespace import DCAT, VOID

from imr_graph.files.folder import write_files
from imr_graph.files.manifest import FolderManifest
from imr_graph.files.planned import planned_files
from imr_graph.store.graph import Graph
from server.app import create_app
from server.responses.problems import Problem
from server.serving.file_shelf import FileShelf
from server.settings import Settings
from tests.server.conftest import LIMITS, serving

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def folder(counted_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FolderManifest]:
    """What `imr-graph files` writes of the graph."""
    out = tmp_path_factory.mktemp("files") / "out"
    return out, write_files(counted_graph, out, ["turtle", "csv", "parquet"])


@pytest.fixture(scope="module")
def offered(counted_graph: Graph, folder: tuple[Path, FolderManifest]) -> Iterator[httpx.Client]:
    """A client of a server that offers the folder."""
    settings = replace(LIMITS, files=str(folder[0]))
    with (
        serving(create_app(counted_graph, settings)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


def told(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def test_the_list_is_that_of_the_folder(offered: httpx.Client, folder: tuple[Path, FolderManifest]) -> None:
    listed = told(offered.get("/files"))
    assert (listed["source"], listed["current"]) == ("folder", True)
    assert "synthetic" in listed["note"]
    assert {one["name"]: one["sha256"] for one in listed["files"]} == {
        one.name: one.sha256 for one in folder[1].files
    }


def test_every_file_is_sent_as_it_lies(offered: httpx.Client, folder: tuple[Path, FolderManifest]) -> None:
    for one in told(offered.get("/files"))["files"]:
        response = offered.get(one["href"])
        assert response.status_code == 200, one
        assert hashlib.sha256(response.content).hexdigest() == one["sha256"], one
        assert int(response.headers["content-length"]) == one["bytes"]
        assert "content-encoding" not in response.headers
        assert response.headers["content-disposition"].startswith("attachment")
    for name in ("manifest.json", "SHA256SUMS"):
        assert offered.get(f"/files/{name}").content == (folder[0] / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("letters.ttl.gz", "application/gzip"),
        ("csv/items.csv.gz", "application/gzip"),
        ("parquet/items.parquet", "application/vnd.apache.parquet"),
        ("void.ttl", "text/turtle; charset=utf-8"),
        ("README.md", "text/markdown; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(offered: httpx.Client, name: str, content_type: str) -> None:
    response = offered.head(f"/files/{name}")
    assert response.headers["content-type"] == content_type
    assert response.headers["content-disposition"] == f'attachment; filename="{name.rpartition("/")[2]}"'


def test_a_part_of_a_file_goes_on_where_it_broke_off(
    offered: httpx.Client, folder: tuple[Path, FolderManifest]
) -> None:
    content = (folder[0] / "letters.ttl.gz").read_bytes()
    first = offered.get("/files/letters.ttl.gz", headers={"Range": "bytes=0-99"})
    tag = first.headers["etag"]
    rest = offered.get("/files/letters.ttl.gz", headers={"Range": "bytes=100-", "If-Range": tag})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == content
    other = offered.get("/files/letters.ttl.gz", headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, content)
    assert offered.get("/files/letters.ttl.gz", headers={"If-None-Match": tag}).status_code == 304
    assert offered.get("/files/letters.ttl.gz", headers={"Range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize(
    "name",
    ["nothing", "../manifest.json", "%2e%2e/secret", "csv/../../secret", "/etc/passwd", "csv", "", "csv/"],
)
def test_nothing_else_is_sent(offered: httpx.Client, folder: tuple[Path, FolderManifest], name: str) -> None:
    (folder[0].parent / "secret").write_text("secret")
    # As bytes on the wire: clients resolve dots by themselves.
    url = httpx.URL(str(offered.base_url)).copy_with(raw_path=f"/files/{name}".encode())
    assert offered.send(offered.build_request("GET", url)).status_code in {307, 404}


def test_files_of_another_version_are_said_to_be(
    counted_graph: Graph, folder: tuple[Path, FolderManifest], tmp_path: Path
) -> None:
    manifest = msgspec.structs.replace(folder[1], graph="another", version="000099")
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    settings = replace(LIMITS, files=str(tmp_path))
    with serving(create_app(counted_graph, settings)) as url, httpx.Client(base_url=url) as client:
        listed = told(client.get("/files"))
        assert (listed["current"], listed["version"]) == (False, "000099")
        assert "of another version of the graph" in client.get("/files", headers=HTML).text
        description = client.get("/.well-known/void", headers={"Accept": "text/turtle"}).text
        assert "/files/" not in description


def test_a_folder_that_is_none_is_a_problem_that_says_so(counted_graph: Graph, tmp_path: Path) -> None:
    shelf = FileShelf(counted_graph, Settings(files=str(tmp_path / "absent")))
    with pytest.raises(Problem, match="imr-graph files"):
        shelf.shelf()
    assert shelf.present() == ()


def test_the_description_of_the_data_set_names_the_files(
    offered: httpx.Client, folder: tuple[Path, FolderManifest]
) -> None:
    graph = rdflib.Graph().parse(
        data=offered.get("/.well-known/void", headers={"Accept": "text/turtle"}).content, format="turtle"
    )
    origin = str(offered.base_url)
    dataset = rdflib.URIRef(f"{origin}/.well-known/void#dataset")
    dumps = {str(url) for url in graph.objects(dataset, VOID.dataDump)}
    assert dumps == {f"{origin}/files/{name}.ttl.gz" for name in ("letters", "vocabulary")}
    urls = {str(url) for url in graph.objects(None, DCAT.downloadURL) if "/files/" in str(url)}
    assert urls == {f"{origin}/files/{one.name}" for one in folder[1].files}


def test_the_page_leads_to_each_file(offered: httpx.Client, folder: tuple[Path, FolderManifest]) -> None:
    page = offered.get("/files", headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    for one in folder[1].files:
        assert f'href="/files/{one.name}"' in page.text
    assert "2,798 triples" in page.text
    assert "Content-Security-Policy" in page.headers


def test_a_small_graph_gets_its_files_made_when_they_are_asked_for(
    counted_client: httpx.Client, folder: tuple[Path, FolderManifest]
) -> None:
    listed = told(counted_client.get("/files"))
    assert listed["source"] == "made"
    assert [one["name"] for one in listed["files"]] == list(planned_files())
    response = counted_client.get("/files/csv/items.csv.gz")
    assert response.status_code == 200, response.text
    assert response.content == (folder[0] / "csv" / "items.csv.gz").read_bytes()
    made = {one["name"] for one in told(counted_client.get("/files"))["files"] if "bytes" in one}
    assert made == {one.name for one in folder[1].files if one.product == "csv"} | {
        "data-dictionary.md",
        "data-dictionary.csv",
    }
    page = counted_client.get("/files", headers=HTML).text
    assert "made when it is asked for" in page


def test_a_large_graph_tells_the_command(counted_graph: Graph) -> None:
    settings = replace(LIMITS, made_files_letters=5)
    with serving(create_app(counted_graph, settings)) as url, httpx.Client(base_url=url) as client:
        assert told(client.get("/files"))["files"] == []
        assert "imr-graph files --graph DIR --out FOLDER" in client.get("/files", headers=HTML).text
        assert client.get("/files/csv/items.csv.gz").status_code == 404


def test_a_graph_without_tables_does_not_say_that_it_is_too_large(
    counted_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Graph, "facts_path", None)
    with serving(create_app(counted_graph, LIMITS)) as url, httpx.Client(base_url=url) as client:
        page = client.get("/files", headers=HTML).text
    assert "has no fact tables" in page
    assert "too many" not in page


class SlowMaking:
    """A making that ends when it is told to."""

    begun = threading.Event()
    go_on = threading.Event()

    def __init__(self, _: Path, product: str, __: Path, ___: int, ended: Any) -> None:
        self.product = product
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ended,), daemon=True)
        self._thread.start()

    def _run(self, ended: Any) -> None:
        self.begun.set()
        self.go_on.wait(30)
        ended("it went wrong" if self.product == "csv" else "")
        self._over.set()

    def wait(self, seconds: float) -> bool:
        return self._over.wait(seconds)

    def stop(self) -> None:
        self.go_on.set()
        self._thread.join()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[SlowMaking]:
    SlowMaking.begun, SlowMaking.go_on = threading.Event(), threading.Event()
    monkeypatch.setattr("server.serving.file_shelf.Making", SlowMaking)
    return SlowMaking


def test_one_product_is_made_at_a_time_and_others_are_told_to_come_again(
    counted_graph: Graph, slow: type[SlowMaking]
) -> None:
    shelf = FileShelf(counted_graph, Settings(wait_seconds=0.01))
    for name in ("letters.nt.gz", "letters.nt.gz", "records.jsonl.gz"):
        with pytest.raises(Problem, match="being made") as refused:
            shelf.file(name)
        assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "5")
    shelf.close()
    with pytest.raises(Problem, match="served no longer"):
        shelf.file("letters.nt.gz")


def test_what_went_wrong_is_told_and_tried_again(counted_graph: Graph, slow: type[SlowMaking]) -> None:
    shelf = FileShelf(counted_graph, Settings(wait_seconds=30))
    slow.go_on.set()
    for _ in range(2):
        with pytest.raises(Problem, match="it went wrong"):
            shelf.file("csv/items.csv.gz")
    with pytest.raises(Problem, match="cannot be read"):
        shelf.file("records.jsonl.gz")
    shelf.close()


@pytest.mark.parametrize(("room", "kept"), [(1 << 30, ["records", "csv"]), (250_000, ["csv"]), (100, [])])
def test_what_is_kept_is_bounded(counted_graph: Graph, tmp_path: Path, room: int, kept: list[str]) -> None:
    shelf = FileShelf(counted_graph, Settings(made_files_bytes=room))
    for product in ("records", "csv"):
        out = tmp_path / product
        write_files(counted_graph, out, [product])
        wrong = shelf._taken_up(product, out)
        assert bool(wrong) == (product not in kept and room == 100)
        assert "made_files_bytes" in wrong or not wrong
    assert list(shelf._made) == kept


def test_a_version_that_is_not_the_served_one_is_not_taken_up(counted_graph: Graph, tmp_path: Path) -> None:
    shelf = FileShelf(counted_graph, Settings())
    shelf._fingerprint = "another"
    write_files(counted_graph, tmp_path / "out", ["records"])
    assert "newer version" in shelf._taken_up("records", tmp_path / "out")


def test_the_maker_tells_what_is_wrong(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server.serving.file_making", str(4 << 30), str(tmp_path / "absent")]
    ran = subprocess.run([*command, str(tmp_path / "out"), "csv"], capture_output=True, text=True)
    assert ran.returncode == 1
    assert str(tmp_path / "absent") in ran.stderr.splitlines()[-1]


def test_made_files_hold_what_is_said(counted_client: httpx.Client) -> None:
    text = gzip.decompress(counted_client.get("/files/csv/determinations.csv.gz").content).decode()
    assert text.count("\n") == 12
