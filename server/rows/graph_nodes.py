"""The nodes of the graph as people explore it: concepts, by path, and letters, by identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from imr_graph.rdf.iris import Iris, concept_path
from server.responses.problems import not_found
from server.serving.catalogue import Catalogue, Concept
from server.serving.version import Serving

LETTER: Final = "Determination"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a node is, for people.

    Args:
        name: of one, in the plural.
        sign: the character that stands in its disc, so that colour is not alone.
    """

    name: str
    sign: str


KINDS: Final[Mapping[str, Kind]] = {
    "DrugName": Kind("drugs", "D"),
    "Ingredient": Kind("ingredients", "I"),
    "DrugClass": Kind("drug classes", "C"),
    "GuidelineDocument": Kind("guidelines", "G"),
    "GuidelineEdition": Kind("guideline editions", "E"),
    "GuidelineChapter": Kind("guideline chapters", "K"),
    "GuidelineSection": Kind("guideline sections", "\N{SECTION SIGN}"),
    "GuidelinePage": Kind("guideline pages", "p"),
    "Condition": Kind("diagnoses", "+"),
    "Specialty": Kind("reviewers' specialties", "S"),
    "TreatmentCategory": Kind("treatment categories", "T"),
    "TreatmentSubcategory": Kind("treatment subcategories", "t"),
    "BodyRegion": Kind("regions of the body", "B"),
    LETTER: Kind("letters", "L"),
}
"""By class; in the order of legends and lists."""

_OTHER: Final = Kind("other concepts", "\N{BULLET}")


@dataclass(frozen=True, slots=True)
class Node:
    """A node as it is shown.

    Args:
        id: path of a concept, identifier of a letter.
        label: for people.
        kind: its class, a key of `KINDS`.
        open: whether its neighbours are shown.
        items: distinct disputed items tied to it; None where they were not counted.
    """

    id: str
    label: str
    kind: str
    open: bool = False
    items: int | None = None


def kind_of(name: str) -> Kind:
    """What a class is for people."""
    return KINDS.get(name, _OTHER)


def node_called(serving: Serving, asked: str) -> Node:
    """The concept or letter that is meant; blocks.

    Args:
        serving: the version.
        asked: path or IRI of a concept, identifier or IRI of a letter.

    Raises:
        Problem: there is none.
    """
    path = concept_path(asked) or asked
    if serving.catalogue.known(path):
        return _node(serving.catalogue.get(path))
    part = Iris(serving.graph.base).parse(asked)
    identifier = serving.graph.resolve(asked if part is None else part.identifier)
    if identifier is None:
        raise not_found(f"Nothing in the graph is called {asked!r}.")
    return Node(identifier, identifier, LETTER)


def node_of(catalogue: Catalogue, identifier: str) -> Node:
    """The concept of a path, else the letter of an identifier."""
    if catalogue.known(identifier):
        return _node(catalogue.get(identifier))
    return Node(identifier, identifier, LETTER)


def _node(concept: Concept) -> Node:
    kind = class_of(concept)
    # Pages are called alike in all guidelines: theirs is the whole label, which names the guideline.
    label = concept.label if kind == "GuidelinePage" else concept.short_label or concept.label
    return Node(concept.path, label, kind)


def class_of(concept: Concept) -> str:
    """The class that makes a concept a node of its kind; ``Concept`` where none of `KINDS` does."""
    return next((name for name in KINDS if name in concept.classes), "Concept")


def concepts_called(catalogue: Catalogue, words: str, most: int) -> list[Concept]:
    """The concepts whose labels hold some words, the nearest first; only those that can be explored.

    Args:
        catalogue: all concepts.
        words: as typed.
        most: concepts at most.
    """
    wanted = " ".join(words.casefold().split())
    found: list[tuple[int, int, str, Concept]] = []
    for concept in catalogue.concepts:
        if class_of(concept) not in KINDS:
            continue
        ranks = [_rank(label.casefold(), wanted) for label in (concept.label, *concept.alternative_labels)]
        if concept.notation:
            ranks.append(_rank(concept.notation.casefold(), wanted))
        if best := min((rank for rank in ranks if rank is not None), default=None):
            found.append((best, len(concept.label), concept.path, concept))
    return [concept for *_, concept in sorted(found, key=lambda one: one[:3])[:most]]


def _rank(label: str, wanted: str) -> int | None:
    """1 for the label itself, 2 where it begins so, 3 where a word does, 4 elsewhere; None where nowhere."""
    if wanted not in label:
        return None
    if label == wanted:
        return 1
    return 2 if label.startswith(wanted) else 3 if f" {wanted}" in label else 4
