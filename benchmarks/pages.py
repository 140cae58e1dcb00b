"""How long pages take, and how much they send: ``python -m benchmarks.pages GRAPH``.

The graph is served on a free port by one process. Of each kind of page many are asked for, one after the
other, each twice: answers are kept, so that one address asked for again and again would tell nothing of first
visits. For each kind: the median time from request to last byte of the first visits and of the second ones,
the processor time of the server's processes for a first visit, and the bytes of a page as it is sent,
compressed, alone and with all styles and scripts that it loads, those fetched later included.
"""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import click
import httpx
import msgspec

from benchmarks.scale import tree_processes
from imr_graph.questions import load_questions
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables
from imr_graph.tables.item_statistics import items_by_value
from server.web.assets import PAGES
from server.web.concept_kinds import concept_kinds

WORDS: Final = (
    "opioid", "lumbar fusion", "physical therapy", "MRI", "urine drug screen", "functional improvement",
    "epidural steroid", "acupuncture", "gabapentin", "failed conservative treatment", "knee", "sleep",
    "compound cream", "surgery", "radiculopathy", "weaning", "home exercise", "psychological", "NSAID",
    "first line", "shoulder", "injection", "electrodiagnostic", "muscle relaxant", "not documented", "TENS",
    "chiropractic", "cervical spine", "pain management", "\"medically necessary\"",
)  # fmt: skip
"""What is searched for; some of it stands in most letters, some in few."""

KINDS: Final = {
    "drug": "drug",
    "ingredient": "ingredient",
    "drugClass": "drug_class",
    "condition": "condition",
    "document": "document",
    "section": "section",
    "specialty": "specialty",
    "category": "category",
}
"""Concepts whose pages are asked for: name of the dimension in addresses to that in tables."""

_STARTING: Final = 60.0
_LINKED: Final = re.compile(r'(?:src|href)="/static/pages/([^"]+\.(?:js|css))"')
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """The pages of one kind.

    Args:
        kind: what they are.
        pages: how many were asked for.
        failed: how many of them were not answered by 200.
        first: milliseconds of a first visit, the median.
        slowest: of the slowest.
        again: milliseconds of a second visit, the median.
        cpu: processor milliseconds of a first visit, the mean.
        page: bytes of a page as it is sent, the median.
        whole: bytes with the styles and scripts of the last one.
    """

    kind: str
    pages: int
    failed: int
    first: float
    slowest: float
    again: float
    cpu: float
    page: float
    whole: float

    def __str__(self) -> str:
        """A line of the table."""
        failed = f"  {self.failed} FAILED" if self.failed else ""
        times = f"{self.first:.0f} | {self.slowest:.0f} | {self.again:.0f} | {self.cpu:.0f}"
        return (
            f"| {self.kind} | {self.pages} | {times} | {self.page / 1000:.1f} | "
            f"{self.whole / 1000:.1f} |{failed}"
        )


@dataclass(frozen=True, slots=True)
class Served:
    """A running server.

    Args:
        root: its URL.
        process: its main process.
    """

    root: str
    process: int

    def cpu(self) -> float:
        """Processor seconds of its processes so far."""
        return sum(_cpu(one) for one in tree_processes(self.process))


