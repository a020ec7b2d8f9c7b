"""The published fiches: one self-contained page and Markdown, of what may be published alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analyse.render import validated, words
from analyse.render.edition import Edition, Extract, Sheet, Statement
from analyse.render.html import publication_html
from analyse.render.markdown import block_quote, escape, file_name
from analyse.render.words import NBSP

PAGE = "fiches.html"
ANSWERS = "reponses-fiches-1.0.md"
PROPOSED = "proposé par une machine, personne n'a tranché"
METHOD = (
    "Proposé par une machine, d'après la proximité des mots et du sens, puis restreint aux "
    f"extraits publiés; personne n'a tranché. Confirmé{NBSP}: tous les extraits publiés qui "
    f"répondent à l'énoncé vont dans le même sens; contesté{NBSP}: tous vont en sens contraire; "
    f"nuancé{NBSP}: autrement. Le programme se trompe souvent{NBSP}: il dit où lire, pas quoi "
    "conclure."
)
MINORITY = (
    "Des extraits de cette fiche que presque personne d'autre ne dit, relevés par calcul. Compter "
    "les passages les cacherait."
)
DRAFT = (
    f"**Brouillon de publication** — ni les thèmes ni les extraits n'ont tous été approuvés{NBSP}: "
    "à relire, à ne pas diffuser."
)


def render(edition: Edition) -> dict[str, str]:
    """POSIX path → text of every file of the publication."""
    names = {s.theme_id: file_name(s.number, s.title) for s in edition.sheets}
    files = {PAGE: publication_html(edition), "fiches.md": _index(edition, names)}
    for sheet in edition.sheets:
        files[f"fiches/{names[sheet.theme_id]}"] = _sheet(edition, sheet)
    if edition.replies:
        files[ANSWERS] = _replies(edition, names)
    return files


def kept_sentence(sheet: Sheet) -> str:
    """What is not shown of a theme, counted."""
    told = f"{words.count(sheet.passages, 'passage')} dans l'analyse, {sheet.free} "
    told += "publiable" if sheet.free < 2 else "publiables"
    if sheet.kept:
        told += f". Non publiés{NBSP}: "
        told += "; ".join(f"{number} ({why})" for why, number in sorted(sheet.kept.items()))
    if sheet.unsaid:
        told += ". " + words.count(sheet.unsaid, "phrase de l'équipe", "phrases de l'équipe")
        told += " non " + ("publiée" if sheet.unsaid < 2 else "publiées")
    return f"{told}."


def untold_sentence(number: int) -> str:
    """Disagreements that are not shown, counted; "" for none."""
    if not number:
        return ""
    if number < 2:
        return (
            f"1{NBSP}désaccord relevé dans les notes n'est pas montré{NBSP}: un de ses passages au "
            "moins n'est pas publié."
        )
    return (
        f"{number}{NBSP}désaccords relevés dans les notes ne sont pas montrés{NBSP}: un de leurs "
        "passages au moins n'est pas publié."
    )


def unheard_sentence(number: int) -> str:
    """Minority voices that are not shown, counted; "" for none."""
    if not number:
        return ""
    if number < 2:
        return (
            f"1{NBSP}voix minoritaire n'est pas montrée{NBSP}: personne ne l'a approuvée, ou elle "
            "ne peut pas être publiée."
        )
    return (
        f"{number}{NBSP}voix minoritaires ne sont pas montrées{NBSP}: personne ne les a "
        "approuvées, ou elles ne peuvent pas être publiées."
    )


def unanswered_sentence(number: int) -> str:
    """Statements of the fiches 1.0 that no published quote answers, counted; "" for none."""
    if not number:
        return ""
    told = words.count(number, "énoncé", "énoncés")
    has = "n'a" if number < 2 else "n'ont"
    return (
        f"{told} {has} aucun extrait publié qui y réponde. Cela ne veut pas dire que personne n'en "
        "a parlé."
    )


def _index(edition: Edition, names: Mapping[str, str]) -> str:
    event = edition.event
    dates = f"{escape(event.dates)} · " if event.dates else ""
    parts = [
        f"# {escape(event.titre)}",
        f"{dates}analyse {edition.number}, {words.moment(edition.started)}",
        DRAFT if edition.draft else "",
        "Chaque extrait est repris mot pour mot d'une note dépersonnalisée"
        + ("." if edition.draft else ", et une personne l'a approuvé."),
        "## Fiches",
        "\n".join(
            f"{s.number}. [{escape(s.title) or 'Sans titre'}](fiches/{names[s.theme_id]})"
            for s in edition.sheets
        )
        or "Aucune fiche.",
    ]
    if edition.replies:
        parts.append(f"[Réponses aux fiches 1.0]({ANSWERS}){NBSP}: {PROPOSED}")
    parts.append(
        unheard_sentence(edition.unheard)
        and f"Hors de ces fiches{NBSP}: " + unheard_sentence(edition.unheard)
    )
    if edition.workshops:
        parts.append("## Ateliers cités")
        parts.append(
            "\n".join(
                f"- {escape(name)}{NBSP}: "
                + ", ".join(f"[fiche {s.number}](fiches/{names[s.theme_id]})" for s in sheets)
                for name, sheets in edition.workshops
            )
        )
    return _file(parts)


def _replies(edition: Edition, names: Mapping[str, str]) -> str:
    parts = ["# Réponses aux fiches 1.0", DRAFT if edition.draft else "", METHOD]
    place = {e.reference: names[s.theme_id] for s in edition.sheets for e in s.extracts}
    for title, answered in edition.replies.sheets:
        parts.append(f"## {escape(title)}")
        for one in answered:
            parts.append(f"**{one.response.value}** · {one.kind}\\\n{escape(one.text)}")
            parts.append(
                "\n".join(
                    f"- {side}{NBSP}: {escape(e.text)} — {', '.join(map(escape, e.origin))} · "
                    f"[réf. {e.reference}](fiches/{place[e.reference]})"
                    for side, e in one.evidence
                )
            )
    parts.append(unanswered_sentence(edition.replies.unanswered))
    return _file([*parts, "[Toutes les fiches](fiches.md)"])


def _sheet(edition: Edition, sheet: Sheet) -> str:
    facts = [f"- Étendue{NBSP}: {extent(sheet)}", f"- {kept_sentence(sheet)}"]
    if sheet.fiches:
        facts.append(f"- Fiches{NBSP}: {escape(', '.join(sheet.fiches))}")
    if sheet.chantiers:
        facts.append(f"- Chantiers{NBSP}: {escape(', '.join(sheet.chantiers))}")
    if sheet.answers:
        facts.append(f"- Fiches 1.0{NBSP}: {sheet.answers} ({PROPOSED})")
    parts = [
        f"# {escape(sheet.title) or 'Sans titre'}",
        DRAFT if edition.draft else "",
        f"Fiche {sheet.number} · thème {sheet.status}",
        "\n".join(facts),
    ]
    if sheet.definition or edition.draft:
        parts += ["## Définition", escape(sheet.definition) or "_À écrire par les personnes._"]
    if sheet.defined:
        parts.append(support(sheet.defined))
    for title, statements in sheet.statements:
        parts.append(f"## {title}")
        parts.append("\n".join(f"- {escape(s.text)} ({support(s)})" for s in statements))
    for _, title, extracts in sheet.facets:
        if extracts:
            parts += [f"## {title}", *map(_extract, extracts)]
    if sheet.disputes or sheet.untold:
        parts.append("## Tensions et désaccords")
    for dispute in sheet.disputes:
        parts.append(f"### {dispute.title}")
        for name, side in (("D'un côté", dispute.side_a), ("De l'autre", dispute.side_b)):
            parts += [f"**{name}**"] if dispute.side_b else []
            parts += map(_again, side)
    parts.append(untold_sentence(sheet.untold))
    if sheet.minority or sheet.unheard:
        parts += ["## Voix minoritaires", MINORITY if sheet.minority else ""]
    for one in sheet.minority:
        parts.append(f"{_again(one.extract)} · dit par {one.voices}")
    parts.append(unheard_sentence(sheet.unheard))
    rows = [("Région", "Palier", "Secteur d'activité", "Ateliers", "Passages")]
    rows += [tuple(map(escape, row)) for row in edition.coverage(sheet)]  # type: ignore[misc]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    parts += ["## Qui a parlé", "\n".join([lines[0], "|---|---|---|---:|---:|", *lines[1:]])]
    if edition.least > 1:
        parts.append(f"Les comptes sous {edition.least} sont cachés.")
    if sheet.validation:
        parts.append(f"## {validated.TITLE}")
        parts.append("\n".join(f"- {escape(line)}" for line in sheet.validation))
        parts.append(validated.RELIABILITY if len(sheet.validation) > 1 else "")
    parts.append("[Toutes les fiches](../fiches.md)")
    return _file(parts)


def support(statement: Statement) -> str:
    """What a sentence rests on, in words."""
    parts = [f"réf. {', '.join(statement.references)}"] if statement.references else []
    if statement.unpublished:
        more = words.count(statement.unpublished, "passage non publié", "passages non publiés")
        parts.append(more)
    return f"appuis{NBSP}: {', '.join(parts)}" if parts else "sans appui"


def extent(sheet: Sheet) -> str:
    """How far a theme goes, in what may be published."""
    return f"{words.count(sheet.workshops, 'atelier')} · {words.voices(sheet.voices)}"


def _extract(extract: Extract) -> str:
    told = ", ".join(escape(part) for part in extract.origin)
    marks = f" · **{', '.join(extract.marks)}**" if extract.marks else ""
    said = f"> — {extract.nature}, {told} · réf. {extract.reference}{marks}"
    if extract.answer:
        said += f"\\\n> {escape(extract.answer)} ({PROPOSED})"
    return f"{block_quote(extract.text)}\n>\n{said}"


def _again(extract: Extract) -> str:
    """A quote shown a second time: where it comes from and its reference are enough."""
    return _extract(replace(extract, answer="", marks=()))


def _file(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
