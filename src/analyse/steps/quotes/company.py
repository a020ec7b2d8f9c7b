"""How much company each passage has among the other voices, compiled."""

from __future__ import annotations

import numba
import numpy as np

NEIGHBOURS = 5
"""Passages of other voices whose mean nearness says how much company a passage has."""


@numba.njit(cache=True)
def listen(  # type: ignore[no-untyped-def] # compiled: numba infers the types
    cosines, voices, own, near, company, heard, said
):
    """Company of each row, and how many voices are near it, its own included.

    Args:
        cosines: (rows, n) float32.
        voices: (n,) number of each voice, from 0.
        own: (rows,) voice of each row.
        near: cosine from which a passage says something near.
        company: (rows,) filled with the mean of the `NEIGHBOURS` largest cosines to other voices.
        heard: (rows,) filled.
        said: (voices,) zeros, used and left dirty.
    """
    best = np.empty(NEIGHBOURS, cosines.dtype)
    for row in range(len(cosines)):
        mine, kept, close = own[row], 0, 1
        said[mine] = row + 1  # marked once per row: no set is built
        for other in range(len(voices)):
            value = cosines[row, other]
            if kept == NEIGHBOURS and value < near and value <= best[0]:
                continue  # nearly all of them
            voice = voices[other]
            if value >= near and said[voice] != row + 1:
                said[voice] = row + 1
                close += 1
            if voice == mine or (kept == NEIGHBOURS and value <= best[0]):
                continue
            at = kept if kept < NEIGHBOURS else NEIGHBOURS - 1
            if kept == NEIGHBOURS:  # the smallest leaves
                for k in range(NEIGHBOURS - 1):
                    best[k] = best[k + 1]
            else:
                kept += 1
            while at > 0 and best[at - 1] > value:
                best[at] = best[at - 1]
                at -= 1
            best[at] = value
        total = 0.0
        for k in range(kept):
            total += best[k]
        company[row] = total / kept if kept else 0.0
        heard[row] = close
