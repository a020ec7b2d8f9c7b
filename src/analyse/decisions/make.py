"""A decision made by a person: checked against the view they saw, with what they saw."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from analyse.contracts import Decision, DecisionKind, Seen
from analyse.decisions.view import Decided
from analyse.decisions.writing import LINES
from analyse.errors import UsageError

_TITLE = 200  # characters: a title is a line, not a text
_SENTENCE = 600  # characters: a sentence or two
_TEXT = 4000
_AUTHOR = 80
_ONE_THEME = {
    DecisionKind.RENAME,
    DecisionKind.DEFINE,
    DecisionKind.SPLIT,
    DecisionKind.MOVE,
    DecisionKind.PIN,
    DecisionKind.REJECT,
    DecisionKind.APPROVE,
    DecisionKind.FICHE,
    DecisionKind.CHANTIER,
    DecisionKind.VERDICT,
    DecisionKind.ADJUDICATE,
    *LINES,
}
_NEED_PASSAGES = {
    DecisionKind.SPLIT,
    DecisionKind.MOVE,
    DecisionKind.PIN,
    DecisionKind.OFF_TOPIC,
    DecisionKind.VERDICT,
}
_NEED_VALUE = {
    DecisionKind.RENAME: "un titre",
    DecisionKind.DEFINE: "une définition",
    DecisionKind.SPLIT: "le titre du nouveau thème",
    DecisionKind.FICHE: "une fiche de la grille",
    DecisionKind.CHANTIER: "un chantier",
    DecisionKind.VERDICT: "un verdict",
    DecisionKind.ADJUDICATE: "la carte et la réponse",
    DecisionKind.SUMMARY: "une phrase",
    DecisionKind.FINDING: "une phrase",
    DecisionKind.LEAD: "une phrase",
    DecisionKind.TENSION: "une phrase",
    DecisionKind.INCLUDE: "un critère",
    DecisionKind.EXCLUDE: "un critère",
    DecisionKind.MEMO: "un texte",
}
_QUOTES = (DecisionKind.APPROVE_QUOTE, DecisionKind.REJECT_QUOTE)


def text_digest(text: str) -> str:
    """16 hexadecimal digits that tell a text exactly."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def members_digest(passage_ids: Iterable[str]) -> str:
    """16 hexadecimal digits that tell a set of passages."""
    return text_digest("\n".join(sorted(passage_ids)))


def new_theme_id(decision_id: str) -> str:
    """Id of the theme that a split makes: told by the decision alone."""
    return "t" + hashlib.sha256(f"scinder\0{decision_id}".encode()).hexdigest()[:11]


def new_id() -> str:
    """A fresh decision id."""
    return secrets.token_hex(16)


def make(
    kind: DecisionKind,
    view: Decided,
    ledger: Sequence[Decision],
    *,
    run: int,
    author: str,
    themes: Sequence[str] = (),
    passages: Sequence[str] = (),
    value: str = "",
    reason: str = "",
    texts: dict[str, str] | None = None,
    decision_id: str = "",
    at: str = "",
) -> Decision:
    """A decision ready to be appended.

    Args:
        kind: what is decided; for an undoing, `value` is the id of the decision it undoes.
        view: the view on the person's screen.
        ledger: the decisions it was made from.
        run: number of the analysis on the screen, 0 without one.
        author: who decides, as they sign.
        themes: ids of the themes concerned, the one that stays first for a merge.
        passages: ids of the passages concerned.
        value: title, definition, fiche or chantier.
        reason: why.
        texts: passage id → its text, needed to decide on a quote.
        decision_id: given by a caller that may send it twice; else a fresh one.
        at: when, ISO 8601; else now.

    Raises:
        UsageError: something is missing, unknown or without effect, in French.
    """
    decision = Decision(
        id=decision_id or new_id(),
        kind=kind,
        author=_line(author, "qui décide", _AUTHOR),
        at=at or datetime.now(UTC).isoformat(timespec="seconds"),
        theme_ids=tuple(dict.fromkeys(themes)),
        passage_ids=tuple(sorted(set(passages))),
        value=value.strip(),
        reason=_text(reason, "la raison"),
    )
    if kind is DecisionKind.UNDO:
        decision = _undoing(decision, ledger)
    else:
        decision = _checked(decision, view, texts or {})
    return replace(decision, seen=_seen(decision, view, ledger, run))


