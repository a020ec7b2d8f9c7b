"""What helpers answer in the tests of `analyse.processes`, run in the other process."""

from __future__ import annotations

import os
import sys
import time


def echo(request: bytes) -> bytes:
    """The request; what it prints goes nowhere."""
    sys.stdout.write("du texte qui ne doit pas passer")
    os.write(1, b"du texte brut")
    sys.stderr.write("une plainte")
    return request


def obey(request: bytes) -> bytes:
    """Sleep, fail, end, or tell about this process."""
    if request == b"dors":
        time.sleep(60)
    if request == b"echoue":
        raise ValueError(request)
    if request == b"sors":
        os._exit(0)
    if request == b"mange":
        return str(len(bytearray(1 << 30))).encode()
    if request == b"fils":
        return os.environ["OMP_NUM_THREADS"].encode()
    return str(os.getpid()).encode()


def babble(request: bytes) -> bytes:
    """Write something else than an answer where the answers go."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"n'importe quoi, et bien plus qu'une entete")
        except OSError:
            continue
    return request
