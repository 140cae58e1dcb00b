from __future__ import annotations

import io
import math
from typing import Any

import hypothesis
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from imr_graph.errors import GexfError
from imr_graph.export.gexf import (
    NAMESPACE,
    VIZ_NAMESPACE,
    ColumnType,
    Edge,
    Header,
    Node,
    Value,
    format_list,
    legible,
    write_gexf,
)
from tests.export.conftest import ReadByGraphology, Validate

COLUMNS: dict[str, ColumnType] = {
    "text": "string",
    "count": "integer",
    "big": "long",
    "share": "double",
    "sure": "boolean",
    "names": "liststring",
}
NAMES = {"g": NAMESPACE, "viz": VIZ_NAMESPACE}


def written(
    nodes: list[Node],
    edges: list[Edge] | None = None,
    *,
    directed: bool = False,
    node_columns: dict[str, ColumnType] = COLUMNS,
    edge_columns: dict[str, ColumnType] = COLUMNS,
) -> bytes:
    out = io.BytesIO()
    header = Header("A test.", directed, node_columns, edge_columns)
    assert write_gexf(out, header, nodes, edges or []) == (len(nodes), len(edges or []))
    return out.getvalue()


def read_by_networkx(gexf: bytes) -> Any:
    return nx.read_gexf(io.BytesIO(gexf))


EVERYTHING: dict[str, Value | None] = {
    "text": 'a "quoted" <text> & more',
    "count": -7,
    "big": 2**40,
    "share": 1 / 3,
    "sure": False,
    "names": ["x, y", "z"],
}
TWO = [
    Node("a", "Node A", EVERYTHING, colour=(1, 2, 3), position=(-1.5, 2.25), size=7.5),
    Node("b", "Node B", {"sure": True, "names": []}),
]


def test_the_schema_accepts_a_full_graph(validate: Validate) -> None:
    validate(written(TWO, [Edge("a", "b", "joins", "joins", 2.5, EVERYTHING)]))


def test_the_schema_accepts_an_empty_graph(validate: Validate) -> None:
    validate(written([]))
    validate(written([], node_columns={}, edge_columns={}))


def test_networkx_reads_every_type_back() -> None:
    graph = read_by_networkx(written(TWO, [Edge("a", "b", "joins", "joined", 2.5, EVERYTHING)]))
    expected = {**EVERYTHING, "names": '["x, y", "z"]'}
    assert {name: graph.nodes["a"][name] for name in COLUMNS} == expected
    assert graph.nodes["a"]["label"] == "Node A"
    assert graph.nodes["a"]["viz"] == {
        "color": {"r": 1, "g": 2, "b": 3, "a": 1.0},
        "size": 7.5,
        "position": {"x": -1.5, "y": 2.25, "z": 0.0},
    }
    assert graph.nodes["b"] == {"sure": True, "names": "[]", "label": "Node B"}
    edge = graph.edges["a", "b"]
    assert {name: edge[name] for name in COLUMNS} == expected
    assert (edge["label"], edge["weight"]) == ("joined", 2.5)


def test_graphology_reads_every_type_back(read_by_graphology: ReadByGraphology) -> None:
    graph = read_by_graphology(written(TWO, [Edge("a", "b", "joins", "joined", 2.5, EVERYTHING)]))
    assert (graph["order"], graph["size"], graph["type"]) == (2, 1, "undirected")
    first, second = graph["nodes"]
    assert first["attributes"] == {
        **EVERYTHING,
        "label": "Node A",
        "color": "rgb(1,2,3)",
        "size": 7.5,
        "x": -1.5,
        "y": 2.25,
        "z": 0,
    }
    assert second["attributes"] == {"label": "Node B", "sure": True, "names": []}
    (edge,) = graph["edges"]
    assert edge["attributes"] == {**EVERYTHING, "label": "joined", "kind": "joins", "weight": 2.5}


