from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from imr_graph.errors import LetterError
from imr_graph.letters.files import find_letters
from imr_graph.letters.limits import Limits
from imr_graph.letters.reader import LetterReader, LetterText, read_letter
from tests.letters.forms import Entry, make_letter
from tests.letters.pdf_files import make_pdf

LETTER = make_letter([Entry("Norco 10/325mg #60")])


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("words", "encoding", "mark"),
    [
        ("doesn\u2019t \u201chelp\u201d \u2013 naïve", "utf-8", b""),
        ("doesn\u2019t \u201chelp\u201d \u2013 naïve", "utf-8", codecs.BOM_UTF8),
        ("doesn\u2019t \u201chelp\u201d \u2013 naïve", "cp1252", b""),
        ("doesn\u2019t \u201chelp\u201d \u2013 naïve", "utf-16-le", codecs.BOM_UTF16_LE),
        ("doesn\u2019t \u201chelp\u201d \u2013 naïve", "utf-16-be", codecs.BOM_UTF16_BE),
        ("doesn\u2019t \u201chelp\u201d \u2013 naïve", "utf-32-le", codecs.BOM_UTF32_LE),
        ("Flector® patch, 40° of flexion", "latin-1", b""),
        ("doesn\u00bft help", "cp1252", b""),
        ("doesn\u2019t \u201chelp\u201d and \u201churts\u201d", "mac_roman", b""),
        ("nothing but ASCII", "utf-16-le", b""),
        ("nothing but ASCII", "utf-16-be", b""),
        ("nothing but ASCII", "ascii", b""),
    ],
)
def test_text_in_any_encoding(tmp_path: Path, words: str, encoding: str, mark: bytes) -> None:
    text = f"{LETTER}The injured worker {words}.\n"
    path = written(tmp_path, "letter.txt", mark + text.encode(encoding))
    assert read_letter(path).text == text
    assert read_letter(path).source == str(path)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_become_one_and_nothing_else_changes(tmp_path: Path, line_end: str) -> None:
    text = "One  two \n\n \f\tthree\u00a0four\n"
    path = written(tmp_path, "letter.TXT", text.replace("\n", line_end).encode())
    assert read_letter(path).text == text


def test_pdf_pages_are_parted_by_form_feeds(tmp_path: Path) -> None:
    path = written(
        tmp_path, "letter.PDF", make_pdf([["Case Number: CM16-9900999"], ["page two", "line two"]])
    )
    assert read_letter(path).text == "Case Number: CM16-9900999\fpage two\nline two"


def test_a_pdf_by_another_name_is_read_as_one(tmp_path: Path) -> None:
    path = written(tmp_path, "letter.txt", make_pdf([["Case Number: CM16-9900999"]]))
    assert read_letter(path).text == "Case Number: CM16-9900999"


@pytest.mark.parametrize("stray", ["\ufffe", "\x02", "\x00", "\uffff", "\x1b"])
def test_a_stray_control_character_stays_in_the_kept_text(tmp_path: Path, stray: str) -> None:
    text = "Case Number: CM16-9900999\n" + "The worker rests. " * 10 + f"high{stray}risk"
    assert read_letter(written(tmp_path, "letter.txt", text.encode())).text == text


