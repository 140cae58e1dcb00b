"""Previews: the same bytes each time, legible labels, large pictures in bounded time or refused."""

from __future__ import annotations

import io
import struct
from dataclasses import replace

import networkx as nx
import pytest
from lxml import etree

from imr_graph.errors import OutputError
from imr_graph.export.picture import Picture, laid_out
from imr_graph.export.preview import MOST_DISCS, MOST_EDGES, MOST_NODES, Form, kind_words, preview
from imr_graph.export.views import Projection


def picture(sections: int, kind: str = "GuidelineSection") -> Picture:
    """A drug and the sections that its denials cite."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("drug", label="Norco <b>&", kind="DrugName")
    for number in range(sections):
        graph.add_node(f"s{number}", label=f"Section {number} $x^2$", kind=kind)
        graph.add_edge("drug", f"s{number}", kind="denied-citing", weight=number + 1)
    return laid_out(Projection(graph, {"kind": "string"}, {}, "Denials of one drug."))


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_picture_gives_the_same_bytes(form: Form) -> None:
    drawn = preview(picture(8), form, 600, "A title")
    assert drawn == preview(picture(8), form, 600, "A title")
    assert drawn != preview(picture(9), form, 600, "A title")


def test_a_png_is_as_wide_as_asked() -> None:
    drawn = preview(picture(3), "png", 500)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", drawn[16:20]) == (500,)


def test_an_svg_brings_all_of_its_own() -> None:
    root = etree.parse(io.BytesIO(preview(picture(5), "svg", 600))).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not root.findall(".//{*}script")
    links = [value for one in root.iter() for name, value in one.attrib.items() if str(name).endswith("href")]
    assert all(str(link).startswith(("#", "data:")) for link in links)
    # Labels are drawn, not written: they look the same everywhere.
    assert root.findall(".//{*}g[@id='axes_1']//{*}use")


@pytest.mark.parametrize("nodes", [0, 1])
def test_hardly_anything_can_be_drawn(nodes: int) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from([(f"n{number}", {"label": "x", "kind": "Condition"}) for number in range(nodes)])
    assert preview(laid_out(Projection(graph, {"kind": "string"}, {}, "Nothing.")), "png", 300)


def test_of_many_nodes_the_concepts_stay_and_letters_become_a_ground() -> None:
    few = picture(3)
    node = next(iter(few.nodes))
    letters = [
        replace(node, id=f"l{number}", kind="Determination", x=float(number % 97), y=float(number % 89))
        for number in range(MOST_DISCS)
    ]
    many = replace(few, nodes=(*few.nodes, *letters), node_count=4 + len(letters), edge_count=MOST_EDGES + 1)
    svg = preview(many, "svg", 600)
    assert b"<image" in svg
    assert svg.count(b"<use") < 1_000


def test_what_is_too_large_is_refused_with_a_cure() -> None:
    with pytest.raises(OutputError, match="narrow the view"):
        preview(replace(picture(1), node_count=MOST_NODES + 1))


def test_a_width_out_of_bounds_is_refused() -> None:
    with pytest.raises(OutputError, match="300 to 4000"):
        preview(picture(1), "svg", 10)


def test_kinds_are_told_in_words() -> None:
    assert kind_words("GuidelineSection") == "guideline section"
    assert kind_words("DrugName") == "drug name"
