"""The plain pages for browsers: what is here, a form for SPARQL, tables of answers. No scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from pathlib import Path
from string import Template
from typing import Final

from starlette.responses import HTMLResponse

from imr_graph.export import VIEWS
from imr_graph.questions import Question, Table, load_questions, run_query
from imr_graph.rdf.vocabulary import DETERMINATION, IDENTIFIER
from imr_graph.store.graph import Graph
from server.counts import Counts
from server.problems import Problem

PLAIN_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The page of a letter allows its own style alone, by hash; what a page's own policy cannot say stands here.
EXPLAINED_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_TEMPLATES: Final = Path(__file__).parent / "templates"
_ROWS_SHOWN: Final = 1_000
_ONE_LETTER: Final = f"SELECT ?identifier {{ ?letter a {DETERMINATION} ; {IDENTIFIER} ?identifier }} LIMIT 1"
_FIRST_QUERY: Final = "SELECT * WHERE {\n  ?subject ?predicate ?object\n}\nLIMIT 25\n"


def html_page(content: str, policy: str, status: int = 200) -> HTMLResponse:
    """A whole page with its content security policy."""
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Vary": "Accept"}
    return HTMLResponse(content, status, headers)


def landing_page(graph: Graph, counts: Counts, schemes: int, origin: str) -> HTMLResponse:
    """What is here, how much of it, and where to ask; blocks.

    Args:
        graph: what is served.
        counts: how much of it.
        schemes: triples that are not of letters.
        origin: scheme and host that the client used, without a closing slash.
    """
    exports = "\n".join(
        f'<tr><td class="name"><a href="/export/{name}.gexf">/export/{name}.gexf</a></td>'
        f"<td>{escape(view.title)}; GEXF for Gephi and Gephi Lite</td></tr>"
        for name, view in VIEWS.items()
    )
    return _plain(
        "imr-graph",
        "landing.html",
        letters=f"{counts.letters:,}",
        items=f"{counts.items:,}",
        letter_triples=f"{counts.triples - schemes:,}",
        scheme_triples=f"{schemes:,}",
        synthetic=f'<p class="note">{counts.synthetic_note}</p>' if counts.synthetic else "",
        cube=_template("cube_row.html").template if graph.cube_path else "",
        exports=exports,
        sample=escape(str(next((row[0] for row in run_query(graph, _ONE_LETTER).rows), ""))),
        questions=_question_rows(load_questions().values(), "/sparql", "/queries"),
        origin=escape(origin),
    )


@dataclass(frozen=True, slots=True)
class SparqlForm:
    """The page of a SPARQL endpoint.

    Args:
        path: where the endpoint stands.
        default_graph: what its default graph is, in words.
        questions: its examples.
        queries: where their texts stand.
    """

    path: str
    default_graph: str
    questions: Mapping[str, Question]
    queries: str


def sparql_page(
    form: SparqlForm,
    example: str | None = None,
    query: str | None = None,
    answer: Table | str | None = None,
    problem: Problem | None = None,
) -> HTMLResponse:
    """The form for a query, with the named questions as examples, and the answer to one.

    Args:
        form: what the page tells of its endpoint.
        example: name of the question that fills the form.
        query: text that fills the form, before ``example``.
        answer: what to show below: a table, or a graph as N-Triples.
        problem: why there is no answer; the page has its status.
    """
    if query is None:
        named = form.questions.get(example or "drug-guideline-denials")
        query = _header_last(named.text) if named else _FIRST_QUERY
    page = _plain(
        "SPARQL · imr-graph",
        "sparql.html",
        path=form.path,
        default_graph=escape(form.default_graph),
        query=escape(query),
        questions=_question_rows(form.questions.values(), form.path, form.queries),
        problem="" if problem is None else _problem(problem),
        result="" if answer is None else _result(answer),
    )
    if problem is not None:
        page.status_code = problem.status
        page.headers.update(problem.headers)
    return page


def _plain(title: str, template: str, **parts: str) -> HTMLResponse:
    body = _template(template).substitute(parts)
    return html_page(_template("page.html").substitute(title=escape(title), body=body), PLAIN_POLICY)


def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


def _question_rows(questions: Iterable[Question], endpoint: str, queries: str) -> str:
    return "\n".join(
        f'<tr><td><a href="{endpoint}?example={escape(question.name)}">{escape(question.title)}</a>'
        f'<br><span class="quiet">{escape(question.description)}</span></td>'
        f'<td class="name"><a href="{queries}/{escape(question.name)}.rq">{escape(question.name)}.rq</a></td>'
        "</tr>"
        for question in questions
    )


def _header_last(text: str) -> str:
    """A question's text with the comments that open it at its end, so that a form shows the query."""
    lines = text.strip().split("\n")
    header = list(takewhile(lambda line: line.startswith("#"), lines))
    return "\n".join([*lines[len(header) :], "", *header, ""])


def _problem(problem: Problem) -> str:
    return (
        f'<p class="note" role="alert"><strong>{escape(problem.title)}.</strong> {escape(problem.detail)}</p>'
    )


def _counted(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _result(answer: Table | str) -> str:
    if isinstance(answer, str):
        return f"<h2>{_counted(answer.count(chr(10)), 'triple', 'triples')}</h2>\n<pre>{escape(answer)}</pre>"
    head = "".join(f"<th>{escape(column)}</th>" for column in answer.columns)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in answer.rows[:_ROWS_SHOWN]
    )
    count = _counted(len(answer.rows), "row", "rows")
    if len(answer.rows) > _ROWS_SHOWN:
        count = f"The first {_ROWS_SHOWN:,} of {count}; CSV and JSON hold all"
    return f'<h2>{count}</h2>\n<div class="wide"><table>\n<tr>{head}</tr>\n{rows}\n</table></div>'
