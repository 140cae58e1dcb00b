from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from imr_graph.errors import BaseIriError
from imr_graph.rdf.iris import (
    CONVERTORS,
    DEFAULT_BASE,
    TEMPLATES,
    Iris,
    NodeKind,
    NodeReference,
    concept_iri,
    concept_path,
)

MINTED: list[tuple[NodeKind, tuple[int, ...], str]] = [
    ("determination", (), "determination/CM16-0213037"),
    ("patient", (), "determination/CM16-0213037/patient"),
    ("diagnosis", (3,), "determination/CM16-0213037/diagnosis/3"),
    ("reviewer", (), "determination/CM16-0213037/reviewer"),
    ("item", (2,), "determination/CM16-0213037/item/2"),
    ("drug", (2,), "determination/CM16-0213037/item/2/drug"),
    ("decision", (2,), "determination/CM16-0213037/item/2/decision"),
    ("citation", (2, 1), "determination/CM16-0213037/item/2/citation/1"),
    ("pages", (2, 1, 4), "determination/CM16-0213037/item/2/citation/1/pages/4"),
    ("warning", (12,), "determination/CM16-0213037/warning/12"),
    ("text", (), "determination/CM16-0213037/text"),
    ("reading", (), "determination/CM16-0213037/reading"),
    ("evidence", (3,), "determination/CM16-0213037/evidence/3"),
    ("target", (3, 1), "determination/CM16-0213037/evidence/3/target/1"),
    ("position", (3, 1), "determination/CM16-0213037/evidence/3/target/1/position"),
    ("quote", (3, 1), "determination/CM16-0213037/evidence/3/target/1/quote"),
]


@pytest.mark.parametrize(("kind", "numbers", "path"), MINTED)
def test_minted_and_read_back(kind: NodeKind, numbers: tuple[int, ...], path: str) -> None:
    iris = Iris()
    iri = iris.mint(kind, "CM16-0213037", *numbers)
    assert iri == DEFAULT_BASE + path
    assert iris.parse(iri) == NodeReference(kind, "CM16-0213037", numbers)


def test_every_kind_has_a_case() -> None:
    assert [kind for kind, _, _ in MINTED] == list(TEMPLATES)


@given(
    identifier=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    kind=st.sampled_from(sorted(TEMPLATES)),
    numbers=st.lists(st.integers(1, 10**6), min_size=3, max_size=3),
)
def test_any_identifier_makes_an_iri_that_reads_back(
    identifier: str, kind: NodeKind, numbers: list[int]
) -> None:
    iris = Iris("https://letters.example.org/imr")
    positions = numbers[: TEMPLATES[kind].count("{number}")]
    iri = iris.mint(kind, identifier, *positions)
    assert NamedNode(iri).value == iri
    assert iris.parse(iri) == NodeReference(kind, identifier, tuple(positions))


@pytest.mark.parametrize("name", sorted(CONVERTORS))
def test_convertor_is_its_own_inverse(name: str) -> None:
    convertor = CONVERTORS[name]
    values: dict[str, list[str | int]] = {
        "identifier": ["CM16-1", "body-0a", "a/b %?#ü"],
        "number": [1, 10, 987654],
    }
    for value in values[name]:
        assert convertor.parse(convertor.format(value)) == value


@pytest.mark.parametrize(
    ("base", "checked"),
    [
        ("https://imr.example.org/", "https://imr.example.org/"),
        ("https://imr.example.org/data", "https://imr.example.org/data/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
    ],
)
def test_base_ends_in_a_slash(base: str, checked: str) -> None:
    assert Iris(base).base == checked


@pytest.mark.parametrize(
    "base",
    [
        "",
        "imr",
        "/imr/",
        "//imr.example/",
        "https://",
        "https://a b/",
        "https://a/?q=1",
        "https://a/#x",
        "https://a/<>",
    ],
)
def test_base_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(BaseIriError, match="is no base for IRIs"):
        Iris(base)


@pytest.mark.parametrize(
    "iri",
    [
        "https://imr-graph.example/concept/drug/norco",
        "https://imr-graph.example/determination/",
        "https://imr-graph.example/determination/CM16-1/item/0",
        "https://imr-graph.example/determination/CM16-1/item/01",
        "https://imr-graph.example/determination/CM16-1/items/1",
        "https://imr-graph.example/determination/CM16-1/patient/",
        "https://elsewhere.example/determination/CM16-1",
    ],
)
def test_other_iris_name_no_node(iri: str) -> None:
    assert Iris().parse(iri) is None


@pytest.mark.parametrize(
    ("kind", "identifier", "numbers"),
    [
        ("item", "CM16-1", ()),
        ("item", "CM16-1", (0,)),
        ("patient", "", ()),
        ("determination", "CM16-1", (1,)),
    ],
)
def test_minting_what_cannot_be_is_an_error(
    kind: NodeKind, identifier: str, numbers: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"position|empty"):
        Iris().mint(kind, identifier, *numbers)


def test_concepts_keep_their_namespace() -> None:
    assert concept_iri("drug/norco") == "https://imr-graph.example/concept/drug/norco"
    assert concept_path(concept_iri("drug/norco")) == "drug/norco"
    assert concept_path("https://elsewhere.example/drug/norco") is None
