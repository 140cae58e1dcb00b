"""Which term of the ontology each GraphQL type and field speaks of, as one table.

A field is called by its property's local name, without ``has`` and ``cites`` where it leads to a
node, in the plural where it is a list. Fields of the interface alone (``iri``, ``evidence``) and
what is told by other vocabularies (``dcterms:identifier``, SKOS labels) stand in ``BESIDE``.
"""

from __future__ import annotations

from typing import Final

CLASSES: Final = {
    "Determination": "Determination",
    "Patient": "Patient",
    "Diagnosis": "Diagnosis",
    "Reviewer": "Reviewer",
    "DisputedItem": "DisputedItem",
    "DrugRequest": "DrugRequest",
    "Decision": "Decision",
    "Citation": "Citation",
    "PageRange": "PageRange",
    "Warning": "Warning",
    "Drug": "DrugName",
    "Ingredient": "Ingredient",
    "DrugClass": "DrugClass",
    "Specialty": "Specialty",
    "TreatmentCategory": "TreatmentCategory",
    "GuidelineDocument": "GuidelineDocument",
    "GuidelineEdition": "GuidelineEdition",
    "GuidelineChapter": "GuidelineChapter",
    "GuidelineSection": "GuidelineSection",
    "GuidelinePage": "GuidelinePage",
}
"""GraphQL type to class of the ontology."""

PROPERTIES: Final = {
    "Determination": {
        "caseNumber": "caseNumber",
        "injuryDate": "injuryDate",
        "decisionDate": "decisionDate",
        "assignedDate": "assignedDate",
        "utilizationReviewDenialDate": "utilizationReviewDenialDate",
        "applicationReceivedDate": "applicationReceivedDate",
        "priority": "priority",
        "layout": "layout",
        "isSynthetic": "isSynthetic",
        "textHash": "textHash",
        "bodyHash": "bodyHash",
        "patient": "hasPatient",
        "reviewer": "hasReviewer",
        "items": "hasItem",
        "warnings": "hasWarning",
    },
    "Patient": {"age": "age", "sex": "sex", "diagnoses": "hasDiagnosis"},
    "Diagnosis": {
        "position": "position",
        "printedText": "printedText",
        "certainty": "certainty",
        "inCaseWithItems": "inCaseWithItem",
    },
    "Reviewer": {
        "specialties": "hasSpecialty",
        "subspecialties": "hasSubspecialty",
        "unresolvedSpecialties": "unresolvedSpecialty",
        "unresolvedSubspecialties": "unresolvedSubspecialty",
        "licensedIn": "licensedIn",
    },
    "DisputedItem": {
        "determination": "itemOf",
        "position": "position",
        "printedText": "printedText",
        "category": "hasCategory",
        "drug": "hasDrug",
        "procedureCodes": "procedureCode",
        "decision": "hasDecision",
        "citations": "hasCitation",
        "rationale": "rationale",
        "originalRequest": "originalRequest",
        "authorizedPortion": "authorizedPortion",
    },
    "DrugRequest": {
        "drugName": "drugName",
        "requestedDrug": "requestedDrug",
        "ingredients": "hasIngredient",
        "ingredientSet": "ingredientSet",
        "unresolvedIngredients": "unresolvedIngredient",
        "strength": "strength",
        "form": "form",
        "quantity": "quantity",
        "refills": "refills",
        "frequency": "frequency",
    },
    "Decision": {
        "outcome": "outcome",
        "decidedBy": "decidedBy",
        "supportedByCitations": "supportedByCitation",
    },
    "Citation": {
        "position": "position",
        "citedBy": "citedBy",
        "document": "citesDocument",
        "editionStatus": "editionStatus",
        "edition": "citesEdition",
        "printedEdition": "printedEdition",
        "chapter": "citesChapter",
        "printedChapter": "printedChapter",
        "unresolvedChapter": "unresolvedChapter",
        "sections": "citesSection",
        "printedSection": "printedSection",
        "unresolvedSections": "unresolvedSection",
        "pageRanges": "hasPageRange",
        "supportsDecision": "supportsDecision",
        "statesNoEvidence": "statesNoEvidence",
    },
    "PageRange": {
        "firstPage": "firstPage",
        "lastPage": "lastPage",
        "pages": "coversPage",
        "unresolvedPages": "unresolvedPage",
    },
    "Warning": {"code": "warningCode", "path": "warningPath", "detail": "warningDetail"},
    "Drug": {"activeIngredients": "hasActiveIngredient", "drugClasses": "inDrugClass"},
    "Ingredient": {"drugClasses": "inDrugClass"},
    "DrugClass": {},
    "Specialty": {},
    "TreatmentCategory": {},
    "GuidelineDocument": {},
    "GuidelineEdition": {"editionYear": "editionYear", "document": "ofDocument"},
    "GuidelineChapter": {"document": "ofDocument", "edition": "ofEdition"},
    "GuidelineSection": {
        "document": "ofDocument",
        "edition": "ofEdition",
        "chapter": "ofChapter",
        "pages": "onPage",
    },
    "GuidelinePage": {
        "document": "ofDocument",
        "edition": "ofEdition",
        "chapter": "ofChapter",
        "pageNumber": "pageNumber",
    },
}
"""GraphQL type and field to property of the ontology."""

BESIDE: Final = {
    "iri": "the node itself",
    "evidence": "the record's evidence, which stays out of the graph",
    "identifier": "dcterms:identifier",
    "label": "skos:prefLabel",
    "shortLabel": "rdfs:label",
    "alternativeLabels": "skos:altLabel",
    "notation": "skos:notation",
    "sources": "dcterms:source",
    "verified": "imr:verified, which every concept has",
    "itemCount": "a count of items",
    "subspecialtyItemCount": "a count of items",
}
"""Fields that stand for no property of the ontology of their own."""
