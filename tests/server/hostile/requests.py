"""A hundred hostile requests: what is sent, and which errors are clear answers to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request as the bytes of it.

    Args:
        name: what it tries.
        pieces: what is sent, piece by piece.
        kinds: kinds of problem, or codes of GraphQL errors, one of which answers it; ``ok`` for an answer.
        pause: seconds between pieces.
        half_closed: whether the client closes its half of the connection after them.
        answered: whether anything must come back.
    """

    name: str
    pieces: tuple[bytes, ...]
    kinds: frozenset[str]
    pause: float = 0.0
    half_closed: bool = False
    answered: bool = True


def _request(method: str, target: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if body or method == "POST":
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def _sparql(name: str, query: str, *kinds: str) -> Hostile:
    body = urlencode({"query": query}).encode()
    return Hostile(name, (_request("POST", "/sparql", body, f"Content-Type: {FORM}"),), frozenset(kinds))


def _graphql(name: str, document: object, *kinds: str) -> Hostile:
    content = document if isinstance(document, list | dict) else {"query": document}
    body = json.dumps(content).encode()
    sent = _request("POST", "/graphql", body, "Content-Type: application/json")
    return Hostile(name, (sent,), frozenset(kinds))


def _raw(name: str, sent: bytes, *kinds: str, answered: bool = True) -> Hostile:
    return Hostile(name, (sent,), frozenset(kinds), answered=answered)


def _select(pattern: str) -> str:
    return f"SELECT * {{ {pattern} }}"


_PRODUCT = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6))
_ANY = "(!<a:b>|!^<a:b>)*"
_STOPPED = ("query-too-slow", "query-ended-worker", "query-too-large", "result-too-large")
_DEEP = ("query-too-deep",)
_CHAIN = ("query-too-complex", "query-too-long", "body-too-long")
_ASKED_WITH_GET = "/sparql?query=" + quote("ASK {}")


def _doubling(step: str, rounds: int = 40) -> str:
    binds = "".join(f"BIND({step.format(n=n)} AS ?a{n + 1}) " for n in range(rounds))
    return f"SELECT (STRLEN(?a{rounds}) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?a0) {binds} }}"


