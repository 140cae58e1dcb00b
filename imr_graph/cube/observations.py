"""SQL that writes slices, observations and their nodes as N-Triples, made of the declared questions.

DuckDB puts the text together: an observation is about a dozen lines, and Python would take
longer over them than over all the rest of the cube.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from imr_graph.cube import vocabulary as c
from imr_graph.cube.structure import row_property, slice_key, slice_property
from imr_graph.rdf import vocabulary as v
from imr_graph.tables.counted import CountedQuestion, slice_column
from imr_graph.tables.dimensions import dimensions, measures

_SCALES: Final = {"shareWeighted": 6, "shareOfRequests": 4, "overturnRate": 4, "low": 4, "high": 4}

_PLACES: Final = f"""
SELECT l.place, '{c.CUBE_NODES}place/' || coalesce(
         substr(own.path, 11),
         substr(coalesce(edition.path, document.path), 11) || '/unknown/'
           || coalesce(url_encode(chapter.path) || '/', url_encode(chapter_words.words) || '//', '')
           || coalesce('page/' || l.page, 'section/' || url_encode(words.words)))
       || coalesce('@' || l.printed_edition, '') AS iri,
       document.path AS document, document.label AS document_label, own.path AS concept,
       coalesce(edition.label, l.printed_edition || ' (not in the tables)', 'edition not printed') AS edition,
       coalesce('p. ' || l.page, own.name, words.words) AS label
FROM places AS l
JOIN concepts AS document ON document.concept = l.document
LEFT JOIN concepts AS edition ON edition.concept = l.edition
LEFT JOIN concepts AS own ON own.concept = l.concept
LEFT JOIN concepts AS chapter ON chapter.concept = l.chapter
LEFT JOIN texts AS chapter_words ON chapter_words.text = l.folded_chapter
LEFT JOIN texts AS words ON words.text = l.folded_words"""

_SETS: Final = (
    f"SELECT ingredient_set, '{c.CUBE_NODES}ingredient-set/' || url_encode(label) AS iri, label "
    "FROM ingredient_sets"
)


def node_statements() -> Iterator[str]:
    """Queries of one text column: what is told of ingredient sets and places."""
    yield (
        f"SELECT {_line('iri', v.LABEL, _literal('label'))} FROM ({_SETS}) UNION ALL "
        f"SELECT {_line('s.iri', c.HOLDS_INGREDIENT, _concept('n.path'))} FROM ({_SETS}) AS s "
        "JOIN drug_ingredients AS i ON i.ingredient_set = s.ingredient_set "
        "JOIN concepts AS n ON n.concept = i.ingredient"
    )
    lines = [
        _line("iri", v.LABEL, _literal("label")),
        _line("iri", c.DOCUMENT_TEXT, _literal("document_label")),
        _line("iri", c.EDITION_TEXT, _literal("edition")),
        _line("iri", c.PLACE_DOCUMENT, _concept("document")),
        f"coalesce({_line('iri', c.PLACE_CONCEPT, _concept('concept'))}, '')",
    ]
    yield f"SELECT {' || '.join(lines)} FROM ({_PLACES})"


def question_statements(question: CountedQuestion) -> Iterator[str]:
    """Queries of one text column: the question's slices, then its observations."""
    data_set = c.data_set(question.name)
    slices = _slices(question)
    if question.slices:
        lines = [
            f"'{data_set} {c.HAS_SLICE} <' || slice || '> .' || chr(10)",
            _line("slice", v.TYPE, f"'{c.SLICE}'"),
            _line("slice", c.SLICE_STRUCTURE, f"'{slice_key(question)}'"),
            *(
                _line(
                    "slice",
                    slice_property(one),
                    f"coalesce({_concept(f'{slice_column(one)}_of.path')}, '{c.ALL}')",
                )
                for one in question.slices
            ),
        ]
        joins = " ".join(
            f"LEFT JOIN concepts AS {slice_column(one)}_of "
            f"ON {slice_column(one)}_of.concept = slices.{slice_column(one)}"
            for one in question.slices
        )
        yield f"SELECT {' || '.join(lines)} FROM ({slices}) AS slices {joins}"
    yield _observations(question, data_set, slices)


