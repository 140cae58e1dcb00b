"""What the server logs: one line a request and one for each event, as JSON or for people to read.

No line holds words of letters, nor of queries, which may quote them. What is told of a request is in
:mod:`server.observing.requests`; of errors it is their type and where they arose, without their words; of
libraries' lines it is where they were written.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
import sys
import traceback
from types import TracebackType
from typing import Any, Final, TextIO

import msgspec

from server.observing.requests import Seen

_requests = logging.getLogger("server.requests")
_OURS: Final = ("server", "imr_graph")
_TRUSTED: Final = (*_OURS, "uvicorn")
"""Whose words are their own: uvicorn tells of connections, and we serve it without its log of requests."""


def set_up(level: str, form: str, stream: TextIO | None = None) -> str:
    """Have everything that the program logs written to one stream.

    Args:
        level: the least that is told: ``debug``, ``info``, ``warning`` or ``error``.
        form: ``json``, one object a line; ``text``; or ``auto``: ``text`` where the stream is a terminal.
        stream: standard error where it is None.

    Returns:
        the form: ``json`` or ``text``.
    """
    stream = stream or sys.stderr
    if form == "auto":
        form = "text" if stream.isatty() else "json"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    return form


class RequestLog:
    """Writes one line for each request.

    Args:
        clients: how clients are told: ``none``, by ``address``, or ``hashed`` with a key that is made anew at
            each start, so that requests of one client stand together and lead to nobody.
        key: that key, where several processes share one; 64 bytes at most.
    """

    def __init__(self, clients: str, key: bytes | None = None) -> None:
        self._clients = clients
        self._key = key or secrets.token_bytes(16)

    def __call__(self, seen: Seen) -> None:
        """Log one request."""
        told: dict[str, Any] = {
            "request_id": seen.request_id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "milliseconds": round(1000 * seen.seconds, 1),
            "bytes": seen.size,
            "version": seen.version,
        }
        if seen.problem is not None:
            told["problem"] = seen.problem
        if not seen.whole:
            told["cut"] = True
        if self._clients != "none":
            told["client"] = seen.client if self._clients == "address" else self._hashed(seen.client)
        level = logging.ERROR if seen.problem == "internal" else logging.INFO
        _requests.log(level, "request", extra=_told(told))

    def _hashed(self, client: str) -> str:
        return hashlib.blake2b(client.encode(), digest_size=6, key=self._key).hexdigest()


def tell(logger: logging.Logger, message: str, **fields: object) -> None:
    """Log an event with fields of its own."""
    logger.info(message, extra=_told(fields))


class _Lines(logging.Formatter):
    """What both forms have in common."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - theirs
        """ISO 8601 in UTC, with milliseconds."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - theirs
        """Types of an error and of those that led to it, and where each arose; not their words."""
        parts = []
        error: BaseException | None = ei[1]
        while error is not None:
            parts.append(_arisen(error, error.__traceback__))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nThis came of:\n".join(parts)


class JsonLines(_Lines):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_fields(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


class PlainLines(_Lines):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it where an error arose."""
        told = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
        line = f"{head}{_message(record)} {told}".rstrip()
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + self.formatException(record.exc_info)
        return line


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {"told": fields}


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "told", {})
    return fields


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _TRUSTED:
        return record.getMessage()
    return f"written at {record.module}:{record.lineno}; a library's words are not told"


def _arisen(error: BaseException, where: TracebackType | None) -> str:
    return "".join(traceback.format_tb(where)) + type(error).__qualname__
