"""The SPARQL 1.1 protocol, one test a rule, over HTTP against a live server."""

from __future__ import annotations

import html
import json

import httpx
import pytest
import rdflib

from imr_graph.questions import load_questions
from imr_graph.store.graph import Graph
from server.responses.negotiation import negotiate
from server.responses.validators import entity_tag
from tests.server.conftest import bindings

ASK = "ASK {}"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?d a <https://imr-graph.example/ontology#Determination> }"
CONSTRUCT = (
    "PREFIX imr: <https://imr-graph.example/ontology#> "
    "CONSTRUCT { ?d a imr:Determination } WHERE { ?d a imr:Determination }"
)
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
ONTOLOGY = "https://imr-graph.example/ontology"
DRUGS = "https://imr-graph.example/scheme/drugs"
MANY = "SELECT * { GRAPH <https://imr-graph.example/ontology> { ?s ?p ?o } } ORDER BY ?s ?p ?o"
QUERY = {"Content-Type": "application/sparql-query"}


def problem(response: httpx.Response, status: int, kind: str) -> str:
    """The detail of a problem of this status and kind."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"] == f"urn:imr-graph:problem:{kind}"
    assert body["title"]
    return str(body["detail"])


def test_query_by_get(client: httpx.Client) -> None:
    assert bindings(client.get("/sparql", params={"query": COUNT})) == [{"n": "3"}]


def test_query_by_post_of_a_form(client: httpx.Client) -> None:
    assert bindings(client.post("/sparql", data={"query": COUNT})) == [{"n": "3"}]


def test_query_by_post_of_a_body(client: httpx.Client) -> None:
    assert bindings(client.post("/sparql", content=COUNT, headers=QUERY)) == [{"n": "3"}]


def test_query_by_post_of_a_body_with_a_charset(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=utf-8"}
    query = 'SELECT ("é" AS ?e) {}'.encode()
    assert bindings(client.post("/sparql", content=query, headers=headers)) == [{"e": "é"}]


def test_a_form_is_decoded_once(client: httpx.Client) -> None:
    query = 'SELECT ("100%25+é" AS ?e) {}'
    assert bindings(client.post("/sparql", data={"query": query})) == [{"e": "100%25+é"}]
    assert bindings(client.get("/sparql", params={"query": query})) == [{"e": "100%25+é"}]


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": ASK})
    head = client.head("/sparql", params={"query": ASK})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]


def test_the_default_graph_is_the_union_of_all(client: httpx.Client) -> None:
    query = (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX imr: <https://imr-graph.example/ontology#>"
        "ASK { ?d a imr:Determination . ?c skos:inScheme ?s . imr:Determination a ?class }"
    )
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


def test_default_graph_uri_sets_the_dataset(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": COUNT, "default-graph-uri": ONTOLOGY})
    assert bindings(response) == [{"n": "0"}]
    query = "ASK { <https://imr-graph.example/ontology#Patient> ?p ?o }"
    response = client.get("/sparql", params={"query": query, "default-graph-uri": ONTOLOGY})
    assert response.json()["boolean"] is True


def test_several_default_graphs_are_merged(client: httpx.Client) -> None:
    query = f"ASK {{ <{ONTOLOGY}#Patient> ?p ?o . <https://imr-graph.example/concept/drug/norco> ?q ?r }}"
    one = client.get("/sparql", params={"query": query, "default-graph-uri": ONTOLOGY})
    both = client.get("/sparql", params={"query": query, "default-graph-uri": [ONTOLOGY, DRUGS]})
    assert (one.json()["boolean"], both.json()["boolean"]) == (False, True)


def test_named_graph_uri_sets_the_named_graphs_and_empties_the_default_one(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": GRAPHS, "named-graph-uri": ONTOLOGY})
    assert bindings(response) == [{"g": ONTOLOGY}]
    response = client.get("/sparql", params={"query": COUNT, "named-graph-uri": ONTOLOGY})
    assert bindings(response) == [{"n": "0"}]


@pytest.mark.parametrize("where", ["url", "form"])
def test_a_posted_query_takes_its_dataset_from_url_or_form(client: httpx.Client, where: str) -> None:
    dataset = {"default-graph-uri": ONTOLOGY}
    response = (
        client.post("/sparql", params=dataset, content=COUNT, headers=QUERY)
        if where == "url"
        else client.post("/sparql", data={"query": COUNT, **dataset})
    )
    assert bindings(response) == [{"n": "0"}]


def test_the_protocol_dataset_goes_before_that_of_the_query(client: httpx.Client) -> None:
    query = GRAPHS.replace("WHERE", f"FROM NAMED <{DRUGS}> WHERE")
    response = client.get("/sparql", params={"query": query, "named-graph-uri": ONTOLOGY})
    assert bindings(response) == [{"g": ONTOLOGY}]


def test_from_names_graphs_of_the_store(client: httpx.Client) -> None:
    query = COUNT.replace("WHERE", f"FROM <{ONTOLOGY}> WHERE")
    assert bindings(client.get("/sparql", params={"query": query})) == [{"n": "0"}]


def test_an_iri_that_is_none_is_refused(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ASK, "default-graph-uri": "no iri"})
    assert "no iri" in problem(response, 400, "graph-iri")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("query", [COUNT, ASK], ids=["select", "ask"])
def test_results_come_as_accept_asks(
    client: httpx.Client, query: str, accept: str, content_type: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert response.headers["vary"].lower().count("accept") == 1
    assert ("3" if query == COUNT else "true") in response.text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize(
    ("accept", "content_type", "parser"),
    [
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
        ("text/turtle", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/sparql-results+xml", "application/rdf+xml", "xml"),
    ],
)
def test_graphs_come_as_accept_asks(
    client: httpx.Client, accept: str, content_type: str, parser: str
) -> None:
    response = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert len(rdflib.Graph().parse(data=response.content, format=parser)) == 3


def test_describe_gives_a_graph(client: httpx.Client) -> None:
    query = "DESCRIBE <https://imr-graph.example/determination/CM16-0000001>"
    response = client.get("/sparql", params={"query": query}, headers={"Accept": "application/n-triples"})
    assert '"CM16-0000001"' in response.text


def test_what_no_format_fits_is_not_acceptable(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ASK}, headers={"Accept": "image/png"})
    assert "text/turtle" in problem(response, 406, "not-acceptable")


def test_the_format_parameter_of_older_clients_is_understood(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": COUNT, "format": "csv", "output": "csv"})
    assert response.text.split() == ["n", "3"]


def test_unknown_parameters_are_passed_over(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": ASK, "timeout": "1", "format": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELEC ?s {", ["Line 1, column ", "begins with SELECT", "not with SELEC"]),
        ("# only words\nPREFIX a: <a:b>", ["no query"]),
        ("", ["no query"]),
        ("SELECT * {\n  ?s ?p ? \n}", ["Line 2, column "]),
        ("SELECT * { ?s ex:b ?o }", ["Line 1, column "]),
        ("SELECT * { ?s ?p ?o", ["Line 1, column 20, where the line ends"]),
    ],
)
def test_a_syntax_error_says_where_and_what(client: httpx.Client, query: str, words: list[str]) -> None:
    detail = problem(client.get("/sparql", params={"query": query}), 400, "query-syntax")
    for word in words:
        assert word in detail
    assert "[_]" not in detail


def test_an_unknown_function_is_the_clients_fault(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT (<a:b>(1) AS ?x) {}"})
    assert "a:b" in problem(response, 400, "query-failed")


def test_several_queries_are_refused(client: httpx.Client) -> None:
    problem(client.get("/sparql", params={"query": [ASK, ASK]}), 400, "several-queries")
    response = client.post("/sparql", params={"query": ASK}, content=ASK, headers=QUERY)
    problem(response, 400, "several-queries")


def test_a_form_without_a_query_is_refused(client: httpx.Client) -> None:
    problem(client.post("/sparql", data={"quary": ASK}), 400, "no-query")


def test_a_body_without_a_type_is_refused(client: httpx.Client) -> None:
    problem(client.post("/sparql", content=ASK), 415, "media-type")


def test_a_body_of_another_type_is_refused(client: httpx.Client) -> None:
    response = client.post("/sparql", content=ASK, headers={"Content-Type": "text/plain"})
    assert "text/plain" in problem(response, 415, "media-type")


def test_a_body_in_another_charset_is_refused(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    problem(client.post("/sparql", content=ASK.encode("utf-16"), headers=headers), 415, "charset")


def test_a_body_that_is_no_utf_8_is_refused(client: httpx.Client) -> None:
    problem(client.post("/sparql", content=b"ASK { ?s ?p '\xe9' }", headers=QUERY), 400, "not-utf-8")


def test_parameters_that_are_no_utf_8_are_refused(client: httpx.Client) -> None:
    problem(client.get("/sparql?query=ASK%20%7B%7D%20%23%E9"), 400, "not-utf-8")


def test_a_body_that_is_too_long_is_refused(client: httpx.Client) -> None:
    problem(client.post("/sparql", content=b"#" * (1 << 20) + b"#", headers=QUERY), 413, "body-too-long")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_update_parameter_is_refused_in_words(client: httpx.Client, method: str) -> None:
    fields = {"update": "CLEAR ALL"}
    response = (
        client.get("/sparql", params=fields) if method == "GET" else client.post("/sparql", data=fields)
    )
    assert "read-only" in problem(response, 403, "update-refused")


def test_an_update_body_is_refused_in_words(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    response = client.post("/sparql", content="CLEAR ALL", headers=headers)
    assert "read-only" in problem(response, 415, "update-refused")


def test_an_update_sent_as_a_query_changes_nothing(client: httpx.Client) -> None:
    for update in ("CLEAR ALL", "PREFIX a: <a:b> INSERT DATA { a:b a:b 1 }", "# now\nload <a:b>"):
        detail = problem(client.post("/sparql", content=update, headers=QUERY), 400, "update-refused")
        assert "updates are refused" in detail
    assert bindings(client.get("/sparql", params={"query": COUNT})) == [{"n": "3"}]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_and_told_which_there_are(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": ASK})
    problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_options_says_which_methods_there_are(client: httpx.Client) -> None:
    response = client.options("/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_pages_of_other_origins_may_ask(client: httpx.Client) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    response = client.get("/sparql", params={"query": ASK}, headers=origin)
    assert response.headers["access-control-allow-origin"] == "*"
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = client.options("/sparql", headers={**origin, **wish})
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "content-type" in preflight.headers["access-control-allow-headers"].lower()


def test_errors_too_are_readable_from_other_origins(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "?"}, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 400
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("accept", "parser"), [("*/*", "turtle"), ("application/rdf+xml", "xml")])
def test_a_bare_get_describes_the_service(client: httpx.Client, accept: str, parser: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    described = rdflib.Graph().parse(data=response.content, format=parser)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = described.subjects(rdflib.RDF.type, sd.Service)
    assert str(service) == str(client.base_url.join("/sparql"))
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in described
    assert (service, sd.feature, sd.UnionDefaultGraph) in described
    assert response.headers["etag"].startswith("W/")


def test_a_browser_gets_a_form_with_the_named_questions(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert "<textarea" in response.text
    assert "/sparql?example=chain" in response.text


def test_the_form_shows_answers_as_a_table_without_letting_them_write_html(client: httpx.Client) -> None:
    query = "SELECT ('<b>bold</b>' AS ?x) {}"
    page = client.get("/sparql", params={"query": query, "format": "html"}).text
    assert "<td>&lt;b&gt;bold&lt;/b&gt;</td>" in page
    assert "<b>bold" not in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELEC ?s { ?s ?p '<i>' }", 400, "begins with SELECT"),
        ("INSERT DATA { <a:b> <a:b> 1 }", 400, "updates are refused"),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", 400, "SERVICE is not possible"),
    ],
)
def test_the_form_keeps_a_query_that_has_no_answer_and_says_why(
    client: httpx.Client, query: str, status: int, words: str
) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8"}
    page = client.get("/sparql", params={"query": query, "format": "html"}, headers=browser)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert query in html.unescape(page.text.split("<textarea")[1].split("</textarea>")[0])
    assert words in page.text.split('role="alert"')[1].split("</p>")[0]
    assert "<i>" not in page.text


def test_the_form_begins_with_the_query_and_not_with_its_comments(client: httpx.Client) -> None:
    for name, question in load_questions().items():
        page = client.get("/sparql", params={"example": name}, headers={"Accept": "text/html"}).text
        shown = html.unescape(page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])
        assert not shown.startswith("#")
        assert sorted(shown.split()) == sorted(question.text.split())
        assert client.post("/sparql", data={"query": shown}).status_code == 200


def test_the_form_counts_one_row_as_one(client: httpx.Client) -> None:
    page = client.get("/sparql", params={"query": "SELECT (1 AS ?x) {}", "format": "html"}).text
    assert "<h2>1 row</h2>" in page


def test_numbers_of_json_results_are_typed(client: httpx.Client) -> None:
    body = json.loads(client.get("/sparql", params={"query": COUNT}).content)
    assert body["results"]["bindings"][0]["n"]["datatype"].endswith("#integer")


def test_relative_iris_are_those_of_the_graph(client: httpx.Client) -> None:
    query = "ASK { <determination/CM16-0000001> a <ontology#Determination> }"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


@pytest.mark.parametrize("accept", ["nonsense", ";;;", "a/b/c", ", ,", "*"])
def test_an_accept_header_that_says_nothing_accepts_anything(client: httpx.Client, accept: str) -> None:
    response = client.get("/sparql", params={"query": ASK}, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/sparql-results+json"


def test_all_three_parameters_of_older_clients_are_understood(client: httpx.Client) -> None:
    for name in ("format", "output", "results"):
        response = client.get("/sparql", params={"query": ASK, name: "xml"})
        assert response.headers["content-type"] == "application/sparql-results+xml"


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("query", [COUNT, MANY], ids=["short", "long"])
def test_head_gives_the_headers_of_get_and_no_body(client: httpx.Client, query: str, encoding: str) -> None:
    answers = [
        client.request(method, "/sparql", params={"query": query}, headers={"Accept-Encoding": encoding})
        for method in ("GET", "HEAD")
    ]
    whole, told = ({**answer.headers} for answer in answers)
    for headers in (whole, told):
        for own in ("date", "transfer-encoding", "x-request-id"):
            headers.pop(own, None)
    assert whole == told
    assert answers[0].content
    assert not answers[1].content


def test_head_of_a_faulty_query_has_the_status_of_get(client: httpx.Client) -> None:
    response = client.head("/sparql", params={"query": "SELECT"})
    assert (response.status_code, response.content) == (400, b"")


def test_a_long_answer_comes_whole_and_says_its_length(client: httpx.Client) -> None:
    headers = {"Accept": "text/csv", "Accept-Encoding": "identity"}
    response = client.get("/sparql", params={"query": MANY}, headers=headers)
    assert int(response.headers["content-length"]) == len(response.content) > 1 << 16
    assert len(response.text.splitlines()) > 1_000


def test_an_answer_that_the_client_holds_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": COUNT})
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = client.get("/sparql", params={"query": COUNT}, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-cache"
    for held in ('W/"other"', "*", "nonsense"):
        again = client.get("/sparql", params={"query": COUNT}, headers={"If-None-Match": held})
        assert again.content == first.content


def test_a_query_whose_answer_the_client_holds_is_not_run(hasty_client: httpx.Client, graph: Graph) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    choice = negotiate(None)
    formats = (choice.results.media_type, choice.graph.media_type)
    tag = entity_tag(graph, "/sparql", runaway, "default", "named", *formats)
    response = hasty_client.get("/sparql", params={"query": runaway}, headers={"If-None-Match": tag})
    assert response.status_code == 304
    problem(hasty_client.get("/sparql", params={"query": runaway}), 503, "query-too-slow")


def test_other_answers_have_other_tags(client: httpx.Client) -> None:
    asked: list[tuple[dict[str, str], str]] = [
        ({"query": COUNT}, "*/*"),
        ({"query": COUNT}, "text/csv"),
        ({"query": COUNT + " "}, "*/*"),
        ({"query": COUNT, "default-graph-uri": DRUGS}, "*/*"),
        ({"query": COUNT, "named-graph-uri": DRUGS}, "*/*"),
        ({"query": ASK}, "*/*"),
    ]
    tags = [
        client.get("/sparql", params=fields, headers={"Accept": accept}).headers["etag"]
        for fields, accept in asked
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "struuid()"])
def test_an_answer_that_is_another_every_time_is_not_kept(client: httpx.Client, function: str) -> None:
    response = client.get("/sparql", params={"query": f"SELECT ({function} AS ?x) {{}}"})
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_an_answer_to_post_has_no_tag(client: httpx.Client) -> None:
    assert "etag" not in client.post("/sparql", data={"query": COUNT}).headers


def test_pages_of_other_origins_may_read_the_headers_that_matter(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ASK}, headers={"Origin": "https://elsewhere.example"})
    shown = response.headers["access-control-expose-headers"]
    assert {"ETag", "Retry-After", "Location"} <= set(shown.split(", "))
