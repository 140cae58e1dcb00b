"""What a change of rules gained and lost on all letters at hand, record by record, field by field.

Run it from the checkout::

    python -m benchmarks.corpus_diff [--base HEAD] [--details 10] [LETTERS ...]

LETTERS are files or folders; by default the letters beside the checkout and the examples. Both
versions, that of the commit BASE and that of the working tree, parse them all; the commit's stands
in a temporary worktree meanwhile. Where a letter has gold, a change is marked as gained or lost.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from benchmarks.gold import SHARED_LETTERS, SUFFIX, Counts, GoldLetter, NoGoldError, Plain, Scorer

_ROOT: Final = Path(__file__).parents[1]
_EXAMPLES: Final = _ROOT / "examples" / "letters"
_PARSE: Final = "from imr_graph.cli import main; main()"
_PASSED_OVER: Final = frozenset({"source", "rules", "evidence", "text_sha256", "body_sha256"})
"""What differs without a rule's having read anything else: where a letter lies, its hashes, spans."""

_EMPTY: Final[tuple[object, ...]] = (None, [], "")

_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "diagnoses": ("text",),
    "items": ("text",),
    "items.citations": ("by", "source", "chapter", "section"),
    "warnings": ("code", "path", "detail"),
}
"""Lists of objects, and the keys by which two of their entries are the same one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs.

    Args:
        field: dotted path in the record, without positions.
        where: the item and so on that it stands in, by its words.
        before: the value that BASE gives; None where it gives none.
        after: the value that the working tree gives.
    """

    field: str
    where: str
    before: Any
    after: Any


@dataclass(slots=True)
class LetterDiff:
    """What became of one letter; ``gained`` and ``lost`` count values of a scored field against gold."""

    source: str
    changes: list[Change] = field(default_factory=list)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    error_before: str | None = None
    error_after: str | None = None

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return bool(self.changes) or (self.error_before is None) != (self.error_after is None)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one version made of the letters: records and reasons for failing, by source."""

    records: Mapping[str, Plain]
    errors: Mapping[str, str]


def compare_records(before: Plain, after: Plain) -> list[Change]:
    """Every difference between two records of one letter, in the record's order."""
    return list(_compare(before, after, "", ""))


def _compare(before: Any, after: Any, path: str, where: str) -> Iterator[Change]:
    if path in _PASSED_OVER:
        return
    if path in _KEYS:
        yield from _compare_lists(before or [], after or [], path, where)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            inside = f"{path}.{key}" if path else key
            yield from _compare(before.get(key), after.get(key), inside, where)
    elif before != after and not (before in _EMPTY and after in _EMPTY):  # a new field that holds nothing yet
        yield Change(path, where, before, after)


def _compare_lists(
    before: Sequence[Plain], after: Sequence[Plain], path: str, where: str
) -> Iterator[Change]:
    """Entries are paired by their keys, those in between by their order."""
    keys = _KEYS[path]
    left, right = ([_key(entry, keys) for entry in entries] for entries in (before, after))
    for kind, low, high, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        pairs = min(high - low, last - first) if kind in {"equal", "replace"} and path != "warnings" else 0
        if kind == "equal" and path == "warnings":
            continue
        for n in range(pairs):
            inside = " > ".join(filter(None, (where, _name(after[first + n], keys))))
            for change in _compare_entries(before[low + n], after[first + n], path):
                yield Change(
                    change.field,
                    " > ".join(filter(None, (inside, change.where))),
                    change.before,
                    change.after,
                )
        for entry in before[low + pairs : high]:
            yield Change(path, where, _name(entry, keys), None)
        for entry in after[first + pairs : last]:
            yield Change(path, where, None, _name(entry, keys))


def _compare_entries(before: Plain, after: Plain, path: str) -> Iterator[Change]:
    for key in {**before, **after}:
        yield from _compare(before.get(key), after.get(key), f"{path}.{key}", "")


def _key(entry: Plain, keys: Sequence[str]) -> str:
    return json.dumps([entry.get(key) for key in keys])


def _name(entry: Plain, keys: Sequence[str]) -> str:
    return " ".join(str(entry[key]) for key in keys if entry.get(key) not in (None, ""))


def compare_letters(
    before: Parsed, after: Parsed, golds: Mapping[str, GoldLetter], scorer: Scorer | None
) -> list[LetterDiff]:
    """The letters that differ, in order of their names.

    Args:
        before: what BASE made of them.
        after: what the working tree makes of them.
        golds: annotated letters by source.
        scorer: counts agreement with gold; None marks nothing.
    """
    sources = {*before.records, *before.errors, *after.records, *after.errors}
    diffs = [_compare_letter(source, before, after, golds.get(source), scorer) for source in sorted(sources)]
    return [diff for diff in diffs if diff.differs]


def _compare_letter(
    source: str, before: Parsed, after: Parsed, gold: GoldLetter | None, scorer: Scorer | None
) -> LetterDiff:
    diff = LetterDiff(source, error_before=before.errors.get(source), error_after=after.errors.get(source))
    old, new = before.records.get(source), after.records.get(source)
    if old is not None and new is not None:
        diff.changes = compare_records(old, new)
    if gold and scorer and diff.differs:
        first, second = scorer.count(gold, old), scorer.count(gold, new)
        for name in {*first.fields(), *second.fields()}:
            better = _merit(second, name) - _merit(first, name)
            (diff.gained if better > 0 else diff.lost)[name] += abs(better)
        diff.gained, diff.lost = +diff.gained, +diff.lost
    return diff


