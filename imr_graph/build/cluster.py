"""The executor of a Dask cluster, as the pipeline wants one.

Dask tries a chunk again where its worker is lost. What it gives up, since several workers ended over it,
and what goes under with a connection, breaks the executor here, as it does where processes of this
machine end: the pipeline then tries again in smaller pieces, and leaves out the letter at fault.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from imr_graph import __version__
from imr_graph.errors import ClusterError
from imr_graph.extract.letter import RULES_VERSION

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")

_CONNECTING: Final = 10.0
"""Seconds in which a scheduler must answer."""

_GLANCE: Final = 1.0
"""Seconds between two looks at whether the scheduler is still there."""

_EDITION: Final = f"{__version__} with rules {RULES_VERSION}"
"""What must be the same on every worker, or the same letters would give another graph."""


def cluster_executor(address: str) -> Callable[[], Executor]:
    """What starts the executor of a Dask cluster; it may be called again after one broke.

    Args:
        address: the scheduler's, such as ``tcp://10.0.0.5:8786``.

    Raises:
        ClusterError: Dask is not installed; when called, the scheduler cannot be reached, too.
    """
    _dask()
    return partial(_ClusterExecutor, address)


def cluster_workers(address: str) -> int:
    """How many chunks the workers of a Dask cluster take at a time, all together.

    Args:
        address: the scheduler's.

    Raises:
        ClusterError: Dask is not installed, the scheduler cannot be reached, or has no workers.
    """
    with _connected(address) as client:
        threads: int = sum(client.nthreads().values())
    if not threads:
        raise ClusterError(
            f"{address}: this scheduler has no workers; start some (dask worker {address} --nthreads 1)"
        )
    return threads


def _dask() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise ClusterError(
            "Dask is not installed; install it here and on the cluster: pip install 'imr-graph[cluster]'"
        ) from error


def _connected(address: str) -> Client:
    _dask()
    from distributed import Client

    try:
        return Client(address, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers there ({str(error) or type(error).__name__}); "
            "check the address, and that it runs the same release of Dask"
        ) from error


class _ClusterExecutor(Executor):
    """Dask's executor, whose losses are those of a broken one.

    Args:
        address: the scheduler's.

    Raises:
        ClusterError: the scheduler cannot be reached.
    """

    def __init__(self, address: str) -> None:
        self._client = _connected(address)
        # The same chunk sent again is new work: what it gave before was an error.
        self._executor = self._client.get_executor(pure=False)
        self._under_way: set[Future[Any]] = set()
        self._lock = Lock()
        self._ended = Event()
        Thread(target=self._watch, name="cluster", daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future of the work, done by any of the workers."""
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        with self._lock:
            self._under_way.add(outer)
        try:
            inner = self._executor.submit(_as_here, _EDITION, fn, *args, **kwargs)
        except RuntimeError as error:  # the client has closed
            self._fail(outer, _broken(error))
        else:
            inner.add_done_callback(partial(self._hand_on, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give work that is not done back, unless it is to be waited for, and leave the cluster."""
        if not self._ended.is_set():
            self._ended.set()
            self._executor.shutdown(wait=wait and not cancel_futures)
            self._client.close()
            self._break_all("the executor was shut down")

    def _hand_on(self, outer: Future[T], inner: Future[T]) -> None:
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        try:
            result = inner.result()
        except (KilledWorker, CommClosedError, CancelledError) as error:
            self._fail(outer, _broken(error))
        except Exception as error:  # noqa: BLE001 - the future hands it on
            self._fail(outer, _missing(error.__cause__) or error)
        else:
            if self._is_open(outer):
                outer.set_result(result)

    def _watch(self) -> None:
        """See the scheduler go: Dask leaves futures open whose result was just being fetched."""
        while not self._ended.wait(_GLANCE):
            if self._client.status != "running":
                self._break_all("the connection to the scheduler was lost")

    def _break_all(self, why: str) -> None:
        with self._lock:
            left = list(self._under_way)
        for future in left:
            self._fail(future, _broken(ConnectionError(why)))

    def _fail(self, outer: Future[Any], error: BaseException) -> None:
        if self._is_open(outer):
            outer.set_exception(error)

    def _is_open(self, outer: Future[Any]) -> bool:
        """Whether a future has no outcome yet; it is about to be given one, by who asks first."""
        with self._lock:
            if outer not in self._under_way:
                return False
            self._under_way.remove(outer)
            return True


def _broken(error: BaseException) -> BrokenExecutor:
    broken = BrokenExecutor(f"the cluster gave the work up ({str(error) or type(error).__name__})")
    broken.__cause__ = error
    return broken


def _missing(error: BaseException | None) -> ClusterError | None:
    """What to say where the scheduler or a worker lacks a module that the work needs."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    return ClusterError(f"the cluster lacks {error.name}; install imr-graph {__version__} on all of it")


def _as_here(edition: str, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a piece of work on a worker, if it would give there what it gives here."""
    if edition != _EDITION:
        raise ClusterError(f"a worker has imr-graph {_EDITION}, not {edition}; install the same on all")
    return fn(*args, **kwargs)
