"""The PDF opens, holds every quote and case, and is the same for the same pack."""

from __future__ import annotations

import importlib.util
import re

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from imr_graph.errors import MissingExtraError, OutputError
from imr_graph.evidence.pack import Pack
from imr_graph.evidence.typesetting import evidence_pdf

SERVER = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def written(norco: Pack) -> bytes:
    return evidence_pdf(norco, SERVER)


def letters_alone(text: str) -> str:
    """Without white space, hyphens at line ends, and signs that no font shows."""
    return re.sub(r"[\s\u200b\ufffe\ufffd\u00ad\x00-\x1f-]", "", text)


def test_it_holds_every_quote_and_case(written: bytes, norco: Pack) -> None:
    document = pdfium.PdfDocument(written)
    pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    # The footer of a page may stand amid a quote.
    footers = [f"Evidencepack:Norco{number}of{len(pages)}" for number in range(1, len(pages) + 1)]
    said = "".join(
        letters_alone(page).replace(letters_alone(footer), "")
        for page, footer in zip(pages, footers, strict=True)
    )
    for one in norco.letters:
        assert letters_alone(one.record.identifier) in said
        assert one.text_sha256 in said
        for item in one.items:
            for quote in item.quotes:
                for part in quote.parts:
                    assert letters_alone(part.text) in said
                    assert f"page{part.run.page},characters{part.run.start}\N{EN DASH}{part.run.end}" in said


def test_it_is_tagged_and_titled(written: bytes) -> None:
    assert b"/MarkInfo" in written or b"/StructTreeRoot" in written
    assert pdfium.PdfDocument(written).get_metadata_value("Title") == "Evidence pack: Norco"


def test_the_same_pack_gives_the_same_bytes(written: bytes, norco: Pack) -> None:
    assert evidence_pdf(norco, SERVER) == written


def test_a_pdf_that_takes_too_long_is_ended(norco: Pack) -> None:
    with pytest.raises(OutputError, match=r"not made within 0\.01 s; ask for fewer"):
        evidence_pdf(norco, SERVER, seconds=0.01)


def test_without_its_library_the_extra_is_named(norco: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"imr-graph\[pdf\]"):
        evidence_pdf(norco, SERVER)
