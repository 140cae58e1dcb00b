"""The answer to a question: plain rows that turn into Arrow, pandas, polars, or a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from imr_graph.errors import MissingExtraError
from imr_graph.questions.arrow import arrow_table, written
from imr_graph.questions.question import ColumnType
from imr_graph.questions.table import Value

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from imr_graph.questions.about import About

_SHOWN: Final = 50
"""Rows that a notebook shows; it says how many there are."""


@dataclass(frozen=True, repr=False)
class Answer:
    """The rows of an answer, in order.

    >>> import imr_graph
    >>> with imr_graph.open("my-graph") as graph:
    ...     answer = graph.question("overturn-rate-by-category", drugClass="Opioid")
    >>> answer
    <Answer: 1 row of category, categoryIri, items, overturned, modified, upheld, overturnRate, low, high>
    >>> answer[0]["items"] == sum(answer[0][name] for name in ("overturned", "modified", "upheld"))
    True

    Attributes:
        columns: names, in order.
        rows: one tuple a row, as long as ``columns``; IRIs and texts are strings, unbound is None. A list of
            letters is one string, their IRIs parted by blanks.
        title: what was asked, in a line.
        types: what the columns hold; None for queries of one's own, which declare nothing.
        about: what the numbers rest on: period, letters, what was left out; None for queries of one's own.
        sparql: the query that gives the same rows from the triples; None where there is none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""
    types: tuple[ColumnType, ...] | None = None
    about: About | None = None
    sparql: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __getitem__(self, place: int) -> dict[str, Value]:
        return dict(zip(self.columns, self.rows[place], strict=True))

    def __repr__(self) -> str:
        rows = "1 row" if len(self) == 1 else f"{len(self)} rows"
        return f"<Answer: {rows} of {', '.join(self.columns)}>"

    def column(self, name: str) -> list[Value]:
        """The values of one column.

        Raises:
            KeyError: there is no such column.
        """
        if name not in self.columns:
            raise KeyError(f"no column is called {name!r}; there are: {', '.join(self.columns)}")
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def to_arrow(self) -> pa.Table:
        """The rows as a ``pyarrow.Table``, typed as the question declares its columns."""
        return arrow_table(self.columns, self.rows, self.types)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a ``pandas.DataFrame``; whole numbers stay whole where some are missing.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("pandas", "dataframes") from error
        import pyarrow as pa

        nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        frame: pd.DataFrame = self.to_arrow().to_pandas(types_mapper=nullable.get)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The rows as a ``polars.DataFrame``.

        Raises:
            MissingExtraError: polars is not installed.
        """
        try:
            import polars as pl
        except ImportError as error:
            raise MissingExtraError("polars", "dataframes") from error
        frame = pl.from_arrow(self.to_arrow())
        if not isinstance(frame, pl.DataFrame):
            raise TypeError("a table makes a frame")
        return frame

    def _repr_html_(self) -> str:
        """What a notebook shows: the first rows, and how many there are."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(written(value))}</td>' for value in row)}</tr>"
            for row in self.rows[:_SHOWN]
        )
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        shown = f"the first {_SHOWN} of {len(self)} rows" if len(self) > _SHOWN else f"rows: {len(self)}"
        about = f"<br>{escape(str(self.about))}" if self.about is not None else ""
        return (
            f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{shown}{about}</p>"
        )
