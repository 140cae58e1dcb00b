"""How long a SPARQL server may take, and how often it is asked again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often.

    Args:
        connect_seconds: for a connection.
        query_seconds: for the answer to a query.
        update_seconds: for one batch, or one graph, to be taken in.
        attempts: how often a request is sent in all.
        first_pause: seconds before the second attempt; each further pause is twice as long.
        longest_pause: seconds that no pause exceeds, whatever the server asks for.
    """

    connect_seconds: float = 10.0
    query_seconds: float = 60.0
    update_seconds: float = 600.0
    attempts: int = 6
    first_pause: float = 0.5
    longest_pause: float = 30.0
