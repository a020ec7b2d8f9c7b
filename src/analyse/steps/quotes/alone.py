"""Whether a passage can be read on a sheet, away from its note.

The segmenter says what a passage opens on; this looks at the whole of it: a pronoun, a
demonstrative or a possessive whose antecedent is nowhere before it in the passage, an answer
without its question, a verb without a subject, a label. Rules, not a parse: a determiner, a name
or a mask before the word is taken as an antecedent when it agrees in number (and in gender for
"il" and "elle"). A passage wrongly left out costs a quote among others, one wrongly kept is
printed: in doubt a rule says that it leans.
"""

from __future__ import annotations

import re
from enum import StrEnum

from analyse.contracts import Passage
from analyse.wording import without_marks

from .heard import INFINITIVE, MARKS, TIMES, TOKEN, VERBS, Heard, word_set


class Lean(StrEnum):
    """Why a passage cannot be read alone."""

    OPENING = "ouvre sur une suite"
    PRONOUN = "pronom sans antécédent"
    DEMONSTRATIVE = "démonstratif sans antécédent"
    POSSESSIVE = "possessif sans antécédent"
    SUBJECT = "verbe sans sujet"
    LABEL = "étiquette sans verbe"
    CUT = "phrase coupée"


_LABEL_WORDS = 8
"""Under this many words, a text without a verb is a label rather than an idea."""
_FIRST_WORDS = 3
"""Words after which a possessive has had the time to be given an owner."""

_IMPERSONAL = re.compile(
    r"il (?:(?:ne|n'|nous|vous|leur|lui|m'|me|te|t'|s'|se|va|peut|doit|devrait|pourrait|en) ?)*"
    r"(?:y (?:a|ait|aura|aurait|avait|en|avoir)\b|fau\w+|fall\w+|manqu\w+|rest\w+|agi\w+|exist\w+"
    r"|suffi\w+|convien\w+|import\w+|arriv\w+|sembl\w+|paraî\w+|vau\w+|pleu\w+|neig\w+|fait\b"
    r"|annonc\w+|plaît|a (?:fallu|suffi|manqué)|devient|demeure|revient à"
    r"|(?:est|était|sera|serait|soit|a été|avait été|fut|être)\b[^,.;:]{1,60}?(?:,[^,]{1,60},)?"
    r"[^,.;:]{0,20}?(?:\b(?:de|que|temps|minuit|midi|tard|tôt)\b|\bd'|\bqu'))",
    re.IGNORECASE,
)
_IDIOM = re.compile(
    r"(?:ça|cela) (?:ne |nous |leur |lui |va |en |m'|te )*(?:prend\w*|se fait|se peut|va\b|manque"
    r"|adonne|vaut|fait (?:\S+ ){1,4}(?:ans|mois|temps|longtemps|semaines))|(?:cela|ça|ceci) "
    r"(?:dit|étant)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:oui|non|ok|absolument|exactement|effectivement|tout à fait|d'accord)(?=[\s,.;:!])"
    r"|(?:pas |tout à fait )?(?:d'accord|contre|pour)\s?:|d'une part\b|d'autre part\b"
    r"|(?:l'|une? )autre\b|une? (?:deuxième|seconde?|troisième|quatrième)\b"
    r"|(?:deuxi|troisi)èmement\b|(?:le|la|les) mêmes?\b|idem\b|pareil\b"
    r"|dès lors\b|à défaut\b|dans le cas contraire\b|et (?!si\b)|ni "
    r"|ou (?!bien\b)|puis |ensuite\b|enfin\b"
    r"|par ailleurs\b|également\b|à l'inverse\b|inversement\b",
    re.IGNORECASE,
)
_FOLLOWS = word_set("donc alors aussi également effet")
"""Said among the first words, they add to or draw from something said before."""
_ASKS_NOTHING_BEFORE = re.compile(
    r"(?:faut|a-t|est|existe-t|reste-t|vaut|serait-ce|suffit)-il", re.I
)
_INVERTED = re.compile(r"\w+(?:-t)?-(?:ils?|elles?)$", re.IGNORECASE)

