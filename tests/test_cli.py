"""The command line: French, quick to answer, honest in its exit status, never asking."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import analyse
from analyse import cli
from analyse import project as projects
from analyse.contracts import DocumentStatus
from analyse.errors import IntegrityError
from analyse.exports.tables import COLUMNS, snapshot
from analyse.params import sections
from analyse.state import describe
from analyse.store import Store
from analyse.terminal import guard
from samples import THEME, a_file, a_run, refused

ROOT = Path(analyse.__file__).parents[2]
COMMANDS = sorted(cli.main.commands)
ENGLISH = re.compile(
    r"\b(usage:|show|error|command|try|missing|invalid|required|default|directory|file|path|integer"
    r"|range|text|and|exit|this|the|for|help\.|choose|from|got|extra|unexpected|such|did|mean)\b",
    re.IGNORECASE,
)
HEAVY = (
    *("spacy", "torch", "pandas", "numpy", "sqlalchemy", "alembic", "prefect", "bertopic"),
    *("sklearn", "sentence_transformers", "rich.table", "pydantic", "lxml", "jinja2"),
)


@pytest.fixture(autouse=True)
def _no_database_of_the_machine(monkeypatch):
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)


def run(*arguments: str | Path) -> Result:
    """Run a command without a terminal and with nothing to answer."""
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], input="")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A project never analysed."""
    return projects.create(tmp_path / "événement").folder


@pytest.fixture
def analysed(folder) -> Path:
    """A project with one read file, one duplicate and one analysis; no model was loaded."""
    with Store.open(projects.load(folder).database_url) as store:
        store.save_files([a_file(), refused("b.txt", DocumentStatus.DUPLICATE)])
        store.save_run(a_run(store.passages()))
    return folder


@pytest.fixture
def with_reject(analysed) -> Path:
    with Store.open(projects.load(analysed).database_url) as store:
        store.save_files([refused("c.pdf", DocumentStatus.QUARANTINED, reason="PDF protégé")])
    return analysed


@pytest.fixture
def fake_pipeline(monkeypatch):
    """`lancer` without its steps: progress, then a report of what the store holds."""
    from analyse import pipeline
    from analyse.stages.take_in import Intake

    days = []

    def fake(project, *, day=None, anew=False, progress=None):
        days.append("complet" if anew else day)
        progress.start("Lire, masquer, découper", 2)
        progress.advance(2)
        progress.finish()
        with Store.open(project.database_url) as store:
            state = snapshot(store)
        page = project.drafts / "fiches.html"
        return pipeline.Report(Intake(2, 1, 1, 0, 0), state.run, True, describe(state), page)

    monkeypatch.setattr(pipeline, "run", fake)
    return days


# -- help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_french(command):
    """No English word, nothing cut short, nothing beyond 80 columns."""
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Utilisation\u00a0: main {command}".rstrip())
    assert not ENGLISH.findall(result.stdout)
    for line in result.stdout.splitlines():
        assert len(line) <= 80
        assert not re.search(r"[^\]s]\.\.\.$", line), line


def test_every_command_has_a_short_sentence():
    """The list of commands shows each first sentence whole."""
    listed = run("--help").stdout
    for name, command in cli.main.commands.items():
        sentence = (command.help or "").strip().splitlines()[0]
        assert re.search(rf"^  {name} +{re.escape(sentence)}$", listed, flags=re.M)


