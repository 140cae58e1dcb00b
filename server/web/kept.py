"""What pages work out of a version once and keep: a version never changes, and what is kept goes with it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from server.serving import Serving

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by version and key, the ones used last; threads may share it.

    Args:
        most: values kept of a version.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._of: WeakKeyDictionary[Serving, OrderedDict[Hashable, T]] = WeakKeyDictionary()

    def get(self, serving: Serving, key: Hashable, made: Callable[[], T]) -> T:
        """The value of a key, made where it is not kept; what fails is not kept."""
        with self._lock:
            values = self._of.setdefault(serving, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = made()
        with self._lock:
            value = values.setdefault(key, value)  # the first of two that were made at once
            values.move_to_end(key)
            while len(values) > self._most:
                values.popitem(last=False)
        return value


_NAMED: Final[Kept[Any]] = Kept(100)


def kept(serving: Serving, name: str, made: Callable[[], T]) -> T:
    """The value of a name, made for a version when it is first asked for; blocks.

    Args:
        serving: the version.
        name: of what is kept; as many as the code has.
        made: works it out.
    """
    return cast("T", _NAMED.get(serving, name, made))
