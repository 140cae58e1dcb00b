"""Words of a record lead to the kept text they were read from, through all that reading changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.record import Evidence, Record
from imr_graph.search.places import KeptPlaces
from imr_graph.search.words import tokens
from tests.factories import make_item, make_record

PATH = "/items/0/rationale"


def record_of(rationale: str, *spans: tuple[int, int]) -> Record:
    evidence = Evidence(path=PATH, spans=spans, page=1, rule="rationale.after-heading")
    return make_record(items=(make_item(rationale=rationale),), evidence=(evidence,) if spans else ())


def place(kept: str, rationale: str, words: str, *spans: tuple[int, int]) -> tuple[list[str], int, bool]:
    """The runs of the kept text that words of the rationale were read from, their page, whether exactly."""
    found = KeptPlaces(record_of(rationale, *(spans or ((0, len(kept)),))), kept).place(
        PATH, rationale, rationale.index(words), rationale.index(words) + len(words)
    )
    assert found is not None
    return [kept[start:end] for start, end in found.spans], found.page, found.is_exact


@pytest.mark.parametrize(
    ("kept", "rationale", "words", "runs"),
    [
        ("It is  not\nneeded.", "It is not needed.", "not needed", ["not\nneeded"]),
        ("It&#8217;s &amp; was &quot;so&quot;.", 'It\'s & was "so".', 'was "so', ["was &quot;so"]),
        ("A “quoted” word", 'A "quoted" word', '"quoted', ["quoted"]),
        ("ﬁnding of ﬂuid", "finding of fluid", "finding", ["ﬁnding"]),
        ("Rationale: it is denied.", "it is denied.", "denied", ["denied"]),
    ],
)
def test_what_reading_changed_leads_back(kept: str, rationale: str, words: str, runs: list[str]) -> None:
    assert place(kept, rationale, words) == (runs, 1, True)


def test_words_on_two_pages_are_two_runs() -> None:
    kept = "It was found not\nPage 1 of 2\n\fmedically necessary."
    rationale = "It was found not medically necessary."
    assert place(kept, rationale, "not medically") == (["not", "medically"], 1, True)
    assert place(kept, rationale, "necessary") == (["necessary"], 2, True)


@pytest.mark.parametrize("kept", ["Quite other words here.", "again and again and again"])
def test_what_cannot_be_told_apart_is_not_guessed(kept: str) -> None:
    rationale = "again" if "again" in kept else "It is denied."
    assert place(kept, rationale, rationale.split()[0], (0, 5), (6, len(kept))) == (
        [kept[:5], kept[6:]],
        1,
        False,
    )


def test_nothing_is_said_of_a_value_without_a_place() -> None:
    assert KeptPlaces(record_of("It is denied."), "It is denied.").place(PATH, "It is denied.", 0, 2) is None


def test_every_word_of_the_examples_leads_to_itself(example_letters: Path) -> None:
    told = inexact = 0
    for path in sorted(example_letters.glob("*.txt")):
        kept = path.read_text("utf-8")
        record = parse_letter(LetterText(str(path), kept))
        places = KeptPlaces(record, kept)
        for n, item in enumerate(record.items):
            for field in ("text", "rationale"):
                value: str = msgspec.structs.asdict(item)[field]
                for token in tokens(value):
                    found = places.place(f"/items/{n}/{field}", value, token.start, token.end)
                    assert found is not None
                    told += 1
                    inexact += not found.is_exact
                    if found.is_exact and "&" not in (words := kept[found.spans[0][0] : found.spans[-1][1]]):
                        letters = "".join(sign for sign in words if sign.isalnum())
                        assert value[token.start : token.end] in {letters, words}
    assert told > 500
    assert inexact == 0
