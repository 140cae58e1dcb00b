"""Records to rows of the fact tables: a pure function of a chunk, without looking anything up.

What a row says is what ``imr_graph.rdf.triples`` says of the same record; a test compares the answers.
Rows are written flat, one value after the other, and cut into columns at the end: an object a row
would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Final, TypeVar

import pyarrow as pa

from imr_graph.rdf.triples import INGREDIENT_SEPARATOR, plain_text
from imr_graph.record import LONGEST_LISTED_RANGE, Citation, Diagnosis, Drug, Item, Record, Reviewer
from imr_graph.tables.batch import FactBatch, Ingredients, PlaceKey
from imr_graph.tables.declaration import declared_tables, fact_tables

_WARNED_KINDS: Final = {
    f"unresolved-{kind}": kind
    for kind in ("drug", "ingredient", "condition", "category", "state", "guideline", "edition")
}
"""Warnings that stand for words without a property of their own; their kind in unresolved_words."""

_Key = TypeVar("_Key", bound=Hashable)


def fact_batch(records: Sequence[Record]) -> FactBatch:
    """The rows of a chunk of letters.

    Args:
        records: the letters; a row's ``letter`` is its record's position here, from 0.
    """
    rows = _Rows()
    for letter, record in enumerate(records):
        rows.take(letter, record)
    return rows.batch(len(records))


class _Codes(dict[_Key, int]):
    """Numbers given to keys as they are first asked for."""

    def __missing__(self, key: _Key) -> int:
        code = self[key] = len(self)
        return code


class _Rows:
    """The values of every table, row after row."""

    def __init__(self) -> None:
        self._concepts: _Codes[str] = _Codes()
        self._texts: _Codes[str] = _Codes()
        self._sets: _Codes[Ingredients] = _Codes()
        self._places: _Codes[PlaceKey] = _Codes()
        self._items = 0
        self._values: dict[str, list[Any]] = {table.name: [] for table in fact_tables()}

    def batch(self, letters: int) -> FactBatch:
        """What has been taken so far."""
        return FactBatch(
            letters=letters,
            concepts=list(self._concepts),
            # As the graph's literals have them: what RDF cannot carry is replaced.
            texts=[plain_text(words).value for words in self._texts],
            sets=[(plain_text(label).value, concepts) for label, concepts in self._sets],
            places=list(self._places),
            tables={name: _table(name, values) for name, values in self._values.items()},
        )

    def take(self, letter: int, record: Record) -> None:
        """Add one letter's rows."""
        dates, concepts = record.dates, self._concepts
        self._values["determinations"] += (
            letter,
            plain_text(record.identifier).value,
            dates.decision,
            dates.injury,
            dates.assigned,
            dates.ur_denial,
            dates.application_received,
            None if record.priority is None else concepts[f"priority/{record.priority}"],
            record.patient.age,
            None if record.patient.sex is None else concepts[f"sex/{record.patient.sex}"],
            self._texts[record.layout],
            record.synthetic,
            len(record.items),
        )
        mentions = _Mentions()
        self._reviewer(letter, record.reviewer, mentions.next())
        for position, diagnosis in enumerate(record.diagnoses, 1):
            self._diagnosis(letter, position, diagnosis)
        for position, item in enumerate(record.items, 1):
            self._item(letter, position, item, mentions.next)
        for warning in record.warnings:
            kind = _WARNED_KINDS.get(warning.code)
            if kind is not None and warning.detail:
                self._unresolved(letter, kind, mentions.next(), warning.detail, None)

    def _reviewer(self, letter: int, reviewer: Reviewer, mention: int) -> None:
        licences = self._values["licences"]
        for state in dict.fromkeys(reviewer.licensed_states):
            licences += (letter, plain_text(state).value)
        values = self._values["specialties"]
        for below, names, paths in (
            (False, reviewer.specialties, reviewer.specialty_concepts),
            (True, reviewer.subspecialties, reviewer.subspecialty_concepts),
        ):
            for index, name in enumerate(names):
                path = paths[index] if index < len(paths) else None
                if path is None:
                    values += (letter, below, index + 1, None, self._texts[name])
                    self._unresolved(letter, "specialty", mention, name, None)
                else:
                    values += (letter, below, index + 1, self._concepts[path], None)

    def _diagnosis(self, letter: int, position: int, diagnosis: Diagnosis) -> None:
        concepts = self._concepts
        self._values["diagnoses"] += (
            letter,
            position,
            self._texts[diagnosis.text],
            concepts[f"certainty/{diagnosis.certainty}"],
            None if diagnosis.side is None else concepts[f"side/{diagnosis.side}"],
        )
        conditions = self._values["diagnosis_conditions"]
        for condition in dict.fromkeys(diagnosis.concepts):
            conditions += (letter, position, concepts[condition])

    def _item(self, letter: int, position: int, item: Item, mention: Callable[[], int]) -> None:
        concepts = self._concepts
        outcome = concepts[f"decision/{item.decision}"]
        number = self._items
        self._items += 1
        self._values["items"] += (
            number,
            letter,
            position,
            concepts[f"category/{item.category}"],
            None if item.subcategory is None else concepts[item.subcategory],
            outcome,
        )
        asked: tuple[int | None, int | None, int | None] = (None, None, None)
        if item.drug is not None:
            asked = self._drug((number, letter, position), item.drug, outcome)
        regions = self._values["item_regions"]
        for region in dict.fromkeys(item.regions):
            regions += (number, letter, concepts[region])
        for place, citation in enumerate(item.citations, 1):
            self._citation((number, letter, place), citation, (outcome, *asked), mention)

    def _drug(
        self, key: tuple[int, int, int], drug: Drug, outcome: int
    ) -> tuple[int | None, int | None, int | None]:
        """Add the drug's row; give drug, printed name and ingredient set as numbers."""
        ingredients = None
        if drug.ingredients:
            known = (path for path in drug.ingredient_concepts if path is not None)
            label = INGREDIENT_SEPARATOR.join(drug.ingredients)
            ingredients = self._sets[label, tuple(sorted(set(known)))]
        concept = None if drug.concept is None else self._concepts[drug.concept]
        name = self._text(drug.name)
        self._values["drugs"] += (
            *key,
            outcome,
            concept,
            name,
            ingredients,
            self._text(drug.strength),
            self._text(drug.form),
            None if drug.quantity is None else float(drug.quantity),
            drug.refills,
            self._text(drug.frequency),
        )
        return concept, name, ingredients

    def _citation(
        self,
        key: tuple[int, int, int],
        citation: Citation,
        of_item: tuple[int | None, ...],
        mention: Callable[[], int],
    ) -> None:
        concepts, grounding = self._concepts, citation.grounding
        party = concepts[f"party/{citation.by}"]
        if citation.source == "none":
            self._values["citations"] += (*key, party, None, None, None, None, None, None)
            return
        document = grounding.document or f"guideline/{citation.source}"
        status = concepts[f"edition-status/{grounding.edition_status}"]
        edition, chapter = grounding.edition, grounding.chapter
        printed = None if citation.chapter is None else str(citation.chapter)
        self._values["citations"] += (
            *key,
            party,
            concepts[document],
            status,
            None if edition is None else concepts[edition],
            citation.edition,
            None if chapter is None else concepts[chapter],
            self._text(printed),
        )
        chapter_code = None if chapter is None else concepts[chapter]
        printed_code = self._text(printed) if chapter is None else None
        year = citation.edition if edition is None else None
        folded_chapter = printed.lower() if printed is not None and chapter is None else None
        rows, places = self._values["cited_places"], self._places
        for concept, page, words, first, last in _places(citation):
            if concept is not None:
                place = places[document, edition, year, concept, page, None, None, None]
            else:
                folded = None if words is None else words.lower()
                place = places[document, edition, year, None, page, chapter, folded_chapter, folded]
            rows += (
                *key,
                party,
                *of_item,
                place,
                None if words is None else self._texts[words],
                first,
                last,
                status,
                chapter_code,
                printed_code,
            )
        sections = self._values["cited_sections"]
        for section in dict.fromkeys(grounding.sections):
            sections += (*key, party, concepts[document], concepts[section])
        self._unresolved_parts(key[1], citation, edition or document, mention)

    def _unresolved_parts(
        self, letter: int, citation: Citation, within: str, mention: Callable[[], int]
    ) -> None:
        grounding = citation.grounding
        holder = self._concepts[within]
        if grounding.unresolved_chapter or grounding.unresolved_sections:
            node = mention()
            if grounding.unresolved_chapter:
                self._unresolved(letter, "chapter", node, grounding.unresolved_chapter, holder)
            for words in dict.fromkeys(filter(None, grounding.unresolved_sections)):
                self._unresolved(letter, "section", node, words, holder)
        if not citation.pages or (grounding.page_prefix is not None and not grounding.unresolved_pages):
            return
        for first, last in citation.pages:
            node = mention()
            for page in _listed(first, last):
                if grounding.page_prefix is None or page in grounding.unresolved_pages:
                    self._unresolved(letter, "page", node, str(page), holder)

    def _unresolved(self, letter: int, kind: str, mention: int, words: str, within: int | None) -> None:
        texts = self._texts
        self._values["unresolved_words"] += (letter, texts[kind], mention, texts[words], within)

    def _text(self, words: str | None) -> int | None:
        return self._texts[words] if words else None


