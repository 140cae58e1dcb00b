"""A triple store written anew, so that nothing is left of triples that were taken out.

Oxigraph keeps the strings of removed triples for ever, however often it is optimised. Only a store
that never held them is rid of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to leave no byte behind.

    Args:
        identifiers: of determinations.
        texts: hashes of kept texts, hexadecimal.
    """

    identifiers: Sequence[str]
    texts: Sequence[str]


def rewrite_store(path: Path) -> None:
    """Load all triples of a closed Oxigraph store into a new one, which takes its place, optimised.

    Args:
        path: its folder.
    """
    new = path.with_name(f"{path.name}.new")
    reading, writing = os.pipe()
    source, target = Store.read_only(str(path)), Store(str(new))
    with ThreadPoolExecutor(1) as dumping, os.fdopen(reading, "rb") as pipe:
        dumped = dumping.submit(_dump, source, writing)
        target.bulk_load(pipe, RdfFormat.N_QUADS)
        dumped.result()
    target.optimize()
    target.flush()
    del source, target
    shutil.rmtree(path)
    new.rename(path)


def _dump(source: Store, writing: int) -> None:
    with os.fdopen(writing, "wb") as pipe:
        source.dump(pipe, RdfFormat.N_QUADS)
