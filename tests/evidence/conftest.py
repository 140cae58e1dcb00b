"""A graph of made-up letters on one treatment, with every outcome, and one of hostile words."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from imr_graph import __version__
from imr_graph.evidence.asked import EvidenceQuestion, meaning
from imr_graph.evidence.pack import MOST_LETTERS, QUOTED, Pack, make_pack, select
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Dates, DecisionOutcome, Evidence, Record
from imr_graph.store.directory import GraphDirectory, Manifest
from imr_graph.store.graph import Graph
from imr_graph.tables import FactTables, fact_batch
from tests.factories import make_drug, make_item, make_record
from tests.store.graphs import kept

HOSTILE = (
    "<script>alert('x')</script> The request is <b>not</b> medically necessary & \"so\". "
    '#panic("typst") *bold* $x^2$ @label <tag> \\u{41} [The guidelines recommend] // nothing. '
    "{{ 7 * 7 }} {% raw %} The records do not document it\x07. " + "medically necessary" * 560 + " end."
)

Letters = list[tuple[Record, str]]


def letter(
    number: int, outcome: DecisionOutcome, reasons: str, *, day: dt.date | None, soma: bool = False
) -> tuple[Record, str]:
    """A letter whose kept text holds the reasons of its item on its second page."""
    case = f"CM16-{number:07}"
    before = f"Case {case}\nof a person\n\fRATIONALE:\n"
    text = f"{before}{reasons}\nthe end"
    drug = make_drug(
        name="Soma",
        concept="drug/soma",
        ingredients=("carisoprodol",),
        ingredient_concepts=("ingredient/carisoprodol",),
    )
    item = make_item(
        decision=outcome,
        rationale=" ".join(reasons.split()),
        **({"drug": drug, "text": "Soma #30"} if soma else {}),
    )
    spans = ((len(before), len(before) + len(reasons)),)
    record = make_record(
        case_number=case,
        dates=Dates(decision=day),
        items=(item,),
        evidence=(Evidence(path="/items/0/rationale", spans=spans, page=2, rule="rationale"),),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        synthetic=number == 1,
    )
    return record, text


def letters(
    outcomes: tuple[DecisionOutcome, ...] = ("overturned", "upheld", "modified", "upheld"),
) -> Letters:
    """Four letters on Norco (one of hostile words, one without a day) and one on Soma."""
    plain = (
        "The MTUS recommends a short\ncourse (p. 63). There is no documentation of gain.\n\f"
        "The patient meets the criteria for\nuse. "
        "Therefore, the request is decided; it is medically necessary."
    )
    reasons = (plain, "Nothing to see. Blue sky.", HOSTILE, plain.replace("MTUS", "ODG"))
    days = (dt.date(2016, 3, 1), dt.date(2016, 5, 1), dt.date(2016, 4, 1), None)
    made = [
        letter(number, outcome, words, day=day)
        for number, (outcome, words, day) in enumerate(zip(outcomes, reasons, days, strict=True), 1)
    ]
    return [*made, letter(9, "upheld", plain, day=dt.date(2016, 6, 1), soma=True)]


def build(path: Path, held: Letters) -> Graph:
    """A published graph of letters, open."""
    directory = GraphDirectory(path)
    iris = Iris(DEFAULT_BASE)
    records = [record for record, _ in held]
    with directory.drafting(empty=True) as draft:
        draft.letters.put(kept(record, text) for record, text in held)
        draft.triples.add(
            [*ontology_quads(), *(quad for record in records for quad in triples(record, iris))]
        )
        with FactTables.create(draft.facts_path) as facts:
            facts.add(fact_batch(records), [True] * len(records))
            facts.finish()
        count = len(draft.triples)
        manifest = Manifest(
            package_version=__version__, ontology_version="", rules="1", base=DEFAULT_BASE, triples=count
        )
        directory.publish(draft, manifest)
    return Graph.open(path)


def no_words(_: str) -> pa.Table:
    """A full-text index that finds nothing."""
    return pa.table({"identifier": pa.array([], pa.string()), "position": pa.array([], pa.int32())})


def packed(
    graph: Graph, question: EvidenceQuestion, quoted: int = QUOTED, most_letters: int = MOST_LETTERS
) -> Pack:
    """The pack that answers a question."""
    assert graph.facts_path is not None
    meant = meaning(graph, question, no_words)
    with FactTables.open(graph.facts_path) as tables:
        return make_pack(graph, select(tables, meant, most_letters), quoted)


@pytest.fixture(scope="package")
def evidence_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with build(tmp_path_factory.mktemp("evidence") / "graph", letters()) as graph:
        yield graph


@pytest.fixture(scope="package")
def norco(evidence_graph: Graph) -> Pack:
    """The pack of the letters on Norco."""
    return packed(evidence_graph, EvidenceQuestion(treatment="drug/norco"))


@pytest.fixture(scope="package")
def make_graph(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Letters], Graph]:
    return lambda held: build(tmp_path_factory.mktemp("evidence") / "graph", held)
