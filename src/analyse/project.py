"""The project folder: where things are, and how one is created and opened."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from analyse.configuration import CONFIG_NAME, parse
from analyse.errors import ConfigurationError, ProjectError, system_reason
from analyse.params import ProjectParams

__all__ = [
    "CONFIG_NAME",
    "DATABASE_VARIABLE",
    "MAPPING_KEY_VARIABLE",
    "Project",
    "create",
    "load",
    "parse",
    "synced_by",
]

DATABASE_VARIABLE = "ANALYSE_DATABASE_URL"
MAPPING_KEY_VARIABLE = "ANALYSE_CLE_CORRESPONDANCES"
"""Where the key of the mapping is, when it is kept away from the project."""
_TEMPLATES = Path(__file__).parent / "gabarits"
_SYNCED = {
    "OneDrive": r"onedrive([ \-–(].*)?",
    "Dropbox": r"dropbox([ \-(].*)?",
    "iCloud Drive": r"icloud ?drive([ \-(~].*)?|com~apple~clouddocs",
    "Google Drive": r"google ?drive([ \-(].*)?|drivefs|mon drive|my drive",
    "Nextcloud": r"nextcloud([ \-(\d].*)?",
    "pCloud": r"pcloud ?drive",
    "un service infonuagique": r"cloudstorage",
}
"""Names that synchronisation services give to their folders."""

_READ_ME = """Déposez ici les notes, telles quelles, dans des sous-dossiers si vous voulez
(jour-1, jour-2…). Formats lus\u00a0: txt, md, docx, odt, pdf, pptx, html, csv, xlsx, vtt, srt.
Rien n'y est jamais modifié.
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its settings.

    Attributes:
        folder: absolute path of the folder.
        params: what `projet.toml` says.
    """

    folder: Path
    params: ProjectParams

    @property
    def notes(self) -> Path:
        """Where people drop their notes; never written by us."""
        return self.folder / "notes"

    @property
    def sheets(self) -> Path:
        """Where people drop the fiches 1.0 that the event discussed; it may not exist."""
        return self.folder / "fiches-1.0"

    @property
    def drafts(self) -> Path:
        """Draft fiches of the last run."""
        return self.folder / "brouillons"

    @property
    def exports(self) -> Path:
        """Default folder of exports."""
        return self.folder / "exports"

    @property
    def register(self) -> Path | None:
        """The register people fill, if there is one.

        Raises:
            ConfigurationError: there are two.
        """
        table, book = self.folder / "registre.csv", self.folder / "registre.xlsx"
        if table.is_file() and book.is_file():
            raise ConfigurationError(
                "Il y a deux registres, registre.csv et registre.xlsx\u00a0: lequel dit vrai?",
                action="Gardez-en un seul\u00a0: renommez ou déplacez l'autre.",
            )
        return _first(table, book)

    @property
    def roster(self) -> Path | None:
        """The roster of participants, if there is one."""
        return _first(self.folder / "participants.csv")

    @property
    def consents(self) -> Path | None:
        """What files, people and passages consent to, if it is written there."""
        return _first(self.folder / "consentements.csv")

    @property
    def published(self) -> Path:
        """The fiches that were approved and published."""
        return self.folder / "fiches"

    @property
    def publication_draft(self) -> Path:
        """The draft of a publication."""
        return self.folder / "fiches-brouillon"

    @property
    def key_file(self) -> Path:
        """The secret that keys pseudonyms; readable by its owner only."""
        return self.folder / "pseudonymes.cle"

    @property
    def mapping_file(self) -> Path:
        """Names and their pseudonyms, encrypted; never read by the web app."""
        return self.folder / "correspondances.chiffre"

    @property
    def mapping_key(self) -> Path:
        """The key of that file: where the environment says, else in the folder."""
        given = os.environ.get(MAPPING_KEY_VARIABLE, "").strip()
        if given:
            return self.folder / Path(given).expanduser()
        return self.folder / "correspondances.cle"

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL: the environment's, else SQLite in the folder, whatever its name holds."""
        given = os.environ.get(DATABASE_VARIABLE)
        if given:
            return given
        from sqlalchemy import URL

        return URL.create("sqlite", database=str(self.folder / "analyse.db")).render_as_string()

    @property
    def synced_folder(self) -> str:
        """The service that synchronises the folder of the SQLite database, "" when none is known.

        Such a service copies the database while it is written, and may put an old copy back.
        """
        return "" if os.environ.get(DATABASE_VARIABLE) else self.synced_service

    @property
    def synced_service(self) -> str:
        """The service that copies the project folder elsewhere, "" when none is known."""
        return synced_by(self.folder) or synced_by(self.folder.resolve())

    @property
    def stylesheet(self) -> str:
        """Text of the project's own CSS, "" without one.

        Raises:
            ConfigurationError: it is not in the project folder, or is not UTF-8 text.
        """
        name = self.params.publication.style
        if not name:
            return ""
        action = "Corrigez la clé «\u00a0style\u00a0» de la section [publication] de projet.toml."
        path = self.folder / name
        if not path.is_file() or not path.resolve().is_relative_to(self.folder.resolve()):
            raise ConfigurationError(
                f"La feuille de style «\u00a0{name}\u00a0» est introuvable dans le dossier de "
                "projet.",
                action=action,
            )
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"La feuille de style «\u00a0{name}\u00a0» ne se lit pas\u00a0: elle doit être un "
                "fichier texte en UTF-8.",
                action=action,
            ) from error


