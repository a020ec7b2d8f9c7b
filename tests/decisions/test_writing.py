"""What people write about themes: it follows them, rests on passages, and can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse.contracts import DecisionKind, OutcomeStatus
from analyse.decisions import unsupported
from analyse.decisions.table import read, written
from analyse.desk import Desk
from analyse.errors import ConcurrentDecision, UsageError
from analyse.params import GridParams
from analyse.store import Store
from samples import OTHER_THEME, THEME
from small_project import a_note, an_analysis

Kind = DecisionKind


@pytest.fixture
def desk(tmp_path) -> Desk:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    note = a_note()
    store.save_files([note])
    store.save_run(an_analysis(note))
    return Desk(store, GridParams())


PASSAGES = [p.id for p in a_note().passages]


def say(desk, kind, text, passages=(), theme=THEME, **more):
    return desk.decide(
        kind, author="Camille", themes=[theme], value=text, passages=passages, **more
    )


def test_a_sentence_rests_on_passages_or_is_told_to_rest_on_none(desk):
    say(desk, Kind.FINDING, "Le soir, rien ne roule.", [PASSAGES[0]])
    bare = say(desk, Kind.LEAD, "On pourrait partager les autobus.")
    assert "sans appui" in bare.reason
    writing = desk.view.writing[THEME]
    assert [line.support for line in writing.sentences] == [(PASSAGES[0],), ()]
    assert [line.text for line in unsupported(desk.view.writing)[THEME]] == [
        "On pourrait partager les autobus."
    ]


def test_a_definition_without_passages_is_unsupported_and_can_be_given_some(desk):
    say(desk, Kind.DEFINE, "Se déplacer sans auto.")
    assert unsupported(desk.view.writing)
    again = say(desk, Kind.DEFINE, "Se déplacer sans auto.", PASSAGES[:2])
    assert again.status is OutcomeStatus.APPLIED
    assert not unsupported(desk.view.writing)
    desk.decide(Kind.UNDO, author="Camille", value=again.decision.id)
    assert unsupported(desk.view.writing)


def test_the_same_sentence_again_gets_its_new_support(desk):
    say(desk, Kind.FINDING, "Le soir, rien ne roule.")
    say(desk, Kind.FINDING, "Le soir, rien ne roule.", [PASSAGES[0]])
    [line] = desk.view.writing[THEME].sentences
    assert line.support == (PASSAGES[0],)


def test_a_passage_put_off_topic_supports_nothing_any_more(desk):
    say(desk, Kind.FINDING, "Le soir, rien ne roule.", [PASSAGES[0]])
    desk.decide(Kind.OFF_TOPIC, author="Robin", passages=[PASSAGES[0]])
    [line] = desk.view.writing[THEME].sentences
    assert (line.support, line.lost) == ((), 1)
    assert THEME in unsupported(desk.view.writing)


def test_what_is_written_follows_a_merged_theme_and_comes_back(desk):
    say(desk, Kind.MEMO, "À revoir avec l'atelier 3.", theme=OTHER_THEME)
    say(desk, Kind.INCLUDE, "Tout logement.", theme=OTHER_THEME)
    merge = desk.decide(Kind.MERGE, author="Robin", themes=[THEME, OTHER_THEME])
    writing = desk.view.writing[THEME]
    assert [m.text for m in writing.memos] == ["À revoir avec l'atelier 3."]
    assert [m.text for m in writing.inclusion] == ["Tout logement."]
    desk.decide(Kind.UNDO, author="Robin", value=merge.decision.id)
    assert THEME not in desk.view.writing
    assert desk.view.writing[OTHER_THEME].memos


def test_what_is_written_about_a_rejected_theme_is_in_conflict_not_lost(desk):
    memo = say(desk, Kind.MEMO, "Un mémo.").decision
    desk.decide(Kind.REJECT, author="Robin", themes=[THEME])
    [outcome] = [o for o in desk.outcomes() if o.decision.id == memo.id]
    assert outcome.status is OutcomeStatus.CONFLICT
    assert "n'est plus là" in outcome.reason


def test_a_memo_is_in_nobodys_way_but_two_titles_are(desk):
    say(desk, Kind.MEMO, "Un mémo.")
    say(desk, Kind.RENAME, "Se déplacer", known=0)
    with pytest.raises(ConcurrentDecision):
        say(desk, Kind.FINDING, "Le soir, rien ne roule.", [PASSAGES[0]], known=0)


def test_lines_are_undone_one_by_one(desk):
    first = say(desk, Kind.EXCLUDE, "Le transport scolaire.")
    say(desk, Kind.EXCLUDE, "Le vélo.")
    desk.decide(Kind.UNDO, author="Camille", value=first.decision.id)
    assert [line.text for line in desk.view.writing[THEME].exclusion] == ["Le vélo."]


def test_a_sentence_is_one_line_of_bounded_length(desk):
    say(desk, Kind.FINDING, "Deux\nlignes.", [PASSAGES[0]])
    assert desk.view.writing[THEME].sentences[0].text == "Deux lignes."
    with pytest.raises(UsageError, match="600"):
        say(desk, Kind.FINDING, "x" * 601)
    with pytest.raises(UsageError, match="une phrase"):
        say(desk, Kind.FINDING, " ")


def test_what_is_written_survives_a_file(desk):
    for kind in (Kind.SUMMARY, Kind.FINDING, Kind.LEAD, Kind.TENSION):
        say(desk, kind, f"=Une phrase\u00a0: {kind.value}", PASSAGES[:2])
    say(desk, Kind.MEMO, "Deux lignes\n; et plus")
    back = [replace(row.decision, number=0) for row in read(written(desk.outcomes()))]
    assert back == [replace(d, number=0) for d in desk.state.decisions]
