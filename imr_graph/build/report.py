"""What a build did, in numbers and reasons."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from imr_graph.errors import LetterError


@dataclass(slots=True)
class BuildReport:
    """What a build did with the letters it was given, and what the graph holds after it.

    Of a build that was not interrupted, ``read`` is the sum of ``new``, ``replaced``, ``unchanged``,
    ``superseded``, ``removed_before`` and the failed.

    Args:
        read: letters given.
        resumed: letters that an interrupted build had read already.
        new: determinations that the graph did not hold.
        replaced: determinations whose letter gave way to a later one.
        unchanged: letters that the graph held already, word for word.
        superseded: letters that gave way to another of the same case or body.
        removed_before: letters left out, since their case was removed from the graph.
        rebuilt: kept letters that were read again, since rules or form of evidence have changed.
        gave_way: one sentence for each letter that gave way, held or given, naming both.
        failed: letters that gave no record, with the reason.
        warnings: how often the letters read were warned of each thing, by code.
        letters: determinations in the graph after the build.
        items: their disputed items.
        synthetic: determinations in the graph whose letter says that it was made up.
        triples: all triples, those of ontology and schemes too.
        version: name of the published version.
        published: whether this build published it.
        seconds: what each stage took by the clock.
    """

    read: int = 0
    resumed: int = 0
    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    superseded: int = 0
    removed_before: int = 0
    rebuilt: int = 0
    gave_way: list[str] = field(default_factory=list)
    failed: list[LetterError] = field(default_factory=list)
    warnings: dict[str, int] = field(default_factory=dict)
    letters: int = 0
    items: int = 0
    synthetic: int = 0
    triples: int = 0
    version: str = ""
    published: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def built(self) -> int:
        """Letters whose triples went into the graph."""
        return self.new + self.replaced

    def summary(self) -> str:
        """The closing line: read, built, failed, and what the graph holds."""
        made_up = f" ({self.synthetic} of them synthetic)" if self.synthetic else ""
        removed = f", left out as removed {self.removed_before}" if self.removed_before else ""
        resumed = f" ({self.resumed} by an interrupted build)" if self.resumed else ""
        return (
            f"read {self.read}{resumed}, built {self.built} ({self.new} new, {self.replaced} replaced), "
            f"unchanged {self.unchanged}, superseded {self.superseded}{removed}, failed {len(self.failed)}; "
            f"the graph holds {self.letters} determinations{made_up}, {self.items} items, "
            f"{self.triples} triples"
        )

    def as_json(self) -> bytes:
        """The report for programs; each failure with source, place, cause and cure."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["failed"] = [
            {"source": one.source, "place": one.place, "cause": one.cause, "cure": one.cure}
            for one in self.failed
        ]
        return msgspec.json.format(msgspec.json.encode(plain), indent=2)
