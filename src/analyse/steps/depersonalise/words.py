"""Words that are in the dictionary: what tells a name that no list holds from a word.

The dictionary is the one of the language model, already in memory: 217,000 inflected forms, and
the verbs among them. Nothing is copied; a form is looked up where it lies.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_ENDINGS = (("e", "er"), ("a", "er"), ("ait", "er"), ("era", "er"), ("erait", "er"))
"""Third person singular of a regular verb → its infinitive; the others are listed."""
_IN_ENT = frozenset(["ment", "dément", "sent", "ressent", "consent", "pressent"])
"""Verbs in the singular that end as those of the plural do."""
_AUXILIARIES = frozenset(["a", "est", "avait", "était", "sera", "aura", "serait", "aurait", "va"])


@dataclass(frozen=True, slots=True)
class Words:
    """The common words of French.

    Attributes:
        known: False when there is no dictionary; then every word counts as common.
        forms: tables of inflected forms and lemmas; a word of any of them is common.
        infinitives: verbs.
        irregular: forms of verbs that no rule gives.
    """

    known: bool = False
    forms: tuple[Container[str], ...] = ()
    infinitives: Container[str] = field(default_factory=frozenset)
    irregular: Mapping[str, Any] = field(default_factory=dict)

    def common(self, word: str) -> bool:
        """Whether the dictionary has the word, whatever its capitals ("Ecole" included)."""
        if not self.known:
            return True
        lower = word.lower()
        if self._has(lower):
            return True
        return lower[:1] == "e" and self._has("é" + lower[1:])

    def _has(self, word: str) -> bool:
        return any(word in table for table in self.forms)

    def finite(self, word: str) -> bool:
        """Whether the word can be a verb in the third person singular ("dort", "compte")."""
        if not self.known or word in _AUXILIARIES:
            return word in _AUXILIARIES
        plural = word.endswith("ent") and not word.endswith("ient") and word not in _IN_ENT
        if word.endswith(("t", "d", "a", "c")) and word in self.irregular and not plural:
            return True
        return any(
            word.endswith(ending) and word[: -len(ending)] + infinitive in self.infinitives
            for ending, infinitive in _ENDINGS
        )


NO_WORDS = Words()


@lru_cache(maxsize=2)
def words_of(nlp: Any) -> Words:
    """The dictionary of a spaCy pipeline, none when it has no rule lemmatizer.

    Args:
        nlp: what `language.load_syntax` gives.
    """
    if nlp is None or not nlp.has_pipe("lemmatizer"):
        return NO_WORDS
    lookups = nlp.get_pipe("lemmatizer").lookups
    index, irregular = lookups.get_table("lemma_index"), lookups.get_table("lemma_exc")
    inflected = lookups.get_table("lemma_lookup") if lookups.has_table("lemma_lookup") else {}
    parts = ("noun", "verb", "adj", "adv")
    listed = frozenset(lemma for lemmas in irregular.get("verb", {}).values() for lemma in lemmas)
    return Words(
        known=True,
        forms=(
            *(frozenset(index.get(part, ())) for part in parts),
            *(irregular.get(part, {}) for part in (*parts, "pron", "det", "aux", "adp", "num")),
            inflected,
            frozenset(nlp.Defaults.stop_words),
            listed,
        ),
        infinitives=frozenset(index.get("verb", ())),
        irregular=irregular.get("verb", {}),
    )
