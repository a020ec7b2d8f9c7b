"""What campaigns give: reports, adjudications, verdicts told to the ledger."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from analyse.contracts import (
    Adjudication,
    Decision,
    DecisionKind,
    Motive,
    Verdict,
)
from analyse.decisions.make import make
from analyse.errors import UsageError
from analyse.exports.tables import Snapshot, snapshot
from analyse.validation.report import Report, report
from analyse.validation.results import card_results
from analyse.validation.service.core import TEXT, Core, said_by, stamp


class Verdicts(Core):
    """The part that tells what was found."""

    def report(self, number: int, state: Snapshot | None = None) -> Report:
        """What campaign `number` found; with `state`, against the themes as they are now."""
        members: dict[str, list[str]] | None = None
        if state is not None and state.run is not None:
            members = {t.id: [] for t in state.run.themes}
            for place in state.run.placements:
                members.setdefault(place.theme_id, []).append(place.passage_id)
        return report(
            self._store.polls(number),
            number,
            self._params,
            members=members,
            anchors=self._store.anchors() if members is not None else (),
        )

    def adjudicate(
        self,
        number: int,
        card_id: str,
        *,
        author: str,
        answer: str,
        motive: Motive,
        note: str = "",
        decision_id: str = "",
    ) -> Adjudication:
        """Decide on a card where people stayed split, and write it in the ledger.

        Raises:
            UsageError: the card is not split, or does not offer that answer.
        """
        author = said_by(author, "qui arbitre")
        results = {r.card.id: r for r in card_results(self._store.polls(number))}
        found = results.get(card_id)
        if found is None or not found.split:
            raise UsageError(
                "Cette carte n'attend pas d'arbitrage.",
                action="La liste est donnée par\u00a0: analyse validation DOSSIER",
            )
        if answer and answer not in {value for value, _ in found.card.options}:
            offered = ", ".join(value for value, _ in found.card.options)
            raise UsageError(f"Cette carte offre ces réponses\u00a0: {offered}.")
        judged = self._store.adjudicate(
            Adjudication(
                id=decision_id or secrets.token_hex(16),
                campaign=number,
                card_id=card_id,
                author=author,
                answer=answer,
                motive=motive,
                note=" ".join(note.split())[:TEXT],
                at=stamp(self._clock()),
            )
        )
        told = dict(found.card.options).get(answer, "aucune réponse ne s'impose")
        votes = f"{len(found.answers)} votes"
        self._tell(
            DecisionKind.ADJUDICATE,
            found.card.theme_id,
            passages=[found.card.passage_id] if found.card.passage_id else [],
            value=f"carte {card_id}\u00a0: {told}",
            reason=f"{motive.value} ({votes}). {judged.note}".strip(),
            author=author,
            decision_id=judged.id,
        )
        return judged

    def close(self, number: int, *, author: str) -> list[Decision]:
        """Close a campaign and write in the ledger what it says of each theme, with its figures.

        Closing again writes nothing twice. Themes not yet evaluated are left out.
        """
        author = said_by(author, "qui clôt la campagne")
        campaign = self.campaign(number)
        self._store.close_campaign(number, stamp(self._clock()))
        if campaign.kind != "validation":
            return []
        then = {theme.id: theme for theme in campaign.themes}
        found = self.report(number)
        ledger = {d.value + d.reason for d in self._store.decisions()}
        made = []
        for theme in found.themes:
            f = theme.figures
            if f.verdict is Verdict.NOT_YET:
                continue
            reason = f"campagne {number}\u00a0: {figures_in_words(found, f.theme_id)}"
            if f.verdict.value + reason in ledger:
                continue
            decision = self._tell(
                DecisionKind.VERDICT,
                f.theme_id,
                passages=then[f.theme_id].members,
                value=f.verdict.value,
                reason=reason,
                author=author,
            )
            if decision:
                made.append(decision)
        return made

    def _tell(
        self,
        kind: DecisionKind,
        theme: str,
        *,
        passages: Sequence[str],
        value: str,
        reason: str,
        author: str,
        decision_id: str = "",
    ) -> Decision | None:
        """Append to the ledger; None when the theme is no longer there to tell it of."""
        state = snapshot(self._store)
        if state.decided is None or theme not in state.decided.titles:
            return None
        present = [p for p in passages if p in state.decided.main]
        gone = [p for p in passages if p not in state.decided.main]
        if kind is DecisionKind.VERDICT and not present:
            return None
        decision = make(
            kind,
            state.decided,
            state.decisions,
            run=state.run.number if state.run else 0,
            author=author,
            themes=[theme],
            passages=present,
            value=value,
            reason=reason,
            decision_id=decision_id,
        )
        # Passages of the version that was asked about stay, even those that left the notes since.
        decision = replace(decision, passage_ids=tuple(sorted({*decision.passage_ids, *gone})))
        return self._store.append(decision)


def figures_in_words(found: Report, theme_id: str) -> str:
    """The figures of a theme on one line, as the ledger keeps them."""
    theme = next(t for t in found.themes if t.figures.theme_id == theme_id)
    f, shared = theme.figures, theme.agreement
    told = [
        f"intrus {f.intruders[0]}/{f.intruders[1]}",
        f"noms {f.labels[0]}/{f.labels[1]}",
        f"extraits {f.quotes[0]}/{f.quotes[1]}",
        f"leurres refusés {f.decoys[0]}/{f.decoys[1]}",
        f"{f.people} personnes",
    ]
    if shared.raw is not None:
        told.append(f"accord brut {shared.raw:.2f}".replace(".", ","))
    if shared.alpha is not None:
        told.append(f"alpha {shared.alpha:.2f}".replace(".", ","))
    if shared.ac1 is not None:
        told.append(f"AC1 {shared.ac1:.2f}".replace(".", ","))
    return "; ".join(told)
