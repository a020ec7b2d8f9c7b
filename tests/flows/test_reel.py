"""The real stages, in the flow and in the plain pipeline; and the real server."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyse import pipeline
from analyse import project as projects

ROOT = Path(__file__).parents[2]
NOTES = {
    "jour-1/atelier-01.txt": "Atelier : se déplacer\n\nHyacinthe Vexlard : Le dernier autobus part "
    "à dix-huit heures et les jeunes restent au village. Il faudrait un taxi collectif le soir.\n",
    "jour-1/atelier-02.md": "# Se loger\n\n- Les logements vides du rang servent aux touristes.\n"
    "- On propose une fiducie foncière pour garder des loyers abordables.\n",
    "jour-2/atelier-03.txt": "Le comité citoyen se réunit sans budget. Les bénévoles s'épuisent. "
    "Écrire à zephyrine.vexlard@exemple.org pour le compte rendu.\n",
}
NAMES = ("Hyacinthe", "Vexlard", "zephyrine")
TEXTS = ("dix-huit heures", "au village. Il", "servent aux touristes", "se réunit sans")


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Three short notes, with names of invented people."""
    project = projects.create(tmp_path / "evenement-reel")
    for name, text in NOTES.items():
        file = project.notes / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return project.folder


def told(dossier: Path) -> dict:
    """Themes and ledger of the last run."""
    from analyse.exports.tables import snapshot
    from analyse.state import describe
    from analyse.store import Store

    with Store.open(projects.load(dossier).database_url) as store:
        state = snapshot(store)
    assert state.run is not None
    placed = sorted((p.passage_id, p.theme_id, p.strength) for p in state.run.placements)
    return {"bilan": describe(state).to_json(), "passages": placed}


@pytest.mark.slow
def test_the_flow_gives_what_the_pipeline_gives(run, read, kept, dossier, tmp_path):
    """Same themes, same ledger, a page of fiches; nothing of the notes in Prefect's files."""
    copy = Path(shutil.copytree(dossier, tmp_path / "copie"))
    state = run(dossier)
    assert state.is_completed(), state.message
    report = pipeline.run(projects.load(copy))

    assert report.run is not None
    assert told(dossier) == told(copy)
    assert (dossier / "brouillons").is_dir()
    found = read(state.state_details.flow_run_id)
    page = found.artifacts["fiches"][0].data.rsplit("`", 2)[1]
    assert page.startswith((dossier / "brouillons").as_uri())
    titles = [row["thème"] for row in json.loads(found.artifacts["themes"][0].data)]
    assert titles == [
        t.title
        for t in sorted(report.run.themes, key=lambda t: (-t.workshops, -t.voices, -t.size, t.id))
    ]
    written = kept()
    for secret in NAMES + TEXTS:
        assert secret.encode() not in written
        assert json.dumps(secret)[1:-1].encode() not in written


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C of a process group is sent another way")
def test_one_command_gives_a_button_and_ctrl_c_ends_all(dossier, tmp_path):
    """`python -m flows.servir` starts a server on the loopback, says where to click, and leaves
    nothing behind."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.servir", str(dossier), "--port", str(port)],
        cwd=ROOT, env=environment | {"PREFECT_HOME": str(tmp_path / "prefect")},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored under nohup
        start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        assert f"http://127.0.0.1:{port}/deployments/deployment/" in "".join(lines)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request(
            "POST", "/api/deployments/filter", "{}", {"Content-Type": "application/json"}
        )
        deployments = json.loads(connection.getresponse().read())
        connection.close()
        assert {one["name"] for one in deployments} == {"analyser", "publier"}
        for one in deployments:
            assert one["parameters"] == {"demande": {"dossier": str(dossier)}}
        time.sleep(1)  # serving has begun
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0
    assert rest.rstrip().endswith("Arrêté.")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
