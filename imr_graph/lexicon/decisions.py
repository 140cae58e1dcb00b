"""The words of a decision and the outcome that each means (``data/decision_words.csv``)."""

from __future__ import annotations

from functools import cache

from imr_graph.lexicon.tables import read_table


@cache
def decision_words() -> dict[str, str]:
    """Words in lower case to outcome."""
    return {row["words"]: row["outcome"] for row in read_table("decision_words")}


def decision_outcome(words: str) -> str | None:
    """What the words mean, whatever their case and blanks ("notmedically necessary")."""
    return _by_letters().get(_letters(words))


@cache
def necessity_words() -> dict[str, str]:
    """Closing words of a rationale, in lower case, to ``necessary`` or ``not necessary``."""
    return {row["words"]: row["says"] for row in read_table("necessity_words")}


@cache
def _by_letters() -> dict[str, str]:
    return {_letters(words): outcome for words, outcome in decision_words().items()}


def _letters(words: str) -> str:
    return "".join(words.lower().split())
