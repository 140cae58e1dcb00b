"""What each step of the pipeline costs a letter, beside the floor of taking the text out of its file.

Run it on a folder of letters::

    python benchmarks/pipeline.py FOLDER [--rounds 7]

Every step is timed in CPU seconds over all letters, ``--rounds`` times after one warm-up; the table
shows the median a letter and its ratio to the floor. Building and asking are whole commands, in
seconds of wall clock.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from imr_graph.build import build_graph
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.files import find_letters
from imr_graph.letters.limits import DEFAULT_LIMITS
from imr_graph.letters.pdf import is_pdf
from imr_graph.letters.pdf_worker import pdf_text
from imr_graph.letters.plain_text import decode_text
from imr_graph.letters.reader import LetterReader
from imr_graph.questions import run_question
from imr_graph.rdf.iris import DEFAULT_BASE, Iris
from imr_graph.rdf.triples import triples
from imr_graph.store.graph import Graph


def median_seconds(
    step: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time
) -> float:
    """The median of ``rounds`` runs of a step, after one that does not count."""
    step()
    times = []
    for _ in range(rounds):
        start = clock()
        step()
        times.append(clock() - start)
    return statistics.median(times)


def file_text(path: Path) -> str:
    """A file's text, PDFs read in this process, so that their time is counted."""
    data = path.read_bytes()
    if not is_pdf(data):
        return decode_text(path, data)
    return pdf_text(data, pages=DEFAULT_LIMITS.pages, characters=DEFAULT_LIMITS.text_characters)


def main() -> None:
    """Time the steps and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    paths = list(find_letters([args.folder]))
    with LetterReader() as reader:
        letters = [reader.read(path) for path in paths]
    records = [parse_letter(letter) for letter in letters]
    iris = Iris(DEFAULT_BASE)
    written = sum(1 for record in records for _ in triples(record, iris))
    steps: dict[str, Callable[[], object]] = {
        "read the file (floor)": lambda: [file_text(path) for path in paths],
        "text to record": lambda: [parse_letter(letter) for letter in letters],
        "record to triples": lambda: [list(triples(record, iris)) for record in records],
    }
    costs = {name: median_seconds(step, args.rounds) / len(paths) * 1000 for name, step in steps.items()}
    floor = next(iter(costs.values()))
    items = sum(len(record.items) for record in records) / len(paths)
    print(f"{len(paths)} letters, {items:.1f} items and {written / len(paths):.0f} triples a letter\n")
    print("| step | CPU ms a letter | of the floor |\n|---|---:|---:|")
    for name, cost in costs.items():
        print(f"| {name} | {cost:.2f} | {cost / floor:.2f} |")

    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "graph"
        start = time.perf_counter()
        build_graph(paths, directory)
        built = time.perf_counter() - start
        with Graph.open(directory) as graph:
            asked = median_seconds(
                lambda: run_question(graph, "drug-guideline-denials", source="triples"),
                args.rounds,
                time.perf_counter,
            )
    print("\n| whole | seconds |\n|---|---:|")
    print(f"| build the graph | {built:.2f} |\n| ask the headline | {asked:.3f} |")


if __name__ == "__main__":
    main()