_BRACKETS = {
    "groups": ("{", "?s ?p ?o", "}"),
    "exists": ("FILTER EXISTS {", "?s ?p ?o", "}"),
    "optional": ("?s ?p ?o OPTIONAL {", "?s ?p ?o", "}"),
    "minus": ("?s ?p ?o MINUS {", "?s ?p ?o", "}"),
    "graph": ("GRAPH ?g {", "?s ?p ?o", "}"),
    "subqueries": ("{ SELECT * {", "?s ?p ?o", "}}"),
    "parentheses": ("FILTER((", "1", "))"),
    "functions": ("BIND(STR(", "1", ") AS ?x)"),
    "collections": ("?s ?p (", "1", ")"),
    "blank nodes": ("?s ?p [<a:b> ", "1", "]"),
    "property paths": ("?s (", "<a:b>", ")* ?o"),
    "triple terms": ("?s ?p <<( ?a ?b ", "1", ")>>"),
}
_CHAINS = {
    "or": "FILTER(?a" + "||?a" * 20_000 + ")",
    "and": "FILTER(?a" + "&&?a" * 20_000 + ")",
    "plus": "FILTER(?a" + "+?a" * 20_000 + ")",
    "not": "FILTER(" + "!" * 60_000 + "?a)",
    "union": " UNION ".join(["{?s ?p ?o}"] * 10_000),
    "optionals": "OPTIONAL {?s ?p ?o} " * 6_000,
    "sequence path": "?s <a:b>" + "/<a:b>" * 20_000 + " ?o",
    "alternative path": "?s <a:b>" + "|<a:b>" * 20_000 + " ?o",
    "inverse path": "?s " + "^" * 60_000 + "<a:b> ?o",
    "objects": "?s ?p 1" + ",1" * 100_000,
    "predicates": "?s ?p 1" + ";?p 1" * 40_000,
    "triples": "?s ?p ?o ." * 20_000,
    "a collection": "?s ?p (" + "1 " * 100_000 + ")",
    "operators in what looks like an IRI": "FILTER(?a<1" + "+1" * 100_000 + "&&2>1)",
    "binds": "".join(f"BIND(1 AS ?x{n})" for n in range(8_000)),
    "filters": "FILTER(1)" * 20_000,
}
_PRODUCTS = {
    "counted": f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} }}",
    "sorted": f"SELECT * {{ {_PRODUCT} }} ORDER BY ?c5 ?b3 ?a1",
    "distinct": f"SELECT DISTINCT * {{ {_PRODUCT} }}",
    "grouped": f"SELECT ?a0 ?a1 ?a2 (COUNT(*) AS ?n) {{ {_PRODUCT} }} GROUP BY ?a0 ?a1 ?a2",
    "streamed": f"SELECT * {{ {_PRODUCT} }}",
    "constructed": f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} WHERE {{ {_PRODUCT} }}",
    "asked": f"ASK {{ {_PRODUCT} FILTER(?a0 = 1) }}",
    "joined texts": f"SELECT (GROUP_CONCAT(?c0) AS ?t) {{ {_PRODUCT} }}",
    "filtered by a pattern": f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} FILTER(REGEX(STR(?c0), '(a*)*b')) }}",
    "negated": f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} FILTER NOT EXISTS {{ ?a5 ?c5 ?b5 }} }}",
}
_PATHS = {
    "everything to everything": f"SELECT (COUNT(*) AS ?n) {{ ?a {_ANY} ?b . ?b {_ANY} ?c . ?d {_ANY} ?e }}",
    "inside of a path": f"SELECT (COUNT(*) AS ?n) {{ ?a ({_ANY}/{_ANY})* ?b . ?c {_ANY} ?d . ?e {_ANY} ?f }}",
    "three ways": f"SELECT (COUNT(*) AS ?n) {{ ?a {_ANY}/{_ANY}/{_ANY} ?b . ?c {_ANY} ?d . ?d {_ANY} ?e}}",
    "sorted": f"SELECT * {{ ?a {_ANY} ?b . ?c {_ANY} ?d . ?e {_ANY} ?f }} ORDER BY ?b ?d ?f",
}
_SWELLING = {
    "doubled": _doubling("CONCAT(?a{n}, ?a{n})"),
    "replaced": _doubling("REPLACE(?a{n}, 'a', 'aaaaaaaaaaaaaaaaaaaa')", 10),
    "encoded": "SELECT (STRLEN(?z) AS ?n) { BIND('%%%%%%%%' AS ?a0) "
    + "".join(f"BIND(ENCODE_FOR_URI(CONCAT(?a{n}, ?a{n})) AS ?a{n + 1}) " for n in range(30))
    + "BIND(?a30 AS ?z) }",
    "upper case": _doubling("UCASE(CONCAT(?a{n}, ?a{n}, ?a{n}))", 25),
}
_ENDPOINTS = {
    "loopback": "http://127.0.0.1:1/",
    "loopback by name": "http://localhost/sparql",
    "loopback of IPv6": "http://[::1]/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata by name": "http://metadata.google.internal/computeMetadata/v1/",
    "a private network": "http://10.0.0.1/",
    "a file": "file:///etc/passwd",
    "a number for an address": "http://2130706433/",
}


