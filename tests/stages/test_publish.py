"""The gates: nothing leaves that a person did not approve. All people are invented."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from analyse import cli
from analyse import project as projects
from analyse.contracts import (
    Consent,
    DecisionKind,
    QuoteStatus,
    ReleaseKind,
    Scope,
    Tension,
    TensionForm,
)
from analyse.desk import Desk
from analyse.errors import UsageError
from analyse.exports.tables import snapshot
from analyse.params import CommunityParams, GridParams
from analyse.publication.candidate import Standing
from analyse.stages import checks
from analyse.stages.publish import candidate_of, publish
from analyse.stages.trace import to_recall, trace
from analyse.store import Store, StoredFile
from publication_project import FILES, LINES, NAME, ready
from samples import OTHER_THEME, THEME

Kind = DecisionKind


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Two notes whose register says "publier"; reading settings are not what is tested here."""
    return ready(tmp_path / "ev", monkeypatch)


@pytest.fixture
def store(project):
    with Store.open(project.database_url) as opened:
        yield opened


def approve(store, *, themes=(THEME, OTHER_THEME), quotes=True) -> None:
    """Everything is approved by somebody."""
    desk = Desk(store, GridParams())
    for theme in themes:
        desk.decide(Kind.APPROVE, author="C.", themes=[theme])
    for quote in desk.state.run.quotes if quotes else ():
        desk.decide(Kind.APPROVE_QUOTE, author="C.", passages=[quote.passage_id], reason="relu")


def gates(done) -> set[str]:
    return {lack.gate for lack in done.lacks}


def written(folder) -> str:
    return "\n".join(
        p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.*")) if p.is_file()
    )


def test_nothing_approved_publishes_nothing(project, store):
    done = publish(project, store)
    assert done.exit_status == 3
    assert gates(done) == {"thèmes"}
    assert not project.published.exists()
    assert store.releases() == []


def test_every_quote_waits_for_a_person(project, store):
    """A theme approved with quotes that nobody read is refused, with the command that mends it."""
    approve(store, themes=[THEME], quotes=False)
    (lack,) = publish(project, store).lacks
    assert lack.gate == "extraits"
    assert lack.theme_id == THEME
    assert "3\u00a0extraits ne sont pas relus" in lack.what
    assert f"analyse relire DOSSIER --theme {THEME}" in lack.action


def test_what_is_approved_is_published_and_nothing_else(project, store):
    """Approved themes, approved quotes, in HTML and Markdown; the note itself is nowhere."""
    approve(store, themes=[THEME])
    rejected = snapshot(store).run.quotes[0]
    desk = Desk(store, GridParams())
    desk.decide(Kind.REJECT_QUOTE, author="C.", passages=[rejected.passage_id])
    done = publish(project, store, author="Camille T.")
    assert done.exit_status == 0, done.lacks
    assert done.left_out == ("Logement",)
    shown = written(project.published)
    state = snapshot(store)
    for quote in state.run.quotes:
        kept = quote.theme_id == THEME and quote.status is QuoteStatus.APPROVED
        assert (quote.text in shown) == kept, quote.text
    assert "Animée par" not in shown
    assert re.search(r"Personne [12]\b", shown)
    assert "Brouillon" not in shown


def test_the_manifest_says_what_was_published(project, store):
    """Who, when, the analysis, each file's digest, each passage; twice the same is once."""
    approve(store)
    first = publish(project, store, author="Camille T.").release
    assert (first.author, first.run, first.kind) == ("Camille T.", 1, ReleaseKind.PUBLICATION)
    assert set(first.files) >= {"fiches.html", "fiches.md"}
    assert sorted(p for ids in first.passages.values() for p in ids) == sorted(
        p.id for p in store.passages()
    )
    again = publish(project, store)
    assert again.unchanged
    assert len(store.releases()) == 1


