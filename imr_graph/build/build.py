"""Letters into a graph directory: read, stage, settle, load, publish.

Nothing of a build is seen before it is published. One that is killed leaves the last version whole,
and what it had read: the next one goes on from there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from imr_graph import __version__
from imr_graph.build.ahead import LoadingAhead
from imr_graph.build.intake import Intake
from imr_graph.build.loading import forget, load, standing_records, take_back, take_out_former
from imr_graph.build.placing import EmbeddedLetters
from imr_graph.build.progress import NO_PROGRESS, Progress
from imr_graph.build.reading import KeptText, Task
from imr_graph.build.report import BuildReport
from imr_graph.build.schemes import ontology_version, present_named_graphs
from imr_graph.build.server import ServerSide, place_of
from imr_graph.build.settling import Settlement, settle
from imr_graph.build.sources import find_sources
from imr_graph.build.work import local_processes
from imr_graph.cube import write_cube
from imr_graph.errors import BaseIriError, GraphDirectoryError
from imr_graph.extract.letter import RULES_VERSION
from imr_graph.letters.limits import DEFAULT_LIMITS, Limits
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_hash
from imr_graph.remote.letters import LetterTriples
from imr_graph.search.files import is_current
from imr_graph.search.writing import SearchDraft, write_index
from imr_graph.store.directory import Draft, EvidenceForm, GraphDirectory, Manifest, Version
from imr_graph.store.ledger import Ledger
from imr_graph.store.manifest import ServerPlace
from imr_graph.store.segments import LetterSegments
from imr_graph.store.staging import Staging
from imr_graph.tables import FactTables

Known = Callable[[Sequence[str]], set[str]]
PROCESSORS: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Processors that this process may use."""


def build_graph(
    letters: Iterable[str | Path],
    directory: Path,
    *,
    base: str | None = None,
    evidence: EvidenceForm | None = None,
    limits: Limits = DEFAULT_LIMITS,
    readmit: Iterable[str] = (),
    store: str | None = None,
    letters_graph: str | None = None,
    start: Callable[[], Executor] | None = None,
    workers: int = PROCESSORS,
    progress: Progress = NO_PROGRESS,
) -> BuildReport:
    """Build a graph of letters, or add letters to one that exists.

    A letter that gives no record is reported and quarantined, and changes nothing; the rest is built.
    Where no letter gives a record and there was no graph, none is made. Where the graph was built by
    other rules than the present ones, or with its evidence in another form, its kept texts are read
    again as well, and so are those in quarantine.

    Args:
        letters: files, or folders of them; paths or URLs.
        directory: the graph directory; made where it is absent.
        base: base of the letters' IRIs; None keeps that of the graph, or takes the default.
        evidence: whether the triples hold the evidence too; None keeps the form that the graph has,
            which at first is "none": evidence stands in the records alone.
        limits: what one file may take.
        readmit: cases that were removed and are to be taken in again.
        store: SPARQL server that keeps the triples (see :meth:`imr_graph.remote.StoreAddress.find`); None
            for where the graph has them, which at first is its own folder.
        letters_graph: the named graph that letters stand in there; None for that of the graph.
        start: gives the executor that reads letters; None takes processes of this machine.
        workers: how many letters it reads at a time.
        progress: is told how far the build is.

    Raises:
        GraphDirectoryError: the directory is none of ours, was built by a newer version or on
            another base, keeps its triples elsewhere, another build is at work in it, or the disk
            refuses what is written.
        RemoteStoreError: the server refuses, fails or does not answer.
    """
    build = _Build(directory, limits, start or partial(local_processes, workers), workers, progress)
    return build.run(base, evidence, readmit, find_sources(letters), store, letters_graph)


def rebuild_graph(
    directory: Path, *, evidence: EvidenceForm | None = None, progress: Progress = NO_PROGRESS
) -> BuildReport:
    """Derive a graph again from the texts kept with it, by the present rules.

    A kept text that gives no record any more is reported; its former record stays.

    Args:
        directory: the graph directory.
        evidence: whether the triples hold the evidence too; None keeps the form that the graph has.
        progress: is told how far the build is.

    Raises:
        GraphDirectoryError: there is no graph, or as :func:`build_graph`.
    """
    if GraphDirectory(directory).current() is None:
        raise GraphDirectoryError(f"{directory}: no graph here to build again")
    build = _Build(directory, DEFAULT_LIMITS, partial(local_processes, PROCESSORS), PROCESSORS, progress)
    return build.run(None, evidence, (), (), renew=True)


