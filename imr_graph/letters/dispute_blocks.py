"""Items of the reviews of early 2013: what is disputed, the guidelines and the rationale under headings.

One heading may hold several numbered requests; the parts under the other headings are numbered as
they are, or stand for all of them. The decision is the notice's, else the rationale's last such
sentence, else that of the heading over the rationale ("… is/was not medically necessary").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.item_parts import PartLabel, find_labels, read_parts
from imr_graph.letters.layouts import forms
from imr_graph.letters.notice_list import Listed, alike, listed_decisions
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Span

_NUMBER: Final = re.compile(r"^[ ]*#?\(?(?P<number>\d{1,2})[.)]{1,2}(?!\d)\s{1,20}(?=\S)", re.MULTILINE)
_ALIKE: Final = 0.3


def find_dispute_blocks(reading: Reading, sections: Sections) -> tuple[ItemBlock, ...]:
    """Every item, in order; none where nothing is headed as being in dispute."""
    heading = forms().layout("f3").issues_heading
    begin, end = sections.issues
    starts = [match.span() for match in heading.finditer(reading.text, begin, end)]
    listed = listed_decisions(reading, begin)
    blocks: list[ItemBlock] = []
    for number, (_, start) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else end
        blocks += _blocks(reading, start, stop, listed)
    return tuple(blocks)


def _blocks(reading: Reading, begin: int, end: int, listed: tuple[Listed, ...]) -> Iterator[ItemBlock]:
    bounds = _bounds(reading, begin, end)
    labels = find_labels(reading, bounds[0], end)
    rationale = next((label for label in labels if label.name == "rationale"), None)
    stop = next((bound for bound in bounds if rationale and bound >= rationale.end), end)
    own = [label for label in labels if label.start < stop]
    if guidelines := next((label for label in own if label.name == "guidelines"), None):
        own = [label for label in own if label.start >= guidelines.start]
        until = next((bound for bound in bounds if bound >= guidelines.end), end)
        if rationale and until < rationale.start:
            own = [label for label in own if label.start < until or label.start >= rationale.start]
    parts = read_parts(reading, own, stop)
    requests = _numbered(reading, (begin, bounds[0]))
    rationales = _numbered(reading, parts.rationale) if parts.rationale else []
    for number, request in enumerate(requests):
        told = rationales[number] if len(rationales) == len(requests) else parts.rationale
        title = _without_decision(reading, request)
        yield ItemBlock(
            title=title,
            decision=_decision(reading, request, title, told, rationale, listed),
            claims_administrator=parts.claims_administrator,
            reviewer=parts.reviewer,
            rationale=told,
        )


def _bounds(reading: Reading, begin: int, end: int) -> list[int]:
    """Where the headings after ``begin`` stand, and the letter's close; never empty."""
    layout, sentences = forms().layout("f3"), forms().sentences
    patterns = [pattern for name, pattern in layout.headings.items() if name != "issues"]
    patterns += [sentences.guidelines, sentences.rationale, forms().after_items]
    found = {match.start() for pattern in patterns for match in pattern.finditer(reading.text, begin, end)}
    return sorted(found | {end})


def _numbered(reading: Reading, span: Span) -> list[Span]:
    """The stretch by its numbers, where they count up from 1; else the whole."""
    numbers: list[re.Match[str]] = []
    for match in _NUMBER.finditer(reading.text, *span):
        if int(match["number"]) == len(numbers) + 1:
            numbers.append(match)
    if not numbers or reading.text[span[0] : numbers[0].start()].strip():
        return [reading.trim(*span)]
    stops = [*(match.start() for match in numbers[1:]), span[1]]
    return [reading.trim(match.end(), stop) for match, stop in zip(numbers, stops, strict=True)]


def _without_decision(reading: Reading, request: Span) -> Span:
    decision = forms().sentences.decision.search(reading.text, *request)
    return reading.trim(request[0], decision.start() if decision else request[1], ":;,-")


def _decision(
    reading: Reading,
    request: Span,
    title: Span,
    rationale: Span | None,
    heading: PartLabel | None,
    listed: tuple[Listed, ...],
) -> Span:
    sentence = forms().sentences.decision
    if own := sentence.search(reading.text, *request):
        return own.span("words")
    scored = [(alike(reading, entry.title, title), -n) for n, entry in enumerate(listed)]
    if scored and (best := max(scored))[0] >= _ALIKE:
        return listed[-best[1]].decision
    if rationale and (told := list(sentence.finditer(reading.text, *rationale))):
        return told[-1].span("words")
    if heading and (said := sentence.search(reading.text, heading.start, heading.end)):
        return said.span("words")
    return title[1], title[1]
