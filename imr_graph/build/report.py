"""What a build did, in numbers and reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from imr_graph.errors import LetterError

Outcome = Literal["new", "replaced", "unchanged", "superseded"]
"""What became of a letter that gave a record."""


@dataclass(slots=True)
class BuildReport:
    """What a build did with the letters it was given, and what the graph holds after it.

    ``read`` is the sum of ``new``, ``replaced``, ``unchanged``, ``superseded`` and the failed.

    Args:
        read: letters given.
        new: determinations that the graph did not hold.
        replaced: determinations whose letter gave way to a later one.
        unchanged: letters that the graph held already, word for word.
        superseded: letters that gave way to another of the same case or body.
        gave_way: one sentence for each letter that gave way, held or given, naming both.
        failed: letters that gave no record, with the reason.
        letters: determinations in the graph after the build.
        items: their disputed items.
        synthetic: determinations in the graph whose letter says that it was made up.
        triples: all triples, those of ontology and schemes too.
        version: name of the published version.
    """

    read: int = 0
    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    superseded: int = 0
    gave_way: list[str] = field(default_factory=list)
    failed: list[LetterError] = field(default_factory=list)
    letters: int = 0
    items: int = 0
    synthetic: int = 0
    triples: int = 0
    version: str = ""

    @property
    def built(self) -> int:
        """Letters whose triples went into the graph."""
        return self.new + self.replaced

    def summary(self) -> str:
        """The closing line: read, built, failed, and what the graph holds."""
        made_up = f" ({self.synthetic} of them synthetic)" if self.synthetic else ""
        return (
            f"read {self.read}, built {self.built} ({self.new} new, {self.replaced} replaced), "
            f"unchanged {self.unchanged}, superseded {self.superseded}, failed {len(self.failed)}; "
            f"the graph holds {self.letters} determinations{made_up}, {self.items} items, "
            f"{self.triples} triples"
        )

    def count(self, outcome: Outcome) -> None:
        """One more letter that ended so."""
        match outcome:
            case "new":
                self.new += 1
            case "replaced":
                self.replaced += 1
            case "unchanged":
                self.unchanged += 1
            case "superseded":
                self.superseded += 1
