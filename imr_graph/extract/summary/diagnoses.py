"""The patient's diagnoses, as the case summary gives them.

A lead-in of the lexicon opens a list; it ends with its sentence, or where a clause begins. What
follows "being treated for" counts only if it names more than complaints. Conservative: where
no lead-in stands, there is no diagnosis.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

import msgspec

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.summary.diagnosis_grounding import grounded
from imr_graph.extract.summary.diagnosis_lists import split_entry, split_list
from imr_graph.extract.summary.list_ends import follow_on, list_end
from imr_graph.extract.summary.marked_lists import marked_entries
from imr_graph.extract.summary.sentences import split_sentences
from imr_graph.letters.reading import Reading, in_small_letters
from imr_graph.letters.sections import Sections
from imr_graph.lexicon import diagnosis_terms as terms
from imr_graph.record import Certainty, Diagnosis, Span

_CODE = r"(?:[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}|[VE]?\d{2,3}\.\d{1,2})"
# Without its dot a code looks like a spinal level: "T12" is none.
_BARE_CODE = r"(?:(?!T1[0-2]|[CL][1-7][1-7])[A-TV-Z]\d{2}|\d{3})"
_REVISION = r"(?:ICD[-\s]?(?:9|10)?(?:-?CM)?\s{0,9}(?:codes?)?[:#\s]{0,9})?"
_EACH_CODE = re.compile(rf"(?<![\w.]){_CODE}(?!\w)|(?<![\w.]){_BARE_CODE}(?![\w.])")
_ICD = re.compile(
    rf"\s{{0,9}}[(\[]\s{{0,9}}{_REVISION}(?:{_CODE}|{_BARE_CODE})"
    rf"(?:\s{{0,9}}[,;/&]\s{{0,9}}{_REVISION}(?:{_CODE}|{_BARE_CODE})){{0,20}}\s{{0,9}}[)\]]"
    rf"|\A\s*{_REVISION}{_CODE}\s*[-:]?\s+|[\s,]{{0,9}}[-:]?\s{{0,9}}(?<![\w.]){_CODE}\Z",
)
_DIGIT = re.compile(r"\d")
_LEADING = re.compile(
    r"(?:\s*(?:\b(?:and|or|an?|the|having|both|either|also|with|to|his|her|their|diagnos[ei]s\s+of|(?:a\s+)?(?:history|hx)\s+of|h/o|following)\b"
    r"|\b(?:multiple|several|various)\s+(?:conditions|diagnoses|injuries),?\s+(?:including|such\s+as)\b"
    r"|a\(n\)|\(?\b[a-h]\)|[-:;,.*\u2022]|\"))+\s*",
    re.IGNORECASE,
)
# One word or mark at a time: a pattern that repeats would begin anew at each word of a long run.
_TRAILING = re.compile(r"(?:[-:;,.\"]|\b(?:and|or|an?|the|with|of|to|has|in|on))\Z", re.IGNORECASE)
_TRAILING_WITHIN = 6
_TRAILING_DAY = re.compile(
    r",?\s{1,9}(?:on\s+(?:\d{1,4}[-/]|[A-Z][a-z]+\s+\d)[\w\s,/-]{1,20}"
    r"|in\s+(?:[A-Z][a-z]{2,8}\s+(?:of\s+)?)?(?:19|20)\d\d)\Z"
)
_AFTER_PROCEDURE = re.compile(r"\b(?:status\s+post|s/p|surgery|post-?operative)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\s*(?:\d+|several|many|the\s+(?:past|last)|over)\s+(?:days?|weeks?|months?|years?)?\b", re.IGNORECASE
)
_LONGEST = 30
_LONGEST_ENTRY = 600
_BEFORE = 300
"""Characters before a lead-in in which words are looked for that refuse it."""
_CODED_WITHIN = 120
"""Characters of a list in which the first ICD code stands, if it bears any."""
_HEADINGS = frozenset({"heading", "impression", "assessment"})


class _Lead(msgspec.Struct, frozen=True):
    span: Span
    name: str
    kind: terms.LeadKind


class _Entry(msgspec.Struct, frozen=True):
    """One condition: the pieces of text that its name is made of, and its word of certainty."""

    pieces: tuple[Span, ...]
    text: str
    certainty: Certainty
    certainty_spans: tuple[Span, ...]
    codes: tuple[Span, ...]
    rule: str


def extract_diagnoses(reading: Reading, sections: Sections) -> tuple[Part[Diagnosis], ...]:
    """Every diagnosis of the summary, in its order; a condition that is given twice comes once.

    Each part's places are ``/text`` (several spans where a code or a word of certainty stands
    between; what its conditions are read from too), ``/certainty`` (the word that says it, else the
    condition's own words), ``/side`` and ``/printed_codes/N``.
    """
    sentences = split_sentences(reading, *sections.summary)
    parts: list[Part[Diagnosis]] = []
    seen: set[str] = set()
    for lead, limit in _leads(reading, sentences, sections.summary):
        for entry in _entries(reading, lead, limit, sentences):
            key = entry.text.lower()
            if key in seen:
                continue
            seen.add(key)
            diagnosis = Part(
                Diagnosis(text=entry.text, certainty=entry.certainty),
                (
                    Found("/text", entry.pieces, entry.rule),
                    Found("/certainty", entry.certainty_spans, entry.rule),
                ),
            )
            parts.append(grounded(reading, diagnosis, entry.pieces, entry.codes))
    return tuple(parts)


def _leads(reading: Reading, sentences: tuple[Span, ...], summary: Span) -> Iterator[tuple[_Lead, int]]:
    """The lead-ins in order, each with the place that its list cannot pass (the next one, or the end)."""
    found = [
        _Lead(match.span(), lead_in.name, lead_in.kind)
        for lead_in, match in terms.find_lead_ins(reading.text, reading.lower, *summary)
    ]
    found.sort(key=lambda lead: (lead.span[0], -lead.span[1]))
    leads: list[_Lead] = []
    for lead in found:
        if not leads or lead.span[0] >= leads[-1].span[1]:
            leads.append(lead)
    for index, lead in enumerate(leads):
        number = bisect_right(sentences, lead.span[0], key=itemgetter(0))
        # What stands before a semicolon speaks of something else ("Axis II: no diagnosis; Axis III: …").
        semicolon = reading.text.rfind(";", lead.span[0] - _BEFORE, lead.span[0]) + 1
        sentence = sentences[number - 1][0] if number else summary[0]
        begin = max(sentence, semicolon, lead.span[0] - _BEFORE)
        limit = leads[index + 1].span[0] if index + 1 < len(leads) else summary[1]
        if not _refused(reading, lead, begin, limit, sentences):
            yield lead, limit


def _refused(reading: Reading, lead: _Lead, begin: int, limit: int, sentences: tuple[Span, ...]) -> bool:
    if terms.bound_pattern("before").search(reading.lower[begin : lead.span[0]]):
        return True
    if terms.bound_pattern("refusal").match(reading.lower[lead.span[1] : limit].lstrip()):
        return True
    after = reading.text[lead.span[1] : limit].lstrip()
    if lead.kind == "treated":
        return bool(_TIME.match(after))
    if lead.kind == "impression":
        number = bisect_right(sentences, lead.span[0], key=itemgetter(1))
        previous = max(sentences[number - 1][0] if number else begin, lead.span[0] - _BEFORE)
        told = reading.lower[previous : lead.span[0]]
        of_images = terms.bound_pattern("imaging").search(told) is not None
        # Who reads images codes no diagnoses.
        return of_images and not _ICD.search(after[:_CODED_WITHIN])
    return False


def _entries(reading: Reading, lead: _Lead, limit: int, sentences: tuple[Span, ...]) -> list[_Entry]:
    text = reading.text
    start = lead.span[1]
    if marked := marked_entries(text, start, limit):
        spans = tuple(
            span
            for begin, stop in marked
            for span in split_entry(text, begin, list_end(reading, begin, stop, sentences))
        )
    else:
        end = list_end(reading, start, limit, sentences)
        if terms.bound_pattern("denial").match(reading.lower, end, limit):
            return []
        spans = split_list(text, start, end)
        if lead.name in _HEADINGS:
            for begin, stop in follow_on(text, start, limit, sentences):
                spans += split_list(text, begin, stop)
    entries = [
        entry for span in spans if (entry := _entry(reading, span, f"diagnoses.{lead.kind}.{lead.name}"))
    ]
    if lead.kind == "treated" and not any(_is_more_than_complaint(entry.text) for entry in entries):
        return []
    return entries


def _is_more_than_complaint(name: str) -> bool:
    """Whether the words name a condition, not what the patient feels nor just "an industrial injury"."""
    if _AFTER_PROCEDURE.search(name):
        return True
    return terms.names_condition(name) and not terms.is_complaint(name) and not terms.lacks_place(name)


def _entry(reading: Reading, span: Span, rule: str) -> _Entry | None:
    """The condition that stands in ``span``, freed of codes, lead-in words and certainty."""
    text = reading.text
    if span[1] - span[0] > _LONGEST_ENTRY:
        return None
    coded = _coded(reading, span)
    pieces = [piece for part in _cut(reading, span, coded) if (piece := _bare(reading, part))]
    words = " ".join(text[low:high] for low, high in pieces)
    if terms.certainty_pattern("trail", "excluded").search(words):
        return None
    certain: list[Span] = []
    kept: list[Span] = []
    for piece in pieces:
        marks = _certainty_marks(text, piece, first=not kept)
        certain += marks
        kept += _cut(reading, piece, marks)
    if not certain:
        pattern = terms.certainty_pattern("within")
        certain = [match.span() for piece in kept for match in pattern.finditer(text, *piece)]
    name = " ".join(_joined(reading, piece) for piece in kept)
    if not re.search(r"[A-Za-z]{3}", name) or len(name.split()) > _LONGEST or terms.only_modifies(name):
        return None
    if terms.bound_pattern("empty").fullmatch(in_small_letters(name)):
        return None
    certainty: Certainty = "provisional" if certain else "confirmed"
    return _Entry(tuple(kept), name, certainty, tuple(certain or kept), tuple(_codes(reading, coded)), rule)


def _certainty_marks(text: str, piece: Span, *, first: bool) -> list[Span]:
    """The words that make a condition provisional: before its name, or the last of all."""
    low, high = piece
    # What stands right before the piece is no part of it, glued or not.
    found = terms.certainty_pattern("lead").finditer(text[low:high]) if first else ()
    lead = [(low + m.start(), low + m.end()) for m in found]
    # Only before the name: "tendinitis with possible tear" is sure of the first.
    marks = [mark for mark in lead if not terms.names_condition(text[low : mark[0]])]
    trail = [m.span() for m in terms.certainty_pattern("trail").finditer(text, low, high)]
    return marks + [
        mark for mark in trail if mark not in marks and not re.search(r"\w", text[mark[1] : high])
    ]


def _coded(reading: Reading, span: Span) -> list[Span]:
    """Where ICD codes stand in an entry, with their brackets."""
    # The pattern's anchors mean the entry's own ends.
    words = reading.text[slice(*span)].rstrip(" .;,\n")
    if not _DIGIT.search(words):
        return []
    return [(span[0] + m.start(), span[0] + m.end()) for m in _ICD.finditer(words)]


def _codes(reading: Reading, coded: list[Span]) -> Iterator[Span]:
    """Each ICD code where some stand."""
    for span in coded:
        yield from (match.span() for match in _EACH_CODE.finditer(reading.text, *span))


def _cut(reading: Reading, span: Span, marks: list[Span]) -> list[Span]:
    pieces: list[Span] = []
    at = span[0]
    for low, high in sorted(marks):
        pieces.append((at, low))
        at = high
    pieces.append((at, span[1]))
    return [piece for part in pieces if (piece := _bare(reading, part))]


def _bare(reading: Reading, span: Span) -> Span | None:
    """The span without a list's words and a day at its end; ``None`` where nothing is left."""
    low, high = reading.trim(*span)
    if match := _LEADING.match(reading.text, low, high):
        low = match.end()
    words = reading.text[low:high]
    words = _without_trailing(words)
    dated = _DIGIT.search(words) and not _AFTER_PROCEDURE.search(words)
    if dated and (match := _TRAILING_DAY.search(words)):
        words = words[: match.start()]
    high = low + len(words.rstrip())
    return (low, high) if low < high else None


def _without_trailing(words: str) -> str:
    words = words.rstrip()
    while match := _TRAILING.search(words[-_TRAILING_WITHIN:]):
        words = words[: len(words) - len(match.group())].rstrip()
    return words


def _joined(reading: Reading, span: Span) -> str:
    """The words, white space folded; a word that a line end parted at its hyphen is one again."""
    return (
        re.sub(r"(?<=\w)- (?=\w)", "-", reading.fold(*span))
        if "-\n" in reading.text[span[0] : span[1]]
        else reading.fold(*span)
    )
