"""The tables that pass between the steps.

- `words`: enumerations and words that mean one thing everywhere;
- `documents`: files, their text, who speaks;
- `passages`: what is analysed, what is set aside;
- `themes`: themes, quotes, fiches, the ledger;
- `confrontation`: fiches 1.0 and what the event answers them;
- `tensions`: disagreements;
- `decisions`: what people decide, and what became of it;
- `publication`: what stands between an analysis and its publication, and what left the folder;
- `validation`: what volunteers are asked and what they answer.

Every record is a frozen dataclass. Offsets count Unicode code points in the extracted text,
end exclusive, and hold as well in the masked text, which has the same length.
"""

from analyse.contracts.confrontation import (
    Answer,
    Confrontation,
    Evidence,
    Label,
    Relation,
    Response,
    Section,
    Sheet,
    Statement,
)
from analyse.contracts.decisions import (
    Anchor,
    Decision,
    DecisionKind,
    Outcome,
    OutcomeStatus,
    Seen,
)
from analyse.contracts.documents import (
    COMMENT,
    MASK_KINDS,
    Document,
    DocumentContext,
    Extraction,
    MaskSpan,
    Received,
    Span,
    Voice,
)
from analyse.contracts.passages import FacetCall, Membership, Passage, SetAside
from analyse.contracts.publication import (
    Agreement,
    AgreementAnswer,
    ConsentRecord,
    Flag,
    FlagKind,
    Release,
    ReleaseKind,
    Scope,
    Withdrawn,
)
from analyse.contracts.tensions import Tension, TensionForm
from analyse.contracts.themes import (
    Fiche,
    Ledger,
    Nearness,
    Quote,
    RareVoice,
    Theme,
    ThemeChange,
)
from analyse.contracts.validation import (
    Adjudication,
    Assigned,
    Campaign,
    Card,
    Motive,
    Polls,
    Tally,
    Task,
    ThemeFigures,
    ThemeThen,
    Verdict,
    Vote,
)
from analyse.contracts.words import (
    MASK,
    UNKNOWN,
    Consent,
    DocumentStatus,
    Facet,
    Json,
    LineageStatus,
    Nature,
    QuoteStatus,
)
from analyse.contracts.writing import Line, Writing

__all__ = [
    "COMMENT",
    "MASK",
    "MASK_KINDS",
    "UNKNOWN",
    "Adjudication",
    "Agreement",
    "AgreementAnswer",
    "Anchor",
    "Answer",
    "Assigned",
    "Campaign",
    "Card",
    "Confrontation",
    "Consent",
    "ConsentRecord",
    "Decision",
    "DecisionKind",
    "Document",
    "DocumentContext",
    "DocumentStatus",
    "Evidence",
    "Extraction",
    "Facet",
    "FacetCall",
    "Fiche",
    "Flag",
    "FlagKind",
    "Json",
    "Label",
    "Ledger",
    "Line",
    "LineageStatus",
    "MaskSpan",
    "Membership",
    "Motive",
    "Nature",
    "Nearness",
    "Outcome",
    "OutcomeStatus",
    "Passage",
    "Polls",
    "Quote",
    "QuoteStatus",
    "RareVoice",
    "Received",
    "Relation",
    "Release",
    "ReleaseKind",
    "Response",
    "Scope",
    "Section",
    "Seen",
    "SetAside",
    "Sheet",
    "Span",
    "Statement",
    "Tally",
    "Task",
    "Tension",
    "TensionForm",
    "Theme",
    "ThemeChange",
    "ThemeFigures",
    "ThemeThen",
    "Verdict",
    "Voice",
    "Vote",
    "Withdrawn",
    "Writing",
]
