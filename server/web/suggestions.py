"""What a field for a concept suggests: the concepts that the letters use, those of most items first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imr_graph.questions.near import nearest
from server.responses.validators import entity_tag, unchanged, versioned_headers
from server.rows.asked import faulty
from server.serving.kept import kept
from server.serving.version import Serving

if TYPE_CHECKING:
    from imr_graph.tables.dimensions import Dimension

MOST: Final = 30
"""Suggestions of one answer."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept that items have.

    Args:
        path: of the concept (``drug/norco``).
        label: for people.
        value: what a field takes for it: the label where no other concept has the same, else the path.
        items: disputed items that have it.
    """

    path: str
    label: str
    value: str
    items: int


async def suggest(request: Request) -> Response:
    """``/suggest?kind=drug&words=nor``: concepts of a kind, or of a dimension, that words lead to."""
    serving = Serving.of(request)
    if (held := unchanged(request, tag := entity_tag(serving.graph, str(request.url.query)))) is not None:
        return held
    asked = request.query_params
    found = await serving.off_loop(suggestions, serving, asked.get("kind", ""), asked.get("words", ""))
    body = {"kind": asked.get("kind", ""), "suggestions": [asdict(one) for one in found]}
    return JSONResponse(body, headers=versioned_headers(tag))


def suggestions(serving: Serving, kind: str, words: str = "", most: int = MOST) -> list[Suggestion]:
    """The concepts that a field suggests; blocks.

    Args:
        serving: what is served; without fact tables nothing is suggested.
        kind: first part of the concepts' paths (``drug``), or a dimension as URLs call it (``drugClass``).
        words: parts of a label, in any order; empty for all.
        most: concepts at most.

    Raises:
        Problem: there is no such kind, or counting is over a limit.
    """
    from imr_graph.tables.dimensions import dimensions

    known = [one for one in dimensions().values() if one.values in {"concept", "place"}]
    wanted = [one for one in known if kind == one.graphql] or [one for one in known if kind == one.kind]
    if not wanted:
        names = dict.fromkeys([*(one.kind for one in known if one.kind), *(one.graphql for one in known)])
        raise faulty(f"no kind is called {kind!r}{nearest(kind, names)}; there are: {', '.join(names)}")
    if serving.counting is None:
        return []
    name = "suggestions " + " ".join(one.name for one in wanted)
    all_of_kind = kept(serving, name, lambda: _used(serving, wanted))
    parts = words.casefold().split()
    fitting = (one for one, known_as in all_of_kind if all(part in known_as for part in parts))
    found = sorted(fitting, key=lambda one: not one.label.casefold().startswith(words.casefold()))
    return found[:most]


def _used(serving: Serving, wanted: Iterable[Dimension]) -> list[tuple[Suggestion, str]]:
    """The concepts that items have, by items, each with all that it is called in lower case."""
    from imr_graph.tables.item_statistics import items_by_value

    counting, catalogue = serving.counting, serving.catalogue
    items: dict[str, int] = {}
    if counting is not None:
        with counting.asked() as tables:
            for dimension in wanted:
                for path, count in items_by_value(tables, dimension.name).items():
                    items[path] = max(items.get(path, 0), count)
    concepts = {path: catalogue.get(path) for path in items}
    bearers: dict[str, int] = {}
    for concept in concepts.values():
        bearers[concept.label.casefold()] = bearers.get(concept.label.casefold(), 0) + 1
    found = []
    for path, count in sorted(items.items(), key=lambda pair: (-pair[1], pair[0])):
        concept = concepts[path]
        value = concept.label if bearers[concept.label.casefold()] == 1 else path
        known_as = " ".join((concept.label, *concept.alternative_labels, concept.notation or "", path))
        found.append((Suggestion(path, concept.label, value, count), known_as.casefold()))
    return found
