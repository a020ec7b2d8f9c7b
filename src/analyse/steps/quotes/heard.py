"""What a passage has named so far, word by word: antecedents, clauses, sentences, people."""

from __future__ import annotations

import re

from analyse.contracts import MASK

_CLAUSE_WORDS = 4
"""Words before a mark for them to count as something "cela" or "ces" may stand for."""

TOKEN = re.compile(
    r"\b(?:[ldjnmtsc]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)'(?=\w)|[^\W_]+(?:-[^\W_]+)*"
    rf"|{MASK}+|[,;:.!?()…—–]",
    re.IGNORECASE,
)
MARKS = frozenset(",;:.!?()…—–")
_STOPS = frozenset(".!?;:")
INFINITIVE = ("er", "ir", "oir", "re")


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_SINGULAR = word_set("l' notre votre chaque quelqu' personne chacun chacune quel quelle aucune")
_HE = _SINGULAR | word_set("le un du au mon ton son ce cet celui aucun monsieur m maire tout")
_SHE = _SINGULAR | word_set("la une ma ta sa cette celle madame mme toute")
_THEY = word_set(
    "les des aux ces mes tes nos vos ses leurs plusieurs certains certaines quelques deux trois "
    "quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante cent "
    "tous toutes ceux celles beaucoup combien quels quelles gens monde famille familles équipe "
    "gang moitié majorité plupart chaque ville gouvernement ministère conseil tlm"
)
_ANY = _HE | _SHE | _THEY
_NOT_NOUNS = word_set(
    "un une uns unes autre autres même mêmes plupart sien sienne siens siennes leur leurs"
)
_REPORTS = word_set(
    "explique raconte ajoute précise souligne mentionne affirme rappelle croit pense trouve espère "
    "demande propose souhaite répond constate craint estime note observe disait expliquait insiste"
)
"""What comes before "qu'elle" when it reports, rather than opens a relative clause."""
TIMES = word_set(
    "année années an ans mois semaine semaines jour jours journée soir soirée matin nuit midi fois "
    "heure heures automne hiver printemps été temps moment époque avenir atelier après-midi"
)
_PLACES = word_set(
    "à au aux dans en sur depuis après avant pendant durant dès sous vers lors chez pour"
)
VERBS = word_set(
    "est sont était étaient sera serait seront suis sommes êtes soit fut a ont avait avaient aura "
    "aurait auront ai avons avez ait faut faudrait faudra fait font faisait doit doivent devrait "
    "devraient peut peuvent pourrait pourraient va vont veut veulent voudrait sait savent devait "
    "allait vient viennent dit disent met mettent prend prennent tient tiennent voit"
)
_FUNCTION = word_set(
    "je tu il elle on nous vous ils elles ça cela c' j' y en ne pas plus si que qu' quand comme "
    "comment pourquoi où ou et mais donc car or ni avec sans entre par contre selon souvent "
    "parfois aujourd'hui hier demain ici là bref aussi alors puis même peut-être est ce d' de"
)


_NOT_FIRST_NOUNS = _FUNCTION | _ANY | _PLACES | VERBS


class Heard:
    """What has been named so far in the passage."""

    def __init__(self) -> None:
        self.count = 0
        self.clause = False
        self.marks = False
        self.people = False
        self.sentence = False
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
        if token in MARKS:
            self.clause = self.clause or self._since_mark >= _CLAUSE_WORDS
            self.sentence = self.sentence or token in _STOPS
            self._since_mark = 0
            self.marks = True
            return
        self.verb = self.verb or token in VERBS or token in _REPORTS
        opens_clause = self._since_mark == 0
        self._since_mark += 1
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        if token in ("on", "chacun", "chacune", "quelqu'", "personne", "je", "j'", "nous", "vous"):
            self.people = True
        if MASK in token or (i and cased[i][0].isupper() and len(token) > 1):
            self._he = self._she = self._they = True
            self.count += 1
            return
        if i == 0 and not token.endswith(INFINITIVE) and token not in _NOT_FIRST_NOUNS:
            self._he = self._she = self._they = True
            self.count += 1
            return
        number = token.isdigit()
        if not number and token not in _ANY:
            if token == "et":
                self._they = self._they or self.count >= 2
            return
        if (
            after in VERBS
            or after in _NOT_NOUNS
            or after in TIMES
            or after in MARKS
            or _is_pronoun(token, after)
        ):
            return
        before = tokens[i - 1] if i else ""
        place = before in _PLACES and (i < 2 or tokens[i - 2] in MARKS)
        if place or (opens_clause and token in ("au", "aux")):
            return
        self.count += 1
        self._he = self._he or token in _HE
        self._she = self._she or token in _SHE
        self._they = self._they or number or token in _THEY or self.count >= 3


def _is_pronoun(token: str, after: str) -> bool:
    """Whether "la", "les", "l'" or "le" stands before a verb rather than a noun."""
    return token in ("le", "la", "les", "l'") and after in VERBS
