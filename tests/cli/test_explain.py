"""``imr-graph explain`` shows the letter whole, its facts marked."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from imr_graph.annotate import KINDS, segments
from imr_graph.cli.main import main
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import read_letter


def test_segments_give_the_text_back_whole(example_letters: Path) -> None:
    for path in example_letters.glob("*.txt"):
        letter = read_letter(path)
        marked = list(segments(parse_letter(letter), letter.text))
        assert "".join(segment.text for segment in marked) == letter.text
        assert {segment.kind for segment in marked} <= {None, *KINDS}


def test_each_kind_of_fact_is_marked_somewhere(example_letters: Path) -> None:
    shown = set()
    for path in example_letters.glob("*.txt"):
        letter = read_letter(path)
        shown |= {segment.kind for segment in segments(parse_letter(letter), letter.text)}
    assert shown == {None, *KINDS}


def test_facts_come_first_then_the_letter(example_letters: Path) -> None:
    path = next(iter(sorted(example_letters.glob("*.txt"))))
    result = CliRunner().invoke(main, ["explain", str(path)])
    assert result.exit_code == 0, result.output
    record = parse_letter(read_letter(path))
    assert record.items[0].text in result.output
    assert "[decision: " in result.output
    assert "synthetic" in result.output.partition("The letter, as kept")[0]
    assert result.output.index("item 1") < result.output.index("The letter, as kept")


def test_a_bad_letter_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    result = CliRunner().invoke(main, ["explain", str(tmp_path / "empty.txt")])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.output
