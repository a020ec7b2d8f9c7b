"""How long a piece of work takes and how much memory it needs, alone in its process.

On Linux the highest resident size is reset just before the work (`/proc/self/clear_refs`) and read
just after (`VmHWM`), so that what imports and loading needed before does not hide it. Elsewhere it
is `getrusage`'s, which cannot be reset: what the work added is then a lower bound.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_RESET_PEAK = "5"  # proc(5), clear_refs: reset the peak resident set size


@dataclass(frozen=True, slots=True)
class Usage:
    """What a piece of work took.

    Attributes:
        seconds: wall-clock time.
        peak: highest resident size of the whole process during the work, in megabytes (10⁶).
        added: the same, less what the process held just before.
    """

    seconds: float
    peak: float
    added: float


def watched(work: Callable[[], T]) -> tuple[T, Usage]:
    """Do some work, and tell what it took.

    Memory that was freed is given back to the system first, or it would serve again unseen.
    """
    _give_back()
    before = _resident()
    _reset_peak()
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    peak = _peak()
    return result, Usage(seconds, peak, max(0.0, peak - before))


def _give_back() -> None:
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _reset_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text(_RESET_PEAK, encoding="ascii")
    except OSError:  # another system, or not allowed: `_peak` is then that of the whole life
        return


def _resident() -> float:
    current = _status("VmRSS")
    return _peak() if current is None else current


def _peak() -> float:
    highest = _status("VmHWM")
    if highest is not None:
        return highest
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _status(name: str) -> float | None:
    """A size of this process in megabytes, from /proc; None where there is none."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    return None
