"""The server's settings, group by group, from :data:`server.settings.SETTINGS`."""

from __future__ import annotations

import json
from typing import Final

from docs._ext.markdown import code, plain, table
from server.settings import GROUPS, SETTINGS, Setting

_WORTH_TELLING: Final = 2**53
"""Bounds beyond it stand for none."""


def settings_tables() -> str:
    """A section a group, with a table of its settings."""
    parts = []
    for group in GROUPS:
        rows = [
            [
                code(setting.name),
                f"{code(setting.flag)}<br>{code(setting.variable)}",
                code(json.dumps(setting.default)),
                _values(setting),
                setting.words,
            ]
            for setting in SETTINGS
            if setting.group == group
        ]
        title = group[0].upper() + group[1:]
        head = ["key", "flag, variable", "default", "values", "what it is"]
        parts.append(f"## {title}\n\n{table(head, rows)}")
    return "\n".join(parts)


def _values(setting: Setting) -> str:
    if setting.choices:
        return ", ".join(map(code, setting.choices))
    if setting.kind not in {"int", "float"}:
        return plain({"str": "text", "tuple[str, ...]": setting.form or "list"}[setting.kind])
    kind = "whole number" if setting.kind == "int" else "number"
    above = f" from {setting.least:g}" if setting.least > -_WORTH_TELLING else ""
    below = f" to {setting.most:g}" if setting.most < _WORTH_TELLING else ""
    return kind + above + below
