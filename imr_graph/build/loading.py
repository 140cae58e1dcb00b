"""What was read goes into a draft: triples, kept letters, fact rows and indexed words, in one pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from imr_graph.build.reading import statements, unpack_triples
from imr_graph.build.settling import Settlement
from imr_graph.build.work import chunks_of
from imr_graph.rdf.iris import Iris
from imr_graph.record import Record
from imr_graph.remote.letters import LetterTriples
from imr_graph.search.writing import SearchDraft
from imr_graph.store.manifest import EvidenceForm
from imr_graph.store.packing import unpack_record
from imr_graph.store.segments import DraftLetters, LetterSegments
from imr_graph.store.staging import StagedChunk, StagedLetter, Staging
from imr_graph.tables import FactBatch, FactTables

_BATCH: Final = 200
"""Letters whose records, or former and present triples, are in memory at a time."""


def forget(
    letters: DraftLetters, facts: FactTables, words: SearchDraft | None, identifiers: Iterable[str]
) -> None:
    """Take letters out of fact rows and index; among the kept letters they stay, set aside.

    Args:
        letters: the draft's.
        facts: the draft's.
        words: the draft's index; None where it is made anew afterwards.
        identifiers: under which the letters stand.
    """
    leaving = sorted(identifiers)
    facts.remove(leaving)
    if words is not None:
        words.forget(leaving)
    letters.forget(leaving)


def standing_records(letters: LetterSegments) -> Iterator[Record]:
    """The records of all letters that stand, in order of identifier."""
    for batch in chunks_of(letters.identifiers(), _BATCH):
        records = letters.records(batch)
        yield from (records[identifier] for identifier in batch)


def take_out_former(
    triples: LetterTriples,
    identifiers: Iterable[str],
    former: LetterSegments,
    now: LetterSegments,
    iris: Iris,
    evidence: EvidenceForm,
) -> None:
    """Take letters' former triples out: exactly what their records derived, but for what they derive now.

    Args:
        triples: where they are.
        identifiers: under which other letters stand now, or none.
        former: the letters that the draft began with.
        now: the draft's letters.
        iris: of the graph.
        evidence: the form in which the graph holds evidence.
    """
    for batch in chunks_of(sorted(identifiers), _BATCH):
        triples.replace(
            (
                identifier,
                statements_of(former, identifier, iris, evidence),
                statements_of(now, identifier, iris, evidence),
            )
            for identifier in batch
        )


def statements_of(letters: LetterSegments, identifier: str, iris: Iris, evidence: EvidenceForm) -> bytes:
    """The N-Triples of the letter that stands under an identifier; empty where none does."""
    record, text = letters.record(identifier), letters.text(identifier)
    if record is None or text is None:
        return b""
    return statements(record, text, iris, evidence)


def load(
    chunks: Iterable[StagedChunk],
    settlement: Settlement,
    triples: LetterTriples | None,
    letters: DraftLetters,
    facts: FactTables,
    words: SearchDraft | None,
    on_letters: Callable[[int], object],
) -> None:
    """Put the letters that stand into a draft, and keep those that do not.

    Args:
        chunks: everything that was read.
        settlement: which letters stand.
        triples: where the draft's triples are; None where they have been loaded ahead.
        letters: its kept letters.
        facts: its fact tables.
        words: its index; None where it is made anew afterwards.
        on_letters: called with the number of letters of each chunk done.
    """

    def standing_letters() -> Iterator[StagedLetter]:
        for chunk in chunks:
            standing, aside, places = [], [], []
            for place, staged in enumerate(chunk.letters):
                at = (chunk.number, place)
                places.append(settlement.stands(at))
                if places[-1]:
                    standing.append(staged)
                elif at not in settlement.left_out:
                    aside.append(staged.letter)
            letters.put(staged.letter for staged in standing)
            letters.set_aside(aside)
            if words is not None:
                for one in standing:
                    words.add(unpack_record(one.letter.record))
            facts.add(FactBatch.from_bytes(chunk.facts), places)
            yield from standing
            on_letters(len(places))

    if triples is None:
        deque(standing_letters(), maxlen=0)
    else:
        triples.put((one.letter.identifier, unpack_triples(one.triples)) for one in standing_letters())


def take_back(
    triples: LetterTriples,
    staging: Staging,
    settlement: Settlement,
    now: LetterSegments,
    iris: Iris,
    evidence: EvidenceForm,
) -> None:
    """Take out triples that were loaded ahead of letters that do not stand, but for what others say too.

    Args:
        triples: where they are.
        staging: everything that was read.
        settlement: which letters stand.
        now: the draft's letters.
        iris: of the graph.
        evidence: the form in which the graph holds evidence.
    """
    fallen = sorted(settlement.left_out | settlement.set_aside)
    for number, places in groupby(fallen, key=itemgetter(0)):
        chunk = staging.chunk(number)
        triples.replace(
            (
                staged.letter.identifier,
                unpack_triples(staged.triples),
                statements_of(now, staged.letter.identifier, iris, evidence),
            )
            for staged in (chunk.letters[place] for _, place in places)
        )
