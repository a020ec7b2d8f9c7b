"""The flow « analyser », with stages that need no model."""

from __future__ import annotations

import json
import re

import pytest

from analyse.contracts import Document, DocumentStatus
from analyse.errors import ConfigurationError, StoreError


def quarantined(number: int, reason: str) -> Document:
    return Document(
        f"{number:016x}", f"fichier-{number}.pdf", f"{number:064x}", 1,
        DocumentStatus.QUARANTINED, reason=reason,
    )  # fmt: skip


def table(artifacts, key):
    """Rows of the only artifact of that key."""
    (artifact,) = artifacts[key]
    return json.loads(artifact.data) if isinstance(artifact.data, str) else artifact.data


class TestCompletes:
    def test_runs_every_stage_once_and_says_what_it_found(self, run, dossier, stages):
        """The final state tells themes and passages, in French."""
        state = run(dossier)

        assert state.is_completed()
        assert state.name == "Terminée"
        assert state.message == "Analyse 1\u00a0: 1 thème, 1 passage dans un thème, 0 hors thème."
        assert stages.calls == {"take_in": 1, "find_themes": 1, "write_drafts": 1}

    def test_day_reaches_the_intake(self, run, dossier, stages):
        run(dossier, jour=3)
        assert stages.days == [3]

    def test_second_run_says_that_nothing_was_computed(self, run, dossier, stages):
        run(dossier)
        assert "rien n'a été recalculé" in run(dossier).message

    def test_unread_files_complete_and_are_told(self, run, read, dossier, stages):
        """A run with rejects is not a failure; its reasons are counted, its files not named."""
        stages.rejects = [
            quarantined(1, "protégé par un mot de passe"),
            quarantined(2, "protégé par un mot de passe"),
            Document("3" * 16, "copie.txt", "a" * 64, 1, DocumentStatus.DUPLICATE,
                     reason="mêmes octets que atelier.txt"),
        ]  # fmt: skip
        state = run(dossier)

        assert state.is_completed()
        assert state.name == "Terminée avec refus"
        assert "Non lus\u00a0: 2 fichiers." in state.message
        artifacts = read(state.state_details.flow_run_id).artifacts
        assert table(artifacts, "fichiers-non-lus") == [
            {"statut": "quarantaine", "motif": "protégé par un mot de passe", "fichiers": 2},
            {"statut": "doublon", "motif": "mêmes octets qu'un autre", "fichiers": 1},
        ]

    def test_nothing_readable_completes_without_fiches(self, run, read, dossier, stages):
        stages.empty, stages.rejects = True, [quarantined(1, "fichier vide")]
        state = run(dossier)

        assert state.name == "Terminée avec refus"
        assert state.message.startswith("Aucun passage à analyser.")
        artifacts = read(state.state_details.flow_run_id).artifacts
        assert "themes" not in artifacts
        assert "rien n'a pu être lu" in artifacts["fiches"][0].data


class TestArtifacts:
    @pytest.fixture
    def kept_of_run(self, run, read, dossier, stages):
        return read(run(dossier, jour=2).state_details.flow_run_id)

    def test_keys_are_lower_case_digits_and_dashes(self, kept_of_run):
        artifacts = kept_of_run.artifacts
        assert set(artifacts) == {"avancement", "bilan", "themes", "fiches"}
        assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in artifacts)

    def test_themes_ledger_and_fiches(self, kept_of_run, dossier):
        artifacts = kept_of_run.artifacts
        assert table(artifacts, "themes") == [
            {
                "thème": "Transport collectif",
                "ateliers": 1,
                "voix": 1,
                "passages": 1,
                "stabilité": 0.75,
                "statut": "proposé",
                "identifiant": "t" + "0" * 11,
            }
        ]
        (everything,) = [row for row in table(artifacts, "bilan") if row["jour"] == "tous"]
        assert everything["recus"] == everything["lus"] == 1
        assert everything["segmentes"] == everything["classes"] == 1
        assert (dossier / "brouillons" / "fiches.html").as_uri() in artifacts["fiches"][0].data

    def test_progress_ends_at_one_hundred_for_each_step(self, kept_of_run):
        artifacts = kept_of_run.artifacts
        steps = {artifact.description: artifact.data for artifact in artifacts["avancement"]}
        assert {str(name).split("\u00a0:")[0] for name in steps} == {
            "Lire, masquer, découper",
            "Former les thèmes",
        }
        assert {float(data) for data in steps.values()} == {100.0}

    def test_names_are_french(self, kept_of_run):
        assert kept_of_run.run.name == "Analyse de evenement-temoin, jour 2"
        assert {task.name.rsplit("-", 1)[0] for task in kept_of_run.tasks} == {
            "Recevoir et découper",
            "Former les thèmes",
            "Écrire les brouillons",
            "Faire le bilan",
        }


