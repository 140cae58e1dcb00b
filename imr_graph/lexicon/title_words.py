"""Words of an item's title that name nothing themselves (``data/title_words.csv``).

``turn`` words begin what an item is for, goes with or comes after; ``lead`` words may stand
before a drug's name; ``generic`` words tell of a drug without naming one.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from imr_graph.lexicon.tables import read_table

TitleRole = Literal["turn", "lead", "generic"]


@cache
def title_words(role: TitleRole) -> frozenset[str]:
    """The words of one role, lower case."""
    return frozenset(row["word"] for row in read_table("title_words") if row["role"] == role)