_SUBORDINATE = re.compile(r"(?:quand|si|lorsqu|comme|puisqu|parce|vu|dès qu)", re.IGNORECASE)
_CUT = re.compile(
    r"(?:[:,(«=&-]|\.\.\.|…|\b(?:et|ou|de|du|des|la|le|les|un|une|que|qui|à|au|aux|pour|avec"
    r"|par))$",
    re.IGNORECASE,
)
_CONTRARY = re.compile(
    r"\b(?:dit|disent|pense\w*|croi\w+|prétend\w*|soutien\w+) (?:le contraire|l'inverse)"
)
_BOTH = re.compile(
    r"\b(?:les|des|aux) deux (?!tiers|pieds|mains|bords|côtés|sens|ans|mois|semaines|premi|derni"
    r"|proch)"
)
_THEREIN = re.compile(
    r"\blà-(?:dedans|dessus|dessous)\b|\b(?:en|dans) ce sens\b|\bà cet (?:égard|effet)\b"
    r"|\bà ce (?:sujet|propos|titre)\b|\bvotre (?:proposition|question|argument|commentaire)\b"
    r"|\bci[- ]dess(?:us|ous)\b|\bqui (?:a|ont|avait) (?:suivi|précédé)\b"
)
_DEMONSTRATIVES = word_set("ce cet cette ces")
_AFTER_DEMONSTRATIVE = word_set("qui que qu' dont où qu'on")
_AFTER_CE = word_set("qui que qu' dont à sera serait seraient sont n' n fut était soit ne n'est")
_MINE = word_set("sien sienne siens siennes")
_SUCH = word_set("tel telle tels telles")
_PROPOSES = word_set("un une des plus moins pas aucun aucune deux trois")
_GIVING = word_set(
    "demande demandent donne donnent offre offrent montre parle parlent permet permettent reste "
    "manque explique apporte appartient coûte faudrait remet répond disait"
)


def leaning(passage: Passage) -> Lean | None:
    """Why a passage cannot be read alone, None when it can.

    Args:
        passage: its text, its lemmas and what the segmenter found are looked at. Rules are those
            of French; another language keeps the segmenter's word.
    """
    if not passage.stands_alone:
        return Lean.OPENING
    if passage.language not in ("fr", "und"):
        return None
    return _leaning(passage.text, passage.lemmas)


def _leaning(text: str, lemmas: tuple[str, ...]) -> Lean | None:
    """The same, of a French text that the segmenter lets stand alone."""
    plain = without_marks(text).replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")
    if _CUT.search(plain.strip().rstrip('*_ »"')):
        return Lean.CUT
    plain = plain.strip(' *_-–«“"(~[»”').lstrip()
    if _OPENING.match(plain):
        return Lean.OPENING
    cased = TOKEN.findall(plain)
    tokens = [token.lower() for token in cased]
    if not tokens:
        return Lean.LABEL
    if _FOLLOWS.intersection(tokens[: _FIRST_WORDS + 1]):
        return Lean.OPENING
    if _INVERTED.match(tokens[0]) and not _ASKS_NOTHING_BEFORE.match(tokens[0]):
        return Lean.PRONOUN
    if _subjectless(tokens, lemmas):
        return Lean.SUBJECT
    if _label(tokens, lemmas):
        return Lean.LABEL
    return _reference(plain, cased, tokens)


def _reference(plain: str, cased: list[str], tokens: list[str]) -> Lean | None:
    """The first word that stands for something the passage does not say."""
    lower = plain.lower()
    both = _BOTH.search(lower)
    if both and not re.search(r"\bet\b|\bdeux\b|,", lower[: both.start()]):
        return Lean.DEMONSTRATIVE
    if _CONTRARY.search(lower) or _THEREIN.search(lower):
        return Lean.DEMONSTRATIVE
    # "Il faut", "ça prend": the word at these offsets stands for nothing.
    empty = {m.start() for rule in (_IMPERSONAL, _IDIOM) for m in rule.finditer(plain)}
    places = [m.start() for m in TOKEN.finditer(plain)]
    heard = Heard()
    for i, token in enumerate(tokens):
        if places[i] not in empty:
            if _pronoun(token, tokens, i, heard, plain):
                return Lean.PRONOUN
            if _demonstrative(token, tokens, i, heard):
                return Lean.DEMONSTRATIVE
            if _possessive(token, tokens, i, heard):
                return Lean.POSSESSIVE
        heard.listen(cased, tokens, i)
    return None


