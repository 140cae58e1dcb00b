"""``/explore``: some nodes and their neighbours, drawn by a script and listed without one.

All of the state stands in the URL: every ``node`` whose neighbours are shown, how many of a kind (``most``),
and the kinds left out (``without``).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imr_graph.rdf.iris import Iris, concept_iri
from server.responses.addresses import concept_url, letter_url, query_part
from server.responses.problems import Problem
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.rows.graph_nodes import KINDS, LETTER, Node, concepts_called, kind_of, node_called
from server.rows.neighbourhood import MOST, MOST_OPEN, USUAL, Neighbourhood, neighbourhood
from server.serving.version import Serving
from server.web.shell import Form, page

_BEGINNINGS: Final = (
    "drug/norco",
    "drug-class/opioid",
    "guideline/mtus-chronic-pain",
    "condition/lumbar-radiculopathy",
    "specialty/pain-medicine",
)
"""Where one may begin who does not know where."""

_SUGGESTED: Final = 12
_LONGEST: Final = 200
"""Characters of words that are sought."""

PER_KIND: Final = (3, USUAL, 12, MOST)
"""Numbers of neighbours of a kind that the page offers."""


@dataclass(frozen=True, slots=True)
class View:
    """What the URL asks for.

    Args:
        nodes: whose neighbours are shown.
        most: neighbours of a kind of each.
        without: classes that are left out.
        find: words that a node is sought by.
    """

    nodes: tuple[str, ...] = ()
    most: int = USUAL
    without: tuple[str, ...] = ()
    find: str = ""

    @classmethod
    def of(cls, request: Request) -> View:
        """The view that a request asks for.

        Raises:
            Problem: a number is none, there are too many nodes, or a kind is unknown.
        """
        given = request.query_params
        nodes = tuple(dict.fromkeys(one.strip() for one in given.getlist("node") if one.strip()))
        if len(nodes) > MOST_OPEN:
            raise _faulty(
                f"{len(nodes)} nodes are asked for; {MOST_OPEN} can be open at once, leave some out"
            )
        most = given.get("most", str(USUAL))
        if not (most.isascii() and most.isdecimal() and 1 <= int(most) <= MOST):
            raise _faulty(f"most is the number of neighbours of a kind, from 1 to {MOST}, not {most!r}")
        without = tuple(dict.fromkeys(given.getlist("without")))
        if unknown := [one for one in without if one not in KINDS]:
            raise _faulty(f"without: no kind is called {unknown[0]!r}; there are: {', '.join(KINDS)}")
        return cls(nodes, int(most), without, given.get("find", "").strip()[:_LONGEST])

    def url(self, path: str = "/explore") -> str:
        """Its address, or that of another form of it."""
        most = None if self.most == USUAL else self.most
        return path + query_part({"node": self.nodes, "most": most, "without": self.without})

    def opening(self, node: str) -> str:
        """The address of the view with a node's neighbours too."""
        return replace(self, nodes=(*self.nodes, node)).url()

    def closing(self, node: str) -> str:
        """The address of the view without them."""
        return replace(self, nodes=tuple(one for one in self.nodes if one != node)).url()

    def showing(self, most: int) -> str:
        """The address of the view with another number of neighbours."""
        return replace(self, most=most).url()

    def toggling(self, kind: str) -> str:
        """The address of the view with a kind left out, or shown again."""
        left_out = set(self.without) ^ {kind}
        return replace(self, without=tuple(one for one in KINDS if one in left_out)).url()


async def explore(request: Request) -> Response:
    """The page."""
    return await Serving.of(request).off_loop(_explored, request)


async def explored_neighbours(request: Request) -> Response:
    """The nodes and edges of the page as JSON."""
    serving = Serving.of(request)
    view = View.of(request)
    tag = entity_tag(serving.graph, request.url.path, request.url.query)
    if (held := unchanged(request, tag)) is not None:
        return held
    found = await serving.off_loop(_found, serving, view)
    told = {"version": serving.graph.version, **found.as_dict()}
    return JSONResponse(told, headers=versioned_headers(tag))


async def explored_graph(request: Request) -> Response:
    """The nodes and edges of the page as GEXF."""
    serving = Serving.of(request)
    view = View.of(request)
    if not view.nodes:
        raise _faulty("there is nothing to write: name a node, such as node=drug/norco")
    content = await serving.off_loop(_written, serving, view)
    headers = {
        "Content-Type": "application/gexf+xml",
        "Content-Disposition": 'attachment; filename="neighbourhood.gexf"',
    }
    return Response(content, headers=headers)


async def explored_names(request: Request) -> Response:
    """Nodes whose names hold some words, as JSON, for who types them."""
    serving = Serving.of(request)
    words = request.query_params.get("words", "").strip()[:_LONGEST]
    found = await serving.off_loop(_called, serving, words)
    told = [{"id": one.id, "label": one.label, "kind": kind_of(one.kind).name} for one in found]
    return JSONResponse({"nodes": told}, headers={"Cache-Control": "no-cache"})


def _explored(request: Request) -> Response:
    serving = Serving.of(request)
    wrong: Problem | None = None
    view = View()
    found = Neighbourhood()
    meant: list[Node] = []
    try:
        view = View.of(request)
        if view.find:
            view, meant = _meant(serving, view)
        found = _found(serving, view)
        view = replace(view, nodes=tuple(one.node.id for one in found.opened))
    except Problem as problem:
        wrong = problem
    kinds = [name for name in KINDS if any(node.kind == name for node in found.nodes.values())]
    return page(
        request,
        "explore.html",
        title="Explore the graph",
        bundles=("explore",),
        forms=_forms(view) if view.nodes and wrong is None else (),
        status=wrong.status if wrong else 200,
        headers={"Cache-Control": "no-cache", **(wrong.headers if wrong else {})},
        view=view,
        found=found,
        data=_drawn(found, view),
        meant=meant,
        wrong=wrong.detail if wrong else "",
        beginnings=_beginnings(serving),
        kinds={name: kind_of(name) for name in KINDS if name in kinds or name in view.without},
        kind_of=kind_of,
        colours={name: _hex(name) for name in (*KINDS, "Concept")},
        inks={name: _ink(name) for name in (*KINDS, "Concept")},
        href=_href,
        per_kind=PER_KIND,
        most_open=MOST_OPEN,
        counted=serving.counting is not None,
    )


