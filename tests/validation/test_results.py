"""Figures and verdicts: thresholds, missing votes, splits, other versions of a theme."""

from __future__ import annotations

from dataclasses import replace

import pytest
from subjects import PARAMS, World, a_campaign, everybody_answers, right, some_material

from analyse.contracts import Adjudication, Anchor, Motive, Task, Verdict
from analyse.contracts.validation import NO, UNSURE, YES
from analyse.validation.report import WARNING, p_of, report
from analyse.validation.results import card_results, judge, likeness, theme_figures


def a_world() -> World:
    return World(*a_campaign(some_material(6), volunteers=12, minutes=40))


def done(choose=lambda _, card: right(card)) -> World:
    world = a_world()
    everybody_answers(world, choose)
    return world


@pytest.mark.parametrize(
    ("intruders", "labels", "quotes", "verdict"),
    [
        ((4, 5), (4, 5), (4, 5), Verdict.CONFIRMED),
        ((8, 10), (5, 5), (4, 5), Verdict.CONFIRMED),
        ((3, 5), (5, 5), (5, 5), Verdict.TO_REVIEW),
        ((5, 5), (3, 5), (5, 5), Verdict.TO_REVIEW),
        ((5, 5), (5, 5), (3, 5), Verdict.TO_REVIEW),
        ((3, 5), (3, 5), (5, 5), Verdict.NOT_CONFIRMED),
        ((0, 5), (0, 5), (0, 5), Verdict.NOT_CONFIRMED),
        ((5, 5), (0, 0), (5, 5), Verdict.NOT_YET),
    ],
)
def test_thresholds(intruders, labels, quotes, verdict):
    """Confirmé: 4 of 5 everywhere; one that fails: à revoir; two: non confirmé."""
    asked = (True, True, True)
    found, reasons = judge(intruders, labels, quotes, complete=True, asked=asked, params=PARAMS)
    assert found is verdict
    assert bool(reasons) is (verdict is not Verdict.CONFIRMED)
    waiting, _ = judge(intruders, labels, quotes, complete=False, asked=asked, params=PARAMS)
    assert waiting is Verdict.NOT_YET


def test_thresholds_are_settings():
    strict = PARAMS.model_copy(update={"seuil_nom": 1.0})
    found, _ = judge((4, 5), (4, 5), (4, 5), complete=True, asked=(True,) * 3, params=strict)
    assert found is Verdict.TO_REVIEW


def test_when_all_recognise_every_theme_is_confirmed():
    figures = theme_figures(done().polls(), PARAMS)
    assert {f.verdict for f in figures} == {Verdict.CONFIRMED}
    assert all(f.decoys[0] == f.decoys[1] > 0 for f in figures)
    assert all(f.names and f.returns for f in figures)


def test_when_nobody_answers_nothing_is_said():
    figures = theme_figures(a_world().polls(), PARAMS)
    assert {f.verdict for f in figures} == {Verdict.NOT_YET}


def test_a_theme_that_people_do_not_recognise_stays_with_its_figures():
    world = a_world()
    target = world.campaign.themes[0].id

    def choose(_, card):
        if card.theme_id != target or not card.gold or card.decoy:
            return right(card)
        return next(v for v, _ in card.options if v not in (card.gold, UNSURE))

    everybody_answers(world, choose)
    by_id = {f.theme_id: f for f in theme_figures(world.polls(), PARAMS)}
    assert by_id[target].verdict is Verdict.NOT_CONFIRMED
    assert by_id[target].quotes == (0, 5)
    assert len(by_id) == len(world.campaign.themes)


def test_unknown_words_are_counted_apart():
    """ "Je ne connais pas ces mots" is neither right nor wrong."""
    world = done(lambda p, c: UNSURE if c.task is Task.INTRUSION and p < "B-03" else right(c))
    found = report(world.polls(), 1, PARAMS)
    task = next(t for t in found.tasks if t.task is Task.INTRUSION)
    assert task.unsure > 0
    assert task.accuracy == 1.0


def test_an_answer_that_is_taken_back_does_not_count():
    world = a_world()
    card = next(c for c in world.cards if c.task is Task.QUOTE and c.votes)
    world.answer("B-01", card, YES)
    world.answer("B-01", card, NO)
    assert next(r for r in card_results(world.polls()) if r.card == card).answers == {"B-01": NO}
    world.answer("B-01", card, "")
    assert next(r for r in card_results(world.polls()) if r.card == card).answers == {}
    assert len(world.votes) == 3  # every answer is kept


