"""Which drug a title names: the printed name, what it is made of, what the tables know of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from imr_graph.extract.dose import Measure
from imr_graph.lexicon.categories import Token
from imr_graph.lexicon.drugs import MEDICAL_FOOD, DrugName, drug_table, release_marks
from imr_graph.lexicon.prescriptions import forms, number_pattern

COMPOUND = "compound"
"""The name of a compounded product that prints neither ingredients nor a name."""

_TOKEN = re.compile(r"[A-Za-z0-9]+")
_HYPHENED_BEFORE = re.compile(r"\b(?P<word>[A-Za-z]{3,})[-/]$")
_HYPHENED_AFTER = re.compile(r"[-/](?P<word>[A-Za-z]{3,})")
_RELEASE = re.compile(
    r"[ ,-]+(?:(?:extended|delayed|immediate|sustained|controlled|long)[ -](?:release|acting)|extra[ -]strength"
    r"|(?P<mark>[A-Za-z]{2,3}))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SALT = re.compile(r"[ /,-]+(?P<salt>[A-Za-z]+)\.?(?![A-Za-z0-9])")
# What may part the names of one product's ingredients, besides strengths.
_JOINED = re.compile(r"\s*(?:[/+&-]|and\b|with\b|w/)?\s*", re.IGNORECASE)
_LISTED = re.compile(r"[\s/+&,;:()-]*(?:\b(?:and|with)\b[\s]*)?", re.IGNORECASE)
_COMPOUNDED = re.compile(
    r"\bcompound|\bcream|\bgel\b|\bointment|\blotion|\btopical|\btransdermal|%", re.IGNORECASE
)
_LEADS = re.compile(
    r"(?:"
    r"(?:retrospective|retro|prospective)(?: (?:requests?|review))?(?: (?:for|of))?(?: ?\([^()]*\))?"
    r"|\(?(?:dos|date of service|dates of service)\)?:? ?[\d/-]+(?: ?(?:-|to|through) ?[\d/-]+)?"
    r"|(?:a |one |an )?(?:\d+ |\(\d+\) |one |two |three )?(?:\(\d+\) )?(?:month(?:s|ly)? )?(?:prescriptions?|rx|scripts?)(?: medications?)?(?: ?(?:of|for|:))?"
    r"|(?:ongoing|additional|continued?|continuing|continuation|new|initial|trial|use|usage|refills?|purchase|dispensing|supply|coverage|months?|days?|generic|brand(?: name)?|medications?|medicines?|meds?|drugs?|request|requests|pharmacy|prescribed|home|unknown|decreased|increased|over the counter|otc)(?: (?:of|for|with))?"
    r"|(?:post|pre)[- ]?(?:op(?:erative)?|surg(?:ery|ical))(?: medications?)?"
    r"|(?:topical|oral|transdermal|custom|compound(?:ed|ing)?|compounds)"
    r"|of|for|the|an?|\d+"
    r"|" + number_pattern() + r")"
    r"(?![A-Za-z0-9])[ :,;()-]*",
    re.IGNORECASE,
)
_GENERIC_WORDS = frozenset(
    "topical compound compounded compounding cream creams gel ointment lotion patch medication medications medicine "
    "drug drugs pain oral transdermal custom anti inflammatory muscle relaxant opioid opioids narcotic prescription "
    "base formula mixture solution preparation analgesic analgesics unspecified unknown antibiotic antibiotics "
    "salt nsaid nsaids narcotics steroid steroids supplement supplements vitamin vitamins antidepressant sleep other for of the with and in to capsule capsules tablet tablets cap tab suspension product kit".split()
)
_BOUNDARY = re.compile(
    r"[(#,;:]| - |\b(?:with|for|x|qty|quantity|take|apply|refills?|per|dos)\b|\d+ ?(?:refills?|months?|days?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One active ingredient: its nonproprietary name, and whether a table knows it."""

    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class NamedDrug:
    """The drug of a title.

    Args:
        name: as printed, or ``compound``; ``None`` where no name can be told.
        spans: where the name's words stand in the text; empty for ``compound``.
        entry: the name in the table of drugs, ``None`` where it knows none.
        ingredients: sorted; empty where unknown.
        combined: whether the name is put together from those of several ingredients.
        stated: where the ingredients' own names stand, if printed.
    """

    name: str | None
    spans: tuple[tuple[int, int], ...]
    entry: DrugName | None
    ingredients: tuple[Ingredient, ...]
    combined: bool = False
    stated: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found in a text; ``end`` is past its salts and release letters."""

    start: int
    end: int
    entry: DrugName | None
    unknown: str = field(default="")


def name_drug(text: str, measures: Sequence[Measure], stop: int) -> NamedDrug:
    """The drug that ``text[:stop]`` names.

    Args:
        text: the item's words.
        measures: every measure in them.
        stop: where the direction for use begins; drugs named after it are not requested.
    """
    mentions = _mentions(text, stop)
    if not mentions:
        return _unlisted(text, measures, stop)
    first = mentions[0]
    if _part_of_word(text, first):
        return _unlisted(text, measures, stop)
    bracket = text.rfind("(", 0, first.start)
    outside = (
        _product_before(text, bracket) if 0 <= bracket and ")" not in text[bracket : first.start] else None
    )
    if outside and _is_list(text[bracket + 1 : first.start]):
        inside = _ingredients(_run(text, mentions, measures, listed=True))
        return NamedDrug(text[slice(*outside)], (outside,), None, inside, stated=((first.start, first.end),))
    listed = bool(_COMPOUNDED.search(text))
    run = _run(text, mentions, measures, listed=listed)
    single = first.entry is not None and (first.entry.kind != "generic" or len(first.entry.ingredients) > 1)
    if len(run) > 1 and not single:
        ingredients = _ingredients(run)
        entry = drug_table().generic([ingredient.name for ingredient in ingredients]) if ingredients else None
        spans = tuple((mention.start, mention.end) for mention in run)
        name = "/".join(text[start:end] for start, end in spans)
        return NamedDrug(name, spans, entry, ingredients, combined=True, stated=spans)
    return _listed_in_bracket(text, mentions, measures) or _single(text, first, mentions)


def _part_of_word(text: str, mention: _Mention) -> bool:
    """Whether an ingredient's name is a piece of a product's that the tables do not know ("Keto-Lido")."""
    if mention.entry is None or mention.entry.kind != "generic":
        return False
    before, after = _HYPHENED_BEFORE.search(text[: mention.start]), _HYPHENED_AFTER.match(text, mention.end)
    return any(
        piece["word"].lower() not in _GENERIC_WORDS
        and piece["word"].lower() not in forms()
        and piece["word"].lower() not in drug_table().salts
        and drug_table().at((piece["word"].lower(),), 0) is None
        and drug_table().misspelt(piece["word"].lower()) is None
        for piece in (before, after)
        if piece
    )


def _listed_in_bracket(
    text: str, mentions: Sequence[_Mention], measures: Sequence[Measure]
) -> NamedDrug | None:
    """A compound named by words of its own and told by the ingredients in the bracket after them.

    "Flurbi cream (flurbiprofen 20%/lidocaine 5%)": the list counts, not the first word.
    """
    first, *others = mentions
    if first.entry is None or first.entry.kind != "generic" or not others:
        return None
    bracket = text.rfind("(", first.end, others[0].start)
    inside = _run(text, others, measures, listed=True)
    if bracket < 0 or len(inside) == 1 or not any(measure.unit == "%" for measure in measures):
        return None
    end = first.start + len(text[first.start : bracket].rstrip())
    stated = tuple((mention.start, mention.end) for mention in inside)
    return NamedDrug(
        text[first.start : end], ((first.start, end),), None, _ingredients(inside), stated=stated
    )


def _single(text: str, mention: _Mention, mentions: Sequence[_Mention]) -> NamedDrug:
    entry = mention.entry
    if entry is None:
        raise ValueError("a mention without an entry begins no list of ingredients")
    end = mention.end
    known = _formed(text, entry) or entry
    # "Voltaren gel": the form is told apart from the name.
    words = text[mention.start : end].split(" ")
    while len(words) > 1 and words[-1].lower() in forms() and entry.kind != "medical-food":
        end -= len(words.pop()) + 1
    spans: tuple[tuple[int, int], ...] = ((mention.start, end),)
    if known.kind == MEDICAL_FOOD or not known.ingredients:
        named = [m for m in mentions[1:] if m.entry and m.entry.kind == "generic"]
        return NamedDrug(text[mention.start : end], spans, known, _ingredients(named))
    ingredients = tuple(Ingredient(name, known=True) for name in known.ingredients)
    return NamedDrug(text[mention.start : end], spans, known, ingredients)


def _formed(text: str, entry: DrugName) -> DrugName | None:
    """The entry of this name in the form that the title prints, where the table tells forms apart."""
    base = tuple(_TOKEN.findall(entry.name.lower()))
    for word in _TOKEN.findall(text.lower()):
        form = forms().get(word)
        if form and form.kind == "form":
            found = drug_table().at([*base, form.name], 0)
            return found[0] if found and found[1] == len(base) + 1 else None
    return None


def _mentions(text: str, stop: int) -> list[_Mention]:
    """Every drug's name before ``stop``, in order, with the salts and release letters after it."""
    tokens = [Token(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text, 0, stop)]
    words = [token.word for token in tokens]
    table = drug_table()
    found: list[_Mention] = []
    index = 0
    while index < len(tokens):
        match = table.at(words, index)
        if match is None:
            index += 1
            continue
        entry, taken = match
        found.append(_Mention(tokens[index].start, _name_end(text, tokens[index + taken - 1].end), entry))
        index += taken
        while index < len(tokens) and tokens[index].start < found[-1].end:
            index += 1
    # Misspelt names count where nothing is spelt right, or beside an ingredient: "hydrocodone/acetaminophin".
    for token in tokens:
        lone = not found or all(mention.entry and mention.entry.kind != "generic" for mention in found)
        beside = text[token.start - 1 : token.start] in {"/", "-", "+"} or text[
            token.end : token.end + 1
        ] in {"/", "-", "+"}
        if (found and (lone or not beside)) or token.word in _GENERIC_WORDS or token.word in forms():
            continue
        if any(mention.start <= token.start < mention.end for mention in found):
            continue
        if entry_ := table.misspelt(token.word):
            found.append(_Mention(token.start, _name_end(text, token.end), entry_))
            found.sort(key=lambda mention: mention.start)
    return found


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


