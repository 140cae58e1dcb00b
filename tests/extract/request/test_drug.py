from __future__ import annotations

from typing import Any

import pytest

from imr_graph.extract.request.drug import extract_drug
from tests.extract.request.titles import phrase

CASES: dict[str, dict[str, Any]] = {
    "Vicodin (hydrocodone/acetaminophen) 5/300mg #40 with no refills": {
        "name": "Vicodin",
        "ingredients": ("acetaminophen", "hydrocodone"),
        "strength": "5/300 mg",
        "quantity": 40,
        "refills": 0,
        "concept": "drug/vicodin",
    },
    "hydrocodone bit/apap 7.5mg/325mg, #60": {
        "name": "hydrocodone bit/apap",
        "ingredients": ("acetaminophen", "hydrocodone"),
        "strength": "7.5/325 mg",
        "quantity": 60,
        "concept": "drug/hydrocodone-acetaminophen",
    },
    "Hydrocodone 10/325mg #90": {
        "name": "Hydrocodone",
        "ingredients": ("acetaminophen", "hydrocodone"),
        "strength": "10/325 mg",
        "quantity": 90,
        "concept": "drug/hydrocodone-acetaminophen",
    },
    "Oxycodone 5-10mg #90": {
        "name": "Oxycodone",
        "ingredients": ("oxycodone",),
        "strength": "5-10 mg",
        "quantity": 90,
        "concept": "drug/oxycodone",
    },
    "Ketoprofen 10%/ Lidocaine 5%/ Baclofen 2% cream 120 grams": {
        "name": "Ketoprofen/Lidocaine/Baclofen",
        "ingredients": ("baclofen", "ketoprofen", "lidocaine"),
        "strength": "10%/5%/2%",
        "form": "cream",
        "quantity": 120,
    },
    "Compound: Menthol 5%, Camphor 2%, and Capsaicin 0.05% gel 60gm": {
        "name": "Menthol/Camphor/Capsaicin",
        "ingredients": ("camphor", "capsaicin", "menthol"),
        "strength": "5%/2%/0.05%",
        "form": "gel",
        "quantity": 60,
    },
    "20% Ketoprofen/5% Lidocaine cream": {
        "name": "Ketoprofen/Lidocaine",
        "ingredients": ("ketoprofen", "lidocaine"),
        "strength": "20%/5%",
        "form": "cream",
    },
    "Baclofen/Menthol 10%/4% cream": {
        "name": "Baclofen/Menthol",
        "ingredients": ("baclofen", "menthol"),
        "strength": "10%/4%",
        "form": "cream",
    },
    "topical compounded ointment, 90 grams": {"name": "compound", "form": "ointment", "quantity": 90},
    "Zuplafen (gabapentin 5%, tramadol 8%) 60gm": {
        "name": "Zuplafen",
        "ingredients": ("gabapentin", "tramadol"),
        "strength": "5%/8%",
        "quantity": 60,
    },
    "Terocin patches #10": {
        "name": "Terocin",
        "ingredients": ("lidocaine", "menthol"),
        "form": "patch",
        "quantity": 10,
        "concept": "drug/terocin-patch",
    },
    "Terocin lotion": {
        "name": "Terocin",
        "ingredients": ("capsaicin", "lidocaine", "menthol", "methyl salicylate"),
        "form": "lotion",
        "concept": "drug/terocin",
    },
    "Voltaren gel 1%, 3 tubes": {
        "name": "Voltaren",
        "ingredients": ("diclofenac",),
        "strength": "1%",
        "form": "gel",
        "quantity": 3,
        "concept": "drug/voltaren-gel",
    },
    "Tylenol #3 #30": {
        "name": "Tylenol #3",
        "ingredients": ("acetaminophen", "codeine"),
        "quantity": 30,
        "concept": "drug/tylenol-3",
    },
    "Trepadone #90": {"name": "Trepadone", "quantity": 90, "concept": "drug/trepadone"},
    "Trepadone (GABA) #90": {
        "name": "Trepadone",
        "ingredients": ("gamma aminobutyric acid",),
        "quantity": 90,
        "concept": "drug/trepadone",
    },
    "Cyclobenzeprine 7.5mg": {
        "name": "Cyclobenzeprine",
        "ingredients": ("cyclobenzaprine",),
        "strength": "7.5 mg",
        "concept": "drug/cyclobenzaprine",
    },
    "Bupropion sod SR 150mg": {
        "name": "Bupropion sod SR",
        "ingredients": ("bupropion",),
        "strength": "150 mg",
        "concept": "drug/bupropion",
    },
    "Tramadol 100mg ER #30": {
        "name": "Tramadol ER",
        "ingredients": ("tramadol",),
        "strength": "100 mg",
        "quantity": 30,
        "concept": "drug/tramadol",
    },
    "Percocet 10/325 #60": {
        "name": "Percocet",
        "ingredients": ("acetaminophen", "oxycodone"),
        "strength": "10/325",
        "quantity": 60,
        "concept": "drug/percocet",
    },
    "Robaxin 750 #60": {
        "name": "Robaxin",
        "ingredients": ("methocarbamol",),
        "strength": "750",
        "quantity": 60,
        "concept": "drug/robaxin",
    },
    "Carafate 1gm #90": {
        "name": "Carafate",
        "ingredients": ("sucralfate",),
        "strength": "1 gm",
        "quantity": 90,
        "concept": "drug/carafate",
    },
    "Two months coverage of Cialis 5mg": {
        "name": "Cialis",
        "ingredients": ("tadalafil",),
        "strength": "5 mg",
        "concept": "drug/cialis",
    },
    "Retrospective (DOS 3/2/15): Mobic 15mg one tablet daily with food, 30 tablets": {
        "name": "Mobic",
        "ingredients": ("meloxicam",),
        "strength": "15 mg",
        "form": "tablet",
        "quantity": 30,
        "frequency": "daily with food",
        "concept": "drug/mobic",
    },
    "Zyloquin 20mg, sixty capsules": {
        "name": "Zyloquin",
        "strength": "20 mg",
        "form": "capsule",
        "quantity": 60,
    },
    "Keto-Gaba-Lido cream 60gm": {"name": "Keto-Gaba-Lido", "form": "cream", "quantity": 60},
}


