"""The forms in which a title prints a number of visits, as patterns on small letters.

An amount is a number, a range of numbers, or a number said twice: "2", "two", "2-3", "two (2)".
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from imr_graph.lexicon.prescriptions import number_words

VISIT: Final = r"(?:visits?|sessions?|treatments?|appointments?)"
OTHER: Final = (
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|units?|levels?|views?|body|parts?"
    r"|areas?|regions?|inch|inches|cm|mm|%)"
)
"""What numbers count that are no visits."""
_UNIT: Final = r"(?:week|wk|month|mo)"
_VISITS: Final = r"(?:visits|sessions|treatments|appointments)"


@cache
def _amount() -> str:
    word = "|".join(sorted(number_words(), key=len, reverse=True))
    one = rf"(?:\d{{1,3}}(?!\d|[.,/]\d)|(?:{word})(?:[ -](?:{word}))?\b)"
    return rf"{one}(?: ?(?:-|\u2013|to|or) ?{one})?(?: ?\(\d{{1,3}}\))?"


@cache
def _first() -> str:
    """An amount that begins a word."""
    return rf"(?<![\w.,/#-]){_amount()}"


@cache
def rate() -> re.Pattern[str]:
    """So many a week or a month: groups ``each`` and ``unit``, or ``often``, ``adverb`` and ``visits``."""
    often = rf"(?:once|twice|thrice|{_first()})(?: ?-?(?:x|times?)\b)?"
    return re.compile(
        rf"(?P<each>{often})(?: (?:{VISIT}|days?))?"
        rf"(?: ?[/x] ?| (?:an?|per|each|every|in a) |(?<=times) )(?P<unit>{_UNIT})s?\b"
        rf"|(?:(?P<often>{often})[ -])?(?<!bi-)\b(?P<adverb>weekly|monthly)\b(?P<visits> {VISIT}\b)?"
    )


@cache
def length() -> re.Pattern[str]:
    """So many weeks or months: groups ``count`` and ``lasts``."""
    return re.compile(
        r"(?<!every )(?<!after )(?<!within )(?:\b(?:for|x|times|over|during) ?)?(?:the )?(?:next |total of )?"
        rf"(?<![\d.,/#-])(?P<count>{_amount()})[ -]?(?P<lasts>{_UNIT})s?\b"
    )


@cache
def bare_length() -> re.Pattern[str]:
    """Right after a rate: times a number (``count``) of its own units."""
    return re.compile(rf" ?(?:x|times) ?(?P<count>{_amount()})(?!\w| ?(?:{OTHER}|{VISIT})\b)")


@cache
def times() -> re.Pattern[str]:
    """Two numbers (``one``, ``other``): visits a week and weeks, either way; ``check`` is the product."""
    return re.compile(
        rf"(?P<one>{_first()}) ?(?:x|times|by) ?(?P<other>{_amount()})(?: ?(?:{_UNIT}s?|{VISIT})\b)?"
        rf"(?: ?\((?P<check>\d{{1,3}})\))?(?!\w| ?(?:{OTHER}|x|times)\b)"
    )


@cache
def counts() -> tuple[re.Pattern[str], ...]:
    """Ways to print a number of visits (``count``), the plainest first; ``x`` is a sign of times."""
    other = r"(?!(?:x|times|for|an?|per|each|every)\b)[a-z/'&]{1,25}"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # such as "eight additional physical therapy visits"
            rf"(?P<count>{_first()})\)?(?! ?{OTHER}\b)(?:[ -]{other}){{0,6}}?[ -]{VISIT}\b"
            r"(?! ?(?:/|(?:per|each|every|an?|x)\b))",
            # such as "visits (8)"
            rf"\b{_VISITS} ?(?:[:(=-]|x|times)? ?(?P<count>{_amount()})(?!\w| ?(?:{OTHER}|x|times)\b)",
            # such as "#6"
            r"(?<!session )(?<!visit )(?:#|\b(?:quantity|qty)\b) ?:? ?(?P<count>\d{1,3})(?![\d/-]| ?x)",
            # such as "times six for the knee"
            rf"(?P<x>(?:^|(?<=[\s,(]))(?:x|times)) ?(?P<count>{_amount()})"
            rf"(?=\s?(?:{VISIT}\b|$|[,;:.()]|(?:for|to|of|with|on|and)\b(?! ?\d)))",
            # such as "six times"
            rf"(?P<count>{_first()}) times(?=\s?(?:$|[,;:.()]|(?:for|to|on)\b(?! {_amount()})))",
        )
    )
