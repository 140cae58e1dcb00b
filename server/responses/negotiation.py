"""Which format a client gets: ``Accept`` with its weights, and the ``format`` parameter of older clients."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from server.responses.problems import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a result.

    Args:
        name: what the ``format`` parameter calls it.
        media_type: what it is sent as.
        aliases: other media types that ask for it.
        names: other values of the ``format`` parameter.
        text: whether its media type takes a charset.
    """

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    text: bool = False

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type


# The first of each is what a client gets that says nothing.
RESULTS: Final = (
    Format("json", "application/sparql-results+json", ("application/json",)),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Format("csv", "text/csv", text=True),
    Format("tsv", "text/tab-separated-values", text=True),
)
GRAPHS: Final = (
    Format("turtle", "text/turtle", ("application/x-turtle",), ("ttl",), text=True),
    Format("n-triples", "application/n-triples", ("text/plain",), ("nt", "ntriples")),
    Format("json-ld", "application/ld+json", ("application/json",), ("jsonld",)),
    Format("rdf+xml", "application/rdf+xml", ("application/xml", "text/xml"), ("rdf", "rdfxml", "rdf/xml")),
)
# roqet and others ask for one kind only, whatever the query's form: they get the nearest of the other.
_COUSIN: Final = {
    "json": "json-ld",
    "xml": "rdf+xml",
    "csv": "n-triples",
    "tsv": "n-triples",
    "json-ld": "json",
    "rdf+xml": "xml",
}


