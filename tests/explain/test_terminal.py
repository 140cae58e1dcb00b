"""The letter in the terminal: with colours, and in words where there are none."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from rich.console import Console
from rich.text import Text

from imr_graph.explain.facts import KINDS
from imr_graph.explain.terminal import print_letter
from imr_graph.record import RecordWarning
from tests.explain.conftest import Letters
from tests.factories import make_record


def shown(letter: Letters, colours: Literal["truecolor"] | None, *, table: bool = True) -> str:
    out = io.StringIO()
    console = Console(
        file=out, soft_wrap=True, highlight=False, color_system=colours, force_terminal=bool(colours)
    )
    [(text, record)] = letter
    print_letter(record, text.text, console, table=table)
    return out.getvalue()


@pytest.mark.parametrize("colours", ["truecolor", None])
def test_facts_come_first_then_the_letter(examples: Letters, colours: Literal["truecolor"] | None) -> None:
    record = examples[0][1]
    words = Text.from_ansi(shown(examples[:1], colours)).plain
    assert record.items[0].text in words
    assert words.index("item 1") < words.index("The letter, as kept")
    without = shown(examples[:1], colours, table=False)
    assert "item 1" not in Text.from_ansi(without).plain


def test_without_colours_each_run_names_its_kind(examples: Letters) -> None:
    words = "".join(shown([letter], None, table=False) for letter in examples)
    for kind in KINDS:
        assert f"[{kind}: " in words.replace(f"[{kind}: {KINDS[kind][0]}]", "")


def test_with_colours_the_letter_stands_there_word_for_word(examples: Letters) -> None:
    letter, _ = examples[0]
    plain = Text.from_ansi(shown(examples[:1], "truecolor")).plain
    for line in letter.text.replace("\f", "\n").splitlines():
        assert line.rstrip() in plain


def test_warnings_follow() -> None:
    out = io.StringIO()
    warning = RecordWarning(code="unresolved-drug", path="/items/0/drug/name", detail="Zzz [cream]")
    print_letter(make_record(warnings=(warning,)), "words", Console(file=out, width=200))
    assert "warning: unresolved-drug /items/0/drug/name Zzz [cream]" in out.getvalue()