def test_a_quote_that_is_not_in_its_file_refuses(project, store):
    """The file is read again: another word, another file, or none, and nothing is published."""
    approve(store)
    path = project.notes / FILES[0]
    good = path.read_bytes()
    path.write_bytes(good.replace(b"soir", b"noir"))
    (lack, *_) = publish(project, store).lacks
    assert checks.CHANGED in lack.what
    path.unlink()
    assert checks.GONE in publish(project, store).lacks[0].what
    path.write_bytes(good)
    assert publish(project, store).exit_status == 0


def test_the_words_themselves_are_compared(project, store, monkeypatch):
    """Even where the digest is right: what the reader gives must be the quote, masks apart."""
    approve(store)
    from analyse.stages.bounded import Bounded

    real = Bounded.extract

    def other(self, path):
        found = real(self, path)
        return replace(found, text=found.text.replace("soir", "noir"))

    monkeypatch.setattr(Bounded, "extract", other)
    assert checks.OTHERWISE in publish(project, store).lacks[0].what


def test_masks_of_yesterday_refuse(project, store, monkeypatch):
    """A roster or rules that changed since the note was read: it must be read again."""
    approve(store)
    monkeypatch.setattr(checks, "process_key", lambda *_: "autre")
    assert checks.OUTDATED in publish(project, store).lacks[0].what


def test_an_identifier_left_in_a_quote_refuses(project, store, monkeypatch):
    """Even in a draft: masks are never skipped."""
    approve(store)
    monkeypatch.setattr(checks, "publishable", lambda *_: "Écrivez à quelquun@exemple.example")
    for draft in (False, True):
        done = publish(project, store, draft=draft)
        assert checks.EXPOSED in done.lacks[0].what
        assert "@" not in str(done.to_json())


def test_a_name_of_the_roster_left_in_a_quote_refuses(project, store, monkeypatch):
    (project.folder / "participants.csv").write_text(f"nom\n{NAME}\n", encoding="utf-8")
    approve(store)
    monkeypatch.setattr(checks, "publishable", lambda *_: f"Selon {NAME}, il faut un taxibus.")
    done = publish(projects.load(project.folder), store)
    assert checks.EXPOSED in done.lacks[0].what


def test_a_missing_consent_is_asked(project, store):
    """Nothing said is analysed, and refused until somebody asks; "analyser" is an answer."""
    approve(store)
    ask(project, store)
    done = publish(project, store)
    assert gates(done) == {"consentements"}
    assert "3\u00a0extraits n'ont pas de consentement connu (jour-1/" in done.lacks[0].what
    said(project, f"fichier;{FILES[0]};analyser", f"fichier;{FILES[1]};publier")
    done = publish(project, store)
    assert gates(done) <= {"extraits"}
    shown = candidate_of(project, store)
    assert {v.standing for v in shown.verdicts.values()} == {
        Standing.ANALYSE,
        Standing.PUBLISHABLE,
    }


def ask(project, store) -> None:
    """No note says its consent any more."""
    files = {f.id: f for f in store.known_files()}
    for document in store.documents():
        mine = tuple(p for p in store.passages() if p.document_id == document.id)
        asides = tuple(a for a in store.set_asides() if a.document_id == document.id)
        bare = replace(document, context=replace(document.context, consentement=Consent.UNKNOWN))
        store.save_files(
            [StoredFile(bare, files[bare.id].path_digest, "lecture", None, mine, asides)]
        )


def said(project, *rows: str) -> None:
    text = "\n".join(["portee;valeur;consentement", *rows]) + "\n"
    (project.folder / "consentements.csv").write_text(text, encoding="utf-8")


def test_a_draft_asks_for_no_approval_and_never_shows_what_is_withdrawn(project, store):
    """Marked as a draft, in a folder of its own; what is limited to the analysis stays out too."""
    ask(project, store)
    said(project, f"personne;{NAME};retirer", f"fichier;{FILES[1]};analyser")
    done = publish(project, store, draft=True)
    assert done.exit_status == 0, done.lacks
    assert not project.published.exists()
    shown = written(project.publication_draft)
    assert "Brouillon de publication" in shown
    for line in (*LINES[0], *LINES[1]):
        assert line not in shown
    said(project, f"personne;{NAME};retirer", f"fichier;{FILES[1]};publier")
    publish(project, store, draft=True)
    shown = written(project.publication_draft)
    assert LINES[1][1] in shown
    assert "proposée" in shown


