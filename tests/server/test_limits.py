"""``docs/limits.md`` tells of every limit, with the default that holds."""

from __future__ import annotations

import re
from pathlib import Path

from server.settings import SETTINGS, Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "limits.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)


def test_every_default_told_is_the_one_that_holds() -> None:
    told = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert len(told) > 20
    assert told == {name: str(getattr(Settings(), name)) for name in told}


def test_every_limit_is_told() -> None:
    words = PAGE.read_text(encoding="utf-8")
    limits = {setting.name for setting in SETTINGS if setting.group != "serving"}
    assert len(limits) > 30
    assert {name for name in limits if f"`{name}`" not in words} == set()