def test_every_option_is_explained():
    for command in cli.main.commands.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, parameter.name


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["lanc"],
        ["lancer"],
        ["lancer", "a", "b"],
        ["lancer", "--jor", "1", "a"],
        ["lancer", "--jour"],
        ["lancer", "--jour", "x", "a"],
        ["lancer", "--jour", "0", "a"],
        ["lancer", "--json=1", "a"],
        ["exporter", "a"],
        ["exporter", "a", "--format", "qsd"],
        ["exporter", "a", "--format"],
    ],
)
def test_wrong_usage_is_told_in_french(arguments):
    """Exit status 2, a French message on standard error, nothing on standard output."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    told = re.sub(r"--?[a-z]+|analyse|main|exporter|lancer", "", result.stderr)
    assert not ENGLISH.findall(told), told
    assert "Traceback" not in result.stderr


def _python(code: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )


def test_help_comes_in_less_than_a_second():
    """Median of three processes, in processor time where the system tells it, so that a loaded
    machine does not fail the test."""
    _python("import analyse.cli")  # bytecode is written once
    taken = []
    for _ in range(3):
        before, clock = os.times(), time.monotonic()
        result = subprocess.run(
            [sys.executable, "-m", "analyse.cli", "--help"], capture_output=True, text=True
        )
        after, wall = os.times(), time.monotonic() - clock
        assert "lancer" in result.stdout
        spent = (after.children_user + after.children_system) - (
            before.children_user + before.children_system
        )
        taken.append(spent or wall)
    assert statistics.median(taken) < 1.0


def test_help_loads_nothing_heavy():
    done = _python(
        "import sys, json\nfrom analyse.cli import main\n"
        "for words in (['--help'], ['lancer', '--help'], ['--version']):\n"
        "    try: main(words)\n"
        "    except SystemExit: pass\n"
        f"print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_showing_a_state_loads_no_model(analysed):
    """`etat` and `exporter` need neither the language models nor the steps."""
    done = _python(
        "import sys, json\nfrom analyse.cli import main\n"
        f"for words in (['etat', {str(analysed)!r}], ['exporter', {str(analysed)!r}, '--format', "
        "'csv']):\n"
        "    try: main(words)\n"
        "    except SystemExit: pass\n"
        "print(json.dumps([m for m in ('spacy', 'torch', 'bertopic', 'sklearn', 'prefect', "
        "'analyse.pipeline') if m in sys.modules]))"
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


# -- commands -----------------------------------------------------------------------------------


def test_a_new_project_says_what_to_do_next(tmp_path):
    result = run("nouveau", tmp_path / "a" / "b")
    assert result.exit_code == 0
    assert f'analyse lancer "{tmp_path / "a" / "b"}"' in result.stdout
    assert (tmp_path / "a" / "b" / "projet.toml").is_file()
    assert run("nouveau", tmp_path / "a" / "b").exit_code == 2


@pytest.mark.parametrize("command", ["lancer", "etat", "registre"])
def test_no_project_is_wrong_usage(command, tmp_path):
    """Exit status 2 and the command that makes one."""
    result = run(command, tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "analyse nouveau" in result.stderr


def test_a_wrong_setting_is_told_with_its_line(folder):
    (folder / "projet.toml").write_text("[themes]\ngranularité = 2", encoding="utf-8")
    result = run("etat", folder)
    assert result.exit_code == 2
    assert "ligne 2" in result.stderr
    assert "granularite" in result.stderr


def test_launching(analysed, fake_pipeline):
    """Themes, ledger and the page on standard output; progress on standard error; status 0."""
    result = run("lancer", analysed, "--jour", "3")
    assert result.exit_code == 0
    assert run("lancer", analysed, "--complet").exit_code == 0
    assert fake_pipeline == [3, "complet"]
    assert "Transport collectif" in result.stdout
    assert "Fiches à lire\u00a0:" in result.stdout
    assert "Lire, masquer, découper" in result.stderr
    assert "Lire, masquer" not in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines() if str(analysed) not in line)


def test_launching_with_rejects(with_reject, fake_pipeline):
    """Status 1, and the file with its reason."""
    result = run("lancer", with_reject)
    assert result.exit_code == 1
    assert "c.pdf" in result.stdout
    assert "PDF protégé" in result.stdout


def test_launching_prints_one_json_object(with_reject, fake_pipeline):
    result = run("lancer", with_reject, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert {"analyse", "themes", "bilan", "refus", "page"} <= set(told)
    assert "Lire, masquer" in result.stderr


def test_state_prints_the_ledger(with_reject):
    """For people, and as one JSON object; status 1 because a file was not read."""
    result = run("etat", with_reject)
    assert result.exit_code == 1
    assert "PDF protégé" in result.stdout
    assert "Transport" not in result.stdout
    told = json.loads(run("etat", with_reject, "--json").stdout)
    assert told["bilan"]["recus"] == 3
    assert told["problemes"] == []
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_state_of_a_project_that_is_fine(analysed):
    assert run("etat", analysed).exit_code == 0


def test_state_before_any_analysis(folder):
    result = run("etat", folder, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["bilan"]["recus"] == 0


def test_exporting(analysed, tmp_path):
    """In the project by default, elsewhere when asked."""
    result = run("exporter", analysed, "--format", "csv")
    assert result.exit_code == 0
    assert {p.stem for p in (analysed / "exports").iterdir()} == set(COLUMNS)
    assert str(analysed / "exports" / "passages.csv") in result.stdout
    assert run("exporter", analysed, "--format", "json", "--sortie", tmp_path / "s").exit_code == 0
    assert (tmp_path / "s" / "analyse.json").is_file()
    assert run("exporter", analysed, "--format", "csv", "--tableur").exit_code == 0
    assert (analysed / "exports" / "themes.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_exporting_what_cannot_be(folder, analysed):
    """Nothing analysed yet, or an option that means nothing for the format: status 2."""
    with Store.open(projects.load(folder).database_url) as store:
        store.forget([file.id for file in store.known_files()])
    result = run("exporter", analysed, "--format", "json", "--tableur")
    assert result.exit_code == 2
    assert "--tableur" in result.stderr


def test_exporting_before_any_analysis(folder):
    result = run("exporter", folder, "--format", "csv")
    assert result.exit_code == 2
    assert "pas encore d'analyse" in result.stderr


def test_the_diagnosis(monkeypatch, tmp_path):
    """Status 0 when what is needed is there, even without what is not; 2 otherwise."""
    from analyse.diagnosis import Check

    needed = Check("spacy", True, "3.8")
    optional = Check("prefect", False, "absent", "pip install prefect", needed=False)
    monkeypatch.setattr("analyse.diagnosis.diagnose", lambda _: [needed, optional])
    result = run("diagnostic")
    assert result.exit_code == 0
    assert "! prefect\u00a0: absent" in result.stdout
    assert "→ pip install prefect" in result.stdout
    told = json.loads(run("diagnostic", "--json").stdout)
    assert told["ok"] is True
    assert told["verifications"][1]["remede"] == "pip install prefect"
    broken = replace(needed, ok=False)
    monkeypatch.setattr("analyse.diagnosis.diagnose", lambda _: [broken, optional])
    assert run("diagnostic", tmp_path).exit_code == 2


# -- failures -----------------------------------------------------------------------------------


def failing(monkeypatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("analyse.state.describe", fail)


def test_a_defect_is_told_without_values(analysed, monkeypatch):
    """An unforeseen failure shows its kind and place, never its message; its status is its own."""
    failing(monkeypatch, KeyError("Une phrase confidentielle"))
    result = run("etat", analysed)
    assert result.exit_code == guard.EXIT_DEFECT
    assert "KeyError" in result.stderr
    assert "cli.py, ligne" in result.stderr
    assert "confidentielle" not in result.output


def test_our_errors_have_their_status(analysed, monkeypatch):
    failing(monkeypatch, IntegrityError("Un extrait n'est pas verbatim.", action="Relancez."))
    result = run("etat", analysed)
    assert result.exit_code == 2
    assert result.stderr.startswith("Erreur\u00a0: Un extrait")
    assert "→ Relancez." in result.stderr


def test_an_interruption_is_neither_done_nor_done_with_rejects(analysed, monkeypatch):
    failing(monkeypatch, KeyboardInterrupt())
    result = run("etat", analysed)
    assert result.exit_code == guard.EXIT_INTERRUPTED
    assert "Interrompu" in result.stderr


def test_a_full_disk_is_told_in_french(analysed, monkeypatch):
    failing(monkeypatch, OSError(28, "No space left on device", "notes/nom.txt"))
    result = run("etat", analysed)
    assert result.exit_code == 2
    assert "plus d'espace sur le disque" in result.stderr
    assert "nom.txt" not in result.stderr


@pytest.mark.parametrize("command", ["lancer", "etat"])
def test_a_synchronised_folder_is_told(command, tmp_path, fake_pipeline):
    """On standard error, and the work is done."""
    folder = projects.create(tmp_path / "OneDrive - Organisme" / "ev").folder
    result = run(command, folder, "--json")
    assert result.exit_code == 0
    assert "synchronisé par OneDrive" in result.stderr
    json.loads(result.stdout)


def test_a_broken_ledger_is_shown(analysed):
    """A passage that vanished from the database is told in the state."""
    with Store.open(projects.load(analysed).database_url) as store:
        file = a_file()
        store.save_files([replace(file, passages=file.passages[1:])])
    assert "Le bilan ne balance pas" in run("etat", analysed).stdout


def test_a_pipe_gets_utf8(analysed):
    """Whatever the console's encoding, what is piped is UTF-8."""
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "analyse.cli", "etat", str(analysed)]
    done = subprocess.run(command, capture_output=True, env=environment)
    assert done.returncode == 0
    assert "Écartés\u00a0:" in done.stdout.decode("utf-8")


