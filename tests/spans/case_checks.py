"""What words make the facts of the case: days, patient, diagnoses, reviewer."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from imr_graph.extract.summary.diagnosis_concepts import ground_diagnosis
from imr_graph.lexicon.tables import slug
from tests.spans.claim import SLIPS, Claim, equal, folded, numbers, spelt, table, tokens

_FORMATS: Final = ("%m %d %Y", "%m %d %y", "%Y %m %d", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y")


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


def specialty(claim: Claim) -> bool:
    """The words are a specialty's name, or what was kept as printed; its concept is that of the name."""
    *_, kind, number = claim.path.split("/")
    concepts = claim.above(2)[{"specialties": "specialty_concepts"}.get(kind, "subspecialty_concepts")]
    rows = [row for row in table("specialties") if row["name"] == claim.value]
    if not rows:
        return equal(claim) and concepts[int(number)] is None
    names = [name for row in rows for name in (row["name"], *row["variants"].split(";"))]
    return spelt(claim.words, names, SLIPS) and (concepts[int(number)] == f"specialty/{slug(claim.value)}")


def state(claim: Claim) -> bool:
    """The words name the state."""
    row = next(row for row in table("us_states") if row["code"] == claim.value)
    return spelt(claim.words, (row["code"], row["name"], *row["variants"].split(";"))) or (
        len(folded(claim.words)) > 3 and spelt(claim.words, (row["name"],), SLIPS)
    )


def made_up(claim: Claim) -> bool:
    """The line says of the letter that it is synthetic."""
    return claim.value is True and claim.words.startswith("SYNTHETIC")
