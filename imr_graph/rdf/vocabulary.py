"""The terms a graph is written in, as nodes: the product's own vocabulary and those it reuses.

``ontology/imr.ttl`` declares and documents every ``imr:`` term named here; a test compares the
two both ways. Names of own classes and properties are those of the ontology in upper case
(``hasItem`` is ``HAS_ITEM``).
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

ONTOLOGY_IRI: Final = "https://imr-graph.example/ontology"
IMR: Final = ONTOLOGY_IRI + "#"
CONCEPT: Final = "https://imr-graph.example/concept/"
SCHEME: Final = "https://imr-graph.example/scheme/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
SHACL: Final = "http://www.w3.org/ns/shacl#"
SCHEMA: Final = "https://schema.org/"
FHIR: Final = "http://hl7.org/fhir/"

PREFIXES: Final[dict[str, str]] = {
    "imr": IMR,
    "concept": CONCEPT,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "sh": SHACL,
    "schema": SCHEMA,
    "fhir": FHIR,
}
"""Prefix to namespace, as the ontology's files and the example queries write them."""

# The ontology's own graph; each concept scheme has the graph <SCHEME + its name>.
ONTOLOGY_GRAPH: Final = NamedNode(ONTOLOGY_IRI)

# Terms of others.
TYPE: Final = NamedNode(RDF + "type")
LABEL: Final = NamedNode(RDFS + "label")
IDENTIFIER: Final = NamedNode(DCTERMS + "identifier")
SOURCE: Final = NamedNode(DCTERMS + "source")
TITLE: Final = NamedNode(DCTERMS + "title")
DESCRIPTION: Final = NamedNode(DCTERMS + "description")
LICENSE: Final = NamedNode(DCTERMS + "license")
CONCEPT_CLASS: Final = NamedNode(SKOS + "Concept")
CONCEPT_SCHEME: Final = NamedNode(SKOS + "ConceptScheme")
PREF_LABEL: Final = NamedNode(SKOS + "prefLabel")
ALT_LABEL: Final = NamedNode(SKOS + "altLabel")
DEFINITION: Final = NamedNode(SKOS + "definition")
SCOPE_NOTE: Final = NamedNode(SKOS + "scopeNote")
NOTATION: Final = NamedNode(SKOS + "notation")
BROADER: Final = NamedNode(SKOS + "broader")
NARROWER: Final = NamedNode(SKOS + "narrower")
IN_SCHEME: Final = NamedNode(SKOS + "inScheme")
TOP_CONCEPT_OF: Final = NamedNode(SKOS + "topConceptOf")
HAS_TOP_CONCEPT: Final = NamedNode(SKOS + "hasTopConcept")
EXACT_MATCH: Final = NamedNode(SKOS + "exactMatch")
CLOSE_MATCH: Final = NamedNode(SKOS + "closeMatch")
BROAD_MATCH: Final = NamedNode(SKOS + "broadMatch")

# PROV-O and the Web Annotation Vocabulary, for evidence in the graph.
USED: Final = NamedNode(PROV + "used")
GENERATED_BY: Final = NamedNode(PROV + "wasGeneratedBy")
ANNOTATION: Final = NamedNode(OA + "Annotation")
SPECIFIC_RESOURCE: Final = NamedNode(OA + "SpecificResource")
TEXT_POSITION_SELECTOR: Final = NamedNode(OA + "TextPositionSelector")
TEXT_QUOTE_SELECTOR: Final = NamedNode(OA + "TextQuoteSelector")
HAS_BODY: Final = NamedNode(OA + "hasBody")
HAS_TARGET: Final = NamedNode(OA + "hasTarget")
HAS_SOURCE: Final = NamedNode(OA + "hasSource")
HAS_SELECTOR: Final = NamedNode(OA + "hasSelector")
SELECTOR_START: Final = NamedNode(OA + "start")
SELECTOR_END: Final = NamedNode(OA + "end")
EXACT: Final = NamedNode(OA + "exact")
PREFIX: Final = NamedNode(OA + "prefix")
SUFFIX: Final = NamedNode(OA + "suffix")

XSD_BOOLEAN: Final = NamedNode(XSD + "boolean")
XSD_DATE: Final = NamedNode(XSD + "date")
XSD_DECIMAL: Final = NamedNode(XSD + "decimal")
XSD_INTEGER: Final = NamedNode(XSD + "integer")
XSD_NON_NEGATIVE_INTEGER: Final = NamedNode(XSD + "nonNegativeInteger")


def _own(name: str) -> NamedNode:
    return NamedNode(IMR + name)


# Classes of what a letter says.
PRINTED_ENTRY: Final = _own("PrintedEntry")
DETERMINATION: Final = _own("Determination")
PATIENT: Final = _own("Patient")
DIAGNOSIS: Final = _own("Diagnosis")
REVIEWER: Final = _own("Reviewer")
DISPUTED_ITEM: Final = _own("DisputedItem")
DRUG_REQUEST: Final = _own("DrugRequest")
DECISION: Final = _own("Decision")
CITATION: Final = _own("Citation")
PAGE_RANGE: Final = _own("PageRange")
WARNING: Final = _own("Warning")
LETTER_TEXT: Final = _own("LetterText")
READING: Final = _own("Reading")