def _pronoun(token: str, tokens: list[str], i: int, heard: Heard, plain: str) -> bool:
    """Whether a pronoun stands for nothing heard yet."""
    if token in ("il", "elle", "ils", "elles"):
        # "La fondation qu'elle représente": the one thing named is the object, not the subject.
        relative = i > 0 and tokens[i - 1] in ("qu'", "que") and heard.count < 2
        return not heard.agrees(token) or (relative and not heard.clause and not heard.verb)
    if token == "lui":
        return not heard.agrees("lui")
    if token == "eux" or (token == "leur" and _is_verb(_next(tokens, i))):
        return not heard.agrees("ils")
    if token in ("ça", "cela", "ceci"):
        taken_up = heard.clause or (heard.count > 0 and heard.marks)
        return not taken_up and not _SUBORDINATE.match(plain)
    if token in ("y", "en"):
        return _adverbial(tokens, i) and heard.count < 2 and not heard.clause
    return token in _MINE and heard.count < 2


def _demonstrative(token: str, tokens: list[str], i: int, heard: Heard) -> bool:
    """Whether "cette question", "une telle structure" point at something said before."""
    if token in _DEMONSTRATIVES:
        return not heard.sentence and _points(tokens, i)
    such = token in _SUCH and i > 0 and tokens[i - 1] in ("un", "une", "de")
    return such and not heard.clause


def _possessive(token: str, tokens: list[str], i: int, heard: Heard) -> bool:
    """Whether the passage opens on what somebody unnamed has ("Sa table réclame…")."""
    if token not in ("son", "sa", "ses", "leur", "leurs") or i > _FIRST_WORDS:
        return False
    return not tokens[0].endswith(INFINITIVE) and not heard.count and not heard.people


def _next(tokens: list[str], i: int) -> str:
    return tokens[i + 1] if i + 1 < len(tokens) else ""


def _is_verb(word: str) -> bool:
    """Whether what follows "leur" is plainly a verb: "leur dire", "leur a dit", "leur demande"."""
    return word in VERBS or (word.endswith(INFINITIVE) and len(word) > 3) or word in _GIVING


def _adverbial(tokens: list[str], i: int) -> bool:
    """Whether "y" or "en" stands for something, rather than opening "en région" or "y compris"."""
    before = tokens[i - 1] if i else ""
    after = _next(tokens, i)
    if tokens[i] == "y":
        fixed = before in ("il", "ils") or after in ("a", "compris", "avoir", "aura", "avait")
        return not fixed and bool(before) and before not in MARKS
    if before not in ("on", "je", "j'", "nous", "vous", "n'", "m'", "ils", "elles", "elle"):
        return False
    return after in VERBS or after.endswith(("ons", "ent", "ez", "ait", "er"))


def _points(tokens: list[str], i: int) -> bool:
    """Whether "ce", "cette"… points at something said before the passage."""
    after = _next(tokens, i)
    if not after or after in MARKS or (tokens[i] == "ce" and after in _AFTER_CE):
        return False
    if after in TIMES or after.endswith("-ci"):
        return False
    following = tokens[i + 2 : i + 5]
    if any(word in _AFTER_DEMONSTRATIVE for word in following):
        return False
    root = after.rstrip("sx")[:6]
    return not any(word.startswith(root) for word in tokens[:i])


def _subjectless(tokens: list[str], lemmas: tuple[str, ...]) -> bool:
    """Whether the text opens on a conjugated verb ("Travaillent avec…")."""
    first = tokens[0]
    if not lemmas or not first.endswith("ent") or first.endswith("ment"):
        return False
    return lemmas[0].endswith(INFINITIVE) and lemmas[0][:3] == first[:3]


def _label(tokens: list[str], lemmas: tuple[str, ...]) -> bool:
    """Whether a short text has no verb: a heading or a list item, not an idea."""
    said = [token for token in tokens if token not in MARKS]
    if not lemmas or len(said) >= _LABEL_WORDS or any(token in VERBS for token in said):
        return False
    if not said or said[0].endswith(INFINITIVE) or said[0] in _PROPOSES:
        return False
    if not {"c'", "qui", "comment", "pourquoi"}.isdisjoint(said):
        return False
    shown = set(said)
    return not any(
        lemma.endswith(INFINITIVE) and lemma not in shown and f"{lemma}s" not in shown
        for lemma in lemmas
    )
