"""The triples of a graph in a SPARQL server, brought in step with a graph directory.

A server has no drafts. What a build is about to change there is noted in the graph directory first;
a note that is still there tells the next one that it ended too early. That one puts the letters back as
the current version has them, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from pyoxigraph import NamedNode

from imr_graph.build.loading import statements_of
from imr_graph.errors import GraphDirectoryError
from imr_graph.rdf.iris import Iris
from imr_graph.remote.address import LETTERS_GRAPH, StoreAddress
from imr_graph.remote.letters import RemoteLetters
from imr_graph.remote.store import RemoteStore
from imr_graph.store.durable import replace_file, sync_file
from imr_graph.store.manifest import Manifest, ServerPlace, Version, read_struct
from imr_graph.store.segments import LetterSegments

_NOTE: Final = "server-unfinished.json"

_MOST: Final = 10_000
"""Letters that are mended one by one; from there on all are sent again."""


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a build was about to change in a server.

    Args:
        server: the server.
        letters: identifiers of the letters; None for all.
    """

    server: ServerPlace
    letters: list[str] | None


def place_of(
    directory: Path, held: Manifest | None, store: str | None, letters_graph: str | None
) -> ServerPlace | None:
    """Where a graph's triples are, or are to be; None for its own folder.

    Args:
        directory: the graph directory.
        held: manifest of its current version, None before the first.
        store: the server that the user names (see :meth:`StoreAddress.find`), None for that of the graph.
        letters_graph: the named graph for letters that the user names, None for that of the graph.

    Raises:
        GraphDirectoryError: the graph keeps its triples elsewhere.
        RemoteStoreError: as :meth:`StoreAddress.find`.
    """
    begun = _noted(directory) if held is None else None
    known = begun.server if begun else held.server if held else None
    if store is None:
        if letters_graph is not None and (known is None or known.letters != letters_graph):
            raise GraphDirectoryError(f"{directory}: --store-graph goes with the --store that it stands in")
        return known
    address = StoreAddress.find(store)
    letters = letters_graph or (known.letters if known else LETTERS_GRAPH)
    wanted = ServerPlace(query=address.query, update=address.update, graphs=address.graphs, letters=letters)
    if held is not None and known != wanted:
        where = "its own folder" if known is None else str(known)
        raise GraphDirectoryError(
            f"{directory}: this graph keeps its triples in {where}, not in {wanted}; "
            "leave --store and --store-graph out, or build into a new folder"
        )
    return wanted


class ServerSide:
    """A build's hold on the server; only one build is at work in the graph directory.

    Args:
        directory: the graph directory.
        place: the server.
    """

    def __init__(self, directory: Path, place: ServerPlace) -> None:
        self._directory = directory
        self._place = place
        self.letters: Final = RemoteLetters(RemoteStore.at(place))

    def mend(self, current: Version | None, kept: LetterSegments) -> None:
        """Put right what a build that ended too early has left in the server.

        Args:
            current: the version that the server is to agree with.
            kept: its letters.

        Raises:
            GraphDirectoryError: there is no version yet, and letters of another graph are there.
            RemoteStoreError: the server refuses or fails.
        """
        note = _noted(self._directory)
        if note is None or note.server != self._place:
            if current is None and not self.letters.are_none():
                raise GraphDirectoryError(
                    f"{self._place} holds letters of another graph already; name another graph for these "
                    "(--store-graph IRI), or remove those"
                )
            return
        if current is None:
            self.letters.clear()
        else:
            self._bring_back(note.letters, current.manifest, kept)
        self.end()

    def begin(self, letters: Iterable[str] | None) -> None:
        """Note what is about to change, before anything does.

        Args:
            letters: identifiers; None for all, which are removed at once.
        """
        names = None if letters is None else sorted(set(letters))
        note = _Note(server=self._place, letters=names)
        replace_file(self._directory / _NOTE, msgspec.json.encode(note))
        if names is None:
            self.letters.clear()

    def end(self) -> None:
        """Note that the server agrees with the current version."""
        (self._directory / _NOTE).unlink(missing_ok=True)
        sync_file(self._directory)

    def close(self) -> None:
        """Close all connections."""
        self.letters.close()

    def _bring_back(self, names: list[str] | None, manifest: Manifest, kept: LetterSegments) -> None:
        iris = Iris(manifest.base)
        # Evidence points to its letter, and is not found from there.
        if names is None or len(names) > _MOST or manifest.evidence != "none":
            self.letters.clear()
            names = kept.identifiers()
        else:
            nodes = {NamedNode(iris.determination(name)) for name in names}
            strays = {node for name, node in self.letters.determinations() if not kept.holds(name)}
            self.letters.purge(sorted(nodes | strays, key=str))
        self.letters.put((name, statements_of(kept, name, iris, manifest.evidence)) for name in names)


def _noted(directory: Path) -> _Note | None:
    path = directory / _NOTE
    return read_struct(path, _Note) if path.exists() else None
