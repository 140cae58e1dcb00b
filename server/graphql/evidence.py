"""The words of the letter that a fact was read from."""

from __future__ import annotations

from dataclasses import dataclass

import strawberry

from imr_graph.rdf.iris import Iris
from imr_graph.record import Evidence as RecordEvidence
from imr_graph.record import Record
from server.graphql.budget import Budget
from server.graphql.context import Info
from server.graphql.documented import documented_type
from server.serving.catalogue import Catalogue

ELLIPSIS = " … "


@documented_type
class TextSpan:
    """One run of words in the letter's kept text."""

    start: int = strawberry.field(description="First code point of the kept text, counted from 0.")
    end: int = strawberry.field(description="Code point after the last.")
    quote: str = strawberry.field(description="The words themselves.")


@documented_type
class Evidence:
    """Where in the letter a value was read, and by which rule."""

    path: str = strawberry.field(description="JSON pointer of the value in the letter's record.")
    rule: str = strawberry.field(description="Name of the rule that found it.")
    page: int = strawberry.field(description="Page of the letter, counted from 1.")
    start: int = strawberry.field(description="Where the first of the spans in the letter starts.")
    end: int = strawberry.field(description="Where the last of them ends.")
    quote: str = strawberry.field(description="The words; an ellipsis stands between spans.")
    spans: list[TextSpan] = strawberry.field(
        description="Every run of words, in the order in which the rule read them."
    )


@dataclass(frozen=True, slots=True)
class LetterView:
    """A record and what its GraphQL types need beside it."""

    record: Record
    iris: Iris
    catalogue: Catalogue
    budget: Budget

    def iri(self, *parts: str | int) -> str:
        """The IRI of a node below the determination's."""
        return "/".join((self.iris.determination(self.record.identifier), *map(str, parts)))

    async def evidence(self, info: Info, pointer: str) -> list[Evidence]:
        """The evidence of a value and of all below it.

        Args:
            info: the request.
            pointer: JSON pointer in the record; empty for the whole letter.
        """
        found = [e for e in self.record.evidence if e.path == pointer or e.path.startswith(f"{pointer}/")]
        self.budget.spend(len(found))
        text = await info.context.texts.load(self.record.identifier) or ""
        return [shown(evidence, text) for evidence in found]


def shown(evidence: RecordEvidence, text: str) -> Evidence:
    """A record's evidence with its words.

    Args:
        evidence: its spans may stand in another order than in the letter.
        text: the letter's kept text.
    """
    spans = [TextSpan(start=start, end=end, quote=text[start:end]) for start, end in evidence.spans]
    return Evidence(
        path=evidence.path,
        rule=evidence.rule,
        page=evidence.page,
        start=min(span.start for span in spans),
        end=max(span.end for span in spans),
        quote=ELLIPSIS.join(span.quote for span in spans),
        spans=spans,
    )
