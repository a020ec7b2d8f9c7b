"""What is asked to be destroyed is; the rest still opens; people are told what is left."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from analyse import project as projects
from analyse.contracts import Decision, DecisionKind, DocumentStatus, Seen
from analyse.custody.purge import Order, Scope, carry_out, unfinished
from analyse.custody.retention import day_of
from analyse.custody.standing import standing
from analyse.errors import ProjectError
from analyse.store import Backup, PurgeLine, Store
from custody_worlds import every_byte, run, take
from samples import THEME

TITLE = "Mon événement"
SIGNED = ("--qui", "Camille T.", "--raison", "fin du mandat", "--confirmer", TITLE)
GONE = "Il faudrait un taxibus entre les villages"
KEPT = "Le loyer a doublé dans le village depuis deux ans."


def purge(opened, *what: str):
    result = run("purger", opened.folder, *what, *SIGNED)
    assert result.exit_code == 0, result.output
    return result


def proofs(opened) -> list[str]:
    return [p.read_text(encoding="utf-8") for p in sorted((opened.folder / "purges").glob("*"))]


def statuses(opened) -> dict[str, str]:
    with Store.open(opened.database_url) as store:
        return {d.path: d.status.value for d in store.documents()}


def document_named(opened, end: str) -> str:
    with Store.open(opened.database_url) as store:
        return next(d.id for d in store.documents() if d.path.endswith(end))


# -- asking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--tout"],
        ["--tout", "--qui", "C."],
        ["--tout", "--qui", "C.", "--confirmer", "Un autre titre"],
        ["--tout", "--confirmer", TITLE],
        ["--qui", "C.", "--confirmer", TITLE],
        ["--document", "zzzz", "--qui", "C.", "--confirmer", TITLE],
    ],
)
def test_nothing_is_destroyed_without_a_signed_and_confirmed_order(analysed, arguments):
    """Status 2, and not one file or byte of the project changed."""
    before = {p: p.read_bytes() for p in analysed.folder.rglob("*") if p.is_file()}
    before = {p: d for p, d in before.items() if not p.name.startswith("analyse.db-")}
    result = run("purger", analysed.folder, *arguments)
    assert result.exit_code == 2
    assert all(p.read_bytes() == data for p, data in before.items() if p.suffix != ".db")
    assert list(statuses(analysed).values()) == ["lu", "lu"]


def test_the_plan_says_what_would_go(analysed):
    result = run("purger", analysed.folder, "--notes")
    assert "note\u00a0: 2 fichier(s)" in result.stdout
    assert f'--confirmer "{TITLE}"' in result.stdout


# -- raw notes, keys, everything ---------------------------------------------------------------


def test_notes_go_and_the_analysis_stays(analysed):
    """Files, hidden ones and folders with a name too; the masked texts, the ledger and the drafts
    stay, and a new run does not take the notes for withdrawn."""
    folder = analysed.notes / "Notes de Wideline Saint-Fleur"
    folder.mkdir()
    (folder / "~$a.docx").write_bytes(b"Wideline")
    (analysed.notes / ".cache").write_bytes(b"x")
    digest = hashlib.sha256((analysed.notes / "b.txt").read_bytes()).hexdigest()
    purge(analysed, "--notes")
    assert list(analysed.notes.rglob("*")) == []
    (proof,) = proofs(analysed)
    assert digest in proof
    assert "Camille T." in proof
    assert "note\u00a0: 4 fichier(s)" in proof
    for name in ("Wideline", "Fleur", "Quetzal"):
        assert name not in proof
    with Store.open(analysed.database_url) as store:
        before = store.passages()
    take(analysed)
    assert list(statuses(analysed).values()) == ["lu", "lu"]
    with Store.open(analysed.database_url) as store:
        assert store.passages() == before
        assert store.last_run() is not None
    assert run("exporter", analysed.folder, "--format", "csv").exit_code == 0
    approved = run("decider", analysed.folder, "approuver", THEME, "--qui", "C.")
    assert approved.exit_code == 0, approved.output
    assert (analysed.drafts / "fiches.html").is_file()


@pytest.mark.parametrize("what", ["--notes", "--tout"])
def test_what_was_read_can_be_published_after_the_notes_are_destroyed(analysed, what):
    """The gate that reads each file again knows those that were destroyed on purpose, and them
    alone: a file removed by hand still stops its quotes."""
    from analyse.stages.checks import GONE as MISSING
    from analyse.stages.checks import check

    def wrong() -> set[str]:
        with Store.open(analysed.database_url) as store:
            documents = {d.id: d for d in store.documents()}
            opened = projects.load(analysed.folder)
            return set(check(opened, store, store.passages(), documents).values())

    assert wrong() == set()
    data = (analysed.notes / "b.txt").read_bytes()
    (analysed.notes / "b.txt").unlink()
    assert wrong() == {MISSING}
    (analysed.notes / "b.txt").write_bytes(data)
    purge(analysed, what)
    assert wrong() == set()


def test_a_note_dropped_again_after_a_purge_is_a_note(analysed):
    """Read again under its id; removed by hand then, it is withdrawn as any other."""
    data = (analysed.notes / "b.txt").read_bytes()
    known = document_named(analysed, "b.txt")
    purge(analysed, "--notes")
    (analysed.notes / "b.txt").write_bytes(data)
    take(analysed)
    with Store.open(analysed.database_url) as store:
        assert {f.id: f.purged for f in store.known_files()}[known] is None
    (analysed.notes / "b.txt").unlink()
    take(analysed)
    assert statuses(analysed)["b.txt"] == "retiré"


def test_everything_goes_and_the_project_opens(analysed):
    """No name, no key, no cache is left; what remains is the analysis, and the proof."""
    prefect = analysed.folder / ".prefect" / "storage"
    prefect.mkdir(parents=True)
    (prefect / "x").write_bytes(b"resultat")
    (analysed.folder / "registre.csv").write_text("fichier;preneur\nb.txt;Brünhild Ozzyk\n")
    (analysed.folder / ".pseudonymes.cle.ab12cd34").write_text("f" * 64)
    with Store.open(analysed.database_url) as store:
        store.save_vectors({"k" * 64: __import__("numpy").ones(3)})
    purge(analysed, "--tout")
    for gone in (
        "correspondances.chiffre",
        "correspondances.cle",
        "pseudonymes.cle",
        "registre.csv",
        "participants.csv",
        ".prefect",
        ".pseudonymes.cle.ab12cd34",
    ):
        assert not (analysed.folder / gone).exists(), gone  # fmt: skip
    held = every_byte(analysed.folder)
    for name in ("Wideline", "Fleur", "Xochitl", "Quetzal", "Ozzyk"):
        assert name.encode() not in held
    take(analysed)  # with a new key
    assert list(statuses(analysed).values()) == ["lu", "lu"]
    with Store.open(analysed.database_url) as store:
        assert store.vectors(["k" * 64]) == {}
        assert standing(analysed, store).term == "dépersonnalisé"
    assert run("etat", analysed.folder).exit_code == 0


def test_the_base_goes_with_the_drafts_and_the_mapping(analysed):
    run("decider", analysed.folder, "approuver", THEME, "--qui", "C.")
    (analysed.exports).mkdir()
    (analysed.exports / "passages.csv").write_text("x")
    published = analysed.folder / "fiches"
    published.mkdir()
    (published / "fiche.md").write_text("publiée")
    purge(analysed, "--base")
    assert not analysed.drafts.exists()
    assert not analysed.exports.exists()
    assert not (analysed.folder / "analyse.db").exists()
    assert not analysed.mapping_file.exists()
    assert (published / "fiche.md").exists()
    assert (analysed.notes / "b.txt").exists()
    assert len(proofs(analysed)) == 1
    take(analysed)  # the project still opens: it starts anew


def test_the_base_of_a_server_is_emptied(made, new_postgres, monkeypatch):
    """Tables, triggers and version: another project could use the database."""
    monkeypatch.setenv(projects.DATABASE_VARIABLE, new_postgres())
    take(made)
    purge(made, "--base")
    from sqlalchemy import create_engine, inspect

    engine = create_engine(made.database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    take(made)


def test_a_linked_file_is_told_and_what_it_leads_to_stays(analysed, tmp_path):
    """A symbolic link is removed, not its target; a file with a second name is not overwritten."""
    target, twin = tmp_path / "ailleurs.txt", tmp_path / "jumeau.txt"
    target.write_text("intact")
    (analysed.notes / "lien.txt").symlink_to(target)
    os.link(analysed.notes / "b.txt", twin)
    data = twin.read_bytes()
    purge(analysed, "--notes")
    assert target.read_text() == "intact"
    assert twin.read_bytes() == data
    (proof,) = proofs(analysed)
    assert "lien retiré" in proof
    assert "autre nom ailleurs" in proof


def test_a_file_that_resists_is_told_and_the_order_taken_up(analysed, monkeypatch):
    """The others go; the state says that a purge did not end; the same order ends it."""
    real = Path.unlink

    def unlink(self, missing_ok=False):
        if self.name == "b.txt":
            raise PermissionError(13, "refusé")
        return real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    order = Order(Scope(notes=True), "C.", "")
    with pytest.raises(ProjectError, match="accès refusé"):
        carry_out(analysed, order)
    assert not (analysed.notes / "jour-1").exists() or not any(
        (analysed.notes / "jour-1").iterdir()
    )
    with Store.open(analysed.database_url) as store:
        assert len(unfinished(store)) == 1
    assert "purge(s) commencée(s)" in run("etat", analysed.folder).stdout
    monkeypatch.undo()
    for name in (projects.DATABASE_VARIABLE, projects.MAPPING_KEY_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    carry_out(analysed, order)
    with Store.open(analysed.database_url) as store:
        assert unfinished(store) == []
    assert list(statuses(analysed).values()) == ["lu", "lu"]


def test_backups_are_told_and_left_to_people(analysed):
    with Store.open(analysed.database_url) as store:
        store.log_backup(
            Backup("2026-01-02T00:00:00+00:00", "s.analyse", "0" * 64, {"notes": True})
        )
    result = purge(analysed, "--notes")
    assert "détruire la sauvegarde «\u00a0s.analyse\u00a0»" in result.stdout
    assert "s.analyse" in proofs(analysed)[0]
    assert "SSD" in proofs(analysed)[0]


def test_the_proof_carries_the_digest_of_its_data(analysed):
    purge(analysed, "--notes")
    (proof,) = proofs(analysed)
    data = re.search(r"```json\n(.*?)\n```", proof, flags=re.S)[1]
    assert hashlib.sha256(data.encode()).hexdigest() in proof.rpartition("```")[2]
    with Store.open(analysed.database_url) as store:
        begun, done = store.purges()
    assert (begun.step, done.step, begun.id) == ("commencée", "terminée", done.id)
    assert json.loads(data)["fichiers"] == done.report["fichiers"]


# -- one document ---------------------------------------------------------------------------------


def decide(opened, end: str) -> None:
    """Two decisions: one on a passage of the document, one that does not touch it."""
    with Store.open(opened.database_url) as store:
        document = next(d for d in store.documents() if d.path.endswith(end))
        mine = next(p for p in store.passages() if p.document_id == document.id and GONE in p.text)
        about = Decision(
            id="a" * 32,
            kind=DecisionKind.MOVE,
            author="Camille T.",
            at="2026-01-01T00:00:00+00:00",
            theme_ids=(THEME,),
            passage_ids=(mine.id,),
            reason=f"parce que {mine.text}",
            seen=Seen(run=1, title="Taxibus entre villages", size=1, members="f" * 16),
        )
        other = replace(
            about,
            id="b" * 32,
            kind=DecisionKind.RENAME,
            passage_ids=(),
            value="Se loger",
            reason="le mot des notes",
            seen=Seen(run=1, title="Loyer", version=1),
        )
        store.append_all([about, other])


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def withdrawn(request, made, monkeypatch):
    """A project whose note a.txt was purged after a withdrawal, on each database."""
    from custody_worlds import analyse

    if request.param == "postgresql":
        monkeypatch.setenv(projects.DATABASE_VARIABLE, request.getfixturevalue("new_postgres")())
    take(made)
    analyse(made)
    decide(made, "a.txt")
    with Store.open(made.database_url) as store:
        keep = [p.text for p in store.passages()]
        run_ = store.last_run()
        theme = replace(
            run_.themes[0],
            proposal="taxibus entre les villages",
            keyphrases=("taxibus", "loyer"),
        )
        store.save_run(replace(run_, number=2, themes=(theme, *run_.themes[1:])))
    assert run("exporter", made.folder, "--format", "json").exit_code == 0
    result = purge(made, "--document", document_named(made, "a.txt")[:6])
    return made, result, keep


def dump(opened) -> str:
    """Every value of every table."""
    from sqlalchemy import create_engine

    from analyse.store import schema

    engine = create_engine(opened.database_url)
    with engine.connect() as connection:
        rows = [
            [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in schema.metadata.sorted_tables
        ]
    engine.dispose()
    return repr(rows)


def test_a_withdrawn_document_leaves_nothing_but_its_line(withdrawn):
    """File, masked text, passages, quotes, titles made of its words, what a decision said of it;
    the other document, its decisions and the ledger's lines stay."""
    opened, result, texts = withdrawn
    held = dump(opened)
    assert GONE not in held
    assert "taxibus" not in held.casefold()
    assert KEPT in held
    assert not any(t in held for t in texts if "transport" in t)
    assert not list(opened.notes.rglob("a.txt"))
    assert (opened.notes / "b.txt").exists()
    assert sorted(statuses(opened).values()) == ["lu", "retiré"]
    with Store.open(opened.database_url) as store:
        first, second = store.decisions()
        assert first.id == "a" * 32
        assert first.author == "Camille T."
        assert (first.reason, first.seen.members, first.seen.title) == (
            "[purgé]",
            "",
            "(titre purgé)",
        )
        assert (second.value, second.reason, second.seen.title) == (
            "Se loger",
            "le mot des notes",
            "Loyer",
        )
        done = store.purges()[-1]
        assert [d["numero"] for d in done.report["decisions"]] == [1]
        document = next(d for d in store.documents() if d.status is DocumentStatus.WITHDRAWN)
        assert document.text == ""
        assert document.reason.startswith("purgé le ")
        run_ = store.last_run()
        assert {q.passage_id for q in run_.quotes} == {p.id for p in store.passages()}
    assert "analyse.json" in result.stdout
    files = every_byte(opened.folder)
    assert b"taxibus" not in files
    assert (opened.drafts / "fiches.html").is_file()


