from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from imr_graph.errors import QuestionError
from imr_graph.export import FORMATS, VIEWS
from imr_graph.export.chosen_letters import schemes_of
from imr_graph.export.gephi import picture_of, view_of, write_view
from imr_graph.export.gexf import NAMESPACE, format_list
from imr_graph.export.letter_part import Schemes
from imr_graph.store.graph import Graph
from tests.export.conftest import ReadByGephi, ReadByGraphology, Validate
from tests.factories import make_record
from tests.questions.letters import RECORDS
from tests.store.graphs import graph_of

TIME = {"spells", "start", "end"}
"""What networkx makes of the days between which a node or edge stands."""


@pytest.fixture(scope="module", autouse=True)
def schemes_once() -> Iterator[None]:
    """The concept schemes are read of one graph: all graphs here have the same, and it takes a second."""
    kept: list[Schemes] = []

    def schemes(graph: Graph) -> Schemes:
        if not kept:
            kept.append(schemes_of(graph))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imr_graph.export.gephi.schemes_of", schemes)
        yield


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with graph_of(RECORDS, tmp_path_factory.mktemp("export") / "graph", tables=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def reversed_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The same letters, arrived in another order."""
    folder = tmp_path_factory.mktemp("export") / "reversed"
    with graph_of(reversed(RECORDS), folder, tables=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def untabled_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The same letters without fact tables."""
    with graph_of(RECORDS, tmp_path_factory.mktemp("export") / "untabled") as opened:
        yield opened


@pytest.fixture(scope="module")
def files(graph: Graph) -> dict[str, bytes]:
    """Each view as GEXF."""
    return {view: exported(graph, view) for view in VIEWS}


def exported(graph: Graph, view: str, form: str = "gexf", **filters: str | None) -> bytes:
    out = io.BytesIO()
    counts = write_view(graph, view, out, form=form, **filters)
    if form == "gexf":
        tree = etree.fromstring(out.getvalue())
        assert counts == tuple(len(list(tree.iter(f"{{{NAMESPACE}}}{name}"))) for name in ("node", "edge"))
    return out.getvalue()


def read_back(gexf: bytes) -> Any:
    return nx.read_gexf(io.BytesIO(gexf))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_keeps_to_the_schema(files: dict[str, bytes], validate: Validate, view: str) -> None:
    validate(files[view])


@pytest.mark.parametrize("view", VIEWS)
def test_foreign_readers_see_the_same_graph(
    files: dict[str, bytes], read_by_graphology: ReadByGraphology, view: str
) -> None:
    foreign, ours = read_by_graphology(files[view]), read_back(files[view])
    assert (foreign["order"], foreign["size"]) == (ours.number_of_nodes(), ours.number_of_edges())
    assert foreign["order"] >= 3
    for node in foreign["nodes"]:
        held = dict(node["attributes"])
        read = {name: value for name, value in ours.nodes[node["key"]].items() if name not in TIME}
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


@pytest.mark.parametrize("view", VIEWS)
def test_gephis_own_importer_loses_nothing(
    files: dict[str, bytes], read_by_gephi: ReadByGephi, view: str
) -> None:
    gephi = read_by_gephi(files[view])
    assert [issue for issue in gephi["issues"] if "level=INFO" not in issue] == []
    tree = etree.fromstring(files[view])
    for of in ("node", "edge"):
        written = list(tree.iter(f"{{{NAMESPACE}}}{of}"))
        read = gephi[f"{of}s"]
        assert read["count"] == len(written)
        (declared,) = (a for a in tree.iter(f"{{{NAMESPACE}}}attributes") if a.get("class") == of)
        assert read["columns"] == [str(column.get("id")).lower() for column in declared]
        for name, tag in (("values", "attvalue"), ("timed", "spells")):
            assert read[name] == sum(len(list(one.iter(f"{{{NAMESPACE}}}{tag}"))) for one in written), name
    assert gephi["nodes"]["drawn"] == gephi["nodes"]["count"], "a node without label, size or colour"
    assert gephi["nodes"]["timed"] > 0
    kinds = {one.get("kind") for one in tree.iter(f"{{{NAMESPACE}}}edge")}
    assert set(gephi["edges"]["kinds"]) == kinds


@pytest.mark.parametrize("view", VIEWS)
def test_the_same_letters_give_the_same_bytes(
    files: dict[str, bytes], reversed_graph: Graph, view: str
) -> None:
    assert exported(reversed_graph, view) == files[view]


def test_a_graph_without_fact_tables_gives_the_same_bytes(
    files: dict[str, bytes], untabled_graph: Graph
) -> None:
    assert exported(untabled_graph, "drug-guideline") == files["drug-guideline"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_holds_the_same_nodes_and_edges(graph: Graph, form: str) -> None:
    view = "diagnosis-drug"
    picture = picture_of(graph, view)
    written = exported(graph, view, form)
    assert written == exported(graph, view, form)
    nodes = {node.id: (node.label, node.kind, node.x, node.size) for node in picture.nodes}
    edges = {(edge.source, edge.target): (edge.kind, float(edge.weight)) for edge in picture.edges}
    assert len(nodes) > 2
    assert len(edges) > 1
    if form == "gexf":
        read = read_back(written)
        held = {
            n: (d["label"], d["kind"], d["viz"]["position"]["x"], d["viz"]["size"])
            for n, d in read.nodes.items()
        }
        assert {frozenset(ends) for ends in read.edges()} == {frozenset(ends) for ends in edges}
    elif form == "graphml":
        read = nx.read_graphml(io.BytesIO(written))
        held = {n: (d["label"], d["kind"], d["x"], d["size"]) for n, d in read.nodes.items()}
        assert {(s, t): (d["kind"], d["weight"]) for s, t, d in read.edges(data=True)} == edges
    else:
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            node_rows, edge_rows = (
                list(csv.DictReader(archive.read(name).decode().splitlines()))
                for name in ("nodes.csv", "edges.csv")
            )
        held = {r["Id"]: (r["Label"], r["Kind"], float(r["X"]), float(r["Size"])) for r in node_rows}
        read_edges = {(r["Source"], r["Target"]): (r["Kind"], float(r["Weight"])) for r in edge_rows}
        assert read_edges == edges
        assert {row["Type"] for row in edge_rows} == {"Undirected"}
    assert held == nodes


def test_the_whole_graph_holds_every_letter_and_item(files: dict[str, bytes]) -> None:
    whole = read_back(files["whole"])
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


@pytest.mark.parametrize("with_tables", [True, False])
def test_the_whole_graph_can_be_narrowed_by_outcome(
    graph: Graph, untabled_graph: Graph, with_tables: bool
) -> None:
    whole = view_of(graph if with_tables else untabled_graph, "whole", outcome="modified").graph
    assert {whole.nodes[node]["letter"] for node in whole} == {None, RECORDS[0].identifier}


def test_a_whole_graph_of_too_many_letters_is_refused_with_a_cure(graph: Graph) -> None:
    with pytest.raises(
        QuestionError, match=r"3 letters are more than the 2 .* from and to, or run `imr-graph"
    ):
        picture_of(graph, "whole", most_letters=2)
    assert picture_of(graph, "whole", {"outcome": "modified"}, most_letters=2).node_count > 5


def test_types_come_from_the_ontology(files: dict[str, bytes]) -> None:
    tree = etree.fromstring(files["whole"])
    types = {a.get("id"): a.get("type") for a in tree.iter(f"{{{NAMESPACE}}}attribute")}
    assert {
        "kind": "string",
        "age": "integer",
        "licensedIn": "liststring",
        "identifier": "string",
    }.items() <= (types.items())


def test_letters_stand_from_their_decision_on(files: dict[str, bytes]) -> None:
    tree = etree.fromstring(files["whole"])
    assert tree[1].get("mode") == "dynamic"
    assert tree[1].get("timeformat") == "date"
    for node in tree.iter(f"{{{NAMESPACE}}}node"):
        values = {one.get("for") for one in node.iter(f"{{{NAMESPACE}}}attvalue")}
        spells = [(spell.get("start"), spell.get("end")) for spell in node.iter(f"{{{NAMESPACE}}}spell")]
        assert spells == ([("2016-12-20", None)] if "letter" in values else [])


def test_a_large_whole_graph_holds_the_same_in_bounded_memory(
    graph: Graph, files: dict[str, bytes], validate: Validate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imr_graph.export.gephi.LARGEST_WHOLE", 10)
    gexf = exported(graph, "whole")
    validate(gexf)
    small, large = read_back(files["whole"]), read_back(gexf)
    assert sorted(large.edges(data="label")) == sorted(small.edges(data="label"))
    for read in (small, large):
        for _, data in read.nodes(data=True):
            del data["viz"]["position"]
    assert dict(large.nodes(data=True)) == dict(small.nodes(data=True))


def test_an_empty_graph_is_an_empty_file(tmp_path: Path, validate: Validate) -> None:
    with graph_of([], tmp_path / "graph", tables=True) as empty:
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
        assert nx.read_graphml(io.BytesIO(exported(graph, "whole", "graphml"))).number_of_nodes() > 5


@pytest.mark.parametrize(
    ("view", "filters", "message"),
    [
        ("galaxy", {}, f"no view is called 'galaxy'; there are: {', '.join(VIEWS)}"),
        ("drugs-togehter", {}, "near it: drugs-together"),
        ("whole", {"drug": "drug/norco"}, "no filter 'drug'; there are: from, to, outcome, determination"),
        ("whole", {"leastWeight": "2"}, "no filter 'leastWeight'"),
        ("whole", {"determination": "CM99-0"}, "no determination is called 'CM99-0'"),
        ("drug-guideline", {"drug": "drug/unheard-of"}, "drug: 'drug/unheard-of': no drug is called so"),
        ("drug-guideline", {"outcome": "sideways"}, "outcome: 'sideways': no decision"),
        ("diagnosis-drug", {"from": "2015"}, "from: '2015' is no day; give one as 2015-01-31"),
        ("diagnosis-drug", {"from": "2016-01-01", "to": "2015-01-01"}, "no day lies between"),
        ("diagnosis-drug", {"leastWeight": "0"}, "leastWeight: '0' is no whole number from 1, such as 5"),
        ("diagnosis-drug", {"leastWeight": "many"}, "'many' is no whole number"),
        ("diagnosis-drug", {"leastWeight": "9" * 40}, "is no whole number"),
    ],
)
def test_what_is_unknown_is_told(graph: Graph, view: str, filters: dict[str, str], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        write_view(graph, view, io.BytesIO(), **filters)


def test_an_unknown_form_is_told(graph: Graph) -> None:
    with pytest.raises(QuestionError, match=r"no form is called 'pdf'; there are: gexf, graphml, csv.zip"):
        write_view(graph, "whole", io.BytesIO(), form="pdf")


def test_a_file_appears_whole_or_not_at_all(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "out.gexf"
    path.write_bytes(b"before")
    with pytest.raises(QuestionError):
        write_view(graph, "drugs-together", path, condition="moonsickness")
    assert path.read_bytes() == b"before"
    write_view(graph, "drugs-together", path)
    assert path.read_bytes() == exported(graph, "drugs-together")
    assert list(tmp_path.iterdir()) == [path]
