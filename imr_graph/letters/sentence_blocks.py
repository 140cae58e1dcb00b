"""Items whose decision is a sentence: in the item's heading, in the notice's list, or in both.

"1. The request for X is not medically necessary and appropriate." is a heading that tells its
decision; "1) Regarding the request for X:" is one whose decision the notice lists. Under either stand the
sides' sentences, or a heading over them, and the rationale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.item_parts import PartLabel, find_labels, read_parts
from imr_graph.letters.layouts import forms
from imr_graph.letters.notice_list import Listed, alike, holds, listed_decisions
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Span

_LONGEST: Final = 900
"""Characters of the longest heading."""
_INDENT: Final = 60
_MOST: Final = 200
"""Headings that are paired with listed decisions; no letter comes near."""
_NUMBER: Final = re.compile(
    r"^[ ]*#?\(?(?P<number>\d{1,2})(?:[ ]?(?:-|,|&|and)[ ]?\d{1,2}){0,3}[.)]{1,2}(?!\d)\s{0,40}(?=\S)",
    re.MULTILINE,
)
_PARAGRAPH: Final = re.compile(r"\n[ ]*\n\s*")
_SENTENCE_ENDS_LINE: Final = re.compile(r"[.!?:][\"')]?[ ]*\n\s*")
_STOPS: Final = " .;:,\n\f"
# A heading is one sentence; a stretch with another one's beginning in it is none.
_NEXT_SENTENCE: Final = re.compile(
    r"[.!?][\"')]?\s+(?:The|This|These|A|In|It|He|She|There|Therefore|His|Her|As|Since|With|Based|Given)\s"
)
_ALIKE: Final = 0.3


class _Head(msgspec.Struct, frozen=True):
    """An item's heading; ``decision`` is ``None`` where it tells none, ``labels`` are the item's own."""

    number: int | None
    start: int
    title: Span
    decision: Span | None
    end: int
    labels: tuple[PartLabel, ...] = ()


def find_sentence_blocks(reading: Reading, sections: Sections) -> tuple[ItemBlock, ...]:
    """Every item, in the list's order and then in that of the headings; none where there is none."""
    begin, end = sections.issues
    heads = _heads(reading, begin, end)
    listed = listed_decisions(reading, begin)
    blocks = dict(zip(heads, _blocks_of_heads(reading, heads, end), strict=True))
    if not listed:
        return tuple(_with_own_decision(reading, block) for block in blocks.values())
    paired = _pair(reading, listed, heads)
    out: list[ItemBlock] = []
    for entry, head in zip(listed, paired, strict=True):
        out.append(_joined(entry, head, blocks[head] if head else None))
    taken = {head.start for head in paired if head}
    for head, block in blocks.items():
        if head.start not in taken:
            decided = _with_own_decision(reading, block)
            if decided.decision[0] < decided.decision[1]:
                out.append(decided)
    return tuple(out)


def _heads(reading: Reading, begin: int, end: int) -> list[_Head]:
    """The headings with labels after them, and between these the ones that stand alone."""
    anchored: list[_Head] = []
    own: list[list[PartLabel]] = []
    floor, last = begin, 0
    for label in find_labels(reading, begin, end):
        if _opens_line(reading, label.start) and (head := _head_before(reading, floor, label.start, last)):
            anchored.append(head)
            own.append([])
            last = head.number or last
        if anchored:
            own[-1].append(label)
            floor = label.end
    anchored = [replace(head, labels=tuple(labels)) for head, labels in zip(anchored, own, strict=True)]
    if not anchored:
        return list(_heads_alone(reading, begin, _end_of_items(reading, begin, end), None, None))
    heads: list[_Head] = []
    at = begin
    for number, head in enumerate(anchored):
        heads += _heads_alone(reading, at, head.start, heads[-1].number if heads else 0, head.number)
        heads.append(head)
        at = max((label.end for label in head.labels), default=head.end)
        if number == len(anchored) - 1:
            heads += _heads_alone(reading, at, _end_of_items(reading, at, end), head.number, None)
    return heads


def _opens_line(reading: Reading, at: int) -> bool:
    before = reading.text[max(at - _INDENT, 0) : at].rstrip(" ")
    return not before or before.endswith("\n")


def _head_before(reading: Reading, floor: int, at: int, last: int) -> _Head | None:
    """The heading that ends right before ``at``, if one does."""
    floor = max(floor, at - _LONGEST)
    stop = reading.trim(floor, at, _STOPS)[1]
    decision = next(
        (
            match
            for match in forms().sentences.decision.finditer(reading.text, max(floor, stop - 120), stop)
            if match.end() == stop
        ),
        None,
    )
    until = decision.start() if decision else stop
    # A sentence before that decides as well is another heading, or a rationale's last.
    others = [match.end() for match in forms().sentences.decision.finditer(reading.text, floor, until)]
    start = _head_start(reading, max(others, default=floor), until, last, decided=decision is not None)
    if start is None:
        return None
    number, begin = start
    if _NEXT_SENTENCE.search(reading.text, _after_number(reading, begin), until):
        return None
    return _Head(
        number, begin, reading.trim(begin, until, ":;,-"), decision.span("words") if decision else None, at
    )


