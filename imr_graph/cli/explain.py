"""``imr-graph explain``: one letter in the terminal, the facts found in it marked."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from imr_graph.annotate import KINDS, Kind, segments
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import read_letter
from imr_graph.record import Citation, Drug, Item, Record

_STYLES: Final[dict[Kind, str]] = {
    "case": "bold reverse",
    "date": "black on bright_yellow",
    "patient": "black on bright_magenta",
    "diagnosis": "black on bright_green",
    "reviewer": "black on bright_cyan",
    "item": "bold white on blue",
    "drug": "bold black on orange1",
    "decision": "bold white on red",
    "citation": "black on sky_blue1",
    "rationale": "italic bright_black",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--facts/--no-facts", default=True, show_default=True, help="List the facts above the letter.")
def explain(file: Path, facts: bool) -> None:
    """Show what was understood of one letter, and from which words.

    Each kind of fact has a colour. Where the output has no colours, facts stand between
    brackets with their kind: [drug: Norco].
    """
    letter = read_letter(file)
    record = parse_letter(letter)
    console = Console(soft_wrap=True, highlight=False)
    if facts:
        console.print(_facts(record))
    coloured = console.color_system is not None
    console.print(Text("\nThe letter, as kept\n", style="bold"))
    console.print(_legend(coloured), soft_wrap=False)
    console.print(_marked(record, letter.text, coloured))
    for warning in record.warnings:
        console.print(
            Text(f"warning: {warning.code} {warning.path} {warning.detail}".rstrip(), style="yellow")
        )


def _legend(coloured: bool) -> Text:
    legend = Text()
    for kind, (name, _) in KINDS.items():
        legend.append(f" {name} " if coloured else f"[{kind}: {name}]", style=_STYLES[kind])
        legend.append(" ")
    return legend.append("\n")


def _marked(record: Record, text: str, coloured: bool) -> Text:
    marked = Text()
    for segment in segments(record, text):
        words = segment.text.replace("\f", "\n")
        if segment.kind is None:
            marked.append(words)
        elif coloured:
            marked.append(words, style=_STYLES[segment.kind])
        else:
            marked.append(f"[{segment.kind}: {words}]")
    return marked


def _facts(record: Record) -> Table:
    table = Table(
        title=record.identifier, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0)
    )
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    dates = {name: getattr(record.dates, name) for name in record.dates.__struct_fields__}
    printed = ", ".join(f"{name.replace('_', ' ')} {day}" for name, day in dates.items() if day)
    patient = [
        f"{record.patient.age} years" if record.patient.age is not None else "",
        record.patient.sex or "",
    ]
    reviewer = record.reviewer
    if record.synthetic:
        table.add_row("synthetic", "yes: the letter says that it was made up")
    table.add_row("dates", printed or "none found")
    table.add_row("patient", ", ".join(filter(None, patient)) or "nothing found")
    table.add_row("diagnoses", "\n".join(_diagnosis_lines(record)) or "none listed")
    table.add_row(
        "reviewer",
        ", ".join([*reviewer.specialties, *(f"{name} (subspecialty)" for name in reviewer.subspecialties)])
        + f"; licensed in {', '.join(reviewer.licensed_states) or '?'}",
    )
    for number, item in enumerate(record.items, 1):
        table.add_row(f"item {number}", "\n".join(_item_lines(item)))
    table.add_row("warnings", str(len(record.warnings)))
    return table


def _diagnosis_lines(record: Record) -> list[str]:
    return [d.text + (f" ({d.certainty})" if d.certainty != "confirmed" else "") for d in record.diagnoses]


def _item_lines(item: Item) -> list[str]:
    lines = [f"{item.text}: {item.decision.upper()} ({item.category})"]
    if item.drug:
        lines.append(f"  drug: {_drug_line(item.drug)}")
    lines += [f"  {citation.by}: {_citation_line(citation)}" for citation in item.citations]
    return lines


def _drug_line(drug: Drug) -> str:
    fields = [drug.name, drug.strength, drug.form, f"#{drug.quantity}" if drug.quantity is not None else None]
    fields += [f"{drug.refills} refills" if drug.refills is not None else None, drug.frequency]
    known = " / ".join(drug.ingredients) or "ingredients unresolved"
    return f"{' '.join(field for field in fields if field)} = {known}"


def _citation_line(citation: Citation) -> str:
    pages = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in citation.pages)
    fields = [
        citation.source,
        str(citation.edition) if citation.edition else None,
        f"chapter {citation.chapter}" if citation.chapter else None,
        citation.section,
        f"p. {pages}" if pages else None,
    ]
    return ", ".join(field for field in fields if field)
