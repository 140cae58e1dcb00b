"""What resolvers of one request share: the served graph, batching loaders, a budget, a deadline.

A request has a thread and an event loop to itself (see ``endpoint``), so what is asked here blocks
nobody else, and its queries run one after another: however many fields it has, it takes one worker.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from imr_graph.questions import Table, bound_text, counted_questions, named_question
from imr_graph.questions.about import (
    About,
    about_counts,
    about_question,
    about_triples,
    narrowing_parameters,
)
from imr_graph.questions.binding import ParameterValue
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import Iris, concept_iri
from imr_graph.rdf.vocabulary import PREFIXES
from imr_graph.record import Record
from server.graphql.answer_pages import AnswerPage, page_of_table
from server.graphql.budget import Budget
from server.graphql.errors import RequestError, TimeIsUpError
from server.serving.catalogue import Catalogue
from server.serving.own_queries import select
from server.serving.version import Serving

if TYPE_CHECKING:
    from imr_graph.tables.answers import AskedTables
    from imr_graph.tables.browse import Listing, Row, What
    from imr_graph.tables.conditions import Where
    from server.serving.counting import Counting
    from server.serving.full_text import Searching

T = TypeVar("T")

SUBSPECIALTY: Final = "subspecialty"
"""In an :class:`ItemCount`: a specialty in the place of a subspecialty."""

_ITEMS_OF: Final = {
    "DrugName": "?item imr:hasDrug/imr:requestedDrug ?concept .",
    "Ingredient": "?item imr:hasDrug/imr:hasIngredient ?concept .",
    "DrugClass": "?item imr:hasDrug/(imr:requestedDrug|imr:hasIngredient)/imr:inDrugClass ?concept .",
    "TreatmentCategory": "?item imr:hasCategory ?concept .",
    "TreatmentSubcategory": "?item imr:hasSubcategory ?concept .",
    "BodyRegion": "?item imr:hasBodyRegion/skos:broader* ?concept .",
    "Condition": "?diagnosis imr:hasCondition/skos:broader* ?concept ; imr:inCaseWithItem ?item .",
    "Specialty": "?item imr:hasDecision/imr:decidedBy/imr:hasSpecialty ?concept .",
    SUBSPECIALTY: "?item imr:hasDecision/imr:decidedBy/imr:hasSubspecialty ?concept .",
    "GuidelineDocument": "?item imr:hasCitation/imr:citesDocument ?concept .",
    "GuidelineEdition": "?item imr:hasCitation/imr:citesEdition ?concept .",
    "GuidelineChapter": "?item imr:hasCitation/imr:citesChapter ?concept .",
    "GuidelineSection": "?item imr:hasCitation/imr:citesSection ?concept .",
    "GuidelinePage": "?item imr:hasCitation/imr:hasPageRange/imr:coversPage ?concept .",
}
"""How an item is tied to a concept of each class; specialties as in the questions that count by them."""

_DIMENSIONS: Final = {
    "DrugName": "drug",
    "Ingredient": "ingredient",
    "TreatmentCategory": "category",
    "TreatmentSubcategory": "subcategory",
    "BodyRegion": "body_region",
    "Condition": "condition",
    "Specialty": "specialty",
    SUBSPECIALTY: "subspecialty",
    "GuidelineDocument": "document",
    "GuidelineEdition": "edition",
    "GuidelineChapter": "chapter",
    "GuidelineSection": "section",
    "GuidelinePage": "place",
}
"""The dimension of the fact tables that ties them the same way; what is missing, the triples alone tell."""


_LISTS: Final = 50
"""Lists that one statement reads: the memory of more would be over the limit."""

_LEAST_SECONDS: Final = 0.05
"""Even a query that begins as the time runs out ends by the clock, not by a fault."""


@dataclass(frozen=True, slots=True)
class ItemCount:
    """A question for the number of items tied to a concept.

    Args:
        concept_class: one of the classes of concepts (``DrugName``), or ``SUBSPECIALTY``.
        outcome: only items so decided; None for all.
        path: the concept's path.
    """

    concept_class: str
    outcome: str | None
    path: str


class Context:
    """Made for each request."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.iris = Iris(serving.graph.base)
        self.budget = Budget(serving.settings.graphql_objects)
        self.names = Budget(serving.settings.graphql_names, "names of letters")
        self._deadline = time.monotonic() + serving.settings.graphql_seconds
        self.records: DataLoader[str, Record | None] = DataLoader(load_fn=self._load_records)
        self.texts: DataLoader[str, str | None] = DataLoader(load_fn=self._load_texts)
        self.item_counts: DataLoader[ItemCount, int] = DataLoader(load_fn=self._load_item_counts)
        self.listings: DataLoader[Listing, list[Row]] = DataLoader(load_fn=self._load_listings)
        self.totals: DataLoader[tuple[What, Where | None], int] = DataLoader(load_fn=self._load_totals)
        self.conditions: dict[str, Where] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The schemes' concepts; the first request that needs them waits until they are read."""
        return self.serving.catalogue

    def check_time(self) -> None:
        """Go on only if the request's time is not over.

        Raises:
            TimeIsUpError: it is.
        """
        if time.monotonic() > self._deadline:
            raise TimeIsUpError(self.serving.settings.graphql_seconds)

    def select(self, query: str) -> Table:
        """The answer to a SELECT or ASK, within the request's time.

        Raises:
            Problem: the query is over a limit.
        """
        return select(self.serving, query, self._seconds_left)

    def ask_question(
        self, name: str, values: Mapping[str, ParameterValue], limit: int, offset: int
    ) -> AnswerPage:
        """Rows of the answer to a named question, within the request's time.

        Args:
            name: the question's.
            values: of parameters.
            limit: rows at most.
            offset: rows to leave out before them.

        Raises:
            QuestionError: no question has that name, or a value does not fit.
            Problem: the query is over a limit.
        """
        counting = self.serving.counting if name in counted_questions() else None
        if counting is not None:
            return self._counted(counting, name, values, limit, offset)
        table = self.select(bound_text(self.serving.graph, name, values))
        return page_of_table(table, self.iris, limit, offset, named_question(name).letters_column)

    def ask_tables(self, ask: Callable[[AskedTables], T]) -> T:
        """What the fact tables say to some statements, within the request's time.

        Raises:
            RequestError: this version of the graph has none.
            Problem: the statements are over a limit.
        """
        counting = self.serving.counting
        if counting is None:
            raise RequestError(
                "no-fact-tables",
                "This version of the graph has no fact tables, of which lists are made; build it anew.",
            )
        with counting.asked(self._seconds_left) as tables:
            return ask(tables)

    def ask_index(self, ask: Callable[[Searching, float], T]) -> T:
        """What the full-text index finds, within the request's time.

        Args:
            ask: gets the index and the seconds that are left.

        Raises:
            RequestError: this version of the graph has none.
            SearchError: the words are over a limit.
            Problem: the search is over a limit.
        """
        index = self.serving.search
        if index is None:
            raise RequestError(
                "no-text-index",
                "This version of the graph has no full-text index; the next `imr-graph build` makes it.",
            )
        return ask(index, self._seconds_left)

    def about_question(self, name: str, values: Mapping[str, ParameterValue]) -> About:
        """What the answer to a named question rests on.

        Raises:
            QuestionError: no question has that name, or a value does not fit.
            Problem: a query is over a limit.
        """
        graph = self.serving.graph
        plain = plain_values(named_question(name), values, Concepts(graph).find)
        narrowing = narrowing_parameters(plain)
        counting = self.serving.counting
        if counting is None:
            return about_triples(graph, self.select, narrowing)
        if name in counted_questions():
            covered = counting.coverage(name, plain, self._seconds_left)
            return about_question(graph, name, covered)
        covered = counting.coverage(None, {}, self._seconds_left)
        return about_counts(graph, replace(covered, unheeded=narrowing))

    @property
    def _seconds_left(self) -> float:
        return max(self._deadline - time.monotonic(), _LEAST_SECONDS)

    def _counted(
        self, counting: Counting, name: str, values: Mapping[str, ParameterValue], limit: int, offset: int
    ) -> AnswerPage:
        """The same from the fact tables, which tell the letters behind rows by themselves."""
        question = named_question(name)
        plain = plain_values(question, values, Concepts(self.serving.graph).find)
        told = counting.page(name, plain, limit, offset, self._seconds_left)

        def letters_of(rows: Sequence[int], most: int | None) -> list[list[str]]:
            keys = [told.keys[row] for row in rows]
            return counting.letters(name, plain, keys, most, self._seconds_left)

        rows = [dict(zip(told.columns, row, strict=True)) for row in told.rows]
        return AnswerPage(question.columns, rows, told.total, letters_of, question.letters_column)

    async def _load_records(self, identifiers: list[str]) -> Sequence[Record | None]:
        found = self.serving.graph.records(identifiers)
        return [found.get(name) for name in identifiers]

    async def _load_texts(self, identifiers: list[str]) -> Sequence[str | None]:
        found = self.serving.graph.texts(identifiers)
        return [found.get(name) for name in identifiers]

    async def _load_listings(self, asked: list[Listing]) -> Sequence[list[Row]]:
        from imr_graph.tables.browse import pages

        parts = (asked[start : start + _LISTS] for start in range(0, len(asked), _LISTS))
        return [rows for part in parts for rows in self.ask_tables(partial(pages, listings=part))]

    async def _load_totals(self, asked: list[tuple[What, Where | None]]) -> Sequence[int]:
        from imr_graph.tables.browse import totals

        parts = (asked[start : start + _LISTS] for start in range(0, len(asked), _LISTS))
        return [count for part in parts for count in self.ask_tables(partial(totals, lists=part))]

    async def _load_item_counts(self, asked: list[ItemCount]) -> Sequence[int]:
        """One grouped query for each class and outcome, however many concepts are asked for."""
        counts: dict[tuple[str, str | None], dict[str, int]] = defaultdict(dict)
        for key in sorted({(count.concept_class, count.outcome) for count in asked}, key=str):
            counts[key] = self._count_items(*key)
        return [counts[count.concept_class, count.outcome].get(concept_iri(count.path), 0) for count in asked]

    def _count_items(self, concept_class: str, outcome: str | None) -> dict[str, int]:
        """Items of each concept of a class: of the fact tables, where they hold how both are tied."""
        dimension = _DIMENSIONS.get(concept_class)
        if dimension is None or self.serving.counting is None:
            return self._count_items_of_triples(concept_class, outcome)
        # The tables' libraries load slowly; a server answers before.
        from imr_graph.tables.item_statistics import items_by_value

        counts = self.ask_tables(lambda tables: items_by_value(tables, dimension, outcome))
        return {concept_iri(path): items for path, items in counts.items()}

    def _count_items_of_triples(self, concept_class: str, outcome: str | None) -> dict[str, int]:
        decided = "" if outcome is None else f"?item imr:hasDecision/imr:outcome concept:{outcome} ."
        table = self.select(
            f"PREFIX imr: <{PREFIXES['imr']}> PREFIX skos: <{PREFIXES['skos']}> "
            f"PREFIX concept: <{concept_iri('decision/')}> "
            f"SELECT ?concept (COUNT(DISTINCT ?item) AS ?items) "
            f"WHERE {{ {_ITEMS_OF[concept_class]} {decided} }} GROUP BY ?concept",
        )
        return {str(concept): int(str(items)) for concept, items in table.rows}


Info: TypeAlias = strawberry.Info[Context, None]
"""What a resolver gets of its request."""
