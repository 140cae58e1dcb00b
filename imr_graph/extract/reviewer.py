"""The reviewer: board certifications, subspecialties and licences, from the qualifications section.

Two styles: a block of labelled lines, and a sentence ("is Board Certified in X, has a subspecialty in Y
and is licensed to practice in Z"), whose commas and "and" may be missing. Both are read as marks with
a list after each; the lists are split by the tables of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from imr_graph.extract.fact import Found, Part
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.lexicon.names import Name
from imr_graph.lexicon.specialties import specialty_concept, split_specialties
from imr_graph.lexicon.states import split_states
from imr_graph.record import RecordWarning, Reviewer, Span

# On small letters, like the next.
_LABELS: Final = re.compile(
    r"(?=[bcls])\b(?:(?P<licensed_states>state(?:\(s\)|s)?\s+of\s+licensure\s*:|licensed\s+in\s*:)"
    r"|(?P<subspecialties>sub-?special(?:ty|ties|ty\(ies\))\s*:)"
    r"|(?P<specialties>certification(?:\(s\)|s)?(?:\s*/\s*special(?:ty|ties|ty\(ies\)))?\s*:"
    r"|board\s+certifications?\s*:))"
)
_PHRASES: Final = re.compile(
    r"\b(?:(?P<licensed_states>licensed\s+to\s+practi[cs]e\s+(?:\w+\s+){0,2}in\b)"
    r"|(?P<subspecialties>(?:has|have|with|holds)\s+(?:an?\s+)?(?:added\s+|additional\s+)?"
    r"(?:sub-?special(?:ty|ties|ization)(?:\s+certificat(?:e|ion)s?)?|fellowship)\s+in\b)"
    r"|(?P<specialties>board[\s-]{1,4}certified\s+in\b|is\s+certified\s+in\b)"
    # A specialty or a state.
    r"|(?P<licence>licensed\s+in\b)"
    # A profession ("is a licensed Acupuncturist"), where the tables know it.
    r"|(?P<profession>is\s+an?\s+(?:licensed\s+)?(?:doctor\s+of\s+)?(?=[a-z])))"
)
# A gap alone ends none: a page may turn in it.
_SENTENCE_END: Final = re.compile(
    r"\.(?=\s+[A-Z]|\s*$)|\.(?=He/she)"
    r"|\n[ ]*\n\s{0,20}(?=He/she\b|The\s+(?:[Ee]xpert|[Pp]hysician)\b|MAXIMUS\b)"
)
# What a list is followed by when the next thing is no list: the section's standing sentences.
_BLOCK_END: Final = re.compile(
    r"\b(?:He/she|The\s+(?:[Ee]xpert|[Pp]hysician)\s+[Rr]eviewer|MAXIMUS)\b|\n[^\n:]{1,60}:"
)
_JOINTS: Final = re.compile(r"(?:[\s,;]|\b(?:and|is|has|who|also)\b)+$", re.IGNORECASE)


class _List(msgspec.Struct, frozen=True):
    kind: str  # the reviewer's field
    span: Span
    style: str


def extract_reviewer(reading: Reading, sections: Sections) -> Part[Reviewer]:
    """The reviewer's qualifications, names by the tables; unknown ones as printed, with a warning."""
    lists = list(_labelled_lists(reading, sections.qualifications))
    if not any(entry.kind == "specialties" for entry in lists):
        lists += _lists_of_sentence(reading, sections.qualifications)
    found: list[Found] = []
    warnings: list[RecordWarning] = []
    specialties = _specialties(reading, lists, "specialties", found, warnings)
    subspecialties = _specialties(reading, lists, "subspecialties", found, warnings)
    states = _states(reading, lists, found, warnings)
    if not (specialties or subspecialties or states):
        warnings.append(RecordWarning(code="no-reviewer"))
    return Part(
        Reviewer(
            specialties=tuple(specialties),
            subspecialties=tuple(subspecialties),
            licensed_states=tuple(states),
            specialty_concepts=tuple(map(specialty_concept, specialties)),
            subspecialty_concepts=tuple(map(specialty_concept, subspecialties)),
        ),
        tuple(found),
        tuple(warnings),
    )


def _labelled_lists(reading: Reading, section: Span) -> Iterator[_List]:
    labels = list(_LABELS.finditer(reading.lower, *section))
    for number, label in enumerate(labels):
        end = labels[number + 1].start() if number + 1 < len(labels) else section[1]
        if close := _BLOCK_END.search(reading.text, label.end(), end):
            end = close.start()
        yield _List(str(label.lastgroup), (label.end(), end), "block")


def _lists_of_sentence(reading: Reading, section: Span) -> Iterator[_List]:
    """What follows each phrase, up to the next phrase or the sentence's end."""
    text = reading.text
    phrases = list(_PHRASES.finditer(reading.lower, *section))
    for number, phrase in enumerate(phrases):
        end = phrases[number + 1].start() if number + 1 < len(phrases) else section[1]
        if close := _SENTENCE_END.search(text, phrase.end(), end):
            end = close.start()
        joint = _JOINTS.search(text[phrase.end() : end])
        if joint:
            end = phrase.end() + joint.start()
        if kind := _kind(text, str(phrase.lastgroup), (phrase.end(), end)):
            yield _List(kind, (phrase.end(), end), "sentence")


def _kind(text: str, phrase: str, span: Span) -> str | None:
    """The reviewer's field that a phrase's list belongs to; ``None`` for words that are no list."""
    if phrase == "licence":
        states = split_states(text, *span)
        return "licensed_states" if states and states[0].known else "specialties"
    if phrase == "profession":
        names = split_specialties(text, *span)
        return "specialties" if names and names[0].known else None
    return phrase


def _specialties(
    reading: Reading, lists: list[_List], kind: str, found: list[Found], warnings: list[RecordWarning]
) -> list[str]:
    names: dict[str, None] = {}
    for entry in lists:
        if entry.kind != kind:
            continue
        for name in split_specialties(reading.text, *entry.span):
            value = name.known or name.printed
            if value in names:
                continue
            path = f"/{kind}/{len(names)}"
            if name.known is None:
                warnings.append(RecordWarning(code="unresolved-specialty", path=path, detail=name.printed))
            names[value] = None
            found.append(Found(path, ((name.start, name.end),), f"reviewer.{kind}-{entry.style}"))
    return list(names)


def _states(
    reading: Reading, lists: list[_List], found: list[Found], warnings: list[RecordWarning]
) -> list[str]:
    places: dict[str, tuple[Name, str]] = {}
    for entry in lists:
        if entry.kind != "licensed_states":
            continue
        for name in split_states(reading.text, *entry.span):
            if name.known is None:
                warning = RecordWarning(code="unresolved-state", path="/licensed_states", detail=name.printed)
                warnings.append(warning)
            else:
                places.setdefault(name.known, (name, entry.style))
    codes = sorted(places)
    for number, code in enumerate(codes):
        name, style = places[code]
        rule = f"reviewer.licensed-states-{style}"
        found.append(Found(f"/licensed_states/{number}", ((name.start, name.end),), rule))
    return codes
