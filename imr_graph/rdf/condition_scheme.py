"""The scheme of conditions, matched with ICD-10-CM as far as the table says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from imr_graph.lexicon.conditions import Condition
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.scheme import Concept, Scheme

_ICD10CM: Final = "http://purl.bioontology.org/ontology/ICD10CM/"
_MATCHES: Final = {"exact": v.EXACT_MATCH, "close": v.CLOSE_MATCH, "broad": v.BROAD_MATCH}


def condition_scheme(rows: Iterable[Condition]) -> Scheme:
    """The scheme of conditions: by kind and by body region, so that one may stand below several."""
    table = tuple(rows)
    concepts = {row.name: row.concept for row in table}
    return Scheme(
        name="conditions",
        title="Conditions",
        description="Conditions that workers' compensation letters diagnose, by kind and by body region.",
        concepts=tuple(
            Concept(
                path=row.concept,
                kind=v.CONDITION,
                label=row.name,
                alternatives=row.variants,
                broader=tuple(concepts[name] for name in row.broader),
                links=tuple(_links(row)),
                verified=row.verified,
                evidence=row.evidence,
            )
            for row in table
        ),
    )


def _links(row: Condition) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    for code in row.codes:
        yield v.ICD10CM_CODE, Literal(code)
    for code in row.codes:
        yield _MATCHES[row.match], NamedNode(_ICD10CM + code)