def test_nothing_ever_asks():
    """No command waits for an answer, but `relire`, which looks for a terminal first."""
    for path in (ROOT / "src" / "analyse").rglob("*.py"):
        if path.name == "keys.py":
            continue
        text = path.read_text(encoding="utf-8")
        found = re.findall(r"click\.(?:prompt|confirm|pause|getchar)|(?<!\w)input\(|getpass", text)
        assert not found, path


# -- documentation ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def documented() -> str:
    """Everything written as code in the README and the guides: spans and blocks."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())
    blocks = re.findall(r"^```.*?^```", text, flags=re.S | re.M)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    return "\n".join([*blocks, *spans])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command, documented):
    """The command and each of its options."""
    assert re.search(rf"\banalyse {command}\b", documented)
    for parameter in cli.main.commands[command].params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.opts[0] in documented, parameter.opts[0]


def test_every_setting_is_documented(documented):
    missing = [
        f"[{section}] {key}"
        for section, keys in sections().items()
        for key in keys
        if not re.search(rf"\b{key}\b", documented)
    ]
    assert not missing


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_is_documented(table, documented):
    assert f"{table}.csv" in documented
    missing = [column for column in COLUMNS[table] if not re.search(rf"\b{column}\b", documented)]
    assert not missing


# -- decisions ----------------------------------------------------------------------------------


def test_deciding_is_seen_at_once(analysed):
    """In the ledger, in the exports and in the drafts, without a new analysis."""
    result = run("decider", analysed, "renommer", THEME, "Se déplacer", "--qui", "Camille T.")
    assert result.exit_code == 0, result.output
    assert "Décision 1, appliquée" in result.stdout
    assert "Se déplacer" in (analysed / "brouillons" / "fiches.md").read_text(encoding="utf-8")
    assert run("exporter", analysed, "--format", "csv").exit_code == 0
    assert "Se déplacer" in (analysed / "exports" / "themes.csv").read_text(encoding="utf-8")
    listed = run("decisions", analysed)
    assert "Camille T." in listed.stdout
    assert all(len(line) <= 80 for line in listed.stdout.splitlines())
    told = json.loads(run("decisions", analysed, "--json").stdout)["decisions"]
    assert [(d["action"], d["suite"]) for d in told] == [("renommer", "appliquée")]


def test_somebody_decided_meanwhile(analysed):
    """The second person is told, with status 2, and nothing is written."""
    run("decider", analysed, "renommer", THEME, "Un", "--qui", "Camille", "--vu", "0")
    result = run("decider", analysed, "renommer", THEME, "Deux", "--qui", "Robin", "--vu", "0")
    assert result.exit_code == 2
    assert "Camille vient de décider" in result.stderr
    assert len(json.loads(run("decisions", analysed, "--json").stdout)["decisions"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["renommer", THEME, "--qui", "C."],
        ["renommer", THEME, "Un", "titre", "--qui", "C."],
        ["fusionner", THEME, "--qui", "C."],
        ["fusionner", THEME, "rien de tel", "--qui", "C."],
        ["hors-sujet", "--qui", "C."],
        ["deplacer", THEME, "--passage", "zzzz", "--qui", "C."],
        ["annuler", "7", "--qui", "C."],
        ["approuver", THEME],
        ["publier", THEME, "--qui", "C."],
    ],
)
def test_a_decision_that_cannot_be_is_refused(analysed, arguments):
    """Status 2, in French, nothing at the ledger."""
    result = run("decider", analysed, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert json.loads(run("decisions", analysed, "--json").stdout)["decisions"] == []


def test_the_ledger_goes_out_and_in(analysed, tmp_path):
    run("decider", analysed, "approuver", THEME, "--qui", "Camille")
    file = tmp_path / "décisions.csv"
    assert run("decisions", analysed, "--exporter", file).exit_code == 0
    result = run("decisions", analysed, "--importer", file)
    assert result.exit_code == 0
    assert "déjà au registre\u00a0: 1" in result.stdout
    file.write_bytes(file.read_bytes().replace(b"approuver", b"aprouver"))
    wrong = run("decisions", analysed, "--importer", file)
    assert wrong.exit_code == 2
    assert "ligne 2" in wrong.stderr


def test_comparing_two_analyses(analysed):
    with Store.open(projects.load(analysed).database_url) as store:
        last = store.last_run()
        store.save_run(replace(last, number=2, fingerprint="f" * 64, themes=last.themes[:1]))
    result = run("comparer", analysed, "1", "2")
    assert result.exit_code == 0, result.output
    assert "Rien n'a changé de ce dont l'analyse dépend" in result.stdout
    assert json.loads(run("comparer", analysed, "1", "2", "--json").stdout)["analyses"] == [1, 2]
    assert run("comparer", analysed, "1", "9").exit_code == 2
