"""Pages of validation without a browser: consent first, plain forms, one delivery, blinding."""

from __future__ import annotations

import html
import json
import re
import secrets
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import event
from web_helpers import clients

from analyse import project as projects
from analyse.contracts import Task
from analyse.errors import StoreError
from analyse.validation.words import MOTIVES
from analyse.web import Role
from analyse.web.volunteers.shared import service_of
from campaign_answers import everybody, kind, split
from campaign_project import SUBJECTS, fill


@pytest.fixture
def project(tmp_path):
    made = projects.create(tmp_path / "événement")
    fill(made)
    return made


@pytest.fixture
def campaign(site):
    service = service_of(site)
    found = service.material()
    plan = service.propose(found, volunteers=12, minutes=30)
    return service.create(found, plan, title="Essai", author="Équipe")


@pytest.fixture
def agreed(volunteer, campaign):
    assert volunteer.post("/valider/accord").status_code == 303
    return volunteer


def fields(page: str) -> dict[str, str]:
    """Hidden fields of the first card that is shown."""
    form = re.search(r'<form method="post" action="/valider/reponse"[^>]*?(?<!hidden)>.*?</form>',
                     page, flags=re.S).group()  # fmt: skip
    return dict(re.findall(r'name="(campagne|carte|vote)" value="([^"]*)"', form))


def test_nothing_is_asked_without_a_campaign(volunteer):
    assert "Pas de cartes pour le moment" in volunteer.get("/valider").text


def test_consent_comes_first(volunteer, campaign):
    """What is asked, why, what is kept; no card, and no answer is taken before it."""
    page = volunteer.get("/valider").text
    assert "Ce qu'on garde de vous" in page.replace("&#39;", "'")
    assert "J'accepte" in page.replace("&#39;", "'")
    assert 'class="carte"' not in page
    sent = {"id": secrets.token_hex(16), "campagne": 1, "carte": "x", "choix": "oui"}
    assert volunteer.post("/valider/votes", json={"votes": [sent]}).status_code == 422
    volunteer.post("/valider/accord")
    assert 'class="carte"' in volunteer.get("/valider").text


def test_a_block_by_plain_forms_from_link_to_thanks(agreed, site, campaign):
    """Without any script: ten cards, one taken back, sent, thanked, one more."""
    for _ in range(3):
        page = agreed.get("/valider").text
        card = fields(page)
        found = service_of(site).cards(campaign.number)[card["carte"]]
        answer = agreed.post("/valider/reponse", data=card | {"choix": found.options[0][0]})
        assert answer.status_code == 303
    shown = agreed.get("/valider").text
    assert "Carte 4 sur" in shown
    assert found.content["feedback"][:12] in shown.replace("&#39;", "'")
    back = {"campagne": campaign.number, "vote": secrets.token_hex(16)}
    agreed.post("/valider/reprendre", data=back)
    assert "Carte 3 sur" in agreed.get("/valider").text
    while "Bloc terminé</p>" not in (page := agreed.get("/valider").text):
        card = fields(page)
        found = service_of(site).cards(campaign.number)[card["carte"]]
        agreed.post("/valider/reponse", data=card | {"choix": found.options[0][0]})
    agreed.post("/valider/envoyer", data={"campagne": campaign.number, "bloc": 1})
    thanks = agreed.get("/valider/merci").text
    assert "Encore une carte?" in thanks
    assert "Carte 1 sur" in agreed.get("/valider").text


def test_nothing_tells_the_answer_nor_names_a_theme_before_time(agreed, site, campaign):
    """The expected answer is nowhere in the page; titles of themes are not in blind blocks, nor in
    the thanks that follow them."""
    page = agreed.get("/valider").text
    assert not any(f">{subject.capitalize()}<" in page for subject in SUBJECTS)
    for subject in SUBJECTS:
        assert f"<li>{subject.capitalize()}</li>" not in agreed.get("/valider/merci").text
    assert "gold" not in page
    assert "attendu" not in page


