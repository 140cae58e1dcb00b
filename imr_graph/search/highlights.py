"""The passages of a text in which the words that were searched for stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from imr_graph.record import Span
from imr_graph.search.query import FIELDS, All, AnyOf, Field, Phrase, Wanted, Word, wanted
from imr_graph.search.words import Token, stems, tokens

_BEFORE: Final = 60
"""Characters of a passage that may stand before the first word found in it."""
_LONGEST: Final = 240
"""Characters of a passage; a phrase that is longer stands whole."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text, from word to word.

    Args:
        start: its first code point in the text.
        end: the code point after its last.
        matches: the words and phrases found in it, in order.
    """

    start: int
    end: int
    matches: tuple[Span, ...]


class Highlighter:
    """Finds again in texts what a search found items by.

    Args:
        words: as typed.
        fields: where words are sought that name no field.

    Raises:
        SearchError: the words are over one of the limits.
    """

    def __init__(self, words: str, fields: Sequence[Field] = FIELDS) -> None:
        asked = wanted(words, fields)
        self._parts = [] if asked is None else list(_positive(asked))

    def passages(self, text: str, field: Field, most: int = 3) -> list[Passage]:
        """The passages of a text that show most of what was searched for, in the order of the text.

        What no other passage shows goes before what is shown already.

        Args:
            text: a title or a rationale.
            field: which of them it is.
            most: passages at most.
        """
        parts = [part for part in self._parts if field in part.fields]
        if not parts:
            return []
        words = tokens(text)
        found = list(_matches(words, parts))
        passages = list(_passages(words, _joined((first, last) for first, last, _ in found)))
        starts = [one.start for one in passages]
        shown: list[set[int]] = [set() for _ in passages]
        for first, _, part in found:
            shown[bisect_right(starts, words[first].start) - 1].add(part)
        return [passages[n] for n in sorted(_richest(passages, shown, most))]


def _positive(one: Wanted) -> Iterator[Word | Phrase]:
    """What must or may be there."""
    match one:
        case Word() | Phrase():
            yield one
        case All(of) | AnyOf(of):
            for part in of:
                yield from _positive(part)


def _richest(passages: Sequence[Passage], shown: Sequence[set[int]], most: int) -> list[int]:
    """Numbers of the passages that show most: first what is not shown yet, then what matches most often."""
    left = list(range(len(passages)))
    taken: list[int] = []
    seen: set[int] = set()
    while left and len(taken) < most:
        best = max(left, key=lambda n: (len(shown[n] - seen), len(passages[n].matches), -n))
        left.remove(best)
        taken.append(best)
        seen |= shown[best]
    return taken


def _matches(words: Sequence[Token], parts: Sequence[Word | Phrase]) -> Iterator[tuple[int, int, int]]:
    """First and last word of each thing found, and the number of the part that found it."""
    texts = [word.text for word in words]
    its_stems = stems(texts)
    for number, part in enumerate(parts):
        if isinstance(part, Word):
            (stem,) = stems([part.text])
            yield from ((n, n, number) for n, other in enumerate(its_stems) if other == stem)
            continue
        *firm, last = part.words
        for n in range(len(texts) - len(firm)):
            ending = texts[n + len(firm)]
            fits = ending.startswith(last) if part.is_open else ending == last
            if fits and texts[n : n + len(firm)] == firm:
                yield n, n + len(firm), number


def _joined(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _passages(words: Sequence[Token], found: Sequence[tuple[int, int]]) -> Iterator[Passage]:
    """Passages from word to word, each with as many of the matches as it has room for."""
    at = free = 0
    while at < len(found):
        first = last = found[at][0]
        while first > free and words[found[at][0]].start - words[first - 1].start <= _BEFORE:
            first -= 1
        held = at
        while held < len(found) and (
            held == at or words[found[held][1]].end - words[first].start <= _LONGEST
        ):
            last = found[held][1]
            held += 1
        limit = found[held][0] if held < len(found) else len(words)
        while last + 1 < limit and words[last + 1].end - words[first].start <= _LONGEST:
            last += 1
        spans = tuple((words[a].start, words[b].end) for a, b in found[at:held])
        yield Passage(words[first].start, words[last].end, spans)
        at, free = held, last + 1
