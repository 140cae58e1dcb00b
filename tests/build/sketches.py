"""Letters in a few words, read by a stand-in for the parser: for tests of what a build keeps.

A sketch is one line: ``case=CM16-0000001 decided=2016-12-20 body=lumbar drug=Norco``. What is left
out is not printed; ``body`` stands for the letter's body, the whole line is its text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from imr_graph.errors import LetterError
from imr_graph.letters.reader import LetterText
from imr_graph.rdf.vocabulary import PREF_LABEL
from imr_graph.record import Dates, Record
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.triple_store import OxigraphStore
from tests.factories import make_drug, make_item, make_record

_CONCEPT = NamedNode("https://imr-graph.example/concept/drug/norco")
_GRAPH = NamedNode("https://imr-graph.example/scheme/drugs")
SCHEME = (Quad(_CONCEPT, PREF_LABEL, Literal("Norco", language="en"), _GRAPH),)
"""All of the schemes that a sketched graph holds."""


def read_sketch(path: Path) -> LetterText:
    return read_data(str(path), path.read_bytes())


def read_data(source: str, data: bytes) -> LetterText:
    if data.startswith(b"unreadable"):
        raise LetterError(source, "file", "it is binary", "give the letter as published")
    return LetterText(source, data.decode())


def parse_sketch(letter: LetterText) -> Record:
    if "broken" in letter.text:
        raise LetterError(letter.source, "letter", "it is broken", "report this letter")
    fields = dict(word.split("=") for word in letter.text.split())
    if "body" not in fields:
        raise LetterError(letter.source, "page 1", "it has no items", "check that it is complete")
    body = hashlib.sha256(fields["body"].encode()).hexdigest()
    decided = dt.date.fromisoformat(fields["decided"]) if "decided" in fields else None
    return make_record(
        case_number=fields.get("case"),
        identifier=fields.get("case") or f"body-{body[:16]}",
        dates=Dates(decision=decided),
        items=(make_item(drug=make_drug(name=fields.get("drug", "Norco"))),),
        text_sha256=hashlib.sha256(letter.text.encode()).hexdigest(),
        body_sha256=body,
        source=letter.source,
    )


def use_sketches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have builds read sketches, and spare them the many pages of the schemes."""
    use_scheme(monkeypatch, SCHEME)
    monkeypatch.setattr(
        "imr_graph.build.reading.LetterReader.read_data", lambda _, source, data: read_data(source, data)
    )
    monkeypatch.setattr("imr_graph.build.reading.parse_letter", parse_sketch)


def use_scheme(monkeypatch: pytest.MonkeyPatch, scheme: tuple[Quad, ...]) -> None:
    """Have builds take this for all of ontology and schemes."""
    for module in ("build.schemes", "cube.writing"):
        monkeypatch.setattr(f"imr_graph.{module}.ontology_quads", lambda: scheme)
    monkeypatch.setattr("imr_graph.build.build.ontology_hash", lambda: str(scheme))


def write_sketches(folder: Path, sketches: Iterable[str]) -> list[Path]:
    """One file a sketch, named by its place."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{n:03}.txt" for n, _ in enumerate(sketches)]
    for path, sketch in zip(paths, sketches, strict=True):
        path.write_text(sketch, encoding="utf-8")
    return paths


def n_quads(directory: Path) -> list[str]:
    """Everything a graph directory's current version holds, as sorted N-Quads."""
    version = GraphDirectory(directory).current()
    assert version is not None
    store = OxigraphStore.open_read_only(version.store_path)
    lines = (serialize(store.quads(), format=RdfFormat.N_QUADS) or b"").decode().splitlines()
    store.close()
    assert len(lines) == version.manifest.triples
    return sorted(lines)
