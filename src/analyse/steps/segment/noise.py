"""What is not anybody's idea: addresses, references, page numbers, agendas, non-answers."""

from __future__ import annotations

import re

from analyse.contracts import MASK
from analyse.steps.segment.cues import opens_on_infinitive
from analyse.steps.segment.labels import count_words, has_finite_verb
from analyse.steps.segment.model import Reason, has_words
from analyse.wording import is_instruction

_URL = r"(?:https?://|www\.)[^\s<>]+|\b[\w.+-]+@[\w-]+\.[\w.]+"
_LINK = re.compile(rf"\[[^\]\n]{{0,400}}\]\([^)\n]*\)|<?(?:{_URL})>?|█*/?█+\.[a-z]{{2,3}}\b")
_PAGE = re.compile(
    r"(?:page|p\.|pg\.?|diapo(?:sitive)?)\s*\d{1,4}(?:\s*(?:/|de|sur)\s*\d{1,4})?"
    r"|\d{1,4}\s*/\s*\d{1,4}|\d{1,4}",
    re.IGNORECASE,
)
_CONTENTS_LINE = re.compile(r".{1,120}?(?:\s?\.){4,}\s*\d{1,4}|.{1,120}?\t+\d{1,4}")
_TIME = r"\[?\(?\d{1,2}[:hH]\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\)?\]?"
_TIMES = re.compile(
    rf"{_TIME}(?:\s*(?:-->|[-–—>à]|→)\s*{_TIME})?(?=\s|$)(?:\s+(?:align|position):\S+)*"
)
_NO_ANSWER = re.compile(
    r"(?:(?:rien|aucune?|pas|sans|non)\b[\s,:]*)?"
    r"(?:rien(?: (?:à|de|d'autre|pour|plus)\b[^.]{0,30})?|r\.? ?a\.? ?s|(?:n/a|s/o) (?:pour|dans"
    r"|à) .{1,30}|none|nothing to add|s\.? ?/ ?o|s\.o|n\.? ?/ ?[adp]"
    r"|n\.a|nsp|nspp|idem|ibid|néant|sans objet|sans réponse|sans commentaires?|non applicable"
    r"|(?:aucune?|pas (?:de|d'))\s?(?:autres?\s)?(?:commentaires?|réponses?|questions?|remarques?"
    r"|suggestions?|ajouts?|opinions?|idées?|notes?)(?: (?:à|de|pour|sur|particuli)\w*[^.]{0,25})?"
    r"|aucune?|(?:déjà (?:dit|mentionné|nommé|répondu)e?s?|voir)\b(?: [^.]{0,12})?"
    r"(?:plus haut|ci-haut|ci-dessus|plus bas|ci-dessous|question précédente|réponse précédente"
    r"|autres? (?:notes?|tables?|équipes?)|précédemment|photos?|tableau blanc|note \d+|au verso)?"
    r"|voir l'autre (?:feuille|page|note|côté)|tour de table fait|rien d'autre(?: à \w+)?"
    r"|même (?:chose|réponse|idée|commentaire)(?: qu[e'][^.]{0,30})?"
    r"|(?:pas|non|point) (?:abordée?|discutée?|traitée?|répondu|applicable|couvert\w*)s?"
    r"(?: (?:faute de temps|en atelier|à la table|à notre table))?"
    r"|(?:pas|manque) (?:de|eu le) temps|à (?:compléter|venir|suivre)|tout est (?:beau|correct)"
    r"|(?:tout )?(?:est |a été )?dit|ok|bla bla|test|x{2,}|\?+|…)",
    re.IGNORECASE,
)
_NOTHING_MORE = re.compile(
    r"rien (?:d'autre )?à (?:ajouter|signaler|déclarer)\b"
    r"|(?:merci(?: \w+){0,3}[.!,\s]*)+(?:\[[^\]]*\]?)?$|\[[^\]]*\]?$|pas le temps\b",
    re.IGNORECASE,
)
_REFERENCE_HEAD = re.compile(
    r"(?:références?|bibliographie|médiagraphie|webographie|sources?|ressources|hyperliens?|liens?"
    r"(?: utiles?)?|lectures?|pour en savoir plus|pour aller plus loin|documents? (?:à|de"
    r"|utiles?)\b)"
    r"(?:\s.{0,60})?$",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    rf"[A-ZÀ-Ý{MASK}][\w'’{MASK}-]+(?: [A-ZÀ-Ý{MASK}][\w'’{MASK}-]+)?, ?[A-ZÀ-Ý{MASK}](?:\."
    rf"|[\w{MASK}]+)?"
)
_YEAR = re.compile(r"\((?:19|20)\d\d[a-z]?\)")
_IMPRINT = re.compile(
    r"\b(?:pages|pp?\.\s?\d|vol\.|no\s\d|Presses|PUQ|PUL|PUM|Éditions|Collection|Revue|Cahiers"
    r"|doi|ISBN|mémoire de maîtrise|thèse)\b"
)
_AGENDA_HEAD = re.compile(
    r"(?:ordre du jour|agenda|programme|programmation|horaire|déroulement|déroulé"
    r"|plan$|plan de (?:la |l')(?:rencontre|présentation|atelier|journée|webinaire)"
    r"|contenu de la présentation|plan de match|sommaire de la présentation"
    r"|(?:thèmes?|sujets?|points?|éléments?) (?:présentés?|abordés?|traités?|à l'ordre du jour"
    r"|couverts?))"
    r"\b[^.?]{0,40}$",
    re.IGNORECASE,
)
_AGENDA_LEAD = re.compile(
    r"(?:présent\w+|power ?points?|diaporama|exposé|conférence|webinaire|rencontre"
    r"|programme)\b.{0,60}"
    r"(?:comprend|comprenant|comportant|portant sur|abordant|qui (?:comprend|aborde"
    r"|porte sur))\s*:$",
    re.IGNORECASE,
)
_OUTLINE_LINE = re.compile(r"présentations? (?:de|des|du|d'|par)\b[^.?!:]*\.?$", re.IGNORECASE)
_CONTENTS_HEAD = re.compile(r"(?:table des matières|sommaire|contenu)\s*:?$", re.IGNORECASE)
_PANEL_HEAD = re.compile(
    r"(?:présentation|liste|biographies?|mot) (?:des?|du) (?:\w+ )?(?:pan[ée]l\w*|conférenci\w*"
    r"|invité\w*"
    r"|intervenant\w*|participant\w*|présentat\w*|animat\w*)|panelistes?|panélistes?|conférenci\w+"
    r"|(?:nos |les )?invité(?:e|s|es)?|intervenante?s|présences|(?:personnes )?présente?s"
    r"|(?:personnes )?participante?s|participante?s (?:présente?s|à .{1,30})|membres présents?",
    re.IGNORECASE,
)
_HOST_LABEL = re.compile(
    r"(?:(?:à|a) l'|l')?(?:animation|animat(?:eur|rice|eurs|rices)|animé|coanimation|modération"
    r"|modérat(?:eur|rice)|conférenci\w+|panélistes?|panelistes?|invité\w*|intervenante?s"
    r"|présentat(?:eur|rice)s?|facilitation|facilitat(?:eur|rice)s?|pren(?:eur"
    r"|euse)s?(?: ou preneuse)?"
    r"(?: de)? notes?|prise de notes?|secrétaire|rapporteu(?:r|se)|présences|présente?s"
    r"|participante?s|personnes présentes|avec)\b.{0,40}$",
    re.IGNORECASE,
)
_SPEAKER_COLUMN = re.compile(
    r"(?:pré)?noms?\b(?: et prénom)?"
    r"|pan[ée]list|intervenant|conférenci|invité|rapporteu|participant",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"organis(?:me|ation)s?|fonctions?|titre|rôle|région|palier|secteur.{0,15}|territoire"
    r"|provenance",
    re.IGNORECASE,
)
_HEADER_KEY = re.compile(
    r"(?:atelier|date|jour|heure|lieu|salle|région|palier|secteurs?(?: d'activité)?|territoire|mrc"
    r"|titre|titre de l'atelier|thème de l'atelier|événement|evenement|activité|rencontre|objet"
    r"|table"
    r"|groupe|sous-groupe|équipe|durée|nombre de (?:participant\w*|personnes)|nb de \w+|fichier"
    r"|version|consentement|rédaction|rédigé par|qui (?:note|écrit|prend les notes)"
    r"|(?:prise de )?notes?(?: de| par| prises? par)?|organisme|organisation)"
    r"(?: \d+| no\.? ?\d+)?$",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(
    r"\b(?:at\.|atelier|table|groupe|équipe|jour(?:née)?|salle)\s?(?:n[o°]\.?\s?)?\d|\bnotes\b"
    r"|numéro \d|premier jour|après-midi|avant-midi|\bpren(?:eur|euse)\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|\b\d{1,2}\s?h(?:\s?\d\d)?\b"
    r"|\b(?:janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
    r"|^(?:synthèse|compte rendu|notes?|texte|rapport)\b.{0,40}\bpar\b|^par [A-ZÀ-Ý█]|^workshop \d"
    r"|\b\d+ (?:pers|participant|présent)|^\d+ (?:bis|ter)\b|\(T\. ",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    return re.sub(r"[*_]+", "", text).replace("’", "'").strip()


def heading_opens(text: str) -> Reason | None:
    """What the lines under a heading are, when the heading says so."""
    plain = _plain(text).rstrip(" :.")
    if _CONTENTS_HEAD.match(plain):
        return Reason.CONTENTS
    if _AGENDA_HEAD.match(plain):
        return Reason.AGENDA
    if _REFERENCE_HEAD.match(plain):
        return Reason.REFERENCE
    return Reason.PANEL if _PANEL_HEAD.fullmatch(plain) else None


def leads_agenda(text: str) -> bool:
    """Whether a sentence announces the outline of a talk ("… présente un exposé comprenant :")."""
    return _AGENDA_LEAD.search(_plain(text)[-200:]) is not None


def is_host_label(words: str) -> bool:
    """Whether a label names those who host, speak, or are there."""
    return _HOST_LABEL.match(_plain(words)) is not None


def is_header_key(words: str) -> bool:
    """Whether a label is a field of a note's header ("Région", "Salle")."""
    return _HEADER_KEY.fullmatch(_plain(words)) is not None


def field_key(text: str) -> str:
    """The key of a line written as a field ("Preneuse de notes : …"), "" when it is not one."""
    field = re.match(r"([^:\n.!?]{2,60}?)\s?:", _plain(text))
    return field[1] if field else ""


def is_header_line(text: str) -> bool:
    """Whether one of the first lines says where, when and by whom the notes were taken."""
    plain = _plain(text)
    if plain[-1:] in ".!?;:" or ";" in plain or has_finite_verb(plain):
        return False
    return _HEADER_LINE.search(plain) is not None and count_words(plain) <= 18


def is_speaker_column(text: str) -> bool:
    """Whether the name of a table's first column announces people."""
    return _SPEAKER_COLUMN.match(_plain(text)) is not None


def is_column(text: str) -> bool:
    """Whether a line can be the name of a column of a table of speakers."""
    return _COLUMN.fullmatch(_plain(text)) is not None


def is_no_answer(text: str) -> bool:
    """Whether someone had to write something and had nothing to say."""
    plain = re.sub(r"\s*\([^()]*\)$", "", _plain(text)).strip(" .!()-–…'\"«»")
    if len(plain) >= 70:
        return False
    if _NO_ANSWER.fullmatch(plain) or _NOTHING_MORE.match(plain):
        return True
    cut = re.match(r"(.*)(?::|,|\s[-–])\s(.+)$", plain)
    return (
        cut is not None
        and count_words(cut[1]) <= 4
        and _NO_ANSWER.fullmatch(cut[2].strip()) is not None
    )


def timestamp(text: str, start: int, end: int) -> int:
    """Where the time that opens `text[start:end]` ends; `start` when there is none."""
    match = _TIMES.match(text, start, end)
    return match.end() if match else start


def is_reference(text: str) -> bool:
    """Whether a line is a bibliographic entry."""
    if not (_AUTHORS.match(text) or text.startswith(("«", "Collectif", "INSPQ"))):
        return bool(
            _YEAR.search(text[:200]) and _IMPRINT.search(text) and not has_finite_verb(text)
        )
    return bool(_YEAR.search(text[:300]) or _IMPRINT.search(text))


def agenda_item(text: str) -> bool:
    """Whether a line can be an item of an agenda: short, without a stop, without a verb."""
    plain = _plain(text)
    if re.search(r"\d+\s?(?:min|minutes|h)\b", plain) and count_words(plain) <= 20:
        return True
    if count_words(plain) > 14 or plain[-1:] in ".!;":
        return False
    return not has_finite_verb(plain) or count_words(plain) <= 5


def reason_alone(text: str) -> Reason | None:
    """Why a block is set aside whatever surrounds it, None when it is not."""
    if len(text) > 2000:
        return None
    if is_instruction(text):
        return Reason.INSTRUCTION
    bare = text.strip(" -–—.()[]")
    if _PAGE.fullmatch(bare):
        return Reason.PAGE
    if _CONTENTS_LINE.fullmatch(text):
        return Reason.CONTENTS
    if _LINK.search(text) and is_web_line(_LINK.sub(" ", text)):
        return Reason.WEB
    if is_no_answer(text):
        return Reason.NO_ANSWER
    if _TIMES.fullmatch(text):
        return Reason.TIMESTAMP
    return Reason.REFERENCE if is_reference(text) else None


def is_outline_line(text: str) -> bool:
    """Whether a line only says that something was presented."""
    plain = _plain(text)
    return (
        _OUTLINE_LINE.match(plain) is not None and len(plain) < 250 and not has_finite_verb(plain)
    )


def is_web_line(rest: str) -> bool:
    """Whether what surrounds an address only announces it ("Courriel pour la suite :")."""
    words = count_words(rest)
    plain = _plain(rest)
    return words <= 4 or (
        words <= 9 and not has_finite_verb(plain) and not opens_on_infinitive(plain)
    )


def is_web_heading(text: str) -> bool:
    """Whether a heading only announces an address ("Site web de la Table :")."""
    plain = _plain(text).rstrip(" :").lower()
    return plain.startswith(("site web", "site internet", "adresse web", "page facebook", "lien "))


def is_fragment(text: str) -> bool:
    """Whether a list item is a few words that say nothing without the list's lead."""
    return has_words(text) and count_words(text) <= 8 and not has_finite_verb(_plain(text))
