"""Files become masked documents and passages: what is read again, what is kept from the store."""

from __future__ import annotations

from dataclasses import replace

import docx
import pytest

from analyse import project
from analyse.contracts import COMMENT, MASK, Decision, DecisionKind, DocumentStatus, Seen
from analyse.decisions import Found, replay
from analyse.exports.tables import snapshot
from analyse.progress import Silent
from analyse.stages.take_in import take_in
from analyse.state import describe
from analyse.store import Store
from analyse.validation.results import likeness
from samples import THEME

NOTE = """Atelier : 4
Région : Mauricie

- Le transport manque le soir, dit Wideline Saint-Fleur.
- Il faudrait un taxibus entre les villages.
"""


@pytest.fixture
def event(tmp_path, monkeypatch):
    """An empty project and its store."""
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    made = project.create(tmp_path / "assises")
    with Store.open(made.database_url) as store:
        yield made, store


def drop(made: project.Project, name: str, content: str) -> None:
    path = made.notes / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def run(event, **options):
    made, store = event
    return take_in(project.load(made.folder), store, progress=Silent(), **options)


def test_what_did_not_change_is_not_read_again(event):
    """The second time, no file is processed; a changed setting makes every file be."""
    made, _ = event
    drop(made, "a.txt", NOTE)
    drop(made, "b.txt", NOTE + "- Un dernier point.\n")
    assert (run(event).processed, run(event).processed) == (2, 0)
    config = made.folder / "projet.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('unite = "passage"', 'unite = "ligne"'), encoding="utf-8")
    assert run(event).processed == 2


def test_names_never_reach_the_store(event):
    """A name in a note, a path, a register or a cell is nowhere in the database."""
    made, store = event
    drop(made, "notes de Wideline Saint-Fleur.txt", NOTE)
    drop(
        made,
        "table.csv",
        "commentaire,qui parle,région\nLe logement manque.,Xochitl Quetzal,Estrie\n",
    )
    (made.folder / "registre.csv").write_text(
        "fichier;jour;atelier;region;palier;secteur;preneur;consentement\n"
        "table.csv;1;;;;;Brünhild Ozzyk;\n",
        encoding="utf-8",
    )
    run(event)
    held = repr(store.documents()) + repr(store.passages()) + repr(store.known_files())
    for name in ("Wideline", "Fleur", "Xochitl", "Quetzal", "Brünhild", "Ozzyk"):
        assert name not in held
    assert any(d.path.endswith(".txt") and MASK in d.path for d in store.documents())
    assert {p.voice.speaker for p in store.passages()} & {"Personne 1", "Personne 2"}


def test_a_note_taker_of_the_register_is_masked_in_the_notes(event):
    """Who took notes is known to the register: the name is masked wherever it stands."""
    made, store = event
    drop(made, "a.txt", "Notes rapides, Xochitl Quetzal, salle 2.\n\nLe logement manque ici.\n")
    (made.folder / "registre.csv").write_text(
        "fichier;preneur\na.txt;Xochitl Quetzal\n", encoding="utf-8"
    )
    run(event)
    assert "Quetzal" not in store.documents()[0].text


def test_one_person_has_one_pseudonym_in_all_notes(event):
    """The same name in two notes is the same number."""
    made, store = event
    drop(made, "a.txt", NOTE)
    drop(made, "b.txt", "Wideline Saint-Fleur demande un local. " + "Personne ne répond encore.\n")
    run(event)
    numbers = {m.person for d in store.documents() for m in d.masks if m.kind == "nom"}
    assert numbers == {1}


def test_a_withdrawn_note_leaves_nothing(event):
    """Consent withdrawn in the register: the file is counted, its text is not kept."""
    made, store = event
    drop(made, "a.txt", NOTE)
    run(event)
    (made.folder / "registre.csv").write_text(
        "fichier;consentement\na.txt;retirer\n", encoding="utf-8"
    )
    run(event)
    (document,) = store.documents()
    assert document.status is DocumentStatus.WITHDRAWN
    assert document.text == ""
    assert store.passages() == []


def test_a_withdrawn_row_leaves_nothing_but_its_place(event):
    """A row whose consent is withdrawn is blanked: same length, no word of it, and told."""
    made, store = event
    drop(
        made,
        "table.csv",
        "commentaire,consentement\nLe logement manque partout.,publier\n"
        "Je préfère que ceci reste entre nous.,retirer\n",
    )
    run(event)
    (document,) = store.documents()
    assert "entre nous" not in document.text
    assert len(document.text) == len(
        "Le logement manque partout.\n\nJe préfère que ceci reste entre nous."
    )
    assert [p.row for p in store.passages()] == [1]


def test_a_duplicate_says_whose_and_has_a_day(event):
    """The same bytes under another name: one voice, and the path still tells the day."""
    made, store = event
    drop(made, "jour-1/a.txt", NOTE)
    drop(made, "jour-2/b.txt", NOTE)
    run(event)
    first, second = sorted(store.documents(), key=lambda d: d.path)
    assert (first.status, second.status) == (DocumentStatus.READ, DocumentStatus.DUPLICATE)
    assert "jour-1/a.txt" in second.reason
    assert second.context.jour == 2


