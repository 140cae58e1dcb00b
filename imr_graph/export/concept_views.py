"""Views whose nodes are concepts that letters share, joined by what letters say of both.

Each view is SQL over the fact tables and a name for each node; what is counted behind them, and the picture's
columns, are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import networkx as nx

from imr_graph.export.catalogue import FILTERS, View
from imr_graph.export.counted import LISTED, Counts, Cursor, asked_tables, count
from imr_graph.export.denials import PLACE_COLUMNS, cited_places_sql, place_nodes, printed_ranges
from imr_graph.export.filters import ANY, Chosen, told
from imr_graph.export.gexf import ColumnType
from imr_graph.export.views import Projection, natural, shorten, synthetic_note
from imr_graph.rdf.iris import concept_iri
from imr_graph.store.graph import Graph
from imr_graph.tables.conditions import Citing, Decided, Every, OneOf, Printing, Where
from imr_graph.tables.dimensions import dimensions
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.groups import items_in_groups

COUNT_COLUMNS: Final[Mapping[str, ColumnType]] = {
    "items": "integer",
    "letters": "integer",
    "syntheticLetters": "integer",
    "decided": "integer",
    "upheld": "integer",
    "overturned": "integer",
    "modified": "integer",
    "overturnRate": "double",
    "overturnRateLow": "double",
    "overturnRateHigh": "double",
    "years": "liststring",
}
EDGE_COLUMNS: Final[Mapping[str, ColumnType]] = {**COUNT_COLUMNS, "determinations": "liststring"}
_OF_OUTCOME: Final = {"upheld": "denied", "overturned": "overturned", "modified": "modified", ANY: "decided"}

NO_GUIDELINE: Final = "no guideline cited"


@dataclass(frozen=True, slots=True)
class _Made:
    """How one view is made.

    Args:
        behind: its SQL, of the columns `BEHIND`.
        nodes: by the keys of nodes, their attributes with ``id``, ``label`` and ``kind``.
        columns: of those attributes, beside ``kind`` and what is counted.
        what: an edge, in words.
        looked_at: the items that filters leave, whatever their outcome.
        weigh: what an edge weighs.
        more: further attributes of edges by their two keys, once all is counted.
        more_columns: their columns.
    """

    behind: Callable[[Cursor, Chosen, Parameters], str]
    nodes: Callable[[Cursor, Iterable[str]], dict[str, dict[str, Any]]]
    columns: Mapping[str, ColumnType]
    what: str
    looked_at: Callable[[Chosen], Where] = field(default=lambda chosen: where_of(chosen))
    weigh: Literal["items", "letters"] = "items"
    more: Callable[[Cursor, Chosen], dict[tuple[str, str], dict[str, Any]]] = field(default=lambda *_: {})
    more_columns: Mapping[str, ColumnType] = field(default_factory=dict)


def project_concepts(graph: Graph, view: View, chosen: Chosen) -> Projection:
    """A view of concepts; undirected, its nodes and edges with what was counted behind them.

    Raises:
        QuestionError: the fact tables fail.
    """
    made = _MADE[view.name]
    with asked_tables(graph) as cursor:
        parameters = Parameters()
        behind = made.behind(cursor, chosen, parameters)
        counts = count(cursor, chosen, made.looked_at(chosen), behind, parameters, made.weigh, graph.base)
        named = made.nodes(cursor, counts.nodes)
        more = made.more(cursor, chosen)
    network: nx.Graph[str] = nx.Graph()
    kind = f"{_OF_OUTCOME[chosen.outcome]}-{view.edge}"
    first = {edge.a for edge in counts.edges}
    # In this order, so that edges lead from the one side to the other.
    for key in sorted(named, key=lambda key: (key not in first, natural(str(named[key]["id"])))):
        attributes = {name: value for name, value in named[key].items() if name != "id"}
        network.add_node(named[key]["id"], **attributes, **counts.nodes[key].columns())
    for edge in sorted(counts.edges, key=lambda edge: (named[edge.a]["id"], named[edge.b]["id"])):
        network.add_edge(
            named[edge.a]["id"],
            named[edge.b]["id"],
            kind=kind,
            weight=getattr(edge.numbers, made.weigh),
            **edge.numbers.columns(),
            determinations=edge.determinations,
            **more.get((edge.a, edge.b), {}),
        )
    for node, degree in network.degree(weight="weight"):
        network.nodes[node]["weightedDegree"] = int(degree)
    return Projection(
        graph=network,
        node_columns={"kind": "string", **made.columns, **COUNT_COLUMNS, "weightedDegree": "integer"},
        edge_columns={**EDGE_COLUMNS, **made.more_columns},
        description=_description(view, chosen, made, counts, kind),
    )


def where_of(chosen: Chosen, but: Iterable[str] = ()) -> Where:
    """The items that filters choose, whatever their outcome.

    Args:
        chosen: the filters.
        but: those that are no concern of items.
    """
    held: list[Where] = []
    if chosen.first or chosen.last:
        held.append(Decided(chosen.first, chosen.last))
    for name, path in chosen.concepts.items():
        if name not in but and name != "by":
            dimension = FILTERS[name].dimension
            if name == "category" and path.count("/") > 1:
                dimension = "subcategory"
            held.append(OneOf("reviewer_document" if name == "document" else dimension, (path,)))
    held += [Printing("drug", words) for words in chosen.words.values()]
    return Every(tuple(held))


def _description(view: View, chosen: Chosen, made: _Made, counts: Counts, kind: str) -> str:
    behind = counts.all
    light = (
        f" {counts.light_edges} edges of less weight than {chosen.least_weight} are left out."
        if chosen.least_weight > 1
        else ""
    )
    asked = "disputed items" if chosen.outcome == ANY else f"disputed items {chosen.outcome}"
    title = view.title if chosen.outcome == view.outcome else view.title_otherwise or view.title
    return (
        f"{title}.{_sides_told(view, chosen)} An edge of kind {kind} weighs {made.what}. "
        f"Behind them: {behind.items} of {counts.items_looked_at} {asked}, in {behind.letters} letters."
        f"{synthetic_note(behind.synthetic, behind.letters)}{told(view, chosen)}{light} "
        f"An edge lists its letters where they are {LISTED} at most, and always counts them."
    )


def _sides_told(view: View, chosen: Chosen) -> str:
    """Whose citations count, where the view lets one choose."""
    if "by" not in view.filters:
        return ""
    side = chosen.concepts.get("by")
    told_of = "of either side" if side is None else f"of the {side.rpartition('/')[2].replace('-', ' ')}"
    return f" Only citations {told_of} count." if side else f" Citations {told_of} count."


def _pairs(first: str, second: str, *, none: bool = False, prefixes: tuple[str, str] = ("", "")) -> Any:
    """SQL of the items in groups of two dimensions; of those without a value only where ``none``."""

    def behind(cursor: Cursor, chosen: Chosen, parameters: Parameters) -> str:
        items = items_in_groups(cursor, [first, second], where_of(chosen), parameters)
        keys = [_key(0, first, prefixes[0]), _key(1, second, prefixes[1])]
        if none:
            keys = [f"coalesce({key}, '{prefix}none')" for key, prefix in zip(keys, prefixes, strict=True)]
        return (
            f"SELECT * FROM (SELECT {keys[0]} AS a, {keys[1]} AS b, NULL::VARCHAR AS own, "
            f"letter, item, outcome FROM ({items})) WHERE a IS NOT NULL AND b IS NOT NULL"
        )

    return behind


def _key(index: int, name: str, prefix: str) -> str:
    """A node's key: the letter of the dictionary and the number there."""
    one = dimensions()[name]
    key = f"'{prefix}{'s' if one.values == 'set' else 'c'}' || d{index}"
    return f"coalesce({key}, '{prefix}t' || w{index})" if one.words else key


