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

from analyse.contracts import MASK, Passage
from analyse.wording import without_marks


class Lean(StrEnum):
    """Why a passage cannot be read alone."""

    OPENING = "ouvre sur une suite"
    PRONOUN = "pronom sans antécédent"
    DEMONSTRATIVE = "démonstratif sans antécédent"
    POSSESSIVE = "possessif sans antécédent"
    SUBJECT = "verbe sans sujet"
    LABEL = "étiquette sans verbe"
    CUT = "phrase coupée"


_CLAUSE_WORDS = 4
"""Words before a mark for them to count as something "cela" or "ces" may stand for."""
_LABEL_WORDS = 8
"""Under this many words, a text without a verb is a label rather than an idea."""

_TOKEN = re.compile(
    r"\b(?:[ldjnmtsc]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)'(?=\w)|[^\W_]+(?:-[^\W_]+)*"
    rf"|{MASK}+|[,;:.!?()…—–]",
    re.IGNORECASE,
)
_MARKS = frozenset(",;:.!?()…—–")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SINGULAR = _words("l' notre votre chaque quelqu' personne chacun chacune quel quelle aucune")
_HE = _SINGULAR | _words("le un du au mon ton son ce cet celui aucun monsieur m maire tout")
_SHE = _SINGULAR | _words("la une ma ta sa cette celle madame mme toute")
_THEY = _words(
    "les des aux ces mes tes nos vos ses leurs plusieurs certains certaines quelques deux trois "
    "quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante cent "
    "tous toutes ceux celles beaucoup combien quels quelles gens monde famille familles équipe "
    "gang moitié majorité plupart chaque ville gouvernement ministère conseil tlm"
)
_ANY = _HE | _SHE | _THEY
_NOT_NOUNS = _words(
    "un une uns unes autre autres même mêmes plupart sien sienne siens siennes leur leurs"
)
_TIMES = _words(
    "année années an ans mois semaine semaines jour jours journée soir soirée matin nuit midi fois "
    "heure heures automne hiver printemps été temps moment époque avenir atelier après-midi"
)
_PLACES = _words(
    "à au aux dans en sur depuis après avant pendant durant dès sous vers lors chez pour"
)
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
    r"|(?:pas |tout à fait )?(?:d'accord|contre|pour)\s?:|d'une part\b|d'autre part\b|(?:l'|une? )autre\b|une? (?:deuxième|second|seconde|troisième"
    r"|quatrième)\b|(?:deuxi|troisi)èmement\b|(?:le|la|les) mêmes?\b|idem\b|pareil\b"
    r"|et (?!(?:si|pourquoi|comment|quand|pour)\b)|ni |ou (?!bien\b)|puis |ensuite\b|enfin\b"
    r"|par ailleurs\b|également\b|à l'inverse\b|inversement\b",
    re.IGNORECASE,
)
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
    r"|\bà ce (?:sujet|propos|titre)\b|\bqui (?:a|ont|avait) (?:suivi|précédé)\b"
)
_DEMONSTRATIVES = _words("ce cet cette ces")
_AFTER_DEMONSTRATIVE = _words("qui que qu' dont où qu'on")
_AFTER_CE = _words(
    "qui que qu' dont à sera serait seraient sont n' n fut était soit ne n'est"
)
_SUCH = _words("tel telle tels telles")
_VERBS = _words(
    "est sont était étaient sera serait seront suis sommes êtes soit fut a ont avait avaient aura "
    "aurait auront ai avons avez ait faut faudrait faudra fait font faisait doit doivent devrait "
    "devraient peut peuvent pourrait pourraient va vont veut veulent voudrait sait savent devait "
    "allait vient viennent dit disent met mettent prend prennent tient tiennent voit"
)
_PROPOSES = _words("un une des plus moins pas aucun aucune deux trois")
_INFINITIVE = ("er", "ir", "oir", "re")


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
    plain = without_marks(passage.text).replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")
    if _CUT.search(plain.strip().rstrip("*_ »\"")):
        return Lean.CUT
    plain = plain.strip(' *_-–«“"(~[»”').lstrip()
    if _OPENING.match(plain):
        return Lean.OPENING
    cased = _TOKEN.findall(plain)
    tokens = [token.lower() for token in cased]
    if not tokens:
        return Lean.LABEL
    if _subjectless(tokens, passage.lemmas):
        return Lean.SUBJECT
    if _label(tokens, passage.lemmas):
        return Lean.LABEL
    return _reference(plain, cased, tokens)


