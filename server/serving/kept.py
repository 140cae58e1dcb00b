"""What is worked out of a version once and kept: a version never changes, and what is kept goes with it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by version and key, the ones used last; threads may share it.

    A version is whatever lives as long as one: what is served of it, or its open fact tables.

    Args:
        most: values kept of a version.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._of: WeakKeyDictionary[object, OrderedDict[Hashable, T]] = WeakKeyDictionary()

    def get(self, version: object, key: Hashable, made: Callable[[], T]) -> T:
        """The value of a key, made where it is not kept; what fails is not kept."""
        with self._lock:
            values = self._of.setdefault(version, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        return self.put(version, key, made())

    def held(self, version: object, key: Hashable) -> T | None:
        """The value of a key where it is kept, else None; nothing is made."""
        with self._lock:
            values = self._of.get(version)
            return values.get(key) if values else None

    def put(self, version: object, key: Hashable, value: T) -> T:
        """Keep a value; the first one of two that were made at once is the one that is kept, and returned."""
        with self._lock:
            values = self._of.setdefault(version, OrderedDict())
            value = values.setdefault(key, value)
            values.move_to_end(key)
            while len(values) > self._most:
                values.popitem(last=False)
            return value


_NAMED: Final[Kept[Any]] = Kept(100)


def kept(version: object, name: str, made: Callable[[], T]) -> T:
    """The value of a name, made for a version when it is first asked for; blocks.

    Args:
        version: what it is worked out of.
        name: of what is kept; as many as the code has.
        made: works it out.
    """
    return cast("T", _NAMED.get(version, name, made))
