"""`analyse serveur` and `analyse inviter`: what people read, and what they can do with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request

import pytest
from click.testing import CliRunner

from analyse import cli
from analyse.errors import UsageError
from analyse.store import Store
from analyse.web import Role, create_app, network, serving
from analyse.web.network import Address
from analyse.web.sessions import normal

LINK = re.compile(r"http://[\d.]+:\d+/entrer#([0-9a-z]{26})")


def run(*arguments):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], input="")


# -- inviter ------------------------------------------------------------------------------------


def test_inviting_prints_links_that_open(project, settings, client_for, app):
    result = run("inviter", project.folder, "--role", "benevole", "--nombre", "3")
    assert result.exit_code == 0, result.output
    tokens = LINK.findall(result.stdout)
    assert len(set(tokens)) == 3
    for token in tokens:
        assert client_for().post("/entrer", data={"jeton": token}).status_code == 303
    codes = re.findall(r"^(B-\d+)\u00a0: ", result.stdout, flags=re.M)
    assert codes == ["B-01", "B-02", "B-03"]


def test_the_sheet_is_whole_private_and_asks_nothing(project, tmp_path):
    """One card each, with its QR code, address and code; readable by its owner only."""
    sheet = tmp_path / "cartes.html"
    result = run(
        "inviter", project.folder, "--role", "benevole", "--nombre", "4", "--sortie", sheet,
        "--adresse", "https://Analyse.exemple.org/",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    text = sheet.read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert text.count("https://analyse.exemple.org/entrer") == 4
    assert "default-src 'none'" in text.replace("&#39;", "'")
    assert "<script" not in text
    written = re.findall(r'<p class="clair">([0-9a-z-]+)</p>', text)
    links = re.findall(r"#([0-9a-z]{26})", result.stdout)
    assert [normal(token) for token in written] == links
    if os.name != "nt":
        assert stat.S_IMODE(sheet.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "address", ["exemple.org", "ftp://exemple.org", "https://exemple.org/chemin", "https://",
                "https://qui@exemple.org", "https://exemple.org?x=1"],
)  # fmt: skip
def test_an_address_that_means_nothing_is_told(project, address):
    result = run("inviter", project.folder, "--role", "lecture", "--adresse", address)
    assert result.exit_code == 2
    assert "n'est pas comprise" in result.stderr


def test_the_role_and_the_time_are_those_asked(project):
    run("inviter", project.folder, "--role", "recherche", "--expire", "2")
    run("inviter", project.folder, "--role", "administration")
    with Store.open(project.database_url) as store:
        research, admin = store.invitations()
    assert (research.role, research.once) == ("recherche", False)
    assert research.expires[:10] > research.created[:10]
    assert (admin.role, admin.once) == ("administration", True)


# -- serveur ------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_port_that_is_taken_is_told_in_french(project):
    """Status 2, and what to type."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serveur", project.folder, "--port", port, "--hote", "127.0.0.1")
    assert result.exit_code == 2
    assert f"Le port {port} est déjà pris" in result.stderr
    assert f"--port {port + 1}" in result.stderr


def test_an_address_that_is_not_ours_is_told():
    with pytest.raises(UsageError, match="Impossible d'écouter"):
        serving.listen("203.0.113.7", free_port())


def test_a_proxy_needs_the_public_address(project):
    result = run("serveur", project.folder, "--derriere-proxy")
    assert result.exit_code == 2
    assert "--adresse" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="a signal that a console would send")
def test_the_server_says_where_it_is_serves_and_stops_cleanly(project):
    """Its address, a sheet of cards, no link outside a terminal, nothing of requests in its
    journal but patterns; SIGINT ends it with status 0."""
    port = free_port()
    command = [sys.executable, "-m", "analyse.cli", "serveur", str(project.folder)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--hote", "127.0.0.1", "--benevoles", "2", "--journal"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    secret = "k7qfk7qfk7qfk7qfk7qfk7qfk7"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/entrer?jeton={secret}").close()
                break
            except OSError:
                assert server.poll() is None, server.communicate()
                assert time.monotonic() < until
                time.sleep(0.05)
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)
    assert server.returncode == 0, err
    assert f"http://127.0.0.1:{port}" in out
    assert "Serveur arrêté." in out
    assert not LINK.search(out)
    assert "GET /entrer 200" in err
    assert secret not in out + err
    assert "Traceback" not in err
    sheet = project.folder / "invitations-B-01-B-02.html"
    assert sheet.read_text(encoding="utf-8").count("<svg") == 2


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of Unix")
def test_in_a_terminal_the_first_administrator_gets_a_link(project):
    """A one-time link, which opens the administration."""
    import pty

    port = free_port()
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "analyse.cli", "serveur", str(project.folder)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--hote", "127.0.0.1"], stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    said = ""
    try:
        while "Ctrl+C" not in said:
            said += os.read(main, 4096).decode()
        [token] = LINK.findall(said.replace("\r\n", ""))
        origin = f"http://127.0.0.1:{port}"
        request = urllib.request.Request(
            f"{origin}/entrer", data=f"jeton={token}".encode(), headers={"Origin": origin}
        )
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert "Mon accès" in opener.open(request).read().decode()
        assert opener.open(f"{origin}/administration").status == 200
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        os.close(main)


