"""Relay's nodes: whatever has an IRI has a global id too, and can be asked for by it alone.

https://relay.dev/graphql/objectidentification.htm. An id tells the IRI without its base, so it is the same
in every version of the graph and whatever the base. To clients it is opaque.
"""

from __future__ import annotations

import base64
import binascii

import strawberry

from server.graphql.documented import documented, documented_type
from server.graphql.errors import RequestError
from server.graphql.evidence import LetterView

_CONCEPT = "concept/"
_QUESTION = "question/"


@strawberry.interface(description="A thing with a global id, by which `node` gives it again (Relay).")
class Node:
    """Relay's Node."""

    @documented
    def id(self) -> strawberry.ID:
        """The global id: opaque, and the same in every version of the graph."""
        return encode_id(self.reference())

    def reference(self) -> str:
        """What tells the node from all others: its IRI without the base.

        Raises:
            NotImplementedError: a type of nodes does not say.
        """
        raise NotImplementedError


@documented_type
class LetterNode(Node):
    """A node of one letter; no type of the schema by itself. Each type says its own ``iri``."""

    view: strawberry.Private[LetterView]

    def reference(self) -> str:
        """The IRI below the base."""
        iri: str = self.iri()  # type: ignore[attr-defined] # a field of every type of a letter
        return iri.removeprefix(self.view.iris.base)


def encode_id(reference: str) -> strawberry.ID:
    """A reference as a global id."""
    return strawberry.ID(base64.urlsafe_b64encode(reference.encode()).decode("ascii").rstrip("="))


def decode_id(given: str) -> str:
    """The reference that a global id tells.

    Raises:
        RequestError: it is none.
    """
    try:
        padded = given.encode("ascii") + b"=" * (-len(given) % 4)
        reference = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        reference = ""
    if not reference or encode_id(reference) != given:
        raise RequestError("bad-id", f"{given!r} is no global id; take one from a field `id`.")
    return reference


def concept_reference(path: str) -> str:
    """The reference of a concept at a path."""
    return _CONCEPT + path


def referred_concept(reference: str) -> str | None:
    """The path of the concept that a reference tells; None where it tells something else."""
    return reference.removeprefix(_CONCEPT) if reference.startswith(_CONCEPT) else None


def question_reference(name: str) -> str:
    """The reference of a named question."""
    return _QUESTION + name


def referred_question(reference: str) -> str | None:
    """The name of the question that a reference tells; None where it tells something else."""
    return reference.removeprefix(_QUESTION) if reference.startswith(_QUESTION) else None