_WORD: Final = r"[!#$%&'+\-.^_`|~0-9a-z]+"
_MEDIA_RANGE: Final = re.compile(rf"(?P<kind>\*(?=/\*)|{_WORD})/(?P<subtype>\*|{_WORD})")
_WEIGHT: Final = re.compile(r"0(\.[0-9]*)?|1(\.0*)?|\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """The formats of a request, for either form of query."""

    results: Format
    graph: Format


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header."""

    kind: str
    subtype: str
    weight: float

    def specificity(self, media_type: str) -> int:
        """How closely it names a media type: 2 exactly, 1 its kind, 0 anything, -1 not at all."""
        kind, _, subtype = media_type.partition("/")
        if (self.kind, self.subtype) == (kind, subtype):
            return 2
        if (self.kind, self.subtype) == (kind, "*"):
            return 1
        return 0 if (self.kind, self.subtype) == ("*", "*") else -1


def negotiate(accept: str | None, formats: Iterable[str] = ()) -> Choice:
    """The formats for a request.

    Args:
        accept: the Accept header; None and blank accept anything.
        formats: values of ``format``/``output`` parameters; a known one goes before Accept,
            unknown ones are ignored.

    Raises:
        Problem: 406, when Accept names nothing that either kind of result can be written as.
    """
    for value in formats:
        named = value.strip().lower()
        results, graph = _named(RESULTS, named), _named(GRAPHS, named)
        if results or graph:
            return _completed(results, graph)
    ranges = _ranges(accept)
    results, graph = _best(RESULTS, ranges), _best(GRAPHS, ranges)
    if results is None and graph is None:
        raise _not_acceptable(accept, (*RESULTS, *GRAPHS))
    return _completed(results, graph)


def negotiate_graph(accept: str | None) -> Format:
    """The format for an answer that is always a graph.

    Raises:
        Problem: 406, when Accept names nothing that a graph can be written as.
    """
    return negotiate_among(GRAPHS, accept)


def negotiate_among(formats: tuple[Format, ...], accept: str | None) -> Format:
    """The one of some formats that a client likes best, the first where it says nothing.

    Raises:
        Problem: 406, when Accept names none of them.
    """
    found = _best(formats, _ranges(accept))
    if found is None:
        raise _not_acceptable(accept, formats)
    return found


def best_graph_format(accept: str | None) -> Format:
    """The format for a description that is always a graph; Turtle when nothing fits."""
    return best_format(GRAPHS, accept)


def best_format(formats: tuple[Format, ...], accept: str | None) -> Format:
    """The format that a client likes best; the first when nothing fits."""
    return _best(formats, _ranges(accept)) or formats[0]


def named_format(formats: tuple[Format, ...], parameters: Mapping[str, str]) -> Format | None:
    """The form that a link's parameter ``format`` names; None where it has none.

    Raises:
        Problem: 400, when it names none of them.
    """
    if (asked := parameters.get("format")) is None:
        return None
    found = _named(formats, asked.strip().lower())
    if found is None:
        offered = ", ".join(form.name for form in formats)
        detail = f"No format is called {asked!r} here; there are: {offered}."
        raise Problem(400, "format", "No such format", detail)
    return found


def content_type(media_type: str) -> str:
    """The Content-Type header for a result written as this media type."""
    return next(f.content_type for f in (*RESULTS, *GRAPHS) if f.media_type == media_type)


def prefers_html(accept: str | None) -> bool:
    """Whether this is a browser that wants a page: HTML is named, and nothing is preferred to it."""
    ranges = _ranges(accept, silent="")
    html = max((r.weight for r in ranges if r.specificity("text/html") == 2), default=0.0)
    return html > 0 and all(html >= other.weight for other in ranges)


def in_browser(request: Request) -> bool:
    """Whether a browser shows the answer to this request."""
    accept = ", ".join(request.headers.getlist("accept"))
    return request.method in {"GET", "HEAD"} and prefers_html(accept or None)


def wants_page(request: Request) -> bool:
    """Whether a browser shows the answer, and the address names no other form."""
    return in_browser(request) and "format" not in request.query_params


def prefers(accept: str | None, wanted: str, usual: str) -> bool:
    """Whether a client names ``wanted`` and likes it no less than ``usual``."""
    ranges = _ranges(accept, silent="")
    rank = _rank(wanted, ranges)
    if rank is None or rank[1] != 2:
        return False
    other = _rank(usual, ranges)
    return other is None or rank[0] >= other[0]


def _completed(results: Format | None, graph: Format | None) -> Choice:
    """Both formats; a missing one is the cousin of the other, else the first there is."""
    if results is None:
        results = (_named(RESULTS, _COUSIN.get(graph.name, "")) if graph else None) or RESULTS[0]
    if graph is None:
        graph = _named(GRAPHS, _COUSIN.get(results.name, "")) or GRAPHS[0]
    return Choice(results, graph)


def _named(formats: tuple[Format, ...], name: str) -> Format | None:
    for candidate in formats:
        if name in (candidate.name, candidate.media_type, *candidate.names, *candidate.aliases):
            return candidate
    return None


def _best(formats: tuple[Format, ...], ranges: list[_Range]) -> Format | None:
    """The format of the highest weight; of equal weights the more exactly named, then the client's first."""
    best: tuple[float, int, int] | None = None
    found = None
    for candidate in formats:
        for media_type in (candidate.media_type, *candidate.aliases):
            rank = _rank(media_type, ranges)
            if rank is not None and (best is None or rank > best):
                best, found = rank, candidate
    return found


def _rank(media_type: str, ranges: list[_Range]) -> tuple[float, int, int] | None:
    """(weight, specificity, minus its place) by the most specific range that fits; None if refused."""
    fitting = [(r.specificity(media_type), -index, r.weight) for index, r in enumerate(ranges)]
    specificity, place, weight = max(fitting, default=(-1, 0, 0.0))
    return (weight, specificity, place) if specificity >= 0 and weight > 0 else None


def _ranges(accept: str | None, silent: str = "*/*") -> list[_Range]:
    """The media ranges of an Accept header.

    Args:
        accept: the header; what is malformed in it is passed over.
        silent: what one means that is absent, blank or malformed throughout.
    """
    ranges = []
    for part in (accept or "").split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        match = _MEDIA_RANGE.fullmatch(media)
        if match is not None:
            ranges.append(_Range(match["kind"], match["subtype"], _weight(parameters)))
    return ranges or (_ranges(silent, "") if silent else [])


def _weight(parameters: list[str]) -> float:
    """The weight that a media range has among others; 1 where it says nothing legible."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q" and _WEIGHT.fullmatch(value.strip()):
            return float(value)
    return 1.0


def _not_acceptable(accept: str | None, formats: tuple[Format, ...]) -> Problem:
    offered = ", ".join(form.media_type for form in formats)
    return Problem(
        406, "not-acceptable", "Not acceptable", f"Nothing fits Accept: {accept}. There is {offered}."
    )
