"""What a message adds where a name is unknown: the names that come near it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

_MOST: Final = 3


def nearest(name: str, known: Iterable[str]) -> str:
    """``"; near it: a, b"``, or nothing where no name comes near.

    >>> nearest("overturn-rate-by-speciality", ["chain", "overturn-rate-by-specialty"])
    '; near it: overturn-rate-by-specialty'
    >>> nearest("weather", ["chain"])
    ''
    """
    by_folded = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=_MOST, cutoff=0.6)
    return f"; near it: {', '.join(by_folded[one] for one in found)}" if found else ""
