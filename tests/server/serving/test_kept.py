"""What is worked out of a version is worked out once, and goes with the version."""

from __future__ import annotations

import gc
import weakref

import pytest

from server.serving.kept import Kept


class Version:
    """Stands for what is served of one."""


def test_a_value_is_made_once_for_each_version_even_if_it_is_none() -> None:
    made: list[str] = []
    kept: Kept[str | None] = Kept(5)
    first, second = Version(), Version()
    for version, key in ((first, "a"), (first, "a"), (second, "a"), (first, "b")):
        assert kept.get(version, key, lambda: made.append("made")) is None
    assert len(made) == 3


def test_what_was_used_last_is_kept() -> None:
    kept: Kept[int] = Kept(2)
    version = Version()
    for key in (1, 2, 1, 3):
        kept.get(version, key, lambda key=key: key)  # type: ignore[misc]
    assert [kept.held(version, key) for key in (1, 2, 3)] == [1, None, 3]


def test_what_fails_is_not_kept() -> None:
    kept: Kept[int] = Kept(2)
    version = Version()

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get(version, "a", fail)
    assert kept.held(version, "a") is None
    assert kept.get(version, "a", lambda: 1) == 1


def test_values_go_with_their_version() -> None:
    kept: Kept[Version] = Kept(2)
    version, value = Version(), Version()
    gone = weakref.ref(value)
    kept.put(version, "a", value)
    del version, value
    gc.collect()
    assert gone() is None
