"""What a server bears: many clients at once, and hostile requests beside a well-behaved client.

``python -m benchmarks.load DIRECTORY --clients 200 --seconds 300`` starts ``imr-graph serve`` on a graph
directory and asks it SPARQL and GraphQL together; then, for ``--half-seconds`` each, SPARQL alone is asked of
it and of ``oxigraph serve-read-only`` on the same store. A table of each is printed.
``--hostile`` sends the hundred requests of ``tests/server/hostile`` instead, beside one client with a query.

Every client has an address of its own below 127.0.0.0/8, since limits count by address.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from imr_graph.rdf.iris import concept_iri
from imr_graph.rdf.vocabulary import IMR
from imr_graph.store.graph import Graph

_DOCUMENTED = {200, 503}
_READY_SECONDS = 60.0
_ONE = "SELECT ?p ?o { <%s> ?p ?o }"
_ITEMS = (
    f"PREFIX imr: <{IMR}> "
    "SELECT ?item ?outcome { <%s> imr:hasItem ?item . ?item imr:hasDecision/imr:outcome ?outcome }"
)
_PAGES = (
    f"PREFIX imr: <{IMR}> SELECT ?page (COUNT(DISTINCT ?item) AS ?items) {{ "
    "?item imr:hasDrug/imr:requestedDrug <%s> ; imr:hasCitation/imr:hasPageRange/imr:coversPage ?page "
    "} GROUP BY ?page ORDER BY DESC(?items) ?page"
)
_DRUGS = ("drug/soma", "drug/norco", "drug/ambien", "drug/lyrica")
_COUNT = "SELECT ?type (COUNT(*) AS ?n) { <%s> ?p ?part . ?part a ?type } GROUP BY ?type"
_DETERMINATION = "query ($id: String!) { determination(identifier: $id) { identifier items { position } } }"
_DENIALS = "{ determinations(first: 10) { totalCount nodes { identifier } } }"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a kind."""

    kind: str
    path: str
    query: str
    variables: dict[str, str] | None = None

    async def send(self, client: httpx.AsyncClient) -> httpx.Response:
        """Send it."""
        if self.variables is not None:
            content = {"query": self.query, "variables": self.variables}
            return await client.post(self.path, json=content)
        headers = {"Accept": "application/sparql-results+json"}
        return await client.post(self.path, data={"query": self.query}, headers=headers)


@dataclass(slots=True)
class Measured:
    """What was seen of a run."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def table(self, duration: float) -> str:
        """A row for each kind of request."""
        rows = ["| kind | answers/s | p50 ms | p99 ms | 503 | others |", "|---|---|---|---|---|---|"]
        for kind in sorted({kind for kind, _ in self.statuses}):
            taken = sorted(self.seconds.get(kind, [])) or [float("nan")]
            others = {
                status: count
                for (of_kind, status), count in self.statuses.items()
                if of_kind == kind and status not in _DOCUMENTED
            }
            middle, last = (1000 * taken[math.ceil(part * len(taken)) - 1] for part in (0.5, 0.99))
            answered, busy = self.statuses[kind, 200] / duration, self.statuses[kind, 503]
            rows.append(
                f"| {kind} | {answered:.1f} | {middle:.1f} | {last:.1f} | {busy} | {others or 'none'} |"
            )
        return "\n".join([*rows, f"Connections that failed: {dict(self.faults) or 'none'}."])


def _asks(directory: Path, *, graphql: bool) -> list[Ask]:
    """Requests of all kinds, over letters of the graph."""
    with Graph.open(directory) as graph:
        identifiers = graph.identifiers()[:: max(1, len(graph.identifiers()) // 200)]
        base = graph.base
    asks = [Ask("SPARQL: one drug's pages", "/sparql", _PAGES % concept_iri(drug)) for drug in _DRUGS]
    for identifier in identifiers:
        letter = f"{base}determination/{identifier}"
        asks += [
            Ask("SPARQL: one record", "/sparql", _ONE % letter),
            Ask("SPARQL: a record's items", "/sparql", _ITEMS % letter),
            Ask("SPARQL: a small count", "/sparql", _COUNT % letter),
        ]
        if graphql:
            asks.append(Ask("GraphQL: one record", "/graphql", _DETERMINATION, {"id": identifier}))
            asks.append(Ask("GraphQL: a page", "/graphql", _DENIALS, {}))
    return asks


async def _load(url: str, asks: list[Ask], clients: int, seconds: float) -> Measured:
    measured = Measured()
    until = time.monotonic() + seconds
    kinds: dict[str, list[Ask]] = {}
    for ask in asks:
        kinds.setdefault(ask.kind, []).append(ask)

    async def one(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - the same requests each time
        halves = [[k for k in kinds if k.startswith(half)] for half in ("SPARQL", "GraphQL")]
        async with _client(url, _address(number)) as client:
            while time.monotonic() < until:
                half = chance.choice([half for half in halves if half])
                ask = chance.choice(kinds[chance.choice(half)])
                began = time.monotonic()
                try:
                    response = await ask.send(client)
                except httpx.TransportError as error:
                    measured.faults[type(error).__name__] += 1
                    continue
                measured.statuses[ask.kind, response.status_code] += 1
                if response.status_code == 200:
                    measured.seconds.setdefault(ask.kind, []).append(time.monotonic() - began)
                else:
                    await asyncio.sleep(float(response.headers.get("retry-after", 1)))

    await asyncio.gather(*(one(number) for number in range(clients)))
    return measured


def _address(number: int) -> str:
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


@contextlib.asynccontextmanager
async def _client(url: str, address: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(base_url=url, timeout=120, transport=transport) as client:
        yield client


async def _median(url: str, ask: Ask, until: asyncio.Event | None, count: int) -> tuple[float, Counter[int]]:
    """Median seconds of one query after the other, and the statuses."""
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    async with _client(url, "127.0.0.2") as client:
        while (until is None and len(taken) < count) or (until is not None and not until.is_set()):
            began = time.monotonic()
            statuses[(await ask.send(client)).status_code] += 1
            taken.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
    return statistics.median(taken), statuses


async def _hostile(url: str, ask: Ask) -> str:
    """The well-behaved client's median alone, and beside a hundred hostile requests."""
    from tests.server.hostile.requests import HOSTILE
    from tests.server.hostile.sending import sent

    port = httpx.URL(url).port or 80
    alone, _ = await _median(url, ask, None, 300)
    over = asyncio.Event()
    beside = asyncio.create_task(_median(url, ask, over, 0))
    with ThreadPoolExecutor(len(HOSTILE)) as threads:
        loop = asyncio.get_running_loop()
        waits = [
            loop.run_in_executor(threads, sent, hostile, port, _address(number), 600.0)
            for number, hostile in enumerate(HOSTILE)
        ]
        ends = await asyncio.gather(*waits)
    over.set()
    under_attack, statuses = await beside
    slowest = max(seconds for _, seconds in ends)
    return (
        f"median alone {alone * 1000:.2f} ms, beside {len(HOSTILE)} hostile requests at once "
        f"{under_attack * 1000:.2f} ms ({under_attack / alone:.2f} times); statuses {dict(statuses)}; "
        f"the longest hostile request took {slowest:.1f} s; {dict(Counter(kind for kind, _ in ends))}"
    )


