"""Cues of form that tell what a passage is for, read from its text and from its heading.

Every cue is 0 or 1 but for two lengths. They are regular expressions over lower-case text with
straight apostrophes: no tagger is needed, so a telegraphic or misspelt note gives the same cues
on every machine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyse.remember import Remembered

from .patterns_proposes import ASKS_AND_PROPOSES
from .patterns_tells import HEADINGS, TELLS_OR_NEITHER

_MARKS = re.compile(r"\*\*|__|</?su[bp]>|\\(?=[$*_])")
_LEADING = re.compile(r"^[\s\-–—•·❖~.#>…=→*]+")
_LABEL = re.compile(r"^[^:.!?;]{2,60}?\s?:\s+(?=\S)")
"""A label that opens a line ("Santé : …"), which hides the verb that follows."""

_TEXT = tuple(
    (name, re.compile(pattern)) for name, pattern in (*ASKS_AND_PROPOSES, *TELLS_OR_NEITHER)
)
_HEADING = tuple((name, re.compile(pattern)) for name, pattern in HEADINGS)
_WORD = re.compile(r"[a-zà-ÿœ0-9]+")

_CROSSES: tuple[tuple[str, str], ...] = (
    ("titre_pistes", "sans_verbe"),
    ("titre_pistes", "infinitif_initial"),
    ("titre_pistes", "nom_action_initial"),
    ("titre_pistes", "verbe_être_avoir"),
    ("indéfini_initial", "sans_verbe"),
    ("titre_question", "sans_verbe"),
    ("titre_question", "infinitif_initial"),
    ("titre_constats", "sans_verbe"),
    ("titre_constats", "infinitif_initial"),
    ("titre_constats", "nom_action_initial"),
    ("titre_pistes", "indéfini_initial"),
    ("titre_pistes", "infinitif_d_état_initial"),
    ("titre_présentation", "sans_verbe"),
    ("titre_présentation", "infinitif_initial"),
    ("titre_questions_salle", "verbe_être_avoir"),
    ("infinitif_initial", "référence"),
    ("infinitif_initial", "logistique"),
    ("obligation", "négation"),
    ("on_nous_initial", "imparfait"),
)
"""A bare noun under "Contributions" proposes, the same noun under "Enjeux" observes: a linear
model only sees it when the two cues are multiplied beforehand."""

CUE_NAMES: tuple[str, ...] = (
    *(name for name, _ in _TEXT),
    "sans_verbe",
    "longueur",
    "très_court",
    *(name for name, _ in _HEADING),
    *(f"{left}×{right}" for left, right in _CROSSES),
)

KEPT = "bits"
"""How what was found of a text is remembered; another name when it is another way."""
_LENGTH = CUE_NAMES.index("longueur")

_FINITE = re.compile(
    r"\b(?:est|sont|a|ont|était|étaient|avait|avaient|fait|font|va|vont|peut|peuvent|veut|veulent|"
    r"doit|doivent|faut|sait|savent|vient|viennent|tient|tiennent|prend|prennent|met|mettent|dit|"
    r"ai|avons|sommes|c'est|j'ai|reste|restent|manque|manquent|passe|passent|arrive|arrivent|"
    r"[a-zà-ÿœ]{3,}(?:aient|ait|era|eront|èrent)|s'est|n'est|n'a|n'ont|qu'on|on|nous|ils|elles|il|"
    r"elle|je|j')(?:\b|(?<='))|\b(?:les|des|nos|ces|leurs) [a-zà-ÿœ'-]+s (?:[a-zà-ÿ-]+s )?"
    r"(?:[a-zà-ÿ']+ )?(?!souvent|comment|[a-zà-ÿ]+ment\b)[a-zà-ÿœ]{3,}ent\b"
)


def normalise(text: str) -> str:
    """Lower case, straight apostrophes, plain spaces, no inner marks, no leading bullet."""
    plain = _MARKS.sub("", text).replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")
    return _LEADING.sub("", " ".join(plain.lower().split()))


@lru_cache(maxsize=1024)
def _of_heading(heading: str) -> dict[str, bool]:
    """Cues of a heading; many passages have the same."""
    title = normalise(heading)
    return {name: bool(p.search(title)) for name, p in _HEADING}


def _found(text: str, heading: str, asks: bool) -> list[Any]:
    """Words of a text, and its cues in the order of `CUE_NAMES`, "1" or "0": the length is not one
    of them, and its place holds "0"."""
    whole = normalise(text)
    body = _LABEL.sub("", whole) or whole
    found = {name: bool(p.search(body)) for name, p in _TEXT}
    if body != whole:
        for name, p in _TEXT:
            found[name] = found[name] or bool(p.search(whole))
    if asks:
        found["point_interrogation_final"] = True
    words = len(_WORD.findall(whole))
    found["sans_verbe"] = not _FINITE.search(body)
    found["longueur"] = False
    found["très_court"] = words <= 4
    if found["infinitif_c_est"]:
        found["infinitif_initial"] = False
    found |= _of_heading(heading)
    found |= {f"{a}×{b}": found[a] and found[b] for a, b in _CROSSES}
    return [words, "".join("1" if found[name] else "0" for name in CUE_NAMES)]


def cue_matrix(
    texts: Sequence[str],
    headings: Sequence[str],
    asks: Sequence[bool],
    *,
    remembered: Remembered | None = None,
) -> NDArray[np.float64]:
    """Cues of each passage.

    Args:
        texts: passages.
        headings: for each, the question it answers or its last heading ("" without one).
        asks: for each, whether its document marks it as a question.
        remembered: cues of earlier passages.

    Returns:
        Array of shape (n_passages, len(CUE_NAMES)), values in [0, 1] but for long passages,
        whose length cue may go slightly above 1.
    """
    known = remembered or Remembered()
    rows = [
        known(partial(_found, t, h, a), t, h, str(a))
        for t, h, a in zip(texts, headings, asks, strict=True)
    ]
    marks = "".join(marks for _, marks in rows).encode("ascii")
    flat = np.frombuffer(marks, dtype=np.uint8) == ord("1")
    matrix: NDArray[np.float64] = flat.reshape(len(rows), len(CUE_NAMES)).astype(np.float64)
    matrix[:, _LENGTH] = [math.log1p(words) / 4.0 for words, _ in rows]
    return matrix
