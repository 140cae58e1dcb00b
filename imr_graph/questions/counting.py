"""The counting questions asked of a graph's fact tables: the rows of the query, in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from imr_graph.errors import QuestionError
from imr_graph.questions.binding import ParameterValue
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.question import Question
from imr_graph.questions.table import Table
from imr_graph.questions.values import plain_values
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables, answer
from imr_graph.tables.counted import counted_questions


def count(graph: Graph, question: Question, params: Mapping[str, ParameterValue]) -> Table:
    """The answer to a counting question, columns that list letters included.

    Args:
        graph: an open graph.
        question: one that is counted.
        params: as the query takes them; see :func:`imr_graph.questions.binding.bind`.

    Raises:
        QuestionError: a parameter does not fit, the graph has no tables, or they fail.
        GraphDirectoryError: the tables cannot be opened.
    """
    values = plain_values(question, params, Concepts(graph).find)
    path = graph.facts_path
    if path is None:
        raise QuestionError("this version of the graph has no fact tables; ask its triples")
    letters = bool(counted_questions()[question.name].lists)
    with FactTables.open(path) as tables:
        try:
            told = answer(tables, question.name, values, letters=letters, base=graph.base)
        except duckdb.Error as error:
            raise QuestionError(f"the fact tables cannot be asked: {error}") from error
    return Table(told.columns, tuple(told.rows))
