"""The view that stands: what the machine found, with what people decided since.

The analysis is stored as it was and never changed; this view is made on reading, so that a decision
is seen at once, and its undoing too. It has the shape of a `Run`: whoever shows an analysis shows
this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyse.contracts import (
    Anchor,
    Decision,
    DecisionKind,
    Document,
    Membership,
    Passage,
    Quote,
    QuoteStatus,
    Tension,
    Theme,
)
from analyse.decisions import Decided, Found, replay, text_digest
from analyse.store import Placement, Run
from analyse.voices import voice_key, workshop_key
from analyse.wording import publishable

APPROVED = "approuvé"


@dataclass(frozen=True, slots=True)
class Standing:
    """One analysis and the decisions.

    Attributes:
        run: the analysis as it stands; its placements are those of passages still in the notes.
        found: the analysis as the machine made it.
        decided: the view in terms of ids, and what became of each decision.
    """

    run: Run
    found: Run
    decided: Decided


def stand(
    run: Run,
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    decisions: Sequence[Decision],
    anchors: Sequence[Anchor],
) -> Standing:
    """Replay the decisions over an analysis.

    Args:
        run: as the machine made it.
        passages: those in the notes now; those that came after the analysis are left out.
        documents: document id → masked document, for the quotes that people ask for.
        decisions: the ledger, in order.
        anchors: where the passages of earlier versions went.
    """
    found = found_in(run, passages, anchors)
    decided = replay(found, decisions)
    present = {p.id: p for p in passages if p.id in found.main}
    placements = tuple(
        _placement(p, decided, found) for p in run.placements if p.passage_id in present
    )
    quotes = _quotes(run, decided, found, decisions, present, placements, documents)
    shown = replace(
        run,
        themes=tuple(_themes(run, decided, present, decisions)),
        placements=placements,
        quotes=tuple(quotes),
        rare=tuple(
            replace(voice, theme_id=decided.main[voice.passage_id])
            for voice in run.rare
            if voice.passage_id in present and voice.passage_id not in decided.off_topic
        ),
        tensions=tuple(_tensions(run, decided)),
    )
    return Standing(run=shown, found=run, decided=decided)


def found_in(run: Run, passages: Sequence[Passage], anchors: Sequence[Anchor]) -> Found:
    """What a replay starts from, over the passages that are in the notes now."""
    placed = {p.passage_id: p.theme_id for p in run.placements}
    used = set(placed.values())
    followed = dict(run.followed)
    return Found(
        # Themes that only people made are described in the run too; the machine has none of them.
        titles={t.id: t.title for t in run.themes if t.id in used or not t.size},
        main={p.id: placed[p.id] for p in passages if p.id in placed},
        texts={p.id: text_digest(p.text) for p in passages if p.id in placed},
        followed={p.id: followed[p.id] for p in passages if p.id in followed},
        anchors={a.old_id: (a.new_id, a.by) for a in anchors},
    )


def blended(machine: Iterable[str], stability: Mapping[str, float]) -> float:
    """Stability of a theme that people composed: the mean, over its passages, of that of the
    theme in which the machine had put each; 0 for what it had put in none."""
    values = [stability.get(theme, 0.0) for theme in machine]
    return round(sum(values) / len(values), 4) if values else 0.0


def _themes(
    run: Run, decided: Decided, present: Mapping[str, Passage], decisions: Sequence[Decision]
) -> Iterable[Theme]:
    described = {theme.id: theme for theme in run.themes}
    machine = {p.passage_id: p.theme_id for p in run.placements}
    held: dict[str, list[Passage]] = defaultdict(list)
    for passage_id, theme_id in decided.main.items():
        if theme_id:
            held[theme_id].append(present[passage_id])
    made = {d.theme_ids[1] for d in decisions if d.kind is DecisionKind.SPLIT}
    had = set(machine.values()) | made
    stability = {t.id: t.stability for t in run.themes}
    for theme_id, title in decided.titles.items():
        members = held.get(theme_id, [])
        if not members and theme_id in had:  # emptied by people, or by what left the notes
            continue
        theme = described.get(theme_id) or Theme(theme_id, title, title, (), (), 0, 0, 0, 0.0)
        as_found = all(machine[p.id] == theme_id for p in members) and theme_id in described
        yield replace(
            theme,
            title=title,
            size=len(members),
            workshops=len({workshop_key(p) for p in members}) if members else theme.workshops,
            voices=len({voice_key(p) for p in members}) if members else theme.voices,
            stability=theme.stability
            if as_found
            else blended((machine[p.id] for p in members), stability),
            status=APPROVED if theme_id in decided.approved else theme.status,
            fiches=decided.fiches.get(theme_id, ()),
            assigned_chantiers=decided.chantiers.get(theme_id, ()),
            verdict=decided.verdicts.get(theme_id, ""),
        )


def _placement(placement: Placement, decided: Decided, found: Found) -> Placement:
    main = decided.main[placement.passage_id]
    plain = main == placement.theme_id and not placement.others and not placement.nearest
    if plain and placement.passage_id not in decided.off_topic:
        return placement  # most passages: nothing that a decision could have changed
    others = tuple(
        Membership(theme, max(o.strength for o in placement.others if _root(o, decided) == theme))
        for theme in dict.fromkeys(_root(o, decided) for o in placement.others)
        if theme in decided.titles and theme != main
    )
    if placement.passage_id in decided.off_topic:
        return replace(placement, theme_id="", strength=0.0, others=(), nearest="")
    if main == placement.theme_id:
        return replace(placement, others=others, nearest=_standing(placement.nearest, decided))
    if not main:  # people took it out: where the machine had put it is the nearest
        nearest = _standing(placement.theme_id or placement.nearest, decided)
        return replace(placement, theme_id="", strength=0.0, others=others, nearest=nearest)
    measured = {_root(o, decided): o.strength for o in reversed(placement.others)}
    # With the whole of its theme, or with a part of it, a passage is held as it was; moved alone,
    # it is held as the machine measured there, 0 when it saw no likeness.
    along = placement.theme_id in decided.merged or main not in found.titles
    kept = placement.strength if along else measured.get(main, 0.0)
    return replace(placement, theme_id=main, strength=kept, others=others, nearest="")


def _root(member: Membership, decided: Decided) -> str:
    theme = member.theme_id
    while theme in decided.merged:
        theme = decided.merged[theme]
    return theme


def _standing(theme_id: str, decided: Decided) -> str:
    root = _root(Membership(theme_id, 0.0), decided)
    return root if root in decided.titles else ""


def _tensions(run: Run, decided: Decided) -> Iterable[Tension]:
    """Disagreements whose passages are all in one theme that stands: they go with it."""
    by_theme: dict[str, dict[tuple[str, ...], Tension]] = defaultdict(dict)
    for tension in sorted(run.tensions, key=lambda t: (t.rank, t.theme_id, t.id)):
        themes = {decided.main.get(passage, "") for passage in tension.passages}
        theme = themes.pop()
        if theme and not themes:
            by_theme[theme].setdefault(tension.passages, tension)
    for theme, found in sorted(by_theme.items()):
        for rank, tension in enumerate(found.values(), start=1):
            elsewhere = tuple(p for p in tension.elsewhere if p not in decided.off_topic)
            yield replace(tension, theme_id=theme, rank=rank, elsewhere=elsewhere)


def _quotes(
    run: Run,
    decided: Decided,
    found: Found,
    decisions: Sequence[Decision],
    present: Mapping[str, Passage],
    placements: Sequence[Placement],
    documents: Mapping[str, Document],
) -> list[Quote]:
    """Quotes chosen by the machine for the themes that stand, those that follow their passage to
    another theme, and those that people asked for or judged."""
    known = int(run.manifest.get("decisions", 0))
    then = decided
    if any(d.number > known for d in decisions):
        then = replay(found, [d for d in decisions if d.number <= known])
    chosen: dict[tuple[str, str], tuple[int, Quote]] = {}
    for quote in run.quotes:
        theme = decided.main.get(quote.passage_id, "")
        if not theme:
            continue
        # Chosen for this theme, or for the one its passage was in before people moved it.
        own = quote.theme_id == theme
        if own or (then.main[quote.passage_id] != theme):
            key = (theme, quote.passage_id)
            if own or key not in chosen:
                chosen[key] = (quote.rank, quote)
    asked = set(decided.quotes) | set(decided.pinned)
    last = max((quote.rank for quote in run.quotes), default=0) + 1
    for placement in placements:
        key = (placement.theme_id, placement.passage_id)
        if placement.passage_id in asked and placement.theme_id and key not in chosen:
            chosen[key] = (last, as_quote(placement, present, documents))
    return _ranked(chosen, decided)


def as_quote(
    placement: Placement, present: Mapping[str, Passage], documents: Mapping[str, Document]
) -> Quote:
    """A passage as a quote of its theme, that the machine had not chosen: `id` and `rank` are to be
    told by whoever lists it."""
    passage = present[placement.passage_id]
    document = documents[passage.document_id]
    return Quote(
        id="",
        theme_id=placement.theme_id,
        passage_id=passage.id,
        facet=placement.facet.facet,
        rank=0,
        text=passage.text,
        published_text=publishable(document, passage.start, passage.end),
        nature=passage.nature,
    )


def _ranked(chosen: Mapping[tuple[str, str], tuple[int, Quote]], decided: Decided) -> list[Quote]:
    """Pinned first, then as the machine ranked them, rejected ones last."""
    from analyse.steps.quotes import quote_id

    groups: dict[tuple[str, str], list[tuple[tuple[object, ...], Quote]]] = defaultdict(list)
    for (theme, passage), (rank, quote) in chosen.items():
        status = decided.quotes.get(passage, quote.status)
        order = (status is QuoteStatus.REJECTED, passage not in decided.pinned, rank, passage)
        new = replace(quote, id=quote_id(theme, passage), theme_id=theme, status=status)
        groups[theme, quote.facet.value].append((order, new))
    return [
        replace(quote, rank=rank)
        for key in sorted(groups)
        for rank, (_, quote) in enumerate(sorted(groups[key], key=lambda item: item[0]), start=1)
    ]
