"""Writes ``docs/accuracy.md``: how right the records are, field by field, on annotated letters.

Run it from the checkout, with the annotated letters and their scorer beside it::

    python -m benchmarks.accuracy [--letters ../shared/letters] [--page docs/accuracy.md]

It says so, and leaves the page as it is, where there is nothing to score by.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
import typing
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.gold import SHARED_LETTERS, Counts, NoGoldError, Plain, Scorer, gold_letters
from imr_graph.errors import LetterError
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.record import Record

_ROOT: Final = Path(__file__).parents[1]
PAGE: Final = _ROOT / "docs" / "accuracy.md"
_CERTAINTY: Final = 1.959964
"""Standard deviations on either side that hold 95% of a normal distribution."""
NOT_READ: Final = "not read"
_KINDS: Final = {"real": "as the state published them", "practice": "written for practice"}
"""Folders of annotated letters, and what lies in them."""

MEASURED: Final[dict[str, tuple[str, ...]]] = {
    "letters": (),
    "case_number": ("case_number",),
    "priority": ("priority",),
    "dates.injury": ("dates.injury",),
    "dates.decision": ("dates.decision",),
    "dates.assigned": ("dates.assigned",),
    "dates.ur_denial": ("dates.ur_denial",),
    "dates.application_received": ("dates.application_received",),
    "patient.age": ("patient.age",),
    "patient.sex": ("patient.sex",),
    "diagnoses": ("diagnoses.text",),
    "diagnoses.certainty": ("diagnoses.certainty",),
    "reviewer.specialties": ("reviewer.specialties",),
    "reviewer.subspecialties": ("reviewer.subspecialties",),
    "reviewer.licensed_states": ("reviewer.licensed_states",),
    "items": ("items.text",),
    "items.text (exact)": ("items.text",),
    "items.category": ("items.category",),
    "items.codes": ("items.codes",),
    "items.decision": ("items.decision",),
    "items.rationale": ("items.rationale",),
    "drug.name": ("items.drug.name",),
    "drug.ingredients": ("items.drug.ingredients",),
    "drug.strength": ("items.drug.strength",),
    "drug.form": ("items.drug.form",),
    "drug.quantity": ("items.drug.quantity",),
    "drug.refills": ("items.drug.refills",),
    "drug.frequency": ("items.drug.frequency",),
    "citations": ("items.citations.by", "items.citations.source", "items.citations.chapter"),
    "citations.edition": ("items.citations.edition",),
    "citations.section": ("items.citations.section",),
    "citations.pages": ("items.citations.pages",),
}
"""What the scorer counts, in the page's order, and the fields of the record that each speaks of."""

_INTRODUCTION: Final = """\
# Accuracy

Written by `make accuracy`: records of annotated letters, compared with the annotation, value by value.

**What the numbers say.** The letters were at hand while the rules were written: the numbers tell how far
rules and letters that their authors knew agree, and on other letters they will be lower. An interval
(Wilson, 95%) takes each value for a draw of its own; values of one letter are alike, so the truth lies
outside more often than that. A field of few values says little, whatever its score. Letters written for
practice are no sample of anything; what is claimed of published letters rests on the real ones alone.

**What was annotated.** One record a letter, all its fields, by the rules of one written schema: what the
letter prints, nothing guessed, `null` where it prints nothing. Schema, annotated letters and scorer
(`../shared/letters`: `SCHEMA.md`, `NAME.gold.json`, `score.py`) lie beside this project, not in it.

**How two values agree.** Dates, numbers, codes, decisions, categories, the names of boards and states:
equal. Items find their partners by their words (three quarters of them alike), diagnoses too (two
thirds), citations by side, source and chapter; one without a partner was missed or invented, and only
partners are compared further. `items.text (exact)`: the same words in the same order. Names, forms and
frequencies of drugs: two thirds of the words; sections: three fifths; rationales: nearly all words, or
their number and those at both ends. White space, punctuation and letter case count nowhere. A letter
that gives no record misses every value.
"""

