"""`analyse relire` in a real terminal: a pseudo-terminal of 80 columns."""

from __future__ import annotations

import os
import re
import select
import signal
import struct
import subprocess
import sys
import time

import pytest

from analyse import project as projects
from analyse.contracts import DecisionKind
from analyse.store import Store
from small_project import LINES
from test_reviewing import folder

pty = pytest.importorskip("pty", reason="pseudo-terminals are those of Unix")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

__all__ = ["folder"]  # the fixture


class Terminal:
    """`analyse` in a pseudo-terminal of 80 columns by 30 lines."""

    def __init__(self, *arguments: str) -> None:
        self.shown = ""
        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analyse.cli", *arguments],
            stdin=there, stdout=there, stderr=there, env=environment,
            preexec_fn=lambda: self._become(there),
        )  # fmt: skip
        os.close(there)

    @staticmethod
    def _become(there: int) -> None:
        """The program's own terminal: Ctrl-C reaches it, even where the shell ignores it."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.login_tty(there)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Read until `text` is shown."""
        end = time.monotonic() + seconds
        while text not in self.plain and time.monotonic() < end:
            if select.select([self._here], [], [], 0.2)[0]:
                try:
                    data = os.read(self._here, 65536)
                except OSError:  # the program has ended
                    break
                self.shown += data.decode("utf-8", "replace")
        assert text in self.plain, self.plain

    @property
    def plain(self) -> str:
        """What is shown, without colours."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.shown).replace("\r", "")

    def type(self, keys: str) -> None:
        """Press keys; what was shown before is forgotten."""
        self.shown = ""
        os.write(self._here, keys.encode())

    def ends(self) -> int:
        """Exit status."""
        status = self._process.wait(timeout=60)
        os.close(self._here)
        return status


def test_in_a_real_terminal(folder):
    """Keys without Enter, a reason typed, nothing beyond 80 columns, drafts written at the end."""
    terminal = Terminal("relire", str(folder), "--qui", "Camille T.")
    terminal.wait_for("quitter")
    assert LINES[0] in terminal.plain
    assert all(len(line) <= 80 for line in terminal.plain.splitlines())
    terminal.type("o")
    terminal.wait_for("rôle et lieu")
    terminal.type("o")
    terminal.wait_for("Pourquoi le publier quand même")
    terminal.type("Il l'a dit en séance publique\r")
    terminal.wait_for("Logement")
    terminal.type("q")
    terminal.wait_for("Il en reste 1 à relire")
    assert terminal.ends() == 0
    with Store.open(projects.load(folder).database_url) as store:
        decisions = store.decisions()
    assert [(d.kind, d.author) for d in decisions] == [
        (DecisionKind.APPROVE_QUOTE, "Camille T.")
    ] * 2
    assert decisions[1].reason == "Il l'a dit en séance publique"
    assert (folder / "brouillons" / "fiches.html").is_file()


def test_keys_typed_ahead_approve_nothing(folder):
    """Only what is on the screen is decided on."""
    terminal = Terminal("relire", str(folder), "--qui", "C.")
    terminal.type("nnnnnn")
    terminal.wait_for("quitter")
    terminal.type("q")
    terminal.wait_for("Il en reste")
    assert terminal.ends() == 0
    with Store.open(projects.load(folder).database_url) as store:
        assert store.decisions() == []


def test_a_terminal_without_a_name_is_refused(folder):
    terminal = Terminal("relire", str(folder))
    terminal.wait_for("Il manque qui relit")
    assert terminal.ends() == 2


def test_ctrl_c_keeps_what_was_decided(folder):
    terminal = Terminal("relire", str(folder), "--qui", "C.")
    terminal.wait_for("quitter")
    terminal.type("n")
    terminal.wait_for("rôle et lieu")
    terminal.type("\x03")
    terminal.wait_for("Interrompu")
    assert terminal.ends() == 130
    with Store.open(projects.load(folder).database_url) as store:
        assert [d.kind for d in store.decisions()] == [DecisionKind.REJECT_QUOTE]
