"""An evidence pack: every letter with an item that fits, whatever became of it, with what decided quoted.

Nothing here looks at the outcome to choose: letters are all that fit, in the order of their days; sentences
are chosen by what they say (:mod:`imr_graph.evidence.markers`), as many and as long for every item. Outcomes
are counted, and told side by side.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.evidence.asked import Meaning, Term
from imr_graph.evidence.markers import LAST, Marked, decisive
from imr_graph.evidence.sentences import Run, runs, sentences
from imr_graph.questions.about import About, about_counts
from imr_graph.record import DecisionOutcome, Item, Record
from imr_graph.store.graph import Graph

if TYPE_CHECKING:
    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.browse import Row
    from imr_graph.tables.coverage import Coverage

OUTCOMES: Final[tuple[DecisionOutcome, ...]] = ("overturned", "upheld", "modified")
"""In the order in which they stand side by side: the two whole ones, then the one between."""

MOST_LETTERS: Final = 500
"""Letters of a pack, where nobody says otherwise: about 250 printed pages."""

QUOTED: Final = 4
"""Sentences quoted of an item at most, where nobody says otherwise: one of each kind that decides."""

LONGEST_QUOTE: Final = 700
"""Characters of a quoted sentence; of a longer one as many are quoted, around its marker."""

_AT_A_TIME: Final = 100
"""Letters that are read at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quote: ``text`` is the kept text from ``run.start`` to ``run.end``, nothing changed."""

    text: str
    run: Run


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a rationale.

    Args:
        parts: its words, one part where no page ends within it.
        kinds: what it does (:func:`imr_graph.evidence.markers.kinds`); ``last`` where no marker tells.
        start: where the whole sentence begins in the kept text.
        end: where it ends.
        cut_before: whether words of the sentence before these are not quoted.
        cut_after: whether words after these are not.
    """

    parts: tuple[Part, ...]
    kinds: tuple[str, ...]
    start: int
    end: int
    cut_before: bool
    cut_after: bool

    @property
    def is_marked(self) -> bool:
        """Whether a marker told it; else it is the last sentence, for want of one."""
        return self.kinds != (LAST,)


@dataclass(frozen=True, slots=True)
class PackedItem:
    """One disputed item that fits.

    Args:
        position: its number in the letter.
        item: as it was read.
        quotes: in the order of the letter; none where the record does not tell where the rationale stands.
    """

    position: int
    item: Item
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class PackedLetter:
    """One letter.

    Args:
        record: as it was read.
        text_sha256: SHA-256 of its kept text in UTF-8, the text that offsets count in.
        items: those that fit.
    """

    record: Record
    text_sha256: str
    items: tuple[PackedItem, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """How the items that fit were decided.

    Args:
        items: by outcome.
        letters: with an item of that outcome; a letter may count under several.
    """

    items: dict[DecisionOutcome, int]
    letters: dict[DecisionOutcome, int]

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.items.values())


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that a pack says.

    Args:
        terms: the question, as it was understood.
        labels: of the concepts among them and of the guidelines that letters cite, by path.
        balance: the outcomes.
        letters: all that fit, the newest decision first, those without a day last.
        about: what the counts rest on.
        version: of the graph.
        last_decision: the latest day of decision of all letters of the graph; None where none prints one.
        quoted: sentences of an item at most.
    """

    terms: tuple[Term, ...]
    labels: dict[str, str]
    balance: Balance
    letters: tuple[PackedLetter, ...]
    about: About
    version: str
    last_decision: dt.date | None
    quoted: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The items that fit, as the fact tables tell them.

    Args:
        meant: the question as it was understood.
        rows: the items, letter by letter, the newest decision first, those without a day last.
        covered: what they rest on.
        last_decision: the latest day of decision of all letters; None where none prints one.
        labels: of the concepts that are named and of all guidelines, by path.
    """

    meant: Meaning
    rows: tuple[Row, ...]
    covered: Coverage
    last_decision: dt.date | None
    labels: dict[str, str]


def select(tables: AskedTables, meant: Meaning, most_letters: int = MOST_LETTERS) -> Selection:
    """All items that fit.

    Args:
        tables: open fact tables that were finished.
        meant: of :func:`imr_graph.evidence.asked.meaning`.
        most_letters: letters of a pack, at most.

    Raises:
        QuestionError: they stand in more letters than that.
    """
    from imr_graph.tables.browse import Listing, Order, pages, totals
    from imr_graph.tables.coverage import coverage

    letters, items = totals(tables, [("letters", meant.where), ("items", meant.where)])
    if letters > most_letters:
        raise QuestionError(
            f"{letters:,} letters fit, and a pack holds {most_letters:,} at most: name a narrower treatment, "
            "a diagnosis, a page or section of the guideline, or a shorter period"
        )
    by_day = Order("decision_date", descending=True)
    rows = pages(tables, [Listing(what="items", where=meant.where, order=by_day, limit=items)])[0]
    return Selection(
        meant=meant,
        rows=tuple(rows),
        covered=coverage(tables, [], meant.where),
        last_decision=coverage(tables, []).last_decision,
        labels=_labels(tables, [term.concept for term in meant.terms if term.concept]),
    )


