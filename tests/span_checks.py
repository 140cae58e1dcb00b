"""Whether words of a letter make a value of its record: one check for each kind of field.

What a value is made from is told here anew, from the letter schema and the tables as files, and not
by the code that read it: days by `strptime`, numbers by their digits or names, drugs by the rows of
`drugs.csv`. Only where the lexicon's own look-up is the thing in question (conditions, sections)
is it asked, of the sliced words alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec
from rapidfuzz.distance import OSA

from imr_graph.extract.summary.diagnosis_concepts import ground_diagnosis
from imr_graph.lexicon.guideline_sections import section_index
from imr_graph.lexicon.tables import slug
from imr_graph.record import Record, Span
from tests.conftest import ROOT

DATA: Final = ROOT / "imr_graph" / "lexicon" / "data"
_FORMATS: Final = ("%m %d %Y", "%m %d %y", "%Y %m %d", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y")
_SLIPS: Final = 2
"""Strokes by which a word may differ from the name that it stands for."""
_SHORT: Final = 6
"""Letters up to which it may not."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A value of a record and the words that it is said to be made from.

    Args:
        record: as plain objects.
        path: the value's pointer.
        spans: where the words stand in the text.
        text: the letter's kept text.
    """

    record: dict[str, Any]
    path: str
    spans: tuple[Span, ...]
    text: str

    @property
    def value(self) -> Any:
        """What stands at the path."""
        return at(self.record, self.path)

    @property
    def slices(self) -> tuple[str, ...]:
        """The letter's text at each span, cleaned of its typesetting."""
        return tuple(plain(self.text[start:end]) for start, end in self.spans)

    @property
    def words(self) -> str:
        """All slices, parted by blanks."""
        return " ".join(self.slices)

    def above(self, levels: int) -> Any:
        """What holds the value, so many levels up."""
        return at(self.record, "/".join(self.path.split("/")[: -levels or None]))


Check = Callable[[Claim], bool]


def at(record: Any, pointer: str) -> Any:
    """What a JSON pointer leads to."""
    for step in pointer.split("/")[1:]:
        record = record[int(step)] if isinstance(record, list) else record[step]
    return record


def plain(words: str) -> str:
    """Words without entities, ligatures, typographic quotes and dashes."""
    words = unicodedata.normalize("NFKC", html.unescape(words))
    return words.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"})


def folded(words: str) -> str:
    """Letters and digits alone, lower case."""
    return "".join(tokens(words))


def tokens(words: str) -> list[str]:
    """The runs of letters and digits, lower case."""
    return re.findall(r"[a-z0-9]+", words.lower())


def numbers(words: str) -> list[float]:
    """The numbers that words print, in digits or by name."""
    found: list[float] = [float(n) for n in re.findall(r"\d+(?:\.\d+)?|\.\d+", words.replace(",", ""))]
    named = {row["word"]: int(row["value"]) for row in table("number_words")}
    total = 0
    for token in tokens(words):
        if token in named:
            total = total * 100 if token == "hundred" else total + named[token]
        elif total:
            found.append(total)
            total = 0
    return [*found, float(total)] if total else found


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of the lexicon."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def spelt(words: str, names: Iterable[str], slips: int = 0) -> bool:
    """Whether words are one of some names; a long one may differ by so many slips of the pen."""
    key = folded(words.replace("&", "and"))
    slips = slips if len(key) > _SHORT else 0
    return any(
        OSA.distance(key, known, score_cutoff=slips) <= slips
        for name in names
        if (known := folded(name.replace("&", "and")))
    )


def equal(claim: Claim) -> bool:
    """The words are the value."""
    return folded(claim.words) == folded(str(claim.value))


def printed_day(claim: Claim) -> bool:
    """The words print the day, its year in four digits or two."""
    # A dash, slash or stop parts; "of", "th" say nothing.
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|[^\w]", " ", claim.words)
    printed = " ".join(words.replace("Sept ", "Sep ").split())
    day = dt.date.fromisoformat(claim.value)
    for form in _FORMATS:
        try:
            read = dt.datetime.strptime(printed, form).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
        if read == day or ("%y" in form and (read.month, read.day) == (day.month, day.day)):
            return read.year % 100 == day.year % 100
    return False


