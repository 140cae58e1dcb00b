"""The drug-guideline network: rows of the headline question as a bipartite networkx graph.

Nothing here asks a store. The question does all the counting; the network adds what only a graph
knows: how many letters stand behind a node, and the sum of its edges.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import networkx as nx

from imr_graph.export.gexf import ColumnType
from imr_graph.export.views import Projection, guideline_short, shorten, synthetic_note
from imr_graph.rdf.iris import concept_path


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialRow:
    """One row of the question ``drug-guideline-denials``."""

    ingredients: str
    document: str
    edition: str
    edition_status: str
    chapter: str | None
    place: str
    place_iri: str | None
    items: int
    share_weighted: float
    printed_ranges: tuple[str, ...]
    letters: int
    determinations: tuple[str, ...]


DENIAL_NODE_COLUMNS: Final[dict[str, ColumnType]] = {
    "kind": "string",
    "ingredients": "liststring",
    "document": "string",
    "edition": "string",
    "editionStatus": "string",
    "chapter": "string",
    "place": "string",
    "letters": "integer",
    "syntheticLetters": "integer",
    "weightedDegree": "integer",
}
DENIAL_EDGE_COLUMNS: Final[dict[str, ColumnType]] = {
    "items": "integer",
    "shareWeighted": "double",
    "printedRanges": "liststring",
    "letters": "integer",
    "syntheticLetters": "integer",
    "determinations": "liststring",
}


def project_denials(
    rows: Iterable[DenialRow], *, kind: str = "denied-citing", synthetic: frozenset[str] = frozenset()
) -> Projection:
    """Ingredient sets and guideline places, joined by the items that were denied citing the place.

    Args:
        rows: of the question; each pair of ingredient set and place once.
        kind: of the edges; an edge weighs its row's distinct items.
        synthetic: IRIs of the determinations whose letters were made up.

    Returns:
        An undirected graph. Nodes carry the number of distinct letters behind their edges and the
        sum of their edges' weights.
    """
    graph: nx.Graph[str] = nx.Graph()
    letters: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        drug = f"ingredients/{row.ingredients}"
        graph.add_node(
            drug,
            label=shorten(row.ingredients),
            kind="IngredientSet",
            ingredients=tuple(row.ingredients.split(" / ")),
        )
        place = _place_id(row)
        if place not in graph:
            graph.add_node(
                place,
                label=shorten(
                    f"{row.place}, {guideline_short(row.place_iri)}" if row.place_iri else row.place
                ),
                kind=_place_kind(row.place_iri),
                document=row.document,
                edition=row.edition,
                editionStatus=row.edition_status,
                chapter=row.chapter,
                place=row.place,
            )
        elif row.edition_status not in graph.nodes[place]["editionStatus"].split("; "):
            statuses = {*graph.nodes[place]["editionStatus"].split("; "), *row.edition_status.split("; ")}
            graph.nodes[place]["editionStatus"] = "; ".join(sorted(statuses))
        graph.add_edge(
            drug,
            place,
            kind=kind,
            weight=row.items,
            items=row.items,
            shareWeighted=row.share_weighted,
            printedRanges=row.printed_ranges,
            letters=row.letters,
            syntheticLetters=len(synthetic.intersection(row.determinations)),
            determinations=row.determinations,
        )
        for node in (drug, place):
            letters[node].update(row.determinations)
    for node, degree in graph.degree(weight="weight"):
        graph.nodes[node].update(
            weightedDegree=int(degree),
            letters=len(letters[node]),
            syntheticLetters=len(letters[node] & synthetic),
        )
    behind = set().union(*letters.values())
    return Projection(
        graph=graph,
        node_columns=DENIAL_NODE_COLUMNS,
        edge_columns=DENIAL_EDGE_COLUMNS,
        description=(
            "Ingredient sets of requested drugs and the guideline places cited for them. "
            f"An edge of kind {kind} weighs the distinct items decided so with the place cited."
            + synthetic_note(len(behind & synthetic), len(behind))
        ),
    )


def _place_id(row: DenialRow) -> str:
    """The concept's IRI; a place that no table knows in the edition that is printed has none."""
    path = concept_path(row.place_iri) if row.place_iri else None
    below_document = path is not None and path.split("/")[2] in {"page", "section", "chapter"}
    if row.place_iri and not (below_document and row.edition_status == "printed"):
        return row.place_iri
    words = (row.document, row.edition, (row.chapter or "").lower(), row.place.lower())
    return "/".join(("unresolved", *words))


def _place_kind(iri: str | None) -> str:
    path = concept_path(iri) if iri else None
    if path is None:
        return "UnresolvedSection"
    return "GuidelinePage" if re.search(r"/page/[^/]+$", path) else "GuidelineSection"
