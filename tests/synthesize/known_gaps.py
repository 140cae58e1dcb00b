"""Forms of synthetic letters that the parser does not read back yet, one by one.

A letter that holds all forms of a gap is not held to the gap's fields; ``test_roundtrip`` asserts
that each gap is still open, so that whoever mends the parser takes its line out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing the parser gets wrong.

    Args:
        what: the fault, with the least text that shows it.
        forms: the forms (as letters name them) that a letter must hold to show it.
        fields: the fields that suffer.
        layouts: the layouts whose letters show it.
    """

    what: str
    forms: frozenset[str]
    fields: frozenset[str]
    layouts: tuple[str, ...] = ("f1a", "f1b")


def gap(what: str, forms: tuple[str, ...], fields: tuple[str, ...], layouts: tuple[str, ...]) -> Gap:
    return Gap(what, frozenset(forms), frozenset(fields), layouts)


_BOTH = ("f1a", "f1b")
_ITEM = ("items.text", "items.category", "items.drug", "items.codes", "items.rationale")

GAPS = (
    gap(
        'the last entry of a glued list runs on: "are:1. Insomnia2. Lumbar sprain/strainGait was slow."',
        ("diagnoses: numbers, glued",),
        ("diagnoses",),
        _BOTH,
    ),
    gap(
        'a sentence after a closed list is read as an entry: "Diagnosis: insomnia. Examination found '
        'tenderness of the left knee, with movement reduced by pain."',
        ("after the diagnoses: Examination found",),
        ("diagnoses",),
        _BOTH,
    ),
    gap(
        'the same: "Diagnosis: insomnia. A progress report of 9/2/14 records neck pain, 4/10, worse with '
        'activity."',
        ("after the diagnoses: A progress",),
        ("diagnoses",),
        _BOTH,
    ),
    gap(
        'a condition taken for a complaint: "The injured worker is being treated for cervicogenic headache."',
        ("diagnosis: cervicogenic headache",),
        ("diagnoses",),
        _BOTH,
    ),
    gap(
        'the end of a year taken for the next number of a list: "are: 1. Insomnia 2. Lumbar spondylosis. '
        'A request was sent on 10-4-2013. Care so far …"',
        ("a year ends on the next number of the list",),
        ("diagnoses",),
        _BOTH,
    ),
    gap(
        "two-digit years in a letter without a block of dates: "
        '"with an injury date of 04/18/14 … denied the request on 03/04/15."',
        ("header: none", "days: 01/05/14"),
        ("dates.injury", "dates.ur_denial"),
        ("f1a",),
    ),
    gap(
        'the same, written "4/18/14"',
        ("header: none", "days: 1/5/14"),
        ("dates.injury", "dates.ur_denial"),
        ("f1a",),
    ),
    gap(
        'a denial known by its date only: "The utilization review decision is dated 09/10/2014."',
        ("header: none", "denial: The utilization review decision is dated …."),
        ("dates.ur_denial",),
        ("f1a",),
    ),
    gap(
        'the number of a title that opens with a number: "2. 60 tablets of Norco 5/325mg: Upheld"',
        ("numbered titles", "drug: leading count"),
        ("items.text",),
        _BOTH,
    ),
    gap(
        'the same: "2. 1 prescription of Norco 5/325mg #60: Upheld"',
        ("numbered titles", "drug: one prescription"),
        ("items.text",),
        _BOTH,
    ),
    gap(
        "a title that opens with a small letter, where no empty line (or a page's end) parts it from the "
        'rationale before: "… is not medically necessary.\\ncyclobenzaprine 5mg #60: Upheld"',
        ("drug: opens with a small letter",),
        _ITEM,
        _BOTH,
    ),
)