@contextlib.contextmanager
def _running(command: list[str], url: str, path: str) -> Iterator[None]:
    """A server of its own process, ready."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            deadline = time.monotonic() + _READY_SECONDS
            while not _ready(url + path):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{command[0]} does not answer at {url}")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(60)


def _ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _oxigraph(directory: Path, asks: list[Ask], clients: int, seconds: float) -> None:
    """The SPARQL half, asked of the peer."""
    program = Path(sys.executable).with_name("oxigraph")
    found = str(program) if program.exists() else shutil.which("oxigraph")
    if found is None:
        print("oxigraph is not installed (pip install oxigraph): no peer was measured.")
        return
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with Graph.open(directory) as graph:
        store = str(graph.store_path)
    command = [found, "serve-read-only", "-l", store, "-b", f"127.0.0.1:{port}", "--union-default-graph"]
    renamed = [Ask(ask.kind, "/query", ask.query) for ask in asks]
    with _running(command, url, "/"):
        measured = asyncio.run(_load(url, renamed, clients, seconds))
    half = f"{clients} clients, {seconds:g} s, SPARQL alone"
    print(f"\noxigraph serve-read-only, {half}\n\n{measured.table(seconds)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, help="a graph directory; it is only read")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--half-seconds", type=float, default=60.0, help="of SPARQL alone, beside the peer")
    parser.add_argument("--hostile", action="store_true", help="hostile requests beside a client")
    given = parser.parse_args()
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).with_name("imr-graph"))
    command = [program, "serve", "--graph", str(given.directory), "--port", str(port)]
    asks = _asks(given.directory, graphql=True)
    with _running(command, url, "/healthz"):
        if given.hostile:
            record = next(ask for ask in asks if ask.kind == "SPARQL: one record")
            print(asyncio.run(_hostile(url, record)))
            return
        measured = asyncio.run(_load(url, asks, given.clients, given.seconds))
        sparql = [ask for ask in asks if ask.kind.startswith("SPARQL")]
        alone = asyncio.run(_load(url, sparql, given.clients, given.half_seconds))
    print(f"imr-graph serve, {given.clients} clients, {given.seconds:g} s\n\n{measured.table(given.seconds)}")
    half = f"{given.clients} clients, {given.half_seconds:g} s, SPARQL alone"
    print(f"\nimr-graph serve, {half}\n\n{alone.table(given.half_seconds)}")
    _oxigraph(given.directory, sparql, given.clients, given.half_seconds)


if __name__ == "__main__":
    main()
