"""Pages of the answers to named questions: their rows, and the letters behind the rows when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from strawberry.dataloader import DataLoader

from imr_graph.questions import Table
from imr_graph.questions.table import Value
from imr_graph.rdf.iris import Iris
from server.graphql.budget import Budget

LettersOf = Callable[[Sequence[int], int | None], list[list[str]]]
"""Gives the identifiers of the letters behind some rows of a page, so many of a row; None for all."""


class AnswerPage:
    """Some rows of the answer to a question.

    Attributes:
        columns: names, as in the query.
        rows: by column, the one that lists letters left out.
        total: rows of the whole answer.

    Args:
        columns: as above.
        rows: as above.
        total: as above.
        letters_of: tells the letters of rows, by their places in ``rows``.
        letters_column: the column that lists letters, as IRIs parted by blanks; None where none does.
    """

    def __init__(
        self,
        columns: tuple[str, ...],
        rows: list[dict[str, Value]],
        total: int,
        letters_of: LettersOf,
        letters_column: str | None,
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.total = total
        self._letters_of = letters_of
        self._letters_column = letters_column
        self._letters: DataLoader[tuple[int, int | None], list[str]] = DataLoader(load_fn=self._load)

    async def letters(self, row: int, most: int | None = None) -> list[str]:
        """Identifiers of the letters behind a row; all rows that are asked at a time take one query."""
        return await self._letters.load((row, most))

    def cells(self, iris: Iris, names: Budget) -> list[list[Value]]:
        """The rows as lists, as long as ``columns``.

        Args:
            iris: mints those of letters.
            names: how many letters may be named still.

        Raises:
            RequestError: the rows list more letters.
        """
        if self._letters_column is not None:
            for row, identifiers in zip(
                self.rows, self._letters_of(range(len(self.rows)), None), strict=True
            ):
                names.spend(len(identifiers))
                row[self._letters_column] = " ".join(map(iris.determination, identifiers))
        return [[row[column] for column in self.columns] for row in self.rows]

    async def _load(self, asked: list[tuple[int, int | None]]) -> Sequence[list[str]]:
        rows = sorted({row for row, _ in asked})
        sizes = [most for _, most in asked if most is not None]
        largest = max(sizes) if len(sizes) == len(asked) else None
        found = dict(zip(rows, self._letters_of(rows, largest), strict=True))
        return [found[row][:most] for row, most in asked]


def page_of_table(
    table: Table, iris: Iris, limit: int, offset: int, letters_column: str | None
) -> AnswerPage:
    """A page of an answer that is there as a whole."""
    rows = Table(table.columns, table.rows[offset : offset + limit]).as_dicts()
    lists = [str(row.pop(letters_column, None) or "").split() if letters_column else [] for row in rows]

    def letters_of(asked: Sequence[int], most: int | None) -> list[list[str]]:
        named = [[iris.parse(iri) for iri in lists[row][:most]] for row in asked]
        return [[letter.identifier for letter in letters if letter] for letters in named]

    return AnswerPage(table.columns, rows, len(table.rows), letters_of, letters_column)