def test_parallel_edges_of_different_kinds_survive(
    validate: Validate, read_by_graphology: ReadByGraphology
) -> None:
    edges = [Edge("a", "b", "cites"), Edge("a", "b", "supports"), Edge("b", "a", "cites")]
    gexf = written(TWO, edges, directed=True)
    validate(gexf)
    assert read_by_networkx(gexf).number_of_edges() == 3
    read = read_by_graphology(gexf)["edges"]
    assert [(e["source"], e["target"], e["attributes"]["kind"]) for e in read] == [
        ("a", "b", "cites"),
        ("a", "b", "supports"),
        ("b", "a", "cites"),
    ]


def test_no_value_is_no_attvalue() -> None:
    gexf = written(
        [Node("a", "A", {"text": None, "count": 0}), Node("b", "B", {"text": None}), Node("c", "C")]
    )
    tree = etree.fromstring(gexf)
    held = [
        [value.get("for") for value in node.iterfind(".//g:attvalue", NAMES)]
        for node in tree.iterfind(".//g:node", NAMES)
    ]
    assert held == [["count"], [], []]


def test_every_attribute_column_is_declared_with_its_type() -> None:
    tree = etree.fromstring(written(TWO, edge_columns={"share": "double"}))
    declared = {
        (group.get("class"), column.get("id"), column.get("title"), column.get("type"))
        for group in tree.iterfind(".//g:attributes", NAMES)
        for column in group
    }
    assert declared == {("node", name, name, kind) for name, kind in COLUMNS.items()} | {
        ("edge", "share", "share", "double")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("tab\tline\nreturn\r", "tab\tline\nreturn\r"),
        ("bell\x07 escape\x1b nul\x00", "bell\u2407 escape\u241b nul\u2400"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("\U0001f600 \x7f \x85", "\U0001f600 \x7f \x85"),
    ],
)
def test_what_xml_cannot_carry_is_made_visible(text: str, expected: str) -> None:
    assert legible(text) == expected
    graph = read_by_networkx(written([Node("a", "A", {"text": text})]))
    assert graph.nodes["a"]["text"] == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], "[]"),
        (["x"], '["x"]'),
        (["x, y", "z"], '["x, y", "z"]'),
        (['say "no"', "a\\b"], '["say \\"no\\"", "a\\\\b"]'),
        (["two\nlines", ""], '["two\\nlines", ""]'),
    ],
)
def test_lists_are_written_as_gephi_reads_them(values: list[str], expected: str) -> None:
    assert format_list(values) == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", 1),
        ("text", ["a"]),
        ("count", "1"),
        ("count", True),
        ("count", 1.0),
        ("count", 2**31),
        ("big", 2**63),
        ("share", "0.5"),
        ("share", True),
        ("share", math.nan),
        ("share", math.inf),
        ("sure", 1),
        ("sure", "true"),
        ("names", "alone"),
        ("unheard", "of"),
    ],
)
def test_a_value_that_its_column_would_lose_is_refused(column: str, value: Value) -> None:
    with pytest.raises(GexfError, match=column if column != "share" else "share|finite"):
        written([Node("a", "A", {column: value})])


@pytest.mark.parametrize("name", ["label", "Label", "weight", "id", "x", "size", "7", "two words", ""])
def test_a_column_that_hides_a_part_of_the_node_is_refused(name: str) -> None:
    with pytest.raises(GexfError, match="cannot be called"):
        written([], node_columns={name: "string"})


def test_kind_is_a_column_of_nodes_and_a_part_of_edges() -> None:
    written([], node_columns={"kind": "string"}, edge_columns={})
    with pytest.raises(GexfError, match="'kind'"):
        written([], edge_columns={"kind": "string"})


@pytest.mark.parametrize(
    ("nodes", "edges", "directed", "message"),
    [
        (["a", "a"], [], False, "two nodes"),
        (["a", "a\x01", "a\u2401"], [], False, "two nodes"),
        (["a"], [("a", "b", "k")], False, "'b', which is no node"),
        (["a"], [("b", "a", "k")], False, "'b', which is no node"),
        (["a", "b"], [("a", "b", "k"), ("a", "b", "k")], True, "two edges"),
        (["a", "b"], [("a", "b", "k"), ("b", "a", "k")], False, "two edges"),
    ],
)
def test_what_gephi_would_merge_or_invent_is_refused(
    nodes: list[str], edges: list[tuple[str, str, str]], directed: bool, message: str
) -> None:
    with pytest.raises(GexfError, match=message):
        written([Node(n, n) for n in nodes], [Edge(*e) for e in edges], directed=directed)


