"""A picture of a graph as SVG or PNG, to look at before Gephi opens it.

The same picture gives the same bytes. Of a large graph the concepts are drawn, the letters' own nodes as a
density, and the caption says so.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from imr_graph.errors import OutputError
from imr_graph.export.gexf import Colour
from imr_graph.export.picture import SMALLEST, Picture, PictureNode
from imr_graph.export.preview_labels import DPI, INK, MOST_LABELS, OBSTACLES, OF_LETTERS, PAPER, draw_labels

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

Form = Literal["svg", "png"]
FORMS: Final[dict[Form, str]] = {"svg": "image/svg+xml", "png": "image/png"}
"""How a preview may be written, and what it is sent as."""

USUAL_WIDTH: Final = 1400
NARROWEST, WIDEST = 300, 4000
"""Pixels of a preview's width."""

MOST_NODES: Final = 3_000_000
"""Nodes of a picture that is drawn at all; a minute's work."""

MOST_DISCS: Final = 5_000
"""Nodes that are drawn one by one; of more, the largest are, and the others as a density."""

MOST_EDGES: Final = 20_000
"""Edges that are drawn; of more none is, since they would cover all."""

_MOST_VECTORS: Final = 1_500
"""Edges of an SVG that stay lines; more become one image within it."""

_QUIET, _LINE = "#565e67", "#5b6570"
_DENSITY: Final = 260
"""Cells of the density's longer side."""

_MOST_KINDS: Final = 14


@dataclass(slots=True)
class _Drawn:
    """What is drawn of a picture's nodes.

    Args:
        discs: nodes drawn one by one, the smallest first.
        others: places of those that are not.
        kinds: how many nodes there are of each kind.
        colours: of kinds.
    """

    discs: list[PictureNode]
    others: list[tuple[float, float]]
    kinds: Counter[str]
    colours: dict[str, Colour]