def _slices(question: CountedQuestion) -> str:
    """Each choice of values that slices fix, with its IRI."""
    columns = ", ".join(slice_column(one) for one in question.slices)
    base = c.data_set(question.name).value
    if not columns:
        return f"SELECT '{base}' AS slice"
    return (
        f"SELECT {columns}, '{base}/slice/' || row_number() OVER (ORDER BY {columns}) AS slice "
        f"FROM (SELECT DISTINCT {columns} FROM {question.table})"
    )


def _observations(question: CountedQuestion, data_set: NamedNode, slices: str) -> str:
    iri = "slices.slice || '/' || m._rank"
    lines = [
        _line(iri, v.TYPE, f"'{c.OBSERVATION}'"),
        _line(iri, c.OF_DATA_SET, f"'{data_set}'"),
    ]
    if question.slices:
        lines.append(f"'<' || slices.slice || '> {c.HAS_OBSERVATION} <' || {iri} || '> .' || chr(10)")
    joins = [
        "JOIN slices ON "
        + (
            " AND ".join(
                f"slices.{slice_column(one)} IS NOT DISTINCT FROM m.{slice_column(one)}"
                for one in question.slices
            )
            or "true"
        )
    ]
    for index, column in enumerate(question.hidden):
        value, join = _row_value(question, column, index)
        joins.append(join)
        lines.append(_line(iri, row_property(question, column), value))
    for name in question.measures:
        measure = measures()[name]
        column = f'm."{measure.cube}"'
        value = (
            f"'\"' || {column}::DECIMAL(18, {_SCALES[measure.cube]}) || '\"^^{v.XSD_DECIMAL}'"
            if measure.type == "decimal"
            else f"'\"' || {column} || '\"^^{v.XSD_INTEGER}'"
        )
        lines.append(_line(iri, c.cube_property(measure.cube), value))
    for column, local in question.attributes.items():
        line = _line(iri, c.cube_property(local), _literal(f'm."{column}"'))
        lines.append(f"coalesce({line}, '')")
    return (
        f"WITH slices AS ({slices}) SELECT {' || '.join(lines)} FROM {question.table} AS m {' '.join(joins)}"
    )


def _row_value(question: CountedQuestion, column: str, index: int) -> tuple[str, str]:
    """The term of a row's own value, and the join that it needs."""
    values = question.hidden[column]
    alias = f"r{index}"
    kind = dimensions()[values].values if values in dimensions() else values
    # What is no concept stands as its words: those that no table knows, or that there are none.
    label = next((name for name, dimension in question.labels.items() if dimension == values), None)
    words = None if label is None else _literal(f'm."{label}"')
    if kind == "string":
        return _literal(f"m.{column}"), ""
    if kind == "set":
        node = f"'<' || {alias}.iri || '>'"
        return (
            node if words is None else f"coalesce({node}, {words})",
            f"LEFT JOIN ({_SETS}) AS {alias} ON {alias}.ingredient_set = m.{column}",
        )
    if kind == "place":
        return f"'<' || {alias}.iri || '>'", f"JOIN ({_PLACES}) AS {alias} ON {alias}.place = m.{column}"
    if kind == "text" and words is not None:
        return words, ""
    if kind == "text":
        return _literal(f"{alias}.words"), f"JOIN texts AS {alias} ON {alias}.text = m.{column}"
    join = f"LEFT JOIN concepts AS {alias} ON {alias}.concept = m.{column}"
    absent = f"'{c.NONE}'" if words is None else words
    return f"coalesce({_concept(f'{alias}.path')}, {absent})", join


def _line(subject: str, predicate: NamedNode, value: str) -> str:
    """SQL of one statement; ``subject`` is SQL of an IRI, ``value`` SQL of a term."""
    return f"'<' || {subject} || '> {predicate} ' || {value} || ' .' || chr(10)"


def _concept(path: str) -> str:
    return f"'<{v.CONCEPT}' || {path} || '>'"


def _literal(text: str) -> str:
    escaped = text
    for character, written in (
        ("'\\'", "'\\\\'"),
        ("'\"'", "'\\\"'"),
        ("chr(10)", "'\\n'"),
        ("chr(13)", "'\\r'"),
    ):
        escaped = f"replace({escaped}, {character}, {written})"
    return f"'\"' || {escaped} || '\"'"