def test_links_left_unused_by_an_earlier_start_are_revoked(project, settings):
    site = create_app(project, settings=settings).state.site
    first = serving.first_link(site, "http://x").split("#")[1]
    second = serving.first_link(site, "http://x").split("#")[1]
    assert site.sessions.enter(first) is None
    assert site.sessions.enter(second) is not None


def test_the_server_needs_no_prefect():
    code = "import sys, analyse.web, analyse.web.serving; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- network ------------------------------------------------------------------------------------


def test_addresses_that_phones_reach_come_first(monkeypatch):
    """Private addresses of real interfaces; loopback and link-local ones are left out."""
    given = {
        "docker0": "172.17.0.1", "lo": "127.0.0.1", "tailscale0": "100.64.0.3",
        "wlan0": "192.168.1.20", "eth0": "10.0.0.5", "eth1": "169.254.3.4",
    }  # fmt: skip

    class One:
        def __init__(self, name: str, ip: str) -> None:
            self.nice_name = name
            self.ips = [type("Ip", (), {"ip": ip, "is_IPv4": True})()]

    import ifaddr

    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [One(n, ip) for n, ip in given.items()])
    found = [address.ip for address in network.addresses()]
    assert found[:2] == ["192.168.1.20", "10.0.0.5"]
    assert set(found) == {"192.168.1.20", "10.0.0.5", "172.17.0.1", "100.64.0.3"}


def test_nothing_is_sent_to_find_an_address(monkeypatch):
    def refuse(*arguments, **named):
        raise AssertionError("a name was looked up or a connection made")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "gethostbyname", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    network.addresses()


def test_what_is_shown_follows_what_is_listened_to(monkeypatch):
    monkeypatch.setattr(serving, "addresses", lambda: [Address("192.168.1.20", "Wi-Fi")])
    everywhere = [url for url, _ in serving.reachable("0.0.0.0", 8000, "")]
    assert everywhere == ["http://192.168.1.20:8000", "http://127.0.0.1:8000"]
    assert [u for u, _ in serving.reachable("127.0.0.1", 80, "")] == ["http://127.0.0.1:80"]
    public = serving.reachable("127.0.0.1", 80, "https://analyse.exemple.org")
    assert [url for url, _ in public] == ["https://analyse.exemple.org"]


# -- administration -----------------------------------------------------------------------------


def test_an_administrator_makes_revokes_and_puts_out(admin, client_for, site):
    from web_helpers import ORIGIN

    form = {"role": "bénévole", "nombre": "2", "jours": "3", "adresse": ORIGIN}
    page = admin.post("/administration/invitations", data=form)
    tokens = re.findall(r"/entrer#([0-9a-z]{26})", page.text)
    assert len(tokens) == 2
    assert page.headers["cache-control"] == "no-store"
    device = client_for()
    device.post("/entrer", data={"jeton": tokens[0]})
    listed = admin.get("/administration/invitations").text
    assert not [token for token in tokens if token in listed]
    ids = [i.id for i in site.store.invitations() if i.role == Role.VOLUNTEER.value]
    [session] = [s.id for s in site.store.sessions() if s.invitation_id in ids]
    admin.post("/administration/appareils/sortir", data={"appareil": session})
    assert device.get("/mon-acces").status_code == 401
    assert device.post("/entrer", data={"jeton": tokens[0]}).status_code == 303
    told = admin.post("/administration/invitations/revoquer", data={"invitation": ids})
    assert told.status_code == 303
    assert "2 invitations révoquées." in admin.get("/administration/invitations").text
    assert device.get("/mon-acces").status_code == 401


def test_an_administrator_does_not_lock_the_door_from_inside(admin, site):
    [mine] = [i.id for i in site.store.invitations()]
    admin.post("/administration/invitations/revoquer", data={"invitation": [mine]})
    assert "votre propre invitation" in admin.get("/administration/invitations").text