def preview(picture: Picture, form: Form = "svg", width: int = USUAL_WIDTH, title: str = "") -> bytes:
    """Draw a picture.

    Args:
        picture: laid out.
        form: ``svg`` or ``png``.
        width: pixels, 300 to 4,000; the height follows from the picture.
        title: over it.

    Raises:
        OutputError: the picture is too large to be drawn, or the width or form is none.
    """
    if form not in FORMS:
        raise OutputError(f"no picture is written as {form!r}; there are: {', '.join(FORMS)}")
    if not NARROWEST <= width <= WIDEST:
        raise OutputError(f"a picture is {NARROWEST} to {WIDEST} pixels wide, not {width}")
    if picture.node_count > MOST_NODES:
        raise OutputError(
            f"{picture.node_count:,} nodes cannot be drawn, {MOST_NODES:,} are the most; narrow the view by "
            "a period, an outcome or letters"
        )
    # The library takes half a second to load, and only previews need it.
    import matplotlib as mpl

    settings: dict[Any, Any] = {
        "svg.hashsalt": "imr-graph",
        "svg.fonttype": "path",
        "font.family": "DejaVu Sans",
        "path.simplify": False,
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        figure = _figure(picture, width, title)
        out = io.BytesIO()
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(out, format=form, dpi=DPI, facecolor=PAPER, metadata=metadata)
    return out.getvalue()


def _figure(picture: Picture, width: int, title: str) -> Figure:
    from matplotlib.figure import Figure

    drawn = _nodes(picture)
    points = [(node.x, node.y) for node in drawn.discs] + drawn.others
    left, right, low, high = _box(points)
    unit = width / 1400
    type_size = 10 * max(unit, 0.55)
    caption = textwrap.wrap(_caption(picture, drawn), int(0.97 * width / (0.56 * type_size * DPI / 72)))
    kinds = [kind for kind, _ in drawn.kinds.most_common(_MOST_KINDS)]
    columns = max(1, min(len(kinds), int(width / (20 * type_size))))
    line = 1.5 * type_size / 72 * DPI
    top = (2.4 * line if title else 0.8 * line) + line * -(-len(kinds) // columns)
    bottom = line * (len(caption) + 1)
    body = width * min(max((high - low) / (right - left), 0.45), 1.1)
    height = body + top + bottom
    figure = Figure(figsize=(width / DPI, height / DPI))
    axes = figure.add_axes((0.01, bottom / height, 0.98, body / height))
    axes.set_axis_off()
    _fit(axes, (left, right, low, high), 0.98 * width / body)
    if drawn.others:
        _draw_density(axes, drawn.others)
    if picture.edge_count <= MOST_EDGES:
        _draw_edges(axes, picture, drawn, unit)
    figure.canvas.draw()  # fixes what a unit is in pixels
    wide = _diameters(axes, drawn)
    _draw_discs(axes, drawn.discs, wide)
    near = MOST_LABELS if drawn.others else OBSTACLES
    draw_labels(axes, drawn.discs, wide, type_size, near)
    if title:
        figure.text(
            0.015,
            1 - 0.9 * line / height,
            title,
            size=1.5 * type_size,
            weight="bold",
            color=INK,
            va="center",
        )
    _draw_legend(figure, drawn, kinds, columns, type_size, 1 - (1.7 * line if title else 0.2 * line) / height)
    figure.text(
        0.015,
        0.4 * line / height,
        "\n".join(caption),
        size=type_size,
        color=_QUIET,
        linespacing=1.35,
        va="bottom",
    )
    return figure


def _nodes(picture: Picture) -> _Drawn:
    """The nodes to draw; of many those of concepts, which letters share, and of these the largest."""
    kinds: Counter[str] = Counter()
    colours: dict[str, Colour] = {}
    discs: list[PictureNode] = []
    others: list[tuple[float, float]] = []
    few = picture.node_count <= MOST_DISCS
    for node in picture.nodes:
        kinds[node.kind] += 1
        colours.setdefault(node.kind, node.colour)
        if few or node.kind not in OF_LETTERS:
            discs.append(node)
        else:
            others.append((node.x, node.y))
    discs.sort(key=lambda node: (node.size, node.id))
    others += [(node.x, node.y) for node in discs[:-MOST_DISCS]]
    return _Drawn(discs[-MOST_DISCS:], others, kinds, colours)


def _box(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Left, right, lower and upper edge, with a margin for labels."""
    if not points:
        return -1, 1, -1, 1
    xs, ys = [x for x, _ in points], [y for _, y in points]
    across, up = max(xs) - min(xs) or 200, max(ys) - min(ys) or 200
    side, over = 0.06 * across + 20, 0.04 * up + 20
    return min(xs) - side, max(xs) + side, min(ys) - over, max(ys) + over


def _fit(axes: Axes, box: tuple[float, float, float, float], ratio: float) -> None:
    """Show a box in the middle, a unit to the right as long as one upwards.

    Args:
        axes: what it is shown in.
        box: as :func:`_box` gives it.
        ratio: width of the axes by their height.
    """
    left, right, low, high = box
    across = max(right - left, (high - low) * ratio) / 2
    up = across / ratio
    axes.set_xlim((left + right) / 2 - across, (left + right) / 2 + across)
    axes.set_ylim((low + high) / 2 - up, (low + high) / 2 + up)


def _draw_density(axes: Axes, places: Sequence[tuple[float, float]]) -> None:
    """How many nodes stand where, as a soft grey ground."""
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap

    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    across, up = right - left, high - low
    cells = [max(int(_DENSITY * side / max(across, up)), 1) for side in (up, across)]
    points = np.asarray(places)
    counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], bins=cells, range=[[low, high], [left, right]])
    ground = LinearSegmentedColormap.from_list("ground", [PAPER, "#c9d3dc", "#7d8fa1"])
    axes.imshow(
        np.log1p(counts),
        cmap=ground,
        extent=(left, right, low, high),
        origin="lower",
        interpolation="bilinear",
        aspect="auto",
        zorder=0,
    )


def _draw_edges(axes: Axes, picture: Picture, drawn: _Drawn, unit: float) -> None:
    """Thin lines, heavier ones a little thicker; only between nodes that are drawn."""
    import numpy as np
    from matplotlib.collections import LineCollection

    places = {node.id: (node.x, node.y) for node in drawn.discs}
    found = [
        (places[edge.source], places[edge.target], edge.weight)
        for edge in picture.edges
        if edge.source in places and edge.target in places
    ]
    if not found:
        return
    weights = np.array([weight for *_, weight in found])
    spread = weights.max() - weights.min()
    shares: NDArray[np.float64] = np.sqrt((weights - weights.min()) / spread) if spread else 0 * weights
    crowd = min(1.0, 200 / len(found))
    alphas = np.clip(0.07 + 0.38 * crowd + 0.4 * shares, 0.07, 0.75)
    red, green, blue = (int(_LINE[at : at + 2], 16) / 255 for at in (1, 3, 5))
    lines = LineCollection(
        [(source, target) for source, target, _ in found],
        linewidths=unit * (0.5 + 0.5 * crowd + 3.0 * shares),
        colors=[(red, green, blue, alpha) for alpha in alphas],
        zorder=1,
    )
    lines.set_rasterized(len(found) > _MOST_VECTORS)
    axes.add_collection(lines, autolim=False)


def _diameters(axes: Axes, drawn: _Drawn) -> dict[str, float]:
    """Pixels of the discs, by node: as large as the picture has them, small ones large enough to be seen.

    Beside a density nodes stand too far apart for that; there sizes tell the same by themselves.
    """
    (left, _), (right, _) = axes.transData.transform([(0, 0), (1, 0)])
    unit = float(right - left)
    if drawn.others:
        return {node.id: 3 + 0.5 * max(node.size - SMALLEST, 0) for node in drawn.discs}
    return {node.id: max(node.size * unit, 3.5) for node in drawn.discs}


def _draw_discs(axes: Axes, nodes: Sequence[PictureNode], wide: Mapping[str, float]) -> None:
    if not nodes:
        return
    scatter = axes.scatter(
        [node.x for node in nodes],
        [node.y for node in nodes],
        s=[(wide[node.id] * 72 / DPI) ** 2 for node in nodes],
        c=[_hex(node.colour) for node in nodes],
        edgecolors=[_rim(node.colour) for node in nodes],
        linewidths=0.7,
        zorder=2,
    )
    scatter.set_rasterized(len(nodes) > _MOST_VECTORS)


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _rim(colour: Colour) -> str:
    """A darker line around a disc, so that light ones stand out from the paper."""
    red, green, blue = (round(0.55 * channel) for channel in colour)
    return _hex((red, green, blue))


def _draw_legend(
    figure: Figure, drawn: _Drawn, kinds: Sequence[str], columns: int, size: float, top: float
) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D(
            [],
            [],
            linestyle="",
            marker="o",
            markersize=0.85 * size,
            markerfacecolor=_hex(drawn.colours[kind]),
            markeredgecolor=_rim(drawn.colours[kind]),
            label=f"{kind_words(kind)} ({drawn.kinds[kind]:,})",
        )
        for kind in kinds
    ]
    if marks:
        figure.legend(
            handles=marks,
            loc="upper left",
            bbox_to_anchor=(0.005, top),
            ncols=columns,
            frameon=False,
            fontsize=size,
            labelcolor=INK,
            handletextpad=0.2,
            columnspacing=1.2,
            borderaxespad=0.2,
        )


def kind_words(kind: str) -> str:
    """A kind's name in words: ``GuidelineSection`` is "guideline section"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def _caption(picture: Picture, drawn: _Drawn) -> str:
    """The description, and what of it the drawing leaves out."""
    told = [picture.description.strip(), f"{picture.node_count:,} nodes, {picture.edge_count:,} edges."]
    if drawn.others:
        told.append(
            f"{len(drawn.discs):,} nodes are drawn one by one, {len(drawn.others):,} others as a grey ground."
        )
    if picture.edge_count > MOST_EDGES:
        told.append(f"More than {MOST_EDGES:,} edges would cover them, so none is drawn.")
    if len(drawn.kinds) > _MOST_KINDS:
        told.append(f"The legend names the {_MOST_KINDS} most frequent of {len(drawn.kinds)} kinds.")
    return " ".join(told)