# Classes of concepts.
DECISION_OUTCOME: Final = _own("DecisionOutcome")
TREATMENT_CATEGORY: Final = _own("TreatmentCategory")
DRUG_NAME: Final = _own("DrugName")
INGREDIENT: Final = _own("Ingredient")
DRUG_CLASS: Final = _own("DrugClass")
SPECIALTY: Final = _own("Specialty")
GUIDELINE_DOCUMENT: Final = _own("GuidelineDocument")
GUIDELINE_PLACE: Final = _own("GuidelinePlace")
GUIDELINE_EDITION: Final = _own("GuidelineEdition")
GUIDELINE_CHAPTER: Final = _own("GuidelineChapter")
GUIDELINE_SECTION: Final = _own("GuidelineSection")
GUIDELINE_PAGE: Final = _own("GuidelinePage")
CITING_PARTY: Final = _own("CitingParty")
EDITION_STATUS_CLASS: Final = _own("EditionStatus")
CERTAINTY_CLASS: Final = _own("Certainty")
PRIORITY_CLASS: Final = _own("Priority")
SEX_CLASS: Final = _own("Sex")
CONDITION: Final = _own("Condition")
TREATMENT_SUBCATEGORY: Final = _own("TreatmentSubcategory")
SIDE_CLASS: Final = _own("Side")
BODY_REGION: Final = _own("BodyRegion")
WARNING_KIND_CLASS: Final = _own("WarningKind")

# A determination.
CASE_NUMBER: Final = _own("caseNumber")
INJURY_DATE: Final = _own("injuryDate")
DECISION_DATE: Final = _own("decisionDate")
ASSIGNED_DATE: Final = _own("assignedDate")
UTILIZATION_REVIEW_DENIAL_DATE: Final = _own("utilizationReviewDenialDate")
APPLICATION_RECEIVED_DATE: Final = _own("applicationReceivedDate")
PRIORITY: Final = _own("priority")
LAYOUT: Final = _own("layout")
IS_SYNTHETIC: Final = _own("isSynthetic")
TEXT_HASH: Final = _own("textHash")
BODY_HASH: Final = _own("bodyHash")
HAS_PATIENT: Final = _own("hasPatient")
PATIENT_OF: Final = _own("patientOf")
HAS_REVIEWER: Final = _own("hasReviewer")
REVIEWER_OF: Final = _own("reviewerOf")
HAS_ITEM: Final = _own("hasItem")
ITEM_OF: Final = _own("itemOf")
HAS_WARNING: Final = _own("hasWarning")
WARNING_OF: Final = _own("warningOf")

# What is printed in a list: its place and its words.
POSITION: Final = _own("position")
PRINTED_TEXT: Final = _own("printedText")

# Patient and diagnoses.
AGE: Final = _own("age")
SEX: Final = _own("sex")
HAS_DIAGNOSIS: Final = _own("hasDiagnosis")
DIAGNOSIS_OF: Final = _own("diagnosisOf")
CERTAINTY: Final = _own("certainty")
HAS_CONDITION: Final = _own("hasCondition")
CONDITION_OF: Final = _own("conditionOf")
SIDE: Final = _own("side")
DIAGNOSIS_CODE: Final = _own("diagnosisCode")
IN_CASE_WITH_ITEM: Final = _own("inCaseWithItem")
IN_CASE_WITH_DIAGNOSIS: Final = _own("inCaseWithDiagnosis")

# Reviewer.
HAS_SPECIALTY: Final = _own("hasSpecialty")
SPECIALTY_OF: Final = _own("specialtyOf")
HAS_SUBSPECIALTY: Final = _own("hasSubspecialty")
SUBSPECIALTY_OF: Final = _own("subspecialtyOf")
UNRESOLVED_SPECIALTY: Final = _own("unresolvedSpecialty")
UNRESOLVED_SUBSPECIALTY: Final = _own("unresolvedSubspecialty")
LICENSED_IN: Final = _own("licensedIn")

# Disputed item.
HAS_CATEGORY: Final = _own("hasCategory")
CATEGORY_OF: Final = _own("categoryOf")
HAS_SUBCATEGORY: Final = _own("hasSubcategory")
SUBCATEGORY_OF: Final = _own("subcategoryOf")
HAS_DRUG: Final = _own("hasDrug")
DRUG_OF: Final = _own("drugOf")
HAS_DECISION: Final = _own("hasDecision")
DECISION_OF: Final = _own("decisionOf")
HAS_CITATION: Final = _own("hasCitation")
CITATION_OF: Final = _own("citationOf")
PROCEDURE_CODE: Final = _own("procedureCode")
RATIONALE: Final = _own("rationale")
ORIGINAL_REQUEST: Final = _own("originalRequest")
AUTHORIZED_PORTION: Final = _own("authorizedPortion")
HAS_BODY_REGION: Final = _own("hasBodyRegion")
BODY_REGION_OF: Final = _own("bodyRegionOf")
SPINAL_LEVEL: Final = _own("spinalLevel")
VISITS: Final = _own("visits")
IS_RETROSPECTIVE: Final = _own("isRetrospective")
FIRST_SERVICE_DATE: Final = _own("firstServiceDate")
LAST_SERVICE_DATE: Final = _own("lastServiceDate")

