"""What volunteers read, questions and the text they agree to; what the adjudicator reads."""

from __future__ import annotations

import hashlib

from analyse.contracts import Motive, Task

QUESTIONS = {
    Task.NAMING: "Quel nom donneriez-vous à ce que ces passages ont en commun?",
    Task.INTRUSION: "Quel mot ne va pas avec les autres?",
    Task.LABEL: "Quel nom va le mieux à ce passage?",
    Task.QUOTE: "Cette citation illustre-t-elle ce thème?",
    Task.RETURN: "Cette fiche reflète-t-elle ce que vous avez entendu?",
    Task.CODING: "De quoi ce passage parle-t-il?",
}
"""One question per card."""

CLARITY = "Est-ce clair, de 1 (pas du tout) à 5 (très)?"
"""Beside the name that a person gives."""

MOTIVES = {
    Motive.AMBIGUITY: "ce qui est montré se comprend de deux façons",
    Motive.INSTRUCTION: "la question n'était pas claire",
    Motive.MISTAKE: "une partie des gens ont mal lu",
    Motive.LEGITIMATE: "les deux réponses se défendent",
}
"""What each motive means, beside it, for the person who adjudicates."""

CONSENT = (
    (
        "Ce qu'on vous demande",
        "Lire de courtes cartes tirées des notes de l'événement et répondre d'un geste. Une carte, "
        "une question. Dix minutes suffisent; vous arrêtez quand vous voulez.",
    ),
    (
        "Pourquoi",
        "Un logiciel a regroupé les notes en thèmes. Vos réponses disent quels thèmes se "
        "reconnaissent. Elles ne retirent rien\u00a0: un thème que peu de gens reconnaissent "
        "reste, avec ses chiffres.",
    ),
    (
        "Ce qu'on garde de vous",
        "Un code, jamais votre nom, et vos réponses avec leur heure. Elles sont publiées en "
        "nombres. N'écrivez le nom de personne, et gardez pour vous ce que vous lisez.",
    ),
    (
        "Bon à savoir",
        "Il n'y a pas de mauvaise réponse, et «\u00a0je ne sais pas\u00a0» en est une. Une carte "
        "sur dix est un contrôle évident\u00a0: elle n'exclut personne.",
    ),
)
"""(heading, text) of the page that comes before any card."""


def consent_digest() -> str:
    """16 hexadecimal digits that tell the text people agreed to."""
    told = "\n".join(f"{heading}\n{text}" for heading, text in CONSENT)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
