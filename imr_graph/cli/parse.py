"""``imr-graph parse``: letters to records, one JSON object a line."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from imr_graph.cli.limits import limit_option
from imr_graph.cli.progress import watched
from imr_graph.errors import LetterError
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.limits import Limits
from imr_graph.letters.reader import LetterReader, LetterText
from imr_graph.record import Record


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@limit_option
def parse(paths: tuple[Path, ...], limits: Limits) -> None:
    """Print one JSON record a letter.

    PATHS are letters (.pdf, .txt) or folders of them. Records go to stdout, each with its
    "source"; a letter that gives no record is one line on stderr. Exit code 1 says that at
    least one letter failed.
    """
    files = list(find_letters(paths))
    encoder = msgspec.json.Encoder()
    failed = 0
    with LetterReader(limits) as reader:
        for letter in watched(reader.read_all(files), "parsing", len(files)):
            try:
                record = _record(letter)
            except LetterError as error:
                failed += 1
                click.echo(f"failed: {error}", err=True)
            else:
                click.echo(encoder.encode(record))
    click.echo(f"read {len(files)}, parsed {len(files) - failed}, failed {failed}", err=True)
    sys.exit(1 if failed else 0)


def _record(letter: LetterText | LetterError) -> Record:
    """The letter's record.

    Raises:
        LetterError: it gives none.
    """
    if isinstance(letter, LetterError):
        raise letter
    return parse_letter(letter)
