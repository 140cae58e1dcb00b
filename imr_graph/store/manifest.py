"""What a published version says of itself, and the folder it lies in."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, TypeVar

import msgspec

from imr_graph.errors import GraphDirectoryError

T = TypeVar("T", bound=msgspec.Struct)

EvidenceForm = Literal["none", "rdf"]
"""Whether the triples of a letter hold its evidence too; the record always does."""

FORMAT: Final = 2
"""Raised when a graph directory is laid out so that older programs cannot read it."""

MANIFEST: Final = "manifest.json"
DOOMED: Final = "doomed"
"""A file of this name says that the version goes as soon as nobody has it open."""


class ServerPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A SPARQL server that keeps a graph's triples; who may write there is no part of it.

    Args:
        query: endpoint of queries.
        update: endpoint of updates.
        graphs: endpoint of the Graph Store protocol.
        letters: the named graph that the letters stand in.
    """

    query: str
    update: str
    graphs: str
    letters: str

    def __str__(self) -> str:
        return f"{self.query} (letters in <{self.letters}>)"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What one published version holds.

    Args:
        format: of the graph directory.
        package_version: of the program that built it.
        ontology_version: IRI of the ontology's version.
        rules: version of the rules that read the letters.
        base: of the letters' IRIs.
        letters: determinations.
        items: their disputed items.
        synthetic: determinations whose letter says that it was made up.
        triples: all triples, those of ontology and schemes too.
        evidence: kept so that later builds derive, and remove, the same triples.
        optimized: triples when the store was last optimised.
        schemes: hash of the ontology's and schemes' statements.
        server: where the triples are, None where they lie in the version's own store.
        run: facts about the build that published it (times, counts), for people; the same letters
            give the same manifest but for these.
    """

    format: int = FORMAT
    package_version: str
    ontology_version: str
    rules: str
    base: str
    letters: int = 0
    items: int = 0
    synthetic: int = 0
    triples: int = 0
    evidence: EvidenceForm = "none"
    optimized: int = 0
    schemes: str = ""
    server: ServerPlace | None = None
    run: dict[str, str | int | float] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionFolder:
    """Where the parts of a version lie, published or in the making."""

    path: Path

    @property
    def store_path(self) -> Path:
        """The Oxigraph folder of the triples; absent where a server keeps them."""
        return self.path / "store"

    @property
    def letters_path(self) -> Path:
        """The folder of the kept letters' segments."""
        return self.path / "letters"

    @property
    def facts_path(self) -> Path:
        """Where the fact tables lie, if the version has them."""
        return self.path / "facts.duckdb"

    @property
    def cube_path(self) -> Path:
        """Where the data cube's store lies, if the version has one."""
        return self.path / "cube"

    @property
    def search_path(self) -> Path:
        """The folder of the full-text index, if the version has one."""
        return self.path / "search"


@dataclass(frozen=True, slots=True)
class Version(VersionFolder):
    """One published version on disk."""

    manifest: Manifest

    @property
    def name(self) -> str:
        """Its number, as six digits."""
        return self.path.name

    @property
    def is_doomed(self) -> bool:
        """Whether it goes as soon as nobody has it open."""
        return (self.path / DOOMED).exists()

    def hold(self) -> IO[bytes]:
        """Keep builds from removing this version until the returned file is closed.

        Raises:
            OSError: the version is gone.
        """
        lock = (self.path / MANIFEST).open("rb")
        fcntl.flock(lock, fcntl.LOCK_SH)
        if os.fstat(lock.fileno()).st_nlink == 0:  # removed while this waited for the lock
            lock.close()
            raise FileNotFoundError(str(self.path))
        return lock

    def size(self) -> int:
        """Bytes of all its files; those that it shares with other versions count too."""
        return sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file())


def read_struct(path: Path, form: type[T]) -> T:
    """A JSON file of a graph directory.

    Raises:
        GraphDirectoryError: it is absent or damaged.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=form)
    except (OSError, msgspec.MsgspecError) as error:
        raise GraphDirectoryError(f"{path}: the graph directory is damaged here ({error})") from error
