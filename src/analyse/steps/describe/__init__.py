"""Themes → words, keyphrases, proposed titles, nearness to the grille.

Way in: `describe` gives a `ThemeDraft` per theme. Inside: `topics` (BERTopic's words), `keyphrases`
(noun phrases as people wrote them), `titles`, `grid` (known fiches and chantiers), `vocabulary`
(stop words and synonyms).
"""

from analyse.steps.describe.core import VERSION, ThemeDraft, describe
from analyse.steps.describe.grid import parse_grille

__all__ = ["VERSION", "ThemeDraft", "describe", "parse_grille"]
