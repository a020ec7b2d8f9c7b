"""The flow « analyser »: from the notes of a project folder to its draft fiches.

The same stages as `analyse.pipeline`, each in its task. Parameters, states, results and logs hold
paths, numbers and counts; texts, names and arrays stay in the project's own database, which is
also what an interrupted run goes on from: Prefect caches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from analyse import project as projects
from analyse.exports.tables import snapshot
from analyse.pipeline import Report, my_turn
from analyse.stages.drafts import write_drafts
from analyse.stages.take_in import Intake, take_in
from analyse.stages.themes import find_themes
from analyse.state import describe
from analyse.store import Store
from flows.failures import failed, may_pass, worded
from flows.reporting import Shown, show, summary

DESCRIPTION = (
    "Des notes d'un dossier de projet aux brouillons de fiches\u00a0: recevoir et découper les "
    "notes, former les thèmes, écrire les brouillons. Ce qui n'a pas changé n'est pas recalculé; "
    "un passage interrompu reprend où il en était."
)

_IO: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": [2, 10, 30],  # a file held by a spreadsheet, a database being saved
    "retry_condition_fn": may_pass,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


def _plain_number(schema: dict[str, Any]) -> None:
    """One optional number in the form, rather than a choice between "int" and "None"."""
    schema.update(next(kind for kind in schema.pop("anyOf") if kind["type"] == "integer"))
    del schema["default"]


class Demande(BaseModel):
    """What an analyst fills in."""

    model_config = ConfigDict(
        extra="forbid",
        title="Demande d'analyse",
        json_schema_extra={"description": "Ce qu'il faut savoir pour lancer une analyse."},
    )

    dossier: Path = Field(
        title="Dossier du projet",
        description="Chemin complet, sur la machine où tourne l'analyse, du dossier qui contient "
        "projet.toml et notes/ (créez-le avec «\u00a0analyse nouveau\u00a0»).",
    )
    jour: Annotated[int, Field(ge=1, le=366)] | None = Field(
        None,
        title="Jour de l'événement",
        description="Jour (1, 2, 3…) donné aux nouveaux fichiers dont ni le registre, ni "
        "l'en-tête, ni le dossier ne disent le jour. Laissez vide si vous ne savez pas.",
        json_schema_extra=_plain_number,
    )
    complet: bool = Field(
        False,
        title="Former de nouveau tous les thèmes",
        description="Même si les nouveaux passages se retrouvent dans les thèmes déjà formés.",
    )


@task(
    name="Recevoir et découper", description="Lire, masquer et découper ce qui est nouveau.", **_IO
)
@worded
def receive(dossier: str, jour: int | None) -> dict[str, int]:
    """Bring the database up to date with notes/; counts of files."""
    project = projects.load(Path(dossier))
    with Store.open(project.database_url) as store:
        return asdict(take_in(project, store, day=jour, progress=Shown()))


@task(name="Former les thèmes", description="Thèmes, facettes et extraits de l'analyse.", **_IO)
@worded
def form_themes(dossier: str, *, complet: bool) -> dict[str, int | bool]:
    """Analyse the passages; number of the run that stands (0 without one), and if it is new."""
    project = projects.load(Path(dossier))
    with Store.open(project.database_url) as store:
        outcome = find_themes(project, store, anew=complet, progress=Shown())
    return {"analyse": outcome.run.number if outcome.run else 0, "nouvelle": outcome.computed}


@task(name="Écrire les brouillons", description="Brouillons de fiches, à relire.", **_IO)
@worded
def write(dossier: str, analyse: int) -> str:
    """Write the draft fiches of run `analyse`; path of their page, "" without a run."""
    project = projects.load(Path(dossier))
    with Store.open(project.database_url) as store:
        run = store.run(analyse) if analyse else None
        page = write_drafts(project, store, run, progress=Shown())
    return str(page) if page else ""


@task(name="Faire le bilan", description="Tableau des thèmes, bilan, liens vers les fiches.", **_IO)
@worded
def take_stock(
    dossier: str, recus: dict[str, int], *, nouvelle: bool, page: str, reprise: str
) -> dict[str, Any]:
    """Write the artifacts of the run; what its final state says."""
    project = projects.load(Path(dossier))
    with Store.open(project.database_url) as store:
        state = snapshot(store)
    report = Report(
        intake=Intake(**recus),
        run=state.run,
        computed=nouvelle,
        state=describe(state),
        page=Path(page) if page else None,
        interrupted=reprise,
    )
    show(report)
    return {"refus": bool(report.exit_status), "message": summary(report)}


@contextmanager
def reserved(dossier: str) -> Iterator[str]:
    """Hold the right to analyse the project, from the first task to the last.

    Gives when the analysis that is taken up again had started, "" when the last one had ended.
    """
    project = projects.load(Path(dossier))
    with Store.open(project.database_url) as store, my_turn(store, Shown()) as turn:
        yield turn.interrupted


def run_name() -> str:
    """Name of a run in Prefect's pages, in French."""
    demande = Demande.model_validate(flow_run.get_parameters()["demande"])
    jour = f", jour {demande.jour}" if demande.jour else ""
    return f"Analyse de {demande.dossier.expanduser().absolute().name}{jour}"


@flow(
    name="analyser",
    description=DESCRIPTION,
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
)
def analyser(demande: Demande) -> State:
    """Run everything up to draft fiches, and say in the final state how it went."""
    dossier = str(demande.dossier.expanduser().absolute())
    try:
        with reserved(dossier) as reprise:
            recus = receive(dossier, demande.jour, return_state=True).result()
            analyse = form_themes(dossier, complet=demande.complet, return_state=True).result()
            page = write(dossier, analyse["analyse"], return_state=True).result()
            bilan = take_stock(
                dossier,
                recus,
                nouvelle=analyse["nouvelle"],
                page=page,
                reprise=reprise,
                return_state=True,
            ).result()
    except FailedRun as stopped:
        return Failed(name="Échec", message=str(stopped))
    except Exception as error:  # told without any value, as the tasks do
        return failed(error)
    name = "Terminée avec refus" if bilan["refus"] else "Terminée"
    return Completed(name=name, message=bilan["message"])
