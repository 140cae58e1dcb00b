"""What is wanted as a query of the index: forms and beginnings of words are looked up among its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from imr_graph.errors import SearchError
from imr_graph.search.query import All, AnyOf, Field, Phrase, Wanted, Word
from imr_graph.search.words import stems

if TYPE_CHECKING:
    from tantivy import Query, Schema, Searcher

MOST_FORMS: Final = 500
"""Printed words that one beginning may stand for, in one field."""
MOST_TERMS: Final = 2000
"""Printed words that all of a search may stand for, a field counted by itself."""


class Matching:
    """Makes queries of one index.

    Args:
        schema: of the index.
        searcher: knows its words.
    """

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._left = MOST_TERMS

    def query(self, wanted: Wanted) -> Query:
        """The query that finds what is wanted.

        Raises:
            SearchError: words stand for too many of the index.
        """
        from tantivy import Occur, Query

        match wanted:
            case All(of, without):
                # A query of nothing but what must not be there finds nothing by itself.
                parts = [self.query(one) for one in of] or [Query.all_query()]
                return Query.boolean_query(
                    [
                        *((Occur.Must, part) for part in parts),
                        *((Occur.MustNot, self.query(one)) for one in without),
                    ]
                )
            case AnyOf(of):
                return _any(self.query(one) for one in of)
            case Word(text, fields):
                return _any(self._term(field, form) for field in fields for form in self._forms(field, text))
            case Phrase(words, is_open, fields):
                return _any(
                    self._phrase(field, [*words[:-1], last])
                    for field in fields
                    for last in (self._beginning_with(field, words[-1]) if is_open else [words[-1]])
                )

    def _term(self, field: Field, word: str) -> Query:
        from tantivy import Query

        self._left -= 1
        if self._left < 0:
            raise SearchError(
                f"the search stands for more than {MOST_TERMS} different words of the letters; "
                "write more of the beginnings before *, or use fewer words"
            )
        return Query.term_query(self._schema, field, word)

    def _phrase(self, field: Field, words: Sequence[str]) -> Query:
        from tantivy import Query

        term = self._term(field, words[-1])
        return term if len(words) == 1 else Query.phrase_query(self._schema, field, list(words))

    def _forms(self, field: Field, word: str) -> list[str]:
        """The printed words with the same stem."""
        (stem,) = stems([word])
        if not word.isalpha():
            return [word]
        known = self._searcher.terms_with_prefix(field, word[: max(2, len(stem) - 1)])
        printed = [term for term, _ in known]
        return [term for term, its in zip(printed, stems(printed), strict=True) if its == stem]

    def _beginning_with(self, field: Field, beginning: str) -> list[str]:
        found = self._searcher.terms_with_prefix(field, beginning, limit=MOST_FORMS + 1)
        if len(found) > MOST_FORMS:
            raise SearchError(
                f"{beginning}* stands for more than {MOST_FORMS} different words of the letters; "
                "write more of the beginning"
            )
        return [term for term, _ in found]


def _any(queries: Iterator[Query]) -> Query:
    from tantivy import Occur, Query

    parts = list(queries)
    if not parts:
        return Query.empty_query()
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])
