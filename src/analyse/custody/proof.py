"""The proof of a purge: what was destroyed, in words, counts and digests; and what was not."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analyse import atomic
from analyse.custody.words import table_word
from analyse.project import Project
from analyse.store import PurgeLine

FOLDER = "purges"
"""Under the project folder: one file per purge, never overwritten."""

NOT_GUARANTEED = (
    "Un disque à mémoire flash (SSD, clé USB) ou un système de fichiers à instantanés peut garder "
    "les anciens octets\u00a0: seuls le chiffrement du disque entier ou sa destruction les "
    "mettent hors d'atteinte.",
    "Les sauvegardes, les copies et les courriels faits hors de ce dossier ne sont pas "
    "atteints\u00a0: détruisez-les vous-même.",
    "Les extraits déjà publiés ou remis à d'autres personnes ne sont pas repris.",
)


def remains(project: Project, scope: Mapping[str, Any]) -> list[str]:
    """What this purge cannot promise, or leaves, in French."""
    told = list(NOT_GUARANTEED)
    if project.synced_service:
        told.append(
            f"Ce projet est dans un dossier synchronisé ({project.synced_service})\u00a0: videz "
            "aussi la corbeille et l'historique des versions de ce service."
        )
    if not project.database_url.startswith("sqlite"):
        told.append(
            "La base est sur un serveur\u00a0: son journal et ses propres sauvegardes "
            "peuvent garder ce qui a été retiré, jusqu'à ce que la personne qui l'administre "
            "les purge."
        )
    if scope["tout"]:
        told.append(
            "Le serveur Prefect partagé, s'il est hors du dossier de projet, garde des chemins et "
            "des nombres, sans texte ni nom\u00a0: son dossier est celui de PREFECT_HOME."
        )
    if scope["notes"] and not scope["tout"]:
        told.append(
            "Le registre, la liste des participants et les clés sont gardés\u00a0: "
            "analyse purger DOSSIER --tout les détruit aussi."
        )
    if scope["correspondances"] and not scope["tout"] and project.key_file.exists():
        told.append(
            "La clé des pseudonymes et les notes, tant qu'elles existent, permettent encore de "
            "retrouver qui est qui."
        )
    return told


def write(project: Project, line: PurgeLine) -> Path:
    """Write the proof of a purge that is done; its name carries the moment and its number."""
    folder = project.folder / FOLDER
    folder.mkdir(exist_ok=True)
    moment = line.at[:19].replace(":", "").replace("T", "-")
    path = folder / f"purge-{moment}-{line.id[:6]}.md"
    atomic.replace(path, text(project.params.evenement.titre, line).encode("utf-8"))
    return path


def text(title: str, line: PurgeLine) -> str:
    """The proof in Markdown, with its own data and their digest at the end."""
    report, scope = line.report, line.scope
    kinds = Counter(str(file["quoi"]) for file in report["fichiers"])
    asked = ", ".join(key for key, value in scope.items() if value)
    data = json.dumps(
        {"demande": dict(scope), "quand": line.at, "qui": line.author, **report},
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    )
    out = [
        "# Preuve de destruction",
        "",
        f"- Projet\u00a0: {title}",
        f"- Quand\u00a0: {line.at} (UTC)",
        f"- Par qui\u00a0: {line.author}",
        f"- Raison\u00a0: {line.reason or 'non dite'}",
        f"- Demande\u00a0: {asked}",
        "",
        "## Détruit",
        "",
        *(f"- {what}\u00a0: {count} fichier(s)" for what, count in sorted(kinds.items())),
        *(f"- dans la base, {table_word(t)}\u00a0: {rows} ligne(s)" for t, rows in _counts(report)),
        *(
            f"- registre des décisions, ligne {one['numero']}\u00a0: contenu vidé; empreinte de la "
            f"ligne d'avant\u00a0: `{one['sha256_avant']}`"
            for one in report["decisions"]
        ),
        *(f"- export retiré\u00a0: {name}" for name in report.get("exports_retires", [])),
        "",
        "| quoi | document (dépersonnalisé) | octets | SHA-256 | remarque |",
        "|---|---|---:|---|---|",
        *(
            f"| {f['quoi']} | {_cell(f.get('document', ''))} | {f.get('octets', 0)} | "
            f"{f.get('sha256', '')} | {f.get('remarque', '')} |"
            for f in report["fichiers"]
        ),
        "",
        "## Ce qui reste à faire par des personnes",
        "",
        *(
            f"- reprendre ce qui cite encore le document\u00a0: {name}"
            for name in report.get("a_reprendre", [])
        ),
        *(_backup(one) for one in report["sauvegardes"]),
        *(f"- {sentence}" for sentence in report["reste"]),
        "",
        "## Données",
        "",
        "```json",
        data,
        "```",
        "",
        f"SHA-256 de ces données\u00a0: `{hashlib.sha256(data.encode()).hexdigest()}`",
        "",
    ]
    return "\n".join(out)


def _counts(report: Mapping[str, Any]) -> list[tuple[str, int]]:
    return sorted((table, rows) for table, rows in report["base"].items() if rows)


def _backup(one: Mapping[str, Any]) -> str:
    held = [word for name, word in (("notes", "notes"), ("cles", "clés")) if one.get(name)]
    inside = f" (contient\u00a0: {', '.join(held)})" if held else ""
    return f"- détruire la sauvegarde «\u00a0{one['nom']}\u00a0» du {one['quand'][:10]}{inside}"


def _cell(said: str) -> str:
    return said.replace("|", "\\|")
