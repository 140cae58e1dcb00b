"""Evidence packs of a version, made within the limits of the server."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from imr_graph.errors import OutputError, QuestionError
from imr_graph.evidence.asked import EvidenceQuestion, meaning
from imr_graph.store.graph import Graph
from server.limits.admission import Admission, QueueState
from server.responses.problems import Problem
from server.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from server.serving.counting import Counting
    from server.serving.full_text import Searching

_LEAST_SECONDS: Final = 0.1
"""What a PDF is given where nearly all the time has gone: it ends by the clock, not by a fault."""

OffLoop: TypeAlias = Callable[[Callable[[], bytes]], Awaitable[bytes]]
"""Runs a blocking function in a thread."""


class Packing:
    """Makes the packs of one version, one at a time; threads may share it.

    Args:
        graph: the version.
        settings: the limits.
        counting: its fact tables.
        searching: its full-text index; None where it has none.
    """

    def __init__(
        self, graph: Graph, settings: Settings, counting: Counting, searching: Searching | None
    ) -> None:
        self._graph = graph
        self._settings = settings
        self._counting = counting
        self._searching = searching
        self._admission = Admission(settings, places=1, of_client=1, seconds=settings.evidence_seconds)

    async def pack(
        self, off_loop: OffLoop, question: EvidenceQuestion, quoted: int, server: str, form: str
    ) -> bytes:
        """A pack as a file; whoever waits for a turn holds no thread.

        Args:
            off_loop: runs what blocks.
            question: what is asked for.
            quoted: sentences of an item at most.
            server: the address that letters' pages stand under.
            form: ``html`` or ``pdf``.

        Raises:
            QuestionError: the question cannot be understood, or too many letters fit.
            MissingExtraError: what PDFs are made with is not installed.
            Problem: too many packs are asked for at once, or this one takes too long.
        """
        async with self._admission.admitted_async() as left:
            return await off_loop(lambda: self._made(question, quoted, server, form, left))

    @property
    def queue(self) -> QueueState:
        """The state of the queue."""
        return self._admission.state

    def _made(self, question: EvidenceQuestion, quoted: int, server: str, form: str, seconds: float) -> bytes:
        from imr_graph.evidence.pack import make_pack, select

        until = time.monotonic() + seconds
        meant = meaning(self._graph, question, self._find)
        with self._counting.asked(seconds) as tables:
            selection = select(tables, meant, self._settings.evidence_letters)
        pack = make_pack(self._graph, selection, quoted)
        if form == "html":
            from imr_graph.evidence.page import evidence_page

            return evidence_page(pack, server).encode()
        from imr_graph.evidence.typesetting import evidence_pdf

        try:
            return evidence_pdf(pack, server, max(until - time.monotonic(), _LEAST_SECONDS))
        except OutputError as error:
            raise Problem(503, "evidence-too-slow", "PDF not made", f"{error}.") from error

    def _find(self, words: str) -> pa.Table:
        if self._searching is None:
            raise QuestionError("this version of the graph has no full-text index; the next build makes it")
        return self._searching.items(words, ("title",))
