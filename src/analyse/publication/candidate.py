"""What would be published, passage by passage, and why the rest would not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from analyse.contracts import (
    Agreement,
    AgreementAnswer,
    Consent,
    DecisionKind,
    Flag,
    Line,
    OutcomeStatus,
    Passage,
    Quote,
    QuoteStatus,
    Theme,
    Writing,
)
from analyse.decisions import text_digest
from analyse.exports.tables import Snapshot
from analyse.publication.communities import Community, Told, answer_of, community_of
from analyse.publication.consents import Consents
from analyse.publication.withdrawal import lost_places
from analyse.standing import APPROVED


class Standing(StrEnum):
    """Where a passage stands before publication. Values are what people read."""

    PUBLISHABLE = "publiable"
    ASK = "consentement à demander"
    ANALYSE = "consentement limité à l'analyse"
    WITHDRAWN = "consentement retiré"
    HELD = "retenu, accord d'une communauté"
    LOST = "note corrigée, un passage retiré est à retrouver"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a passage stands; for those that are held, the communities and what they answered."""

    standing: Standing
    communities: tuple[tuple[str, AgreementAnswer | None], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A project on its way to publication: everything a gate looks at.

    Attributes:
        state: the project at one moment.
        verdicts: passage id → where it stands, for every passage.
        flags: passage id → why its quote asks for a second look.
        checks: passage id → what is wrong between a quote and its file, in French; "" or absent
            when it is word for word and its masks are up to date.
        draft: for a draft, approvals are not asked.
    """

    state: Snapshot
    verdicts: Mapping[str, Verdict]
    flags: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Themes that would be published: those that people approved; all of them in a draft."""
        run = self.state.run
        themes = run.themes if run else ()
        return tuple(t for t in themes if self.draft or t.status == APPROVED)

    def quotes(self, theme_id: str) -> tuple[Quote, ...]:
        """Quotes of a theme that nobody rejected and whose passage is in the notes."""
        run = self.state.run
        return tuple(
            q
            for q in (run.quotes if run else ())
            if q.theme_id == theme_id
            and q.status is not QuoteStatus.REJECTED
            and q.passage_id in self.verdicts
        )

    def shown(self, theme_id: str) -> tuple[Quote, ...]:
        """Quotes of a theme that would be published: approved, and publishable."""
        allowed = {Standing.PUBLISHABLE, *([Standing.ASK] if self.draft else [])}
        return tuple(
            q
            for q in self.quotes(theme_id)
            if (self.draft or q.status is QuoteStatus.APPROVED)
            and self.verdicts[q.passage_id].standing in allowed
        )

    def rests_on(self, line: Line) -> tuple[str, ...]:
        """Ids of the passages that support what the team wrote, those withdrawn left out."""
        gone = {Standing.WITHDRAWN, Standing.LOST}
        return tuple(
            i for i in line.support if i in self.verdicts and self.verdicts[i].standing not in gone
        )

    def writing(self, theme_id: str) -> Writing:
        """What the team wrote about a theme."""
        decided = self.state.decided
        return decided.writing.get(theme_id, Writing()) if decided else Writing()

    def members(self, theme_id: str) -> tuple[Passage, ...]:
        """Passages of a theme, in order."""
        run = self.state.run
        mine = {p.passage_id for p in run.placements if p.theme_id == theme_id} if run else set()
        return tuple(p for p in self.state.passages if p.id in mine)

    def may_say(self, line: Line) -> bool:
        """Whether what the team wrote may be published: it rests on passages, and none of them is
        held back for a community or in a note to be looked at."""
        held = {Standing.HELD, Standing.LOST}
        return bool(self.rests_on(line)) and not any(
            i in self.verdicts and self.verdicts[i].standing in held for i in line.support
        )

    def reason(self, passage_id: str) -> str:
        """Why a quote was approved, in the words of the person; "" when not said."""
        passage = next((p for p in self.state.passages if p.id == passage_id), None)
        decided = self.state.decided
        if passage is None or decided is None:
            return ""
        digest = text_digest(passage.text)
        said = [
            outcome.decision.reason
            for outcome in decided.outcomes
            if outcome.decision.kind is DecisionKind.APPROVE_QUOTE
            and outcome.decision.value == digest
            and outcome.status in (OutcomeStatus.APPLIED, OutcomeStatus.SATISFIED)
        ]
        return next((one for one in reversed(said) if one), "")


def verdicts(
    state: Snapshot,
    consents: Consents,
    known: Sequence[Community],
    given: Mapping[str, Agreement],
    told: Told,
) -> dict[str, Verdict]:
    """Where each passage of the project stands.

    Args:
        state: the project at one moment.
        consents: what stands.
        known: communities whose agreement is required.
        given: their last answers, see `communities.answers`.
        told: communities told by the register and the roster.
    """
    documents = {document.id: document for document in state.documents}
    by_document: dict[str, list[Passage]] = {}
    for passage in state.passages:
        by_document.setdefault(passage.document_id, []).append(passage)
    lost = {
        document_id
        for document_id, passages in by_document.items()
        if lost_places(
            document_id,
            passages,
            [a for a in state.set_aside if a.document_id == document_id],
            consents,
        )
    }
    words = {
        Consent.PUBLISH: Standing.PUBLISHABLE,
        Consent.ANALYSE: Standing.ANALYSE,
        Consent.WITHDRAW: Standing.WITHDRAWN,
        Consent.UNKNOWN: Standing.ASK,
    }
    found: dict[str, Verdict] = {}
    for passage in state.passages:
        document = documents[passage.document_id]
        standing = words[consents.of(passage, document)]
        of = community_of(passage, document, known, told)
        lacking = tuple(
            (one.name, answer_of(one, given))
            for one in of
            if answer_of(one, given) is not AgreementAnswer.GRANTED
        )
        if standing is Standing.WITHDRAWN:
            found[passage.id] = Verdict(standing)
        elif lacking:  # even what may only be analysed is counted as held: it is theirs
            found[passage.id] = Verdict(Standing.HELD, lacking)
        elif passage.document_id in lost:
            found[passage.id] = Verdict(Standing.LOST)
        else:
            found[passage.id] = Verdict(standing)
    return found
