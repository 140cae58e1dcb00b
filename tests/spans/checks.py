"""Whether words of a letter make a value of its record: one check for each kind of field.

What a value is made from is told anew, from the letter schema and the tables as files, and not by
the code that read it: days by `strptime`, numbers by their digits or names, drugs by the rows of
`drugs.csv`. Only where the lexicon's own look-up is the thing in question (conditions, sections)
is it asked, of the sliced words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from imr_graph.record import Record
from tests.spans import case_checks, citation_checks, drug_checks, item_checks, place_checks
from tests.spans.claim import Claim, equal, number

Check = Callable[[Claim], bool]

_N: Final = r"/\d+"
CHECKS: Final[dict[str, Check]] = {
    "/case_number": equal,
    "/dates/[a-z_]+": case_checks.printed_day,
    "/priority": equal,
    "/synthetic": case_checks.made_up,
    "/patient/age": case_checks.printed_age,
    "/patient/sex": case_checks.sex_word,
    f"/diagnoses{_N}/text": case_checks.condition,
    f"/diagnoses{_N}/certainty": case_checks.certain,
    f"/diagnoses{_N}/side": case_checks.side_word,
    f"/diagnoses{_N}/printed_codes{_N}": equal,
    f"/reviewer/(?:sub)?specialties{_N}": case_checks.specialty,
    f"/reviewer/licensed_states{_N}": case_checks.state,
    f"/items{_N}/(?:text|rationale|original_request|authorized)": equal,
    f"/items{_N}/category": item_checks.category,
    f"/items{_N}/subcategory": item_checks.subcategory,
    f"/items{_N}/codes{_N}": equal,
    f"/items{_N}/regions{_N}": place_checks.region,
    f"/items{_N}/side": place_checks.side,
    f"/items{_N}/spinal_levels{_N}": place_checks.level,
    f"/items{_N}/visits": place_checks.visits,
    f"/items{_N}/retrospective": place_checks.retrospective,
    f"/items{_N}/(?:first|last)_service_date": case_checks.printed_day,
    f"/items{_N}/decision": item_checks.decision,
    f"/items{_N}/drug/name": drug_checks.drug_name,
    f"/items{_N}/drug/ingredients": drug_checks.ingredients,
    f"/items{_N}/drug/strength": drug_checks.strength,
    f"/items{_N}/drug/form": drug_checks.form,
    f"/items{_N}/drug/quantity": number,
    f"/items{_N}/drug/refills": drug_checks.refills,
    f"/items{_N}/drug/frequency": equal,
    f"/items{_N}/citations{_N}": citation_checks.whole_citation,
    f"/items{_N}/citations{_N}/source": citation_checks.source,
    f"/items{_N}/citations{_N}/edition": citation_checks.edition,
    f"/items{_N}/citations{_N}/chapter": citation_checks.chapter,
    f"/items{_N}/citations{_N}/section": citation_checks.section,
    f"/items{_N}/citations{_N}/pages": citation_checks.pages,
}
"""Pattern of a pointer to what must hold of the words that its evidence leads to."""


def kind_of(path: str) -> str:
    """The pattern that a pointer falls under.

    Raises:
        LookupError: no check is known for it.
    """
    for pattern in CHECKS:
        if re.fullmatch(pattern, path):
            return pattern
    raise LookupError(f"no check for {path}: tell in tests/spans/checks.py what words make it")


def claims(record: Record, text: str, shift: int = 0) -> Iterator[Claim]:
    """Each piece of a record's evidence, its spans moved by ``shift`` characters."""
    known = msgspec.json.decode(msgspec.json.encode(record))
    for evidence in record.evidence:
        spans = tuple((start + shift, end + shift) for start, end in evidence.spans)
        yield Claim(known, evidence.path, spans, text)


def holds(claim: Claim) -> bool:
    """Whether the words are whole and make the value."""
    return claim.is_whole and CHECKS[kind_of(claim.path)](claim)
