"""Items of the reviews of early 2013: what is disputed, the guidelines and the rationale under headings.

One heading may hold several numbered requests. Guidelines and rationale then follow once, numbered as
the requests are or standing for all of them, or once for each request, under its title or in the
requests' order. The decision is the notice's, else the rationale's last such
sentence, else that of the heading over the rationale ("… is/was not medically necessary").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.headings import Heading, Label
from imr_graph.letters.item_parts import PartLabel, find_labels, read_parts
from imr_graph.letters.layouts import forms
from imr_graph.letters.notice_list import Listed, alike, listed_decisions
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import Sections
from imr_graph.record import Span

_NUMBER: Final = re.compile(r"^[ ]*#?\(?(?P<number>\d{1,2})[.)]{1,2}(?!\d)\s{1,20}(?=\S)", re.MULTILINE)
_PARAGRAPH: Final = re.compile(r"\n[ ]*\n\s*")
_LONGEST: Final = 900
"""Characters of the longest heading."""
_ALIKE: Final = 0.3
_SAME: Final = 0.7
"""From here on two titles are one without a number that says so."""


def find_dispute_blocks(reading: Reading, sections: Sections) -> tuple[ItemBlock, ...]:
    """Every item, in order; none where nothing is headed as being in dispute."""
    heading = forms().layout("f3").issues_heading
    begin, end = sections.issues
    starts = [match.span() for match in heading.find_all(reading, begin, end)]
    listed = listed_decisions(reading, begin)
    blocks: list[ItemBlock] = []
    for number, (_, start) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else end
        blocks += _blocks(reading, start, stop, listed)
    return tuple(blocks)


def _blocks(reading: Reading, begin: int, end: int, listed: tuple[Listed, ...]) -> Iterator[ItemBlock]:
    bounds = _bounds(reading, begin, end)
    requests = _numbered(reading, (begin, bounds[0]))
    titles = [_without_decision(reading, request) for request in requests]
    groups = _groups(find_labels(reading, bounds[0], end))
    stops = [_stop(bounds, group, end) for group in groups]
    paired: dict[int, int] = {}
    if len(groups) > 1:
        paired, stops = _paired(reading, titles, groups, stops)
    parts = [
        read_parts(reading, _own(bounds, group, stop, end), stop)
        for group, stop in zip(groups, stops, strict=True)
    ]
    rationales = _numbered(reading, parts[0].rationale) if len(parts) == 1 and parts[0].rationale else []
    for number, (request, title) in enumerate(zip(requests, titles, strict=True)):
        group = paired.get(number) if len(groups) > 1 else 0
        if group is None or not parts:
            yield ItemBlock(title, _decision(reading, request, title, None, None, listed), None, None, None)
            continue
        told = rationales[number] if len(rationales) == len(requests) else parts[group].rationale
        yield ItemBlock(
            title=title,
            decision=_decision(reading, request, title, told, _rationale(groups[group]), listed),
            claims_administrator=parts[group].claims_administrator,
            reviewer=parts[group].reviewer,
            rationale=told,
        )


def _groups(labels: list[PartLabel]) -> list[list[PartLabel]]:
    """The labels by the request, or the requests, that they are about: to each its own rationale."""
    groups: list[list[PartLabel]] = []
    for label in labels:
        opens = label.name == "guidelines" or (label.name == "rationale" and bool(groups))
        if not groups or (opens and _rationale(groups[-1])):
            groups.append([])
        groups[-1].append(label)
    return groups


def _rationale(group: list[PartLabel]) -> PartLabel | None:
    return next((label for label in group if label.name == "rationale"), None)


def _stop(bounds: list[int], group: list[PartLabel], end: int) -> int:
    """Where a group ends: at the first heading after its rationale's."""
    rationale = _rationale(group)
    return next((bound for bound in bounds if rationale and bound >= rationale.end), end)


def _own(bounds: list[int], group: list[PartLabel], stop: int, end: int) -> list[PartLabel]:
    """A group's labels without those that stand before its guidelines or in another section."""
    own = [label for label in group if label.start < stop]
    rationale = _rationale(group)
    if guidelines := next((label for label in own if label.name == "guidelines"), None):
        own = [label for label in own if label.start >= guidelines.start]
        until = next((bound for bound in bounds if bound >= guidelines.end), end)
        if rationale and until < rationale.start:
            own = [label for label in own if label.start < until or label.start >= rationale.start]
    return own


def _paired(
    reading: Reading, titles: list[Span], groups: list[list[PartLabel]], stops: list[int]
) -> tuple[dict[int, int], list[int]]:
    """Each request's group, and where each group ends, the next one's heading left out.

    A group is about the request that its heading names. Requests and groups that no heading pairs
    go by their order where there are as many of both; else what a request stands with is not told.
    """
    paired: dict[int, int] = {}
    ends = list(stops)
    for number, group in enumerate(groups):
        before = _rationale(groups[number - 1]) if number else None
        floor = max(group[0].start - _LONGEST, before.end if before else 0)
        if heading := _heading(reading, floor, group[0].start, titles):
            start, request = heading
            paired.setdefault(request, number)
            if number:
                ends[number - 1] = min(start, ends[number - 1])
    requests = [number for number in range(len(titles)) if number not in paired]
    free = [number for number in range(len(groups)) if number not in paired.values()]
    if len(requests) == len(free):
        paired |= zip(requests, free, strict=True)
    return paired, ends


def _heading(reading: Reading, floor: int, end: int, titles: list[Span]) -> tuple[int, int] | None:
    """The heading that ends at ``end``, if one does: where it begins, and the request that it names."""
    for match in reversed(list(_NUMBER.finditer(reading.text, floor, end))):
        number = int(match["number"]) - 1
        words = reading.trim(match.end(), end, ":;,-")
        if 0 <= number < len(titles) and alike(reading, titles[number], words) >= _ALIKE:
            return match.start(), number
    for match in reversed(list(_PARAGRAPH.finditer(reading.text, floor, end))):
        words = reading.trim(match.end(), end, ":;,-")
        likeness = [alike(reading, title, words) for title in titles]
        if max(likeness, default=0.0) >= _SAME:
            return match.end(), likeness.index(max(likeness))
    return None


def _bounds(reading: Reading, begin: int, end: int) -> list[int]:
    """Where the headings after ``begin`` stand, and the letter's close; never empty."""
    layout, sentences = forms().layout("f3"), forms().sentences
    headings: list[Heading | Label] = [
        heading for name, heading in layout.headings.items() if name != "issues"
    ]
    headings += [sentences.guidelines, sentences.rationale]
    found = {match.start() for heading in headings for match in heading.find_all(reading, begin, end)}
    found.update(match.start() for match in forms().after_items.finditer(reading.text, begin, end))
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
