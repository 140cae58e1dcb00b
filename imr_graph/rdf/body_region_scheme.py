"""The scheme of body regions, each with a title of ICD-10-CM that names it as far as the table says."""

from __future__ import annotations

from collections.abc import Iterable

from imr_graph.lexicon.body_regions import BodyRegion
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.scheme import Concept, Scheme


def body_region_scheme(rows: Iterable[BodyRegion]) -> Scheme:
    """The scheme of body regions, the narrower below the wider."""
    table = tuple(rows)
    concepts = {row.name: row.concept for row in table}
    return Scheme(
        name="body-regions",
        title="Body regions",
        description="Regions of the body that workers' compensation requests name.",
        concepts=tuple(
            Concept(
                path=row.concept,
                kind=v.BODY_REGION,
                label=row.name,
                alternatives=row.variants,
                broader=tuple(concepts[name] for name in row.broader),
                verified=row.verified,
                evidence=f"{row.evidence}: {row.code} {row.title}" if row.code else row.evidence,
            )
            for row in table
        ),
    )