def test_a_delivery_counts_once(agreed, site, campaign):
    """The same answers, sent three times in any grouping, are there once."""
    page = agreed.get("/valider").text
    cards = list(dict.fromkeys(re.findall(r'data-carte="([0-9a-f]{16})"', page)))
    known = service_of(site).cards(campaign.number)
    votes = [
        {
            "id": secrets.token_hex(16), "campagne": campaign.number, "carte": card,
            "choix": known[card].options[0][0], "texte": "", "a": "2022-11-05T12:00:00Z",
        }
        for card in cards
    ]  # fmt: skip
    for part in (votes[:3], votes, votes[2:]):
        answer = agreed.post("/valider/votes", json={"votes": part})
        assert answer.json()["recus"] == [v["id"] for v in part]
    assert len(site.store.polls().votes) == len(cards)
    end = {"votes": votes, "campagne": campaign.number, "envoi": 1}
    assert agreed.post("/valider/votes", json=end).status_code == 200
    assert agreed.post("/valider/votes", json=end).status_code == 200
    late = votes[0] | {"id": secrets.token_hex(16), "choix": ""}
    assert agreed.post("/valider/votes", json={"votes": [late]}).json()["comptes"] == 0


def test_a_vote_reads_no_project(agreed, site, campaign, monkeypatch):
    """A vote costs the same however large the project: nothing is read again, no stamp moves."""
    page = agreed.get("/valider").text
    before = site.store.stamp()

    def refuse(*_):
        raise AssertionError("the project was read")

    monkeypatch.setattr("analyse.exports.tables.snapshot", refuse)
    for part in ("campaigns", "verdicts"):
        monkeypatch.setattr(f"analyse.validation.service.{part}.snapshot", refuse)
    monkeypatch.setattr(type(site.store), "polls", refuse)
    card = re.search(r'data-carte="([0-9a-f]{16})"', page).group(1)
    known = service_of(site).cards(campaign.number)[card]
    vote = {
        "id": secrets.token_hex(16), "campagne": campaign.number, "carte": card,
        "choix": known.options[0][0],
    }  # fmt: skip
    assert agreed.post("/valider/votes", json={"votes": [vote]}).status_code == 200
    assert site.store.stamp() == before


def drawn(page: str, site, campaign) -> dict:
    """A vote on the first card of a page, as a device sends it."""
    card = re.search(r'data-carte="([0-9a-f]{16})"', page).group(1)
    known = service_of(site).cards(campaign.number)[card]
    return {
        "id": secrets.token_hex(16), "campagne": campaign.number, "carte": card,
        "choix": known.options[0][0],
    }  # fmt: skip


def test_votes_that_meet_are_one_transaction_and_each_has_its_answer(app, site, campaign):
    """Held back by another writer, six people vote: nothing is acknowledged until it is written,
    then five are, in one or two transactions, and the one who asked for a wrong card is told so."""
    people = [clients(app)(Role.VOLUNTEER) for _ in range(6)]
    sent = []
    for person in people:
        person.post("/valider/accord")
        sent.append(drawn(person.get("/valider").text, site, campaign))
    sent[3]["carte"] = "0" * 16
    stranger = clients(app)(Role.VOLUNTEER)
    commits: list[object] = []
    with ThreadPoolExecutor(7) as threads:
        with site.store._writing(quiet=True):
            asked = [
                threads.submit(person.post, "/valider/votes", json={"votes": [vote]})
                for person, vote in zip(
                    [*people, stranger], [*sent, drawn_by_nobody(campaign)], strict=True
                )
            ]
            done, _ = wait(asked, timeout=1)
            assert all(one.result().status_code == 422 for one in done)
        event.listen(site.store._engine, "commit", commits.append)
        answers = [one.result(30) for one in asked]
    assert [a.status_code for a in answers] == [200, 200, 200, 422, 200, 200, 422]
    kept = [v["id"] for at, v in enumerate(sent) if at != 3]
    assert [a.json()["recus"] for a in answers if a.status_code == 200] == [[v] for v in kept]
    assert sorted(v.id for v in site.store.polls().votes) == sorted(kept)
    assert 1 <= len(commits) <= 2


