"""Accept headers to formats, for both kinds of result."""

from __future__ import annotations

import pytest

from server.responses.negotiation import negotiate, prefers_html
from server.responses.problems import Problem

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "results", "graph"),
    [
        (None, "json", "turtle"),
        ("", "json", "turtle"),
        ("*/*", "json", "turtle"),
        ("application/sparql-results+xml", "xml", "rdf+xml"),
        ("application/sparql-results+json", "json", "json-ld"),
        ("application/json", "json", "json-ld"),
        ("text/csv", "csv", "n-triples"),
        ("text/tab-separated-values", "tsv", "n-triples"),
        ("text/turtle", "json", "turtle"),
        ("application/n-triples", "json", "n-triples"),
        ("application/ld+json", "json", "json-ld"),
        ("application/rdf+xml", "xml", "rdf+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "xml", "rdf+xml"),
        ("text/csv;q=0.9, application/sparql-results+xml;q=0.5", "csv", "n-triples"),
        ("application/json;q=0, */*", "json", "turtle"),
        ("application/sparql-results+json;q=0, application/json;q=0, text/*", "xml", "turtle"),
        ("text/csv, */*", "csv", "turtle"),
        ("text/*;q=0.3, application/sparql-results+xml;q=0.2", "xml", "turtle"),
        ("application/sparql-results+xml, application/rdf+xml", "xml", "rdf+xml"),
        ("TEXT/CSV; Q=1.0", "csv", "n-triples"),
        ("image/png, text/turtle;q=0.1", "json", "turtle"),
        ("nonsense, text/csv", "csv", "n-triples"),
        (BROWSER, "xml", "rdf+xml"),
    ],
)
def test_accept_chooses_a_format_for_both_kinds_of_result(
    accept: str | None, results: str, graph: str
) -> None:
    choice = negotiate(accept)
    assert (choice.results.name, choice.graph.name) == (results, graph)


@pytest.mark.parametrize("accept", ["image/png", "text/html", "text/csv;q=0", "*/*;q=0"])
def test_nothing_that_fits_is_406_and_says_what_there_is(accept: str) -> None:
    with pytest.raises(Problem, match="text/csv") as caught:
        negotiate(accept)
    assert caught.value.status == 406


@pytest.mark.parametrize(
    ("formats", "results", "graph"),
    [
        (("csv",), "csv", "n-triples"),
        (("xml", "xml"), "xml", "rdf+xml"),
        (("turtle",), "json", "turtle"),
        (("application/sparql-results+json",), "json", "json-ld"),
        (("unheard-of", "tsv"), "tsv", "n-triples"),
        (("unheard-of",), "xml", "rdf+xml"),
    ],
)
def test_a_known_format_parameter_goes_before_accept(
    formats: tuple[str, ...], results: str, graph: str
) -> None:
    choice = negotiate("application/sparql-results+xml", formats)
    assert (choice.results.name, choice.graph.name) == (results, graph)


@pytest.mark.parametrize(
    ("accept", "html"),
    [(BROWSER, True), ("text/html", True), ("*/*", False), (None, False), ("text/html;q=0.5, */*", False)],
)
def test_browsers_are_told_by_their_wish_for_html(accept: str | None, html: bool) -> None:
    assert prefers_html(accept) is html
