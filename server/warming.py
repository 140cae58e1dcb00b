"""What pages need of a version, prepared beside the requests, so that no first visitor waits for it.

Libraries, templates, concepts, sets of items and the first page's numbers take some seconds together. A
server answers without them: :mod:`server.process.running` begins this once it does, and it begins anew with
each newer version. Steps are short and come one after the other, each when no request is being answered.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from server.observing.logs import tell
from server.serving.version import Serving

if TYPE_CHECKING:
    from server.serving.following import Follower

log = logging.getLogger(__name__)

Step: TypeAlias = tuple[str, Callable[[], object]]
"""What is prepared, in words, and what prepares it; it blocks."""

_BEFORE: Final = 0.3
"""Seconds before the first step, which are the server's own."""
_LONGEST_WAIT: Final = 2.0
"""Seconds that a step waits for a moment without requests; then it comes all the same."""
_LOOK: Final = 0.02
"""Seconds between looks for such a moment."""
_LAST_STEP: Final = 5.0
"""Seconds that a step has to end in when the server stops; its queries are interrupted then."""


class Warming:
    """Prepares versions in a thread, one at a time, the one that is served now.

    Args:
        steps: of a version.
    """

    def __init__(self, steps: Callable[[Serving], Iterator[Step]] | None = None) -> None:
        self._steps = steps or steps_of
        self._ended = threading.Event()
        self._at_work = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self, follower: Follower) -> None:
        """Prepare the version that is served now; returns at once."""
        self._thread = threading.Thread(target=self._run, args=(follower,), name="warm-up", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Take no further step; blocks until the one at work has ended, or for some seconds."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_LAST_STEP)

    def _run(self, follower: Follower) -> None:
        serving = follower.serving

        def over() -> bool:
            return self._ended.is_set() or follower.serving is not serving

        with self._at_work:
            began = time.monotonic()
            self._ended.wait(_BEFORE)
            for name, step in self._steps(serving):
                self._wait_for_quiet(follower)
                if over():
                    return
                try:
                    step()
                except Exception as error:  # noqa: BLE001 - pages make up for it, and tell their visitors why not
                    if not over():
                        log.warning("%s could not be prepared: %s", name, error)
            seconds = time.monotonic() - began
            tell(log, "pages prepared", version=serving.graph.version, seconds=round(seconds, 1))

    def _wait_for_quiet(self, follower: Follower) -> None:
        until = time.monotonic() + _LONGEST_WAIT
        while follower.requests and time.monotonic() < until and not self._ended.wait(_LOOK):
            pass


def steps_of(serving: Serving) -> Iterator[Step]:
    """What is prepared of a version, what most pages need first."""
    from server.web.completion import completion
    from server.web.shell import load_templates

    yield "templates", load_templates
    yield "concepts", lambda: serving.catalogue
    if serving.graph.facts_path is not None:
        yield "the fact tables", lambda: serving.counting
        yield from _steps_of_tables(serving)
    if serving.graph.search_path is not None:
        yield "the full-text index", partial(_searched, serving)
    yield from _steps_of_names(serving)
    yield "the SPARQL editor", partial(completion, cube=False)


def _steps_of_tables(serving: Serving) -> Iterator[Step]:
    from server.rows.search_results import FACETS, prepare_values
    from server.web.concept_counts import used_concepts
    from server.web.concept_kinds import concept_kinds
    from server.web.evidence import SUGGESTED
    from server.web.home import overview
    from server.web.suggestions import suggestions

    yield "the first page", partial(overview, serving)
    kinds = concept_kinds().values()
    beside = (name for kind in kinds for name in kind.beside)
    for name in dict.fromkeys((*FACETS, *beside)):
        yield f"values of {name}", partial(prepare_values, serving, name)
    for name in dict.fromkeys(kind.dimensions[0] for kind in kinds if kind.dimensions):
        yield f"concepts of {name}", partial(used_concepts, serving, name)
    for name in dict.fromkeys(name for names in SUGGESTED.values() for name in names):
        yield f"suggestions of {name}", partial(suggestions, serving, name)


def _searched(serving: Serving) -> None:
    """Search once: the index is opened, and its libraries load with the first answer."""
    if (searching := serving.search) is not None:
        searching.search("request", limit=1)


def _steps_of_names(serving: Serving) -> Iterator[Step]:
    """By labels of these kinds questions are asked most."""
    from imr_graph.questions import load_questions
    from imr_graph.questions.concepts import Concepts

    concepts = Concepts(serving.graph)
    asked = (one.kind for known in load_questions().values() for one in known.parameters)
    for kind in sorted(set(filter(None, asked))):
        yield f"names of {kind}", partial(concepts.learn, kind)
