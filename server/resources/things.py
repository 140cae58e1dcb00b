"""What the graph says of one thing that is no document: a concept, or a node of the cube.

Bounded whatever the number of letters: all that is said of the thing, what the schemes say of it from the
other side, the labels of its neighbours, and counts of the statements of letters that lead to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from imr_graph.rdf import vocabulary as v
from server.serving.version import Serving
from server.sparql.description import VOID
from server.workers.worker import Job

MOST_USES: Final = 10_000
"""Statements about a thing that are counted; a document says of more only that there are."""

_CUBE_MEMBERS: Final = (
    "<http://purl.org/linked-data/cube#slice>, <http://purl.org/linked-data/cube#observation>"
)
_LABELS: Final = f"{v.PREF_LABEL}|{v.LABEL}"
_COMMENT: Final = NamedNode(v.RDFS + "comment")
_JSON: Final = "application/sparql-results+json"
_NT: Final = "application/n-triples"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing, and the store that is asked of it; its methods ask it.

    Args:
        node: its IRI.
        serving: the version that is asked.
        in_cube: whether the cube is asked, not letters and schemes.
        client: who asks, for the limits of one client.
    """

    node: NamedNode
    serving: Serving
    in_cube: bool
    client: str

    async def known(self) -> bool:
        """Whether anything is said of it."""
        content = await self._asked(f"ASK {{ {self.node} ?p ?o }}")
        found = parse_query_results(content, format=QueryResultsFormat.JSON)
        return isinstance(found, QueryBoolean) and bool(found)

    async def said(self) -> list[Triple]:
        """All statements about it but its uses; none where it is unknown."""
        content = await self._asked(self._of_node() if self.in_cube else self._of_concept())
        return [quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)]

    async def uses(self, document: NamedNode) -> list[Triple]:
        """How many statements lead to it, by property, as parts of the document that tells of it."""
        some = f"SELECT ?p {{ ?s ?p {self.node} }} LIMIT {MOST_USES + 1}"
        query = f"SELECT ?p (COUNT(*) AS ?n) {{ {{ {some} }} }} GROUP BY ?p ORDER BY ?p"
        found = parse_query_results(await self._asked(query), format=QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise TypeError("a SELECT gave no rows")
        counted = [
            (prop, int(number.value))
            for prop, number in ((row["p"], row["n"]) for row in found)
            if isinstance(prop, NamedNode) and isinstance(number, Literal)
        ]
        return list(_linksets(document, counted))

    def _of_concept(self) -> str:
        node = self.node
        schemes = f"VALUES ?g {{ {' '.join(f'<{iri}>' for iri in self.serving.named_graphs)} }} GRAPH ?g"
        return (
            f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} . ?near {v.PREF_LABEL} ?label }} WHERE {{ "
            f"{{ {node} ?p ?o }} UNION {{ {schemes} {{ ?s ?q {node} }} }} UNION "
            f"{{ {node} ?r ?near . ?near {v.PREF_LABEL} ?label }} UNION "
            f"{{ {schemes} {{ ?near ?r {node} . ?near {v.PREF_LABEL} ?label }} }} }}"
        )

    def _of_node(self) -> str:
        node = self.node
        return (
            f"CONSTRUCT {{ {node} ?p ?o . ?near {v.LABEL} ?label }} WHERE {{ "
            f"{{ {node} ?p ?o FILTER(?p NOT IN ({_CUBE_MEMBERS})) }} UNION "
            f"{{ {node} ?r ?near FILTER(?r NOT IN ({_CUBE_MEMBERS})) ?near {_LABELS} ?label }} }}"
        )

    async def _asked(self, query: str) -> bytes:
        pool = self.serving.cube if self.in_cube else self.serving.pool
        with await pool.answer(Job(query, _JSON, _NT), client=self.client) as answer:
            return answer.body


def _linksets(document: NamedNode, counted: Sequence[tuple[NamedNode, int]]) -> Iterator[Triple]:
    whole = sum(number for _, number in counted) <= MOST_USES
    for prop, number in counted:
        part = NamedNode(f"{document.value}#{prop.value.replace('#', '/').rpartition('/')[2]}")
        yield Triple(document, NamedNode(VOID + "subset"), part)
        yield Triple(part, v.TYPE, NamedNode(VOID + "Linkset"))
        yield Triple(part, NamedNode(VOID + "linkPredicate"), prop)
        if whole:
            yield Triple(part, NamedNode(VOID + "triples"), Literal(str(number), datatype=v.XSD_INTEGER))
        else:
            more = f"More than {MOST_USES:,} statements lead here in all; /sparql counts them."
            yield Triple(part, _COMMENT, Literal(more, language="en"))
