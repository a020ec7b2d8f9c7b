"""The tree of themes as a run keeps it, cut again while what it was grown from is the same."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.contracts import Passage
from analyse.steps.cluster import VERSION, ThemeTree, build, extended
from analyse.steps.cluster.stability import Draw

_ROWS = (
    "place", "leaves", "merges", "affinity", "support", "distance", "names", "together",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptTree:
    """A tree with what says where it comes from.

    Attributes:
        tree: to `recut`.
        passages: ids of the n passages, in the tree's order.
        made_of: digest of all the tree depends on.
        basis: digest of what it depends on beside its passages.
    """

    tree: ThemeTree
    passages: tuple[str, ...]
    made_of: str
    basis: str = ""


def grown(
    last: bytes,
    passages: Sequence[Passage],
    keys: Sequence[str],
    vectors: np.ndarray,
    *,
    seed: int,
    revision: str = "",
    aside: Collection[str] = (),
    anew: bool = False,
) -> KeptTree:
    """The tree of passages: the last run's when it was grown from the same or nearly, else a new
    one.

    A day's passages follow their neighbours in the tree of the last run as long as they are few
    and at home in it: see `steps.cluster.extended`.

    Args:
        last: tree of the last run, as `packed` wrote it; b"" when there is none.
        passages: n passages.
        keys: n content keys, as clustering wants them.
        vectors: (n, d), as clustering reads them.
        seed: of the draws.
        revision: of the encoder and of how its vectors are read.
        aside: ids of passages that people found off topic: a new tree is grown without them. They
            alone do not make one grow: themes do not move because one passage was put aside.
        anew: no passage may only follow.
    """
    lemmas = [passage.lemmas for passage in passages]
    ids = tuple(passage.id for passage in passages)
    basis = hashlib.sha256(json.dumps([VERSION, seed, revision, vectors.shape[1]]).encode())
    seen = hashlib.sha256(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
    about = [VERSION, seed, list(vectors.shape), list(ids), list(keys), lemmas]
    seen.update(json.dumps(about, ensure_ascii=True).encode())
    made_of = seen.hexdigest()
    kept = unpacked(last)
    if kept is not None and not (anew and kept.tree.followers):
        if kept.made_of == made_of:
            return kept
        if kept.basis == basis.hexdigest() and not anew:
            longer = extended(kept.tree, keys, vectors, lemmas)
            if longer is not None:
                return KeptTree(longer, ids, made_of, kept.basis)
    out = [i for i, passage in enumerate(passages) if passage.id in aside]
    tree = build(keys, vectors, lemmas, seed=seed, aside=out)
    return KeptTree(tree, ids, made_of, basis.hexdigest())


def packed(kept: KeptTree) -> bytes:
    """A tree as an .npz file."""
    buffer = io.BytesIO()
    arrays = {name: getattr(kept.tree, name) for name in _ROWS}
    for i, draw in enumerate(kept.tree.draws):
        arrays |= {f"common_{i}": draw.common, f"merges_{i}": draw.merges}
    np.savez_compressed(
        buffer,
        passages=np.array(kept.passages),
        made_of=np.array(kept.made_of),
        basis=np.array(kept.basis),
        grown=np.array(kept.tree.grown),
        **arrays,
    )
    return buffer.getvalue()


def unpacked(data: bytes) -> KeptTree | None:
    """A tree from the bytes of `packed`; None when they are not such a tree."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            draws: list[Draw] = []
            while f"common_{len(draws)}" in file:
                at = len(draws)
                draws.append(Draw(file[f"common_{at}"], file[f"merges_{at}"]))
            rows = {name: file[name] for name in _ROWS if name in file}
            if "names" not in rows:  # written before passages could follow
                rows |= {"names": np.zeros(0, dtype="S16"), "together": np.zeros((0, 0))}
            grown = int(file["grown"]) if "grown" in file else len(rows["leaves"])
            tree = ThemeTree(**rows, draws=tuple(draws), grown=grown)
            ids = tuple(str(one) for one in file["passages"])
            basis = str(file["basis"]) if "basis" in file else ""
            return KeptTree(tree, ids, str(file["made_of"]), basis)
    except (EOFError, OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
