"""Where one condition of an unmarked list ends and the next begins.

Entries are parted by semicolons, or by commas and "and". A semicolon parts for certain. A comma or
an "and" parts only where what stands on either side can be a condition by itself; what only
modifies ("dislocation, shoulder"), belongs to a "with" ("numbness, tingling and weakness") or shares
the place before it ("shoulder pain and injury") stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

import msgspec

from imr_graph.extract.summary.list_ends import junctions
from imr_graph.lexicon import diagnosis_terms as terms
from imr_graph.record import Span

_LONGEST_ENTRY = 300
_MOST_LEADING = 8
"""Stretches of one shape before the condition that they share ("L1, L2, L3 and L4 fractures")."""
_PAIR = 40  # the longest first half of a pair that is one by name
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DELIMITER = re.compile(
    # Bounded where a pattern begins with white space: else a long run of it is walked again and again.
    r"\s{0,9};\s*(?:and\b\s*)?"
    r"|\s{0,9},?\s{1,9}with\s+(?=(?:an?\s+)?suspicion\s)"
    r"|\s{0,9},\s*(?:(?:and|as\s+well\s+as|along\s+with|in\s+addition\s+to)\b\s*)?"
    r"|\s{1,9}(?:and|as\s+well\s+as|along\s+with|in\s+addition\s+to)\s+"
    r"|\s{1,9}(?=(?:rule[\s-]out|r/o)\s)"
    # An apostrophe misprinted for a semicolon; a plural's own follows an "s".
    r"|(?<=[A-RT-Z])'\s+(?!and\b|or\b)(?=[A-Z])",
    re.IGNORECASE,
)
_GLUE = "|"
"""The mark between two entries that nothing parts ("strainRight knee pain")."""
_QUOTE_OPENS = re.compile(r"(?<!\w)'\w")
_AFTERMATH = re.compile(r"(?:status\s+post|s/p|(?:history|hx)\s+of|h/o)\b", re.IGNORECASE)
_PROCEDURE = re.compile(r"\b(?:status\s+post|s/p)\b", re.IGNORECASE)
# "pain at and below the level": the "and" joins what stands before one noun.
_OPEN_END = re.compile(
    r"\b(?:at|in|on|of|to|from|for|with|without|above|below|around|over|under|within|near|between|before|after|during"
    r"|through|against)\s*\Z",
    re.IGNORECASE,
)
_ENDS_IN_LEVEL = re.compile(r"[CTLS]\d{1,2}(?:\s?[-/]\s?[CTLS]?\d{1,2})?\s*\Z")
_ENDS_IN_SIDE = re.compile(r"\s(?:left|right)\s*\Z", re.IGNORECASE)
# "mixed anxiety and depressed mood", "both psychological factors and a medical condition".
_CORRELATIVE = re.compile(r"\b(?:both|mixed|combined)\s(?P<first>(?:(?!\band\b)[^,;])+)\Z", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:with|without|wit|w/|including|causing|affecting)\s", re.IGNORECASE)


class _Atom(msgspec.Struct, frozen=True):
    """A stretch between two delimiters; ``delimiter`` is what stands before it."""

    span: Span
    words: str
    delimiter: str


def split_list(text: str, start: int, end: int, *, marked: bool = False) -> tuple[Span, ...]:
    """The entries of a list, in order, without the words between them.

    Args:
        text: what the list stands in.
        start: where it begins.
        end: where it ends.
        marked: it is itself an entry of a list, so that its commas rather stand inside a condition.
    """
    atoms = _atoms(text, start, end)
    by_semicolon = marked or any(";" in atom.delimiter for atom in atoms)
    spans: list[Span] = []
    for index, atom in enumerate(atoms):
        rest = atoms[index + 1 : index + 1 + _MOST_LEADING]
        short = spans and atom.span[1] - spans[-1][0] <= _LONGEST_ENTRY  # a longer one is no condition
        if short and not _parts(text[slice(*spans[-1])], atom, rest, by_semicolon=by_semicolon):
            spans[-1] = (spans[-1][0], atom.span[1])
        else:
            spans.append(atom.span)
    return tuple(part for span in spans for part in _each_procedure(text, span))


def split_entry(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The conditions of one numbered entry: most hold one, and only known conditions are parted."""
    spans: list[Span] = []
    for low, high in split_list(text, start, end, marked=True):
        if spans and not (terms.names_condition(text[low:high]) or _AFTERMATH.match(text, low)):
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    return tuple(spans)


def _each_procedure(text: str, span: Span) -> Iterator[Span]:
    """Two entries of "status post injury status post repair", though nothing stands between them."""
    starts = [match.start() for match in _PROCEDURE.finditer(text, *span)]
    if len(starts) < 2 or starts[0] != span[0]:
        yield span
        return
    yield from pairwise([*starts, span[1]])


def _atoms(text: str, start: int, end: int) -> list[_Atom]:
    brackets = [match.span() for match in _BRACKET.finditer(text, start, end)]
    quote = _QUOTE_OPENS.search(text, start, end)
    atoms: list[_Atom] = []
    at, delimiter = start, ""
    marks = [
        (match.start(), match.end(), match.group() or " ") for match in _DELIMITER.finditer(text, start, end)
    ]
    marks += [(junction, junction, _GLUE) for junction in junctions(text, start, end)]
    for low, high, mark in sorted(marks):
        number = bisect_left(brackets, low, key=itemgetter(0))
        inside = number > 0 and low < brackets[number - 1][1]
        quoted = mark.startswith("'") and quote and quote.end() <= low
        if inside or quoted:
            continue
        if low > at:
            atoms.append(_Atom((at, low), text[at:low], delimiter))
            delimiter = ""
        delimiter += mark
        at = high
    if at < end:
        atoms.append(_Atom((at, end), text[at:end], delimiter))
    return [atom for atom in atoms if atom.words.strip()]


