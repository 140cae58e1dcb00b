"""Builds: what stays, what gives way, whatever the order; a bad letter spoils nothing."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, Quad

from imr_graph.build import build_graph, rebuild_graph
from imr_graph.errors import GraphDirectoryError, LetterError
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterText
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.ontology import ontology_quads
from imr_graph.rdf.triples import triples
from imr_graph.record import Record
from imr_graph.store.directory import GraphDirectory
from imr_graph.store.graph import Graph
from imr_graph.store.triple_store import OxigraphStore
from tests.build.sketches import (
    SCHEME,
    n_quads,
    parse_sketch,
    read_sketch,
    use_scheme,
    use_sketches,
    write_sketches,
)

EARLY = "case=CM16-0000001 decided=2016-12-01 body=one drug=Norco"
LATE = "case=CM16-0000001 decided=2016-12-20 body=one-revised drug=Vicodin"
LATE_TOO = "case=CM16-0000001 decided=2016-12-20 body=one-again drug=Percocet"
UNDATED = "case=CM16-0000001 body=one-undated drug=Ambien"
BARE = "body=one drug=Norco"
OTHER = "case=CM16-0000002 decided=2016-12-20 body=two drug=Soma"
ALONE = "body=three drug=Lyrica"


class Watcher:
    """Each stage's name, total and letters done."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int | None, int]] = []

    def stage(self, name: str, total: int | None = None) -> None:
        self.stages.append((name, total, 0))

    def advance(self, letters: int) -> None:
        name, total, done = self.stages[-1]
        self.stages[-1] = (name, total, done + letters)


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    use_sketches(monkeypatch)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "graph"


def drugs(directory: Path) -> dict[str, str | None]:
    """Identifier to the drug of its only item: tells which of several letters was kept."""
    with Graph.open(directory) as graph:
        records = [(identifier, graph.record(identifier)) for identifier in graph.identifiers()]
    return {identifier: r.items[0].drug.name for identifier, r in records if r and r.items[0].drug}


def derived(*sketches: str, folder: Path) -> set[str]:
    """The triples that these letters alone derive."""
    records = [parse_sketch(read_sketch(path)) for path in write_sketches(folder, sketches)]
    return {str(quad.triple) for record in records for quad in triples(record, Iris(DEFAULT_BASE))}


def held(directory: Path) -> list[Quad]:
    """All quads of the current version."""
    version = GraphDirectory(directory).current()
    assert version is not None
    store = OxigraphStore.open_read_only(version.store_path)
    quads = list(store.quads())
    store.close()
    return quads


def letters_triples(directory: Path) -> set[str]:
    """What the current version says of letters."""
    return {str(quad.triple) for quad in held(directory) if quad.graph_name == DefaultGraph()}


