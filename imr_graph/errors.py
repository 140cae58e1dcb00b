"""What can go wrong, as a tree.

ImrGraphError
├── LetterError         a file that gives no letter record: where, why and the cure
├── GraphDirectoryError a graph directory that cannot be read or written
└── QuestionError       a question, or a parameter of one, that cannot be run
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


class GraphDirectoryError(ImrGraphError):
    """A graph directory that cannot be read or written as asked."""


class QuestionError(ImrGraphError):
    """A named question or one of its parameters is unknown or malformed."""
