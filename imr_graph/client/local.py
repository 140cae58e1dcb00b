"""A graph directory, asked without a server."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from imr_graph.client.answer import Answer
from imr_graph.client.determination import Determination
from imr_graph.client.graph import parameter_names
from imr_graph.client.results import Result, result_of
from imr_graph.errors import MissingExtraError, QuestionError, UnknownDeterminationError
from imr_graph.questions import bound_text, load_questions, named_question, run_question
from imr_graph.questions.binding import ParameterValue
from imr_graph.questions.question import Question
from imr_graph.questions.statistics import Filter
from imr_graph.remote import open_graph
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

_NEAR: Final = 3
_NEAR_ENOUGH: Final = 80.0
"""Of 100; case numbers that differ in two digits come above it."""


class LocalGraph:
    """The current version of a graph directory, read-only; see :class:`~imr_graph.client.graph.OpenGraph`.

    Later builds neither change nor remove what is open. A query runs in this process until it ends;
    for time limits ask a server.

    Args:
        directory: what ``imr-graph build`` made.

    Raises:
        GraphDirectoryError: it holds no graph, or cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self._graph: Graph = open_graph(directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<LocalGraph: {self._graph.manifest.letters} letters, version {self.version}>"

    @property
    def version(self) -> str:
        """The name of the version that is open."""
        return self._graph.version

    def questions(self) -> list[Question]:
        """The named questions: what each answers, its parameters and its columns."""
        return list(load_questions().values())

    def question(self, name: str, /, **params: ParameterValue) -> Answer:
        """The answer to a named question; from the fact tables where they count it.

        >>> import imr_graph
        >>> with imr_graph.open("my-graph") as graph:
        ...     denials = graph.question("drug-guideline-denials", drug="drug/soma")
        >>> denials[0]["ingredients"], denials[0]["place"], denials[0]["items"]
        ('carisoprodol', 'p. 29', 2)

        Raises:
            QuestionError: the name, a parameter or a value is unknown; the message says what is near it.
        """
        from imr_graph.questions.about import about

        question = named_question(name)
        given = parameter_names(params)
        table = run_question(self._graph, name, given)
        return Answer(
            columns=table.columns,
            rows=table.rows,
            title=question.title,
            types=tuple(column.type for column in question.described_columns),
            about=about(self._graph, question, given),
            sparql=bound_text(self._graph, name, given),
        )

    def sparql(self, query: str) -> Result:
        """The answer to a SPARQL query: rows, a truth value, or triples.

        >>> import imr_graph
        >>> with imr_graph.open("my-graph") as graph:
        ...     graph.sparql("ASK { ?s ?p ?o }")
        True

        Raises:
            QuestionError: the query cannot be parsed or run, or asks a SERVICE.
        """
        return result_of(lambda: self._graph.query(query), query)

    def statistics(
        self,
        group_by: Sequence[str] = (),
        where: Mapping[str, Filter] | None = None,
        *,
        first: int | None = None,
    ) -> Answer:
        """Counts of disputed items with the overturn rate and its interval, from the fact tables.

        >>> import imr_graph
        >>> with imr_graph.open("my-graph") as graph:
        ...     years = graph.statistics(["decision_year"], {"category": "category/pharmaceutical"})
        >>> {row["decision_year"]: row["items"] for row in years}["2014"]
        3

        Raises:
            QuestionError: a dimension is unknown, or the graph has no fact tables.
        """
        from imr_graph.client.counts import count_items

        return count_items(self._graph, group_by, where or {}, first)

    def search(self, words: str, *, first: int = 20) -> Answer:
        """Disputed items whose title or rationale holds the words, the best first.

        >>> import imr_graph
        >>> with imr_graph.open("my-graph") as graph:
        ...     found = graph.search("functional", first=3)
        >>> found.title, len(found)
        ('5 items hold: functional', 3)

        Raises:
            QuestionError: the graph has no index of its words, or they are over one of its limits.
        """
        from imr_graph.client.finding import find_items

        return find_items(self._graph, words, first)

    def determination(self, case: str) -> Determination:
        """One letter, by its case number or identifier, a former one too.

        Raises:
            UnknownDeterminationError: there is none; the message says what is near it.
        """
        identifier = self._graph.resolve(case)
        record = None if identifier is None else self._graph.record(identifier)
        text = None if identifier is None else self._graph.text(identifier)
        if record is None or text is None:
            near = near_identifiers(case, self._graph.identifiers())
            hint = f"near it: {', '.join(near)}" if near else "give a case number as printed"
            raise UnknownDeterminationError(f"no determination is called {case!r}; {hint}")
        return Determination(record, text)

    def rdflib(self) -> rdflib.Graph:
        """All triples as a read-only ``rdflib.Dataset`` over the store on disk; nothing is copied.

        Raises:
            MissingExtraError: rdflib or oxrdflib is not installed.
            QuestionError: a SPARQL server keeps the graph's triples.
        """
        server = self._graph.manifest.server
        if server is not None:
            raise QuestionError(f"{server} keeps the triples; open it with rdflib's own SPARQLStore")
        try:
            from imr_graph.client.rdf_view import view_of_store
        except ImportError as error:
            raise MissingExtraError(error.name or "rdflib", "rdflib") from error
        return view_of_store(self._graph.store_path, self._graph.manifest.triples)

    def networkx(self, view: str, /, **filters: str) -> nx.Graph[Any]:
        """A view of the graph for networkx, as ``imr_graph.export.VIEWS`` lists them, with its filters.

        What has no value is no attribute, and lists are tuples, as where a server's file is read.

        Raises:
            QuestionError: the view, a filter or a filter's value is unknown.
        """
        from imr_graph.export.gephi import view_of

        network = view_of(self._graph, view, **filters).graph
        for *_, data in itertools.chain(network.nodes(data=True), network.edges(data=True)):
            held = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
            data.clear()
            data.update({name: value for name, value in held.items() if value is not None})
        return network

    def close(self) -> None:
        """Let go of all files."""
        self._graph.close()


def near_identifiers(asked: str, identifiers: Iterable[str]) -> list[str]:
    """The identifiers that come near to what was asked for, the nearest first.

    >>> near_identifiers("CM14-9900011", ["CM14-9900001", "CM16-0000002", "body-0011223344556677"])
    ['CM14-9900001']
    """
    from rapidfuzz import fuzz, process

    found = process.extract(
        asked,
        identifiers,
        scorer=fuzz.ratio,
        processor=str.upper,
        limit=_NEAR,
        score_cutoff=_NEAR_ENOUGH,
    )
    return [identifier for identifier, _, _ in found]
