"""The shell around pages: policy, navigation, styles and scripts by the build's manifest, errors, words."""

from __future__ import annotations

import datetime as dt
import json
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from server.responses import addresses
from server.web import assets, shell, wording
from tests.server.web.conftest import Visit

HTML = {"Accept": "text/html"}

MANIFEST = {
    "src/site/site.js": {
        "file": "assets/site-1.js",
        "name": "site",
        "isEntry": True,
        "imports": ["_shared.js"],
        "css": ["assets/site-1.css"],
    },
    "_shared.js": {"file": "assets/shared-1.js", "name": "shared", "css": ["assets/shared-1.css"]},
    "src/chart/chart.js": {"file": "assets/chart-1.js", "name": "chart", "isDynamicEntry": True},
}


def test_a_bundle_is_found_through_the_builds_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    monkeypatch.setattr(assets, "PAGES", tmp_path)
    assert assets.bundle("site") == assets.Bundle(
        ("/static/pages/assets/site-1.js",),
        ("/static/pages/assets/shared-1.css", "/static/pages/assets/site-1.css"),
    )
    with pytest.raises(KeyError):
        assets.bundle("chart")  # loaded by another, never by a page


def test_without_the_build_pages_come_plain_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: httpx.Client
) -> None:
    monkeypatch.setattr(assets, "PAGES", tmp_path)
    assert assets.bundle("site") == assets.Bundle()
    page = client.get("/nowhere", headers=HTML).text
    assert "make frontend" in page
    assert "<script" not in page


def test_a_browser_gets_an_error_as_a_page_and_a_program_as_a_problem(client: httpx.Client) -> None:
    page = client.get("/nowhere", headers=HTML)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "Nothing stands at /nowhere" in page.text
    assert 'action="/search"' in page.text
    problem = client.get("/nowhere")
    assert problem.status_code == 404
    assert problem.json()["detail"].startswith("Nothing stands at /nowhere")


def test_what_is_asked_for_is_escaped_on_the_page(client: httpx.Client) -> None:
    page = client.get("/determination/%3Cscript%3Ealert(1)%3C%2Fscript%3E", headers=HTML)
    assert page.status_code == 404
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_the_policy_lets_in_nothing_from_elsewhere_and_no_inline_script(client: httpx.Client) -> None:
    policy = client.get("/nowhere", headers=HTML).headers["content-security-policy"]
    assert policy == shell.PAGE_POLICY
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert all("http" not in sources and "*" not in sources for sources in rules.values())


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src", "action"} and value]


def test_every_entry_of_the_navigation_answers(client: httpx.Client) -> None:
    links = _Links()
    links.feed(client.get("/nowhere", headers=HTML).text)
    assert {one.path for one in shell.SECTIONS} <= set(links.found)
    for link in links.found:
        if link.startswith("/") and not link.startswith("/static"):
            assert client.get(link, headers=HTML).status_code == 200, link


def test_the_theme_is_the_visitors_choice_and_kept(visit: Visit, live_server: str) -> None:
    watched = visit(live_server)
    page = watched.open("/determination/CM99-0000000")
    button = page.locator("button.theme")
    assert button.inner_text() == "Theme: system"
    button.click()
    button.click()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.reload()
    assert page.locator("button.theme").inner_text() == "Theme: dark"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (wording.number(1234567), "1,234,567"),
        (wording.number(0.5), "0.5"),
        (wording.number(None), wording.NOTHING),
        (wording.percent(0.1234), "12.3\N{NO-BREAK SPACE}%"),
        (wording.percent(None), wording.NOTHING),
        (wording.interval((0.1, 0.25)), "10.0\N{EN DASH}25.0\N{NO-BREAK SPACE}%"),
        (wording.interval((None, None)), wording.NOTHING),
        (wording.day(dt.date(2016, 3, 31)), "2016-03-31"),
        (wording.day(None), wording.NOTHING),
        (wording.letter_name("CM16-0000001"), "CM16-0000001"),
        (wording.letter_name("body-616c7fba36bacb81"), "no case number (616c7f…)"),
        (wording.counted(1, "letter"), "1 letter"),
        (wording.counted(1200, "letter"), "1,200 letters"),
        (wording.counted(2, "study", "studies"), "2 studies"),
    ],
)
def test_numbers_shares_and_days_in_words(written: str, expected: str) -> None:
    assert written == expected


def test_json_in_a_page_cannot_end_its_element() -> None:
    text = wording.json_text({"words": "</script><b>&"})
    assert "<" not in text
    assert json.loads(text) == {"words": "</script><b>&"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (addresses.concept_url("drug/norco"), "/data/concept/drug/norco"),
        (addresses.concept_url("https://imr-graph.example/concept/drug/norco"), "/data/concept/drug/norco"),
        (addresses.letter_url("CM16-0000001", "/items/0"), "/determination/CM16-0000001#/items/0"),
        (addresses.letter_url("a/b?c"), "/determination/a%2Fb%3Fc"),
        (addresses.question_url("chain"), "/questions/chain"),
        (
            addresses.search_url(words="a & b", drug=["x", "y"], no=None),
            "/search?words=a+%26+b&drug=x&drug=y",
        ),
    ],
)
def test_addresses(address: str, expected: str) -> None:
    assert address == expected
