"""What a process may allocate."""

from __future__ import annotations

import math


def bound_memory(size: int) -> bool:
    """Make allocations beyond `size` bytes fail; False where the system cannot.

    On Linux the bound is on data (heap, private mappings), so that libraries mapped from disk do
    not count. macOS accepts it without applying it to mappings; Windows has no such thing.
    """
    try:
        import resource
    except ImportError:  # Windows
        return False
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    size = size if hard == resource.RLIM_INFINITY else min(size, hard)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        # A crash must not write the memory, hence the note, to a core file.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def allowed_memory() -> float:
    """Bytes this process may allocate, infinity without a bound."""
    try:
        import resource
    except ImportError:  # Windows
        return math.inf
    soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return math.inf if soft == resource.RLIM_INFINITY else soft