class _Mentions:
    """Counts the nodes of one letter that may print unknown words."""

    def __init__(self) -> None:
        self._count = 0

    def next(self) -> int:
        """The next node's number."""
        self._count += 1
        return self._count


def _places(
    citation: Citation,
) -> Iterator[tuple[str | None, int | None, str | None, int | None, int | None]]:
    """Concept, page, printed words, first and last page of each place of a citation.

    Its pages where it prints any, else its sections, known or not.
    """
    grounding = citation.grounding
    if not citation.pages:
        for section in dict.fromkeys(grounding.sections):
            yield section, None, None, None, None
        for words in dict.fromkeys(filter(None, grounding.unresolved_sections)):
            yield None, None, words, None, None
        return
    prefix, unknown = grounding.page_prefix, grounding.unresolved_pages
    for first, last in dict.fromkeys(citation.pages):
        for page in _listed(first, last):
            known = prefix is not None and page not in unknown
            yield f"{prefix}/{page}" if known else None, page, None, first, last


def _listed(first: int, last: int) -> range:
    """The pages of a range that count one by one: none of one too long to be meant so."""
    return range(first, last + 1) if last - first < LONGEST_LISTED_RANGE else range(0)


def _table(name: str, values: list[Any]) -> pa.Table:
    schema = declared_tables()[name].arrow_schema()
    width = len(schema)
    columns = [pa.array(values[index::width], field.type) for index, field in enumerate(schema)]
    return pa.Table.from_arrays(columns, schema=schema)
