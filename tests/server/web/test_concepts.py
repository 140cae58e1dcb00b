"""Pages of concepts: every kind renders, numbers are those of statistics and search, doubts are told."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from lxml import html

from imr_graph.store.graph import Graph
from imr_graph.tables.dimensions import dimensions
from server.serving.catalogue import Catalogue
from server.web.concept_kinds import ConceptKind, concept_kinds, kind_of
from tests.server.web.test_letters import BROWSER, page

KINDS = list(concept_kinds().values())
COUNTED = [kind for kind in KINDS if kind.dimensions]


@pytest.fixture(scope="module")
def catalogue(counted_graph: Graph) -> Catalogue:
    return Catalogue.of(counted_graph)


def rows(client: httpx.Client, address: str) -> list[dict[str, str]]:
    response = client.get(address, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def figure(text: str) -> int:
    return int(text.replace(",", ""))


def test_every_concept_of_the_schemes_is_of_one_kind(catalogue: Catalogue) -> None:
    for kind in KINDS:
        found = catalogue.of_class(kind.class_name)
        assert found, kind.name
        assert {kind_of(one) for one in found} == {kind}
        assert len(kind.counted) in (0, len(kind.dimensions))
        assert set(kind.dimensions) | set(kind.beside) <= set(dimensions())


@pytest.mark.parametrize("wanted", COUNTED, ids=lambda kind: str(kind.name))
def test_a_page_counts_as_statistics_and_lists_do(counted_client: httpx.Client, wanted: ConceptKind) -> None:
    listed = rows(counted_client, f"/concepts/{wanted.name}?format=csv")
    name = wanted.dimensions[0]
    if not listed:
        assert wanted.name in {"edition", "chapter", "page"}
        return
    for row in (listed[0], listed[-1]):
        path = row["concept"].partition("/concept/")[2]
        document = page(counted_client, f"/data/concept/{path}")
        [shown] = document.xpath("//dl[@class='figures']/div[1]/dd/a/text()")
        [total] = rows(counted_client, f"/statistics?{name}={path}&format=csv")
        if wanted.name not in {"party", "edition-status", "certainty"}:  # these choose among citations there
            assert figure(shown) == int(total["items"])
            assert row["overturned"] == total["overturned"]
            assert row["low"] == total["low"]
        assert figure(shown) == int(row["items"])
        years = document.xpath("//section[@aria-labelledby='years']//tbody/tr/td[1]")
        assert sum(figure(cell.text_content()) for cell in years) == int(row["items"])


def test_what_it_goes_with_counts_as_search_does(counted_client: httpx.Client) -> None:
    [most, *_] = rows(counted_client, "/concepts/drug?format=csv&first=1")
    path = most["concept"].partition("/concept/")[2]
    document = page(counted_client, f"/data/concept/{path}")
    links = document.xpath("//div[@class='beside']//td[@class='number']/a")
    assert len(links) > 5
    for link in links[::4]:
        found = counted_client.get(link.get("href"), headers={"Accept": "application/json"})
        assert found.json()["totalCount"] == figure(link.text), link.get("href")
    letters = document.xpath(
        "//section[@aria-labelledby='letters']//a[starts-with(@href, '/determination')]/@href"
    )
    assert letters
    for href in letters:
        assert counted_client.get(href.partition("#")[0]).status_code == 200


def test_every_link_of_a_page_leads_somewhere_of_ours(counted_client: httpx.Client) -> None:
    [most, *_] = rows(counted_client, "/concepts/drug?format=csv&first=1")
    document = page(counted_client, f"/data/concept/{most['concept'].partition('/concept/')[2]}")
    hrefs = set(document.xpath("//main//a/@href"))
    assert all(href.startswith(("/", "#")) for href in hrefs)
    for href in sorted(
        href for href in hrefs if href.startswith(("/statistics", "/data/", "/concepts", "/search/by"))
    ):
        assert counted_client.get(href, headers=BROWSER).status_code == 200, href


def test_a_concept_that_no_letter_uses_says_so(counted_client: httpx.Client, catalogue: Catalogue) -> None:
    used = {row["concept"] for row in rows(counted_client, "/concepts/specialty?format=csv")}
    unused = next(one for one in catalogue.of_class("Specialty") if one.iri not in used)
    for path in (unused.path, "side/left", "warning/no-summary"):
        document = page(counted_client, f"/data/concept/{path}")
        assert "No letter here uses it" in document.xpath("//main")[0].text_content()
        assert not document.xpath("//dl[@class='figures']")


@pytest.mark.parametrize(("verified", "words"), [(True, "verified"), (False, "Recalled, not verified.")])
def test_a_recalled_concept_is_shown_as_recalled(
    counted_client: httpx.Client, catalogue: Catalogue, verified: bool, words: str
) -> None:
    concept = next(one for one in catalogue.of_class("Condition") if one.values["verified"] == (verified,))
    told = page(counted_client, f"/data/concept/{concept.path}").xpath("//main")[0].text_content()
    assert words in told
    assert ("Recalled" in told) is not verified
    for source in concept.sources:
        assert source in told


def test_broader_and_narrower_lead_to_each_other(counted_client: httpx.Client) -> None:
    below = page(counted_client, "/data/concept/category/surgery/spine")
    assert "/data/concept/category/surgery" in below.xpath("//nav[@class='crumbs']//a/@href")
    above = page(counted_client, "/data/concept/category/surgery")
    assert "/data/concept/category/surgery/spine" in above.xpath("//ul[@class='tree']//a/@href")
    ingredient = page(counted_client, "/data/concept/ingredient/hydrocodone")
    assert "/data/concept/drug/norco" in ingredient.xpath("//ul[@class='tree']//a/@href")


def test_programs_get_triples_and_links_name_their_form(client: httpx.Client) -> None:
    path = "/data/concept/drug/norco"
    assert client.get(path).headers["content-type"].startswith("text/turtle")
    document = page(client, path)
    for form in document.xpath("//link[@rel='alternate']"):
        response = client.get(form.get("href"), headers=BROWSER)
        assert response.headers["content-type"].split(";")[0] == form.get("type")
    held = client.get(path, headers=BROWSER)
    again = client.get(path, headers={**BROWSER, "If-None-Match": held.headers["etag"]})
    assert again.status_code == 304


def test_kinds_lead_to_lists_and_lists_to_pages(counted_client: httpx.Client) -> None:
    document = page(counted_client, "/concepts")
    lists = document.xpath("//li[@class='card']/h2/a/@href")
    assert lists == [f"/concepts/{kind.name}" for kind in KINDS]
    assert page(counted_client, "/concepts/warning").xpath("//p[@class='note']")


@pytest.mark.parametrize("order", ["items", "label", "rate", "-rate"])
def test_a_list_is_sorted_and_paged_by_address(counted_client: httpx.Client, order: str) -> None:
    every = rows(counted_client, f"/concepts/drug?sort={order}&format=csv")
    counts = {"items": lambda row: -float(row["items"]), "rate": lambda row: -float(row["overturnRate"])}
    counts["-rate"] = lambda row: float(row["overturnRate"])
    assert len(every) > 4
    if order == "label":
        names = [row["label"].casefold() for row in every]
        assert names == sorted(names)
    else:
        numbers = list(map(counts[order], every))
        assert numbers == sorted(numbers)
    paged: list[str] = []
    address: str | None = f"/concepts/drug?sort={order}&first=3"
    while address:
        document = page(counted_client, address)
        paged += document.xpath("//tbody/tr/th/a/text()")
        address = next(iter(document.xpath("//a[@rel='next']/@href")), None)
    assert paged == [row["label"] for row in every]
    assert document.xpath("//a[@rel='prev']/@href")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/concepts/drugs", 404, "drug"),
        ("/concepts/drug?sort=size", 400, "no list is sorted by"),
        ("/concepts/drug?colour=red", 400, "takes sort, first, after and format"),
        ("/concepts/drug?format=word", 400, "no format is called"),
        ("/data/concept/drug/unknown", 404, "/concepts"),
        ("/data/concept/drug/norco?format=word", 400, "No format is called"),
        ("/data/concept/%3Cscript%3E", 404, ""),
    ],
)
def test_what_is_not_there_helps_on(client: httpx.Client, address: str, status: int, words: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == status
    document = html.document_fromstring(response.text)
    assert words in str(document.xpath("string(//main)"))
    assert document.xpath("//form[@action='/search']")
    assert "<script>" not in response.text


def test_the_kinds_come_as_rows_too(counted_client: httpx.Client) -> None:
    told = counted_client.get("/concepts").json()
    assert [one["name"] for one in told["columns"]] == ["kind", "label", "known", "used"]
    kinds = {row[0]: row for row in told["rows"]}
    assert set(kinds) == set(concept_kinds())
    drugs = counted_client.get("/concepts/drug").json()
    assert kinds["drug"][3] == drugs["totalCount"] > 0
    first = counted_client.get("/concepts?first=2&format=csv").text.splitlines()
    assert [line.split(",")[0] for line in first] == ["kind", *list(kinds)[:2]]
    assert counted_client.get("/concepts?sort=label").status_code == 400