def test_the_ledger_refuses_changes_again_after_a_purge(withdrawn):
    """The triggers that a purge lifts are back."""
    opened, *_ = withdrawn
    from sqlalchemy import create_engine

    engine = create_engine(opened.database_url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO anchor (number, old_id, new_id, by) VALUES (1,'a','b','c')")
        )

    def change(order: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(order))

    for table in ("decision", "purge", "anchor"):
        for order in (f"DELETE FROM {table}", f"UPDATE {table} SET number = number + 9"):
            with pytest.raises(DBAPIError, match="le registre ne se modifie pas"):
                change(order)
    engine.dispose()


def test_who_was_named_only_there_is_forgotten(withdrawn):
    """A person of the other note stays in the mapping; a number is never given again."""
    from analyse.custody.mapping import Mapping

    opened, *_ = withdrawn
    names = {name for p in Mapping.of(opened).read().values() for name in p.names}
    assert names == {"Wideline Saint-Fleur"}
    (opened.notes / "c.txt").write_text("- Il faut un guichet, dit Brünhild Quetzal.\n")
    take(opened)
    assert max(Mapping.of(opened).read()) == 3


def test_what_comes_back_from_a_copy_stays_withdrawn(withdrawn):
    """The same bytes, put back by a synchronised folder under any name, are not read."""
    from custody_worlds import NOTE

    opened, *_ = withdrawn
    (opened.notes / "revenu.txt").write_text(NOTE, encoding="utf-8")
    take(opened)
    assert sorted(statuses(opened).values()) == ["lu", "retiré"]
    assert "taxibus" not in dump(opened).casefold()


