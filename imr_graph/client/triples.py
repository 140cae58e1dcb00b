"""What a CONSTRUCT or DESCRIBE gives: triples, to be gone through, written, or handed to rdflib."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, Triple, serialize

from imr_graph.errors import MissingExtraError, QuestionError
from imr_graph.questions.near import nearest
from imr_graph.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

_FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "n-triples": RdfFormat.N_TRIPLES,
    "json-ld": RdfFormat.JSON_LD,
    "rdf-xml": RdfFormat.RDF_XML,
}


class Triples:
    """The triples of an answer; needs no library of RDF but its own.

    >>> import imr_graph
    >>> with imr_graph.open("my-graph") as graph:
    ...     drug = graph.sparql('''
    ...         PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    ...         CONSTRUCT { ?drug skos:prefLabel ?label }
    ...         WHERE { VALUES ?drug { <https://imr-graph.example/concept/drug/norco> }
    ...                 ?drug skos:prefLabel ?label }''')
    >>> print(drug.serialize("n-triples").split("> ", 2)[2])
    "Norco"@en .
    <BLANKLINE>

    Args:
        triples: in the order of the answer.
    """

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._triples = tuple(triples)

    def __len__(self) -> int:
        return len(self._triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def __repr__(self) -> str:
        return f"<Triples: {len(self)}>"

    def serialize(self, format: str = "turtle") -> str:  # noqa: A002 - rdflib's own name
        """The triples as text.

        Args:
            format: ``turtle``, ``n-triples``, ``json-ld`` or ``rdf-xml``.

        Raises:
            QuestionError: no format is called so.
        """
        chosen = _FORMATS.get(format)
        if chosen is None:
            raise QuestionError(
                f"no format is called {format!r}{nearest(format, _FORMATS)}; there are: {', '.join(_FORMATS)}"
            )
        return (serialize(self._triples, format=chosen, prefixes=PREFIXES) or b"").decode()

    def to_rdflib(self) -> rdflib.Graph:
        """A copy of these triples as an rdflib graph.

        Raises:
            MissingExtraError: rdflib is not installed.
        """
        try:
            import rdflib
        except ImportError as error:
            raise MissingExtraError("rdflib", "rdflib") from error
        return rdflib.Graph().parse(data=self.serialize("n-triples"), format="nt")
