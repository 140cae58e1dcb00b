"""A graph behind a server's URL, asked over HTTP; the answers are those of a graph directory."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from urllib.parse import quote

import msgspec
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from imr_graph import __version__
from imr_graph.client.answer import Answer
from imr_graph.client.determination import Determination
from imr_graph.client.graph import parameter_names
from imr_graph.client.requests import ServerRequests
from imr_graph.client.results import Result, result_of
from imr_graph.client.triples import Triples
from imr_graph.errors import MissingExtraError, QuestionError, ServerError, UnknownDeterminationError
from imr_graph.questions.about import About
from imr_graph.questions.binding import ParameterValue
from imr_graph.questions.near import nearest
from imr_graph.questions.question import Chart, Column, ColumnType, Parameter, Question
from imr_graph.questions.statistics import Filter
from imr_graph.questions.table import Value
from imr_graph.record import Record

if TYPE_CHECKING:
    import httpx
    import networkx as nx
    import rdflib

Told = TypeVar("Told")

_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"


class _Listed(msgspec.Struct, frozen=True):
    """A question as ``/questions`` lists it."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sparql: str
    theme: str
    chart: Chart

    def question(self) -> Question:
        told = (self.name, self.title, self.description, self.parameters, self.columns, self.sparql)
        return Question(*told, theme=self.theme, chart=self.chart)


class _Listing(msgspec.Struct, frozen=True):
    """``/questions``."""

    version: str
    letters: int
    questions: tuple[_Listed, ...]


class _Rows(msgspec.Struct, frozen=True):
    """An answer as ``/questions/NAME`` gives it."""

    version: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int | float | bool | None, ...], ...]
    sparql: str | None = None
    about: dict[str, Any] | None = None