def bad_files(folder: Path) -> dict[str, tuple[Path, str, str]]:
    """File, place and cause of each kind of bad input."""
    pdf = make_pdf([["Case Number: CM16-9900999"]])
    return {
        "empty text": (written(folder, "a.txt", b""), "byte 0", "empty"),
        "empty pdf": (written(folder, "b.pdf", b""), "byte 0", "empty"),
        "blank": (written(folder, "c.txt", b" \r\n\f \n"), "byte 0", "empty"),
        "mark alone": (written(folder, "d.txt", codecs.BOM_UTF8 + b"\n"), "file", "no words"),
        "binary": (written(folder, "e.txt", bytes(range(256)) * 9), "byte 0", "binary"),
        "binary between words": (
            written(folder, "f.txt", b"Case\x00\x01\x02Number"),
            "character 4",
            "binary",
        ),
        "foreign pdf": (written(folder, "g.pdf", b"Case Number: CM16-9900999"), "byte 0", "is no PDF"),
        "cut pdf": (written(folder, "h.pdf", pdf[: len(pdf) // 2]), f"byte {len(pdf) // 2}", "cut short"),
        "damaged pdf": (written(folder, "i.pdf", b"%PDF-1.4\n" + b"x" * 99 + b"%%EOF"), "file", "damaged"),
        "locked pdf": (written(folder, "j.pdf", make_pdf([["x"]], locked=True)), "file", "password"),
        "pictures": (written(folder, "k.pdf", make_pdf([[], []])), "2 pages", "no text"),
        "missing": (folder / "none.txt", "file", "no such file"),
        "other type": (written(folder, "l.docx", b"PK"), "file", "type .docx"),
        "no type": (written(folder, "letter", b"x"), "file", "type unknown"),
        "folder": (folder, "folder", "this is a folder"),
    }


BAD = [
    "empty text", "empty pdf", "blank", "mark alone", "binary", "binary between words", "foreign pdf",
    "cut pdf", "damaged pdf", "locked pdf", "pictures", "missing", "other type", "no type", "folder",
]  # fmt: skip


def test_every_kind_of_bad_input_is_tried(tmp_path: Path) -> None:
    assert sorted(bad_files(tmp_path)) == sorted(BAD)


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_told_in_one_line(tmp_path: Path, kind: str) -> None:
    path, place, cause = bad_files(tmp_path)[kind]
    with pytest.raises(LetterError) as caught:
        read_letter(path)
    error = caught.value
    assert error.source == str(path)
    assert error.place == place
    assert cause in error.cause
    assert error.cure
    assert "\n" not in str(error)


def test_a_real_pdf_cut_anywhere_is_refused(tmp_path: Path, shared_letters: Path) -> None:
    whole = next(path for path in find_letters([shared_letters / "real"]) if path.suffix == ".pdf")
    data = whole.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99, 0.999):
        cut = written(tmp_path, "cut.pdf", data[: int(len(data) * share)])
        with pytest.raises(LetterError, match="cut short"):
            read_letter(cut)


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.txt", b"x")

    def refuse(_: Path, mode: str) -> BinaryIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LetterError, match="no permission"):
        read_letter(path)


def test_a_disk_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.txt", b"x")

    def fail(_: Path, mode: str) -> BinaryIO:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(LetterError, match="Input/output error"):
        read_letter(path)


@pytest.mark.parametrize(
    ("limits", "data", "place"),
    [
        (Limits(file_bytes=9), b"ten bytes.", "byte 9"),
        (Limits(text_characters=9), b"ten bytes.", "character 9"),
        (Limits(text_characters=9), b"more than four times nine bytes, not decoded", "character 9"),
    ],
)
def test_a_text_over_a_limit_is_refused(tmp_path: Path, limits: Limits, data: bytes, place: str) -> None:
    path = written(tmp_path, "letter.txt", data)
    with LetterReader(limits) as reader, pytest.raises(LetterError) as caught:
        reader.read(path)
    assert caught.value.place == place
    assert "--limit" in caught.value.cure


def test_a_text_as_long_as_the_limits_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "letter.txt", b"ten bytes.")
    with LetterReader(Limits(file_bytes=10, text_characters=10)) as reader:
        assert reader.read(path).text == "ten bytes."


def test_files_read_ahead_come_in_order_and_fail_alone(tmp_path: Path) -> None:
    paths = [
        written(tmp_path, f"{n:02}.pdf", make_pdf([[f"letter {n}"]]) if n % 5 else b"x") for n in range(30)
    ]
    with LetterReader() as reader:
        answers = list(reader.read_all(paths))
    for n, (path, answer) in enumerate(zip(paths, answers, strict=True)):
        assert answer.source == str(path)
        if n % 5:
            assert isinstance(answer, LetterText)
            assert answer.text == f"letter {n}"
        else:
            assert isinstance(answer, LetterError)