@pytest.mark.parametrize("title", CASES)
def test_every_field(title: str) -> None:
    part = extract_drug(phrase(title))
    wanted = dict.fromkeys(("name", "strength", "form", "quantity", "refills", "frequency", "concept")) | {
        "ingredients": ()
    }
    wanted |= CASES[title]
    assert {field: getattr(part.value, field) for field in wanted} == wanted


@pytest.mark.parametrize("title", CASES)
def test_every_value_is_found_where_it_is_printed(title: str) -> None:
    part = extract_drug(phrase(title))
    places = {found.path: found.spans for found in part.found}
    drug = part.value
    for path, value in (
        ("/strength", drug.strength),
        ("/form", drug.form),
        ("/quantity", drug.quantity),
        ("/refills", drug.refills),
        ("/frequency", drug.frequency),
    ):
        assert (path in places) == (value is not None)
    if drug.name and drug.name != "compound":
        first, *_ = places["/name"]
        assert drug.name.startswith(title[slice(*first)])


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Zyloquin 20mg", ["unresolved-drug"]),
        ("topical compounded cream", ["unresolved-drug"]),
        ("Ketamine 10%/Zyloquin 3% cream", ["unresolved-ingredient"]),
        ("Trazamine #90", ["unresolved-ingredient"]),
        ("Sentra AM #60", []),
        ("Ketamine 10%/Lidocaine 3% cream", []),
    ],
)
def test_what_no_table_knows_is_flagged(title: str, codes: list[str]) -> None:
    assert [warning.code for warning in extract_drug(phrase(title)).warnings] == codes


def test_an_unknown_ingredient_is_kept_without_a_concept() -> None:
    drug = extract_drug(phrase("Ketamine 10%/Zyloquin 3% cream")).value
    assert drug.ingredients == ("ketamine", "zyloquin")
    assert drug.ingredient_concepts == ("ingredient/ketamine", None)


def test_a_second_drug_is_not_mixed_into_the_first() -> None:
    assert extract_drug(phrase("Norco 10/325mg #60 and Soma 350mg #30")).value.ingredients == (
        "acetaminophen",
        "hydrocodone",
    )
