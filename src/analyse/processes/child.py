"""What a helper runs: it answers the messages of its standard input until it closes.

    python -m analyse.processes.child MODULE:FUNCTION MEMORY

FUNCTION takes the bytes of a request and gives those of its answer. MEMORY bounds, in bytes, what
the process may allocate (0: no bound).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module

from analyse.machine import collect_less
from analyse.processes.frames import READY, read_frame, write_frame
from analyse.processes.memory import bound_memory


def main(target: str, memory: int) -> int:
    """Answer until the other end closes."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    # Ctrl+C reaches every program of the terminal; the main one says what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_less()
    if memory:
        bound_memory(memory)
    module, _, name = target.partition(":")
    answer: Callable[[bytes], bytes] = getattr(import_module(module), name)
    write_frame(answers, READY)
    try:
        while (request := read_frame(requests)) is not None:
            write_frame(answers, answer(request))
    except BrokenPipeError:  # the main program is gone
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
