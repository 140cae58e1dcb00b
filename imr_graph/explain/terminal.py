"""One letter in the terminal: its facts in a table, then its words with the facts marked."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from imr_graph.explain.facts import KINDS, Fact, Kind, facts
from imr_graph.explain.segments import segments
from imr_graph.explain.wording import citation_line, diagnosis_line, drug_line, service_line
from imr_graph.record import Item, Record

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


def print_letter(record: Record, text: str, console: Console, *, table: bool = True) -> None:
    """Print the letter with its facts marked, and its warnings.

    Each kind of fact has a colour. Where the console has no colours, facts stand between
    brackets with their kind: [drug: Norco].

    Args:
        record: the letter's record.
        text: its kept text.
        console: where to print.
        table: whether the facts stand in a table above the letter.
    """
    coloured = console.color_system is not None
    if table:
        console.print(_facts(record))
    console.print(Text("\nThe letter, as kept\n", style="bold"))
    console.print(_legend(coloured), soft_wrap=False)
    console.print(_marked(facts(record), text, coloured))
    for warning in record.warnings:
        words = f"warning: {warning.code} {warning.path} {warning.detail}".rstrip()
        console.print(Text(words, style="yellow"))


def _legend(coloured: bool) -> Text:
    legend = Text()
    for kind, (name, _) in KINDS.items():
        legend.append(f" {name} " if coloured else f"[{kind}: {name}]", style=_STYLES[kind])
        legend.append(" ")
    return legend.append("\n")


def _marked(found: tuple[Fact, ...], text: str, coloured: bool) -> Text:
    """The text with each run shown as the fact of the fewest words that covers it."""
    runs: list[tuple[Kind | None, str]] = []
    for segment in segments(found, text):
        kind = found[segment.facts[0]].kind if segment.facts else None
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1] + segment.text)
        else:
            runs.append((kind, segment.text))
    marked = Text()
    for kind, words in runs:
        shown = words.replace("\f", "\n")
        if kind is None:
            marked.append(shown)
        elif coloured:
            marked.append(shown, style=_STYLES[kind])
        else:
            marked.append(f"[{kind}: {shown}]")
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
    table.add_row("diagnoses", "\n".join(map(diagnosis_line, record.diagnoses)) or "none listed")
    table.add_row(
        "reviewer",
        ", ".join([*reviewer.specialties, *(f"{name} (subspecialty)" for name in reviewer.subspecialties)])
        + f"; licensed in {', '.join(reviewer.licensed_states) or '?'}",
    )
    for number, item in enumerate(record.items, 1):
        table.add_row(f"item {number}", "\n".join(_item_lines(item)))
    table.add_row("warnings", str(len(record.warnings)))
    return table


def _item_lines(item: Item) -> list[str]:
    lines = [f"{item.text}: {item.decision.upper()} ({item.category})"]
    if item.drug:
        lines.append(f"  drug: {drug_line(item.drug)}")
    if service := service_line(item):
        lines.append(f"  request: {service}")
    lines += [f"  {citation.by}: {citation_line(citation)}" for citation in item.citations]
    return lines
