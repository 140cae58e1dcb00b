"""GraphQL over HTTP: methods, media types, limits, and that errors say no more than they should."""

from __future__ import annotations

import json
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from imr_graph.store.graph import Graph
from server.app import create_app
from server.serving.catalogue import Catalogue, Concept
from server.web import assets
from tests.server.conftest import LIMITS, serving

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OWN_TYPE = "application/graphql-response+json"
COUNT = "{ determinations { totalCount } }"


def post(client: httpx.Client, query: str, accept: str = "application/json", **more: Any) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **more}, headers={"Accept": accept})


def test_query_by_post(client: httpx.Client) -> None:
    response = post(client, COUNT)
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"data": {"determinations": {"totalCount": 3}}}


def test_query_by_get(client: httpx.Client) -> None:
    response = client.get("/graphql", params={"query": COUNT})
    assert response.json() == {"data": {"determinations": {"totalCount": 3}}}


def test_variables_and_operation_names_by_get(client: httpx.Client) -> None:
    query = "query A { __typename } query B($id: String!) { determination(identifier: $id) { identifier } }"
    variables = json.dumps({"id": "CM16-0000001"})
    params = {"query": query, "operationName": "B", "variables": variables}
    assert client.get("/graphql", params=params).json() == {
        "data": {"determination": {"identifier": "CM16-0000001"}}
    }


def test_of_several_operations_one_has_to_be_named(client: httpx.Client) -> None:
    query = "query A { items { totalCount } } query B { drugs { totalCount } }"
    (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
    assert error["extensions"]["code"] == "invalid-document"
    assert "operationName" in error["message"]
    named = client.post("/graphql", json={"query": query, "operationName": "B"}).json()
    assert list(named["data"]) == ["drugs"]


def test_introspection_is_open(client: httpx.Client) -> None:
    answer = post(client, "{ __schema { queryType { name } } }").json()
    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"


def test_there_are_no_mutations(client: httpx.Client) -> None:
    assert post(client, "{ __schema { mutationType { name } } }").json()["data"]["__schema"] == {
        "mutationType": None
    }
    assert (
        post(client, "mutation { drop }").status_code == 400
        or post(client, "mutation { drop }").json()["errors"]
    )


def test_batches_are_refused(client: httpx.Client) -> None:
    response = client.post("/graphql", json=[{"query": COUNT}, {"query": COUNT}])
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"{", "application/json"), (b"{}", "text/plain"), (b"{}", "application/json")]
)
def test_what_is_no_graphql_request_is_a_problem(
    client: httpx.Client, body: bytes, content_type: str
) -> None:
    response = client.post("/graphql", content=body, headers={"Content-Type": content_type})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_too_long_is_refused(client: httpx.Client) -> None:
    response = post(client, "#" * LIMITS.body_bytes)
    assert response.status_code == 413


def test_clients_of_the_response_type_get_it(client: httpx.Client) -> None:
    response = post(client, COUNT, accept=f"{OWN_TYPE}, application/json;q=0.9")
    assert response.headers["content-type"] == f"{OWN_TYPE}; charset=utf-8"
    assert response.status_code == 200


@pytest.mark.parametrize("query", ["{", "{ nothing }", "{ items(filter: { drug: 3 }) { totalCount } }"])
def test_a_request_that_cannot_run_is_400_in_the_response_type_and_200_in_json(
    client: httpx.Client, query: str
) -> None:
    own = post(client, query, accept=OWN_TYPE)
    assert own.status_code == 400
    assert "data" not in own.json()
    old = post(client, query)
    assert old.status_code == 200
    assert old.json()["errors"][0]["message"]


def test_an_error_inside_of_a_field_is_200_in_the_response_type(client: httpx.Client) -> None:
    response = post(client, "{ items(first: -1) { totalCount } }", accept=OWN_TYPE)
    assert response.status_code == 200
    assert response.json()["errors"][0]["path"] == ["items"]


def nested(depth: int) -> str:
    query = "identifier"
    for _ in range(depth):
        query = f"items {{ determination {{ {query} }} }}"
    return f"{{ determinations {{ nodes {{ {query} }} }} }}"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (nested(8), "19 deep"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(31)) + " }", "aliases"),
        ("{ " + "__typename " * 2001 + "}", "oken"),
    ],
    ids=["depth", "aliases", "tokens"],
)
def test_queries_over_a_limit_are_refused_in_words(client: httpx.Client, query: str, words: str) -> None:
    answer = post(client, query).json()
    assert words in answer["errors"][0]["message"]
    assert answer.get("data") is None


def test_an_answer_of_too_many_objects_is_refused(hasty_client: httpx.Client) -> None:
    query = "{ determinations { nodes { patient { diagnoses { inCaseWithItems { position } } } } } }"
    errors = post(hasty_client, query).json()["errors"]
    assert errors[0]["extensions"]["code"] == "too-many-objects"
    assert "more than 10 objects" in errors[0]["message"]
    assert "errors" not in post(hasty_client, "{ determinations { nodes { identifier } } }").json()


