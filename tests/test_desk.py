"""Deciding from the project folder: what is typed, what is refused, files in and out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import DecisionKind, Outcome, OutcomeStatus
from analyse.decisions.table import read, written
from analyse.desk import Desk
from analyse.errors import ConcurrentDecision, UsageError
from analyse.params import GridParams
from analyse.store import Store
from samples import OTHER_THEME, THEME
from small_project import a_note, an_analysis
from worlds import histories

Kind = DecisionKind
GRILLE = GridParams(chantiers=("Se loger",))


def a_project(url: str) -> Desk:
    store = Store.open(url)
    note = a_note()
    store.save_files([note])
    store.save_run(an_analysis(note))
    return Desk(store, GRILLE)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return a_project(f"sqlite:///{tmp_path / 'a.db'}")


def some(desk: Desk) -> None:
    """A few decisions, with everything that could trip a spreadsheet."""
    who = {"author": "Camille «\u00a0T.\u00a0»; ici"}
    desk.decide(Kind.RENAME, themes=[THEME], value="=2+3", reason="'déjà'; non", **who)
    desk.decide(Kind.DEFINE, themes=[THEME], value="Deux lignes\net «\u00a0tout\u00a0»", **who)
    desk.decide(Kind.OFF_TOPIC, passages=[a_note().passages[6].id], **who)
    desk.decide(Kind.APPROVE_QUOTE, passages=[a_note().passages[0].id], **who)
    desk.decide(Kind.MERGE, themes=[THEME, OTHER_THEME], reason="-- même sujet", **who)
    desk.decide(Kind.UNDO, value=desk.number("5"), reason="finalement non", **who)


def test_what_was_seen_is_kept(desk):
    """Run, title, size, members and version, as they were on the screen."""
    desk.decide(Kind.RENAME, author="C.", themes=[THEME], value="Se déplacer")
    second = desk.decide(Kind.RENAME, author="R.", themes=[THEME], value="Mobilité").decision
    assert (second.seen.run, second.seen.title, second.seen.size) == (1, "Se déplacer", 3)
    assert second.seen.version == 1
    assert len(second.seen.members) == 16


def test_a_theme_is_told_by_its_id_its_beginning_or_its_title(desk):
    assert desk.theme(THEME) == desk.theme("t012") == desk.theme("transport COLLECTIF") == THEME
    for wrong in ("t0", "Rien de tel", ""):
        with pytest.raises(UsageError, match="n'est aucun thème"):
            desk.theme(wrong)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": Kind.RENAME, "themes": [THEME]}, "demande un titre"),
        ({"kind": Kind.RENAME, "themes": ["t" + "9" * 11], "value": "x"}, "n'est pas dans"),
        ({"kind": Kind.MERGE, "themes": [THEME, THEME]}, "deux thèmes différents"),
        ({"kind": Kind.MOVE, "themes": [THEME]}, "au moins un passage"),
        ({"kind": Kind.MOVE, "themes": [THEME], "passages": ["0" * 16]}, "n'est pas dans"),
        ({"kind": Kind.UNDO, "value": "0" * 32}, "n'est pas au registre"),
        ({"kind": Kind.APPROVE, "themes": [THEME], "author": "  "}, "qui décide"),
        ({"kind": Kind.RENAME, "themes": [THEME], "value": "x" * 201}, "trop long"),
    ],
)
def test_what_makes_no_sense_is_refused_in_french(desk, given, why):
    """Nothing is written."""
    with pytest.raises(UsageError, match=why):
        desk.decide(given.pop("kind"), **{"author": "C.", **given})
    assert desk.outcomes() == []


def test_a_split_must_leave_something_and_take_what_is_there(desk):
    passages = [p.id for p in a_note().passages]
    with pytest.raises(UsageError, match="il n'en resterait aucun"):
        desk.decide(Kind.SPLIT, author="C.", themes=[THEME], passages=passages[:3], value="x")
    with pytest.raises(UsageError, match="ne sont pas dans le thème"):
        desk.decide(Kind.SPLIT, author="C.", themes=[THEME], passages=passages[4:5], value="x")


def test_the_second_person_is_told(desk):
    """Who read the ledger before somebody else's decision learns of it."""
    desk.decide(Kind.RENAME, author="Camille", themes=[THEME], value="Se déplacer", known=0)
    with pytest.raises(ConcurrentDecision, match="Camille vient de décider"):
        desk.decide(Kind.RENAME, author="Robin", themes=[THEME], value="Mobilité", known=0)
    desk.decide(Kind.RENAME, author="Robin", themes=[THEME], value="Mobilité", known=1)


