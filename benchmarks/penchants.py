"""Whether a passage leans for or against what it talks about, told by its own words.

A leaning has two parts: what is done to the thing (forbid it, keep it) and how that is judged
(asked for, praised, refused, deplored). "Interdire X, c'est se priver" judges a prohibition badly:
it leans for X. Regular expressions over `text.plain`, no tagger, so that a misspelt note reads the
same on every machine.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CLAUSES = re.compile(r"[,;:.!?()«»]+|\b(?:parce qu|car|puisqu|mais|alors qu|tandis qu)\w*'?")
_REMOVES = re.compile(
    r"\b(?:interdi\w+|banni\w*|aboli\w*|(?:arrêt|cess|ferm|enlev|supprim|retir|remplac|déplac|coup)"
    r"(?:er|ons|ez)|plafonn\w+|bloqu\w+|limit(?:er|ons|ez)|démoli\w+|vend(?:re|ons)|éteindre|"
    r"sans|moins d\w*|fermeture|interdiction|abolition)\b"
)
_KEEPS = re.compile(
    r"\b(?:permett?\w*|autoris\w+|tolér\w+|laiss(?:er|ons|ez)|(?:gard|prolong|ajout|install|agrandi|"
    r"maint\w*|répar|généralis)(?:r|er|ons|ez|ir)|protég\w+|étend(?:re|ons)|(?:re)?construi(?:re|"
    r"sons)|ouvr(?:ir|ons|ez)|plus d\w*|avec)\b"
)
_ASKS = re.compile(
    r"\b(?:faut|faudrait|devrait|devraient|devons|doit|doivent|qu'on|demand\w+|réclam\w+|propos\w+|"
    r"suggèr\w+|exig\w+|appui\w*|plaid\w+)\b|^(?:de |et )?[a-zà-ÿ]{3,}(?:er|ir|re)\b|"
    r"^[a-zà-ÿ]{3,}(?:ons|ez)\b|^pour\b|\b(?:est|sont|suis) pour\b|\btient? à\b|\bça presse\b|"
    r"\bon a besoin\b|\ble droit d"
)
_PRAISES = re.compile(
    r"\b(?:tant mieux|bon (?:coup|choix)|bonne (?:idée|affaire|nouvelle|chose)|une chance|(?:la|"
    r"le|notre) (?:seule?|meilleure?)|grâce (?:à|au)|heureu\w+|belle|mieux|utiles?|efficaces?|"
    r"propres?|pleine?s?|fraîche?s?|sauv\w+|fai\w+ vivre|revivre|(?:a|ont|as) permis|rapproch\w+|"
    r"rassembl\w+|rassur\w+|protèg\w+|attir\w+|libèr\w+|répond(?:rait)? à|rendre service|rendu|"
    r"fonctionn\w+|march(?:e|ent|ait)|ram[eè]n\w+|amèn\w+|aid(?:e|é|ée|ent)|gagn\w+|rempli\w*|cœur|respir\w+|"
    r"confiance|jouent|plus de misère|règle|désamorc\w+|approuv\w+|reviennent|goût)\b"
)
_DEPLORES = re.compile(
    r"\b(?:trop|pire|folie|honte|gaspillage|piège|danger\w*|fausse|taxe|pour rien|trouble|faux|"
    r"mensonge|ridicule|absurde|injuste|dommage|excuse|tu(?:e|er|ent|ait)|détrui\w+|menac\w+|nui\w*|"
    r"bris\w+|cass\w+|vid(?:e|é|és|ée|ent)|chass(?:e|er|ent|é)|vol(?:e|ent|er)|perd\w*|empoisonn\w+|"
    r"rats|pu(?:e|ent)|odeur|peur|terroris\w+|choqu\w+|épuis\w+|compliqu\w+|coût\w+|creus\w+|"
    r"entass\w+|découra\w+|exclu\w+|étouff\w+|endett\w+|puni\w*|pouss\w+|banalis\w+|aggrav\w+|"
    r"craign\w+|se priver?|cach\w+|refiler|disparaî\w*|disparu\w*|parti(?:s|es)|mang(?:e|é|ent)|"
    r"écroul\w+|malades?|bruit|déchets|bandits|contrôles|dérègl\w+|empêch\w+|salés?|tort|lent|"
    r"n'en (?:veut|peut)\w*|fuir|fendent|poussière|sacrifi\w+|gèle|vandal\w+|fauss\w+)\b"
)
_REFUSES = re.compile(
    r"\b(?:refus\w+|oppos\w+|contre|non|pas question|pas touche|c'est non|pas besoin|au lieu d\w*|"
    r"plutôt qu\w*|pas d'accord|n'en veu\w+|veulent pas|veut (?:pas|plus)|veulent plus|plus jamais|"
    r"faut (?:pas|jamais)|doit pas|jamais d\w*|pas (?:de|d'|pour|à))\b"
)
_DENIES = re.compile(r"\b(?:pas|jamais|aucune?|rien|personne|ni|plus (?:personne|rien))\b")
_ELSE = re.compile(r"^(?:sinon|autrement)\b")

ANTONYMS: tuple[tuple[str, str], ...] = (
    (
        r"\bplus (?:de|d')|\bdavantage\b|\bajout",
        r"\bmoins (?:de|d')|\bréduire\b|\bcoup(?:er|ons)\b",
    ),
    (r"\btrop\b", r"\bpas assez\b|\bmanqu\w+|\bplus (?:de|d')"),
    (r"\bgratuit", r"\bpay(?:er|ant|ante)\b|\btarif|\bprix\b"),
    (r"\binterdi\w+|\bbanni\w*", r"\bpermett?\w*|\bautoris\w+|\blaiss\w+|\btolér\w+|\bdroit\b"),
    (r"\bimpos\w+|\boblig\w+|\bforc\w+", r"\blibre\w*|\bchoisi\w*|\bvolontaire\w*|\blaiss\w+"),
    (r"\bouvr\w+|\bouvert\w*", r"\bferm\w+"),
    (r"\bgard\w+|\bprotég\w+|\bréparer\b", r"\bvend\w+|\bdémoli\w+|\benlev\w+|\bremplac\w+"),
    (r"\bconstrui\w+|\bneuf\b|\bnouve\w+", r"\brépar\w+|\bvieil\w*|\brénov\w+"),
    (r"\bsauv\w+|\bfai\w+ vivre|\brevivre\b", r"\btu(?:e|er|ent)\b|\bdétrui\w+|\bvid(?:e|é|ent)\b"),
    (r"\bvite\b|\btout de suite\b", r"\battend\w+|\blentement\b|\bprudent\w*|\bétude\b"),
    (r"\bensemble\b|\bpartag\w+|\bfusion\w*", r"\bséparé\w*|\bchacun\b|\bseule?s?\b|\bautonom\w+"),
    (r"\bici\b|\blocal\w*", r"\bailleurs\b|\bnational\w*|\bville\b"),
    (r"\bfort\w*|\bplein\w*|\bdoublé\b", r"\bfaible\w*|\bvides?\b|\bbaiss\w+"),
    (r"\bsécurit\w+|\brassur\w+", r"\bdanger\w*|\bpeur\b|\bmenac\w+|\bsurveill\w+"),
)
"""Pairs of opposite words, each way round."""
_ANTONYMS = tuple((re.compile(a), re.compile(b)) for a, b in ANTONYMS)


class Stance(NamedTuple):
    """How a passage leans.

    Attributes:
        leaning: from −1 (against) to 1 (for); 0 without a sign, or with as many each way.
        tone: praise less blame, whatever is done to the thing, from −1 to 1.
        denies, asks: whether it holds such words.
        act: −1 when it would remove or forbid, 1 when it would keep or allow, else 0.
        poles: for each pair of `ANTONYMS`, −1, 1, or 0 when it holds none or both.
    """

    leaning: float
    tone: float
    denies: bool
    asks: bool
    act: int
    poles: tuple[int, ...]


def stance(text: str) -> Stance:
    """How a text (`text.plain`) leans."""
    clauses = [clause.strip() for clause in _CLAUSES.split(text) if clause and clause.strip()]
    acts = [_sign(_KEEPS, _REMOVES, clause) for clause in clauses]
    tones = [_tone(clause) for clause in clauses]
    votes, at = [], 0
    while at < len(clauses):
        act, tone, clause = acts[at], tones[at], clauses[at]
        follows = tones[at + 1] if at + 1 < len(clauses) else 0
        if _ELSE.search(clause):
            votes.append(-tone)
        elif act and tone:
            votes.append(act * tone)
        elif act and follows < 0 and at == 0:
            votes.append(act * follows)  # "Interdire X, c'est se priver"; "Sans X, on perd"
            at += 1
        elif _ASKS.search(clause):
            votes.append(act or 1)
        else:
            votes.append(tone)
        at += 1
    return Stance(
        leaning=_mean(votes),
        tone=_mean(tones),
        denies=bool(_DENIES.search(text)),
        asks=any(_ASKS.search(clause) for clause in clauses),
        act=(sum(acts) > 0) - (sum(acts) < 0),
        poles=tuple(bool(a.search(text)) - bool(b.search(text)) for a, b in _ANTONYMS),
    )


def _sign(yes: re.Pattern[str], no: re.Pattern[str], clause: str) -> int:
    more = len(yes.findall(clause)) - len(no.findall(clause))
    return (more > 0) - (more < 0)


def _tone(clause: str) -> int:
    refused = bool(_REFUSES.search(clause))
    praised = len(_PRAISES.findall(clause)) - len(_DEPLORES.findall(clause))
    return -1 if refused else (praised > 0) - (praised < 0)


def _mean(votes: list[int]) -> float:
    cast = [vote for vote in votes if vote]
    return sum(cast) / len(cast) if cast else 0.0
