"""The letter record: what one Final Determination letter says, typed.

Its JSON is the contract of ``imr-graph parse``: one object a letter. Keys that every
record carries stand first in each class; identifiers, grounding, evidence and warnings
follow. ``None`` (JSON ``null``) or an empty list means *not printed in the letter*.

Concepts are named by their path below the concept namespace (``drug/norco``,
``guideline/mtus-chronic-pain/2016/section/opioids``), so that a record can be turned into
triples without looking anything up.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

import msgspec

Span = tuple[int, int]
"""Start and end, in Unicode code points of the kept text, end exclusive."""

PageRange = tuple[int, int]
"""First and last page, both included; a single page is (p, p)."""

LONGEST_LISTED_RANGE: Final = 200
"""Pages of a range up to which each page counts as cited; of a longer one first and last are kept."""

Priority = Literal["standard", "expedited"]
Sex = Literal["male", "female"]
Certainty = Literal["confirmed", "provisional"]
Side = Literal["left", "right", "bilateral"]
DecisionOutcome = Literal["upheld", "overturned", "modified"]
CitingParty = Literal["claims-administrator", "reviewer"]
EditionStatus = Literal["printed", "inferred", "unknown"]
Category = Literal[
    "pharmaceutical",
    "diagnostic-testing",
    "rehabilitation",
    "injection",
    "surgery",
    "dmepos",
    "mental-health",
    "evaluation-management",
    "home-health",
    "program",
    "transportation",
    "other",
]
GuidelineSource = Literal[
    "mtus-chronic-pain",
    "mtus-acoem",
    "mtus-opioids",
    "mtus-postsurgical",
    "mtus-acupuncture",
    "mtus",
    "odg",
    "acoem",
    "other",
    "none",
]


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """Days that the letter prints, in its header or in a sentence."""

    injury: dt.date | None = None
    decision: dt.date | None = None
    assigned: dt.date | None = None
    ur_denial: dt.date | None = None
    application_received: dt.date | None = None


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """The injured worker; age in years at the time of the letter."""

    age: int | None = None
    sex: Sex | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """One diagnosis, as listed.

    ``concepts`` are the conditions that it names: several where one entry joins several ("cervical
    and lumbar strain"), none where no table knows it. Course, severity, spinal level and "status
    post" stay in the text alone. ``printed_codes`` are the ICD codes that stand with it, verbatim.
    """

    text: str
    certainty: Certainty = "confirmed"
    concepts: tuple[str, ...] = ()
    side: Side | None = None
    printed_codes: tuple[str, ...] = ()


class Reviewer(msgspec.Struct, frozen=True, kw_only=True):
    """The expert reviewer, known by qualifications alone.

    ``specialty_concepts`` and ``subspecialty_concepts`` run parallel to the names; ``None``
    marks a name that no table of specialties knows.
    """

    specialties: tuple[str, ...] = ()
    subspecialties: tuple[str, ...] = ()
    licensed_states: tuple[str, ...] = ()
    specialty_concepts: tuple[str | None, ...] = ()
    subspecialty_concepts: tuple[str | None, ...] = ()


class Drug(msgspec.Struct, frozen=True, kw_only=True):
    """The drug that a pharmaceutical item asks for.

    ``concept`` is the product's or generic name's path, ``None`` where no table knows it;
    ``ingredient_concepts`` runs parallel to ``ingredients``.
    """

    name: str | None = None
    ingredients: tuple[str, ...] = ()
    strength: str | None = None
    form: str | None = None
    quantity: int | float | None = None
    refills: int | None = None
    frequency: str | None = None
    concept: str | None = None
    ingredient_concepts: tuple[str | None, ...] = ()


class CitationGrounding(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the guideline schemes a citation points.

    ``edition`` is a concept only where the edition is printed or follows from the letter's
    dates; otherwise everything rolls up to ``document``. ``page_prefix`` and ``/N`` make the
    path of page N; ``unresolved_*`` keeps verbatim what the schemes do not know.
    """

    document: str | None = None
    edition: str | None = None
    edition_status: EditionStatus = "unknown"
    chapter: str | None = None
    sections: tuple[str, ...] = ()
    page_prefix: str | None = None
    unresolved_chapter: str | None = None
    unresolved_sections: tuple[str, ...] = ()
    unresolved_pages: tuple[int, ...] = ()


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """One guideline (and chapter) that one side bases its decision on."""

    by: CitingParty
    source: GuidelineSource
    edition: int | None = None
    chapter: int | str | None = None
    section: str | None = None
    pages: tuple[PageRange, ...] = ()
    grounding: CitationGrounding = CitationGrounding()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One disputed item or service and what became of it.

    ``original_request`` and ``authorized`` hold the other two sentences of a request that
    utilization review modified. ``subcategory`` is a concept below the category's
    (``category/surgery/spine``), ``None`` where no term tells it.

    The others are what the words of ``text`` say of the body and of the service, of the remaining
    portion where utilization review modified the request:

    - ``regions``: concepts of the body regions that they name, or in which a printed spinal level lies.
    - ``side``: the one side that they print, ``None`` where different places have different sides.
    - ``spinal_levels``: vertebrae or nerve roots ("C5"), disc levels and longer stretches from the upper
      to the lower end ("L4-L5", "L3-S1").
    - ``visits``: how many visits of a service they ask for, a rate multiplied by its length ("2 x 6" is
      12); ``None`` also where they give several numbers or a range.
    - ``retrospective``: whether they call the request so.
    - ``first_service_date``, ``last_service_date``: the days on which the service was given.
    """

    text: str
    category: Category
    drug: Drug | None
    codes: tuple[str, ...]
    decision: DecisionOutcome
    citations: tuple[Citation, ...]
    rationale: str
    original_request: str | None = None
    authorized: str | None = None
    subcategory: str | None = None
    regions: tuple[str, ...] = ()
    side: Side | None = None
    spinal_levels: tuple[str, ...] = ()
    visits: int | None = None
    retrospective: bool = False
    first_service_date: dt.date | None = None
    last_service_date: dt.date | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words that a value was made from.

    ``path`` is the value's JSON pointer in the record (``/items/0/drug/strength``), ``page``
    the letter's page, counted from 1, ``rule`` the name of the rule that found it.
    """

    path: str
    spans: tuple[Span, ...]
    page: int
    rule: str


class RecordWarning(msgspec.Struct, frozen=True, kw_only=True):
    """Something a reader of the record should know; codes are listed in ``imr_graph.warning_codes``."""

    code: str
    path: str = ""
    detail: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One letter, whole.

    ``identifier`` names the determination in every IRI: its case number, else ``body-`` and
    the beginning of ``body_sha256`` (the hash of the white-space-folded letter from HOW THE
    IMR FINAL DETERMINATION on). ``text_sha256`` is the hash of the kept text that every
    span points into. ``source`` is the file as the user named it; it never enters a graph.
    ``synthetic`` is true where the letter says of itself, in its first line, that it was made up.
    """

    case_number: str | None
    dates: Dates
    priority: Priority | None
    patient: Patient
    diagnoses: tuple[Diagnosis, ...]
    reviewer: Reviewer
    items: tuple[Item, ...]
    source: str | None
    identifier: str
    layout: str
    text_sha256: str
    body_sha256: str
    rules: str
    evidence: tuple[Evidence, ...]
    warnings: tuple[RecordWarning, ...]
    synthetic: bool = False