class _Build:
    """One run of the pipeline."""

    def __init__(
        self,
        directory: Path,
        limits: Limits,
        start: Callable[[], Executor],
        workers: int,
        progress: Progress,
    ) -> None:
        self._directory = GraphDirectory(directory)
        self._limits = limits
        self._start = start
        self._workers = workers
        self._progress = progress
        self._report = BuildReport()

    def run(
        self,
        base: str | None,
        evidence: EvidenceForm | None,
        readmit: Iterable[str],
        sources: Iterable[str],
        store: str | None = None,
        letters_graph: str | None = None,
        *,
        renew: bool = False,
    ) -> BuildReport:
        """Read and publish."""
        with self._directory.working(), ExitStack() as stack:
            previous = self._directory.current()
            held = previous.manifest if previous else None
            wanted = evidence or (held.evidence if held else "none")
            renew |= held is not None and (_is_of_other_rules(held) or held.evidence != wanted)
            task = Task(base=_settled_base(held, base), evidence=wanted, limits=self._limits)
            ledger = self._directory.ledger()
            stack.callback(ledger.close)
            ledger.readmit(readmit)
            kept = LetterSegments.open(previous.letters_path) if previous else LetterSegments([])
            stack.callback(kept.close)
            server = place_of(self._directory.path, held, store, letters_graph)
            side = ServerSide(self._directory.path, server) if server else None
            if side is not None:
                stack.callback(side.close)
                side.mend(previous, kept)
            staging = self._directory.staging(f"{__version__} {RULES_VERSION} {task.base} {task.evidence}")
            stack.callback(staging.close)
            first = side is None and (renew or previous is None)
            draft = stack.enter_context(self._directory.drafting(empty=True)) if first else None
            ahead = None
            if draft is not None:
                ahead = LoadingAhead(EmbeddedLetters(draft.triples), ledger.tombstones())
                stack.enter_context(ahead)
            intake = Intake(
                task, kept, staging, ahead, ledger, self._report, self._progress, self._start, self._workers
            )
            with self._timed("read"):
                intake.take_staged()
                if renew:
                    intake.take_kept(self._kept_texts(kept, ledger, staging.known_texts))
                self._progress.stage("reading")
                intake.take_files(sources)
            with self._timed("settle"):
                nothing = LetterSegments([])
                settlement = settle(staging, nothing if renew else kept, kept, ledger.tombstones())
            self._count(settlement)
            if ahead is not None:
                with self._timed("load"):
                    ahead.end()
            has_index = previous is not None and is_current(previous.search_path)
            is_behind = held is not None and (held.schemes != ontology_hash() or not has_index)
            if renew or settlement.changes or is_behind:
                draft = draft or stack.enter_context(
                    self._directory.drafting(empty=renew, embedded=side is None)
                )
                if side is not None:
                    side.begin(None if renew or previous is None else settlement.touched(staging))
                known = None if renew else _triples_before_new_ones(held, settlement)
                triples = EmbeddedLetters(draft.triples, known) if side is None else side.letters
                ontology = self._fill(draft, triples, kept, staging, settlement, task, is_loaded=first)
                self._publish(draft, triples, task, ontology, server)
                if side is not None:
                    side.end()
            elif previous:
                self._tell(previous)
            staging.drop()
        return self._report

    def _kept_texts(self, kept: LetterSegments, ledger: Ledger, staged: Known) -> Iterator[KeptText]:
        """Every text that is kept, and those in quarantine that other rules may read."""
        for letter in kept.kept(staged):
            self._report.rebuilt += 1
            yield KeptText(source=letter.identifier, text=letter.text, record=letter.record)
        for failed in ledger.quarantined(except_rules=RULES_VERSION):
            if failed.text is not None:
                yield KeptText(source=failed.source, text=failed.text, file_sha256=failed.file_sha256)

    def _count(self, settlement: Settlement) -> None:
        report = self._report
        report.new, report.replaced = settlement.new, settlement.replaced
        report.superseded, report.removed_before = settlement.superseded, settlement.removed_before
        report.unchanged += settlement.unchanged
        report.gave_way = settlement.gave_way

    def _fill(
        self,
        draft: Draft,
        triples: LetterTriples,
        kept: LetterSegments,
        staging: Staging,
        settlement: Settlement,
        task: Task,
        *,
        is_loaded: bool,
    ) -> str:
        """Bring a draft and the triples up to date; the ontology's version.

        With ``is_loaded`` the triples of all staged letters are there already, loaded ahead.
        """
        facts = FactTables.open(draft.facts_path, read_only=False) if draft.facts_path.exists() else None
        facts = facts or FactTables.create(draft.facts_path)
        # A draft that begins with letters, but with no index of them to go on with, gets one afterwards.
        grows = draft.previous is None or is_current(draft.search_path)
        with facts, self._timed("load"), ExitStack() as stack:
            words = stack.enter_context(SearchDraft(draft.search_path)) if grows else None
            self._progress.stage("loading", len(staging))
            forget(draft.letters, facts, words, settlement.leaving)
            to_load = None if is_loaded else triples
            load(staging.chunks(), settlement, to_load, draft.letters, facts, words, self._progress.advance)
            if words is None:
                write_index(draft.search_path, standing_records(draft.letters))
            iris = Iris(task.base)
            if is_loaded:
                take_back(triples, staging, settlement, draft.letters, iris, task.evidence)
            take_out_former(triples, settlement.leaving, kept, draft.letters, iris, task.evidence)
            facts.finish()
            previous = draft.previous.manifest if draft.previous else None
            if previous is not None and previous.schemes == ontology_hash():
                return previous.ontology_version
            quads = present_named_graphs()
            triples.renew(quads)
            return ontology_version(quads)

    def _publish(
        self, draft: Draft, triples: LetterTriples, task: Task, ontology: str, server: ServerPlace | None
    ) -> None:
        self._progress.stage("publishing")
        with self._timed("count"), FactTables.open(draft.facts_path) as facts:
            write_cube(facts, draft.cube_path)
        with self._timed("publish"):
            triples.finish()
            manifest = Manifest(
                package_version=__version__,
                ontology_version=ontology,
                rules=RULES_VERSION,
                base=task.base,
                triples=triples.count(),
                evidence=task.evidence,
                schemes=ontology_hash(),
                server=server,
            )
            self._tell(self._directory.publish(draft, manifest))
        self._report.published = True

    def _tell(self, version: Version) -> None:
        report, manifest = self._report, version.manifest
        report.version = version.name
        report.letters, report.items = manifest.letters, manifest.items
        report.synthetic, report.triples = manifest.synthetic, manifest.triples

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        taken = self._report.seconds.get(stage, 0.0) + time.perf_counter() - began
        self._report.seconds[stage] = round(taken, 3)


def _triples_before_new_ones(held: Manifest | None, settlement: Settlement) -> int | None:
    """How many triples a graph has to which nothing but new letters will come; None where more happens."""
    if held is None or settlement.leaving or held.schemes != ontology_hash():
        return None
    return held.triples


def _is_of_other_rules(manifest: Manifest) -> bool:
    """Whether a letter may give other triples now than it gave then."""
    return (manifest.package_version, manifest.rules) != (__version__, RULES_VERSION)


def _settled_base(held: Manifest | None, base: str | None) -> str:
    """The base that letters' IRIs get: one graph has one."""
    try:
        wanted = None if base is None else Iris(base).base
    except BaseIriError as error:
        raise GraphDirectoryError(str(error)) from error
    if held is None:
        return wanted or DEFAULT_BASE
    if wanted not in {None, held.base}:
        raise GraphDirectoryError(
            f"this graph's IRIs stand on {held.base}, not on {wanted}; "
            "leave the base out, or build into a new folder"
        )
    return held.base
