"""``/healthz``: the process lives; ``/readyz``: it can answer. Both tell what is served."""

from __future__ import annotations

import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imr_graph.errors import GraphDirectoryError
from imr_graph.store.graph import Graph
from server.limits.access import is_stranger
from server.serving.version import Serving

_NO_WORKER = "no process to answer queries could be started; the log says why"
_STOPPING = "the server is stopping"


class Stopping:
    """Whether the server has been told to stop; load balancers should send nothing more then."""

    def __init__(self) -> None:
        self._told = threading.Event()

    def tell(self) -> None:
        """From now on it is."""
        self._told.set()

    def __bool__(self) -> bool:
        return self._told.is_set()


async def alive(request: Request) -> Response:
    """200 as long as the process answers at all; what ails it is for ``/readyz`` to say."""
    return JSONResponse(await _state(request, "ok"))


async def ready(request: Request) -> Response:
    """200 where queries can be answered, else 503 with the reason."""
    serving = Serving.of(request)
    reason = None
    if request.app.state.stopping:
        reason = _STOPPING
    elif not await serving.off_loop(serving.pool.able):
        reason = _NO_WORKER
    state = await _state(request, reason or "ok")
    return JSONResponse(state) if reason is None else JSONResponse(state, 503, {"Retry-After": "1"})


async def _state(request: Request, status: str) -> dict[str, Any]:
    if is_stranger(request.scope):
        return {"status": status}
    serving = Serving.of(request)
    return {
        "status": status,
        "version": serving.graph.version,
        "newest_version": await serving.off_loop(_newest_version, serving.graph),
        "letters": serving.counts.letters,
        "synthetic_letters": serving.counts.synthetic,
    }


def _newest_version(graph: Graph) -> str | None:
    """The version that was published last, None where the graph directory cannot be read any more."""
    try:
        return graph.newest_version
    except (GraphDirectoryError, OSError):
        return None
