"""Relecture: what researchers see, and every decision they can take on the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from lxml import html as lxml_html

from analyse.contracts import DecisionKind, Facet, QuoteStatus
from analyse.decisions.make import new_id
from analyse.desk import Desk
from analyse.progress import Silent
from analyse.stages.drafts import write_drafts
from samples import OTHER_THEME, THEME
from small_project import LINES, a_note

Kind = DecisionKind
PASSAGES = [p.id for p in a_note().passages]
DOCUMENT = a_note().document.id
PATHS = (
    "/relecture",
    "/relecture?tri=nom&jour=1&region=Estrie&palier=local&secteur=communautaire&statut=propos%C3%A9",
    f"/relecture/themes/{THEME}",
    f"/relecture/themes/{THEME}?ordre=note&page=99",
    f"/relecture/themes/{THEME}/scinder",
    f"/relecture/notes/{DOCUMENT}?passage={PASSAGES[1]}",
    "/relecture/recherche",
    "/relecture/recherche?q=taxibus",
    "/relecture/passages",
    "/relecture/passages?etat=rares",
    "/relecture/passages?etat=hors-sujet",
    "/relecture/a-decider",
    "/relecture/historique",
    "/relecture/arbre",
    "/relecture/graphiques",
    "/relecture/methode",
)


def page(client, path: str, status: int = 200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return lxml_html.fromstring(answer.text)


def words(tree) -> str:
    return " ".join(tree.text_content().split())


def send(client, kind: Kind, *, follow: bool = True, **fields):
    """Send a decision as a form would; gives the answer, or the page it leads to."""
    data = {"action": kind.value, "connu": "999", "decision": new_id(), "retour": "/relecture"}
    answer = client.post("/relecture/decider", data=data | fields)
    if follow and answer.status_code == 303:
        return client.get(answer.headers["location"])
    return answer


def decided(site):
    return site.reading.snapshot().decided


def last(site):
    return site.reading.snapshot().decisions[-1]


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_whole_and_titled(researcher, path):
    tree = page(researcher, path)
    assert tree.xpath("//h1")
    assert tree.get("lang") == "fr"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), "two elements have one id"
    for label in tree.xpath("//label/@for"):
        assert tree.xpath("//*[@id=$label]", label=label) or "c-" in label
    assert not tree.xpath("//script[not(@src)] | //@style | //@onclick")


def test_a_reader_sees_everything_and_can_decide_nothing(reader):
    for path in PATHS:
        tree = page(reader, path)
        assert not tree.xpath("//form[@action='/relecture/decider']//button")
    assert send(reader, Kind.APPROVE, theme=THEME).status_code == 403


def test_the_strip_adds_up(researcher):
    told = words(page(researcher, "/relecture"))
    assert "Jour 1" in told
    assert re.search(r"1 reçu 1 lu 7 passages 6 classés 3 cités", told)
    assert "Extraits vérifiés mot pour mot : 3/3" in told
    assert "pas encore mesuré" in told


def test_the_strip_tells_passages_that_joined(researcher, app):
    """With the command that forms all themes again; nothing when none joined."""
    assert "--complet" not in words(page(researcher, "/relecture"))
    store = app.state.site.store
    last = store.last_run()
    store.save_run(
        replace(last, number=last.number + 1, manifest=last.manifest | {"passages_joints": 5})
    )
    told = words(page(researcher, "/relecture"))
    assert "5 passages ont rejoint les thèmes déjà formés" in told
    assert "--complet" in told


def test_the_table_counts_workshops_and_voices_and_says_its_grid(researcher):
    tree = page(researcher, "/relecture")
    rows = tree.xpath("//table[@class='themes']/tbody/tr")
    assert len(rows) == 2
    assert "Transport collectif" in words(rows[0]) + words(rows[1])
    assert "1\u00a0case sur" in tree.xpath("//svg/@aria-label")[0]


def test_filters_count_only_what_they_keep(researcher):
    kept = page(researcher, "/relecture?region=Estrie")
    assert len(kept.xpath("//table[@class='themes']/tbody/tr/th")) == 2
    none = page(researcher, "/relecture?region=Gasp%C3%A9sie")
    assert "Aucun thème ne répond" in words(none)


def test_a_quote_leads_to_its_note_where_it_is_highlighted(researcher):
    theme = page(researcher, f"/relecture/themes/{THEME}")
    quote = theme.xpath("//figure[@class and contains(@class,'extrait')]")[0]
    assert "extrait de note" in words(quote)
    note = page(researcher, quote.xpath(".//a[contains(@href,'/notes/')]/@href")[0])
    [chosen] = note.xpath("//mark[@class='choisi']")
    assert chosen.text_content() == LINES[0]
    assert "Personne 1" in words(note)
    assert "████" not in words(note)
    assert "parole rapportée" in words(theme)


def test_a_theme_shows_its_passages_strength_words_and_neighbours(researcher):
    told = words(page(researcher, f"/relecture/themes/{THEME}"))
    for line in LINES[:3]:
        assert line in told
    assert "force : fort (0,75)" in told
    assert "aussi dans Logement" in told
    assert "Les mots au fil des jours" in told


def test_unclassified_passages_are_listed_with_the_nearest_theme(researcher):
    told = words(page(researcher, "/relecture/passages"))
    assert LINES[6] in told
    assert "au plus près de Transport collectif" in told


def test_the_map_says_that_its_axes_mean_nothing_and_plots_have_tables(researcher):
    tree = page(researcher, "/relecture/graphiques")
    figures = tree.xpath("//*[@data-figure]")
    assert len(figures) == len(tree.xpath("//section[@class='graphique']//table")) >= 2
    assert "scattergl" not in str(figures[0].get("data-figure"))


def test_plotly_is_served_from_its_package(researcher, anonymous):
    tree = page(researcher, "/relecture/graphiques")
    [path] = tree.xpath("//script[contains(@src,'plotly.min.js')]/@src")
    answer = researcher.get(path)
    assert answer.status_code == 200
    assert len(answer.content) > 1_000_000
    assert anonymous.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/relecture/themes/inconnu", "/relecture/notes/inconnu"])
def test_what_does_not_exist_is_not_found(researcher, path):
    assert researcher.get(path).status_code == 404


def test_search_forgives_and_marks(researcher):
    tree = page(researcher, "/relecture/recherche?q=COOPERATIVE")
    assert [m.text for m in tree.xpath("//ol[@class='resultats']//mark")] == ["coopératives"]
    assert "Aucun passage" in words(page(researcher, "/relecture/recherche?q=zeppelin"))


def test_search_filters_by_theme(researcher):
    both = page(researcher, "/relecture/recherche?q=le")
    one = page(researcher, f"/relecture/recherche?q=le&theme={OTHER_THEME}")
    none = page(researcher, "/relecture/recherche?q=le&theme=aucun")
    count = [len(t.xpath("//ol[@class='resultats']/li")) for t in (both, one, none)]
    assert count[0] > count[1] > 0
    assert count[2] == 1


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}"])
def test_what_is_typed_is_shown_not_run(researcher, site, hostile):
    assert "<script>alert" not in researcher.get("/relecture/recherche", params={"q": hostile}).text
    told = send(
        researcher, Kind.RENAME, theme=THEME, valeur=hostile, retour=f"/relecture/themes/{THEME}"
    )
    assert hostile in unescape(told.text)
    tree = lxml_html.fromstring(told.text)
    assert not tree.xpath("//img | //script")


# -- deciding: every kind, its effect at once, and its undoing ------------------------------------


def _effects():
    """(name, kind, fields, what changes in the view that stands)."""
    theme = {"theme": THEME}
    one = {"passage": PASSAGES[0]}
    return [
        (Kind.RENAME, theme | {"valeur": "Se déplacer"}, lambda d: d.titles[THEME]),
        (
            Kind.DEFINE,
            theme | one | {"valeur": "Aller et venir."},
            lambda d: d.definitions.get(THEME),
        ),
        (Kind.MERGE, theme | {"cible": OTHER_THEME}, lambda d: (d.merged, d.members(THEME))),
        (Kind.SPLIT, theme | one | {"titre": "Le soir"}, lambda d: sorted(d.titles.values())),
        (Kind.MOVE, {"theme": THEME, "cible": OTHER_THEME} | one, lambda d: d.main[PASSAGES[0]]),
        (Kind.PIN, theme | one, lambda d: d.pinned),
        (Kind.REJECT, theme, lambda d: (d.rejected, d.titles)),
        (Kind.REJECT, theme | one, lambda d: d.main[PASSAGES[0]]),
        (Kind.OFF_TOPIC, one, lambda d: d.off_topic),
        (Kind.APPROVE, theme, lambda d: d.approved),
        (Kind.FICHE, theme | {"valeur": "2022/F2"}, lambda d: d.fiches),
        (Kind.APPROVE_QUOTE, one | {"raison": "relue"}, lambda d: d.quotes),
        (Kind.REJECT_QUOTE, one, lambda d: d.quotes),
        (Kind.SUMMARY, theme | one | {"valeur": "En bref."}, lambda d: d.writing),
        (Kind.FINDING, theme | one | {"valeur": "Rien ne roule."}, lambda d: d.writing),
        (Kind.LEAD, theme | one | {"valeur": "Partager."}, lambda d: d.writing),
        (Kind.TENSION, theme | one | {"valeur": "Qui paie?"}, lambda d: d.writing),
        (Kind.INCLUDE, theme | {"valeur": "Tout transport."}, lambda d: d.writing),
        (Kind.EXCLUDE, theme | {"valeur": "Pas le vélo."}, lambda d: d.writing),
        (Kind.MEMO, theme | {"valeur": "À revoir."}, lambda d: d.writing),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "seen"), _effects(), ids=[f"{k.name}-{len(f)}" for k, f, _ in _effects()]
)
def test_a_decision_shows_at_once_is_signed_and_undone(researcher, site, kind, fields, seen):
    """The next page shows it, the ledger says who, undoing it from the history gives back."""
    before = seen(decided(site))
    answer = send(researcher, kind, **fields)
    assert answer.status_code == 200, answer.text
    assert "Décision 1" in words(lxml_html.fromstring(answer.text))
    after = seen(decided(site))
    assert after != before
    assert (last(site).kind, last(site).author) == (kind, "Une personne inventée")
    history = page(researcher, "/relecture/historique")
    [form] = history.xpath("//ol[@class='registre']//form")
    data = {i.get("name"): i.get("value") for i in form.xpath(".//input | .//button")}
    undone = researcher.post("/relecture/decider", data=data)
    assert undone.status_code == 303
    assert seen(decided(site)) == before
    again = send(researcher, Kind.UNDO, valeur="2")
    assert "Décision 3" in words(lxml_html.fromstring(again.text))
    assert seen(decided(site)) == after


def test_a_chantier_is_one_of_the_project(researcher, site):
    answer = send(researcher, Kind.CHANTIER, theme=THEME, valeur="Inventé")
    assert answer.status_code == 422
    assert "n'est pas dans la grille" in words(lxml_html.fromstring(answer.text))


def test_the_merged_theme_is_seen_in_the_fiche_and_its_page_says_where_it_went(researcher):
    send(researcher, Kind.MERGE, theme=THEME, cible=OTHER_THEME)
    theme = words(page(researcher, f"/relecture/themes/{THEME}"))
    assert "6 passages" in theme
    assert LINES[3] in theme
    gone = words(page(researcher, f"/relecture/themes/{OTHER_THEME}", status=410))
    assert "fusionné dans Transport collectif" in gone


def test_a_split_leads_to_the_new_theme(researcher, site):
    answer = send(
        researcher, Kind.SPLIT, follow=False, theme=THEME, passage=PASSAGES[0], titre="Le soir"
    )
    [new] = [t for t, title in decided(site).titles.items() if title == "Le soir"]
    assert answer.headers["location"] == f"/relecture/themes/{new}"
    assert "Le soir" in words(page(researcher, f"/relecture/themes/{new}"))


def test_sent_twice_it_counts_once(researcher, site):
    form = {"theme": THEME, "valeur": "Se déplacer", "decision": "a" * 32}
    send(researcher, Kind.RENAME, **form)
    send(researcher, Kind.RENAME, **form)
    assert len(site.reading.snapshot().decisions) == 1


def test_the_same_form_filled_again_otherwise_is_another_decision(researcher, site):
    """Going back, changing the text and sending must not be taken for a second sending."""
    form = {"theme": THEME, "decision": "a" * 32}
    send(researcher, Kind.RENAME, valeur="Un", **form)
    send(researcher, Kind.RENAME, valeur="Deux", **form)
    assert decided(site).titles[THEME] == "Deux"
    assert len(site.reading.snapshot().decisions) == 2


@pytest.mark.parametrize(
    ("kind", "fields"),
    [(k, f) for k, f, _ in _effects() if k not in (Kind.MEMO, Kind.OFF_TOPIC)]
    + [(Kind.OFF_TOPIC, {"passage": PASSAGES[0]})],
    ids=lambda v: v.name if isinstance(v, Kind) else str(len(v)),
)
def test_what_another_has_just_decided_is_shown_instead_of_spoiled(client_for, site, kind, fields):
    """Two people open the same page; the second is told what the first did, and may go on."""
    from analyse.web import Role

    first = client_for(Role.RESEARCH, name="Camille")
    second = client_for(Role.RESEARCH, name="Robin")
    send(first, Kind.MOVE, cible=THEME, passage=[PASSAGES[0], PASSAGES[5]])
    told = send(second, kind, connu="0", **fields)
    assert told.status_code == 409
    tree = lxml_html.fromstring(told.text)
    assert "Quelqu'un vient de décider ici" in words(tree)
    assert "Camille" in words(tree)
    assert len(site.reading.snapshot().decisions) == 1
    [form] = tree.xpath("//form[@action='/relecture/decider']")
    data: dict[str, list[str]] = {}
    for field in form.xpath(".//input | .//button | .//textarea"):
        value = field.get("value") if field.tag != "textarea" else field.text.lstrip("\n")
        data.setdefault(field.get("name"), []).append(value or "")
    answer = second.post("/relecture/decider", data=data)
    assert answer.status_code == 303, answer.text
    assert (last(site).kind, last(site).author) == (kind, "Robin")


def test_a_memo_is_in_nobodys_way(researcher, site):
    send(researcher, Kind.RENAME, theme=THEME, valeur="Se déplacer")
    assert send(researcher, Kind.MEMO, theme=THEME, valeur="Bien.", connu="0").status_code == 200


def test_what_makes_no_sense_is_told_and_what_was_typed_is_kept(researcher, site):
    answer = send(researcher, Kind.SPLIT, theme=THEME, passage=PASSAGES[:3], titre="Tout")
    assert answer.status_code == 422
    tree = lxml_html.fromstring(answer.text)
    assert "il n'en resterait aucun" in words(tree)
    assert tree.xpath("//textarea")[0].text.strip() == "Tout"
    assert not site.reading.snapshot().decisions


def test_a_way_back_never_leaves_the_site(researcher):
    for way in (
        "//ailleurs.example",
        "https://ailleurs.example",
        "/administration",
        "/relecture\\@x",
    ):
        answer = send(researcher, Kind.APPROVE, follow=False, theme=THEME, retour=way)
        assert answer.headers["location"] == "/relecture"


def test_an_unsupported_sentence_is_marked_everywhere(researcher):
    send(researcher, Kind.FINDING, theme=THEME, valeur="Rien ne roule.")
    assert "sans appui : ne peut pas être publié" in words(
        page(researcher, f"/relecture/themes/{THEME}")
    )
    assert "1 phrase sans appui" in words(page(researcher, "/relecture"))
    assert "Rien ne roule." in words(page(researcher, "/relecture/a-decider"))


def test_a_decision_in_conflict_waits_for_a_person(researcher):
    send(researcher, Kind.MEMO, theme=THEME, valeur="À revoir.")
    send(researcher, Kind.REJECT, theme=THEME)
    told = words(page(researcher, "/relecture/a-decider"))
    assert "mémo" in told
    assert "n'est plus là" in told


def test_the_ledger_downloads_as_the_command_line_writes_it(researcher):
    from analyse.decisions.table import read

    send(researcher, Kind.RENAME, theme=THEME, valeur="=1+1")
    answer = researcher.get("/relecture/historique.csv")
    assert [row.decision.value for row in read(answer.content)] == ["=1+1"]


def test_history_filters_by_what_became_of_it_and_by_author(researcher):
    send(researcher, Kind.APPROVE, theme=THEME)
    send(researcher, Kind.UNDO, valeur="1")
    undone = page(researcher, "/relecture/historique?suite=annul%C3%A9e")
    assert len(undone.xpath("//ol[@class='registre']/li")) == 1
    assert not page(researcher, "/relecture/historique?qui=Personne").xpath(
        "//ol[@class='registre']/li"
    )


def test_a_flagged_quote_asks_why(researcher, site, monkeypatch):
    """The page asks for a reason, and the server refuses without one."""
    from analyse.contracts.publication import Flag, FlagKind
    from analyse.web.review import reading

    def flagged(state, ids):
        return {i: (Flag(FlagKind.ROLE, "la mairesse", "Un rôle et un lieu."),) for i in ids}

    monkeypatch.setattr("analyse.flagging.flags_of", flagged)
    monkeypatch.setattr(reading, "flags_of", flagged)
    tree = page(researcher, f"/relecture/themes/{THEME}")
    assert "Un rôle et un lieu." in words(tree)
    assert tree.xpath("//input[@name='raison'][@required]")
    refused = send(researcher, Kind.APPROVE_QUOTE, passage=PASSAGES[0])
    assert refused.status_code == 422
    assert (
        send(
            researcher, Kind.APPROVE_QUOTE, passage=PASSAGES[0], raison="Elle y consent."
        ).status_code
        == 200
    )
    assert decided(site).quotes[PASSAGES[0]] is QuoteStatus.APPROVED


# -- a passage that is not a quote ----------------------------------------------------------------

PLAIN = PASSAGES[2]
"""In the theme, quoted by nobody."""


def quoting(tree, passage: str) -> dict[str, str]:
    """The form that makes a quote of a passage in the list of a theme; {} without any."""
    forms = tree.xpath("//li[@id=$id]//form", id=f"p-{passage}")
    return {
        i.get("name"): i.get("value") for form in forms for i in form.xpath(".//input | .//button")
    }


def test_a_passage_that_is_not_a_quote_is_approved_from_the_list(researcher, site):
    """As `analyse relire` does: the same decision; it is then a quote of its facet, in the draft of
    the fiche too, and undoing gives back."""
    path = f"/relecture/themes/{THEME}"
    before, draft = page(researcher, path), drafted(site)
    assert not quoting(before, PASSAGES[0])  # a quote already: its own buttons decide
    assert "citation proposée" in words(before.xpath(f"//li[@id='p-{PASSAGES[0]}']")[0])
    answer = researcher.post("/relecture/decider", data=quoting(before, PLAIN))
    assert answer.headers["location"] == f"{path}#p-{PLAIN}"
    made = last(site)
    assert (made.kind, made.passage_ids) == (Kind.APPROVE_QUOTE, (PLAIN,))
    after = page(researcher, path)
    [quote] = [
        one for one in after.xpath("//section[@id='constat']//figure") if LINES[2] in words(one)
    ]
    assert "approuvée" in words(quote)
    assert not quoting(after, PLAIN)
    [status] = after.xpath(f"//li[@id='p-{PLAIN}']//a[starts-with(@href, '#x-')]")
    assert (status.get("href"), words(status)) == (f"#{quote.get('id')}", "approuvée")
    assert drafted(site).count(LINES[2]) > draft.count(LINES[2])

    [undo] = after.xpath("//section[@id='decisions']//form")
    data = {i.get("name"): i.get("value") for i in undo.xpath(".//input | .//button")}
    assert researcher.post("/relecture/decider", data=data).status_code == 303
    assert quoting(page(researcher, path), PLAIN)
    assert drafted(site) == draft


def drafted(site) -> str:
    """The quotes that the drafts show."""
    run = site.store.last_run()
    write_drafts(site.project, site.store, run, progress=Silent())
    tree = lxml_html.parse(str(site.project.drafts / "fiches.html"))
    return "\n".join(words(q) for q in tree.xpath("//article//blockquote"))


def test_the_command_line_takes_the_same_decision(researcher, site):
    """What the page writes is what `Desk` writes for a passage: value, passage, no theme."""
    send(researcher, Kind.APPROVE_QUOTE, passage=PLAIN)
    ours = last(site)
    send(researcher, Kind.UNDO, valeur="1")
    desk = Desk(site.store, site.project.params.grille)
    theirs = desk.decide(Kind.APPROVE_QUOTE, author="C.", passages=[PLAIN]).decision
    for field in ("kind", "theme_ids", "passage_ids", "value"):
        assert getattr(ours, field) == getattr(theirs, field)


def test_the_second_who_approves_a_passage_is_told_what_the_first_decided(client_for, site):
    from analyse.web import Role

    first = client_for(Role.RESEARCH, name="Camille")
    second = client_for(Role.RESEARCH, name="Robin")
    form = quoting(page(second, f"/relecture/themes/{THEME}"), PLAIN)
    send(first, Kind.REJECT_QUOTE, passage=PLAIN)
    told = second.post("/relecture/decider", data=form)
    assert told.status_code == 409
    tree = lxml_html.fromstring(told.text)
    assert "Quelqu'un vient de décider ici" in words(tree)
    assert "Camille" in words(tree)
    assert LINES[2] in words(tree)
    assert decided(site).quotes[PLAIN] is QuoteStatus.REJECTED
    [again] = tree.xpath("//form[@action='/relecture/decider']")
    data = {i.get("name"): i.get("value") for i in again.xpath(".//input | .//button")}
    assert second.post("/relecture/decider", data=data).status_code == 303
    assert decided(site).quotes[PLAIN] is QuoteStatus.APPROVED


def test_a_flagged_passage_is_shown_with_its_flags_and_asks_why(researcher, site, monkeypatch):
    from analyse.contracts.publication import Flag, FlagKind
    from analyse.web.review import decide

    def flagged(state, ids):
        return {i: (Flag(FlagKind.ROLE, "le chauffeur", "Un rôle et un lieu."),) for i in ids}

    monkeypatch.setattr("analyse.flagging.flags_of", flagged)
    monkeypatch.setattr(decide, "flags_of", flagged)
    form = quoting(page(researcher, f"/relecture/themes/{THEME}"), PLAIN)
    told = researcher.post("/relecture/decider", data=form)
    assert told.status_code == 422
    tree = lxml_html.fromstring(told.text)
    assert LINES[2] in words(tree)
    assert "le chauffeur" in words(tree)
    assert "--raison" not in words(tree)  # how the command line says it
    data = {
        i.get("name"): i.get("value") for i in tree.xpath("//main//form//input | //main//button")
    }
    answer = researcher.post("/relecture/decider", data=data | {"raison": "Tout le monde le sait."})
    assert answer.status_code == 303
    assert last(site).reason == "Tout le monde le sait."


@pytest.mark.parametrize("who", ["reader", "volunteer", "anonymous"])
def test_nobody_else_makes_a_quote(request, site, who):
    client = request.getfixturevalue(who)
    if who == "reader":
        tree = page(client, f"/relecture/themes/{THEME}")
        assert not quoting(tree, PLAIN)
        assert not tree.xpath("//input[@form='lot']")
    refused = send(client, Kind.APPROVE_QUOTE, passage=PLAIN)
    assert refused.status_code == (401 if who == "anonymous" else 403)
    assert not site.reading.snapshot().decisions


def test_minority_voices_and_sides_of_a_disagreement_can_be_approved_where_they_are(researcher):
    """Those are what `analyse relire` queues besides quotes."""
    tree = page(researcher, f"/relecture/themes/{THEME}")
    for section in ("tensions", "minoritaires"):
        for figure in tree.xpath(f"//section[@id='{section}']//figure"):
            cited = figure.xpath(".//a[starts-with(@href, '#x-')]")
            assert cited or figure.xpath(".//button[@value=$kind]", kind=Kind.APPROVE_QUOTE.value)


def test_without_analysis_the_pages_say_so(tmp_path, settings):
    from fastapi.testclient import TestClient
    from web_helpers import clients

    from analyse import project as projects
    from analyse.web import Role, create_app

    app = create_app(projects.create(tmp_path / "vide"), settings=settings)
    with TestClient(app):
        client = clients(app)(Role.RESEARCH)
        for path in PATHS:
            if "/themes/" not in path and "/notes/" not in path:
                assert "pas encore d'analyse" in client.get(path).text
        assert send(client, Kind.APPROVE, theme=THEME).status_code == 422


def test_facets_are_those_of_the_contracts():
    from analyse.web.review.reading import FACETS

    assert [f for f, _ in FACETS] == list(Facet)
