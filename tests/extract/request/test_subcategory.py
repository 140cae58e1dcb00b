"""The subcategory of an item: by its category, its words, and what its drug is."""

from __future__ import annotations

import pytest

from imr_graph.extract.request.phrase import Phrase
from imr_graph.extract.request.subcategory import extract_subcategory
from imr_graph.letters.cleaning import clean
from imr_graph.record import Category, Drug
from tests.factories import make_drug

CREAM = make_drug(
    name="Flurbiprofen/Lidocaine",
    ingredients=("flurbiprofen", "lidocaine"),
    form="cream",
    concept=None,
    ingredient_concepts=("ingredient/flurbiprofen", "ingredient/lidocaine"),
)


def _read(text: str, category: Category, drug: Drug | None = None) -> tuple[str | None, list[str]]:
    """The concept's path below the category, and the words that it was read from."""
    reading = clean(text)
    part = extract_subcategory(Phrase.of(reading, (0, len(reading.text))), category, drug)
    words = [reading.text[low:high] for found in part.found for low, high in found.spans]
    if part.value is not None:
        assert part.value.startswith(f"category/{category}/")
    return (part.value and part.value.removeprefix(f"category/{category}/")), words


@pytest.mark.parametrize(
    ("text", "category", "key", "words"),
    [
        ("MRI of the lumbar spine", "diagnostic-testing", "imaging-radiology", ["MRI"]),
        ("EMG/NCV of both arms", "diagnostic-testing", "emg-ncv-ncs", ["EMG"]),
        ("Six physical therapy sessions", "rehabilitation", "physical-therapy-occupational-therapy",
         ["physical therapy"]),
        ("Home health aide", "home-health", "home-health", ["Home health aide"]),
        ("Left knee arthroscopy", "surgery", "arthroscopic-surgery", ["arthroscopy"]),
        ("Psychiatric consultation", "mental-health", "evaluation-and-management", ["consultation"]),
    ],
)  # fmt: skip
def test_told_by_words(text: str, category: Category, key: str, words: list[str]) -> None:
    assert _read(text, category) == (key, words)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Functional capacity evaluation", "evaluation-management"),
        ("Hearing aids", "dmepos"),
        ("Radiofrequency ablation", "injection"),
        ("Lodging", "other"),
        ("", "surgery"),
    ],
)
def test_unknown(text: str, category: Category) -> None:
    assert _read(text, category) == (None, [])


def test_a_mixture_for_the_skin_is_a_topical_compound() -> None:
    title = "Flurbiprofen 20%/Lidocaine 5% cream"
    assert _read(title, "pharmaceutical", CREAM) == ("topical-compounds", [title])
    # Neither a product, nor a tablet, nor a single drug.
    for drug in (make_drug(form="cream"), make_drug(concept=None), None):
        assert _read(title, "pharmaceutical", drug) == (None, [])
