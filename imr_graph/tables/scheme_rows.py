"""The concept schemes as rows: labels, conditions and regions with those above, classes of ingredients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.iris import concept_path
from imr_graph.rdf.schemes import all_schemes


@dataclass(frozen=True, slots=True)
class SchemeRows:
    """What the dictionaries take from the schemes.

    Args:
        concepts: path, label, name where the context is plain, local name of the class.
        ancestors: each condition and region of the body with itself and each one above it, by path.
        ingredient_classes: ingredient and drug class, by path.
        name_classes: product or generic name and drug class, by path.
    """

    concepts: tuple[tuple[str, str, str, str], ...]
    ancestors: tuple[tuple[str, str], ...]
    ingredient_classes: tuple[tuple[str, str], ...]
    name_classes: tuple[tuple[str, str], ...]


@cache
def scheme_rows() -> SchemeRows:
    """The rows made from the tables of the schemes."""
    concepts, broader = [], {}
    classes: dict[NamedNode, list[tuple[str, str]]] = {v.INGREDIENT: [], v.DRUG_NAME: []}
    for scheme in all_schemes():
        for concept in scheme.concepts:
            kind = concept.kind.value.removeprefix(v.IMR)
            concepts.append((concept.path, concept.label, concept.short or concept.label, kind))
            if concept.kind in (v.CONDITION, v.BODY_REGION):
                broader[concept.path] = concept.broader
            if concept.kind in classes:
                for predicate, value in concept.links:
                    if predicate == v.IN_DRUG_CLASS and isinstance(value, NamedNode):
                        classes[concept.kind].append((concept.path, concept_path(value.value) or value.value))
    closure = tuple((path, above) for path in broader for above in sorted(_above(path, broader)))
    ingredients, names = (tuple(sorted(classes[kind])) for kind in (v.INGREDIENT, v.DRUG_NAME))
    return SchemeRows(tuple(sorted(concepts)), closure, ingredients, names)


def _above(path: str, broader: dict[str, tuple[str, ...]]) -> set[str]:
    """The concept and all above it."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(_parents(current, broader))
    return found


def _parents(path: str, broader: dict[str, tuple[str, ...]]) -> Iterator[str]:
    yield from broader.get(path, ())
