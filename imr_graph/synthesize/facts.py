"""The facts of one letter, and the record they make.

The record is built as plain JSON objects with the keys of the letter record, not from the
parser's types: both sides must agree on the JSON alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Json = dict[str, object]
Pages = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a case; a letter may print fewer."""

    injury: dt.date
    decision: dt.date
    assigned: dt.date
    ur_denial: dt.date
    application_received: dt.date


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One condition: ``word`` ("possible") stands before it where it is provisional."""

    text: str
    word: str
    code: str

    def json(self) -> Json:
        """The diagnosis as the record has it."""
        return {"text": self.text, "certainty": "provisional" if self.word else "confirmed"}


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The expert reviewer: names as printed beside names as recorded.

    In block style all stand under one label, so none of them is named a subspecialty.
    """

    printed_specialties: tuple[str, ...]
    printed_subspecialties: tuple[str, ...]
    specialties: tuple[str, ...]
    subspecialties: tuple[str, ...]
    states: tuple[str, ...]
    codes: tuple[str, ...]

    def json(self, *, block: bool) -> Json:
        """The reviewer as the record has them."""
        together = self.specialties + self.subspecialties if block else self.specialties
        return {
            "specialties": list(together),
            "subspecialties": [] if block else list(self.subspecialties),
            "licensed_states": sorted(self.codes),
        }


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug as requested; ``""`` and ``None`` stand for what is not printed."""

    name: str
    ingredients: tuple[str, ...]
    strength: str = ""
    form: str = ""
    quantity: int | None = None
    refills: int | None = None
    frequency: str = ""

    def json(self) -> Json:
        """The drug as the record has it."""
        return {
            "name": self.name,
            "ingredients": sorted(self.ingredients),
            "strength": self.strength or None,
            "form": self.form or None,
            "quantity": self.quantity,
            "refills": self.refills,
            "frequency": self.frequency or None,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A guideline that one side bases its decision on.

    ``edition`` is the guideline's year; whether the letter prints it, its layout decides.
    ``chapter_name`` is what a chapter with a number is called.
    """

    guideline: str
    edition: int | None = None
    chapter: int | str | None = None
    chapter_name: str = ""
    section: str = ""
    pages: Pages = ()

    def json(self, by: str, *, edition_printed: bool) -> Json:
        """The citation as the record has it."""
        return {
            "by": by,
            "source": self.guideline,
            "edition": self.edition if edition_printed else None,
            "chapter": self.chapter,
            "section": self.section or None,
            "pages": [list(pair) for pair in self.pages],
        }


@dataclass(frozen=True, slots=True)
class Request:
    """One disputed item: its words, what it is, and the words around it.

    ``title`` is what a letter of 2014 and later prints before the decision; it differs from
    ``text`` where the request is one part of a larger one or goes with an operation.
    """

    text: str
    category: str
    topic: str
    noun: str
    drug: Drug | None = None
    codes: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A request with its decision and the reasons for it."""

    request: Request
    decision: str
    claims: tuple[Citation, ...]
    review: tuple[Citation, ...]
    rationale: str


@dataclass(frozen=True, slots=True)
class Case:
    """All facts of a case, as drawn; ``tells_denial`` says that the summary gives the day of the denial."""

    number: str
    days: Days
    priority: str
    age: int | None
    sex: str | None
    diagnoses: tuple[Diagnosis, ...]
    reviewer: Reviewer
    items: tuple[Item, ...]
    summary: str
    tells_denial: bool
