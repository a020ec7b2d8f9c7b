"""Words by which people say that they disagree, in French as note-takers write it.

Two kinds. A passage *tells* a disagreement when it holds both sides ("les uns… les autres…", "ne
fait pas consensus"). A passage *replies* when it opens against what was said just before ("n'est
pas d'accord", "à l'inverse"). Patterns read `text.plain`: lower case, straight apostrophes.
"""

from __future__ import annotations

import re

_SAY = (
    r"(?:dis(?:ent|ait|aient)|dit|pens\w+|croi(?:t|ent|ient)|soutien\w+|affirm\w+|trouv\w+|"
    r"jug\w+|estim\w+|défend\w*|craign\w+|rappel\w+|répond\w*|réplique\w*|préfèr\w+|refus\w+|"
    r"veulent|voudraient|(?:y )?voi(?:t|ent)|plaid\w+|rest\w+ (?:sceptiques?|prudents?)|dout\w+|"
    r"s'inquiètent|s'y opposent|sont contre|sont pour)"
)
_CROWD = (
    r"(?:salle|table|groupe|gang|conseil|équipe|village|communauté|quartier|participant\w*|gens|"
    r"monde|assemblée|comité|membres|citoyens|élus|familles|voisins|parents|atelier)"
)

TOLD: tuple[tuple[str, str], ...] = (
    ("deux camps", rf"\bles uns (?!après|sur|avec|les)\b.{{3,200}}\bles autres\b|\bpour les uns\b"
     rf".{{3,200}}\bpour les autres\b|\b(?:certain(?:e?s)|plusieurs|quelques-un(?:e?s)|beaucoup)\b"
     rf".{{3,200}}\bd'autres,? (?:au contraire |eux |elles |plutôt )?(?:{_SAY})|"
     r"\b\d+ pour,? (?:et )?\d+ contre\b"),
    ("moitié, moitié", rf"\bune (?:première )?moitié (?:de (?:la |l')?|des |du )?{_CROWD}\b|"
     rf"\bla (?:première )?moitié (?:de (?:la |l')?|des |du )?{_CROWD}\b.{{3,200}}\bl'autre\b|"
     rf"(?<!partagés )(?<!partagé )(?<!payé )(?<!payés )\bmoitié-moitié\b(?! entre)|"
     rf"\bl'autre moitié,? (?:{_SAY})|\bmoitié pour,? moitié contre\b"),
    ("avis partagés", r"\b(?:avis|opinions?|points? de vue|visions|positions)\b.{0,40}\b"
     r"(?:partagé|diverg|s'oppos|opposé|irréconciliable|tranché)"),
    ("groupe divisé", rf"\b{_CROWD}\b(?: s\w+)? (?:est|sont|était|étaient|rest\w+|est resté\w*|sont "
     r"restés|a été|demeur\w+|ressort\w*|sort\w*) (?:très |bien |encore |profondément |assez )?"
     r"(?:partagée?s?|divisée?s?|déchirée?s?)\b(?! (?:par|en|entre (?:deux|trois|plusieurs)))"),
    ("pas de consensus", r"\b(?:fai(?:t|sait)|font|a fait|a eu|obten\w+|dégag\w+) (?:donc |encore |"
     r"vraiment )?pas (?:encore )?(?:de |l'|un )?(?:consensus|unanimité)\b|"
     r"\b(?:sans|aucun|pas de|pas un|loin du|loin de faire) (?:l')?(?:consensus|unanimité)\b"),
    ("ne s'entendent pas", r"\b(?:personne|nul) (?:ne |n')?s'entend|\bs'entend(?:ent|ait|aient)? "
     r"(?:pas|plus)\b|\b(?:pas|jamais) (?:réussi|arrivés?|parvenus?|pu)(?: à)? s'entendre\b"),
    ("désaccord nommé", r"(?<!sans )(?<!aucun )(?<!pas de )(?<!pas eu de )\b(?:désaccords?|"
     r"dissensions?|discorde|mésententes?|divergences?) (?:sur|entre|quant|autour|à propos|au sujet|"
     r"persist\w+|demeur\w+|profonds?)\b|\b(?:sujet|question|point|projet|dossier|idée|enjeu|"
     r"proposition)s?\b[^.;]{0,40}\b(?:fait|font|a fait|soulève\w*|suscite\w*) (?:encore |toujours "
     r"|beaucoup )?(?:débat|controverse|polémique|des vagues)\b"),
    ("le ton a monté", r"\ble ton (?:a |est )?mont\w+|\bça (?:a )?(?:chauff|brassé)\w*|"
     r"\bdébats? (?:vifs?|animés?|houleux|musclés?|corsés?)\b|\b(?:vifs?|vives?) (?:débats?|"
     r"échanges?|discussions?)\b|\bprises? de bec\b|\b(?:se sont|s'est) "
     r"(?:engueulé|chicané|obstiné)\w*"),
    ("ce qui divise", r"\bdivise (?:encore |toujours |profondément )?(?:le|la|les|l'|notre|nos)\b|"
     r"\bdeux camps\b|\b(?:tensions?|conflits?|chicanes?) (?:entre|autour de|au sujet)\b"),
)  # fmt: skip

