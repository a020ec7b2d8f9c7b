"""What a sentence cannot be read without: the anaphora and connectives it opens on.

"Cela demande…" leans on the sentence before; "Il faut…", "Ça prend…", "C'est un défi de…" do not.
A demonstrative that takes up a word of the sentence before stays with it; one that comes back to a
subject left two sentences earlier opens a new passage.
"""

from __future__ import annotations

import re
from typing import Any

from analyse.steps.segment.cues import Opening, straight, strip_connectives
from analyse.steps.segment.model import words

_REPORTS = (
    r"dit|disent|disait|disaient|dis|précise\w*|ajoute\w*|reconn\w+|demande\w*|veu(?:t|lent)"
    r"|voulai\w+|propose\w*"
    r"|plaide\w*|souligne\w*|exige\w*|recommande\w*|mentionne\w*|rappelle\w*|trouve\w*|croi(?:t"
    r"|ent)|pense\w*"
    r"|raconte\w*|affirme\w*|explique\w*|soutien\w+|estime\w*|souhaite\w*|observe\w*|constate\w*"
    r"|répond\w*"
    r"|insiste\w*|déplore\w*|conclut|résume\w*|suggère\w*|aimerai\w+|voudrai\w+|parle\w*"
    r"|craign\w+|craint"
    r"|admet\w*|nuance\w*|réplique\w*|témoigne\w*|note|notent|refuse\w*|tient à|a tenu à"
    r"|a (?:dit|précisé|ajouté"
    r"|demandé|proposé|mentionné|rappelé|raconté|expliqué|souligné|répondu)|ont (?:dit|demandé"
    r"|proposé|mentionné)"
)
_ASIDE = re.compile(r"(?:cela|ceci) (?:dit|étant)\b", re.IGNORECASE)
_STRONG = re.compile(
    r"(?:donc|ainsi|par conséquent|en conséquence|c'est pour(?:quoi| ça| cela)|de ce fait|du coup"
    r"|(?:ça |ce qui )?fait (?:en sorte )?que|alors(?! que)|d'où|de là|à partir de là|là(?=[\s,])"
    r"|(?:par )?exemples?|(?:p\. ?)?ex\b|en effet|car|parce qu|puisque|quoique|sinon|cependant"
    r"|toutefois"
    r"|néanmoins|pourtant|par contre|au contraire|en revanche|or|mais|bref|autrement dit"
    r"|c'est-à-dire|ce faisant|pour ce(?:la| faire)|pour ça|à cet (?:égard|effet)|à ce (?:sujet"
    r"|titre)"
    r"|dans ce(?:tte)? (?:contexte|cas|optique|sens|perspective)|malgré (?:cela|ça|tout)"
    r"|grâce à (?:cela|ça)|en ce sens|sans (?:quoi|cela|ça)|faute de quoi|notamment|y compris"
    r"|d'autant (?:plus|que)|de cette (?:façon|manière)|de plus|en plus,|en outre|de même,|aussi,"
    r"|voire|celui-(?:ci|là)|celle-(?:ci|là)|ceux-(?:ci|là)|celles-(?:ci|là)|(?:les"
    r"|l')une?s?\b(?= [^,]+,)"
    rf"|d'autres\b(?! (?:\w+ )?(?:{_REPORTS}))"
    r"|l'un d'eux|l'une d'elles|ce(?:tte)? dernière?|ces derni[eè]re?s(?! années| mois| jours"
    r"| semaines)"
    r"|le premier|le second|les deux\b(?! \w+ (?:de|du|des|d')))",
    re.IGNORECASE,
)
_ADJECTIVE = r"(?!(?:une?|le|la|les|des|ce|cette)\b)[\wà-ÿ'-]+"
_ADVERBS = (
    r"(?:(?:pas|plus|très|vraiment|tout à fait|aussi|également|donc|assez|parfois|souvent|toujours"
)
_ADVERBS += r"|extrêmement|particulièrement|absolument|important et|encore|bien|trop|peu|plutôt) )*"
_IMPERSONAL = re.compile(
    rf"il (?:n'|ne |nous |leur |vous |m')*(?:y (?:a|avait|aura|aurait|en a|ait)\b"
    rf"|(?:a|aura|aurait|avait) (?:suffi|fallu|manqué)\b"
    rf"|(?:va |peut |pourrait |doit |devrait )y avoir\b"
    rf"|(?:faut|faudrait|faudra|fallait|aurait fallu|a fallu|manque|manquait|existe|existait"
    rf"|convient"
    rf"|importe|suffit|suffirait|vaut mieux|vaudrait mieux|arrive que|arrive qu'|semble que"
    rf"|semble qu'"
    rf"|paraît|pleut|neige|se peut|va falloir"
    rf"|reste (?:à|des|du|de|d'|un|une|beaucoup|peu|encore|que|qu'))"
    rf"|(?:a été|avait été|fut|est|était|sera|serait|semble|devient|demeure|s'avère|me semble"
    rf"|peut être"
    rf"|pourrait être|devrait être|doit être) {_ADVERBS}{_ADJECTIVE}(?:,[^,]{{1,60}},)?"
    rf"(?: \w+)? (?:de|d'|que|qu'|à quel)[ \w])",
    re.IGNORECASE,
)
_CA_STANDS = re.compile(
    r"(?:ça|cela) (?:nous |leur |lui |va |en |m'|te )*(?:prend|prendre|prendrait|prendra|prenait"
    r"|manque"
    r"|adonne|fait (?:\w+ ){1,3}(?:ans|mois|temps|longtemps))\b",
    re.IGNORECASE,
)
_C_EST = re.compile(
    r"(?:c'(?:est|était|en est)|ce (?:n'(?:est|était)|sont|ne sont|sera|serait|seraient|n'était)"
    r"|ç'a)\b",
    re.IGNORECASE,
)
_C_EST_STANDS = re.compile(
    rf"c(?:e n)?'(?:est|était) {_ADVERBS}(?:"
    rf"{_ADJECTIVE} (?:de |d'|que |qu'|pour les |quand )"
    r"|(?:une?|le|la|l') ?(?!des\b)(?:[\wà-ÿ'-]+ ){1,4}?(?:de |d')(?:ne |pas |s'|se |les? |la "
    r"|l'|leur )*"
    r"[\wà-ÿ-]+(?:er|ir|oir|re)\b"
    r"|(?:le|la|les|l'|sur|dans|avec|par|à|au|aux|en|pour|grâce|quand|nous|eux|souvent|surtout)\b"
    r"(?:(?!\b(?:ces|cette|cela|ça|ce|cet)\b)[^,.;]){2,80}?\s(?:qui|que|qu')\b)",
    re.IGNORECASE,
)
_RESTRICTS = re.compile(
    r"ce n'(?:est|était) (?:pas|point) (?:juste|seulement|uniquement|que|qu'|rien que"
    r"|simplement)\b",
    re.I,
)
_ILLUSTRATES = re.compile(r"(?:par exemple|exemples?\s?:|(?:p\. ?)?ex\b)", re.IGNORECASE)
_PRONOUN = re.compile(r"(ils|elles|il|elle|lui|eux|leurs?|celui|celle|ceux|celles|en|y)\b", re.I)
_NEUTER = re.compile(r"(?:cela|ça|ceci)\b", re.IGNORECASE)
_LATE_NEUTER = re.compile(
    r"(?!(?:si|quand|lorsqu|pour|quant|dès|sans|avec|comme|une?|la|le|les|l'"
    r"|des)\b)[^,.;:]{1,30}, (?:cela|ça)\b(?! (?:nous |va )?(?:prend|manque))"
    r"|(?:\S+ ){1,9}?(?:tout (?:ça|cela)|(?:de|à|sur|avec|pour|dans|comme) (?:ça"
    r"|cela))(?=[\s.,;!?]|$)",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"(?:quand|si|lorsqu[e']|même si|comme|vu que) ?(?:ce(?= n)|c'|cela|ça|elles?|ils?)\b",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(
    r"(?:tou(?:s|tes?|t) )?(ces|cette|cet|ce) (?:mêmes? |deux |trois |\d+ |petite?s? |nouve\w+ "
    r"|autres? )?"
    r"(?P<noun>[\wà-ÿ-]{2,})(?P<rest>.{0,60})",
    re.IGNORECASE,
)
_TIMES = words(
    "année années matin soir midi semaine mois jour jours journée temps printemps été "
    "automne hiver fois atelier webinaire avant-midi après-midi événement"
)
_RELATIVE = re.compile(r"ce (?:qui|que|qu'|dont|à quoi)", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:des|une?|d'autres|plusieurs|certaine?s|quelques) (?P<noun>[\wà-ÿ-]{3,})", re.I
)
_REPORT = re.compile(
    rf"(?:elles?|ils?|lui|eux|y) (?:(?:se |s'|lui |leur |nous |en |y |me |m'|ne |n'"
    rf"|\w+ment )*)(?:{_REPORTS})\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:pour la|pour ça|ben|pis|même|surtout|sans|jamais|toujours|encore|voilà|genre|depuis"
    r"|point|bon|avec"
    r"|comme)\b",
    re.IGNORECASE,
)
_SHORT_NEUTER = re.compile(
    r"(?:\S+\s+){1,5}(?:ça|cela)\W*$|(?:\S+\s+){0,3}?(?:n'en|en) (?:a|ont|ai|avons"
    r"|veut)\b\W*(?:\w+\W*){0,2}$",
    re.I,
)
_QUESTION_TAIL = re.compile(r"(?:\S+\s*){1,4}\?$")
_YES = re.compile(
    r"(?:oui|non|absolument|exactement|effectivement|tout à fait|d'accord|bien sûr|pas du tout"
    r"|merci"
    r"|bonjour|bonne question|ok)\b",
    re.IGNORECASE,
)


def stem(word: str) -> str:
    """A word without plural or feminine ending, enough to see it come back."""
    lowered = straight(word).lower()
    for ending in ("aux", "ales", "ale"):
        if lowered.endswith(ending) and len(lowered) > 5:
            return lowered[: -len(ending)] + "al"
    return lowered.rstrip("sx").rstrip("e") if len(lowered) > 4 else lowered.rstrip("s")


def stems(text: str) -> set[str]:
    """Stems of the words of a text."""
    return {stem(word) for word in re.findall(r"[\wà-ÿ-]{3,}", straight(text))}


def is_yes(text: str) -> bool:
    """Whether a sentence only agrees or greets: it is read with the next one."""
    return len(text.split()) <= 3 and _YES.match(straight(text).lstrip(' «“"*')) is not None


def opening(text: str, before: str = "", earlier: str = "") -> Opening:
    """How much a sentence leans on what comes before it.

    Args:
        text: the sentence.
        before: the sentence just before, "" at the start of a paragraph.
        earlier: what comes before that in the same paragraph.

    Returns:
        DANGLING: it cannot be read alone; LEANING: it opens on a personal pronoun whose antecedent
        may be the speaker; FREE: it can be read alone.
    """
    plain = straight(text).lstrip(' *_-–«“"(~').lstrip()
    if text.lstrip(" *_").startswith("(") and len(plain) < 60:
        return Opening.DANGLING
    if _ASIDE.match(plain):
        return Opening.FREE
    if _STRONG.match(plain) or _SUBORDINATE.match(plain) or _SHORT_NEUTER.match(plain):
        return Opening.DANGLING
    plain = strip_connectives(plain)
    if _SUBORDINATE.match(plain) or _LATE_NEUTER.match(plain):
        return Opening.DANGLING
    if _NEUTER.match(plain):
        return Opening.FREE if _CA_STANDS.match(plain) else Opening.DANGLING
    if _C_EST.match(plain):
        stands = _C_EST_STANDS.match(plain) and not _RESTRICTS.match(plain)
        return Opening.FREE if stands else Opening.DANGLING
    if relative := _RELATIVE.match(plain):
        cleft = re.search(r"\b(?:c'est|ce sont|ce serait)\b", plain[relative.end() :])
        return Opening.FREE if cleft else Opening.DANGLING
    if pronoun := _PRONOUN.match(plain):
        if pronoun[1].lower() == "il" and _IMPERSONAL.match(plain):
            return Opening.FREE
        if pronoun[1].lower() in ("il", "elle"):
            return Opening.LEANING
        if pronoun[1].lower() in ("en", "y"):
            return Opening.FREE
        if pronoun[1].lower() in ("celui", "celle", "ceux", "celles"):
            return Opening.FREE
        return Opening.DANGLING
    return _noun_phrase(plain, before, earlier)


def _noun_phrase(plain: str, before: str, earlier: str) -> Opening:
    if demonstrative := _DEMONSTRATIVE.match(plain):
        noun = demonstrative["noun"].lower()
        rest = demonstrative["rest"]
        if noun in _TIMES or noun.endswith("-ci"):
            return Opening.FREE
        complement = re.match(
            r" (?:\w+ )?(?:de |d'|des |du |de la |de l')(?!(?:ne |se |s')?\w+(?:er|ir|oir)\b)", rest
        )
        if complement and not re.match(r"\s*\w+ant\b", rest):
            return Opening.FREE
        said = stem(noun)
        farther = said in stems(earlier) and said not in stems(before)
        if farther and not re.match(r"(?: \w+)? (?:\w+ant)\b", rest):
            return Opening.FREE
        return Opening.DANGLING
    if before and (indefinite := _INDEFINITE.match(plain)) and plain.lower().startswith("des "):
        repeated = stem(indefinite["noun"]) in stems(before)
        return Opening.DANGLING if repeated else Opening.FREE
    return Opening.FREE


def agrees(pronoun: str, sentence: Any) -> bool:
    """Whether a subject of the sentence before can be what "il" or "elle" stands for.

    Args:
        pronoun: "il" or "elle".
        sentence: parsed span; without a parse the answer is yes.
    """
    gender = "Fem" if pronoun == "elle" else "Masc"
    subjects = [
        token
        for token in sentence
        if token.dep_ in ("nsubj", "nsubj:pass") and token.pos_ in ("NOUN", "PROPN", "PRON")
    ]
    if not subjects and not any(token.dep_ for token in sentence):
        return True
    for token in subjects:
        if token.pos_ == "PRON" and token.lower_ not in ("il", "elle"):
            continue
        articles = [child for child in token.children if child.dep_ == "det"]
        genders = {g for word in (*articles, token) for g in word.morph.get("Gender")}
        if "Plur" in token.morph.get("Number"):
            continue
        if gender in genders or not genders:
            return True
    return False


def reports(text: str) -> bool:
    """Whether a sentence says what someone already named says next ("Elle précise que …")."""
    return _REPORT.match(strip_connectives(straight(text).lstrip(' *_«“"('))) is not None


def explains(text: str) -> bool:
    """Whether a sentence only illustrates or bounds the one before, whose facet it takes."""
    plain = straight(text).lstrip(' *_«“"(')
    return _ILLUSTRATES.match(plain) is not None or _RESTRICTS.match(plain) is not None


def is_tail(text: str) -> bool:
    """Whether a few words without a verb only end what comes before ("Pour la troisième fois.")."""
    plain = straight(text).strip(' *_«»“”"()')
    return len(plain.split()) <= 6 and _TAIL.match(plain) is not None


def is_question_tail(text: str) -> bool:
    """Whether a question is the tail of the one before ("Lesquels?", "Et comment?")."""
    return _QUESTION_TAIL.match(text.strip()) is not None


_CONTINUES = re.compile(
    r"(?:il|ils|elle|elles|on|nous|cela|ça|ceci|c'est|ce sont|ce|cet|cette|ces|leurs?|ainsi|donc"
    r"|de plus"
    r"|d'autre part|par contre|cependant|toutefois|mais|et|aussi|bref|en effet|par exemple|enfin"
    r"|un autre|une autre|d'autres|l'autre|également|par ailleurs|de même)\b",
    re.IGNORECASE,
)


def continues_label(text: str) -> bool:
    """Whether an unlabelled paragraph goes on with the subject of the labelled one before it."""
    return _CONTINUES.match(straight(text).lstrip(" *_")) is not None
