"""The headline over the real letters: the same rows everywhere, equal to a count made from the records."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from imr_graph.build import build_graph
from imr_graph.cli.main import main
from imr_graph.questions import bound_text
from imr_graph.record import Citation, Record
from imr_graph.store.graph import Graph
from server.app import create_app
from tests.server.conftest import serving
from tests.test_real_letters import Letters

QUESTION = "drug-guideline-denials"
IMR = "https://imr-graph.example/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
CONCEPT = "https://imr-graph.example/concept/"

Key = tuple[str, str, str]
"""Ingredient set, document or concept of the place, words of the place."""


@pytest.fixture(scope="module")
def directory(shared_letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("headline") / "graph"
    report = build_graph(sorted((shared_letters / "real").glob("*.[pt][dx][ft]")), folder)
    assert (report.read, len(report.failed)) == (73, 0)
    return folder


@pytest.fixture(scope="module")
def client(directory: Path) -> Iterator[httpx.Client]:
    with (
        Graph.open(directory) as graph,
        serving(create_app(graph)) as url,
        httpx.Client(base_url=url, timeout=60) as opened,
    ):
        yield opened


class Count:
    """What stands behind one row."""

    def __init__(self) -> None:
        self.items: set[tuple[str, int]] = set()
        self.shares: dict[tuple[str, int, int, int], float] = {}

    def add(self, letter: str, item: int, first: int, last: int) -> None:
        self.items.add((letter, item))
        self.shares[letter, item, first, last] = 1 / (last - first + 1)

    def figures(self) -> tuple[int, float, int]:
        return (
            len(self.items),
            round(sum(self.shares.values()), 4),
            len({letter for letter, _ in self.items}),
        )


def places(citation: Citation) -> Iterator[tuple[str, str, int, int]]:
    """(concept or document, words, first page, last page) of each place that a citation prints."""
    where = citation.grounding
    if citation.pages:
        for first, last in citation.pages:
            for page in range(first, last + 1):
                known = page not in where.unresolved_pages
                yield (
                    (f"{where.page_prefix}/{page}" if known else str(where.document)),
                    f"p. {page}",
                    first,
                    last,
                )
        return
    for section in where.sections:
        yield section, "", 0, 0
    for words in where.unresolved_sections:
        yield str(where.document), words, 0, 0


def counted(records: list[Record]) -> dict[Key, tuple[int, float, int]]:
    """The headline by plain loops over the records."""
    rows: dict[tuple[str, ...], Count] = defaultdict(Count)
    for record in records:
        for number, item in enumerate(record.items):
            if item.decision != "upheld" or item.drug is None or not item.drug.ingredients:
                continue
            ingredients = " / ".join(item.drug.ingredients)
            for citation in item.citations:
                if citation.by != "reviewer" or citation.source == "none":
                    continue
                for concept, words, first, last in places(citation):
                    resolved = concept != citation.grounding.document
                    part = () if resolved else (str(citation.grounding.edition), str(citation.chapter))
                    key = (ingredients, concept, "" if resolved else words.lower(), *part)
                    rows[key].add(record.identifier, number, first, last)
    figures = {key: count.figures() for key, count in rows.items()}
    assert figures
    # Editions and chapters of unresolved places are told apart by the rows; compare them as a bag.
    folded: dict[Key, tuple[int, float, int]] = {}
    for key, figure in sorted(figures.items()):
        ingredients, concept, words = key[:3]
        if (ingredients, concept, words) in folded:
            concept = f"{concept} {len(folded)}"
        folded[ingredients, concept, words] = figure
    return folded


def as_counted(rows: list[dict[str, Any]], documents: dict[str, str]) -> dict[Key, tuple[int, float, int]]:
    """The rows of a surface in the shape of :func:`counted`."""
    found: dict[Key, tuple[int, float, int]] = {}
    for row in rows:
        resolved = bool(row["placeIri"])
        concept = str(row["placeIri"]).removeprefix(CONCEPT) if resolved else documents[row["document"]]
        key = (row["ingredients"], concept, "" if resolved else row["place"].lower())
        assert key not in found
        found[key] = (int(row["items"]), round(float(row["shareWeighted"]), 4), int(row["letters"]))
    return found


@pytest.fixture(scope="module")
def rows(client: httpx.Client, directory: Path) -> list[dict[str, Any]]:
    """The rows by SPARQL, over HTTP."""
    with Graph.open(directory) as graph:
        text = bound_text(graph, QUESTION)
    answer = client.post(
        "/sparql", data={"query": text}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200, answer.text
    bindings = answer.json()["results"]["bindings"]
    columns = answer.json()["head"]["vars"]
    assert len(bindings) > 50
    return [{name: row.get(name, {}).get("value") for name in columns} for row in bindings]


def test_sparql_equals_the_count_from_the_records(
    client: httpx.Client, rows: list[dict[str, Any]], real_letters: Letters
) -> None:
    asked = "SELECT ?d ?l { ?d a imr:GuidelineDocument ; skos:prefLabel ?l }"
    prefixes = f"PREFIX imr: <{IMR}> PREFIX skos: <{SKOS}> "
    answer = client.get("/sparql", params={"query": prefixes + asked}, headers={"Accept": "text/csv"})
    documents = {row["l"]: row["d"].removeprefix(CONCEPT) for row in csv.DictReader(io.StringIO(answer.text))}
    assert as_counted(rows, documents) == counted([record for _, record in real_letters])


def test_the_command_line_gives_the_same_rows(directory: Path, rows: list[dict[str, Any]]) -> None:
    result = CliRunner().invoke(main, ["query", QUESTION, "--graph", str(directory), "--format", "json"])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert [row["place"] for row in printed] == [row["place"] for row in rows]
    assert [row["items"] for row in printed] == [int(row["items"]) for row in rows]
    assert [row["determinations"] for row in printed] == [row["determinations"] for row in rows]


def test_graphql_gives_the_same_rows(client: httpx.Client, rows: list[dict[str, Any]]) -> None:
    query = """
        query Headline($after: String) {
          drugGuidelineDenials(first: 100, after: $after) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes {
              ingredients document edition editionStatus chapter place placeIri items shareWeighted letters
            }
          }
        }
    """
    found: list[dict[str, Any]] = []
    after = None
    while True:
        answer = client.post("/graphql", json={"query": query, "variables": {"after": after}}).json()
        assert "errors" not in answer, answer
        page = answer["data"]["drugGuidelineDenials"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert page["totalCount"] == len(rows)
    for mine, theirs in zip(found, rows, strict=True):
        for column in ("ingredients", "document", "edition", "editionStatus", "place", "placeIri"):
            assert mine[column] == theirs[column]
        assert (mine["items"], mine["letters"]) == (int(theirs["items"]), int(theirs["letters"]))
        assert mine["shareWeighted"] == pytest.approx(float(theirs["shareWeighted"]))
