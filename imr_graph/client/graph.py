"""What an open graph can be asked, wherever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from imr_graph.client.answer import Answer
from imr_graph.client.determination import Determination
from imr_graph.client.results import Result
from imr_graph.questions.binding import ParameterValue
from imr_graph.questions.question import Question
from imr_graph.questions.statistics import Filter

if TYPE_CHECKING:
    from typing import Any

    import networkx as nx
    import rdflib


class OpenGraph(Protocol):
    """One version of a graph, open to be asked: in a graph directory, or behind a server's URL."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def version(self) -> str:
        """The name of the version that answers; a server's may change between two answers."""

    def questions(self) -> list[Question]:
        """The named questions: what each answers, its parameters and its columns."""

    def question(self, name: str, /, **params: ParameterValue) -> Answer:
        """The answer to a named question.

        Args:
            name: of the question (``overturn-rate-by-category``).
            params: of the question; a concept by IRI, path (``drug/norco``) or label (``Norco``). Those
                that Python keeps for itself are written with a line after them: ``from_="2016-01-01"``.

        Raises:
            QuestionError: the name, a parameter or a value is unknown; the message says what is near it.
        """

    def sparql(self, query: str) -> Result:
        """The answer to a SPARQL query over letters, ontology and concept schemes together.

        Returns:
            Rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

        Raises:
            QuestionError: the query cannot be parsed or run, or is refused.
        """

    def statistics(
        self,
        group_by: Sequence[str] = (),
        where: Mapping[str, Filter] | None = None,
        *,
        first: int | None = None,
    ) -> Answer:
        """Counts of disputed items with the overturn rate and Wilson's 95% interval of it.

        Args:
            group_by: none to three dimensions (``drug``, ``category``, ``decision_year`` …); an item with
                several values counts under each. A column each, and one more with the concept's IRI.
            where: dimension to the values of which an item must have one; concepts by label, path or IRI.
            first: groups at most, the largest first; None for all.

        Raises:
            QuestionError: a dimension or a value is unknown.
        """

    def search(self, words: str, *, first: int = 20) -> Answer:
        """Disputed items whose title or rationale holds the words, the best first.

        Args:
            words: a query: words, "phrases", AND, OR, -not.
            first: items at most.

        Raises:
            QuestionError: the graph has no index of its words.
        """

    def determination(self, case: str) -> Determination:
        """One letter, by its case number or identifier.

        Raises:
            UnknownDeterminationError: the graph holds no such letter; the message says what is near it.
        """

    def rdflib(self) -> rdflib.Graph:
        """A read-only view of all triples for rdflib: nothing is copied, queries run where the triples are.

        Raises:
            MissingExtraError: rdflib is not installed.
        """

    def networkx(self, view: str, /, **filters: str) -> nx.Graph[Any]:
        """A view of the graph for networkx.

        Args:
            view: ``drug-guideline`` or ``whole``.
            filters: what the view lets one choose (``drug``, ``document`` …).

        Raises:
            QuestionError: the view or a filter is unknown, or cannot be had there.
        """

    def close(self) -> None:
        """Let go of files or connections."""


def parameter_names(params: Mapping[str, ParameterValue]) -> dict[str, ParameterValue]:
    """Parameters by the names of the question: ``from_`` stands for ``from``, a word of Python's own."""
    return {name.removesuffix("_"): value for name, value in params.items()}
