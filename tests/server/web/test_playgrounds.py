"""The editors for GraphQL and SPARQL in a real browser: they ask this server alone, and answer."""

from __future__ import annotations

import httpx
from playwright.sync_api import expect
from pyoxigraph import NamedNode, RdfFormat, parse

from imr_graph.questions import load_questions
from imr_graph.rdf.vocabulary import IMR, TYPE
from server.web.completion import completion
from tests.server.web.browsing import Watched

BROWSER = {"Accept": "text/html"}


def test_the_playground_opens_with_the_headline_and_answers_it(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{watched.root}/graphql")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("drugGuidelineDenials")
    page.locator(".graphiql-execute-button").click()
    answer = page.locator(".graphiql-response")
    expect(answer).to_contain_text("acetaminophen / hydrocodone")
    expect(answer).to_contain_text("p. 63")
    watched.assert_at_peace()


def test_the_playground_has_the_examples_in_tabs(watched: Watched) -> None:
    """GraphiQL loses a choice made while its editor loads, so the tabs come with the editor."""
    page = watched.page
    seen_early = """() => { const tab = document.querySelector('.graphiql-tab');
        const early = tab && !document.querySelector('.graphiql-query-editor .monaco-editor');
        if (early) window.shownEarly ||= getComputedStyle(tab).visibility !== 'hidden'; }"""
    page.add_init_script(f"window.shownEarly = false; setInterval({seen_early}, 1)")
    page.goto(f"{watched.root}/graphql")
    tabs = page.locator(".graphiql-tab")
    expect(tabs).to_have_count(4)
    expect(tabs.first).to_be_visible()
    expect(page.locator(".graphiql-query-editor .monaco-editor").first).to_be_visible()
    assert page.evaluate("window.shownEarly") is False
    tabs.filter(has_text="Specialties").click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text("itemCount")
    # The playground takes up the new tab's operation, and stores it, a moment after showing it.
    page.wait_for_function(
        "() => (localStorage.getItem('graphiql:query') ?? '').includes('query Specialties')"
    )
    page.locator(".graphiql-execute-button").click()
    expect(page.locator(".graphiql-response")).to_contain_text("upheld")
    watched.assert_at_peace()


def test_the_schema_is_at_hand_in_the_playground(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{watched.root}/graphql")
    page.get_by_label("Show Documentation Explorer").click()
    page.get_by_role("link", name="Query", exact=True).click()
    expect(page.locator(".graphiql-doc-explorer")).to_contain_text("drugGuidelineDenials")
    watched.assert_at_peace()


def test_a_named_question_opens_in_the_playground_with_its_variables(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{watched.root}/graphql?question=overturn-rate-by-drug&drug=drug/norco")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("overturnRateByDrug")
    expect(page.locator(".graphiql-editors")).to_contain_text("drug/norco")
    page.locator(".graphiql-execute-button").click()
    expect(page.locator(".graphiql-response")).to_contain_text("Norco")
    watched.assert_at_peace()


def test_every_question_is_offered_as_graphql(client: httpx.Client) -> None:
    page = client.get("/graphql", headers=BROWSER).text
    for name in load_questions():
        assert f'<option value="{name}"' in page
        text = client.get(f"/queries/{name}.graphql").text
        assert "query " in text
    assert client.get("/queries/nothing.graphql").status_code == 404
    assert client.get("/graphql?question=nothing", headers=BROWSER).status_code == 404


def test_a_named_question_opens_in_the_sparql_editor_and_is_answered(watched: Watched) -> None:
    page = watched.open("/sparql?question=overturn-rate-by-drug&drug=drug/norco")
    expect(page.locator("#query .CodeMirror")).to_contain_text("overturnRate")
    assert "concept/drug/norco>" in page.evaluate("document.getElementById('query').yasqe.getValue()")
    page.locator(".yasqe_queryButton").click()
    link = page.locator("#answer a[href='/data/concept/drug/norco']")
    expect(link).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    # What the editor links to is what it shows.
    for kind, media_type in (("csv", "text/csv"), ("json", "application/sparql-results+json")):
        href = page.locator(f"#{kind}").get_attribute("href")
        assert httpx.get(watched.root + str(href)).headers["content-type"].startswith(media_type)
    watched.assert_at_peace()


def test_the_sparql_editor_completes_our_own_vocabulary_and_keeps_a_query_in_its_address(
    watched: Watched,
) -> None:
    page = watched.open("/sparql")
    page.evaluate(
        """() => { const editor = document.getElementById('query').yasqe;
        editor.setValue('PREFIX imr: <https://imr-graph.example/ontology#>\\nSELECT * { ?s imr:hasIt }');
        editor.focus(); editor.setCursor({ line: 1, ch: 23 }); editor.autocomplete(); }"""
    )
    expect(page.locator(".CodeMirror-hint").first).to_contain_text("hasItem")
    address = page.locator("#permalink").get_attribute("href")
    page.goto("about:blank")
    watched.open(str(address))
    expect(page.locator("#query .CodeMirror")).to_contain_text("imr:hasIt")
    # The keyboard gets out of the editor.
    page.locator("#query .CodeMirror").click()
    page.keyboard.press("Escape")
    for _ in range(6):
        page.keyboard.press("Tab")
    assert "\t" not in page.evaluate("document.getElementById('query').yasqe.getValue()")
    assert page.evaluate("document.activeElement.closest('.CodeMirror') === null")
    watched.assert_at_peace()


def test_the_form_for_sparql_answers_without_scripts(client: httpx.Client) -> None:
    page = client.get("/sparql?example=drug-guideline-denials", headers=BROWSER)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert 'id="plain"' in page.text
    query = load_questions()["drug-guideline-denials"].text
    answer = client.get("/sparql", params={"query": query, "format": "html"}, headers=BROWSER).text
    assert "p. 63</td>" in answer
    assert 'href="/data/concept/' in answer
    hostile = client.get(
        "/sparql", params={"query": "SELECT ('<script>1' AS ?x) {}", "format": "html"}, headers=BROWSER
    ).text
    assert "&lt;script&gt;1" in hostile


def test_a_question_that_is_none_is_said_on_the_page(client: httpx.Client) -> None:
    assert client.get("/sparql?question=nothing", headers=BROWSER).status_code == 404
    wrong = client.get("/sparql?question=overturn-rate-by-drug&drug=nothing-at-all", headers=BROWSER)
    assert wrong.status_code == 400
    assert "nothing-at-all" in wrong.text


def test_the_editor_completes_every_term_of_the_ontology(client: httpx.Client) -> None:
    turtle = client.get("/ontology", headers={"Accept": "text/turtle"}).content
    kinds = {"Class": "classes", "ObjectProperty": "properties", "DatatypeProperty": "properties"}
    offered: dict[str, list[str]] = {**completion(cube=False)}  # type: ignore[dict-item]
    seen = 0
    for quad in parse(turtle, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and quad.predicate == TYPE:
            kind = kinds.get(getattr(quad.object, "value", "").rpartition("#")[2])
            if kind and quad.subject.value.startswith(IMR):
                assert quad.subject.value in offered[kind]
                seen += 1
    assert seen > 100
