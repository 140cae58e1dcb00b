"""A real Virtuoso and the ``oxigraph`` server hold the example letters and answer as the embedded store."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
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

from imr_graph.errors import QuestionError, RemoteStoreError, RemoteTimeoutError
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.questions import load_questions
from imr_graph.questions.binding import bind
from imr_graph.questions.run import plain_value
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.vocabulary import CONCEPT, CONCEPT_SCHEME, SCHEME, TYPE
from imr_graph.remote.address import PASSWORD_VARIABLE, USER_VARIABLE, Credentials, StoreAddress
from imr_graph.remote.batches import REMOVED
from imr_graph.remote.letters import RemoteLetters
from imr_graph.remote.patience import Patience
from imr_graph.remote.requests import Requests
from imr_graph.remote.store import RemoteStore
from imr_graph.store.triple_store import OxigraphStore, QueryResults
from tests.conftest import ROOT
from tests.questions.letters import RECORDS
from tests.remote.servers import VIRTUOSO_PASSWORD, oxigraph, virtuoso
from tests.remote.statements import statements

QUESTIONS: Final = load_questions()

LISTS: Final = {
    "printedRanges": "; ",
    "determinations": " ",
    "drugs": "; ",
    "places": "; ",
    "citedByReviewer": "; ",
}
"""Columns made by GROUP_CONCAT: SPARQL leaves the order of what they join open."""


WHOLE: Final = "*"
"""In the table: the question in each of its forms, seen to fail as it stands."""


def virtuoso_fails() -> dict[tuple[str, str], str]:
    """What Virtuoso does instead of answering, by question and parameter."""
    with Path(__file__).with_name("virtuoso_fails.csv").open(encoding="utf-8", newline="") as table:
        return {(row["question"], row["parameter"]): row["virtuoso"] for row in csv.DictReader(table)}


VIRTUOSO_FAILS: Final = virtuoso_fails()

PATIENCE: Final = Patience(query_seconds=30.0)
"""Virtuoso compiles a question for a second or two; for the answer to some it waits for ever."""

AT_TIMES: Final = "at times"
"""In the table: not every time, so such a question is not asked."""

AT_ONCE: Final = 2
"""Queries that a server is asked at one time: compiling keeps one core busy."""


@dataclass(frozen=True)
class Loaded:
    """The example letters in a server and in memory."""

    name: str
    remote: RemoteStore
    letters: RemoteLetters
    embedded: OxigraphStore
    documents: list[tuple[str, bytes]]
    stuck: list[str] = field(default_factory=list)
    """What the server did not answer in time: Virtuoso answers little after that."""

    def differs(self, text: str, seconds: float | None = None) -> str:
        """What is wrong with the server's answer, in a word or two; nothing where it is the embedded store's.

        A query that is not answered in time is the last: the next ones say so and are not sent.
        """
        if self.stuck:
            return f"not asked after {self.stuck[0]}"
        try:
            answer = rows(self.remote.query(text, seconds))
        except RemoteTimeoutError as error:
            self.stuck.append(text.partition("\n")[0])
            return f"no answer: {error}"
        except (RemoteStoreError, QuestionError) as error:
            return f"an error: {error}"
        wanted = rows(self.embedded.query(text))
        if answer == wanted:
            return ""
        return "another order" if Counter(answer) == Counter(wanted) else f"{len(answer)} rows, other ones"


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
            remote = RemoteStore(StoreAddress.find(url), Requests(Credentials.from_environment(), PATIENCE))
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


def concept(kind: str, named: str) -> str:
    """Examples are paths of concepts, or labels that could be one."""
    slug = re.sub(r"[^a-z0-9/]+", "-", named.lower())
    return CONCEPT + (slug if "/" in slug else f"{kind}/{slug}")


def forms(name: str) -> dict[str, str]:
    """The texts of a question: as it stands, and with the first example of each parameter.

    The two ends of a time are given together, under the name of the first.
    """
    question = QUESTIONS[name]
    examples = {parameter.name: parameter.examples[0] for parameter in question.parameters}
    given = {parameter: {parameter: example} for parameter, example in examples.items()}
    if given.keys() >= {"from", "to"}:
        given["from"] |= given.pop("to")
    return {WHOLE: question.text} | {form: bind(question, values, concept) for form, values in given.items()}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_that_of_the_embedded_store(loaded: Loaded, name: str) -> None:
    asked = forms(name)
    if loaded.name == "virtuoso":
        if (name, WHOLE) in VIRTUOSO_FAILS:
            pytest.skip(VIRTUOSO_FAILS[name, WHOLE])
        asked = {form: text for form, text in asked.items() if (name, form) not in VIRTUOSO_FAILS}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = dict(zip(asked, threads.map(loaded.differs, asked.values()), strict=True))
    assert {form: wrong for form, wrong in found.items() if wrong} == {}


def test_the_table_names_forms_of_questions() -> None:
    assert all(form in forms(name) for name, form in VIRTUOSO_FAILS)
    whole = {name for name, form in VIRTUOSO_FAILS if form == WHOLE}
    assert not {name for name, form in VIRTUOSO_FAILS if form != WHOLE} & whole


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
@pytest.mark.parametrize(
    ("name", "form"), [key for key, said in VIRTUOSO_FAILS.items() if AT_TIMES not in said]
)
def test_what_fails_on_virtuoso_still_does(loaded: Loaded, name: str, form: str) -> None:
    """What has come to work belongs no longer into the table, nor into docs/remote-stores.md."""
    assert not loaded.stuck
    assert loaded.differs(forms(name)[form])
    assert not loaded.stuck


def test_the_page_lists_what_fails_on_virtuoso() -> None:
    page = (ROOT / "docs" / "remote-stores.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| (?:`(\w+)`|all) \| (.+) \|$", page, re.MULTILINE)
    assert {(name, form or WHOLE): said for name, form, said in listed} == VIRTUOSO_FAILS


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
