"""`consentements.csv`: what files, people and passages consent to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analyse.contracts import Consent, Scope
from analyse.errors import ConfigurationError
from analyse.lexicon import fold
from analyse.steps.ingest.register import parse_consent, read_table

COLUMNS = ("portee", "valeur", "consentement", "date", "par", "raison")
_SCOPES = {
    "fichier": Scope.DOCUMENT,
    "document": Scope.DOCUMENT,
    "note": Scope.DOCUMENT,
    "personne": Scope.PERSON,
    "participant": Scope.PERSON,
    "participante": Scope.PERSON,
    "voix": Scope.PERSON,
    "passage": Scope.PASSAGE,
    "extrait": Scope.PASSAGE,
}


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One line: what it is about, the path, name or id that tells it, what may be done."""

    line: int
    scope: Scope
    value: str
    consent: Consent
    date: str = ""
    author: str = ""
    reason: str = ""


def read_consents(path: Path) -> tuple[ConsentRow, ...]:
    """Read and check `consentements.csv` (`,` or `;`, UTF-8 or cp1252).

    Raises:
        ConfigurationError: an unknown column or value, with its line.
    """
    rows = []
    for line, cells in read_table(path, COLUMNS, required="valeur", what=path.name):
        scope = _SCOPES.get(fold(cells.get("portee", "")))
        if scope is None:
            raise _wrong(path, line, "portee", "fichier, personne, passage")
        consent = parse_consent(cells.get("consentement", ""))
        if consent in (None, Consent.UNKNOWN):
            raise _wrong(path, line, "consentement", "publier, analyser, retirer")
        assert consent is not None
        rows.append(
            ConsentRow(
                line=line,
                scope=scope,
                value=cells["valeur"],
                consent=consent,
                date=cells.get("date", ""),
                author=cells.get("par", ""),
                reason=cells.get("raison", ""),
            )
        )
    return tuple(rows)


def _wrong(path: Path, line: int, column: str, known: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path.name}, ligne {line}\u00a0: valeur non reconnue dans la colonne "
        f"«\u00a0{column}\u00a0»",
        line=line,
        action=f"Valeurs reconnues\u00a0: {known}.",
    )
