"""States and territories in which reviewers are licensed, from ``data/us_states.csv``."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from imr_graph.lexicon.names import Name, NameTable


@cache
def state_names() -> dict[str, str]:
    """Every spelling of a state, its postal code among them, to its USPS code."""
    spellings: dict[str, str] = {}
    with (resources.files(__package__) / "data" / "us_states.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            variants = (part.strip() for part in row["variants"].split(";"))
            for spelling in (row["code"], row["name"], *filter(None, variants)):
                spellings[spelling] = row["code"]
    return spellings


def split_states(text: str, start: int, end: int) -> tuple[Name, ...]:
    """The states that ``text[start:end]`` lists, known by their codes, each once, in order."""
    found: dict[str, Name] = {}
    for name in _table().split(text, start, end):
        found.setdefault(name.known or name.printed.lower(), name)
    return tuple(found.values())


@cache
def _table() -> NameTable:
    return NameTable(state_names(), anywhere=True)
