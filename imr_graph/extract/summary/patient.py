"""The patient: age and sex, as the case summary tells them."""

from __future__ import annotations

import re

from imr_graph.extract.fact import Found, Part
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Patient, Sex, Span

_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_NUMBER = rf"\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[\s-]+(?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}"
_AGE = re.compile(
    rf"\b(?P<before>{_NUMBER})(?:\s*-?\s*(?:years?|yrs?)\.?(?:\s*-?\s*old\b|\s+of\s+age\b)|\s*-?\s*y\.?\s?/?\s?o\b)"
    rf"|\b(?:aged?|age\s+(?:of|is))\s*:?\s+(?P<after>{_NUMBER})\b"
    rf"|\b(?:(?:wo)?man|(?:fe)?male|worker)\s+of\s+(?P<of>{_NUMBER})\s+(?:years|yrs)\b",
    re.IGNORECASE,
)
# What stands before the age of an event or of somebody else ("since 13 years old", "her son, 12 years old").
_OTHER = re.compile(
    r"\b(?:since|at|at\s+(?:the\s+)?age|when|until|from|from\s+age|before|after|until\s+age|by"
    r"|sons?|daughters?|child|children|mother|father|wife|husband|brother|sister)\b[\s,(]*"
    r"(?:(?:he|she)\s+was\s+|the\s+age\s+of\s+|is\s+|an?\s+)?\Z",
    re.IGNORECASE,
)
_NOUNS: dict[str, Sex] = {
    "male": "male", "man": "male", "gentleman": "male",
    "female": "female", "woman": "female", "lady": "female",
}  # fmt: skip
_NOUN = re.compile(rf"\b(?:{'|'.join(_NOUNS)})\b", re.IGNORECASE)
_PRONOUNS: dict[str, Sex] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_PRONOUNS)})\b", re.IGNORECASE)
_NOUN_AFTER = 80
_NOUN_BEFORE = 60
_OLDEST = 110


def extract_patient(reading: Reading, sections: Sections) -> Part[Patient]:
    """Age and sex of the patient.

    The age is the first that the summary gives for a person who is not spoken of as somebody
    else or as younger than today. The sex is told by the noun next to the age, else by the
    pronouns, where all of them agree; otherwise it is unknown.
    """
    found: list[Found] = []
    age, age_span = _find_age(reading.text, sections.summary)
    if age_span is not None:
        found.append(Found("/age", (age_span,), "patient.age"))
    noun = _find_noun(reading.text, sections.summary, age_span)
    if noun is not None:
        sex, span = noun
        found.append(Found("/sex", (span,), "patient.sex.noun"))
        return Part(Patient(age=age, sex=sex), tuple(found))
    pronoun = _find_pronoun(reading.text, sections.summary)
    if pronoun is not None:
        sex, span = pronoun
        found.append(Found("/sex", (span,), "patient.sex.pronoun"))
        return Part(Patient(age=age, sex=sex), tuple(found))
    return Part(Patient(age=age), tuple(found))


def _find_age(text: str, summary: Span) -> tuple[int | None, Span | None]:
    for match in _AGE.finditer(text, *summary):
        if _OTHER.search(text[max(summary[0], match.start() - 40) : match.start()]):
            continue
        age = _number(match["before"] or match["after"] or match["of"])
        if 0 < age <= _OLDEST:
            return age, (match.start("of") if match["of"] else match.start(), match.end())
    return None, None


def _number(words: str) -> int:
    if words.isdecimal():
        return int(words)
    values = _UNITS | _TEENS | _TENS
    return sum(values[word] for word in re.split(r"[\s-]+", words.lower()))


def _find_noun(text: str, summary: Span, age: Span | None) -> tuple[Sex, Span] | None:
    """The first noun that tells the sex: after the age, before it, or else anywhere."""
    start, end = summary
    places = [(start, end)]
    if age is not None:
        places = [(age[1], min(end, age[1] + _NOUN_AFTER)), (max(start, age[0] - _NOUN_BEFORE), age[0])]
    for place in places:
        if match := _NOUN.search(text, *place):
            return _NOUNS[match.group().lower()], match.span()
    return None


def _find_pronoun(text: str, summary: Span) -> tuple[Sex, Span] | None:
    matches = list(_PRONOUN.finditer(text, *summary))
    told = {_PRONOUNS[match.group().lower()] for match in matches}
    return (told.pop(), matches[0].span()) if len(told) == 1 else None