def printed_age(claim: Claim) -> bool:
    """The words print the number of years, and that it is an age."""
    return numbers(claim.words) == [claim.value] and bool(re.search(r"y|age", claim.words, re.IGNORECASE))


def sex_word(claim: Claim) -> bool:
    """One word that tells the sex."""
    told = {
        "male": "male man gentleman he him his himself",
        "female": "female woman lady she her hers herself",
    }
    return claim.words.lower() in told[claim.value].split()


def certain(claim: Claim) -> bool:
    """A word of doubt for what is provisional; else the condition's own words, which have none."""
    if claim.value == "confirmed":
        return folded(claim.words) == folded(claim.above(1)["text"])
    doubts = {folded(row["words"]) for row in table("certainty_words") if row["certainty"] == "provisional"}
    return all(folded(words) in doubts or words.strip() == "?" for words in claim.slices)


def condition(claim: Claim) -> bool:
    """The words are the diagnosis, and the lexicon finds its conditions in them."""
    return equal(claim) and list(ground_diagnosis(claim.value).concepts) == claim.above(1)["concepts"]


def side_word(claim: Claim) -> bool:
    """Words that name the side."""
    said = {row["form"]: row["stands_for"] for row in table("condition_forms") if row["kind"] == "side"}
    sides = {said.get(token, token) for token in tokens(claim.words.replace("/", ""))} & {
        "left",
        "right",
        "bilateral",
    }
    return sides == {claim.value} or (claim.value == "bilateral" and sides >= {"left", "right"})


def state(claim: Claim) -> bool:
    """The words name the state."""
    row = next(row for row in table("us_states") if row["code"] == claim.value)
    return spelt(claim.words, (row["code"], row["name"], *row["variants"].split(";"))) or (
        len(folded(claim.words)) > 3 and spelt(claim.words, (row["name"],), _SLIPS)
    )


def specialty(claim: Claim) -> bool:
    """The words are a specialty's name, or what was kept as printed; its concept is that of the name."""
    *_, kind, number = claim.path.split("/")
    concepts = claim.above(2)[{"specialties": "specialty_concepts"}.get(kind, "subspecialty_concepts")]
    rows = [row for row in table("specialties") if row["name"] == claim.value]
    if not rows:
        return equal(claim) and concepts[int(number)] is None
    names = [name for row in rows for name in (row["name"], *row["variants"].split(";"))]
    return spelt(claim.words, names, _SLIPS) and (
        concepts[int(number)] == f"specialty/{slug(claim.value)}"
    )


def decision(claim: Claim) -> bool:
    """The words are those of a decision, with this outcome."""
    said = {folded(row["words"]): row["outcome"] for row in table("decision_words")}
    return said.get(folded(claim.words)) == claim.value


def category(claim: Claim) -> bool:
    """The words hold a term that decides the category; for signs alone, a drug, a dose or a count."""
    rows = [row["term"] for row in table("category_terms") if row["category"] == claim.value]
    item = claim.above(1)["text"]
    return (
        any(_term_holds(term, claim.words, item) for term in rows)
        or (claim.value == "pharmaceutical" and (bool(drugs_in(claim.words)) or item.startswith(claim.words)))
        or (claim.value == "other" and folded(claim.words) == folded(item))
    )


def subcategory(claim: Claim) -> bool:
    """The words hold a term that decides the subcategory, or are the item of a category that has but one."""
    _, above, key = claim.value.split("/")
    item = claim.above(1)["text"]
    whole = any(
        (row["category"], row["key"], row["takes"]) == (above, key, "all")
        for row in table("treatment_subcategories")
    )
    if folded(claim.words) == folded(item):
        return whole or len(drugs_in(item)) > 1
    return any(
        _term_holds(row["term"], claim.words, item)
        for row in table("subcategory_terms")
        if (row["category"], row["subcategory"]) == (above, key)
    )


