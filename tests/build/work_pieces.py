"""Pieces of work for other processes: one of them ends the process that takes it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Final

POISON: Final = -1


def double(things: Sequence[int]) -> list[int]:
    return [2 * n for n in things]


def double_unless_poisoned(things: Sequence[int]) -> list[int]:
    if POISON in things:
        os._exit(1)
    return double(things)


def refuse(things: Sequence[int]) -> list[int]:
    raise ValueError(f"refused: {len(things)}")


def wait_long() -> None:
    time.sleep(30)