def _parts(before: str, atom: _Atom, rest: list[_Atom], *, by_semicolon: bool) -> bool:
    """Whether ``atom`` begins a new entry after the entry ``before``."""
    words = atom.words
    comma = "," in atom.delimiter
    joined = bool(re.search(r"\w", atom.delimiter))
    if any(mark in atom.delimiter for mark in (";", "'", _GLUE)):
        return True
    if _OPEN_END.search(before) or not _complete(before):
        return False
    around = f"{before[-_PAIR:].rstrip()} and {words.lstrip()}"
    if joined and terms.pair_pattern().search(around):
        return False
    if certainty := terms.certainty_pattern("lead").match(words):
        return bool(re.search(r"\w", words[certainty.end() :]))  # not "knee tear, suspected"
    if _AFTERMATH.match(words):
        return not (by_semicolon and comma and not joined)
    by_and = joined and not comma
    if _goes_on(before, words, rest, by_and=by_and):
        return False
    if terms.only_modifies(words) or (terms.ends_open(words) and not terms.names_condition(words)):
        return _leads_on(atom, rest, joined=joined)
    if _belongs_inside(before, words, joined=by_and) or (by_and and _belongs_to_procedure(before, words)):
        return False
    if by_semicolon and comma:
        return terms.names_condition(words) and not terms.shares_place(words)
    inside = _INSIDE.search(words)
    return comma or not terms.shares_place(words[: inside.start()] if inside else words)


def _only_modifies_before(words: str) -> bool:
    """Whether nothing but modifiers stands before a "with" ("severe without psychotic features")."""
    inside = _INSIDE.search(words)
    before = words[: inside.start()] if inside else ""
    return bool(before.strip()) and terms.only_modifies(before) and not terms.names_place(before)


def _goes_on(before: str, words: str, rest: list[_Atom], *, by_and: bool) -> bool:
    """Whether the words by their own form go on with the entry before."""
    if terms.continuation_pattern().match(words) or _only_modifies_before(words):
        return True
    if by_and:
        return bool(_ENDS_IN_LEVEL.search(before)) and _opens_with_levels(words)
    return _is_side_of(before, words, rest)


def _is_side_of(before: str, words: str, rest: list[_Atom]) -> bool:
    """Whether a side alone is that of the entry before ("separation, left and abrasions of the knee")."""
    if terms.roles(words) != ("side",) or "side" in terms.roles(before):
        return False
    return bool(rest) and terms.names_condition(rest[0].words) and terms.names_place(rest[0].words)


def _opens_with_levels(words: str) -> bool:
    """Whether spinal levels alone stand before a "with" ("L5-S1 with stenosis")."""
    inside = _INSIDE.search(words)
    return (
        inside is not None
        and terms.opening(words) == "level"
        and terms.only_modifies(words[: inside.start()])
    )


def _complete(words: str) -> bool:
    """Whether the words can be a condition: they name one, or end in a noun that no table knows."""
    words = terms.certainty_pattern("lead").sub("", words)
    if terms.names_condition(words):
        # "strain and contusion of the knee": the first needs the place that follows.
        return not (terms.shares_place(words) and terms.roles(words) == ("local",))
    return not terms.only_modifies(words) and not terms.ends_open(words)


def _leads_on(atom: _Atom, rest: list[_Atom], *, joined: bool) -> bool:
    """Whether modifiers belong to the condition that follows rather than to the one before."""
    shape = terms.opening(atom.words)
    # "L1, L2 and L3 fractures": one more of the same shape may stand between.
    while shape and rest and "and" not in rest[0].delimiter and terms.only_modifies(rest[0].words):
        if terms.opening(rest[0].words) != shape:
            return False
        rest = rest[1:]
    if not rest or ";" in rest[0].delimiter or not terms.names_condition(rest[0].words):
        return False
    following = rest[0]
    by_and = bool(re.search(r"\w", following.delimiter)) and "," not in following.delimiter
    if terms.ends_open(atom.words):
        return joined or by_and
    # "right wrist and right hand sprain": two sides of one shape.
    return by_and and shape is not None and terms.opening(following.words) == shape


def _belongs_inside(before: str, words: str, *, joined: bool) -> bool:
    """Whether the words go on with the objects of a "with" in the entry before."""
    inside = list(_INSIDE.finditer(before))
    if not inside:
        return False
    if joined and _ENDS_IN_SIDE.search(before, inside[-1].end() - 1) and terms.opening(words) == "side":
        return True  # "with left and right leg pain"
    if joined and (correlative := _CORRELATIVE.search(before, inside[-1].start())):
        return not terms.names_place(correlative["first"])
    if inside[-1].group().strip().lower() == "affecting":
        return not terms.names_place(words)
    within = before[inside[-1].end() :]
    return terms.is_complaint(words) and not terms.names_place(words) and not terms.names_place(within)


def _belongs_to_procedure(before: str, words: str) -> bool:
    """Whether the words name the other half of a procedure ("status post reduction and fixation")."""
    return bool(_PROCEDURE.match(before)) and not terms.names_condition(words)
