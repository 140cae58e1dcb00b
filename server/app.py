"""The application: routes, errors, and what lives as long as the server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from imr_graph.errors import GraphDirectoryError, RemoteStoreError
from imr_graph.questions import Question, load_questions
from imr_graph.store.graph import Graph
from server.exports import export
from server.following import Follower, Leasing
from server.graphql.loading import LoadedBeside
from server.letters import determination, part_of_determination
from server.pages import SparqlForm, landing_page
from server.problems import Problem, method_not_allowed, not_found, problem_response, store_problem
from server.serving import Serving
from server.settings import Settings
from server.sparql.negotiation import prefers_html
from server.sparql.protocol import Endpoint

STATIC: Final = Path(__file__).parent / "static"
"""Where the front end's build puts its files."""

_ALL_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(graph: Graph | Path, settings: Settings | None = None) -> Starlette:
    """The web application over one graph.

    Args:
        graph: an open graph, which is served for good and which the caller closes, or a graph directory,
            whose current version is served, also when it changes.
        settings: the limits; defaults where it is None.

    Raises:
        GraphDirectoryError: the directory holds no graph.
    """
    limits = settings or Settings()
    follower = Follower(graph, limits)
    graphql = LoadedBeside(limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            graphql.start()
            await anyio.to_thread.run_sync(follower.start)
            yield
        finally:
            await anyio.to_thread.run_sync(follower.close)

    app = Starlette(
        routes=[
            Route("/", landing),
            Route("/graphql", graphql),
            Route("/sparql", _SPARQL.answer, methods=_ALL_METHODS),
            Route("/cube/sparql", _CUBE_SPARQL.answer, methods=_ALL_METHODS),
            Route("/export/{view}.gexf", export),
            Route("/determination/{identifier}", determination, name="determination"),
            Route("/determination/{identifier}/{part:path}", part_of_determination),
            Route("/queries/{name}.rq", named_query),
            Route("/queries/cube/{name}.rq", cube_query),
            Route("/healthz", health),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
                allow_headers=["*"],
            ),
            Middleware(Leasing, follower=follower),
        ],
        exception_handlers={
            Problem: problem_response,
            RemoteStoreError: store_failed,
            HTTPException: http_problem,
            Exception: unforeseen_problem,
        },
        lifespan=lifespan,
    )
    app.state.follower = follower
    return app


def _cube_questions() -> Mapping[str, Question]:
    # The cube comes with the libraries of the tables, which take a fifth of a second to load.
    from imr_graph.cube import cube_questions

    return cube_questions()


def _letters_form() -> SparqlForm:
    words = "the union of letters, ontology and concept schemes"
    return SparqlForm("/sparql", words, load_questions(), "/queries")


def _cube_form() -> SparqlForm:
    words = "the data cube: counts of the letters, and nothing else"
    return SparqlForm("/cube/sparql", words, _cube_questions(), "/queries/cube")


_SPARQL: Final = Endpoint(lambda serving: serving.pool, _letters_form)
_CUBE_SPARQL: Final = Endpoint(lambda serving: serving.cube, _cube_form)


async def landing(request: Request) -> Response:
    """The page at the root."""
    serving = Serving.of(request)
    origin = str(request.base_url).rstrip("/")
    schemes = await serving.off_loop(lambda: serving.scheme_triples)
    return await serving.off_loop(landing_page, serving.graph, serving.counts, schemes, origin)


async def health(request: Request) -> Response:
    """Whether queries can be answered, from which version of the graph, and which is the newest built."""
    serving = Serving.of(request)
    able = await serving.off_loop(serving.pool.able)
    state = {
        "status": "ok" if able else "no process to answer queries could be started; the log says why",
        "version": serving.graph.version,
        "newest_version": await serving.off_loop(_newest_version, serving.graph),
        "letters": serving.counts.letters,
        "synthetic_letters": serving.counts.synthetic,
    }
    return JSONResponse(state, 200 if able else 503)


def _newest_version(graph: Graph) -> str | None:
    """The version that was published last, None where the graph directory cannot be read any more."""
    try:
        return graph.newest_version
    except (GraphDirectoryError, OSError):
        return None


async def named_query(request: Request) -> Response:
    """The text of a named question; a browser gets it as plain text, to look at."""
    return _query_text(request, load_questions())


async def cube_query(request: Request) -> Response:
    """The text of a question as the cube is asked."""
    return _query_text(request, await Serving.of(request).off_loop(_cube_questions))


def _query_text(request: Request, questions: Mapping[str, Question]) -> Response:
    name = request.path_params["name"]
    question = questions.get(name)
    if question is None:
        raise not_found(f"No question is called {name!r}; the page at / lists them.")
    shown = "text/plain" if prefers_html(request.headers.get("accept")) else "application/sparql-query"
    headers = {"Content-Type": f"{shown}; charset=utf-8", "Vary": "Accept"}
    return Response(question.text, headers=headers)


async def store_failed(_: Request, error: Exception) -> Response:
    """The server that keeps the triples fails, asked beside the pool."""
    if not isinstance(error, RemoteStoreError):
        raise TypeError(f"{type(error).__name__} is no RemoteStoreError")
    return store_problem(error).response()


async def http_problem(request: Request, error: Exception) -> Response:
    """Starlette's own errors in the shape of all others."""
    if not isinstance(error, HTTPException):
        raise TypeError(f"{type(error).__name__} is no HTTPException")
    if error.status_code == 404:
        return not_found(f"Nothing stands at {request.url.path}; the page at / says what is here.").response()
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET").split(", ")
        return method_not_allowed(request.method, tuple(sorted(allowed))).response()
    return Problem(error.status_code, "http", "Request failed", error.detail, error.headers).response()


async def unforeseen_problem(_request: Request, _error: Exception) -> Response:
    """A fault of ours, in the shape of all others and without its words."""
    return Problem(500, "internal", "Internal error", "The server failed; its log says where.").response()
