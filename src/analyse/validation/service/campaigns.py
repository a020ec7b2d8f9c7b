"""Campaigns: what can be asked about, what it costs, opening one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyse.contracts import (
    Campaign,
    Card,
    Task,
)
from analyse.errors import UsageError
from analyse.exports.tables import Snapshot, snapshot
from analyse.validation.cards import make_cards
from analyse.validation.material import Material, material
from analyse.validation.plan import ALL_TASKS, Plan, propose
from analyse.validation.service.core import Core, said_by, stamp


class Campaigns(Core):
    """The part that prepares campaigns."""

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
        author = said_by(author, "qui ouvre la campagne")

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
        run, author = state.run.number, said_by(author, "qui ouvre la campagne")

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
