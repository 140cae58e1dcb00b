"""Cells of CSV that spreadsheets show and do not run.

A letter may print a text that begins as a formula does; a spreadsheet that opens the file would run it. Such
a text gets an apostrophe before it, which makes it a text there. Every CSV of this program goes through here.
"""

from __future__ import annotations

from typing import Final

from imr_graph.questions.arrow import written
from imr_graph.questions.table import Value

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How texts begin that spreadsheets take for formulas."""


def cell(value: Value) -> str:
    """A value as CSV has it; numbers are numbers, whatever their sign.

    >>> cell("=1+1"), cell(-1), cell("plain"), cell(None)
    ("'=1+1", '-1', 'plain', '')
    """
    text = written(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def guarded_sql(column: str) -> str:
    """The same in SQL, as DuckDB understands it.

    Args:
        column: SQL of a text.
    """
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    return f"CASE WHEN left({column}, 1) IN ({starts}) THEN '''' || {column} ELSE {column} END"
