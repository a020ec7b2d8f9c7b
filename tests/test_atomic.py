"""Files replaced whole: what a killed program left is removed by a later one."""

from __future__ import annotations

import os
import time

import pytest

from analyse import atomic
from analyse.atomic import replace, sweep

HOURS = 2 * 3600


def test_what_a_killed_program_left_is_removed_once_it_is_old(tmp_path, monkeypatch):
    """A half-written neighbour from hours ago goes; one of a program that writes now stays."""
    path = tmp_path / "themes[1].csv"
    now = tmp_path / ".themes[1].csv.abcd1234"
    old = tmp_path / ".themes[1].csv.zyxw9876"
    other = tmp_path / ".citations.csv.abcd1234"
    for left in (now, old, other):
        left.write_bytes(b"half")
    for left in (old, other):
        os.utime(left, (time.time() - HOURS,) * 2)
    replace(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([now.name, other.name, path.name])


def test_the_name_swept_is_the_name_written(tmp_path, monkeypatch):
    """A program killed while it writes leaves a file that the next one recognises."""
    path = tmp_path / "themes.csv"

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "fsync", killed)
    monkeypatch.setattr(atomic.Path, "unlink", lambda *_, **__: None)  # no clean-up runs
    with pytest.raises(KeyboardInterrupt):
        replace(path, b"half")
    monkeypatch.undo()
    (left,) = tmp_path.iterdir()
    os.utime(left, (time.time() - HOURS,) * 2)
    replace(path, b"whole")
    assert [p.name for p in tmp_path.iterdir()] == ["themes.csv"]


def test_names_that_change_each_time_are_swept_by_their_ending(tmp_path):
    """Backups are named after the moment: what was left of another one goes too."""
    old, other = tmp_path / ".a-1.sauvegarde.zyxw9876", tmp_path / ".a-1.csv.zyxw9876"
    now = tmp_path / ".a-2.sauvegarde.abcd1234"
    for left in (old, other, now):
        left.write_bytes(b"half")
    for left in (old, other):
        os.utime(left, (time.time() - HOURS,) * 2)
    sweep(tmp_path / "a-3.sauvegarde", suffix=".sauvegarde")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([now.name, other.name])
