"""What an answer rests on: the period, how many letters and items, and what it leaves out.

A rate means nothing without it, so every answer that counts is told with it, on each surface alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from imr_graph.errors import QuestionError
from imr_graph.questions.binding import ParameterValue
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.loader import counted_questions, load_questions
from imr_graph.questions.question import Question
from imr_graph.questions.table import Table
from imr_graph.questions.values import plain_values
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    from imr_graph.tables.coverage import Coverage

LEFT_OUT: Final = "left out"
"""What becomes of items without a value where no row stands for them."""

DECISION_DAYS: Final = f"""
PREFIX imr: <{PREFIXES["imr"]}>
SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) (COUNT(?day) AS ?dated) (COUNT(*) AS ?letters)
WHERE {{ ?letter a imr:Determination OPTIONAL {{ ?letter imr:decisionDate ?day }} }}
"""
"""The period of all letters, where no tables tell it."""


@dataclass(frozen=True, slots=True)
class About:
    """What an answer rests on.

    Args:
        first_decision: the earliest day of decision among the letters counted; None where none prints one.
        last_decision: the latest.
        letters_counted: letters with something that counts in the answer.
        letters_undated: those of them that print no day of decision, and so stand outside the period.
        items_looked_at: disputed items that fit the parameters; None where no fact tables tell it.
        items_without_value: those of them without a value of what the answer is grouped by; None where it is
            grouped by nothing of the kind, or no tables tell it.
        without_value: what becomes of them: ``left out``, or the label of their row (``none printed``).
        not_narrowed_by: parameters that were given and that these numbers do not heed.
        letters: letters of the graph.
        items: disputed items of the graph.
        letters_refused: files that were not understood: they lie in quarantine and count nowhere.
        synthetic_letters: letters of the graph that say that they were made up.
    """

    first_decision: dt.date | None
    last_decision: dt.date | None
    letters_counted: int
    letters_undated: int
    items_looked_at: int | None
    items_without_value: int | None
    without_value: str
    not_narrowed_by: tuple[str, ...]
    letters: int
    items: int
    letters_refused: int
    synthetic_letters: int

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, in camel case as in JSON and GraphQL; days are ISO texts."""
        return {_camel(name): _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> About:
        """What :meth:`as_dict` gave.

        Raises:
            KeyError: a field is missing.
            ValueError: a day is none.
        """
        values = {field.name: told[_camel(field.name)] for field in fields(cls)}
        for name in ("first_decision", "last_decision"):
            values[name] = None if values[name] is None else dt.date.fromisoformat(values[name])
        return cls(**{**values, "not_narrowed_by": tuple(values["not_narrowed_by"])})

    def __str__(self) -> str:
        """All of it in a line, for people."""
        period = "no day of decision printed"
        if self.first_decision is not None:
            period = f"decided {self.first_decision} to {self.last_decision}"
            if self.letters_undated:
                period += f" ({self.letters_undated:,} print no day)"
        told = [f"{self.letters_counted:,} of {_counted(self.letters, 'letter')}, {period}"]
        if self.items_looked_at is not None:
            told.append(f"{_counted(self.items_looked_at, 'item')} looked at of {self.items:,}")
        if self.items_without_value is not None:
            row = self.without_value if self.without_value == LEFT_OUT else f"under “{self.without_value}”"
            told.append(f"{self.items_without_value:,} without a value: {row}")
        told.append(f"{_counted(self.letters_refused, 'letter')} not understood")
        if self.synthetic_letters:
            told.append(f"{_counted(self.synthetic_letters, 'letter')} made up")
        if self.not_narrowed_by:
            told.append(f"not narrowed by {', '.join(self.not_narrowed_by)}")
        return "; ".join(told)


def about(
    graph: Graph, question: Question | str, params: Mapping[str, ParameterValue] | None = None
) -> About:
    """What the answer to a named question rests on.

    Args:
        graph: an open graph.
        question: the question, or its name.
        params: as the question was asked with.

    Raises:
        QuestionError: no question has that name, a parameter does not fit, or the tables fail.
        GraphDirectoryError: the fact tables cannot be opened, or the ledger is damaged.
    """
    known = load_questions()
    name = question if isinstance(question, str) else question.name
    if name not in known:
        raise QuestionError(f"no question is called {name!r}; there are: {', '.join(known)}")
    asked = known[name] if isinstance(question, str) else question
    values = plain_values(asked, params or {}, Concepts(graph).find)
    narrowing = narrowing_parameters(values)
    path = graph.facts_path
    if path is None:
        from imr_graph.questions.run import run_query

        return about_triples(graph, lambda query: run_query(graph, query), narrowing)
    # The tables' libraries load slowly, and graphs without tables do without them.
    import duckdb

    from imr_graph.tables import FactTables
    from imr_graph.tables.coverage import coverage, question_coverage

    with FactTables.open(path) as tables:
        try:
            if name in counted_questions():
                return about_question(graph, name, question_coverage(tables, name, values))
            return about_counts(graph, replace(coverage(tables, []), unheeded=narrowing))
        except duckdb.Error as error:
            raise QuestionError(f"the fact tables cannot be asked: {error}") from error


def narrowing_parameters(values: Mapping[str, str | None]) -> tuple[str, ...]:
    """The names of the parameters that filter, of :func:`imr_graph.questions.values.plain_values`."""
    return tuple(name for name, value in values.items() if value is not None)


def about_question(graph: Graph, name: str, covered: Coverage) -> About:
    """The same of a counting question, from what its fact tables cover."""
    from imr_graph.tables.counted import counted_questions as declared

    return about_counts(graph, covered, declared()[name].absent or LEFT_OUT)


def about_counts(graph: Graph, covered: Coverage, without_value: str = LEFT_OUT) -> About:
    """What counts by fact tables rest on.

    Args:
        graph: the graph that the tables are of.
        covered: what was counted.
        without_value: what becomes of items without a value.
    """
    return About(
        first_decision=covered.first_decision,
        last_decision=covered.last_decision,
        letters_counted=covered.letters,
        letters_undated=covered.undated,
        items_looked_at=covered.items,
        items_without_value=covered.without_value,
        without_value=without_value,
        not_narrowed_by=covered.unheeded,
        letters=graph.manifest.letters,
        items=graph.manifest.items,
        letters_refused=graph.refused_letters,
        synthetic_letters=graph.manifest.synthetic,
    )


def about_triples(graph: Graph, ask: Callable[[str], Table], given: tuple[str, ...] = ()) -> About:
    """What an answer from triples alone rests on: all letters of the graph.

    Args:
        graph: an open graph.
        ask: gives the answer to a SPARQL query over it.
        given: parameters that the answer is narrowed by, and these numbers are not.
    """
    ((first, last, dated, letters),) = ask(DECISION_DAYS).rows
    counted = int(str(letters))
    return About(
        first_decision=first if isinstance(first, dt.date) else None,
        last_decision=last if isinstance(last, dt.date) else None,
        letters_counted=counted,
        letters_undated=counted - int(str(dated)),
        items_looked_at=None,
        items_without_value=None,
        without_value=LEFT_OUT,
        not_narrowed_by=given,
        letters=graph.manifest.letters,
        items=graph.manifest.items,
        letters_refused=graph.refused_letters,
        synthetic_letters=graph.manifest.synthetic,
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, dt.date) else value
