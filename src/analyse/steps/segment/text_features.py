"""Lemmas and language of a passage, from the parse that cut it."""

from __future__ import annotations

import re
from typing import Any

from analyse.contracts import Nature
from analyse.steps.segment.model import words

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_ELISION = re.compile(r"^(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'", re.IGNORECASE)
_STOP_WORDS = {
    "fr": words(
        "le la les un une des du de d l et ou à au aux en dans sur par pour avec sans que "
        "qui ne pas plus ce cette ces son sa ses leur leurs nous vous on il elle ils "
        "elles je c j s n qu est sont a ont été être avoir fait faut ça cela comme mais "
        "aussi très tout tous y se entre où donc pis chez si faire peut doit trop peu "
        "même quand notre nos votre vos dont"
    ),
    "en": words(
        "the a an of to in on for with and or but is are was were be been it its this "
        "that these those we you they he she i my our your their not no have has had do "
        "does did can could should would will there what which who when from by at as if "
        "so more people need about all"
    ),
}
_FRENCH_LETTERS = re.compile(
    r"[àâçéèêëîïôùûœ]|(?<!\w)[ldjscnmt]['’](?=[a-zà-ÿ])|(?<!\w)qu['’]", re.IGNORECASE
)
_LEMMA_FIXES = {"jeun": "jeune", "élue": "élu", "bu": "bus", "aînée": "aîné"}
_NOT_WORDS = words("être avoir faire pouvoir devoir falloir aller vouloir c'est etc ex")


def guess_language(text: str) -> str:
    """ISO 639-1 code, "und" without enough evidence (fewer than four words, other languages)."""
    words = re.findall(r"[^\W\d_]+", text.lower().replace("’", "'"))
    scores = {
        code: float(sum(map(stops.__contains__, words))) for code, stops in _STOP_WORDS.items()
    }
    scores["fr"] += len(_FRENCH_LETTERS.findall(text)) * 0.5
    best = max(scores, key=lambda code: scores[code])
    other = min(scores, key=lambda code: scores[code])
    if len(words) < 4:
        return best if scores[best] >= 1 and scores[other] == 0 and len(words) > 1 else "und"
    if scores[best] == scores[other] or scores[best] < 0.1 * len(words):
        return "und"
    return best


def lemmas(span: Any, hidden: list[tuple[int, int]]) -> tuple[str, ...]:
    """Content words of a parsed span, lemmatised, elisions cut, in order.

    Args:
        span: parsed span (or the tokens of it).
        hidden: offsets, in the parsed text, of masked names: their words are dropped.
    """
    found = []
    known = span.doc.vocab if len(span.doc.vocab.vectors) else None
    for token in span:
        if token.pos_ not in _CONTENT or token.is_stop or token.like_url or token.like_email:
            continue
        if _overlaps(token.idx, token.idx + len(token), hidden):
            continue
        lemma = _ELISION.sub("", (token.lemma_ or token.lower_).lower().replace("’", "'")).strip(
            "'-."
        )
        lemma = _LEMMA_FIXES.get(lemma, lemma)
        if token.is_upper or (known and not known.has_vector(lemma) and token.has_vector):
            lemma = _ELISION.sub("", token.lower_)  # acronyms and invented stems ("processu")
        if len(lemma) < 2 or not any(char.isalpha() for char in lemma) or lemma in _NOT_WORDS:
            continue
        found.append(lemma)
    return tuple(found)


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in spans)


_QUOTED = re.compile(r"«[^»]{1,4000}(?:»|$)|“[^”]{1,4000}(?:”|$)|(?<!\w)\"[^\"\n]{1,2000}\"")
_SAID = re.compile(
    r"\b(?:dit|disait|disent|mentionne|raconte|affirme|explique|ajoute|répond|souligne|témoigne"
    r"|confie"
    r"|demande|s'exclame|résume|lance|rappelle|précise|observe|note"
    r"|selon \S+)\b[^.?!]{0,50}:\s*[«“\"]"
    r"|^[^.:]{1,80}:\s*[«“\"][^»”\"]{12,}[»”\"]\W*$",
    re.IGNORECASE,
)


def nature(text: str, before: str = "") -> Nature:
    """Whose words a passage holds: reported when quoted for the most part or said to be said.

    Args:
        before: the end of what comes just before in the same paragraph.
    """
    quoted = max((m[0] for m in _QUOTED.finditer(text)), key=len, default="")
    if len(quoted.split()) >= 4 and len(quoted) >= 0.6 * len(text):
        return Nature.REPORTED
    if _SAID.search(text) or (
        _SAID.search(before + "« ") and before.rstrip().endswith(("«", ":", "“"))
    ):
        return Nature.REPORTED
    return Nature.NOTE
