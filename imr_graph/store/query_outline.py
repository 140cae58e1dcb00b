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
    | (?P<number>\d++(?:\.\d++)?+)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<separator>[.,;])
    | (?P<operator>\|\||&&|[!+*/|^<>=-])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"[^\W\d_]\w*+")
_GROUP_WORDS: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "FILTER", "EXISTS", "GRAPH", "LATERAL", "AS"})
_TERMS: Final = frozenset({"string", "iri", "variable", "name", "number"})
_LONGEST_ROW: Final = 32
"""Terms that may stand between two brackets without commas, as in a row of VALUES, before they count."""
_FEW_SIGNS: Final = 8
"""Signs of operators that an IRI such as a URN may hold before it might be a chain of them."""
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")


@dataclass(frozen=True, slots=True)
class Outline:
    """What the scan saw of a query.

    Args:
        nesting: the deepest nesting of brackets.
        operators: number of operators, group keywords, triple patterns and members of collections.
        calls_service: whether ``SERVICE`` may stand in it as a keyword.
        says_service: whether it does stand in it as a bare word.
        names_dataset: whether ``FROM`` stands in it as a keyword.
        doubtful: whether an IRI in it might be a comparison, so that more could be read otherwise.
    """

    nesting: int
    operators: int
    calls_service: bool
    says_service: bool
    names_dataset: bool
    doubtful: bool = False


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
    scan = _Scan()
    for kind, text in _tokens(query):
        scan.see(kind, text)
    words = scan.words
    nesting = scan.nesting
    if scan.doubtful:
        nesting = max(nesting, sum(query.count(bracket) for bracket in "({["))
    return Outline(
        nesting=nesting,
        operators=scan.operators + sum(words[word] for word in _GROUP_WORDS),
        calls_service="SERVICE" in words or (scan.doubtful and "service" in query.lower()),
        says_service="SERVICE" in words,
        names_dataset="FROM" in words,
        doubtful=scan.doubtful,
    )


class _Scan:
    """What has been seen of a query's terminals so far."""

    def __init__(self) -> None:
        self.nesting = 0
        self.operators = 0
        self.words: Counter[str] = Counter()
        self.doubtful = False
        self._opened: list[str] = []
        self._members = [0]  # terms less commas in each open bracket, below them those outside of all
        self._called = False  # whether a name came last that may be SERVICE and the name of an endpoint

    def see(self, kind: str, text: str) -> None:
        """Take the next terminal in."""
        if kind in _TERMS:
            self._members[-1] += 1
        if kind == "open":
            self.doubtful = self.doubtful or (self._called and text == "{")
            self._opened.append(text)
            self._members.append(0)
            self.nesting = max(self.nesting, len(self._opened))
        elif kind == "close":
            self._close()
        elif kind == "separator":
            self._members[-1] -= text == ","
            # Between triples; within parentheses it parts arguments or the members of IN.
            self.operators += not self._opened or self._opened[-1] != "("
        elif kind == "operator":
            self.operators += 1
        elif kind == "iri":
            self.doubtful = self.doubtful or _could_be_comparison(text)
            self.operators += _hidden_operators(text)
        self._called = kind == "name" and self._name(text)

    def _close(self) -> None:
        if self._opened and self._opened.pop() == "(":
            # A collection is a chain of triples as long as it is.
            self.operators += max(0, self._members[-1] - _LONGEST_ROW)
        if len(self._members) > 1:
            self._members.pop()

    def _name(self, text: str) -> bool:
        """Whether a name could be SERVICE and the name of an endpoint."""
        self.operators += text.endswith(".")
        if ":" not in text:
            # A run such as `true.FILTER` or `a-b`: full stops and minus signs part words.
            self.words.update(word.upper() for word in _WORD.findall(text))
            self.operators += text.count("-")
        return text.partition(":")[0].upper().endswith("SERVICE")


def services(query: str) -> Iterator[str | None]:
    """What each ``SERVICE`` of a query asks: its IRI, None where the text does not say it in full."""
    expected = False
    for kind, text in _tokens(query):
        if expected and not (kind == "name" and text.upper() == "SILENT"):
            yield text[1:-1] if kind == "iri" and _ABSOLUTE.match(text) else None
            expected = False
        if kind == "name" and ":" not in text:
            found = _WORD.findall(text)
            expected = expected or (bool(found) and found[-1].upper() == "SERVICE")
        elif kind == "name" and text.partition(":")[0].upper().endswith("SERVICE"):
            yield None


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


def _hidden_operators(iri: str) -> int:
    """Operators in what looks like an IRI and may be ``<``, a chain of them and ``>``."""
    if _ABSOLUTE.match(iri):
        return 0
    signs = sum(map(iri.count, "+*/&!=,;-"))
    return signs if signs > _FEW_SIGNS else 0
