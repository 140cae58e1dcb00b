"""A handful of records that hold the hard cases of every question."""

from __future__ import annotations

import hashlib
from typing import Any

from imr_graph.record import Citation, CitationGrounding, Diagnosis, Drug, Item, Record, Reviewer
from tests.factories import make_item, make_record

CHRONIC = "guideline/mtus-chronic-pain"
LUMBAR = Diagnosis(text="Lumbar radiculopathy", concepts=("condition/lumbar-radiculopathy",))
SPRAIN = Diagnosis(
    text='Cervical "sprain"', certainty="provisional", concepts=("condition/sprain-of-the-cervical-spine",)
)

HYDROCODONE = ("acetaminophen", "hydrocodone")


def drug(name: str, *ingredients: str, known: bool = True) -> Drug:
    """A requested drug; its concept is the slug of its name."""
    return Drug(
        name=name,
        ingredients=ingredients,
        concept=f"drug/{name.lower()}" if known else None,
        ingredient_concepts=tuple(f"ingredient/{ingredient}" for ingredient in ingredients),
    )


def pages(*ranges: tuple[int, int], edition: int | None = None, **more: Any) -> Citation:
    """Pages of the chronic pain guideline: of an edition, else of the document."""
    holder = CHRONIC if edition is None else f"{CHRONIC}/{edition}"
    grounding = CitationGrounding(
        document=CHRONIC,
        edition=None if edition is None else holder,
        edition_status="unknown" if edition is None else "printed",
        page_prefix=f"{holder}/page",
        unresolved_pages=more.pop("unresolved_pages", ()),
    )
    return Citation(
        **{
            "by": "reviewer",
            "source": "mtus-chronic-pain",
            "edition": edition,
            "pages": ranges,
            "grounding": grounding,
            **more,
        }
    )


def sections(*slugs: str, unresolved: tuple[str, ...] = (), **more: Any) -> Citation:
    """Sections of the 2009 chronic pain guideline."""
    grounding = CitationGrounding(
        document=CHRONIC,
        edition=f"{CHRONIC}/2009",
        edition_status="inferred",
        sections=tuple(f"{CHRONIC}/2009/section/{slug}" for slug in slugs),
        unresolved_sections=unresolved,
    )
    printed = ", ".join((*slugs, *unresolved))
    return Citation(
        **{
            "by": "reviewer",
            "source": "mtus-chronic-pain",
            "section": printed,
            "grounding": grounding,
            **more,
        }
    )


def odg(section: str, **more: Any) -> Citation:
    """A section of ODG's chapter on pain that no table knows."""
    grounding = CitationGrounding(
        document="guideline/odg", chapter="guideline/odg/chapter/pain", unresolved_sections=(section,)
    )
    return Citation(
        **{
            "by": "reviewer",
            "source": "odg",
            "chapter": "Pain",
            "section": section,
            "grounding": grounding,
            **more,
        }
    )


def nothing(by: str = "reviewer") -> Citation:
    """The words that no guideline was cited."""
    return Citation(by=by, source="none")  # type: ignore[arg-type] # the caller names a side


def item(requested: Drug | None, decision: str, *citations: Citation, **more: Any) -> Item:
    """One disputed item."""
    text = requested.name if requested and requested.name else "a service"
    return make_item(
        **{
            "text": text,
            "drug": requested,
            "decision": decision,
            "citations": citations,
            "category": "pharmaceutical" if requested else "rehabilitation",
            **more,
        }
    )


def letter(number: int, *items: Item, **more: Any) -> Record:
    """One letter; texts and bodies differ by number."""
    return make_record(
        **{
            "case_number": f"CM16-{number:07}",
            "items": items,
            "diagnoses": (LUMBAR, SPRAIN),
            "text_sha256": hashlib.sha256(f"text {number}".encode()).hexdigest(),
            "body_sha256": hashlib.sha256(f"body {number}".encode()).hexdigest(),
            **more,
        }
    )


NORCO = drug("Norco", *HYDROCODONE)
VICODIN = drug("Vicodin", *HYDROCODONE)
NAPROXEN = drug("Naproxen", "naproxen")
COMPOUND = drug("compound", "gabapentin", "ketoprofen", "lidocaine", known=False)
UNKNOWN = drug("Zzz\\cream", known=False)

RECORDS = [
    letter(
        1,
        # One page in two ranges of one item; the other side's pages count only when asked for.
        item(NORCO, "upheld", pages((63, 64), (63, 63)), pages((78, 80), by="claims-administrator")),
        # The same range twice counts once; an edition is another place.
        item(VICODIN, "upheld", pages((63, 64)), pages((63, 64)), pages((64, 64), edition=2009)),
        item(NAPROXEN, "modified", pages((63, 64))),
        item(None, "upheld", nothing("claims-administrator"), nothing()),
    ),
    letter(
        2,
        item(NORCO, "upheld", pages((63, 65))),
        # Printed pages hide the section of the same citation.
        item(NAPROXEN, "upheld", sections("benzodiazepines", pages=((24, 24),)), sections("benzodiazepines")),
        item(
            COMPOUND,
            "upheld",
            sections("benzodiazepines", unresolved=('Topical "mix"',)),
            odg("Topicals"),
            subcategory="category/pharmaceutical/topical-compounds",
        ),
        reviewer=Reviewer(
            specialties=("Pain Medicine", "Alchemy"), specialty_concepts=("specialty/pain-medicine", None)
        ),
        diagnoses=(LUMBAR,),
    ),
    letter(
        3,
        item(NORCO, "overturned", pages((63, 64))),
        item(UNKNOWN, "upheld", pages((63, 63))),
        # A page that the table does not know stays a place; a citation of a document alone is none.
        item(NAPROXEN, "upheld", pages((126, 128), edition=2009, unresolved_pages=(128,)), odg("Topicals")),
        item(NAPROXEN, "upheld", pages(by="claims-administrator")),
        reviewer=Reviewer(),
        diagnoses=(),
    ),
]
