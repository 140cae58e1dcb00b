"""A small graph of hand-made letters, the application over it, and a live server."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from imr_graph import __version__
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Dates, Diagnosis, Evidence, Record, RecordWarning, Reviewer
from imr_graph.store.directory import GraphDirectory, Manifest
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables, fact_batch
from server.app import create_app
from server.process.connections import server_config
from server.settings import Settings
from tests.factories import make_citation, make_drug, make_item, make_record
from tests.store.graphs import kept

TEXT = "The patient is a 52 year-old female. 120 tablets of Norco\n10/325mg is denied."
SUPERSEDED = "body-00000000000000aa"
LIMITS = Settings(query_seconds=20.0)


def make_letters() -> list[Record]:
    """Three letters: two denied requests for Norco, an approved MRI, one letter without a case number."""
    norco = make_item(
        citations=(
            make_citation(by="claims-administrator", pages=((78, 78), (91, 91))),
            make_citation(),
        )
    )
    first = make_record(
        items=(norco,),
        evidence=(
            Evidence(path="/patient/age", spans=((17, 19),), page=1, rule="patient.age"),
            Evidence(path="/items/0/drug/name", spans=((52, 57),), page=1, rule="drug.name"),
            Evidence(path="/items/0/text", spans=((37, 57), (58, 66)), page=1, rule="item.text"),
        ),
        warnings=(RecordWarning(code="missing-rationale", path="/items/0", detail=""),),
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
    )
    mri = make_item(
        text="MRI of the lumbar spine",
        category="diagnostic-testing",
        subcategory="category/diagnostic-testing/imaging-radiology",
        drug=None,
        codes=("72148",),
        regions=("body-region/lumbar-spine", "body-region/thumb"),
        side="left",
        spinal_levels=("L4-L5",),
        visits=3,
        retrospective=True,
        first_service_date=dt.date(2016, 5, 6),
        last_service_date=dt.date(2016, 5, 7),
        decision="overturned",
        citations=(make_citation(source="none", pages=(), grounding=type(make_citation().grounding)()),),
    )
    second = make_record(
        case_number="CM16-0000002",
        dates=Dates(decision=dt.date(2017, 1, 10)),
        items=(make_item(citations=(make_citation(pages=((63, 63),)),)), mri),
        diagnoses=(
            Diagnosis(
                text="Right carpal tunnel syndrome",
                concepts=("condition/carpal-tunnel-syndrome",),
                side="right",
            ),
            Diagnosis(text="Moonstruck syndrome"),
        ),
        reviewer=Reviewer(
            specialties=("Orthopaedic Surgery", "Leechcraft"),
            specialty_concepts=("specialty/orthopaedic-surgery", None),
        ),
    )
    third = make_record(
        case_number=None,
        dates=Dates(),
        items=(make_item(decision="modified", drug=make_drug(concept=None, name="Norko"), citations=()),),
        reviewer=Reviewer(),
    )
    return [first, second, third]


def build_directory(path: Path, letters: list[Record], *, tables: bool = False) -> Path:
    """A graph directory of hand-made letters, all with the same kept text; with fact tables if asked for."""
    directory = GraphDirectory(path)
    iris = Iris(DEFAULT_BASE)
    quads = [*ontology_quads(), *(quad for letter in letters for quad in triples(letter, iris))]
    with directory.drafting(empty=True) as draft:
        draft.letters.put(kept(letter, TEXT) for letter in letters)
        former = kept(make_record(text_sha256="f" * 64, body_sha256=SUPERSEDED[5:] * 4), TEXT)
        draft.letters.set_aside([former])
        draft.triples.add(quads)
        if tables:
            with FactTables.create(draft.facts_path) as facts:
                facts.add(fact_batch(letters), [True] * len(letters))
                facts.finish()
        manifest = Manifest(
            package_version=__version__,
            ontology_version="",
            rules="1",
            base=DEFAULT_BASE,
            triples=len(quads),
        )
        directory.publish(draft, manifest)
    return path


@pytest.fixture(scope="session")
def graph_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the hand-made graph."""
    return build_directory(tmp_path_factory.mktemp("server") / "graph", make_letters(), tables=True)


@pytest.fixture(scope="session")
def graph(graph_directory: Path) -> Iterator[Graph]:
    """The hand-made graph, open."""
    with Graph.open(graph_directory) as opened:
        yield opened


@contextmanager
def serving(app: Starlette, limits: Settings = LIMITS) -> Iterator[str]:
    """The root URL of a server that listens on a free port of 127.0.0.1."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = server_config(app, limits, log_level="error", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started:
            assert thread.is_alive(), "the server ended while starting"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def counted_graph(example_graph: Path) -> Iterator[Graph]:
    """The example letters as a build publishes them: with fact tables and cube."""
    with Graph.open(example_graph) as opened:
        yield opened


@pytest.fixture(scope="session")
def counted_client(counted_graph: Graph) -> Iterator[httpx.Client]:
    """A client of a server over the example letters."""
    with serving(create_app(counted_graph, LIMITS)) as url, httpx.Client(base_url=url, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="session")
def live_server(graph: Graph) -> Iterator[str]:
    """The root URL of a live server over the hand-made graph."""
    with serving(create_app(graph, LIMITS)) as url:
        yield url


@pytest.fixture(scope="session")
def client(live_server: str) -> Iterator[httpx.Client]:
    """A client of the live server."""
    with httpx.Client(base_url=live_server, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="session")
def hasty_client(graph: Graph) -> Iterator[httpx.Client]:
    """A client of a server with one worker and tight limits."""
    limits = replace(
        LIMITS,
        query_seconds=1.5,
        workers=1,
        waiting=1,
        result_bytes=20_000,
        worker_memory=2 << 30,
        graphql_objects=10,
    )
    with serving(create_app(graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as opened:
        yield opened


def bindings(response: httpx.Response) -> list[dict[str, str]]:
    """The values of a JSON result, by variable."""
    assert response.status_code == 200, response.text
    found = response.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]
