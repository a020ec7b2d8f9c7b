"""The themes benchmark: its measures against values computed by hand, its methods on tiny data."""

from __future__ import annotations

import re

import numpy as np
import pytest
from benchmarks.themes import METHODS, Corpus, Score, bertopic, kmeans, measure, ours, table, ward
from benchmarks.themes.alone import MethodFailedError, scores_alone
from benchmarks.themes.corpora import SETS, TITLES, folder, warm_up
from benchmarks.themes.measures import agreement
from benchmarks.themes.tables import complete, mean, targets


def corpus(classes: list[int], seed: int = 0) -> Corpus:
    """Rows of one class lie close together, far from the other classes."""
    draw = np.random.default_rng(seed)
    centres = np.eye(8)[np.maximum(classes, 0)]
    vectors = (centres + 0.05 * draw.normal(size=centres.shape)).astype(np.float32)
    texts = [f"texte {i} classe {c}" for i, c in enumerate(classes)]
    return Corpus("petit", texts, vectors, [[f"mot{c}"] for c in classes], np.array(classes))


def line(method: str, corpus: str = "un", **values: float) -> Score:
    usual = {"ami": 50.0, "v": 60.0, "themes": 4, "classes": 4, "unclassified": 0.02,
             "stability": 0.8, "seconds": 2.0, "peak": 300.0, "added": 40.0}  # fmt: skip
    return Score(corpus=corpus, method=method, **(usual | values))  # type: ignore[arg-type]


def test_agreement_is_the_mean_rand_index_of_pairs_on_common_rows():
    """Rows that one of two draws lacks do not count; renaming groups changes nothing."""
    one = np.array([0, 0, 1, 1, -2])
    same = np.array([5, 5, 3, 3, 3])
    assert agreement([one, same]) == 1
    # on the four common rows {0,0,1,1} against {0,1,0,1}: adjusted Rand index −0.5, by hand:
    # no pair together in both; expected 2·2/6; (0 − 2/3) / (2 − 2/3)
    crossed = np.array([0, 1, 0, 1, 7])
    assert agreement([one, crossed]) == pytest.approx(-0.5)
    # on five rows, {0,0,1,1,1} against {0,1,0,1,2}: (0 − 4·2/10) / ((4 + 2)/2 − 4·2/10) = −4/11
    assert agreement([one, same, crossed]) == pytest.approx((1 - 0.5 - 4 / 11) / 3)
    assert np.isnan(agreement([one]))


def test_a_perfect_method_has_perfect_scores_and_unlabelled_rows_are_not_scored():
    """AMI, V and stability are at their maximum; a row without a label changes none of them."""
    rows = [0] * 10 + [1] * 10 + [-1] * 5
    found = measure(corpus(rows), lambda c, seed: {"parfait": np.maximum(c.classes, 0)}, 3)
    assert len(found) == 1
    score = found[0]
    assert (score.ami, score.v, score.stability) == pytest.approx((100, 100, 1))
    assert (score.themes, score.classes, score.unclassified) == (2, 2, 0)
    assert score.seconds >= 0
    assert score.peak > 0


def test_unclassified_rows_are_one_more_group():
    """Leaving a whole class unclassified costs nothing in AMI and is told."""
    score = measure(
        corpus([0] * 6 + [1] * 6), lambda c, seed: {"m": np.where(c.classes, -1, 0)}, 0
    )[0]
    assert score.ami == pytest.approx(100)
    assert score.themes == 1
    assert score.unclassified == 0.5
    assert np.isnan(score.stability)


def test_draws_keep_nine_rows_in_ten_in_another_order_with_another_seed():
    """Each draw is given 90 % of the rows, shuffled, and a seed of its own."""
    seen = []

    def spy(c: Corpus, seed: int) -> dict[str, np.ndarray]:
        seen.append((seed, tuple(c.texts)))
        return {"m": c.classes}

    whole = corpus([0] * 10 + [1] * 10)
    measure(whole, spy, 3)
    assert [seed for seed, _ in seen] == [0, 1, 2, 3]
    assert [len(texts) for _, texts in seen] == [20, 18, 18, 18]
    assert len({texts for _, texts in seen}) == 4
    assert list(seen[1][1]) != sorted(seen[1][1], key=whole.texts.index)


