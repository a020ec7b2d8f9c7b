"""The journal of the days and the morning's bilan."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Decision, DecisionKind, Ledger, Outcome, OutcomeStatus
from analyse.exports.tables import Snapshot
from analyse.render.bilan import DAYS, WAITING, bilan, bilan_page, bilan_text, cut
from analyse.render.journal import FIRST, Story, joined, journal
from analyse.state import Reject, ToDecide, describe
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


def test_passages_that_joined_themes_are_told():
    """In the journal and the bilan, with what forms all themes again; nothing when none did."""
    before, after = head(1, 1), head(2, 2, MANY)
    after = replace(after, manifest=after.manifest | {"passages_joints": 1200})
    one = replace(after, manifest=after.manifest | {"passages_joints": 1})
    told = journal(a_story(before, after))["jour-2.md"]
    assert "1\u00a0200\u00a0passages ont rejoint" in told
    assert "--complet" in told
    alone = joined(one.manifest)
    assert alone.startswith("1\u00a0passage a rejoint les thèmes déjà formés, où il se retrouve.")
    assert "passages joints à des thèmes" in bilan_text(a_story(before, after))
    assert joined(before.manifest) == ""
    assert "--complet" not in bilan_text(a_story(before, head(2, 2, MANY)))


def test_the_bilan_says_what_came_what_changed_and_what_waits():
    text = bilan_text(a_story(head(1, 1), head(2, 2, MANY)))
    for said in (
        "Ce qui est entré",
        "… et 2\u00a0autres",
        "Se loger\u00a0: scindé",
        "1 en conflit",
    ):
        assert said in text
    assert "Thème <" not in text  # escaped: titles come from notes
    page = bilan_page(a_story(head(1, 1), head(2, 2, MANY)))
    assert page.count("<li>«") == FIRST
    assert "Thème &lt;0&gt;" in page
    assert "<script" not in page


def a_busy_story() -> Story:
    """Everything at once: long titles, a month of days, hundreds of changes, doubts and rejects."""
    long = "Centre communautaire intermunicipal de desserte et d'accompagnement des aînés " * 6
    changes = tuple(f"«\u00a0{long}\u00a0» a réuni «\u00a0{long}{i}\u00a0»" for i in range(300))
    quiet = a_story(head(1, 1), head(2, 30, changes, 1))
    total = Ledger(12_345, 12_000, 45, 250, 50, 98_765, 90_000, 8_000, 4_000, 3_210, 765)
    waiting = [ToDecide(long, THEME, 0, f"scindé à l'analyse {i}, {long}") for i in range(80)]
    waiting.append(ToDecide("x" * 400, THEME, 1, "y" * 400))
    rejects = [Reject(f"{i}.pdf", "quarantaine", f"{i % 9} {long}") for i in range(250)]
    state = replace(
        quiet.state,
        ledger=replace(total, off_topic=700),
        days={**dict.fromkeys(range(1, 31), total), None: total},
        rejects=tuple(rejects),
        lost=12,
        stale=1_000,
        to_decide=tuple(reversed(waiting)),
    )
    return replace(quiet, title=long, state=state)


def test_a_busy_day_is_cut_and_what_is_left_out_is_counted():
    """Long texts end at a word, old days are one row, the rest is told by its number."""
    page = bilan(a_busy_story())
    assert len(page.rows) == DAYS + 2
    assert page.rows[0][0] == "1 à 26"
    assert page.rows[0][1].received == 26 * 12_345
    assert (len(page.changes), page.others) == (FIRST, 295)
    assert (len(page.waiting), page.hidden) == (WAITING, 81 - WAITING)
    assert len(page.problems) == 2
    assert any("autres fichiers en quarantaine" in note for note in page.notes)
    text = bilan_text(a_busy_story())
    assert "… et 295\u00a0autres, dans `journal/`." in text
    assert f"{81 - WAITING}\u00a0autres à décider" in text


@given(st.text(), st.integers(2, 60))
def test_a_cut_text_fits_and_begins_as_the_whole(text, most):
    short = cut(text, most)
    assert len(short) <= most
    whole = " ".join(text.split(" "))
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))
