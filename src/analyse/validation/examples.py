"""Practice and controls: sentences and words that we wrote, about nothing of the event.

Practice comes with feedback and teaches the gesture, so it must not show a name of a theme.
Controls are obvious: who fails one was tired or in a hurry, and is never excluded for it.
"""

from __future__ import annotations

from typing import Any

from analyse.contracts import Task
from analyse.contracts.validation import NO, NONE, UNSURE, YES

YES_NO = [[YES, "Oui"], [NO, "Non"], [UNSURE, "Je ne sais pas"]]
UNKNOWN_WORDS = [UNSURE, "Je ne connais pas ces mots"]
NO_NAME = [NONE, "Aucun de ces noms"]

_INTRUDERS = (
    ("pomme", "poire", "cerise", "prune", "raisin", "tournevis"),
    ("lundi", "mardi", "jeudi", "vendredi", "dimanche", "fourchette"),
    ("rouge", "bleu", "vert", "jaune", "orange", "trottoir"),
    ("chat", "chien", "lapin", "cheval", "mouton", "parapluie"),
    ("chaise", "table", "lit", "armoire", "fauteuil", "nuage"),
    ("janvier", "mars", "avril", "juin", "octobre", "chaussure"),
)
_OUT_OF_PLACE = (
    "Le gâteau au chocolat cuit quarante minutes à feu moyen.",
    "Le chat dort sur le coussin bleu du salon depuis ce matin.",
    "La recette demande deux œufs, du beurre et une pincée de sel.",
    "La piste de ski était glacée et le télésiège était arrêté.",
    "Le violon se range dans son étui après le concert.",
    "Le gardien de but a arrêté trois lancers en fin de partie.",
)
"""Sentences that no theme of the event holds."""


def practice() -> list[dict[str, Any]]:
    """The four cards of practice, in order: what `cards` needs, with the feedback."""
    return [
        {
            "asks": Task.INTRUSION,
            "content": {
                "options": [[w, w] for w in ("soupe", "salade", "pain", "fromage", "dessert")]
                + [["camion", "camion"], UNKNOWN_WORDS],
                "feedback": "Cinq mots parlent d'un repas\u00a0: «\u00a0camion\u00a0» est "
                "l'intrus. Si les mots vous sont inconnus, dites-le, c'est utile aussi.",
            },
            "gold": "camion",
        },
        {
            "asks": Task.LABEL,
            "content": {
                "passage": "Le samedi, le marché attire des gens de tout le village "
                "(exemple inventé).",
                "options": [
                    ["marche", "Vie de village"],
                    ["ecole", "Rentrée scolaire"],
                    ["neige", "Déneigement"],
                    ["sport", "Équipes sportives"],
                    NO_NAME,
                ],
                "feedback": "«\u00a0Vie de village\u00a0» va le mieux. Quand rien ne convient, "
                "«\u00a0Aucun de ces noms\u00a0» est une bonne réponse.",
            },
            "gold": "marche",
        },
        {
            "asks": Task.QUOTE,
            "content": {
                "title": "Jardins partagés",
                "passage": "On manque de parcelles\u00a0: la liste d'attente du jardin est longue "
                "(exemple inventé).",
                "options": YES_NO,
                "feedback": "Oui\u00a0: la phrase parle bien des jardins partagés.",
            },
            "gold": YES,
        },
        {
            "asks": Task.QUOTE,
            "content": {
                "title": "Jardins partagés",
                "passage": "La bibliothèque ferme à cinq heures le vendredi (exemple inventé).",
                "options": YES_NO,
                "feedback": "Non\u00a0: elle parle d'une bibliothèque. Dire non est utile, "
                "personne n'en est froissé.",
            },
            "gold": NO,
        },
    ]


def controls(titles: list[str]) -> list[dict[str, Any]]:
    """Obvious cards of the three tasks; those that show names of themes come with the others.

    Args:
        titles: names of themes of the campaign.
    """
    made: list[dict[str, Any]] = [
        {
            "asks": Task.INTRUSION,
            "content": {"options": [[w, w] for w in words] + [UNKNOWN_WORDS]},
            "gold": words[-1],
        }
        for words in _INTRUDERS
    ]
    for at, sentence in enumerate(_OUT_OF_PLACE if titles else ()):
        title = titles[at % len(titles)]
        made.append(
            {
                "asks": Task.QUOTE,
                "content": {"title": title, "passage": sentence, "options": YES_NO},
                "gold": NO,
            }
        )
        names = list(dict.fromkeys(titles[(at + k) % len(titles)] for k in range(3)))
        made.append(
            {
                "asks": Task.LABEL,
                "content": {
                    "passage": "Le jeu consiste à lancer le ballon dans le panier\u00a0: "
                    "le panier compte deux points."
                    if at % 2
                    else "La soupe mijote une heure avec des carottes, des poireaux et du sel.",
                    "options": [[f"n{k}", name] for k, name in enumerate(names)]
                    + [["evident", "Ballon et panier" if at % 2 else "Recettes de cuisine"]]
                    + [NO_NAME],
                },
                "gold": "evident",
            }
        )
    return made