def _term_holds(term: str, words: str, title: str) -> bool:
    """Whether a term's first words stand in the words, and the others in the title."""
    rows = [part for part in term.split(" & ") if not part.startswith("@")]
    return bool(rows) and _row_in(rows[0], words, whole=True) and all(_row_in(row, title) for row in rows[1:])


def _row_in(row: str, words: str, *, whole: bool = False) -> bool:
    said = [token for token in tokens(words) if token not in {"and", "a", "an", "the"}]
    pattern = [part.removesuffix("*") + ("[a-z0-9]*" if part.endswith("*") else "") for part in row.split()]
    find = re.fullmatch if whole else re.search
    return bool(find(" ".join(pattern) if whole else rf"\b{' '.join(pattern)}\b", " ".join(said)))


Drugs = list[tuple[str, frozenset[str], str]]


@cache
def _drug_rows() -> dict[tuple[str, ...], tuple[str, frozenset[str], str]]:
    """Name in words to kind, ingredients and concept."""
    rows = {}
    for row in table("drugs"):
        made_of = frozenset(i for i in row["ingredients"].split(" / ") if i)
        rows[tuple(tokens(row["name"]))] = (row["kind"], made_of, f"drug/{slug(row['name'])}")
    for row in table("ingredient_aliases"):
        of = row["ingredient"]
        rows.setdefault(tuple(tokens(row["alias"])), ("generic", frozenset({of}), f"drug/{slug(of)}"))
    return rows


def drugs_in(words: str) -> Drugs:
    """The drugs that words name, longest names first at each place, misspelt ones where none is spelt right."""
    said = tokens(words)
    rows = _drug_rows()
    found: Drugs = []
    at_ = 0
    while at_ < len(said):
        for length in range(min(6, len(said) - at_), 0, -1):
            name = tuple(said[at_ : at_ + length])
            row = rows.get(name) or rows.get(("".join(name),))
            if row or (row := next(iter(_joined().get("".join(name), ())), None)):
                found.append(row)
                at_ += length
                break
        else:
            at_ += 1
    return found


@cache
def _joined() -> dict[str, Drugs]:
    return {"".join(name): [row] for name, row in _drug_rows().items() if len("".join(name)) > 4}


def misspelt_drugs(words: str) -> Drugs:
    """The drugs that words of six letters and more stand for, but for a slip or two."""
    return [
        row
        for token in tokens(words)
        if len(token) > 5 and token.isalpha()
        for name, row in _drug_rows().items()
        if len(name) == 1
        and name[0][0] == token[0]
        and OSA.distance(token, name[0], score_cutoff=_SLIPS) <= _SLIPS
    ]


def drug_name(claim: Claim) -> bool:
    """The words are the name, and the tables have its concept under them."""
    concept = claim.above(1)["concept"]
    named = {path for _, _, path in (*drugs_in(claim.words), *misspelt_drugs(claim.words))}
    return equal(claim) and (concept is None or bool(named))


def ingredients(claim: Claim) -> bool:
    """The drugs that the words name are made of just these, or the words name them themselves."""
    wanted = set(claim.value)
    named = drugs_in(claim.words)
    made_of = {of for kind, all_, _ in named if kind != "medical-food" for of in all_}
    said = {str(number).removesuffix(".0") for number in numbers(claim.words)}
    made_of |= {
        row["partner"]
        for row in table("strength_partners")
        if row["ingredient"] in made_of and row["second_number"] in said
    }
    unknown = {name for name in wanted - made_of if folded(name) in folded(claim.words)}
    misspelt = {of for _, all_, _ in misspelt_drugs(claim.words) for of in all_}
    return made_of <= wanted <= made_of | unknown | misspelt


