"""A project whose analysis has themes enough to ask volunteers about; no model is loaded."""

from __future__ import annotations

from dataclasses import replace

from analyse.contracts import Facet, FacetCall, Quote
from analyse.project import Project
from analyse.steps.quotes import quote_id
from analyse.store import Placement, Store
from samples import a_file, a_run, a_theme

THEMES = 6
PER_THEME = 16
SUBJECTS = ("transport", "logement", "forêt", "école", "santé", "culture")


def theme_id(number: int) -> str:
    return f"t{number:011x}"


def fill(project: Project) -> None:
    """Six themes of sixteen passages, four passages in none; all invented."""
    lines = [
        f"Voici ce que la table numéro {at} a dit au sujet de {SUBJECTS[n]} dans la MRC."
        for n in range(THEMES)
        for at in range(PER_THEME)
    ]
    lines += [f"Une remarque isolée, la {at}e, qui ne va nulle part ailleurs." for at in range(4)]
    file = a_file(lines=lines)
    passages = tuple(
        replace(p, stands_alone=True, lemmas=(SUBJECTS[at // PER_THEME],) if at < 96 else ("x",))
        for at, p in enumerate(file.passages)
    )
    file = replace(file, passages=passages)
    themes = [theme_id(at // PER_THEME) if at < 96 else "" for at in range(len(passages))]
    placements = [
        Placement(p.id, t, 0.9 - (at % PER_THEME) / 100 if t else 0.0, FacetCall(Facet.FINDING, 1))
        for at, (p, t) in enumerate(zip(passages, themes, strict=True))
    ]
    quotes = [
        Quote(
            id=quote_id(themes[at], passages[at].id),
            theme_id=themes[at],
            passage_id=passages[at].id,
            facet=Facet.FINDING,
            rank=at % PER_THEME + 1,
            text=passages[at].text,
            published_text=passages[at].text,
            nature=passages[at].nature,
        )
        for at in range(96)
        if at % PER_THEME < 4
    ]
    words = [
        tuple((f"{chr(97 + n)}{chr(97 + at)}{SUBJECTS[n]}", 1 - at / 50) for at in range(12))
        for n in range(THEMES)
    ]
    run = replace(
        a_run(passages),
        themes=tuple(
            replace(a_theme(theme_id(n), SUBJECTS[n].capitalize(), PER_THEME), words=words[n])
            for n in range(THEMES)
        ),
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=tuple(quotes),
        tensions=(),
    )
    with Store.open(project.database_url) as store:
        store.save_files([file])
        store.save_run(run)
