"""Synthetic letters, each with the record of what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_graph.synthesize.case import draw_case
from imr_graph.synthesize.chance import Chance
from imr_graph.synthesize.citing import edition_printed
from imr_graph.synthesize.facts import Case, Citation, Item, Json
from imr_graph.synthesize.layouts import draw_layout
from imr_graph.synthesize.layouts.draft import Draft
from imr_graph.synthesize.typesetting import typeset

MOST_LETTERS: Final = 9_000_000
"""As many letters as there are fictitious case numbers of one year."""


@dataclass(frozen=True, slots=True)
class SyntheticLetter:
    """A letter that never was.

    Args:
        number: its place in the run, from 0.
        layout: the layout it is written in.
        text: the whole letter; the first line says that it is synthetic.
        record: what it says, with the keys of the letter record.
        forms: names of the ways of writing that it holds ("odg: comma, Chapter, colon").
    """

    number: int
    layout: str
    text: str
    record: Json
    forms: frozenset[str]

    @property
    def name(self) -> str:
        """The letter's name among those of its run: ``synthetic-0000042``."""
        return f"synthetic-{self.number:07}"


def write_letter(seed: int, number: int, layout: str = "mixed") -> SyntheticLetter:
    """The letter of that number; the same seed, number and layout always give the same one.

    Args:
        seed: of the run.
        number: from 0, below ``MOST_LETTERS``.
        layout: one of ``LAYOUTS``.

    Raises:
        ValueError: there is no fictitious case number left for the letter.
    """
    if not 0 <= number < MOST_LETTERS:
        raise ValueError(f"letter {number}: letters are numbered from 0 to {MOST_LETTERS - 1}")
    chance = Chance(seed, number)
    chosen = draw_layout(chance, layout)
    case, block = draw_case(chance, number, chosen.terms)
    draft = chosen.write(chance, case, block)
    text = typeset(chance, draft.blocks, chosen.style(chance), draft.footer)
    return SyntheticLetter(
        number, chosen.name, text, _record(case, draft, chosen.name, block=block), frozenset(chance.forms)
    )


def synthetic_letters(
    count: int, seed: int, layout: str = "mixed", first: int = 0
) -> Iterator[SyntheticLetter]:
    """``count`` letters of a run, one after the other, from the number ``first`` on."""
    for number in range(first, first + count):
        yield write_letter(seed, number, layout)


def _record(case: Case, draft: Draft, layout: str, *, block: bool) -> Json:
    names = ("injury", "decision", "assigned", "ur_denial", "application_received")
    return {
        "case_number": case.number if draft.numbered else None,
        "dates": {
            name: getattr(case.days, name).isoformat() if name in draft.days else None for name in names
        },
        "priority": case.priority.lower() if draft.priority else None,
        "patient": {"age": case.age, "sex": case.sex},
        "diagnoses": [diagnosis.json() for diagnosis in case.diagnoses],
        "reviewer": case.reviewer.json(block=block),
        "items": [_item(item, draft, layout) for item in case.items],
    }


def _item(item: Item, draft: Draft, layout: str) -> Json:
    request = item.request
    return {
        "text": request.text,
        "category": request.category,
        "drug": request.drug.json() if request.drug else None,
        "codes": list(request.codes),
        "decision": item.decision,
        "citations": [
            *(_citation(one, "claims-administrator", draft, layout) for one in item.claims if draft.claims),
            *(_citation(one, "reviewer", draft, layout) for one in item.review),
        ],
        "rationale": item.rationale,
    }


def _citation(citation: Citation, by: str, draft: Draft, layout: str) -> Json:
    dated = by in draft.dated and citation.guideline == "mtus-chronic-pain"
    return citation.json(by, edition_printed=dated or edition_printed(layout, citation))
