"""Where facts of the tables are from: the keys that stand for sources, spelt out (``data/sources.csv``)."""

from __future__ import annotations

from functools import cache

from imr_graph.lexicon.tables import read_table


def spelt_out(evidence: str) -> str:
    """A table's evidence with each key replaced by the source's title; other words stay as they are."""
    return "; ".join(_titles().get(part, part) for part in evidence.split("; "))


@cache
def _titles() -> dict[str, str]:
    return {row["key"]: row["title"] for row in read_table("sources")}
