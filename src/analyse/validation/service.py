"""Campaigns over a project's store: what the command line, the pages and the drafts call."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from analyse.contracts import (
    MASK,
    Adjudication,
    Assigned,
    Campaign,
    Card,
    Decision,
    DecisionKind,
    Motive,
    Task,
    Verdict,
    Vote,
)
from analyse.decisions.make import make
from analyse.errors import UsageError
from analyse.exports.tables import Snapshot, snapshot
from analyse.params import ProjectParams
from analyse.store import Store
from analyse.validation.cards import make_cards
from analyse.validation.draw import Person, draw, needed
from analyse.validation.material import Material, material
from analyse.validation.plan import ALL_TASKS, Plan, propose
from analyse.validation.report import Report, report
from analyse.validation.results import card_results

IDLE = timedelta(minutes=30)
"""A card before somebody who has not answered for so long is free for others."""
TEXT = 400
"""Characters of a name, of what a fiche lacks, of a reason."""
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Effect:
    """What the answers of one person changed.

    Attributes:
        answers: given in all.
        complete: cards that now have all their votes, theirs among them. waiting: those that wait
            for others.
        recognised: titles of themes of which a complete card says what was expected.
    """

    answers: int
    complete: int
    waiting: int
    recognised: tuple[str, ...]


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """ISO 8601, UTC, to the second: as the store compares moments."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class Service:
    """Validation of one project.

    Cards are read once, and again when the notes changed; a vote reads nothing else than its place.

    Args:
        store: the project's database.
        params: the project's settings.
        clock: gives the present moment.
    """

    def __init__(
        self, store: Store, params: ProjectParams, *, clock: Callable[[], datetime] = now
    ) -> None:
        self._store = store
        self._params = params.validation
        self._seed = params.themes.graine
        self._clock = clock
        self._cards: dict[int, dict[str, Card]] = {}
        self._content: object = None

    # -- campaigns ----------------------------------------------------------------------------

    def material(self, state: Snapshot | None = None) -> Material:
        """What can be asked about.

        Raises:
            UsageError: there is no analysis yet.
        """
        state = state or snapshot(self._store)
        if state.run is None:
            raise UsageError(
                "Ce projet n'a pas encore d'analyse\u00a0: il n'y a rien à valider.",
                action="Lancez-la d'abord\u00a0: analyse lancer DOSSIER",
            )
        return material(state.run, state.decided, state.passages, state.documents)

    def propose(
        self,
        found: Material,
        *,
        volunteers: int,
        minutes: float,
        tasks: Sequence[Task] = ALL_TASKS,
        themes: Sequence[str] = (),
        votes: int | None = None,
    ) -> Plan:
        """What fits the people there, before anything is written."""
        return propose(
            found,
            volunteers=volunteers,
            minutes=minutes,
            pace=self._params.secondes_par_reponse,
            votes=votes or self._params.votes_par_carte,
            more=self._params.votes_de_plus,
            tasks=tasks,
            only=themes,
        )

    def create(self, found: Material, plan: Plan, *, title: str, author: str) -> Campaign:
        """Open a campaign.

        Raises:
            UsageError: nothing fits, or nobody says who opens it.
        """
        if not plan.lines:
            raise UsageError(
                "Aucun thème ne tient dans cette campagne.",
                action="Prévoyez plus de bénévoles ou de minutes, ou moins de tâches.",
            )
        author = _said(author, "qui ouvre la campagne")

        def made(number: int) -> tuple[Campaign, Sequence[Card]]:
            campaign = Campaign(
                number=number,
                kind="validation",
                title=" ".join(title.split())[:120] or f"Campagne {number}",
                created=stamp(self._clock()),
                author=author,
                run=found.run,
                seed=self._seed + number,
                volunteers=plan.volunteers,
                budget=max(plan.budget, plan.expected),
                votes=plan.votes,
                more=plan.more,
                block=self._params.cartes_par_bloc,
                themes=tuple(line.subject.then() for line in plan.lines),
            )
            return campaign, make_cards(found, campaign, plan.lines)

        return self._store.new_campaign(made)

    def open(
        self,
        kind: str,
        title: str,
        author: str,
        cards: Callable[[Campaign, Snapshot], Sequence[Card]],
        *,
        codes: tuple[tuple[str, str], ...],
        budget: int,
        block: int,
    ) -> Campaign:
        """Open a campaign of another kind, whose cards are made from the analysis as it stands.

        Raises:
            UsageError: there is no analysis, or nobody says who opens it.
        """
        state = snapshot(self._store)
        if state.run is None:
            raise UsageError(
                "Ce projet n'a pas encore d'analyse\u00a0: il n'y a rien à coder.",
                action="Lancez-la d'abord\u00a0: analyse lancer DOSSIER",
            )
        run, author = state.run.number, _said(author, "qui ouvre la campagne")

        def made(number: int) -> tuple[Campaign, Sequence[Card]]:
            campaign = Campaign(
                number=number,
                kind=kind,
                title=" ".join(title.split())[:120],
                created=stamp(self._clock()),
                author=author,
                run=run,
                seed=self._seed + number,
                volunteers=2,
                budget=budget,
                votes=1,
                more=0,
                block=block,
                codebook=codes,
            )
            return campaign, cards(campaign, state)

        return self._store.new_campaign(made)

    def campaign(self, number: int | None = None) -> Campaign:
        """One campaign; without a number, the last open one of volunteers, else the last.

        Raises:
            UsageError: there is none.
        """
        every = self._store.campaigns()
        if number is not None:
            mine = [c for c in every if c.number == number]
        else:
            asked = [c for c in every if c.kind == "validation"]
            mine = [c for c in asked if not c.closed] or asked
        if not mine:
            raise UsageError(
                "Il n'y a pas de campagne"
                + (f" {number}." if number is not None else " de validation."),
                action="Pour en ouvrir une\u00a0: analyse validation DOSSIER --creer --qui NOM",
            )
        return mine[-1]

    def cards(self, number: int) -> dict[str, Card]:
        """Card id → card, in order of rank."""
        content = self._store.stamp().content  # cards are emptied when their passage leaves
        if content != self._content:
            self._content = content
            self._cards.clear()
        if number not in self._cards:
            self._cards[number] = {card.id: card for card in self._store.cards(number)}
        return self._cards[number]

    # -- volunteers ---------------------------------------------------------------------------

    def agree(self, code: str, wording: str) -> None:
        """Keep that a person agreed to `wording` (a digest)."""
        self._store.agree(code, at=stamp(self._clock()), wording=wording)

    def agreed(self, code: str) -> bool:
        """Whether the person agreed to take part."""
        return bool(self._store.agreed(code))

    def block(self, campaign: Campaign, code: str) -> tuple[Assigned, ...]:
        """The cards before a person: those of their block, else of a new one; () at the end."""
        known = self.cards(campaign.number)
        cards = list(known.values())
        while True:
            moment = self._clock()
            block = self._store.next_block(
                campaign.number,
                code,
                lambda tally, had: draw(campaign, cards, tally, Person(code, had)),
                at=stamp(moment),
                since=stamp(moment - IDLE),
            )
            shown = tuple(a for a in block if not known[a.card_id].retired or a.choice)
            if shown or not block:
                return shown
            self.send(campaign.number, code, block[0].block)  # nothing of it can be read any more

    def given(self, campaign: Campaign, code: str) -> tuple[Assigned, ...]:
        """The cards that a person was given, with their answers as they stand."""
        return self._store.given(campaign.number, code)

    def paper_cards(self, campaign: Campaign, code: str, blocks: int) -> tuple[Assigned, ...]:
        """The cards of a sheet of paper: those already given to its code, else `blocks` blocks."""
        cards = list(self.cards(campaign.number).values())
        if not self._store.given(campaign.number, code):
            moment = self._clock()
            for _ in range(blocks):
                self._store.next_block(
                    campaign.number,
                    code,
                    lambda tally, had: draw(campaign, cards, tally, Person(code, had)),
                    at=stamp(moment),
                    since=stamp(moment - IDLE),
                    ahead=True,
                )
        return self._store.given(campaign.number, code)

    def known(self, vote_ids: Sequence[str]) -> set[str]:
        """Those of these votes that are kept already."""
        return self._store.known_votes(vote_ids)

    def vote(self, votes: Sequence[Vote]) -> list[Vote]:
        """Keep answers, once each.

        Raises:
            UsageError: an answer that its card does not offer, or a card that is not theirs.
        """
        for vote in votes:
            card = self.cards(vote.campaign).get(vote.card_id)
            if card is None:
                raise UsageError("Cette carte n'est pas de cette campagne.")
            if not _ID.fullmatch(vote.id):
                raise UsageError(
                    "L'identifiant d'une réponse est fait de 32 chiffres hexadécimaux."
                )
            offered = {value for value, _ in card.options}
            if vote.choice and offered and vote.choice not in offered:
                raise UsageError("Cette réponse n'est pas de celles que la carte propose.")
        tidy = [replace(v, text=self._masked(v), at=v.at[:40]) for v in votes]
        return self._store.deliver(tidy, received=stamp(self._clock()))

    def _masked(self, vote: Vote) -> str:
        """What a person wrote, names and identifiers masked before it is kept; codes are not."""
        text = " ".join(vote.text.replace("\0", "").split())[:TEXT]
        if not text or self.cards(vote.campaign)[vote.card_id].task is Task.CODING:
            return text
        from analyse.steps.depersonalise import find

        for found in find(text):
            text = text[: found.start] + MASK * (found.end - found.start) + text[found.end :]
        return text

    def effect(self, campaign: Campaign, code: str) -> Effect:
        """What the answers of a person changed, told plainly.

        Names of themes are told only to who has already seen some: blind cards may remain.
        """
        cards = self.cards(campaign.number)
        mine = [a for a in self._store.given(campaign.number, code) if a.choice]
        asked = [a for a in mine if cards[a.card_id].votes and cards[a.card_id].theme_id]
        votes = self._store.card_votes(campaign.number, [a.card_id for a in asked])
        complete = [
            cards[a.card_id]
            for a in asked
            if sum(votes.get(a.card_id, {}).values())
            >= needed(cards[a.card_id], campaign, votes.get(a.card_id, {}))
        ]
        titles = {theme.id: theme.title for theme in campaign.themes}
        named = any(not cards[a.card_id].task.blind for a in asked)
        recognised = [
            titles[c.theme_id]
            for c in complete
            if named
            and c.gold
            and max(votes[c.id], key=lambda v: votes[c.id][v]) == c.gold
            and not c.decoy
            and not c.task.blind
        ]
        return Effect(
            answers=len(mine),
            complete=len(complete),
            waiting=len(asked) - len(complete),
            recognised=tuple(dict.fromkeys(recognised))[:3],
        )

    def send(self, campaign: int, code: str, block: int) -> None:
        """The block is sent: nothing in it can be taken back any more."""
        self._store.send_block(campaign, code, block, at=stamp(self._clock()))

    # -- what it gives ------------------------------------------------------------------------

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
        author = _said(author, "qui arbitre")
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
        author = _said(author, "qui clôt la campagne")
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


def _said(author: str, what: str) -> str:
    told = " ".join(author.split())[:80]
    if not told:
        raise UsageError(f"Il manque {what}.", action='Ajoutez --qui "Votre nom".')
    return told
