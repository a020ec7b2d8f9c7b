"""A small project whose notes, file names, speakers, titles and names are all hostile."""

from __future__ import annotations

from dataclasses import replace

from payloads import PAYLOADS

from analyse.contracts import Passage, Voice
from analyse.store import Store, StoredFile
from analyse.web import Site
from samples import THEME, a_file
from small_project import LINES, an_analysis

USED = tuple(p for p in PAYLOADS if "\ud800" not in p and "\x00" not in p)
"""Every payload that a database can hold: lone surrogates and NUL stop at the readers."""


def hostile_files() -> list[StoredFile]:
    """One note whose passages are payloads, and one empty note for each payload as a file name."""
    count = len(LINES)
    note = a_file(lines=[USED[i % len(USED)] for i in range(max(count, len(USED)))])
    passages: list[Passage] = [
        replace(
            passage,
            headings=(said, said),
            voice=Voice(said, said, "local", "communautaire"),
            atelier=said,
        )
        for passage, said in zip(note.passages, USED, strict=False)
    ]
    first = replace(note, passages=tuple(passages))
    others = [a_file(path=f"jour-1/{i}-{said}.txt", lines=(said,)) for i, said in enumerate(USED)]
    return [first, *others]


def fill_hostile(store: Store) -> None:
    """Notes, then one analysis with hostile titles, words and quotes."""
    files = hostile_files()
    store.save_files(files)
    first = replace(files[0], passages=files[0].passages[: len(LINES)])
    run = an_analysis(first)
    titled = [
        replace(
            theme,
            title=USED[i],
            proposal=USED[i + 2],
            keyphrases=USED[:5],
            words=tuple((said, 0.5) for said in USED[5:10]),
        )
        for i, theme in enumerate(run.themes)
    ]
    run = replace(run, themes=tuple(titled), changes=USED[10:12])
    placed = {p.passage_id: p for p in run.placements}
    more = [
        replace(next(iter(placed.values())), passage_id=p.id, theme_id=THEME)
        for file in files
        for p in file.passages
        if p.id not in placed
    ]
    everyone = sorted([*run.placements, *more], key=lambda p: p.passage_id)
    store.save_run(replace(run, placements=tuple(everyone)))


def hostile_people(site: Site) -> None:
    """Names that people chose, and decisions signed with them."""
    from analyse.contracts import DecisionKind
    from analyse.desk import Desk
    from analyse.web import Role

    for said in USED:
        [made] = site.sessions.invite(Role.RESEARCH, name=said[:60])
        site.sessions.enter(made.token)
    for said in USED[::4]:
        desk = Desk(site.store, site.project.params.grille)
        desk.decide(
            DecisionKind.RENAME, author=said[:60], themes=[THEME], value=said[:80], reason=said
        )