def make_pack(graph: Graph, selection: Selection, quoted: int = QUOTED) -> Pack:
    """The pack of some items.

    Args:
        graph: the graph that they are of.
        selection: the items.
        quoted: sentences of an item at most.

    Raises:
        QuestionError: no sentence may be quoted.
        GraphDirectoryError: the graph lacks a letter that its tables name.
    """
    if quoted < 1:
        raise QuestionError(f"the sentences quoted of an item are 1 or more, not {quoted}")
    letters = tuple(_letters(graph, selection.rows, quoted))
    return Pack(
        terms=selection.meant.terms,
        labels=selection.labels,
        balance=balance(letters),
        letters=letters,
        about=about_counts(graph, selection.covered),
        version=graph.version,
        last_decision=selection.last_decision,
        quoted=quoted,
    )


def balance(letters: Sequence[PackedLetter]) -> Balance:
    """How the items of some letters were decided."""
    items: Counter[DecisionOutcome] = Counter()
    held: Counter[DecisionOutcome] = Counter()
    for letter in letters:
        outcomes = [one.item.decision for one in letter.items]
        items.update(outcomes)
        held.update(set(outcomes))
    return Balance({one: items[one] for one in OUTCOMES}, {one: held[one] for one in OUTCOMES})


def _letters(graph: Graph, rows: Sequence[Row], quoted: int) -> Iterator[PackedLetter]:
    grouped = [
        (name, [row.position for row in held]) for name, held in groupby(rows, lambda row: row.identifier)
    ]
    for first in range(0, len(grouped), _AT_A_TIME):
        some = grouped[first : first + _AT_A_TIME]
        names = [name for name, _ in some]
        records, texts = graph.records(names), graph.texts(names)
        for name, positions in some:
            if name not in records or name not in texts:
                raise GraphDirectoryError(f"the tables name {name}, which is not there; `imr-graph verify`")
            yield _letter(records[name], texts[name], positions, quoted)


def _letter(record: Record, text: str, positions: Sequence[int], quoted: int) -> PackedLetter:
    spans = {evidence.path: evidence.spans for evidence in record.evidence}
    items = []
    for position in sorted(positions):
        found = sentences(text, spans.get(f"/items/{position - 1}/rationale", ()))
        quotes = tuple(_quote(text, one) for one in decisive(found, quoted))
        items.append(PackedItem(position, record.items[position - 1], quotes))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return PackedLetter(record, digest, tuple(items))


def _quote(text: str, marked: Marked) -> Quote:
    """The sentence, or of a long one as much as may be quoted, around its marker."""
    words, places = marked.sentence.words, marked.sentence.places
    first, last = 0, len(words)
    if last > LONGEST_QUOTE:
        low, high = marked.at
        if high > LONGEST_QUOTE:
            first = max(0, min(low - LONGEST_QUOTE // 3, last - LONGEST_QUOTE))
            first = _next_word(words, first, low)
        if first + LONGEST_QUOTE < last:
            last = first + LONGEST_QUOTE
            blank = words.rfind(" ", first + 1, last)
            last = blank if blank > first else last
    held = runs(text, places[first:last])
    return Quote(
        parts=tuple(Part(text[run.start : run.end], run) for run in held),
        kinds=marked.kinds,
        start=places[0],
        end=places[-1] + 1,
        cut_before=first > 0,
        cut_after=last < len(words),
    )


def _next_word(words: str, at: int, before: int) -> int:
    """Where a word begins, at a place or soon after it; the place where none does."""
    if at == 0:
        return 0
    blank = words.find(" ", at - 1, before)
    return blank + 1 if blank >= 0 else at


def _labels(tables: AskedTables, paths: Sequence[str]) -> dict[str, str]:
    """The labels of some concepts, and of all guidelines as wholes."""
    found = tables.rows(
        "SELECT path, label FROM concepts WHERE label IS NOT NULL AND "
        "(path IN (SELECT unnest($paths::VARCHAR[])) OR regexp_full_match(path, 'guideline/[^/]+'))",
        {"paths": list(paths)},
    )
    return dict(found)
