from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from imr_graph.export import layout
from imr_graph.export.layout import SPACING, Point, place


def star(name: str, leaves: int) -> nx.Graph[Any]:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node(name)
    graph.add_edges_from((name, f"{name}{leaf}") for leaf in range(leaves))
    return graph


def box(points: list[Point]) -> tuple[float, float, float, float]:
    return (
        min(x for x, _ in points),
        min(y for _, y in points),
        max(x for x, _ in points),
        max(y for _, y in points),
    )


def letters(count: int) -> nx.DiGraph[Any]:
    """``count`` letters of five nodes that share ten concepts."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for letter in range(count):
        for part in range(4):
            graph.add_edge(f"L{letter}", f"L{letter}/{part}")
        graph.add_edge(f"L{letter}/1", f"concept{letter % 10}")
        graph.add_edge(f"L{letter}/2", f"concept{(letter * 3 + 1) % 10}")
    return graph


def letter_of(node: str) -> str | None:
    return node.split("/")[0] if node.startswith("L") else None


@pytest.mark.parametrize("leaves", [1, 30, 450])
def test_the_same_graph_gets_the_same_places(leaves: int) -> None:
    random.seed(1)
    first = place(star("a", leaves))
    random.seed(2)
    assert place(star("a", leaves)) == first


def told_places() -> str:
    """The places of some graph, as text."""
    graph = nx.compose(nx.gnm_random_graph(60, 90, seed=3), nx.path_graph(["a", "b", "c", "d"]))
    graph = nx.relabel_nodes(graph, str)
    return str((sorted(place(graph).items()), sorted(place(graph, lambda node: node[0]).items())))


def test_places_do_not_depend_on_the_hash_seed() -> None:
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    other = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import told_places; print(told_places())"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert other == f"{told_places()}\n"


def test_the_python_generator_is_left_alone() -> None:
    random.seed(5)
    before = random.getstate()
    place(star("a", 450))
    assert random.getstate() == before


def test_every_node_has_a_place_of_its_own() -> None:
    graph = nx.compose(star("a", 40), star("b", 5))
    graph.add_nodes_from(["alone", "lonely"])
    places = place(graph)
    assert set(places) == set(graph)
    assert len(set(places.values())) == len(graph)


def test_components_stand_side_by_side() -> None:
    graph = nx.compose(star("a", 40), nx.compose(star("b", 12), star("c", 3)))
    places = place(graph)
    boxes = [box([p for n, p in places.items() if n.startswith(name)]) for name in "abc"]
    for index, (left, low, right, high) in enumerate(boxes):
        for other_left, other_low, other_right, other_high in boxes[index + 1 :]:
            apart = right < other_left or other_right < left or high < other_low or other_high < low
            assert apart


def test_neighbours_stand_about_a_labels_width_apart() -> None:
    places = place(star("a", 8))
    distances = [math.dist(places["a"], places[f"a{leaf}"]) for leaf in range(8)]
    assert sum(distances) / 8 == pytest.approx(SPACING, rel=0.1)


def test_a_crowded_component_gets_room_for_its_nodes() -> None:
    left, low, right, high = box(list(place(nx.complete_graph(60)).values()))
    assert (right - left) * (high - low) >= 60 * SPACING**2


def test_directed_and_parallel_edges_and_loops_do_not_matter() -> None:
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(
        [("a", "b"), ("b", "a"), ("a", "b"), ("a", "a"), ("c", "c")]
    )
    assert len(set(place(graph).values())) == 3


def test_an_empty_graph_has_no_places() -> None:
    assert place(nx.Graph()) == {}
    assert place(nx.Graph(), letter_of) == {}


def test_a_letters_nodes_keep_together_below_the_limit_too() -> None:
    graph = letters(150)
    loose, tight = place(graph), place(graph, letter_of)

    def spread(places: dict[Any, Point]) -> float:
        left, low, right, high = box(list(places.values()))
        own = [math.dist(places[f"L{n}"], places[f"L{n}/{part}"]) for n in range(150) for part in range(4)]
        return sum(own) / len(own) / math.hypot(right - left, high - low)

    assert spread(tight) < spread(loose) / 1.5


def test_above_the_limit_letters_gather_around_their_concepts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "LARGEST_WHOLE", 100)
    graph = letters(60)
    places = place(graph, letter_of)
    assert list(places) == list(graph)
    assert places == place(graph, letter_of)
    assert len(set(places.values())) == len(graph)
    within = [
        math.dist(places[f"L{letter}"], places[f"L{letter}/{part}"])
        for letter in range(60)
        for part in range(4)
    ]
    assert max(within) < SPACING, "a letter's nodes stand together"
    middle = {n: places[n] for n in graph if letter_of(n) is None}
    for letter in range(60):
        near = [middle[f"concept{letter % 10}"], middle[f"concept{(letter * 3 + 1) % 10}"]]
        centre = (sum(x for x, _ in near) / 2, sum(y for _, y in near) / 2)
        assert math.dist(centre, places[f"L{letter}"]) <= 4 * SPACING + 1


def test_a_letter_without_concepts_stands_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "LARGEST_WHOLE", 100)
    graph = letters(60)
    graph.add_edge("L99", "L99/0")
    places = place(graph, letter_of)
    assert "L99" in places