def _reference(plain: str, cased: list[str], tokens: list[str]) -> Lean | None:
    """The first word that stands for something the passage does not say."""
    lower = plain.lower()
    if _CONTRARY.search(lower) or _THEREIN.search(lower):
        return Lean.DEMONSTRATIVE
    both = _BOTH.search(lower)
    if both and not re.search(r"\bet\b|\bdeux\b|,", lower[: both.start()]):
        return Lean.DEMONSTRATIVE
    generic = tokens[0].endswith(_INFINITIVE)
    impersonal = [m.start() for m in _IMPERSONAL.finditer(plain)]
    idioms = [m.start() for m in _IDIOM.finditer(plain)]
    starts = [m.start() for m in _TOKEN.finditer(plain)]
    heard = _Heard()
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        where = starts[i]
        if token in ("il", "elle", "ils", "elles") and where not in impersonal:
            within = i > 0 and tokens[i - 1] in ("qu'", "que") and heard.count < 2
            if not heard.agrees(token) or (within and not heard.clause and not heard.verb):
                return Lean.PRONOUN
        elif token in ("lui", "eux") or (token == "leur" and _is_verb(after)):
            if not heard.agrees("lui" if token == "lui" else "ils"):
                return Lean.PRONOUN
        elif token in ("ça", "cela", "ceci") and where not in idioms:
            taken_up = heard.clause or (heard.count > 0 and heard.marks)
            if not taken_up and not _SUBORDINATE.match(plain):
                return Lean.PRONOUN
        elif token in ("y", "en") and _adverbial(tokens, i):
            if heard.count < 2 and not heard.clause:
                return Lean.PRONOUN
        elif token in ("sien", "sienne", "siens", "siennes") and heard.count < 2:
            return Lean.PRONOUN
        elif token in _DEMONSTRATIVES and not heard.clause and _points(tokens, i):
            return Lean.DEMONSTRATIVE
        elif token in _SUCH and i and tokens[i - 1] in ("un", "une", "de") and not heard.clause:
            return Lean.DEMONSTRATIVE
        elif token in ("son", "sa", "ses", "leur", "leurs"):
            if not generic and not heard.count and not heard.people and i <= 3:
                return Lean.POSSESSIVE
        heard.listen(cased, tokens, i)
    return None


class _Heard:
    """What has been named so far in the passage."""

    def __init__(self) -> None:
        self.count = 0
        self.clause = False
        self.marks = False
        self.people = False
        self.verb = False
        self._he = self._she = self._they = False
        self._since_mark = 0

    def agrees(self, pronoun: str) -> bool:
        """Whether something named may be what a pronoun stands for."""
        if pronoun == "lui":
            return self._he or self._she
        if pronoun == "il":
            return self._he
        return self._she if pronoun == "elle" else self._they

    def listen(self, cased: list[str], tokens: list[str], i: int) -> None:
        """Take in token `i`."""
        token = tokens[i]
        if token in _MARKS:
            self.clause = self.clause or self._since_mark >= _CLAUSE_WORDS
            self._since_mark = 0
            self.marks = True
            return
        self.verb = self.verb or token in _VERBS
        opens_clause = self._since_mark == 0
        self._since_mark += 1
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        if token in ("on", "chacun", "chacune", "quelqu'", "personne", "je", "j'", "nous", "vous"):
            self.people = True
        if MASK in token or (i and cased[i][0].isupper() and len(token) > 1):
            self._he = self._she = self._they = True
            self.count += 1
            return
        if i == 0 and not token.endswith(_INFINITIVE) and token not in _NOT_FIRST_NOUNS:
            self._he = self._she = self._they = True
            self.count += 1
            return
        number = token.isdigit()
        if not number and token not in _ANY:
            if token == "et":
                self._they = self._they or self.count >= 2
            return
        if after in _NOT_NOUNS or after in _TIMES or after in _MARKS or _is_pronoun(token, after):
            return
        before = tokens[i - 1] if i else ""
        place = before in _PLACES and (i < 2 or tokens[i - 2] in _MARKS)
        if place or (opens_clause and token in ("au", "aux")):
            return
        self.count += 1
        self._he = self._he or token in _HE
        self._she = self._she or token in _SHE
        self._they = self._they or number or token in _THEY or self.count >= 3


