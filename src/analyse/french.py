"""spaCy's French model, loaded in half the time and computing in half the time, for the same words.

Two things are costly there, and neither is needed:

- the tokenizer's expression for words that keep their hyphens repeats the alphabet 500 times,
  1.4 MB that take seconds to compile: `factored` writes what the alternatives share once;
- matrix products are those of BLIS, which on a small processor take twice the time of numpy's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LONG = 100_000
"""Characters from which an expression is worth factoring."""
_OPENING, _BETWEEN, _CLOSING = "(?iu)(?:^", ")|(?:^", "$)"
_CLASS = re.compile(r"(\[[^\[\]]{500,}\][*+?]?)")
"""A class of characters that holds an alphabet."""
_GROUP = re.compile(r"\((?:\?:)?[^()]*\)|\[[^\[\]]*\]")


def load(name: str, **options: Any) -> Any:
    """`spacy.load`, see above.

    Raises:
        OSError: the model is not installed.
    """
    with _factoring():
        import spacy
        from thinc.api import use_ops

        with use_ops("numpy", use_blis=False):
            return spacy.load(name, **options)


def factored(pattern: str) -> str:
    """An expression that matches the same words as spaCy's `TOKEN_MATCH` for French.

    Alternatives that differ in one place only are one alternative: `(?:^ab[x]+$)|(?:^cb[x]+$)`
    becomes `(?:^(?:ab|cb)[x]+$)`, where `[x]` holds an alphabet.

    Returns:
        The expression itself when it is not built as expected.
    """
    if not (pattern.startswith(_OPENING) and pattern.endswith(_CLOSING)):
        return pattern
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for alternative in pattern[len(_OPENING) : -len(_CLOSING)].split("$" + _BETWEEN):
        pieces = _CLASS.split(alternative)
        differs = 0 if pieces[0] or len(pieces) < 3 else 2
        if "|" in _closed(pieces[differs]):
            return pattern
        shared = (*pieces[:differs], "", *pieces[differs + 1 :])
        groups.setdefault((differs, shared), []).append(pieces[differs])
    joined = [
        "".join((*shared[:at], f"(?:{'|'.join(ways)})", *shared[at + 1 :]))
        for (at, shared), ways in groups.items()
    ]
    return _OPENING + ("$" + _BETWEEN).join(joined) + _CLOSING


def _closed(piece: str) -> str:
    """What stands outside groups and classes; "|" when parentheses do not match."""
    while (shorter := _GROUP.sub("", piece)) != piece:
        piece = shorter
    return "|" if set(piece) & set("()[]") else piece


@contextmanager
def _factoring() -> Iterator[None]:
    """Within the block, long expressions are compiled factored: spaCy gives no other way."""
    compiled = re.compile

    def shorter(pattern: Any, flags: int | re.RegexFlag = 0) -> re.Pattern[Any]:
        long = isinstance(pattern, str) and len(pattern) > _LONG
        return compiled(factored(pattern) if long else pattern, flags)

    re.compile = shorter
    try:
        yield
    finally:
        re.compile = compiled
