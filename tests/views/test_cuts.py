"""The tree cut coarser or finer: parts are of the theme, whole, and become decisions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyse.contracts import DecisionKind, FacetCall
from analyse.contracts.words import Facet
from analyse.desk import Desk
from analyse.params import GridParams, ThemeParams
from analyse.stages.tree import KeptTree, packed
from analyse.steps.cluster import build, recut
from analyse.store import Placement, Store
from analyse.views import cuts, figures, overview, theme
from analyse.views.model import Models
from samples import a_file, a_run, a_theme

WORDS = ("autobus taxibus chauffeur", "loyer bail toit", "école classe cour", "forêt rivière lac")


def theme_id(number: int) -> str:
    return f"t{number:011x}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    """Four neat groups of thirty passages; people were shown two themes of two groups each."""
    lines = [f"{WORDS[i % 4]} numéro {i}." for i in range(120)]
    note = a_file(lines=lines)
    passages = tuple(
        replace(p, lemmas=tuple(WORDS[i % 4].split())) for i, p in enumerate(note.passages)
    )
    note = replace(note, passages=passages)
    chance = np.random.default_rng(3)
    middles = np.eye(8)[:4] + 0.35 * np.eye(8)[[4, 4, 5, 5]]
    vectors = middles[np.arange(120) % 4] + 0.08 * chance.normal(size=(120, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    tree = build([p.id for p in passages], vectors, [p.lemmas for p in passages], seed=1)
    placements = [
        Placement(p.id, theme_id(i % 4 // 2), 0.9, FacetCall(Facet.FINDING, 0.9))
        for i, p in enumerate(passages)
    ]
    run = replace(
        a_run(passages, 1),
        themes=(a_theme(theme_id(0), "Un", 60), a_theme(theme_id(1), "Deux", 60)),
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=(),
        tensions=(),
        tree=packed(KeptTree(tree, tuple(p.id for p in passages), "ici")),
    )
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('coupes') / 'a.db'}")
    store.save_files([note])
    store.save_run(run)
    return Desk(store, GridParams())


@pytest.fixture
def model(desk):
    return Models().of(desk.state)


def test_parts_are_of_the_theme_and_do_not_overlap(model):
    parts = cuts.parts_of(model, theme_id(0), 2)
    assert len(parts) == 2
    ids = [i for part in parts for i in part.ids]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {p.id for p in model.members[theme_id(0)]}
    assert {frozenset(part.words) & {"autobus", "loyer"} != set() for part in parts} == {True}


def test_a_part_becomes_a_theme_by_a_decision(desk, model):
    [_, part] = cuts.parts_of(model, theme_id(0), 2)
    outcome = desk.decide(
        DecisionKind.SPLIT, author="C.", themes=[theme_id(0)], passages=part.ids, value="Se loger"
    )
    new = outcome.decision.theme_ids[1]
    assert set(desk.view.members(new)) == set(part.ids)
    desk.decide(DecisionKind.UNDO, author="C.", value=outcome.decision.id)
    assert len(desk.view.members(theme_id(0))) == 60


def test_a_preview_is_what_recut_gives_and_tells_each_theme_its_fate(model):
    kept = model.machine.tree
    for wanted in (0.25, 1.0, 2.0):
        cut = cuts.preview(model, ThemeParams(), wanted)
        given = recut(kept.tree, ThemeParams(granularite=wanted))
        assert cut.themes == len(given.stability)
        assert {f.theme_id for f in cut.fates} == set(model.themes)
        assert all(sum(f.parts) <= f.size for f in cut.fates)


def test_a_finer_cut_says_in_how_many_parts(model):
    finer = cuts.preview(model, ThemeParams(), 1.0)
    assert finer.themes >= 4
    assert all(len(f.parts) >= 2 for f in finer.fates)


def test_the_neighbour_of_the_tree_is_another_theme(model):
    assert cuts.tree_neighbour(model, theme_id(0)) in ("", theme_id(1))


def test_an_unknown_theme_or_no_tree_gives_nothing(desk):
    bare = Models().of(replace(desk.state, run=replace(desk.state.run, tree=b"")))
    assert cuts.preview(bare, ThemeParams(), 2.0) is None
    assert cuts.parts_of(bare, theme_id(0)) == []
    assert cuts.tree_neighbour(bare, theme_id(0)) == ""
    assert [f.key for f in figures.all_figures(bare)] == ["tailles", "couverture"]


def test_every_figure_has_a_table_and_no_webgl(model):
    made = figures.all_figures(model)
    assert [f.key for f in made] == ["tailles", "couverture", "hierarchie", "carte"]
    for figure in made:
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        assert not any("gl" in trace["type"] for trace in figure.data)
    assert "axes ne veulent rien dire" in made[-1].note


def test_the_map_draws_each_passage_once(model):
    chart = figures.passages_map(model)
    assert sum(len(trace["x"]) for trace in chart.data) == 120
    assert all(-1.001 <= x <= 1.001 for trace in chart.data for x in trace["x"])


def test_hierarchy_adds_up(model):
    [trace] = figures.hierarchy(model).data
    size = dict(zip(trace["ids"], trace["values"], strict=True))
    for parent in set(trace["parents"]) - {""}:
        children = [i for i, p in zip(trace["ids"], trace["parents"], strict=True) if p == parent]
        assert sum(size[c] for c in children) == size[parent]


def test_filters_count_the_passages_they_keep(model):
    rows = overview.rows(model, overview.Filters(jour="1"))
    assert [r.passages for r in rows] == [60, 60]
    assert overview.rows(model, overview.Filters(jour="2")) == []
    assert overview.rows(model, overview.Filters(statut="approuvé")) == []
    for sort in overview.SORTS:
        assert len(overview.rows(model, overview.Filters(), sort)) == 2


def test_words_over_days_add_up_to_the_passages_that_say_them(model):
    told = theme.words_over_days(model, theme_id(0))
    assert sum(told.totals) == 60
    assert all(sum(counts) <= 60 for _, counts in told.rows)


def test_a_model_is_kept_while_its_snapshot_is(desk):
    """What decisions do not change (the notes, the tree) is kept from one model to the next."""
    models = Models()
    first = models.of(desk.state)
    assert models.of(desk.state) is first
    again = models.of(replace(desk.state, decisions=()))
    assert again is not first
    assert again.corpus is first.corpus
    assert again.machine is first.machine
