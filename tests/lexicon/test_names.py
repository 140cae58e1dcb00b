from __future__ import annotations

import pytest

from imr_graph.lexicon.names import NameTable

TABLE = NameTable(
    {
        spelling: name
        for name, spellings in {
            "Pain Medicine": ["Pain Medicine", "Pain Management"],
            "Physical Medicine and Rehabilitation": ["Physical Medicine & Rehabilitation", "PM&R"],
            "Endocrinology, Diabetes and Metabolism": ["Endocrinology, Diabetes and Metabolism"],
            "Neurology": ["Neurology"],
            "Urology": ["Urology"],
            "Surgery": ["Surgery"],
            "Vascular Surgery": ["Vascular Surgery"],
            "Chiropractic": ["Chiropractic", "DC"],
        }.items()
        for spelling in spellings
    }
)


def split(text: str) -> list[tuple[str, str | None]]:
    return [(name.printed, name.known) for name in TABLE.split(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Pain Management", ["Pain Medicine"]),
        ("PAIN  management", ["Pain Medicine"]),
        ("Neurology,Urology", ["Neurology", "Urology"]),
        ("Neurology and Urology", ["Neurology", "Urology"]),
        ("Neurology, and Urology", ["Neurology", "Urology"]),
        ("Neurology/Urology; Surgery", ["Neurology", "Urology", "Surgery"]),
        ("Neurology Pain Management", ["Neurology", "Pain Medicine"]),
        ("Vascular Surgery", ["Vascular Surgery"]),
        (
            "Physical Medicine & Rehabilitation & Pain Management",
            ["Physical Medicine and Rehabilitation", "Pain Medicine"],
        ),
        ("PM&R & Pain Management", ["Physical Medicine and Rehabilitation", "Pain Medicine"]),
        ("Physical\nMedicine and \nRehabilitation", ["Physical Medicine and Rehabilitation"]),
        (
            "Endocrinology, Diabetes and Metabolism, Urology",
            ["Endocrinology, Diabetes and Metabolism", "Urology"],
        ),
        ("DC", ["Chiropractic"]),
        ("", []),
        (" , and ,", []),
    ],
)
def test_known_names(text: str, known: list[str]) -> None:
    assert [name for _, name in split(text)] == known


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Pain Managementa", "Pain Medicine"),
        ("Pain Managment", "Pain Medicine"),
        ("Physical Medicin & Rehabilitation", "Physical Medicine and Rehabilitation"),
        ("Surgey", "Surgery"),
        ("Nurology", None),  # one stroke from Neurology and from Urology
        ("Sugry", None),  # two strokes of so short a name
        ("Pain Manager", None),
        ("Pa", None),
    ],
)
def test_a_misspelled_name_is_known_if_only_one_is_near(text: str, known: str | None) -> None:
    assert split(text) == [(text, known)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Clinical Pain Medicine", [("Clinical Pain Medicine", None)]),
        ("Pain Medicine Fellowship", [("Pain Medicine Fellowship", None)]),
        (
            "Aviation and Space Medicine, Neurology",
            [("Aviation and Space Medicine", None), ("Neurology", "Neurology")],
        ),
        ("Aviation Medicine and Neurology", [("Aviation Medicine", None), ("Neurology", "Neurology")]),
        ("dc", [("dc", None)]),
    ],
)
def test_unknown_names_stay_whole(text: str, names: list[tuple[str, str | None]]) -> None:
    assert split(text) == names


def test_places() -> None:
    text = "in Neurology, Pain Management."
    places = [text[name.start : name.end] for name in TABLE.split(text, 3, len(text))]
    assert places == ["Neurology", "Pain Management"]


def test_a_spelling_of_two_names_is_refused() -> None:
    with pytest.raises(ValueError, match="stands for 'A' and for 'B'"):
        NameTable({"P&Q": "A", "p and q": "B"})


@pytest.mark.parametrize("before", ["", "Certified in ", "x" * 300])
def test_a_list_that_is_met_again_stands_where_it_is(before: str) -> None:
    words = "Pain Medicine, Unheard of Art" + " and so on" * (len(before) // 10)
    first = TABLE.split(words, 0, len(words))
    again = TABLE.split(before + words, len(before), len(before) + len(words))
    assert [(name.start - len(before), name.end - len(before), name.printed) for name in again] == [
        (name.start, name.end, name.printed) for name in first
    ]
