"""Today against yesterday and the decisions: what is told, and what follows a split."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analyse.contracts import Decision, DecisionKind, LineageStatus, Seen
from analyse.decisions import Found, constraints, replay
from analyse.stages.relate import (
    centres_of,
    changes,
    earlier,
    followers,
    packed_centres,
    sentences,
    unpacked,
)
from analyse.steps.lineage import Before, trace
from analyse.store import Store
from samples import OTHER_THEME, THEME, a_theme
from small_project import a_note, an_analysis

AT = "2022-11-04T12:00:00+00:00"


def a_split(source: str, *passages: str, run: int = 1) -> Decision:
    new = "tnew00000000"
    return Decision(
        "5" * 32, DecisionKind.SPLIT, "C.", AT, (source, new), passages, "À part",
        seen=Seen(run=run), number=1,
    )  # fmt: skip


def test_new_passages_follow_the_part_they_are_nearest_to():
    """After a split, what arrives in the theme goes to the nearer part; what was there stays."""
    main = dict.fromkeys(("a", "b", "c", "d", "e"), THEME)
    split = a_split(THEME, "b")
    decided = replay(Found({THEME: "Tout"}, main), [split])
    vectors = np.array([[1, 0], [0, 1], [1, 0.1], [0.1, 1], [1, 0.2]], dtype=float)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = {1: frozenset("abe")}
    found = followers(constraints([split]), decided, known, list(main), vectors)
    assert found == {"d": split.id}
    again = replay(Found({THEME: "Tout"}, main, followed=found), [split])
    assert again.members("tnew00000000") == ("b", "d")
    undone = Decision("6" * 32, DecisionKind.UNDO, "C.", AT, value=split.id, number=2)
    restored = replay(Found({THEME: "Tout"}, main, followed=found), [split, undone])
    assert restored.main == main


def test_a_merge_that_people_made_is_not_news():
    """The machine finds one group where people had made one of two: the theme is the same."""
    merge = Decision("7" * 32, DecisionKind.MERGE, "C.", AT, ("ta", "tb"), ("3",), number=1)
    before = replay(Found({"ta": "A", "tb": "B"}, {"1": "ta", "2": "ta", "3": "tb"}), [merge])
    contents = {i: i for i in "123"}
    known = {
        "ta": Before((frozenset("12"), frozenset("123"))),
        "tb": Before((frozenset("3"),)),
    }
    found = trace({0: ["1", "2", "3"]}, contents, known)
    now = replay(Found({"ta": "A"}, dict.fromkeys("123", "ta")), [merge])
    told = changes(found, {"ta": "A", "tb": "B"}, before, now, [merge])
    assert [(c.theme_id, c.status, c.before, c.after) for c in told] == [
        ("ta", LineageStatus.SAME, 3, 3)
    ]
    assert sentences(told, [a_theme("ta")], {}) == ()


def test_what_touches_a_decided_theme_is_told_first():
    """Then by how many passages are concerned; what stayed the same is not told."""
    known = {"ta": Before((frozenset("12"),)), "tb": Before((frozenset("34"),))}
    groups = {0: [*"125678"], 1: [*"349"]}
    contents = {i: i for i in "123456789"}
    found = trace(groups, contents, known)
    main = {p: found.ids[g] for g, members in groups.items() for p in members}
    titles = {"ta": "A", "tb": "B"}
    before = replay(Found(titles, {p: t for p, t in main.items() if p in "1234"}), [])
    now = replay(Found(titles, main), [])
    plain = changes(found, titles, before, now, [])
    assert [c.theme_id for c in plain] == ["ta", "tb"]
    rename = Decision("8" * 32, DecisionKind.RENAME, "C.", AT, ("tb",), value="B", number=1)
    first = changes(found, titles, before, now, [rename])
    assert [c.theme_id for c in first] == ["tb", "ta"]
    assert sentences(first, [], titles)[0] == "«\u00a0B\u00a0» a grandi\u00a0: 2 → 3 passages"


def test_centres_come_back():
    centres = centres_of({"ta": [0, 1], "tb": [2]}, np.eye(3))
    assert set(unpacked(packed_centres(centres))) == {"ta", "tb"}
    assert np.allclose(unpacked(packed_centres(centres))["tb"], centres["tb"], atol=1e-6)
    assert unpacked(packed_centres({})) == {}


def test_silent_themes_are_looked_for_further_back(tmp_path):
    """A theme of analysis 1 that analysis 2 did not find is known to analysis 3."""
    with Store.open(f"sqlite:///{tmp_path / 'a.db'}") as store:
        note = a_note()
        store.save_files([note])
        first = an_analysis(note)
        store.save_run(first)
        second = an_analysis(note, 2)
        one = [replace(p, theme_id=OTHER_THEME) for p in second.placements]
        store.save_run(replace(second, placements=tuple(one)))
        last = store.run(2)
        view = replay(Found({OTHER_THEME: "x"}, {p.passage_id: OTHER_THEME for p in one}), [])
        moved = {note.passages[0].id: ("f" * 16, "contexte")}
        known = earlier(store, last, view, "r", moved)
        assert known[THEME].silent
        assert len(known[THEME].members[0]) == 4
        assert "f" * 16 in known[THEME].members[0]  # it took the place of a corrected passage
        assert not known[OTHER_THEME].silent
        assert store.run_passages([1])[1] == {p.id for p in note.passages}
        assert [head.number for head in store.heads()] == [1, 2]
