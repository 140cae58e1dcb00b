"""How a letter sets its lines: which line end also ends a paragraph, and which only wraps.

Letters differ. Some part paragraphs by blank lines (single- or double-spaced), some PDFs leave a
blank at the end of a line that wraps and none where a paragraph ends, and some do neither. The
labels inside items ("Decision rationale:") always open a paragraph; what stands before them
shows which form a letter has.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from imr_graph.letters.reading import BLANKS, Reading
from imr_graph.record import Span

Style = Literal["gaps", "marks", "plain"]

# A rationale's last sentence may lack its full stop; most close with the same words.
_SENTENCE_END: Final = re.compile(r"(?:[.!?]|\bmedically\s+necessary(?:\s+and\s+appropriate)?)[\"')\]]*$")
_OPENING: Final = re.compile(r"[\"'(\[]*[A-Z0-9#]")
# Before a small letter only a whole word's full stop closes a sentence; "approx." or "tab." does not.
_SURE_END: Final = re.compile(r"(?!approx|presc|quant|admin)\b[a-z]{5,}[.!?][\"')\]]*$")
_READS_ON: Final = re.compile(
    r"(?:[,;:(/&+-]|\b(?:a|an|and|at|by|for|from|in|including|is|of|on|or|per|plus|the|to|via|with|x))$",
    re.IGNORECASE,
)
_WRAPPED_SHARE: Final = 0.85
"""A line wraps only when the next word would not fit; measured on wrapped lines of 2016-2017: 0.898 and
more of the width that nine lines in ten keep to."""


class Line(msgspec.Struct, frozen=True):
    """A line that holds words: where they stand, and what parts them from the line before.

    ``empty`` counts the empty lines before it, ``blanked`` tells that one of them holds blanks,
    ``new_page`` that a page ends before it; ``trailing`` tells that blanks end the line itself.
    """

    start: int
    end: int
    empty: int
    blanked: bool
    new_page: bool
    trailing: bool


_START: Final = attrgetter("start")


def split_lines(reading: Reading, start: int, end: int) -> list[Line]:
    """The lines with words of ``text[start:end]``."""
    lines: list[Line] = []
    empty, blanked = 0, False  # since the line before
    for row in reading.text[start:end].split("\n"):
        words = row.rstrip(BLANKS)
        if not words or words.isspace():
            if lines:
                empty, blanked = empty + 1, blanked or bool(row)
        else:
            first = start + len(row) - len(row.lstrip(BLANKS))
            new_page = bool(lines) and reading.turns_page(lines[-1].end - 1, first)
            lines.append(Line(first, start + len(words), empty, blanked, new_page, len(words) < len(row)))
            empty, blanked = 0, False
        start += len(row) + 1
    return lines


def lines_between(reading: Reading, lines: Sequence[Line], start: int, end: int) -> list[Line]:
    """The lines of ``text[start:end]``, which may cut the first and the last of those that are known.

    Args:
        reading: the letter.
        lines: the lines of a stretch that ``text[start:end]`` lies in.
        start: where the first line begins.
        end: where the last line ends.
    """
    known = lines[bisect_right(lines, start, key=_START) : bisect_left(lines, end, key=_START)]
    if not known:
        return split_lines(reading, start, end)
    *others, last = known
    if last.end >= end:
        stop = last.start + len(reading.text[last.start : end].rstrip(BLANKS))
        last = replace(last, end=stop, trailing=stop < end)
    opening = split_lines(reading, start, known[0].start)
    if opening:
        return [*opening, *others, last]
    first, *others = (*others, last)
    return [replace(first, empty=0, blanked=False, new_page=False), *others]


@dataclass(frozen=True, slots=True)
class LineForm:
    """The form of one letter's lines, and the tests that go by it.

    Args:
        text: the reading's text.
        style: what tells a paragraph's end: a larger gap, a line's missing end mark, or neither.
        usual: empty lines between two lines of one paragraph.
        parting: empty lines between two paragraphs.
        blanked: an empty line between paragraphs holds blanks, one at a page's end does not.
        width: characters that nine lines in ten keep to.
    """

    text: str
    style: Style
    usual: int
    parting: int
    blanked: bool
    width: int

    def ends_paragraph(self, line: Line, following: Line) -> bool:
        """Whether a paragraph ends between two neighbouring lines, as far as the form tells it."""
        if self.style == "gaps" and not self._turned(following):
            return following.empty > self.usual
        if self.style == "marks" and line.trailing:
            return self.ends_sentence(line, following) or not self._full(line, following)
        if self.ends_sentence(line, following):
            return True
        if self._reads_on(line, following):
            return False
        return self.style == "marks" or not self._full(line, following)

    def ends_sentence(self, line: Line, following: Line) -> bool:
        """Whether the line closes with a full stop and the next one opens like a sentence or a title.

        A title may open with a small letter: a drug's generic name.
        """
        words = self.text[line.start : line.end]
        if self.text[following.start].islower():
            return bool(_SURE_END.search(words))
        return bool(_SENTENCE_END.search(words) and _OPENING.match(self.text, following.start))

    def _turned(self, line: Line) -> bool:
        """Whether the gap before a line may be a page's end, which parts paragraphs and lines alike."""
        if line.new_page:
            return True
        if line.empty <= self.usual:
            return False
        return not line.blanked if self.blanked else line.empty >= self.parting + 2

    def _reads_on(self, line: Line, following: Line) -> bool:
        if _READS_ON.search(self.text[line.start : line.end]):
            return True
        return self.text[following.start].islower() and self._full(line, following)

    def _full(self, line: Line, following: Line) -> bool:
        """Whether the next line's first word would not have fitted on the line."""
        word = self.text[following.start : following.end].split(None, 1)[0]
        return line.end - line.start + 1 + len(word) >= _WRAPPED_SHARE * self.width


def learn_line_form(reading: Reading, lines: Sequence[Line], labels: Iterable[Span]) -> LineForm:
    """The form of a letter's lines, learnt from what stands before its labels."""
    starts = {label[0] for label in labels}
    pairs = list(pairwise(lines))
    opening = [pair for pair in pairs if pair[1].start in starts and not pair[1].new_page]
    wrapped = [pair for pair in pairs if pair[1].start not in starts]
    spacings = Counter([min(following.empty, 2) for _, following in wrapped])
    usual = spacings.most_common(1)[0][0] if spacings else 0
    gaps = [following for _, following in opening if following.empty > usual]
    style: Style = "plain"
    if opening and 2 * len(gaps) >= len(opening):
        style = "gaps"
    elif 2 * sum(not line.trailing for line, _ in opening) >= len(opening) and 2 * sum(
        line.trailing for line, _ in wrapped
    ) >= len(wrapped):
        style = "marks"
    lengths = sorted(line.end - line.start for line in lines)
    return LineForm(
        text=reading.text,
        style=style,
        usual=usual,
        parting=min((line.empty for line in gaps), default=usual + 1),
        blanked=2 * sum(line.blanked for line in gaps) > len(gaps),
        width=lengths[len(lengths) * 9 // 10] if lengths else 0,
    )
