"""The page of a SPARQL endpoint: an editor where the front end is built, a plain form where it is not.

The form needs no scripts: its answers come as a page with a table. ``example`` fills it with a named
question, ``question`` with one bound to its parameters, which the same URL gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from imr_graph.errors import QuestionError
from imr_graph.questions import Question, Table
from imr_graph.questions.binding import bind
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.near import nearest
from imr_graph.rdf.iris import concept_path
from imr_graph.rdf.vocabulary import CONCEPT, PREFIXES
from server.responses.addresses import concept_url
from server.responses.problems import Problem
from server.serving.version import Serving
from server.web.completion import completion
from server.web.shell import EDITOR_POLICY, page

ROWS_SHOWN: Final = 1_000
_USUAL: Final = "drug-guideline-denials"
_FIRST_QUERY: Final = "SELECT * WHERE {\n  ?subject ?predicate ?object\n}\nLIMIT 25\n"


@dataclass(frozen=True, slots=True)
class SparqlPage:
    """The page of a SPARQL endpoint.

    Args:
        path: where the endpoint stands.
        default_graph: what its default graph is, in words.
        questions: its examples.
        queries: where their texts stand.
        title: of the page.
        cube: whether it asks the data cube.
    """

    path: str
    default_graph: str
    questions: Mapping[str, Question]
    queries: str
    title: str = "SPARQL"
    cube: bool = False

    def shown(
        self,
        request: Request,
        query: str | None = None,
        answer: Table | str | None = None,
        problem: Problem | None = None,
    ) -> Response:
        """The editor or form for a query, named questions as examples, the answer to one; blocks.

        Args:
            request: what is answered; its ``example`` or ``question`` fills the form where there is no query.
            query: text that fills the form.
            answer: what to show below: a table, or a graph as N-Triples.
            problem: why there is no answer; the page has its status.
        """
        plain = query is not None
        if query is None:
            try:
                query = _asked_query(request, self)
            except Problem as error:
                query, problem = _FIRST_QUERY, error
        return page(
            request,
            "sparql.html",
            title=self.title,
            bundles=() if plain else ("sparql",),
            status=problem.status if problem else 200,
            headers=problem.headers if problem else {},
            policy=EDITOR_POLICY,
            form=self,
            query=query,
            problem=problem,
            table=_shown(answer) if isinstance(answer, Table) else None,
            rows=len(answer.rows) if isinstance(answer, Table) else 0,
            most=ROWS_SHOWN,
            triples=answer if isinstance(answer, str) else None,
            editor=None if plain else _editor(self, query),
        )


def _asked_query(request: Request, form: SparqlPage) -> str:
    """The query that fills a form that nobody has filled yet.

    Raises:
        Problem: the named question or a parameter of it is none.
    """
    given = dict(request.query_params)
    example = given.pop("example", "")
    name = given.pop("question", "")
    if not name:
        named = form.questions.get(example or _USUAL)
        return _header_last(named.text) if named else _FIRST_QUERY
    question = form.questions.get(name)
    if question is None:
        detail = f"No question is called {name!r}{nearest(name, form.questions)}; the list below has them."
        raise Problem(404, "unknown-question", "No such question", detail)
    known = {one.name for one in question.parameters}
    wanted = {one: value for one, value in given.items() if one in known and value}
    try:
        return _header_last(bind(question, wanted, Concepts(Serving.of(request).graph).find))
    except QuestionError as error:
        raise Problem(400, "question", "Not a question that can be answered", f"{error}.") from error


def _editor(form: SparqlPage, query: str) -> dict[str, Any]:
    """What the editor's script begins with."""
    return {
        "endpoint": form.path,
        "query": query,
        "concepts": CONCEPT,
        "prefixes": PREFIXES,
        "completion": completion(cube=form.cube),
    }


def _shown(answer: Table) -> tuple[tuple[str, ...], list[list[tuple[str, str]]]]:
    """Columns, and cells with the address of the page that a concept has."""
    rows = [
        [("" if cell is None else str(cell), _address(cell)) for cell in row]
        for row in answer.rows[:ROWS_SHOWN]
    ]
    return answer.columns, rows


def _address(cell: object) -> str:
    """Our page of a concept; empty where the cell is none."""
    path = concept_path(cell) if isinstance(cell, str) else None
    return concept_url(path) if path else ""


def _header_last(text: str) -> str:
    """A question's text with the comments that open it at its end, so that a form shows the query."""
    lines = text.strip().split("\n")
    header = list(takewhile(lambda line: line.startswith("#"), lines))
    return "\n".join([*lines[len(header) :], "", *header, ""])
