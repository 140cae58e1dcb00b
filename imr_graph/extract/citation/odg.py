"""What stands after "Official Disability Guidelines": chapters and topics, then other publications.

Letters print the chapter first, with or without the word "Chapter", and part it from the topic by
comma, colon, dash, slash or nothing; some name a second chapter after a semicolon, some several
chapters for one topic, some none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from imr_graph.extract.citation.places import trim_words
from imr_graph.letters.reading import in_small_letters
from imr_graph.lexicon.guideline_names import odg_chapters, publication_sign
from imr_graph.record import Span


class OdgPlace(msgspec.Struct, frozen=True):
    """One chapter and the topics in it; ``chapter`` has several spans where "Chapter" parts its words."""

    chapter: tuple[Span, ...]
    topic: Span | None


class _Chapter(msgspec.Struct, frozen=True):
    spans: tuple[Span, ...]
    end: int
    said: bool  # with the word "Chapter" or "section"
    many: bool  # with the word "chapters"


_WORD = re.compile(r"\s?(?:chapter(?P<many>s)?|section)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s?\((?P<inside>[^()]{0,60})\)")
_NOWHERE = re.compile(
    r"\b(?:updated?|online|version|web|accessed|last|revised|as of|\d{1,2}/\d{1,2}/\d{2,4})\b", re.IGNORECASE
)
_STATED = re.compile(r"\b(?:acute|chronic)\b", re.IGNORECASE)
# A chapter that no table knows shows itself by the word.
_UNKNOWN = re.compile(r"[A-Za-z][A-Za-z&/' -]{1,50}?(?=\s(?:\([^()]{0,40}\)\s)?chapter\b)", re.IGNORECASE)
_AFTER_NAME = re.compile(r"\s?(?:[,;:./-]|\Z|\s[A-Z(0-9])|\s\(")
_JOINT = re.compile(r"\s?(?:,\s?(?:and\s)?|/|;\s?(?:and\s)?|&\s?|\band\s)", re.IGNORECASE)
_CUT = re.compile(
    r";\s?(?:[Aa]nd\s)?(?:the\s)?|,\s?[Aa]nd\s(?:the\s)?|\s[Aa]nd\s(?:the\s)?|,\s?|\s(?=(?i:https?:|www\.))"
)
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_OWN_ADDRESS = re.compile(r"[^\s,;]{0,80}(?:odg|worklossdata|disability)", re.IGNORECASE)
# What stands after a publication's semicolon and is one too: a title and what it is the title of, no
# part of the one before, no further author.
_TITLE = re.compile(
    r"(?!(?i:chapters?|sections?|parts?|vol(?:ume)?|pages?|pp?|tables?|appendix|update[ds]?|revised|accessed)\b"
    r"|[A-Z][A-Za-z'-]+\s[A-Z]{1,3}\b)"
    r"[A-Z][^,;:]{3,80}[,:]\s?\S"
)
_AUTHORS = re.compile(r"\s?(?:[A-Z][A-Za-z'-]{1,30}\s[A-Z]{1,3}\b[.,;]?\s?){1,20}")
_NAME = 120  # the longest name of a body
_AND = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)
_SEMICOLON = re.compile(r";(?=\s)")
_TOPIC_WORD = re.compile(r"\ssection\Z", re.IGNORECASE)
_LAST_PIECE = re.compile(
    r"(?:,|;|\bin\sthe|\bin)\s?(?P<piece>[^,;]{3,60})\s(?:chapter|section)\.?\s?\Z", re.IGNORECASE
)


def is_odg_chapter(text: str, start: int, end: int) -> bool:
    """Whether words without the guideline's name begin as only its chapters do."""
    chapter = _chapter(text, start, end)
    if chapter is None or odg_chapters().match(text, start) is None:
        return False
    bracketed = any(_STATED.search(text[a:b]) for a, b in chapter.spans)
    return chapter.said or bracketed


def split_publications(text: str, start: int, end: int, *, own_title: bool) -> tuple[Span, tuple[Span, ...]]:
    """The words up to the first other publication, and the publications after them.

    ``own_title`` says that the words are themselves a publication's title, so that only a
    semicolon or an address parts the next one from them.
    """
    cuts: list[Span] = []
    at = start
    for cut in _CUT.finditer(text, start, end):
        publication = (at, cut.start()) if own_title or cuts else None
        if not _opens_publication(text, cut, end, publication, by_semicolon=own_title or len(cuts) > 1):
            continue
        cuts.append(cut.span())
        at = cut.end()
    if not cuts:
        return (start, end), ()
    ends = [begin for begin, _ in cuts[1:]] + [end]
    return (start, cuts[0][0]), tuple((after, stop) for (_, after), stop in zip(cuts, ends, strict=True))


def _opens_publication(
    text: str, cut: re.Match[str], end: int, publication: Span | None, *, by_semicolon: bool
) -> bool:
    """Whether another publication begins after a joint.

    ``publication`` is the one that has begun before it, ``by_semicolon`` whether only a semicolon
    parts the next one from that.
    """
    if cut.end() == cut.start() or cut.end() >= end:
        return False
    joint = cut.group().strip().lower()
    if _ADDRESS.match(text, cut.end(), end):
        return (joint == ";" or not by_semicolon) and not _OWN_ADDRESS.match(text, cut.end(), end)
    if joint == "," or (by_semicolon and not joint.startswith(";")):
        return False
    # The sign must stand before the next joint that parts topics.
    following = _SEMICOLON.search(text, cut.end(), end)
    stop = following.start() if following else end
    if not joint.startswith(";"):
        stop = min(stop, cut.end() + 60)
        if publication:
            return _begins_with_body(text, publication, cut, stop)
    if publication and _AUTHORS.fullmatch(text, *publication):
        return False
    if publication_sign().search(text[cut.end() : stop].lower()):
        return True
    return publication is not None and bool(_TITLE.match(text, cut.end(), stop))


