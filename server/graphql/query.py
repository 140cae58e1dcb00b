"""The root of the schema: what can be asked for first."""

from __future__ import annotations

from functools import partial
from typing import Annotated, TypeVar

import strawberry

from imr_graph.questions import load_questions
from server.graphql.answers import AnswerQueries
from server.graphql.browsing import determinations as letters_of
from server.graphql.browsing import find_determinations, find_items
from server.graphql.concept import paged_concepts
from server.graphql.concept_types import (
    BodyRegion,
    Concept,
    Condition,
    Drug,
    DrugClass,
    GuidelineChapter,
    GuidelineDocument,
    GuidelineEdition,
    GuidelinePage,
    GuidelineSection,
    Ingredient,
    Specialty,
    TreatmentCategory,
    TreatmentSubcategory,
)
from server.graphql.connections import (
    LARGEST_PAGE,
    After,
    Before,
    Connection,
    First,
    Last,
    OptionalFirst,
    checked_first,
    window,
)
from server.graphql.context import Context, Info
from server.graphql.denials import DrugGuidelineDenials, find_denials, outcome_value, party_value
from server.graphql.documented import documented, documented_type
from server.graphql.errors import RequestError
from server.graphql.filters import where_of
from server.graphql.letter_types import Determination, DisputedItem
from server.graphql.node_queries import NodeQueries
from server.graphql.orders import Fitting, LetterOrder, OrderOfItems
from server.graphql.question_types import Answer, ParameterInput, Question, question_type
from server.graphql.statistics import StatisticsQueries
from server.graphql.text_search import SearchQueries
from server.graphql.vocabularies import CitingParty, DecisionOutcome
from server.serving.catalogue import Concept as SchemeConcept

C = TypeVar("C", bound=Concept)

Fifty = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many entries to give at most, the first ones; up to {LARGEST_PAGE}, and 50 where "
        "`last` is not given either."
    ),
]
Search = Annotated[
    str | None,
    strawberry.argument(description="Only concepts with a label that holds these words, such as “opioid”."),
]
Of = Annotated[
    str | None,
    strawberry.argument(description="Only those of this guideline document, by IRI, path or key (“odg”)."),
]
ConceptName = Annotated[
    str | None, strawberry.argument(description="A concept by IRI, path (“drug/norco”) or label (“Norco”).")
]


