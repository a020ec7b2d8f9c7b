"""Going through quotes: what waits, one key at a time, nothing lost, nobody overwritten."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from analyse import cli
from analyse import project as projects
from analyse.contracts import DecisionKind, FlagKind, QuoteStatus, RareVoice
from analyse.desk import Desk
from analyse.errors import UsageError
from analyse.params import GridParams
from analyse.review import MINORITY, Session, waiting
from analyse.store import Store
from analyse.terminal.review import go_through
from samples import OTHER_THEME, THEME, a_file
from small_project import LINES, an_analysis

FLAGGED = "Le maire de Sainte-Bidule a fermé la salle."


def fill(url: str, lines: tuple[str, ...] = LINES) -> None:
    """Three quotes: two in the first theme, one in the second."""
    with Store.open(url) as store:
        note = a_file(lines=lines)
        store.save_files([note])
        store.save_run(an_analysis(note))


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A project whose second quote names the mayor of an invented village."""
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    made = projects.create(tmp_path / "ev")
    fill(made.database_url, (LINES[0], FLAGGED, *LINES[2:]))
    return made.folder


@pytest.fixture
def session(folder) -> Session:
    return Session(Desk(Store.open(projects.load(folder).database_url), GridParams()), "Camille T.")


class Typed:
    """A keyboard on which all is typed at the right moment."""

    def __init__(self, keys: list[str], lines: list[str]) -> None:
        self._keys, self._lines = keys, lines

    def forget(self) -> None:
        pass

    def key(self) -> str:
        if not self._keys:
            raise KeyboardInterrupt
        return self._keys.pop(0)

    def line(self, _question: str) -> str:
        return self._lines.pop(0)


def typed(session: Session, keys: str, lines: tuple[str, ...] = ()) -> str:
    """What the terminal shows when these keys are typed, 80 columns wide; stops at the last."""
    console = Console(width=80, record=True, file=io.StringIO())
    with contextlib.suppress(KeyboardInterrupt):
        go_through(console, session, Typed(list(keys), list(lines)))
    return console.export_text()


def statuses(session: Session) -> dict[str, QuoteStatus]:
    session.desk.refresh()
    return {q.text: q.status for q in session.desk.state.run.quotes}


def test_what_waits_is_told_with_its_context(session):
    """Theme, neighbours, who speaks, flags; theme after theme."""
    first, second, third = waiting(session.desk)
    assert (first.theme.id, third.theme.id) == (THEME, OTHER_THEME)
    assert (first.before, first.after) == ("", FLAGGED)
    assert second.after == LINES[2]
    assert [f.kind for f in second.flags] == [FlagKind.ROLE]
    assert not first.flags
    assert first.to_json()["chemin"] == "Se déplacer > Pistes"
    assert second.to_json()["signalements"][0]["type"] == "rôle et lieu"


def test_a_minority_voice_comes_last_and_says_what_it_is(folder):
    """After the quotes of its theme; on the screen, in JSON, and approved with one key."""
    with Store.open(projects.load(folder).database_url) as store:
        run = store.last_run()
        (passage,) = [p for p in store.passages() if p.text == LINES[2]]
        rare = RareVoice(passage.id, THEME, 0.9, 1)
        store.save_run(replace(run, number=2, rare=(rare,)))
        session = Session(Desk(store, GridParams()), "Camille T.", theme=THEME)
        assert [w.why for w in waiting(session.desk, theme=THEME)] == ["", "", MINORITY]
        shown = typed(session, "nno")
        assert "constat, voix minoritaire" in shown
        assert statuses(session)[LINES[2]] is QuoteStatus.APPROVED


def test_the_list_says_how_many_of_those_that_wait_are_not_waited_for(folder):
    with Store.open(projects.load(folder).database_url) as store:
        (passage,) = [p for p in store.passages() if p.text == LINES[2]]
        rare = (RareVoice(passage.id, THEME, 0.9, 1),)
        store.save_run(replace(store.last_run(), number=2, rare=rare))
    listed = CliRunner().invoke(cli.main, ["relire", str(folder)]).stdout
    assert "4\u00a0extraits à relire" in listed
    assert "Parmi eux, 1 est une voix minoritaire" in listed
    assert all(len(line) <= 80 for line in listed.splitlines())
    told = json.loads(CliRunner().invoke(cli.main, ["relire", str(folder), "--json"]).stdout)
    assert sorted(one["pourquoi"] for one in told["a_relire"]) == ["", "", "", MINORITY]


