"""A disk that is full, or that fails: old files or new files, never half, and a French error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("full_disk.py")
SIZE = "24m"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks of a warmed program"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the program told, on a small disk of its own."""
    disk = tmp_path_factory.mktemp("disque")
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], capture_output=True
    )
    if mount.returncode:
        pytest.skip("only an administrator may mount a small disk")
    try:
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(disk)], capture_output=True, text=True, timeout=1500
        )
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("kind", ["plein", "limite", "panne"])
def test_files_are_old_or_new_never_half(told, kind):
    """No space left, a file too large, a flush that fails: what could not be written is as it was,
    the error says what to do, and once the disk is well the same command ends the work."""
    assert told["essais"][kind]["refus"] >= 3, "the disk never failed: nothing was tried"
    assert [wrong for wrong in told["ecarts"] if wrong[0] == kind] == []
