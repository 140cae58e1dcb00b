"""All concept schemes, made from the tables; as a command, writes them to ``ontology/schemes``.

Run ``python -m imr_graph.rdf.schemes [FOLDER]`` after any change of a table.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from imr_graph.lexicon.body_regions import body_regions
from imr_graph.lexicon.categories import TreatmentCategory, categories
from imr_graph.lexicon.conditions import conditions
from imr_graph.lexicon.drugs import drug_table
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.lexicon.specialties import Specialty, specialties
from imr_graph.lexicon.subcategories import Subcategory, subcategories
from imr_graph.lexicon.tables import read_table
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.body_region_scheme import body_region_scheme
from imr_graph.rdf.condition_scheme import condition_scheme
from imr_graph.rdf.drug_schemes import drug_class_scheme, drug_name_scheme, ingredient_scheme
from imr_graph.rdf.guideline_scheme import guideline_scheme
from imr_graph.rdf.ontology import ontology_directory
from imr_graph.rdf.scheme import Concept, Scheme
from imr_graph.warning_codes import WARNING_CODES

_PICK_LIST: Final = "DWC IMR search pick-list (June 2017)"

# Scheme of a closed list: class of its concepts, title, description.
_CLOSED_LISTS: Final[dict[str, tuple[NamedNode, str, str]]] = {
    "certainties": (v.CERTAINTY_CLASS, "Certainty of diagnoses", "How sure a letter is of a diagnosis."),
    "decisions": (v.DECISION_OUTCOME, "Decision outcomes", "What can be decided about a disputed item."),
    "edition-statuses": (
        v.EDITION_STATUS_CLASS,
        "Edition statuses",
        "How the edition of a cited guideline is known.",
    ),
    "parties": (v.CITING_PARTY, "Citing parties", "The two sides whose guidelines a letter names."),
    "priorities": (v.PRIORITY_CLASS, "Priorities", "The priority of a review."),
    "sides": (v.SIDE_CLASS, "Sides", "The sides of the body that diagnoses and requests print."),
    "sexes": (v.SEX_CLASS, "Sexes", "The patient's sex as letters state it."),
}


def all_schemes() -> tuple[Scheme, ...]:
    """Every scheme, in order of names."""
    schemes = [
        *closed_list_schemes(),
        body_region_scheme(body_regions()),
        category_scheme(categories(), subcategories()),
        condition_scheme(conditions()),
        drug_class_scheme(read_table("drug_classes")),
        drug_name_scheme(drug_table().names),
        ingredient_scheme(drug_table().names, read_table("ingredient_aliases")),
        guideline_scheme(load_guidelines()),
        specialty_scheme(specialties()),
        warning_scheme(),
    ]
    return tuple(sorted(schemes, key=lambda scheme: scheme.name))


def closed_list_schemes() -> Iterator[Scheme]:
    """The schemes of fixed values: decisions, parties, edition statuses and so on."""
    rows = list(_closed_list_rows())
    for name, (kind, title, description) in _CLOSED_LISTS.items():
        yield Scheme(
            name=name,
            title=title,
            description=description,
            concepts=tuple(
                Concept(
                    path=row["path"],
                    kind=kind,
                    label=row["label"],
                    alternatives=tuple(filter(None, row["alternatives"].split("; "))),
                    definition=row["definition"],
                    verified=row["verified"] == "yes",
                    evidence=row["evidence"],
                )
                for row in rows
                if row["scheme"] == name
            ),
        )


def category_scheme(rows: Iterable[TreatmentCategory], below: Iterable[Subcategory]) -> Scheme:
    """The scheme of categories and their subcategories; those that the state's search has are verified."""
    top = tuple(rows)
    paths = {row.key: row.concept for row in top}
    return Scheme(
        name="categories",
        title="Treatment categories",
        description="Kinds of treatment, with the category's name in the state's public search of decisions.",
        concepts=(*map(_category, top), *(_subcategory(row, paths[row.category]) for row in below)),
    )


def _category(row: TreatmentCategory) -> Concept:
    return Concept(
        path=row.concept,
        kind=v.TREATMENT_CATEGORY,
        label=row.label,
        alternatives=(row.dwc_category,) if row.dwc_category else (),
        definition=row.definition[:1].upper() + row.definition[1:] + ".",
        verified=row.dwc_category is not None,
        evidence=(
            _PICK_LIST if row.dwc_category else "this ontology's own; no such category in DWC's search"
        ),
    )


def _subcategory(row: Subcategory, category: str) -> Concept:
    return Concept(
        path=row.concept,
        kind=v.TREATMENT_SUBCATEGORY,
        label=row.label,
        alternatives=(row.dwc_name,),
        broader=(category,),
        verified=True,
        evidence=_PICK_LIST,
    )


def specialty_scheme(table: Iterable[Specialty]) -> Scheme:
    """The scheme of specialties; a subspecialty stands below the specialties that it belongs to."""
    rows = tuple(table)
    concepts = {name: row.concept for row in rows for name in (*row.variants, row.name)}

    def note(row: Specialty) -> str:
        unknown = [parent for parent in row.parents if parent not in concepts]
        return f"Kind: {row.kind}." + (f" Also of: {'; '.join(unknown)}." if unknown else "")

    return Scheme(
        name="specialties",
        title="Medical specialties",
        description="Specialties, subspecialties and other licences of reviewers, by the boards' own names.",
        concepts=tuple(
            Concept(
                path=row.concept,
                kind=v.SPECIALTY,
                label=row.name,
                alternatives=row.variants,
                note=note(row),
                broader=tuple(dict.fromkeys(concepts[p] for p in row.parents if p in concepts)),
                verified=row.verified,
                evidence=row.evidence,
            )
            for row in rows
        ),
    )


def warning_scheme() -> Scheme:
    """The scheme of warnings: each code with its meaning."""
    return Scheme(
        name="warnings",
        title="Warnings",
        description="What the reading of a letter may warn of.",
        concepts=tuple(
            Concept(
                path=f"warning/{code}",
                kind=v.WARNING_KIND_CLASS,
                label=code.replace("-", " ").capitalize(),
                definition=meaning,
                notation=code,
                verified=True,
                evidence="defined by this ontology",
            )
            for code, meaning in WARNING_CODES.items()
        ),
    )


def _closed_list_rows() -> Iterator[dict[str, str]]:
    table = resources.files("imr_graph.rdf").joinpath("data", "closed_lists.csv")
    yield from csv.DictReader(table.read_text(encoding="utf-8").splitlines())


def write_schemes(folder: Path) -> list[Path]:
    """Write one Turtle file a scheme; files of schemes that are no more are removed.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for scheme in all_schemes():
        path = folder / f"{scheme.name}.ttl"
        path.write_text(scheme.turtle(), encoding="utf-8", newline="\n")
        written.append(path)
    for path in sorted(set(folder.glob("*.ttl")) - set(written)):
        path.unlink()
    return written


def main(arguments: list[str]) -> int:
    """The command; the folder defaults to the ontology's own."""
    folder = Path(arguments[0]) if arguments else ontology_directory() / "schemes"
    for path in write_schemes(folder):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
