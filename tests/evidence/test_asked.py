"""What a question of a pack means, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from imr_graph.errors import QuestionError
from imr_graph.evidence.asked import EvidenceQuestion, meaning
from imr_graph.store.graph import Graph
from tests.evidence.conftest import no_words, packed


@pytest.mark.parametrize(
    ("question", "cases"),
    [
        (EvidenceQuestion(treatment="drug/norco"), {1, 2, 3, 4}),
        (EvidenceQuestion(treatment="Norco"), {1, 2, 3, 4}),
        (EvidenceQuestion(treatment="https://imr-graph.example/concept/drug/soma"), {9}),
        (EvidenceQuestion(treatment="ingredient/hydrocodone"), {1, 2, 3, 4}),
        (EvidenceQuestion(treatment="drug-class/muscle-relaxant"), {9}),
        (EvidenceQuestion(treatment="category/pharmaceutical"), {1, 2, 3, 4, 9}),
        (EvidenceQuestion(treatment="category/surgery/spine"), set()),
        (EvidenceQuestion(words="nothing"), set()),
        (EvidenceQuestion(diagnosis="lumbar radiculopathy"), {1, 2, 3, 4, 9}),
        (EvidenceQuestion(diagnosis="carpal tunnel syndrome"), set()),
        (EvidenceQuestion(guideline="guideline/mtus-chronic-pain"), {1, 2, 3, 4, 9}),
        (
            EvidenceQuestion(guideline="guideline/mtus-chronic-pain/2009/section/benzodiazepines"),
            {1, 2, 3, 4, 9},
        ),
        (
            EvidenceQuestion(
                guideline="guideline/mtus-chronic-pain/2009/section/benzodiazepines", cited_by="reviewer"
            ),
            set(),
        ),
        (EvidenceQuestion(guideline="guideline/odg"), set()),
        (EvidenceQuestion(treatment="drug/norco", first=dt.date(2016, 4, 1)), {2, 3}),
        (EvidenceQuestion(treatment="drug/norco", last=dt.date(2016, 4, 1)), {1, 3}),
    ],
    ids=str,
)
def test_every_letter_that_fits_is_there_and_no_other(
    evidence_graph: Graph, question: EvidenceQuestion, cases: set[int]
) -> None:
    pack = packed(evidence_graph, question)
    assert {int(one.record.identifier[-7:]) for one in pack.letters} == cases
    assert pack.balance.total == len(cases)
    assert pack.about.letters_counted == len(cases)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (EvidenceQuestion(), "needs a treatment"),
        (EvidenceQuestion(first=dt.date(2016, 1, 1)), "needs a treatment"),
        (EvidenceQuestion(treatment="drug/norko"), "near it: drug/nor"),
        (EvidenceQuestion(treatment="norko"), "as words of the request"),
        (EvidenceQuestion(treatment="lumbar radiculopathy"), "no drug, ingredient, class or category"),
        (EvidenceQuestion(treatment="naproxen"), "ingredient/naproxen (active ingredient)"),
        (EvidenceQuestion(diagnosis="moonstruck"), "diagnosis: 'moonstruck'"),
        (EvidenceQuestion(guideline="the almanac"), "guideline: 'the almanac'"),
        (EvidenceQuestion(treatment="drug/norco", cited_by="reviewer"), "name the guideline"),
        (
            EvidenceQuestion(treatment="drug/norco", first=dt.date(2017, 1, 1), last=dt.date(2016, 1, 1)),
            "change them about",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_understood_is_told_with_a_cure(
    evidence_graph: Graph, question: EvidenceQuestion, said: str
) -> None:
    with pytest.raises(QuestionError, match=said.replace("(", r"\(").replace(")", r"\)")):
        meaning(evidence_graph, question, no_words)