def test_what_was_published_is_named(analysed):
    """A fiche that people published and that cites the document is told, and left to them."""
    fiche = analysed.folder / "fiches" / "f.md"
    fiche.parent.mkdir()
    fiche.write_text(f"> {GONE}, selon ████████████████.\n", encoding="utf-8")
    with Store.open(analysed.database_url) as store:
        whole = next(p.text for p in store.passages() if GONE in p.text)
    fiche.write_text(f"> {whole}\n", encoding="utf-8")
    result = purge(analysed, "--document", document_named(analysed, "a.txt"))
    assert "reprendre fiches/f.md" in result.stdout
    assert fiche.exists()


# -- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "end", "expected"),
    [
        ("2027-01-31", "", date(2027, 1, 31)),
        ("30 jours", "2026-11-30", date(2026, 12, 30)),
        ("1 mois", "2027-01-31", date(2027, 2, 28)),
        ("6 mois", "2026-08-31", date(2027, 2, 28)),
        ("13 mois", "2026-12-15", date(2028, 1, 15)),
        ("1 an", "2028-02-29", date(2029, 2, 28)),
        ("6 mois", "", None),
        ("", "2026-01-01", None),
    ],
)
def test_a_delay_counts_from_the_end_of_the_event(asked, end, expected):
    assert day_of(asked, end) == expected


