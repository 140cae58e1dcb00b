"""Words that rules look for: what a fuzzer puts into letters to get deep into the rules.

They come from the tables that the rules are made of, so they grow with them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from imr_graph.lexicon.drugs import drug_table
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.lexicon.specialties import specialties
from imr_graph.lexicon.states import state_names
from imr_graph.lexicon.tables import read_table

_EVERY: Final = 12  # of long tables, one row in so many
_FORMS: Final = (
    *("CM16-0123456", "10/16/2016", "10-16-16", "January 5, 2016", "2016", "Page(s): 74-96, 101.", "p. 63"),
    *(
        "44 year old male",
        "Section(s): ",
        "#60",
        "10/325mg",
        "5%",
        "x 8",
        "2 refills",
        "every 6 hours",
        "L4-5",
    ),
    *(
        "CPT 99213",
        "(724.2)",
        "M54.5",
        "(",
        ")",
        '"',
        "'",
        ", and ",
        " and ",
        "; ",
        ": ",
        "/",
        "-\n",
        "\f",
        "\n\n",
    ),
    *("&amp;", "\u2019", "\u00a0", "Page 1 of 4\n", "1) ", "2. ", " \n", "is: Upheld\n", ": Overturned\n"),
    *(
        "was the original request. ",
        "was authorized by the Claims Administrator. ",
        "https://a.b/c",
        "rule out ",
    ),
)


@cache
def words() -> tuple[str, ...]:
    """Headings, labels, names and forms, each once."""
    found: dict[str, None] = dict.fromkeys(_FORMS)
    layouts = tomllib.loads(files("imr_graph.letters").joinpath("layouts.toml").read_text(encoding="utf-8"))
    found |= dict.fromkeys(phrase for phrase in _strings(layouts) if " " in phrase or phrase[:1].isupper())
    found |= dict.fromkeys(name.name for name in list(drug_table().names)[::_EVERY])
    tables = load_guidelines()
    found |= dict.fromkeys(name for document in tables.documents for name in document.names)
    found |= dict.fromkeys(chapter.title for chapter in tables.chapters)
    found |= dict.fromkeys(section.name for section in tables.sections[::_EVERY])
    found |= dict.fromkeys(specialty.name for specialty in specialties())
    found |= dict.fromkeys(list(state_names())[::_EVERY])
    found |= dict.fromkeys(row["example"] for row in read_table("diagnosis_lead_ins"))
    found |= dict.fromkeys(row["word"] for row in read_table("condition_words")[::_EVERY])
    found |= dict.fromkeys(row["example"] for row in read_table("category_terms")[::_EVERY])
    return tuple(word for word in found if word)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