def _head_start(
    reading: Reading, floor: int, until: int, last: int, *, decided: bool
) -> tuple[int | None, int] | None:
    """The number and the beginning of the heading that ends at ``until``."""
    numbers = list(_NUMBER.finditer(reading.text, floor, until))
    following = [match for match in numbers if int(match["number"]) == last + 1]
    if chosen := (following or numbers)[-1:]:
        (match,) = chosen
        if decided or following or _is_regarding(reading, match.end()):
            return int(match["number"]), match.start()
    begin = floor
    for end in (_SENTENCE_ENDS_LINE, _PARAGRAPH):
        if ends := [match.end() for match in end.finditer(reading.text, floor, until)]:
            begin = ends[-1]
            break
    # Where the items are numbered, a sentence alone that decides is a rationale's last.
    if begin < until and ((decided and not last) or _is_regarding(reading, begin)):
        return None, begin
    return None


def _after_number(reading: Reading, begin: int) -> int:
    number = _NUMBER.match(reading.text, begin)
    return number.end() if number else begin


def _is_regarding(reading: Reading, at: int) -> bool:
    return bool(forms().sentences.regarding.match(reading.text, reading.trim(at, len(reading.text))[0]))


def _heads_alone(
    reading: Reading, begin: int, end: int, last: int | None, before: int | None
) -> Iterator[_Head]:
    """Numbered headings that tell their decision and have nothing under them.

    Only such as fill a gap in the numbers: a rationale may hold numbered lists.
    """
    expected = (last or 0) + 1
    for match in _NUMBER.finditer(reading.text, begin, end):
        if int(match["number"]) != expected or (before is not None and expected >= before):
            continue
        decision = forms().sentences.decision.search(
            reading.text, match.end(), min(end, match.end() + _LONGEST)
        )
        if decision is None or _NEXT_SENTENCE.search(reading.text, match.end(), decision.start()):
            continue
        title = reading.trim(match.start(), decision.start(), ":;,-")
        yield _Head(expected, match.start(), title, decision.span("words"), decision.end())
        expected += 1


def _blocks_of_heads(reading: Reading, heads: Sequence[_Head], end: int) -> Iterator[ItemBlock]:
    for number, head in enumerate(heads):
        if number + 1 < len(heads):
            stop = heads[number + 1].start
        else:
            stop = _end_of_items(reading, max((label.end for label in head.labels), default=head.end), end)
        parts = read_parts(reading, [label for label in head.labels if label.start < stop], stop)
        yield ItemBlock(
            title=head.title,
            decision=head.decision or (head.title[1], head.title[1]),
            claims_administrator=parts.claims_administrator,
            reviewer=parts.reviewer,
            rationale=parts.rationale if head.labels else None,
        )


def _end_of_items(reading: Reading, begin: int, end: int) -> int:
    closing = forms().after_items.search(reading.text, begin, end)
    return closing.start() if closing else end


def _with_own_decision(reading: Reading, block: ItemBlock) -> ItemBlock:
    """The block, its decision told by its rationale's last such sentence where its heading tells none."""
    if block.decision[0] < block.decision[1] or block.rationale is None:
        return block
    told = list(forms().sentences.decision.finditer(reading.text, *block.rationale))
    return replace(block, decision=told[-1].span("words")) if told else block


def _pair(reading: Reading, listed: Sequence[Listed], heads: Sequence[_Head]) -> list[_Head | None]:
    """For each listed decision its heading: by number and words, else by words, else by number.

    A heading that holds all the words of several requests is the heading of each of them.
    """
    paired: list[_Head | None] = [None] * len(listed)
    heads = heads[:_MOST]
    free = list(heads)
    candidates = sorted(
        (
            (alike(reading, entry.title, head.title) + (entry.number == head.number is not None), -n, -m)
            for n, entry in enumerate(listed)
            for m, head in enumerate(heads)
        ),
        reverse=True,
    )
    for score, n, m in candidates:
        head = heads[-m]
        if score >= _ALIKE and paired[-n] is None and head in free:
            paired[-n] = head
            free.remove(head)
    for n, entry in enumerate(listed):
        if paired[n] is None:
            paired[n] = next((head for head in heads if holds(reading, head.title, entry.title)), None)
    return paired


def _joined(entry: Listed, head: _Head | None, block: ItemBlock | None) -> ItemBlock:
    """The listed request with its decision, and what stands under its heading."""
    if head is None or block is None:
        return ItemBlock(entry.title, entry.decision, None, None, None)
    if head.decision:
        return block
    return replace(block, title=entry.title, decision=entry.decision)
