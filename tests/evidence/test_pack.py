"""A pack holds all that fits, quotes word for word, and does not look at the outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from imr_graph.errors import QuestionError
from imr_graph.evidence.asked import EvidenceQuestion
from imr_graph.evidence.pack import LONGEST_QUOTE, OUTCOMES, Pack
from imr_graph.evidence.wording import told_pack
from imr_graph.record import DecisionOutcome, Record
from imr_graph.store.graph import Graph
from tests.evidence.conftest import Letters, letters, packed

NORCO = EvidenceQuestion(treatment="drug/norco")


def test_letters_of_every_outcome_stand_by_day_those_without_last(norco: Pack) -> None:
    assert [one.record.identifier[-1] for one in norco.letters] == ["2", "3", "1", "4"]
    assert norco.balance.items == {"overturned": 1, "upheld": 2, "modified": 1}
    assert norco.balance.letters == {"overturned": 1, "upheld": 2, "modified": 1}


def test_quotes_are_the_kept_text(evidence_graph: Graph, norco: Pack) -> None:
    for one in norco.letters:
        text = evidence_graph.text(one.record.identifier)
        assert text is not None
        assert one.text_sha256 == hashlib.sha256(text.encode()).hexdigest() == one.record.text_sha256
        for item in one.items:
            assert item.quotes
            starts = [quote.start for quote in item.quotes]
            assert starts == sorted(starts)
            for quote in item.quotes:
                assert quote.start <= quote.parts[0].run.start < quote.parts[-1].run.end <= quote.end
                for part in quote.parts:
                    assert part.text == text[part.run.start : part.run.end]
                    assert part.run.page == 1 + text[: part.run.start].count("\f")


def test_no_more_is_quoted_than_was_asked_for(evidence_graph: Graph) -> None:
    for quoted in (1, 2, 20):
        pack = packed(evidence_graph, NORCO, quoted=quoted)
        assert all(1 <= len(item.quotes) <= quoted for one in pack.letters for item in one.items)
    with pytest.raises(QuestionError, match="1 or more"):
        packed(evidence_graph, NORCO, quoted=0)


def test_a_long_sentence_is_quoted_in_part_and_said_to_be(norco: Pack) -> None:
    cut = [
        quote
        for one in norco.letters
        for item in one.items
        for quote in item.quotes
        if quote.cut_after or quote.cut_before
    ]
    assert cut
    for quote in cut:
        assert sum(len(part.text) for part in quote.parts) <= LONGEST_QUOTE
        assert quote.end - quote.start > LONGEST_QUOTE
    told = told_pack(norco, "http://127.0.0.1/")
    remarks = [
        quote.remark for one in told.letters for item in one.items for quote in item.quotes if quote.remark
    ]
    assert any("Quoted in part" in remark for remark in remarks)


def test_where_nothing_is_marked_the_last_sentence_is_flagged(norco: Pack) -> None:
    (quote,) = norco.letters[0].items[0].quotes
    assert quote.parts[0].text == "Blue sky."
    assert not quote.is_marked
    told = told_pack(norco, "http://127.0.0.1/").letters[0].items[0].quotes[0]
    assert told.kind == "Last sentence"
    assert "this is the last" in told.remark


def test_a_record_that_does_not_tell_where_its_reasons_stand_says_so(
    make_graph: Callable[[Letters], Graph],
) -> None:
    record, text = letters()[0]
    bare = Record(**{name: getattr(record, name) for name in record.__struct_fields__} | {"evidence": ()})
    with make_graph([(bare, text)]) as graph:
        pack = packed(graph, NORCO)
    (item,) = pack.letters[0].items
    assert item.quotes == ()
    assert "nothing is quoted" in told_pack(pack, "http://127.0.0.1/").letters[0].items[0].remark


def test_too_many_letters_are_refused_with_their_number(evidence_graph: Graph) -> None:
    assert len(packed(evidence_graph, NORCO, most_letters=4).letters) == 4
    with pytest.raises(QuestionError, match="4 letters fit, and a pack holds 3 at most: name a narrower"):
        packed(evidence_graph, NORCO, most_letters=3)


def test_outcomes_swapped_swap_the_columns_and_nothing_else(
    norco: Pack, make_graph: Callable[[Letters], Graph]
) -> None:
    swap: dict[DecisionOutcome, DecisionOutcome] = {
        "overturned": "upheld",
        "upheld": "overturned",
        "modified": "modified",
    }
    first, second, third, fourth = (swap[one] for one in ("overturned", "upheld", "modified", "upheld"))
    with make_graph(letters((first, second, third, fourth))) as graph:
        other = packed(graph, NORCO)
    assert {swap[one]: count for one, count in norco.balance.items.items()} == other.balance.items
    ours, theirs = told_pack(norco, "http://x/"), told_pack(other, "http://x/")
    columns = {one.outcome: one for one in ours.columns}
    for column in theirs.columns:
        before = columns[swap[column.outcome]]  # type: ignore[index] # outcomes all
        assert (column.items, column.letters, column.share, column.entries) == (
            before.items,
            before.letters,
            before.share,
            before.entries,
        )
    assert [one.name for one in ours.letters] == [one.name for one in theirs.letters]
    for mine, its in zip(ours.letters, theirs.letters, strict=True):
        assert [item.quotes for item in mine.items] == [item.quotes for item in its.items]
    assert [one.outcome for one in ours.columns] == list(OUTCOMES)


def test_every_share_stands_with_its_interval(norco: Pack) -> None:
    shares = {one.outcome: one.share for one in told_pack(norco, "http://x/").columns}
    assert shares["upheld"] == "50.0% (15.0% to 85.0%)"
    assert shares["overturned"] == shares["modified"] == "25.0% (4.6% to 69.9%)"


def test_a_letter_without_a_day_says_so(norco: Pack) -> None:
    assert [one.decided for one in told_pack(norco, "http://x/").letters] == [
        "decided 2016-05-01",
        "decided 2016-04-01",
        "decided 2016-03-01",
        "no day printed",
    ]


def test_made_up_letters_are_told(norco: Pack) -> None:
    assert told_pack(norco, "http://x/").synthetic.startswith("1 of 4 letters of this pack are synthetic")


def test_the_conclusion_of_every_real_letter_is_found(real_graph: Path) -> None:
    with Graph.open(real_graph) as graph:
        found = [
            packed(graph, EvidenceQuestion(treatment=f"category/{category}"))
            for category in ("pharmaceutical", "diagnostic-testing", "rehabilitation", "surgery")
        ]
    items = [item for pack in found for one in pack.letters for item in one.items]
    assert len(items) > 100
    concluding = [item for item in items if any("conclusion" in quote.kinds for quote in item.quotes)]
    assert len(concluding) >= 0.98 * len(items)
