"""From a run in the store to `brouillons/`: all of it, or what was there before."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from analyse import atomic, project
from analyse.contracts import (
    Document,
    DocumentContext,
    DocumentStatus,
    Facet,
    FacetCall,
    MaskSpan,
    Passage,
    Quote,
    QuoteStatus,
    SetAside,
    Tension,
    TensionForm,
    Theme,
    Voice,
)
from analyse.errors import ConfigurationError, IntegrityError, ProjectError
from analyse.progress import Silent
from analyse.stages.drafts import write_drafts
from analyse.steps.quotes import quote_id
from analyse.store import Placement, Run, Store, StoredFile
from analyse.wording import publishable

SENTENCES = (
    "Il n'y a plus de logement à louer dans la MRC.",
    "Il faut que Rose Lavoie ouvre une coopérative.",
    "Qui décide de tout cela dans la région?",
    "Une personne sourde n'a jamais eu d'interprète ici.",
)
THEME = "t0123456789a"


class Told(Silent):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def start(self, step: str, total: int | None = None) -> None:
        self.steps.append(step)

    def finish(self) -> None:
        self.steps.append("fin")


def note(day: int, path: str) -> tuple[Document, tuple[Passage, ...], SetAside]:
    text = "# Titre\n\n" + "\n".join(SENTENCES)
    masks = []
    at = text.index("Rose Lavoie")
    masks.append(MaskSpan(at, at + 11, "nom", 4))
    masked = text[:at] + "█" * 11 + text[at + 11 :]
    key = f"{day:016x}"
    passages = []
    for sentence in SENTENCES:
        start = text.index(sentence)
        end = start + len(sentence)
        passages.append(
            Passage(
                f"{day:08x}{start:08x}", key, start, end, masked[start:end],
                voice=Voice("", "Estrie", "local", "communautaire"), jour=day, atelier=str(day),
            )
        )  # fmt: skip
    document = Document(
        key, path, f"{9 - day:064x}", 1, DocumentStatus.READ, text=masked, masks=tuple(masks),
        context=DocumentContext(jour=day, atelier=str(day)),
    )  # fmt: skip
    return document, tuple(passages), SetAside(key, 0, 7, "# Titre", "intertitre")


NOTES = (note(2, "jour-2/b.txt"), note(1, "jour-1/a.txt"))


def make_run(number: int = 1) -> Run:
    """Three passages of each note in one theme, the last one unclassified."""
    documents = {d.id: d for d, _, _ in NOTES}
    placements, quotes = [], []
    for document, passages, _ in NOTES:
        for passage, facet in zip(passages, Facet, strict=True):
            theme = THEME if facet is not Facet.OTHER else ""
            call = FacetCall(facet if theme else Facet.FINDING, 0.9)
            placements.append(
                Placement(
                    passage.id, theme, 0.8 if theme else 0.0, call, (), "" if theme else THEME
                )
            )
            if theme:
                quotes.append(
                    Quote(
                        quote_id(THEME, passage.id), THEME, passage.id, facet,
                        1 if document.context.jour == 1 else 2, passage.text,
                        publishable(documents[document.id], passage.start, passage.end),
                        passage.nature,
                    )
                )  # fmt: skip
    theme = Theme(THEME, "Se loger", "Se loger", ("logement",), (), 6, 2, 2, 0.9)
    return Run(
        number, "empreinte", "2022-11-04T14:05:00+00:00", 1.0,
        {"analyse": "0.1.0", "encodeur": "essai", "graine": 7, "paquets": {}}, (),
        (theme,), tuple(placements), tuple(quotes),
    )  # fmt: skip


@pytest.fixture
def event(tmp_path, monkeypatch):
    """A project whose store holds two notes."""
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)

    made = project.create(tmp_path / "assises")
    with Store.open(made.database_url) as store:
        store.save_files(
            StoredFile(document, f"digest-{document.id}", "clé", None, passages, (aside,))
            for document, passages, aside in NOTES
        )
        yield made, store


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write(event, run: Run | None = None) -> Path | None:
    made, store = event
    return write_drafts(made, store, run or make_run(), progress=Silent())


def test_without_a_run_nothing_is_written(event):
    made, store = event
    assert write_drafts(made, store, None, progress=Silent()) is None
    assert not made.drafts.exists()


def test_a_run_gives_a_page_and_markdown(event):
    made, store = event
    told = Told()
    page = write_drafts(made, store, make_run(), progress=told)
    assert page == made.drafts / "fiches.html"
    assert told.steps == ["Écrire les fiches", "fin"]
    names = {name for name in snapshot(made.drafts) if not name.startswith(".")}
    assert names == {
        "bilan.html", "bilan.md", "fiches.html", "fiches.md", "fiches/01-se-loger.md",
        "non-classes.md",
    }  # fmt: skip
    root = lxml_html.fromstring(page.read_text(encoding="utf-8"))
    for figure in root.find_class("extrait"):
        mark = root.get_element_by_id(figure.find_class("place")[0].get("href")[1:])
        assert mark.text_content() == figure.find(".//blockquote/p").text_content()
    text = root.text_content()
    assert "Personne 4" in text
    assert "Lavoie" not in text
    assert "municipalité régionale de comté" in text
    assert text.count("personne sourde") >= 4, "unclassified: listed, and in its note"


def test_days_come_in_order_whatever_the_digests(event):
    """The store sorts by digest; people read by day."""
    page = write(event).read_text(encoding="utf-8")
    assert page.index('id="d-0000000000000001"') < page.index('id="d-0000000000000002"')


def test_nothing_is_rewritten_when_nothing_changed(event):
    page = write(event)
    before = {path: path.stat().st_mtime_ns for path in page.parent.rglob("*")}
    folder = page.parent.stat().st_ino
    assert write(event) == page
    assert {path: path.stat().st_mtime_ns for path in page.parent.rglob("*")} == before
    assert page.parent.stat().st_ino == folder


def test_a_new_run_replaces_our_files_and_only_ours(event):
    """Our old pages go, what people added or changed stays."""
    made, _ = event
    write(event)
    (made.drafts / "mes remarques.txt").write_text("à garder", encoding="utf-8")
    (made.drafts / "fiches" / "99-de-moi.md").write_text("à garder aussi", encoding="utf-8")
    (made.drafts / "fiches.md").write_text("corrigé à la main", encoding="utf-8")
    run = make_run(2)
    named = replace(run, themes=(replace(run.themes[0], title="Habiter"),))
    write(event, named)
    files = snapshot(made.drafts)
    assert {name for name in files if not name.startswith(".")} == {
        "fiches.html", "fiches.md", "fiches (modifié).md", "fiches/01-habiter.md",
        "fiches/99-de-moi.md", "mes remarques.txt", "non-classes.md", "bilan.html", "bilan.md",
    }  # fmt: skip
    assert files["fiches (modifié).md"].decode() == "corrigé à la main"
    assert "Habiter" in files["fiches.md"].decode()
    assert files["mes remarques.txt"].decode() == "à garder"
    write(event, named)
    assert snapshot(made.drafts) == files


def test_a_folder_that_people_filled_before_us_is_kept(event):
    made, _ = event
    made.drafts.mkdir()
    (made.drafts / "fiches.md").write_text("de moi", encoding="utf-8")
    write(event)
    assert (made.drafts / "fiches (modifié).md").read_text(encoding="utf-8") == "de moi"


@pytest.mark.parametrize("step", ["write", "carry", "first rename", "second rename"])
def test_an_interrupted_write_leaves_the_old_folder_whole(event, monkeypatch, step):
    """Disk full, or a file held open: the old drafts are there, every one of them."""
    made, _ = event
    write(event)
    before = snapshot(made.drafts)
    calls = []

    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    rename = Path.rename

    def fail_rename(self, target):
        calls.append(self)
        if len(calls) == (1 if step == "first rename" else 2):
            fail()
        return rename(self, target)

    with monkeypatch.context() as patched:
        if step == "write":
            write_one = atomic._write
            patched.setattr(
                atomic, "_write", lambda p, d: fail() if p.suffix == ".md" else write_one(p, d)
            )
        elif step == "carry":
            patched.setattr(atomic, "_carry", fail)
        else:
            patched.setattr(Path, "rename", fail_rename)
        with pytest.raises(ProjectError, match="intactes"):
            write(event, make_run(2))
    assert snapshot(made.drafts) == before
    assert not [p for p in made.folder.iterdir() if p.name.startswith(".brouillons")]
    write(event, make_run(2))
    assert "analyse 2" in (made.drafts / "fiches.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("moment", range(1, 40))
def test_a_kill_at_any_moment_is_put_right_by_the_next_run(event, monkeypatch, moment):
    """Whatever call was the last one, the next run ends as an uninterrupted one would."""
    made, _ = event
    write(event)
    (made.drafts / "à moi.txt").write_text("à garder", encoding="utf-8")
    (made.drafts / "fiches.md").write_text("corrigé", encoding="utf-8")
    count = 0

    class Killed(BaseException):
        pass

    def until(function):
        def wrapped(*args, **kwargs):
            nonlocal count
            count += 1
            if count >= moment:
                raise Killed
            return function(*args, **kwargs)

        return wrapped

    with monkeypatch.context() as patched:
        # Once killed, no clean-up runs either: every call that touches the disk fails.
        patched.setattr(Path, "rename", until(Path.rename))
        patched.setattr(Path, "mkdir", until(Path.mkdir))
        patched.setattr(os, "fsync", until(os.fsync))
        patched.setattr(atomic.shutil, "rmtree", until(atomic.shutil.rmtree))
        patched.setattr(atomic.shutil, "copy2", until(atomic.shutil.copy2))
        with suppress(Killed):
            write(event, make_run(2))
    write(event, make_run(2))
    files = snapshot(made.drafts)
    assert "analyse 2" in files["fiches.md"].decode()
    assert files["à moi.txt"].decode() == "à garder"
    assert files["fiches (modifié).md"].decode() == "corrigé"
    assert not [name for name in files if "modifié 2" in name]
    assert not [p for p in made.folder.iterdir() if p.name.startswith(".brouillons")]


def test_a_quote_that_is_not_verbatim_stops_everything(event):
    made, _ = event
    write(event)
    before = snapshot(made.drafts)
    run = make_run(2)
    wrong = replace(run.quotes[0], text="Autre chose", published_text="Autre chose")
    with pytest.raises(IntegrityError):
        write(event, replace(run, quotes=(wrong, *run.quotes[1:])))
    assert snapshot(made.drafts) == before


def test_a_rejected_quote_is_not_shown(event):
    run = make_run()
    rejected = replace(run.quotes[0], status=QuoteStatus.REJECTED)
    page = write(event, replace(run, quotes=(rejected, *run.quotes[1:])))
    assert f'id="x-{rejected.id}"' not in page.read_text(encoding="utf-8")


def test_a_note_withdrawn_since_the_run_takes_its_quotes_away(event):
    """The page says how many, and never shows them."""
    _, store = event
    run = make_run()
    store.forget([NOTES[0][0].id])
    page = write(event, run).read_text(encoding="utf-8")
    assert "3\xa0extraits de cette analyse ne paraissent plus ici" in page
    assert "jour-2/b.txt" not in page


def test_a_note_withdrawn_since_the_run_takes_its_disagreements_away(event):
    """A side that left takes the whole disagreement; a passage elsewhere leaves alone."""
    _, store = event
    (_, b, _), (_, a, _) = NOTES
    sure = Tension(
        "c" * 16, THEME, 1, TensionForm.OPPOSITION, "pas d'accord", True, (a[0].id,), (a[1].id,),
        "logement", (b[0].id,),
    )  # fmt: skip
    lost = replace(sure, id="d" * 16, rank=2, side_a=(a[2].id,), side_b=(b[1].id,), elsewhere=())
    run = replace(make_run(), tensions=(sure, lost))
    assert write(event, run).read_text(encoding="utf-8").count('class="tension"') == 2
    store.forget([NOTES[0][0].id])
    page = write(event, run).read_text(encoding="utf-8")
    assert page.count('class="tension"') == 1
    assert "d'autres ateliers" not in page


def test_a_missing_stylesheet_is_told_before_anything_is_written(event):
    made, store = event
    publication = made.params.publication.model_copy(update={"style": "absent.css"})
    wrong = replace(made, params=made.params.model_copy(update={"publication": publication}))
    with pytest.raises(ConfigurationError):
        write_drafts(wrong, store, make_run(), progress=Silent())
    assert not made.drafts.exists()


def test_the_projects_style_and_acronyms_are_used(event):
    made, store = event
    (made.folder / "maison.css").write_text("h1 { color: teal }", encoding="utf-8")
    params = made.params.model_copy(
        update={
            "publication": made.params.publication.model_copy(update={"style": "maison.css"}),
            "lexique": made.params.lexique.model_copy(
                update={"acronymes": ("MRC : maison rouge commune", "sans deux-points")}
            ),
        }
    )
    page = write_drafts(replace(made, params=params), store, make_run(), progress=Silent())
    text = page.read_text(encoding="utf-8")
    assert "h1 { color: teal }" in text
    assert "maison rouge commune" in text


def test_a_file_in_place_of_the_folder_is_left_alone(event):
    made, _ = event
    made.drafts.write_text("un fichier", encoding="utf-8")
    with pytest.raises(ProjectError):
        write(event)
    assert made.drafts.read_text(encoding="utf-8") == "un fichier"


def test_a_folder_that_is_a_link_stays_one(event, tmp_path):
    """People put their drafts on a shared disk through a link: it is followed."""
    made, _ = event
    real = tmp_path / "partage" / "brouillons"
    real.mkdir(parents=True)
    made.drafts.symlink_to(real, target_is_directory=True)
    write(event)
    assert made.drafts.is_symlink()
    assert (real / "fiches.html").is_file()
