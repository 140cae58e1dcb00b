"""An answer as rows, as columns, and as a table in a notebook."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pyarrow as pa
import pytest

from imr_graph.client import Answer
from imr_graph.client.local import near_identifiers
from imr_graph.client.opening import open_graph
from imr_graph.client.triples import Triples
from imr_graph.errors import GraphDirectoryError, MissingExtraError, QuestionError

DAY = dt.date(2016, 12, 20)
TYPED = Answer(
    columns=("place", "items", "share", "day", "same"),
    rows=(("p. 63", 2, 0.5, DAY, True), ("<b>&", None, 1, None, None)),
    title="What of <i>?",
    types=("string", "integer", "decimal", "date", "boolean"),
)


def test_rows_are_had_by_name() -> None:
    assert len(TYPED) == 2
    assert TYPED[1]["place"] == "<b>&"
    assert [row["items"] for row in TYPED] == [2, None]
    assert TYPED.column("share") == [0.5, 1]
    with pytest.raises(KeyError, match="there are: place, items"):
        TYPED.column("shares")


def test_columns_have_the_types_that_the_question_declares() -> None:
    table = TYPED.to_arrow()
    assert table.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_()]
    assert table.to_pylist()[0] == {"place": "p. 63", "items": 2, "share": 0.5, "day": DAY, "same": True}


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([1, None], pa.int64()),
        ([1, 2.5], pa.float64()),
        ([True, None], pa.bool_()),
        ([DAY], pa.date32()),
        ([1, "x"], pa.string()),
        ([True, 1], pa.string()),
        ([None], pa.string()),
        ([], pa.string()),
    ],
)
def test_a_query_of_ones_own_has_the_types_of_its_values(values: list[object], type_: pa.DataType) -> None:
    table = Answer(("x",), tuple((value,) for value in values)).to_arrow()  # type: ignore[misc]
    assert table.schema.types == [type_]
    assert table.num_rows == len(values)


def test_whole_numbers_stay_whole_in_data_frames() -> None:
    frame = TYPED.to_pandas()
    assert str(frame["items"].dtype) == "Int64"
    assert frame["items"].isna().tolist() == [False, True]
    assert TYPED.to_polars()["items"].to_list() == [2, None]


def test_a_notebook_shows_words_as_words() -> None:
    shown = TYPED._repr_html_()
    assert "<td>&lt;b&gt;&amp;</td>" in shown
    assert "What of &lt;i&gt;?" in shown
    assert "rows: 2" in shown


def test_a_notebook_says_how_many_rows_it_leaves_out() -> None:
    long = Answer(("n",), tuple((number,) for number in range(1000)))
    assert "the first 50 of 1000 rows" in long._repr_html_()


@pytest.mark.parametrize(
    ("library", "use"),
    [
        ("pandas", lambda: TYPED.to_pandas()),
        ("polars", lambda: TYPED.to_polars()),
        ("rdflib", lambda: Triples([]).to_rdflib()),
    ],
)
def test_a_missing_library_names_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, library: str, use: object
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=rf"{library} is not installed; pip install 'imr-graph\["):
        use()  # type: ignore[operator]


def test_a_folder_that_holds_no_graph_is_an_error(tmp_path: object) -> None:
    with pytest.raises(GraphDirectoryError):
        open_graph(str(tmp_path))


def test_a_token_is_for_servers() -> None:
    with pytest.raises(QuestionError, match="for servers"):
        open_graph("my-graph", token="secret")  # noqa: S106


def test_near_case_numbers_are_told() -> None:
    known = [f"CM16-{number:07}" for number in range(100)]
    assert near_identifiers("cm16-000005", known)[0] in known
    assert near_identifiers("weather", known) == []


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = (
        "import sys, imr_graph\n"
        "assert not [name for name in sys.modules if name.startswith('imr_graph.')]\n"
        "imr_graph.open\n"
        "heavy = {'duckdb', 'pyarrow', 'httpx', 'rdflib', 'networkx', 'pandas', 'polars', 'tantivy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
