"""Limits of the server, in one table with defaults and what each is for."""

from __future__ import annotations

from dataclasses import dataclass

from imr_graph.remote import Patience


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server grants one request.

    Args:
        query_seconds: wall-clock time of one SPARQL query; over it, the query is killed.
        workers: processes that answer SPARQL queries side by side.
        waiting: requests that may wait for a worker; more are turned away at once.
        worker_memory: bytes of address space of a worker (``RLIMIT_AS``).
        counting_memory: bytes that the fact tables may hold in memory, for all queries together.
        result_bytes: size of one serialised result.
        query_bytes: length of a query's text in UTF-8.
        body_bytes: length of any request body.
        query_nesting: depth of brackets in a query.
        query_operators: number of operators and group keywords in a query.
        graphql_depth: nesting of fields in a GraphQL document.
        graphql_aliases: aliases in a GraphQL document.
        graphql_tokens: tokens in a GraphQL document.
        graphql_objects: letters, items, citations … that one GraphQL answer may hold.
        graphql_names: names of letters that the rows of questions in one GraphQL answer may list.
        graphql_seconds: wall-clock time of one GraphQL request, its queries included.
        graphql_requests: GraphQL requests that run side by side; ``waiting`` more may wait.
        follow_seconds: time between looks for a newer version of the graph.
    """

    query_seconds: float = 20.0
    workers: int = 2
    waiting: int = 16
    worker_memory: int = 4 << 30
    counting_memory: int = 512 << 20
    result_bytes: int = 256 << 20
    query_bytes: int = 256 << 10
    body_bytes: int = 1 << 20
    query_nesting: int = 250
    query_operators: int = 1000
    graphql_depth: int = 16
    graphql_aliases: int = 30
    graphql_tokens: int = 2000
    graphql_objects: int = 50_000
    graphql_names: int = 500_000
    graphql_seconds: float = 30.0
    graphql_requests: int = 8
    follow_seconds: float = 1.0

    @property
    def patience(self) -> Patience:
        """How long a request that somebody waits for may try a server of triples."""
        return Patience(query_seconds=self.query_seconds, attempts=2, first_pause=0.2, longest_pause=1.0)
