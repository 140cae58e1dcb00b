"""The cube is a well-formed Data Cube, and its questions are those of ``queries/``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, Store

from imr_graph.cube import Cube, cube_questions, write_cube
from imr_graph.cube.vocabulary import CUBE, CUBE_NODES, QB
from imr_graph.errors import GraphDirectoryError, QuestionError
from imr_graph.questions import load_questions
from imr_graph.rdf import vocabulary as v
from imr_graph.tables import FactTables
from imr_graph.tables.counted import counted_questions, cubed_questions
from tests.questions.letters import RECORDS
from tests.tables.graphs import tables_of

PREFIXES = f"PREFIX qb: <{QB}> PREFIX rdfs: <{v.RDFS}> PREFIX rdf: <{v.RDF}>"

# The normalisation of https://www.w3.org/TR/vocab-data-cube/#normalize, as far as the cube is abbreviated.
NORMALISE = """
INSERT { ?o rdf:type qb:Observation } WHERE { [] qb:observation ?o } ;
INSERT { ?o ?dimension ?value } WHERE {
  ?spec qb:componentProperty ?dimension .
  ?dimension a qb:DimensionProperty .
  ?set qb:structure/qb:component ?spec ; qb:slice ?slice .
  ?slice qb:sliceStructure/qb:componentProperty ?dimension ; ?dimension ?value ; qb:observation ?o
}"""

# Integrity constraints of https://www.w3.org/TR/vocab-data-cube/#wf-rules: true where one is violated.
CONSTRAINTS = {
    "IC-1 one data set": """
      { ?o a qb:Observation . FILTER NOT EXISTS { ?o qb:dataSet ?set } }
      UNION { ?o a qb:Observation ; qb:dataSet ?one, ?other . FILTER (?one != ?other) }""",
    "IC-2 one structure": """
      { ?set a qb:DataSet . FILTER NOT EXISTS { ?set qb:structure ?structure } }
      UNION { ?set a qb:DataSet ; qb:structure ?one, ?other . FILTER (?one != ?other) }""",
    "IC-3 a measure": """
      ?structure a qb:DataStructureDefinition .
      FILTER NOT EXISTS {
        ?structure qb:component/qb:componentProperty ?p . ?p a qb:MeasureProperty }""",
    "IC-4 dimensions have a range": """
      ?d a qb:DimensionProperty . FILTER NOT EXISTS { ?d rdfs:range [] }""",
    "IC-6 only attributes are optional": """
      ?structure qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?p .
      FILTER NOT EXISTS { ?p a qb:AttributeProperty }""",
    "IC-7 slice keys are declared": """
      ?key a qb:SliceKey . FILTER NOT EXISTS { [a qb:DataStructureDefinition] qb:sliceKey ?key }""",
    "IC-8 slice keys are of the structure": """
      ?key a qb:SliceKey ; qb:componentProperty ?p . ?structure qb:sliceKey ?key .
      FILTER NOT EXISTS { ?structure qb:component [qb:componentProperty ?p] }""",
    "IC-9 one structure a slice": """
      { [] qb:slice ?s . FILTER NOT EXISTS { ?s qb:sliceStructure ?key } }
      UNION { [] qb:slice ?s . ?s qb:sliceStructure ?one, ?other . FILTER (?one != ?other) }""",
    "IC-10 slices are complete": """
      ?s qb:sliceStructure/qb:componentProperty ?d . FILTER NOT EXISTS { ?s ?d ?value }""",
    "IC-11 every dimension has a value": """
      ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?d . ?d a qb:DimensionProperty .
      FILTER NOT EXISTS { ?o ?d ?value }""",
    "IC-14 every measure has a value": """
      ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty .
      FILTER NOT EXISTS { ?o ?m ?value }""",
    "IC-18 a slice's observations are of its data set": """
      ?set qb:slice ?s . ?s qb:observation ?o . FILTER NOT EXISTS { ?o qb:dataSet ?set }""",
    "a dimension has one value": """
      ?o a qb:Observation ; ?d ?one, ?other . ?d a qb:DimensionProperty . FILTER (?one != ?other)""",
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactTables]:
    with tables_of(RECORDS, tmp_path_factory.mktemp("cube") / "facts") as opened:
        yield opened


@pytest.fixture(scope="module")
def normalised(tables: FactTables, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The cube's own statements, in memory, normalised."""
    folder = tmp_path_factory.mktemp("cube") / "cube"
    write_cube(tables, folder)
    store = Store()
    store.bulk_extend(Store.read_only(str(folder)))
    store.update(f"{PREFIXES} {NORMALISE}")
    return store


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_cube_is_well_formed(name: str, normalised: Store) -> None:
    violated = normalised.query(f"{PREFIXES} ASK {{ {CONSTRAINTS[name]} }}")
    assert isinstance(violated, QueryBoolean)
    assert not violated


