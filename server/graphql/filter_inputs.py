"""Filters of disputed items as GraphQL inputs; ``filters`` says what they mean.

Conditions given in one input all hold. A list of values is "one of these"; one value may stand without
brackets. A concept is named by its IRI, its path or its label (“drug/norco”, “norco”, “Norco”).
"""

from __future__ import annotations

import datetime as dt

import strawberry

from server.graphql.vocabularies import (
    Certainty,
    CitingParty,
    DecisionOutcome,
    EditionStatus,
    Priority,
    Sex,
)


@strawberry.input(description="Days from one to another, both included; an end that is left out is open.")
class DateRange:
    """A period."""

    first: dt.date | None = strawberry.field(
        name="from", default=None, description="The first day, such as “2016-01-01”."
    )
    last: dt.date | None = strawberry.field(
        name="to", default=None, description="The last day, such as “2016-12-31”."
    )


@strawberry.input(description="Numbers from one to another, both included; an end that is left out is open.")
class NumberRange:
    """A range of numbers."""

    first: float | None = strawberry.field(name="from", default=None, description="The least, such as 30.")
    last: float | None = strawberry.field(name="to", default=None, description="The largest, such as 120.")


@strawberry.input(
    description="Conditions on citations: all that are given hold of one and the same citation of the item; "
    "with none, it has a citation."
)
class CitationFilter:
    """What `citing` takes."""

    cited_by: list[CitingParty] | None = strawberry.field(
        default=None, description="By one of these sides, such as [REVIEWER]."
    )
    document: list[str] | None = strawberry.field(
        default=None, description="Of one of these guidelines, such as “mtus-chronic-pain” or “odg”."
    )
    edition: list[str] | None = strawberry.field(
        default=None, description="Of one of these editions, such as “guideline/mtus-chronic-pain/2009”."
    )
    edition_status: list[EditionStatus] | None = strawberry.field(
        default=None, description="Whose edition is known so, such as [PRINTED, INFERRED]."
    )
    chapter: list[str] | None = strawberry.field(
        default=None, description="Of one of these chapters, such as “guideline/mtus-acoem/2004/chapter/12”."
    )
    section: list[str] | None = strawberry.field(
        default=None, description="Of one of these sections, by IRI, path or label."
    )
    page: list[str] | None = strawberry.field(
        default=None,
        description="Whose pages hold one of these, such as “guideline/mtus-chronic-pain/page/78”.",
    )
    printed_chapter: str | None = strawberry.field(
        default=None, description="Whose chapter, as printed, holds these words, such as “knee”."
    )
    unresolved_section: str | None = strawberry.field(
        default=None,
        description="With a section that no scheme knows, whose printed words hold these, such as “opioid”.",
    )
    every: list[CitationFilter] | None = strawberry.field(
        name="and", default=None, description="Of which each of these holds as well."
    )
    either: list[CitationFilter] | None = strawberry.field(
        name="or", default=None, description="Of which at least one of these holds."
    )
    never: CitationFilter | None = strawberry.field(
        name="not", default=None, description="Of which this does not hold, such as { document: “odg” }."
    )


@strawberry.input(
    description="Conditions on diagnoses: all that are given hold of one and the same diagnosis of the "
    "item's case; with none, the case lists a diagnosis."
)
class DiagnosisFilter:
    """What `diagnosis` takes."""

    words: str | None = strawberry.field(
        default=None, description="That prints these words, the case of letters aside: “radiculopathy”."
    )
    condition: list[str] | None = strawberry.field(
        default=None, description="Of one of these conditions or a narrower one, such as “Radiculopathy”."
    )
    certainty: list[Certainty] | None = strawberry.field(
        default=None, description="So certain, such as [CONFIRMED]."
    )
    every: list[DiagnosisFilter] | None = strawberry.field(
        name="and", default=None, description="Of which each of these holds as well."
    )
    either: list[DiagnosisFilter] | None = strawberry.field(
        name="or", default=None, description="Of which at least one of these holds."
    )
    never: DiagnosisFilter | None = strawberry.field(
        name="not", default=None, description="Of which this does not hold, such as { words: “sprain” }."
    )


