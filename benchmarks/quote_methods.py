"""The ways of choosing sentences that `benchmarks.quotes` compares, ours among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analyse.contracts import Document, DocumentStatus, Facet, FacetCall, Passage, Voice
from analyse.steps.quotes import select_quotes, verify
from analyse.steps.quotes.salience import centre, salience, stands_for
from analyse.steps.segment.text_features import lemmas
from benchmarks.fredsum import Segment, shares, tokens

OURS = "analyse"
FREE = "analyse, sans les règles"
AIMED = "moitié des mots"


@dataclass(frozen=True)
class Heard:
    """A segment with the vectors of its sentences and the passages they are."""

    segment: Segment
    vectors: np.ndarray
    passages: tuple[Passage, ...]

    def worth(self) -> np.ndarray:
        """Salience of each sentence."""
        n = len(self.passages)
        return salience(self.passages, self.vectors, centre(self.vectors), np.ones(n))


def by_random(one: Heard, k: int, seed: int) -> list[int]:
    """`k` sentences drawn without replacement."""
    rng = np.random.default_rng(seed)
    return rng.permutation(len(one.segment.sentences))[:k].tolist()


def by_lead(one: Heard, k: int) -> list[int]:
    """The first `k` sentences."""
    return list(range(min(k, len(one.segment.sentences))))


def by_length(one: Heard, k: int) -> list[int]:
    """The `k` longest sentences."""
    return np.argsort([-len(s) for s in one.segment.sentences], kind="stable")[:k].tolist()


def by_centroid(one: Heard, k: int) -> list[int]:
    """The `k` sentences nearest to the mean vector."""
    return np.argsort(-(one.vectors @ one.vectors.mean(axis=0)), kind="stable")[:k].tolist()


def by_textrank(one: Heard, k: int) -> list[int]:
    """TextRank (Mihalcea and Tarau, 2004): shared words over log lengths, PageRank at .85."""
    bags = [set(tokens(s)) for s in one.segment.sentences]
    n = len(bags)
    vocabulary = {word: k for k, word in enumerate(sorted(set().union(*bags)))}
    presence = np.zeros((n, len(vocabulary)), dtype=np.float32)
    for i, bag in enumerate(bags):
        presence[i, [vocabulary[word] for word in bag]] = 1
    logs = np.log([max(2, len(bag)) for bag in bags])
    graph = (presence @ presence.T) / (logs[:, None] + logs[None, :])
    np.fill_diagonal(graph, 0)
    total = graph.sum(axis=1, keepdims=True)
    walk = np.where(total > 0, graph / np.where(total > 0, total, 1), 1 / n)
    rank = np.full(n, 1 / n)
    for _ in range(100):
        rank = 0.15 / n + 0.85 * rank @ walk
    return np.argsort(-rank, kind="stable")[:k].tolist()


def greedy(near: np.ndarray, weights: np.ndarray, k: int) -> list[int]:
    """The `k` columns that add most to the weighted cover of the rows, one at a time."""
    left, stood, taken = np.ones(near.shape[1], dtype=bool), np.zeros(len(near)), []
    for _ in range(min(k, near.shape[1])):
        gain = weights @ np.maximum(near - stood[:, None], 0.0)
        best = int(np.argmax(np.where(left, gain, -1.0)))
        taken.append(best)
        left[best] = False
        stood = np.maximum(stood, near[:, best])
    return taken


def by_us(one: Heard, k: int) -> list[int]:
    """`select_quotes` with its defaults, the whole segment one theme and one facet."""
    text = "\n".join(one.segment.sentences)
    document = Document("d", "d.txt", "", 1, DocumentStatus.READ, text=text)
    quotes = select_quotes(
        {"t": np.arange(len(one.passages))},
        one.passages,
        one.vectors,
        np.ones(len(one.passages)),
        [FacetCall(Facet.FINDING, 1.0)] * len(one.passages),
        per_facet=k,
        documents={"d": document},
    )
    verify(quotes, one.passages, {"d": document})
    return [int(q.passage_id, 16) for q in quotes]


def by_us_free(one: Heard, k: int) -> list[int]:
    """The same salience and cover, without form, standing alone, certainty or voices."""
    represented, near = stands_for(one.vectors)
    return greedy(near, one.worth()[represented], k)


def by_half(one: Heard, k: int) -> list[int]:
    """Covers sentences by half of their tokens: the measure itself, without labels."""
    sentences = one.segment.sentences
    return greedy((shares(sentences, sentences) >= 0.5).astype(float), one.worth(), k)


METHODS: dict[str, Callable[[Heard, int], list[int]]] = {
    "début": by_lead,
    "plus longues": by_length,
    "centroïde": by_centroid,
    "TextRank": by_textrank,
    OURS: by_us,
    FREE: by_us_free,
    AIMED: by_half,
}


def heard(segments: list[Segment]) -> list[Heard]:
    """Segments with their vectors and passages."""
    from analyse.language import load_encoder, load_syntax
    from analyse.params import EncoderParams

    encoder, nlp = load_encoder(EncoderParams()), load_syntax()
    found = []
    for segment in segments:
        vectors = np.asarray(encoder.encode(list(segment.sentences)), dtype=np.float64)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        at, passages = 0, []
        parsed = nlp.pipe(segment.sentences, batch_size=64)
        for i, (text, who, doc) in enumerate(
            zip(segment.sentences, segment.speakers, parsed, strict=True)
        ):
            end = at + len(text)
            voice = Voice(speaker=who)
            kept = lemmas(doc[:], [])
            passages.append(Passage(f"{i:016x}", "d", at, end, text, voice=voice, lemmas=kept))
            at = end + 1
        found.append(Heard(segment, vectors, tuple(passages)))
    return found
