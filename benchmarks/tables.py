"""What fact tables, summaries and cube cost, and how fast they answer.

Run it on synthetic letters; they are parsed once, and their rows kept in a folder::

    python benchmarks/tables.py --letters 100000 --rows FOLDER [--copies 5]

or on a graph that is built already::

    python -m benchmarks.tables --graph FOLDER/graph

``--copies`` adds the same letters again under other identifiers: five times 100,000 letters have the scans
of 500,000 letters, with the groups of 100,000. Times are medians in milliseconds, wall clock and CPU.
"""

from __future__ import annotations

import argparse
import dataclasses
import resource
import statistics as middle
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyoxigraph import QuerySolution, QuerySolutions

from imr_graph.cube import Cube, cube_questions, write_cube
from imr_graph.extract.letter import parse_letter
from imr_graph.letters.reader import LetterText
from imr_graph.questions import load_questions
from imr_graph.questions.binding import bind
from imr_graph.questions.values import plain_values
from imr_graph.rdf.iris import concept_iri
from imr_graph.store.directory import GraphDirectory
from imr_graph.synthesize import synthetic_letters
from imr_graph.tables import FactBatch, FactTables, fact_batch, statistics
from imr_graph.tables.answers import arrow_answer
from imr_graph.tables.counted import counted_questions

CHUNK = 1000
SEED = 11

GROUPINGS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("category", "decision_year"), {}),
    (("specialty",), {"condition": "condition/radiculopathy"}),
    (("document",), {"party": "party/reviewer"}),
    (
        ("place",),
        {"party": "party/reviewer", "outcome": "decision/upheld", "drug_class": "drug-class/opioid"},
    ),
    (("ingredient_set", "place"), {"party": "party/reviewer"}),
    (("specialty", "document", "decision_year"), {"party": "party/reviewer"}),
    (("document", "condition", "specialty"), {}),
)


def batches(letters: int, folder: Path) -> Iterator[FactBatch]:
    """The rows of synthetic letters, parsed where the folder has not got them."""
    folder.mkdir(parents=True, exist_ok=True)
    spent = 0.0
    for first in range(0, letters, CHUNK):
        path = folder / f"{SEED}-{first:08}.batch"
        if not path.exists():
            written = synthetic_letters(CHUNK, SEED, first=first)
            records = [parse_letter(LetterText(one.name, one.text)) for one in written]
            start = time.process_time()
            data = fact_batch(records).to_bytes()
            spent += time.process_time() - start
            path.write_bytes(data)
        yield FactBatch.from_bytes(path.read_bytes())
    if spent:
        print(f"record to packed rows: {spent / letters * 1000:.3f} ms CPU a letter\n")


def copied(batch: FactBatch, copy: int) -> FactBatch:
    """The same letters under other identifiers."""
    if not copy:
        return batch
    table = batch.tables["determinations"]
    index = table.schema.get_field_index("identifier")
    names = pa.array([f"{name}-{copy}" for name in table.column(index).to_pylist()], pa.string())
    table = table.set_column(index, table.schema.field(index), names)
    return dataclasses.replace(batch, tables={**batch.tables, "determinations": table})


def cpu_seconds() -> float:
    """User and system time of this process, all threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measured(step: Callable[[], object], rounds: int) -> str:
    """Median wall and CPU milliseconds, as cells of a table, after one run that does not count."""
    step()
    walls, spent = [], []
    for _ in range(rounds):
        start, before = time.perf_counter(), cpu_seconds()
        step()
        walls.append(time.perf_counter() - start)
        spent.append(cpu_seconds() - before)
    return f"{middle.median(walls) * 1000:.1f} | {middle.median(spent) * 1000:.1f}"


def build(args: argparse.Namespace, path: Path) -> FactTables:
    """Fill, finish and open the tables, and tell what it took."""
    start = time.perf_counter()
    with FactTables.create(path) as tables:
        for copy in range(args.copies):
            for batch in batches(args.letters, args.rows):
                tables.add(copied(batch, copy), [True] * batch.letters)
        added = time.perf_counter()
        tables.finish()
        finished = time.perf_counter()
        counts = tables.counts()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{counts['determinations']} letters, {counts['items']} items, {counts['cited_places']} cited places"
    )
    print(f"add {added - start:.1f} s, finish {finished - added:.1f} s, peak {peak:.0f} MiB")
    print(f"{path.stat().st_size / 1e6:.1f} MB\n")
    return FactTables.open(path)


def ask_tables(tables: FactTables, rounds: int) -> None:
    """Named questions from summaries and facts, then groupings."""
    print("| question | rows | summary wall | CPU | facts wall | CPU |\n|---|---:|---:|---:|---:|---:|")
    for name in counted_questions():
        values = plain_values(load_questions()[name], {}, lambda _, named: concept_iri(named))
        rows = arrow_answer(tables, name, values).num_rows
        summary = measured(partial(arrow_answer, tables, name, values), rounds)
        facts = measured(partial(arrow_answer, tables, name, values, source="facts"), rounds)
        print(f"| {name} | {rows} | {summary} | {facts} |")
    print("\n| grouping | rows | wall | CPU |\n|---|---:|---:|---:|")
    for group_by, where in GROUPINGS:
        rows = len(statistics(tables, group_by, where))
        taken = measured(partial(statistics, tables, group_by, where), rounds)
        filters = ", ".join(where.values()) or "all"
        print(f"| {' by '.join(group_by)}: {filters} | {rows} | {taken} |")


def solutions(cube: Cube, text: str) -> list[QuerySolution]:
    """The solutions of a SELECT query."""
    found = cube.query(text)
    return list(found) if isinstance(found, QuerySolutions) else []


def ask_cube(folder: Path, rounds: int) -> None:
    """The cube's questions by SPARQL, the headline for one drug besides."""
    print("\n| on the cube, by SPARQL | rows | wall | CPU |\n|---|---:|---:|---:|")
    asked: list[tuple[str, dict[str, str]]] = [(name, {}) for name in cube_questions()]
    asked.append(("drug-guideline-denials", {"drug": "drug/norco"}))
    with Cube.open(folder) as cube:
        for name, values in asked:
            text = bind(cube_questions()[name], values, lambda _, named: concept_iri(named))
            rows = len(solutions(cube, text))
            taken = measured(partial(solutions, cube, text), rounds)
            print(f"| {' '.join([name, *values.values()])} | {rows} | {taken} |")


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=20_000)
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--rows", type=Path)
    given.add_argument("--graph", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    if args.graph is not None:
        version = GraphDirectory(args.graph).opened()
        print(f"{version.manifest.letters} letters, {version.manifest.items} items\n")
        with FactTables.open(version.facts_path) as held:
            ask_tables(held, args.rounds)
        ask_cube(version.cube_path, args.rounds)
        return
    with tempfile.TemporaryDirectory() as folder:
        tables = build(args, Path(folder) / "facts.duckdb")
        ask_tables(tables, args.rounds)
        start = time.perf_counter()
        quads = write_cube(tables, Path(folder) / "cube")
        size = sum(path.stat().st_size for path in (Path(folder) / "cube").iterdir()) / 1e6
        print(f"\ncube: {quads} quads, {time.perf_counter() - start:.1f} s, {size:.1f} MB")
        ask_cube(Path(folder) / "cube", args.rounds)


if __name__ == "__main__":
    main()
