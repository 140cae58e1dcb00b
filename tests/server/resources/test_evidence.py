"""``/evidence``: the form, the pack as page and PDF, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from lxml import html

from imr_graph.errors import OutputError
from imr_graph.evidence import typesetting
from imr_graph.evidence.pack import Pack
from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, serving

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
DRUGS = "/evidence?treatment=category/pharmaceutical"


@pytest.fixture(scope="module")
def narrow_client(counted_graph: Graph) -> Iterator[httpx.Client]:
    """A client of a server that makes packs of one letter."""
    limits = replace(LIMITS, evidence_letters=1)
    with serving(create_app(counted_graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as opened:
        yield opened


def parsed(text: str) -> Any:
    """A page as a tree; what XPath gives has no type worth telling."""
    return html.document_fromstring(text)


def test_without_a_question_there_is_a_form_with_suggestions(counted_client: httpx.Client) -> None:
    for address in ("/evidence", "/evidence?treatment=&words=&citedBy=&format=html"):
        answer = counted_client.get(address, headers=BROWSER)
        assert answer.status_code == 200
        page = parsed(answer.text)
        (form,) = page.xpath("//form[@action='/evidence']")
        named = set(form.xpath(".//@name"))
        assert named == {"treatment", "words", "diagnosis", "guideline", "citedBy", "from", "to", "format"}
        for control in form.xpath(".//input | .//select"):
            assert form.xpath(f".//label[@for='{control.get('id')}']")
        for name in ("treatments", "diagnoses", "guidelines"):
            assert page.xpath(f"//datalist[@id='{name}']/option/@value")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_every_suggestion_of_a_treatment_makes_a_pack(counted_client: httpx.Client) -> None:
    page = parsed(counted_client.get("/evidence", headers=BROWSER).text)
    for name, field in (("treatments", "treatment"), ("diagnoses", "diagnosis"), ("guidelines", "guideline")):
        values = page.xpath(f"//datalist[@id='{name}']/option/@value")
        for value in values[:: max(1, len(values) // 4)]:
            answer = counted_client.get("/evidence", params={field: value})
            assert answer.status_code == 200, (field, value, answer.text)
            assert parsed(answer.text).xpath("//article"), value


def test_a_pack_is_a_page_that_stands_alone(counted_client: httpx.Client) -> None:
    answer = counted_client.get(DRUGS, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="evidence-category-pharmaceutical.html"'
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    page = parsed(answer.text)
    links = [link for link in page.xpath("//@href") if not link.startswith("#")]
    assert links
    assert all(link.startswith(str(counted_client.base_url)) for link in links)
    letter, _, place = next(link for link in links if "#" in link).partition("#")
    shown = parsed(counted_client.get(letter, headers=BROWSER).text)
    assert shown.xpath("//*[@id=$place]", place=place)


def test_a_client_that_holds_the_pack_is_told_so(counted_client: httpx.Client) -> None:
    tag = counted_client.get(DRUGS).headers["ETag"]
    again = counted_client.get(DRUGS, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = counted_client.get(f"{DRUGS}&quotes=1", headers={"If-None-Match": tag})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("address", "headers"),
    [(f"{DRUGS}&format=pdf", BROWSER), (DRUGS, {"Accept": "application/pdf"})],
)
def test_a_pack_is_a_pdf(counted_client: httpx.Client, address: str, headers: dict[str, str]) -> None:
    answer = counted_client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith('.pdf"')
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("treatmnt=drug/norco", "near it: treatment"),
        ("treatment=drug/norco&treatment=drug/soma", "give it once"),
        ("treatment=norko", "no drug, ingredient, class or category"),
        ("treatment=drug/norco&format=doc", "there are: html, pdf"),
        ("treatment=drug/norco&quotes=0", "1 to 20"),
        ("treatment=drug/norco&from=31.12.2016", "a day such as 2016-12-31"),
        ("treatment=drug/norco&guideline=guideline/odg&citedBy=nobody", "claims-administrator, reviewer"),
        (f"words={'x' * 1001}", "1000 are possible"),
        ("from=2016-01-01", "needs a treatment"),
    ],
)
def test_what_is_refused_is_told_to_programs_and_beside_the_form(
    counted_client: httpx.Client, query: str, said: str
) -> None:
    answer = counted_client.get(f"/evidence?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    shown = counted_client.get(f"/evidence?{query}", headers=BROWSER)
    assert shown.status_code == 400
    (alert,) = parsed(shown.text).xpath("//*[@role='alert']")
    assert said in " ".join(alert.text_content().split())


def test_a_pack_of_too_many_letters_is_refused_with_the_cure(narrow_client: httpx.Client) -> None:
    answer = narrow_client.get(DRUGS)
    assert answer.status_code == 400
    assert "a pack holds 1 at most: name a narrower treatment" in answer.json()["detail"]


def test_a_pdf_that_cannot_be_made_in_time_is_told(
    counted_client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_pack: Pack, _server: str, seconds: float) -> bytes:
        assert 0 < seconds <= LIMITS.evidence_seconds
        raise OutputError("the PDF was not made; ask for fewer letters")

    monkeypatch.setattr(typesetting, "evidence_pdf", late)
    answer = counted_client.get(f"{DRUGS}&format=pdf&quotes=3")
    assert answer.status_code == 503
    assert answer.json()["type"].endswith(":evidence-too-slow")
    assert "ask for fewer letters" in answer.json()["detail"]


def test_without_the_library_of_pdfs_there_are_pages(
    counted_client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "can_typeset", lambda: False)
    answer = counted_client.get(f"{DRUGS}&format=pdf&quotes=2")
    assert answer.status_code == 501
    assert "imr-graph[pdf]" in answer.json()["detail"]
    assert counted_client.get(f"{DRUGS}&quotes=2").status_code == 200


def test_a_graph_without_tables_has_no_packs(counted_graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Graph, "facts_path", None)
    with serving(create_app(counted_graph, LIMITS)) as url:
        answer = httpx.get(f"{url}/evidence?treatment=drug/norco", timeout=30)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:imr-graph:problem:no-tables")