def _together(cursor: Cursor, chosen: Chosen, parameters: Parameters) -> str:
    """Two ingredient sets that one letter requests, each with its items there."""
    items = items_in_groups(cursor, ["ingredient_set"], where_of(chosen), parameters)
    return (
        f"WITH requested AS MATERIALIZED (SELECT letter, item, outcome, d0 AS held FROM ({items}) "
        "WHERE d0 IS NOT NULL), "
        "pairs AS (SELECT DISTINCT x.letter, x.held AS one, y.held AS other FROM requested AS x "
        "JOIN requested AS y ON y.letter = x.letter JOIN ingredient_sets AS xs ON xs.ingredient_set = x.held "
        "JOIN ingredient_sets AS ys ON ys.ingredient_set = y.held WHERE xs.label < ys.label) "
        "SELECT 's' || one AS a, 's' || other AS b, 's' || held AS own, letter, item, outcome "
        "FROM pairs JOIN requested USING (letter) WHERE held IN (one, other)"
    )


def concept_nodes(cursor: Cursor, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Nodes of concepts, of words that no table knows, and of ingredient sets, by their keys."""
    wanted = sorted(keys)
    numbers = {kind: [int(key[1:]) for key in wanted if key[0] == kind] for kind in "cts"}
    found: dict[str, dict[str, Any]] = {}
    for number, path, label, kind in cursor.rows(
        "SELECT concept, path, coalesce(name, label, path), coalesce(class, 'Concept') FROM concepts "
        "WHERE concept IN (SELECT unnest($numbers::INTEGER[]))",
        {"numbers": numbers["c"]},
    ):
        iri = concept_iri(path)
        found[f"c{number}"] = {
            "id": iri,
            "label": shorten(label),
            "kind": kind,
            "name": label,
            "concept": iri,
        }
    for number, words in cursor.rows(
        "SELECT text, words FROM texts WHERE text IN (SELECT unnest($numbers::INTEGER[]))",
        {"numbers": numbers["t"]},
    ):
        found[f"t{number}"] = {
            "id": f"unresolved/{words}",
            "label": shorten(words),
            "kind": "Unresolved",
            "name": words,
        }
    for number, label in cursor.rows(
        "SELECT ingredient_set, label FROM ingredient_sets "
        "WHERE ingredient_set IN (SELECT unnest($numbers::INTEGER[]))",
        {"numbers": numbers["s"]},
    ):
        found[f"s{number}"] = ingredient_set(label)
    return found


def ingredient_set(label: str) -> dict[str, Any]:
    """The node of an ingredient set."""
    return {
        "id": f"ingredients/{label}",
        "label": shorten(label),
        "kind": "IngredientSet",
        "name": label,
        "ingredients": tuple(label.split(" / ")),
    }


_SIDES: Final = {
    "<": ("claims-administrator", "ClaimsAdministratorGuideline"),
    ">": ("reviewer", "ReviewerGuideline"),
}
"""The first character of a key tells whose guideline it is."""


def _sides(cursor: Cursor, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """A guideline once for each side that cites it."""
    named = concept_nodes(cursor, {key[1:] for key in keys if not key.endswith("none")})
    found: dict[str, dict[str, Any]] = {}
    for key in keys:
        side, kind = _SIDES[key[0]]
        if key.endswith("none"):
            attributes: dict[str, Any] = {"id": NO_GUIDELINE, "label": NO_GUIDELINE, "name": NO_GUIDELINE}
        else:
            attributes = dict(named[key[1:]])
        found[key] = {
            **attributes,
            "id": f"{side}/{attributes['id']}",
            "label": f"{attributes['label']} ({side.replace('-', ' ')})",
            "kind": kind,
            "party": side,
        }
    return found


def _denials_nodes(cursor: Cursor, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    keys = list(keys)
    sets = concept_nodes(cursor, [key for key in keys if key[0] == "s"])
    return {**sets, **place_nodes(cursor, [int(key[1:]) for key in keys if key[0] == "p"])}


def _denials(cursor: Cursor, chosen: Chosen, _: Parameters) -> str:
    return cited_places_sql(cursor, chosen, where_of(chosen, but=("document",)))


def _citing(chosen: Chosen) -> Where:
    """The items that filters leave where the guideline is one that the chosen side cites."""
    where = where_of(chosen, but=("document",))
    document, side = chosen.concepts.get("document"), chosen.concepts.get("by")
    if document is None:
        return where
    held = [OneOf("document", (document,)), *([OneOf("party", (side,))] if side else [])]
    return Every((where, Citing(held)))


_NAMED: Final[Mapping[str, ColumnType]] = {"name": "string", "concept": "string"}
_SETS: Final[Mapping[str, ColumnType]] = {"ingredients": "liststring"}

_MADE: Final[Mapping[str, _Made]] = {
    "drug-guideline": _Made(
        _denials,
        _denials_nodes,
        {**_NAMED, **_SETS, **PLACE_COLUMNS},
        "the distinct items decided so with the place cited",
        looked_at=_citing,
        more=printed_ranges,
        more_columns={"shareWeighted": "double", "printedRanges": "liststring"},
    ),
    "diagnosis-drug": _Made(
        _pairs("condition", "ingredient_set"),
        concept_nodes,
        {**_NAMED, **_SETS},
        "the distinct items that request the drug in cases with the diagnosis",
    ),
    "drugs-together": _Made(
        _together,
        concept_nodes,
        {**_NAMED, **_SETS},
        "the distinct letters that request both drugs, where an outcome is chosen each of them decided so",
        weigh="letters",
    ),
    "specialty-guideline": _Made(
        _pairs("specialty", "reviewer_document"),
        concept_nodes,
        _NAMED,
        "the distinct items for which a reviewer of the specialty cites the guideline",
    ),
    "claims-administrator-reviewer": _Made(
        _pairs("claims_document", "reviewer_document", none=True, prefixes=("<", ">")),
        _sides,
        {**_NAMED, "party": "string"},
        "the distinct items for which the claims administrator cites the one and the reviewer the other",
    ),
}
"""By view."""
