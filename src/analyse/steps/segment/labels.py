"""Openings that work as headings: "Santé : …", "**Défi du langage :** …", "Réponse : …".

82 lines in a hundred may open with "X :": what tells a label from a sentence that announces a list
is that a label has no finite verb, does not stop on a function word and stays short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analyse.steps.segment.boundaries import parseable
from analyse.steps.segment.cues import opens_on_infinitive
from analyse.steps.segment.model import has_words, trim, words

_PLAIN_WORDS = 10
_BOLD_WORDS = 24
_NOT_LABELS = re.compile(
    r"(?:par exemple|exemples?|ex|p\. ?ex|c'est-à-dire|c\.-à-d|soit|bref|donc|ainsi|car|mais|et|ou"
    r"|résultat|attention|notamment|entre autres|en effet|en somme|à savoir|note|n\.? ?b|d'abord"
    r"|ensuite|enfin|première(?:ment)?|deuxième(?:ment)?|d'où)\b\.?$",
    re.IGNORECASE,
)
_SOMEONE = re.compile(r"(?:un|une) [\wà-ÿ-]+(?: [\wà-ÿ-]+)?\s*$|[^,]*, [A-ZÀ-Ý]", re.IGNORECASE)
_PREDICATES = re.compile(
    r"(?:\d|des\b|une?\b|pas\b|peu\b|trop\b|plus\b|moins\b|aucune?\b|manque\b|moyenne\b"
    r"|presque\b|encore\b"
    r"|quand\b|même\b|si\b)",
    re.IGNORECASE,
)
_DANGLING = words(
    "à au aux de des du d' en et ou ni que qu' qui dont où par pour sur avec sans chez "
    "vers entre comme notamment le la les l' un une ses leur leurs son sa mes nos vos ce "
    "cette ces dans est sont soit ont a avoir être selon afin"
)
_FINITE = re.compile(
    r"\b(?:il|elle|ils|elles|on|j|je|tu|vous|c|est|sont|était|étaient|ont|avait|avaient|sera"
    r"|seront|serait|seraient|faut|faudrait|faudra|fallait|doit|doivent|devons|devrait|devraient"
    r"|peut|peuvent|pouvons|pourrait|pourraient|vont|veut|veulent|voulons|avons|sommes|font|faisons"
    r"|dit|disent|disait|dis|propose|proposent|proposons|mentionne|mentionnent|souhaite|souhaitent"
    r"|souhaitons|affirme|explique|raconte|ajoute|précise|rappelle|souligne|permet|permettent"
    r"|comprend|comprennent|existe|existent|présente|présentent|nomme|nomment|croyons|pensons|suis"
    r"|ai|y a|reviennent|ressortent|ressort|concerne|concernent|suivent|a (?=été|une?\b|des\b"
    r"|\w+é\b"
    r"|deux|trois|quatre|cinq|plusieurs))\b"
)
_QUESTION = re.compile(
    r"(?:(?:autres?|nouvelle|dernière|première|deuxième|troisième|\d+e|sous-)\s*)?"
    r"(?:questions?(?:\s*(?:n[o°]\.?\s*)?\d{0,2})(?:\s+(?:pour|de|du|des|d'|à|aux?)\b.{0,60})?"
    r"|q\s?\d{0,2}\.?)$",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:réponses?|reponses?|rép|r)\.?\s?\d{0,2}(?:\s+(?:de|du|des|d'|à)\b.{0,60})?$", re.IGNORECASE
)
_EXCHANGE = re.compile(r"([QR]\d{0,2})\s?[.)–-]\s+(?=\S)")
_ASKS = re.compile(
    r"(?:(?:à|de|pour|sur|dans|avec|en|par|auprès de|selon)\s+)?"
    r"(?:comment|pourquoi|combien|est-ce|quoi|où\s|qu'est-ce|que faire|lesquel\w*"
    r"|quel(?:le)?s?\b|qui\s(?:a|ont|doit|doivent|peut|peuvent|est|sont|fait|font|va)\b)",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a label does."""

    TOPIC = "topic"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Label:
    """A label and where what it announces begins.

    Attributes:
        start, end: the label with its colon, outer marks left out.
        words: start and end of its words, colon left out.
        body: where the rest of the block begins.
    """

    start: int
    end: int
    words: tuple[int, int]
    body: int
    bold: bool
    role: Role


def asks(text: str) -> bool:
    """Whether a heading asks something, with or without a question mark."""
    said = text.rstrip(' *_»”")]')
    return said.endswith("?") or _ASKS.match(said.lstrip('«“"( ')) is not None


def has_finite_verb(text: str) -> bool:
    """A cheap test for short labels: pronoun subjects and frequent verb forms."""
    plain = text.replace("’", "'").lstrip(" *_«(")
    return _FINITE.search(plain[:1].lower() + plain[1:]) is not None


