from __future__ import annotations

from itertools import combinations

import pytest

from imr_graph.export.colours import COLOURS, OTHER, colour_of, tint
from imr_graph.export.letter_part import CONCEPT_KINDS, LETTER_KINDS
from imr_graph.rdf import vocabulary

VIEWS_OWN = {
    "IngredientSet",
    "UnresolvedSection",
    "Unresolved",
    "ClaimsAdministratorGuideline",
    "ReviewerGuideline",
}
"""Kinds of nodes that are no classes of the ontology."""


@pytest.mark.parametrize("kind", [*LETTER_KINDS, *CONCEPT_KINDS, *sorted(VIEWS_OWN)])
def test_every_kind_has_a_colour(kind: str) -> None:
    assert kind in COLOURS
    assert all(0 <= channel <= 255 for channel in colour_of(kind))


def test_kinds_that_one_picture_shows_have_different_colours() -> None:
    for kinds in (
        [*LETTER_KINDS, *CONCEPT_KINDS],
        ["IngredientSet", "GuidelinePage", "GuidelineSection", "UnresolvedSection"],
        ["Condition", "IngredientSet"],
        ["Specialty", "GuidelineDocument", "Unresolved"],
        ["ClaimsAdministratorGuideline", "ReviewerGuideline"],
    ):
        colours = [colour_of(kind) for kind in kinds]
        assert len(set(colours)) == len(colours)
        for first, second in combinations(colours, 2):
            assert sum(abs(a - b) for a, b in zip(first, second, strict=True)) >= 30


def test_kinds_are_classes_of_the_ontology() -> None:
    own = {term.value.removeprefix(vocabulary.IMR) for term in vocabulary.TERMS}
    assert set(COLOURS) - own == VIEWS_OWN


def test_an_unknown_kind_is_grey() -> None:
    assert colour_of("Unheard") == OTHER


def test_a_tint_lies_between_the_colour_and_white() -> None:
    assert tint((0, 100, 200), 0) == (0, 100, 200)
    assert tint((0, 100, 200), 1) == (255, 255, 255)
    assert tint((0, 100, 200), 0.5) == (128, 178, 228)
