"""What a project holds of people, computed from its settings and its state: no name, no text."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.engine import make_url

from analyse import __version__
from analyse.contracts import Document, DocumentStatus
from analyse.custody.files import files_in
from analyse.custody.retention import WHAT
from analyse.custody.standing import Standing, standing
from analyse.project import DATABASE_VARIABLE, MAPPING_KEY_VARIABLE, Project
from analyse.store import Store

_PREFECT = ("PREFECT_HOME", "PREFECT_API_URL", "PREFECT_RESULTS_PERSIST_BY_DEFAULT", "DO_NOT_TRACK")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the templates are given; every value is plain, in French where people read it.

    Attributes:
        evenement: title, dates. logiciel: version. le: the moment, ISO 8601, UTC.
        etat: see `Standing`.
        documents: status → files. formats: extension → files read. consentements: word → files.
        bruts: files under notes/. masques: kind → stretches hidden.
        lignes: table → rows.
        base: kind, address without its password, whether it is on this machine.
        auteurs: people who signed decisions. consultations, purges, sauvegardes: log lines.
        calendrier: what, asked, date.
        fichiers: what is in the folder, and whether its rights let others read it.
        reglages: section → key → value, as `projet.toml` or the defaults say.
        prefect: settings of the environment that say where Prefect keeps what it knows.
        synchronise: service that copies the folder, "".
    """

    evenement: Mapping[str, str]
    logiciel: str
    le: str
    etat: Standing
    documents: Mapping[str, int]
    formats: Mapping[str, int]
    consentements: Mapping[str, int]
    bruts: int
    masques: Mapping[str, int]
    lignes: Mapping[str, int]
    base: Mapping[str, Any]
    auteurs: int
    consultations: tuple[Mapping[str, Any], ...]
    purges: tuple[Mapping[str, Any], ...]
    sauvegardes: tuple[Mapping[str, Any], ...]
    calendrier: tuple[Mapping[str, Any], ...]
    fichiers: Mapping[str, Mapping[str, Any]]
    reglages: Mapping[str, Mapping[str, Any]]
    prefect: Mapping[str, str]
    synchronise: str
    cle_ailleurs: bool


def inventory(project: Project) -> Inventory:
    """Count everything; nothing is changed."""
    with Store.open(project.database_url) as store, store.moment():
        documents = store.documents()
        read = [d for d in documents if d.status is DocumentStatus.READ]
        purges = [line for line in store.purges() if line.step == "terminée"]
        event = project.params.evenement
        return Inventory(
            evenement={"titre": event.titre, "dates": event.dates},
            logiciel=__version__,
            le=datetime.now(UTC).isoformat(timespec="seconds"),
            etat=standing(project, store),
            documents=_counted(d.status.value for d in documents),
            formats=_counted(PurePosixPath(d.path).suffix.lower().strip(".") for d in read),
            consentements=_counted(d.context.consentement.value or "inconnu" for d in read),
            bruts=len(files_in(project.notes)),
            masques=_masks(read),
            lignes=store.sizes(),
            base=_database(project),
            auteurs=len({d.author for d in store.decisions()}),
            consultations=tuple(
                {"le": c.at, "qui": c.author, "raison": c.reason, "vues": c.found}
                for c in store.consultations()
            ),
            purges=tuple(
                {"le": p.at, "qui": p.author, "raison": p.reason, "quoi": _asked(p.scope)}
                for p in purges
            ),
            sauvegardes=tuple(
                {"le": b.at, "nom": b.name, **dict(b.holds)} for b in store.backups()
            ),
            calendrier=tuple(
                {"quoi": WHAT[d.what], "demande": d.asked, "date": d.when, "reste": d.there}
                for d in standing(project, store).dues
            ),
            fichiers=_files(project),
            reglages=project.params.model_dump(mode="json"),
            prefect={name: os.environ[name] for name in _PREFECT if os.environ.get(name)},
            synchronise=project.synced_service,
            cle_ailleurs=bool(os.environ.get(MAPPING_KEY_VARIABLE, "").strip()),
        )


def _counted(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _masks(documents: list[Document]) -> dict[str, int]:
    return _counted(mask.kind for document in documents for mask in document.masks)


def _asked(scope: Mapping[str, Any]) -> str:
    said = [key for key, value in scope.items() if value and key != "documents"]
    count = len(scope.get("documents", []))
    return ", ".join([*said, *([f"{count} document(s)"] if count else [])])


def _database(project: Project) -> dict[str, Any]:
    """Where the database is; its password is left out, and what may stand for one."""
    url = make_url(project.database_url)
    kind = url.get_backend_name()
    if kind == "sqlite":
        given = bool(os.environ.get(DATABASE_VARIABLE))
        where = "hors du dossier de projet" if given else "analyse.db, dans le dossier de projet"
        return {"genre": "SQLite", "adresse": where, "locale": True}
    host = url.host or str(url.query.get("host", ""))
    local = host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/")
    bare = url.set(password=None, query={}).render_as_string()
    return {"genre": kind, "adresse": bare, "locale": local}


def _files(project: Project) -> dict[str, dict[str, Any]]:
    """What is in the folder: how many files, and whether others than the owner may read them."""
    places = {
        "notes/": project.notes,
        "registre": project.register,
        "participants.csv": project.roster,
        "pseudonymes.cle": project.key_file,
        "correspondances.chiffre": project.mapping_file,
        "correspondances.cle": project.mapping_key,
        "brouillons/": project.drafts,
        "exports/": project.exports,
        "fiches/": project.folder / "fiches",
        "purges/": project.folder / "purges",
    }
    found = {}
    for name, path in places.items():
        if path is None or not path.exists():
            found[name] = {"fichiers": 0, "ouverts": 0}
            continue
        files = files_in(path) if path.is_dir() else [path]
        opened = sum(os.name != "nt" and bool(f.lstat().st_mode & 0o077) for f in files)
        found[name] = {"fichiers": len(files), "ouverts": opened}
    return found
