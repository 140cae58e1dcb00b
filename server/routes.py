"""The routes: what stands at which path, and the small pages that have no module of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from imr_graph.questions import Question, load_questions
from server.observing.health import alive, ready
from server.resources import linked_data
from server.resources.dataset import PATH as VOID_PATH
from server.resources.dataset import dataset_description
from server.resources.exports import export
from server.resources.files import file
from server.resources.kept_text import kept_text
from server.resources.letters import part_of_determination
from server.responses.negotiation import prefers_html
from server.responses.problems import not_found
from server.rows.statistics import statistics
from server.serving.version import Serving
from server.sparql import graph_store
from server.sparql.protocol import Endpoint
from server.web.assets import STATIC
from server.web.concept_list import concept_kinds_page, concept_list
from server.web.concepts import concept_document
from server.web.documentation import Documentation
from server.web.evidence import evidence
from server.web.explore import explore, explored_graph, explored_names, explored_neighbours
from server.web.files import files
from server.web.home import home
from server.web.letters import determination
from server.web.playgrounds import graphql_query
from server.web.questions import question_answer, question_list
from server.web.row_letters import row_letters
from server.web.search import search, search_values
from server.web.sparql import SparqlPage
from server.web.suggestions import suggest
from server.web.views import preview, views

_ALL_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes(graphql: ASGIApp, metrics: Callable[[Request], Awaitable[Response]]) -> list[BaseRoute]:
    """All routes of the application.

    Args:
        graphql: what answers at ``/graphql``.
        metrics: what answers at ``/metrics``.
    """
    return [
        Route("/", home),
        Route("/graphql", graphql),
        Route("/sparql", _SPARQL.answer, methods=_ALL_METHODS),
        Route("/cube/sparql", _CUBE_SPARQL.answer, methods=_ALL_METHODS),
        Route("/export", views),
        Route("/export/{view}.svg", preview),
        Route("/export/{view}.png", preview),
        Route("/export/{view}.gexf", export),
        Route("/export/{view}.graphml", export),
        Route("/export/{view}.csv.zip", export),
        Route("/determination/{identifier}", determination, name="determination"),
        Route("/determination/{identifier}/text", kept_text, name="kept_text"),
        Route("/determination/{identifier}/{part:path}", part_of_determination),
        Route("/graphs", graph_store.indirect, methods=_ALL_METHODS),
        Route("/graphs/{path:path}", graph_store.direct, methods=_ALL_METHODS),
        Route("/ontology", linked_data.ontology, methods=_ALL_METHODS),
        Route("/ontology/{version}", linked_data.ontology_version),
        Route("/scheme/{name}", linked_data.scheme, methods=_ALL_METHODS),
        Route("/shapes", linked_data.shapes),
        Route("/concept/{path:path}", linked_data.concept),
        Route("/data/concept/{path:path}", concept_document),
        Route("/concepts", concept_kinds_page),
        Route("/concepts/{kind}", concept_list),
        Route("/cube", linked_data.cube_terms),
        Route("/cube/{path:path}", linked_data.cube_node),
        Route("/data/cube/{path:path}", linked_data.cube_document),
        Route(VOID_PATH, dataset_description, name="void"),
        Route("/questions", question_list),
        Route("/questions/{name}", question_answer),
        Route("/questions/{name}/letters", row_letters),
        Route("/suggest", suggest),
        Route("/files", files),
        Route("/files/{name:path}", file),
        Route("/statistics", statistics),
        Route("/search", search),
        Route("/search/by/{dimension}", search_values),
        Route("/evidence", evidence),
        Route("/queries/{name}.rq", named_query),
        Route("/queries/{name}.graphql", graphql_query),
        Route("/queries/cube/{name}.rq", cube_query),
        Route("/explore", explore),
        Route("/explore/neighbours", explored_neighbours),
        Route("/explore/names", explored_names),
        Route("/explore/graph.gexf", explored_graph),
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/metrics", metrics),
        Mount("/docs", Documentation()),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
    ]


def _cube_questions() -> Mapping[str, Question]:
    # The cube comes with the libraries of the tables, which take a fifth of a second to load.
    from imr_graph.cube import cube_questions

    return cube_questions()


def _letters_page() -> SparqlPage:
    words = "the union of letters, ontology and concept schemes"
    return SparqlPage("/sparql", words, load_questions(), "/queries")


def _cube_page() -> SparqlPage:
    words = "the data cube: counts of the letters, and nothing else"
    named = _cube_questions()
    return SparqlPage("/cube/sparql", words, named, "/queries/cube", "SPARQL of the cube", cube=True)


_SPARQL: Final = Endpoint(
    lambda serving: serving.pool,
    _letters_page,
    lambda serving: serving.counts.triples,
    lambda serving: serving.named_graphs,
)
_CUBE_SPARQL: Final = Endpoint(
    lambda serving: serving.cube, _cube_page, lambda serving: serving.cube_triples, lambda _: {}
)


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
