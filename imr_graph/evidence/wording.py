"""What a pack says, in words: one text that the page and the PDF both lay out.

Plain lists and strings: what letters bring stands in them as data, and no layout reads it as anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote as in_url

from imr_graph.evidence.markers import LAST, kinds
from imr_graph.evidence.pack import LONGEST_QUOTE, OUTCOMES, Pack, PackedItem, PackedLetter, Quote
from imr_graph.explain.wording import citation_line, diagnosis_line, drug_line
from imr_graph.record import Citation, CitingParty, DecisionOutcome

OUTCOME_WORDS: Final[dict[DecisionOutcome, tuple[str, str]]] = {
    "overturned": ("Overturned", "the request was found medically necessary"),
    "upheld": ("Upheld", "the denial stands"),
    "modified": ("Modified", "found medically necessary in part"),
}
"""Each outcome as it is headed, and what it means."""

NO_DAY: Final = "no day printed"
_WILSON: Final = "Wilson's 95% interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPart:
    """A stretch of a quote, and where it stands."""

    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldQuote:
    """A quote: what it does, its words, remarks on it."""

    kind: str
    before: bool
    after: bool
    parts: tuple[ToldPart, ...]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldItem:
    """A disputed item: its heading, outcome, facts in pairs of name and value, quotes, where they stand."""

    anchor: str
    link: str
    number: str
    title: str
    outcome: str
    outcome_name: str
    facts: tuple[tuple[str, str], ...]
    quotes: tuple[ToldQuote, ...]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLetter:
    """A letter: its heading, day, address, hash, facts and items."""

    anchor: str
    name: str
    decided: str
    link: str
    sha256: str
    synthetic: bool
    facts: tuple[tuple[str, str], ...]
    items: tuple[ToldItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the contents."""

    anchor: str
    name: str
    decided: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One outcome, beside the others: counts, its share with the interval, and the entries of its items."""

    name: str
    outcome: str
    meaning: str
    items: int
    letters: int
    share: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPack:
    """All that a pack says, in order."""

    title: str
    synthetic: str
    asked: tuple[tuple[str, str], ...]
    summary: str
    rate: str
    columns: tuple[Column, ...]
    letters: tuple[ToldLetter, ...]
    rules: tuple[str, ...]
    rests_on: tuple[tuple[str, str], ...]
    accuracy: str
    checking: tuple[str, ...]
    notice: str
    version: str
    day: str


def told_pack(pack: Pack, server: str) -> ToldPack:
    """A pack in words.

    Args:
        pack: the pack.
        server: the address that letters' pages stand under: of a server, or the base of the graph's IRIs.
    """
    server = server if server.endswith("/") else server + "/"
    letters = tuple(
        _letter(one, f"letter-{number}", server, pack.labels) for number, one in enumerate(pack.letters, 1)
    )
    named = [pack.labels.get(term.value, term.value) for term in pack.terms]
    fitting = f"{_counted(pack.balance.total, 'disputed item')} that fit{'s' * (pack.balance.total == 1)}"
    return ToldPack(
        title=f"Evidence pack: {'; '.join(named)}",
        synthetic=_synthetic(pack),
        asked=tuple(_asked(pack)),
        summary=f"{_counted(len(letters), 'letter')} with {fitting}: all that this graph holds, "
        "of every outcome.",
        rate=_rate(pack),
        columns=tuple(_column(pack, outcome, letters) for outcome in OUTCOMES),
        letters=letters,
        rules=_rules(pack),
        rests_on=tuple(_rests_on(pack)),
        accuracy=_ACCURACY,
        checking=_checking(server),
        notice=_NOTICE,
        version=pack.version,
        day="" if pack.last_decision is None else pack.last_decision.isoformat(),
    )


_ACCURACY: Final = (
    "Which items fit rests on what rules read in each letter: drug, diagnoses, guidelines, outcome. They "
    "err sometimes; how often, field by field, is measured on annotated letters and told in docs/accuracy.md "
    "of imr-graph. Which sentences decide is told by forms of words (docs/evidence.md), not by a reader. "
    "Read the letter before you rely on it."
)
_NOTICE: Final = (
    "This is a compilation of letters, made by a program. It is no legal or medical advice, and no letter "
    "in it binds another case."
)


def _asked(pack: Pack) -> Iterator[tuple[str, str]]:
    for term in pack.terms:
        label = pack.labels.get(term.value)
        yield term.role, f"{label} ({term.value})" if label else term.value


def _rate(pack: Pack) -> str:
    total, overturned = pack.balance.total, pack.balance.items["overturned"]
    if not total:
        return "Nothing fits, so there is no rate."
    return (
        f"Overturned: {overturned:,} of {_counted(total, 'item')}, {overturned / total:.1%} "
        f"({_WILSON} {_interval(overturned, total)}); modified items count as not overturned."
    )


def _interval(count: int, total: int) -> str:
    from imr_graph.tables.item_statistics import wilson

    low, high = wilson(count, total)
    return f"{low:.1%} to {high:.1%}"


def _column(pack: Pack, outcome: DecisionOutcome, letters: Sequence[ToldLetter]) -> Column:
    name, meaning = OUTCOME_WORDS[outcome]
    count, total = pack.balance.items[outcome], pack.balance.total
    return Column(
        name=name,
        outcome=outcome,
        meaning=meaning,
        items=count,
        letters=pack.balance.letters[outcome],
        share=f"{count / total:.1%} ({_interval(count, total)})" if total else "\N{EN DASH}",
        entries=tuple(
            Entry(anchor=item.anchor, name=letter.name, decided=letter.decided, title=item.title)
            for letter in letters
            for item in letter.items
            if item.outcome == outcome
        ),
    )


def _letter(letter: PackedLetter, anchor: str, server: str, labels: Mapping[str, str]) -> ToldLetter:
    record = letter.record
    link = f"{server}determination/{in_url(record.identifier, safe='')}"
    patient = ", ".join(
        filter(None, (f"{record.patient.age} years" if record.patient.age else "", record.patient.sex or ""))
    )
    facts = (
        ("Patient", patient),
        ("Diagnoses", "; ".join(map(diagnosis_line, record.diagnoses))),
        ("Reviewer", ", ".join((*record.reviewer.specialties, *record.reviewer.subspecialties))),
    )
    return ToldLetter(
        anchor=anchor,
        name=record.identifier,
        decided=f"decided {record.dates.decision}" if record.dates.decision else NO_DAY,
        link=link,
        sha256=letter.text_sha256,
        synthetic=record.synthetic,
        facts=tuple((name, value) for name, value in facts if value),
        items=tuple(_item(one, anchor, link, len(record.items), labels) for one in letter.items),
    )


def _item(packed: PackedItem, anchor: str, letter: str, of: int, labels: Mapping[str, str]) -> ToldItem:
    item = packed.item
    facts = (
        ("Drug", drug_line(item.drug) if item.drug else ""),
        ("Claims administrator cited", _citations(packed, "claims-administrator", labels)),
        ("Reviewer cited", _citations(packed, "reviewer", labels)),
    )
    remark = ""
    if not packed.quotes:
        remark = "The record does not tell where the reasons stand, so nothing is quoted; read the letter."
    return ToldItem(
        anchor=f"{anchor}-item-{packed.position}",
        # A letter's page has the places of its record for anchors.
        link=f"{letter}#/items/{packed.position - 1}/rationale",
        number=f"Item {packed.position} of {of}",
        title=item.text,
        outcome=item.decision,
        outcome_name=OUTCOME_WORDS[item.decision][0],
        facts=tuple((name, value) for name, value in facts if value),
        quotes=tuple(_quote(one) for one in packed.quotes),
        remark=remark,
    )


def _citations(packed: PackedItem, by: CitingParty, labels: Mapping[str, str]) -> str:
    return "; ".join(_citation(one, labels) for one in packed.item.citations if one.by == by)


def _citation(citation: Citation, labels: Mapping[str, str]) -> str:
    """The guideline by its name, as far as a table knows it, and where in it."""
    line = citation_line(citation)
    label = labels.get(citation.grounding.document or "")
    return label + line.removeprefix(citation.source) if label and line.startswith(citation.source) else line


def _quote(one: Quote) -> ToldQuote:
    labels = {kind.name: kind.label for kind in kinds()} | {LAST: "Last sentence"}
    remarks = []
    if not one.is_marked:
        remarks.append("No sentence of these reasons has a form that marks a decisive one; this is the last.")
    if one.cut_before or one.cut_after:
        remarks.append(f"Quoted in part: the whole sentence stands at characters {one.start} to {one.end}.")
    return ToldQuote(
        kind=", ".join(labels[kind] for kind in one.kinds),
        before=one.cut_before,
        after=one.cut_after,
        parts=tuple(
            ToldPart(
                text=part.text,
                place=f"page {part.run.page}, characters {part.run.start}\N{EN DASH}{part.run.end}",
            )
            for part in one.parts
        ),
        remark=" ".join(remarks),
    )


def _rules(pack: Pack) -> tuple[str, ...]:
    named = ", ".join(kind.label.lower() for kind in kinds())
    return (
        "Letters: all with an item that fits, of every outcome, the newest decision first; none is left out "
        "and none chosen by its outcome.",
        f"Quotes: of each item's reasons up to {_counted(pack.quoted, 'sentence')}, the same rule for every "
        f"outcome: the first of each kind in turn ({named}), of conclusions the last; in the order of the "
        "letter, word for word, line breaks shown as blanks. Of a sentence over "
        f"{LONGEST_QUOTE} characters a part is quoted, and said to be one.",
        "What no rule marks is not shown: a quote stands for its letter, it does not replace it.",
    )


def _rests_on(pack: Pack) -> Iterator[tuple[str, str]]:
    yield "Graph version", pack.version
    yield "Last decision in the graph", pack.last_decision.isoformat() if pack.last_decision else NO_DAY
    yield "Coverage", str(pack.about)


def _checking(server: str) -> tuple[str, ...]:
    return (
        "Offsets count characters (Unicode code points) from 0 in the letter's kept text, the end excluded. "
        "The SHA-256 of that text in UTF-8 stands with each letter.",
        f"The kept text: {server}determination/CASE/text, asked for as text/plain; in Python "
        'imr_graph.open("GRAPH").determination("CASE").text. Then text[start:end] is the quote.',
    )


def _synthetic(pack: Pack) -> str:
    made_up = sum(letter.record.synthetic for letter in pack.letters)
    if not made_up:
        return ""
    if made_up == len(pack.letters):
        return "All letters of this pack are synthetic examples: made up, evidence of nothing."
    counted = f"{made_up:,} of {len(pack.letters):,} letters of this pack"
    return f"{counted} are synthetic examples: made up, evidence of nothing."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
