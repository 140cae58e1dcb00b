"""Asking the live server in GraphQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def ask(client: httpx.Client) -> Ask:
    """Posts a query; the data of an answer without errors."""

    def post(query: str, **variables: Any) -> Any:
        response = client.post("/graphql", json={"query": query, "variables": variables})
        body = response.json()
        assert "errors" not in body, body["errors"]
        assert response.status_code == 200
        return body["data"]

    return post


@pytest.fixture(scope="session")
def refused(client: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Posts a query; the first error of an answer."""

    def post(query: str, **variables: Any) -> dict[str, Any]:
        body = client.post("/graphql", json={"query": query, "variables": variables}).json()
        assert body["errors"], body
        error: dict[str, Any] = body["errors"][0]
        return error

    return post
