"""Runs questions and queries; answers are tables of plain Python values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Protocol
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions

from imr_graph.errors import QuestionError
from imr_graph.questions.binding import ParameterValue, bind
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.loader import counted_questions, load_questions
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Question
from imr_graph.questions.table import Table, Value
from imr_graph.rdf.vocabulary import XSD
from imr_graph.store.graph import Graph
from imr_graph.store.triple_store import QueryResults

Source = OneOf["tables", "triples"]
"""Which projection of the letters answers."""

_INTEGERS: Final = frozenset(
    XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
_REALS: Final = frozenset(XSD + name for name in ("decimal", "double", "float"))


class Asked(Protocol):
    """What can be asked in SPARQL: an open graph, its cube."""

    def query(self, sparql: str) -> QueryResults:
        """Run a query."""


def run_question(
    graph: Graph,
    name: str,
    params: Mapping[str, ParameterValue] | None = None,
    *,
    source: Source | None = None,
) -> Table:
    """Ask a named question.

    Args:
        graph: an open graph.
        name: the question's name (``drug-guideline-denials``).
        params: parameter name to value; see :func:`imr_graph.questions.binding.bind`.
        source: ``tables`` or ``triples``, which give the same rows; None takes the fact tables for a
            question that they count, where the graph has them, and the triples for all others.

    Raises:
        QuestionError: no question has that name, a parameter does not fit, there is no such case, or
            the question is not for the tables.
        GraphDirectoryError: the fact tables cannot be opened.
    """
    question = named_question(name)
    if source != "triples" and name in counted_questions() and graph.facts_path is not None:
        # The tables' libraries load for longer than most other questions take.
        from imr_graph.questions.counting import count

        return count(graph, question, params or {})
    if source == "tables":
        raise QuestionError(f"{name}: no fact tables of this graph answer it; its triples do")
    table = run_query(graph, bound_text(graph, name, params))
    check_case(graph, params or {}, table)
    return table


def check_case(graph: Graph, params: Mapping[str, ParameterValue], table: Table) -> None:
    """Tell an answer without rows from a question about a case that the graph does not hold.

    Raises:
        QuestionError: the parameter ``case`` names none.
    """
    case = params.get("case")
    if table.rows or case is None:
        return
    now = graph.resolve(str(case))
    if now != str(case):
        hint = f"it stands as {now} now" if now else "give a case number as printed, such as CM16-0213037"
        raise QuestionError(f"no case is called {case!r} in this graph; {hint}")


def named_question(name: str) -> Question:
    """The question of that name.

    Raises:
        QuestionError: there is none.
    """
    known = load_questions()
    question = known.get(name)
    if question is None:
        raise QuestionError(
            f"no question is called {name!r}{nearest(name, known)}; there are: {', '.join(known)}"
        )
    return question


def bound_text(graph: Graph, name: str, params: Mapping[str, ParameterValue] | None = None) -> str:
    """The SPARQL that :func:`run_question` runs, for callers that run queries in their own way.

    Raises:
        QuestionError: no question has that name, or a parameter does not fit.
    """
    return bind(named_question(name), params or {}, Concepts(graph).find)


def run_query(asked: Asked, text: str) -> Table:
    """Run any query: SELECT gives its columns, ASK one ``answer``, CONSTRUCT three columns.

    Raises:
        QuestionError: the query cannot be parsed or run.
    """
    try:
        results = asked.query(text)
        if isinstance(results, QueryBoolean):
            return Table(("answer",), ((bool(results),),))
        if isinstance(results, QuerySolutions):
            columns = tuple(variable.value for variable in results.variables)
            return Table(columns, tuple(tuple(map(plain_value, row)) for row in results))
        triples = [(t.subject, t.predicate, t.object) for t in results]
        rows = sorted(tuple(str(plain_value(term)) for term in triple) for triple in triples)
        return Table(("subject", "predicate", "object"), tuple(rows))
    except SyntaxError as error:
        raise QuestionError(f"the query cannot be parsed: {error}") from error
    except (RuntimeError, OSError) as error:
        raise QuestionError(f"the query cannot be run: {error}") from error


def plain_value(term: Any) -> Value:
    """An RDF term as a plain Python value; a literal that its datatype forbids stays text."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode) or not isinstance(term, Literal):
        return str(term)
    datatype, text = term.datatype.value, term.value
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype in _REALS:
            return float(text)
        if datatype == XSD + "date":
            return dt.date.fromisoformat(text)
    except ValueError:
        return text
    if datatype == XSD + "boolean":
        return text in {"true", "1"}
    return text