_FUNCTION = _words(
    "je tu il elle on nous vous ils elles ça cela c' j' y en ne pas plus si que qu' quand comme "
    "comment pourquoi où ou et mais donc car or ni avec sans entre par contre selon souvent "
    "parfois aujourd'hui hier demain ici là bref aussi alors puis même peut-être est ce d' de"
)


_NOT_FIRST_NOUNS = _FUNCTION | _ANY | _PLACES


def _is_pronoun(token: str, after: str) -> bool:
    """Whether "la", "les", "l'" or "le" stands before a verb rather than a noun."""
    return token in ("le", "la", "les", "l'") and after in _VERBS


def _is_verb(word: str) -> bool:
    """Whether what follows "leur" is plainly a verb: "leur dire", "leur a dit", "leur demande"."""
    return word in _VERBS or (word.endswith(_INFINITIVE) and len(word) > 3) or word in _GIVING


_GIVING = _words(
    "demande demandent donne donnent offre offrent montre parle parlent permet permettent reste "
    "manque explique apporte appartient coûte faudrait remet répond disait"
)


def _adverbial(tokens: list[str], i: int) -> bool:
    """Whether "y" or "en" stands for something, rather than opening "en région" or "y compris"."""
    before = tokens[i - 1] if i else ""
    after = tokens[i + 1] if i + 1 < len(tokens) else ""
    if tokens[i] == "y":
        fixed = before in ("il", "ils") or after in ("a", "compris", "avoir", "aura", "avait")
        return not fixed and bool(before) and before not in _MARKS
    if before not in ("on", "je", "j'", "nous", "vous", "n'", "m'", "ils", "elles", "elle"):
        return False
    return after in _VERBS or after.endswith(("ons", "ent", "ez", "ait", "er"))


def _points(tokens: list[str], i: int) -> bool:
    """Whether "ce", "cette"… points at something said before the passage."""
    after = tokens[i + 1] if i + 1 < len(tokens) else ""
    if not after or after in _MARKS or (tokens[i] == "ce" and after in _AFTER_CE):
        return False
    if after in _TIMES or after.endswith("-ci"):
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
    return lemmas[0].endswith(_INFINITIVE) and lemmas[0][:3] == first[:3]


def _label(tokens: list[str], lemmas: tuple[str, ...]) -> bool:
    """Whether a short text has no verb: a heading or a list item, not an idea."""
    said = [token for token in tokens if token not in _MARKS]
    if not lemmas or len(said) >= _LABEL_WORDS or any(token in _VERBS for token in said):
        return False
    if not said or said[0].endswith(_INFINITIVE) or said[0] in _PROPOSES:
        return False
    if not {"c'", "qui", "comment", "pourquoi"}.isdisjoint(said):
        return False
    shown = set(said)
    return not any(
        lemma.endswith(_INFINITIVE) and lemma not in shown and f"{lemma}s" not in shown
        for lemma in lemmas
    )
