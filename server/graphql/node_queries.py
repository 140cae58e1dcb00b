"""``node`` and ``nodes``: any thing by its global id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final

import strawberry

from imr_graph.questions import load_questions
from imr_graph.rdf.iris import NodeReference
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
from server.graphql.connections import LARGEST_PAGE
from server.graphql.context import Context, Info
from server.graphql.documented import documented, documented_type
from server.graphql.errors import RequestError
from server.graphql.evidence import LetterView
from server.graphql.letter_types import (
    Citation,
    Decision,
    Determination,
    Diagnosis,
    DisputedItem,
    Patient,
    letter_view,
)
from server.graphql.node import Node, decode_id, referred_concept, referred_question
from server.graphql.part_types import DrugRequest, PageRange, Reviewer
from server.graphql.part_types import Warning as LetterWarning
from server.graphql.question_types import question_type

CONCEPT_TYPES: Final[Mapping[str, type[Concept]]] = {
    kind.ontology_class: kind
    for kind in (
        Drug,
        Ingredient,
        DrugClass,
        GuidelineDocument,
        GuidelineEdition,
        GuidelineChapter,
        GuidelineSection,
        GuidelinePage,
        Specialty,
        TreatmentCategory,
        TreatmentSubcategory,
        Condition,
        BodyRegion,
    )
}
"""Class of the ontology to the type of its concepts."""


@documented_type
class NodeQueries:
    """Things by their global ids."""

    @documented
    async def node(
        self,
        info: Info,
        id: Annotated[  # noqa: A002
            strawberry.ID, strawberry.argument(description="A global id, taken from a field `id`.")
        ],
    ) -> Node | None:
        """The thing of that global id (Relay); null where this version of the graph has none."""
        return (await _nodes(info.context, [id]))[0]

    @documented
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description=f"Global ids, taken from fields `id`; up to {LARGEST_PAGE}."),
        ],
    ) -> list[Node | None]:
        """The things of these global ids, in their order; null in the place of what is not there."""
        if len(ids) > LARGEST_PAGE:
            raise RequestError("bad-page-size", f"ids: {len(ids)} are too many; give up to {LARGEST_PAGE}.")
        return await _nodes(info.context, ids)


async def _nodes(context: Context, ids: Sequence[str]) -> list[Node | None]:
    """Nodes by their ids; the letters that they stand in by one read."""
    references = [decode_id(one) for one in ids]
    named = [context.iris.parse(context.iris.base + reference) for reference in references]
    resolved = {one.identifier: _standing(context, one.identifier) for one in named if one is not None}
    letters = dict(
        zip(
            resolved,
            await context.records.load_many(list(resolved.values())),
            strict=True,
        )
    )
    found: list[Node | None] = []
    for reference, letter in zip(references, named, strict=True):
        if letter is not None:
            record = letters[letter.identifier]
            part = _PARTS.get(letter.kind)
            found.append(part(letter_view(context, record), letter) if record and part else None)
        else:
            found.append(_shared(context, reference))
    return found


def _standing(context: Context, identifier: str) -> str:
    """The identifier that a letter stands under now: it may have come with its case number since."""
    if not identifier.startswith("body-"):
        return identifier
    return context.serving.graph.resolve(identifier) or identifier


def _shared(context: Context, reference: str) -> Node | None:
    """A concept or a question."""
    name = referred_question(reference)
    if name is not None:
        question = load_questions().get(name)
        return None if question is None else question_type(question)
    path = referred_concept(reference)
    if path is None or not context.catalogue.known(path):
        return None
    concept = context.catalogue.get(path)
    kinds = [CONCEPT_TYPES[name] for name in sorted(concept.classes) if name in CONCEPT_TYPES]
    return kinds[0](concept=concept, catalogue=context.catalogue) if kinds else None


def _item(view: LetterView, named: NodeReference) -> DisputedItem | None:
    (position, *_) = named.numbers
    if position > len(view.record.items):
        return None
    return DisputedItem(view=view, position=position)


def _diagnosis(view: LetterView, named: NodeReference) -> Diagnosis | None:
    (position,) = named.numbers
    return Diagnosis(view=view, position=position) if position <= len(view.record.diagnoses) else None


def _drug(view: LetterView, named: NodeReference) -> DrugRequest | None:
    item = _item(view, named)
    if item is None or item.printed.drug is None:
        return None
    return DrugRequest(view=view, drug=item.printed.drug, number=item.position)


def _decision(view: LetterView, named: NodeReference) -> Decision | None:
    item = _item(view, named)
    return None if item is None else Decision(view=view, number=item.position)


def _citation(view: LetterView, named: NodeReference) -> Citation | None:
    item = _item(view, named)
    number = named.numbers[1]
    if item is None or number > len(item.printed.citations):
        return None
    return Citation(view=view, citation=item.printed.citations[number - 1], path=(item.position, number))


def _pages(view: LetterView, named: NodeReference) -> PageRange | None:
    citation = _citation(view, named)
    number = named.numbers[2]
    if citation is None or number > len(citation.citation.pages):
        return None
    return PageRange(view=view, cited=citation.citation, path=(*citation.path, number))


def _warning(view: LetterView, named: NodeReference) -> LetterWarning | None:
    (number,) = named.numbers
    return LetterWarning(view=view, number=number) if number <= len(view.record.warnings) else None


_PARTS: Final[Mapping[str, Callable[[LetterView, NodeReference], Node | None]]] = {
    "determination": lambda view, _: Determination(view=view),
    "patient": lambda view, _: Patient(view=view),
    "reviewer": lambda view, _: Reviewer(view=view),
    "diagnosis": _diagnosis,
    "item": _item,
    "drug": _drug,
    "decision": _decision,
    "citation": _citation,
    "pages": _pages,
    "warning": _warning,
}
"""Kind of a letter's node to what makes it; texts and evidence are no nodes here."""
