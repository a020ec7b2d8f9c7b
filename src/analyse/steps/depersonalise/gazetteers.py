"""Lists of names and of words around names, loaded once and looked up folded.

First names, surnames, titles and organisation words live in `data/lexiques/`; a name marked
*ambigu* there is also a common word or a place, and needs more support in the text.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from analyse import resources

FILES = ("prenoms.csv", "patronymes.csv", "titres.csv", "mots_organisation.csv")

CLEAR = 2
"""A name that is nothing else."""
AMBIGUOUS = 1
"""A name that is also a common word or a place."""

_SIGNS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "đ": "d",
        "ł": "l",
        "ø": "o",
        "ı": "i",
        "’": "'",
        "ʼ": "'",
        "‑": "-",
        "‐": "-",
    }
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` without accents, case or typographic variants of apostrophe and hyphen."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return bare.casefold().translate(_SIGNS)


@dataclass(frozen=True, slots=True)
class Gazetteers:
    """Folded word → what it is.

    Attributes:
        first: first names, CLEAR or AMBIGUOUS.
        gender: first names, "f", "m" or "x".
        last: surnames, CLEAR or AMBIGUOUS.
        titles: courtesy titles, with the gender they tell.
        roles: what a person does ("coordonnatrice").
        offices: public offices; a person named for one stays.
        labels: what announces people before a colon ("à l'animation").
        speech: verbs that may follow a speaker; `strong_speech`: those that only a person does.
        introductions: what may come right before a person ("selon", "merci à").
        kin: what a person is to another ("voisine").
        organisations: words that start the name of an organisation or a place, with their nature:
            "porteur" (often named after a person), "organisation", "lieu", "autre".
        around: all of these words but the names.
    """

    first: dict[str, int]
    gender: dict[str, str]
    last: dict[str, int]
    titles: dict[str, str]
    roles: frozenset[str]
    offices: frozenset[str]
    labels: frozenset[str]
    speech: frozenset[str]
    strong_speech: frozenset[str]
    introductions: frozenset[str]
    kin: frozenset[str]
    roles_and_kin: frozenset[str]
    organisations: dict[str, str]
    around: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether a folded word is known to stand around names: a title, a role, a verb."""
        return word in self.around


def _rows(name: str) -> list[dict[str, str]]:
    with resources.lexicon(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def load() -> Gazetteers:
    """The lists, read once for the process."""
    first, last = _rows("prenoms.csv"), _rows("patronymes.csv")
    titles = _rows("titres.csv")

    def words(role: str) -> frozenset[str]:
        return frozenset(fold(row["mot"]) for row in titles if row["role"] == role)

    return Gazetteers(
        first={fold(row["nom"]): CLEAR - int(row["ambigu"]) for row in first},
        gender={fold(row["nom"]): row["genre"] for row in first},
        last={fold(row["nom"]): CLEAR - int(row["ambigu"]) for row in last},
        titles={fold(row["mot"]): row["genre"] for row in titles if row["role"] == "civilité"},
        roles=words("fonction"),
        offices=words("charge publique"),
        labels=words("étiquette"),
        speech=words("parole") | words("parole forte"),
        strong_speech=words("parole forte"),
        introductions=words("introduction"),
        kin=words("parenté"),
        roles_and_kin=words("fonction") | words("parenté"),
        organisations={fold(row["mot"]): row["nature"] for row in _rows("mots_organisation.csv")},
        around=frozenset(fold(row["mot"]) for row in titles),
    )


@lru_cache(maxsize=1)
def digest() -> str:
    """Hexadecimal digest of the lists: it changes when one of them does."""
    total = hashlib.sha256()
    for name in FILES:
        total.update(resources.lexicon(name).read_bytes())
    return total.hexdigest()[:16]


@lru_cache(maxsize=32768)
def first_class(folded: str) -> int:
    """CLEAR, AMBIGUOUS or 0; "marie-eve" counts when every part is a first name."""
    known = load().first
    if folded in known:
        return known[folded]
    if "-" not in folded:
        return 0
    classes = [known.get(part, 0) for part in folded.split("-")]
    if not classes[0] or not all(classes):
        return 0
    return max(classes) if len(classes) == 2 else AMBIGUOUS


def tells_one_person(given: str, surname: str) -> bool:
    """Whether a given name (not an initial) and a surname are both known."""
    letters = given.replace("-", "")
    return len(surname) > 1 and (len(letters) > 2 or (len(letters) == 2 and first_class(given) > 0))


@lru_cache(maxsize=32768)
def last_class(folded: str) -> int:
    """CLEAR, AMBIGUOUS or 0; "gagnon-roy" counts when every part is a surname."""
    known = load().last
    if folded in known:
        return known[folded]
    if "-" not in folded:
        return 0
    head, *rest = folded.split("-")
    if head in {"saint", "sainte", "st", "ste"}:
        return AMBIGUOUS if len(rest) == 1 else 0
    classes = [known.get(part, 0) for part in (head, *rest)]
    if len(classes) > 3 or not all(classes):
        return 0
    return AMBIGUOUS if load().first.get(head) else max(classes)