def test_sent_again_it_counts_once(desk):
    """A web page that sends the same merge twice, because the answer was lost, is answered the
    same way, although one of the themes is gone."""
    merge = {"author": "C.", "themes": [THEME, OTHER_THEME], "decision_id": "a" * 32, "known": 0}
    assert desk.decide(Kind.MERGE, **merge) == desk.decide(Kind.MERGE, **merge)
    assert len(desk.outcomes()) == 1


def test_decisions_imported_before_any_analysis_wait_for_it(desk, tmp_path):
    """None is lost nor silent."""
    some(desk)
    with Store.open(f"sqlite:///{tmp_path / 'vide.db'}") as store:
        empty = Desk(store, GRILLE)
        assert empty.imported(desk.exported()).added == 6
        assert {o.reason for o in empty.outcomes()} == {"il n'y a pas encore d'analyse"}


def test_the_grille_is_the_projects(desk):
    assert desk.entry(Kind.FICHE, "2022/f9") == "2022/F9"
    assert desk.entry(Kind.CHANTIER, "se loger") == "Se loger"
    with pytest.raises(UsageError, match="grille"):
        desk.entry(Kind.FICHE, "2022/F99")


# -- files ----------------------------------------------------------------------------------------


def test_a_ledger_goes_out_and_in_exactly(desk, tmp_path):
    """Exported, imported in a fresh project on the same notes, exported again: the same bytes;
    imported twice, it counts once."""
    some(desk)
    data = desk.exported()
    other = a_project(f"sqlite:///{tmp_path / 'b.db'}")
    assert (other.imported(data).added, other.exported()) == (6, data)
    again = other.imported(data)
    assert (again.added, again.known) == (0, 6)
    assert other.exported() == data
    assert "'=2+3" in data.decode("utf-8-sig")  # a spreadsheet must not compute a title


@settings(deadline=None)
@given(history=histories(), text=st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_any_decision_survives_a_file(history, text):
    """Any text in a title or a reason comes back exactly, but for the NUL no file may hold."""
    from dataclasses import replace

    said = text.replace("\0", "").replace("\r", "")
    ledger = [replace(d, reason=said, theme_ids=(), passage_ids=()) for d in history[1]]
    rows = read(written([Outcome(d, OutcomeStatus.APPLIED) for d in ledger]))
    assert [row.decision for row in rows] == ledger


HEAD = "action;themes;passages;valeur;qui;raison\r\n"


def test_lines_written_by_hand_are_decisions(desk):
    """Without an id nor a date; a line sees what the lines before it did."""
    lines = (
        f"renommer;{THEME};;Se déplacer;Camille;\r\nfusionner;{THEME} {OTHER_THEME};;;Robin;\r\n"
    )
    assert desk.imported((HEAD + lines).encode("cp1252")).added == 2
    assert [o.decision.seen.title for o in desk.outcomes()] == [
        "Transport collectif",
        "Se déplacer",
    ]
    assert [t.title for t in desk.state.run.themes] == ["Se déplacer"]


def test_one_wrong_line_and_nothing_is_imported(desk):
    """Every wrong line is told with its number."""
    lines = (
        f"renommer;{THEME};;Se déplacer;Camille;\r\n"
        f"renomer;{THEME};;x;Camille;\r\n"
        f"renommer;t12;;x;Camille;\r\n"
        f"approuver;{THEME};;;;\r\n"
    )
    with pytest.raises(UsageError) as told:
        desk.imported((HEAD + lines).encode())
    message = str(told.value)
    assert all(f"ligne {n}" in message for n in (3, 4, 5))
    assert "ligne 2" not in message
    assert desk.outcomes() == []


def test_a_file_without_its_columns_is_refused(desk):
    with pytest.raises(UsageError, match="il manque les colonnes"):
        desk.imported(b"action;qui\r\nrenommer;C.\r\n")


def test_an_import_never_overrides_what_was_decided_here(desk, tmp_path):
    """Made elsewhere without knowing of a decision taken here on the same theme: refused, told
    by its line."""
    other = a_project(f"sqlite:///{tmp_path / 'b.db'}")
    other.decide(Kind.RENAME, author="Robin", themes=[THEME], value="Mobilité")
    desk.decide(Kind.RENAME, author="Camille", themes=[THEME], value="Se déplacer")
    with pytest.raises(UsageError, match=r"ligne 2.*Camille a décidé ici"):
        desk.imported(other.exported())
    assert len(desk.outcomes()) == 1
