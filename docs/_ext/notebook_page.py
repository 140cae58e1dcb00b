"""A notebook as a page: its words, its code, and what the code printed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from docs._ext.markdown import fence

FOLDER: Final = Path(__file__).resolve().parents[1] / "notebooks"
_Text = str | list[str]


class _Output(msgspec.Struct):
    text: _Text = ""
    data: dict[str, _Text] = {}


class _Cell(msgspec.Struct):
    cell_type: str
    source: _Text
    outputs: list[_Output] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def notebook(name: str) -> str:
    """The cells of ``docs/notebooks/NAME.ipynb``; its title gives way to the page's."""
    cells = msgspec.json.decode((FOLDER / f"{name}.ipynb").read_bytes(), type=_Notebook).cells
    parts = []
    for cell in cells:
        source = _joined(cell.source)
        if cell.cell_type == "markdown":
            lines = [line for line in source.splitlines() if not line.startswith("# ")]
            parts.append("\n".join(lines) + "\n")
            continue
        parts.append(fence(source, "python"))
        for output in cell.outputs:
            printed = _joined(output.text) or _joined(output.data.get("text/plain", ""))
            if printed:
                parts.append(fence(printed, "text"))
    return "\n".join(parts)


def _joined(text: _Text) -> str:
    return text if isinstance(text, str) else "".join(text)