def _run(
    text: str, mentions: Sequence[_Mention], measures: Sequence[Measure], *, listed: bool
) -> list[_Mention]:
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


def _without(text: str, start: int, end: int, measures: Sequence[Measure]) -> str:
    """What stands between two places besides measures and words of form and salt."""
    gap = ""
    at = start
    for measure in measures:
        if measure.start >= start and measure.end <= end:
            gap += text[at : measure.start]
            at = measure.end
    gap += text[at:end]
    return _TOKEN.sub(lambda word: "" if word.group().lower() in drug_table().salts else word.group(), gap)


_UNKNOWN = re.compile(
    r"[\s,;/+&:-]*(?:and\s)?\s*(?P<name>[A-Za-z][A-Za-z-]{3,}(?: [A-Za-z-]{4,})?)\s*$", re.IGNORECASE
)


def _unknown_between(text: str, start: int, end: int, measures: Sequence[Measure]) -> list[_Mention]:
    """Names unknown to the tables, each with a percentage, between two places."""
    found: list[_Mention] = []
    at = start
    for measure in measures:
        if measure.unit != "%" or measure.start < at or measure.end > end:
            continue
        name = _UNKNOWN.fullmatch(text, at, measure.start)
        words = name["name"].lower().split() if name else []
        if name and not any(
            word in _GENERIC_WORDS or word in drug_table().salts or word in forms() for word in words
        ):
            found.append(_Mention(name.start("name"), name.end("name"), None, name["name"].lower()))
        at = measure.end
    rest = _LISTED.fullmatch(text, at, end)
    return found if rest else []


