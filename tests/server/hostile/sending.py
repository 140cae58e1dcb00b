"""Sends hostile requests, and reads what comes back."""

from __future__ import annotations

import json
import re
import socket
import time

from tests.server.hostile.requests import Hostile


def sent(hostile: Hostile, port: int, address: str, patience: float) -> tuple[str, float]:
    """Send a hostile request.

    Args:
        hostile: what is sent.
        port: of a server on 127.0.0.1.
        address: where it comes from.
        patience: seconds to wait for an answer.

    Returns:
        the kind of error that came back, ``ok``, or ``closed`` for none; and the seconds that it took.
    """
    began = time.monotonic()
    received = b""
    with socket.create_connection(("127.0.0.1", port), patience, (address, 0)) as connection:
        try:
            for piece in hostile.pieces:
                connection.sendall(piece)
                time.sleep(hostile.pause)
            if hostile.half_closed:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has answered already, and reads no more
        try:
            while piece := connection.recv(1 << 16):
                received += piece
        except ConnectionResetError:
            pass  # the rest of what was sent was not read
    return _kind(received), time.monotonic() - began


def _kind(response: bytes) -> str:
    if not response:
        return "closed"
    head, _, body = response.partition(b"\r\n\r\n")
    if re.search(rb"transfer-encoding: *chunked", head, re.IGNORECASE):
        body = b"".join(re.split(rb"(?:^|\r\n)[0-9a-f]+\r\n", body))
    status = int(head.split()[1])
    if b"application/problem+json" in head:
        kind: str = json.loads(body)["type"].rpartition(":")[2]
        return kind
    if b"application/json" in head and b'"errors"' in body:
        answer = json.loads(body)
        codes = {error.get("extensions", {}).get("code", "GRAPHQL_ERROR") for error in answer["errors"]}
        return "GRAPHQL_ERROR" if codes else "no error"
    return "ok" if status < 400 else f"{status} without a problem"
