"""Where a title prints the names of drugs, and which of them make up one product."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from imr_graph.extract.request.dose import Measure
from imr_graph.lexicon.drugs import DrugName, drug_table, release_marks
from imr_graph.lexicon.prescriptions import forms
from imr_graph.lexicon.title_words import title_words

WORD = re.compile(r"[A-Za-z0-9]+")
"""A word as drugs' names are looked up by."""

_RELEASE = re.compile(
    r"[ ,-]+(?:(?:extended|delayed|immediate|sustained|controlled|long)[ -](?:release|acting)"
    r"|extra[ -]strength|(?P<mark>[A-Za-z]{2,3}))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SALT = re.compile(r"[ /,-]+(?P<salt>[A-Za-z]+)\.?(?![A-Za-z0-9])")
_WORD_BEFORE = re.compile(r"\b(?P<word>[A-Za-z]{3,})[-/]$")
_WORD_AFTER = re.compile(r"[-/](?P<word>[A-Za-z]{3,})")
# What may part the names of one product's ingredients, besides strengths.
_JOINED = re.compile(r"\s*(?:[/+&-]|and\b|with\b|w/)?\s*", re.IGNORECASE)
_LISTED = re.compile(r"[\s/+&,;:()-]*(?:\b(?:and|with)\b[\s]*)?", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"[\s,;/+&:-]*(?:and\s)?\s*(?P<name>[A-Za-z][A-Za-z-]{3,}(?: [A-Za-z-]{4,})?)\s*$", re.IGNORECASE
)
_JOINTS = frozenset("/-+")


class Mention(msgspec.Struct, frozen=True):
    """A name found in a text.

    Args:
        start: where it begins.
        end: past its salts and release letters.
        entry: what the table of drugs knows of it; ``None`` for a name that it does not know.
        unknown: such a name, lower case.
    """

    start: int
    end: int
    entry: DrugName | None
    unknown: str = ""


class _Token(msgspec.Struct, frozen=True):
    word: str
    start: int
    end: int


def find_mentions(text: str, stop: int) -> list[Mention]:
    """Every drug's name before ``stop``, in order, with the salts and release letters after it."""
    tokens = [_Token(m.group().lower(), m.start(), m.end()) for m in WORD.finditer(text, 0, stop)]
    words = [token.word for token in tokens]
    table = drug_table()
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        match = table.at(words, index)
        if match is None:
            index += 1
            continue
        entry, taken = match
        found.append(Mention(tokens[index].start, _name_end(text, tokens[index + taken - 1].end), entry))
        index += taken
        while index < len(tokens) and tokens[index].start < found[-1].end:
            index += 1
    # Misspelt names count where nothing is spelt right, or beside an ingredient: "hydrocodone/acetaminophin".
    for token in tokens:
        lone = not found or all(mention.entry and mention.entry.kind != "generic" for mention in found)
        beside = text[token.start - 1 : token.start] in {"/", "-", "+"} or text[
            token.end : token.end + 1
        ] in {"/", "-", "+"}
        if (found and (lone or not beside)) or token.word in title_words("generic") or token.word in forms():
            continue
        if any(mention.start <= token.start < mention.end for mention in found):
            continue
        if entry_ := table.misspelt(token.word):
            found.append(Mention(token.start, _name_end(text, token.end), entry_))
            found.sort(key=lambda mention: mention.start)
    return found


def one_product(
    text: str, mentions: Sequence[Mention], measures: Sequence[Measure], *, listed: bool
) -> list[Mention]:
    """The mentions that, from the first on, make up one product.

    In a compound they may be listed with commas, and a listed name may be unknown to the tables
    where it has a percentage of its own.
    """
    run = [mentions[0]]
    between = _LISTED if listed else _JOINED
    for mention in mentions[1:]:
        gap = _without(text, run[-1].end, mention.start, measures)
        if listed and (unknown := _unknown_between(text, run[-1].end, mention.start, measures)):
            run += unknown
        elif not between.fullmatch(gap) or not gap:
            break
        run.append(mention)
    if listed and len(mentions) == len([m for m in run if not m.unknown]):
        run += _unknown_after(text, run[-1].end, measures)
    return run


def part_of_word(text: str, mention: Mention) -> bool:
    """Whether an ingredient's name is a piece of a product's that the tables do not know ("Keto-Lido")."""
    if mention.entry is None or mention.entry.kind != "generic":
        return False
    before, after = _WORD_BEFORE.search(text[: mention.start]), _WORD_AFTER.match(text, mention.end)
    return any(
        piece["word"].lower() not in title_words("generic")
        and piece["word"].lower() not in forms()
        and piece["word"].lower() not in drug_table().salts
        and drug_table().at((piece["word"].lower(),), 0) is None
        and drug_table().misspelt(piece["word"].lower()) is None
        for piece in (before, after)
        if piece
    )


def _name_end(text: str, end: int) -> int:
    """Where a name ends whose last looked-up word ends at ``end``: past salts and release letters."""
    while True:
        salt = _SALT.match(text, end)
        if (
            salt
            and salt["salt"].lower() in drug_table().salts
            and (len(salt["salt"]) > 1 or text[end] == " ")
        ):
            end = salt.end("salt")
            continue
        release = _RELEASE.match(text, end)
        if (
            release
            and (release["mark"] is None or release["mark"].lower() in release_marks())
            and text[end] != ","
        ):
            end = release.end()
            continue
        return end


def _without(text: str, start: int, end: int, measures: Sequence[Measure]) -> str:
    """What stands between two places besides measures and words of form and salt."""
    gap = ""
    at = start
    for measure in measures:
        if measure.start >= start and measure.end <= end:
            gap += text[at : measure.start]
            at = measure.end
    gap += text[at:end]
    return WORD.sub(lambda word: "" if word.group().lower() in drug_table().salts else word.group(), gap)


def _unknown_between(text: str, start: int, end: int, measures: Sequence[Measure]) -> list[Mention]:
    """Names unknown to the tables, each with a percentage, between two places."""
    found: list[Mention] = []
    at = start
    for measure in measures:
        if measure.unit != "%" or measure.start < at or measure.end > end:
            continue
        name = _UNKNOWN.fullmatch(text, at, measure.start)
        words = name["name"].lower().split() if name else []
        if name and not any(
            word in title_words("generic") or word in drug_table().salts or word in forms() for word in words
        ):
            found.append(Mention(name.start("name"), name.end("name"), None, name["name"].lower()))
        at = measure.end
    rest = _LISTED.fullmatch(text, at, end)
    return found if rest else []


def _unknown_after(text: str, start: int, measures: Sequence[Measure]) -> list[Mention]:
    last = max((measure.end for measure in measures if measure.unit == "%"), default=start)
    return _unknown_between(text, start, last, measures) if last > start else []
