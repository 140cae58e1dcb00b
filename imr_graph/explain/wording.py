"""Parts of a record in a line of words each, for people."""

from __future__ import annotations

from imr_graph.record import Citation, Diagnosis, Drug, Item


def diagnosis_line(diagnosis: Diagnosis) -> str:
    """The condition, with its certainty where it is less than certain."""
    return diagnosis.text + (f" ({diagnosis.certainty})" if diagnosis.certainty != "confirmed" else "")


def service_line(item: Item) -> str:
    """Codes, body, visits and days that a request names; empty where it names none."""
    days = dict.fromkeys(str(day) for day in (item.first_service_date, item.last_service_date) if day)
    fields = [
        f"codes {', '.join(item.codes)}" if item.codes else None,
        ", ".join(region.rpartition("/")[2].replace("-", " ") for region in item.regions),
        f"side {item.side}" if item.side else None,
        ", ".join(item.spinal_levels),
        f"{item.visits} visits" if item.visits is not None else None,
        "retrospective" if item.retrospective else None,
        f"given {' to '.join(days)}" if days else None,
    ]
    return "; ".join(field for field in fields if field)


def drug_line(drug: Drug) -> str:
    """Name, strength, form, quantity and so on, and the ingredients."""
    fields = [drug.name, drug.strength, drug.form, f"#{drug.quantity}" if drug.quantity is not None else None]
    fields += [f"{drug.refills} refills" if drug.refills is not None else None, drug.frequency]
    known = " / ".join(drug.ingredients) or "ingredients unresolved"
    return f"{' '.join(field for field in fields if field)} = {known}"


def citation_line(citation: Citation) -> str:
    """The source with edition, chapter, section and pages, as far as printed."""
    if citation.source == "none":
        return "no guideline cited"
    pages = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in citation.pages)
    fields = [
        citation.source,
        str(citation.edition) if citation.edition else None,
        f"chapter {citation.chapter}" if citation.chapter else None,
        citation.section,
        f"p. {pages}" if pages else None,
    ]
    return ", ".join(field for field in fields if field)