def test_nodes_and_edges_are_taken_one_by_one() -> None:
    out = io.BytesIO()
    sizes = []

    def nodes() -> Any:
        for number in range(4000):
            sizes.append(out.tell())
            yield Node(str(number), "a label that takes some room")

    write_gexf(out, Header("Long.", False, {}, {}), nodes(), iter(()))
    assert 0 < sizes[-1] < len(out.getvalue()), "nothing was written before the last node was made"


# xmldom, unlike browsers and Gephi, takes these two for line ends wherever they stand in an XML 1.0 file.
_XMLDOM_LINE_ENDS = "\x85\u2028"
_TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": _TEXTS,
    "count": st.integers(-(2**31), 2**31 - 1),
    "big": st.integers(-(2**63), 2**63 - 1),
    "share": st.floats(allow_nan=False, allow_infinity=False),
    "sure": st.booleans(),
    "names": st.lists(_TEXTS, max_size=4),
}
_ATTRIBUTES = st.fixed_dictionaries(
    {}, optional={name: st.none() | values for name, values in _VALUES.items()}
)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Edge], bool]:
    names = draw(st.lists(_TEXTS.filter(bool), max_size=5, unique_by=legible))
    nodes = [Node(name, draw(_TEXTS), draw(_ATTRIBUTES)) for name in names]
    directed = draw(st.booleans())
    if not names:
        return nodes, [], directed
    name = st.sampled_from(names)

    def joined(edge: Edge) -> tuple[str, str, str]:
        first, second = edge.source, edge.target
        if not directed and legible(first) > legible(second):
            first, second = second, first
        return first, second, " ".join(legible(edge.kind).split())

    edge = st.builds(
        Edge, source=name, target=name, kind=_TEXTS, label=st.none() | _TEXTS, attributes=_ATTRIBUTES
    )
    return nodes, draw(st.lists(edge, max_size=6, unique_by=joined)), directed


def expected(attributes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in attributes.items():
        if value is None:
            continue
        if isinstance(value, str):
            found[name] = legible(value)
        elif isinstance(value, list):
            found[name] = [legible(text) for text in value]
        else:
            found[name] = value
    return found


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_any_graph_survives_networkx(made: tuple[list[Node], list[Edge], bool]) -> None:
    nodes, edges, directed = made
    graph = read_by_networkx(written(nodes, edges, directed=directed))
    assert graph.number_of_nodes() == len(nodes)
    assert graph.number_of_edges() == len(edges)
    assert graph.is_directed() == directed
    for node in nodes:
        held = dict(graph.nodes[legible(node.identifier)])
        assert held.pop("label") == " ".join(legible(node.label).split())
        texts = expected(node.attributes)
        if "names" in texts:
            texts["names"] = legible(format_list(node.attributes["names"]))  # type: ignore[arg-type]
        assert held == texts


def test_any_graph_survives_graphology(read_by_graphology: ReadByGraphology, validate: Validate) -> None:
    @given(graphs())
    @settings(deadline=None, max_examples=60)
    def survives(made: tuple[list[Node], list[Edge], bool]) -> None:
        nodes, edges, directed = made
        gexf = written(nodes, edges, directed=directed)
        validate(gexf)
        hypothesis.assume(not any(character in gexf.decode() for character in _XMLDOM_LINE_ENDS))
        graph = read_by_graphology(gexf)
        assert [node["key"] for node in graph["nodes"]] == [legible(node.identifier) for node in nodes]
        for node, read in zip(nodes, graph["nodes"], strict=True):
            held = read.get("attributes", {})
            assert held.pop("label", "") == " ".join(legible(node.label).split())
            texts = expected(node.attributes)
            for name in ("big", "share"):  # JavaScript has one kind of number, and no minus zero in JSON
                if name in texts:
                    assert held.pop(name) == pytest.approx(float(texts.pop(name)), rel=1e-15)
            assert held == texts
        kinds = sorted(edge["attributes"].get("kind", "") for edge in graph["edges"])
        assert kinds == sorted(" ".join(legible(edge.kind).split()) for edge in edges)

    survives()
