"""Letters into a graph directory: read, parse, derive triples, keep.

What a graph holds depends on the set of letters that ever arrived, never on their order:

* of several letters with one case number the one with the latest decision date stays, of those
  the one whose text has the largest hash;
* a letter without a case number gives way to one with the same body that has one, whichever
  came first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from pyoxigraph import NamedNode, Quad, QuerySolutions

from imr_graph import __version__
from imr_graph.build.report import BuildReport, Outcome
from imr_graph.errors import BaseIriError, GraphDirectoryError, LetterError
from imr_graph.extract.letter import RULES_VERSION, body_identifier, parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.limits import DEFAULT_LIMITS, Limits
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.rdf.annotations import evidence_annotations
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import IS_SYNTHETIC
from imr_graph.record import Record
from imr_graph.store.directory import Draft, EvidenceForm, GraphDirectory, Manifest
from imr_graph.store.triple_store import TripleStore

_BATCH: Final = 2_000
"""Letters whose triples are held in memory before they are loaded at once."""

_ONTOLOGY_VERSION: Final = (
    "SELECT ?version WHERE { ?ontology a <http://www.w3.org/2002/07/owl#Ontology> ; "
    "<http://www.w3.org/2002/07/owl#versionIRI> ?version } ORDER BY ?version LIMIT 1"
)


def build_graph(
    letters: Iterable[Path],
    directory: Path,
    *,
    base: str | None = None,
    evidence: EvidenceForm | None = None,
    on_progress: Callable[[int], object] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> BuildReport:
    """Build a graph of letters, or add letters to one that exists.

    A letter that gives no record is reported and changes nothing; the rest is built. Where no letter
    gives a record and there was no graph, none is made. Where the graph was built by other rules
    than the present ones, or with its evidence in another form, its kept texts are read again first.

    Args:
        letters: files, or folders of them.
        directory: the graph directory; made where it is absent.
        base: base of the letters' IRIs; None keeps that of the graph, or takes the default.
        evidence: whether the triples hold the evidence too; None keeps the form that the graph has,
            which at first is "none": evidence stands in the records alone.
        on_progress: called after each letter with the number of letters done.
        limits: what one file may take.

    Raises:
        GraphDirectoryError: the directory is none of ours, was built by a newer version or on
            another base, or another build is at work in it.
    """
    report = BuildReport()
    graph_directory = GraphDirectory(directory)
    previous = graph_directory.current()
    if previous is not None:
        held = previous.manifest.evidence
        evidence = evidence or held
        if _is_of_other_rules(previous.manifest) or evidence != held:
            rebuilt = rebuild_graph(directory, evidence=evidence, on_progress=on_progress)
            report.failed.extend(rebuilt.failed)
    with graph_directory.drafting() as draft, LetterReader(limits) as reader:
        work = _Work(draft, _settled_base(draft, base), evidence or "none", report)
        for letter in reader.read_all(find_letters(letters)):
            report.read += 1
            work.take(letter)
            if on_progress is not None:
                on_progress(report.read)
        work.finish(graph_directory)
    return report


def rebuild_graph(
    directory: Path,
    *,
    evidence: EvidenceForm | None = None,
    on_progress: Callable[[int], object] | None = None,
) -> BuildReport:
    """Derive a graph again from the texts kept with it, by the present rules.

    A kept text that gives no record any more is reported; its former record stays.

    Args:
        directory: the graph directory.
        evidence: whether the triples hold the evidence too; None keeps the form that the graph has.
        on_progress: called after each letter with the number of letters done.

    Raises:
        GraphDirectoryError: there is no graph, or another build is at work in it.
    """
    report = BuildReport()
    graph_directory = GraphDirectory(directory)
    if graph_directory.current() is None:
        raise GraphDirectoryError(f"{directory}: no graph here to build again")
    with graph_directory.drafting(empty=True) as draft, graph_directory.reading() as (version, records):
        held = version.manifest
        work = _Work(draft, held.base, evidence or held.evidence, report)
        for body, identifier in records.bodies():
            draft.records.name_body(body, identifier)
        for record, text in records.letters():
            report.read += 1
            letter = LetterText(record.identifier, text)
            work.settle(letter, fallback=record)
            if on_progress is not None:
                on_progress(report.read)
        work.finish(graph_directory)
    return report


def _is_of_other_rules(manifest: Manifest) -> bool:
    """Whether a letter may give other triples now than it gave then."""
    return (manifest.package_version, manifest.rules) != (__version__, RULES_VERSION)


def _settled_base(draft: Draft, base: str | None) -> str:
    """The base that letters' IRIs get: one graph has one."""
    try:
        wanted = None if base is None else Iris(base).base
    except BaseIriError as error:
        raise GraphDirectoryError(str(error)) from error
    if draft.previous is None:
        return wanted or DEFAULT_BASE
    held = draft.previous.manifest.base
    if wanted not in {None, held}:
        raise GraphDirectoryError(
            f"this graph's IRIs stand on {held}, not on {wanted}; "
            "leave the base out, or build into a new folder"
        )
    return held


