"""How far a build is, for whoever watches."""

from __future__ import annotations

from typing import Final, Protocol


class Progress(Protocol):
    """Told of each stage as it begins and goes on."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; ``total`` letters lie before it, where their number is known."""

    def advance(self, letters: int) -> None:
        """So many letters more are done in this stage."""


class _Unwatched:
    def stage(self, name: str, total: int | None = None) -> None:
        """Nobody looks."""

    def advance(self, letters: int) -> None:
        """Nobody looks."""


NO_PROGRESS: Final[Progress] = _Unwatched()
"""For builds that nobody watches."""