class ServedGraph:
    """The graph that a server answers from; see :class:`~imr_graph.client.graph.OpenGraph`.

    Args:
        url: the server's root.
        token: where the server wants one.
        seconds: how long it may be silent.
        requests: sends what is asked; None for the network.

    Raises:
        ServerError: it cannot be reached, or is no server of a graph.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        seconds: float = 60.0,
        requests: ServerRequests | None = None,
    ) -> None:
        self._requests = requests or ServerRequests(url, token, seconds)
        self._listing = self._decoded(self._requests.get("/questions"), _Listing)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ServedGraph: {self._listing.letters} letters at {self._requests.root}>"

    @property
    def version(self) -> str:
        """The version that the server answers from now."""
        self._listing = self._decoded(self._requests.get("/questions"), _Listing)
        return self._listing.version

    def questions(self) -> list[Question]:
        """The named questions of the server."""
        return [listed.question() for listed in self._listing.questions]

    def question(self, name: str, /, **params: ParameterValue) -> Answer:
        """The answer to a named question.

        Raises:
            QuestionError: the name, a parameter or a value is unknown; the message says what is near it.
            ServerError: the server cannot be reached, or the question is over one of its limits.
        """
        given = {key: _written(value) for key, value in parameter_names(params).items() if value is not None}
        return self._rows(f"/questions/{quote(name, safe='')}", given)

    def sparql(self, query: str) -> Result:
        """The answer to a SPARQL query, from ``/sparql``.

        Raises:
            QuestionError: the query cannot be parsed or run, or is refused.
            ServerError: the server cannot be reached, or the query is over one of its limits.
        """
        accept = f"{_RESULTS}, {_TRIPLES};q=0.9"
        response = self._requests.post("/sparql", query, "application/sparql-query", accept)
        if response.headers["content-type"].startswith(_TRIPLES):
            statements = parse(io.BytesIO(response.content), format=RdfFormat.N_TRIPLES)
            return Triples([quad.triple for quad in statements])
        content = io.BytesIO(response.content)
        return result_of(lambda: parse_query_results(content, format=QueryResultsFormat.JSON), query)

    def statistics(
        self,
        group_by: Sequence[str] = (),
        where: Mapping[str, Filter] | None = None,
        *,
        first: int | None = None,
    ) -> Answer:
        """Counts of disputed items with the overturn rate and its interval, from ``/statistics``.

        Raises:
            QuestionError: a dimension is unknown, or the graph has no fact tables.
            ServerError: the server cannot be reached, or it is over one of its limits.
        """
        asked: dict[str, str | list[str]] = {
            "groupBy": [group_by] if isinstance(group_by, str) else list(group_by)
        }
        for name, values in (where or {}).items():
            asked[name] = [str(values)] if isinstance(values, str | int) else [str(one) for one in values]
        if first is not None:
            asked["first"] = str(first)
        return self._rows("/statistics", asked)

    def search(self, words: str, *, first: int = 20) -> Answer:
        """Disputed items whose title or rationale holds the words, the best first, from ``/search``.

        Raises:
            QuestionError: the graph has no index of its words, or they are over one of its limits.
            ServerError: the server cannot be reached, or it is over one of its limits.
        """
        return self._rows("/search", {"words": words, "first": str(first)})

    def determination(self, case: str) -> Determination:
        """One letter, by its case number or identifier, a former one too.

        Raises:
            UnknownDeterminationError: there is none.
            ServerError: the server cannot be reached.
        """
        try:
            answered = self._requests.get(f"/determination/{quote(case, safe='')}")
        except ServerError as error:
            if error.status == 404:
                raise UnknownDeterminationError(str(error)) from error
            raise
        record = self._decoded(answered, Record)
        place = f"/determination/{quote(record.identifier, safe='')}/text"
        text = self._requests.get(place, accept="text/plain")
        return Determination(record, text.content.decode("utf-8"))

    def rdflib(self) -> rdflib.Graph:
        """All triples as an ``rdflib.Graph`` that asks the server's SPARQL; nothing is copied.

        Raises:
            MissingExtraError: rdflib is not installed.
        """
        try:
            from imr_graph.client.rdf_view import view_of_server
        except ImportError as error:
            raise MissingExtraError(error.name or "rdflib", "rdflib") from error
        return view_of_server(f"{self._requests.root}/sparql", self._requests.headers)

    def networkx(self, view: str, /, **filters: str) -> nx.Graph[Any]:
        """A view of the graph for networkx, read from the server's file for Gephi.

        Raises:
            QuestionError: the view, a filter or a filter's value is unknown.
            ServerError: the server cannot be reached.
        """
        from imr_graph.export import VIEWS
        from imr_graph.export.gexf_reading import read_gexf

        if view not in VIEWS:
            raise QuestionError(
                f"no view is called {view!r}{nearest(view, VIEWS)}; there are: {', '.join(VIEWS)}"
            )
        response = self._requests.get(f"/export/{view}.gexf", {**filters}, accept="application/gexf+xml")
        return read_gexf(io.BytesIO(response.content))

    def close(self) -> None:
        """Close all connections."""
        self._requests.close()

    def _rows(self, path: str, params: Mapping[str, str | list[str]]) -> Answer:
        told = self._decoded(self._requests.get(path, params), _Rows)
        types = tuple(column.type for column in told.columns)
        return Answer(
            columns=tuple(column.name for column in told.columns),
            rows=tuple(tuple(map(_typed, row, types)) for row in told.rows),
            title=told.title,
            types=types,
            about=None if told.about is None else About.from_dict(told.about),
            sparql=told.sparql,
        )

    def _decoded(self, response: httpx.Response, kind: type[Told]) -> Told:
        """A JSON body as what it should be.

        Raises:
            ServerError: it is something else.
        """
        try:
            return msgspec.json.decode(response.content, type=kind)
        except msgspec.MsgspecError as error:
            raise ServerError(
                f"{self._requests.root}: it does not answer as imr-graph {__version__} would ({error})"
            ) from error


def _written(value: str | int | dt.date) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _typed(value: str | int | float | bool | None, type_: ColumnType) -> Value:
    """A value of JSON as its column has it."""
    if type_ == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value)
    if type_ == "decimal" and isinstance(value, int):
        return float(value)
    return value
