"""Where the files that ship with the project are: `data/` and `models/` of the checkout.

A wheel carries the same two folders inside the package, under `_livre/`.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def root() -> Path:
    """The folder that holds `data/` and `models/`."""
    shipped = _PACKAGE / "_livre"
    return shipped if shipped.is_dir() else _CHECKOUT


def lexicon(name: str) -> Path:
    """Path of `data/lexiques/<name>`."""
    return root() / "data" / "lexiques" / name


def model(name: str) -> Path:
    """Path of `models/<name>`."""
    return root() / "models" / name


def template(name: str) -> Path:
    """Path of `gabarits/<name>`, inside the package."""
    return _PACKAGE / "gabarits" / name
