"""What independent coding tells: do coders agree, do themes follow them, what has no theme?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyse.contracts import Campaign, Json, Polls
from analyse.exports.tables import Snapshot
from analyse.validation.results import standing_votes
from analyse.validation.statistics import Agreement, agreement

SEPARATOR = "|"
LEAST = 1 / 3
"""Share of the passages of a code that a theme must hold to be said to cover it."""
FEW = 3
"""Passages under which a code says nothing of themes."""


@dataclass(frozen=True, slots=True)
class CodeReport:
    """One code.

    Attributes:
        passages: to which at least one coder gave it.
        agreement: on "has it" and "has it not", over passages that two coders or more read.
        theme: title of the theme that holds most of them, main or second; "" without.
        overlap: share of them that it holds, None with too few passages.
        unclassified: how many of them are in no theme.
    """

    code: str
    passages: int
    agreement: Agreement
    theme: str
    overlap: float | None
    unclassified: int

    @property
    def missed(self) -> bool:
        """No theme covers it."""
        return self.overlap is not None and self.overlap < LEAST


@dataclass(frozen=True, slots=True)
class CodingReport:
    """An independent coding.

    Attributes:
        passages: of the sample. coded: by at least one person.
        main: agreement on the first code of each passage.
        pairs: (coder, other, value): adjusted mutual information between the first codes of a
            coder and those of another, or "thèmes"; 1 same partition, 0 chance.
    """

    campaign: Campaign
    coders: tuple[str, ...]
    passages: int
    coded: int
    main: Agreement
    codes: tuple[CodeReport, ...]
    pairs: tuple[tuple[str, str, float], ...]

    @property
    def missed(self) -> list[str]:
        """Codes that no theme covers."""
        return [code.code for code in self.codes if code.missed]

    def to_json(self) -> Json:
        """As `--json` prints it."""

        def told(found: Agreement) -> Json:
            return {
                "passages": found.cards,
                "alpha": found.alpha,
                "alpha_intervalle": [found.interval.low, found.interval.high]
                if found.interval
                else None,
                "ac1": found.ac1,
                "accord_brut": found.raw,
            }

        return {
            "campagne": self.campaign.number,
            "personnes": list(self.coders),
            "passages": self.passages,
            "codes_passages": self.coded,
            "accord_premier_code": told(self.main),
            "codes": [
                {
                    "code": c.code,
                    "passages": c.passages,
                    "accord": told(c.agreement),
                    "theme": c.theme,
                    "part": c.overlap,
                    "non_classes": c.unclassified,
                }
                for c in self.codes
            ],
            "information_mutuelle": [list(pair) for pair in self.pairs],
            "codes_sans_theme": self.missed,
        }


def codes_of(text: str) -> tuple[str, ...]:
    """ "Loyer | Marche" → ("Loyer", "Marche"), without repetition."""
    found = (" ".join(part.split()) for part in text.split(SEPARATOR))
    return tuple(dict.fromkeys(code for code in found if code))


def coding_report(polls: Polls, state: Snapshot) -> CodingReport:
    """Everything on one coding.

    Args:
        polls: of that campaign alone.
        state: the analysis as it stands.
    """
    campaign = polls.campaigns[0]
    passage_of = {card.id: card.passage_id for card in polls.cards}
    said: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for card, votes in standing_votes(polls.votes).items():
        for person, vote in votes.items():
            said[passage_of[card]][person] = codes_of(vote.text)
    coders = sorted({person for votes in said.values() for person in votes})
    themes = _themes(state)
    titles = {t.id: t.title for t in state.run.themes} if state.run else {}
    first = [[codes[0] if codes else "" for codes in votes.values()] for votes in said.values()]
    return CodingReport(
        campaign=campaign,
        coders=tuple(coders),
        passages=len(polls.cards),
        coded=len(said),
        main=agreement(first, seed=campaign.seed),
        codes=tuple(_codes(said, themes, titles, campaign.seed)),
        pairs=tuple(_pairs(said, coders, themes)),
    )


def _themes(state: Snapshot) -> dict[str, tuple[str, ...]]:
    """Passage → its main theme, then its others; () when unclassified."""
    return {
        p.passage_id: (p.theme_id, *(o.theme_id for o in p.others)) if p.theme_id else ()
        for p in (state.run.placements if state.run else ())
    }


def _codes(
    said: Mapping[str, Mapping[str, Sequence[str]]],
    themes: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
    seed: int,
) -> list[CodeReport]:
    names = Counter(
        code for votes in said.values() for code in {c for codes in votes.values() for c in codes}
    )
    found = []
    for code, count in sorted(names.items(), key=lambda item: (-item[1], item[0])):
        mine = [p for p, votes in said.items() if any(code in codes for codes in votes.values())]
        held = Counter(theme for p in mine for theme in themes.get(p, ()))
        best = min(held, key=lambda t: (-held[t], t), default="")
        found.append(
            CodeReport(
                code=code,
                passages=count,
                agreement=agreement(
                    [
                        ["oui" if code in codes else "non" for codes in votes.values()]
                        for votes in said.values()
                    ],
                    seed=seed,
                ),
                theme=titles.get(best, ""),
                overlap=round(held[best] / len(mine), 4) if len(mine) >= FEW else None,
                unclassified=sum(not themes.get(p) for p in mine),
            )
        )
    return found


def _pairs(
    said: Mapping[str, Mapping[str, Sequence[str]]],
    coders: Sequence[str],
    themes: Mapping[str, Sequence[str]],
) -> list[tuple[str, str, float]]:
    from sklearn.metrics import adjusted_mutual_info_score

    def first(person: str) -> dict[str, str]:
        return {p: v[person][0] for p, v in said.items() if v.get(person)}

    of = {person: first(person) for person in coders}
    of["thèmes"] = {p: t[0] for p, t in themes.items() if t}
    names = [*coders, "thèmes"]
    found = []
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            both = sorted(set(of[one]) & set(of[other]))
            if len(both) > 1:
                value = adjusted_mutual_info_score(
                    [of[one][p] for p in both], [of[other][p] for p in both]
                )
                found.append((one, other, round(float(value), 4)))
    return found
