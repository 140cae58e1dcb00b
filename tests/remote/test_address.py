"""Where a store's endpoints stand, and who may use them."""

from __future__ import annotations

import httpx
import pytest

from imr_graph.errors import RemoteStoreError
from imr_graph.remote.address import Credentials, StoreAddress


def server(name: str | None) -> httpx.MockTransport:
    headers = {} if name is None else {"Server": name}
    return httpx.MockTransport(lambda _: httpx.Response(404, headers=headers))


@pytest.mark.parametrize(
    ("url", "name", "expected"),
    [
        ("http://h:7878", "Oxigraph/0.5.13", "query update store"),
        ("http://h:7878/", "oxigraph/1", "query update store"),
        ("http://h:7878/query", "Oxigraph/0.5.13", "query update store"),
        ("http://h:7878/sparql", "Virtuoso/07.20 (Linux)", "sparql sparql-auth sparql-graph-crud-auth"),
        ("http://h:7878", "Virtuoso/07.20 (Linux)", "sparql sparql-auth sparql-graph-crud-auth"),
    ],
)
def test_known_servers_are_known_by_their_header(url: str, name: str, expected: str) -> None:
    found = StoreAddress.find(url, transport=server(name))
    assert found == StoreAddress(*(f"http://h:7878/{path}" for path in expected.split()))


@pytest.mark.parametrize("name", [None, "nginx"])
def test_of_other_servers_the_endpoints_must_be_named(name: str | None) -> None:
    with pytest.raises(RemoteStoreError, match="query=URL,update=URL,graphs=URL"):
        StoreAddress.find("http://h:3030/ds", transport=server(name))
    named = "query=http://h:3030/ds/query,update=http://h:3030/ds/update, graphs=http://h:3030/ds/data"
    assert StoreAddress.find(named).graphs == "http://h:3030/ds/data"


@pytest.mark.parametrize("store", ["", "ftp://h/", "h:7878", "http://", "http://h:port/", "query=http://h/q"])
def test_what_is_no_address_is_refused(store: str) -> None:
    with pytest.raises(RemoteStoreError, match="URL"):
        StoreAddress.find(store, transport=server("Oxigraph"))


@pytest.mark.parametrize(
    "store",
    ["http://dba:topsecret@h:1/", "query=http://h/q,update=http://dba:topsecret@h/u,graphs=http://h/g"],
)
def test_credentials_in_a_url_are_refused_and_not_repeated(store: str) -> None:
    with pytest.raises(RemoteStoreError, match="IMR_GRAPH_STORE_PASSWORD") as caught:
        StoreAddress.find(store, transport=server("Oxigraph"))
    assert "topsecret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_told_of() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(RemoteStoreError, match="no SPARQL server answers there"):
        StoreAddress.find("http://h:1", transport=httpx.MockTransport(refuse))


def test_credentials_come_from_the_environment() -> None:
    assert Credentials.from_environment({}) is None
    found = Credentials.from_environment(
        {"IMR_GRAPH_STORE_USER": "dba", "IMR_GRAPH_STORE_PASSWORD": "topsecret"}
    )
    assert found is not None
    assert "topsecret" not in repr(found)


@pytest.mark.parametrize(
    ("challenge", "sent"),
    [
        ('Basic realm="r"', "Basic ZGJhOnRvcHNlY3JldA=="),
        ('Digest realm="r", nonce="n", qop="auth", algorithm=MD5', 'Digest username="dba"'),
    ],
)
def test_credentials_are_given_as_they_are_asked_for_and_only_then(challenge: str, sent: str) -> None:
    asked: list[tuple[str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        given = request.headers.get("authorization", "")
        asked.append((given, request.read()))
        return httpx.Response(200) if given else httpx.Response(401, headers={"WWW-Authenticate": challenge})

    client = httpx.Client(auth=Credentials("dba", "topsecret"), transport=httpx.MockTransport(answer))
    with client:
        assert client.post("http://h/", content=b"body").status_code == 200
        assert client.post("http://h/", content=b"body").status_code == 200
    given = [authorization for authorization, _ in asked]
    assert given[0] == ""
    assert all(authorization.startswith(sent) for authorization in given[1:])
    assert len(given) == 3, "the second request gives them at once"
    assert {body for _, body in asked} == {b"body"}


def test_an_open_server_never_sees_credentials() -> None:
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        return httpx.Response(200)

    client = httpx.Client(auth=Credentials("dba", "topsecret"), transport=httpx.MockTransport(answer))
    with client:
        client.get("http://h/")
    assert seen == [None]
