"""`kill -9` at any moment: the work is taken up again and ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 200
PROGRAM = Path(__file__).with_name("crashing.py")
PARTS = {"premier jour", "décisions", "deuxième jour", "registre et exports"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks of a warmed program"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory, postgres_server):
    """What both programs told; they run side by side, one for each kind of database."""
    running = {}
    for name, server in (("sqlite", []), ("postgresql", [postgres_server])):
        folder = tmp_path_factory.mktemp(name)
        command = [sys.executable, str(PROGRAM), str(folder), str(KILLS), *server]
        running[name] = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    answers = {}
    for name, process in running.items():
        out, err = process.communicate(timeout=3000)
        assert process.returncode == 0, err[-4000:]
        answers[name] = json.loads(out.splitlines()[-1])
    return answers


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_kill_at_any_moment_changes_nothing_in_the_end(told, database):
    """200 forks are killed, spread over every statement, flush and file of the pipeline and of the
    ledger, one in five a second time; the final exports are those of an uninterrupted run."""
    answer = told[database]
    assert set(answer["moments"]) == PARTS
    assert all(count >= 50 for count in answer["moments"].values()), answer["moments"]
    assert answer["essais"] == KILLS
    assert answer["tues"] == KILLS
    assert answer["ecarts"] == []
