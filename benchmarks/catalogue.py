"""The measurements, in the order they run."""

from __future__ import annotations

from importlib.util import find_spec

MEASURES = {
    "exemple": ("exemple", "L'événement d'exemple, de bout en bout"),
    "facettes": ("facettes", "Les facettes"),
    "voisins": ("voisins", "Le contexte des passages"),
    "encodeur": ("encodeur", "Les encodeurs : vitesse, fidélité, V"),
    "themes": ("themes", "Les thèmes, face à d'autres méthodes"),
    "titres": ("titres", "Les titres et les expressions clés"),
    "grille": ("grille", "La proximité avec la grille"),
    "quotes": ("extraits", "Les extraits, face à deux personnes"),
    "rares": ("rares", "Les voix minoritaires"),
    "confrontation": ("confrontation", "Les réponses aux fiches 1.0"),
    "tensions": ("tensions", "Les tensions et désaccords"),
    "jours": ("jours", "Les jours qui s'ajoutent"),
    "suivis": ("suivis", "Les passages qui rejoignent des thèmes"),
    "lecture": ("lecture", "La lecture de n'importe quel dossier"),
    "vitesse": ("vitesse", "La vitesse, de bout en bout"),
    "echelle": ("echelle", "Le passage à l'échelle"),
    "web": ("web", "Le web : temps des pages et des votes"),
}
"""Module of `benchmarks` → name of its page in results/, title. What has no module yet is left out;
what is not listed here is not run."""


def present() -> list[str]:
    """The measurements that exist in this checkout."""
    return [name for name in MEASURES if find_spec(f"benchmarks.{name}") is not None]
