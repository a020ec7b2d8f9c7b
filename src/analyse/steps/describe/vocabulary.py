"""Which words count: stop list, the project's own, synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from analyse.errors import ConfigurationError
from analyse.params import LexiconParams
from analyse.resources import lexicon

_FILE = "mots_vides.txt"
_TOOLS, _VAGUE, _HEADS = "mots-outils", "passe-partout", "têtes vides"


@dataclass(frozen=True)
class Vocabulary:
    """Words to leave out and words to bring together, folded as by `fold`.

    Attributes:
        tools: words that neither open nor close a keyphrase.
        vague: words that do not make a keyphrase on their own.
        heads: nouns that name nothing when they open a keyphrase ("cas de la région").
        synonyms: folded variant → the form that is kept, as written.
    """

    tools: frozenset[str]
    vague: frozenset[str]
    heads: frozenset[str]
    synonyms: Mapping[str, str]

    def tool(self, word: str) -> bool:
        """Whether a word is a function word, elided or not."""
        return word[-1:] in "'’" or fold(word) in self.tools

    def empty(self, word: str) -> bool:
        """Whether a word says nothing of a theme."""
        folded = fold(word)
        return folded in self.tools or folded in self.vague or not any(map(str.isalpha, folded))

    def kept(self, words: Iterable[str]) -> list[str]:
        """Words that count, each in the form that is kept."""
        forms = (self.synonyms.get(fold(word), word) for word in words)
        return [form for form in forms if not self.empty(form)]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Lower case, without accents, straight apostrophe: to compare, never to show."""
    text = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").replace("œ", "oe"))
    return "".join(char for char in text if not unicodedata.combining(char)).strip("'- ")


def stem(word: str) -> str:
    """What the forms of a word share, roughly: folded, without the mark of the plural."""
    folded = fold(word)
    if len(folded) > 4 and folded.endswith("aux"):
        return folded[:-3] + "al"
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" else folded


def vocabulary(params: LexiconParams) -> Vocabulary:
    """The shipped stop list with the project's own words.

    Raises:
        ConfigurationError: a synonym is not written "variante : forme retenue".
    """
    tools, vague, heads = _shipped()
    own = {fold(part) for word in params.mots_vides for part in word.split()}
    synonyms = {}
    for entry in params.synonymes:
        variant, mark, kept = entry.partition(":")
        if not mark or not variant.strip() or not kept.strip():
            raise ConfigurationError(
                f"[lexique] synonymes\u00a0: «\u00a0{entry}\u00a0» n'est pas de la forme "
                "«\u00a0variante\u00a0: forme retenue\u00a0».",
                action='Écrivez par exemple synonymes = ["HLM\u00a0: logement social"].',
            )
        synonyms[fold(variant.strip())] = kept.strip()
    return Vocabulary(tools=tools, vague=vague | own, heads=heads | own, synonyms=synonyms)


@cache
def _shipped() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    text = lexicon(_FILE).read_text(encoding="utf-8")
    sections: dict[str, set[str]] = {_TOOLS: set(), _VAGUE: set(), _HEADS: set()}
    current = sections[_TOOLS]
    for line in text.splitlines():
        line = line.split("#", 1)[0].strip()
        if heading := re.fullmatch(r"\[(.+)\]", line):
            current = sections[heading[1]]
        else:
            current.update(fold(word) for word in line.split())
    return frozenset(sections[_TOOLS]), frozenset(sections[_VAGUE]), frozenset(sections[_HEADS])
