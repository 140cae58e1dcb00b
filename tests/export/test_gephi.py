from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from imr_graph.build import build_graph
from imr_graph.errors import QuestionError
from imr_graph.export import VIEWS
from imr_graph.export.gephi import write_view
from imr_graph.export.gexf import NAMESPACE, format_list
from imr_graph.questions import load_questions, run_question
from imr_graph.store.graph import Graph
from tests.export.conftest import ReadByGraphology, Validate
from tests.factories import make_record
from tests.questions.letters import RECORDS
from tests.store.graphs import graph_of


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with graph_of(RECORDS, tmp_path_factory.mktemp("export") / "graph") as opened:
        yield opened


def exported(graph: Graph, view: str, **filters: str | None) -> bytes:
    out = io.BytesIO()
    counts = write_view(graph, view, out, **filters)
    tree = etree.fromstring(out.getvalue())
    assert counts == tuple(len(list(tree.iter(f"{{{NAMESPACE}}}{name}"))) for name in ("node", "edge"))
    return out.getvalue()


def read_back(gexf: bytes) -> Any:
    return nx.read_gexf(io.BytesIO(gexf))


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_keeps_to_the_schema(graph: Graph, validate: Validate, view: str) -> None:
    validate(exported(graph, view))


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_foreign_readers_see_the_same_graph(
    graph: Graph, read_by_graphology: ReadByGraphology, view: str
) -> None:
    gexf = exported(graph, view)
    foreign, ours = read_by_graphology(gexf), read_back(gexf)
    assert (foreign["order"], foreign["size"]) == (ours.number_of_nodes(), ours.number_of_edges())
    assert foreign["order"] > 10
    for node in foreign["nodes"]:
        held = dict(node["attributes"])
        read = dict(ours.nodes[node["key"]])
        viz = read.pop("viz")
        assert (held.pop("x"), held.pop("y"), held.pop("size")) == (
            viz["position"]["x"],
            viz["position"]["y"],
            viz["size"],
        )
        assert held.pop("color").startswith("rgb(")
        assert held.pop("z") == 0
        lists = {name: value for name, value in held.items() if isinstance(value, list)}
        assert {name: format_list(value) for name, value in lists.items()} == {
            name: read[name] for name in lists
        }
        assert {k: v for k, v in held.items() if k not in lists} == {
            k: v for k, v in read.items() if k not in lists
        }


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_the_same_graph_gives_the_same_bytes(graph: Graph, tmp_path: Path, view: str) -> None:
    first = exported(graph, view)
    assert exported(graph, view) == first
    with graph_of(reversed(RECORDS), tmp_path / "again") as again:
        assert exported(again, view) == first, "the order in which letters arrived shows"


@pytest.mark.parametrize(
    "filters", [{}, {"by": "any"}, {"outcome": "overturned"}, {"document": "guideline/odg"}]
)
def test_the_drug_guideline_network_is_the_headlines_rows(graph: Graph, filters: dict[str, str]) -> None:
    rows = run_question(graph, "drug-guideline-denials", filters).as_dicts()
    network = read_back(exported(graph, "drug-guideline", **filters))
    assert network.number_of_edges() == len(rows)
    weights = Counter(weight for *_, weight in network.edges(data="weight"))
    assert weights == Counter(row["items"] for row in rows)
    for row in rows:
        if row["placeIri"] is not None:
            edge = network.edges[f"ingredients/{row['ingredients']}", row["placeIri"]]
            assert (edge["items"], edge["letters"]) == (row["items"], row["letters"])
            assert edge["shareWeighted"] == pytest.approx(row["shareWeighted"])
            assert all(iri in edge["determinations"] for iri in str(row["determinations"]).split())
    assert {kind for *_, kind in network.edges(data="label")} <= {
        "overturned-citing" if filters.get("outcome") else "denied-citing"
    }


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("decision/overturned", "overturned-citing"),
        ("Upheld", "denied-citing"),
        ("any", "decided-citing"),
        (None, "denied-citing"),
        (" ", "denied-citing"),
    ],
)
def test_edges_are_called_by_the_outcome(graph: Graph, outcome: str | None, kind: str) -> None:
    network = read_back(exported(graph, "drug-guideline", outcome=outcome, by="any"))
    assert {label for *_, label in network.edges(data="label")} == {kind}


