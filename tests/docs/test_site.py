"""What the documentation site is made of beside its pages; ``make docs`` builds and checks it whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from docs._ext.class_diagram import links
from docs._ext.finished_pages import moved, reachable
from docs._ext.generated import MARK, PARTS, filled
from docs._ext.http_page import http_routes
from docs._ext.markdown import fence, plain, table
from docs._ext.ontology_page import anchor
from docs._ext.outside_links import listed
from docs._ext.page_names import linked
from docs.screenshots import LARGEST, SHOTS
from imr_graph.questions import load_questions
from imr_graph.record import Record
from server.settings import SETTINGS
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


def page(name: str) -> str:
    """A page of the reference with its generated parts in."""
    return filled((DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8"))


def test_every_generated_part_has_its_page() -> None:
    marks = [mark[1] for path in PAGES for mark in MARK.finditer(path.read_text(encoding="utf-8"))]
    assert sorted(marks) == sorted(PARTS)


def test_a_mark_that_names_nothing_is_an_error() -> None:
    with pytest.raises(ExtensionError, match="no part is called 'nothing'"):
        filled("<!-- generated: nothing -->")


def test_settings_are_all_told() -> None:
    told = page("settings")
    for setting in SETTINGS:
        assert told.count(f"| `{setting.name}` | `{setting.flag}`<br>`{setting.variable}` |") == 1


def test_questions_are_told_with_parameters_columns_and_texts() -> None:
    told = page("questions")
    for question in load_questions().values():
        section = told.partition(f"## {question.name}\n")[2].partition("\n## ")[0]
        assert question.text.strip() in section
        for name in (*(parameter.name for parameter in question.parameters), *question.columns):
            assert f"| `{name}` |" in section, (question.name, name)


def test_each_field_of_the_record_is_told() -> None:
    told = page("record")
    for field in Record.__struct_fields__:
        assert f"| `{field}` |" in told


def test_each_route_says_what_it_answers() -> None:
    rows = [line.split(" | ") for line in http_routes().splitlines()[2:]]
    assert len(rows) > 25
    for path, methods, words in rows:
        assert "GET" in methods, path
        assert len(words) > 10, path


def test_each_term_of_the_ontology_is_told() -> None:
    told = page("ontology")
    text = (ROOT / "ontology" / "imr.ttl").read_text(encoding="utf-8")
    terms = re.findall(r"^imr:(\w+) a owl:(?:Class|ObjectProperty|DatatypeProperty)", text, re.MULTILINE)
    assert len(terms) > 100
    for term in terms:
        assert f"({anchor(term)})=\n### {term}\n" in told
    for name in re.findall(r"\]\(#((?:class|property|scheme)-[^)]+)\)", told):
        assert f"({name})=" in told


def test_each_type_of_graphql_is_told() -> None:
    told = page("graphql-schema")
    text = (DOCS / "schema.graphql").read_text(encoding="utf-8")
    names = re.findall(r"^(?:type|input|enum) (\w+)", text, re.MULTILINE)
    assert len(names) > 20
    for name in names:
        assert f"## {name}\n" in told


def test_the_diagram_of_the_model_is_read_whole() -> None:
    diagram = (DOCS / "model.md").read_text(encoding="utf-8").partition("```mermaid\n")[2].partition("```")[0]
    assert len(links(diagram)) == diagram.count("-->") > 20


def test_every_page_has_its_place() -> None:
    placed = {
        (path.parent / f"{line.strip()}.md").resolve()
        for path in PAGES
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
        for line in tree.splitlines()
        if line.strip() and not line.startswith(":")
    }
    assert placed == {path for path in PAGES if path != DOCS / "index.md"}


def test_pictures_are_there_are_small_and_say_what_they_show() -> None:
    shown = set()
    for path in [*PAGES, ROOT / "README.md"]:
        for words, place in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            picture = (path.parent / place).resolve()
            assert len(words) > 20, (path, place)
            assert picture.stat().st_size <= LARGEST, picture
            shown.add(picture.stem)
    assert shown <= {shot.name for shot in SHOTS}


def test_pictures_kept_are_those_that_are_taken() -> None:
    kept = {path.stem for path in (DOCS / "images").iterdir()}
    assert kept <= {shot.name for shot in SHOTS}


def test_addresses_of_others_are_listed_once_and_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*PAGES, ROOT / "CHANGELOG.md"])
    unused = [address for address in listed() if address not in text]
    assert not unused


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("see `docs/limits.md`.", "see [Limits](/limits.md)."),
        ("see `docs/no-such-page.md`.", "see `docs/no-such-page.md`."),
        ("```sh\nless `docs/limits.md`\n```\n", "```sh\nless `docs/limits.md`\n```\n"),
        ("[`docs/limits.md`](limits.md)", "[`docs/limits.md`](limits.md)"),
    ],
)
def test_pages_named_in_words_become_links(text: str, becomes: str) -> None:
    assert linked(text) == becomes


def test_inline_scripts_move_to_files(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "below").mkdir()
    page = '<script>let a = 1;</script><script src="b.js"></script>'
    changed = moved(page, tmp_path, tmp_path / "below")
    script = next((tmp_path / "_static").iterdir())
    assert script.read_text() == "let a = 1;\n"
    assert changed == f'<script src="../_static/{script.name}"></script><script src="b.js"></script>'


def test_boxes_that_scroll_are_reached_by_keyboard_once() -> None:
    page = '<div class="highlight"><pre>a</pre></div><div class="table-wrapper docutils">b</div>'
    changed = reachable(page)
    assert changed.count('tabindex="0"') == 2
    assert '<pre tabindex="0">a</pre>' in changed
    assert 'aria-label="Table" class="table-wrapper docutils">b' in changed
    assert reachable(changed).count('tabindex="0"') == 2


def test_pieces_of_markdown_keep_what_they_are_given() -> None:
    assert plain("a*b <c>") == r"a\*b \<c\>"
    assert table(["a"], [["x|y\nz"]]) == "| a |\n|---|\n| x\\|y z |\n"
    assert fence("one\n", "sparql") == "`````sparql\none\n`````\n"