@documented_type
class Query(NodeQueries, AnswerQueries, StatisticsQueries, SearchQueries):
    """Letters, what they share, and questions about them."""

    @documented
    async def determination(
        self,
        info: Info,
        identifier: Annotated[
            str,
            strawberry.argument(
                description="Case number (“CM16-0213037”), the name of a letter that prints none, "
                "or the IRI of either."
            ),
        ],
    ) -> Determination | None:
        """One letter; null where the graph holds none of that name."""
        named = info.context.iris.parse(identifier)
        resolved = info.context.serving.graph.resolve(named.identifier if named else identifier)
        found = [] if resolved is None else await letters_of(info.context, [resolved])
        return next(iter(found), None)

    @documented
    async def determinations(
        self,
        info: Info,
        first: OptionalFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Fitting = None,  # noqa: A002
        order_by: LetterOrder = None,
    ) -> Connection[Determination]:
        """Letters with an item that fits, in order of identifier unless told otherwise."""
        where, wanted = where_of(info.context, filter), window(first, after, last, before)
        return await find_determinations(info.context, where, wanted, order_by)

    @documented
    async def items(
        self,
        info: Info,
        first: OptionalFirst = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Fitting = None,  # noqa: A002
        order_by: OrderOfItems = None,
    ) -> Connection[DisputedItem]:
        """Disputed items that fit, in order of letter and position unless told otherwise."""
        where, wanted = where_of(info.context, filter), window(first, after, last, before)
        return await find_items(info.context, where, wanted, order_by)

    @documented
    def drug_guideline_denials(
        self,
        info: Info,
        by: Annotated[
            CitingParty | None, strawberry.argument(description="Whose citations count; null for both sides.")
        ] = CitingParty.REVIEWER,
        outcome: Annotated[
            DecisionOutcome | None, strawberry.argument(description="Which decisions count; null for all.")
        ] = DecisionOutcome.UPHELD,
        drug: ConceptName = None,
        drug_name: Annotated[
            str | None,
            strawberry.argument(
                description="Only requests whose printed drug name holds these words, such as “norco”."
            ),
        ] = None,
        ingredient: ConceptName = None,
        document: ConceptName = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DrugGuidelineDenials]:
        """Which guideline pages and sections most often justify the denial of each drug, most items first."""
        values = {"by": party_value(by), "outcome": outcome_value(outcome)}
        given = {"drug": drug, "drugName": drug_name, "ingredient": ingredient, "document": document}
        return find_denials(
            info.context,
            {**values, **{k: v for k, v in given.items() if v is not None}},
            fifty(first, last),
            after,
            last,
            before,
        )

    @documented
    def drugs(
        self,
        info: Info,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Drug]:
        """Product and generic names of drugs, in order of label."""
        return _concepts(info.context, Drug, search, None, first, after, last, before)

    @documented
    def ingredients(
        self,
        info: Info,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Ingredient]:
        """Active ingredients, in order of label."""
        return _concepts(info.context, Ingredient, search, None, first, after, last, before)

    @documented
    def drug_classes(
        self,
        info: Info,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DrugClass]:
        """Classes of drugs, in order of label."""
        return _concepts(info.context, DrugClass, search, None, first, after, last, before)

    @documented
    def guideline_documents(self, info: Info) -> list[GuidelineDocument]:
        """The guidelines that letters cite."""
        return _all(info.context, GuidelineDocument)

    @documented
    def guideline_editions(self, info: Info) -> list[GuidelineEdition]:
        """The editions of the guidelines, in order of label."""
        return _all(info.context, GuidelineEdition)

    @documented
    def guideline_chapters(
        self,
        info: Info,
        document: Of = None,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[GuidelineChapter]:
        """Chapters of guidelines, in order of label."""
        return _concepts(info.context, GuidelineChapter, search, document, first, after, last, before)

    @documented
    def guideline_sections(
        self,
        info: Info,
        document: Of = None,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[GuidelineSection]:
        """Named sections of guidelines, in order of label."""
        return _concepts(info.context, GuidelineSection, search, document, first, after, last, before)

    @documented
    def guideline_pages(
        self,
        info: Info,
        document: Of = None,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[GuidelinePage]:
        """Pages of guidelines, in order of label."""
        return _concepts(info.context, GuidelinePage, search, document, first, after, last, before)

    @documented
    def specialties(self, info: Info) -> list[Specialty]:
        """Medical specialties, in order of label."""
        return _all(info.context, Specialty)

    @documented
    def categories(self, info: Info) -> list[TreatmentCategory]:
        """Kinds of treatment, in order of label."""
        return _all(info.context, TreatmentCategory)

    @documented
    def subcategories(self, info: Info) -> list[TreatmentSubcategory]:
        """Kinds of treatment within the categories, in order of label."""
        return _all(info.context, TreatmentSubcategory)

    @documented
    def body_regions(self, info: Info) -> list[BodyRegion]:
        """Regions of the body that requests name, in order of label."""
        return _all(info.context, BodyRegion)

    @documented
    def conditions(
        self,
        info: Info,
        search: Search = None,
        first: Fifty = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Condition]:
        """Conditions that diagnoses name, in order of label."""
        return _concepts(info.context, Condition, search, None, first, after, last, before)

    @documented
    def questions(self) -> list[Question]:
        """The questions that have a name, the headline first."""
        return [question_type(question) for question in load_questions().values()]

    @documented
    def question(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="The question's name; see `questions`.")],
        parameters: Annotated[
            list[ParameterInput] | None, strawberry.argument(description="Values in the place of defaults.")
        ] = None,
        first: First = 100,
        skip: Annotated[int, strawberry.argument(description="Rows to pass over before the first.")] = 0,
    ) -> Answer:
        """The answer to a named question."""
        values = {parameter.name: parameter.value for parameter in parameters or []}
        size = checked_first(first)
        if skip < 0:
            raise RequestError("bad-page-size", f"skip: {skip} does not fit; give 0 or more.")
        page = info.context.ask_question(name, values, size, skip)
        rests_on = partial(info.context.about_question, name, values)
        return Answer(page=page, skipped=skip, rests_on=rests_on)


def fifty(first: int | None, last: int | None) -> int | None:
    """The size of a page of concepts, where neither size is given."""
    return 50 if first is None and last is None else first


def _all(context: Context, kind: type[C]) -> list[C]:
    """Every concept of a type, in order of label."""
    catalogue = context.catalogue
    return [kind(concept=c, catalogue=catalogue) for c in catalogue.of_class(kind.ontology_class)]


def _concepts(
    context: Context,
    kind: type[C],
    search: str | None,
    document: str | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[C]:
    """A page of the concepts of a type that fit."""
    words = (search or "").casefold()
    wanted = None if document is None else _document(context, document)
    fitting = [
        concept
        for concept in _all(context, kind)
        if _labelled(concept.concept, words)
        and (wanted is None or wanted in concept.concept.related.get("ofDocument", ()))
    ]
    return paged_concepts(fitting, fifty(first, last), after, last, before)


def _labelled(concept: SchemeConcept, words: str) -> bool:
    return any(words in label.casefold() for label in (concept.label, *concept.alternative_labels))


def _document(context: Context, named: str) -> str:
    """The path of the guideline document that is meant."""
    for document in context.catalogue.of_class("GuidelineDocument"):
        if named in (document.iri, document.path, document.path.rpartition("/")[2], document.label):
            return document.path
    known = ", ".join(d.path for d in context.catalogue.of_class("GuidelineDocument"))
    raise RequestError("unknown-concept", f"document: {named!r} is no guideline document; there are: {known}")
