"""What can go wrong, as a tree.

ImrGraphError
├── LetterError          a file that gives no letter record: where, why and the cure
├── UnknownDecisionError an item's decision that is none of the known words
├── OntologyFilesError   the ontology's files are not where they should be
├── BaseIriError         a base that letters' IRIs cannot stand under
├── SchemeError          tables that make no sound concept scheme
├── GraphDirectoryError  a graph directory that cannot be read or written
├── RemoteStoreError     a SPARQL server that refuses, fails or does not answer
│   ├── RemoteTimeoutError  it did not answer in time
│   └── RemoteAnswerTooLargeError  its answer is over the limit
├── ClusterError         a Dask cluster that cannot be reached, or is not as it must be
├── QuestionError        a question, or a parameter of one, that cannot be run
│   └── SearchError      words that cannot be searched for within the limits
├── UnknownDeterminationError  a case that the graph does not hold
├── ServerError          a server of a graph that refuses, fails or does not answer
├── MissingExtraError    something that an extra of the package brings, and that is not installed
├── OutputError          a file that cannot be written
└── GexfError            a graph that GEXF, or Gephi, could not hold without loss
"""

from __future__ import annotations


class ImrGraphError(Exception):
    """Base of every error this package raises on purpose."""


class LetterError(ImrGraphError):
    """A file that yields no record.

    Args:
        source: the file as the user named it.
        place: where in the file ("page 2", "byte 0", "items"), or "file".
        cause: what is wrong, in words.
        cure: what the user can do.
    """

    def __init__(self, source: str, place: str, cause: str, cure: str) -> None:
        super().__init__(f"{source}: {place}: {cause}; {cure}")
        self.source = source
        self.place = place
        self.cause = cause
        self.cure = cure


class UnknownDecisionError(ImrGraphError):
    """An item's decision is none of the words that the lexicon knows."""


class OntologyFilesError(ImrGraphError):
    """The ontology's files are not where a checkout or an installed package has them."""


class BaseIriError(ImrGraphError, ValueError):
    """A base that letters' IRIs cannot stand under."""


class SchemeError(ImrGraphError, ValueError):
    """Tables that make no sound concept scheme: what is wrong and where."""


class GraphDirectoryError(ImrGraphError):
    """A graph directory that cannot be read or written as asked."""


class RemoteStoreError(ImrGraphError):
    """A SPARQL server that refuses, fails, cuts an answer off or does not answer.

    Args:
        message: what happened, where, and the cure.
        status: the HTTP status, None where there is none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class RemoteTimeoutError(RemoteStoreError):
    """A SPARQL server did not answer in the time it was given."""


class RemoteAnswerTooLargeError(RemoteStoreError):
    """The answer of a SPARQL server is over the limit of its size."""


class ClusterError(ImrGraphError):
    """A Dask cluster that cannot be reached, or whose workers are not as they must be."""


class QuestionError(ImrGraphError):
    """A named question or one of its parameters is unknown or malformed."""


class UnknownDeterminationError(ImrGraphError, LookupError):
    """The graph holds no determination of that name."""


class ServerError(ImrGraphError):
    """A server of a graph that cannot be reached, refuses, or fails.

    Args:
        message: what happened, where, and the cure.
        status: the HTTP status, None where there was no answer.
        kind: the short name of the server's problem (``query-too-slow``), empty where it named none.
    """

    def __init__(self, message: str, status: int | None = None, kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


class MissingExtraError(ImrGraphError, ImportError):
    """What was asked for needs a library that an extra of this package brings.

    Args:
        library: the module that is missing.
        extra: the extra that brings it.
    """

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed; pip install 'imr-graph[{extra}]' brings it")


class SearchError(QuestionError):
    """Words whose search would pass one of its limits: which, and what to change."""


class OutputError(ImrGraphError):
    """A file that cannot be written where it was asked for."""


class GexfError(ImrGraphError, ValueError):
    """A graph that GEXF, or Gephi's importer, could not hold without loss."""
