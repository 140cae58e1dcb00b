"""What a graph is as a data set: VoID and DCAT, for a folder of files and for a server alike.

https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/. Its numbers are those that the version's
manifest keeps and those of the schemes; nothing is counted over the letters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from imr_graph.files.manifest import FileEntry, synthetic_note
from imr_graph.files.products import COMPRESSED_TYPES, LICENCE
from imr_graph.rdf import vocabulary as v
from imr_graph.store.graph import Graph
from imr_graph.store.manifest import MANIFEST

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SPDX: Final = "http://spdx.org/rdf/terms#"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"

PREFIXES: Final = {
    **v.PREFIXES,
    "void": VOID,
    "dcat": DCAT,
    "spdx": SPDX,
    "foaf": "http://xmlns.com/foaf/0.1/",
}
"""Prefixes of a description."""

RIGHTS: Final = (
    "The letters are public records of the State of California, published without names by its Division of "
    "Workers' Compensation; this graph claims no right in what they say. Ontology, concept schemes and "
    "program: Apache License 2.0."
)
APACHE: Final = NamedNode("http://www.apache.org/licenses/LICENSE-2.0")

_VOCABULARIES: Final = (v.IMR, v.SKOS, v.DCTERMS, v.PROV, v.OA, v.RDFS, v.OWL, v.FHIR)
_DESCRIPTION: Final = (
    "Final Determination letters of California's workers' compensation Independent Medical Review as a "
    "graph: disputed treatments, diagnoses, the guideline places that each side cites, decisions and "
    "reviewers."
)


@dataclass(frozen=True, slots=True)
class DatasetDescription:
    """The description of one version of a graph.

    Args:
        graph: the open version.
        dataset: the IRI of the data set; its parts' IRIs go on from it.
    """

    graph: Graph
    dataset: NamedNode

    @property
    def note(self) -> str:
        """That letters are made up, and how many; empty where none is."""
        return synthetic_note(self.graph.manifest.synthetic, self.graph.manifest.letters)

    def node(self, name: str) -> NamedNode:
        """The IRI of a part of the data set, or of what belongs to it."""
        return NamedNode(f"{self.dataset.value}-{name}")

    def whole(self) -> Iterator[Triple]:
        """The data set itself."""
        dataset, graph = self.dataset, self.graph
        yield Triple(dataset, v.TYPE, void("Dataset"))
        yield Triple(dataset, v.TYPE, dcat("Dataset"))
        yield Triple(dataset, v.TITLE, english("Independent Medical Review graph"))
        yield Triple(dataset, v.DESCRIPTION, english(f"{_DESCRIPTION} {self.note}".strip()))
        yield Triple(dataset, NamedNode(v.DCTERMS + "rights"), english(RIGHTS))
        yield Triple(dataset, dcat("version"), Literal(graph.version))
        yield Triple(dataset, NamedNode(v.DCTERMS + "modified"), published(graph))
        yield Triple(dataset, NamedNode(v.DCTERMS + "conformsTo"), v.ONTOLOGY_GRAPH)
        yield Triple(dataset, void("uriSpace"), Literal(graph.base))
        yield Triple(dataset, void("triples"), number(graph.manifest.triples))
        yield Triple(dataset, void("rootResource"), v.ONTOLOGY_GRAPH)
        for vocabulary in _VOCABULARIES:
            yield Triple(dataset, void("vocabulary"), NamedNode(vocabulary))

    def letters(self, scheme_triples: int) -> Iterator[Triple]:
        """The part that is the letters.

        Args:
            scheme_triples: triples of ontology and schemes, which are none of theirs.
        """
        counts, node = self.graph.manifest, self.node("letters")
        yield from self.part("letters", "Letters")
        yield Triple(node, void("triples"), number(counts.triples - scheme_triples))
        yield Triple(node, void("uriSpace"), Literal(f"{self.graph.base}determination/"))
        if self.note:
            yield Triple(node, v.DESCRIPTION, english(self.note))
        for kind, entities in ((v.DETERMINATION, counts.letters), (v.DISPUTED_ITEM, counts.items)):
            partition = self.node(kind.value.rpartition("#")[2])
            yield Triple(node, void("classPartition"), partition)
            yield Triple(partition, void("class"), kind)
            yield Triple(partition, void("entities"), number(entities))

    def named_graphs(self, counts: Mapping[str, int]) -> Iterator[Triple]:
        """Ontology and concept schemes, each a part; triples by the IRI of their graph."""
        for iri, count in counts.items():
            name = iri.rpartition("/")[2]
            node = self.node(name)
            yield from self.part(name, name.replace("-", " ").capitalize())
            yield Triple(node, void("triples"), number(count))
            yield Triple(node, v.LICENSE, APACHE)
            yield Triple(node, void("rootResource"), NamedNode(iri))

    def part(self, name: str, title: str) -> Iterator[Triple]:
        """A part of the data set."""
        node = self.node(name)
        yield Triple(self.dataset, void("subset"), node)
        yield Triple(node, v.TYPE, void("Dataset"))
        yield Triple(node, v.TITLE, english(title))

    def file(self, entry: FileEntry, folder: str) -> Iterator[Triple]:
        """A file as a distribution, with size and checksum; one of RDF is a dump too.

        Args:
            entry: the file.
            folder: IRI of the folder that it lies in, with a slash at its end.
        """
        url, node = NamedNode(folder + entry.name), self.node(f"file-{entry.name.replace('/', '-')}")
        yield Triple(self.dataset, dcat("distribution"), node)
        yield Triple(node, v.TYPE, dcat("Distribution"))
        yield Triple(node, v.TITLE, english(entry.title))
        yield Triple(node, dcat("downloadURL"), url)
        yield Triple(node, dcat("byteSize"), number(entry.bytes, "nonNegativeInteger"))
        yield Triple(node, dcat("mediaType"), media_type(entry.media_type))
        if entry.compression is not None:
            yield Triple(node, dcat("compressFormat"), media_type(COMPRESSED_TYPES[entry.compression]))
        checksum = NamedNode(f"{node.value}-checksum")
        yield Triple(node, NamedNode(SPDX + "checksum"), checksum)
        yield Triple(checksum, v.TYPE, NamedNode(SPDX + "Checksum"))
        yield Triple(checksum, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256"))
        value = Literal(entry.sha256, datatype=NamedNode(v.XSD + "hexBinary"))
        yield Triple(checksum, NamedNode(SPDX + "checksumValue"), value)
        yield Triple(node, NamedNode(v.DCTERMS + "rights"), NamedNode(folder + LICENCE))
        if entry.triples is not None:
            yield Triple(node, void("triples"), number(entry.triples))
            yield Triple(self.dataset, void("dataDump"), url)


def published(graph: Graph) -> Literal:
    """The day when the version was published, as far as the file tells that says so."""
    manifest = graph.store_path.parent / MANIFEST
    day = dt.datetime.fromtimestamp(manifest.stat().st_mtime, dt.UTC).date()
    return Literal(day.isoformat(), datatype=v.XSD_DATE)


def media_type(name: str) -> NamedNode:
    """The IRI of a media type."""
    return NamedNode(_MEDIA_TYPES + name)


def english(words: str) -> Literal:
    """Words for people."""
    return Literal(words, language="en")


def number(value: int, datatype: str = "integer") -> Literal:
    """A whole number."""
    return Literal(str(value), datatype=NamedNode(v.XSD + datatype))


def void(name: str) -> NamedNode:
    """A term of VoID."""
    return NamedNode(VOID + name)


def dcat(name: str) -> NamedNode:
    """A term of DCAT."""
    return NamedNode(DCAT + name)
