"""``imr-graph explain``: one letter with the facts found in it marked, in the terminal or as a page."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from imr_graph.errors import ImrGraphError
from imr_graph.explain.page import letter_page
from imr_graph.explain.terminal import print_letter
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import read_letter


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--facts/--no-facts", default=True, show_default=True, help="List the facts above the letter.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    help="Write a page that stands alone, for any browser, instead of printing.",
)
def explain(file: Path, facts: bool, page: Path | None) -> None:
    """Show what was understood of one letter, and from which words.

    Each kind of fact has a colour. Where the output has no colours, facts stand between
    brackets with their kind: [drug: Norco].

    With --html the letter becomes one HTML file without scripts or foreign parts: each marked
    word tells its value, concept and rule, and links to the list of facts and back.
    """
    letter = read_letter(file)
    record = parse_letter(letter)
    if page is None:
        print_letter(record, letter.text, Console(soft_wrap=True, highlight=False), table=facts)
        return
    try:
        page.write_text(letter_page(record, letter.text), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ImrGraphError(f"{page}: the page cannot be written ({error.strerror})") from error
    click.echo(f"written: {page}", err=True)
