"""The data dictionary, ``docs/tables.md``, made of the declared tables, dimensions and measures.

Run ``python -m imr_graph.tables.data_dictionary > docs/tables.md`` after any change of a declaration.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from imr_graph.tables.counted import counted_questions
from imr_graph.tables.declaration import CODED, Column, TableDeclaration, declared_tables
from imr_graph.tables.dimensions import Dimension, dimensions, measures

_HEAD = """# Fact tables

One DuckDB file a version (`facts.duckdb`), written beside the triples in the same pass: what counts are
made of. It holds no texts of letters but names, diagnoses and unknown words; the records have those.
Columns of type concept, text, set and place hold numbers of rows of the dictionaries; `letter` and `item`
are numbers of this file, in order of the letters' IRIs and of positions. The same letters give the same
rows, whatever the order in which they came.

Made by `python -m imr_graph.tables.data_dictionary` from `imr_graph/tables/*.toml`; edit those.
"""

_SUMMARIES = """
## Summaries

A table `summary_…` for each counting question of `queries/`: the rows of its answer in their order
(`_rank`), without lists of letters, for each value of its slices (`s_…`, a concept's number; NULL for all
values together).
Further columns with `_` before their names are the rows' own values as numbers. The cube is made of these.

| question | slices | measures |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    lines = [_HEAD]
    for role, title in (("fact", "Facts"), ("dictionary", "Dictionaries")):
        lines.append(f"\n## {title}\n")
        for table in declared_tables().values():
            if table.role == role:
                lines.extend(_table(table))
    lines.append(_SUMMARIES.rstrip("\n"))
    for question in counted_questions().values():
        slices = ", ".join(f"`s_{one.name}` {one.slice}" for one in question.slices) or "none"
        lines.append(f"| {question.name} | {slices} | {', '.join(question.measures)} |")
    lines.append("\n## Dimensions\n\nWhat disputed items can be counted by; paths lead from the item.\n")
    lines.append(
        "| name | is | path | column | in the cube | in GraphQL | values |\n|---|---|---|---|---|---|---|"
    )
    lines.extend(map(_dimension, dimensions().values()))
    lines.append("\n## Measures\n\n| name | is | in the cube | in GraphQL |\n|---|---|---|---|")
    lines.extend(
        f"| {one.name} | {one.label} | `cube:{one.cube}` | `{one.graphql}` |" for one in measures().values()
    )
    return "\n".join(lines) + "\n"


def _table(table: TableDeclaration) -> Iterator[str]:
    yield f"### {table.name}\n\n{table.meaning} Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | meaning |\n|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {column.meaning} |"
    yield ""


def _type(column: Column) -> str:
    dictionary = f" of `{CODED[column.type]}`" if column.type in CODED else ""
    return f"{column.duckdb_type}{dictionary}{', optional' if column.optional else ''}"


def _dimension(one: Dimension) -> str:
    path = one.path.replace("|", "\\|")
    values = one.concept_class or one.values
    several = ", several" if one.many else ""
    return (
        f"| {one.name} | {one.label} | `{path}` | `{one.sql}` | `cube:{one.cube}` | `{one.graphql}` "
        f"| {values}{several} |"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
