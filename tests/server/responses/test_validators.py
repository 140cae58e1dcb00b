"""Entity tags: the same for the same answer, another for any other."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from imr_graph.store.graph import Graph
from server.responses.validators import entity_tag, unchanged


def request(method: str, *held: str) -> Request:
    headers = [(b"if-none-match", value.encode()) for value in held]
    return Request({"type": "http", "method": method, "path": "/", "headers": headers})


def test_a_tag_is_made_of_all_that_is_asked(graph: Graph) -> None:
    asked = [(), ("a",), ("a", "b"), ("ab",), ("", "a"), ("a", "")]
    tags = [entity_tag(graph, *parts) for parts in asked]
    assert len(set(tags)) == len(tags)
    assert tags == [entity_tag(graph, *parts) for parts in asked]


def test_another_graph_has_other_tags(graph: Graph, counted_graph: Graph) -> None:
    assert graph.version == counted_graph.version
    assert entity_tag(graph, "a") != entity_tag(counted_graph, "a")


@pytest.mark.parametrize(
    ("method", "held", "is_held"),
    [
        ("GET", ['W/"a"'], True),
        ("HEAD", ['"a"'], True),
        ("GET", ['"b", W/"a"'], True),
        ("GET", ['"b"', '"a"'], True),
        ("POST", ['W/"a"'], False),
        ("GET", ['"b"'], False),
        ("GET", ["*"], False),
        ("GET", ["a"], False),
        ("GET", [], False),
    ],
)
def test_who_holds_the_answer_is_told_so(method: str, held: list[str], is_held: bool) -> None:
    response = unchanged(request(method, *held), 'W/"a"')
    assert (response is not None) is is_held
    if response is not None:
        assert response.status_code == 304
        assert response.headers["etag"] == 'W/"a"'
