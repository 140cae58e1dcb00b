"""What the declarations say holds, and the pages made of them are up to date."""

from __future__ import annotations

import re

import pytest

from imr_graph.questions import load_questions
from imr_graph.questions.values import plain_values
from imr_graph.rdf import vocabulary as v
from imr_graph.tables.counted import counted_questions
from imr_graph.tables.data_dictionary import page
from imr_graph.tables.declaration import CODED, declared_tables
from imr_graph.tables.dimensions import dimensions, measures
from tests.conftest import ROOT


def test_the_data_dictionary_is_made_of_the_declarations() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == page()


def test_a_key_is_made_of_columns() -> None:
    for table in declared_tables().values():
        assert set(table.key) <= {column.name for column in table.columns}
    assert set(CODED.values()) <= set(declared_tables())


def test_dimensions_are_told_apart_everywhere() -> None:
    for attribute in ("name", "label", "cube", "graphql"):
        named = [getattr(one, attribute) for one in dimensions().values()]
        assert len(named) == len(set(named)), attribute
    assert not {one.cube for one in dimensions().values()} & {one.cube for one in measures().values()}


@pytest.mark.parametrize("name", dimensions())
def test_a_dimension_speaks_the_ontologys_words(name: str) -> None:
    dimension = dimensions()[name]
    terms = {term.value.removeprefix(v.IMR) for term in v.TERMS}
    named = re.findall(r"imr:(\w+)", f"{dimension.path} {dimension.words_path}")
    assert named
    assert set(named) <= terms
    assert dimension.concept_class is None or dimension.concept_class in terms
    assert re.fullmatch(r"[a-z][A-Za-z]+", dimension.graphql)


def no_concept(kind: str, named: str) -> str:
    raise AssertionError(f"no value was given, but {named} was looked for")


@pytest.mark.parametrize("name", counted_questions())
def test_a_counted_question_is_its_query(name: str) -> None:
    counted, asked = counted_questions()[name], load_questions()[name]
    assert set(counted.parameters) == {parameter.name for parameter in asked.parameters}
    for parameter in asked.parameters:
        declared = counted.parameters[parameter.name]
        assert declared.type == (parameter.type if parameter.type in {"concept", "date"} else "text")
        assert declared.slice or declared.condition or declared.default
        # The SQL file's default is a copy of the query's.
        assert not declared.default or declared.default == plain_values(asked, {}, no_concept)[parameter.name]
    told = {measures()[measure].cube for measure in counted.measures}
    assert told <= set(asked.columns)
    assert set(counted.attributes) | set(counted.lists) | set(counted.labels) <= set(asked.columns)


TEXT_ALONE = {"overturn-rate-by-words"}
"""Questions that count by the words of rationales, which the tables do not hold."""


def test_every_question_that_counts_is_counted() -> None:
    counting = {
        name
        for name, question in load_questions().items()
        if re.search(r"\bCOUNT ?\(", question.text, re.IGNORECASE)
    }
    assert counting - TEXT_ALONE == set(counted_questions())
    assert counting >= TEXT_ALONE
