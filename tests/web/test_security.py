"""What every answer carries, and what is refused before any route."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient
from web_helpers import ORIGIN, clients

from analyse.errors import ConcurrentDecision, StoreError, UsageError
from analyse.web import EVERYONE, Role, allow, create_app
from analyse.web.app import AREAS
from analyse.web.security import PLOT_POLICY, POLICY

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize("path", ["/entrer", "/mon-acces", "/inconnu", "/administration"])
def test_every_answer_is_protected_refusals_too(anonymous, path):
    headers = anonymous.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "unsafe" not in headers["content-security-policy"]


def test_static_files_are_kept_and_pages_are_not(anonymous, site):
    answer = anonymous.get(site.pages.address("socle.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    for path in ("/statique/ancien/socle.css", f"/statique/{site.pages.version}/../app.py",
                 f"/statique/{site.pages.version}/%2e%2e/app.py"):  # fmt: skip
        assert anonymous.get(path).status_code == 404


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "http://127.0.0.1", "http://127.0.0.1:8001", "https://127.0.0.1:8000",
     "http://127.0.0.1:8000.exemple.org", "http://exemple.org", "http://127.0.0.1:8000/"],
)  # fmt: skip
def test_what_changes_something_must_come_from_the_very_same_origin(app, admin, origin):
    """A form of another site is refused whatever its cookies; nothing is changed."""
    headers = {} if origin is None else {"Origin": origin}
    del admin.headers["Origin"]
    form = {"role": "bénévole", "nombre": "1", "jours": "1", "adresse": ORIGIN}
    before = len(app.state.site.store.invitations())
    answer = admin.post("/administration/invitations", data=form, headers=headers)
    assert answer.status_code == 403
    assert len(app.state.site.store.invitations()) == before


def test_the_same_origin_is_let_in(admin):
    form = {"role": "bénévole", "nombre": "1", "jours": "1", "adresse": ORIGIN}
    assert admin.post("/administration/invitations", data=form).status_code == 200


def test_where_a_browser_says_where_a_request_comes_from_it_must_agree(anonymous):
    """Plain HTTP on a local network says nothing, and is let in by its Origin."""
    form = {"apparence": "sombre"}
    for site, status in (("same-origin", 303), ("cross-site", 403), ("same-site", 403)):
        answer = anonymous.post("/apparence", data=form, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status
    assert anonymous.post("/apparence", data=form).status_code == 303


def test_behind_a_proxy_the_origin_is_the_public_one(project, settings):
    base = "https://analyse.exemple.org"
    app = create_app(project, settings=replace(settings, base_url=base))
    with TestClient(app, base_url="http://analyse.exemple.org", follow_redirects=False) as client:
        form = {"apparence": "clair"}
        good = client.post("/apparence", data=form, headers={"Origin": base})
        bad = client.post("/apparence", data=form, headers={"Origin": "http://analyse.exemple.org"})
    assert (good.status_code, bad.status_code) == (303, 403)


@pytest.mark.parametrize(
    ("host", "known"),
    [("127.0.0.1:8000", True), ("192.168.1.20:8000", True), ("localhost:8000", True),
     ("[fd00::2]:8000", True), ("exemple.org", False), ("exemple.org:8000", False),
     ("127.0.0.1.exemple.org", False), ("", False)],
)  # fmt: skip
def test_another_site_cannot_take_our_address_for_its_own(anonymous, host, known):
    """The Host header is an address or a name of this machine: no DNS rebinding."""
    answer = anonymous.get("/entrer", headers={"Host": host})
    assert (answer.status_code == 200) is known


def test_a_request_too_large_is_refused_announced_or_not(anonymous, settings):
    large = b"jeton=" + b"a" * settings.body_limit
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert anonymous.post("/entrer", content=large, headers=kind).status_code == 413

    def chunks():
        for start in range(0, len(large), 50_000):
            yield large[start : start + 50_000]

    answer = anonymous.post("/entrer", content=chunks(), headers=kind)
    assert answer.status_code == 413
    assert "trop volumineux" in answer.text


def test_a_redirection_after_a_form_stays_here(anonymous):
    for path in ("//exemple.org", "https://exemple.org", "/\\exemple.org", "javascript:alert(1)"):
        answer = anonymous.post("/apparence", data={"apparence": "auto", "retour": path})
        assert answer.headers["location"] == "/"
    answer = anonymous.post("/apparence", data={"apparence": "sombre", "retour": "/entrer"})
    assert answer.headers["location"] == "/entrer"
    assert 'data-apparence="sombre"' in anonymous.get("/entrer").text


# -- failures -----------------------------------------------------------------------------------


@pytest.fixture
def failing(project, settings, monkeypatch):
    """An application with routes that fail in each way."""
    router = APIRouter(dependencies=[allow(*EVERYONE)])
    errors = {
        "defaut": ValueError("Marie Untel, 514 555-0199"),
        "base": StoreError("La base ne répond pas.", action="Réessayez."),
        "meme": ConcurrentDecision("Quelqu'un vient de décider.", numbers=(3,)),
        "usage": UsageError(f"« {EVIL} » n'est aucun thème."),
    }

    @router.get("/echec/{kind}")
    def fail(kind: str) -> None:
        raise errors[kind]

    @router.get("/graphique")
    def plot(request: Request):
        return request.app.state.site.page(
            request, "erreur.html.jinja", plots=True, title="t", told=EVIL, action="a"
        )

    monkeypatch.setattr(AREAS[0], "ROUTERS", (*AREAS[0].ROUTERS, router))
    app = create_app(project, settings=settings)
    with TestClient(app):
        yield clients(app)()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("/inconnu", 404, "Page introuvable"), ("/mon-acces", 401, "Il faut une invitation"),
     ("/echec/base", 503, "La base ne répond pas."), ("/echec/meme", 409, "vient de décider"),
     ("/echec/usage", 422, "aucun thème"), ("/echec/defaut", 500, "défaut du logiciel")],
)  # fmt: skip
def test_failures_are_told_in_french(failing, path, status, said):
    answer = failing.get(path)
    assert answer.status_code == status
    assert said in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    told = failing.get(path, headers={"Accept": "application/json"})
    assert told.status_code == status
    assert set(told.json()) == {"erreur", "action"}


def test_a_defect_shows_and_logs_nothing_of_what_it_held(failing, caplog):
    caplog.set_level(logging.DEBUG)
    answer = failing.get("/echec/defaut")
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "ValueError" in logged
    for text in (answer.text, logged, caplog.text):
        assert "Untel" not in text
        assert "Traceback" not in text
    assert "ValueError" not in answer.text


def test_an_error_that_quotes_hostile_text_is_escaped(failing):
    assert EVIL not in failing.get("/echec/usage").text
    assert "&lt;script&gt;" in failing.get("/echec/usage").text


def test_a_page_that_plots_relaxes_styles_and_images_never_scripts(failing):
    policy = failing.get("/graphique").headers["content-security-policy"]
    assert policy == PLOT_POLICY
    assert "script-src 'self';" in policy


def test_everything_is_escaped_whatever_the_name_of_the_template(site):
    from jinja2 import DictLoader

    env = site.pages.environment.overlay(loader=DictLoader({"a.txt": "{{ x }}", "b": "{{ x }}"}))
    for name in ("a.txt", "b"):
        assert env.get_template(name).render(x=EVIL) == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_no_template_marks_anything_safe():
    from analyse.web.pages import TEMPLATES

    for path in TEMPLATES.rglob("*.jinja"):
        text = path.read_text(encoding="utf-8")
        for mark in ("|safe", "| safe", "autoescape", "style=", "onclick=", "javascript:"):
            assert mark not in text, path


def test_messages_are_shown_once_and_escaped(admin, site):
    admin.post("/administration/appareils/sortir", data={})
    assert "Rien n'était coché" in admin.get("/mon-acces").text.replace("&#39;", "'")
    assert "Rien n" not in admin.get("/mon-acces").text


def test_a_broken_message_cookie_is_ignored(anonymous):
    for value in ("x", "!!!!", "W10="):
        anonymous.cookies.set("analyse-message", value)
        assert anonymous.get("/entrer").status_code == 200


def test_form_values_that_mean_nothing_are_told(admin):
    """422, and nothing is made."""
    good = {"role": "bénévole", "nombre": "1", "jours": "1", "adresse": ORIGIN}
    for change in ({"role": "anonyme"}, {"role": "x"}, {"nombre": "0"}, {"nombre": "x"},
                   {"jours": "9999"}, {"adresse": "http://exemple.org"}):  # fmt: skip
        assert admin.post("/administration/invitations", data=good | change).status_code == 422


def test_roles_are_told_apart(client_for):
    assert client_for(Role.READER).get("/administration").status_code == 403
