"""A real Virtuoso and the ``oxigraph`` server hold the example letters and answer as the embedded store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    parse,
)

from imr_graph.errors import QuestionError, RemoteStoreError
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.questions import load_questions
from imr_graph.questions.binding import bind
from imr_graph.questions.run import plain_value
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.vocabulary import CONCEPT, CONCEPT_SCHEME, SCHEME, TYPE
from imr_graph.remote.address import PASSWORD_VARIABLE, USER_VARIABLE
from imr_graph.remote.batches import REMOVED
from imr_graph.remote.letters import RemoteLetters
from imr_graph.remote.store import RemoteStore
from imr_graph.store.triple_store import OxigraphStore, QueryResults
from tests.questions.letters import RECORDS
from tests.remote.servers import VIRTUOSO_PASSWORD, oxigraph, virtuoso
from tests.remote.statements import statements

QUESTIONS: Final = load_questions()

LISTS: Final = {"printedRanges": "; ", "determinations": " ", "drugs": "; ", "places": "; "}
"""Columns made by GROUP_CONCAT: SPARQL leaves the order of what they join open."""


EXAMPLES: Final = [
    (question.name, parameter.name, parameter.examples[0])
    for question in QUESTIONS.values()
    for parameter in question.parameters
]

VIRTUOSO_FAILS: Final = {("chain", "diagnosis"), ("drugs-requested-together", "ingredient")}
"""Questions with a parameter to which Virtuoso 7.2.5 gives fewer rows than there are, or no answer at all
and none to later ones either."""


@dataclass(frozen=True)
class Loaded:
    """The example letters in a server and in memory."""

    name: str
    remote: RemoteStore
    letters: RemoteLetters
    embedded: OxigraphStore
    documents: list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def documents(example_letters: Path) -> list[tuple[str, bytes]]:
    """Identifier and N-Triples of the example letters, and of the records that questions are tested on."""
    with LetterReader() as reader:
        read = list(reader.read_all(find_letters([example_letters])))
    letters = [letter for letter in read if isinstance(letter, LetterText)]
    assert len(letters) == len(read)
    return [statements(record) for record in (*map(parse_letter, letters), *RECORDS)]


@pytest.fixture(scope="module")
def embedded(documents: list[tuple[str, bytes]]) -> OxigraphStore:
    store = OxigraphStore.in_memory()
    store.add(ontology_quads())
    for _, ntriples in documents:
        store.add(quads(ntriples))
    return store


def quads(ntriples: bytes) -> list[Quad]:
    return list(parse(ntriples, format=RdfFormat.N_TRIPLES))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def loaded(
    request: pytest.FixtureRequest,
    documents: list[tuple[str, bytes]],
    embedded: OxigraphStore,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Loaded]:
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    with pytest.MonkeyPatch.context() as patch:
        if name == "virtuoso":
            patch.setenv(USER_VARIABLE, "dba")
            patch.setenv(PASSWORD_VARIABLE, VIRTUOSO_PASSWORD)
        with {"virtuoso": virtuoso, "oxigraph": oxigraph}[name](folder) as url:
            remote = RemoteStore.open(url)
            letters = RemoteLetters(remote)
            letters.renew()
            letters.put(documents)
            letters.finish()
            yield Loaded(name, remote, letters, embedded, documents)
            letters.close()


def rows(results: QueryResults) -> list[tuple[object, ...]]:
    """An answer in order, each list as a set of its members."""
    assert isinstance(results, QuerySolutions)
    columns = [variable.value for variable in results.variables]
    return [
        tuple(
            frozenset(value.split(LISTS[column])) if column in LISTS and isinstance(value, str) else value
            for column, value in zip(columns, map(plain_value, solution), strict=True)
        )
        for solution in results
    ]


def test_every_list_is_known_as_one() -> None:
    joined = {
        column
        for question in QUESTIONS.values()
        for column in re.findall(r"GROUP_CONCAT\b[^?]*\?(?:[^?]|\?(?!\w+\)\n))*?AS \?(\w+)", question.text)
    }
    assert joined == set(LISTS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_that_of_the_embedded_store(loaded: Loaded, name: str) -> None:
    text = QUESTIONS[name].text
    assert rows(loaded.remote.query(text)) == rows(loaded.embedded.query(text))


def concept(kind: str, named: str) -> str:
    """Examples are paths of concepts, or labels that could be one."""
    slug = re.sub(r"[^a-z0-9/]+", "-", named.lower())
    return CONCEPT + (slug if "/" in slug else f"{kind}/{slug}")


@pytest.mark.parametrize(("name", "parameter", "example"), EXAMPLES)
def test_so_is_the_answer_with_a_parameter(loaded: Loaded, name: str, parameter: str, example: str) -> None:
    if loaded.name == "virtuoso" and (name, parameter) in VIRTUOSO_FAILS:
        pytest.skip("Virtuoso fails on it: docs/remote-stores.md")
    text = bind(QUESTIONS[name], {parameter: example}, concept)
    assert rows(loaded.remote.query(text)) == rows(loaded.embedded.query(text))


def test_a_whole_letter_comes_back(loaded: Loaded) -> None:
    """Virtuoso writes decimals and booleans in its own way (90.0 as 90): values are compared."""
    identifier, ntriples = loaded.documents[0]
    node = Iris(DEFAULT_BASE).determination(identifier)
    text = f'SELECT ?s ?p ?o WHERE {{ ?s ?p ?o . FILTER (?s = <{node}> || STRSTARTS(STR(?s), "{node}/")) }}'
    found = set(rows(loaded.remote.query(text)))
    assert found == {tuple(map(plain_value, quad.triple)) for quad in quads(ntriples)}


def test_forms_other_than_select(loaded: Loaded) -> None:
    for outcome, expected in (("upheld", True), ("unheard-of", False)):
        ask = f"ASK {{ ?d ?p <https://imr-graph.example/concept/decision/{outcome}> }}"
        answer = loaded.remote.query(ask)
        assert isinstance(answer, QueryBoolean)
        assert bool(answer) is expected
    construct = (
        "PREFIX imr: <https://imr-graph.example/ontology#> "
        "CONSTRUCT { ?d imr:hasItem ?i } WHERE { ?d imr:hasItem ?i }"
    )
    made, wanted = loaded.remote.query(construct), loaded.embedded.query(construct)
    assert isinstance(made, QueryTriples)
    assert isinstance(wanted, QueryTriples)
    assert set(made) == set(wanted)


def test_a_faulty_query_is_the_askers_fault(loaded: Loaded) -> None:
    with pytest.raises(QuestionError):
        loaded.remote.query("SELECT * WHERE { ?s ?p }")


def test_nothing_is_lost_and_nothing_twice(loaded: Loaded) -> None:
    whole = len(loaded.embedded)
    assert loaded.letters.count() == whole
    for _ in range(2):
        loaded.letters.put(loaded.documents)
        loaded.letters.renew()
    assert loaded.letters.count() == whole


def test_the_renewed_graphs_stand_alone(loaded: Loaded) -> None:
    stale = NamedNode(SCHEME + "of-yore")
    loaded.remote.add([f"{stale} {TYPE} {CONCEPT_SCHEME} .\n".encode()], stale)
    loaded.letters.renew()
    assert loaded.remote.size(stale) == 0
    assert loaded.letters.count() == len(loaded.embedded)


def test_letters_go_and_come_back(loaded: Loaded) -> None:
    letters = loaded.remote.letters
    whole = loaded.remote.size(letters)
    gone = loaded.documents[:3]
    left = whole - sum(ntriples.count(b"\n") for _, ntriples in gone)
    loaded.letters.remove(gone)
    loaded.letters.remove(gone)
    assert loaded.remote.size(letters) == left
    loaded.letters.put(gone)
    names = {identifier for identifier, _ in gone}
    listed = dict(loaded.letters.determinations())
    assert list(listed) == sorted(identifier for identifier, _ in loaded.documents)
    loaded.letters.purge(node for name, node in listed.items() if name in names)
    assert loaded.remote.size(letters) == left
    loaded.letters.replace((name, b"", ntriples) for name, ntriples in gone)
    assert loaded.remote.size(letters) == whole


def test_large_batches_are_taken(loaded: Loaded) -> None:
    graph = NamedNode("urn:large")
    lines = [b'<urn:s%d> <urn:p> "number %d" .\n' % (n, n) for n in range(2 * REMOVED.triples + 1)]
    loaded.remote.add([b"".join(lines)], graph)
    assert loaded.remote.size(graph) == len(lines)
    assert loaded.remote.remove([b"".join(lines)], graph) == 3
    assert loaded.remote.size(graph) == 0


ON_VIRTUOSO: Final = pytest.mark.parametrize("loaded", ["virtuoso"], indirect=True)


@ON_VIRTUOSO
def test_an_answer_that_virtuoso_cuts_off_is_an_error(loaded: Loaded) -> None:
    with pytest.raises(RemoteStoreError, match="cuts answers off at 10000 rows"):
        loaded.remote.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")


@ON_VIRTUOSO
def test_virtuoso_takes_no_update_without_credentials(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(USER_VARIABLE, raising=False)
    stranger = RemoteStore.open(loaded.remote.address.query)
    try:
        for attempt in (stranger.add, stranger.remove):
            with pytest.raises(RemoteStoreError, match="IMR_GRAPH_STORE_USER"):
                attempt([b"<urn:s> <urn:p> <urn:o> .\n"])
    finally:
        stranger.close()
