"""Sources: every key is used and spelt out, every row of the drug table says where it is from."""

from __future__ import annotations

from imr_graph.lexicon.sources import spelt_out
from imr_graph.lexicon.tables import read_table


def test_keys_are_spelt_out_and_other_words_kept() -> None:
    spelt = spelt_out("UNII; label page (DailyMed)")
    assert spelt.startswith("FDA Unique Ingredient Identifier")
    assert spelt.endswith("; label page (DailyMed)")


def test_every_key_is_used() -> None:
    used = {part for row in read_table("drugs") for part in row["evidence"].split("; ")}
    keys = {row["key"] for row in read_table("sources")}
    assert keys
    assert keys <= used


def test_no_abbreviation_is_left_unexplained() -> None:
    for row in read_table("drugs"):
        assert not any(word in spelt_out(row["evidence"]).split() for word in ("NER", "UNII;"))


def test_every_source_says_its_licence() -> None:
    assert all(row["title"] and row["licence"] for row in read_table("sources"))