def test_a_flagged_quote_needs_its_reason(project, store):
    """Approved before it was flagged, or elsewhere: refused until somebody says why."""
    approve(store)
    state = snapshot(store)
    candidate = candidate_of(project, store)
    assert all(candidate.reason(q.passage_id) == "relu" for q in state.run.quotes)
    from analyse.contracts import Flag, FlagKind
    from analyse.publication.gates import flags_are_explained

    quote = state.run.quotes[0]
    flag = Flag(FlagKind.ROLE, "le maire de Sainte-Bidule", "x")
    flagged = replace_candidate(candidate, {quote.passage_id: (flag,)})
    assert list(flags_are_explained(flagged)) == []
    bare = [replace(o, decision=replace(o.decision, reason="")) for o in state.decided.outcomes]
    unsaid = replace(state, decided=replace(state.decided, outcomes=tuple(bare)))
    (lack,) = flags_are_explained(replace_candidate(candidate, flagged.flags, unsaid))
    assert lack.passages == (quote.passage_id,)
    assert "Bidule" not in str(lack)


def replace_candidate(candidate, flags, state=None):
    return replace(candidate, flags=flags, state=state or candidate.state)


# -- communities --------------------------------------------------------------------------------


def with_community(project, *entries: str):
    communities = CommunityParams(accord_requis=entries)
    return replace(project, params=project.params.model_copy(update={"communautes": communities}))


def test_a_community_decides_of_its_data(project, store):
    """Held until it agrees, counted; a refusal is an answer; an agreement that is revoked holds
    again, and what was published is to be taken back."""
    approve(store)
    marked = with_community(project, "Utshashumek\u00a0: taxibus")
    done = publish(marked, store)
    assert gates(done) == {"accords"}
    assert "Utshashumek" in done.lacks[0].what
    assert done.counts[Standing.HELD.value] == 1

    answer(store, "refusé")
    done = publish(marked, store)
    assert done.exit_status == 0
    assert "taxibus" not in written(project.published)
    assert "retenu, accord d'une communauté" in written(project.published)

    answer(store, "accordé")
    done = publish(marked, store)
    assert "taxibus" in written(project.published)
    assert done.recalls == ()

    answer(store, "révoqué")
    assert publish(marked, store, draft=True).counts[Standing.HELD.value] == 1
    assert "taxibus" not in written(project.publication_draft)
    (recall,) = to_recall(marked, store, snapshot(store))
    assert recall.release.number == 2
    assert dict(recall.reasons) == {"accord d'une communauté refusé ou révoqué": 1}


def answer(store, what: str) -> None:
    from analyse.contracts import Agreement, AgreementAnswer

    number = len(store.agreements())
    store.add_agreement(
        Agreement(f"{number:032}", "UTSHASHUMEK", AgreementAnswer(what),
                  f"2022-11-0{number + 1}T12:00:00+00:00", "C.", "Résolution 4")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "content", "held"),
    [
        ("registre.csv", f"fichier;communaute\n{FILES[1]};Utshashumek\n", 3),
        ("participants.csv", f"nom;communaute\n{NAME};Utshashumek\n", 4),
    ],
)
def test_a_community_is_told_by_the_register_or_the_roster(project, store, file, content, held):
    (project.folder / file).write_text(content, encoding="utf-8")
    marked = with_community(projects.load(project.folder), "Utshashumek")
    standings = [v.standing for v in candidate_of(marked, store).verdicts.values()]
    assert standings.count(Standing.HELD) == held


