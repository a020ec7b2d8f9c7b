"""Two analyses side by side: what changed and why."""

from __future__ import annotations

from dataclasses import replace

from analyse.compare import compare
from analyse.contracts import Decision, DecisionKind
from samples import OTHER_THEME, THEME
from small_project import a_note, an_analysis

MADE = {
    "documents": ["a", "b"],
    "encodeur": "usem3@1",
    "parametres": {"themes": {"granularite": 1.0, "graine": 1}, "grille": {"fiches": ["x"]}},
    "decisions": 0,
}


def test_nothing_changed_gives_no_reason():
    run = replace(an_analysis(a_note()), manifest=MADE)
    found = compare(run, replace(run, number=2), [])
    assert found.reasons == []
    assert (found.kept, found.common) == (7, 7)


def test_passages_that_joined_themes_are_a_reason():
    """So are themes that were all formed anew, which nothing else would tell."""
    run = replace(an_analysis(a_note()), manifest=MADE)
    joined = replace(run, number=2, manifest=MADE | {"passages_joints": 4})
    there, back = compare(run, joined, []), compare(joined, run, [])
    assert there.reasons == ["passages qui ont rejoint des thèmes déjà formés\u00a0: 0 → 4"]
    assert there.to_json()["passages_joints"] == [0, 4]
    assert back.reasons == ["tous les thèmes formés de nouveau"]


def test_every_kind_of_reason_is_told():
    """Content, settings, model, decisions; themes by how much they changed."""
    one = replace(an_analysis(a_note()), manifest=MADE)
    params = {"themes": {"granularite": 2.0, "graine": 1}, "grille": {"fiches": ["x", "y"]}}
    after = MADE | {"documents": ["b", "c", "d"], "encodeur": "usem3@2", "parametres": params}
    placements = tuple(
        replace(p, theme_id=OTHER_THEME) if p.theme_id == THEME else p for p in one.placements
    )[1:]
    two = replace(one, number=2, manifest=after | {"decisions": 1}, placements=placements)
    decision = Decision("1" * 32, DecisionKind.MERGE, "C.", "", number=1)
    found = compare(one, two, [decision])
    told = " | ".join(found.reasons)
    for said in (
        "documents ajoutés\u00a0: 2",
        "documents retirés\u00a0: 1",
        "passages disparus\u00a0: 1",
        "themes.granularite (1.0 → 2.0)",
        "grille.fiches (1 entrées → 2 entrées)",
        "encodeur (usem3@1 → usem3@2)",
        "fusionner (1)",
    ):
        assert said in told
    assert {row[0]: row[3] for row in found.themes}[THEME] == 0
    assert found.to_json()["analyses"] == [1, 2]