def test_votes_that_came_too_late_are_kept_and_do_not_count():
    world = a_world()
    card = next(c for c in world.cards if c.task is Task.QUOTE and c.votes)
    world.answer("B-01", card, YES)
    world.votes[-1] = replace(world.votes[-1], counted=False)
    assert report(world.polls(), 1, PARAMS).late == 1
    assert not card_results(world.polls())[0].answers


def split(answers) -> tuple[World, object]:
    world = a_world()
    card = next(c for c in world.cards if c.task is Task.QUOTE and c.votes and c.gold == YES)
    for n, answer in enumerate(answers):
        world.answer(f"B-{n:02}", card, answer)
    return world, next(r for r in card_results(world.polls()) if r.card == card)


@pytest.mark.parametrize(
    ("answers", "missing", "majority", "is_split"),
    [
        ([YES, YES], 1, YES, False),
        ([YES, YES, YES], 0, YES, False),
        ([YES, YES, NO], 2, YES, False),
        ([YES, YES, NO, YES, YES], 0, YES, False),
        ([YES, YES, NO, NO, YES], 0, YES, True),
        ([YES, YES, NO, NO, UNSURE], 0, "", True),
    ],
)
def test_what_stays_split_waits_for_the_adjudicator(answers, missing, majority, is_split):
    """Three votes, two more when not unanimous; under four of five, somebody has to look."""
    _, result = split(answers)
    assert (result.missing, result.majority, result.split) == (missing, majority, is_split)


def test_the_adjudicator_decides_and_the_votes_stay():
    world, result = split([YES, YES, NO, NO, UNSURE])
    judged = Adjudication(
        "0" * 32, 1, result.card.id, "Arbitre", YES, Motive.AMBIGUITY, "", "2022-11-05T13:00:00"
    )
    polls = replace(world.polls(), adjudications=(judged,))
    after = next(r for r in card_results(polls) if r.card == result.card)
    assert after.answer == YES
    assert after.answers == result.answers
    none = replace(judged, answer="", motive=Motive.LEGITIMATE)
    polls = replace(world.polls(), adjudications=(none,))
    assert next(r for r in card_results(polls) if r.card == result.card).answer == ""


def test_controls_exclude_nobody_and_are_reported():
    def choose(person, card):
        if card.control and person == "B-00":
            return next(v for v, _ in card.options if v != card.gold)
        return right(card)

    found = report(done(choose).polls(), 1, PARAMS)
    assert found.controls[0] == found.failures["B-00"] > 0
    assert set(found.failures) == {"B-00"}
    assert found.people == 12


def test_agreement_is_on_choices():
    """All choose the same wrong name: they agree, and they are wrong."""

    def choose(_, card):
        if card.task is Task.LABEL and not card.control:
            return sorted(v for v, _ in card.options if v not in (card.gold, "aucun"))[0]
        return right(card)

    found = report(done(choose).polls(), 1, PARAMS)
    task = next(t for t in found.tasks if t.task is Task.LABEL)
    assert task.accuracy == 0.0
    assert task.agreement.raw == 1.0
    assert "pas la vérité" in WARNING


def test_p_is_that_of_one_item():
    world = done()
    results = [r for r in card_results(world.polls()) if r.card.theme_id]
    intrusion = next(r for r in results if r.card.task is Task.INTRUSION)
    assert p_of(intrusion) == pytest.approx((1 / 6) ** 3)
    assert p_of(next(r for r in results if r.card.task is Task.QUOTE)) is None


def test_votes_follow_corrected_notes_and_say_when_a_theme_is_another():
    assert likeness(["a", "b"], ["a", "c"], [Anchor("b", "c", "texte")]) == 1.0
    assert likeness(["a", "b"], ["x"], []) == 0.0
    world = done()
    theme = world.campaign.themes[0]
    same = {t.id: t.members for t in world.campaign.themes}
    assert not any(f.changed for f in theme_figures(world.polls(), PARAMS, members=same))
    other = same | {theme.id: theme.members[:5]}
    changed = [f for f in theme_figures(world.polls(), PARAMS, members=other) if f.changed]
    assert [f.theme_id for f in changed] == [theme.id]
    found = report(world.polls(), 1, PARAMS, members=other)
    assert any("autre version" in told for told in found.unknown)


def test_weighing_people_is_a_check_and_not_the_verdict():
    """Two people who answer anything shake nothing here, and the report says so."""
    found = report(done(lambda p, c: NO if c.task is Task.QUOTE and p in ("B-00",) else right(c))
                   .polls(), 1, PARAMS)  # fmt: skip
    assert found.shaken == ()
