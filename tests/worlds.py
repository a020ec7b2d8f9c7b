"""Any event, day after day, and any sequence of decisions people could take in it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from analyse.contracts import Decision, DecisionKind
from analyse.decisions import Decided, Found, make, replay, text_digest
from analyse.errors import UsageError

PASSAGES = [f"p{i:02}" for i in range(12)]
THEMES = [f"t{i:011}" for i in range(4)]
TEXTS = {p: f"texte {p}" for p in PASSAGES}
DIGESTS = {p: text_digest(t) for p, t in TEXTS.items()}
AT = "2022-11-04T12:00:00+00:00"

VALUES = st.sampled_from(["Se loger", "Se déplacer", "S'entraider"])


@st.composite
def founds(draw) -> Found:
    """What the machine found on some day: some passages, in some themes or in none."""
    here = draw(st.lists(st.sampled_from(PASSAGES), unique=True, min_size=1))
    themes = draw(st.lists(st.sampled_from(THEMES), unique=True, min_size=1))
    main = {p: draw(st.sampled_from([*themes, ""])) for p in sorted(here)}
    return Found(
        titles={t: f"thème {t[-1]}" for t in sorted(themes)},
        main=main,
        texts={p: DIGESTS[p] for p in main},
    )


def decide(draw, view: Decided, ledger: list[Decision], run: int = 1) -> Decision | None:
    """One decision that somebody who sees `view` may take; None when it makes no sense."""
    kind = draw(st.sampled_from(list(DecisionKind)))
    themes = sorted(view.titles)
    passages = sorted(view.main)
    if kind is DecisionKind.UNDO:
        if not ledger:
            return None
        chosen, some, value = [], [], draw(st.sampled_from(ledger)).id
    else:
        value = draw(VALUES)
        count = draw(st.integers(2, 3)) if kind is DecisionKind.MERGE else 1
        chosen = draw(st.permutations(themes))[:count] if themes else []
        if kind is DecisionKind.OFF_TOPIC or kind.value.endswith("extrait"):
            chosen = []
        most = 1 if kind.value.endswith("extrait") else 3
        wanted = passages
        if chosen and kind in (DecisionKind.SPLIT, DecisionKind.REJECT):
            wanted = list(view.members(chosen[0]))
        if kind is DecisionKind.REJECT and draw(st.booleans()):
            wanted = []
        some = draw(st.lists(st.sampled_from(wanted), max_size=most)) if wanted else []
    try:
        made = make(
            kind,
            view,
            ledger,
            run=run,
            author="Camille T.",
            themes=chosen,
            passages=some,
            value=value,
            texts=TEXTS,
            decision_id=f"{len(ledger):032x}",
            at=AT,
        )
    except UsageError:
        return None
    return replace(made, number=len(ledger) + 1)


@st.composite
def histories(draw) -> tuple[Found, list[Decision]]:
    """What the machine finds at the end, and decisions taken on several days before."""
    ledger: list[Decision] = []
    found = draw(founds())
    for day in range(draw(st.integers(1, 3))):
        found = draw(founds()) if day else found
        for _ in range(draw(st.integers(0, 5))):
            new = decide(draw, replay(found, ledger), ledger, run=day + 1)
            ledger += [new] if new else []
    return found, ledger
