"""No field costs a query per row: what a page asks of graph, tables and letters is the same for any size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from imr_graph.store.databases import Database
from imr_graph.store.graph import Graph
from server.app import create_app
from server.serving.counting import _Cursor
from server.workers.pool import WorkerPool
from tests.factories import make_record
from tests.server.conftest import LIMITS, build_directory, make_letters, serving

LETTERS = 50

CONCEPT = "label itemCount items(first: 1) { totalCount nodes { printedText } } determinations { totalCount }"
DEEPEST = f"""query ($first: Int!) {{
  determinations(first: $first, filter: {{ category: "pharmaceutical" }}) {{
    totalCount
    nodes {{
      identifier
      evidence {{ quote }}
      patient {{ age evidence {{ quote }} diagnoses {{ conditions {{ {CONCEPT} broader {{ label }} }} }} }}
      reviewer {{ specialties {{ {CONCEPT} subspecialtyItemCount }} evidence {{ quote }} }}
      warnings {{ code evidence {{ quote }} }}
      items {{
        evidence {{ quote }}
        category {{ {CONCEPT} }}
        bodyRegions {{ {CONCEPT} }}
        drug {{ evidence {{ quote }} requestedDrug {{ {CONCEPT} }} ingredients {{ {CONCEPT} }} }}
        decision {{ evidence {{ quote }} decidedBy {{ iri }} }}
        citations {{
          document {{ {CONCEPT} }}
          sections {{ {CONCEPT} }}
          pageRanges {{ evidence {{ quote }} pages {{ {CONCEPT} }} }}
        }}
      }}
    }}
  }}
}}"""
SHALLOW = """query ($first: Int!) {
  items(first: $first, orderBy: { field: DECISION_DATE, direction: DESC }) {
    totalCount pageInfo { hasNextPage } nodes { printedText determination { identifier } evidence { quote } }
  }
}"""
CONCEPTS = f"query ($first: Int!) {{ drugs(first: $first) {{ totalCount nodes {{ {CONCEPT} }} }} }}"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Determination { caseNumber items { iri } } } }"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The server of fifty letters."""
    first, second, _ = make_letters()
    letters = [
        make_record(
            case_number=f"CM16-{number:07}",
            items=(*first.items, *second.items),
            diagnoses=(*first.diagnoses, *second.diagnoses),
            reviewer=first.reviewer,
            evidence=first.evidence,
            warnings=first.warnings,
            text_sha256=f"{number:064x}",
        )
        for number in range(LETTERS)
    ]
    path = build_directory(tmp_path_factory.mktemp("many") / "graph", letters, tables=True)
    with (
        Graph.open(path) as graph,
        serving(create_app(graph, LIMITS)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each source of answers is asked."""
    counts: Counter[str] = Counter()

    def count(owner: type, name: str, source: str) -> None:
        inner = getattr(owner, name)

        def counted(self: Any, *args: Any, **more: Any) -> Any:
            counts[source] += 1
            return inner(self, *args, **more)

        monkeypatch.setattr(owner, name, counted)

    count(_Cursor, "rows", "tables")
    count(WorkerPool, "run", "workers")
    count(Graph, "query", "graph")
    count(Database, "all", "letters")
    count(Database, "one", "letters")
    return counts


def ask(client: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    body = client.post("/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in body, body["errors"]
    data: dict[str, Any] = body["data"]
    return data


# A concept has two lists, and one statement tells at most fifty lists.
@pytest.mark.parametrize(
    ("query", "largest"),
    [(DEEPEST, LETTERS), (SHALLOW, LETTERS), (CONCEPTS, 25)],
    ids=["deepest", "items", "concepts"],
)
def test_a_page_of_any_size_asks_as_often(
    many: httpx.Client, asked: Counter[str], query: str, largest: int
) -> None:
    ask(many, query, first=2)  # what is read once for all requests
    seen: list[dict[str, int]] = []
    for first in (1, 10, largest):
        asked.clear()
        (answer,) = ask(many, query, first=first).values()
        assert len(answer["nodes"]) == first
        assert sum(asked.values()) <= 40
        seen.append(dict(asked))
    # What a larger page holds already is not read again: it may take fewer reads, never more.
    assert seen[0].keys() == seen[1].keys() == seen[2].keys()
    assert all(one[source] <= seen[0][source] for one in seen for source in one)
    assert seen[0]["tables"] == seen[1]["tables"] == seen[2]["tables"]


def test_lists_are_read_fifty_at_a_time(many: httpx.Client, asked: Counter[str]) -> None:
    ask(many, CONCEPTS, first=2)
    seen = []
    for first in (25, 26, 50, 51):
        asked.clear()
        ask(many, CONCEPTS, first=first)
        seen.append(asked["tables"])
    assert seen[0] < seen[1] == seen[2] < seen[3]


def test_things_by_their_ids_are_read_together(many: httpx.Client, asked: Counter[str]) -> None:
    found = ask(many, "{ determinations(first: 50) { nodes { id items { id } } } }")["determinations"][
        "nodes"
    ]
    ids = [one["id"] for letter in found for one in (letter, *letter["items"])]
    seen = []
    for size in (2, 40, 150):
        asked.clear()
        assert len(ask(many, NODES, ids=ids[:size])["nodes"]) == size
        seen.append(dict(asked))
    assert seen[0] == seen[1] == seen[2]