@pytest.mark.parametrize("method", [ours, kmeans, ward])
def test_methods_find_obvious_themes(method):
    """Ours and the two that are told k tell apart what is plainly apart."""
    found = measure(corpus([0] * 20 + [1] * 20 + [2] * 20), method, 0)
    assert found[0].ami > 90
    assert found[0].themes == 3


@pytest.mark.slow
def test_bertopic_gives_both_of_its_lines():
    """As it is, and with its outliers reduced: none is left."""
    found = bertopic(corpus([0] * 30 + [1] * 30 + [2] * 30), 0)
    assert set(found) == {"BERTopic", "BERTopic, hors-thème réduits"}
    assert (found["BERTopic, hors-thème réduits"] >= 0).all()


def test_a_method_works_in_a_process_of_its_own():
    """Its scores come back with its time and memory; what fails is told by name."""
    score = scores_alone(corpus([0] * 8 + [1] * 8), "ward", 2)[0]
    assert score.method == "Ward (k donné)"
    assert score.ami == pytest.approx(100)
    assert score.peak > 10
    with pytest.raises(MethodFailedError, match=r"ward\N{NO-BREAK SPACE}: ValueError"):
        scores_alone(corpus([0, 1, 2]).take(np.array([0])), "ward", 0)


def test_the_warm_up_suits_every_method():
    """Enough rows and repeated words for peers that ask for them."""
    small = warm_up()
    assert small.k == 3
    assert len(small.texts) == len(small.vectors) == len(small.lemmas) == 60
    assert {"analyse", "bertopic", "topeax", "kmoyennes", "ward"} == set(METHODS)


def test_the_table_says_each_score_and_the_means_of_complete_methods():
    """A method that missed a corpus has its lines and no mean."""
    scores = [line("analyse", ami=40), line("analyse", "deux", ami=50), line("B", ami=10)]
    lines = table(scores).splitlines()
    assert lines[2] == "| un | analyse | 40.0 | 60.0 | 4 (4) | 2.0% | 0.80 | 2.0 | 300 (+40) |"
    assert len(lines) == 2 + 3 + 1
    assert lines[-1].startswith("| **moyenne** | analyse | 45.0 | 60.0 | | 2.0% | 0.80 | 2.0 |")
    assert complete(scores) == ["analyse"]
    assert mean(scores, "analyse", "ami") == 45


def test_targets_compare_with_the_best_peer_that_finds_k():
    """On the mean and on the worst corpus; methods that are told k are no peers."""
    scores = [
        line("analyse", ami=45), line("analyse", "deux", ami=30, themes=9),
        line("B", ami=40, stability=0.6), line("B", "deux", ami=33, stability=0.6),
        line("T", ami=35, stability=0.75), line("T", "deux", ami=20, stability=0.75),
        line("k-moyennes (k donné)", ami=90), line("k-moyennes (k donné)", "deux", ami=90),
    ]  # fmt: skip
    told = [re.split(r" \| ", row.strip("| ")) for row in targets(scores).splitlines()[2:]]
    assert [row[2] for row in told] == ["+1.0", "-3.0", "+0.05", "2.0%", "1"]
    assert [row[3] for row in told] == ["**non**", "**non**", "**non**", "oui", "**non**"]
    assert "(B)" in told[0][0]
    assert "(deux)" in told[1][0]
    assert "(T)" in told[2][0]
    assert targets([line("analyse")]) == ""


def test_corpora_are_looked_for_where_the_variable_says(monkeypatch, tmp_path):
    """ANALYSE_CORPORA names their folder; what is absent is skipped and said."""
    from benchmarks.themes import read

    from analyse.params import EncoderParams

    monkeypatch.setenv("ANALYSE_CORPORA", str(tmp_path))
    assert folder() == tmp_path
    assert read("sib", EncoderParams()) is None
    assert set(TITLES) == {*SETS, "exemple"}