def _all() -> list[Hostile]:
    found = [
        _sparql(f"deep {name}", _select(opening * 3000 + inside + closing * 3000), *_DEEP)
        for name, (opening, inside, closing) in _BRACKETS.items()
    ]
    found += [_sparql(f"a chain: {name}", _select(chain), *_CHAIN) for name, chain in _CHAINS.items()]
    found += [_sparql(f"a product {name}", query, *_STOPPED) for name, query in _PRODUCTS.items()]
    found += [_sparql(f"a path {name}", query, *_STOPPED) for name, query in _PATHS.items()]
    found += [_sparql(f"a text {name}", query, *_STOPPED) for name, query in _SWELLING.items()]
    found += [
        _sparql(f"SERVICE to {name}", _select(f"SERVICE {silent}<{url}> {{ ?s ?p ?o }}"), "service-refused")
        for name, url in _ENDPOINTS.items()
        for silent in ("SILENT ",)
    ]
    found += [
        _sparql("SERVICE to a variable", _select("?s ?p ?u SERVICE ?u { ?a ?b ?c }"), "service-refused"),
        _sparql(
            "SERVICE in an exists", _select("FILTER EXISTS { SERVICE <http://[::]/> {} }"), "service-refused"
        ),
        _sparql(
            "SERVICE behind a comparison", _select("FILTER(?a<?b)SERVICE#>\n<http://x/>{}"), "service-refused"
        ),
        _sparql("LOAD", "LOAD <http://127.0.0.1/>", "query-syntax", "update-refused"),
        _sparql("DROP ALL", "DROP ALL", "query-syntax", "update-refused"),
        _sparql("FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "ok"),
        _sparql(
            "a literal of a megabyte",
            f"ASK {{ ?s ?p '{'a' * (1 << 20)}' }}",
            "query-too-long",
            "body-too-long",
        ),
        _sparql("a literal of a hundred kilobytes", f"ASK {{ ?s ?p '{'a' * 100_000}' }}", "ok"),
        _sparql("a number of a hundred kilobytes", f"SELECT ({'9' * 100_000} AS ?x) {{}}", "ok"),
        _sparql(
            "values by the hundred thousand",
            _select("VALUES ?x {" + "1 " * 100_000 + "}"),
            *_STOPPED,
        ),
        _sparql(
            "a pattern of nested stars",
            _select("BIND(REGEX('a', '" + "(" * 99 + "a" + ")*" * 99 + "') AS ?x)"),
            "ok",
        ),
        _sparql(
            "a function that is none", _select("BIND(<http://127.0.0.1/f>(1) AS ?x)"), "query-failed", "ok"
        ),
    ]
    found += _of_graphql()
    found += _of_http()
    return found


def _of_graphql() -> list[Hostile]:
    field = "determinations(first: 1) { totalCount }"
    refused = ("DOCUMENT_TOO_LARGE", "GRAPHQL_ERROR")
    return [
        _graphql("aliases", "{" + " ".join(f"a{n}: {field}" for n in range(1000)) + "}", *refused),
        _graphql("few aliases of much", "{" + " ".join(f"a{n}: {field}" for n in range(31)) + "}", *refused),
        _graphql("directives", "{ version " + "@include(if: true) " * 1000 + "}", *refused),
        _graphql("unknown directives", "{ version " + "@a " * 1000 + "}", *refused),
        _graphql("depth", "{ a" * 500 + "}" * 500, *refused),
        _graphql("a list value", "{ a(b: " + "[" * 900 + "]" * 900 + ") }", *refused),
        _graphql("tokens", "{" + " a" * 100_000 + "}", *refused),
        _graphql(
            "fragments in a circle",
            "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
            *refused,
        ),
        _graphql(
            "fragments that multiply",
            "{ ...f0 }"
            + "".join(f" fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40))
            + f" fragment f40 on Query {{ {field} }}",
            *refused,
        ),
        _graphql("a batch", [{"query": "{ __typename }"}] * 1000, "graphql-request", *refused),
        _graphql("a page of millions", "{ determinations(first: 1000000000) { totalCount } }", *refused),
        _graphql("a mutation", "mutation { a }", *refused),
        _graphql("a subscription", "subscription { a }", *refused),
        _graphql("no document", {"query": None}, "graphql-request", *refused),
        _graphql(
            "variables that are none",
            {"query": "{ __typename }", "variables": "x"},
            "graphql-request",
            *refused,
        ),
    ]


def _of_http() -> list[Hostile]:
    part = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    runaway = urlencode({"query": _PRODUCTS["counted"]}).encode()
    endless = _request("POST", "/sparql", runaway, f"Content-Type: {FORM}")
    return [
        Hostile(
            "headers that never end", (b"GET / HTTP/1.1\r\nHost: x\r\n",), frozenset({"request-too-slow"})
        ),
        Hostile("nothing at all", (), frozenset({"request-too-slow"})),
        Hostile(
            "headers drop by drop",
            (b"GET / HT", *[b"T"] * 9),
            frozenset({"request-too-slow", "not-http"}),
            0.3,
        ),
        Hostile(
            "a body that never comes", (part + b"Content-Length: 6\r\n\r\n",), frozenset({"body-too-slow"})
        ),
        Hostile(
            "a body drop by drop",
            (part + b"Content-Length: 60\r\n\r\n", *[b"A"] * 9),
            frozenset({"body-too-slow"}),
            0.3,
        ),
        Hostile(
            "chunks that never end",
            (part + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nASK\r\n"),
            frozenset({"body-too-slow"}),
        ),
        Hostile(
            "half-closed at once", (b"GET / HTTP/1.1\r\n",), frozenset(), half_closed=True, answered=False
        ),
        Hostile("half-closed while a query runs", (endless,), frozenset(), half_closed=True, answered=False),
        _raw("headers of a megabyte", _request("GET", "/", b"", "X: " + "a" * (1 << 20)), "headers-too-long"),
        _raw(
            "a hundred thousand headers", _request("GET", "/", b"", *["X: a"] * 100_000), "headers-too-long"
        ),
        _raw("a URL of a megabyte", _request("GET", "/sparql?query=" + "a" * (1 << 20)), "headers-too-long"),
        _raw("no HTTP", b"\x00\x01\x02\x03\r\n\r\n", "not-http"),
        _raw("TLS to a plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "not-http"),
        _raw("a negative length", part + b"Content-Length: -1\r\n\r\n", "not-http"),
        _raw("two lengths", part + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "not-http"),
        _raw(
            "chunks that are none",
            part + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            "not-http",
            answered=False,
        ),
        _raw("a query that is not UTF-8", _request("GET", "/sparql?query=%ff%fe"), "not-utf-8"),
        _raw(
            "a body that is not UTF-8",
            _request("POST", "/sparql", b"ASK { ?s ?p '\xff' }", "Content-Type: application/sparql-query"),
            "not-utf-8",
        ),
        _raw(
            "half a surrogate",
            _request("GET", "/sparql?query=" + quote("ASK{}").replace("A", "%ED%A0%80")),
            "not-utf-8",
        ),
        _raw(
            "a charset that is none",
            _request("POST", "/sparql", b"ASK {}", "Content-Type: application/sparql-query; charset=x"),
            "charset",
        ),
        _raw(
            "a body over its size",
            _request("POST", "/sparql", b"a" * (2 << 20), f"Content-Type: {FORM}"),
            "body-too-long",
        ),
        _raw("a thousand fields", _request("GET", "/sparql?" + "a=b&" * 1000), "parameters"),
        _raw("an unknown method", _request("BREW", "/sparql"), "method-not-allowed"),
        _raw("a path upwards", _request("GET", "/static/../../../../etc/passwd"), "not-found"),
        _raw(
            "a path upwards, encoded", _request("GET", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), "not-found"
        ),
        _raw(
            "JSON that nests",
            _request("POST", "/graphql", b"[" * 100_000, "Content-Type: application/json"),
            "graphql-request",
        ),
        _raw(
            "an Accept of a thousand types",
            _request("GET", _ASKED_WITH_GET, b"", "Accept: " + ",".join(["a/b;q=0.1"] * 1000)),
            "ok",
            "not-acceptable",
        ),
        _raw(
            "a range of the impossible",
            _request("GET", _ASKED_WITH_GET, b"", "Range: bytes=0-0,1-99999999999"),
            "ok",
        ),
    ]


HOSTILE = _all()
