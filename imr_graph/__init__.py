"""Independent Medical Review letters in, knowledge graph out, questions answered.

The package reads as its pipeline::

    letters  ->  extract (+ lexicon)  ->  record  ->  rdf  ->  store  ->  questions, export

Every value keeps the place in the letter that it was read from; what could not be
understood is kept verbatim and flagged. The web surfaces live in the separate package
``server``, which builds on this one and is never imported by it. :func:`open` opens a graph to be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imr_graph.client.opening import open_graph as open  # noqa: A004 - `imr_graph.open`

__version__ = "0.2.0"
__all__ = ["__version__", "open"]


def __getattr__(name: str) -> object:
    """``imr_graph.open``, imported when it is first asked for: many import the package and open nothing."""
    if name != "open":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from imr_graph.client.opening import open_graph

    return open_graph
