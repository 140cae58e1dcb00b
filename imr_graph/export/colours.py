"""Colours by kind of node: Okabe and Ito's palette, told apart by colour-blind readers too.

Eight hues carry the kinds that a picture is read by; a kind that goes with another (a drug
request with its drug) wears a lighter tint of the same hue. Source: Okabe M, Ito K, Color
Universal Design, 2008, https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from typing import Final

from imr_graph.export.gexf import Colour

BLACK: Final[Colour] = (0, 0, 0)
ORANGE: Final[Colour] = (230, 159, 0)
SKY_BLUE: Final[Colour] = (86, 180, 233)
BLUISH_GREEN: Final[Colour] = (0, 158, 115)
YELLOW: Final[Colour] = (240, 228, 66)
BLUE: Final[Colour] = (0, 114, 178)
VERMILLION: Final[Colour] = (213, 94, 0)
REDDISH_PURPLE: Final[Colour] = (204, 121, 167)
GREY: Final[Colour] = (153, 153, 153)


def tint(colour: Colour, white: float) -> Colour:
    """The colour with a share of white mixed in.

    Args:
        colour: where to start.
        white: 0 (the colour itself) to 1 (white).
    """
    red, green, blue = (round(channel + (255 - channel) * white) for channel in colour)
    return red, green, blue


COLOURS: Final[dict[str, Colour]] = {
    # What a letter holds.
    "Determination": BLACK,
    "Patient": REDDISH_PURPLE,
    "Diagnosis": tint(REDDISH_PURPLE, 0.45),
    "DisputedItem": ORANGE,
    "DrugRequest": tint(VERMILLION, 0.5),
    "Decision": YELLOW,
    "Citation": tint(BLUE, 0.6),
    "PageRange": tint(BLUE, 0.8),
    "Reviewer": tint(BLUISH_GREEN, 0.5),
    "Warning": GREY,
    # Concepts that letters share.
    "Condition": tint(REDDISH_PURPLE, 0.7),
    "Specialty": BLUISH_GREEN,
    "DrugName": tint(VERMILLION, 0.25),
    "Ingredient": VERMILLION,
    "IngredientSet": VERMILLION,
    "DrugClass": tint(VERMILLION, 0.7),
    "GuidelineDocument": BLUE,
    "GuidelineEdition": tint(BLUE, 0.2),
    "GuidelineChapter": tint(BLUE, 0.4),
    "GuidelineSection": SKY_BLUE,
    "GuidelinePage": tint(SKY_BLUE, 0.4),
    "UnresolvedSection": tint(GREY, 0.4),
    "Unresolved": tint(GREY, 0.4),
    # A guideline by who cites it.
    "ClaimsAdministratorGuideline": ORANGE,
    "ReviewerGuideline": BLUE,
}
"""Kind of node to colour; kinds are the ontology's classes, and some of the views' own."""

OTHER: Final[Colour] = GREY
"""Of a kind that has no colour of its own."""


def colour_of(kind: str) -> Colour:
    """The colour of a kind of node."""
    return COLOURS.get(kind, OTHER)
