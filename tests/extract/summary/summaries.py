"""Case summaries made of a few sentences, for the extractors that read nothing else."""

from __future__ import annotations

from imr_graph.extract.summary.diagnoses import extract_diagnoses
from imr_graph.letters.cleaning import clean
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections


def summary(text: str) -> tuple[Reading, Sections]:
    """A reading whose case summary is the whole text."""
    reading = clean(text)
    end = len(reading.text)
    return reading, Sections(
        layout="f1", header=(0, 0), qualifications=(0, 0), summary=(0, end), issues=(end, end)
    )


def read_diagnoses(text: str) -> list[str]:
    """The diagnoses' texts, a question mark behind a provisional one."""
    values = [part.value for part in extract_diagnoses(*summary(text))]
    return [value.text + ("?" if value.certainty == "provisional" else "") for value in values]
