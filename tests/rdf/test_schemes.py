from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from imr_graph import record
from imr_graph.errors import SchemeError
from imr_graph.lexicon.body_regions import body_regions
from imr_graph.lexicon.conditions import conditions
from imr_graph.lexicon.drugs import DrugName, drug_table, ingredient_concept
from imr_graph.lexicon.guidelines import load_guidelines
from imr_graph.lexicon.specialties import specialties
from imr_graph.lexicon.subcategories import subcategories
from imr_graph.rdf import vocabulary as v
from imr_graph.rdf.drug_schemes import drug_name_scheme, ingredient_scheme
from imr_graph.rdf.iris import concept_iri
from imr_graph.rdf.ontology import ontology_quads, scheme_files
from imr_graph.rdf.scheme import Concept, Scheme
from imr_graph.rdf.schemes import all_schemes, write_schemes


@pytest.fixture(scope="module")
def schemes() -> dict[str, Scheme]:
    return {scheme.name: scheme for scheme in all_schemes()}


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.bulk_extend(ontology_quads())
    return store


def concept(path: str, label: str = "A label", broader: tuple[str, ...] = ()) -> Concept:
    return Concept(
        path=path, kind=v.SPECIALTY, label=label, broader=broader, verified=True, evidence="a source"
    )


def test_committed_files_are_what_the_tables_give(tmp_path: Path) -> None:
    written = write_schemes(tmp_path)
    committed = scheme_files()
    assert [path.stem for path in written] == list(committed)
    for path in written:
        same = path.read_text(encoding="utf-8") == committed[path.stem].read_text(encoding="utf-8")
        assert same, f"{path.name} differs from the tables: run python -m imr_graph.rdf.schemes"


def test_files_of_schemes_that_are_no_more_go(tmp_path: Path) -> None:
    (tmp_path / "phlogiston.ttl").write_text("", encoding="utf-8")
    write_schemes(tmp_path)
    assert not (tmp_path / "phlogiston.ttl").exists()


def paths_a_record_can_hold() -> Iterator[str]:
    """Every concept path that `imr_graph.rdf.triples` can write, by the record's types and the tables."""
    for prefix, values in {
        "category": record.Category,
        "certainty": record.Certainty,
        "decision": record.DecisionOutcome,
        "edition-status": record.EditionStatus,
        "party": record.CitingParty,
        "priority": record.Priority,
        "sex": record.Sex,
        "side": record.Side,
    }.items():
        yield from (f"{prefix}/{value}" for value in get_args(values))
    yield from (f"guideline/{source}" for source in get_args(record.GuidelineSource) if source != "none")
    guidelines = load_guidelines()
    for places in (guidelines.documents, guidelines.editions, guidelines.chapters, guidelines.sections):
        yield from (place.path for place in places)
    yield from guidelines.page_paths
    yield from (specialty.concept for specialty in specialties())
    yield from (condition.concept for condition in conditions())
    yield from (region.concept for region in body_regions())
    yield from (subcategory.concept for subcategory in subcategories())
    for name in drug_table().names:
        yield name.concept
        for ingredient in name.ingredients:
            path = ingredient_concept(ingredient)
            assert path is not None
            yield path


def test_every_path_a_record_can_hold_has_its_concept(schemes: dict[str, Scheme]) -> None:
    known = {concept.path for scheme in schemes.values() for concept in scheme.concepts}
    assert not set(paths_a_record_can_hold()) - known


def test_no_concept_stands_in_two_schemes(schemes: dict[str, Scheme]) -> None:
    counts = Counter(concept.path for scheme in schemes.values() for concept in scheme.concepts)
    assert max(counts.values()) == 1


def test_every_concept_named_in_a_scheme_is_one(store: Store) -> None:
    for quad in store:
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(v.CONCEPT):
            assert list(store.quads_for_pattern(quad.object, v.TYPE, v.CONCEPT_CLASS, None)), quad


