from __future__ import annotations

import pytest

from imr_graph.lexicon.states import split_states, state_names


def codes(text: str) -> list[str | None]:
    return [name.known for name in split_states(text, 0, len(text))]


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("California", ["CA"]),
        ("California,South Carolina", ["CA", "SC"]),
        ("Ohio,West Virginia,California", ["OH", "WV", "CA"]),
        ("New York, Pennsylvania and California", ["NY", "PA", "CA"]),
        ("Virginia, West\nVirginia", ["VA", "WV"]),
        ("Washington, D.C., Maryland", ["DC", "MD"]),
        ("District of Columbia, Puerto Rico", ["DC", "PR"]),
        ("Washington, California", ["WA", "CA"]),
        ("CA, OR, IN", ["CA", "OR", "IN"]),
        ("California or Nevada", ["CA", "NV"]),  # "or" is no Oregon
        ("the State of California", ["CA"]),
        ("New York, and the District of Columbia", ["NY", "DC"]),
        ("California California", ["CA"]),
        ("Californa", ["CA"]),
        ("Ontario", [None]),
    ],
)
def test_lists_as_letters_print_them(printed: str, known: list[str | None]) -> None:
    assert codes(printed) == known


def test_every_spelling_leads_to_a_code() -> None:
    names = state_names()
    assert len(set(names.values())) == 56
    for spelling, code in names.items():
        assert codes(spelling) == [code], spelling