def test_reading_ahead_can_be_left(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.txt", b"words") for n in range(50)]
    named = iter(paths)
    with LetterReader() as reader:
        for _ in reader.read_all(named):
            break
        assert len(list(named)) > 30, "files far ahead are not read"
        assert reader.read(paths[-1]).text == "words"


def test_folders_give_their_letters_in_order_and_ignore_the_rest(tmp_path: Path) -> None:
    (tmp_path / "2016").mkdir()
    (tmp_path / "odd.pdf").mkdir()
    for name in ("b.txt", "a.PDF", "a.gold.json", "notes.md", "2016/c.pdf", "odd.pdf/d.txt"):
        written(tmp_path, name, b"x")
    names = [path.relative_to(tmp_path).as_posix() for path in find_letters([tmp_path])]
    assert names == ["2016/c.pdf", "a.PDF", "b.txt", "odd.pdf/d.txt"]


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder of one letter among entries that are none."""
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder, "good.txt", LETTER.encode())
    (folder / "self.pdf").symlink_to("self.pdf")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    return folder


def test_a_strange_entry_costs_its_own_line_and_nothing_else(strange: Path) -> None:
    found = list(find_letters([strange]))
    assert [path.name for path in found] == ["gone.txt", "good.txt", "pipe.txt", "self.pdf"]
    told = {}
    for path in found:
        try:
            read_letter(path)
        except LetterError as error:
            told[path.name] = error.cause
    assert told == {
        "gone.txt": "this link leads to nothing (nowhere.txt)",
        "pipe.txt": "this is a pipe or a device, no file",
        "self.pdf": "this link leads to itself",
    }


def test_a_linked_folder_is_walked_once(tmp_path: Path) -> None:
    for folder in ("in", "elsewhere"):
        (tmp_path / folder).mkdir()
    written(tmp_path / "elsewhere", "a.txt", b"x")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "in", target_is_directory=True)
    assert list(find_letters([tmp_path / "in"])) == [tmp_path / "in" / "link" / "a.txt"]


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    written(tmp_path, "a.txt", LETTER.encode())
    listed = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert list(find_letters([tmp_path])) == [tmp_path / "a.txt", tmp_path / "locked"]
    with pytest.raises(LetterError, match="locked: folder: no permission to read it"):
        read_letter(tmp_path / "locked")


@pytest.mark.parametrize("name", ["none", "none.pdf"])
def test_a_folder_without_letters_is_told(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    written(folder, "notes.md", b"x")
    assert list(find_letters([folder])) == [folder]
    with pytest.raises(LetterError, match="this folder holds no letters"):
        read_letter(folder)
    written(folder, "a.txt", LETTER.encode())
    with pytest.raises(LetterError, match="this is a folder; name"):
        read_letter(folder)


@pytest.mark.parametrize("name", ["none", "none.docx", "none.txt", "none/one.pdf"])
def test_what_is_absent_is_told_so_whatever_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(LetterError, match="there is no such file"):
        read_letter(tmp_path / name)


def test_named_files_come_as_named_and_once(tmp_path: Path) -> None:
    letter, other = written(tmp_path, "b.txt", b"x"), written(tmp_path, "a.docx", b"x")
    assert list(find_letters([other, letter, tmp_path, letter])) == [other, letter]


def test_a_missing_name_is_left_for_the_reader_to_tell(tmp_path: Path) -> None:
    assert list(find_letters([tmp_path / "none.pdf"])) == [tmp_path / "none.pdf"]


def test_the_real_letters_are_read(real_texts: list[LetterText]) -> None:
    assert len(real_texts) == 73
    for letter in real_texts:
        assert "\r" not in letter.text
        assert "\ufffe" not in letter.text
        assert "Decision rationale" in letter.text
