"""Letters in folders and in lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

from imr_graph.synthesize import synthetic_letters, write_letter
from imr_graph.synthesize.output import write_folders, write_lines


def test_a_letter_stands_beside_its_record(tmp_path: Path) -> None:
    paths = list(write_folders(synthetic_letters(3, seed=1, first=998), tmp_path))
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "0000/synthetic-0000998.txt",
        "0000/synthetic-0000999.txt",
        "0001/synthetic-0001000.txt",
    ]
    letter = write_letter(1, 999)
    assert paths[1].read_bytes().decode() == letter.text
    assert json.loads(paths[1].with_suffix(".gold.json").read_bytes()) == letter.record


def test_records_go_into_one_file_if_asked(tmp_path: Path) -> None:
    lines = io.BytesIO()
    paths = list(write_folders(synthetic_letters(2, seed=1), tmp_path, lines))
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [tmp_path / record.pop("source") for record in records] == paths
    assert records == [letter.record for letter in synthetic_letters(2, seed=1)]
    assert not list(tmp_path.rglob("*.json"))


def test_lines_hold_text_and_record() -> None:
    lines = io.BytesIO()
    assert list(write_lines(synthetic_letters(2, seed=1), lines)) == [
        "synthetic-0000000",
        "synthetic-0000001",
    ]
    first = json.loads(lines.getvalue().splitlines()[0])
    letter = write_letter(1, 0)
    assert first == {
        "name": letter.name,
        "layout": letter.layout,
        "text": letter.text,
        "record": letter.record,
    }
