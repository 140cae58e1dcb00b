"""Which letters the whole graph is made of, and their parts, read anew on every pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, QuerySolutions

from imr_graph.export.counted import asked_tables
from imr_graph.export.filters import ANY, Chosen
from imr_graph.export.letter_part import Part, Schemes, Statement, letter_part
from imr_graph.export.whole import Parts
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.store.graph import Graph
from imr_graph.tables.conditions import Decided, Every, InLetters, OneOf, Where
from imr_graph.tables.grouping import Parameters
from imr_graph.tables.where import condition

_PAGE: Final = 200
"""Records that are read at once."""

_PROLOGUE: Final = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("imr", "owl", "rdfs", "skos")
)
_CONCEPTS: Final = _PROLOGUE + "SELECT ?s ?p ?o WHERE { ?s skos:inScheme ?scheme ; ?p ?o }"
_DATATYPE_PROPERTIES: Final = (
    _PROLOGUE
    + """
SELECT ?property ?range (EXISTS { ?property a owl:FunctionalProperty } AS ?single) WHERE {
  ?property a owl:DatatypeProperty ; rdfs:range ?range
}
"""
)


def chosen_letters(graph: Graph, chosen: Chosen) -> list[str]:
    """The identifiers of the letters that filters choose, in order.

    Raises:
        QuestionError: the fact tables fail.
    """
    if not (chosen.first or chosen.last) and chosen.outcome == ANY:
        return list(chosen.letters) or graph.identifiers()
    if graph.facts_path is None:
        names = list(chosen.letters) or graph.identifiers()
        return [name for name in names for record in graph.records([name]).values() if chosen.takes(record)]
    held: list[Where] = []
    if chosen.first or chosen.last:
        held.append(Decided(chosen.first, chosen.last))
    if chosen.outcome != ANY:
        held.append(OneOf("outcome", (f"decision/{chosen.outcome}",)))
    if chosen.letters:
        held.append(InLetters(chosen.letters))
    parameters = Parameters()
    with asked_tables(graph) as cursor:
        sql = condition(Every(tuple(held)), cursor, parameters)
        found = cursor.rows(
            "SELECT identifier FROM determinations WHERE letter IN "
            f"(SELECT i.letter FROM items AS i WHERE {sql}) ORDER BY identifier",
            parameters.values,
        )
    return [identifier for (identifier,) in found]


def parts_of(graph: Graph, identifiers: Sequence[str], schemes: Schemes) -> Parts:
    """What makes the parts of these letters, some records in memory at a time."""
    iris = Iris(graph.base)

    def parts() -> Iterator[Part]:
        for start in range(0, len(identifiers), _PAGE):
            page = identifiers[start : start + _PAGE]
            records = graph.records(page)
            for identifier in page:
                yield letter_part(records[identifier], iris, schemes)

    return parts


def schemes_of(graph: Graph) -> Schemes:
    """The concept schemes of a graph."""
    return Schemes(
        Statement(
            solution["s"].value,
            solution["p"].value,
            solution["o"].value,
            solution["o"].datatype.value if isinstance(solution["o"], Literal) else None,
        )
        for solution in _solutions(graph, _CONCEPTS)
    )


def datatype_properties(graph: Graph) -> dict[str, tuple[str, bool]]:
    """Property IRI to its range's IRI and whether it has one value at most, as the ontology declares them."""
    return {
        solution["property"].value: (solution["range"].value, solution["single"].value == "true")
        for solution in _solutions(graph, _DATATYPE_PROPERTIES)
    }


def _solutions(graph: Graph, query: str) -> QuerySolutions:
    results = graph.query(query)
    if not isinstance(results, QuerySolutions):
        raise TypeError("a SELECT query is wanted")
    return results