def test_what_is_due_is_told_and_destroyed_by_one_order(analysed):
    """Only what is due goes; asked again, there is nothing left to do."""
    config = analysed.folder / "projet.toml"
    told = config.read_text(encoding="utf-8")
    told = told.replace('fin_evenement = ""', 'fin_evenement = "2020-01-31"')
    told = told.replace('garder_notes = ""', 'garder_notes = "1 mois"')
    told = told.replace('garder_correspondances = ""', 'garder_correspondances = "2999-01-01"')
    config.write_text(told, encoding="utf-8")
    state = run("etat", analysed.folder)
    assert "À détruire depuis le 2020-02-29\u00a0: les notes brutes" in state.stdout
    told = json.loads(run("etat", analysed.folder, "--json").stdout)["donnees_personnelles"]
    assert [e["echue"] for e in told["echeances"]] == [True, False, False]
    assert told["etat_des_donnees"] == "codé"
    purge(analysed, "--echu")
    assert not any(analysed.notes.iterdir())
    assert analysed.mapping_file.exists()
    assert "Rien n'est échu" in run("purger", analysed.folder, "--echu").stdout


def test_a_delay_without_an_end_of_event_is_told(analysed):
    config = analysed.folder / "projet.toml"
    told = config.read_text(encoding="utf-8").replace('garder_base = ""', 'garder_base = "2 ans"')
    config.write_text(told, encoding="utf-8")
    assert "fin_evenement" in run("etat", analysed.folder).stdout


