"""What must hold for any input: a record whose every part fits its text, or one clear error."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

import msgspec

from imr_graph.errors import LetterError
from imr_graph.extract.letter import body_hash, body_identifier, parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.triples import triples
from imr_graph.record import Record
from imr_graph.warning_codes import WARNING_CODES

_IDENTIFIER: Final = re.compile(r"(?:CM\d{2}-\d{5,8}|IMR[ -]?\d{2}-\d{5,8}|body-[0-9a-f]{16})\Z")
_IRIS: Final = Iris(DEFAULT_BASE)
_FAULT: Final = "report this letter"
"""How the error ends that stands for a fault of the program and not of the letter."""


class FaultError(AssertionError):
    """Something that must hold for every input does not."""


def check_text(text: str) -> Record | None:
    """Parse a kept text and check what comes of it.

    Returns:
        The record; None where the text was refused with a clear error.

    Raises:
        FaultError: the record does not fit the text, or the program met a fault of its own.
    """
    try:
        record = parse_letter(LetterText("letter.txt", text))
    except LetterError as error:
        check_error(error)
        return None
    check_record(record, text)
    return record


def check_error(error: LetterError) -> None:
    """An error is one line that names file, place, cause and cure, and blames the letter.

    Raises:
        FaultError: it does not.
    """
    if _FAULT in error.cure:
        raise FaultError(str(error)) from error
    _hold(bool(error.source and error.place and error.cause and error.cure), "the error names all it must")
    _hold(len(str(error).splitlines()) == 1, "the error is one line")


def check_record(record: Record, text: str) -> None:
    """Whether a record fits the text that it was read from.

    Raises:
        FaultError: it does not.
    """
    _hold(record.text_sha256 == hashlib.sha256(text.encode()).hexdigest(), "the text's hash")
    _hold(record.body_sha256 == body_hash(text), "the body's hash")
    _hold(bool(_IDENTIFIER.match(record.identifier)), f"the identifier {record.identifier!r}")
    named = record.case_number or body_identifier(record.body_sha256)
    _hold(record.identifier == named, "the identifier is the case number or the body's")
    _hold(bool(record.items), "a record has items")
    plain = msgspec.to_builtins(record)
    for evidence in record.evidence:
        _hold(bool(evidence.rule) and bool(evidence.spans), f"{evidence.path}: a rule and spans")
        _hold(_resolves(plain, evidence.path), f"{evidence.path} is in the record")
        inside = all(0 <= start < end <= len(text) for start, end in evidence.spans)
        _hold(inside, f"{evidence.path}: spans {evidence.spans} inside {len(text)} characters")
        page = 1 + text.count("\f", 0, evidence.spans[0][0])
        _hold(evidence.page == page, f"{evidence.path}: page {evidence.page}, stands on {page}")
    for warning in record.warnings:
        _hold(warning.code in WARNING_CODES, f"the warning {warning.code!r} is documented")
        _hold(_resolves(plain, warning.path), f"{warning.code}: {warning.path} is in the record")
    decoded = msgspec.json.decode(msgspec.json.encode(record), type=Record, strict=True)
    _hold(decoded == record, "the record survives its JSON")
    for _ in triples(record, _IRIS):  # makes every IRI and literal of it
        pass


def _resolves(plain: Any, path: str) -> bool:
    """Whether a JSON pointer names a value of a record."""
    for step in path.split("/")[1:]:
        if isinstance(plain, dict) and step in plain:
            plain = plain[step]
        elif isinstance(plain, list | tuple) and step.isdigit() and int(step) < len(plain):
            plain = plain[int(step)]
        else:
            return False
    return path == "" or path.startswith("/")


def _hold(holds: bool, what: str) -> None:
    if not holds:
        raise FaultError(what)