class TestFailures:
    @pytest.mark.parametrize(
        ("stage", "kind"),
        [("take_in", "disque"), ("find_themes", "base"), ("write_drafts", "disque")],
    )
    def test_io_failure_is_tried_again(self, run, dossier, stages, stage, kind):
        """A disk or a database that comes back does not fail the run."""
        stages.failures[stage] = [stages.io_failure(kind) for _ in range(2)]
        assert run(dossier).is_completed()
        assert stages.calls[stage] == 3

    def test_io_failure_that_lasts_fails_the_run(self, run, dossier, stages):
        """Three more attempts, then a message that says what to look at."""
        stages.failures["take_in"] = [stages.io_failure("base")] * 10
        state = run(dossier)

        assert state.is_failed()
        assert stages.calls == {"take_in": 4}
        assert state.message.startswith("La base de données n'a pas répondu")

    @pytest.mark.parametrize(
        "failure",
        [
            ConfigurationError(
                "projet.toml, ligne 3 : la clé est inconnue.", line=3, action="Ôtez."
            ),
            StoreError("La base contient d'autres tables.", action="Indiquez une base vide."),
        ],
        ids=lambda failure: type(failure).__name__,
    )
    def test_what_a_person_must_mend_is_not_tried_again(self, run, dossier, stages, failure):
        """The run fails at once, with the message of the error and nothing else."""
        stages.failures["take_in"] = [failure]
        state = run(dossier)

        assert state.is_failed()
        assert state.message == str(failure)
        assert stages.calls == {"take_in": 1}

    def test_missing_project_fails_with_its_message(self, run, tmp_path, stages):
        state = run(tmp_path / "absent")
        assert state.is_failed()
        assert "n'existe pas" in state.message
        assert stages.calls == {}

    def test_defect_fails_at_once_and_names_only_its_place(self, run, dossier, stages):
        stages.failures["find_themes"] = [KeyError(stages.NOTE)]
        state = run(dossier)

        assert state.is_failed()
        assert stages.calls["find_themes"] == 1
        assert "défaut du logiciel (KeyError, " in state.message


class TestPrivacy:
    def test_nothing_of_the_notes_is_kept_by_prefect(
        self, run, read, kept, dossier, stages, caplog
    ):
        """Neither text, nor names, nor file names: in parameters, states, logs, artifacts or
        stored results, whether the run ends well, retries, or fails on an error full of text."""
        state = run(dossier, jour=1)
        stages.failures = {
            "take_in": [stages.io_failure("disque")],
            "find_themes": [stages.io_failure("base")],
            "write_drafts": [ValueError(f"{stages.NAME} {stages.NOTE} {stages.FILE_NAME}")],
        }
        failed = run(dossier)
        assert failed.is_failed()
        for ended in (state, failed):
            told = read(ended.state_details.flow_run_id)

        written = kept()
        assert b"Transport collectif" in written  # the search does see what artifacts hold
        assert b"evenement-temoin" in written
        assert "Échec passager".encode() in written or b"\\u00c9chec passager" in written
        for secret in (stages.NAME, "Vexlard", stages.NOTE[:16], stages.FILE_NAME, "Xylandre"):
            assert secret.encode() not in written
            assert secret not in caplog.text
        assert any("Retry 1/3" in log for log in told.logs)

    def test_parameters_are_a_path_a_day_and_a_choice(self, run, read, dossier, stages):
        flow_run = read(run(dossier, jour=1).state_details.flow_run_id).run
        asked = {"dossier": str(dossier), "jour": 1, "complet": False}
        assert flow_run.parameters == {"demande": asked}

    def test_no_result_is_stored(self, run, dossier, stages):
        """The folder where Prefect would store results stays empty, after a failure too."""
        from prefect.settings import PREFECT_LOCAL_STORAGE_PATH

        stages.failures["write_drafts"] = [ValueError(stages.NOTE)]
        run(dossier)
        run(dossier)
        storage = PREFECT_LOCAL_STORAGE_PATH.value()
        assert not [path for path in storage.rglob("*") if path.is_file()]


class TestForm:
    def test_every_field_has_a_french_title_and_description(self):
        """The schema of parameters is the form that analysts fill in."""
        from flows.analyser import analyser

        schema = analyser.parameters.model_dump_for_openapi()
        form = schema["definitions"]["Demande"]
        assert form["description"] == "Ce qu'il faut savoir pour lancer une analyse."
        assert {name: field["title"] for name, field in form["properties"].items()} == {
            "dossier": "Dossier du projet",
            "jour": "Jour de l'événement",
            "complet": "Former de nouveau tous les thèmes",
        }
        assert all(len(field["description"]) > 40 for field in form["properties"].values())
        assert form["required"] == ["dossier"]

    @pytest.mark.parametrize("jour", [0, 367, "lundi"])
    def test_impossible_days_are_refused(self, jour):
        from flows.analyser import Demande

        with pytest.raises(ValueError, match="jour"):
            Demande(dossier="evenement", jour=jour)

    def test_flow_and_tasks_are_described_and_store_no_result(self):
        from flows import analyser

        assert analyser.analyser.name == "analyser"
        assert analyser.analyser.description == analyser.DESCRIPTION
        for task in (analyser.receive, analyser.form_themes, analyser.write, analyser.take_stock):
            assert task.persist_result is False
            assert task.description
