"""How libraries may use the machine: few threads, that sleep while they wait; nothing that is not
needed.

Settings are read by those libraries when they are first loaded, so `settle` comes before. What the
environment already says is kept.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Environment variables that tell the numeric libraries how many threads they may use."""

WAITING = "OMP_WAIT_POLICY"
"""Environment variable of OpenMP: what a thread does when it waits for the other one."""

BRIEFLY = "OPENBLAS_THREAD_TIMEOUT"
"""Environment variable of OpenBLAS, numpy's: how long its second thread looks for more work before
it sleeps, as a power of two of processor cycles; 26 by default."""

GARBAGE = (50_000, 20, 20)
"""Objects after which Python looks for cycles to free, and how often it looks further. It looks 70
times as often by default, which takes a fifth of the time to load the libraries."""


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
    os.environ.setdefault(BRIEFLY, "4")
    collect_less()


def collect_less() -> None:
    """Let Python look for cycles of objects less often: see `GARBAGE`."""
    gc.set_threshold(*GARBAGE)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Within the block, libraries that are not loaded yet cannot be: others do without them.

    For what a library imports when it is installed and does not need for what we ask of it.
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None: not to be found
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def one_thread(environment: dict[str, str]) -> dict[str, str]:
    """`environment` for one of several processes that share the machine: one thread in each."""
    return environment | dict.fromkeys(THREADS, "1") | {WAITING: "PASSIVE"}
