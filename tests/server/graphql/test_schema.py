"""The schema as a document: described throughout, in the ontology's terms, in step with its file."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    parse,
    validate,
)

from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.rdf.vocabulary import IMR, RDF, TERMS
from imr_graph.store.graph import Graph
from server.graphql import schema as schema_module
from server.graphql.ontology_terms import (
    BESIDE,
    CLASSES,
    PROPERTIES,
    UNTOLD_CLASSES,
    UNTOLD_PROPERTIES,
)
from server.graphql.schema import SDL_FILE, sdl
from server.serving.own_queries import read_table
from tests.conftest import ROOT
from tests.server.conftest import make_letters
from tests.server.graphql.conftest import Ask

SCHEMA = build_schema(sdl())
OWN = {name: kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")}


def _named(kind: Any) -> Any:
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    return kind


INVERSES = ("determination", "patient", "item", "citation")
EXAMPLES = sorted((ROOT / "frontend" / "src" / "graphiql" / "examples").glob("*.graphql"))


def test_the_schema_in_the_documentation_is_in_step() -> None:
    assert SDL_FILE.read_text(encoding="utf-8") == sdl(), "run: python -m server.graphql.schema"


def test_the_command_writes_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "schema.graphql"
    monkeypatch.setattr(sys, "argv", ["schema", str(out)])
    schema_module.main()
    assert out.read_text(encoding="utf-8") == sdl()


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, kind in OWN.items()
        if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType))
    ],
)
def test_every_type_field_and_argument_is_described(name: str) -> None:
    kind: Any = OWN[name]
    assert kind.description
    for field_name, field in kind.fields.items():
        assert field.description, f"{name}.{field_name}"
        for argument_name, argument in getattr(field, "args", {}).items():
            assert argument.description, f"{name}.{field_name}({argument_name})"


@pytest.mark.parametrize("name", [name for name, kind in OWN.items() if isinstance(kind, GraphQLEnumType)])
def test_every_enum_and_value_is_described(name: str) -> None:
    kind: Any = OWN[name]
    assert kind.description
    assert all(value.description for value in kind.values.values())


@pytest.mark.parametrize("name", CLASSES)
def test_types_and_fields_are_those_of_the_ontology(name: str) -> None:
    local_names = {term.value.removeprefix(IMR) for term in TERMS}
    assert CLASSES[name] in local_names
    assert set(PROPERTIES[name].values()) <= local_names
    kind = OWN[name]
    assert isinstance(kind, GraphQLObjectType)
    assert set(kind.fields) - (set(BESIDE) - set(PROPERTIES[name])) == set(PROPERTIES[name])


def test_every_class_and_property_of_the_ontology_is_told_or_left_out_for_a_reason() -> None:
    kinds: dict[str, set[str]] = {}
    for quad in ontology_quads():
        if quad.predicate.value == RDF + "type" and str(quad.subject).startswith(f"<{IMR}"):
            name = str(quad.subject)[1:-1].removeprefix(IMR)
            kinds.setdefault(name, set()).add(str(quad.object)[1:-1].rpartition("#")[2])
    classes = {name for name, found in kinds.items() if "Class" in found}
    properties = {name for name, found in kinds.items() if any(kind.endswith("Property") for kind in found)}
    told = {prop for fields in PROPERTIES.values() for prop in fields.values()}
    assert len(classes) > 30
    assert len(properties) > 100
    assert classes == set(CLASSES.values()) | set(UNTOLD_CLASSES)
    assert properties == told | set(UNTOLD_PROPERTIES)
    assert not told & set(UNTOLD_PROPERTIES)
    assert not set(CLASSES.values()) & set(UNTOLD_CLASSES)


@pytest.mark.parametrize("name", [*CLASSES, "Question"])
def test_whatever_has_an_iri_is_a_node(name: str) -> None:
    kind = OWN[name]
    assert isinstance(kind, GraphQLObjectType)
    assert "Node" in {interface.name for interface in kind.interfaces}
    assert str(kind.fields["id"].type) == "ID!"


@pytest.mark.parametrize("name", [name for name in OWN if name.endswith("Connection")])
def test_connections_are_of_the_form_that_relay_asks_for(name: str) -> None:
    kind = OWN[name]
    assert isinstance(kind, GraphQLObjectType)
    edge = _named(kind.fields["edges"].type)
    assert str(kind.fields["edges"].type) == f"[{edge.name}!]!"
    assert edge.name.endswith("Edge")
    assert str(kind.fields["pageInfo"].type) == "PageInfo!"
    assert str(kind.fields["totalCount"].type) == "Int!"
    assert str(edge.fields["cursor"].type) == "String!"
    assert "node" in edge.fields


def test_the_page_info_is_that_of_relay() -> None:
    kind = OWN["PageInfo"]
    assert isinstance(kind, GraphQLObjectType)
    assert {name: str(field.type) for name, field in kind.fields.items()} == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


@pytest.mark.parametrize(
    ("name", "field_name", "argument_name"),
    [
        (name, field_name, argument_name)
        for name, kind in OWN.items()
        if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType))
        for field_name, field in kind.fields.items()
        for argument_name, argument in field.args.items()
        if str(_named(argument.type)) in ("String", "Date", "ID")
    ],
)
def test_arguments_of_words_give_an_example_or_say_where_values_come_from(
    name: str, field_name: str, argument_name: str
) -> None:
    kind: Any = OWN[name]
    description = kind.fields[field_name].args[argument_name].description
    assert re.search(r"“.+”|`.+`|such as|by IRI", description), description


def test_every_property_of_letters_has_a_field() -> None:
    told = {prop for fields in PROPERTIES.values() for prop in fields.values()}
    emitted = {
        quad.predicate.value for letter in make_letters() for quad in triples(letter, Iris(DEFAULT_BASE))
    }
    assert len(emitted) > 50
    assert {name.removeprefix(IMR) for name in emitted if name.startswith(IMR)} <= told


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Patient", "patient"),
        ("Reviewer", "reviewer"),
        ("DisputedItem", "items"),
        ("DrugRequest", "items/drug"),
        ("Decision", "items/decision"),
        ("Citation", "items/citations"),
        ("PageRange", "items/citations/pageRanges"),
        ("Diagnosis", "patient/diagnoses"),
    ],
)
def test_fields_say_what_the_triples_say(ask: Ask, graph: Graph, name: str, path: str) -> None:
    """Each field of each node has a value exactly where the graph has one for its property."""
    kind: Any = OWN[name]
    asked = " ".join(
        f"{field} {{ __typename }}" if hasattr(_named(kind.fields[field].type), "fields") else field
        for field in PROPERTIES[name]
        if field not in INVERSES
    )
    query = f"iri {asked}"
    for step in reversed(path.split("/")):
        query = f"{step} {{ {query} }}"
    letters = ask(f"{{ determinations {{ nodes {{ {query} }} }} }}")["determinations"]["nodes"]
    nodes = [node for letter in letters for node in _walk(letter, path.split("/"))]
    assert nodes
    for node in nodes:
        results: Any = graph.query(
            f"SELECT ?property (COUNT(*) AS ?count) {{ <{node['iri']}> ?property ?value }} GROUP BY ?property"
        )
        counts = {row["property"].value: int(row["count"].value) for row in results}
        for field, prop in PROPERTIES[name].items():
            if field in INVERSES or field == "supportedByCitations":
                continue  # inverses are not materialised
            value = node[field]
            told = len(value) if isinstance(value, list) else int(value is not None and value is not False)
            assert told == counts.get(IMR + prop, 0), f"{node['iri']} {field}"


def _walk(value: Any, steps: list[str]) -> list[dict[str, Any]]:
    if value is None:
        return []
    if isinstance(value, list):
        return [found for entry in value for found in _walk(entry, steps)]
    return _walk(value[steps[0]], steps[1:]) if steps else [value]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_playgrounds_examples_are_valid_and_answer(ask: Ask, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert validate(SCHEMA, parse(text)) == []
    (answer,) = ask(text).values()
    assert answer


def test_the_playground_has_examples() -> None:
    listed = (ROOT / "frontend" / "src" / "graphiql" / "examples.js").read_text(encoding="utf-8")
    assert len(EXAMPLES) >= 3
    assert all(path.name in listed for path in EXAMPLES)


def test_tables_keep_the_order_of_columns() -> None:
    body = b'{"head":{"vars":["z","a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}}]}}'
    table = read_table(body)
    assert (table.columns, table.rows) == (("z", "a"), ((None, "1"),))
    assert read_table(b'{"head":{},"boolean":true}').rows == ((True,),)