def _merit(counts: Counts, name: str) -> int:
    """Values that agree less those invented: what a right value adds, a wrong one takes away."""
    return counts.agreed[name] - counts.invented[name]


def report(diffs: Sequence[LetterDiff], total: int, details: int) -> Iterator[str]:
    """The summary's lines, then those of each letter that differs."""
    yield f"{len(diffs)} of {total} letters differ"
    for title, letters in (
        ("now parsed", [d for d in diffs if d.error_before and not d.error_after]),
        ("no longer parsed", [d for d in diffs if d.error_after and not d.error_before]),
    ):
        if letters:
            yield f"{title}: {len(letters)}"
    yield from _by_field(diffs)
    for diff in diffs:
        yield ""
        yield f"{diff.source}{_marks(diff)}"
        if diff.error_before and not diff.error_after:
            yield f"  now parsed; before: {diff.error_before}"
        if diff.error_after and not diff.error_before:
            yield f"  NO LONGER PARSED: {diff.error_after}"
        for change in diff.changes[:details]:
            place = f" [{_short(change.where)}]" if change.where else ""
            yield f"  {change.field}{place}: {_short(change.before)} -> {_short(change.after)}"
        if len(diff.changes) > details:
            yield f"  and {len(diff.changes) - details} more (--details)"


def _by_field(diffs: Iterable[LetterDiff]) -> Iterator[str]:
    changes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for diff in diffs:
        for name, count in Counter(change.field for change in diff.changes).items():
            changes[name][0] += count
            changes[name][1] += 1
        gained.update(diff.gained)
        lost.update(diff.lost)
    if changes:
        yield ""
        yield f"{'field':44}{'changes':>9}{'letters':>9}"
        for name, (count, letters) in sorted(changes.items()):
            yield f"{name:44}{count:9}{letters:9}"
    if gained or lost:
        yield ""
        yield f"{'against gold':44}{'gained':>9}{'lost':>9}"
        for name in sorted({*gained, *lost}):
            yield f"{name:44}{gained[name]:9}{lost[name]:9}"


def _marks(diff: LetterDiff) -> str:
    marks = [f"+{count} {name}" for name, count in sorted(diff.gained.items())]
    marks += [f"LOST {count} {name}" for name, count in sorted(diff.lost.items())]
    return f"   gold: {', '.join(marks)}" if marks else ""


def _short(value: Any) -> str:
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return words if len(words) <= 120 else f"{words[:100]} ... {words[-15:]}"


@contextmanager
def worktree(commit: str) -> Iterator[Path]:
    """A checkout of a commit in a temporary folder, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "base"
        git = ["git", "-C", str(_ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)  # noqa: S603
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603


def parse_with(tree: Path, letters: Iterable[Path]) -> Parsed:
    """What the package in a folder makes of the letters, by its own command.

    Raises:
        RuntimeError: the folder holds no such package, or the command itself failed.
    """
    if not (tree / "imr_graph").is_dir():
        raise RuntimeError(f"{tree} holds no imr_graph")
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _PARSE, "parse", *(str(letter.resolve()) for letter in letters)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    records = {record["source"]: record for record in map(json.loads, run.stdout.splitlines())}
    errors = {}
    for line in run.stderr.splitlines():
        if line.startswith("failed: "):
            source, _, reason = line.removeprefix("failed: ").partition(": ")
            errors[source] = reason
    if run.returncode not in {0, 1} or not (records or errors):
        raise RuntimeError(f"{tree}: parse ended with {run.returncode}: {run.stderr[-500:]}")
    return Parsed(records, errors)


def main() -> None:
    """Parse with both versions, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("letters", nargs="*", type=Path, help="files or folders of letters")
    parser.add_argument("--base", default="HEAD", help="the commit to compare with")
    parser.add_argument("--details", type=int, default=10, help="changes to show of a letter")
    args = parser.parse_args()
    folders = args.letters or [folder for folder in (SHARED_LETTERS, _EXAMPLES) if folder.is_dir()]
    with worktree(args.base) as tree:
        before = parse_with(tree, folders)
    after = parse_with(_ROOT, folders)
    total = len({*before.records, *before.errors, *after.records, *after.errors})
    try:
        scorer = Scorer(SHARED_LETTERS)
    except NoGoldError as error:
        print(f"nothing is marked against gold: {error}")
        scorer = None
    golds = dict(_golds({*before.records, *before.errors, *after.records, *after.errors}))
    diffs = compare_letters(before, after, golds, scorer)
    print("\n".join(report(diffs, total, args.details)))


def _golds(sources: Iterable[str]) -> Iterator[tuple[str, GoldLetter]]:
    for source in sources:
        gold = Path(source).with_suffix(SUFFIX)
        if gold.is_file():
            yield source, GoldLetter(Path(source), json.loads(gold.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