def test_an_interrupted_intake_goes_on(event, monkeypatch):
    """What was written stays; the next run reads only the rest and ends in the same state."""
    made, store = event
    for i in range(20):
        drop(made, f"{i:02}.txt", NOTE + f"- Remarque numéro {i} sur le village.\n")
    real, calls = store.save_files, []

    def fail_the_second_time(files, *withdrawn):
        calls.append(1)
        if len(calls) == 3:  # nothing gone, first batch, then this one
            raise KeyboardInterrupt
        real(files, *withdrawn)

    monkeypatch.setattr(store, "save_files", fail_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        run(event)
    monkeypatch.setattr(store, "save_files", real)
    kept = len(store.known_files())
    assert 0 < kept < 20
    assert run(event).processed == 20 - kept
    assert len({p.id for p in store.passages()}) == 60


def of_version(monkeypatch, version):
    """The reader of .txt is of that version."""
    from analyse.steps.ingest import registry

    reader = replace(registry.READERS[".txt"], version=version)
    monkeypatch.setitem(registry.READERS, ".txt", reader)
    monkeypatch.setattr(registry, "_TXT", reader)


def test_a_reader_that_improves_takes_decisions_and_votes_along(event, monkeypatch):
    """Same bytes, new reader: the text and its offsets change, the passages are found again, what
    people decided on the old ones follows, and so do the members of a theme that was voted on."""
    from analyse.steps.ingest import plain

    made, store = event
    drop(made, "a.txt", NOTE + "- Les loyers montent trop vite au centre-ville depuis deux ans.\n")
    of_version(monkeypatch, "0")
    real = plain.read

    def reads_badly(*arguments):
        found = real(*arguments)
        text = found.text.replace("taxibus", "taxi bus").replace("centre-ville", "centr ville")
        return replace(found, text="Page 1\n\n" + text)

    monkeypatch.setattr(plain, "read", reads_badly)
    run(event)
    before = store.passages()
    decision = Decision(
        "1" * 32, DecisionKind.MOVE, "Camille", "2022-11-04T12:00:00+00:00", (THEME,),
        passage_ids=tuple(p.id for p in before), seen=Seen(run=1, title="x", size=3, version=0),
    )  # fmt: skip
    store.append(decision)

    monkeypatch.setattr(plain, "read", real)
    of_version(monkeypatch, "1")
    done = run(event)
    after = store.passages()
    assert (done.processed, done.corrected) == (1, 0)  # the same bytes: not another version
    assert [p.start for p in after] != [p.start for p in before]
    ids = [{p.id for p in passages} for passages in (before, after)]
    anchors = store.anchors()
    went = {a.old_id: (a.new_id, a.by) for a in anchors}
    assert set(went) == ids[0] - ids[1]
    assert {by for _, by in went.values()} == {"texte", "contexte"}
    assert {new for new, _ in went.values()} <= ids[1]

    main = dict.fromkeys(ids[1], "")
    decided = replay(Found({THEME: "x"}, main, anchors=went), store.decisions())
    assert set(decided.main.values()) == {THEME}
    assert likeness([p.id for p in before], [p.id for p in after], anchors) == 1.0
    assert likeness([p.id for p in before], [p.id for p in after], []) < 1.0


def test_a_passage_that_a_better_reader_leaves_out_is_not_given_to_another(event, monkeypatch):
    """What is no longer read has no anchor: decisions on it are told as in conflict, not moved."""
    from analyse.steps.ingest import plain

    made, store = event
    drop(made, "a.txt", NOTE)
    of_version(monkeypatch, "0")
    real = plain.read

    def reads_too_much(*arguments):
        found = real(*arguments)
        return replace(
            found, text=found.text + "- Le filigrane dit que cette copie est un essai.\n"
        )

    monkeypatch.setattr(plain, "read", reads_too_much)
    run(event)
    gone = store.passages()[-1]
    assert "filigrane" in gone.text
    monkeypatch.setattr(plain, "read", real)
    of_version(monkeypatch, "1")
    run(event)
    assert gone.id not in {a.old_id for a in store.anchors()}


def test_comments_of_reviewers_are_set_aside_with_their_reason(event):
    """Masked like the rest, in no passage, each in one span: nothing is lost."""
    made, store = event
    document = docx.Document()
    document.add_paragraph("Le transport manque le soir dans le village.")
    said = document.add_paragraph("Il faudrait un taxibus.").runs[0]
    document.add_comment(said, text="Est-ce que Wideline Saint-Fleur est d'accord?", author="Bo")
    made.notes.mkdir(exist_ok=True)
    document.save(made.notes / "a.docx")
    run(event)
    held = snapshot(store)
    (aside,) = [span for span in held.set_aside if span.reason == COMMENT]
    assert aside.text.startswith("Est-ce que █")
    assert not [p for p in held.passages if "d'accord" in p.text]
    assert describe(held).problems == []