def synced_by(folder: PurePath) -> str:
    """Name of the service whose folder holds `folder`, "" when none is recognised."""
    for part in reversed(folder.parts):
        for service, pattern in _SYNCED.items():
            if re.fullmatch(pattern, part, flags=re.IGNORECASE):
                return service
    return ""


def create(folder: Path) -> Project:
    """Create a project folder, its parents, a commented `projet.toml` and note templates.

    Nothing that exists is overwritten.

    Raises:
        ProjectError: the folder already is a project, or cannot be written.
    """
    folder = folder.expanduser().absolute()
    from analyse.note_template import note_template

    config = folder / CONFIG_NAME
    if config.exists():
        raise ProjectError(
            f"«\u00a0{folder}\u00a0» est déjà un projet\u00a0: rien n'a été changé.",
            action=f'Lancez l\'analyse\u00a0: analyse lancer "{folder}"',
        )
    try:
        (folder / "notes").mkdir(parents=True, exist_ok=True)
        _write_new(folder / "gabarit-note.md", (_TEMPLATES / "note.md").read_text(encoding="utf-8"))
        _write_new(folder / "gabarit-note.docx", note_template())
        _write_new(folder / "LISEZMOI.txt", _READ_ME)
        # Last: a folder is a project once it has this file.
        _write_new(config, (_TEMPLATES / CONFIG_NAME).read_text(encoding="utf-8"))
    except OSError as error:
        raise ProjectError(
            f"Impossible d'écrire dans «\u00a0{folder}\u00a0» ({system_reason(error)}).",
            action="Choisissez un dossier où vous avez le droit d'écrire.",
        ) from error
    return load(folder)


def load(folder: Path) -> Project:
    """Read a project folder.

    Raises:
        ProjectError: the folder does not exist or has no `projet.toml`.
        ConfigurationError: `projet.toml` is wrong; the message names the line.
    """
    folder = folder.expanduser().absolute()
    create_it = f'Créez le projet\u00a0: analyse nouveau "{folder}"'
    if not folder.is_dir():
        raise ProjectError(f"Le dossier «\u00a0{folder}\u00a0» n'existe pas.", action=create_it)
    config = folder / CONFIG_NAME
    if not config.is_file():
        raise ProjectError(
            f"«\u00a0{folder}\u00a0» n'est pas un projet\u00a0: {CONFIG_NAME} y manque.",
            action=create_it,
        )
    try:
        text = config.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{CONFIG_NAME}, ligne {line}\u00a0: le fichier n'est pas en UTF-8.",
            line=line,
            action="Enregistrez le fichier en UTF-8 depuis votre éditeur de texte.",
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"{CONFIG_NAME} ne se lit pas ({system_reason(error)}).",
            action="Vérifiez les droits du fichier, et qu'aucun programme ne le retient.",
        ) from error
    return Project(folder=folder, params=parse(text))


def _first(*paths: Path) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


def _write_new(path: Path, content: str | bytes) -> None:
    """Write `path` unless it exists, with LF everywhere: the file is the same on any system."""
    try:
        with path.open("xb") as handle:
            handle.write(content.encode("utf-8") if isinstance(content, str) else content)
    except FileExistsError:
        return
