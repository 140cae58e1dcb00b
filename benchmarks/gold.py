"""Letters with gold annotation, and the scorer that lies beside them. Neither is part of this project."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

SHARED_LETTERS: Final = Path(__file__).parents[2] / "shared" / "letters"
"""Where letters, gold and scorer lie: beside the checkout."""
SUFFIX: Final = ".gold.json"

Plain = dict[str, Any]
"""A record as plain JSON."""


class NoGoldError(Exception):
    """There is no scorer, or no annotated letter, where it was looked for."""


@dataclass(frozen=True, slots=True)
class GoldLetter:
    """A letter's file and its annotation."""

    path: Path
    gold: Plain

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


@dataclass(slots=True)
class Counts:
    """Values that agree, that were invented, and that were missed, by field."""

    agreed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Add another letter's counts to these."""
        self.agreed.update(other.agreed)
        self.invented.update(other.invented)
        self.missed.update(other.missed)

    def fields(self) -> list[str]:
        """Every field that is counted, in alphabetical order."""
        return sorted({*self.agreed, *self.invented, *self.missed})

    def errors(self, name: str) -> int:
        """Values of a field that do not agree."""
        return self.invented[name] + self.missed[name]

    def f1(self, name: str) -> float:
        """The harmonic mean of a field's precision and recall; 1 where there is nothing to find."""
        agreed = 2 * self.agreed[name]
        return agreed / (agreed + self.errors(name)) if agreed + self.errors(name) else 1.0

    def mean_f1(self) -> float:
        """The mean over all fields that are counted."""
        names = self.fields()
        return sum(map(self.f1, names)) / len(names) if names else 1.0


class Scorer:
    """``score.py`` of a folder of letters, loaded from where it lies.

    Raises:
        NoGoldError: the folder has none.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "score.py"
        spec = importlib.util.spec_from_file_location("score", path) if path.is_file() else None
        if spec is None or spec.loader is None:
            raise NoGoldError(f"{folder}: there is no score.py here, so nothing can be scored")
        self._module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._module)

    def count(self, letter: GoldLetter, record: Plain | None) -> Counts:
        """How a letter's record, or its lack of one, agrees with the annotation."""
        tally = self._module.Tally()
        (tally.fn if record is None else tally.tp)["letters"] += 1
        self._module.score_letter(tally, letter.name, letter.gold, record or {})
        return Counts(Counter(tally.tp), Counter(tally.fp), Counter(tally.fn))


def gold_letters(folders: Iterable[Path]) -> list[GoldLetter]:
    """Every annotated letter below the folders.

    Raises:
        NoGoldError: there is none.
    """
    found = [
        GoldLetter(path, json.loads(gold.read_text(encoding="utf-8")))
        for folder in folders
        for gold in sorted(folder.rglob(f"*{SUFFIX}"))
        for path in (gold.with_name(gold.name.removesuffix(SUFFIX) + ending) for ending in (".pdf", ".txt"))
        if path.exists()
    ]
    if not found:
        raise NoGoldError(f"{', '.join(map(str, folders))}: no letter here has a {SUFFIX} beside it")
    return found
