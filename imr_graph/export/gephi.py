"""Makes the views: asked of a graph, laid out, coloured, written for Gephi and programs like it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from imr_graph import __version__
from imr_graph.errors import OutputError, QuestionError
from imr_graph.export.catalogue import FORMATS
from imr_graph.export.chosen_letters import chosen_letters, datatype_properties, parts_of, schemes_of
from imr_graph.export.concept_views import project_concepts
from imr_graph.export.csv_tables import write_tables
from imr_graph.export.filters import Chosen, chosen, told, view_called
from imr_graph.export.gexf import Edge, Header, Node, write_gexf
from imr_graph.export.graphml import write_graphml
from imr_graph.export.layout import LARGEST_WHOLE
from imr_graph.export.picture import Picture, laid_out
from imr_graph.export.streamed import streamed
from imr_graph.export.views import Projection
from imr_graph.export.whole import Parts, Survey, project_whole, survey
from imr_graph.store.graph import Graph

CREATOR: Final = f"imr-graph {__version__}"


def write_view(
    graph: Graph, view: str, out: Path | BinaryIO, *, form: str = "gexf", **filters: str | None
) -> tuple[int, int]:
    """Write a view of a graph; the same graph gives the same bytes.

    Args:
        graph: an open graph.
        view: one of `VIEWS`.
        out: a file, which is replaced only when all is written, or an open binary one.
        form: one of `FORMATS`.
        filters: what the view lets one choose (``from``, ``outcome``, ``drug`` …); see `View.filters`. One
            of None or of blanks filters nothing.

    Returns:
        The numbers of nodes and edges.

    Raises:
        QuestionError: the view, the form, a filter or a filter's value is unknown.
        OutputError: the file cannot be written.
    """
    if form not in FORMATS:
        raise QuestionError(f"no form is called {form!r}; there are: {', '.join(FORMATS)}")
    picture = picture_of(graph, view, filters)
    with opened(out) as file:
        return write_picture(picture, file, form)


def picture_of(
    graph: Graph,
    view: str,
    filters: Mapping[str, str | None] | None = None,
    *,
    most_letters: int | None = None,
) -> Picture:
    """A view of a graph, laid out.

    A whole graph of more than 5,000 nodes is made in bounded memory: its nodes and edges are worked out anew
    each time that they are gone through, while the graph is open.

    Args:
        graph: an open graph.
        view: one of `VIEWS`.
        filters: as for :func:`write_view`.
        most_letters: how many letters a whole graph may have; None for any number.

    Raises:
        QuestionError: the view, a filter or a filter's value is unknown, or there are too many letters.
    """
    declared = view_called(view)
    narrowed = chosen(graph, declared, filters or {})
    if view != "whole":
        return laid_out(project_concepts(graph, declared, narrowed))
    parts, surveyed = _whole(graph, narrowed, most_letters)
    if surveyed.nodes <= LARGEST_WHOLE:
        return laid_out(project_whole(parts(), surveyed))
    return streamed(parts, surveyed)


def view_of(graph: Graph, view: str, **filters: str | None) -> Projection:
    """A view of a graph before it is laid out, in memory; arguments and errors as for :func:`picture_of`.

    Raises:
        QuestionError: the view, a filter or a filter's value is unknown.
    """
    declared = view_called(view)
    narrowed = chosen(graph, declared, filters)
    if view != "whole":
        return project_concepts(graph, declared, narrowed)
    parts, surveyed = _whole(graph, narrowed, None)
    return project_whole(parts(), surveyed)


def write_picture(picture: Picture, out: BinaryIO, form: str = "gexf") -> tuple[int, int]:
    """Write a picture; as :func:`write_view`."""
    return _WRITERS[form](picture, out)


def _whole(graph: Graph, narrowed: Chosen, most_letters: int | None) -> tuple[Parts, Survey]:
    letters = chosen_letters(graph, narrowed)
    if most_letters is not None and len(letters) > most_letters:
        raise QuestionError(
            f"{len(letters)} letters are more than the {most_letters} of which a whole graph is made here; "
            "narrow it by determination, or by from and to, or run `imr-graph export gephi --view whole` "
            "where the graph lies"
        )
    schemes = schemes_of(graph)
    parts = parts_of(graph, letters, schemes)
    surveyed = survey(parts(), schemes, datatype_properties(graph))
    surveyed.told = told(view_called("whole"), narrowed)
    return parts, surveyed


def _gexf(picture: Picture, out: BinaryIO) -> tuple[int, int]:
    header = Header(
        description=picture.description,
        directed=picture.directed,
        node_columns=picture.node_columns,
        edge_columns=picture.edge_columns,
        creator=CREATOR,
        timed=picture.timed,
    )
    # Parts of letters are checked one by one: what would be remembered of all of them has no bound.
    return write_gexf(out, header, _gexf_nodes(picture), _gexf_edges(picture), vouched=picture.streamed)


def _gexf_nodes(picture: Picture) -> Iterator[Node]:
    for node in picture.nodes:
        yield Node(
            identifier=node.id,
            label=node.label,
            attributes=node.columns,
            colour=node.colour,
            position=(node.x, node.y),
            size=node.size,
            spans=node.spans,
        )


def _gexf_edges(picture: Picture) -> Iterator[Edge]:
    for edge in picture.edges:
        yield Edge(
            source=edge.source,
            target=edge.target,
            kind=edge.kind,
            label=edge.kind,
            weight=edge.weight,
            attributes=edge.columns,
            spans=edge.spans,
        )


def _graphml(picture: Picture, out: BinaryIO) -> tuple[int, int]:
    return write_graphml(out, picture, CREATOR)


def _tables(picture: Picture, out: BinaryIO) -> tuple[int, int]:
    return write_tables(out, picture)


_WRITERS: Final[Mapping[str, Callable[[Picture, BinaryIO], tuple[int, int]]]] = {
    "gexf": _gexf,
    "graphml": _graphml,
    "csv.zip": _tables,
}
"""By form."""


@contextmanager
def opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """The file to write to; one named by its path appears whole or not at all."""
    if not isinstance(out, Path):
        yield out
        return
    part = out.with_name(f"{out.name}.part-{os.getpid()}")
    is_device = out.exists() and not out.is_file()
    try:
        with (out if is_device else part).open("wb") as file:
            yield file
        if not is_device:
            part.replace(out)
    except OSError as error:
        cause = "there is no such folder" if not out.parent.is_dir() else error.strerror or str(error)
        raise OutputError(f"{out}: it cannot be written ({cause}); choose another place") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
