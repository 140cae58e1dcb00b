from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imr_graph.letters.cleaning import clean

# What letters are made of, and what trips a cleaner.
WORDS = st.sampled_from(
    [
        *(
            "pain",
            "Pain",
            "depression",
            "depres",
            "sion",
            "12",
            "5%",
            " ",
            "  ",
            "\n",
            " \n",
            "\n\n",
            "\f",
            "\t",
        ),
        *(
            "-\n",
            "- \n\n",
            "/\n",
            "&amp;",
            "&amp;amp;",
            "&#8217;",
            "&nbsp;",
            "&bogus;",
            "&",
            ";",
            "\u2019",
            "\u201c",
            "\u00bf",
        ),
        *(
            "\u2013",
            "\u00ad",
            "\ufeff",
            "\ufb01",
            "â€™",
            "\u00a0",
            "Page 1 of 3",
            "Page 2",
            "\n1\n\f",
            "\nPage 1 of 3\n",
        ),
        *(
            "Final Determination Letter for IMR Case Number CM15-9900101    1",
            "CM14-0000001  2 of 3",
            "and",
            "\ufffe",
            "\x02",
            "\x00",
            "\U0001f600",
        ),
    ]
)
TEXTS = st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        ("doesn\u2019t", "doesn't"),
        ("doesn\u00bft", "doesn't"),
        ("doesnâ€™t", "doesn't"),
        ("\u201cno\u201d", '"no"'),
        ("74\u201396", "74-96"),
        ("GI symptoms &amp; risk", "GI symptoms & risk"),
        ("GI symptoms &amp;amp; risk", "GI symptoms & risk"),
        ("doesn&#8217;t &ldquo;help&rdquo;", 'doesn\'t "help"'),
        ("5&nbsp;mg", "5 mg"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("&bogus;", "&bogus;"),
        ("one\ftwo", "one\ntwo"),
        ("\ufb01lm", "film"),
        ("pa\u00adtient", "patient"),
        ("doesn\x92t \x93help\x94 1\x962", 'doesn\'t "help" 1-2'),
        ("pa\x00ti\uffffent\x1f \x7f.", "patient ."),
        ("plain, nothing to do\n", "plain, nothing to do\n"),
        ("", ""),
    ],
)
def test_characters(kept: str, text: str) -> None:
    assert clean(kept).text == text


@pytest.mark.parametrize(
    ("kept", "folded"),
    [
        ("follow-\nup visit", "follow-up visit"),
        ("follow- \n\nup visit", "follow-up visit"),
        ("re-\fevaluation", "re-evaluation"),
        ("11-\n17-2016", "11-17-2016"),
        ("10/10/\n2016", "10/10/2016"),
        ("4%-\n27.5%", "4%-27.5%"),
        ("depres-\nsion and depression", "depression and depression"),
        ("Depres-\nsion. DEPRESSION", "Depression. DEPRESSION"),
        ("co-\nop, co-op, coop", "co-op, co-op, coop"),
        ("upper-\nand lower-extremity", "upper- and lower-extremity"),
        ("labs -\nCBC", "labs - CBC"),
        ("74-\n96", "74-96"),
        ("follow\ufffeup visit", "follow-up visit"),
        ("follow\ufffe\nup visit", "follow-up visit"),
        ("follow\x02up visit", "follow-up visit"),
        ("depres\ufffesion and depression", "depression and depression"),
        ("labs\ufffe\fCBC", "labs-CBC"),
    ],
)
def test_words_broken_by_line_ends(kept: str, folded: str) -> None:
    reading = clean(kept)
    assert reading.fold(0, len(reading.text)) == folded


