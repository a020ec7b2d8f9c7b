"""Who speaks: from the table of speakers, headings, bold names, "Nom :" openings.

A place that is talked about is not where a voice comes from: only what follows a name, or a role
held by one person, is read as a provenance.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from analyse.contracts import MASK, UNKNOWN, Document, DocumentContext, MaskSpan, Voice

_TITLE = r"(?:(?:M|Mme|Mmes|Dr|Dre|Me|Pr|Pre|Mr|Mlle)\.?|[Mm]onsieur|[Mm]adame)"
_OPENING = re.compile(
    rf"(?:(?:présentation|intervention|témoignage|conférence|allocution|exposé|commentaire"
    rf"|réponse|mot"
    rf"|question|réaction|point de vue|capsule|entrevue|discussion)s?\s?(?:de bienvenue"
    rf"|d'ouverture)?"
    rf"\s?(?:avec|par|:|–|-|de|d['’])?\s*)?(?:par\s|avec\s)?{_TITLE}?\s*$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:(?:une?|le|la|autre|l['’])\s*)?(?:autre\s)?"
    r"(?:participante?|intervenante?|panéliste|paneliste|citoyen(?:ne)?|résidente?|animat(?:eur"
    r"|rice)"
    r"|coordonnat(?:eur|rice)|coordinat(?:eur|rice)|direct(?:eur|rice)|(?:pro)?maire(?:sse)?"
    r"|agente?"
    r"|conseill(?:er|ère)|organisat(?:eur|rice)|représentante?|président(?:e)?|élue?"
    r"|profess(?:eur|eure)"
    r"|cherch(?:eur|euse)|étudiante?|bénévole|gestionnaire|préf[eè]te?|modérat(?:eur|rice)"
    r"|chargée? de projets?|responsable|travailleu(?:r|se)|conférenci(?:er|ère)|facilitat(?:eur"
    r"|rice)"
    r"|fonctionnaire|enseignante?|infirmi(?:er|ère)|médecin|éducat(?:eur|rice)|locataire"
    r"|propriétaire"
    r"|voisine?|retraitée?|parent|mère|père|jeune|élève|agricult(?:eur|rice)|bibliothécaire"
    r"|proche aidante?"
    r"|homme|femme|dame|monsieur|gars|fille|coordo|personne(?: participante)?|locut(?:eur|rice)"
    r"|speaker"
    r"|interlocut(?:eur|rice))"
    r"(?:\s(?:générale?|adjointe?|communautaire|municipale?|sociale?|[A-Z]|n[o°]\.?\s?\d+|\d+)\b)*"
    r"(?:\s*[,(–-]\s*.{1,90}|\s(?:de|du|des|d['’]|à|au|chez|pour|en)\b.{1,90})?$",
    re.IGNORECASE,
)
_SOMEONE = re.compile(
    r"(?:[Uu]ne?|[Aa]utre) [a-zà-ÿ-]+(?: (?:de|d['’]|en|du|des) ?[\wà-ÿ-]+"
    r"| [a-zà-ÿ-]+){0,2}, [A-ZÀ-Ý][^:]{1,50}$"
)
"""Someone and where they are from: "Un cuisinier, Laval"."""
_ORGANISATION = re.compile(
    r"\b(?:CDC|MRC|CISSS|CIUSSS|CIUSS|CPE|CLD|SADC|CJE|FQM|UMQ|OBNL|OSBL|Ville|Municipalité"
    r"|Université"
    r"|Réseau|Pôle|Table|Fondation|Centre|Comité|Regroupement|Association|Fédération|Ministère"
    r"|Coopérative|Coop|Maison|Conseil|Corporation|Carrefour|Cégep|École|Office|Société|Alliance"
    r"|Coalition|Collectif|Institut|Bureau|Direction|Agence|Groupe|Mouvement|Démarche|Communagir"
    r"|Communauté|Nation|Chambre|Commission|Syndicat|Service|Espace|Observatoire|Union|Popote)\b"
)
_PROPER = re.compile(r"(?<![\w.])(?:[A-ZÀ-Ý][\w'’-]*[A-ZÀ-Ýa-zà-ÿ])")
_LABEL_LENGTH = 90


class Speakers:
    """The speakers of one document, as they become known.

    Args:
        document: what they speak in.
        roster: published name ("Personne 12") → what is known of that person (role, organisation).
    """

    def __init__(self, document: Document, roster: Mapping[str, str] | None = None) -> None:
        self._document = document
        self._masks = [mask for mask in document.masks if mask.kind == "nom"]
        self._starts = [mask.start for mask in self._masks]
        self._others = [mask for mask in document.masks if mask.kind != "nom"]
        self._other_starts = [mask.start for mask in self._others]
        self._known: dict[int, str] = {}
        self._roster = dict(roster or {})
        self._voices: dict[str, Voice] = {}

    def names(self, start: int, end: int) -> tuple[MaskSpan, ...]:
        """The masked names of a stretch; a bare run of blocks counts when no mask is declared."""
        at = bisect_right(self._starts, start)
        at = at - 1 if at and self._masks[at - 1].end > start else at
        found = []
        while at < len(self._masks) and self._masks[at].start < end:
            found.append(self._masks[at])
            at += 1
        if not found and not self._document.masks:
            text = self._document.text
            for run in re.finditer(rf"{MASK}+(?:[ -]{MASK}+)*", text[start:end]):
                found.append(MaskSpan(start + run.start(), start + run.end(), "nom"))
        return tuple(found)

    def others(self, start: int, end: int) -> tuple[MaskSpan, ...]:
        """The masked addresses, numbers and so on of a stretch: everything but names."""
        at = bisect_right(self._other_starts, start)
        at = at - 1 if at and self._others[at - 1].end > start else at
        found = []
        while at < len(self._others) and self._others[at].start < end:
            found.append(self._others[at])
            at += 1
        return tuple(found)

    def published(self, start: int, end: int) -> str:
        """`document.published`, in time that depends on the stretch alone."""
        near = replace(self._document, masks=self.names(start, end))
        said = re.sub(r"[*_#\s]+", " ", near.published(start, end)).strip(" :,-–—~")
        said = re.sub(rf"(Personne \d+)(?: \1)+|(Personne \d+)(?: {MASK}+)+", r"\1\2", said)
        return re.sub(rf"{MASK}+(?: {MASK}+)*", "Personne", said)

    def opens_on_name(self, start: int, end: int) -> bool:
        """Whether a name, a courtesy title or "Présentation de" apart, opens the stretch."""
        names = self.names(start, end)
        if not names:
            return False
        return _OPENING.match(self._document.text[start : names[0].start].strip()) is not None

    def is_name_line(self, start: int, end: int) -> bool:
        """Whether a heading is a speaker: a name, then at most who they are."""
        if not self.opens_on_name(start, end) or end - start > 300:
            return False
        names = self.names(start, end)
        after = self._document.text[names[-1].end : end].lstrip(" *_")
        if len(names) > 1 and re.search(r"\w", self._document.text[names[0].end : names[1].start]):
            after = self._document.text[names[0].end : end].lstrip(" *_")
        return (
            not after or after[0] in ",(:–—-/|" or after.lower().startswith(("de ", "du ", "et "))
        )

    def is_label(self, start: int, end: int) -> bool:
        """Whether the words of a label name one who speaks."""
        if self.opens_on_name(start, end):
            return True
        return not self.names(start, end) and self.is_role(start, end)

    def is_role(self, start: int, end: int) -> bool:
        """Whether a stretch is a role held by one person ("La coordonnatrice de la Table")."""
        said = self._document.text[start:end].strip(" *_")
        return _ROLE.match(said) is not None or _SOMEONE.match(said) is not None

    def learn(self, start: int, end: int) -> None:
        """Remember what a line of a table of speakers says of the first person it names."""
        names = self.names(start, end)
        if names and names[0].person and names[0].person not in self._known:
            following = next((n for n in names if n.person != names[0].person), None)
            stop = following.start if following else end
            self._known[names[0].person] = self.published(names[0].start, stop)

    def voice(self, start: int, end: int) -> Voice:
        """The voice a label or heading announces; what it lacks is taken from the table."""
        said = self.published(start, end)
        names = self.names(start, end)
        person = names[0].person if names else 0
        name = f"Personne {person}" if person else ("Personne" if names else "")
        known = self._known.get(person) or self._roster.get(name, "")
        full = said if organisation(_after_name(said, name)) or not known else known
        return self.from_label(shorten(full, name), evidence=f"{said} {known}")

    def from_label(self, label: str, *, evidence: str = "") -> Voice:
        """A voice from a published label; what it does not tell is taken from the document."""
        key = f"{label}|{evidence}"
        if key not in self._voices:
            self._voices[key] = _voice(label, evidence or label, self._document.context)
        return self._voices[key]

    def nobody(self) -> Voice:
        """The voice of a passage when nobody is named: what the document says of itself."""
        context = self._document.context
        return Voice("", context.region, context.palier, context.secteur)


def _voice(label: str, evidence: str, context: DocumentContext) -> Voice:
    from analyse.lexicon import affiliation

    found = affiliation(label)
    wider = affiliation(evidence) if UNKNOWN in found and evidence != label else found
    general = (context.region, context.palier, context.secteur)
    region, palier, secteur = (
        next((value for value in values if value != UNKNOWN), UNKNOWN)
        for values in zip(found, wider, general, strict=True)
    )
    return Voice(label, region, palier, secteur)


def _after_name(said: str, name: str) -> str:
    return said.partition(name)[2] if name and name in said else said


def organisation(text: str) -> str:
    """The organisation a description of a person names, "" without one."""
    found = _ORGANISATION.search(text) or _PROPER.search(text)
    if not found:
        return ""
    said = re.split(r"\s(?:et|ainsi que)\s(?=[a-zà-ÿ])|[;:]", text[found.start() :])[0]
    said = said.strip(" ,.–-|")
    return said[:-1] if said.endswith(")") and "(" not in said else said


def shorten(said: str, name: str) -> str:
    """ "Personne 3, conseillère à la CDC des Pins" → "Personne 3, CDC des Pins"."""
    if not name:
        return said[:_LABEL_LENGTH].strip()
    place = organisation(_after_name(said, name))
    return f"{name}, {place}"[:_LABEL_LENGTH].rstrip(" ,(") if place else name
