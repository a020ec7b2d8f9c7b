"""One key, or one line, from the person at the terminal. Nothing is asked without a terminal."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any, Self

import click


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    class Keyboard:
        """Keys as they are pressed, without Enter nor echo. Use it in `with`."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def forget(self) -> None:
            """Drop what was typed before now."""
            while msvcrt.kbhit():
                msvcrt.getwch()

        def key(self) -> str:
            """One key, in lower case. Raises `KeyboardInterrupt` on Ctrl-C."""
            key: str = msvcrt.getwch()
            if key in "\x03\x1a":
                raise KeyboardInterrupt
            return key.lower()

        def line(self, question: str) -> str:
            """One line of text. Raises `KeyboardInterrupt` on Ctrl-C."""
            return _prompt(question)

else:
    import termios
    import tty

    class Keyboard:
        """Keys as they are pressed, without Enter nor echo. Use it in `with`."""

        def __init__(self) -> None:
            self._terminal = sys.stdin.fileno()
            self._before: list[Any] = []
            self._typed = ""

        def __enter__(self) -> Self:
            self._before = termios.tcgetattr(self._terminal)
            tty.setcbreak(self._terminal, termios.TCSADRAIN)
            return self

        def __exit__(
            self,
            kind: type[BaseException] | None,
            error: BaseException | None,
            trace: TracebackType | None,
        ) -> None:
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)

        def forget(self) -> None:
            """Drop what was typed before now: a key is an answer to what is on the screen."""
            self._typed = ""
            termios.tcflush(self._terminal, termios.TCIFLUSH)

        def key(self) -> str:
            """One key, in lower case; "" for those that are no letter.

            Raises:
                KeyboardInterrupt: Ctrl-C, Ctrl-D, or the terminal is gone.
            """
            if not self._typed:
                try:
                    data = os.read(self._terminal, 64)
                except OSError:
                    data = b""
                if not data or data.startswith((b"\x03", b"\x04")):
                    raise KeyboardInterrupt
                # An arrow or a function key is several characters, and none of ours.
                self._typed = "" if data.startswith(b"\x1b") else data.decode("utf-8", "ignore")
            key, self._typed = self._typed[:1], self._typed[1:]
            return key.lower()

        def line(self, question: str) -> str:
            """One line of text, "" when nothing is typed.

            Raises:
                KeyboardInterrupt: Ctrl-C, or the terminal is gone.
            """
            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)
            try:
                return _prompt(question)
            finally:
                tty.setcbreak(self._terminal, termios.TCSADRAIN)


def _prompt(question: str) -> str:
    try:
        said: str = click.prompt(question, default="", show_default=False, prompt_suffix="\u00a0: ")
    except (click.Abort, OSError):
        raise KeyboardInterrupt from None
    return said.strip()