def count_words(text: str) -> int:
    """Number of runs that hold a letter, a digit or a masked name."""
    return sum(1 for word in re.split(r"[\s'’/]+", text) if has_words(word))


def verbal_labels(candidates: Iterable[str], nlp: Any) -> frozenset[str]:
    """Those of the words before a colon that are a clause ("La densification fait peur").

    Args:
        candidates: words before a colon.
        nlp: pipeline with a morphologiser; without one no candidate is a clause.
    """
    texts = sorted({text for text in candidates if count_words(text) >= 3})
    skipped = [name for name in ("parser", "lemmatizer", "senter") if name in nlp.pipe_names]
    found = set()
    for text, doc in zip(
        texts, nlp.pipe((parseable(t) for t in texts), disable=skipped), strict=True
    ):
        for token in doc[1:]:
            subject = token.nbor(-1).pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "ADV")
            if subject and token.pos_ in ("VERB", "AUX") and "Fin" in token.morph.get("VerbForm"):
                found.add(text)
                break
    return frozenset(found)


def _role(words: str) -> Role:
    plain = words.replace("’", "'").strip()
    if _QUESTION.match(plain):
        return Role.QUESTION
    return Role.ANSWER if _ANSWER.match(plain) else Role.TOPIC


def _plausible(words: str, limit: int) -> bool:
    plain = words.replace("’", "'").strip(" *_")
    if not has_words(plain) or count_words(plain) > limit or _NOT_LABELS.match(plain):
        return False
    if plain.lower().startswith(("ce qu", "comment ", "pourquoi ", "quand ")):
        return count_words(plain) <= 12
    last = re.split(r"[\s']+", plain.lower())[-1]
    return last not in _DANGLING and not has_finite_verb(plain)


def _bold(text: str, start: int, end: int) -> Label | None:
    mark = text[start - 2 : start]
    if mark not in ("**", "__"):
        return None
    close = text.find(mark, start, min(end, start + 400))
    if close < 0:
        return None
    after = close + 2
    run = text[start:close].rstrip()
    tail = re.compile(r"\s*:\s*").match(text, after, end)
    if tail:
        words, stop, body = trim(text, start, close), tail.end(), tail.end()
    elif run.endswith(":"):
        words, stop, body = trim(text, start, start + len(run) - 1), start + len(run), after
    elif run.endswith(".") and text[after : after + 1].isspace():
        words, stop, body = (start, start + len(run) - 1), start + len(run), after
    else:
        return None
    said = text[words[0] : words[1]]
    if count_words(said) > _BOLD_WORDS or (run.endswith(".") and has_finite_verb(said)):
        return None
    if _NOT_LABELS.match(said.replace("’", "'").strip()):
        return None
    body_start, _ = trim(text, body, end)
    return Label(start, _back(text, start, stop), words, body_start, True, _role(said))


def _back(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _plain(text: str, start: int, end: int) -> Label | None:
    colon = text.find(":", start, min(end, start + 120))
    while 0 <= colon < end - 1 and not text[colon + 1].isspace() and text[colon + 1] not in "*_":
        colon = text.find(":", colon + 1, min(end, start + 120))
    if colon < 0:
        return None
    said = text[start:colon]
    if re.search(r"[.!?;\n«“\"]", re.sub(r"\b(?:no|M|Dr|Me|St|Ste|Mme)\.|\(\?\)", "", said)):
        return None
    role = _role(said.strip(" *_"))
    if not said[:1] or (said[0].islower() and role is Role.TOPIC):
        return None  # "gratuité : donnerait rien": a telegraphic sentence, not a heading
    if not _plausible(said, _PLAIN_WORDS):
        return None
    predicate = _PREDICATES.match(said) and not _SOMEONE.match(said)
    if role is Role.TOPIC and (predicate or opens_on_infinitive(said)):
        return None
    body_start, _ = trim(text, colon + 1, end)
    words = trim(text, start, colon)
    return Label(start, colon + 1, words, body_start, False, role)


def opening_label(text: str, start: int, end: int) -> Label | None:
    """The label that opens `text[start:end]`, None when it opens on its own sentence."""
    if exchange := _EXCHANGE.match(text, start, end):
        words = exchange.span(1)
        role = Role.QUESTION if text[start] == "Q" else Role.ANSWER
        return Label(start, _back(text, start, exchange.end()), words, exchange.end(), False, role)
    label = _bold(text, start, end)
    if label is None and text[start - 2 : start] not in ("**", "__"):
        label = _plain(text, start, end)
    return label


def inner_labels(text: str, start: int, end: int) -> list[Label]:
    """Bold labels inside a paragraph ("… du développement. **Constat :** Les tables …")."""
    found = []
    for match in re.finditer(r"(?<=[.!?…»)])\s+(\*\*|__)(?=[^\s*_])", text[start:end]):
        label = _bold(text, start + match.end(), end)
        if label and label.body < end and ":" in text[label.start : label.end]:
            found.append(label)
    return found
