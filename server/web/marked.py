"""The words of a letter with their marks, and the entries of its facts, as markup.

A template would take several times as long over the thousands of runs and facts of a long letter. Whatever
comes from a letter is escaped here, and what HTML cannot carry is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from imr_graph.explain.facts import Fact
from imr_graph.explain.layout import FactGroup, LetterPage, carried
from imr_graph.explain.segments import Segment
from server.responses.addresses import concept_url
from server.serving.catalogue import Concept

if TYPE_CHECKING:
    from markupsafe import Markup


def words(one: LetterPage, found: Sequence[Fact], ids: Sequence[str]) -> Markup:
    """The words of a page, marked.

    Args:
        one: the page.
        found: the letter's facts.
        ids: the name that each fact's entry has on the page.
    """
    return _markup("".join(_run(run, found, ids) for run in one.segments))


def entries(
    group: FactGroup,
    ids: Sequence[str],
    led: Mapping[int, Sequence[str]],
    quotes: Sequence[str],
    concept: Callable[[str], Concept],
) -> Markup:
    """The entries of a group of facts, as items of a list.

    Args:
        group: the facts.
        ids: the name of each fact's entry.
        led: further names that lead to a fact.
        quotes: the words of each fact.
        concept: tells of a concept by its path.
    """
    return _markup("".join(_entry(number, fact, ids, led, quotes, concept) for number, fact in group.facts))


def _run(run: Segment, found: Sequence[Fact], ids: Sequence[str]) -> str:
    if not run.facts:
        return escape(run.text)
    first = run.facts[0]
    begins = "".join(f'<i id="w{number}"></i>' for number in run.opens)
    kind = found[first].kind
    tag = f' data-tag="{kind}"' if first in run.opens else ""
    numbers = " ".join(map(str, run.facts))
    if not run.text.strip():
        # Lit with its fact, but no link: one without words has no name to be called by.
        return f'{begins}<span class="mark {kind}" data-f="{numbers}">{escape(run.text)}</span>'
    mark = f'<a class="mark {kind}" href="#{quote(ids[first])}" data-f="{numbers}"{tag}>'
    return f"{begins}{mark}{escape(run.text)}</a>"


def _entry(
    number: int,
    fact: Fact,
    ids: Sequence[str],
    led: Mapping[int, Sequence[str]],
    quotes: Sequence[str],
    concept: Callable[[str], Concept],
) -> str:
    return "".join(
        (
            f'<li id="{escape(ids[number])}" class="fact" data-f="{number}" tabindex="-1">',
            *(f'<i id="{escape(pointer)}"></i>' for pointer in led.get(number, ())),
            f'<p class="kind"><b class="{fact.kind}">{fact.kind}</b>',
            f" {escape(fact.name)}</p>" if fact.name != fact.kind else "</p>",
            *_told(fact, concept),
            f'<p class="quiet"><a class="place" href="#w{number}">page {fact.page}</a> ',
            f'<q>{escape(quotes[number])}</q> <span class="rule">rule {escape(fact.rule)}</span></p></li>\n',
        )
    )


def _told(fact: Fact, concept: Callable[[str], Concept]) -> Iterator[str]:
    """The value, its concepts, and whether no table knows it."""
    if fact.value not in fact.concepts:
        yield f'<p class="value">{escape(fact.value)}</p>'
    if fact.concepts:
        links = ", ".join(_link(path, concept(path)) for path in fact.concepts)
        yield f'<p class="concept">{links}</p>'
    if fact.unresolved:
        yield '<p class="unresolved">Not resolved: no table knows these words.</p>'


def _link(path: str, concept: Concept) -> str:
    return f'<a href="{escape(concept_url(path))}">{escape(concept.short_label or concept.label)}</a>'


def _markup(written: str) -> Markup:
    # The library comes with that of the templates.
    from markupsafe import Markup

    return Markup(carried(written))  # noqa: S704 - all that comes from letters and schemes is escaped
