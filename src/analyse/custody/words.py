"""Names of tables and kinds, in French: what people read in papers and proofs."""

from __future__ import annotations

TABLES = {
    "adjudication": "arbitrages",
    "agreement": "accords des communautés",
    "anchor": "passages suivis d'une version à l'autre",
    "assignment": "cartes données",
    "attempt": "analyses commencées",
    "backup": "sauvegardes",
    "block": "séries de cartes",
    "campaign": "campagnes de validation",
    "card": "cartes",
    "consent": "consentements",
    "consultation": "consultations des correspondances",
    "decision": "décisions",
    "document": "documents",
    "evidence": "appuis des fiches 1.0",
    "exported": "exports",
    "invitation": "invitations",
    "label": "réponses aux fiches 1.0",
    "mask": "masques",
    "membership": "places des passages dans les thèmes",
    "memo": "mémoire des étapes",
    "participant": "bénévoles d'une campagne",
    "passage": "passages",
    "person": "pseudonymes",
    "publication": "publications",
    "purge": "destructions",
    "quote": "extraits",
    "revision": "repère des pages",
    "run": "analyses",
    "set_aside": "passages écartés",
    "sheet": "fiches 1.0",
    "statement": "énoncés des fiches 1.0",
    "tension": "tensions et désaccords",
    "theme": "thèmes",
    "vector": "vecteurs",
    "vote": "votes",
    "web_session": "séances de l'application web",
    "withdrawn": "passages retirés",
}


def table_word(name: str) -> str:
    """A table in French; a new one under its own name."""
    return TABLES.get(name, name)
