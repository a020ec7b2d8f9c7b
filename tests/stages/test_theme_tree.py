"""The tree a run keeps: read back as written, cut again while its passages are the same."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyse import pipeline, project
from analyse.contracts import Passage
from analyse.params import ThemeParams
from analyse.stages import tree as stage
from analyse.stages.tree import grown, packed, unpacked
from analyse.steps.cluster import core, recut
from analyse.store import Store


def passages(n: int):
    """Passages of five subjects, their content keys and vectors."""
    rng = np.random.default_rng(1)
    truth = np.arange(n) % 5
    vectors = rng.normal(size=(5, 24))[truth] + rng.normal(size=(n, 24))
    made = [
        Passage(f"{i:016x}", "d", i, i + 1, "x", lemmas=(f"mot{t}", f"autre{t}{i % 3}"))
        for i, t in enumerate(truth)
    ]
    return made, [f"contenu {i}" for i in range(n)], vectors.astype(np.float32)


@pytest.mark.parametrize("n", [0, 2, 7, 60])
def test_a_tree_comes_back_as_it_was_written(n):
    """Bytes and back: the same themes at every grain, whatever the size of the corpus."""
    kept = grown(b"", *passages(n), seed=4)
    again = unpacked(packed(kept))
    assert again is not None
    assert (again.passages, again.made_of) == (kept.passages, kept.made_of)
    for grain in (0.5, 1.0, 3.0):
        params = ThemeParams(granularite=grain)
        one, two = recut(kept.tree, params), recut(again.tree, params)
        assert np.array_equal(one.labels, two.labels)
        assert np.array_equal(one.strength, two.strength)
        assert (one.others, one.stability) == (two.others, two.stability)


def test_the_same_passages_are_not_analysed_again(monkeypatch):
    """A new grain cuts the tree of the last run; a new seed, word, vector or passage does not."""
    made, keys, vectors = passages(40)
    last = packed(grown(b"", made, keys, vectors, seed=4))
    calls: list[int] = []
    real = stage.build
    monkeypatch.setattr(stage, "build", lambda *a, **k: calls.append(1) or real(*a, **k))
    grown(last, made, keys, vectors, seed=4)
    assert calls == []
    grown(last, made, keys, vectors, seed=5)
    grown(last, made, keys, vectors * np.float32(1.01), seed=4)
    grown(last, made[:-1], keys[:-1], vectors[:-1], seed=4)
    grown(last, [replace(made[0], lemmas=("neuf",)), *made[1:]], keys, vectors, seed=4)
    assert len(calls) == 4


def test_a_day_follows_its_neighbours(monkeypatch):
    """Where passages are many, those of a new day join the tree; not when everything is asked for
    anew, nor with vectors of another encoder."""
    monkeypatch.setattr(core, "LANDMARKS", 60)
    made, keys, vectors = passages(132)
    some, words, read = made[:120], keys[:120], vectors[:120]
    last = packed(grown(b"", some, words, read, seed=4, revision="un"))
    longer = grown(last, made, keys, vectors, seed=4, revision="un")
    assert (longer.tree.followers, len(longer.passages)) == (12, 132)
    again = grown(packed(longer), made, keys, vectors, seed=4, revision="un")
    assert again.tree.followers == 12
    assert np.array_equal(again.tree.leaves, longer.tree.leaves)
    anew = grown(packed(longer), made, keys, vectors, seed=4, revision="un", anew=True)
    assert anew.tree.followers == 0
    assert np.array_equal(anew.tree.merges, grown(b"", made, keys, vectors, seed=4).tree.merges)
    assert grown(last, made, keys, vectors, seed=4, revision="deux").tree.followers == 0
    assert grown(last, made, keys, vectors, seed=5, revision="un").tree.followers == 0


def test_a_tree_of_the_version_before_is_read(monkeypatch):
    """It has no names: it can be cut, and a new day makes another one grow."""
    monkeypatch.setattr(core, "LANDMARKS", 60)
    made, keys, vectors = passages(132)
    old = packed(grown(b"", made[:120], keys[:120], vectors[:120], seed=4))
    with np.load(io.BytesIO(old)) as file:
        rows = {name: file[name] for name in file if name not in {"names", "together", "grown"}}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **rows)
    kept = unpacked(buffer.getvalue())
    assert kept is not None
    assert np.array_equal(recut(kept.tree, ThemeParams()).labels[:5] >= -1, [True] * 5)
    assert grown(buffer.getvalue(), made, keys, vectors, seed=4).tree.followers == 0


def test_what_is_off_topic_does_not_weigh():
    """The tree is that of the other passages; those put aside follow them; alone they do not make
    a tree grow again."""
    made, keys, vectors = passages(60)
    rng = np.random.default_rng(9)
    noise = (rng.normal(size=(1, 24)) * 4 + rng.normal(size=(25, 24))).astype(np.float32)
    stray = [
        Passage(f"{i + 60:016x}", "e", i, i + 1, "y", lemmas=("bruit", f"autre0{i % 3}"))
        for i in range(25)
    ]
    both = [*made, *stray], [*keys, *(f"bruit {i}" for i in range(25))], np.vstack([vectors, noise])
    alone = grown(b"", made, keys, vectors, seed=4).tree
    weighing = grown(b"", *both, seed=4)
    aside = grown(b"", *both, seed=4, aside={p.id for p in stray})
    assert np.array_equal(aside.tree.merges, alone.merges)
    assert np.array_equal(aside.tree.leaves[aside.tree.place[:60]], alone.leaves[alone.place])
    assert not np.array_equal(weighing.tree.merges, alone.merges)
    assert len(aside.tree.leaves) == 85
    assert grown(packed(weighing), *both, seed=4, aside={stray[0].id}).made_of == weighing.made_of


@pytest.mark.parametrize("n", [0, 4, 12])
def test_a_corpus_that_is_all_off_topic_has_a_tree(n):
    made, keys, vectors = passages(n)
    kept = grown(b"", made, keys, vectors, seed=4, aside={p.id for p in made})
    assert len(recut(kept.tree, ThemeParams()).labels) == n


@pytest.mark.parametrize("data", [b"", b"PK\x00\xff", b"PK\x05\x06" + bytes(18)])
def test_bytes_that_are_no_tree_are_no_loss(data):
    """A tree that cannot be read, or of an older form, is grown again."""
    assert unpacked(data) is None
    assert len(grown(data, *passages(12), seed=1).passages) == 12


SUBJECTS = {
    "Le taxibus": ("manque le soir", "coûte trop cher", "oublie les rangs", "part trop tôt"),
    "La garderie": ("ferme trop tôt", "refuse du monde", "cherche du personnel", "est loin"),
    "Le jardin collectif": ("a besoin d'eau", "réunit le voisinage", "sera agrandi", "nourrit"),
    "La table de concertation": ("se réunit peu", "décide lentement", "manque d'élus", "aide"),
    "Le logement": ("coûte trop cher", "est mal chauffé", "manque partout", "attire des jeunes"),
}


def notes(folder: Path, grain: float) -> project.Project:
    """A project of a few notes, at that grain."""
    project.create(folder)
    lines = [
        f"- {who} {what} {where}."
        for who, said in SUBJECTS.items()
        for what in said
        for where in ("au village", "en ville", "dans le quartier")
    ]
    (folder / "notes" / "atelier-1.md").write_text("\n".join(lines), encoding="utf-8")
    return at_grain(folder, grain)


def at_grain(folder: Path, grain: float) -> project.Project:
    """The same project with another grain."""
    settings = folder / "projet.toml"
    text = re.sub(r"granularite = .*", f"granularite = {grain}", settings.read_text("utf-8"))
    settings.write_text(text, encoding="utf-8")
    return project.load(folder)


def found(opened: project.Project) -> list[tuple[object, ...]]:
    """Passages with their themes (numbered by first passage), strengths and other themes."""
    with Store.open(opened.database_url) as store:
        run, texts = store.last_run(), {p.id: p.text for p in store.passages()}
    assert run is not None
    placed = sorted(run.placements, key=lambda one: texts[one.passage_id])
    ids = list(dict.fromkeys(one.theme_id for one in placed))
    sizes = {theme.id: (theme.size, theme.stability) for theme in run.themes}
    return [
        (
            texts[one.passage_id],
            ids.index(one.theme_id),
            one.strength,
            sorted((ids.index(other.theme_id), other.strength) for other in one.others),
            sizes.get(one.theme_id),
        )
        for one in placed
    ]


@pytest.mark.slow
def test_a_new_grain_cuts_the_tree_of_the_last_run(tmp_path, monkeypatch):
    """With only the grain changed, nothing is clustered again; same as a whole analysis."""
    pipeline.run(notes(tmp_path / "un", 1.0))
    whole = notes(tmp_path / "deux", 2.0)
    pipeline.run(whole)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("clustered again")

    monkeypatch.setattr(stage, "build", never)
    again = at_grain(tmp_path / "un", 2.0)
    report = pipeline.run(again)
    assert report.run is not None
    assert report.run.number == 2
    assert found(again) == found(whole)
