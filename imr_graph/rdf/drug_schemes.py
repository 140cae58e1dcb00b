"""The schemes of drugs: names that letters ask for, active ingredients, therapeutic classes.

They are three schemes because a generic's name is its ingredient's too: one label, two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from imr_graph.errors import SchemeError
from imr_graph.lexicon.drugs import DrugName, ingredient_concept
from imr_graph.lexicon.sources import spelt_out
from imr_graph.lexicon.tables import slug
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.scheme import Concept, Scheme, concept_node

Link = tuple[NamedNode, NamedNode | Literal]

_SEPARATOR: Final = " / "
_MESH: Final = "http://id.nlm.nih.gov/mesh/"
_DRUGBANK: Final = "http://identifiers.org/drugbank/"


def class_path(drug_class: str) -> str:
    """The path of a class's concept, by its name in the tables."""
    return f"drug-class/{slug(drug_class)}"


def drug_class_scheme(rows: Iterable[Mapping[str, str]]) -> Scheme:
    """The scheme of classes, from the rows of ``drug_classes.csv``."""
    return Scheme(
        name="drug-classes",
        title="Drug classes",
        description="Therapeutic classes of drugs, with their names in the state's public search.",
        concepts=tuple(
            Concept(
                path=class_path(row["class"]),
                kind=v.DRUG_CLASS,
                label=row["label"],
                alternatives=tuple(filter(None, (row["class"], row["dwc_class"]))),
                verified=row["verified"] == "yes",
                evidence=row["evidence"],
            )
            for row in rows
        ),
    )


def drug_name_scheme(names: Iterable[DrugName]) -> Scheme:
    """The scheme of names; spellings that differ in punctuation alone are one concept.

    Raises:
        SchemeError: spellings of one concept disagree about its ingredients.
    """
    groups: dict[str, list[DrugName]] = {}
    for name in names:
        groups.setdefault(name.concept, []).append(name)
    return Scheme(
        name="drugs",
        title="Drug names",
        description="Product and generic names under which drugs are requested.",
        concepts=tuple(_drug_name(path, group) for path, group in groups.items()),
    )


def _drug_name(path: str, group: list[DrugName]) -> Concept:
    if len({name.ingredients for name in group}) > 1:
        raise SchemeError(f"{path}: {', '.join(name.name for name in group)} have different ingredients")
    # The spelling that a source was read for, else the first.
    chosen = next((name for name in group if name.verified), group[0])
    ingredients = [concept_node(_ingredient_path(ingredient)) for ingredient in chosen.ingredients]
    links: list[Link] = [(v.HAS_ACTIVE_INGREDIENT, node) for node in ingredients]
    if chosen.drug_class:
        links.append((v.IN_DRUG_CLASS, concept_node(class_path(chosen.drug_class))))
    return Concept(
        path=path,
        kind=v.DRUG_NAME,
        label=chosen.name,
        alternatives=tuple(name.name for name in group),
        note=f"Kind: {chosen.kind}.",
        links=tuple(links),
        verified=chosen.verified,
        evidence=_evidence(chosen),
    )


def ingredient_scheme(names: Iterable[DrugName], aliases: Iterable[Mapping[str, str]]) -> Scheme:
    """The scheme of active ingredients: all those of the names, with their short forms."""
    table = tuple(names)
    short_forms: dict[str, list[str]] = {}
    for row in aliases:
        short_forms.setdefault(row["ingredient"], []).append(row["alias"])
    holders: dict[str, list[DrugName]] = {}
    for name in table:
        for ingredient in name.ingredients:
            holders.setdefault(ingredient, []).append(name)
    mesh = _identifiers(table, "mesh_id")
    drugbank = _identifiers(table, "drugbank_id")
    return Scheme(
        name="ingredients",
        title="Active ingredients",
        description="Active ingredients by their nonproprietary names, without salts.",
        concepts=tuple(
            _ingredient(ingredient, holders[ingredient], short_forms.get(ingredient, ()), mesh, drugbank)
            for ingredient in sorted(holders)
        ),
    )


def _ingredient(
    ingredient: str,
    holders: list[DrugName],
    short_forms: Iterable[str],
    mesh: Mapping[str, str],
    drugbank: Mapping[str, str],
) -> Concept:
    # Best witness first: the ingredient's own name, then whatever a source was read for.
    witness = min(holders, key=lambda name: (name.name != ingredient, not name.verified))
    links: list[Link] = []
    if witness.name == ingredient and witness.drug_class:
        links.append((v.IN_DRUG_CLASS, concept_node(class_path(witness.drug_class))))
    for known, predicate, namespace in (
        (drugbank, v.DRUGBANK_IDENTIFIER, _DRUGBANK),
        (mesh, v.MESH_IDENTIFIER, _MESH),
    ):
        if identifier := known.get(ingredient):
            links += [(predicate, Literal(identifier)), (v.CLOSE_MATCH, NamedNode(namespace + identifier))]
    return Concept(
        path=_ingredient_path(ingredient),
        kind=v.INGREDIENT,
        label=ingredient,
        alternatives=tuple(short_forms),
        links=tuple(links),
        verified=witness.verified,
        evidence=("" if witness.name == ingredient else f"in {witness.name}: ") + _evidence(witness),
    )


def _ingredient_path(ingredient: str) -> str:
    path = ingredient_concept(ingredient)
    if path is None:
        raise SchemeError(f"the ingredient {ingredient!r} stands in no table")
    return path


def _evidence(name: DrugName) -> str:
    """What the table names as source; a row without one is recalled knowledge."""
    return "recall" if name.evidence == "none" else spelt_out(name.evidence)


def _identifiers(names: Iterable[DrugName], field: str) -> dict[str, str]:
    """Ingredient to identifier, from verified rows; an ingredient with two identifiers has none."""
    found: dict[str, set[str]] = {}
    for ingredient, identifier in _identifier_pairs(names, field):
        found.setdefault(ingredient, set()).add(identifier)
    return {ingredient: ids.pop() for ingredient, ids in found.items() if len(ids) == 1}


def _identifier_pairs(names: Iterable[DrugName], field: str) -> Iterator[tuple[str, str]]:
    for name in names:
        identifiers = getattr(name, field).split(_SEPARATOR)
        # Identifiers of a combination stand in the order of its ingredients.
        if name.verified and identifiers != [""] and len(identifiers) == len(name.ingredients):
            yield from zip(name.ingredients, identifiers, strict=True)
