"""What every client asks the hand-made graph, and what it must be told."""

from __future__ import annotations

from typing import Final

from tests.server.conftest import make_letters

DECISION: Final = "https://imr-graph.example/concept/decision/"
LETTER: Final = "https://imr-graph.example/determination/"
DETERMINATION: Final = "https://imr-graph.example/ontology#Determination"
TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LETTERS: Final = sorted(LETTER + record.identifier for record in make_letters())

OUTCOMES: Final = """
PREFIX imr: <https://imr-graph.example/ontology#>
SELECT ?outcome (COUNT(*) AS ?n) WHERE { ?decision imr:outcome ?outcome } GROUP BY ?outcome ORDER BY ?outcome
"""
COUNTS: Final = {DECISION + "modified": 1, DECISION + "overturned": 1, DECISION + "upheld": 2}
ROWS: Final = [{"outcome": outcome, "n": str(count)} for outcome, count in COUNTS.items()]

COUNT: Final = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?letter a <{DETERMINATION}> }}"
ASK: Final = f"ASK {{ <{LETTER}CM16-0000001> a <{DETERMINATION}> }}"
CONSTRUCT: Final = f"CONSTRUCT {{ ?letter a <{DETERMINATION}> }} WHERE {{ ?letter a <{DETERMINATION}> }}"
