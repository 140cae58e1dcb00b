"""What can be told of a query's text before any parser sees it.

Oxigraph's parser and optimiser recurse, and end the process on very deep queries; ``SERVICE``
makes real HTTP requests; ``FROM`` is overruled where the union of all graphs is asked for. The
scan is a lexer of its own, not a parser: where a ``<`` could open an IRI or be an operator it does
not guess but takes the stricter reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_graph.errors import QuestionError

DEEPEST_NESTING: Final = 250
"""Brackets that may nest in a query."""

# Terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar as far as brackets, operators and
# keywords could hide in them. Every repetition is possessive and an open string runs to its line's
# or the text's end, so the scan is linear.
_TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*+)
    | (?P<string>"{3}(?:"{0,2}(?:[^"\\]|\\.))*+(?:"{3})?
        | '{3}(?:'{0,2}(?:[^'\\]|\\.))*+(?:'{3})?
        | "(?:[^"\\\n\r]|\\.)*+"?
        | '(?:[^'\\\n\r]|\\.)*+'?)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<variable>[?$]\w++ | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<name>[^\W\d_][\w\-.]*+(?::(?:[\w:][\w\-.:]*+)?)?
        | :(?:[\w:][\w\-.:]*+)?)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<operator>\|\||&&|[!+*/|^<>=-])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"[^\W\d_]\w*+")
_GROUP_WORDS: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "FILTER", "EXISTS", "GRAPH", "LATERAL", "AS"})
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")


@dataclass(frozen=True, slots=True)
class Outline:
    """What the scan saw of a query.

    Args:
        nesting: the deepest nesting of brackets.
        operators: number of operators and group keywords.
        calls_service: whether ``SERVICE`` may stand in it as a keyword.
        says_service: whether it does stand in it as a bare word.
        names_dataset: whether ``FROM`` stands in it as a keyword.
    """

    nesting: int
    operators: int
    calls_service: bool
    says_service: bool
    names_dataset: bool


def admitted(query: str) -> Outline:
    """The outline of a query that a store may be given.

    Raises:
        QuestionError: it may ask a remote service, or its brackets nest too deeply: Oxigraph would do the
            one, and end the process on the other.
    """
    seen = outline(query)
    if seen.calls_service:
        raise QuestionError(
            "SERVICE is not possible, SILENT or not: a query is answered from its own graph alone"
        )
    if seen.nesting > DEEPEST_NESTING:
        raise QuestionError(f"brackets nest {seen.nesting} deep in the query; {DEEPEST_NESTING} are possible")
    return seen


def outline(query: str) -> Outline:
    """Scan a query's text, whether it is well-formed or not."""
    nesting = depth = operators = 0
    words: Counter[str] = Counter()
    doubtful = False
    called = False  # whether a name came last that may be SERVICE and the name of an endpoint
    for kind, text in _tokens(query):
        if kind == "open":
            depth += 1
            nesting = max(nesting, depth)
            doubtful = doubtful or (called and text == "{")
        elif kind == "close":
            depth -= 1
        elif kind == "operator":
            operators += 1
        elif kind == "iri":
            doubtful = doubtful or _could_be_comparison(text)
        elif kind == "name" and ":" not in text:
            # A run such as `true.FILTER` or `a-b`: full stops and minus signs part words.
            words.update(word.upper() for word in _WORD.findall(text))
            operators += text.count("-")
        called = kind == "name" and text.partition(":")[0].upper().endswith("SERVICE")
    if doubtful:
        nesting = max(nesting, sum(query.count(bracket) for bracket in "({["))
    return Outline(
        nesting=nesting,
        operators=operators + sum(words[word] for word in _GROUP_WORDS),
        calls_service="SERVICE" in words or (doubtful and "service" in query.lower()),
        says_service="SERVICE" in words,
        names_dataset="FROM" in words,
    )


def bare_words(query: str) -> Iterator[str]:
    """The words of a query that may be keywords, in capitals and in order."""
    for kind, text in _tokens(query):
        if kind == "name" and ":" not in text:
            yield from (word.upper() for word in _WORD.findall(text))


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each terminal; comments and what none knows are left out."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup is not None and match.lastgroup != "comment":
            yield match.lastgroup, match.group()


def _could_be_comparison(iri: str) -> bool:
    """Whether ``<…>`` might be ``<``, an expression and ``>``, hiding a comment or the end of a group.

    ``?a<?b)SERVICE#>`` reads so. ``scheme://`` cannot occur in an expression.
    """
    return not _ABSOLUTE.match(iri) and any(sign in iri for sign in "()#")
