"""A letter to its record: run the extractors, join their parts, lead every span to the kept text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from imr_graph.errors import LetterError, UnknownDecisionError
from imr_graph.extract.citation.adopted import adopted_citations
from imr_graph.extract.citation.citations import extract_citations
from imr_graph.extract.citation.grounding import ground_citation
from imr_graph.extract.consistency import check_letter
from imr_graph.extract.decision import extract_decision
from imr_graph.extract.fact import Found, Part
from imr_graph.extract.header import extract_header
from imr_graph.extract.notice import extract_notice_dates
from imr_graph.extract.passages import shorten_block
from imr_graph.extract.rationale import extract_rationale
from imr_graph.extract.request.title import extract_request
from imr_graph.extract.reviewer import extract_reviewer
from imr_graph.extract.summary.case_dates import extract_summary_dates
from imr_graph.extract.summary.diagnoses import extract_diagnoses
from imr_graph.extract.summary.patient import extract_patient
from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.cleaning import clean
from imr_graph.letters.items import find_items
from imr_graph.letters.layouts import UNKNOWN
from imr_graph.letters.reader import LetterText
from imr_graph.letters.reading import Reading
from imr_graph.letters.sections import find_sections
from imr_graph.record import Citation, CitingParty, Dates, Evidence, Item, Record, RecordWarning, Span

RULES_VERSION: Final = "4"
"""Raised whenever a change of rules can change a record."""

_SYNTHETIC: Final = re.compile(r"\s*(?P<line>SYNTHETIC\b[^\n\f]*)")
_BODY_START: Final = re.compile(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION")
_DATE_FIELDS: Final = tuple(Dates.__struct_fields__)


def parse_letter(letter: LetterText) -> Record:
    """The record of one letter.

    Raises:
        LetterError: the text is no Final Determination, holds no disputed item, or meets a fault
            of ours; in any case no other letter suffers.
    """
    try:
        return _parse(letter)
    except LetterError:
        raise
    except Exception as error:
        # The error's own words may hold the letter's.
        cause = f"unexpected {type(error).__name__} in {_where(error)}"
        raise LetterError(letter.source, "letter", cause, "report this letter") from error


def _parse(letter: LetterText) -> Record:
    reading = clean(letter.text)
    sections = find_sections(reading, letter.source)
    blocks = [shorten_block(reading, block) for block in find_items(reading, sections)]
    if not blocks:
        raise LetterError(
            letter.source,
            f"page {reading.page(sections.issues[0])}, section of issues",
            "no disputed item with a decision was found",
            "check that the letter is complete",
        )

    header = extract_header(reading, sections)
    reviewer = extract_reviewer(reading, sections)
    patient = extract_patient(reading, sections)
    notice_dates = extract_notice_dates(reading, sections)
    printed_dates, header_evidence = _join_dates(header.value.dates, notice_dates)
    summary_dates = extract_summary_dates(reading, sections, printed_dates)
    diagnoses = extract_diagnoses(reading, sections)
    dates, summary_evidence = _join_dates(printed_dates, summary_dates)
    items = []
    for number, block in enumerate(blocks, 1):
        try:
            items.append(_item(reading, block, dates))
        except UnknownDecisionError as error:
            place = f"page {reading.page(block.title[0])}, item {number}"
            cure = "check that the letter is complete"
            raise LetterError(letter.source, place, str(error), cure) from error

    evidence = list(_evidence(reading, "", (*header.found, *header_evidence, *summary_evidence)))
    warnings: list[RecordWarning] = [*header.warnings, *summary_dates.warnings]
    parts: list[tuple[str, Part[Any]]] = [
        ("/patient", patient),
        *((f"/diagnoses/{n}", diagnosis) for n, diagnosis in enumerate(diagnoses)),
        ("/reviewer", reviewer),
        *((f"/items/{n}", item) for n, item in enumerate(items)),
    ]
    for path, part in parts:
        evidence += _evidence(reading, path, part.found)
        warnings += part.warnings_under(path)
    if sections.layout == UNKNOWN:
        warnings.append(RecordWarning(code="unknown-layout"))
    if header.value.case_number is None:
        warnings.append(RecordWarning(code="no-case-number"))
    warnings += check_letter(reading, sections, blocks, dates, [item.value for item in items])

    body = body_hash(letter.text)
    made_up = _synthetic_mark(letter.text)
    return Record(
        case_number=header.value.case_number,
        dates=dates,
        priority=header.value.priority,
        patient=patient.value,
        diagnoses=tuple(diagnosis.value for diagnosis in diagnoses),
        reviewer=reviewer.value,
        items=tuple(item.value for item in items),
        source=letter.source,
        identifier=header.value.case_number or body_identifier(body),
        layout=sections.layout,
        text_sha256=hashlib.sha256(letter.text.encode()).hexdigest(),
        body_sha256=body,
        rules=RULES_VERSION,
        evidence=(*evidence, *made_up),
        warnings=tuple(warnings),
        synthetic=bool(made_up),
    )


def _where(error: BaseException) -> str:
    """Module and line that an exception was raised at."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return "an unknown place"
    return f"{place.tb_frame.f_globals.get('__name__', '?')}, line {place.tb_lineno}"