@pytest.mark.parametrize(
    ("query", "variables", "words"),
    [
        ("query ($n: Int!) { determinations(first: $n) { totalCount } }", {"n": "a"}, "$n"),
        ("query ($n: Int!) { determinations(first: $n) { totalCount } }", {}, "$n"),
        ("query ($f: ItemFilter) { items(filter: $f) { totalCount } }", {"f": {"drug": 5}}, "$f"),
        (
            "query ($d: Date) { items(filter: { decidedFrom: $d }) { totalCount } }",
            {"d": "notadate"},
            "notadate",
        ),
    ],
    ids=["kind", "missing", "input", "date"],
)
@pytest.mark.parametrize("accept", ["application/json", OWN_TYPE])
def test_a_variable_that_does_not_fit_is_the_clients_fault(
    client: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    query: str,
    variables: dict[str, Any],
    words: str,
    accept: str,
) -> None:
    response = post(client, query, accept, variables=variables)
    (error,) = response.json()["errors"]
    assert words in error["message"]
    assert error["extensions"]["code"] == "bad-user-input"
    assert response.status_code == (400 if accept == OWN_TYPE else 200)
    assert caplog.text == ""


def test_every_field_that_one_request_may_have_is_answered(graph: Graph) -> None:
    """One worker and one place to wait are enough: a request's fields are asked one after another."""
    aliases = LIMITS.graphql_aliases // 2 * 2
    fields = " ".join(f"a{number}: items(first: 1) {{ totalCount }}" for number in range(aliases // 2))
    fields += " " + " ".join(f"b{number}: determinations {{ totalCount }}" for number in range(aliases // 2))
    narrow = replace(LIMITS, workers=1, waiting=0)
    with serving(create_app(graph, narrow)) as url, httpx.Client(base_url=url, timeout=60) as client:
        answer = post(client, f"{{ {fields} }}").json()
    assert "errors" not in answer, answer["errors"][0]
    assert len(answer["data"]) == aliases
    assert answer["data"]["a0"] == {"totalCount": 4}


def slow_concepts(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Make every list of concepts take time, as a resolver does that computes."""
    fast = Catalogue.of_class

    def slow(catalogue: Catalogue, name: str) -> list[Concept]:
        time.sleep(seconds)
        return fast(catalogue, name)

    monkeypatch.setattr(Catalogue, "of_class", slow)


def test_a_request_that_computes_stops_nobody_else(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(client, "{ categories { label } }")
    slow_concepts(monkeypatch, 2.0)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(post, client, "{ categories { label } }")
        time.sleep(0.3)
        began = time.monotonic()
        assert client.get("/healthz").json()["status"] == "ok"
        assert time.monotonic() - began < 1.0
        assert not slow.done()
        assert slow.result().json()["data"]["categories"]


@pytest.mark.parametrize("accept", ["application/json", OWN_TYPE])
def test_a_request_over_its_time_is_stopped(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    limits = replace(LIMITS, graphql_seconds=0.5, workers=1)
    fields = " ".join(f"a{number}: categories {{ label }}" for number in range(20))
    mixed = f"{{ determinations {{ nodes {{ identifier items {{ printedText }} }} }} {fields} }}"
    with serving(create_app(graph, limits)) as url, httpx.Client(base_url=url, timeout=30) as client:
        post(client, COUNT)
        slow_concepts(monkeypatch, 0.2)
        began = time.monotonic()
        response = post(client, mixed, accept)
        assert time.monotonic() - began < 3
        assert response.status_code == 200
        assert response.json()["data"] is None
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "request-too-slow"
        assert "0.5 s" in error["message"]
        assert client.get("/healthz").status_code == 200


def test_more_requests_than_can_wait_are_turned_away(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(LIMITS, graphql_requests=1, waiting=1, workers=1)
    go_on = threading.Event()
    fast = Catalogue.of_class

    def held_up(catalogue: Catalogue, name: str) -> list[Concept]:
        assert go_on.wait(30)
        return fast(catalogue, name)

    monkeypatch.setattr(Catalogue, "of_class", held_up)
    with serving(create_app(graph, limits)) as url, httpx.Client(base_url=url, timeout=60) as client:
        with ThreadPoolExecutor(4) as threads:
            asked = [threads.submit(post, client, "{ categories { label } }") for _ in range(4)]
            answered = as_completed(asked, timeout=60)
            turned_away = [next(answered).result() for _ in range(2)]
            go_on.set()
            others = [future.result() for future in answered]
        assert [answer.status_code for answer in turned_away] == [503, 503]
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in turned_away)
        assert all(answer.json()["type"].endswith(":busy") for answer in turned_away)
        assert [answer.status_code for answer in others] == [200, 200]


def test_what_was_not_foreseen_is_not_told(
    client: httpx.Client, graph: Graph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: str) -> None:
        raise RuntimeError("the patient's words")

    monkeypatch.setattr(graph, "resolve", broken)
    with caplog.at_level(logging.ERROR):
        answer = post(client, '{ determination(identifier: "CM16-0000001") { identifier } }').json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "internal"
    assert "patient" not in error["message"]
    assert "RuntimeError" in caplog.text
    assert "the patient's words" not in caplog.text.replace('raise RuntimeError("the patient\'s words")', "")


def test_a_browser_gets_the_playground_under_a_strict_policy(
    client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = {
        f"src/{name}": {"file": f"{name}.js", "name": name, "isEntry": True} for name in ("site", "graphiql")
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setattr(assets, "PAGES", tmp_path)
    response = client.get("/graphql", headers=BROWSER)
    assert 'src="/static/pages/graphiql.js"' in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_without_its_build_the_playground_says_how_to_build_it(
    client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "PAGES", tmp_path)
    response = client.get("/graphql", headers=BROWSER)
    assert response.status_code == 200
    assert "make frontend" in response.text


def test_a_program_that_asks_nothing_is_told_so(client: httpx.Client) -> None:
    assert client.get("/graphql").status_code == 400
