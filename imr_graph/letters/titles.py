"""Where an item's title begins: after the rationale of the item before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from imr_graph.letters.line_form import Line, LineForm

_LONGEST: Final = 15
"""Lines of the longest title looked for: a modified request repeats itself three times."""

_MODIFIED: Final = re.compile(
    r"\boriginal\s+request\b|\bauthorized\s+by\s+the\s+Claims\s+Administrator\b", re.IGNORECASE
)
_MODIFIED_OPENING: Final = re.compile(r"\bw(?:as|ere)\s+the\s+original\s+request\b", re.IGNORECASE)


def title_start(form: LineForm, lines: Sequence[Line], closed: re.Pattern[str]) -> int:
    """Which of ``lines`` begins the title that the last of them ends.

    Args:
        form: how the letter sets its lines.
        lines: the lines from the last item's label to this item's decision word; never empty.
        closed: what the line before a title ends with when it is a title itself.

    Returns:
        An index into ``lines``.
    """
    first = len(lines) - 1
    while first and not _parts(form, lines[first - 1], lines[first], closed):
        first -= 1
    if form.style == "gaps":
        first = _without_rationale(form, lines, first)
    return _with_opening(form, lines, first, closed)


def _parts(form: LineForm, line: Line, following: Line, closed: re.Pattern[str]) -> bool:
    return bool(closed.search(form.text[line.start : line.end])) or form.ends_paragraph(line, following)


def _without_rationale(form: LineForm, lines: Sequence[Line], first: int) -> int:
    """Leave out the rationale's last paragraph where no blank line parts the title from it.

    Nothing but ends of sentences parts them then. One sentence before the last such end may be
    the title's own ("Bilateral L4-5. / L5-S1 facet injection"), more are a rationale's.
    """
    ends = [n for n in range(first + 1, len(lines)) if form.ends_sentence(lines[n - 1], lines[n])]
    if not ends or (first and len(ends) == 1 and ends[0] - first <= 1):
        return first
    return ends[-1]


def _with_opening(form: LineForm, lines: Sequence[Line], first: int, closed: re.Pattern[str]) -> int:
    """Take in the first sentences of a modified request ("X was the original request. Y was …")."""
    text, start, end = form.text, lines[first].start, lines[-1].end
    if not _MODIFIED.search(text, start, end) or _MODIFIED_OPENING.search(text, start, end):
        return first
    for n in range(first - 1, max(first - _LONGEST, -1), -1):
        if _MODIFIED_OPENING.search(text, lines[n].start, end):
            while n and not (
                _parts(form, lines[n - 1], lines[n], closed) or form.ends_sentence(lines[n - 1], lines[n])
            ):
                n -= 1
            return n
    return first
