"""Headers of ``.rq`` files: what is read, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imr_graph.errors import QuestionError
from imr_graph.questions.loader import VALUE_BLOCK, load_questions, parse_question, queries_folder
from imr_graph.questions.question import Column

TEXT = """\
# title: Which drugs?
# answers: One row a drug,
#   and no more.
# param drug: concept drug — Only this one; it may be missing; examples: drug/norco | Norco
# param after: date — Decided after; examples: 2016-01-01
# column drug: string — Its name.
PREFIX imr: <https://imr-graph.example/ontology#>
SELECT ?drug WHERE {
  # title: no header here
  VALUES ?drug { UNDEF }
  VALUES ?after { "2013-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }
}
"""


def test_a_header_is_read() -> None:
    question = parse_question("drugs", TEXT)
    assert (question.name, question.title) == ("drugs", "Which drugs?")
    assert question.description == "One row a drug, and no more."
    assert question.columns == ("drug",)
    assert question.described_columns == (Column("drug", "string", "Its name."),)
    assert question.column_docs == {"drug": "Its name."}
    drug, after = question.parameters
    assert (drug.name, drug.type, drug.kind, drug.default) == ("drug", "concept", "drug", "UNDEF")
    assert drug.doc == "Only this one; it may be missing"
    assert drug.examples == ("drug/norco", "Norco")
    assert (after.type, after.kind) == ("date", "")
    assert after.default == '"2013-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert (drug.filters_by_default, after.filters_by_default) == (False, True)
    assert question.parameter("after") is after
    assert question.parameter("before") is None
    assert not question.has_rates


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# title: Which drugs?\n", "", "lacks `# title`"),
        ("# answers: One row a drug,\n#   and no more.\n", "", "lacks `# answers`"),
        ("# column drug: string — Its name.\n", "", "lacks `# column`"),
        ("string — ", "", "column drug: write it as"),
        (
            "# column drug",
            "# column a: letters — One.\n# column b: letters — Two.\n# column drug",
            "more than one column lists letters",
        ),
        ("string — ", "text — ", "column drug: write it as .* types are string, integer"),
        ("date — ", "day — ", "parameter after: write it as"),
        ("; examples: 2016-01-01", "", "parameter after: write it as"),
        ("VALUES ?drug { UNDEF }", "", r"parameter drug: the query has no one `VALUES \?drug"),
        ("VALUES ?drug { UNDEF }", "VALUES ?drug { UNDEF } VALUES ?drug { 1 }", "parameter drug: the query"),
    ],
)
def test_a_header_that_lacks_something_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(QuestionError, match=f"drugs.rq: .*{message}"):
        parse_question("drugs", TEXT.replace(old, new))


def test_the_headline_comes_first_then_by_name() -> None:
    first, *rest = load_questions()
    assert first == "drug-guideline-denials"
    assert rest == sorted(rest)


@pytest.mark.parametrize("path", sorted(queries_folder().glob("*.rq")), ids=lambda path: path.stem)
def test_every_block_of_values_is_a_parameter_and_declared(path: Path) -> None:
    question = load_questions()[path.stem]
    blocks = {block["name"] for block in VALUE_BLOCK.finditer(question.text)}
    assert blocks == {parameter.name for parameter in question.parameters}
    # Rows of several variables are a query's own, and no parameter.
    assert question.text.count("VALUES ?") == len(VALUE_BLOCK.findall(question.text))
    assert not re.search(r"^#.*VALUES", question.text, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(queries_folder().glob("*.rq")), ids=lambda path: path.stem)
def test_a_file_is_plain_and_narrow(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(line == line.rstrip() and "\t" not in line for line in lines)
    assert max(len(line) for line in lines if not line.startswith("# ")) <= 110
    assert path.stem == path.stem.lower()