@pytest.mark.parametrize(
    "furniture",
    [
        "\nPage 3 of 5\n\f",
        "\n                    Page 2 of 4 \n\n",
        "\n\nPage 1\n\n\n",
        "\nFinal Determination Letter for IMR Case Number CM15-9900101          1 \n\f\n",
        "\nCM15-9900102    2 of 5\n\f",
        "\nIMR Case Number: CM15-9900102   Page 2\n",
        "\n- 1 -\n\f",
        "\n   1\n\n\f",
        "\f",
    ],
)
def test_furniture_vanishes_and_parts_the_span(furniture: str) -> None:
    kept = f"The request is{furniture}not necessary."
    reading = clean(kept)
    assert reading.fold(0, len(reading.text)) == "The request is not necessary."
    spans = reading.kept_spans(0, len(reading.text))
    words = " ".join(kept[start:end] for start, end in spans).split()
    assert words == ["The", "request", "is", "not", "necessary."]
    assert reading.turns_page(0, reading.text.index("not"))


@pytest.mark.parametrize(
    "words",
    [
        "Guidelines\nPage 63\nof the same",
        "is limited to\n12\nvisits",
        "Case Number: CM16-9900999\nDate",
        "took\n30\n\ftablets",
        "Page 3 of 5 of the report",
    ],
)
def test_what_only_looks_like_furniture_stays(words: str) -> None:
    reading = clean(words)
    assert reading.fold(0, len(reading.text)) == " ".join(words.split())


def made_from(plain: str, kept: str) -> bool:
    """Whether a reading's character may stand for what is kept at its place."""
    return plain == kept or plain in clean(kept).text


@given(TEXTS)
@example("depres-\nsion depression")
@example("a\nPage 1 of 2\n\fb")
@example("&amp;-\n&amp;")
def test_every_character_leads_back_to_what_it_was_made_from(kept: str) -> None:
    reading = clean(kept)
    last = 0
    for at, plain in enumerate(reading.text):
        spans = reading.kept_spans(at, at + 1)
        assert len(spans) == 1
        ((start, end),) = spans
        assert last <= start < end <= len(kept)
        assert made_from(plain, kept[start:end]), (plain, kept[start:end])
        # Characters of one entity or ligature share their place; any others follow each other.
        last = start


# White space joins runs that nothing else parts, and is left out at the ends of runs that are parted.
@given(TEXTS, st.data())
def test_spans_of_a_stretch_are_those_of_its_characters(kept: str, data: st.DataObject) -> None:
    reading = clean(kept)
    start = data.draw(st.integers(0, len(reading.text)))
    end = data.draw(st.integers(start, len(reading.text)))
    covered = {n for first, last in reading.kept_spans(start, end) for n in range(first, last)}
    apart = {
        n
        for at in range(start, end)
        for first, last in reading.kept_spans(at, at + 1)
        for n in range(first, last)
    }
    assert all(kept[n].isspace() for n in covered ^ apart)


@given(TEXTS)
def test_pieces_make_up_the_text(kept: str) -> None:
    reading = clean(kept)
    at = 0
    for start, _, length, _ in reading.pieces:
        assert start == at
        at += length
    assert at == len(reading.text)


@pytest.mark.parametrize(
    "unit",
    [
        "\n",
        " ",
        "-\n",
        "&",
        "&amp;",
        "a-\n",
        "1 \n",
        "\f",
        "Page 1 ",
        "Page 1" + " " * 99,
        "IMR ",
        "\u2019",
        "ab/\n",
        "a",
    ],
)
def test_time_grows_with_the_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        clean(text)
        return time.process_time() - start

    seconds(10_000)
    assert seconds(400_000) < 10  # a fraction of a second where time grows with the length


@pytest.mark.parametrize("mark", ["\ufffe", "\ufffe\n", "\x02"])
def test_a_marked_hyphen_leads_back_to_its_mark(mark: str) -> None:
    kept = f"a follow{mark}up visit"
    reading = clean(kept)
    assert reading.text == "a follow-up visit"
    hyphen = reading.text.index("-")
    assert reading.kept_spans(hyphen + 1, hyphen + 3) == ((kept.index("up"), kept.index("up") + 2),)
    assert reading.kept_spans(2, 8) == ((2, 8),)
    assert reading.kept_spans(2, len(reading.text)) == ((2, len(kept)),)
    assert kept[slice(*reading.kept_spans(hyphen, hyphen + 1)[0])].startswith(mark[0])