def well_formed(decision: Decision) -> str:
    """What a decision made elsewhere lacks to be one, in French; "" when it lacks nothing."""
    kind, themes, passages = decision.kind, decision.theme_ids, decision.passage_ids
    least = {DecisionKind.MERGE: 2, DecisionKind.SPLIT: 2}.get(kind, int(kind in _ONE_THEME))
    most = 1 if kind in _ONE_THEME else len(themes)
    if kind is DecisionKind.SPLIT:
        most = 2
    if not least <= len(themes) <= most:
        return f"«\u00a0{kind.value}\u00a0» ne porte pas sur {len(themes)} thèmes"
    if len(set(themes)) < len(themes):
        return "un thème y est deux fois"
    if kind in _NEED_PASSAGES and not passages:
        return f"«\u00a0{kind.value}\u00a0» demande au moins un passage"
    if kind in _QUOTES and len(passages) != 1:
        return "un extrait est un seul passage"
    needs_value = kind in _NEED_VALUE or kind in _QUOTES or kind is DecisionKind.UNDO
    if needs_value and not decision.value:
        return "il manque la valeur"
    return ""


def _checked(decision: Decision, view: Decided, texts: dict[str, str]) -> Decision:
    kind, themes, passages = decision.kind, decision.theme_ids, decision.passage_ids
    if kind in _ONE_THEME and len(themes) != 1:
        raise UsageError(f"«\u00a0{kind.value}\u00a0» porte sur un seul thème.")
    if kind is DecisionKind.MERGE and len(themes) < 2:
        raise UsageError("«\u00a0fusionner\u00a0» demande au moins deux thèmes différents.")
    for theme in themes:
        if theme not in view.titles:
            where = view.merged.get(theme)
            told = f"\u00a0: il a été fusionné dans {where}" if where else ""
            raise UsageError(f"Le thème {theme} n'est pas dans l'analyse{told}.")
    if kind in _NEED_PASSAGES and not passages:
        raise UsageError(f"«\u00a0{kind.value}\u00a0» demande au moins un passage.")
    for passage in passages:
        if passage not in view.main:
            raise UsageError(f"Le passage {passage} n'est pas dans l'analyse.")
    if kind in _NEED_VALUE:
        need = _NEED_VALUE[kind]
        decision = replace(decision, value=_value(kind, decision.value, need))
        if not decision.value:
            raise UsageError(f"«\u00a0{kind.value}\u00a0» demande {need}.")
    if kind is DecisionKind.MERGE:
        joined = [p for theme in themes[1:] for p in view.members(theme)]
        return replace(decision, passage_ids=tuple(sorted(joined)))
    if kind in _QUOTES:
        if len(passages) != 1:
            raise UsageError("Un extrait est un seul passage.")
        return replace(decision, value=text_digest(texts[passages[0]]))
    if kind is DecisionKind.REJECT and passages:
        _all_inside(view, themes[0], passages, "rejetés")
    if kind is DecisionKind.SPLIT:
        _all_inside(view, themes[0], passages, "mis à part")
        if len(passages) == len(view.members(themes[0])):
            raise UsageError(
                "Tous les passages du thème sont dans la liste\u00a0: il n'en resterait aucun.",
                action="Pour changer son titre, utilisez «\u00a0renommer\u00a0».",
            )
        return replace(decision, theme_ids=(themes[0], new_theme_id(decision.id)))
    return decision


def _all_inside(view: Decided, theme: str, passages: Sequence[str], what: str) -> None:
    outside = [p for p in passages if view.main[p] != theme]
    if outside:
        raise UsageError(
            f"Ces passages ne peuvent pas être {what}\u00a0: ils ne sont pas dans le thème {theme}"
            f"\u00a0: {', '.join(outside[:5])}."
        )


def _undoing(decision: Decision, ledger: Sequence[Decision]) -> Decision:
    target = next((d for d in ledger if d.id == decision.value), None)
    if target is None:
        raise UsageError("La décision à annuler n'est pas au registre.")
    return replace(decision, theme_ids=target.theme_ids, passage_ids=target.passage_ids)


def _seen(decision: Decision, view: Decided, ledger: Sequence[Decision], run: int) -> Seen:
    theme = decision.theme_ids[0] if decision.theme_ids else ""
    members = view.members(theme) if theme else decision.passage_ids
    return Seen(
        run=run,
        title=view.titles.get(theme, ""),
        size=len(members),
        members=members_digest(members),
        version=max((d.number for d in ledger if d.touches(decision)), default=0),
    )


def _value(kind: DecisionKind, value: str, need: str) -> str:
    if kind in (DecisionKind.DEFINE, DecisionKind.MEMO):
        return _text(value, need)
    return _line(value, need, _SENTENCE if kind in LINES else _TITLE)


def _line(value: str, what: str, most: int = _TITLE) -> str:
    """One line of text, spaces tidied."""
    line = " ".join(value.split())
    if what == "qui décide" and not line:
        raise UsageError("Il manque qui décide.", action='Ajoutez --qui "Votre nom".')
    if len(line) > most:
        raise UsageError(f"C'est trop long pour {what}\u00a0: {most} caractères au plus.")
    return line


def _text(value: str, what: str) -> str:
    """A text of a few paragraphs."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if len(text) > _TEXT:
        raise UsageError(f"C'est trop long pour {what}\u00a0: {_TEXT} caractères au plus.")
    return text