_UNSEEN: Final = """\
## At first sight

Letters that were annotated before any rule was tried on them, with the score of the rules as they were
that day. Afterwards the faults were mended: the last column is no blind score.

"""
_NOT_MEASURED: Final = """\
## Not measured

No annotation covers these fields of the record; what holds them is tests.

"""
_WHERE: Final = {
    "title": "a title",
    "summary": "a case summary",
    "reviewer": "the reviewer's guideline line",
}


@dataclass(slots=True)
class Result:
    """Letters of one kind and what was counted in them; ``holding``: letters that have a field's value."""

    letters: int = 0
    items: int = 0
    counts: Counts = field(default_factory=Counts)
    holding: Counter[str] = field(default_factory=Counter)

    def add(self, counts: Counts, gold: Plain) -> None:
        """Count one letter in."""
        self.letters += 1
        self.items += len(gold["items"])
        self.counts.add(counts)
        self.holding.update(name for name in counts.fields() if counts.agreed[name] + counts.missed[name])


def wilson(successes: int, tries: int) -> tuple[float, float]:
    """The 95% interval of a share, by Wilson's score; (0, 1) where nothing was tried."""
    if not tries:
        return 0.0, 1.0
    share, square = successes / tries, _CERTAINTY**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    spread = (
        _CERTAINTY / (1 + square / tries) * (share * (1 - share) / tries + square / (4 * tries**2)) ** 0.5
    )
    return max(0.0, middle - spread), min(1.0, middle + spread)


@cache
def record_fields() -> tuple[str, ...]:
    """Every field of the record that holds a value, as a dotted path without positions."""
    return tuple(_leaves(Record, ""))


