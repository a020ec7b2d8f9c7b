"""What the processor can do, told without loading torch where the system tells it."""

from __future__ import annotations

import platform
import sys
from functools import lru_cache
from pathlib import Path

_X86 = frozenset({"x86_64", "amd64", "i386", "i686", "x86"})
_FLAGS = frozenset({"avx512_bf16", "amx_tile"})


@lru_cache(maxsize=1)
def native_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 matrices by itself (AVX-512 BF16 or AMX)."""
    if platform.machine().lower() not in _X86:
        return False  # torch has no such products there
    flags = _linux_flags() if sys.platform == "linux" else None
    return bool(flags & _FLAGS) if flags else _told_by_torch()


def _linux_flags() -> frozenset[str] | None:
    """What Linux says of the first processor, None when it cannot be read."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    line = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return frozenset(line.partition(":")[2].split())


def _told_by_torch() -> bool:
    """What torch says, which takes some seconds to load."""
    import torch

    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, check, bool)()) for check in checks)
