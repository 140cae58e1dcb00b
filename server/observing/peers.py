"""What the processes of one server have in common: their counts, each in a file of its own, and a key.

Prometheus asks whichever process takes its connection. So each writes its counts every second, and whoever is
asked gives those of all, told apart by a label. All are read from the files, one's own too: a count that was
told once is never told smaller.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from prometheus_client.core import Metric
from prometheus_client.registry import Collector, CollectorRegistry


class _Sample(msgspec.Struct, array_like=True):
    name: str
    labels: dict[str, str]
    value: float


class _Family(msgspec.Struct, array_like=True):
    name: str
    words: str
    kind: str
    samples: list[_Sample]


class Peers(Collector):
    """The counts of all processes of a server.

    Attributes:
        key: a secret that all of them have, and nobody else.

    Args:
        folder: where each has its file.
        number: of this process, from 1.
        key: the secret.
    """

    def __init__(self, folder: Path, number: int, key: bytes) -> None:
        self.key = key
        self._folder = folder
        self._number = number

    def publish(self, registry: CollectorRegistry) -> None:
        """Write what this process counts."""
        families = [
            _Family(
                family.name,
                family.documentation,
                family.type,
                [_Sample(sample.name, dict(sample.labels), sample.value) for sample in family.samples],
            )
            for family in registry.collect()
        ]
        draft = self._folder / f"{self._number}.{os.getpid()}.{os.urandom(4).hex()}"
        draft.write_bytes(msgspec.json.encode(families))
        draft.replace(self._folder / f"{self._number}.json")

    def collect(self) -> Iterable[Metric]:
        """The counts of all, each with the label ``process``."""
        together: dict[str, Metric] = {}
        for path in sorted(self._folder.glob("*.json")):
            for family in msgspec.json.decode(path.read_bytes(), type=list[_Family]):
                metric = together.setdefault(family.name, Metric(family.name, family.words, family.kind))
                for sample in family.samples:
                    labels = {**sample.labels, "process": path.stem}
                    metric.add_sample(sample.name, labels, sample.value)
        return together.values()

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: what there is, the files tell."""
        return ()
