"""A letter's own record beside what the parser made of its text, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.synthesize import SyntheticLetter

Json = Mapping[str, Any]
CITATION = ("by", "source", "edition", "chapter", "section", "pages")
DRUG = ("name", "ingredients", "strength", "form", "quantity", "refills", "frequency")


def parsed(letter: SyntheticLetter) -> Json:
    """What ``imr-graph parse`` would print of the letter."""
    record = parse_letter(LetterText(letter.name, letter.text))
    found: Json = msgspec.json.decode(msgspec.json.encode(record))
    return found


def _only(value: Json | None, keys: Sequence[str]) -> dict[str, Any] | None:
    return None if value is None else {key: value[key] for key in keys}


def fields(record: Json) -> dict[str, Any]:
    """The record's values by field; an item's stand under ``items`` one after the other."""
    items = record["items"]
    return {
        "case_number": record["case_number"],
        "priority": record["priority"],
        **{f"dates.{name}": day for name, day in record["dates"].items()},
        "patient.age": record["patient"]["age"],
        "patient.sex": record["patient"]["sex"],
        "diagnoses": [(one["text"], one["certainty"]) for one in record["diagnoses"]],
        "reviewer.specialties": record["reviewer"]["specialties"],
        "reviewer.subspecialties": record["reviewer"]["subspecialties"],
        "reviewer.licensed_states": record["reviewer"]["licensed_states"],
        "items.text": [item["text"] for item in items],
        "items.category": [item["category"] for item in items],
        "items.decision": [item["decision"] for item in items],
        "items.codes": [item["codes"] for item in items],
        "items.drug": [_only(item["drug"], DRUG) for item in items],
        "items.citations": [[_only(one, CITATION) for one in item["citations"]] for item in items],
        "items.rationale": [item["rationale"] for item in items],
    }


def differences(letter: SyntheticLetter) -> dict[str, tuple[Any, Any]]:
    """The fields in which the parser's record differs: what the letter says, what was read."""
    said, read = fields(letter.record), fields(parsed(letter))
    return {name: (value, read[name]) for name, value in said.items() if value != read[name]}
