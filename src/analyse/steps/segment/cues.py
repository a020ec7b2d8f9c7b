"""Light cues, local to this step: what a sentence does, and what it cannot be read without.

They only decide where passages begin and end; the facet of a passage is another step's work.
"""

from __future__ import annotations

import re
from enum import StrEnum

from analyse.contracts import Facet
from analyse.steps.segment.model import words

_CONNECTIVES = (
    r"(?:cela dit|ceci dit|cela étant"
    r"|et|ou|or|donc|alors|ainsi|aussi|bref|enfin|finalement|ensuite|puis|également|d'ailleurs"
    r"|de plus|en plus|par contre|en fait|en effet|souvent|parfois|idéalement|évidemment|bien sûr"
    r"|surtout|toutefois|cependant|pourtant|néanmoins|mais|au contraire|d'une part|d'autre part"
    r"|premièrement|deuxièmement|d'abord|tout d'abord|par la suite|par ailleurs|en même temps"
    r"|en conclusion|pour conclure|en résumé|à la base|selon (?:eux|elles|nous|moi|lui|elle)|oui"
    r"|non)"
)
_LEADING = re.compile(rf"(?:{_CONNECTIVES}\b[\s,:]*){{1,3}}", re.IGNORECASE)
_VERBS_RE = (
    r"faire|mettre|prendre|rendre|naître|connaître|croître|paraître|dire|lire|rire|écrire|crire"
    r"|vivre"
    r"|suivre|croire|boire|plaire|taire|vaincre|battre|rompre|duire|truire|cuire|nuire|clure|clore"
    r"|soudre|coudre|moudre|peindre|craindre|traindre|teindre|joindre|tendre|pendre|vendre|fendre"
    r"|cendre|fondre|pondre|tondre|perdre|mordre|tordre|être|traire|fire|quérir|vaincre|élire"
)
_INFINITIVE = re.compile(
    rf"(?:ne (?:pas|plus|jamais) |y |en |le |la |les |se |s'|l'|leur )*"
    rf"(?P<verb>[a-zà-ÿœ-]{{2,}}(?:er|ir|oir)|[a-zà-ÿœ-]*(?:{_VERBS_RE}))\b"
    r"(?!\s(?:est|sont|a|ont|était|doit|peut|fait|permet)\b)",
    re.IGNORECASE,
)
_NOUNS = words(
    "atelier quartier foyer chantier dossier papier métier loyer calendrier courrier "
    "février janvier hiver avenir plaisir désir loisir souvenir pouvoir devoir savoir "
    "espoir soir miroir territoire premier dernier entier particulier régulier fier cher "
    "hier officier panier sentier conseiller policier financier immobilier mobilier "
    "fermier cahier escalier palier leader courtier danger étranger plancher cancer hier "
    "revoir couloir tiroir terroir martyr tir cuir gestionnaire affaire affaires centre "
    "titre cadre ministère être bien-être mieux-être maire notaire pompier ouvrier "
    "infirmier milliers singulier familier partir after other never over under whether "
    "either neither however rather together her their older younger better winter"
)
_OBLIGATION = re.compile(
    r"\b(?:il (?:nous )?(?:faut|faudrait|faudra|vaut mieux|vaudrait mieux|importe|convient"
    r"|s'agirait)"
    r"|(?:doit|doivent|devons|devrait|devraient|devrions|devra|devront|devrons|gagnerait"
    r"|gagneraient"
    r"|gagnerions|mériterait|mériteraient)"
    r"|(?:il |ce |c'|ça )?(?:serait|sera|seraient|seront|est) (?:donc |aussi |également |très "
    r"|vraiment |"
    r"tout à fait |plus |bien |toujours |extrêmement |absolument )*(?:intéressante?s?|importante?s?"
    r"|essentiel(?:le)?s?|nécessaires?|souhaitables?|primordial(?:e)?s?|pertinente?s?|utiles?"
    r"|stratégiques?|crucial(?:e)?s?|impérati(?:f|ve)s?|prioritaires?|urgent|bon|temps|capital)"
    r"(?= (?:de |d'|que |qu'|pour |à |le ))"
    r"|(?:sera|seront|serait|seraient) (?:donc |aussi |très |vraiment "
    r"|extrêmement )*(?:importante?s?"
    r"|intéressante?s?|essentiel(?:le)?s?|nécessaires?|souhaitables?|utiles?|pertinente?s?|idéal)"
    r"|(?:faut|faudrait|faudra) (?=[a-zà-ÿ' ]+)"
    r"|(?:on|nous|je|les \w+) (?:pourrait|pourrions|pourrais|recommand\w+|propos\w+|suggèr\w+"
    r"|suggér\w+"
    r"|souhaiterai\w+|aimerai\w+|demandons|voudrai\w+|veut que|voulons que)"
    r"|pourquoi ne pas|pourquoi pas)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"(?:en quoi|comment|pourquoi|combien|quand|où|(?:à |de |pour |sur |avec )?quel(?:le)?s?"
    r"|qu'est-ce|est-ce)\b"
    r"[^.!;]{0,120}?(?:-t)?-(?:ils?|elles?|on|nous|vous|ce)\b",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(
    r"(?:elles?|ils?|on|nous|je|j'|une?|le|la|les|des|certaine?s|plusieurs|quelqu'une?|d'autres"
    r"|l'|mme|m\.|martin\w*"
    r"|madame|monsieur)\b[^,.;:]{0,60}?\b(?:propos(?:e|ent|ait|aient|ons)|sugg[èé]r\w+"
    r"|recommand(?:e|ent|ait|ons)"
    r"|plaid(?:e|ent|ait) pour|exig(?:e|ent|eait) (?:que|qu'|un|une|des|de)|réclam(?:e|ent|ait|ons)"
    r"|souhait(?:e|ent|ait|aient|erait|eraient|ons|erions)|aimer(?:ait|aient|ions|ais)"
    r"|voudr(?:ait|aient|ions|ais)"
    r"|demand(?:e|ent|ait|aient|ons) (?:que|qu'|à ce que|un|une|des|d'avoir|du|de l'|la|le|l')"
    r"|insist(?:e|ent) pour)\b",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"(?:^|\b)(?:souvent|parfois|constamment|toujours|continuellement|des fois|(?:quelques"
    r"|quelque) fois"
    r"|chaque fois)\b[^.]{0,20}\b(?:faut|doit|doivent|devons)\b"
    r"|\b(?:faut|doit|doivent|devons) (?:donc |bien )?(?:constamment|toujours|souvent|parfois"
    r"|continuellement|essayer|réussir|composer|se débrouiller|vivre avec|attendre|encore)\b"
    r"|\b(?:il faut (?:savoir|dire|avouer|comprendre|se rappeler|prendre acte) (?:que|qu'))"
    r"|\b(?:quand|lorsque?|si) (?:il|on) (?:faut|doit)\b",
    re.IGNORECASE,
)


class Opening(StrEnum):
    """How much the beginning of a sentence leans on what comes before."""

    FREE = "free"
    LEANING = "leaning"
    DANGLING = "dangling"


def straight(text: str) -> str:
    """The same text, same length, with straight apostrophes and plain spaces."""
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ").replace("\n", " ")


def strip_connectives(text: str) -> str:
    """A sentence without the words that only link it."""
    match = _LEADING.match(text)
    return text[match.end() :] if match else text


def opens_on_infinitive(text: str) -> bool:
    """Whether a sentence opens on a verb in the infinitive ("Créer des liens")."""
    plain = strip_connectives(straight(text).lstrip(' *_«“"(')).lower()
    if plain.startswith(("à ", "de ", "d'")):
        plain = plain.partition(" ")[2] if plain[1] == " " or plain[2:3] == " " else plain[2:]
    match = _INFINITIVE.match(plain)
    if not match:
        return False
    verb = match["verb"]
    if plain.startswith("partir d"):
        return False
    return verb not in _NOUNS and not verb.endswith(("taire", "toire", "naire", "iaire"))


def is_question(text: str) -> bool:
    """Whether a sentence ends on a question mark, or asks by its word order."""
    if text.rstrip(" *_»”\"')]").endswith("?"):
        return True
    return _INVERTED.match(strip_connectives(straight(text).lstrip(' *_«“"('))) is not None


def facet_cue(text: str, *, root_is_first: bool | None = None) -> Facet:
    """The facet a rule of thumb gives: question mark, obligation or infinitive, else constat.

    Args:
        root_is_first: whether the parser reads the first verb as the main one (None: unknown);
            "Travailler avec des citoyens oblige à ralentir" tells what is.
    """
    if is_question(text):
        return Facet.QUESTION
    plain = straight(text)
    if opens_on_infinitive(plain):
        lowered = plain.lower()
        subject = re.search(
            r",? (?:c'est|ce n'est|est un|n'est pas|oblige|permet de|nous oblige)", lowered
        )
        return Facet.FINDING if subject or root_is_first is False else Facet.LEAD
    if _HABIT.search(plain):
        return Facet.FINDING
    if _PROPOSAL.match(strip_connectives(plain.lstrip(' *_«“"('))):
        return Facet.LEAD
    head = plain[:160] if len(plain) > 200 else plain
    found = _OBLIGATION.search(head)
    if not found:
        return Facet.FINDING
    before = plain[: found.start()].lower()
    if re.match(r"des [^,]{5,90}, $", before):
        return Facet.FINDING  # "Des villages éparpillés, il faut composer avec": told, not asked
    if re.search(r"\b(?:parce que|car|puisque|quand|si|lorsque|qui|dont|où)\b", before):
        return Facet.FINDING
    return Facet.LEAD