@pytest.mark.parametrize(
    ("one_way", "other_way"), [(v.BROADER, v.NARROWER), (v.TOP_CONCEPT_OF, v.HAS_TOP_CONCEPT)], ids=str
)
def test_both_ways_are_said(store: Store, one_way: NamedNode, other_way: NamedNode) -> None:
    forth = {(quad.subject, quad.object) for quad in store.quads_for_pattern(None, one_way, None, None)}
    back = {(quad.object, quad.subject) for quad in store.quads_for_pattern(None, other_way, None, None)}
    assert forth
    assert forth == back


def test_broader_ends_at_the_top(schemes: dict[str, Scheme]) -> None:
    for scheme in schemes.values():
        above = {concept.path: set(concept.broader) for concept in scheme.concepts}
        for path in above:
            seen: set[str] = set()
            level = above[path]
            while level:
                seen |= level
                level = set().union(*(above[step] for step in level)) - seen
            assert path not in seen, f"{path} stands above itself"


def test_a_preferred_label_is_one_concept_s_in_its_scheme(store: Store) -> None:
    labels = Counter(
        (quad.graph_name, quad.object) for quad in store.quads_for_pattern(None, v.PREF_LABEL, None, None)
    )
    assert [label for label, count in labels.items() if count > 1] == []


def test_what_is_recalled_is_marked_as_recalled(schemes: dict[str, Scheme]) -> None:
    recalled = [
        concept
        for scheme in schemes.values()
        for concept in scheme.concepts
        if re.fullmatch("recall|recall: .*|common knowledge, unverified", concept.evidence)
    ]
    assert recalled
    assert not [concept.path for concept in recalled if concept.verified]


def test_places_lead_to_their_edition_and_document(store: Store) -> None:
    for edition, places in {"2009": ("page/24", "section/benzodiazepines"), None: ("page/24",)}.items():
        document = concept_iri("guideline/mtus-chronic-pain")
        for place in places:
            node = NamedNode(f"{document}/{edition}/{place}" if edition else f"{document}/{place}")
            assert _objects(store, node, v.OF_DOCUMENT) == [document]
            assert _objects(store, node, v.OF_EDITION) == ([f"{document}/{edition}"] if edition else [])


def test_a_section_stands_on_its_known_pages(store: Store) -> None:
    edition = concept_iri("guideline/mtus-chronic-pain/2009")
    section = NamedNode(f"{edition}/section/benzodiazepines")
    assert _objects(store, section, v.ON_PAGE) == [f"{edition}/page/24"]
    assert _objects(store, section, v.PAGES_VERIFIED) == ["true"]
    guessed = NamedNode(f"{edition}/section/biofeedback")
    assert _objects(store, guessed, v.ON_PAGE) == [f"{edition}/page/24", f"{edition}/page/25"]
    assert _objects(store, guessed, v.PAGES_VERIFIED) == ["false"]