@contextmanager
def served(graph: Path) -> Iterator[Served]:
    """A server of the graph, in one process beside those that answer SPARQL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "imr-graph"),
        "serve",
        "--graph",
        str(graph),
        "--port",
        str(port),
    ]
    root = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            until = time.monotonic() + _STARTING
            while not _answers(root):
                if process.poll() is not None or time.monotonic() > until:
                    raise click.ClickException("the server did not start")
                time.sleep(0.2)
            yield Served(root, process.pid)
        finally:
            process.terminate()


def addresses(graph: Path, most: int) -> dict[str, list[str]]:
    """Many addresses of each kind of page, chosen alike each time.

    Args:
        graph: the graph directory.
        most: addresses of a kind.
    """
    with Graph.open(graph) as opened:
        identifiers = opened.identifiers()
        path = opened.facts_path
    if path is None:
        raise click.ClickException("the graph has no fact tables; build it anew")
    with FactTables.open(path) as tables:
        used = {name: items_by_value(tables, dimension) for name, dimension in KINDS.items()}
    paths = {
        name: _spread([one for one, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))], most)
        for name, counts in used.items()
    }
    found = {"home": ["/"], "questions": ["/questions"]}
    found["a question"] = [f"/questions/{name}" for name in load_questions()]
    drugs, sections = paths["drug"], paths["section"]
    found["a question of a drug"] = [
        f"/questions/{name}?{urlencode({'drug': drug})}"
        for drug in drugs
        for name in ("overturn-rate-by-place", "drug-guideline-denials")
    ][:most]
    found["search, words"] = [_search(words=words) for words in WORDS[:most]]
    found["search, a filter"] = [
        _search(**{name: one})
        for name in ("drug", "condition", "section")
        for one in paths[name][: most // 3]
    ]
    found["search, words and filters"] = [
        _search(words=words, outcome="overturned", drugClass=one)
        for words, one in zip(WORDS, _again(paths["drugClass"], most), strict=False)
    ][:most]
    found["search, letters"] = [_search(words=words, show="letters", sort="newest") for words in WORDS[:most]]
    found["all values of a facet"] = [
        f"/search/by/section?{urlencode({'words': words})}" for words in WORDS[:most]
    ]
    found["letter"] = [f"/determination/{quote(one, safe='')}" for one in _spread(identifiers, most)]
    found |= {
        f"concept, {name}": [f"/data/concept/{quote(one)}" for one in of_kind]
        for name, of_kind in paths.items()
    }
    found["concepts"] = ["/concepts", *(f"/concepts/{name}" for name in concept_kinds())]
    found["explore"] = [
        f"/explore?{urlencode({'node': one})}"
        for one in _spread([*drugs, *sections, *paths["condition"]], most)
    ]
    found["Gephi views"] = ["/export", *(f"/export?view={name}" for name in ("drug-guideline", "whole"))]
    found["files"] = ["/files"]
    found["evidence, form"] = ["/evidence"]
    return found


def measured(client: httpx.Client, server: Served, kind: str, urls: Sequence[str]) -> Measured:
    """The pages of a kind, each asked for twice."""
    before = server.cpu()
    visits = [_visit(client, url) for url in urls]
    cpu = server.cpu() - before
    again = [_visit(client, url)[0] for url in urls]
    first = [taken for taken, _, _ in visits]
    return Measured(
        kind,
        len(urls),
        sum(answer.status_code != 200 for _, answer, _ in visits),
        statistics.median(first),
        max(first),
        statistics.median(again),
        1000 * cpu / len(urls),
        statistics.median(size for _, _, size in visits),
        visits[-1][2] + sum(sent(client, f"/static/pages/{file}") for file in loaded(visits[-1][1].text)),
    )


def loaded(page: str) -> list[str]:
    """The files of the front end that a page loads, and those that its scripts fetch once they are needed."""
    chunks: Mapping[str, Mapping[str, Any]] = msgspec.json.decode((PAGES / "manifest.json").read_bytes())
    by_file = {chunk["file"]: name for name, chunk in chunks.items()}
    linked = _LINKED.findall(page)
    files = dict.fromkeys(linked)
    left = [by_file[file] for file in linked if file in by_file]
    seen: set[str] = set()
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = chunks[name]
        files |= dict.fromkeys((chunk["file"], *chunk.get("css", ())))
        left += [*chunk.get("imports", ()), *chunk.get("dynamicImports", ())]
    return list(files)


def sent(client: httpx.Client, url: str) -> int:
    """Bytes of an answer's body as it comes over the wire."""
    with client.stream("GET", url) as answer:
        return sum(len(part) for part in answer.iter_raw())


def _visit(client: httpx.Client, url: str) -> tuple[float, httpx.Response, int]:
    """Milliseconds, the answer, and its bytes as they came."""
    began = time.perf_counter()
    answer = client.get(url)
    return 1000 * (time.perf_counter() - began), answer, answer.num_bytes_downloaded


def _search(**parameters: str) -> str:
    return f"/search?{urlencode(parameters)}"


def _spread(values: Sequence[str], most: int) -> list[str]:
    """As many of some values, from the first to the last."""
    return [values[place * len(values) // most] for place in range(most)] if len(values) > most else [*values]


def _again(values: Sequence[str], most: int) -> list[str]:
    return [values[place % len(values)] for place in range(most)]


def _cpu(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:  # it has ended
        return 0.0
    fields = told.rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS  # its own, and that of processes below it that have ended


def _answers(root: str) -> bool:
    try:
        return httpx.get(f"{root}/healthz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@click.command()
@click.argument("graph", type=click.Path(exists=True, path_type=Path))
@click.option("--most", default=30, show_default=True, help="Pages of a kind.")
@click.option("--kind", "kinds", multiple=True, help="Only kinds whose names begin so; may be given again.")
@click.option("--rest", default=15.0, show_default=True, help="Seconds that the server has to itself first.")
def main(graph: Path, most: int, kinds: tuple[str, ...], rest: float) -> None:
    """Print how long the pages of a GRAPH take, and how much they send."""
    accepting = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    wanted = addresses(graph, most)
    with served(graph) as server, httpx.Client(base_url=server.root, headers=accepting, timeout=60) as client:
        time.sleep(rest)
        click.echo("| page | pages | first visit, ms | slowest | again | CPU, ms | kB | with files, kB |")
        click.echo("|---|---:|---:|---:|---:|---:|---:|---:|")
        for kind, urls in wanted.items():
            if not kinds or kind.startswith(kinds):
                click.echo(str(measured(client, server, kind, urls)))


if __name__ == "__main__":
    main()
