"""The environment, `prefect.yaml`, and `python -m flows.servir` without serving."""

from __future__ import annotations

import http.server
import importlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "prefect.yaml"


class TestEnvironment:
    def fresh(self, **extra: str) -> list[str]:
        """Settings that a new process which imports the flows ends with."""
        code = (
            "import flows, prefect.settings as s; c = s.get_current_settings();"
            "print(c.home, c.server.analytics_enabled, c.server.ui.show_promotional_content,"
            "c.results.persist_by_default, c.server.ui.v2_enabled, sep='|')"
        )
        kept = {k: v for k, v in os.environ.items() if "PREFECT" not in k and k != "DO_NOT_TRACK"}
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT, env=kept | extra, check=True, capture_output=True, text=True,
        ).stdout.strip().split("|")  # fmt: skip

    def test_prefect_is_private_whatever_the_environment_says(self, tmp_path):
        """Analytics, banners, the page with a tracker and stored results are all off."""
        settings = self.fresh(
            PREFECT_HOME=str(tmp_path), PREFECT_SERVER_ANALYTICS_ENABLED="true", DO_NOT_TRACK="0"
        )
        assert settings == [str(tmp_path), "False", "False", "False", "False"]

    def test_home_is_in_the_checkout_and_ignored_by_git(self):
        """Without a PREFECT_HOME, nothing is written in the person's own folder."""
        from flows import environnement

        assert environnement.HOME.parent == ROOT
        assert f"{environnement.HOME.name}/" in (ROOT / ".gitignore").read_text().splitlines()

    def test_home_is_chosen_before_prefect_and_only_then(self, monkeypatch, tmp_path):
        from flows import environnement

        monkeypatch.setattr(environnement, "HOME", tmp_path / "ici")
        monkeypatch.delenv("PREFECT_HOME")
        environnement.apply()
        assert "PREFECT_HOME" not in os.environ  # Prefect is imported already: too late
        monkeypatch.delitem(sys.modules, "prefect")
        environnement.apply()
        assert os.environ["PREFECT_HOME"] == str(tmp_path / "ici")
        assert (tmp_path / "ici").stat().st_mode & 0o077 == 0 or os.name == "nt"
        assert os.environ["DO_NOT_TRACK"] == "1"


class TestPrefectYaml:
    def test_prefect_reads_it_and_finds_the_flows(self, monkeypatch):
        """The deployments are read by Prefect's own loader; each entry point is a flow."""
        from prefect.cli.deploy._config import _load_deploy_configs_and_actions
        from prefect.flows import load_flow_from_entrypoint
        from rich.console import Console

        monkeypatch.chdir(ROOT)
        deployments, _ = _load_deploy_configs_and_actions(CONFIG, console=Console(quiet=True))
        assert [one["name"] for one in deployments] == ["analyser", "publier"]
        for deployment in deployments:
            assert deployment["work_pool"]["name"] == "analyse"
            loaded = load_flow_from_entrypoint(deployment["entrypoint"])
            assert loaded.name == deployment["name"]

    @pytest.mark.parametrize("which", [0, 1])
    def test_entry_point_exists(self, which):
        deployment = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["deployments"][which]
        path, name = deployment["entrypoint"].split(":")
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert (ROOT / path).is_file()
        assert getattr(module, name).name == deployment["name"]

    def test_descriptions_are_those_of_the_flows(self):
        from flows import analyser, publier

        deployments = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["deployments"]
        told = [one["description"] for one in deployments]
        assert told == [analyser.DESCRIPTION, publier.DESCRIPTION]

    def test_names_the_pinned_prefect(self):
        import prefect

        config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
        assert prefect.__version__.split(".")[:2] == config["prefect-version"].split(".")[:2]

    def test_holds_no_absolute_path(self):
        def texts(value):
            if isinstance(value, dict):
                for item in value.values():
                    yield from texts(item)
            elif isinstance(value, list):
                for item in value:
                    yield from texts(item)
            else:
                yield str(value)

        config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
        assert not [text for text in texts(config) if Path(text).is_absolute() or "~" in text]


class TestServir:
    @pytest.fixture(autouse=True)
    def _unchanged(self, monkeypatch):
        """What serving changes in this process is put back."""
        from flows import servir

        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(servir.signal, "signal", lambda *_: None)
        monkeypatch.setenv("PREFECT_API_URL", "x")
        monkeypatch.delenv("PREFECT_API_URL")

    def test_a_taken_port_is_told_with_what_to_do(self):
        """No second server is started beside one that answers."""
        from flows import servir

        with http.server.HTTPServer((servir.HOST, 0), http.server.BaseHTTPRequestHandler) as busy:
            threading.Thread(target=busy.serve_forever, daemon=True).start()
            port = busy.server_address[1]
            result = CliRunner().invoke(servir.main, ["--port", str(port)])
            busy.shutdown()
        assert result.exit_code == 2
        assert f"Le port {port} de cette machine est déjà pris." in result.output
        assert f"--port {port + 1}" in result.output

    def test_a_named_server_is_used_and_none_is_started(self, monkeypatch, tmp_path):
        """PREFECT_API_URL is a team's server; a relative folder is made absolute first."""
        from flows import servir

        served = []
        monkeypatch.setenv("PREFECT_API_URL", "https://prefect.exemple.org/api")
        monkeypatch.setattr(servir.subprocess, "Popen", None)
        monkeypatch.setattr(servir, "serve", lambda *args: served.append(args))
        monkeypatch.chdir(tmp_path)
        result = CliRunner().invoke(servir.main, ["evenement"])
        assert result.exit_code == 0
        assert served == [("https://prefect.exemple.org", tmp_path / "evenement")]

    def test_a_server_that_dies_is_told_with_its_log(self, monkeypatch, tmp_path):
        from flows import servir

        monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
        monkeypatch.setattr(servir.sys, "executable", "/bin/false")
        monkeypatch.setattr(servir, "_taken", lambda port: False)
        result = CliRunner().invoke(servir.main, [])
        assert result.exit_code == 2
        assert "n'a pas démarré" in result.output
        assert str(tmp_path / "serveur.log") in result.output

    def test_the_server_listens_on_this_machine_only_and_ends_with_us(self, monkeypatch, tmp_path):
        """Bound to the loopback, closed to other sites, terminated when the context ends."""
        from flows import servir

        started = {}

        class Process:
            def __init__(self, command, **options):
                started.update(command=command, env=dict(os.environ), **options)

            def poll(self):
                return None

            def terminate(self):
                started["terminated"] = True

            def wait(self, timeout=None):
                return 0

        monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
        monkeypatch.setenv("PREFECT_SERVER_CORS_ALLOWED_ORIGINS", "*")
        monkeypatch.setattr(servir, "_taken", lambda port: False)
        monkeypatch.setattr(servir, "_answers", lambda port: True)
        monkeypatch.setattr(servir.subprocess, "Popen", Process)
        with servir.server(4999) as address:
            assert address == "http://127.0.0.1:4999"
            assert "terminated" not in started
        assert started["terminated"]
        assert started["command"][-4:] == ["--host", "127.0.0.1", "--port", "4999"]
        assert started["env"]["PREFECT_API_URL"] == "http://127.0.0.1:4999/api"
        assert started["env"]["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == address
