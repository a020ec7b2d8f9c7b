"""Words that pull a sentence one way or the other: opposites, and what goes well or badly.

Families of words, written by hand for notes of this field; compared by stem.
"""

from __future__ import annotations

from analyse.steps.confront.text import plain, stem

_PAIRS = """
augmenter hausse monter grandir doubler croître / baisser diminuer reculer chuter descendre réduire
ouvrir ouvert débarrer / fermer fermé fermeture barrer clôturer
facile facilement simple simplement / difficile difficulté compliqué misère lourd
gratuit gratuite gratuité / payant payer facturer
permettre autoriser laisser / interdire défendre bannir interdiction empêcher
suffisant suffire suffisent / insuffisant
rester demeurer revenir reviennent / partir quitter fuir déménager
rare rarement / fréquent souvent courant
plein complet rempli foule / vide libre désert
vieillir vieux aîné / jeune rajeunir relève
unir souder rassembler rapprocher / diviser séparer isoler
commencer ouvrir créer lancer / arrêter cesser finir abolir
obligatoire obliger obligation exiger / volontaire facultatif choisir
consensus unanimité entendre / désaccord divisé partagé chicane conteste
satisfait content fier / déçu gêné honte insatisfait
inquiet peur crainte méfier méfiance / confiance rassuré
utile servir aider / inutile nuire nuit
abordable / cher coûter
améliorer améliore avancer / empirer dégrader détériorer reculer
gagner profiter gagnant / perdre perdant
stable stabilité même / roulement changer changement
savoir connaître comprendre / ignorer méconnu
public commun collectif / privé individuel
garder conserver maintenir protéger / couper supprimer éliminer
local proche ici proximité / loin éloigné extérieur
égal égalité moitié-moitié équitable / inégal inéquitable
écouter consulter consulté / imposer décidé ignorer
fusionner regrouper / séparer multiplier distinct
simplifier alléger / alourdir compliquer
autonomie autonome indépendant / dépendre dépendance tributaire
entouré ensemble / seul isolé isolement solitude
inclure accueillir intégrer / exclure exclu oublier rejeter
"""

_GOOD = """
bon bonne bien mieux meilleur facile simple content fier belle réussir succès marche fonctionne
profiter gagner aider utile stable confiance apprécié efficace accessible abordable suffire ouvert
améliorer avancer solide vivant entouré respect équité renforcer grâce excellent parfait réglé
disponible rapide chaleureux énergie progrès sécurité accueillir
"""
_BAD = """
difficile manque pénurie problème épuisé fatigué lourd compliqué perdre fermer peur honte seul isolé
isolement cher coûteux trop mauvais pire lent attente retard bloquer freiner obstacle nuire danger
insuffisant abandon oublié exclu refuser échec vide chicane conflit méfiance pauvreté stress anxiété
roulement silo cloisonné désuet brisé dégradé essoufflé misère enjeu défi crise vulnérable fragile
empêcher épuiser pression injuste décourager mourir fuir impossible exagéré inutile
"""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(plain(word)) for word in words.split())


OPPOSITES: dict[str, frozenset[str]] = {}
"""Stem → stems that say the contrary."""
for _line in filter(None, _PAIRS.splitlines()):
    _one, _other = (_stems(side) for side in _line.split("/"))
    for _side, _against in ((_one, _other), (_other, _one)):
        for _word in _side:
            OPPOSITES[_word] = OPPOSITES.get(_word, frozenset()) | (_against - _side)

GOOD = _stems(_GOOD)
BAD = _stems(_BAD) - GOOD