REPLY: tuple[tuple[str, str], ...] = (
    ("pas d'accord", r"\b(?:pas|pu|plus) (?:du tout |tout à fait |vraiment )?d'accord\b(?! (?:écrit|"
     r"formel|signé))|\ben désaccord\b|\bdésaccord de\b|\bpas de cet avis\b|\bpas du même avis\b"
     r"|\bd'un autre avis\b|\b(?:est|sont) (?:d'avis contraire|de l'avis contraire)\b"),
    ("s'y oppose", r"\bs'y oppos\w+|\bs'(?:est|étaient?|sont) (?:vivement )?opposée?s?\b|\bvoix "
     r"(?:s'est élevée )?contre\b|^(?:contre|non|objection) ?:|\bobject(?:e|ent|é|ait) (?:que|à)\b|\bconteste\w* "
     r"(?:que|cette idée|ce constat)\b"),
    ("dit le contraire", r"\b(?:di(?:t|sent|sait)|affirm\w+|soutien\w+|croi\w+|pens\w+|prouv\w+|"
     r"montr\w+|vit|vivent|observ\w+) (?:exactement |tout |plutôt )?(?:le|l') ?(?:contraire|inverse)"
     r"\b"),
    ("répond", r"\b(?:lui|leur) (?:a|ont|a-t-on) (?:aussitôt |vite )?(?:répondu|répliqué|rétorqué|"
     r"rappelé)\b|\b(?:réplique|rétorque)\w*\b|^(?:\w+[ ,]){0,4}a (?:corrigé|tenu à "
     r"nuancer)\b"),
    ("à l'inverse", r"^(?:mais )?(?:à l'inverse|à l'opposé|au contraire|tout le contraire|à "
     r"contre-courant|inversement)\b|\bcontrairement à (?:son |sa |ses |ce qu|l'|le |la |cel)|"
     r"\b(?:trouve|croi\w+|pense|estime|soutien\w+|juge)\w* au contraire\b|\bcontre-exemple\b"),
    ("oui, mais", r"^(?:ben |bah )?(?:oui|ok|d'accord),? mais\b|^mais non\b|^ben voyons\b"),
    ("d'autres", rf"^(?:mais |et )?(?:d'autres|les autres|l'autre (?:moitié|partie|camp|gang|bord|"
     rf"groupe)|une autre (?:personne|participante|table)|un autre(?: participant)?),? (?:eux,? |"
     rf"au contraire,? |plutôt )?(?:{_SAY})|^pour d'autres,|\bà l'autre bout de la (?:table|salle)"
     r"\b"),
)  # fmt: skip

DOUBT: tuple[tuple[str, str], ...] = (
    ("pourtant", r"\b(?:toutefois|pourtant|cependant|par contre|en revanche|cela dit|malgré tout|"
     r"n'empêche)\b"),
    ("mais", r"^mais\b|\boui,? mais\b|\bd'accord,? mais\b"),
    ("doute", r"\b(?:doute|craint|se méfie|s'inquiète|refuse|déplore|met en garde|trouve exagéré)"
     r"\w*\b"),
)  # fmt: skip
"""Signs of a reply that also serve many other ends: never enough alone."""

_NOT_TOLD = re.compile(
    r"\?\s*$|\b(?:seront|serait|seraient|sera|pourrait|pourraient|aurait|auraient|éviter|prévenir|"
    r"régler|résoudre)\b|\btout le monde s'entend\b"
)
"""What may come, what is asked and what is to be settled is not a disagreement that is told."""

_Compiled = tuple[tuple[str, re.Pattern[str]], ...]
_TOLD: _Compiled = tuple((name, re.compile(pattern)) for name, pattern in TOLD)
_REPLY: _Compiled = tuple((name, re.compile(pattern)) for name, pattern in REPLY)
_OBJECTION = tuple(pattern for pattern in _REPLY if pattern[0] == "oui, mais")
"""What makes even a question a reply ("oui, mais qui paiera?")."""
_DOUBT: _Compiled = tuple((name, re.compile(pattern)) for name, pattern in DOUBT)


def told(text: str) -> str:
    """The words by which `text` (plain) tells a disagreement, "" without any."""
    return "" if _NOT_TOLD.search(text) else _found(_TOLD, text)


def reply(text: str) -> str:
    """The words by which `text` (plain) contradicts what was said before, "" without any."""
    return _found(_OBJECTION if text.endswith("?") else _REPLY, text)


def doubt(text: str) -> str:
    """Words that may announce a contradiction, "" without any."""
    return "" if text.endswith("?") else _found(_DOUBT, text)


def _found(patterns: _Compiled, text: str) -> str:
    for _, pattern in patterns:
        match = pattern.search(text)
        if match:
            return match.group().strip(" ,:")
    return ""
