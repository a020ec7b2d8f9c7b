"""Threads of the numeric libraries, and how often Python looks for cycles."""

from __future__ import annotations

import gc
import os
import sys

import pytest

from analyse import machine


def test_what_the_environment_says_is_kept(monkeypatch):
    """Only what nobody said is set."""
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.delenv(machine.WAITING, raising=False)
    machine.settle()
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"
    assert os.environ[machine.WAITING] == "PASSIVE"
    assert machine.BRIEFLY in os.environ
    assert gc.get_threshold() == machine.GARBAGE


def test_libraries_that_are_not_needed_are_not_loaded():
    """Those that are loaded stay; the others can be loaded afterwards."""
    import json

    sys.modules.pop("cmd", None)
    with machine.without("json", "cmd"):
        import json as again

        assert again is json
        with pytest.raises(ModuleNotFoundError):
            import cmd
    import cmd

    assert cmd.Cmd


def test_one_of_several_processes_has_one_thread():
    """Whatever the main one has; the rest of the environment is kept."""
    given = {"OMP_NUM_THREADS": "8", "LANG": "fr_CA.UTF-8"}
    made = machine.one_thread(given)
    assert {made[name] for name in machine.THREADS} == {"1"}
    assert made["LANG"] == "fr_CA.UTF-8"
    assert given["OMP_NUM_THREADS"] == "8"
