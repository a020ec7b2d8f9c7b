"""Words of a short French text, each with a stem and with whether something denies it.

No tagger is needed: notes are telegraphic, and a truncated word compares "augmente" with
"augmentation" where lemmas do not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKS = re.compile(r"\*\*|__|</?su[bp]>|\\(?=[$*_])")
_TOKEN = re.compile(r"[a-z0-9$%█]+(?:-(?!t-)[a-z0-9]+)*'?|[.!?;:,()…»«\"]|[-–—](?=\s)")
_STEM = 6
"""Letters kept of a stem: fewer confuses "commun" with "commerce", more parts "ferme" from
"fermeture" once endings are cut."""
_ENDINGS = re.compile(
    r"(?:issements?|issantes?|issants?|ateurs?|atrices?|ations?|itions?|utions?|isations?|ements?|"
    r"iques?|istes?|ables?|ibles?|euses?|eurs?|ances?|ences?|antes?|ants?|ives?|ifs?|ages?|ures?|"
    r"aient|eront|erait|erons|issent|aires?|ités?|ites?|ives?|ales?|aux|als?|ées?|ent|ait|ons|ez|"
    r"ees?|er|ir|es|is|it|e|s|x)$"
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_STOP = _words("""
le la les l un une des du de d et ou a au aux en dans sur par pour avec que qui qu ce cette ces
c cet son sa ses leur leurs nous on il ils elle elles je j y s se est sont ont ete etre avoir
fait faire ca cela comme mais aussi tres donc pis chez si notre nos votre vos dont mon ma mes t
te me m n ne pas plus moins tout tous toute toutes peu trop jamais rien aucun aucune personne
sans ni faut doit doivent peut peuvent va vont etait avait meme deja encore alors puis quand
parce car lui eux toi moi vous tu soit sera serait quoi la-dedans entre vers depuis pendant
apres avant sous contre non oui bien juste surtout seulement sauf plutot ainsi autre autres
certains certaines plusieurs chaque quelques beaucoup assez ici la-bas ailleurs partout toujours
souvent parfois gens monde chose choses fois
""")
_DENIES_AFTER = frozenset({"pas", "aucun", "aucune", "sans", "jamais", "ni", "rien", "personne"})
_LACKS = frozenset({"manque", "manquent", "absence", "faute", "penurie", "disparition", "zero"})
_CLAUSE = frozenset({".", "!", "?", ";", ":", ",", "(", ")", "…", "mais", "-", "–", "—"})
_REACH = 5
"""Words that a denial reaches, within its clause."""


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its stem, and whether it is under a denial or a lack."""

    stem: str
    denied: bool


def plain(text: str) -> str:
    """Lower case, no accents, straight apostrophes, one line, no inner marks."""
    text = _MARKS.sub("", text).replace("’", "'").lower()
    text = text.replace("œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """Words and marks of punctuation of `plain(text)`, elisions apart."""
    return _TOKEN.findall(plain(text))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The part of a plain word that its family shares."""
    cut = _ENDINGS.sub("", word) if len(word) > 4 else word.rstrip("sx")
    return (cut if len(cut) >= 3 else word)[:_STEM]


@lru_cache(maxsize=65_536)
def content(text: str) -> tuple[Word, ...]:
    """Content words in order. "Pas de place", "n'a plus de place" and "manque de place" deny it."""
    parts = tokens(text)
    denied = [False] * len(parts)
    for at, part in enumerate(parts):
        word = part.rstrip("'")
        recent = {p.rstrip("'") for p in parts[max(0, at - 4) : at]}
        gone = word == "plus" and ("ne" in recent or "n" in recent or _opens(parts, at))
        if word in _DENIES_AFTER or word in _LACKS or gone:
            if word == "pas" and "n'" in "".join(parts[at + 1 : at + 2]):
                continue
            for back in (at - 1, at - 2):
                if word in ("pas", "plus", "jamais") and back >= 0 and parts[back] not in _CLAUSE:
                    denied[back] = True
            for ahead in range(at + 1, min(at + 1 + _REACH, len(parts))):
                if parts[ahead] in _CLAUSE:
                    break
                denied[ahead] = True
    return tuple(
        Word(stem(word), no)
        for part, no in zip(parts, denied, strict=True)
        if (word := part.rstrip("'")) and word[0].isalnum() and word not in _STOP and len(word) > 1
    )


def _opens(parts: list[str], at: int) -> bool:
    """ "plus de place" at the head of a clause, as people write without "ne"."""
    after = parts[at + 1 : at + 2]
    head = at == 0 or parts[at - 1] in _CLAUSE
    return head and bool(after) and after[0] in ("de", "d'", "personne", "rien", "aucun")
