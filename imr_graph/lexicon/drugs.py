"""Drug names to ingredients: the table of drugs, and look-up by words.

A title's words are looked up in a dictionary of first words, longest name first; there is no
alternation of all names. A misspelt word stands for a name only where one set of ingredients
is near enough; two candidates mean unresolved.

The tables stand in ``data/``: ``drugs.csv`` (names, their ingredients by USAN without the
salt, class, how far verified), ``ingredient_aliases.csv`` (short forms of ingredients),
``salts.csv`` (words that name a salt or grade), ``drug_words_apart.csv`` (words and substances that
look like slips of a name and are none), ``release_marks.csv`` (ER, XL, ODT …) and
``strength_partners.csv`` (a second ingredient that only the strength tells).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from imr_graph.lexicon.tables import read_table, slug

MEDICAL_FOOD = "medical-food"
"""The kind of a product whose ingredients count only where the letter names them."""

_WORD = re.compile(r"[a-z0-9]+")
SHORTEST_MISSPELT: Final = 6
"""Letters from which a name may be misspelled by one stroke."""
SHORTEST_TWICE_MISSPELT: Final = 10
"""Letters from which it may be by two."""
_SHORTEST_JOINED = 5


@dataclass(frozen=True, slots=True)
class DrugName:
    """A product's or generic's name as the table gives it.

    Args:
        name: the table's spelling.
        kind: ``brand``, ``generic``, ``compound-kit`` or ``medical-food``.
        ingredients: nonproprietary names, lower case, sorted; empty where unknown.
        drug_class: a class of ``drug_classes.csv``.
        verified: whether the ingredients stood in a source.
        evidence: which source.
        drugbank_id: DrugBank's identifiers in the order of the ingredients, or "".
        mesh_id: MeSH's identifiers in the order of the ingredients, or "".
    """

    name: str
    kind: str
    ingredients: tuple[str, ...]
    drug_class: str
    verified: bool
    evidence: str
    drugbank_id: str = ""
    mesh_id: str = ""

    @property
    def concept(self) -> str:
        """The path of the name's concept (``drug/norco``)."""
        return f"drug/{slug(self.name)}"


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of drugs, with its name in the state's public search where it has one there."""

    name: str
    label: str
    dwc_class: str | None
    evidence: str

    @property
    def concept(self) -> str:
        """The path of the class's concept (``drug-class/opioid``)."""
        return f"drug-class/{slug(self.name)}"


def words(text: str) -> tuple[str, ...]:
    """The words that look-up compares: lower case, letters and digits only."""
    return tuple(_WORD.findall(text.lower()))


