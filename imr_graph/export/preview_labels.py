"""Labels of a preview: as many as have room, those of the nodes that matter first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from imr_graph.export.picture import PictureNode
from imr_graph.export.views import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

DPI: Final = 100
INK: Final = "#1c2126"
PAPER: Final = "#fdfdfb"

MOST_LABELS: Final = 70
OBSTACLES: Final = 600
"""Discs that labels of other nodes keep clear of."""

_LABEL_LENGTH: Final = 48

OF_LETTERS: Final = frozenset(
    {
        "Determination",
        "Patient",
        "Diagnosis",
        "DisputedItem",
        "DrugRequest",
        "Decision",
        "Citation",
        "PageRange",
        "Reviewer",
        "Warning",
    }
)
"""Kinds of nodes that one letter has for itself."""


def draw_labels(
    axes: Axes, nodes: Sequence[PictureNode], wide: Mapping[str, float], size: float, near: int
) -> None:
    """Labels of the largest nodes that have room: right of the node, else left, over or under it.

    Args:
        axes: what is drawn in; its limits are fixed.
        nodes: the smallest first.
        wide: diameters of their discs in pixels.
        size: of type, in points.
        near: how many of the largest discs labels of other nodes keep clear of.
    """
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Bbox

    ground = {"facecolor": PAPER, "alpha": 0.72, "edgecolor": "none", "pad": 0.6}
    frame = axes.get_window_extent()
    biggest = max((node.size for node in nodes), default=1)
    # What letters share tells more than their own parts, of which every letter has the same.
    important = sorted(nodes, key=lambda node: (node.kind in OF_LETTERS, -node.size, node.id))
    obstacles = islice(reversed(nodes), near)
    discs = [(node, _disc(axes, node, wide[node.id] / 2)) for node in obstacles]
    taken: list[Bbox] = []
    placed = 0
    for node in important[: 3 * MOST_LABELS]:
        if placed >= MOST_LABELS:
            break
        words = shorten(node.label, _LABEL_LENGTH)
        points = size * (0.82 + 0.38 * node.size / biggest)
        scale = points * DPI / 72
        extent = TextPath((0, 0), words, size=scale).get_extents()
        long, tall = extent.width + 4, scale * 1.15
        x, y = axes.transData.transform((node.x, node.y))
        reach = wide[node.id] / 2 + 3
        blocking = [other for owner, other in discs if owner is not node]
        tries = [(side, blocking) for side in _sides(reach, long, tall)]
        if node.size > biggest / 2:  # the name of a node that matters may lie on discs, its own or others
            tries += [(side, []) for side in (*_sides(reach, long, tall), (-long / 2, -tall / 2, 0.5, 2))]
        for (dx, dy, across, held), around in tries:
            box = Bbox.from_bounds(x + dx, y + dy, long, tall)
            if not (frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1):
                continue
            if any(other.overlaps(box) for other in (*taken, *around)):
                continue
            right, up = axes.transData.inverted().transform((x + dx + long * across, y + dy + tall / 2))
            axes.text(
                right,
                up,
                words,
                size=points,
                color=INK,
                ha=("left", "right", "center")[held],
                va="center_baseline",
                bbox=ground,
                zorder=3,
            )
            taken.append(box)
            placed += 1
            break


def _disc(axes: Axes, node: PictureNode, radius: float) -> Bbox:
    """The box around a disc, in pixels."""
    from matplotlib.transforms import Bbox

    x, y = axes.transData.transform((node.x, node.y))
    return Bbox.from_extents(x - radius, y - radius, x + radius, y + radius)


def _sides(reach: float, long: float, tall: float) -> Iterable[tuple[float, float, float, int]]:
    """Offsets of a label's box from the node's middle, where in it the text is held, and its alignment."""
    yield reach, -tall / 2, 0.0, 0
    yield -reach - long, -tall / 2, 1.0, 1
    yield -long / 2, reach, 0.5, 2
    yield -long / 2, -reach - tall, 0.5, 2