@strawberry.input(
    description="Conditions on disputed items: all that are given hold of one and the same item. A list is "
    "“one of these”; a concept is named by its IRI, its path or its label (“drug/norco”, “norco”, “Norco”). "
    "What a letter does not say fits no condition, so it fits `not` of each."
)
class ItemFilter:
    """What `filter` and `where` take."""

    every: list[ItemFilter] | None = strawberry.field(
        name="and", default=None, description="Each of these holds as well: [{ … }, { … }]."
    )
    either: list[ItemFilter] | None = strawberry.field(
        name="or", default=None, description="At least one of these holds: [{ drug: … }, { category: … }]."
    )
    never: ItemFilter | None = strawberry.field(
        name="not", default=None, description="This does not hold: { decision: UPHELD }."
    )
    letter: list[str] | None = strawberry.field(
        default=None, description="In one of these letters, by identifier, such as “CM16-0213037”."
    )
    decision: list[DecisionOutcome] | None = strawberry.field(
        default=None, description="Decided in one of these ways, such as [UPHELD, MODIFIED]."
    )
    category: list[str] | None = strawberry.field(
        default=None, description="Of one of these treatment categories, such as “pharmaceutical”."
    )
    subcategory: list[str] | None = strawberry.field(
        default=None, description="Of one of these treatment subcategories, such as “surgery/spine”."
    )
    body_region: list[str] | None = strawberry.field(
        default=None,
        description="Naming one of these regions of the body or one within it, such as “Lumbar spine”.",
    )
    drug: list[str] | None = strawberry.field(
        default=None, description="Asking for one of these products or generic names, such as “Norco”."
    )
    ingredient: list[str] | None = strawberry.field(
        default=None, description="Asking for a drug that holds one of these, such as “hydrocodone”."
    )
    drug_class: list[str] | None = strawberry.field(
        default=None, description="Asking for a drug with an ingredient of one of these classes: “opioid”."
    )
    ingredient_set: list[str] | None = strawberry.field(
        default=None,
        description="Asking for a drug of exactly these ingredients, such as “acetaminophen / hydrocodone”.",
    )
    drug_name: str | None = strawberry.field(
        default=None, description="Asking for a drug whose printed name holds these words, such as “norco”."
    )
    strength: str | None = strawberry.field(
        default=None, description="Asking for a drug whose strength holds these words, such as “10 mg”."
    )
    quantity: NumberRange | None = strawberry.field(
        default=None, description="Asking for so many of a drug, such as { from: 60, to: 120 }."
    )
    refills: NumberRange | None = strawberry.field(
        default=None, description="Asking for so many refills, such as { from: 1 }."
    )
    specialty: list[str] | None = strawberry.field(
        default=None,
        description="Decided by a reviewer of one of these specialties or subspecialties: “Pain Medicine”.",
    )
    subspecialty: list[str] | None = strawberry.field(
        default=None, description="Decided by a reviewer who names one of these as a subspecialty."
    )
    citing: CitationFilter | None = strawberry.field(
        default=None, description="With one citation of which all of these hold: { citedBy: REVIEWER }."
    )
    guideline_document: list[str] | None = strawberry.field(
        default=None,
        description="With a citation of one of these guidelines, such as “odg”; these five fields and "
        "`citedBy` hold of one and the same citation, that of `citing` aside.",
    )
    guideline_edition: list[str] | None = strawberry.field(
        default=None, description="With a citation of one of these editions."
    )
    guideline_chapter: list[str] | None = strawberry.field(
        default=None, description="With a citation of one of these chapters."
    )
    guideline_section: list[str] | None = strawberry.field(
        default=None, description="With a citation of one of these sections, by IRI, path or label."
    )
    guideline_page: list[str] | None = strawberry.field(
        default=None,
        description="With a citation whose pages hold one of these: “guideline/mtus-chronic-pain/page/78”.",
    )
    cited_by: list[CitingParty] | None = strawberry.field(
        default=None, description="With a citation by one of these sides, such as [REVIEWER]."
    )
    diagnosis: DiagnosisFilter | None = strawberry.field(
        default=None,
        description="Of a case with one diagnosis of which all of these hold: { words: “radiculopathy” }.",
    )
    condition: list[str] | None = strawberry.field(
        default=None,
        description="Of a case with a diagnosis of one of these conditions or a narrower one: “Gout”.",
    )
    priority: list[Priority] | None = strawberry.field(
        default=None, description="Of a review so urgent, such as [EXPEDITED]."
    )
    sex: list[Sex] | None = strawberry.field(
        default=None, description="Of a patient whose sex is stated so, such as [FEMALE]."
    )
    age: NumberRange | None = strawberry.field(
        default=None, description="Of a patient so many years old, such as { from: 40, to: 49 }."
    )
    layout: list[str] | None = strawberry.field(
        default=None, description="In a letter of one of these layouts; see `Determination.layout`."
    )
    decided_from: dt.date | None = strawberry.field(
        default=None, description="Of a letter decided on this day or later, such as “2016-01-01”."
    )
    decided_to: dt.date | None = strawberry.field(
        default=None, description="Of a letter decided on this day or earlier, such as “2016-12-31”."
    )
    injured: DateRange | None = strawberry.field(
        default=None, description="Of a letter whose day of injury is one of these: { to: “2009-12-31” }."
    )
    assigned: DateRange | None = strawberry.field(
        default=None, description="Of a letter whose review was assigned on one of these days."
    )
    denied: DateRange | None = strawberry.field(
        default=None, description="Of a letter whose utilization review denial is of one of these days."
    )
    received: DateRange | None = strawberry.field(
        default=None, description="Of a letter whose application was received on one of these days."
    )
    title_words: str | None = strawberry.field(
        default=None, description="Whose printed text holds these words, by the full-text index: “MRI”."
    )
    rationale_words: str | None = strawberry.field(
        default=None,
        description="Whose rationale holds these words, by the full-text index: “functional improvement”.",
    )
