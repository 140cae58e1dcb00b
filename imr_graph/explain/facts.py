"""The facts of a record: each value that was read, its kind, its concept and the words behind it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from imr_graph.explain.wording import citation_line, drug_line
from imr_graph.record import Citation, Diagnosis, Drug, Evidence, Record, Span

Kind = Literal[
    "case", "date", "patient", "diagnosis", "reviewer", "item", "drug", "decision", "citation", "rationale"
]

KINDS: Final[dict[Kind, tuple[str, re.Pattern[str]]]] = {
    "date": ("dates", re.compile(r"/dates/")),
    "patient": ("age and sex", re.compile(r"/patient/")),
    "diagnosis": ("diagnoses", re.compile(r"/diagnoses/")),
    "reviewer": ("reviewer's specialties and states", re.compile(r"/reviewer/")),
    "drug": ("drug, strength, form, quantity", re.compile(r"/items/\d+/drug")),
    "decision": ("decisions", re.compile(r"/items/\d+/decision$")),
    "citation": ("guidelines cited", re.compile(r"/items/\d+/citations/")),
    "rationale": ("rationales", re.compile(r"/items/\d+/rationale$")),
    "item": ("requested items", re.compile(r"/items/\d+/")),
    "case": ("case number, priority and the like", re.compile(r"/")),
}
"""Each kind of fact: what it is called, and the evidence paths that are of it (first match counts)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a record with the words that it was made from.

    Args:
        path: JSON pointer of the value in the record.
        kind: what sort of fact it is.
        name: what the value is called beside others of its part ("strength").
        value: the value, for people.
        concepts: paths of the concepts that it was grounded to, none where no table knows it.
        rule: the rule that found it.
        page: the letter's page, counted from 1.
        spans: places in the kept text.
        unresolved: whether it is of a sort that concepts name, and no table knows the words.
    """

    path: str
    kind: Kind
    name: str
    value: str
    concepts: tuple[str, ...]
    rule: str
    page: int
    spans: tuple[Span, ...]
    unresolved: bool = False


def facts(record: Record) -> tuple[Fact, ...]:
    """Every fact that the record has evidence for, in the order of the evidence."""
    return tuple(_fact(record, evidence) for evidence in record.evidence)


def _fact(record: Record, evidence: Evidence) -> Fact:
    value = value_at(record, evidence.path)
    named = _grounded(record, evidence.path)
    return Fact(
        path=evidence.path,
        kind=kind_of(evidence.path),
        name=name_of(evidence.path),
        value=_words(value),
        concepts=named or (),
        rule=evidence.rule,
        page=evidence.page,
        spans=evidence.spans,
        unresolved=named == () and value not in (None, (), _NO_GUIDELINE),
    )


def kind_of(path: str) -> Kind:
    """The kind of fact that an evidence path speaks of."""
    return next((kind for kind, (_, pattern) in KINDS.items() if pattern.match(path)), "case")


def name_of(path: str) -> str:
    """The last named step of a path, in words: ``/items/0/drug/strength`` is "strength"."""
    named = [step for step in path.split("/") if step and not step.isdigit()]
    name = _PART_NAMES.get(named[-1], named[-1]) if named else "letter"
    return name.replace("_", " ")


def value_at(record: Record, path: str) -> Any:
    """What the record holds at a JSON pointer; ``None`` where it holds nothing there."""
    value: Any = record
    for step in path.split("/")[1:]:
        if isinstance(value, msgspec.Struct):
            value = getattr(value, step, None)
        elif isinstance(value, Sequence) and not isinstance(value, str) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def concepts_at(record: Record, path: str) -> tuple[str, ...]:
    """The concepts that the value at a path was grounded to, as paths of the schemes."""
    return _grounded(record, path) or ()


def _grounded(record: Record, path: str) -> tuple[str, ...] | None:
    """The same; None for values that no concept could name, such as a number."""
    for pattern, lookup in _CONCEPTS:
        if match := pattern.fullmatch(path):
            found = lookup(record, *(int(number) for number in match.groups()))
            return tuple(dict.fromkeys(concept for concept in found if concept))
    return None


_NO_GUIDELINE: Final = "none"
"""What a side's source is that states that there is none."""


