"""What an item asks for: its text, category, drug and codes, from the title of its block."""

from __future__ import annotations

import msgspec

from imr_graph.extract.fact import Found, Part
from imr_graph.extract.request.anatomy import Anatomy, extract_anatomy
from imr_graph.extract.request.category import extract_category
from imr_graph.extract.request.codes import extract_codes
from imr_graph.extract.request.drug import extract_drug
from imr_graph.extract.request.phrase import Phrase
from imr_graph.extract.request.service_dates import Service, extract_service
from imr_graph.extract.request.subcategory import extract_subcategory
from imr_graph.extract.request.visits import extract_visits
from imr_graph.extract.request.wording import Wording, unwrap
from imr_graph.letters.blocks import ItemBlock
from imr_graph.letters.reading import Reading
from imr_graph.lexicon.categories import ancillary_phrase
from imr_graph.record import Category, Drug, Span


class RequestFacts(msgspec.Struct, frozen=True):
    """The fields of a record's item that its title gives.

    ``original_request`` and ``authorized`` are set where utilization review modified the
    request; ``text`` is then what remains in dispute.
    """

    text: str
    category: Category
    drug: Drug | None
    codes: tuple[str, ...]
    original_request: str | None = None
    authorized: str | None = None
    subcategory: str | None = None
    anatomy: Anatomy = Anatomy()
    visits: int | None = None
    service: Service = Service()


def extract_request(reading: Reading, block: ItemBlock) -> Part[RequestFacts]:
    """What a block's item asks for."""
    wording = unwrap(Phrase.of(reading, block.title))
    item = wording.item
    category = extract_category(item, _beside_surgery(reading, block, wording))
    codes = extract_codes(item)
    drug = extract_drug(item) if category.value == "pharmaceutical" else None
    subcategory = extract_subcategory(item, category.value, drug.value if drug else None)
    anatomy = extract_anatomy(item, category.value, subcategory.value)
    visits = extract_visits(item, category.value)
    service = extract_service(item)
    found: list[Found] = []
    for path, phrase in (
        ("/text", item),
        ("/original_request", wording.original),
        ("/authorized", wording.authorized),
    ):
        if phrase and phrase.text:
            found.append(Found(path, (phrase.span(0, len(phrase.text)),), "request.wording"))
    found += category.found_under("/category")
    found += subcategory.found_under("/subcategory")
    found += codes.found_under("/codes")
    found += (*anatomy.found, *visits.found_under("/visits"), *service.found)
    warnings = category.warnings_under("/category")
    warnings += (*visits.warnings_under("/visits"), *service.warnings_under("/first_service_date"))
    if drug:
        found += drug.found_under("/drug")
        warnings += drug.warnings_under("/drug")
    facts = RequestFacts(
        text=item.text,
        category=category.value,
        drug=drug.value if drug else None,
        codes=codes.value,
        original_request=wording.original.text if wording.original else None,
        authorized=wording.authorized.text if wording.authorized else None,
        subcategory=subcategory.value,
        anatomy=anatomy.value,
        visits=visits.value,
        service=service.value,
    )
    return Part(facts, tuple(found), warnings)


def _beside_surgery(reading: Reading, block: ItemBlock, wording: Wording) -> Span | None:
    """Where the title, else the rationale, says that the item is a service beside a surgery."""
    if wording.associated:
        return wording.associated.span(0, len(wording.associated.text))
    return ancillary_phrase(reading.text, *block.rationale) if block.rationale else None
