"""What a letter says against itself, and what of it no part of the record holds: as warnings.

Nothing is mended here. A decision stays as printed whatever its rationale says, dates stay as
printed whatever their order, and words that belong nowhere are quoted in the warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from imr_graph.extract.summary.sentences import split_sentences
from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.headings import Heading
from imr_graph.letters.layouts import forms
from imr_graph.letters.reading import Reading, in_small_letters
from imr_graph.letters.sections import Sections
from imr_graph.lexicon.decisions import necessity_words
from imr_graph.record import Dates, Item, RecordWarning, Span

QUOTED: Final = 120
"""Characters of words left over that the warning quotes."""

LONGEST_SENTENCE: Final = 1_000
"""Characters of a rationale's end in which its last sentence is looked for."""

_CLOSING_WORDS: Final = 20
"""More than the closing words of ``necessity_words.csv`` and the stops after them make."""

LONGEST_GAP: Final = 4_000
"""Characters of the text between two known parts that are looked at."""

SHORTEST_SENTENCE: Final = 5
"""Words; what is shorter before a first title's last full stop is part of the title ("Bilateral L4-5.")."""

# The order in which things happen to a case.
_SEQUENCE: Final = ("injury", "ur_denial", "application_received", "assigned", "decision")
# Words that may turn what a sentence says, so that it says nothing plainly.
_TURNED: Final = re.compile(
    r"\b(?:not|no|nor|neither|never|cannot|without|only|if|unless|whether|until|portion|partial(?:ly)?|part|"
    r"remaind(?:er|ing)|remaining|modif\w{1,8}|but|however|although|except)\b|n't\b",
    re.IGNORECASE,
)
_CONTRADICTIONS: Final = frozenset({("upheld", "necessary"), ("overturned", "not necessary")})
_WORD: Final = re.compile(r"[A-Za-z0-9]{2}")


def check_letter(
    reading: Reading, sections: Sections, blocks: Sequence[ItemBlock], dates: Dates, items: Sequence[Item]
) -> tuple[RecordWarning, ...]:
    """Warnings about the letter as a whole.

    Args:
        reading: the letter.
        sections: its sections.
        blocks: the blocks of its items.
        dates: the dates of the record.
        items: the items of the record, in the order of ``blocks``.
    """
    return (
        *_no_summary(reading, sections),
        *dates_out_of_order(dates),
        *_contradictions(reading, blocks, items),
        *_left_over(reading, sections, blocks),
        *_before_the_first_item(reading, blocks, items),
    )


def _no_summary(reading: Reading, sections: Sections) -> Iterator[RecordWarning]:
    if not _WORD.search(reading.text, *sections.summary):
        yield RecordWarning(code="no-summary")


def dates_out_of_order(dates: Dates) -> Iterator[RecordWarning]:
    """One warning for each two known days that stand next to each other in a case's course, but wrongly."""
    known = {name: day for name in _SEQUENCE if (day := getattr(dates, name)) is not None}
    for before, after in pairwise(known):
        if known[before] > known[after]:
            detail = f"{before} {known[before]} is after {after} {known[after]}"
            yield RecordWarning(code="dates-out-of-order", path=f"/dates/{after}", detail=detail)


def _contradictions(
    reading: Reading, blocks: Sequence[ItemBlock], items: Sequence[Item]
) -> Iterator[RecordWarning]:
    """Denials whose rationale ends by granting, and the reverse; to modify contradicts neither."""
    for number, (block, item) in enumerate(zip(blocks, items, strict=True)):
        span = block.rationale
        # Most rationales close in keeping with the decision: their sentences need not be told apart.
        if span is None or (item.decision, _closing(reading, span)) not in _CONTRADICTIONS:
            continue
        last = _last_sentence(reading, span)
        if (item.decision, plainly_says(last)) in _CONTRADICTIONS:
            path, detail = f"/items/{number}/decision", last[-QUOTED:]
            yield RecordWarning(code="decision-contradicts-rationale", path=path, detail=detail)


def _closing(reading: Reading, span: Span) -> str | None:
    """What a passage's last words say, turned by others before them or not."""
    words = reading.text[max(span[0], span[1] - LONGEST_SENTENCE) : span[1]].rsplit(None, _CLOSING_WORDS)
    return _says(_necessity().search(" ".join(words[-_CLOSING_WORDS:]).lower()))


def _last_sentence(reading: Reading, span: Span) -> str:
    """The last sentence of a passage, empty where it is longer than any that says something plainly."""
    start = max(span[0], span[1] - LONGEST_SENTENCE)
    sentences = split_sentences(reading, start, span[1])
    if not sentences or (sentences[-1][0] == start > span[0]):
        return ""
    return reading.fold(*sentences[-1])


def plainly_says(sentence: str) -> str | None:
    """What a rationale's last sentence says: ``necessary``, ``not necessary``, or neither plainly.

    Only a sentence that closes with words of ``necessity_words.csv``, and with no other word before
    them that may turn their sense, is plain.
    """
    match = _necessity().search(in_small_letters(sentence))
    return None if match and _TURNED.search(sentence, 0, match.start()) else _says(match)


def _says(match: re.Match[str] | None) -> str | None:
    return necessity_words()[" ".join(match[1].split())] if match else None


@cache
def _necessity() -> re.Pattern[str]:
    phrases = sorted(necessity_words(), key=len, reverse=True)
    words = "|".join(r"\s{1,9}".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"\b({words})\W{{0,9}}$")


def _left_over(reading: Reading, sections: Sections, blocks: Sequence[ItemBlock]) -> Iterator[RecordWarning]:
    """Words that lie between the sections, before the first item, or between the parts of items."""
    places: list[tuple[str, Span]] = [
        ("", span) for span in (sections.header, sections.qualifications, sections.summary)
    ]
    places.append(("", (sections.issues[0], sections.issues[0])))
    for number, block in enumerate(blocks):
        parts = (block.title, block.decision, block.claims_administrator, block.reviewer, block.rationale)
        places += [(f"/items/{number}", span) for span in sorted(filter(None, parts))]
    for (_, before), (path, after) in pairwise(places):
        gap = (before[1], min(after[0], before[1] + LONGEST_GAP))
        if gap[0] < gap[1] and (words := _unknown_words(reading.fold(*gap))):
            yield RecordWarning(code="text-left-over", path=path, detail=words[:QUOTED])


def _before_the_first_item(
    reading: Reading, blocks: Sequence[ItemBlock], items: Sequence[Item]
) -> Iterator[RecordWarning]:
    """Sentences that the first title begins with: nothing parts it from what stands before it.

    A request that utilization review modified is told in sentences of its own.
    """
    if not items or items[0].original_request or items[0].authorized:
        return
    *before, _ = split_sentences(reading, *blocks[0].title) or ((0, 0),)
    words = " ".join(reading.fold(*span) for span in before)
    if len(words.split()) >= SHORTEST_SENTENCE:
        yield RecordWarning(code="text-left-over", path="/items/0/text", detail=words[:QUOTED])


@lru_cache(maxsize=1024)  # all letters of a layout print the same few formulas there
def _unknown_words(words: str) -> str:
    """What stays of the words, parted by single blanks, without those that all letters of a layout print."""
    if not _WORD.search(words):
        return ""
    folded = in_small_letters(words)
    for heading in _standing():
        if heading.may_stand_in(folded):
            words = heading.left_out_of(words)
            folded = in_small_letters(" ".join(words.split()))
    return " ".join(words.split()) if _WORD.search(words) else ""


@cache
def _standing() -> tuple[Heading, ...]:
    return tuple(heading for layout in forms().layouts for heading in layout.standing)