class DrugTable:
    """All drug names, indexed for look-up."""

    def __init__(
        self,
        names: Iterable[DrugName],
        aliases: Iterable[tuple[str, str]],
        salts: Iterable[str],
        apart: Iterable[str] = (),
    ) -> None:
        self.names = tuple(names)
        self.salts = frozenset(salts)
        self._apart = frozenset(apart)
        self._by_first: dict[str, list[tuple[tuple[str, ...], DrugName]]] = defaultdict(list)
        self._joined: dict[str, DrugName] = {}
        self._generic: dict[tuple[str, ...], DrugName] = {}
        for name in self.names:
            if name.kind == "generic":
                self._generic.setdefault(name.ingredients, name)
        for name in self.names:
            self._index(words(name.name), name)
        for alias, ingredient in aliases:
            self._index(words(alias), self._generic[(ingredient,)])
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def _index(self, key: tuple[str, ...], name: DrugName) -> None:
        self._by_first[key[0]].append((key, name))
        joined = "".join(key)
        if len(joined) >= _SHORTEST_JOINED and len(key) > 1:
            self._joined.setdefault(joined, name)

    @cached_property
    def ingredients(self) -> frozenset[str]:
        """Every ingredient that the table knows."""
        return frozenset(ingredient for name in self.names for ingredient in name.ingredients)

    def at(self, tokens: Sequence[str], index: int) -> tuple[DrugName, int] | None:
        """The longest name that begins with ``tokens[index]``, and how many words it takes."""
        word = tokens[index]
        for key, name in self._by_first.get(word, ()):
            if tuple(tokens[index : index + len(key)]) == key:
                return name, len(key)
        if whole := self._joined.get(word):
            return whole, 1
        # A name that a line end or a slip has parted: "oxy contin".
        if len(word) > 1 and index + 1 < len(tokens) and len(tokens[index + 1]) > 1:
            joined = word + tokens[index + 1]
            if len(joined) >= SHORTEST_TWICE_MISSPELT - 2 and (parted := self._by_first.get(joined)):
                return (parted[0][1], 2) if parted[0][0] == (joined,) else None
        return None

    def first(self, tokens: Sequence[str]) -> int | None:
        """Where the first name begins, ``None`` where none does."""
        return next((index for index in range(len(tokens)) if self.at(tokens, index)), None)

    def misspelt(self, word: str) -> DrugName | None:
        """The name that ``word`` misspells.

        One slip (a letter too many, too few, wrong, or two swapped) is allowed from six
        letters on, two from ten on; the first letter must be right. Names of different
        ingredients at the same least distance leave the word unresolved, and a word that is
        known to be another ("tendon", "lanolin") is no slip.
        """
        if len(word) < SHORTEST_MISSPELT or not word.isalpha() or word in self._apart:
            return None
        limit = 2 if len(word) >= SHORTEST_TWICE_MISSPELT else 1
        near = extract(word, self._spellings[word[0]], scorer=OSA.distance, score_cutoff=limit, limit=8)
        if not near:
            return None
        least = min(distance for _, distance, _ in near)
        found = [self._by_first[spelling][-1][1] for spelling, distance, _ in near if distance == least]
        return found[0] if len({name.ingredients for name in found}) == 1 else None

    @cached_property
    def _spellings(self) -> defaultdict[str, list[str]]:
        """One-word names by first letter; only those that a misspelling could stand for."""
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for first, found in self._by_first.items():
            if (
                len(first) >= SHORTEST_MISSPELT - 1
                and first.isalpha()
                and any(len(key) == 1 for key, _ in found)
            ):
                spellings[first[0]].append(first)
        return spellings

    def ingredient(self, text: str) -> str | None:
        """The one ingredient that ``text`` names, whatever its salt; ``None`` if unknown."""
        tokens = words(text)
        while len(tokens) > 1 and tokens[-1] in self.salts:
            tokens = tokens[:-1]
        found = self.at(tokens, 0) if tokens else None
        name = found[0] if found and found[1] == len(tokens) else None
        if name is None and len(tokens) == 1:
            name = self.misspelt(tokens[0])
        return name.ingredients[0] if name and len(name.ingredients) == 1 else None

    def generic(self, ingredients: Sequence[str]) -> DrugName | None:
        """The generic name of exactly these ingredients (sorted)."""
        return self._generic.get(tuple(ingredients))


@cache
def drug_table() -> DrugTable:
    """The table of ``data/drugs.csv`` with its aliases and salts."""
    return DrugTable(
        (
            DrugName(
                name=row["name"],
                kind=row["kind"],
                ingredients=tuple(i for i in row["ingredients"].split(" / ") if i),
                drug_class=row["drug_class"],
                verified=row["verified"] == "yes",
                evidence=row["evidence"],
                drugbank_id=row["drugbank_id"],
                mesh_id=row["mesh_id"],
            )
            for row in read_table("drugs")
        ),
        ((row["alias"], row["ingredient"]) for row in read_table("ingredient_aliases")),
        (row["word"] for row in read_table("salts")),
        (row["word"] for row in read_table("drug_words_apart")),
    )


@cache
def drug_classes() -> tuple[DrugClass, ...]:
    """Every class that ``data/drugs.csv`` uses."""
    return tuple(
        DrugClass(row["class"], row["label"], row["dwc_class"] or None, row["evidence"])
        for row in read_table("drug_classes")
    )


@cache
def release_marks() -> frozenset[str]:
    """Letters after a name that tell how a drug is released, lower case (er, xl, odt)."""
    return frozenset(row["mark"].lower() for row in read_table("release_marks"))


@cache
def strength_partners() -> dict[tuple[str, str], str]:
    """(ingredient, second number of a strength) to the ingredient that the number belongs to.

    "Hydrocodone 10/325mg" can only be the tablet with acetaminophen.
    """
    return {
        (row["ingredient"], row["second_number"]): row["partner"] for row in read_table("strength_partners")
    }


def ingredient_concept(ingredient: str) -> str | None:
    """The path of an ingredient's concept, ``None`` where no table knows it."""
    return f"ingredient/{slug(ingredient)}" if ingredient in drug_table().ingredients else None
