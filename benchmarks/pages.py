"""How long pages take, and how much they send: ``python -m benchmarks.pages GRAPH [URL ...]``.

The graph is served on a free port by one process. For each page: the median time from request to last byte,
of requests on an open connection after a first one, and its bytes as they are sent, compressed, alone and
with the styles and scripts that it names.
"""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import httpx

from imr_graph.store.graph import Graph

PAGES: Final = (
    "/",
    "/questions",
    "/questions/drug-guideline-denials",
    "/questions/drug-guideline-denials?drug=Norco",
    "/questions/overturn-rate-by-specialty",
    "/questions/category-share-by-period?period=month",
    "/questions/specialty-decides-treatment",
    "/questions/overturn-rate-by-category/letters?row.category=Pharmaceutical"
    "&row.categoryIri=category/pharmaceutical&count=items",
    "/suggest?kind=drug&words=nor",
    "/search",
    "/search?words=opioid",
    "/search?drug=drug/norco",
    "/search?words=pain&outcome=overturned&drugClass=drug-class/opioid",
    "/search?words=opioid&show=letters",
    "/search/by/section?words=pain",
    "/determination/{letter}",
    "/data/concept/drug/norco",
    "/concepts",
    "/concepts/drug",
    "/explore?node=drug/norco",
    "/export",
    "/files",
    "/evidence",
)
"""Addresses that are asked for; ``{letter}`` stands for some letter of the graph."""

_STARTING: Final = 60.0
_LINKED: Final = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"')


@dataclass(frozen=True, slots=True)
class Measured:
    """One page.

    Args:
        url: its address.
        status: of the answers.
        first: milliseconds of the first request.
        median: milliseconds of the later ones.
        page: bytes of the page as it is sent.
        whole: bytes with its styles and scripts.
    """

    url: str
    status: int
    first: float
    median: float
    page: int
    whole: int

    def __str__(self) -> str:
        """A line of the table."""
        kilobytes = f"{self.page / 1000:8.1f} kB {self.whole / 1000:8.1f} kB"
        return f"{self.status} {self.median:8.1f} ms {self.first:8.1f} ms {kilobytes}  {self.url}"


@contextmanager
def served(graph: Path) -> Iterator[str]:
    """The root URL of a server of the graph."""
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
            yield root
        finally:
            process.terminate()


def measured(client: httpx.Client, url: str, times: int) -> Measured:
    """One page, asked for several times."""
    taken: list[float] = []
    for _ in range(times + 1):
        began = time.perf_counter()
        answer = client.get(url)
        taken.append(1000 * (time.perf_counter() - began))
    size = sent(client, url)
    linked = sum(sent(client, one) for one in dict.fromkeys(_LINKED.findall(answer.text)))
    return Measured(url, answer.status_code, taken[0], statistics.median(taken[1:]), size, size + linked)


def sent(client: httpx.Client, url: str) -> int:
    """Bytes of an answer's body as it comes over the wire."""
    with client.stream("GET", url) as answer:
        return sum(len(part) for part in answer.iter_raw())


def _answers(root: str) -> bool:
    try:
        return httpx.get(f"{root}/healthz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@click.command()
@click.argument("graph", type=click.Path(exists=True, path_type=Path))
@click.argument("urls", nargs=-1)
@click.option("--times", default=9, show_default=True, help="Requests after the first one.")
def main(graph: Path, urls: tuple[str, ...], times: int) -> None:
    """Print how long the pages of a GRAPH take, and how much they send."""
    with Graph.open(graph) as opened:
        letter = opened.identifiers()[opened.manifest.letters // 2]
    accepting = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    with served(graph) as root, httpx.Client(base_url=root, headers=accepting, timeout=60) as client:
        click.echo("       median      first         page   with files")
        for url in urls or PAGES:
            click.echo(str(measured(client, url.replace("{letter}", letter), times)))


if __name__ == "__main__":
    main()
