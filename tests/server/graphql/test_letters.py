"""Letters by GraphQL: single ones, pages of them, filters, evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imr_graph.rdf.iris import DEFAULT_BASE
from imr_graph.record import Evidence
from server.graphql.evidence import shown
from tests.server.conftest import SUPERSEDED, TEXT
from tests.server.graphql.conftest import Ask

Refused = Callable[..., dict[str, Any]]

WHOLE = """
query ($identifier: String!) {
  determination(identifier: $identifier) {
    iri identifier caseNumber injuryDate decisionDate assignedDate utilizationReviewDenialDate
    applicationReceivedDate priority layout textHash bodyHash
    patient { iri age sex diagnoses { iri position printedText certainty inCaseWithItems { position } } }
    reviewer {
      iri specialties { iri label } subspecialties { label } unresolvedSpecialties unresolvedSubspecialties
      licensedIn
    }
    items {
      iri position printedText category { iri label } procedureCodes rationale
      originalRequest authorizedPortion
      determination { identifier }
      drug {
        iri drugName requestedDrug { iri } ingredients { iri } ingredientSet unresolvedIngredients
        strength form quantity refills frequency
      }
      decision { iri outcome decidedBy { iri } supportedByCitations { position } }
      citations {
        iri position citedBy document { iri } editionStatus edition { iri } printedEdition chapter { iri }
        printedChapter unresolvedChapter sections { iri } printedSection unresolvedSections statesNoEvidence
        supportsDecision { iri }
        pageRanges { iri firstPage lastPage pages { iri pageNumber document { iri } } unresolvedPages }
      }
    }
    warnings { code path detail }
  }
}
"""
CONCEPT = "https://imr-graph.example/concept/"


def test_one_letter_is_given_whole(ask: Ask) -> None:
    letter = ask(WHOLE, identifier="CM16-0000001")["determination"]
    iri = "https://imr-graph.example/determination/CM16-0000001"
    assert letter["iri"] == iri
    assert letter["caseNumber"] == "CM16-0000001"
    assert letter["decisionDate"] == "2016-12-20"
    assert letter["priority"] == "STANDARD"
    assert letter["patient"]["age"] == 52
    assert letter["patient"]["sex"] == "FEMALE"
    assert [d["certainty"] for d in letter["patient"]["diagnoses"]] == ["CONFIRMED", "PROVISIONAL"]
    assert letter["patient"]["diagnoses"][0]["inCaseWithItems"] == [{"position": 1}]
    assert letter["reviewer"]["licensedIn"] == ["CA", "NV"]
    (item,) = letter["items"]
    assert item["category"]["iri"] == CONCEPT + "category/pharmaceutical"
    assert item["drug"]["requestedDrug"] == {"iri": CONCEPT + "drug/norco"}
    assert item["drug"]["ingredientSet"] == "acetaminophen / hydrocodone"
    assert item["drug"]["quantity"] == 120
    assert item["decision"]["outcome"] == "UPHELD"
    assert item["decision"]["supportedByCitations"] == [{"position": 2}]
    denial, review = item["citations"]
    assert (denial["citedBy"], review["citedBy"]) == ("CLAIMS_ADMINISTRATOR", "REVIEWER")
    assert denial["supportsDecision"] is None
    assert review["supportsDecision"] == {"iri": f"{iri}/item/1/decision"}
    (pages,) = review["pageRanges"]
    assert (pages["firstPage"], pages["lastPage"]) == (63, 64)
    assert [page["iri"] for page in pages["pages"]] == [
        f"{CONCEPT}guideline/mtus-chronic-pain/page/{number}" for number in (63, 64)
    ]
    assert letter["warnings"] == [{"code": "missing-rationale", "path": "/items/0", "detail": ""}]


def test_what_is_unresolved_stays_as_printed(ask: Ask) -> None:
    letter = ask(WHOLE, identifier="CM16-0000002")["determination"]
    assert letter["reviewer"]["unresolvedSpecialties"] == ["Leechcraft"]
    (none,) = letter["items"][1]["citations"]
    assert none["statesNoEvidence"] is True
    assert none["document"] is None
    assert none["supportsDecision"] is None


def test_a_letter_without_a_case_number_is_found_by_its_own_name(ask: Ask) -> None:
    identifiers = [
        node["identifier"]
        for node in ask("{ determinations { nodes { identifier } } }")["determinations"]["nodes"]
    ]
    (body,) = [name for name in identifiers if name.startswith("body-")]
    assert ask(WHOLE, identifier=body)["determination"]["caseNumber"] is None


def test_a_former_name_leads_to_the_case(ask: Ask) -> None:
    assert ask(WHOLE, identifier=SUPERSEDED)["determination"]["identifier"] == "CM16-0000001"


def test_an_unknown_letter_is_null(ask: Ask) -> None:
    assert ask(WHOLE, identifier="CM00-0000000")["determination"] is None


PAGE = """
query ($first: Int!, $after: String) {
  determinations(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { cursor node { identifier } }
  }
}
"""


def test_letters_are_read_page_by_page(ask: Ask) -> None:
    found: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = ask(PAGE, first=1, after=after)["determinations"]
        assert page["totalCount"] == 3
        found += [edge["node"]["identifier"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is (len(found) < 3)
    assert found == sorted(found)
    assert len(set(found)) == 3
    assert ask(PAGE, first=1, after=after)["determinations"]["edges"] == []


FILTERS: list[tuple[str, list[str], list[tuple[str, int]]]] = [
    ("{ decision: [UPHELD] }", ["CM16-0000001", "CM16-0000002"], [("CM16-0000001", 1), ("CM16-0000002", 1)]),
    ("{ decision: [OVERTURNED] }", ["CM16-0000002"], [("CM16-0000002", 2)]),
    ("{ decision: [] }", [], []),
    ('{ drug: "Norco", decision: [OVERTURNED] }', [], []),
    ('{ drug: "drug/norco" }', ["CM16-0000001", "CM16-0000002"], [("CM16-0000001", 1), ("CM16-0000002", 1)]),
    ('{ ingredient: "hydrocodone", decision: [MODIFIED] }', ["body-"], [("body-", 1)]),
    ('{ category: "diagnostic-testing" }', ["CM16-0000002"], [("CM16-0000002", 2)]),
    (
        '{ specialty: "Pain Medicine" }',
        ["CM16-0000001"],
        [("CM16-0000001", 1)],
    ),
    (
        '{ guidelinePage: "guideline/mtus-chronic-pain/page/64" }',
        ["CM16-0000001"],
        [("CM16-0000001", 1)],
    ),
    (
        '{ guidelinePage: "guideline/mtus-chronic-pain/page/78", citedBy: REVIEWER }',
        [],
        [],
    ),
    (
        '{ guidelineDocument: "mtus-chronic-pain", citedBy: CLAIMS_ADMINISTRATOR }',
        ["CM16-0000001"],
        [("CM16-0000001", 1)],
    ),
    ('{ decidedFrom: "2017-01-01" }', ["CM16-0000002"], [("CM16-0000002", 1), ("CM16-0000002", 2)]),
    ('{ decidedFrom: "2016-12-20", decidedTo: "2016-12-20" }', ["CM16-0000001"], [("CM16-0000001", 1)]),
    (
        '{ diagnosis: { words: "RADICULOPATHY" }, decidedTo: "2016-12-31" }',
        ["CM16-0000001"],
        [("CM16-0000001", 1)],
    ),
    ('{ diagnosis: { words: "\\") } #" } }', [], []),
    (
        '{ condition: "condition/carpal-tunnel-syndrome" }',
        ["CM16-0000002"],
        [("CM16-0000002", 1), ("CM16-0000002", 2)],
    ),
    ('{ condition: "Upper limb conditions", drug: "Norco" }', ["CM16-0000002"], [("CM16-0000002", 1)]),
    ('{ condition: "Radiculopathy" }', ["CM16-0000001", "body-"], [("CM16-0000001", 1), ("body-", 1)]),
    ('{ condition: "gout" }', [], []),
    ('{ subcategory: "diagnostic-testing/imaging-radiology" }', ["CM16-0000002"], [("CM16-0000002", 2)]),
    ('{ subcategory: "category/surgery/spine" }', [], []),
    ('{ bodyRegion: "Lumbar spine" }', ["CM16-0000002"], [("CM16-0000002", 2)]),
    ('{ bodyRegion: "body-region/upper-extremity" }', ["CM16-0000002"], [("CM16-0000002", 2)]),
    ('{ bodyRegion: "knee" }', [], []),
]


@pytest.mark.parametrize(("given", "letters", "items"), FILTERS, ids=[row[0] for row in FILTERS])
def test_filters_hold_for_one_and_the_same_item(
    ask: Ask, given: str, letters: list[str], items: list[tuple[str, int]]
) -> None:
    answer = ask(
        f"{{ determinations(filter: {given}) {{ totalCount nodes {{ identifier }} }} "
        f"items(filter: {given}) {{ totalCount nodes {{ position determination {{ identifier }} }} }} }}"
    )
    found = [node["identifier"] for node in answer["determinations"]["nodes"]]
    places = [(node["determination"]["identifier"], node["position"]) for node in answer["items"]["nodes"]]
    assert [name[:5] if name.startswith("body-") else name for name in found] == letters
    assert [(name[:5] if name.startswith("body-") else name, n) for name, n in places] == items
    assert answer["determinations"]["totalCount"] == len(letters)
    assert answer["items"]["totalCount"] == len(items)


def test_what_a_diagnosis_is_grounded_to(ask: Ask) -> None:
    letter = ask("""{ determination(identifier: "CM16-0000002") {
        patient { diagnoses { side diagnosisCodes conditions { iri label icd10cmCodes broader { label } } } }
        items { subcategory { iri broader { iri } } } } }""")["determination"]
    known, unknown = letter["patient"]["diagnoses"]
    (condition,) = known["conditions"]
    assert condition["iri"] == CONCEPT + "condition/carpal-tunnel-syndrome"
    assert condition["icd10cmCodes"] == ["G56.0"]
    assert {above["label"] for above in condition["broader"]} == {
        "Nerve entrapment and mononeuropathy",
        "Wrist conditions",
    }
    assert known["side"] == "RIGHT"
    assert unknown == {"side": None, "diagnosisCodes": [], "conditions": []}
    assert letter["items"] == [
        {"subcategory": None},
        {
            "subcategory": {
                "iri": CONCEPT + "category/diagnostic-testing/imaging-radiology",
                "broader": {"iri": CONCEPT + "category/diagnostic-testing"},
            }
        },
    ]


def test_where_how_often_and_when_a_service_is_given(ask: Ask) -> None:
    answer = ask("""{ determination(identifier: "CM16-0000002") { items {
        bodyRegions { iri label broader { label } } side spinalLevels visits isRetrospective
        firstServiceDate lastServiceDate } }
        bodyRegions { label itemCount } }""")
    plain, given = answer["determination"]["items"]
    assert given == {
        "bodyRegions": [
            {
                "iri": CONCEPT + "body-region/lumbar-spine",
                "label": "Lumbar spine",
                "broader": [{"label": "Spine and back"}],
            },
            {"iri": CONCEPT + "body-region/thumb", "label": "Thumb", "broader": [{"label": "Hand"}]},
        ],
        "side": "LEFT",
        "spinalLevels": ["L4-L5"],
        "visits": 3,
        "isRetrospective": True,
        "firstServiceDate": "2016-05-06",
        "lastServiceDate": "2016-05-07",
    }
    assert (plain["bodyRegions"], plain["side"], plain["visits"]) == ([], None, None)
    assert plain["isRetrospective"] is False
    counts = {region["label"]: region["itemCount"] for region in answer["bodyRegions"]}
    assert (counts["Thumb"], counts["Upper extremity"], counts["Knee"]) == (1, 1, 0)


def test_items_are_read_page_by_page(ask: Ask) -> None:
    query = """query ($after: String) { items(first: 3, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { iri } } }"""
    first = ask(query)["items"]
    second = ask(query, after=first["pageInfo"]["endCursor"])["items"]
    assert first["pageInfo"]["hasNextPage"] is True
    assert second["pageInfo"]["hasNextPage"] is False
    assert len({node["iri"] for page in (first, second) for node in page["nodes"]}) == 4
    assert first["totalCount"] == 4


def test_evidence_read_backwards_spans_the_letter_forwards() -> None:
    read = Evidence(path="/items/0/category", page=2, spans=((14, 20), (4, 9)), rule="category.term")
    found = shown(read, "The first and second words.")
    assert (found.start, found.end, found.quote) == (4, 20, "second … first")


def test_evidence_quotes_the_letter(ask: Ask) -> None:
    letter = ask(
        """{ determination(identifier: "CM16-0000001") {
          evidence { path rule page start end quote }
          under: evidence(path: "/items/0/drug") { path }
          patient { evidence { quote start end } }
          items { evidence { path quote spans { start end quote } } drug { evidence { quote } } }
          reviewer { evidence { quote } }
        } }"""
    )["determination"]
    assert {e["path"] for e in letter["evidence"]} == {"/patient/age", "/items/0/drug/name", "/items/0/text"}
    assert letter["under"] == [{"path": "/items/0/drug/name"}]
    assert letter["patient"]["evidence"] == [{"quote": "52", "start": 17, "end": 19}]
    (item,) = letter["items"]
    assert item["drug"]["evidence"] == [{"quote": TEXT[52:57]}]
    (text,) = [e for e in item["evidence"] if e["path"] == "/items/0/text"]
    assert text["quote"] == f"{TEXT[37:57]} … {TEXT[58:66]}"
    assert [span["quote"] for span in text["spans"]] == [TEXT[37:57], TEXT[58:66]]
    assert letter["reviewer"]["evidence"] == []


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("{ items(first: 201) { totalCount } }", "bad-page-size", "0 to 200"),
        ("{ items(last: -1) { totalCount } }", "bad-page-size", "0 to 200"),
        ('{ items(after: "x") { totalCount } }', "bad-cursor", "no cursor"),
        ('{ items(after: "WyJhIl0=") { totalCount } }', "bad-cursor", "no cursor"),
        ('{ items(after: "é") { totalCount } }', "bad-cursor", "no cursor"),
        ('{ items(filter: { drug: "Norkko" }) { totalCount } }', "unknown-concept", "drug/norco"),
        ('{ items(filter: { drug: "<>\\" }" }) { totalCount } }', "unknown-concept", "no drug"),
        (
            '{ items(filter: { guidelinePage: "no such" }) { totalCount } }',
            "unknown-concept",
            "guidelinePage",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_words(refused: Refused, query: str, code: str, words: str) -> None:
    error = refused(query)
    assert error["extensions"]["code"] == code
    assert words in error["message"]


@pytest.mark.parametrize("name", ["CM16-0000001", "body-00000000000000aa"])
def test_a_letter_is_found_by_its_iri_and_by_that_of_a_part(ask: Ask, name: str) -> None:
    query = "query ($id: String!) { determination(identifier: $id) { identifier } }"
    for iri in (f"{DEFAULT_BASE}determination/{name}", f"{DEFAULT_BASE}determination/{name}/item/1"):
        assert ask(query, id=iri) == {"determination": {"identifier": "CM16-0000001"}}
    assert ask(query, id=f"https://elsewhere.example/determination/{name}") == {"determination": None}
