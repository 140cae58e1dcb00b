"""What passes between the reader of letters and a process that opens PDFs."""

from __future__ import annotations

import struct
from typing import IO, Final, Literal, cast, get_args

Refusal = Literal["damaged", "password", "pages", "text", "empty", "memory"]
"""Why a PDF gives no text: ``pages`` and ``text`` are limits that it passes, ``empty`` means no words."""

_REFUSALS: Final = frozenset(get_args(Refusal))
_LENGTH: Final = struct.Struct(">Q")
_ANSWER: Final = struct.Struct(">cQ")


class RefusedError(Exception):
    """A PDF that gives no text: the reason, and how many pages or characters it has where that matters."""

    def __init__(self, refusal: Refusal, number: int = 0) -> None:
        super().__init__(refusal, number)
        self.refusal: Refusal = refusal
        self.number = number


def send_pdf(pipe: IO[bytes], data: bytes) -> None:
    """Write a PDF's bytes, their length before them."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive_pdf(pipe: IO[bytes]) -> bytes | None:
    """A PDF's bytes, or None when the other end has closed."""
    head = pipe.read(_LENGTH.size)
    return pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else None


def send_answer(pipe: IO[bytes], answer: str | RefusedError) -> None:
    """Write a PDF's text, or why it gives none."""
    if isinstance(answer, RefusedError):
        kind, payload = b"R", f"{answer.refusal} {answer.number}".encode()
    else:
        kind, payload = b"T", answer.encode()
    pipe.write(_ANSWER.pack(kind, len(payload)))
    pipe.write(payload)
    pipe.flush()


def receive_answer(pipe: IO[bytes], longest: int) -> str:
    """A PDF's text, of at most ``longest`` bytes.

    Raises:
        RefusedError: the PDF gives none.
        EOFError: the other end is gone, or what it says is no answer.
    """
    head = pipe.read(_ANSWER.size)
    if len(head) < _ANSWER.size:
        raise EOFError
    kind, length = _ANSWER.unpack(head)
    payload = pipe.read(length) if length <= longest else b""
    if len(payload) < length:
        raise EOFError
    if kind == b"T":
        return payload.decode()
    refusal, _, number = payload.decode().partition(" ")
    if refusal not in _REFUSALS:
        raise EOFError
    raise RefusedError(cast(Refusal, refusal), int(number))