@pytest.mark.parametrize("name", cubed_questions())
def test_no_two_observations_are_of_one_thing(name: str, normalised: Store) -> None:
    rows = normalised.query(
        f"{PREFIXES} SELECT ?o ?d ?value WHERE {{ ?o qb:dataSet <{CUBE_NODES}{name}> ; ?d ?value . "
        "?d a qb:DimensionProperty }"
    )
    assert isinstance(rows, QuerySolutions)
    told: dict[str, set[tuple[str, str]]] = {}
    for observation, dimension, value in rows:
        told.setdefault(str(observation), set()).add((str(dimension), str(value)))
    assert len({frozenset(values) for values in told.values()}) == len(told) > 0


def test_a_union_with_letters_counts_nothing_twice(normalised: Store) -> None:
    own = (CUBE, QB, v.RDF, v.RDFS)
    for quad in normalised:
        subject = quad.subject
        if isinstance(subject, NamedNode) and subject.value.startswith(CUBE_NODES):
            assert quad.predicate.value.startswith(own)
            assert not quad.predicate.value.startswith(v.IMR)


def test_the_cube_replaces_another_whole(tables: FactTables, tmp_path: Path) -> None:
    folder = tmp_path / "cube"
    with tables_of(RECORDS[:1], tmp_path / "facts") as fewer:
        write_cube(fewer, folder)
    count = write_cube(tables, folder)
    write_cube(tables, tmp_path / "fresh")
    replaced, fresh = Store.read_only(str(folder)), Store.read_only(str(tmp_path / "fresh"))
    assert set(replaced) == set(fresh)
    assert len(fresh) == count
    assert not list(tmp_path.glob("*.nt"))


def test_a_cubes_question_is_its_namesake() -> None:
    assert set(cube_questions()) == set(cubed_questions())
    for name, question in cube_questions().items():
        counted, namesake = counted_questions()[name], load_questions()[name]
        lists = set(counted.lists)
        assert question.columns == tuple(column for column in namesake.columns if column not in lists)
        assert question.title == namesake.title
        for parameter in question.parameters:
            assert namesake.parameter(parameter.name) == parameter
        taken = {parameter.name for parameter in question.parameters}
        assert taken == {one.name for one in counted.parameters.values() if one.slice or one.rows}


def test_a_cube_is_asked_alone(tables: FactTables, tmp_path: Path) -> None:
    write_cube(tables, tmp_path / "cube")
    with Cube.open(tmp_path / "cube") as cube:
        with pytest.raises(QuestionError, match="SERVICE"):
            cube.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
        with pytest.raises(QuestionError, match="nest"):
            cube.query("SELECT * " + "{" * 300 + "}" * 300)
    with pytest.raises(GraphDirectoryError, match="closed"):
        cube.query("ASK { ?s ?p ?o }")
    with pytest.raises(GraphDirectoryError, match="opened"):
        Cube.open(tmp_path / "absent")
