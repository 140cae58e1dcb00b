"""Which views there are, for who lists them; making one is the work of :mod:`imr_graph.export.gephi`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class View:
    """One kind of picture.

    Args:
        name: what the command line and the server call it.
        title: what it shows, in a line.
        filters: names of the filters it takes.
    """

    name: str
    title: str
    filters: tuple[str, ...]


VIEWS: Final[Mapping[str, View]] = {
    view.name: view
    for view in (
        View(
            name="drug-guideline",
            title="Drugs and the guideline pages and sections that their denials cite",
            filters=("by", "drug", "drugName", "ingredient", "document", "outcome"),
        ),
        View(
            name="whole",
            title="Every determination, and the concepts that determinations share",
            filters=("determination",),
        ),
    )
}
"""The views by name."""