def test_an_unfinished_purge_is_the_one_without_its_end(tmp_path):
    line = PurgeLine("a" * 32, "commencée", "2026", "C.", "", {"notes": True, "documents": []}, {})
    with Store.open(f"sqlite:///{tmp_path / 'a.db'}") as store:
        store.log_purge(line)
        assert len(unfinished(store)) == 1
        store.log_purge(replace(line, id="b" * 32))
        store.log_purge(replace(line, id="b" * 32, step="terminée"))
        assert unfinished(store) == []


STOPS = (
    "analyse.custody.purge._destroyed",
    "analyse.custody.purge._tidy",
    "analyse.store.custody.Custody.compact",
    "analyse.custody.purge._drafts_again",
    "analyse.custody.proof.write",
)


@pytest.mark.parametrize("stop", STOPS)
def test_a_purge_that_is_stopped_is_ended_by_the_same_order(analysed, monkeypatch, stop):
    """Stopped at any step, a run in between brings nothing back, and the order given again ends
    it: the document is nowhere, its file is gone, and the state no longer warns."""
    known = document_named(analysed, "a.txt")
    order = Order(Scope(documents=(known,)), "C.", "retrait")

    def interrupted(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stop, interrupted)
        with pytest.raises(KeyboardInterrupt):
            carry_out(analysed, order)
    take(analysed)
    carry_out(analysed, order)
    assert GONE not in dump(analysed)
    assert not list(analysed.notes.rglob("a.txt"))
    assert b"taxibus" not in every_byte(analysed.folder)
    assert sorted(statuses(analysed).values()) == ["lu", "retiré"]
    with Store.open(analysed.database_url) as store:
        assert unfinished(store) == []
