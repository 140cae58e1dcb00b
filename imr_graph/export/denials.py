"""The places that the drug-guideline view joins with drugs: pages and sections of guidelines, as cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from imr_graph.export.counted import Cursor
from imr_graph.export.filters import Chosen
from imr_graph.export.gexf import ColumnType
from imr_graph.export.views import guideline_short, shorten
from imr_graph.rdf.iris import concept_iri
from imr_graph.tables.answers import concept_number
from imr_graph.tables.conditions import Where
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.where import condition

PLACE_COLUMNS: Final[dict[str, ColumnType]] = {
    "document": "string",
    "edition": "string",
    "editionStatus": "string",
    "chapter": "string",
    "place": "string",
}


def cited_places_sql(cursor: Cursor, chosen: Chosen, where: Where) -> str:
    """SQL of ingredient sets and the places cited for them; keeps them as the table ``cited``.

    Args:
        cursor: the fact tables.
        chosen: ``by`` and ``document`` choose among an item's citations.
        where: which items are looked at.
    """
    given = Parameters()
    held = [condition(where, cursor, given), "p.ingredient_set IS NOT NULL"]
    for name, column in (("by", "p.party"), ("document", "l.document")):
        if path := chosen.concepts.get(name):
            held.append(f"{column} = {given.add(concept_number(cursor, path))}")
    cursor.keep(
        "cited",
        "SELECT 's' || p.ingredient_set AS a, 'p' || p.place AS b, NULL::VARCHAR AS own, p.letter, p.item, "
        "p.outcome, p.place, p.words, p.first_page, p.last_page, p.edition_status, p.chapter, "
        "p.printed_chapter "
        "FROM cited_places AS p JOIN items AS i ON i.item = p.item JOIN places AS l ON l.place = p.place "
        f"WHERE {' AND '.join(held)}",
        given,
    )
    return "SELECT DISTINCT a, b, own, letter, item, outcome FROM cited"


def printed_ranges(cursor: Cursor, _: Chosen) -> dict[tuple[str, str], dict[str, Any]]:
    """Of each edge, the share of the ranges printed that its page has, and those ranges.

    A range of n pages gives each of them 1/n of an item; a section one.
    """
    found = cursor.rows(
        "WITH printed AS (SELECT DISTINCT a, b, item, first_page, last_page FROM cited "
        "  JOIN (SELECT DISTINCT a, b, item FROM held WHERE wanted) USING (a, b, item)), "
        "ranges AS (SELECT DISTINCT a, b, first_page, last_page FROM printed WHERE first_page IS NOT NULL), "
        "listed AS (SELECT a, b, list(CASE WHEN first_page = last_page THEN first_page::VARCHAR "
        "  ELSE first_page || '-' || last_page END ORDER BY first_page, last_page) AS ranges "
        "  FROM ranges GROUP BY ALL), "
        "shares AS (SELECT a, b, sum(coalesce(1.0::DOUBLE / (1 + last_page - first_page), 1.0)) AS share "
        "  FROM printed GROUP BY ALL) "
        "SELECT a, b, round(share, 6), coalesce(ranges, []) FROM shares LEFT JOIN listed USING (a, b)"
    )
    return {
        (a, b): {"shareWeighted": float(share), "printedRanges": tuple(ranges)}
        for a, b, share, ranges in found
    }


def place_nodes(cursor: Cursor, places: Sequence[int]) -> dict[str, dict[str, Any]]:
    """The nodes of places, by their keys."""
    found: dict[str, dict[str, Any]] = {}
    for number, path, document, edition, out_of_tables, statuses, chapter, place in cursor.rows(
        _PLACES, {"places": list(places)}
    ):
        iri = None if path is None else concept_iri(path)
        # A page of an edition that no table knows has the concept of its document alone.
        own = iri is not None and not (
            out_of_tables and path.split("/")[2:3] and path.split("/")[2] in {"page", "section", "chapter"}
        )
        words = (document, edition, (chapter or "").lower(), place.lower())
        found[f"p{number}"] = {
            "id": iri if own else "/".join(("unresolved", *words)),
            "label": shorten(f"{place}, {guideline_short(iri)}" if iri else place),
            "kind": _kind(path),
            "name": place,
            "concept": iri,
            "document": document,
            "edition": edition,
            "editionStatus": "; ".join(sorted(statuses)),
            "chapter": chapter,
            "place": place,
        }
    return found


_PLACES: Final = """
WITH ways AS (
  SELECT DISTINCT cited.place, edition_status, chapter, printed_chapter, words
  FROM cited JOIN (SELECT DISTINCT a, b, item FROM held WHERE wanted) USING (a, b, item)
),
named AS (
  SELECT place, list(DISTINCT split_part(status.path, '/', 2)) AS statuses,
         min(coalesce(chapter_of.name, printed.words)) AS chapter, min(place_words.words) AS words
  FROM ways
  JOIN concepts AS status ON status.concept = ways.edition_status
  LEFT JOIN concepts AS chapter_of ON chapter_of.concept = ways.chapter
  LEFT JOIN texts AS printed ON printed.text = ways.printed_chapter
  LEFT JOIN texts AS place_words ON place_words.text = ways.words
  GROUP BY ALL
)
SELECT places.place, own.path, document.label,
       coalesce(edition.label, places.printed_edition || ' (not in the tables)', 'edition not printed'),
       places.edition IS NULL AND places.printed_edition IS NOT NULL,
       named.statuses, named.chapter, coalesce('p. ' || places.page, own.name, named.words)
FROM places
JOIN named USING (place)
JOIN concepts AS document ON document.concept = places.document
LEFT JOIN concepts AS edition ON edition.concept = places.edition
LEFT JOIN concepts AS own ON own.concept = places.concept
WHERE places.place IN (SELECT unnest($places::INTEGER[]))
"""


def _kind(path: str | None) -> str:
    if path is None:
        return "UnresolvedSection"
    return "GuidelinePage" if re.search(r"/page/[^/]+$", path) else "GuidelineSection"
