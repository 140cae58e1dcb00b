"""``/export``: every view with its picture, its filters and its files."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from lxml import html

from imr_graph.export import FORMATS, VIEWS
from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import LIMITS, serving

BROWSER = {"Accept": "text/html"}
CONCEPTS = [name for name in VIEWS if name != "whole"]


def test_all_views_are_listed_with_pictures_and_files(client: httpx.Client) -> None:
    page = client.get("/export", headers=BROWSER).text
    for name, view in VIEWS.items():
        assert view.title.replace("'", "&#39;") in page
        assert f'src="/export/{name}.svg"' in page
        for form in FORMATS:
            assert f'href="/export/{name}.{form}"' in page


@pytest.mark.parametrize("name", list(VIEWS))
def test_a_view_has_a_field_for_each_filter_and_keeps_them_in_its_links(
    client: httpx.Client, name: str
) -> None:
    answer = client.get("/export", params={"view": name, "from": "2015-01-01"}, headers=BROWSER)
    assert answer.status_code == 200
    tree = html.fromstring(answer.text)
    for filter_name in VIEWS[name].filters:
        assert tree.xpath(f"//main//*[@name='{filter_name}' and @id='{filter_name}']"), filter_name
        assert tree.xpath(f"//label[@for='{filter_name}']")
    assert f"/export/{name}.gexf?from=2015-01-01" in answer.text
    assert f"/export/{name}.svg?from=2015-01-01" in answer.text


@pytest.mark.parametrize(("name", "form"), [("specialty-guideline", "svg"), ("drug-guideline", "png")])
def test_a_picture_is_sent_and_kept(client: httpx.Client, name: str, form: str) -> None:
    first = client.get(f"/export/{name}.{form}")
    assert first.status_code == 200
    assert first.headers["content-type"] == {"svg": "image/svg+xml", "png": "image/png"}[form]
    assert client.get(f"/export/{name}.{form}").content == first.content
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"/export/{name}.{form}", headers=held).status_code == 304


def test_filters_that_are_none_are_said_on_the_page(client: httpx.Client) -> None:
    answer = client.get("/export?view=drug-guideline&drug=nothing-at-all", headers=BROWSER)
    assert answer.status_code == 400
    assert "nothing-at-all" in answer.text
    assert 'id="drug"' in answer.text
    assert client.get("/export?view=nothing", headers=BROWSER).status_code == 404
    assert client.get("/export/drug-guideline.svg?drug=nothing-at-all").status_code == 400
    assert client.get("/export/nothing.svg").status_code == 404


def test_gephi_lite_is_offered_where_there_is_one(graph: Graph, client: httpx.Client) -> None:
    assert "Gephi Lite</a>" not in client.get("/export?view=drug-guideline", headers=BROWSER).text
    limits = replace(LIMITS, gephi_lite="https://lite.example/", export_letters=1)
    with serving(create_app(graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as lite:
        page = lite.get("/export?view=drug-guideline", headers=BROWSER).text
        file = f"{url}/export/drug-guideline.gexf".replace(":", "%3A").replace("/", "%2F")
        assert f'href="https://lite.example/?file={file}"' in page
        whole = lite.get("/export?view=whole", headers=BROWSER).text
        assert "narrow it" in whole
        assert "/export/whole.svg" not in whole
