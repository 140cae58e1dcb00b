"""``/docs/``: the documentation where it is built, a word on it where it is not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from server.responses.problems import Problem
from server.web import documentation
from server.web.shell import PAGE_POLICY
from tests.server.web.browsing import PHONE, needed
from tests.server.web.conftest import Visit


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(documentation, "DOCS", tmp_path)
    return tmp_path


def get(path: str, **headers: str) -> httpx.Response:
    """What a server with nothing but its documentation answers."""

    async def told(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return problem.response()

    app = Starlette(exception_handlers={Problem: told})
    app.mount("/docs", documentation.Documentation())

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers=headers, follow_redirects=True)

    return asyncio.run(asked())


def test_pages_come_under_the_policy_of_all_pages(site: Path) -> None:
    (site / "tutorial").mkdir()
    (site / "index.html").write_text("<h1>imr-graph</h1>")
    (site / "tutorial" / "index.html").write_text("<h1>Tutorial</h1>")
    for path, words in (("/docs", "imr-graph"), ("/docs/", "imr-graph"), ("/docs/tutorial/", "Tutorial")):
        answer = get(path)
        assert answer.status_code == 200
        assert words in answer.text
        assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
    again = get("/docs/tutorial/", **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == PAGE_POLICY


def test_a_page_that_is_not_there_says_where_all_are(site: Path) -> None:
    (site / "index.html").write_text("<h1>imr-graph</h1>")
    answer = get("/docs/nothing.html")
    assert answer.status_code == 404
    assert "'nothing.html'; /docs/ leads to all of them" in answer.json()["detail"]


def test_a_server_without_documentation_says_how_to_build_it(site: Path) -> None:
    answer = get("/docs/")
    assert answer.status_code == 404
    assert "`make docs` builds it" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/docs/../secret", "/docs/%2e%2e/secret", "/docs/..%2fsecret"])
def test_no_path_leads_out_of_the_site(site: Path, path: str) -> None:
    (site / "index.html").write_text("<h1>imr-graph</h1>")
    (site.parent / "secret").write_text("secret")
    assert get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "tutorial/first-answer.html", "model.html"])
def test_pages_are_whole_in_a_browser(visit: Visit, live_server: str, path: str) -> None:
    needed(documentation.DOCS / "index.html", "make docs")
    watched = visit(live_server, PHONE)
    page = watched.open(f"/docs/{path}")
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [fault for fault in watched.axe() if "(serious)" in fault or "(critical)" in fault] == []
    watched.assert_at_peace()


def test_the_documentation_can_be_searched(visit: Visit, live_server: str) -> None:
    needed(documentation.DOCS / "index.html", "make docs")
    watched = visit(live_server)
    page = watched.open("/docs/search.html?q=rollback")
    page.get_by_role("link", name="Update a graph, and go back").first.wait_for()
    watched.assert_at_peace()