def test_what_the_team_wrote_on_held_passages_is_held(project, store):
    """A sentence on a community's passage waits for its agreement too, and is counted."""
    approve(store)
    desk = Desk(store, GridParams())
    passage = next(p for p in store.passages() if "taxibus" in p.text)
    theme = desk.view.main[passage.id]
    desk.decide(Kind.SUMMARY, author="C.", themes=[theme], value="On manque de bus.",
                passages=[passage.id])  # fmt: skip
    marked = with_community(project, "Utshashumek\u00a0: taxibus")
    answer(store, "refusé")
    assert publish(marked, store).exit_status == 0
    shown = written(project.published)
    assert "On manque de bus." not in shown
    assert "1\u00a0phrase de l'équipe non publiée" in shown
    answer(store, "accordé")
    publish(marked, store)
    assert "On manque de bus." in written(project.published)


# -- what left ----------------------------------------------------------------------------------


def test_a_withdrawal_after_publication_is_told_everywhere(project, store):
    """Which files, with which digest, to take back; the next publication is without it."""
    approve(store)
    published = publish(project, store).release
    result = CliRunner().invoke(cli.main, ["exporter", str(project.folder), "--format", "csv"])
    assert result.exit_code == 0, result.output
    found = trace(project, store, FILES[0])
    assert {h.release.kind for h in found.held} == {ReleaseKind.EXPORT, ReleaseKind.PUBLICATION}
    assert all(h.in_place for h in found.held)
    assert found.recalls == ()

    said(project, f"personne;{NAME};retirer")
    found = trace(project, store, FILES[0])
    assert {r.release.kind for r in found.recalls} == {ReleaseKind.EXPORT, ReleaseKind.PUBLICATION}
    assert [dict(r.reasons) for r in found.recalls] == [{"consentement retiré": 4}] * 2
    state = CliRunner().invoke(cli.main, ["etat", str(project.folder)])
    assert "À reprendre" in state.stdout
    assert published.files["fiches.html"][:12] in state.stdout
    assert all(len(line) <= 80 for line in state.stdout.splitlines() if "/" not in line)
    told = json.loads(CliRunner().invoke(cli.main, ["etat", str(project.folder), "--json"]).stdout)
    assert sorted(one["nature"] for one in told["a_reprendre"]) == ["export", "publication"]

    done = publish(project, store)
    assert done.exit_status == 0, done.lacks
    assert not [line for line in (*LINES[0], LINES[1][0]) if line in written(project.published)]
    held = trace(project, store, FILES[0]).held
    assert [h.in_place for h in held if h.release.kind is ReleaseKind.PUBLICATION] == [False]


def test_limiting_to_the_analysis_takes_back_the_fiches_but_not_the_exports(project, store):
    approve(store)
    publish(project, store)
    CliRunner().invoke(cli.main, ["exporter", str(project.folder), "--format", "csv"])
    said(project, f"fichier;{FILES[0]};analyser")
    publish(project, store, draft=True)
    kinds = [r.release.kind for r in to_recall(project, store, snapshot(store))]
    assert kinds == [ReleaseKind.PUBLICATION]


def test_an_unknown_document_is_told(project, store):
    with pytest.raises(UsageError, match="n'est pas dans le projet"):
        trace(project, store, "nulle-part.txt")


# -- the command line ---------------------------------------------------------------------------


def test_refusing_has_its_exit_status(project, store):
    """3, everything that lacks per theme, in French, within 80 columns; the same as JSON."""
    approve(store, quotes=False)
    result = CliRunner().invoke(cli.main, ["publier", str(project.folder)])
    assert result.exit_code == 3
    assert "Rien n'est publié" in result.stdout
    assert "Logement" in result.stdout
    shown = [line for line in result.stdout.splitlines() if "/" not in line]
    assert all(len(line) <= 80 for line in shown)
    told = json.loads(
        CliRunner().invoke(cli.main, ["publier", str(project.folder), "--json"]).stdout
    )
    assert told["publie"] is False
    assert {one["theme_id"] for one in told["manque"]} == {THEME, OTHER_THEME}


def test_publishing_from_the_command_line(project, store):
    approve(store)
    result = CliRunner().invoke(cli.main, ["publier", str(project.folder), "--qui", "Camille T."])
    assert result.exit_code == 0, result.output
    assert "Fiches écrites" in result.stdout
    again = CliRunner().invoke(cli.main, ["publier", str(project.folder), "--json"])
    assert json.loads(again.stdout)["inchange"] is True
    traced = CliRunner().invoke(cli.main, ["tracer", str(project.folder), FILES[0]])
    assert traced.exit_code == 0
    assert "publication 1" in traced.stdout
    assert "par Camille T." in re.sub(r"\s+", " ", traced.stdout)


