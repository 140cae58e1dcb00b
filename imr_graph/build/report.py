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

    Args:
        read: letters given.
        new: determinations that the graph did not hold.
        replaced: determinations whose letter gave way to a later one.
        unchanged: letters that the graph held already, word for word.
        superseded: letters that gave way to one that the graph holds or was given.
        failed: letters that gave no record, with the reason.
        letters: determinations in the graph after the build.
        items: their disputed items.
        triples: all triples, those of ontology and schemes too.
        version: name of the published version.
    """

    read: int = 0
    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    superseded: int = 0
    failed: list[LetterError] = field(default_factory=list)
    letters: int = 0
    items: int = 0
    triples: int = 0
    version: str = ""

    @property
    def built(self) -> int:
        """Letters whose triples went into the graph."""
        return self.new + self.replaced

    def summary(self) -> str:
        """The closing line: read, built, failed, and what the graph holds."""
        return (
            f"read {self.read}, built {self.built} ({self.new} new, {self.replaced} replaced), "
            f"unchanged {self.unchanged}, superseded {self.superseded}, failed {len(self.failed)}; "
            f"the graph holds {self.letters} determinations, {self.items} items, {self.triples} triples"
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