# Drug request.
DRUG_NAME_PRINTED: Final = _own("drugName")
REQUESTED_DRUG: Final = _own("requestedDrug")
REQUESTED_DRUG_OF: Final = _own("requestedDrugOf")
HAS_INGREDIENT: Final = _own("hasIngredient")
INGREDIENT_OF: Final = _own("ingredientOf")
INGREDIENT_SET: Final = _own("ingredientSet")
UNRESOLVED_INGREDIENT: Final = _own("unresolvedIngredient")
STRENGTH: Final = _own("strength")
FORM: Final = _own("form")
QUANTITY: Final = _own("quantity")
REFILLS: Final = _own("refills")
FREQUENCY: Final = _own("frequency")

# Decision.
OUTCOME: Final = _own("outcome")
DECIDED_BY: Final = _own("decidedBy")
DECIDED: Final = _own("decided")

# Citation.
CITED_BY: Final = _own("citedBy")
CITES_DOCUMENT: Final = _own("citesDocument")
DOCUMENT_CITED_BY: Final = _own("documentCitedBy")
EDITION_STATUS: Final = _own("editionStatus")
CITES_EDITION: Final = _own("citesEdition")
EDITION_CITED_BY: Final = _own("editionCitedBy")
PRINTED_EDITION: Final = _own("printedEdition")
CITES_CHAPTER: Final = _own("citesChapter")
CHAPTER_CITED_BY: Final = _own("chapterCitedBy")
PRINTED_CHAPTER: Final = _own("printedChapter")
UNRESOLVED_CHAPTER: Final = _own("unresolvedChapter")
CITES_SECTION: Final = _own("citesSection")
SECTION_CITED_BY: Final = _own("sectionCitedBy")
PRINTED_SECTION: Final = _own("printedSection")
UNRESOLVED_SECTION: Final = _own("unresolvedSection")
HAS_PAGE_RANGE: Final = _own("hasPageRange")
PAGE_RANGE_OF: Final = _own("pageRangeOf")
SUPPORTS_DECISION: Final = _own("supportsDecision")
SUPPORTED_BY_CITATION: Final = _own("supportedByCitation")
STATES_NO_EVIDENCE: Final = _own("statesNoEvidence")

# Page range.
FIRST_PAGE: Final = _own("firstPage")
LAST_PAGE: Final = _own("lastPage")
COVERS_PAGE: Final = _own("coversPage")
PAGE_COVERED_BY: Final = _own("pageCoveredBy")
UNRESOLVED_PAGE: Final = _own("unresolvedPage")

# Warning.
WARNING_CODE: Final = _own("warningCode")
WARNING_KIND: Final = _own("warningKind")
WARNING_PATH: Final = _own("warningPath")
WARNING_DETAIL: Final = _own("warningDetail")

# Evidence.
TEXT_OF: Final = _own("textOf")
HAS_TEXT: Final = _own("hasText")
RULES_VERSION: Final = _own("rulesVersion")
RULE: Final = _own("rule")
LETTER_PAGE: Final = _own("letterPage")
RECORD_PATH: Final = _own("recordPath")
ABOUT_PROPERTY: Final = _own("aboutProperty")

# Concepts of the schemes.
HAS_ACTIVE_INGREDIENT: Final = _own("hasActiveIngredient")
ACTIVE_INGREDIENT_OF: Final = _own("activeIngredientOf")
IN_DRUG_CLASS: Final = _own("inDrugClass")
DRUG_CLASS_OF: Final = _own("drugClassOf")
OF_DOCUMENT: Final = _own("ofDocument")
DOCUMENT_HAS_PLACE: Final = _own("documentHasPlace")
OF_EDITION: Final = _own("ofEdition")
EDITION_HAS_PLACE: Final = _own("editionHasPlace")
OF_CHAPTER: Final = _own("ofChapter")
CHAPTER_HAS_PLACE: Final = _own("chapterHasPlace")
ON_PAGE: Final = _own("onPage")
PAGE_OF_SECTION: Final = _own("pageOfSection")
PAGE_NUMBER: Final = _own("pageNumber")
EDITION_YEAR: Final = _own("editionYear")
IN_FORCE_FROM: Final = _own("inForceFrom")
IN_FORCE_TO: Final = _own("inForceTo")
PAGES_VERIFIED: Final = _own("pagesVerified")
VERIFIED: Final = _own("verified")
ICD10CM_CODE: Final = _own("icd10cmCode")
DRUGBANK_IDENTIFIER: Final = _own("drugbankIdentifier")
MESH_IDENTIFIER: Final = _own("meshIdentifier")

TERMS: Final[frozenset[NamedNode]] = frozenset(
    term for term in list(globals().values()) if isinstance(term, NamedNode) and term.value.startswith(IMR)
)
"""Every ``imr:`` term of this module."""