def test_filters(session):
    assert len(waiting(session.desk, theme=OTHER_THEME)) == 1
    assert len(waiting(session.desk, facet="constat")) == 3
    assert waiting(session.desk, facet="piste") == []


def test_keys_decide_one_quote_after_the_other(session):
    """Yes, yes with its reason because it is flagged, no; then nothing waits."""
    shown = typed(session, "oon", ("Il parle en public, dit-il",))
    assert statuses(session) == {
        LINES[0]: QuoteStatus.APPROVED,
        FLAGGED: QuoteStatus.APPROVED,
        LINES[3]: QuoteStatus.REJECTED,
    }
    assert "Plus aucun n'attend" in shown
    reasons = [d.reason for d in session.desk.state.decisions]
    assert reasons == ["", "Il parle en public, dit-il", ""]
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_a_flagged_quote_is_not_approved_without_a_reason(session):
    """Nor from elsewhere: the desk refuses, and the message holds no word of the note."""
    shown = typed(session, "ooq", ("",))
    assert "Pas approuvé" in shown
    assert len(session.desk.state.decisions) == 1
    with pytest.raises(UsageError) as told:
        session.desk.decide(
            DecisionKind.APPROVE_QUOTE, author="C.", passages=[session.current.passage.id]
        )
    assert "rôle et lieu" in str(told.value)
    assert "Bidule" not in str(told.value)


def test_stopping_and_coming_back(session, folder):
    """What was decided is kept; the next session begins after it; what was passed comes back."""
    typed(session, "pn")  # the first put off, the second rejected, then the terminal is gone
    again = Session(Desk(Store.open(projects.load(folder).database_url), GridParams()), "C.")
    assert again.current.quote.text == LINES[0]
    assert again.left == 2


def test_taking_back_decisions_and_putting_off(session):
    """In the reverse order, as far as the session began."""
    shown = typed(session, "opaaaq")
    assert "Rien à annuler" in shown
    assert session.current.quote.text == LINES[0]
    kinds = [d.kind for d in session.desk.state.decisions]
    assert kinds == [DecisionKind.APPROVE_QUOTE, DecisionKind.UNDO]


def test_somebody_decided_meanwhile(session, folder):
    """Their decision stands and is told; the session goes on with what still waits."""
    other = Desk(Store.open(projects.load(folder).database_url), GridParams())
    passage = session.current.passage.id
    other.decide(DecisionKind.REJECT_QUOTE, author="Robin G.", passages=[passage])
    shown = typed(session, "oq")
    assert "Robin G. vient de décider" in shown
    assert statuses(session)[LINES[0]] is QuoteStatus.REJECTED
    assert session.current.quote.text == FLAGGED


def test_hostile_text_is_shown_as_it_is(folder):
    """What looks like the markup of the terminal is text."""
    with Store.open(projects.load(folder).database_url) as store:
        note = a_file(lines=("[red]Le bus[/red] [/]", *LINES[1:]))
        store.save_files([note])
        run = an_analysis(note, 2)
        store.save_run(run)
        shown = typed(Session(Desk(store, GridParams()), "C."), "q")
    assert "[red]Le bus[/red] [/]" in shown


# -- without a terminal -------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_asked(folder):
    """What waits is listed, for people or as JSON, with no text of a quote in the table."""
    result = CliRunner().invoke(cli.main, ["relire", str(folder)], input="")
    assert result.exit_code == 0, result.output
    assert "3\u00a0extraits à relire" in result.stdout
    assert "chauffeur" not in result.stdout
    assert "Sainte-Bidule" not in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    told = json.loads(CliRunner().invoke(cli.main, ["relire", str(folder), "--json"]).stdout)
    assert [one["theme_id"] for one in told["a_relire"]] == [THEME, THEME, OTHER_THEME]
    one = CliRunner().invoke(cli.main, ["relire", str(folder), "--theme", "Logement", "--json"])
    assert len(json.loads(one.stdout)["a_relire"]) == 1
