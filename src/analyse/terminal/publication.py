"""Consents, agreements and publications in the terminal, readable at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from analyse.contracts import Release, ReleaseKind
from analyse.publication.recall import Recall
from analyse.render.words import count, moment
from analyse.stages.consents import Settled

if TYPE_CHECKING:
    from analyse.stages.agreements import CommunityStanding
    from analyse.stages.publish import Published
    from analyse.stages.trace import Trace

_WIDTH = 80
_SHOWN = 6


def _say(text: str, indent: str = "", first: str = "", *, error: bool = False) -> None:
    """A paragraph, broken between words; no-break spaces and paths stay whole."""
    lines = textwrap.wrap(
        text, _WIDTH, initial_indent=first or indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    for line in lines:
        click.echo(line, err=error)


def show_settled(settled: Settled, *, error: bool = False) -> None:
    """What consents took out just now, and what they say of things that are not in the project."""
    parts = []
    if settled.documents:
        parts.append(count(settled.documents, "fichier"))
    if settled.passages:
        parts.append(count(settled.passages, "passage"))
    if parts:
        one = len(parts) == 1 and settled.documents + settled.passages < 2
        _say(
            f"Consentement retiré\u00a0: {' et '.join(parts)} "
            f"{'sort' if one else 'sortent'} de l'analyse, des extraits et des brouillons.",
            error=error,
        )
    for line in settled.unknown:
        _say(line, "    ", "  ! ", error=error)


def show_recalls(recalls: Sequence[Recall], *, error: bool = False) -> None:
    """What was written for others and must be taken back."""
    if not recalls:
        return
    click.echo("\nÀ reprendre\u00a0: ce qui suit contient des passages à retirer.", err=error)
    for recall in recalls:
        why = "; ".join(
            f"{count(number, 'passage')}, {reason}" for reason, number in recall.reasons.items()
        )
        _say(f"{_named(recall.release)}\u00a0: {why}", "    ", "  • ", error=error)
        _files(recall.release, error=error)


def _named(release: Release) -> str:
    form = f" {release.form}" if release.form else ""
    by = f", par {release.author}" if release.author else ""
    name = {ReleaseKind.DRAFT: "brouillon de publication"}.get(release.kind, release.kind.value)
    return f"{name}{form} {release.number}, {moment(release.at)}{by}"


def _files(release: Release, *, error: bool = False) -> None:
    click.echo(f"    {release.folder}", err=error)
    names = list(release.files)
    for name in names[:_SHOWN]:
        click.echo(f"      {release.files[name][:12]}  {name}", err=error)
    if len(names) > _SHOWN:
        click.echo(f"      … et {len(names) - _SHOWN} autres (--json les donne tous)", err=error)


def show_published(done: Published, folder: str) -> None:
    """What lacks, theme after theme; or what was written."""
    show_settled(done.settled)
    if done.lacks:
        click.echo("Rien n'est publié\u00a0: il manque ceci.")
        title = None
        for lack in done.lacks:
            if lack.title != title:
                title = lack.title
                click.echo()
                _say(f"{lack.title or 'Le projet'}" + (f" ({lack.theme_id})" if title else ""))
            _say(lack.what, "    ", "  ✗ ")
            _say(lack.action.replace("DOSSIER", f'"{folder}"'), "      ", "    → ")
    elif done.release:
        what = "Brouillon de publication" if done.release.kind is ReleaseKind.DRAFT else "Fiches"
        state = "déjà à jour" if done.unchanged else "écrites"
        if done.release.kind is ReleaseKind.DRAFT:
            state = "déjà à jour" if done.unchanged else "écrit"
        click.echo(f"{what} {state}\u00a0: {done.release.folder}")
        _files(done.release)
    click.echo()
    told = "; ".join(f"{name}, {number}" for name, number in done.counts.items() if number)
    _say(f"Passages des thèmes concernés\u00a0: {told or 'aucun'}.")
    if done.left_out:
        _say(
            f"{count(len(done.left_out), 'thème')} sans approbation, non "
            f"{'publié' if len(done.left_out) < 2 else 'publiés'}."
        )
    show_recalls(done.recalls)


def show_agreements(found: Sequence[CommunityStanding]) -> None:
    """Each community, its answer, and how many passages are held back."""
    if not found:
        _say("Aucune communauté dans la section [communautes] de projet.toml.")
    for one in found:
        answer = f"accord {one.answer.value}" if one.answer else "accord à demander"
        if one.answer and one.answer.value == "accordé":
            held = count(one.passages, "passage peut paraître", "passages peuvent paraître")
        else:
            held = count(one.held, "passage retenu", "passages retenus")
        _say(f"{one.name}\u00a0: {answer}, {held}")
        for given in one.answers:
            _say(
                f"{given.answer.value}, {moment(given.at)}, par {given.author}\u00a0: "
                f"{given.reference}",
                "    ",
                "  • ",
            )


def show_trace(found: Trace) -> None:
    """What holds a document, and what must be taken back."""
    if found.document:
        _say(f"{found.document.path} ({found.document.id}), {found.document.status.value}")
    if found.drafts:
        click.echo(f"Brouillons actuels\u00a0: {found.drafts}")
    if not found.held:
        click.echo(
            "Aucune publication ni aucun export ne le contient."
            if found.document
            else "Rien n'a encore été publié ni exporté."
        )
    for one in found.held:
        place = "en place" if one.in_place else "remplacé ou déplacé depuis"
        _say(
            f"{_named(one.release)}\u00a0: {count(one.passages, 'passage')}, {place}",
            "    ",
            "  • ",
        )
        _files(one.release)
    show_recalls(found.recalls)