def test_pages_and_sections_find_each_other(store: Store) -> None:
    """Each link is marked as verified or recalled, and stays within one edition."""
    links = f"""PREFIX imr: <{v.IMR}>
        SELECT ?page ?section ?verified WHERE {{
          ?section imr:onPage ?page ; imr:ofEdition ?edition ; imr:pagesVerified ?verified .
          ?page imr:ofEdition ?edition }}"""
    answer = store.query(links, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    found = [tuple(term.value for term in row) for row in answer]
    assert len(found) == sum(1 for _ in store.quads_for_pattern(None, v.ON_PAGE, None))
    edition = concept_iri("guideline/mtus-chronic-pain/2009")
    on_63 = {section: verified for page, section, verified in found if page == f"{edition}/page/63"}
    assert on_63[f"{edition}/section/muscle-relaxants-for-pain"] == "true"
    assert {verified for _, _, verified in found} == {"true", "false"}


def test_a_body_region_stands_below_wider_ones_and_names_its_source(schemes: dict[str, Scheme]) -> None:
    regions = {concept.label: concept for concept in schemes["body-regions"].concepts}
    assert regions["Thumb"].broader == ("body-region/hand",)
    assert regions["Hand"].broader == ("body-region/upper-extremity",)
    assert "low back" in regions["Lumbar spine"].alternatives
    assert regions["Sacroiliac joint"].evidence.endswith("S33.6 Sprain of sacroiliac joint")
    assert not regions["Trapezius"].verified


def test_a_product_leads_to_ingredients_and_classes(store: Store) -> None:
    norco = NamedNode(concept_iri("drug/norco"))
    assert _objects(store, norco, v.HAS_ACTIVE_INGREDIENT) == [
        concept_iri("ingredient/acetaminophen"),
        concept_iri("ingredient/hydrocodone"),
    ]
    assert _objects(store, norco, v.IN_DRUG_CLASS) == [concept_iri("drug-class/opioid")]
    hydrocodone = NamedNode(concept_iri("ingredient/hydrocodone"))
    assert _objects(store, hydrocodone, v.IN_DRUG_CLASS) == [concept_iri("drug-class/opioid")]
    assert _objects(store, hydrocodone, v.MESH_IDENTIFIER) == ["D006853"]


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[str]:
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)]
    return sorted(node.value for node in found if isinstance(node, NamedNode | Literal))


def drug(name: str, *ingredients: str, verified: bool = True, **more: str) -> DrugName:
    return DrugName(name, "brand", ingredients, "opioid", verified, "a source", **more)


def test_spellings_of_one_name_are_one_concept() -> None:
    [norco] = drug_name_scheme(
        [drug("Nor-co", "codeine", verified=False), drug("Nor Co", "codeine")]
    ).concepts
    assert (norco.label, norco.alternatives) == ("Nor Co", ("Nor-co", "Nor Co"))
    with pytest.raises(SchemeError, match="different ingredients"):
        drug_name_scheme([drug("Nor-co", "codeine"), drug("Nor Co", "morphine")])


@pytest.mark.parametrize(
    ("rows", "identifiers"),
    [
        ([drug("Norco", "codeine", mesh_id="D1")], ["D1"]),
        ([drug("Norco", "codeine", mesh_id="D1", verified=False)], []),
        ([drug("Norco", "codeine", mesh_id="D1"), drug("Vico", "codeine", mesh_id="D2")], []),
        ([drug("Norco", "codeine", "morphine", mesh_id="D1 / D2")], ["D1"]),
        ([drug("Norco", "codeine", "morphine", mesh_id="D1")], []),
    ],
)
def test_an_identifier_is_given_only_where_it_is_sure(rows: list[DrugName], identifiers: list[str]) -> None:
    codeine = next(concept for concept in ingredient_scheme(rows, []).concepts if concept.label == "codeine")
    given = [value.value for predicate, value in codeine.links if predicate == v.MESH_IDENTIFIER]
    assert given == identifiers


@pytest.mark.parametrize(
    ("concepts", "message"),
    [
        (
            (concept("specialty/a"), concept("specialty/a", "Another")),
            "two concepts have the path specialty/a",
        ),
        (
            (concept("specialty/a"), concept("specialty/b")),
            "specialty/a and specialty/b share the label 'A label'",
        ),
        ((concept("specialty/a", broader=("specialty/z",)),), "no such concept"),
    ],
)
def test_tables_that_contradict_themselves_are_refused(concepts: tuple[Concept, ...], message: str) -> None:
    with pytest.raises(SchemeError, match=message):
        Scheme("broken", "Broken", "For this test.", concepts)


def test_turtle_is_the_same_every_time_and_reads_back() -> None:
    [first, again] = [{s.name: s for s in all_schemes()}["specialties"] for _ in range(2)]
    assert first.turtle() == again.turtle()
    store = Store()
    store.load(first.turtle().encode(), format=RdfFormat.TURTLE)
    assert {quad.triple for quad in store} == set(first.triples())
