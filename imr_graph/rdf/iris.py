"""IRIs of what letters say: minted under a configurable base, and read back.

Each kind of node has one template (``determination/{identifier}/item/{number}``), each kind of
part in braces one convertor: a regular expression, a parse and its inverse format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, unquote

from imr_graph.errors import BaseIriError
from imr_graph.rdf.vocabulary import CONCEPT, SCHEME

DEFAULT_BASE: Final = "https://imr-graph.example/"

NodeKind = Literal[
    "determination",
    "patient",
    "diagnosis",
    "reviewer",
    "item",
    "drug",
    "decision",
    "citation",
    "pages",
    "warning",
    "text",
    "reading",
    "evidence",
    "target",
    "position",
    "quote",
]

# Scheme, authority, path: neither query nor fragment, since paths are appended; RFC 3987 leaves out the rest.
_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^\s<>\"{}|\\^`?#\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Convertor:
    """One kind of changing part of an IRI.

    Args:
        pattern: regular expression of the part as it stands in an IRI; no groups.
        parse: the part's text to its value.
        format: the inverse; raises ValueError for what the pattern would not match.
    """

    pattern: str
    parse: Callable[[str], str | int]
    format: Callable[[str | int], str]


def _format_identifier(value: str | int) -> str:
    text = str(value)
    if not text:
        raise ValueError("an identifier must not be empty")
    return quote(text, safe="")


def _format_number(value: str | int) -> str:
    number = int(value)
    if number < 1:
        raise ValueError(f"positions are counted from 1, not {number}")
    return str(number)


CONVERTORS: Final[dict[str, Convertor]] = {
    "identifier": Convertor(r"[^/?#\s]+", unquote, _format_identifier),
    "number": Convertor(r"[1-9][0-9]*", int, _format_number),
}

TEMPLATES: Final[dict[NodeKind, str]] = {
    "determination": "determination/{identifier}",
    "patient": "determination/{identifier}/patient",
    "diagnosis": "determination/{identifier}/diagnosis/{number}",
    "reviewer": "determination/{identifier}/reviewer",
    "item": "determination/{identifier}/item/{number}",
    "drug": "determination/{identifier}/item/{number}/drug",
    "decision": "determination/{identifier}/item/{number}/decision",
    "citation": "determination/{identifier}/item/{number}/citation/{number}",
    "pages": "determination/{identifier}/item/{number}/citation/{number}/pages/{number}",
    "warning": "determination/{identifier}/warning/{number}",
    "text": "determination/{identifier}/text",
    "reading": "determination/{identifier}/reading",
    "evidence": "determination/{identifier}/evidence/{number}",
    "target": "determination/{identifier}/evidence/{number}/target/{number}",
    "position": "determination/{identifier}/evidence/{number}/target/{number}/position",
    "quote": "determination/{identifier}/evidence/{number}/target/{number}/quote",
}

_PART = re.compile(r"\{(\w+)\}")


def _compile(template: str) -> re.Pattern[str]:
    """The template as a regular expression with one group a part."""
    pieces = _PART.split(template)
    return re.compile(
        "".join(
            f"({CONVERTORS[piece].pattern})" if index % 2 else re.escape(piece)
            for index, piece in enumerate(pieces)
        )
    )


_PATTERNS: Final[dict[NodeKind, re.Pattern[str]]] = {
    kind: _compile(template) for kind, template in TEMPLATES.items()
}


@dataclass(frozen=True, slots=True)
class NodeReference:
    """What an IRI names: a kind of node, its determination's identifier, positions from the outside in."""

    kind: NodeKind
    identifier: str
    numbers: tuple[int, ...] = ()


def checked_base(base: str) -> str:
    """The base as IRIs are built on it: absolute, ending in a slash.

    Raises:
        BaseIriError: it is no absolute IRI with an authority, or it has a query or a fragment.
    """
    if not _BASE.fullmatch(base):
        raise BaseIriError(
            f"{base!r} is no base for IRIs: give an absolute one without query or fragment, "
            f"such as {DEFAULT_BASE}"
        )
    return base if base.endswith("/") else base + "/"


class Iris:
    """Mints the IRIs of letters' nodes under one base, and reads them back.

    Args:
        base: absolute IRI; a closing slash is added where it lacks one.

    Raises:
        BaseIriError: see `checked_base`.
    """

    __slots__ = ("base",)

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = checked_base(base)

    def __repr__(self) -> str:
        return f"Iris({self.base!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Iris) and other.base == self.base

    def __hash__(self) -> int:
        return hash(self.base)

    def mint(self, kind: NodeKind, identifier: str, *numbers: int) -> str:
        """The IRI of a node.

        Args:
            kind: one of `TEMPLATES`.
            identifier: the record's identifier (case number, or ``body-…``).
            numbers: positions from the outside in, counted from 1.

        Raises:
            ValueError: the identifier is empty, or number and count of positions do not fit the kind.
        """
        values: list[str | int] = [identifier, *numbers]
        pieces = _PART.split(TEMPLATES[kind])
        if len(values) != len(pieces) // 2:
            raise ValueError(f"{kind} takes {len(pieces) // 2 - 1} positions, not {len(numbers)}")
        for index in range(1, len(pieces), 2):
            pieces[index] = CONVERTORS[pieces[index]].format(values[index // 2])
        return self.base + "".join(pieces)

    def determination(self, identifier: str) -> str:
        """``…/determination/CM16-0213037``: the node that every other one of a letter stands under."""
        return self.mint("determination", identifier)

    def parse(self, iri: str) -> NodeReference | None:
        """What the IRI names, or None where it is none of this base's nodes."""
        if not iri.startswith(self.base):
            return None
        path = iri[len(self.base) :]
        for kind, pattern in _PATTERNS.items():
            if match := pattern.fullmatch(path):
                identifier, *numbers = match.groups()
                return NodeReference(
                    kind=kind,
                    identifier=str(CONVERTORS["identifier"].parse(identifier)),
                    numbers=tuple(int(CONVERTORS["number"].parse(number)) for number in numbers),
                )
        return None


def concept_iri(path: str) -> str:
    """The IRI of the concept at a path of the schemes (``drug/norco``)."""
    return CONCEPT + path


def concept_path(iri: str) -> str | None:
    """The path of a concept's IRI, None where the IRI is no concept's."""
    return iri[len(CONCEPT) :] if iri.startswith(CONCEPT) and len(iri) > len(CONCEPT) else None


def scheme_iri(name: str) -> str:
    """The IRI of a concept scheme, which is also its named graph (``drugs``)."""
    return SCHEME + name
