"""Reading the tables of ``data/``, and the names that concepts take from them."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib import resources

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv``, each a mapping of column to cell."""
    table = resources.files("imr_graph.lexicon") / "data" / f"{name}.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


@lru_cache(maxsize=4096)
def slug(name: str) -> str:
    """A name as the last part of a concept's path: ``Hylan G-F 20`` is ``hylan-g-f-20``."""
    return _NOT_SLUG.sub("-", name.lower().replace("&", " and ")).strip("-")
