"""What a failing task tells Prefect: one French message, never data.

Prefect keeps in clear the exceptions that tasks raise: their message in the state, their traceback
in the logs, themselves in the storage of results. The message of a database error holds the rows
that were being written, hence text of notes. So a task here never raises: it returns a failed
state that it words itself.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from prefect import Task
from prefect.client.schemas.objects import State, TaskRun
from prefect.states import Failed
from sqlalchemy.exc import OperationalError

import analyse
from analyse.errors import AnalyseError, StoreError, system_reason

PASSING = "Échec passager"
"""Name of the state of a failure that may pass by itself."""

_PACKAGE = Path(analyse.__file__).parent

P = ParamSpec("P")
R = TypeVar("R")


def worded(function: Callable[P, R]) -> Callable[P, R | State[R]]:
    """Make `function` return a failed state instead of raising."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R | State[R]:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            return failed(error)

    return run


def failed(error: Exception) -> State:
    """The state that tells `error`, named `PASSING` when trying again may be enough."""
    name = PASSING if passing(error) else "Échec"
    return Failed(name=name, message=message(error))


def passing(error: Exception) -> bool:
    """True for a disk or a database that did not answer; false for what a person must mend."""
    if isinstance(error, StoreError):
        return isinstance(error.__cause__, (OSError, OperationalError))
    return isinstance(error, (OSError, OperationalError))


def message(error: Exception) -> str:
    """`error` for an analyst, without any of the values that it may carry."""
    if isinstance(error, AnalyseError):
        return str(error)
    where = _where(error)
    if isinstance(error, OperationalError):
        return (
            f"La base de données n'a pas répondu ({where}).\n"
            "→ Vérifiez qu'aucun autre programme ne la retient et qu'il reste de l'espace disque, "
            "puis relancez\u00a0: ce qui est déjà écrit ne sera pas refait."
        )
    if isinstance(error, OSError):
        cause = system_reason(error)
        return (
            f"Un fichier ou un dossier n'a pas pu être lu ou écrit\u00a0: {cause} ({where}).\n"
            "→ Vérifiez les droits du dossier de projet et l'espace disque, puis "
            "relancez\u00a0: ce qui "
            "est déjà écrit ne sera pas refait."
        )
    return (
        f"L'analyse s'est arrêtée sur un défaut du logiciel ({where}).\n"
        "→ Signalez-le en citant cette ligne; ce qui est déjà écrit ne sera pas refait."
    )


def _where(error: Exception) -> str:
    """Kind of error, file and line of our code, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents] or frames
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__}, {Path(ours[-1].filename).name}, ligne {ours[-1].lineno}"


def may_pass(_task: Task, _run: TaskRun, state: State) -> bool:
    """Retry condition of the tasks."""
    return state.name == PASSING
