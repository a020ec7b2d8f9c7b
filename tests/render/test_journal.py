"""The journal of the days and the morning's bilan."""

from __future__ import annotations

from dataclasses import replace

from analyse.contracts import Decision, DecisionKind, Outcome, OutcomeStatus
from analyse.exports.tables import Snapshot
from analyse.render.journal import FIRST, Story, bilan, bilan_page, journal
from analyse.state import ToDecide, describe
from samples import THEME, a_file, a_run

FILE = a_file()
MANY = tuple(f"«\u00a0Thème <{i}>\u00a0» a grandi" for i in range(7))


def head(number: int, day: int | None, changes: tuple[str, ...] = (), decisions: int = 0):
    made = {"jour": day, "nouveaux": 3, "disparus": 0, "decisions": decisions}
    return replace(a_run(FILE.passages, number), manifest=made, changes=changes)


def a_story(*heads) -> Story:
    decision = Decision(
        "1" * 32, DecisionKind.RENAME, "Camille_T.", "2022-11-04T12:00:00+00:00", (THEME,),
        value="x", number=1,
    )  # fmt: skip
    state = describe(Snapshot([FILE.document], FILE.passages, FILE.set_aside, heads[-1]))
    waiting = ToDecide("Se loger", THEME, 0, "scindé à l'analyse 2")
    outcome = Outcome(decision, OutcomeStatus.CONFLICT, "le thème n'est plus là")
    return Story(
        "Les Assises *", heads, [decision], [outcome], replace(state, to_decide=(waiting,))
    )


def test_a_page_a_day_with_the_five_that_matter_first():
    pages = journal(a_story(head(1, 1), head(2, 2, MANY, 1)))
    assert set(pages) == {"jour-1.md", "jour-2.md"}
    assert "Première analyse" in pages["jour-1.md"]
    first, others = pages["jour-2.md"].split("### Les autres changements")
    assert first.count("a grandi") == FIRST
    assert others.count("a grandi") == 2
    assert "Décisions prises depuis l'analyse d'avant\u00a0: 1 (Camille\\_T.)" in others


def test_an_analysis_without_a_new_day_belongs_to_the_last_one():
    """A correction on the evening of day 2 is told on the page of day 2, the latest first."""
    pages = journal(a_story(head(1, 1), head(2, 2, MANY), head(3, None, MANY[:1])))
    assert set(pages) == {"jour-1.md", "jour-2.md"}
    assert pages["jour-2.md"].index("Analyse 3") < pages["jour-2.md"].index("Analyse 2")
    assert set(journal(a_story(head(1, None)))) == {"jour-inconnu.md"}


def test_the_bilan_says_what_came_what_changed_and_what_waits():
    text = bilan(a_story(head(1, 1), head(2, 2, MANY)))
    for said in ("Ce qui est entré", "… et 2 autres", "Se loger\u00a0: scindé", "1 en conflit"):
        assert said in text
    assert "Thème <" not in text  # escaped: titles come from notes
    page = bilan_page(a_story(head(1, 1), head(2, 2, MANY)))
    assert page.count("<li>«") == FIRST
    assert "Thème &lt;0&gt;" in page
    assert "<script" not in page