def _unknown_after(text: str, start: int, measures: Sequence[Measure]) -> list[_Mention]:
    last = max((measure.end for measure in measures if measure.unit == "%"), default=start)
    return _unknown_between(text, start, last, measures) if last > start else []


def _ingredients(mentions: Sequence[_Mention]) -> tuple[Ingredient, ...]:
    found: set[Ingredient] = set()
    for mention in mentions:
        if mention.entry is None:
            found.add(Ingredient(mention.unknown, known=False))
        else:
            found.update(Ingredient(name, known=True) for name in mention.entry.ingredients)
    return tuple(sorted(found, key=lambda ingredient: ingredient.name))


def _product_before(text: str, bracket: int) -> tuple[int, int] | None:
    """The name of a product, unknown to the tables, that stands before a bracket."""
    start = _after_leads(text)
    words = text[start:bracket]
    end = start + len(words.rstrip(" ,:-"))
    if end <= start:
        return None
    while (last := text[start:end].rsplit(" ", 1)[-1]).lower() in forms() and len(last) < end - start:
        end -= len(last) + 1
    telling = [word for word in _TOKEN.findall(text[start:end].lower()) if word not in _GENERIC_WORDS]
    return (start, end) if telling and not any(word.isdigit() for word in telling[:1]) else None


def _is_list(before_first: str) -> bool:
    """Whether a bracket that opens with these words may hold ingredients."""
    return not re.search(r"[A-Za-z]{3,}", before_first) or bool(
        re.search(r"contain|includ|compound", before_first)
    )


def _after_leads(text: str) -> int:
    at = 0
    while (lead := _LEADS.match(text, at)) and lead.end() > at:
        at = lead.end()
    return at


def _unlisted(text: str, measures: Sequence[Measure], stop: int) -> NamedDrug:
    """The words before the first strength, form or count, where no table knows the drug."""
    start = _after_leads(text)
    ends = [stop, *(measure.start for measure in measures if measure.start >= start)]
    if boundary := _BOUNDARY.search(text, start + 1):
        ends.append(boundary.start())
    for word in _TOKEN.finditer(text, start):
        form = forms().get(word.group().lower())
        if form and word.start() > start:
            ends.append(word.start())
            break
    end = max(start, min(ends))
    name = text[start:end].rstrip(" ,:;(-")
    telling = [
        word for word in _TOKEN.findall(name.lower()) if word not in _GENERIC_WORDS and not word.isdigit()
    ]
    if telling and not (len(telling) == 1 and telling[0] in forms()):
        return NamedDrug(name, ((start, start + len(name)),), None, ())
    if re.search(r"\bcompound", text, re.IGNORECASE):
        return NamedDrug(COMPOUND, (), None, ())
    return NamedDrug(None, (), None, ())
