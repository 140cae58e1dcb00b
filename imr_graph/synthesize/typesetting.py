"""From blocks of words to the text of a file: lines, spacing, pages and what goes wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from imr_graph.synthesize.chance import Chance, Deck

NOTICE: Final = (
    "SYNTHETIC LETTER made by imr-graph synthesize; it describes no real person, case or decision."
)
"""The first line of every letter."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of words that the letter sets together.

    Args:
        text: one line of words; it is wrapped unless ``verbatim``.
        parted: a gap stands before it in letters that part paragraphs.
        gluable: where labels are glued, nothing parts it from the block before.
        verbatim: its lines stay as they are.
    """

    text: str
    parted: bool = True
    gluable: bool = False
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How one letter is set.

    Args:
        width: characters that fit on a line.
        spacing: empty lines between two lines of a paragraph.
        gap: empty lines between two paragraphs, beyond ``spacing``.
        trailing: lines that end with a blank: "none", "wrapped" or "all".
        hyphens: a line may break after a hyphen within a word.
        glued: share of labels that follow without a break.
        page: lines on a page; 0 for no pages.
        turn: what stands where a page ends.
    """

    width: int
    spacing: int
    gap: int
    trailing: str
    hyphens: bool
    glued: float
    page: int
    turn: str


_WIDTHS: Final = (84, 88, 92, 96, 98, 100)
_EARLY: Final = Deck([("single, gaps", 6), ("single, gaps, trailing", 3), ("double", 3)])
_LATE: Final = Deck([("as published", 9), ("single, gaps, trailing", 1)])
_TURNS: Final = Deck(
    [("nothing", 4), ("form feed", 5), ("page number", 3), ("page number, form feed", 2), ("empty lines", 1)]
)
_QUOTED: Final = re.compile(r'"([^"]{0,400})"')
_MISREAD: Final = re.compile(r"(?<=[a-z])'(?=[a-z])")


def draw_style(chance: Chance, *, published: bool, turn: str = "") -> Style:
    """A letter's style; ``published`` as the PDFs of 2016-2017 are, ``turn`` a fixed page end."""
    form = chance.form("setting", _LATE if published else _EARLY)
    turn = turn or chance.form("page ends", _TURNS)
    page = 0 if turn == "nothing" else chance.whole(38, 52)
    width = chance.pick(_WIDTHS)
    hyphens = chance.happens(0.3)
    if hyphens:
        chance.forms.add("noise: broken at a hyphen")
    if form == "as published":
        return Style(width, 0, 0, "wrapped", hyphens, 0.12, page, "form feed" if page else turn)
    if form == "double":
        return Style(width, 1, 2, "all", hyphens, 0.0, 2 * page, turn)
    return Style(width, 0, 1, "all" if form.endswith("trailing") else "none", hyphens, 0.0, page, turn)


@cache
def _wrapping(width: int, *, hyphens: bool) -> re.Pattern[str]:
    end = r"[ ]+|$|(?<=[a-z]-)(?=[a-z])" if hyphens else "[ ]+|$"
    return re.compile(rf"(\S.{{0,{width - 1}}})(?:{end})")


def _glued(chance: Chance, blocks: Iterable[Block], share: float) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if share and block.gluable and found and not found[-1].verbatim and chance.happens(share):
            chance.forms.add("glued label")
            before = found[-1]
            found[-1] = Block(before.text + block.text, before.parted, before.gluable)
        else:
            found.append(block)
    return found


def typeset(chance: Chance, blocks: Iterable[Block], style: Style, footer: str) -> str:
    """The letter's text, its first line the notice that it is synthetic.

    Args:
        chance: the letter's draws.
        blocks: what the letter says, in order.
        style: how it is set.
        footer: what stands at the foot of page ``{page}`` of ``{pages}``, where the style has one.
    """
    lines: list[str] = []
    for block in _glued(chance, blocks, style.glued):
        if lines and block.parted:
            lines += [" " if style.trailing == "all" else ""] * style.gap
        rows = (
            block.text.split("\n")
            if block.verbatim
            else _wrapping(style.width, hyphens=style.hyphens).findall(block.text)
        )
        if style.trailing == "all":
            rows = [f"{row} " for row in rows]
        elif style.trailing == "wrapped":
            rows = [row if row.endswith("-") else f"{row} " for row in rows[:-1]] + rows[-1:]
        if style.spacing:
            for row in rows:
                lines += [row, ""]
        else:
            lines += rows
    text = "\n".join(lines) if not style.page else _on_pages(lines, style, footer)
    return f"{NOTICE}\n{_noisy(chance, text)}\n"


def _on_pages(lines: list[str], style: Style, footer: str) -> str:
    pages = [lines[at : at + style.page] for at in range(0, len(lines), style.page)]
    feed = "\f" if "form feed" in style.turn else ""
    text: list[str] = []
    for number, page in enumerate(pages, 1):
        text += page
        if "page number" in style.turn:
            text += ["", footer.format(page=number, pages=len(pages)), ""]
        elif style.turn == "empty lines" and number < len(pages):
            text += [""] * 4
        if feed and number < len(pages):
            text[-1] += "\n" + feed if "page number" in style.turn else feed
    return "\n".join(text)


def _noisy(chance: Chance, text: str) -> str:
    """The same words with the marks that files of letters bring along."""
    if chance.happens(0.2):
        chance.forms.add("noise: two blanks after a sentence")
        text = text.replace(". ", ".  ")
    if chance.happens(0.25):
        chance.forms.add("noise: curly quotes")
        text = _QUOTED.sub("\u201c\\1\u201d", text).replace("'", "\u2019")
    elif chance.happens(0.04):
        chance.forms.add("noise: misread apostrophes")
        text = _MISREAD.sub("\u00bf", text)
    if "&" in text and chance.happens(0.15):
        chance.forms.add("noise: entities")
        text = text.replace("&", "&amp;")
    return text