def drawn_by_nobody(campaign) -> dict:
    return {"id": "1" * 32, "campagne": campaign.number, "carte": "0" * 16, "choix": "oui"}


def test_a_vote_that_is_not_written_is_not_acknowledged(agreed, site, campaign, monkeypatch):
    vote = drawn(agreed.get("/valider").text, site, campaign)

    def down(*_args, **_more):
        raise StoreError("La base de données ne répond pas.")

    with monkeypatch.context() as broken:
        broken.setattr(type(site.store), "deliver_all", down)
        refused = agreed.post(
            "/valider/votes", json={"votes": [vote]}, headers={"Accept": "application/json"}
        )
        assert refused.status_code == 503
        assert "recus" not in refused.json()
    assert site.store.polls().votes == ()
    assert agreed.post("/valider/votes", json={"votes": [vote]}).json()["recus"] == [vote["id"]]


def test_an_answer_that_is_not_offered_is_refused(agreed, campaign):
    card = fields(agreed.get("/valider").text)
    assert agreed.post("/valider/reponse", data=card | {"choix": "autre"}).status_code == 422
    assert agreed.post("/valider/reponse", data=card | {"carte": "0" * 16, "choix": "oui"}
                       ).status_code == 422  # fmt: skip


def test_what_people_write_is_shown_as_text(agreed, site, campaign, researcher):
    """A name that looks like HTML stays a name, on the page of results."""
    service = service_of(site)
    page = agreed.get("/valider").text
    known = service.cards(campaign.number)
    for card in re.findall(r'data-carte="([0-9a-f]{16})"', page):
        if known[card].task is Task.NAMING:
            vote = {
                "id": secrets.token_hex(16), "campagne": campaign.number, "carte": card,
                "choix": "4", "texte": "<script>alert(1)</script>",
            }  # fmt: skip
            agreed.post("/valider/votes", json={"votes": [vote]})
    shown = researcher.get(f"/campagnes/{campaign.number}").text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_an_invitation_for_a_campaign_leads_to_it(app, site, campaign):
    """Two campaigns are open: who was invited for the first answers the first."""
    service = service_of(site)
    found = service.material()
    service.create(found, service.propose(found, volunteers=5, minutes=30), title="", author="É")
    one = clients(app)(Role.VOLUNTEER, campaign="1")
    one.post("/valider/accord")
    assert 'data-campagne="1"' in one.get("/valider").text


def test_acronyms_are_spelled_out(agreed):
    """ "MRC" is in a passage of the invented project: it can be opened, without any script."""
    pages = agreed.get("/valider").text
    assert "<summary>MRC</summary>" in pages
    assert "municipalité régionale de comté" in pages


# -- the team -------------------------------------------------------------------------------------


def test_the_cost_is_shown_before_a_campaign_is_opened(researcher, site):
    page = researcher.get("/campagnes/nouvelle").text
    assert "360" in page
    assert site.store.campaigns() == ()
    form = {"benevoles": 12, "minutes": 30, "votes": 3, "titre": "Samedi", "tache": [2, 3, 4]}
    opened = researcher.post("/campagnes/nouvelle", data=form)
    assert opened.headers["location"] == "/campagnes/1"
    [campaign] = site.store.campaigns()
    assert campaign.title == "Samedi"
    assert Task.NAMING not in {c.task for c in site.store.cards(1)}
    assert "Samedi" in researcher.get("/campagnes").text
    assert "Samedi" in researcher.get("/campagnes/1").text


def test_a_reader_reads_and_does_not_decide(reader, campaign):
    assert reader.get("/campagnes/1").status_code == 200
    assert "Clore" not in reader.get("/campagnes/1").text
    assert reader.post("/campagnes/1/clore").status_code == 403


def test_adjudication_shows_no_code_of_a_person(researcher, site, campaign):
    target = split(service_of(site), campaign)
    page = researcher.get("/campagnes/1/arbitrer").text
    assert all(told in html.unescape(page) for told in MOTIVES.values())
    assert "B-0" not in page
    assert "2 votes" in page.replace("\u00a0", " ")
    form = {"carte": target.id, "reponse": "oui", "motif": "ambiguïté", "note": "Deux sens."}
    assert researcher.post("/campagnes/1/arbitrer", data=form).status_code == 303
    assert "Aucune carte n'attend" in researcher.get("/campagnes/1/arbitrer").text