@pytest.mark.usefixtures("sketched")
class TestWhatStays:
    def test_new_letters_are_counted_and_kept(self, directory: Path, tmp_path: Path) -> None:
        watcher = Watcher()
        letters = write_sketches(tmp_path / "in", [EARLY, OTHER, ALONE])
        report = build_graph(letters, directory, progress=watcher)
        assert (report.read, report.new, report.letters, report.items) == (3, 3, 3, 3)
        assert watcher.stages == [("reading", None, 3), ("loading", 3, 3), ("publishing", None, 0)]
        assert "read 3, built 3 (3 new, 0 replaced), unchanged 0, superseded 0, failed 0" in report.summary()
        assert letters_triples(directory) == derived(EARLY, OTHER, ALONE, folder=tmp_path / "d")

    def test_the_same_letters_again_change_nothing(self, directory: Path, tmp_path: Path) -> None:
        letters = write_sketches(tmp_path / "in", [EARLY, OTHER])
        first = build_graph(letters, directory)
        again = build_graph(letters, directory)
        assert (again.unchanged, again.built) == (2, 0)
        assert again.version == first.version
        assert (again.letters, again.triples) == (first.letters, first.triples)

    def test_the_later_decision_replaces_the_earlier_whole(self, directory: Path, tmp_path: Path) -> None:
        build_graph(write_sketches(tmp_path / "a", [EARLY]), directory)
        report = build_graph(write_sketches(tmp_path / "b", [LATE]), directory)
        assert (report.replaced, report.new, report.letters) == (1, 0, 1)
        assert letters_triples(directory) == derived(LATE, folder=tmp_path / "d")

    def test_the_earlier_decision_gives_way(self, directory: Path, tmp_path: Path) -> None:
        build_graph(write_sketches(tmp_path / "a", [LATE]), directory)
        report = build_graph(write_sketches(tmp_path / "b", [EARLY, UNDATED]), directory)
        assert (report.superseded, report.replaced) == (2, 0)
        assert drugs(directory) == {"CM16-0000001": "Vicodin"}

    def test_a_letter_without_case_number_gives_way_and_its_iri_leads_on(
        self, directory: Path, tmp_path: Path
    ) -> None:
        build_graph(write_sketches(tmp_path / "a", [BARE]), directory)
        (bare,) = drugs(directory)
        assert bare.startswith("body-")
        report = build_graph(write_sketches(tmp_path / "b", [EARLY]), directory)
        assert (report.new, report.superseded, report.letters) == (1, 0, 1)
        assert report.gave_way == [
            f"{bare} gives way to {tmp_path}/b/000.txt, the same letter with its case number"
        ]
        with Graph.open(directory) as graph:
            assert graph.identifiers() == ["CM16-0000001"]
            assert graph.resolve(bare) == "CM16-0000001"
            assert graph.resolve("CM16-0000001") == "CM16-0000001"
            assert graph.resolve("body-0000000000000000") is None
            assert graph.record(bare) is None
        assert letters_triples(directory) == derived(EARLY, folder=tmp_path / "d")

    @pytest.mark.parametrize("order", list(itertools.permutations([EARLY, LATE, BARE])))
    def test_the_counts_add_up_and_what_gave_way_is_named(
        self, directory: Path, tmp_path: Path, order: tuple[str, ...]
    ) -> None:
        letters = write_sketches(tmp_path / "in", [*order, OTHER, "unreadable"])
        report = build_graph(letters, directory)
        ended = report.new + report.replaced + report.unchanged + report.superseded + len(report.failed)
        assert (report.read, ended) == (5, 5)
        assert report.letters == report.new == 2
        assert len(report.gave_way) == 2
        assert all("gives way to" in sentence for sentence in report.gave_way)

    def test_any_order_and_any_steps_give_the_same_graph(self, tmp_path: Path) -> None:
        sketches = [EARLY, LATE, LATE_TOO, UNDATED, BARE, OTHER, ALONE]
        rng = random.Random(7)  # noqa: S311 - an order, no secret
        graphs = []
        for n in range(6):
            order = rng.sample(sketches, len(sketches))
            letters = write_sketches(tmp_path / f"in{n}", order)
            cut = rng.randrange(1, len(order))
            for part in (letters[:cut], letters[cut:]) if n % 2 else (letters,):
                build_graph(part, tmp_path / f"graph{n}")
            graphs.append(n_quads(tmp_path / f"graph{n}"))
            with Graph.open(tmp_path / f"graph{n}") as graph:
                assert graph.resolve(parse_sketch(read_sketch(letters[order.index(BARE)])).identifier)
        assert all(graph == graphs[0] for graph in graphs)

    def test_every_order_of_the_hard_four(self, tmp_path: Path) -> None:
        """The body of a letter that lost against a later one still stands for its case."""
        kept = []
        for n, order in enumerate(itertools.permutations([EARLY, LATE, LATE_TOO, BARE])):
            build_graph(write_sketches(tmp_path / f"in{n}", order), tmp_path / f"graph{n}")
            kept.append(drugs(tmp_path / f"graph{n}"))
        assert all(drugs_ == kept[0] for drugs_ in kept)
        assert list(kept[0]) == ["CM16-0000001"]

    def test_loading_in_batches_gives_the_same_graph(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letters = write_sketches(tmp_path / "in", [BARE, EARLY, LATE, OTHER])
        build_graph(letters, tmp_path / "whole")
        monkeypatch.setattr("imr_graph.build.settling._BATCH", 1)
        build_graph(letters, directory)
        assert n_quads(directory) == n_quads(tmp_path / "whole")

    def test_path_and_time_of_a_letter_do_not_enter(self, directory: Path, tmp_path: Path) -> None:
        (letter,) = write_sketches(tmp_path / "somewhere-else", [EARLY])
        os.utime(letter, (0, 0))
        build_graph([letter], directory)
        assert not [line for line in n_quads(directory) if "somewhere-else" in line]
        with Graph.open(directory) as graph:
            record = graph.record("CM16-0000001")
            assert record is not None
            assert record.source is None
            assert graph.text("CM16-0000001") == EARLY


@pytest.mark.usefixtures("sketched")
class TestBadLetters:
    def test_bad_letters_are_told_and_the_rest_is_built(self, directory: Path, tmp_path: Path) -> None:
        sketches = ["unreadable", "case=CM16-0000009", EARLY, f"broken {OTHER}"]
        letters = [*write_sketches(tmp_path / "in", sketches), tmp_path / "absent.txt"]
        report = build_graph(letters[:-1], directory)
        assert (report.read, report.new) == (4, 1)
        causes = [(Path(error.source).name, error.cause) for error in report.failed]
        assert causes == [
            ("000.txt", "it is binary"),
            ("001.txt", "it has no items"),
            ("003.txt", "it is broken"),
        ]
        build_graph(write_sketches(tmp_path / "good", [EARLY]), tmp_path / "other")
        assert n_quads(directory) == n_quads(tmp_path / "other")

    def test_a_build_of_only_bad_letters_makes_no_graph(self, directory: Path, tmp_path: Path) -> None:
        report = build_graph(write_sketches(tmp_path / "in", ["unreadable"]), directory)
        assert (len(report.failed), report.letters, report.version) == (1, 0, "")
        with pytest.raises(GraphDirectoryError, match="no graph here"):
            Graph.open(directory)


@pytest.mark.usefixtures("sketched")
class TestBase:
    def test_a_base_of_ones_own_is_kept(self, directory: Path, tmp_path: Path) -> None:
        a, b = write_sketches(tmp_path / "in", [EARLY, OTHER])
        build_graph([a], directory, base="https://imr.example.org/x")
        build_graph([b], directory)
        with Graph.open(directory) as graph:
            assert graph.base == "https://imr.example.org/x/"
        letters = [line for line in n_quads(directory) if "/determination/" in line.split(" ")[0]]
        assert all(line.startswith("<https://imr.example.org/x/determination/") for line in letters)

    def test_another_base_is_refused(self, directory: Path, tmp_path: Path) -> None:
        letters = write_sketches(tmp_path / "in", [EARLY])
        build_graph(letters, directory)
        with pytest.raises(GraphDirectoryError, match=r"stand on https://imr-graph\.example/, not on"):
            build_graph(letters, directory, base="https://other.example/")

    def test_what_is_no_base_is_refused(self, directory: Path, tmp_path: Path) -> None:
        with pytest.raises(GraphDirectoryError, match="no base for IRIs"):
            build_graph(write_sketches(tmp_path / "in", [EARLY]), directory, base="not an IRI")


@pytest.mark.usefixtures("sketched")
class TestRebuild:
    def test_it_gives_the_same_graph_from_the_kept_texts(self, directory: Path, tmp_path: Path) -> None:
        letters = write_sketches(tmp_path / "in", [EARLY, LATE, BARE, OTHER, ALONE])
        build_graph(letters, directory)
        before = n_quads(directory)
        for letter in letters:
            letter.unlink()
        report = rebuild_graph(directory)
        assert (report.read, report.rebuilt, report.new, report.failed) == (0, 5, 0, [])
        assert (report.letters, report.gave_way) == (3, [])
        assert n_quads(directory) == before
        with Graph.open(directory) as graph:
            bare = parse_sketch(read_sketch(write_sketches(tmp_path / "b", [BARE])[0])).identifier
            assert graph.resolve(bare) == "CM16-0000001"

    def test_a_text_that_gives_no_record_any_more_keeps_its_former_one(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build_graph(write_sketches(tmp_path / "in", [EARLY, OTHER]), directory)
        before = n_quads(directory)

        def stricter(letter: LetterText) -> Record:
            if "Soma" in letter.text:
                raise LetterError(letter.source, "items", "stricter now", "report it")
            return parse_sketch(letter)

        monkeypatch.setattr("imr_graph.build.reading.parse_letter", stricter)
        report = rebuild_graph(directory)
        assert [error.source for error in report.failed] == ["CM16-0000002"]
        assert n_quads(directory) == before

    def test_a_build_by_other_rules_reads_the_kept_texts_again(
        self, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = write_sketches(tmp_path / "in", [EARLY, OTHER])
        build_graph([first], directory)

        def other_rules(letter: LetterText) -> Record:
            return parse_sketch(LetterText(letter.source, letter.text.replace("Norco", "Lortab")))

        monkeypatch.setattr("imr_graph.build.reading.parse_letter", other_rules)
        for module in ("build", "intake"):
            monkeypatch.setattr(f"imr_graph.build.{module}.RULES_VERSION", "other")
        build_graph([second], directory)
        assert drugs(directory) == {"CM16-0000001": "Lortab", "CM16-0000002": "Soma"}
        current = GraphDirectory(directory).current()
        assert current is not None
        assert current.manifest.rules == "other"

    def test_there_must_be_a_graph(self, directory: Path) -> None:
        with pytest.raises(GraphDirectoryError, match="no graph here"):
            rebuild_graph(directory)


@pytest.fixture
def sample_letters(example_letters: Path) -> list[Path]:
    return list(find_letters([example_letters]))


def test_the_sample_letters_in_any_order_give_the_same_graph(
    sample_letters: list[Path], tmp_path: Path
) -> None:
    report = build_graph(sample_letters, tmp_path / "a")
    assert report.failed == []
    shuffled = random.Random(3).sample(sample_letters, len(sample_letters))  # noqa: S311 - an order
    build_graph(shuffled[:3], tmp_path / "b")
    build_graph(shuffled[3:], tmp_path / "b")
    assert n_quads(tmp_path / "a") == n_quads(tmp_path / "b")
    rebuild_graph(tmp_path / "b")
    assert n_quads(tmp_path / "a") == n_quads(tmp_path / "b")


def test_ontology_and_schemes_stand_in_their_named_graphs(sample_letters: list[Path], tmp_path: Path) -> None:
    build_graph(sample_letters[:1], tmp_path / "graph")
    named = {quad for quad in held(tmp_path / "graph") if quad.graph_name != DefaultGraph()}
    assert named == set(ontology_quads())


def test_a_scheme_that_changed_is_renewed(
    sketched: None, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = write_sketches(tmp_path / "in", [EARLY])
    first = build_graph(letters, directory)
    old = SCHEME[0]
    new = Quad(old.subject, old.predicate, Literal("Norco (hydrocodone)"), old.graph_name)
    use_scheme(monkeypatch, (new,))
    again = build_graph(letters, directory)
    assert (again.unchanged, again.triples) == (1, first.triples)
    assert again.version != first.version
    assert [quad for quad in held(directory) if quad.graph_name != DefaultGraph()] == [new]


def test_spans_point_into_the_kept_text(sample_letters: list[Path], tmp_path: Path) -> None:
    build_graph(sample_letters, tmp_path / "graph")
    with Graph.open(tmp_path / "graph") as graph:
        for identifier in graph.identifiers():
            record, text = graph.record(identifier), graph.text(identifier)
            assert record is not None
            assert text is not None
            for evidence in record.evidence:
                assert all(0 <= start < end <= len(text) for start, end in evidence.spans)


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that dies at its second letter."""

    def parse(letter: LetterText) -> Record:
        if "Soma" in letter.text:
            raise KeyboardInterrupt
        return parse_sketch(letter)

    use_sketches(monkeypatch)
    monkeypatch.setattr("imr_graph.build.reading.parse_letter", parse)


def test_a_build_that_dies_leaves_the_last_version_whole(
    interrupted: None, directory: Path, tmp_path: Path
) -> None:
    first, *rest = write_sketches(tmp_path / "in", [EARLY, ALONE, OTHER])
    build_graph([first], directory)
    before = n_quads(directory)
    with pytest.raises(KeyboardInterrupt):
        build_graph(rest, directory)
    assert n_quads(directory) == before
    assert drugs(directory) == {"CM16-0000001": "Norco"}
    assert build_graph(rest[:1], directory).letters == 2
