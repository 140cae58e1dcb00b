"""The GraphQL playground: GraphiQL under the site's header, with the named questions as examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from imr_graph.questions import Question, load_questions
from imr_graph.questions.loader import queries_folder
from imr_graph.questions.near import nearest
from server.responses.problems import Problem, not_found
from server.web.shell import EDITOR_POLICY, page


def graphql_playground(request: Request) -> Response:
    """The playground; without the front end's build, a page that says how to make it; blocks.

    ``question`` opens a named question; its parameters in the URL become the query's variables.
    """
    name = request.query_params.get("question", "")
    known = load_questions()
    problem: Problem | None = None
    if name and name not in known:
        detail = f"No question is called {name!r}{nearest(name, known)}; the list has them all."
        problem = Problem(404, "unknown-question", "No such question", detail)
    return page(
        request,
        "graphiql.html",
        title="GraphQL",
        bundles=("graphiql",),
        policy=EDITOR_POLICY,
        status=problem.status if problem else 200,
        questions=known,
        chosen=name if name in known else "",
        problem=problem,
        begin=_opened(known[name], request) if name in known else None,
    )


async def graphql_query(request: Request) -> Response:
    """The text of a named question as GraphQL asks it."""
    name = request.path_params["name"]
    if name not in load_questions():
        raise not_found(f"No question is called {name!r}; /questions lists them.")
    return PlainTextResponse(question_text(name), headers={"Cache-Control": "no-cache"})


def question_text(name: str) -> str:
    """The GraphQL document of a named question; blocks."""
    return Path(queries_folder(), f"{name}.graphql").read_text(encoding="utf-8")


def _opened(question: Question, request: Request) -> dict[str, Any]:
    """The query of a question and its variables."""
    variables: dict[str, str | int] = {}
    for one in question.parameters:
        value = request.query_params.get(one.name)
        if value:
            whole = one.type == "integer" and value.isascii() and value.isdecimal()
            variables[one.name] = int(value) if whole else value
    return {"query": question_text(question.name), "variables": variables}
