"""Values of parameters: bound as RDF terms, never as text of the query."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from imr_graph.errors import QuestionError
from imr_graph.questions.binding import ParameterValue, bind
from imr_graph.questions.concepts import Concepts
from imr_graph.questions.loader import load_questions, parse_question
from imr_graph.rdf.vocabulary import CONCEPT, IMR
from imr_graph.store.graph import Graph
from imr_graph.tables.dimensions import dimensions

QUESTION = parse_question(
    "all-types",
    """\
# title: All types
# answers: Its parameters.
# param words: string — Words; examples: a | b
# param span: string — A span; choices: year | month
# param number: integer — A number; examples: 63 | 64
# param day: date — A day; examples: 2016-12-20
# param thing: iri — A thing; examples: https://imr-graph.example/thing
# param drug: concept drug — A drug; examples: drug/norco
# column words: string — Words.
SELECT ?words ?span ?number ?day ?thing ?drug WHERE {
  VALUES ?words { UNDEF }
  VALUES ?span { UNDEF }
  VALUES ?number { UNDEF }
  VALUES ?day { UNDEF }
  VALUES ?thing { UNDEF }
  VALUES ?drug { <https://imr-graph.example/concept/drug/soma> }
}
""",
)


def find(kind: str, named: str) -> str:
    if named != "Norco":
        raise ValueError("no drug is called so; near it: drug/norco")
    return f"{CONCEPT}{kind}/norco"


def asked(**values: ParameterValue) -> dict[str, str | None]:
    """What the query sees of each parameter."""
    (row,) = Store().query(bind(QUESTION, values, find))  # type: ignore[misc]
    names = [parameter.name for parameter in QUESTION.parameters]
    return {name: None if row[name] is None else row[name].value for name in names}


def test_nothing_given_is_the_file_itself() -> None:
    assert bind(QUESTION, {}, find) == QUESTION.text
    assert bind(QUESTION, {"words": None, "drug": None}, find) == QUESTION.text


def test_each_type_becomes_its_term() -> None:
    day = dt.date(2016, 12, 20)
    values = asked(words="a", span="month", number="63", day=day, thing="https://e.example/x", drug="Norco")
    assert values == {
        "words": "a",
        "span": "month",
        "number": "63",
        "day": "2016-12-20",
        "thing": "https://e.example/x",
        "drug": f"{CONCEPT}drug/norco",
    }
    assert asked(number=63)["number"] == "63"
    assert '"63"^^<http://www.w3.org/2001/XMLSchema#integer>' in bind(QUESTION, {"number": " 63 "}, find)


def test_any_takes_a_default_away() -> None:
    assert asked()["drug"] == f"{CONCEPT}drug/soma"
    assert asked(drug="any")["drug"] is None


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_through_as_it_is(words: str) -> None:
    assert asked(words=words, number=1) == asked(number=1) | {"words": words}


@pytest.mark.parametrize(
    "words",
    [
        '" } DROP ALL #',
        "VALUES ?number { 7 }",
        "\\1 \\g<default>",
        '"} VALUES ?drug { UNDEF } { "',
    ],
)
def test_what_looks_like_a_query_is_a_text(words: str) -> None:
    values = asked(words=words, number=5, drug="Norco")
    assert (values["words"], values["number"]) == (words, "5")


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("number", "sixty", "give a whole number, such as 63 or 64"),
        ("number", "6.5", "give a whole number"),
        ("day", "20 December", "give a day as YYYY-MM-DD, such as 2016-12-20"),
        ("day", "2016-13-01", "give a day as"),
        ("thing", "not an iri", "give an absolute IRI, such as https://"),
        ("thing", "https://e.example/> } DROP ALL", "give an absolute IRI"),
        ("span", "week", "give one of: year, month"),
        ("drug", "Norca", "near it: drug/norco"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_cure(name: str, value: str, cure: str) -> None:
    with pytest.raises(QuestionError) as caught:
        bind(QUESTION, {name: value}, find)
    assert f"all-types: parameter {name}: {value!r} does not fit: " in str(caught.value)
    assert cure in str(caught.value)


def test_a_period_that_holds_no_day_is_told() -> None:
    question = load_questions()["decisions-by-period"]
    with pytest.raises(QuestionError, match="no day lies from 2017-01-01 to 2016-01-01"):
        bind(question, {"from": "2017-01-01", "to": "2016-01-01"}, find)
    assert bind(question, {"from": "2017-01-01", "to": "2017-01-01"}, find)


def test_an_unknown_parameter_is_told_with_those_there_are() -> None:
    message = "there is no parameter 'drugs'; near it: drug; it takes: words, span, number, day, thing, drug"
    with pytest.raises(QuestionError, match=f"all-types: {message}"):
        bind(QUESTION, {"drugs": "x"}, find)


@pytest.mark.parametrize(
    ("kind", "named", "path"),
    [
        ("drug", f"{CONCEPT}drug/norco", "drug/norco"),
        ("drug", "drug/norco", "drug/norco"),
        ("drug", "norco", "drug/norco"),
        ("drug", "  NORCO ", "drug/norco"),
        ("decision", "Upheld", "decision/upheld"),
        ("party", "claims administrator", "party/claims-administrator"),
        ("specialty", "pain medicine", "specialty/pain-medicine"),
        ("guideline", "Official Disability Guidelines", "guideline/odg"),
        ("guideline", "ODG", "guideline/odg"),
        ("", "drug/norco", "drug/norco"),
    ],
)
def test_a_concept_is_found_by_iri_path_or_label(graph: Graph, kind: str, named: str, path: str) -> None:
    assert Concepts(graph).find(kind, named) == CONCEPT + path


@pytest.mark.parametrize("name", [one.name for one in dimensions().values() if one.concept_class])
def test_the_concepts_of_a_dimension_are_of_its_kind(graph: Graph, name: str) -> None:
    dimension = dimensions()[name]
    found = graph.query(f"SELECT DISTINCT ?c {{ ?c a <{IMR}{dimension.concept_class}> }}")
    assert isinstance(found, QuerySolutions)
    concepts = [one.value for (one,) in found if isinstance(one, NamedNode)]
    if dimension.concept_class != "GuidelinePlace":  # whose members bear the narrower classes
        assert concepts
    assert dimension.kind
    assert all(iri.startswith(f"{CONCEPT}{dimension.kind}/") for iri in concepts)


def test_a_concept_of_another_kind_is_not_meant(graph: Graph) -> None:
    with pytest.raises(ValueError, match="no decision is called so"):
        Concepts(graph).find("decision", f"{CONCEPT}drug/norco")


def test_two_candidates_are_told_not_chosen_from(graph: Graph) -> None:
    with pytest.raises(ValueError, match=r"more than one concept is called so; give one of .*mtus-acoem"):
        Concepts(graph).find("guideline", "Low Back Complaints")


def test_near_names_are_offered(graph: Graph) -> None:
    with pytest.raises(ValueError, match=r"near it: .*drug/norco"):
        Concepts(graph).find("drug", "norcoo")


@given(st.text(max_size=20))
def test_no_name_breaks_the_search(named: str) -> None:
    store = Store()

    class Empty:
        def query(self, text: str) -> object:
            return store.query(text)

    with pytest.raises(ValueError, match="no drug is called so"):
        Concepts(Empty()).find("drug", named)  # type: ignore[arg-type]


def test_plain_strings_are_simple_literals() -> None:
    assert str(Literal('a"b\n')) == '"a\\"b\\n"'
