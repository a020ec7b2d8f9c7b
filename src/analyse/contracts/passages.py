"""What is analysed, what is set aside, and what is said of each passage."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyse.contracts.documents import Voice
from analyse.contracts.words import Facet, Nature


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of analysis: one sentence, or one and the next ones that cannot be read alone.

    Attributes:
        id: 16 hexadecimal digits, kept by what did not change in a corrected file.
        document_id: owner.
        start, end: offsets in the extracted text; `text == document.text[start:end]`.
        headings: heading path, outermost first, masked.
        kind: "phrase", "puce", "question" or "mention" (one-word bullet, never quoted).
        page: page number, None without pages. row: data row of a table from 1, else None.
        question_id: id of the question this passage answers, "" otherwise.
        nature: whose words.
        voice: speaker first, then file.
        jour, atelier: of the row, else of the file.
        language: ISO 639-1 code, "und" when too short to tell.
        lemmas: content words, lemmatised, elisions cut, in order (for c-TF-IDF).
        phrases: noun phrases as written, lower case but for proper nouns (for keyphrases).
        stands_alone: False when it opens on a dangling word ("cela", "il"…).
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    kind: str = "phrase"
    page: int | None = None
    row: int | None = None
    question_id: str = ""
    nature: Nature = Nature.NOTE
    voice: Voice = field(default_factory=Voice)
    jour: int | None = None
    atelier: str = ""
    language: str = "fr"
    lemmas: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    stands_alone: bool = True


@dataclass(frozen=True, slots=True)
class SetAside:
    """A stretch of a document that is not analysed, with the reason in French."""

    document_id: str
    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class FacetCall:
    """The facet of one passage and its probability in [0, 1] (calibrated when the model is)."""

    facet: Facet
    probability: float


@dataclass(frozen=True, slots=True)
class Membership:
    """A passage in a theme: strength in [0, 1], comparable between passages of one run."""

    theme_id: str
    strength: float
