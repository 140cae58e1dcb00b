"""What somebody searches for, from the words they typed.

The grammar is tantivy's, read leniently: nothing that is typed is an error of syntax. Words side by side must
all be there; ``OR``, ``AND``, ``NOT``, ``-word``, parentheses, phrases in quotes, ``beginning*`` and
``title:`` or ``rationale:`` before a word do what they look like. Every other sign only separates words: what
else the grammar knows (patterns, ranges, boosts) is out of reach from here.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from imr_graph.errors import SearchError
from imr_graph.search.words import words_of

Field = Literal["title", "rationale"]

FIELDS: Final[tuple[Field, ...]] = ("title", "rationale")
"""What can be searched: an item's title as printed, and its rationale."""

LONGEST: Final = 1000
"""Characters of what somebody searches for."""
MOST_WORDS: Final = 50
"""Words of it."""
DEEPEST: Final = 20
"""Parentheses within each other; chains of NOT count as such."""

_QUOTES: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'))
_FIELD: Final = re.compile(rf"(?<!\w)({'|'.join(FIELDS)})\s*:\s*([-+]?)", re.IGNORECASE)
_FIELD_MARK: Final = "\ue000"
"""Stands for the colon after a field's name while other colons go."""
# The grammar's signs are all of ASCII. What else is no word, the index's own analyzer tells.
_SIGNS: Final = re.escape(string.punctuation)
_OTHER: Final = re.escape("".join(sorted(set(string.punctuation) - set('"()*+-'))))
_LETTER: Final = rf"[^\s{_SIGNS}{_FIELD_MARK}]"
# Within a word a sign keeps its parts together ("10/325"), as a phrase; elsewhere it is a gap.
_WITHIN_WORD: Final = re.compile(rf"(?<={_LETTER})[*{_OTHER}](?={_LETTER})")
_GAP: Final = re.compile(rf"[\x00-\x1f{_OTHER}]|(?<!{_LETTER})(?<!\")\*|\*(?={_LETTER})")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or an inflected form of it."""

    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in exactly these forms, one after the other.

    Args:
        words: at least one.
        is_open: whether the last one is only the beginning of a word.
        fields: the texts that it may stand in.
    """

    words: tuple[str, ...]
    is_open: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All of some things, and none of others; of nothing but others, everything else.

    Args:
        of: what must be there.
        without: what must not.
    """

    of: tuple[Wanted, ...]
    without: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several things."""

    of: tuple[Wanted, ...]


Wanted: TypeAlias = "Word | Phrase | All | AnyOf"
"""What an item's words must be like."""


def wanted(words: str, fields: Sequence[Field] = FIELDS) -> Wanted | None:
    """What somebody searches for.

    Args:
        words: as typed.
        fields: where words are sought that name no field.

    Returns:
        what is wanted; None where nothing that was typed is a word.

    Raises:
        SearchError: it is over one of the limits.
    """
    from tantivy import parse_query_lenient

    if len(words) > LONGEST:
        raise SearchError(f"the search has {len(words)} characters; {LONGEST} are possible: use fewer words")
    plain = _prepared(words)
    _check_nesting(plain)
    tree, _ = parse_query_lenient(plain)
    found = _read(tree, tuple(dict.fromkeys(fields)))
    if found is not None and (count := sum(_sizes(found))) > MOST_WORDS:
        raise SearchError(f"the search has {count} words; {MOST_WORDS} are possible: use fewer")
    return found


def _prepared(words: str) -> str:
    """What was typed with no sign left that would mean something we do not offer."""
    plain = words.encode("utf-8", "replace").decode().translate(_QUOTES).replace(_FIELD_MARK, " ")
    plain = _FIELD.sub(lambda match: match[2] + match[1].lower() + _FIELD_MARK, plain)
    return _GAP.sub(" ", _WITHIN_WORD.sub("-", plain)).replace(_FIELD_MARK, ":")


def _check_nesting(plain: str) -> None:
    depth = deepest = 0
    for sign in plain:
        depth = max(depth + (sign == "(") - (sign == ")"), 0)
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise SearchError(f"the search nests {deepest} parentheses deep; {DEEPEST} are possible")


def _read(node: Mapping[str, Any], fields: tuple[Field, ...], depth: int = 0) -> Wanted | None:
    if depth > 2 * DEEPEST:
        raise SearchError(
            f"the search nests more than {DEEPEST} deep; write it with fewer NOT and parentheses"
        )
    if node["type"] == "literal":
        return _literal(node, fields)
    if node["type"] != "bool":
        return None
    clauses = [(occur, _read(clause, fields, depth + 1)) for occur, clause in node["clauses"]]
    some = tuple(one for occur, one in clauses if occur == "should" and one is not None)
    all_of = [one for occur, one in clauses if occur in {None, "must"} and one is not None]
    without = tuple(one for occur, one in clauses if occur == "must_not" and one is not None)
    if some:
        all_of.append(some[0] if len(some) == 1 else AnyOf(some))
    if not without and len(all_of) < 2:
        return all_of[0] if all_of else None
    return All(tuple(all_of), without)


def _literal(node: Mapping[str, Any], fields: tuple[Field, ...]) -> Wanted | None:
    printed: str = node["phrase"]
    found = tuple(words_of(printed))
    named = tuple(field for field in FIELDS if field == node["field_name"]) or fields
    if not found:
        return None
    is_quoted = node["delimiter"] != "none"
    is_open = bool(node["prefix"]) or printed.endswith("*")
    if len(found) == 1 and not is_quoted and not is_open:
        return Word(found[0], named)
    return Phrase(found, is_open, named)


def _sizes(one: Wanted) -> Iterator[int]:
    match one:
        case Word():
            yield 1
        case Phrase(words):
            yield len(words)
        case All(of, without):
            for part in (*of, *without):
                yield from _sizes(part)
        case AnyOf(of):
            for part in of:
                yield from _sizes(part)
