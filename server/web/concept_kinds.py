"""The kinds of concepts that have pages, as ``concept_kinds.toml`` declares them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from server.serving.catalogue import Concept


@dataclass(frozen=True, slots=True)
class ConceptKind:
    """One kind; see the head of ``concept_kinds.toml`` for the fields."""

    name: str
    one: str
    many: str
    what: str
    class_name: str
    dimensions: tuple[str, ...]
    beside: tuple[str, ...]
    counted: tuple[str, ...] = ()
    evidence: str = ""


@cache
def concept_kinds() -> dict[str, ConceptKind]:
    """The kinds by name, in the file's order."""
    text = resources.files("server.web").joinpath("concept_kinds.toml").read_text(encoding="utf-8")
    return {
        entry["name"]: ConceptKind(
            name=entry["name"],
            one=entry["one"],
            many=entry["many"],
            what=entry["what"],
            class_name=entry["class"],
            dimensions=tuple(entry["dimensions"]),
            beside=tuple(entry["beside"]),
            counted=tuple(entry.get("counted", ())),
            evidence=entry.get("evidence", ""),
        )
        for entry in tomllib.loads(text)["kind"]
    }


def kind_of(concept: Concept) -> ConceptKind | None:
    """The kind of a concept; None where it is of none that has pages."""
    return next((kind for kind in concept_kinds().values() if kind.class_name in concept.classes), None)
