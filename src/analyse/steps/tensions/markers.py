"""Words by which people say that they disagree, in French as note-takers write it.

Two kinds. A passage *tells* a disagreement when it holds both sides ("les uns… les autres…", "ne
fait pas consensus"). A passage *replies* when it goes against what was said just before ("n'est
pas d'accord", "à l'inverse"). Patterns read `text.plain`: lower case, straight apostrophes. They
are checked sentence by sentence in `tests/steps/tensions_phrases.csv`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SAYS = (
    r"(?:dis(?:ent|ait|aient)|dit|pens\w+|croi(?:t|ent|ient)|soutien\w+|affirm\w+|trouv\w+|jug\w+|"
    r"estim\w+|défend\w*|crai(?:nt|gn)\w*|rappel\w+|répond\w*|réplique\w*|préfèr\w+|refus\w+|veulent|"
    r"voudraient|(?:y )?voi(?:t|ent)|plaid\w+|dout\w+|s'inquiètent|s'y oppos\w+|"
    r"sont (?:pour|contre)|fai(?:t|re) remarquer|fait valoir|met en garde)"
)
_CROWD = (
    r"(?:salle|table|groupe|gang|conseil|équipe|village|communauté|quartier|participant\w*|gens|"
    r"monde|assemblée|comité|membres|citoyens|élus|familles|voisins|parents|atelier|club)"
)
_SOMEONE = r"(?:une?|le|la|les|l'|mme|madame|m\.|monsieur|deux|trois|plusieurs|quelqu'un)"
_YET = r"(?:toutefois|pourtant|cependant|par contre|en revanche|plutôt)"
_NOT = r"(?:pas|pu|plus) (?:du tout |tout à fait |vraiment |pantoute )?"
_HALF = rf"(?:première )?moitié (?:de (?:la |l')?|des |du )?{_CROWD}"
_STANDS = (
    r"(?:est|sont|était|étaient|rest\w+|est resté\w*|sont restés|a été|demeur\w+|ressort\w*|"
    r"sort\w*) (?:très |bien |encore |profondément |assez )?"
)

TELLS: tuple[tuple[str, ...], ...] = (
    # two camps
    (rf"\bles uns,? (?:eux |plutôt )?{_SAYS}[^.;]{{3,200}}\bles autres\b",),
    (r"\b(?:plaî\w+|plais\w+|convien\w+|souri\w+|parl\w+|fai\w+ peur|nui\w+) aux uns\b",
     r".{3,80}\b(?:aux|les) autres\b"),
    (r"\bpour les uns\b.{3,200}\bpour les autres\b",),
    (r"\b(?:certain(?:e?s)|plusieurs|quelques-un(?:e?s)|beaucoup)\b.{3,200}\bd'autres,? ",
     rf"(?:au contraire |eux |elles |plutôt )?{_SAYS}"),
    (r"\b\d+ pour,? (?:et )?\d+ contre\b",),
    (rf"\bune {_HALF}\b|\bla {_HALF}\b.{{3,200}}\bl'autre\b|\bl'autre moitié,? {_SAYS}",),
    (r"(?<!partagés )(?<!partagé )(?<!payé )(?<!payés )\bmoitié-moitié\b(?! entre)",),
    (r"\bmoitié pour,? moitié contre\b|\bdeux camps\b|\bdeux écoles ?:",),
    # opinions apart
    (r"\b(?:avis|opinions?|points? de vue|visions|positions)\b.{0,40}\b",
     r"(?:partagé|diverg|s'oppos|opposé|irréconciliable|tranché)\w*"),
    (rf"\b{_CROWD}\b(?: s\w+)? {_STANDS}(?:partagée?s?|divisée?s?|déchirée?s?)\b",
     r"(?! (?:par|en|entre (?:deux|trois|plusieurs)))"),
    (r"\b(?:fai(?:t|sait)|font|a fait|a eu|obten\w+|dégag\w+) (?:donc |encore |vraiment )?pas ",
     r"(?:encore )?(?:de |l'|un )?(?:consensus|unanimité)\b"),
    (r"\b(?:sans|aucun|pas de|pas un|loin du|loin de faire) (?:l')?(?:consensus|unanimité)\b",),
    (r"\b(?:personne|nul) (?:ne |n')?s'entend|\bs'entend(?:ent|ait|aient)? (?:pas|plus)\b",),
    (r"\b(?:pas|jamais) (?:réussi|arrivés?|parvenus?|pu)(?: à)? s'entendre\b",),
    (r"\b(?:loin|pas moyen|pas capables?|incapables?) de s'entendre\b|\bdu même œil\b",),
    # quarrels, named
    (r"(?<!sans )(?<!aucun )(?<!pas de )(?<!pas eu de )\b(?:désaccords?|dissensions?|discorde|",
     r"mésententes?|divergences?) (?:sur|entre|quant|autour|à propos|au sujet|persist\w+|",
     r"demeur\w+|profonds?)\b"),
    (r"\b(?:sujet|question|point|projet|dossier|idée|enjeu|proposition)s?\b[^.;]{0,40}\b",
     r"(?:fait|font|a fait|soulève\w*|suscite\w*) (?:encore |toujours |beaucoup )?",
     r"(?:débat|controverse|polémique|des vagues)\b"),
    (r"\b(?:sujet|point|question|discussion|débat)s? qui (?:a |ont )?(?:chauff|fâch|brass)\w*",),
    (r"(?<!sans )(?<!de )\bchicanes? (?:de (?!moins|plus)|d'|entre|autour|au sujet|sur)",),
    (r"\ble ton (?:a |est )?mont\w+|\bça (?:a )?(?:chauff|brassé)\w*|\bprises? de bec\b",),
    (r"\bdébats? (?:vifs?|animés?|houleux|musclés?|corsés?)\b",),
    (r"\b(?:vifs?|vives?) (?:débats?|échanges?|discussions?)\b",),
    (r"\b(?:se sont|s'est) (?:engueulé|chicané|obstiné)\w*|\bs'accusent les uns les autres\b",),
    (r"\bdivise (?:encore |toujours |profondément )?(?:le|la|les|l'|notre|nos)\b",),
    (r"\b(?:tensions?|conflits?) (?:entre|autour de|au sujet)\b",),
    (r"\bvote (?:a été |est resté )?(?:très )?serré\b",),
)  # fmt: skip
"""Each pattern is written in pieces that are read one after the other."""

REPLIES: tuple[tuple[str, ...], ...] = (
    (rf"\b{_NOT}d'accord\b(?! (?:écrit|formel|signé|pour qu))|\b(?:est|sont|suis) en désaccord\b",),
    (r"\bdésaccord de\b",),
    (r"\bpas de cet avis\b|\bpas du même avis\b|\bd'un autre avis\b|\bd'avis contraire\b",),
    (r"\bs'y oppos\w+|\bs'(?:est|étaient?|sont) (?:vivement )?opposée?s?\b",),
    (r"\bvoix (?:s'est élevée )?contre\b|^(?:contre|non|objection) ?:",),
    (r"\b(?:est|sont|suis|serait) (?:plutôt |totalement |vraiment )?contre\b(?! la montre)",),
    (r"\b(?:est|sont) pas (?:très |ben |bien )?(?:chaud|partant|convaincu)e?s?\b",),
    (r"\b(?:veut|veulent) rien savoir\b|\b(?:a|ont) dit non\b|^(?:ça|ah|oh|ben) non\b|^non[,.!]",),
    (r"\bça (?:ne )?(?:passer|marcher|tiendr|fonctionner|donner)(?:a|ait) (?:pas|jamais|rien)\b",),
    (r"\bobject(?:e|ent|é|ait) (?:que|à)\b|\bconteste(?:nt)?\b",),
    (r"\b(?:di(?:t|sent|sait)|affirm\w+|soutien\w+|croi\w+|pens\w+|prouv\w+|montr\w+|vit|vivent|",
     r"observ\w+) (?:exactement |tout |plutôt )?(?:le|l') ?(?:contraire|inverse)\b"),
    (r"\b(?:lui|leur) (?:a|ont|a-t-on) (?:aussitôt |vite )?(?:répondu|répliqué|rétorqué)\b",),
    (r"\b(?:réplique|rétorque)\w*\b|^[^.:;]{0,60}\ba (?:corrigé|tenu à nuancer)\b",),
    (rf"^(?:{_SOMEONE}\b)[^.:;]{{0,40}}\b(?:répondent|répond) que\b|^c'est faux\b",),
    (r"\b(?:trouve|croi\w+|pense|estime|soutien\w+|juge)\w* (?:au contraire|plutôt que)\b",),
    (r"^(?:mais |et )?(?:d'autres|les autres|l'autre (?:moitié|partie|camp|gang|bord|groupe)|une ",
     r"autre (?:personne|participante|table)|un autre(?: participant)?),? (?:eux,? |au contraire",
     rf",? |plutôt )?{_SAYS}|^pour d'autres,"),
    (rf"^{_SOMEONE}\b[^.:;]{{0,60}}\b{_YET}\b[^.:;]{{0,20}}\b(?:a |ont )?{_SAYS}",),
    (rf"^{_SOMEONE}\b[^.:;]{{0,60}}\b{_SAYS}[^.:;]{{0,12}}\b{_YET}\b",),
    (rf"^{_SOMEONE}\b[^.:;]{{0,60}}\b(?:dout(?:e|ent) qu|met(?:tent)? en garde)\w*\b",),
)  # fmt: skip

CONTRASTS: tuple[tuple[str, ...], ...] = (
    (r"^(?:mais )?(?:à l'inverse|à l'opposé|au contraire|tout le contraire|inversement)\b(?! d)",),
    (r"\bcontrairement à (?:son |sa |ses |ce qu|l'|le |la |cel)|\bcontre-exemple\b",),
    (r"^(?:ben |bah )?(?:oui|ok|d'accord),? mais\b|^mais non\b|^ben voyons\b",),
    (r"\bà l'autre bout de la (?:table|salle)\b",),
)
"""Words that set against without naming a disagreement."""

_NOT_TOLD = re.compile(
    r"\?\s*$|\b(?:seront|serait|seraient|sera|pourrait|pourraient|aurait|auraient|éviter|prévenir|"
    r"régler|résoudre)\b|\btout le monde s'entend\b"
)
"""What may come, what is asked and what is to be settled is not a disagreement that is told."""

_OBJECTS = re.compile("".join(CONTRASTS[2]))
"""What makes even a question a reply ("oui, mais qui paiera?")."""


class Cue(NamedTuple):
    """The words by which a disagreement is recognised, and whether they name it."""

    words: str
    explicit: bool


def _compiled(patterns: tuple[tuple[str, ...], ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("".join(pieces)) for pieces in patterns)


_TELLS, _REPLIES, _CONTRASTS = _compiled(TELLS), _compiled(REPLIES), _compiled(CONTRASTS)


def told(text: str) -> Cue | None:
    """The cue by which `text` (plain) tells a disagreement, None without any."""
    words = "" if _NOT_TOLD.search(text) else _found(_TELLS, text)
    return Cue(words, explicit=True) if words else None


def reply(text: str) -> Cue | None:
    """The cue by which `text` (plain) goes against what was said before it, None without any."""
    if text.endswith("?"):
        words = _found((_OBJECTS,), text)
        return Cue(words, explicit=False) if words else None
    words = _found(_REPLIES, text)
    if words:
        return Cue(words, explicit=True)
    words = _found(_CONTRASTS, text)
    return Cue(words, explicit=False) if words else None


def _found(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    for pattern in patterns:
        match = pattern.search(text)
        if match:
            return match.group().strip(" ,:")
    return ""
