"""Which blocks are headings, and how far a list belongs to the sentence that announces it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyse.steps.segment.cues import opens_on_infinitive
from analyse.steps.segment.labels import count_words, has_finite_verb
from analyse.steps.segment.model import Block, Kind
from analyse.steps.segment.noise import is_fragment

CAPITALS, BOLD, COLON, LABEL = 2, 7, 8, 9
"""Ranks of headings that are not written with `#` (1 to 6)."""

_NUMBERED_HEAD = re.compile(
    r"(?:atelier|bloc|jour(?:née)?|partie|section|volet|thème|axe|panel|plénière|séance|rencontre"
    r"|chantier|étape|activité|enjeu|équipe|groupe|sous-groupe|table|question|diapo(?:sitive)?)"
    r"\s(?:n[o°]\.?\s?)?(?:\d{1,2}|[IVX]{1,4}|[A-E])\b",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"(?:mot (?:de bienvenue|d'ouverture|de clôture)|introduction|mise en contexte|contexte"
    r"|conclusion"
    r"|synthèse|résumé|constats?|enjeux?|défis?|pistes?|solutions?|idées?|besoins?|forces"
    r"|faiblesses"
    r"|freins|leviers|obstacles|opportunités|menaces|recommandations?|bons coups|discussions?"
    r"|échanges?"
    r"|questions?|réponses?|période de questions|plénière|retour en plénière|tour de table"
    r"|références?"
    r"|bibliographie|annexes?|notes?|commentaires?|suites?|prochaines étapes|contributions?"
    r"|objectifs?"
    r"|faits saillants|points saillants|à retenir|priorités?|présentations?|exemples inspirants)"
    r"(?: (?:et|ou|de|des|du|communs?|soulevée?s|générale?s?|possibles|identifiée?s|proposée?s"
    r"|clés?"
    r"|principa\w+|constats?|enjeux?|défis?|pistes?|solutions?|idées?|besoins?|solution|action"
    r"|discussion|leviers|freins|questions|commentaires|recommandations|la salle|plénière|échanges"
    r"|l'atelier|groupe|suite))*",
    re.IGNORECASE,
)
_LAST_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«“\"])")
_ITEMS, _ITEM_WORDS = 10, 120


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals (a lone acronym is not a heading of its own)."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 5:
        return False
    return sum(char.isupper() for char in letters) >= 0.85 * len(letters)


def rank(text: str, blocks: Sequence[Block], index: int, *, agenda: bool = False) -> int:
    """Rank of a block as a heading (1 outermost), 0 when it is not one.

    Args:
        agenda: within an agenda, whose short lines are items and not headings.
    """
    block = blocks[index]
    if block.kind is Kind.HEADING:
        return block.level
    said = text[block.start : block.end]
    if block.kind in (Kind.RULE, Kind.CELL) or len(said) > 300:
        return 0
    words = count_words(said)
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if following and following.row != block.row:
        following = None
    item = following is not None and following.kind in (Kind.BULLET, Kind.NUMBERED)
    nested = (
        item
        and following is not None
        and (
            block.kind is Kind.PARAGRAPH
            or following.level > block.level
            or (block.kind is Kind.NUMBERED and following.kind is Kind.BULLET)
        )
    )
    if block.bold and words <= 30 and not (said.endswith((".", ",", ";")) and words > 3):
        return BOLD if block.kind is not Kind.BULLET or nested or said.endswith(":") else 0
    if block.kind is Kind.BULLET and not nested:
        return 0
    if words <= 35 and is_capitals(said) and block.kind is not Kind.BULLET:
        return CAPITALS
    if block.kind is Kind.PARAGRAPH and _NUMBERED_HEAD.match(said) and not said.endswith("."):
        return CAPITALS if words <= 35 and not has_finite_verb(said.split(":")[0]) else 0
    if said.endswith(":") and words <= 14:
        return COLON if nested or block.kind is Kind.PARAGRAPH else 0
    if agenda or said[-1] in ".!?;,…":
        return 0
    plain = said.replace("’", "'")
    if block.kind is Kind.PARAGRAPH and _USUAL.fullmatch(plain) and words <= 6:
        return COLON
    short = words <= 6 and not said[0].islower() and not has_finite_verb(said)
    return COLON if nested and short and not opens_on_infinitive(plain) else 0


def numbered_prefix(text: str, block: Block) -> int:
    """Where a heading begins once "Atelier 8." or "Partie 2 –" is left out."""
    prefix = _NUMBERED_HEAD.match(text, block.start, block.end)
    separator = re.compile(r"\s*[.:–—-]\s+(?=\S)").match(text, prefix.end()) if prefix else None
    return separator.end() if separator and separator.end() < block.end else block.start


def list_after(blocks: Sequence[Block], index: int) -> list[Block]:
    """The items right under a block that ends with a colon."""
    lead, items = blocks[index], []
    for block in blocks[index + 1 :]:
        if block.kind not in (Kind.BULLET, Kind.NUMBERED) or block.row != lead.row:
            break
        deeper = lead.kind is Kind.PARAGRAPH or block.level > lead.level
        if not deeper and not (lead.kind is Kind.NUMBERED and block.kind is Kind.BULLET):
            break
        items.append(block)
        if len(items) > _ITEMS:
            break
    return items


def last_sentence(text: str, block: Block) -> int:
    """Where the last sentence of a block begins."""
    start = block.start
    for match in _LAST_SENTENCE.finditer(text, block.start, block.end):
        start = match.end()
    return start


def completes(text: str, lead: str, items: Sequence[Block]) -> bool:
    """Whether a list is the end of the sentence before it: fragments under an incomplete lead."""
    if not items or len(items) > _ITEMS or not has_finite_verb(lead):
        return False
    said = [text[item.start : item.end] for item in items]
    if sum(count_words(item) for item in said) > _ITEM_WORDS:
        return False
    return all(
        is_fragment(item) and not opens_on_infinitive(item) and not item.endswith((".", "?", "!"))
        for item in said
    )