def _leaves(struct: type[msgspec.Struct], prefix: str) -> Iterator[str]:
    hints = typing.get_type_hints(struct)
    for name in struct.__struct_fields__:
        inner = [
            kind
            for kind in (hints[name], *typing.get_args(hints[name]))
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        ]
        if inner:
            yield from _leaves(inner[0], f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def not_measured() -> tuple[str, ...]:
    """The record's fields that no annotation covers."""
    covered = {name for names in MEASURED.values() for name in names}
    return tuple(name for name in record_fields() if name not in covered)


def measure(folder: Path) -> dict[str, Result]:
    """Score every annotated letter below a folder.

    Returns:
        Results by "all", by the kind of letter (its folder's name) and by "layout ID".

    Raises:
        NoGoldError: there is no scorer or no annotated letter.
    """
    scorer, letters = Scorer(folder), gold_letters([folder])
    results: dict[str, Result] = {"all": Result()}
    with LetterReader() as reader:
        texts = reader.read_all(letter.path for letter in letters)
        for letter, text in zip(letters, texts, strict=True):
            record = _plain_record(text)
            counts = scorer.count(letter, record)
            layout = record["layout"] if record else NOT_READ
            for group in ("all", letter.path.parent.name, f"layout {layout}"):
                results.setdefault(group, Result()).add(counts, letter.gold)
    return results


def _plain_record(text: LetterText | LetterError) -> Plain | None:
    if isinstance(text, LetterError):
        return None
    try:
        record: Plain = json.loads(msgspec.json.encode(parse_letter(text)))
    except LetterError:
        return None
    return record


def page(results: Mapping[str, Result]) -> str:
    """The page's text."""
    every = results["all"]
    groups = [*(name for name in _KINDS if name in results)]
    groups += sorted(name for name in results if name not in {"all", *groups})
    parts = [
        _INTRODUCTION,
        f"## All {every.letters} letters, {every.items} items\n\n" + _table(_field_rows(every)),
        "## By kind and layout\n\n" + _table(_group_rows({name: results[name] for name in ("all", *groups)})),
        "## F1 of each field by kind and layout\n\n" + _table(_matrix(results, groups)),
        _UNSEEN + _table(_unseen_rows(unseen_letters())),
        _NOT_MEASURED + "".join(f"- `{name}`\n" for name in not_measured()),
        "## Known weaknesses\n\nExamples are invented.\n\n" + "".join(_weakness_lines(weaknesses())),
    ]
    return "\n".join(parts)


def _field_rows(result: Result) -> Iterator[tuple[str, ...]]:
    yield "field", "values", "in letters", "precision", "recall", "F1"
    counts = result.counts
    unknown = set(counts.fields()) - set(MEASURED)
    for name in [*MEASURED, *sorted(unknown)]:
        agreed, invented, missed = counts.agreed[name], counts.invented[name], counts.missed[name]
        yield (
            f"`{name}`",
            str(agreed + missed),
            str(result.holding[name]),
            _share(agreed, agreed + invented),
            _share(agreed, agreed + missed),
            f"{counts.f1(name):.3f}",
        )


def _share(successes: int, tries: int) -> str:
    if not tries:
        return "-"
    low, high = wilson(successes, tries)
    return f"{successes / tries:.3f} ({low:.2f}-{high:.2f})"


def _group_rows(results: Mapping[str, Result]) -> Iterator[tuple[str, ...]]:
    yield "letters", "number", "items", "mean F1", "lowest field"
    for group, result in results.items():
        lowest = min(result.counts.fields(), key=result.counts.f1)
        told = f"{group}: {_KINDS[group]}" if group in _KINDS else group
        worst = result.counts.f1(lowest)
        yield (
            told,
            str(result.letters),
            str(result.items),
            f"{result.counts.mean_f1():.3f}",
            f"`{lowest}` {worst:.3f}" if worst < 1 else "all 1.000",
        )


def _matrix(results: Mapping[str, Result], groups: Iterable[str]) -> Iterator[tuple[str, ...]]:
    groups = list(groups)
    yield "field", *groups
    for name in MEASURED:
        cells = []
        for group in groups:
            counts = results[group].counts
            there = counts.agreed[name] + counts.errors(name)
            cells.append(f"{counts.f1(name):.3f}" if there else "-")
        yield f"`{name}`", *cells


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    head, *body = rows
    lines = [head, tuple("---" if n == 0 else "---:" for n, _ in enumerate(head)), *body]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def weaknesses() -> list[dict[str, Any]]:
    """What is known to go wrong, of ``known_weaknesses.toml``."""
    table = tomllib.loads(Path(__file__).with_name("known_weaknesses.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = table["weakness"]
    return entries


def unseen_letters() -> list[dict[str, Any]]:
    """What letters scored at first sight, of ``unseen_letters.toml``."""
    table = tomllib.loads(Path(__file__).with_name("unseen_letters.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = table["set"]
    return entries


def _unseen_rows(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    yield "letters", "number", "mean F1 at first", "lowest", "after mending"
    for entry in entries:
        yield (
            entry["what"],
            str(entry["letters"]),
            f"{entry['first']:.4f}",
            entry["lowest"],
            f"{entry['mended']:.4f}",
        )


def _weakness_lines(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        yield f"- {entry['what']}\n"
        if "example" in entry:
            read = f"`{json.dumps(entry['read'])}`" if "read" in entry else "nothing"
            place, example = _WHERE[entry["where"]], entry["example"]
            yield f"  In {place} \u201c{example}\u201d gives {read} for `{entry['path']}`.\n"


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=Path, default=SHARED_LETTERS, help="folder with score.py and gold")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write")
    args = parser.parse_args()
    try:
        results = measure(args.letters)
    except NoGoldError as error:
        print(f"nothing measured, the page stays as it is: {error}", file=sys.stderr)
        return 1
    args.page.write_text(page(results), encoding="utf-8")
    every = results["all"]
    print(f"{args.page}: {every.letters} letters, mean F1 {every.counts.mean_f1():.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
