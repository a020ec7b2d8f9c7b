"""A project whose notes, file names, speakers, titles, words and names are all hostile."""

from __future__ import annotations

from dataclasses import replace

from analyse.contracts import DecisionKind, Facet, FacetCall, Quote, Voice
from analyse.desk import Desk
from analyse.steps.quotes import quote_id
from analyse.store import Placement, Store, StoredFile
from analyse.web import Role, Site
from campaign_project import PER_THEME, THEMES, theme_id
from payloads import PAYLOADS
from samples import a_file, a_run, a_theme

USED = tuple(p for p in PAYLOADS if "\ud800" not in p and "\x00" not in p)
"""Every payload that a database can hold: lone surrogates and NUL stop at the readers."""


def said(number: int) -> str:
    return USED[number % len(USED)]


def hostile_files() -> list[StoredFile]:
    """One note whose passages are payloads, and a note for each payload as a file name."""
    # Long enough that a volunteer can be asked about each.
    said_at = [
        f"{said(i)} C'est ce que la table numéro {i} a dit." for i in range(THEMES * PER_THEME)
    ]
    note = a_file(lines=said_at)
    passages = tuple(
        replace(
            passage,
            headings=(said(i), said(i + 1)),
            voice=Voice(said(i), "Estrie", "local", "communautaire"),
            atelier=said(i),
            stands_alone=True,
        )
        for i, passage in enumerate(note.passages)
    )
    others = [a_file(path=f"jour-1/{i}-{text}.txt", lines=(text,)) for i, text in enumerate(USED)]
    return [replace(note, passages=passages), *others]


def fill_hostile(store: Store) -> None:
    """Notes, then one analysis with hostile titles, words and quotes."""
    files = hostile_files()
    store.save_files(files)
    passages = [p for file in files for p in file.passages]
    themes = {
        p.id: theme_id(i // PER_THEME if i < THEMES * PER_THEME else 0)
        for i, p in enumerate(passages)
    }
    placements = [
        Placement(p.id, themes[p.id], 0.9, FacetCall(Facet.FINDING, 1.0)) for p in passages
    ]
    quotes = [
        Quote(
            id=quote_id(themes[p.id], p.id),
            theme_id=themes[p.id],
            passage_id=p.id,
            facet=Facet.FINDING,
            rank=i % PER_THEME + 1,
            text=p.text,
            published_text=p.text,
            nature=p.nature,
        )
        for i, p in enumerate(files[0].passages)
    ]
    titled = tuple(
        replace(
            a_theme(theme_id(n), said(n), PER_THEME),
            proposal=said(n + 7),
            keyphrases=tuple(USED[n : n + 5]),
            words=tuple((f"{said(5 * n + at)}", 1 - at / 50) for at in range(12)),
        )
        for n in range(THEMES)
    )
    run = replace(
        a_run(passages),
        themes=titled,
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=tuple(quotes),
        tensions=(),
        changes=USED[10:12],
    )
    store.save_run(run)


def hostile_people(site: Site) -> None:
    """Names that people chose, and decisions signed with them."""
    for text in USED:
        [made] = site.sessions.invite(Role.RESEARCH, name=text[:60])
        site.sessions.enter(made.token)
    for text in USED[::4]:
        desk = Desk(site.store, site.project.params.grille)
        desk.decide(
            DecisionKind.RENAME,
            author=text[:60],
            themes=[theme_id(0)],
            value=text[:80],
            reason=text,
        )
