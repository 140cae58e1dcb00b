"""The words of a decision and the outcome that each means (``data/decision_words.csv``)."""

from __future__ import annotations

from functools import cache

from imr_graph.lexicon.tables import read_table


@cache
def decision_words() -> dict[str, str]:
    """Words in lower case to outcome."""
    return {row["words"]: row["outcome"] for row in read_table("decision_words")}
