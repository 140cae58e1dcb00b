"""A diagnosis with the conditions it names, the side and the codes that it prints."""

from __future__ import annotations

import msgspec

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.summary.diagnosis_concepts import ground_diagnosis
from imr_graph.letters.reading import Reading
from imr_graph.lexicon.conditions import side_pattern
from imr_graph.record import Diagnosis, RecordWarning, Span


def grounded(
    reading: Reading, part: Part[Diagnosis], pieces: tuple[Span, ...], codes: tuple[Span, ...]
) -> Part[Diagnosis]:
    """The diagnosis, grounded; one of which words are left over carries one warning.

    Args:
        reading: what ``pieces`` and ``codes`` point into.
        part: the diagnosis as printed.
        pieces: where its text stands.
        codes: where each ICD code stands that is printed with it.
    """
    grounding = ground_diagnosis(part.value.text)
    diagnosis = msgspec.structs.replace(
        part.value,
        concepts=grounding.concepts,
        side=grounding.side,
        printed_codes=tuple(reading.text[start:end] for start, end in codes),
    )
    found = [*part.found]
    if grounding.side is not None:
        sides = [match.span() for piece in pieces for match in side_pattern().finditer(reading.text, *piece)]
        # A word that a line end parts is found as the whole condition.
        found.append(Found("/side", tuple(sides) or pieces, "diagnoses.side"))
    found += [Found(f"/printed_codes/{n}", (span,), "diagnoses.code") for n, span in enumerate(codes)]
    warnings = part.warnings
    if not grounding.whole:
        warnings = (
            *warnings,
            RecordWarning(code="unresolved-condition", path="/concepts", detail=diagnosis.text),
        )
    return Part(diagnosis, tuple(found), warnings)