class _Work:
    """A draft being filled: decides on each letter, holds triples back to load them in bulk."""

    def __init__(self, draft: Draft, base: str, evidence: EvidenceForm, report: BuildReport) -> None:
        self._draft = draft
        self._records = draft.records
        self._iris = Iris(base)
        self._evidence: EvidenceForm = evidence
        self._report = report
        self._pending: dict[str, list[Quad]] = {}
        self._new: set[str] = set()
        """Identifiers that the graph holds since this build."""

    def take(self, letter: LetterText | LetterError) -> None:
        """Settle what one file gave, unless the graph holds that text."""
        if isinstance(letter, LetterError):
            self._report.failed.append(letter)
            return
        text_sha256 = hashlib.sha256(letter.text.encode()).hexdigest()
        if self._records.holds_text(text_sha256):
            self._report.unchanged += 1
            return
        self.settle(letter)

    def settle(self, letter: LetterText, fallback: Record | None = None) -> None:
        """Parse a letter and put it where it belongs.

        Args:
            letter: the kept text with its source.
            fallback: the record to keep where the text gives none.
        """
        record = fallback
        try:
            parsed = parse_letter(letter)
            quads = list(self._statements(parsed, letter.text))
            record = parsed
        except LetterError as error:
            self._report.failed.append(error)
        if record is None:
            return
        if record is fallback:
            quads = list(self._statements(record, letter.text))
        # Where a file lay is no part of what the letter says.
        sourceless = msgspec.structs.replace(record, source=None)
        outcome = self._place(sourceless, quads, letter)
        self._report.count(outcome)

    def _statements(self, record: Record, text: str) -> Iterator[Quad]:
        """Everything that a letter adds to the graph, and takes with it when it goes."""
        yield from triples(record, self._iris)
        if self._evidence == "rdf":
            yield from evidence_annotations(record, text, self._iris)

    def _place(self, record: Record, quads: list[Quad], letter: LetterText) -> Outcome:
        """Put a record into the graph if it is the one to stay."""
        body = body_identifier(record.body_sha256)
        if record.identifier == body:
            if (case := self._records.case_of_body(body)) is not None:
                self._note(letter.source, f"{case}, the same letter with its case number")
                return "superseded"
        else:
            self._records.name_body(body, record.identifier)
            if (bare := self._records.record(body)) is not None:
                self._drop(bare)
                self._note(body, f"{letter.source}, the same letter with its case number")
                if body in self._new:  # it was given to this build, and counted
                    self._new.remove(body)
                    self._report.new -= 1
                    self._report.superseded += 1
        held = self._records.record(record.identifier)
        if held is not None:
            if held.text_sha256 == record.text_sha256:
                return "unchanged"
            if _rank(held) > _rank(record):
                self._note(letter.source, f"another letter of {record.identifier}{_decided(held)}")
                return "superseded"
            self._drop(held)
            self._note(f"the letter of {record.identifier}{_decided(held)}", letter.source)
        else:
            self._new.add(record.identifier)
        self._pending[record.identifier] = quads
        self._records.put(record, letter.text)
        if len(self._pending) >= _BATCH:
            self._load()
        return "new" if held is None else "replaced"

    def _note(self, loser: str, winner: str) -> None:
        self._report.gave_way.append(f"{loser} gives way to {winner}")

    def _drop(self, record: Record) -> None:
        """Take a letter out of the graph: exactly the triples that its record derives."""
        if self._pending.pop(record.identifier, None) is None:
            text = self._records.text(record.identifier) or ""
            self._draft.triples.remove(self._statements(record, text))
        self._records.remove(record.identifier)

    def _load(self) -> None:
        self._draft.triples.add(quad for quads in self._pending.values() for quad in quads)
        self._pending.clear()

    def finish(self, directory: GraphDirectory) -> None:
        """Load what is held back, renew ontology and schemes, publish if anything changed."""
        self._load()
        renewed = _renew_named_graphs(self._draft.triples)
        report, store = self._report, self._draft.triples
        report.letters, report.items = self._records.counts()
        report.triples = len(store)
        report.synthetic = _synthetic(store)
        previous = self._draft.previous
        if previous is None and not report.letters:
            return  # no letters, no graph: an empty one would hide a path that was mistyped
        if previous is not None and not (renewed or report.built or report.superseded):
            report.version = previous.name
            return
        manifest = Manifest(
            package_version=__version__,
            ontology_version=_ontology_version(store),
            rules=RULES_VERSION,
            base=self._iris.base,
            letters=report.letters,
            items=report.items,
            triples=report.triples,
            evidence=self._evidence,
        )
        report.version = directory.publish(self._draft, manifest).name


def _rank(record: Record) -> tuple[str, str]:
    """What decides between two letters of one identifier: the larger stays."""
    decided = record.dates.decision
    return ("" if decided is None else decided.isoformat(), record.text_sha256)


def _renew_named_graphs(store: TripleStore) -> bool:
    """Put ontology and schemes as the package has them; whether that changed anything."""
    wanted: dict[NamedNode, set[Quad]] = {}
    for quad in ontology_quads():
        if not isinstance(quad.graph_name, NamedNode):
            raise GraphDirectoryError(f"ontology and schemes stand in named graphs, not {quad.graph_name}")
        wanted.setdefault(quad.graph_name, set()).add(quad)
    missing: list[Quad] = []
    extra: list[Quad] = []
    for name in {*store.named_graphs(), *wanted}:
        held, new = set(store.quads(name)), wanted.get(name, set())
        missing += new - held
        extra += held - new
    store.remove(extra)
    store.add(missing)
    return bool(missing or extra)


def _decided(record: Record) -> str:
    day = record.dates.decision
    return "" if day is None else f" decided on {day.isoformat()}"


def _synthetic(store: TripleStore) -> int:
    """The number of determinations that are marked as made up."""
    rows = store.query(f"SELECT ?letter {{ ?letter {IS_SYNTHETIC} true }}")
    return sum(1 for _ in rows) if isinstance(rows, QuerySolutions) else 0


def _ontology_version(store: TripleStore) -> str:
    """The ontology's version IRI, empty where it has none."""
    rows = store.query(_ONTOLOGY_VERSION)
    if isinstance(rows, QuerySolutions):
        for (version,) in rows:
            return version.value if isinstance(version, NamedNode) else ""
    return ""
