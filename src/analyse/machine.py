"""How numeric libraries may use the machine: few threads, that sleep while they wait.

Settings are read by those libraries when they are first loaded, so `settle` comes before. What the
environment already says is kept.
"""

from __future__ import annotations

import os

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Environment variables that tell the numeric libraries how many threads they may use."""

WAITING = "OMP_WAIT_POLICY"
"""Environment variable of OpenMP: what a thread does when it waits for the other one."""


def settle() -> None:
    """Two threads, which sleep when they wait.

    More threads slow short texts down on small machines. A thread that waits actively, as OpenMP
    does by default, keeps its processor from the thread it waits for as soon as another program
    runs: on two busy cores, encoding 2,048 passages took 64 s and 18 s of processor; 7 s and 2 s
    with threads that sleep, for the same vectors.
    """
    for variable in THREADS:
        os.environ.setdefault(variable, "2")
    os.environ.setdefault(WAITING, "PASSIVE")


def one_thread(environment: dict[str, str]) -> dict[str, str]:
    """`environment` for one of several processes that share the machine: one thread in each."""
    return environment | dict.fromkeys(THREADS, "1") | {WAITING: "PASSIVE"}