def test_closing_writes_the_ledger_and_the_drafts(researcher, site, campaign, project):
    everybody(service_of(site), campaign)
    assert researcher.post("/campagnes/1/clore").status_code == 303
    assert {d.value for d in site.store.decisions()} == {"confirmé"}
    assert "mot intrus trouvé" in (project.drafts / "fiches.html").read_text(encoding="utf-8")


def test_independent_coding_shows_no_theme(app, site, researcher):
    """Two people code the same passages with an imported codebook; the report tells the rest."""
    book = b"code;description\nTransport;tout ce qui roule\nToit;se loger\n"
    opened = researcher.post(
        "/campagnes/codage", data={"taille": 12}, files={"grille": ("g.csv", book, "text/csv")}
    )
    assert opened.headers["location"] == "/campagnes/1"
    for client in (researcher, clients(app)(Role.RESEARCH)):
        for _ in range(12):
            page = client.get("/codage/1").text
            main = page[page.index("<h1") :]
            assert not any(f">{subject.capitalize()}<" in main for subject in SUBJECTS)
            card, vote = (
                re.search(rf'name="{n}" value="([0-9a-f]+)"', page).group(1)
                for n in ("carte", "vote")
            )
            form = {"carte": card, "vote": vote, "code": ["Transport"]}
            assert client.post("/codage/1", data=form).status_code == 303
        assert "Tout est codé" in client.get("/codage/1").text
    refused = researcher.post("/codage/1", data={"carte": card, "vote": vote, "code": ["Autre"]})
    assert refused.status_code == 422
    told = researcher.get("/campagnes/1").text
    assert "Transport" in told
    assert "12" in told


def test_sheets_can_be_printed_and_typed_back(researcher, site, campaign):
    page = researcher.get("/campagnes/1/feuilles?nombre=1").text
    number = re.search(r"Carte (\d+)\.", page).group(1)
    rows = f"personne;carte;reponse;texte\nP-01;{number};B;\n".encode()
    sent = researcher.post("/campagnes/1/saisir", files={"fichier": ("r.csv", rows, "text/csv")})
    assert sent.status_code == 303
    [vote] = site.store.polls().votes
    assert vote.choice == vote.order[1]


def test_sheets_of_a_campaign_where_nothing_is_left_lead_back_and_say_so(
    researcher, site, campaign
):
    everybody(service_of(site), campaign)
    sent = researcher.get("/campagnes/1/feuilles")
    assert (sent.status_code, sent.headers["location"]) == (303, "/campagnes/1")
    assert "plus de carte à donner" in researcher.get("/campagnes/1").text


def test_a_codebook_with_a_doctype_is_refused(researcher, site):
    book = b'<!DOCTYPE x [<!ENTITY a "b">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'
    sent = researcher.post(
        "/campagnes/codage", data={"taille": 5}, files={"grille": ("g.qdc", book, "text/xml")},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert sent.status_code == 422
    assert "DOCTYPE" in json.dumps(sent.json(), ensure_ascii=False)
    assert site.store.campaigns() == ()


@pytest.mark.parametrize("task", [Task.INTRUSION, Task.LABEL, Task.QUOTE])
def test_any_card_can_be_judged(researcher, site, campaign, task):
    """Cards have not all a title or a passage: the page of the adjudicator shows each."""
    service = service_of(site)
    target = next(c for c in service.cards(campaign.number).values() if c.task is task and c.votes)
    wrong = next(v for v, _ in target.options if v != target.gold)
    said = iter([target.gold, wrong, target.gold, wrong, wrong])
    everybody(service, campaign, choose=lambda _, c: next(said) if c.id == target.id else kind(c))
    page = researcher.get("/campagnes/1/arbitrer")
    assert page.status_code == 200
    assert f'value="{target.id}"' in page.text
