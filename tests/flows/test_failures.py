"""What a failing task says."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from analyse.errors import ConfigurationError, StoreError

TEXT = "Un propos confidentiel"


def raised(error, cause=None):
    """`error` with the traceback it has once raised."""
    try:
        raise error from cause
    except Exception as caught:
        return caught


LOCKED = OperationalError("INSERT", {"text": TEXT}, Exception("database is locked"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (raised(OSError(28, "No space left on device", TEXT)), True),
        (raised(PermissionError(13, "Permission denied")), True),
        (raised(LOCKED), True),
        (raised(StoreError("La base ne s'ouvre pas."), LOCKED), True),
        (raised(StoreError("La base ne s'ouvre pas."), OSError(5, "I/O error")), True),
        (raised(StoreError("La base ne s'ouvre pas."), ModuleNotFoundError("psycopg")), False),
        (raised(StoreError("Ces tables ne sont pas les nôtres.")), False),
        (raised(ConfigurationError("Une clé est inconnue."), OSError(2, "absent")), False),
        (raised(ProgrammingError("SELECT", {}, Exception("syntax"))), False),
        (raised(KeyError(TEXT)), False),
    ],
)
def test_only_what_may_pass_by_itself_is_tried_again(error, expected):
    """Disk and database, yes; settings, foreign databases and defects, no."""
    from flows.failures import failed, may_pass

    assert may_pass(None, None, failed(error)) is expected


@pytest.mark.parametrize(
    "error",
    [
        raised(OSError(28, "No space left on device", TEXT)),
        raised(OSError(TEXT)),
        raised(LOCKED),
        raised(KeyError(TEXT)),
        raised(ValueError(TEXT), RuntimeError(TEXT)),
        KeyError(TEXT),
    ],
)
def test_values_carried_by_errors_are_not_told(error):
    """The kind of error and its place in the code are told, never its text."""
    from flows.failures import failed

    state = failed(error)
    assert TEXT not in state.message
    assert TEXT not in repr(state)
    assert type(error).__name__ in state.message
    assert state.data is None


def test_our_own_errors_are_told_as_they_are():
    from flows.failures import message

    error = ConfigurationError("Ligne 3.", line=3, action="Corrigez.")
    assert message(error) == "Ligne 3.\n→ Corrigez."


def test_place_is_the_last_line_of_our_code():
    """The line that helps is in the package, not in the library it called."""
    from flows.failures import message

    from analyse.project import create

    with pytest.raises(AttributeError) as caught:
        create("un texte au lieu d'un chemin")
    assert "project.py, ligne " in message(caught.value)


def test_interruptions_are_not_failures():
    """Ctrl-C and cancellation go through."""
    from flows.failures import worded

    @worded
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
