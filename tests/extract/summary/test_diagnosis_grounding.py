"""Diagnoses as they are read: their conditions, side, printed codes and what is left over."""

from __future__ import annotations

import pytest

from imr_graph.extract.summary.diagnoses import extract_diagnoses
from imr_graph.letters.reader import LetterText
from imr_graph.record import Diagnosis, Record, RecordWarning
from tests.extract.summary.summaries import summary


def _read(text: str) -> tuple[Diagnosis, dict[str, list[str]], tuple[RecordWarning, ...]]:
    """The one diagnosis, the words behind each of its fields, its warnings."""
    reading, sections = summary(text)
    (part,) = extract_diagnoses(reading, sections)
    words = {found.path: [reading.text[low:high] for low, high in found.spans] for found in part.found}
    return part.value, words, part.warnings


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("lumbar radiculopathy (724.4)", ("724.4",)),
        ("lumbar radiculopathy [ICD-10: M54.16]", ("M54.16",)),
        ("lumbar radiculopathy (ICD-9 724.4; ICD-10 M54.16)", ("724.4", "M54.16")),
        ("lumbar radiculopathy (M54.16, M54.17)", ("M54.16", "M54.17")),
        ("M54.16 - lumbar radiculopathy", ("M54.16",)),
        ("lumbar radiculopathy 724.4", ("724.4",)),
        ("lumbar radiculopathy (L5)", ()),
    ],
)
def test_codes_are_kept_as_printed(printed: str, codes: tuple[str, ...]) -> None:
    diagnosis, words, _ = _read(f"Diagnoses: {printed}. He rests.")
    assert diagnosis.printed_codes == codes
    assert [words[f"/printed_codes/{n}"] for n, _ in enumerate(codes)] == [[code] for code in codes]


def test_a_known_diagnosis() -> None:
    diagnosis, words, warnings = _read("He was diagnosed with bilateral carpal tunnel syndrome. He rests.")
    assert diagnosis.concepts == ("condition/carpal-tunnel-syndrome",)
    assert (diagnosis.side, words["/side"]) == ("bilateral", ["bilateral"])
    assert warnings == ()


@pytest.mark.parametrize(
    ("printed", "concepts"),
    [("moonstruck syndrome", ()), ("gout with moonstruck syndrome", ("condition/gout",))],
)
def test_what_is_left_over_is_one_warning(printed: str, concepts: tuple[str, ...]) -> None:
    diagnosis, _, warnings = _read(f"He was diagnosed with {printed}. He rests.")
    assert diagnosis.concepts == concepts
    assert warnings == (RecordWarning(code="unresolved-condition", path="/concepts", detail=printed),)


def test_most_diagnoses_of_real_letters_are_known(real_letters: list[tuple[LetterText, Record]]) -> None:
    diagnoses = [diagnosis for _, record in real_letters for diagnosis in record.diagnoses]
    assert len(diagnoses) > 150
    assert sum(bool(diagnosis.concepts) for diagnosis in diagnoses) / len(diagnoses) >= 0.97