def test_consents_and_agreements_from_the_command_line(project, store):
    """What is written, what it takes out, what is refused; no name in the database."""
    here = str(project.folder)

    def run(*words: str):
        return CliRunner().invoke(cli.main, [*words])

    done = run("consentir", here, "personne", NAME, "retirer", "--qui", "C.", "--raison", "écrit")
    assert done.exit_code == 0, done.output
    assert "4\u00a0passages sortent" in done.stdout
    assert [(r.scope, r.source) for r in store.consents()] == [(Scope.PERSON, "commande")]
    odd = run("consentir", here, "personne", "Ginette Introuvable", "retirer", "--qui", "C.")
    assert "pas été reconnu" in odd.stdout
    assert run("consentir", here, "fichier", "rien.txt", "publier", "--qui", "C.").exit_code == 2
    assert "Aucune communauté" in run("accord", here).stdout
    config = project.folder / "projet.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("accord_requis = []", 'accord_requis = ["Utshashumek"]'), "utf-8"
    )
    assert run("accord", here, "Ailleurs", "--qui", "C.", "--reference", "x").exit_code == 2
    assert run("accord", here, "Utshashumek", "--qui", "C.").exit_code == 2
    done = run("accord", here, "utshashumek", "--qui", "C.", "--reference", "Résolution 12")
    assert done.exit_code == 0, done.output
    assert "accord accordé" in done.stdout
    assert "Résolution 12" in done.stdout


# -- disagreements ------------------------------------------------------------------------------


def test_a_disagreement_is_published_when_all_its_passages_are(project, store):
    state = snapshot(store)
    members = [q.passage_id for q in state.run.quotes if q.theme_id == THEME]
    tension = Tension("a" * 16, THEME, 1, TensionForm.OPPOSITION, "mais", True,
                      (members[0],), (members[1],))  # fmt: skip
    store.save_run(replace(store.last_run(), number=2, tensions=(tension,)))
    approve(store, themes=[THEME])
    publish(project, store)
    assert "Deux avis qui se répondent" in written(project.published)
    desk = Desk(store, GridParams())
    desk.decide(Kind.REJECT_QUOTE, author="C.", passages=[members[1]])
    publish(project, store)
    assert "Deux avis qui se répondent" not in written(project.published)


def test_a_sentence_without_support_is_refused_and_one_with_support_says_what_it_rests_on(
    project, store
):
    """A definition and a finding: refused bare, published with the references of their quotes."""
    approve(store)
    desk = Desk(store, GridParams())
    one = next(q for q in desk.state.run.quotes if q.theme_id == THEME)

    def say(kind: DecisionKind, text: str, *passages: str) -> None:
        desk.decide(kind, author="C.", themes=[THEME], value=text, passages=passages)

    say(Kind.DEFINE, "Aller et venir.")
    say(Kind.FINDING, "Le soir, <b>rien</b> ne roule.")
    say(Kind.MEMO, "Mémo qui reste dans l'équipe.")
    (lack,) = publish(project, store).lacks
    assert (lack.gate, lack.theme_id) == ("phrases", THEME)
    assert "2\u00a0phrases sans appui" in lack.what
    say(Kind.DEFINE, "Aller et venir.", one.passage_id)
    say(Kind.FINDING, "Le soir, <b>rien</b> ne roule.", one.passage_id)
    done = publish(project, store, author="Camille T.")
    assert done.exit_status == 0, done.lacks
    shown = written(project.published)
    assert "Le soir, &lt;b&gt;rien&lt;/b&gt; ne roule." in shown
    assert f'appuis&nbsp;: <a href="#x-{one.id}">{one.id}</a>' in shown
    assert f"appuis\u00a0: réf. {one.id}" in shown
    assert "Mémo qui reste" not in shown