def _found(serving: Serving, view: View) -> Neighbourhood:
    """The nodes and edges that a view shows; blocks."""
    return neighbourhood(serving, view.nodes, view.most, view.without)


def _meant(serving: Serving, view: View) -> tuple[View, list[Node]]:
    """The view with the node that words mean; or what they may mean, where that is not one alone.

    Raises:
        Problem: they mean nothing, or no more nodes can be open.
    """
    try:
        found = [node_called(serving, view.find)]
    except Problem:
        found = _called(serving, view.find)
        exact = [one for one in found if one.label.casefold() == view.find.casefold()]
        found = exact if len(exact) == 1 else found
    if not found:
        raise _faulty(f"nothing is called {view.find!r}; try a part of the name, or a case number")
    if len(found) > 1:
        return view, found
    if len(view.nodes) >= MOST_OPEN and found[0].id not in view.nodes:
        raise _faulty(f"{MOST_OPEN} nodes are open, which is the most; close one first")
    return replace(view, nodes=tuple(dict.fromkeys((*view.nodes, found[0].id)))), []


def _called(serving: Serving, words: str) -> list[Node]:
    if not words:
        return []
    return [node_called(serving, one.path) for one in concepts_called(serving.catalogue, words, _SUGGESTED)]


def _beginnings(serving: Serving) -> list[Node]:
    return [node_called(serving, path) for path in _BEGINNINGS if serving.catalogue.known(path)]


def _drawn(found: Neighbourhood, view: View) -> dict[str, Any]:
    """What the script draws: nodes and edges, and where a click leads."""
    data = found.as_dict()
    for node in data["nodes"]:
        node["href"] = _href(node["id"], node["kind"])
        node["go"] = "" if node["open"] or len(view.nodes) >= MOST_OPEN else view.opening(node["id"])
        node["what"] = kind_of(node["kind"]).name
        node["sign"] = kind_of(node["kind"]).sign
        node["colour"] = _hex(node["kind"])
    return data


def _forms(view: View) -> tuple[Form, ...]:
    return (
        Form("JSON", view.url("/explore/neighbours"), "application/json"),
        Form("GEXF for Gephi", view.url("/explore/graph.gexf"), "application/gexf+xml"),
    )


def _href(identifier: str, kind: str) -> str:
    """The page of a node."""
    return letter_url(identifier) if kind == LETTER else concept_url(identifier)


def _hex(kind: str) -> str:
    from imr_graph.export.colours import colour_of

    return "#{:02x}{:02x}{:02x}".format(*colour_of(kind))


def _ink(kind: str) -> str:
    """Black or white, whichever stands out more from the colour of a kind."""
    from imr_graph.export.colours import colour_of

    parts = zip((0.2126, 0.7152, 0.0722), colour_of(kind), strict=True)
    return "#111111" if sum(share * (channel / 255) ** 2.2 for share, channel in parts) > 0.18 else "#ffffff"


def _written(serving: Serving, view: View) -> bytes:
    """The view as GEXF; blocks."""
    found = _found(serving, view)
    # Libraries of networks take most of a second to load.
    import networkx as nx

    from imr_graph.export.gephi import write_picture
    from imr_graph.export.picture import laid_out
    from imr_graph.export.views import Projection, shorten

    iris = Iris(serving.graph.base)

    def iri(node: Node) -> str:
        return iris.determination(node.id) if node.kind == LETTER else concept_iri(node.id)

    graph: nx.Graph[str] = nx.Graph()
    for node in found.nodes.values():
        values = {"label": shorten(node.label), "kind": node.kind, "name": node.label}
        graph.add_node(iri(node), **values, **({} if node.items is None else {"items": node.items}))
    for edge in found.edges:
        numbers = {"items": edge.items, "letters": edge.letters, "overturned": edge.overturned}
        rates = {"overturnRate": edge.share, "overturnRateLow": edge.low, "overturnRateHigh": edge.high}
        told: dict[str, Any] = {
            name: value for name, value in {**numbers, **rates}.items() if value is not None
        }
        ends = (iri(found.nodes[edge.source]), iri(found.nodes[edge.target]))
        graph.add_edge(*ends, kind=edge.kind, weight=max(edge.items, 1), **told)
    labels = ", ".join(one.node.label for one in found.opened)
    limits = "; ".join(f"{one.shown} of {one.total} of {one.node.label}" for one in found.opened)
    note = f" {serving.counts.synthetic_note}" if serving.counts.synthetic else ""
    projection = Projection(
        graph=graph,
        node_columns={"kind": "string", "name": "string", "items": "integer"},
        edge_columns={
            "items": "integer",
            "letters": "integer",
            "overturned": "integer",
            "overturnRate": "double",
            "overturnRateLow": "double",
            "overturnRateHigh": "double",
        },
        description=f"Neighbours of {labels}. Shown are, by number of disputed items: {limits}.{note}",
    )
    out = io.BytesIO()
    write_picture(laid_out(projection), out)
    return out.getvalue()


def _faulty(detail: str) -> Problem:
    return Problem(
        400, "explore", "Not a part of the graph that can be shown", f"{detail[:1].upper()}{detail[1:]}."
    )