_PART_NAMES: Final = {
    "text": "text as printed",
    "citations": "citation",
    "diagnoses": "diagnosis",
    "codes": "procedure code",
    "regions": "body region",
    "spinal_levels": "spinal level",
    "printed_codes": "diagnosis code",
    "licensed_states": "licensed in",
    "specialties": "specialty",
    "subspecialties": "subspecialty",
    "ur_denial": "utilization review denial",
}

_Lookup = Callable[..., Sequence[str | None]]


def _at(paths: Sequence[str | None], index: int) -> tuple[str | None, ...]:
    return (paths[index],) if index < len(paths) else ()


def _grounding(record: Record, item: int, citation: int) -> Any:
    return record.items[item].citations[citation].grounding


def _pages(record: Record, item: int, number: int) -> tuple[str, ...]:
    """The first and the last known page of each range."""
    citation = record.items[item].citations[number]
    grounding = citation.grounding
    ends = (page for pages in citation.pages for page in pages if page not in grounding.unresolved_pages)
    return tuple(f"{grounding.page_prefix}/{page}" for page in ends) if grounding.page_prefix else ()


def _of_citation(field: str) -> str:
    return rf"/items/(\d+)/citations/(\d+){field}"


def _lookups(table: dict[str, _Lookup]) -> tuple[tuple[re.Pattern[str], _Lookup], ...]:
    return tuple((re.compile(pattern), lookup) for pattern, lookup in table.items())


_CONCEPTS: Final = _lookups(
    {
        r"/priority": lambda r: (f"priority/{r.priority}",),
        r"/patient/sex": lambda r: (f"sex/{r.patient.sex}",),
        r"/diagnoses/(\d+)/text": lambda r, n: r.diagnoses[n].concepts,
        r"/diagnoses/(\d+)/side": lambda r, n: (f"side/{r.diagnoses[n].side}",),
        r"/diagnoses/(\d+)/certainty": lambda r, n: (f"certainty/{r.diagnoses[n].certainty}",),
        r"/reviewer/specialties/(\d+)": lambda r, n: _at(r.reviewer.specialty_concepts, n),
        r"/reviewer/subspecialties/(\d+)": lambda r, n: _at(r.reviewer.subspecialty_concepts, n),
        r"/items/(\d+)/category": lambda r, n: (f"category/{r.items[n].category}",),
        r"/items/(\d+)/subcategory": lambda r, n: (r.items[n].subcategory,),
        r"/items/(\d+)/regions/(\d+)": lambda r, n, m: _at(r.items[n].regions, m),
        r"/items/(\d+)/side": lambda r, n: (f"side/{r.items[n].side}",),
        r"/items/(\d+)/decision": lambda r, n: (f"decision/{r.items[n].decision}",),
        r"/items/(\d+)/drug/name": lambda r, n: (r.items[n].drug.concept,),
        r"/items/(\d+)/drug/ingredients": lambda r, n: r.items[n].drug.ingredient_concepts,
        _of_citation(r""): lambda r, n, m: (f"party/{r.items[n].citations[m].by}",),
        _of_citation(r"/source"): lambda r, n, m: (_grounding(r, n, m).document,),
        _of_citation(r"/edition"): lambda r, n, m: (_grounding(r, n, m).edition,),
        _of_citation(r"/chapter"): lambda r, n, m: (_grounding(r, n, m).chapter,),
        _of_citation(r"/section"): lambda r, n, m: _grounding(r, n, m).sections,
        _of_citation(r"/pages"): _pages,
    }
)
"""Evidence path to where the record keeps the concept; the numbers in a path are the arguments."""


def _words(value: Any) -> str:
    """A value of the record, for people."""
    if isinstance(value, Citation):
        return citation_line(value)
    if isinstance(value, Drug):
        return drug_line(value)
    if isinstance(value, Diagnosis):
        return value.text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        if len(value) == 2 and all(isinstance(end, int) for end in value):
            return str(value[0]) if value[0] == value[1] else f"{value[0]}-{value[1]}"
        return ", ".join(map(_words, value))
    return "" if value is None else str(value)
