"""The privacy inventory and the incident form: templates that people may change, filled in.

A file of the same name in the project's `gabarits/` takes the place of ours. It is run in a
sandbox: it shows values, and reaches nothing else.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from analyse import atomic
from analyse.custody.inventory import Inventory
from analyse.custody.words import table_word
from analyse.errors import ProjectError, UsageError, system_reason
from analyse.project import Project

INVENTORY, INCIDENT = "inventaire.md.jinja", "incident.md.jinja"
_OURS = Path(__file__).parents[1] / "gabarits"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%;margin:1rem 0;"
    "display:block;overflow-x:auto}td,th{border:1px solid #bbb;padding:.35rem .6rem;"
    "text-align:left;vertical-align:top}th{background:#f2f2f2}h1,h2{line-height:1.2}"
    "code{background:#f2f2f2;padding:0 .2rem}@media print{body{margin:0;max-width:none}}"
)


def filled(project: Project, name: str, told: Inventory) -> str:
    """A template filled with what the project holds, in Markdown.

    Raises:
        UsageError: the project's own template is wrong; its line is told.
    """
    own = project.folder / "gabarits" / name
    source = own if own.is_file() else _OURS / name
    try:
        text = source.read_text(encoding="utf-8-sig")
        environment = SandboxedEnvironment(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        environment.filters["cellule"] = _cell
        environment.filters["mot"] = table_word
        return environment.from_string(text).render(i=told, etat=told.etat) + "\n"
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f", ligne {line}" if line else ""
        raise UsageError(
            f"Le gabarit «\u00a0gabarits/{name}\u00a0»{where} ne se remplit pas "
            f"({type(error).__name__}).",
            action="Corrigez-le, ou retirez-le\u00a0: celui du logiciel servira.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"Le gabarit «\u00a0gabarits/{name}\u00a0» ne se lit pas.",
            action="Enregistrez-le en UTF-8, ou retirez-le.",
        ) from error


def page(markdown: str, title: str) -> str:
    """The same as one HTML page, that needs nothing else."""
    from html import escape

    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return (
        f'<!doctype html>\n<html lang="fr-CA">\n<head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style></head>\n"
        f"<body>\n{body}</body>\n</html>\n"
    )


def write(path: Path, text: str) -> Path:
    """Write a paper whole, readable by its owner alone.

    Raises:
        ProjectError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.replace(path, text.encode("utf-8"), mode=0o600)
    except OSError as error:
        raise ProjectError(
            f"«\u00a0{path.name}\u00a0» ne s'écrit pas ({system_reason(error)}).",
            action="Fermez ce fichier dans les autres programmes, ou donnez un autre endroit avec "
            "--sortie.",
        ) from error
    return path


def free_form(project: Project, today: date) -> Path:
    """A name for a new incident form: those that people filled are never replaced."""
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        path = project.drafts / f"incident-{today.isoformat()}{suffix}.md"
        if not path.exists():
            return path
        number += 1


def _cell(value: object) -> str:
    """A value in a cell of a Markdown table."""
    return str(value).replace("|", "\\|").replace("\n", " ")
