"""Every kind of link on every kind of page leads somewhere, and to the place it names there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import httpx
import pytest
from lxml import html

from server.web.shell import SECTIONS

HTML: Final = {"Accept": "text/html"}
BEGINNINGS: Final = (
    *(one.path for one in SECTIONS),
    "/questions/drug-guideline-denials",
    "/questions/decisions-by-period",
    "/search?words=medication",
    "/search?show=letters",
    "/search/by/drug",
    "/concepts/drug",
    "/data/concept/drug/norco",
    "/data/concept/guideline/mtus-chronic-pain",
    "/explore?node=drug/norco",
    "/export?view=drug-guideline",
    "/cube/sparql",
    "/determination/CM99-0000000",
)
DEEPER: Final = 2
"""Pages are followed so many steps from these."""
OF_A_ROUTE: Final = 1
"""Links of one route from one section of pages that are followed; they are written by the same line."""
MOST: Final = 300
PAGE_NOT_MADE: Final = re.compile(r"^/(docs/|files/.+\.)|\.(gexf|graphml|csv\.zip|svg|png)(\?|$)")
"""What is tested elsewhere and takes seconds to make: the documentation, files, pictures."""


def route(address: str) -> str:
    """What kind of page an address is of: its path without names, whether it has parameters, and its form."""
    parts = urlsplit(address)
    steps = parts.path.strip("/").split("/")
    kept = steps[:3] if steps[:2] == ["data", "concept"] else steps[:1]
    forms = re.findall(r"format=(\w+)", parts.query)
    return "/".join([*kept, str(len(steps)), "?" if parts.query else "", *forms])


class Crawl:
    """What was fetched, and what is to be.

    Args:
        client: of the server.
    """

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.pages: dict[str, httpx.Response] = {}
        self.wrong: list[str] = []
        self._taken: dict[tuple[str, str], set[str]] = defaultdict(set)

    def get(self, address: str) -> httpx.Response:
        if address not in self.pages:
            self.pages[address] = self.client.get(address, headers=HTML, follow_redirects=True)
        return self.pages[address]

    def follow(self, address: str) -> Iterator[str]:
        """Follow the links of a page; gives those that are pages themselves."""
        document = html.fromstring(self.get(address).content)
        found_links: Any = document.xpath("//a/@href | //link[@rel='alternate']/@href")
        for href in dict.fromkeys(map(str, found_links)):
            whole = urljoin(address, href)
            parts = urlsplit(whole)
            if parts.scheme or parts.netloc or PAGE_NOT_MADE.search(whole):
                continue
            beyond = whole.partition("#")[0]
            taken = self._taken[route(address).split("/")[0], route(beyond) + ("#" if parts.fragment else "")]
            if beyond in taken or len(taken) >= OF_A_ROUTE or len(self.pages) >= MOST:
                continue
            taken.add(beyond)
            found = self.get(beyond)
            if found.status_code != 200 and beyond != address:
                self.wrong.append(f"{address}: {href}: {found.status_code}")
            elif "html" in found.headers["content-type"]:
                if parts.fragment and not self.has(beyond, unquote(parts.fragment)):
                    self.wrong.append(f"{address}: {href}: no such place on the page")
                yield beyond

    def has(self, address: str, fragment: str) -> bool:
        document = html.fromstring(self.get(address).content)
        return bool(document.xpath("//*[@id=$fragment]", fragment=fragment))


@pytest.fixture(scope="module")
def crawl(counted_client: httpx.Client) -> Crawl:
    """All that is reached from the beginnings."""
    crawl = Crawl(counted_client)
    pages = list(BEGINNINGS)
    for _ in range(DEEPER):
        pages = list(dict.fromkeys(found for page in pages for found in crawl.follow(page)))
    return crawl


def test_every_link_answers_and_its_place_is_there(crawl: Crawl) -> None:
    assert crawl.wrong == []


def test_the_links_lead_to_every_kind_of_page(crawl: Crawl) -> None:
    routes = {route(address).split("/")[0] for address in crawl.pages}
    assert routes >= {"", "questions", "search", "concepts", "data", "explore", "export", "files", "evidence"}
    assert routes >= {"determination", "sparql", "graphql", "ontology", ".well-known", "readyz"}
    assert 100 < len(crawl.pages) < MOST
