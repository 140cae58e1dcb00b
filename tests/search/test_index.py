"""Items are found by every word of their texts, in every way of asking, and by no other."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imr_graph.errors import GraphDirectoryError, SearchError
from imr_graph.search import SearchIndex
from imr_graph.search import index as reading
from imr_graph.search.files import LETTERS, LOCKS
from imr_graph.search.matching import MOST_FORMS
from imr_graph.search.words import words_of
from tests.search.letters import Texts, found, index_of, letter

DAY = dt.date(2016, 12, 20)
LETTERS_OF_ALL = [
    letter(1, [("Norco 10/325mg #120", "The opioid was requested for pain."), ("MRI", "No request.")], DAY),
    letter(2, [("Norco tablets", "Requests for opioids are denied: medical necessity is absent.")]),
    letter(3, [("Physical therapy", "Necessary medical care, without Norco.")], dt.date(2017, 1, 1)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with index_of(tmp_path_factory.mktemp("search") / "index", LETTERS_OF_ALL) as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("norco", {(1, 1), (2, 1), (3, 1)}),
        ("NORCO", {(1, 1), (2, 1), (3, 1)}),
        ("title:norco", {(1, 1), (2, 1)}),
        ("rationale:norco", {(3, 1)}),
        ("norco -rationale:norco", {(1, 1), (2, 1)}),
        # Inflected forms of words, but not in quotes.
        ("request", {(1, 1), (1, 2), (2, 1)}),
        ("requesting", {(1, 1), (1, 2), (2, 1)}),
        ('"request"', {(1, 2)}),
        ("necessity", {(2, 1)}),
        ("necessary", {(3, 1)}),
        ("tablet", {(2, 1)}),
        # All words, in whichever field.
        ("norco opioid", {(1, 1), (2, 1)}),
        ("mri OR therapy", {(1, 2), (3, 1)}),
        ("(mri OR therapy) -medical", {(1, 2)}),
        ('"medical necessity"', {(2, 1)}),
        ('"necessity medical"', set()),
        ('"medical nec*"', {(2, 1)}),
        ('"medical *"', {(2, 1), (3, 1)}),
        ("opio*", {(1, 1), (2, 1)}),
        ("10/325", set()),
        ("10/325mg", {(1, 1)}),
        ("325*", {(1, 1)}),
        ("-norco", {(1, 2)}),
        ("-xyzzy", {(1, 1), (1, 2), (2, 1), (3, 1)}),
        ("xyzzy", set()),
        ("xyz*", set()),
        ("", set()),
        ("?", set()),
    ],
)
def test_words_find(index: SearchIndex, words: str, items: set[tuple[int, int]]) -> None:
    assert found(index, words) == items


def test_only_the_fields_named_are_searched(index: SearchIndex) -> None:
    assert found(index, "norco", "title") == {(1, 1), (2, 1)}
    assert found(index, "norco", "rationale") == {(3, 1)}


def test_matches_tell_the_day_and_how_well_they_fit(index: SearchIndex) -> None:
    rows = {row["identifier"]: row for row in index.matches("norco").to_pylist()}
    assert [rows[f"CM16-000000{n}"]["decided"] for n in (1, 2, 3)] == [DAY, None, dt.date(2017, 1, 1)]
    scores = {hit.identifier: hit.score for hit in index.search("norco").hits}
    assert {name: pytest.approx(row["score"]) for name, row in rows.items()} == scores
    assert len(index) == 4


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60)), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_every_word_of_every_item_finds_it(
    tmp_path_factory: pytest.TempPathFactory, letters: list[Texts]
) -> None:
    folder = tmp_path_factory.mktemp("every") / "index"
    with index_of(folder, (letter(n, texts) for n, texts in enumerate(letters, 1))) as index:
        for n, texts in enumerate(letters, 1):
            for position, (title, rationale) in enumerate(texts, 1):
                # One word to a search: in quotes, as it is printed.
                for word in words_of(title)[:5]:
                    assert (n, position) in found(index, f'title:"{word}"')
                for word in words_of(rationale)[:5]:
                    assert (n, position) in found(index, f'rationale:"{word}"')


@given(st.text(max_size=60))
def test_every_run_of_letters_and_digits_is_a_word(text: str) -> None:
    plain = [run for run in re.findall(r"[a-z0-9]+", text.lower()) if unicodedata.is_normalized("NFKD", text)]
    if text.isascii():
        assert words_of(text) == plain


def test_pages_of_a_ranking_are_the_ranking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Equals in plenty: only two kinds of texts.
    texts = [("pain", "pain pain"), ("knee", "pain and more words than the other has")]
    with index_of(tmp_path / "index", (letter(n, [texts[n % 2]] * 2) for n in range(40))) as index:
        whole = index.search("pain", limit=100)
        assert whole.total == 80
        order = [(-hit.score, hit.identifier, hit.position) for hit in whole.hits]
        assert order == sorted(order)
        assert len({hit.score for hit in whole.hits}) == 2
        for limit in (1, 7, 30):
            pages = [index.search("pain", limit=limit, offset=at).hits for at in range(0, 80, limit)]
            assert [hit for page in pages for hit in page] == whole.hits
        assert index.search("pain", limit=5, offset=80).hits == []
        # Beyond what the index ranks by itself, and with the letters asked some at a time.
        monkeypatch.setattr(reading, "_RANKED", 10)
        monkeypatch.setattr(reading, "_AT_A_TIME", 9)
        far = index.search("pain", limit=20, offset=50)
        assert (far.total, [hit[:2] for hit in far.hits]) == (80, [hit[:2] for hit in whole.hits[50:70]])


def test_threads_share_it(index: SearchIndex) -> None:
    words = ["norco", "opio*", '"medical necessity"', "request -mri"] * 25
    alone = [index.search(one) for one in words]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(index.search, words)) == alone
        assert {len(table) for table in threads.map(index.items, ["norco"] * 50)} == {3}


def test_whoever_asked_may_end_a_search(index: SearchIndex) -> None:
    def stop() -> None:
        raise TimeoutError("enough")

    for ask in (index.items, index.matches):
        with pytest.raises(TimeoutError, match="enough"):
            ask("norco", check=stop)
    with pytest.raises(TimeoutError, match="enough"):
        index.search("norco", check=stop)


def test_a_beginning_of_too_many_words_is_refused(tmp_path: Path) -> None:
    many = " ".join(f"pa{n}" for n in range(MOST_FORMS + 1))
    with index_of(tmp_path / "index", [letter(1, [("MRI", many)])]) as index:
        with pytest.raises(SearchError, match=rf"pa\* stands for more than {MOST_FORMS}"):
            index.items("pa*")
        assert found(index, "pa1*") == {(1, 1)}
        with pytest.raises(SearchError, match="2000 different words"):
            index.items(" ".join(f'"x{n} pa1*"' for n in range(20)))


def test_a_folder_that_may_not_be_written_to_is_read(tmp_path: Path) -> None:
    index_of(tmp_path / "index", LETTERS_OF_ALL).close()
    for name in LOCKS:
        (tmp_path / "index" / name).unlink(missing_ok=True)
        (tmp_path / "index" / name).mkdir()  # as little a file that can be locked as one that may not be
    before = sorted((tmp_path / "index").iterdir())
    with SearchIndex.open(tmp_path / "index") as index:
        assert found(index, "norco") == {(1, 1), (2, 1), (3, 1)}
    assert sorted((tmp_path / "index").iterdir()) == before


@pytest.mark.parametrize("lost", ["meta.json", LETTERS])
def test_a_damaged_index_says_so(tmp_path: Path, lost: str) -> None:
    index_of(tmp_path / "index", LETTERS_OF_ALL).close()
    (tmp_path / "index" / lost).unlink()
    with pytest.raises(GraphDirectoryError, match="index"):
        SearchIndex.open(tmp_path / "index")
    (tmp_path / "index" / lost).write_bytes(b"{}")
    with pytest.raises(GraphDirectoryError, match="index"):
        SearchIndex.open(tmp_path / "index")
