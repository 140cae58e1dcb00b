"""What is typed is understood, or sets nothing off."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_graph.errors import QuestionError, SearchError
from imr_graph.search.matching import MOST_FORMS, MOST_TERMS
from imr_graph.search.query import (
    DEEPEST,
    FIELDS,
    LONGEST,
    MOST_WORDS,
    All,
    AnyOf,
    Field,
    Phrase,
    Wanted,
    Word,
    wanted,
)
from tests.conftest import ROOT

TITLE: tuple[Field, ...] = ("title",)


def word(text: str, fields: tuple[Field, ...] = FIELDS) -> Word:
    return Word(text, fields)


def phrase(*words: str, is_open: bool = False, fields: tuple[Field, ...] = FIELDS) -> Phrase:
    return Phrase(words, is_open, fields)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Opioids", word("opioids")),
        ("opioid weaning", All((word("opioid"), word("weaning")))),
        ("opioid AND weaning", All((word("opioid"), word("weaning")))),
        ("opioid OR weaning", AnyOf((word("opioid"), word("weaning")))),
        ("a OR b c", All((word("c"), AnyOf((word("a"), word("b")))))),
        ("pain -norco", All((word("pain"),), (word("norco"),))),
        ("pain NOT norco", All((word("pain"),), (word("norco"),))),
        ("-norco", All((), (word("norco"),))),
        ("(a OR b) AND (c OR d)", All((AnyOf((word("a"), word("b"))), AnyOf((word("c"), word("d")))))),
        ('"medical necessity"', phrase("medical", "necessity")),
        ("“medical necessity”", phrase("medical", "necessity")),
        ('"pain"', phrase("pain")),
        ("opio*", phrase("opio", is_open=True)),
        ('"medical nec*"', phrase("medical", "nec", is_open=True)),
        ('"medical nec"*', phrase("medical", "nec", is_open=True)),
        ("title:norco", word("norco", TITLE)),
        ("Title : norco", word("norco", TITLE)),
        ("title:-norco", All((), (word("norco", TITLE),))),
        ("-title:norco", All((), (word("norco", TITLE),))),
        ('title:"norco tab*"', phrase("norco", "tab", is_open=True, fields=TITLE)),
        ("title:(a OR b)", AnyOf((word("a", TITLE), word("b", TITLE)))),
        ("10/325", phrase("10", "325")),
        ("patient's", phrase("patient", "s")),
        ("Café", word("cafe")),
        # What else the grammar knows only separates words here.
        ("note:pain", phrase("note", "pain")),
        ("note: pain", All((word("note"), word("pain")))),
        ("/pa.*n/", All((word("pa"), word("n")))),
        ("rationale:[a TO b]", All((word("a", ("rationale",)), word("to"), word("b")))),
        ("IN [a b]", All((word("in"), word("a"), word("b")))),
        ("pain^3", phrase("pain", "3")),
        ('"pain relief"~2', All((phrase("pain", "relief"), word("2")))),
        (">5", word("5")),
        ("*pain", word("pain")),
        ("pa*in", phrase("pa", "in")),
        ("\U00011c92", word("\U00011c92")),
        ("pain\\", word("pain")),
        # Left open, it is closed at the end.
        ("(a OR (b", AnyOf((word("a"), word("b")))),
        ('"medical necessity', phrase("medical", "necessity")),
        *((nothing, None) for nothing in ("", " ", "*", "-", '"', "()", "?!", "title:", "“”", "\ue000")),
    ],
)
def test_what_is_typed_means(typed: str, meant: Wanted | None) -> None:
    assert wanted(typed) == meant


def test_words_are_sought_in_the_fields_that_are_named() -> None:
    assert wanted("norco", ["title"]) == word("norco", TITLE)
    assert wanted("rationale:norco", ["title"]) == word("norco", ("rationale",))


@pytest.mark.parametrize(
    ("typed", "limit"),
    [
        ("x" * (LONGEST + 1), f"{LONGEST} are possible"),
        (" ".join(f"w{n}" for n in range(MOST_WORDS + 1)), f"{MOST_WORDS} are possible"),
        ('"' + "a " * (MOST_WORDS + 1) + '"', f"{MOST_WORDS} are possible"),
        ("(" * 21 + "a", "20 are possible"),
        ("-(" * 400 + "a", "20 are possible"),
        ("NOT " * 100 + "a", "fewer NOT"),
        ("a OR " * 10_000 + "a", f"{LONGEST} are possible"),
    ],
)
def test_what_is_over_a_limit_is_refused_in_words(typed: str, limit: str) -> None:
    began = time.monotonic()
    with pytest.raises(SearchError, match=limit):
        wanted(typed)
    assert time.monotonic() - began < 5
    assert issubclass(SearchError, QuestionError)


SIGNS = st.sampled_from(
    [
        *"\"()[]{}*:-+^~/\\<>!?'\u2019\u201c",
        "AND ",
        "OR ",
        "NOT ",
        "IN ",
        "TO ",
        "title:",
        " ",
        "a",
        "pain ",
        "\x00",
        "é",
    ]
)


@given(st.lists(SIGNS | st.characters(), max_size=80).map("".join))
def test_nothing_that_is_typed_is_an_error_of_syntax(typed: str) -> None:
    with contextlib.suppress(SearchError):  # a limit
        meant = wanted(typed)
        assert meant is None or isinstance(meant, Word | Phrase | All | AnyOf)


def test_the_document_tells_the_limits() -> None:
    document = (ROOT / "docs" / "full-text-search.md").read_text(encoding="utf-8")
    cells = [
        line.rstrip(" |").rpartition("| ")[2] for line in document.partition("## Limits")[2].splitlines()
    ]
    values = [int(cell) for cell in cells if cell.isdigit()]
    assert values == [LONGEST, MOST_WORDS, DEEPEST, MOST_FORMS, MOST_TERMS]
