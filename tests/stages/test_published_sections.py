"""What volunteers said, minority voices and the fiches 1.0 in published fiches: shown when they may
be, counted when they may not. All people are invented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from lxml import html
from test_publish import answer, approve, gates, said, with_community, written

from analyse.contracts import (
    Adjudication,
    Answer,
    Campaign,
    Card,
    Confrontation,
    DecisionKind,
    Evidence,
    Label,
    Motive,
    Polls,
    RareVoice,
    Relation,
    Response,
    Section,
    Sheet,
    Statement,
    Task,
    Tension,
    TensionForm,
    Vote,
)
from analyse.contracts.validation import NO, YES, ThemeThen
from analyse.desk import Desk
from analyse.exports.tables import snapshot
from analyse.params import GridParams
from analyse.review import DISAGREEMENT, MINORITY, waiting
from analyse.stages.publish import publish
from analyse.store import Store
from publication_project import ready
from samples import OTHER_THEME, THEME

Kind = DecisionKind
FIRST, SECOND = "e00000000001", "e00000000002"
HOSTILE = "Le transport <script>alert(1)</script> suffit."
REMARK = "Nom donné par une bénévole"


@pytest.fixture
def project(tmp_path, monkeypatch):
    return ready(tmp_path / "ev", monkeypatch)


@pytest.fixture
def store(project):
    with Store.open(project.database_url) as opened:
        yield opened


def ids(store, theme: str = THEME) -> list[str]:
    """Passages of a theme, in the order of the notes."""
    run = store.last_run()
    mine = {p.passage_id for p in run.placements if p.theme_id == theme}
    return [p.id for p in store.passages() if p.id in mine]


def again(store, **changes) -> None:
    """The same analysis, with something more."""
    run = store.last_run()
    store.save_run(replace(run, number=run.number + 1, **changes))


def texts(store) -> dict[str, str]:
    return {p.id: p.text for p in store.passages()}


def without_quotes(store, passages: Sequence[str], **changes) -> None:
    """The machine did not choose these passages as quotes."""
    kept = tuple(q for q in store.last_run().quotes if q.passage_id not in passages)
    again(store, quotes=kept, **changes)


def decide(store, kind: Kind, passage: str) -> None:
    Desk(store, GridParams()).decide(kind, author="C.", passages=[passage], reason="relu")


def page(project):
    return html.document_fromstring((project.published / "fiches.html").read_bytes())


def section(project, css: str) -> str:
    found = page(project).xpath(f"//section[contains(@class, '{css}')]")
    return " ".join(" ".join(one.text_content() for one in found).split())


# -- what volunteers said -----------------------------------------------------------------------


def polls(people: int = 5, *, judged: bool = True, members: Sequence[str] = ()) -> Polls:
    """One card of each task on a theme; people are split on the quote."""
    then = ThemeThen(THEME, "Transport", 3, tuple(members))
    at = "2022-11-05T12:00:00+00:00"
    campaign = Campaign(1, "validation", "Essai", at, "C.", 1, 7, people, 99, 3, 2, 10, (then,))
    tasks = (Task.NAMING, Task.INTRUSION, Task.LABEL, Task.QUOTE, Task.RETURN)
    golds = {Task.INTRUSION: "3", Task.LABEL: THEME, Task.QUOTE: YES}
    cards = [Card(f"{t:016}", 1, t, t, THEME, "", {}, golds.get(t, "")) for t in tasks]
    votes = []
    for card in cards:
        for n in range(people):
            choice = golds.get(card.task, "5")
            choice = NO if card.task is Task.QUOTE and n % 2 else choice
            text = REMARK if card.task in (Task.NAMING, Task.RETURN) else ""
            number = len(votes) + 1
            votes.append(
                Vote(f"{number:032}", 1, card.id, f"B-{n:02}", choice, text, number=number)
            )
    split = f"{Task.QUOTE:016}"
    told = Adjudication("a" * 32, 1, split, "Arbitre", YES, Motive.AMBIGUITY, "Note privée", "", 1)
    return Polls((campaign,), tuple(cards), tuple(votes), (told,) if judged else (), people)


def publish_with(project, store, monkeypatch, found: Polls) -> str:
    monkeypatch.setattr(Store, "polls", lambda _self, number=None: found)
    done = publish(project, store, author="C.")
    assert done.exit_status == 0, done.lacks
    return written(project.published)


def test_figures_of_volunteers_have_denominators_agreement_and_people(project, store, monkeypatch):
    """In HTML and Markdown; reliability is not truth; split cards and adjudications are told."""
    approve(store)
    shown = publish_with(project, store, monkeypatch, polls(members=ids(store)))
    told = section(project, "validation").replace("\xa0", " ")
    assert "Verdict : confirmé" in told
    assert "5 bénévoles" in told
    assert "Mot intrus : trouvé 5 fois sur 5 (intervalle à 95 % : 48 à 100 %)" in told
    assert "Meilleur nom : choisi pour 1 carte sur 1" in told
    assert "Extraits : 1 reconnu comme étant du thème, sur 1" in told
    assert "sur 2 cartes et 10 réponses : alpha de Krippendorff" in told
    assert "Désaccords : 1 sur 3 cartes; 1 arbitré : ambiguïté (1)" in told
    assert "Fiabilité, pas vérité" in told
    assert "Désaccords\xa0: 1 sur 3\xa0cartes" in shown.replace("\\", "")
    assert "Aucun bénévole n'a encore répondu sur ce thème" in told  # the other theme


def test_words_of_volunteers_and_of_the_adjudicator_are_not_published(project, store, monkeypatch):
    """Nobody approved them; nor are codes of people told."""
    approve(store)
    shown = publish_with(project, store, monkeypatch, polls(members=ids(store)))
    for word in (REMARK, "Note privée", "Arbitre", "B-00"):
        assert word not in shown


def test_a_card_that_waits_for_its_adjudicator_is_told(project, store, monkeypatch):
    approve(store)
    publish_with(project, store, monkeypatch, polls(judged=False, members=ids(store)))
    assert "1 à arbitrer" in section(project, "validation")


def test_too_few_volunteers_hide_their_figures(project, store, monkeypatch):
    """Two people: what they answered would be told person by person."""
    approve(store)
    publish_with(project, store, monkeypatch, polls(2, members=ids(store)))
    told = section(project, "validation").replace("\xa0", " ")
    assert "Moins de 3 bénévoles ont répondu : les chiffres ne sont pas montrés." in told
    assert "Mot intrus" not in told
    assert "Verdict" not in told


def test_votes_on_another_version_say_so(project, store, monkeypatch):
    approve(store)
    publish_with(project, store, monkeypatch, polls(members=["0" * 16]))
    assert "autre version du thème" in section(project, "validation")


def test_a_theme_nobody_published_shows_no_figure(project, store, monkeypatch):
    approve(store, themes=[OTHER_THEME])
    publish_with(project, store, monkeypatch, polls(members=ids(store)))
    assert "validation" not in section(project, "validation")


# -- minority voices ----------------------------------------------------------------------------


def a_minority(store) -> tuple[str, str]:
    """Two passages that few said, one in each theme, that the machine did not choose as quotes."""
    mine = ids(store)[0], ids(store, OTHER_THEME)[2]
    rare = tuple(
        RareVoice(i, theme, 0.9, 1) for i, theme in zip(mine, (THEME, OTHER_THEME), strict=True)
    )
    without_quotes(store, mine, rare=rare)
    return mine


def test_a_minority_voice_is_counted_until_a_person_approves_it(project, store):
    first, second = a_minority(store)
    approve(store)
    assert publish(project, store).exit_status == 0
    shown = written(project.published)
    assert texts(store)[first] not in shown
    assert "1 voix minoritaire n'est pas montrée" in section(project, "minoritaires").replace(
        "\xa0", " "
    )
    decide(store, Kind.APPROVE_QUOTE, first)
    decide(store, Kind.REJECT_QUOTE, second)
    done = publish(project, store)
    assert done.exit_status == 0
    told = section(project, "minoritaires").replace("\xa0", " ")
    assert texts(store)[first] in told
    assert "dit par moins de 3 voix" in told  # small cells
    assert texts(store)[second] not in written(project.published)
    assert first in {p for held in done.release.passages.values() for p in held}
    markdown = "\n".join(p.read_text("utf-8") for p in project.published.rglob("*.md"))
    assert markdown.count("## Voix minoritaires") == 2
    assert "dit par moins de 3\xa0voix" in markdown


@pytest.mark.parametrize("how", ["retirer", "analyser", "communauté"])
def test_an_approved_minority_voice_that_may_not_be_shown_is_counted(project, store, how):
    """Withdrawn, limited to the analysis, or held for a community that refused."""
    first, _ = a_minority(store)
    approve(store)
    decide(store, Kind.APPROVE_QUOTE, first)
    text = texts(store)[first]
    assert publish(project, store).exit_status == 0
    assert text in written(project.published)
    if how == "communauté":
        project = with_community(project, f"Utshashumek\xa0: {text.split()[-1].strip('.')}")
        answer(store, "refusé")
    else:
        said(project, f"passage;{first};{how}")
    done = publish(project, store)
    assert done.exit_status == 0, done.lacks
    assert text not in written(project.published)
    assert text not in section(project, "minoritaires")
    told = section(project, "minoritaires").replace("\xa0", " ")
    assert told.count("1 voix minoritaire n'est pas montrée") == (1 if how == "retirer" else 2)


def test_a_minority_voice_of_a_theme_that_is_not_published_is_counted_in_the_method(project, store):
    _, second = a_minority(store)
    approve(store, themes=[THEME])
    decide(store, Kind.APPROVE_QUOTE, second)
    assert publish(project, store).exit_status == 0
    shown = written(project.published)
    assert texts(store)[second] not in shown
    assert "Hors de ces fiches" in shown


# -- what may be approved -----------------------------------------------------------------------


def test_minority_voices_and_passages_of_disagreements_wait_last_in_their_theme(project, store):
    """With what they are; nothing waits for them; once decided, they wait no more."""
    one, two, three = ids(store)
    tension = Tension("a" * 16, THEME, 1, TensionForm.OPPOSITION, "mais", True, (one,), (two,))
    without_quotes(store, [two, three], tensions=(tension,), rare=(RareVoice(three, THEME, 1, 1),))
    desk = Desk(store, GridParams())
    found = [w for w in waiting(desk) if w.theme.id == THEME]
    assert found[0].why == ""
    assert {w.passage.id: w.why for w in found} == {one: "", two: DISAGREEMENT, three: MINORITY}
    approve(store)
    assert gates(publish(project, store)) == set()
    assert "1\xa0désaccord relevé dans les notes n'est pas montré" in written(project.published)
    last = waiting(Desk(store, GridParams()))
    assert {w.passage.id for w in last} == {two, three}
    quotes = {w.passage.id: w.quote.id for w in last}
    decide(store, Kind.APPROVE_QUOTE, two)
    decide(store, Kind.REJECT_QUOTE, three)
    assert waiting(Desk(store, GridParams())) == []
    approved = next(q for q in snapshot(store).run.quotes if q.passage_id == two)
    assert approved.id == quotes[two]
    publish(project, store)
    shown = written(project.published)
    assert "Deux avis qui se répondent" in shown
    assert "désaccord relevé" not in shown


# -- the fiches 1.0 -----------------------------------------------------------------------------


def confronted(store) -> list[str]:
    """The three passages of the first theme answer the first statement, one of them the other way;
    the second statement is answered by a passage of the other theme."""
    one, two, three = ids(store)
    (other, *rest) = ids(store, OTHER_THEME)
    statements = tuple(
        Statement(i, Section.FINDINGS, n, HOSTILE, HOSTILE)
        for n, i in enumerate((FIRST, SECOND), 1)
    )
    found = Confrontation(
        (Sheet("A2.md", "A2", "Se déplacer", statements),),
        (Answer(FIRST, Response.NUANCED, 0.6, 2, 0, 1, 1), Answer(SECOND, Response.CONFIRMED, 1)),
        (
            Evidence(FIRST, one, 0.9, Relation.SUPPORTS, 0.8),
            Evidence(FIRST, two, 0.8, Relation.SUPPORTS, 0.8),
            Evidence(FIRST, three, 0.7, Relation.CONTRADICTS, 0.8),
            Evidence(SECOND, other, 0.9, Relation.CONTRADICTS, 0.8),
        ),
        (
            Label(one, Response.CONFIRMED, FIRST, 0.9),
            Label(two, Response.CONFIRMED, FIRST, 0.9),
            Label(three, Response.CONTESTED, FIRST, 0.9),
            Label(other, Response.CONTESTED, SECOND, 0.9),
            *(Label(i, Response.NEW, "", 0.9) for i in rest),
        ),
    )
    again(store, confrontation=found)
    return [one, two, three, other]


def responses(project) -> list[str]:
    return page(project).xpath("//li/p/span[contains(@class, 'reponse')]/text()")


def test_published_quotes_answer_the_fiches_1_0_and_say_that_nobody_decided(project, store):
    confronted(store)
    approve(store)
    assert publish(project, store).exit_status == 0
    assert responses(project) == ["nuancé", "contesté"]
    shown = written(project.published)
    assert "personne n'a tranché" in section(project, "reponses")
    assert "<script>" not in shown
    root = page(project)
    told = {e.text_content() for e in root.xpath("//figure//span[contains(@class, 'reponse')]")}
    assert told == {"confirme A2, constat\xa01", "conteste A2, constat\xa01",
                    "conteste A2, constat\xa02", "nouveau"}  # fmt: skip
    for link in root.xpath("//a[starts-with(@href, '#')]/@href"):
        assert len(root.xpath(f"//*[@id='{link[1:]}']")) == 1, link
    markdown = (project.published / "reponses-fiches-1.0.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+\.md)\)", markdown):
        assert (project.published / target).is_file()
    assert "**contesté** · constat\xa02" in markdown


def test_a_response_rests_on_published_quotes_alone(project, store):
    """The passage that contests is rejected: what remains confirms, and its text is nowhere; a
    statement without any published quote is counted, and its response is not told."""
    _, _, three, _ = confronted(store)
    approve(store, themes=[THEME])
    decide(store, Kind.REJECT_QUOTE, three)
    assert publish(project, store).exit_status == 0
    assert responses(project) == ["confirmé"]
    shown = written(project.published)
    assert texts(store)[three] not in shown
    told = section(project, "reponses").replace("\xa0", " ")
    assert "1 énoncé n'a aucun extrait publié qui y réponde" in told
    assert "contest" not in told.replace("contesté : tous vont", "")


@pytest.mark.parametrize("how", ["retirer", "analyser", "communauté"])
def test_evidence_that_may_not_be_shown_is_not(project, store, how):
    _, _, three, _ = confronted(store)
    approve(store)
    text = texts(store)[three]
    if how == "communauté":
        project = with_community(project, "Utshashumek\xa0: " + text.split()[1])
        answer(store, "refusé")
    else:
        said(project, f"passage;{three};{how}")
    done = publish(project, store)
    assert done.exit_status == 0, done.lacks
    assert responses(project)[0] == "confirmé"
    assert text not in written(project.published)


def test_a_project_without_fiches_1_0_nor_votes_shows_none_of_it(project, store):
    approve(store)
    publish(project, store)
    markdown = "".join(p.read_text("utf-8") for p in project.published.rglob("*.md"))
    shown = page(project).find("body").text_content() + markdown
    for word in ("fiches 1.0", "Fiches 1.0", "bénévole", "minoritaire"):
        assert word not in shown
