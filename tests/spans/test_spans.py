"""Every span, sliced from the letter's text, is the words that its value was made from.

Held for every letter at hand: the real ones and those written for practice, where they lie beside the
checkout, the examples, and synthetic letters of every layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText, read_letter
from imr_graph.rdf.iris import Iris
from imr_graph.rdf.provenance import account_for, derived_fields, lies_in
from imr_graph.rdf.triples import triples
from imr_graph.record import Record
from imr_graph.synthesize import write_letter
from tests.spans.checks import CHECKS, claims, holds, kind_of
from tests.spans.claim import at

Letters = list[tuple[LetterText, Record]]

SYNTHETIC: Final = 300
SHIFT: Final = 3
"""Characters that spans are moved by to see whether the checks notice."""
BLIND: Final = 0.01
"""The share of moved spans that may pass: "Contin" for "OxyContin" names the drug too."""


def _read(paths: list[Path]) -> Letters:
    return [(letter, parse_letter(letter)) for letter in map(read_letter, find_letters(paths))]


@pytest.fixture(scope="module")
def letters(request: pytest.FixtureRequest, example_letters: Path) -> Letters:
    kind = request.param
    if kind == "real":
        real: Letters = request.getfixturevalue("real_letters")
        return real
    if kind == "practice":
        return _read([request.getfixturevalue("shared_letters") / "practice"])
    if kind == "examples":
        return _read([example_letters])
    return _synthetic()


@cache
def _synthetic() -> Letters:
    written = (write_letter(seed=11, number=number) for number in range(SYNTHETIC))
    texts = [LetterText(source=letter.name, text=letter.text) for letter in written]
    return [(letter, parse_letter(letter)) for letter in texts]


each_source = pytest.mark.parametrize(
    "letters", ["real", "practice", "examples", "synthetic"], indirect=True, scope="module"
)


@each_source
def test_the_words_at_each_span_make_the_value(letters: Letters) -> None:
    wrong = [
        f"{letter.source} {claim.path}: {claim.value!r} from {claim.slices}"
        for letter, record in letters
        for claim in claims(record, letter.text)
        if not holds(claim)
    ]
    assert wrong == []


@each_source
def test_other_words_do_not(letters: Letters) -> None:
    passed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for letter, record in letters:
        for claim in claims(record, letter.text, SHIFT):
            tried[kind_of(claim.path)] += 1
            passed[kind_of(claim.path)] += holds(claim)
    assert tried.total() > 500
    blind = {kind: passed[kind] / tried[kind] for kind in tried if passed[kind] > BLIND * tried[kind]}
    assert blind == {}


@each_source
def test_each_value_has_words_or_is_a_derived_field(letters: Letters) -> None:
    for letter, record in letters:
        known = msgspec.json.decode(msgspec.json.encode(record))
        evidenced = {evidence.path for evidence in record.evidence}
        for path, value in _leaves({**known, "evidence": [], "warnings": []}):
            if _own_evidence(path, evidenced):
                continue
            sources = _sources(path, value)
            assert sources is not None, f"{letter.source}: {path} has neither words nor a derivation"
            printed = [source for source in sources if at(known, source) not in (None, [])]
            assert all(any(lies_in(e, source) for e in evidenced) for source in printed), (
                f"{letter.source}: {path} is derived from {printed}, of which there are no words"
            )


@each_source
def test_each_statement_leads_to_words_or_to_a_derivation(letters: Letters) -> None:
    iris = Iris()
    settled = Counter(
        account_for(record, quad, iris).settled for _, record in letters for quad in triples(record, iris)
    )
    assert settled[True] > 1000
    assert settled[False] == 0


def test_every_kind_of_field_is_met(example_letters: Path) -> None:
    """No check stands idle: what the examples do not hold, some hundred synthetic letters do."""
    letters = (*_synthetic(), *_read([example_letters]))
    met = {kind_of(evidence.path) for _, record in letters for evidence in record.evidence}
    assert set(CHECKS) - met == set()


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is there, with its pointer."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, f"{path}/{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _leaves(part, f"{path}/{number}")
    elif value is not None and value != "":
        yield path, value


def _own_evidence(path: str, evidenced: set[str]) -> bool:
    """Whether the value, or the list of values that it stands in, has evidence."""
    while path not in evidenced:
        above, _, step = path.rpartition("/")
        if not step.isdigit():
            return False
        path = above
    return True


def _sources(path: str, value: Any) -> tuple[str, ...] | None:
    """What a derived field is derived from; None where no derivation is documented."""
    for field in derived_fields():
        sources = field.sources_of(path)
        if sources is not None and (field.derivation != "unmarked" or value is False):
            return sources
    return None
