"""Any bytes give a record that fits its text, or one clear error."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.checks import FaultError, check_error, check_record, check_text
from fuzz.words import words
from imr_graph.errors import LetterError
from imr_graph.letters.reader import LetterReader
from imr_graph.record import Evidence
from tests.conftest import ROOT
from tests.factories import make_record
from tests.letters.hostile_pdfs import packed, pdf
from tests.letters.pdf_files import make_pdf

SEEDS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "fuzz" / "seeds").glob("*.txt"))]
EXAMPLES = [
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "letters").glob("*.txt"))
]
PAGES = [[line for line in letter.splitlines() if line] for letter in SEEDS]

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman")

several = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def reader() -> Iterator[LetterReader]:
    with LetterReader(processes=1) as letters:
        yield letters


def check_bytes(reader: LetterReader, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    (letter,) = reader.read_all([path])
    assert letter.source == str(path)
    if isinstance(letter, LetterError):
        check_error(letter)
    else:
        assert "\r" not in letter.text
        check_text(letter.text)


@st.composite
def changed(draw: st.DrawFn, letters: list[str]) -> str:
    """A letter after a few changes: words put in or taken out, lines lost, moved, repeated or joined."""
    lines = draw(st.sampled_from(letters)).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        match draw(st.sampled_from(("drop", "repeat", "move", "join", "line", "word", "word", "word"))):
            case "drop":
                del lines[at : at + draw(st.integers(1, 6))]
            case "repeat":
                lines[at:at] = lines[at : at + draw(st.integers(1, 4))] * draw(st.sampled_from((1, 2, 30)))
            case "move":
                lines[at:at], lines[at : at + 1] = [], lines[at : at + 1]
                lines.insert(draw(st.integers(0, len(lines))), lines.pop(at) if at < len(lines) else "")
            case "join":
                lines[at : at + 2] = [" ".join(lines[at : at + 2])]
            case "line":
                lines.insert(at, draw(st.text(max_size=60)).replace("\r", ""))
            case _:
                line = lines[at] if at < len(lines) else ""
                place = draw(st.integers(0, len(line)))
                end = place + draw(st.sampled_from((0, 0, 1, 4, 15)))
                put_in = draw(st.sampled_from(words())) * draw(st.sampled_from((1, 1, 2, 40)))
                lines[at : at + 1] = [line[:place] + put_in + line[end:]]
    return "\n".join(lines)


@several
@given(data=st.binary(max_size=3_000), suffix=st.sampled_from((".txt", ".pdf")))
def test_any_bytes(reader: LetterReader, tmp_path: Path, data: bytes, suffix: str) -> None:
    check_bytes(reader, tmp_path / f"letter{suffix}", data)


@several
@given(data=st.data(), encoding=st.sampled_from(ENCODINGS))
def test_any_text_in_any_encoding(
    reader: LetterReader, tmp_path: Path, data: st.DataObject, encoding: str
) -> None:
    text = data.draw(st.text(max_size=400) | st.lists(st.sampled_from(words()), max_size=60).map(" ".join))
    check_bytes(reader, tmp_path / "letter.txt", text.encode(encoding, "replace"))


@several
@given(text=changed(SEEDS))
def test_the_smallest_letters_changed(text: str) -> None:
    check_text(text)


@several
@given(text=changed(EXAMPLES), encoding=st.sampled_from(ENCODINGS))
def test_whole_letters_changed(reader: LetterReader, tmp_path: Path, text: str, encoding: str) -> None:
    check_bytes(reader, tmp_path / "letter.txt", text.encode(encoding, "replace"))


@several
@given(
    page=st.sampled_from(PAGES),
    changes=st.lists(
        st.tuples(st.integers(0, 5_000), st.binary(max_size=12), st.integers(0, 40)), max_size=6
    ),
)
def test_pdfs_changed(
    reader: LetterReader, tmp_path: Path, page: list[str], changes: list[tuple[int, bytes, int]]
) -> None:
    data = make_pdf([page])
    for place, put_in, taken in changes:
        at = place % len(data)
        data = data[:at] + put_in + data[at + taken :]
    check_bytes(reader, tmp_path / "letter.pdf", data)


@several
@given(
    content=st.lists(
        st.sampled_from(
            (
                b"BT",
                b"ET",
                b"/F1 9 Tf",
                b"(Upheld) Tj",
                b"[(a)-900(b)] TJ",
                b"q",
                b"Q",
                b"0 -14 Td",
                b"9e99 0 0 -9 0 0 cm",
                b"(\\377\\001) Tj",
                b"<<",
                b"BI ID",
            )
        )
    )
)
def test_pages_that_say_anything(reader: LetterReader, tmp_path: Path, content: list[bytes]) -> None:
    check_bytes(reader, tmp_path / "letter.pdf", pdf(packed(b"\n".join(content))))


@pytest.mark.parametrize("text", [*SEEDS, *EXAMPLES], ids=lambda text: text.split("\n")[1][:40])
def test_seeds_pass_the_checks(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"text_sha256": "0" * 64}, "the text's hash"),
        ({"body_sha256": "0" * 64}, "the body's hash"),
        ({"identifier": "a b"}, "the identifier"),
        ({"items": ()}, "has items"),
        ({"evidence": (Evidence(path="/items/9", spans=((0, 1),), page=1, rule="r"),)}, "is in the record"),
        ({"evidence": (Evidence(path="/items/0", spans=((0, 99),), page=1, rule="r"),)}, "inside 4"),
        ({"evidence": (Evidence(path="/items/0", spans=((2, 2),), page=1, rule="r"),)}, "inside 4"),
        ({"evidence": (Evidence(path="/items/0", spans=(), page=1, rule="r"),)}, "a rule and spans"),
        ({"evidence": (Evidence(path="/items/0", spans=((0, 1),), page=2, rule="r"),)}, "stands on 1"),
    ],
)
def test_the_checks_find_faults(changes: dict[str, object], complaint: str) -> None:
    sha = hashlib.sha256(b"text").hexdigest()
    record = make_record(**({"text_sha256": sha, "body_sha256": sha} | changes))
    with pytest.raises(FaultError, match=complaint):
        check_record(record, "text")


def test_a_fault_of_the_program_is_no_clear_error() -> None:
    check_error(LetterError("a.txt", "page 1", "no items", "check it"))
    for error in (
        LetterError("a.txt", "letter", "unexpected IndexError", "report this letter"),
        LetterError("a.txt", "", "no items", "check it"),
        LetterError("a.txt", "page 1", "no\nitems", "check it"),
    ):
        with pytest.raises(FaultError):
            check_error(error)