def _begins_with_body(text: str, publication: Span, cut: re.Match[str], stop: int) -> bool:
    """Whether "and" joins a second body to a publication, not two words of one body's name."""
    sign, text = publication_sign(), in_small_letters(text)
    begin, stands = publication
    if not sign.search(text, begin, min(stands, begin + _NAME)):
        return False  # "National Heart, Lung, and Blood Institute": its own sign is yet to come
    signs = sign.finditer(text, max(begin, stands - _NAME), stop)
    if any(found.start() < cut.start() and cut.end() < found.end() for found in signs):
        return False  # "Centers for Medicare and Medicaid Services"
    comma = text.find(",", cut.end(), stop)
    return sign.search(text, cut.end(), comma if comma > 0 else stop) is not None


def read_odg(text: str, start: int, end: int) -> tuple[OdgPlace, ...]:
    """The chapters and topics in ``text[start:end]``, at least one place."""
    at = _skip(text, start, end)
    run = _chapter_run(text, at, end)
    if not run:
        if found := _LAST_PIECE.search(text[at:end]):
            piece = (at + found.start("piece"), at + found.end("piece"))
            if odg_chapters().get(text[slice(*piece)]):
                return (OdgPlace((piece,), trim_words(text, at, at + found.start())),)
        return (OdgPlace((), _topic(text, at, end)),)
    return tuple(_places(text, run, end))


def _places(text: str, run: tuple[_Chapter, ...], end: int) -> Iterator[OdgPlace]:
    while run:
        at = run[-1].end
        stop, following = _next_run(text, at, end)
        topic = _topic(text, at, stop)
        for chapter in run:
            yield OdgPlace(chapter.spans, topic)
        run = following


def _next_run(text: str, at: int, end: int) -> tuple[int, tuple[_Chapter, ...]]:
    """Where the next chapter's joint stands, and the chapters after it."""
    for joint in _JOINT.finditer(text, at, end):
        semicolon = joint.group().lstrip().startswith(";")
        if joint.start() == at and not semicolon:
            continue
        run = _chapter_run(text, joint.end(), end)
        if not run:
            continue
        rest = text[run[-1].end : end].strip(" .")
        parted = rest[:1] in {"", ",", ":", "/", ";"} if semicolon else rest[:1] == "/"
        if run[0].said or parted:
            return joint.start(), run
    return end, ()


def _chapter_run(text: str, at: int, end: int) -> tuple[_Chapter, ...]:
    """The chapter at this place, with those joined to it that share its topic."""
    first = _chapter(text, at, end)
    run = [first or _chapter(text, at, end, in_run=True)]
    while run[-1] and not run[-1].many and (joint := _JOINT.match(text, run[-1].end, end)):
        run.append(_chapter(text, joint.end(), end, in_run=True))
    chapters = tuple(chapter for chapter in run if chapter)
    between = [text[a.end : b.spans[0][0]] for a, b in pairwise(chapters)]
    if (
        len(chapters) > 1
        and not text[chapters[-1].end : end].strip(" .")
        and all(map(_AND.fullmatch, between))
    ):
        return chapters
    # Names alone after a chapter are topics, unless the last says "chapters" or each says "chapter".
    if chapters and (chapters[-1].many or all(chapter.said for chapter in chapters)):
        return chapters
    return (first,) if first else ()


def _chapter(text: str, at: int, end: int, *, in_run: bool = False) -> _Chapter | None:
    known = odg_chapters().match(text, at)
    if known and known[1] <= end:
        after = known[1]
    elif (unknown := _UNKNOWN.match(text, at, end)) and not _ends_in_known(unknown.group()):
        after = unknown.end()
    else:
        return None
    spans: list[Span] = [(at, after)]
    said = many = False
    while True:
        if not said and (word := _WORD.match(text, after, end)):
            said, many = True, word.group("many") is not None
            after = word.end()
            continue
        bracket = _BRACKET.match(text, after, end)
        if not bracket:
            break
        inside = bracket.group("inside")
        if _NOWHERE.search(inside):
            after = bracket.end()
        elif _STATED.search(inside) or (not said and _WORD.match(text, bracket.end(), end)):
            opening = bracket.start() + (bracket.group()[0] != "(")
            spans = (
                [(spans[0][0], bracket.end())]
                if not said and len(spans) == 1 and spans[0][1] == bracket.start()
                else [*spans, (opening, bracket.end())]
            )
            after = bracket.end()
        else:
            break
    if not said and not in_run and not _AFTER_NAME.match(text, after, end):
        return None
    return _Chapter(tuple(spans), after, said, many)


def _ends_in_known(words: str) -> bool:
    """Whether a known chapter stands at the end, after "and": the words before are no part of its name."""
    return any(odg_chapters().get(words[joint.end() :]) for joint in _AND.finditer(words))


def _topic(text: str, start: int, end: int) -> Span | None:
    words = trim_words(text, start, end)
    if words and (found := _TOPIC_WORD.search(text[slice(*words)])):
        words = trim_words(text, words[0], words[0] + found.start())
    # Brackets around the whole topic are the joint's.
    if words and text[words[0]] == "(" and text.find(")", *words) == words[1] - 1:
        words = (words[0] + 1, words[1] - 1)
    return words


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " ,:;-./":
        at += 1
    return at