def strength(claim: Claim) -> bool:
    """The words print the same numbers and units, in the same order."""
    units = {"percent": "%", "mgs": "mg", "mcgs": "mcg", "ugs": "ug"}

    def parts(words: str) -> list[str]:
        found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+|%|[a-z]+", words.lower().replace(".u.", "u"))
        return [units.get(part, part) for part in found]

    printed, value = parts(claim.words), parts(claim.value)
    # "7.5mg/300mg" is "7.5/300 mg": a unit that all share is said once.
    return printed == value or (
        [p for p in printed if p[0].isdigit() or p[0] == "."] == [p for p in value if p[0].isdigit() or p[0] == "."]
        and set(printed) == set(value)
    )


def form(claim: Claim) -> bool:
    """One word, which is a way to write the form."""
    return any(row["form"] == claim.value for row in table("forms") if row["word"] in {
        claim.words.lower(), claim.words.lower().split("-")[0]
    })


def number(claim: Claim) -> bool:
    """The words print the number."""
    return claim.value in numbers(claim.words)


def refills(claim: Claim) -> bool:
    """The words print the number of refills, or that there are none."""
    none = claim.value == 0 and re.search(r"\bno\b|\bnone\b|\bwithout\b|\bzero\b", claim.words, re.IGNORECASE)
    return bool(re.search(r"refill|rf", claim.words, re.IGNORECASE)) and (bool(none) or number(claim))


def source(claim: Claim) -> bool:
    """The words are a name of the guideline, or of its chapter; of none, that nothing was cited."""
    citation = claim.above(1)
    if claim.value == "other":
        return folded(citation["section"]) in folded(claim.words)
    if claim.value == "none":
        return bool(re.search(r"\b(?:no|not|none)\b", claim.words, re.IGNORECASE))
    words = re.sub(r"\([^()]*\)|^chapter \d+ ", " ", claim.words, flags=re.IGNORECASE)
    if claim.value == "odg" and spelt(claim.words, [str(citation["chapter"])]):
        return True
    return spelt(words, _names_of(claim.value), _SLIPS)


@cache
def _names_of(document: str) -> frozenset[str]:
    """The names of a guideline, and of ACOEM's chapters."""
    [row] = (row for row in table("guideline_documents") if row["document"] == document)
    names = {name.replace("{year}", "") for name in (row["label"], *row["names"].split(";"))}
    if document == "mtus-acoem":
        names.add("General Approaches")
        for chapter_ in table("guideline_chapters"):
            if chapter_["document"] == document:
                names |= {chapter_["title"], *chapter_["variants"].split(";")}
    return frozenset(names)


def whole_citation(claim: Claim) -> bool:
    """The words run from the first to the last of those that the citation's other facts are made from."""
    parts = [e for e in claim.record["evidence"] if e["path"].startswith(claim.path + "/")]
    inside = sorted(tuple(span) for part in parts for span in part["spans"])
    if not all(any(low <= first and last <= high for low, high in claim.spans) for first, last in inside):
        return False
    if claim.value["source"] == "none":
        return True
    starts, ends = {low for low, _ in claim.spans}, {high for _, high in claim.spans}
    return min(first for first, _ in inside) in starts and max(last for _, last in inside) in ends


def edition(claim: Claim) -> bool:
    """The words are the year."""
    return claim.words == str(claim.value)


def chapter(claim: Claim) -> bool:
    """The words are the chapter as printed, or name the one of this number."""
    if isinstance(claim.value, str):
        return equal(claim)
    names = {"chapter " + str(claim.value), str(claim.value)}
    for row in table("guideline_chapters"):
        if row["chapter"] == str(claim.value):
            names |= {row["title"], *row["variants"].split(";")}
    return spelt(claim.words, names, _SLIPS)


def section(claim: Claim) -> bool:
    """The words are the section, and the tables find in them the sections that it is grounded to."""
    grounding = claim.above(1)["grounding"]
    if not equal(claim):
        return False
    if not grounding["sections"]:
        return True
    *_, document, key, in_chapter = _place(grounding["sections"][0])
    reading = section_index(document, key, in_chapter).read(claim.value)
    return [row.path for row in reading.sections] == grounding["sections"]


