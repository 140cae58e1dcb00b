"""Where one condition of a list ends and the next begins.

Lists come numbered ("1. … 2. …", also glued), parted by semicolons, or by commas and "and".
Semicolons and numbers part for certain. A comma or an "and" parts only where what stands on
either side can be a condition by itself; what only modifies ("dislocation, shoulder"), belongs to a
"with" ("numbness, tingling and weakness") or shares the place before it ("shoulder pain and
injury") stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from imr_graph.lexicon import diagnosis_terms as terms
from imr_graph.record import Span

_FIRST = re.compile(r"\s*[(#]?1\s?[.):]\)?\s*(?=[^\d\s])")
_NEXT_WITHIN = 300
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DELIMITER = re.compile(
    r"\s*;\s*(?:and\b\s*)?"
    r"|\s*,\s*(?:(?:and|as\s+well\s+as|along\s+with|in\s+addition\s+to)\b\s*)?"
    r"|\s+(?:and|as\s+well\s+as|along\s+with|in\s+addition\s+to)\s+"
    r"|\s+(?=(?:rule[\s-]out|r/o)\s)",
    re.IGNORECASE,
)
_AFTERMATH = re.compile(r"(?:status\s+post|s/p|history\s+of|h/o)\b", re.IGNORECASE)
# A phrase that goes on with what stands before it.
_CONTINUES = re.compile(
    r"(?:with|without|secondary\s+to|due\s+to|resulting|involving|including|related\s+to|associated\s+with|greater\s+than|"
    r"worse|not\s+(?:otherwise|specified)|other\s+than|in\s+remission|(?:initial|subsequent)\s+encounter|sequela)\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\b(?:with|without|wit|affecting|causing|including|w/)\s+(?P<object>(?:(?!\b(?:with|affecting)\b).)*)\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Atom:
    """A stretch between two delimiters; ``delimiter`` is what stands before it."""

    span: Span
    words: str
    delimiter: str


@cache
def _marker(number: int) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\d./-])[(#]?{number}[.)]\)?\s*(?=[^\d\s.,;)])|{number}[.)]\s*(?=[A-Z]))")


def numbered_entries(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The entries of a list numbered from 1 at ``start``; the last one is open until ``end``.

    Empty where no list number stands at ``start``.
    """
    first = _FIRST.match(text, start, end)
    if first is None:
        return ()
    spans: list[Span] = []
    at, number = first.end(), 2
    while following := _marker(number).search(text, at, min(end, at + _NEXT_WITHIN)):
        spans.append((at, following.start()))
        at, number = following.end(), number + 1
    spans.append((at, end))
    return tuple(spans)


def split_list(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The entries of an unnumbered list, in order, without the words between them."""
    atoms = _atoms(text, start, end)
    by_semicolon = any(";" in atom.delimiter for atom in atoms)
    spans: list[Span] = []
    for index, atom in enumerate(atoms):
        rest = atoms[index + 1 :]
        if spans and not _parts(text[slice(*spans[-1])], atom, rest, by_semicolon=by_semicolon):
            spans[-1] = (spans[-1][0], atom.span[1])
        else:
            spans.append(atom.span)
    return tuple(spans)


def _atoms(text: str, start: int, end: int) -> list[_Atom]:
    brackets = [match.span() for match in _BRACKET.finditer(text, start, end)]
    atoms: list[_Atom] = []
    at, delimiter = start, ""
    for match in _DELIMITER.finditer(text, start, end):
        if any(low < match.start() < high for low, high in brackets):
            continue
        if match.start() > at:
            atoms.append(_Atom((at, match.start()), text[at : match.start()], delimiter))
            delimiter = ""
        delimiter += match.group() or " "
        at = match.end()
    if at < end:
        atoms.append(_Atom((at, end), text[at:end], delimiter))
    return [atom for atom in atoms if atom.words.strip()]


def _parts(before: str, atom: _Atom, rest: list[_Atom], *, by_semicolon: bool) -> bool:
    """Whether ``atom`` begins a new entry after the entry ``before``."""
    if ";" in atom.delimiter:
        return True
    if not _complete(before):
        return False
    if terms.certainty_pattern("lead").match(atom.words):
        return True
    if not atom.delimiter.strip():  # no delimiter but a "rule out" that certainty does not know
        return False
    comma = "," in atom.delimiter
    joined = bool(re.search(r"\w", atom.delimiter))
    if _AFTERMATH.match(atom.words):
        return not (by_semicolon and comma)
    if _CONTINUES.match(atom.words):
        return False
    if joined and not comma and _AFTERMATH.match(before) and not terms.names_condition(atom.words):
        return False  # "status post open reduction and internal fixation"
    if terms.only_modifies(atom.words) or (terms.ends_open(atom.words) and not terms.names_condition(atom.words)):
        return _leads_on(atom, rest, joined=joined)
    if _belongs_inside(before, atom.words):
        return False
    if by_semicolon and comma:
        return terms.names_condition(atom.words) and not terms.shares_place(atom.words)
    if comma:
        return True
    if terms.shares_place(atom.words):
        return False
    return terms.names_condition(atom.words) or not terms.ends_open(atom.words)


def _complete(words: str) -> bool:
    """Whether the words can be a condition: they name one, or end in a noun that no table knows."""
    words = terms.certainty_pattern("lead").sub("", words)
    if terms.names_condition(words):
        # "strain and contusion of the knee": the first needs the place that follows.
        return not (terms.shares_place(words) and len(terms.roles(words)) == 1 and "complaint" not in terms.roles(words))
    return not terms.only_modifies(words) and not terms.ends_open(words)


def _leads_on(atom: _Atom, rest: list[_Atom], *, joined: bool) -> bool:
    """Whether modifiers belong to the condition that follows rather than to the one before."""
    if not rest or ";" in rest[0].delimiter or _AFTERMATH.match(rest[0].words):
        return False
    following = rest[0]
    by_and = bool(re.search(r"\w", following.delimiter)) and "," not in following.delimiter
    if terms.ends_open(atom.words):
        return (joined or by_and) and terms.names_condition(following.words)
    # "right wrist and right hand sprain": two sides of one shape.
    return (
        by_and
        and terms.starts_with_side(atom.words)
        and terms.starts_with_side(following.words)
        and terms.names_condition(following.words)
    )


def _belongs_inside(before: str, words: str) -> bool:
    """Whether the words go on with the objects of a "with" in the entry before."""
    inside = _INSIDE.search(before)
    if inside is None:
        return False
    if inside.group().lower().startswith("affecting"):
        return not terms.names_place(words)
    return terms.is_complaint(words) and not terms.names_place(words) and not terms.names_place(inside["object"])
