"""How much one request may still ask for."""

from __future__ import annotations

from server.graphql.errors import RequestError


class Budget:
    """How many things one answer may still hold; letters refer to each other in circles.

    Args:
        things: so many.
        what: they are called.
    """

    def __init__(self, things: int, what: str = "objects") -> None:
        self._left = things
        self._all = things
        self._what = what

    def spend(self, things: int) -> None:
        """Take some.

        Raises:
            RequestError: the budget is used up.
        """
        self._left -= things
        if self._left < 0:
            raise RequestError(
                "too-many-objects",
                f"The answer would have more than {self._all} {self._what}; ask for fewer at a time.",
            )