def test_tables_and_triples_give_the_same_network(
    example_letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_graph([example_letters], tmp_path / "graph")
    with Graph.open(tmp_path / "graph") as built:
        assert built.facts_path is not None
        by_tables = exported(built, "drug-guideline")
        monkeypatch.setattr(Graph, "facts_path", None)
        assert exported(built, "drug-guideline") == by_tables


def test_the_filters_of_the_network_are_the_questions_parameters() -> None:
    question = load_questions()["drug-guideline-denials"]
    assert set(VIEWS["drug-guideline"].filters) == {parameter.name for parameter in question.parameters}


def test_the_whole_graph_holds_every_letter_and_item(graph: Graph) -> None:
    whole = read_back(exported(graph, "whole"))
    kinds = [kind for _, kind in whole.nodes(data="kind")]
    assert kinds.count("Determination") == len(RECORDS)
    assert kinds.count("DisputedItem") == sum(len(record.items) for record in RECORDS)
    assert kinds.count("Citation") == sum(len(i.citations) for record in RECORDS for i in record.items)
    assert whole.is_directed()
    assert {"Concept", "Resource"}.isdisjoint(kinds), "a node of no known class"


def test_the_whole_graph_can_be_narrowed_to_some_letters(graph: Graph) -> None:
    one, two, *_ = (record.identifier for record in RECORDS)
    whole = read_back(exported(graph, "whole", determination=f"{one} {two}"))
    assert {letter for _, letter in whole.nodes(data="letter") if letter} == {one, two}


def test_types_come_from_the_ontology(graph: Graph) -> None:
    tree = etree.fromstring(exported(graph, "whole"))
    types = {a.get("id"): a.get("type") for a in tree.iter(f"{{{NAMESPACE}}}attribute")}
    assert {
        "kind": "string",
        "age": "integer",
        "licensedIn": "liststring",
        "identifier": "string",
    }.items() <= (types.items())


def test_an_empty_graph_is_an_empty_file(tmp_path: Path, validate: Validate) -> None:
    with graph_of([], tmp_path / "graph") as empty:
        for view in VIEWS:
            gexf = exported(empty, view)
            validate(gexf)
            assert read_back(gexf).number_of_nodes() == 0


def test_hostile_text_reaches_the_file_whole(tmp_path: Path, validate: Validate) -> None:
    hostile = make_record(identifier='CM16-"<&>', case_number="CM16-7\x0b]]>&amp;")
    with graph_of([hostile], tmp_path / "graph") as graph:
        gexf = exported(graph, "whole")
        validate(gexf)
        (letter,) = (data for _, data in read_back(gexf).nodes(data=True) if data["kind"] == "Determination")
        assert letter["identifier"] == 'CM16-"<&>'
        assert letter["caseNumber"].endswith("]]>&amp;")


@pytest.mark.parametrize(
    ("view", "filters", "message"),
    [
        ("galaxy", {}, "no view is called 'galaxy'; there are: drug-guideline, whole"),
        ("whole", {"drug": "drug/norco"}, "no filter 'drug'; there are: determination"),
        ("whole", {"determination": "CM99-0"}, "no determination is called 'CM99-0'"),
        ("drug-guideline", {"drug": "drug/unheard-of"}, "drug/unheard-of"),
    ],
)
def test_what_is_unknown_is_told(graph: Graph, view: str, filters: dict[str, str], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        write_view(graph, view, io.BytesIO(), **filters)


def test_a_file_appears_whole_or_not_at_all(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "out.gexf"
    path.write_bytes(b"before")
    with pytest.raises(QuestionError):
        write_view(graph, "whole", path, determination="CM99-0")
    assert path.read_bytes() == b"before"
    write_view(graph, "whole", path)
    assert path.read_bytes() == exported(graph, "whole")
    assert list(tmp_path.iterdir()) == [path]
