"""What came in: files, their text, who speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analyse.contracts.words import UNKNOWN, Consent, DocumentStatus


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
    "consentement retiré",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a voice comes from. `speaker` is "" when nobody is named; the rest is "inconnu"."""

    speaker: str = ""
    region: str = UNKNOWN
    palier: str = UNKNOWN
    secteur: str = UNKNOWN


COMMENT = "commentaire"
"""Reason under which the comments of reviewers are set aside."""


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
        apart: comments of reviewers, after the last word of the text proper, in order; `kind` is
            the reason under which they are set aside.
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
    apart: tuple[Span, ...] = ()

    @property
    def body(self) -> str:
        """The text without what is apart."""
        return self.text[: self.apart[0].start] if self.apart else self.text


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
        content: what its first bytes say it is ("zip", "pdf"…; "" for a text).
    """

    path: str
    sha256: str
    size: int
    duplicate_of: str = ""
    extraction: Extraction | None = None
    reason: str = ""
    content: str = ""


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
