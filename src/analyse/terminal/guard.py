"""What every command is wrapped in: failures told in French, an exit status that can be trusted.

Exit statuses: 0 done; 1 done with rejects; 2 something that the person at the keyboard can mend;
and the two below.
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

import analyse
from analyse.errors import AnalyseError, system_reason

EXIT_DEFECT = 70  # EX_SOFTWARE of sysexits.h: neither done (0, 1) nor the person's to mend (2)
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells say it
_PACKAGE = Path(analyse.__file__).parent


def utf8() -> None:
    """A pipe or a file gets UTF-8; a terminal that lacks a sign shows "?" instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace"
            )


def guarded(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turn failures into a French message and an exit status; a message holds no text of notes."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        utf8()
        try:
            status = command(*args, **kwargs)
        except AnalyseError as error:
            click.echo(f"Erreur\u00a0: {error}", err=True)
            sys.exit(error.exit_status)
        except KeyboardInterrupt:
            click.echo("Interrompu. Ce qui est déjà écrit ne sera pas refait.", err=True)
            sys.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:  # the program that was reading us has stopped
            sys.stdout = io.StringIO()
            sys.exit(0)
        except OSError as error:
            click.echo(
                f"Erreur\u00a0: lecture ou écriture impossible ({system_reason(error)}).\n"
                "→ Vérifiez l'espace libre et le droit d'écrire, puis relancez\u00a0: ce qui "
                "est déjà "
                "écrit ne sera pas refait.",
                err=True,
            )
            sys.exit(2)
        except (click.ClickException, click.Abort):
            raise
        except Exception as error:
            click.echo(_defect(error), err=True)
            sys.exit(EXIT_DEFECT)
        sys.exit(status or 0)

    return run


def _defect(error: Exception) -> str:
    """A failure we did not foresee: its kind and its way through our code, never its values."""
    frames = [
        f"  {Path(frame.filename).name}, ligne {frame.lineno}, {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if _PACKAGE in Path(frame.filename).parents
    ]
    return "\n".join(
        [
            f"Erreur\u00a0: l'analyse s'est arrêtée sur un défaut du logiciel "
            f"({type(error).__name__}).",
            "→ Signalez-le en citant ces lignes; ce qui est déjà écrit ne sera pas refait.",
            *frames,
        ]
    )
