"""The tables that pass between the steps.

Every record is a frozen dataclass. Offsets count Unicode code points in the extracted text,
end exclusive, and hold as well in the masked text, which has the same length.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

UNKNOWN = "inconnu"
MASK = "█"


class Facet(StrEnum):
    """What a passage is for a fiche (see the codebook in docs)."""

    FINDING = "constat"
    LEAD = "piste"
    QUESTION = "question"
    OTHER = "autre"


class DocumentStatus(StrEnum):
    """What became of a received file."""

    READ = "lu"
    DUPLICATE = "doublon"
    QUARANTINED = "quarantaine"
    WITHDRAWN = "retiré"


class Consent(StrEnum):
    """What may be done with a voice. Nothing said means `UNKNOWN`, treated as *analyser*."""

    PUBLISH = "publier"
    ANALYSE = "analyser"
    WITHDRAW = "retirer"
    UNKNOWN = "inconnu"


class Nature(StrEnum):
    """Whose words a quote holds: the note-taker's, or a person's that the note quotes."""

    NOTE = "note"
    REPORTED = "parole rapportée"


class QuoteStatus(StrEnum):
    """Where a quote stands for the people who review it."""

    PROPOSED = "proposée"
    APPROVED = "approuvée"
    REJECTED = "rejetée"


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of a document, with what it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class MaskSpan:
    """A masked stretch. `kind` is one of MASK_KINDS; `person` is the number of the pseudonym
    ("Personne 12") when a name is masked, else 0."""

    start: int
    end: int
    kind: str
    person: int = 0


MASK_KINDS = (
    "nom",
    "courriel",
    "téléphone",
    "code postal",
    "adresse",
    "identifiant",
    "url",
    "date de naissance",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a voice comes from. `speaker` is "" when nobody is named; the rest is "inconnu"."""

    speaker: str = ""
    region: str = UNKNOWN
    palier: str = UNKNOWN
    secteur: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a reader gives for one file.

    Attributes:
        text: extracted text, LF, NFC. Readers of structured formats write light Markdown:
            `# ` headings (level = number of #), `- ` bullets (two spaces per level of nesting),
            `1. ` numbered items, `**bold**` runs; a table's text cells are joined by a blank line.
        media_type: IANA media type told by the content.
        reader: name of the reader; with `version` it keys what is cached.
        version: version of the reader (a string that changes whenever its output may change).
        encoding: for text files, the encoding that was found; "" otherwise.
        pages: (offset of the first code point, page number) in order; empty without pages.
        rows: for tables, one span per data row's text cell; `kind` is the row number from 1.
        row_metadata: for tables, what each row says of itself, keyed by row number
            (keys: jour, atelier, region, palier, secteur, qui_parle, consentement).
        metadata: what the file says of itself outside its text (front matter excluded).
        warnings: what a person should know, in French, without personal data.
    """

    text: str
    media_type: str
    reader: str
    version: str
    encoding: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    rows: tuple[Span, ...] = ()
    row_metadata: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """One file found under notes/, before anything is known of its past.

    Attributes:
        path: NFC POSIX path under notes/, unmasked: never leaves the pipeline.
        sha256: hexadecimal digest of the bytes ("" when they cannot be read).
        size: bytes.
        duplicate_of: path of the original when the same bytes came before in sorted order.
        extraction: None for a duplicate or an unreadable file.
        reason: why the file is in quarantine, in French ("" otherwise).
    """

    path: str
    sha256: str
    size: int
    duplicate_of: str = ""
    extraction: Extraction | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What is known of a document as a whole, in the order of trust of the architecture."""

    jour: int | None = None
    atelier: str = ""
    region: str = UNKNOWN
    palier: str = UNKNOWN
    secteur: str = UNKNOWN
    preneur: str = ""
    consentement: Consent = Consent.UNKNOWN
    sources: Mapping[str, str] = field(default_factory=dict)
    """For each known field, where it was found: registre, colonne, en-tête, chemin."""
    not_understood: tuple[str, ...] = ()
    """Fields whose value was given but not recognised, as "field : where it was found"."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as every step after masking sees it: no raw name anywhere.

    Attributes:
        id: 16 hexadecimal digits that outlive new versions and renamings.
        path: masked NFC POSIX path under notes/.
        sha256: digest of the bytes of this version.
        version: from 1.
        status: what became of the file.
        reason: for a duplicate the original's path, for a quarantined file the reason.
        text: masked text ("" unless read).
        masks: what was masked, in order, without overlap.
        header_end: offset where the header block or front matter ends (0 without one).
    """

    id: str
    path: str
    sha256: str
    version: int
    status: DocumentStatus
    reason: str = ""
    text: str = ""
    masks: tuple[MaskSpan, ...] = ()
    header_end: int = 0
    media_type: str = ""
    reader: str = ""
    reader_version: str = ""
    encoding: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    rows: tuple[Span, ...] = ()
    row_metadata: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    context: DocumentContext = field(default_factory=DocumentContext)
    warnings: tuple[str, ...] = ()

    def published(self, start: int, end: int) -> str:
        """`text[start:end]` with "Personne 12" or "[courriel]" in place of each mask."""
        out, at = [], start
        for mask in self.masks:
            if mask.end <= start or mask.start >= end:
                continue
            out.append(self.text[at : max(mask.start, at)])
            out.append(f"Personne {mask.person}" if mask.person else f"[{mask.kind}]")
            at = min(mask.end, end)
        out.append(self.text[at:end])
        return "".join(out)


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


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a theme is to an entry of the grille: cosine-based score in [0, 1]."""

    series: str
    code: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of passages.

    Attributes:
        id: "t" and 11 hexadecimal digits; outlives runs.
        title: the name people gave, else the proposal.
        proposal: the title proposed from the notes' own words.
        keyphrases: most distinctive first.
        words: (c-TF-IDF term, weight), heaviest first.
        size: number of passages whose main theme it is.
        workshops: number of distinct workshops among them (a file without one counts as one).
        voices: number of distinct voices (document + speaker).
        stability: mean best Jaccard of the theme over perturbed runs, in [0, 1].
        grille: nearest entries, best first, only those above the threshold; empty means émergent.
        status: "proposé" until people decide.
    """

    id: str
    title: str
    proposal: str
    keyphrases: tuple[str, ...]
    words: tuple[tuple[str, float], ...]
    size: int
    workshops: int
    voices: int
    stability: float
    grille: tuple[Nearness, ...] = ()
    chantiers: tuple[Nearness, ...] = ()
    status: str = "proposé"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage proposed for publication. `rank` from 1 within its theme and facet."""

    id: str
    theme_id: str
    passage_id: str
    facet: Facet
    rank: int
    text: str
    published_text: str
    nature: Nature
    status: QuoteStatus = QuoteStatus.PROPOSED


@dataclass(frozen=True, slots=True)
class RareVoice:
    """A passage that deserves to be read although few said it.

    Attributes:
        theme_id: its main theme, "" when unclassified.
        distance: 1 − cosine to the nearest theme centre, in [0, 2].
        voices: voices that say something near, its own included.
    """

    passage_id: str
    theme_id: str
    distance: float
    voices: int


@dataclass(frozen=True, slots=True)
class Fiche:
    """One draft sheet: everything a renderer needs, nothing to compute.

    Attributes:
        theme: the theme it tells.
        definition: written by people; "" in a draft.
        findings, leads, questions: quotes by facet, best first.
        others: quotes of facet *autre* kept as context.
        all_passages: every passage of the theme, by document then offset.
        who_spoke: rows of the coverage grid: (région, palier, secteur, ateliers, passages).
    """

    theme: Theme
    definition: str
    findings: tuple[Quote, ...]
    leads: tuple[Quote, ...]
    questions: tuple[Quote, ...]
    others: tuple[Quote, ...]
    all_passages: tuple[Passage, ...]
    who_spoke: tuple[tuple[str, str, str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that came in is somewhere. See `check`."""

    received: int
    read: int
    duplicates: int
    quarantined: int
    withdrawn: int
    segmented: int
    classified: int
    unclassified: int
    set_aside: int
    quotes: int

    def check(self) -> list[str]:
        """Equations that do not hold, in French; an empty list when the ledger adds up."""
        wrong = []
        if self.received != self.read + self.duplicates + self.quarantined + self.withdrawn:
            wrong.append("reçus ≠ lus + doublons + quarantaine + retirés")
        if self.segmented != self.classified + self.unclassified:
            wrong.append("segmentés ≠ classés + non classés")
        if self.quotes > self.segmented:
            wrong.append("plus d'extraits que de passages")
        return wrong


Json = dict[str, Any]
