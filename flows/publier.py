"""The flow « publier »: the gates, then `fiches/`; or what lacks, and nothing is written.

Started by a person, a schedule or an event. The same stage as `analyse publier`. Prefect is told
counts, titles and paths of folders: neither texts, nor names of files under notes/.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from analyse import project as projects
from analyse.stages.publish import Published, publish
from analyse.store import Store
from flows.failures import may_pass, worded

DESCRIPTION = (
    "Vérifier les barrières, puis écrire les fiches publiées\u00a0: seuls paraissent les thèmes et "
    "les extraits que des personnes ont approuvés. S'il manque quelque chose, rien n'est écrit."
)
LACKS = "ce-qui-manque"
FOLDER = "fiches-publiees"


class DemandePublication(BaseModel):
    """What a person fills in, or a schedule carries."""

    model_config = ConfigDict(
        extra="forbid",
        title="Demande de publication",
        json_schema_extra={"description": "Ce qu'il faut savoir pour publier."},
    )

    dossier: Path = Field(
        title="Dossier du projet",
        description="Chemin complet, sur la machine où tourne l'analyse, du dossier qui contient "
        "projet.toml et notes/.",
    )
    brouillon: bool = Field(
        False,
        title="Brouillon",
        description="Écrire fiches-brouillon/ sans demander les approbations, marqué comme "
        "brouillon. Ce qui est retiré ou retenu n'y paraît jamais.",
    )
    qui: str = Field(
        "", title="Qui publie", description="Comme vous signez; inscrit avec la publication."
    )


@task(
    name="Passer les barrières et publier",
    description="Vérifier ce qui est approuvé, consenti et masqué, puis écrire.",
    retries=3,
    retry_delay_seconds=[2, 10, 30],
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
@worded
def pass_gates(dossier: str, *, brouillon: bool, qui: str) -> dict[str, Any]:
    """Publish or refuse; what the final state says."""
    project = projects.load(Path(dossier))
    with Store.open(project.database_url) as store:
        done = publish(project, store, draft=brouillon, author=qui)
    _show(done)
    return {"refus": bool(done.lacks), "message": _message(done)}


def _show(done: Published) -> None:
    """Artifacts of the run."""
    if done.lacks:
        create_table_artifact(
            [
                {
                    "barrière": lack.gate,
                    "thème": lack.title or "le projet",
                    "extraits": len(lack.passages),
                    "remède": lack.action,
                }
                for lack in done.lacks
            ],
            key=LACKS,
            description="Ce qui manque avant de publier (analyse publier en dit le détail).",
        )
    if done.release:
        create_markdown_artifact(
            f"Dossier\u00a0: `{done.release.folder}`", key=FOLDER, description="Où sont les fiches."
        )


def _message(done: Published) -> str:
    back = f" À reprendre\u00a0: {len(done.recalls)}." if done.recalls else ""
    if done.lacks:
        themes = len({lack.theme_id for lack in done.lacks if lack.theme_id})
        return (
            f"Rien n'est publié\u00a0: il manque {len(done.lacks)} choses, {themes} thèmes.{back}"
        )
    state = "déjà à jour" if done.unchanged else "écrites"
    return f"Fiches {state}.{back}"


def run_name() -> str:
    """Name of a run in Prefect's pages, in French."""
    demande = DemandePublication.model_validate(flow_run.get_parameters()["demande"])
    what = "Brouillon de publication" if demande.brouillon else "Publication"
    return f"{what} de {demande.dossier.expanduser().absolute().name}"


@flow(
    name="publier",
    description=DESCRIPTION,
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
)
def publier(demande: DemandePublication) -> State:
    """Pass the gates and publish; a refusal is a failure whose message says how much lacks."""
    dossier = str(demande.dossier.expanduser().absolute())
    try:
        done = pass_gates(
            dossier, brouillon=demande.brouillon, qui=demande.qui, return_state=True
        ).result()
    except FailedRun as stopped:
        return Failed(name="Échec", message=str(stopped))
    if done["refus"]:
        return Failed(name="Publication refusée", message=done["message"])
    return Completed(name="Terminée", message=done["message"])