def _synthetic_mark(kept: str) -> tuple[Evidence, ...]:
    """The line in which a letter says that it was made up, if it begins with one.

    It stands before the letter, whose furniture the reading leaves out; so the kept text is asked.
    """
    mark = _SYNTHETIC.match(kept)
    if mark is None:
        return ()
    page = kept.count("\f", 0, mark.start("line")) + 1
    return (Evidence(path="/synthetic", spans=(mark.span("line"),), page=page, rule="synthetic-mark"),)


def body_hash(kept: str) -> str:
    """SHA-256 of the white-space-folded letter from HOW THE IMR FINAL DETERMINATION on.

    It names a letter whatever header it arrives with, and does not change with the rules.
    """
    start = _BODY_START.search(kept)
    folded = " ".join(kept[start.start() if start else 0 :].split())
    return hashlib.sha256(folded.encode()).hexdigest()


def body_identifier(body_sha256: str) -> str:
    """The identifier of a letter that prints no case number."""
    return f"body-{body_sha256[:16]}"


def _join_dates(printed: Dates, told: Part[Dates]) -> tuple[Dates, tuple[Found, ...]]:
    """The dates printed with labels, completed by those that a sentence gives."""
    lacking = {name for name in _DATE_FIELDS if getattr(printed, name) is None}
    dates = Dates(
        **{name: getattr(told.value if name in lacking else printed, name) for name in _DATE_FIELDS}
    )
    found = (f for f in told.found_under("/dates") if f.path.removeprefix("/dates/") in lacking)
    return dates, tuple(found)


def _item(reading: Reading, block: ItemBlock, dates: Dates) -> Part[Item]:
    request = extract_request(reading, block)
    decision = extract_decision(reading, block)
    rationale = extract_rationale(reading, block)
    citations: list[Part[Citation]] = []
    warnings: list[RecordWarning] = [*request.warnings, *decision.warnings]
    stated: tuple[Part[Citation], ...] = ()  # by the side before
    for by, span in _guideline_lines(block):
        if span is None:
            warnings.append(RecordWarning(code="missing-guideline", path="/citations", detail=by))
            continue
        cited = extract_citations(reading, span, by)
        if by == "reviewer":
            cited = (*adopted_citations(reading, span, stated, cited), *cited)
        stated = cited
        if not cited:
            detail = f"{by}: {reading.fold(*span)}"
            warnings.append(RecordWarning(code="unresolved-guideline", path="/citations", detail=detail))
        citations += [_grounded(part, dates) for part in cited]
    found = [
        *request.found,
        *decision.found_under("/decision"),
        *rationale.found_under("/rationale"),
    ]
    for n, citation in enumerate(citations):
        found += citation.found_under(f"/citations/{n}")
        warnings += citation.warnings_under(f"/citations/{n}")
    warnings += rationale.warnings_under("/rationale")
    facts = request.value
    item = Item(
        text=facts.text,
        category=facts.category,
        drug=facts.drug,
        codes=facts.codes,
        decision=decision.value,
        citations=tuple(citation.value for citation in citations),
        rationale=rationale.value,
        original_request=facts.original_request,
        authorized=facts.authorized,
        subcategory=facts.subcategory,
        regions=facts.anatomy.regions,
        side=facts.anatomy.side,
        spinal_levels=facts.anatomy.spinal_levels,
        visits=facts.visits,
        retrospective=facts.service.retrospective,
        first_service_date=facts.service.first,
        last_service_date=facts.service.last,
    )
    return Part(item, tuple(found), tuple(warnings))


def _guideline_lines(block: ItemBlock) -> tuple[tuple[CitingParty, Span | None], ...]:
    return ("claims-administrator", block.claims_administrator), ("reviewer", block.reviewer)


def _grounded(part: Part[Citation], dates: Dates) -> Part[Citation]:
    citation, warnings = ground_citation(part.value, dates)
    return Part(citation, part.found, (*part.warnings, *warnings))


def _evidence(reading: Reading, path: str, found: Iterable[Found]) -> Iterator[Evidence]:
    """The places of a part in the kept text; ``path`` is where the part stands in the record."""
    for f in found:
        spans = reading.kept_spans(*f.spans[0])
        page = reading.kept_page(spans[0][0]) if len(spans) == 1 else reading.page(f.spans[0][0])
        if len(f.spans) > 1:
            spans = tuple([span for place in f.spans for span in reading.kept_spans(*place)])
        yield Evidence(path=path + f.path, spans=spans, page=page, rule=f.rule)
