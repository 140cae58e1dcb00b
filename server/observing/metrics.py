"""``/metrics``: what Prometheus asks.

Requests are counted as they end. Queues, workers and versions are asked when somebody looks: they keep
their own counts, which begin anew with each version of the graph, as counters may. Every label has a bounded
number of values: routes, not paths; kinds of problems, not their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from imr_graph import __version__
from server.limits.admission import QueueState
from server.observing.peers import Peers
from server.observing.requests import Seen
from server.serving.version import Serving

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_SECONDS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40)


class Metrics:
    """The counts of one application.

    Args:
        serving: gives the version that is served now.
        queues: gives the states of all queues by their names.
        peers: the other processes of the server, None where it is one.
    """

    def __init__(
        self,
        serving: Callable[[], Serving],
        queues: Callable[[], Mapping[str, QueueState]],
        peers: Peers | None = None,
    ) -> None:
        self._peers = peers
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "imr_graph_requests",
            "Requests that have ended.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "imr_graph_request_seconds",
            "Time from a request's headers to the last byte of its response.",
            ("route",),
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._bytes = Counter(
            "imr_graph_response_bytes", "Bytes of responses' bodies.", ("route",), registry=self._registry
        )
        self._problems = Counter(
            "imr_graph_problems", "Problems told to clients, by kind.", ("kind",), registry=self._registry
        )
        self._registry.register(_Served(serving, queues))

    def __call__(self, seen: Seen) -> None:
        """Count a request."""
        self._requests.labels(seen.route, seen.method, str(seen.status)).inc()
        self._seconds.labels(seen.route).observe(seen.seconds)
        self._bytes.labels(seen.route).inc(seen.size)
        if seen.problem is not None:
            self._problems.labels(seen.problem).inc()

    def publish(self) -> None:
        """Let the other processes know, where there are some; blocks."""
        if self._peers is not None:
            self._peers.publish(self._registry)

    async def answer(self, _: Request) -> Response:
        """All of it, as Prometheus reads it; of all processes where there are several."""
        text = await anyio.to_thread.run_sync(self._text)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _text(self) -> bytes:
        if self._peers is None:
            return generate_latest(self._registry)
        self._peers.publish(self._registry)
        together = CollectorRegistry()
        together.register(self._peers)
        return generate_latest(together)


class _Served(Collector):
    """What the version that is served tells of itself."""

    def __init__(
        self, serving: Callable[[], Serving], queues: Callable[[], Mapping[str, QueueState]]
    ) -> None:
        self._serving = serving
        self._queues = queues

    def collect(self) -> Iterable[Metric]:
        serving = self._serving()
        graph = GaugeMetricFamily(
            "imr_graph_served", "The version that is served: always 1.", labels=("version", "program")
        )
        graph.add_metric((serving.graph.version or "", __version__), 1)
        yield graph
        yield GaugeMetricFamily("imr_graph_letters", "Letters served.", value=serving.counts.letters)
        running = GaugeMetricFamily("imr_graph_running", "Queries that run.", labels=("queue",))
        waiting = GaugeMetricFamily(
            "imr_graph_waiting", "Queries that wait for their turn.", labels=("queue",)
        )
        admitted = CounterMetricFamily("imr_graph_admitted", "Queries let in.", labels=("queue",))
        refused = CounterMetricFamily("imr_graph_refused", "Queries turned away.", labels=("queue",))
        waited = CounterMetricFamily(
            "imr_graph_waited_seconds", "Time that queries waited for their turn.", labels=("queue",)
        )
        for name, state in self._queues().items():
            running.add_metric((name,), state.running)
            waiting.add_metric((name,), state.waiting)
            admitted.add_metric((name,), state.admitted)
            refused.add_metric((name,), state.refused)
            waited.add_metric((name,), state.waited_seconds)
        yield from (running, waiting, admitted, refused, waited)
        kills = CounterMetricFamily("imr_graph_kills", "Workers ended, by cause.", labels=("cause",))
        for cause, count in serving.kills.items():
            kills.add_metric((cause,), count)
        yield kills
