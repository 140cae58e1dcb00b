"""Records in bulk, and their JSON Schema: in step with the code, with what is printed, and with the gold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from imr_graph.extract.letter import parse_letter
from imr_graph.files.manifest import FolderManifest
from imr_graph.files.record_schema import record_schema, schema_text
from imr_graph.letters.files import find_letters
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.record import Record
from imr_graph.store.graph import Graph
from tests.conftest import ROOT
from tests.factories import make_item, make_record
from tests.files.conftest import unpacked

SCHEMA = record_schema()
WHOLE = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def faults(told: Any, validator: jsonschema.Draft202012Validator = WHOLE) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(told)]


def printed(record: Record) -> Any:
    return json.loads(msgspec.json.encode(record))


def test_it_is_the_file_that_is_published() -> None:
    written = (ROOT / "docs" / "record.schema.json").read_bytes()
    assert written == schema_text(), "write it with python -m imr_graph.files.record_schema"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_each_line_is_what_parse_prints(
    files_graph: Graph, written: tuple[Path, FolderManifest], example_letters: Path
) -> None:
    lines = unpacked(written[0] / "records.jsonl.gz").splitlines()
    with LetterReader() as reader:
        letters = [
            one for one in reader.read_all(find_letters([example_letters])) if isinstance(one, LetterText)
        ]
    parsed = {
        record.identifier: msgspec.json.encode(msgspec.structs.replace(record, source=None))
        for record in map(parse_letter, letters)
    }
    assert lines == [parsed[identifier] for identifier in files_graph.identifiers()]
    assert [fault for line in lines for fault in faults(json.loads(line))] == []


def test_every_real_record_fits(real_letters: list[tuple[LetterText, Record]]) -> None:
    assert [fault for _, record in real_letters for fault in faults(printed(record))] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"priority": "urgent"}, "$.priority"),
        ({"items": [{}]}, "'rationale' is a required property"),
        ({"dates": {}}, "'injury' is a required property"),
        ({"patient": {"age": "old", "sex": None}}, "$.patient.age"),
    ],
)
def test_what_does_not_fit_is_told(change: dict[str, Any], said: str) -> None:
    whole = printed(make_record())
    assert faults(whole) == []
    assert any(said in fault for fault in faults(whole | change)), faults(whole | change)
    assert any("is a required" in fault for fault in faults({}))


def test_every_part_of_a_page_range_is_told() -> None:
    record = printed(make_record(items=(make_item(),)))
    record["items"][0]["citations"][1]["pages"] = [[1]]
    assert faults(record)


def example_of_the_contract(folder: Path) -> Any:
    text = (folder / "SCHEMA.md").read_text(encoding="utf-8")
    found = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_it_has_every_field_of_the_contract(shared_letters: Path) -> None:
    for path, keys in objects(example_of_the_contract(shared_letters), "Record"):
        assert keys <= set(SCHEMA["$defs"][path]["properties"]), path
        assert keys <= set(SCHEMA["$defs"][path]["required"]), path


PARTS = {"dates": "Dates", "patient": "Patient", "reviewer": "Reviewer", "diagnoses": "Diagnosis"}
PARTS |= {"items": "Item", "drug": "Drug", "citations": "Citation"}


def objects(told: Any, part: str) -> Iterator[tuple[str, set[str]]]:
    """The keys of each object, with the part of the schema that it is one of."""
    yield part, set(told)
    for key, value in told.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from objects(one, PARTS[key])


def test_the_scorer_reads_no_key_that_it_lacks(shared_letters: Path) -> None:
    scorer = (shared_letters / "score.py").read_text(encoding="utf-8")
    # Keys as the scorer reads them from gold and prediction: `x.get("key")` and `x["key"]`.
    read = set(re.findall(r"""(?:\.get\(|\w\[)["'](\w+)["']""", scorer))
    known = {name for part in SCHEMA["$defs"].values() for name in part["properties"]}
    # Its own tally, and the parts of a gold rationale that is told by its ends alone.
    known |= {"letters", "first", "last", "words"}
    assert len(read) > 15
    assert read - known == set()


def test_the_gold_fits_as_far_as_the_contract_goes(shared_letters: Path) -> None:
    asked: dict[str, set[str]] = {}
    for part, keys in objects(example_of_the_contract(shared_letters), "Record"):
        asked.setdefault(part, keys)
    loose = record_schema()
    for name, part in loose["$defs"].items():
        part["required"] = sorted(asked.get(name, set()))
    validator = jsonschema.Draft202012Validator(loose, format_checker=jsonschema.FormatChecker())
    gold = sorted(shared_letters.rglob("*.gold.json"))
    assert len(gold) > 20
    wrong = {path.name: faults(json.loads(path.read_text(encoding="utf-8")), validator) for path in gold}
    assert {name: told for name, told in wrong.items() if told} == {}