def _place(path: str) -> tuple[str, str | None, str | None]:
    """Document, edition and chapter of a place."""
    found = re.match(r"guideline/([^/]+)(?:/(\d{4}))?(?:/chapter/([^/]+))?/", path)
    assert found, path
    return found[1], found[2], found[3]


def pages(claim: Claim) -> bool:
    """The words print every first and last page, in order ("111-13" for 111 to 113)."""
    printed = [int(n) for n in re.findall(r"\d+", re.sub(r"\bof\s\d+", " ", claim.words))]
    wanted = [n for first, last in claim.value for n in ((first, last) if first != last else (first,))]
    return len(printed) == len(wanted) and all(
        str(want).endswith(str(said)) for want, said in zip(wanted, printed, strict=True)
    )


def made_up(claim: Claim) -> bool:
    """The line says of the letter that it is synthetic."""
    return claim.value is True and claim.words.startswith("SYNTHETIC")


_N: Final = r"/\d+"
CHECKS: Final[dict[str, Check]] = {
    "/case_number": equal,
    "/dates/[a-z_]+": printed_day,
    "/priority": equal,
    "/synthetic": made_up,
    "/patient/age": printed_age,
    "/patient/sex": sex_word,
    f"/diagnoses{_N}/text": condition,
    f"/diagnoses{_N}/certainty": certain,
    f"/diagnoses{_N}/side": side_word,
    f"/diagnoses{_N}/printed_codes{_N}": equal,
    f"/reviewer/(?:sub)?specialties{_N}": specialty,
    f"/reviewer/licensed_states{_N}": state,
    f"/items{_N}/(?:text|rationale|original_request|authorized)": equal,
    f"/items{_N}/category": category,
    f"/items{_N}/subcategory": subcategory,
    f"/items{_N}/codes{_N}": equal,
    f"/items{_N}/decision": decision,
    f"/items{_N}/drug/name": drug_name,
    f"/items{_N}/drug/ingredients": ingredients,
    f"/items{_N}/drug/strength": strength,
    f"/items{_N}/drug/form": form,
    f"/items{_N}/drug/quantity": number,
    f"/items{_N}/drug/refills": refills,
    f"/items{_N}/drug/frequency": equal,
    f"/items{_N}/citations{_N}": whole_citation,
    f"/items{_N}/citations{_N}/source": source,
    f"/items{_N}/citations{_N}/edition": edition,
    f"/items{_N}/citations{_N}/chapter": chapter,
    f"/items{_N}/citations{_N}/section": section,
    f"/items{_N}/citations{_N}/pages": pages,
}
"""Pattern of a pointer to what must hold of the words that its evidence leads to."""


def kind_of(path: str) -> str:
    """The pattern that a pointer falls under.

    Raises:
        LookupError: no check is known for it.
    """
    for pattern in CHECKS:
        if re.fullmatch(pattern, path):
            return pattern
    raise LookupError(f"no check for {path}: tell in span_checks.py what words make it")


def claims(record: Record, text: str, shift: int = 0) -> Iterator[Claim]:
    """Each piece of a record's evidence, its spans moved by ``shift`` characters."""
    known = msgspec.json.decode(msgspec.json.encode(record))
    for evidence in record.evidence:
        spans = tuple((start + shift, end + shift) for start, end in evidence.spans)
        yield Claim(known, evidence.path, spans, text)


def holds(claim: Claim) -> bool:
    """Whether the words are whole and make the value."""
    return all(_whole(claim.text, *span) for span in claim.spans) and CHECKS[kind_of(claim.path)](claim)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at the edge of a word or of a number.

    A letter that glues two words together begins the second with a capital ("UpheldClaims").
    """
    if not text[start:end] or text[start].isspace() or text[min(end, len(text)) - 1].isspace():
        return False
    return not any(
        re.match(r"\d\d|[^\W\d_](?![A-Z][a-z])[^\W\d_]", text[edge - 1 : edge + 2])
        for edge in (start, end)
        if edge
    )
