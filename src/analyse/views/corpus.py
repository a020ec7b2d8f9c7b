"""What only the notes tell: kept as long as they do not change, whatever people decide."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from analyse.contracts import Document, Passage, SetAside
from analyse.exports.tables import Snapshot
from analyse.render.book import reading_order
from analyse.render.notes import Note
from analyse.views.search import Index
from analyse.voices import voice_key, workshop_key
from analyse.wording import publishable


class Corpus:
    """The notes and their passages, indexed.

    Args:
        documents: every received file.
        passages: every passage.
        set_aside: every stretch that is not analysed.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        set_aside: Sequence[SetAside],
    ) -> None:
        self._lock = threading.Lock()
        self.source = passages
        self.documents: Mapping[str, Document] = {d.id: d for d in reading_order(documents)}
        rank = {document_id: at for at, document_id in enumerate(self.documents)}
        self.passages: tuple[Passage, ...] = tuple(
            sorted(passages, key=lambda p: (rank[p.document_id], p.start))
        )
        self._asides = set_aside
        self.place: Mapping[str, int] = {p.id: at for at, p in enumerate(self.passages)}

    def __getitem__(self, passage_id: str) -> Passage:
        return self.passages[self.place[passage_id]]

    def get(self, passage_id: str) -> Passage | None:
        """A passage, None when it is not in the notes."""
        at = self.place.get(passage_id)
        return None if at is None else self.passages[at]

    def __contains__(self, passage_id: str) -> bool:
        return passage_id in self.place

    @cached_property
    def workshop(self) -> Mapping[str, str]:
        """Passage id → its workshop."""
        return {p.id: workshop_key(p) for p in self.passages}

    @cached_property
    def voice(self) -> Mapping[str, str]:
        """Passage id → its voice."""
        return {p.id: voice_key(p) for p in self.passages}

    @cached_property
    def by_document(self) -> Mapping[str, list[Passage]]:
        """Document id → its passages, in order."""
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in self.passages:
            found[passage.document_id].append(passage)
        return found

    @cached_property
    def asides_by_document(self) -> Mapping[str, list[SetAside]]:
        """Document id → what is set aside in it, in order."""
        found: dict[str, list[SetAside]] = defaultdict(list)
        for aside in sorted(self._asides, key=lambda a: a.start):
            found[aside.document_id].append(aside)
        return found

    def note(self, document_id: str) -> Note:
        """A note cut into passages and the rest."""
        return Note(
            self.documents[document_id],
            self.by_document.get(document_id, []),
            self.asides_by_document.get(document_id, []),
        )

    def said(self, passage: Passage) -> str:
        """A passage as it would be published: pseudonyms for masks, inner marks dropped."""
        return publishable(self.documents[passage.document_id], passage.start, passage.end)

    def around(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after it in its note."""
        at = self.place[passage.id]
        before = self.passages[at - 1] if at else None
        after = self.passages[at + 1] if at + 1 < len(self.passages) else None
        return (
            before if before and before.document_id == passage.document_id else None,
            after if after and after.document_id == passage.document_id else None,
        )

    @property
    def index(self) -> Index:
        """The full-text index; made once, by the first page that asks, while others wait."""
        with self._lock:
            return self._index

    @cached_property
    def _index(self) -> Index:
        return Index([self.said(p) for p in self.passages], [p.lemmas for p in self.passages])

    @cached_property
    def lemmas(self) -> Counter[str]:
        """Lemma → passages that hold it."""
        return lemma_counts(self.passages)

    @cached_property
    def days(self) -> tuple[int | None, ...]:
        """Days on which somebody spoke, in order, the unknown one last."""
        found = {p.jour for p in self.passages}
        return tuple(sorted(found, key=lambda day: (day is None, day or 0)))


def lemma_counts(passages: Sequence[Passage]) -> Counter[str]:
    """Lemma → passages that hold it."""
    return Counter(lemma for passage in passages for lemma in set(passage.lemmas))


def corpus_of(state: Snapshot) -> Corpus:
    """The corpus of a snapshot."""
    return Corpus(state.documents, state.passages, state.set_aside)
