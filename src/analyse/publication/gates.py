"""What lacks before a publication, gate by gate.

A gate is a function of the candidate that yields what lacks. To add one, write it and name it in
`GATES`; when it may not be skipped by a draft, name it in `ALWAYS` too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from analyse.contracts import Json, Quote, QuoteStatus, Theme
from analyse.publication.candidate import Candidate, Standing
from analyse.standing import APPROVED
from analyse.state import describe


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that lacks, and what to do.

    Attributes:
        gate: name of the gate.
        what: in French, without any text of a note.
        action: what to do next, in French.
        theme_id, title: the theme concerned, "" for the whole project.
        passages: ids of the passages concerned.
    """

    gate: str
    what: str
    action: str
    theme_id: str = ""
    title: str = ""
    passages: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "barriere": self.gate,
            "theme_id": self.theme_id,
            "theme": self.title,
            "manque": self.what,
            "remede": self.action,
            "passages": list(self.passages),
        }


Gate = Callable[[Candidate], Iterable[Lack]]


def lacks(candidate: Candidate, gates: Iterable[Gate] | None = None) -> list[Lack]:
    """Everything that lacks, the whole project first, then theme after theme.

    Args:
        candidate: what would be published.
        gates: those to pass; None for all of them, or for a draft those it never skips.
    """
    chosen = gates if gates is not None else ALWAYS if candidate.draft else GATES
    found = [lack for gate in chosen for lack in gate(candidate)]
    order = {theme.id: at for at, theme in enumerate(candidate.themes, start=1)}
    return sorted(found, key=lambda lack: order.get(lack.theme_id, 0))


def ledger_adds_up(candidate: Candidate) -> Iterator[Lack]:
    """Everything received is somewhere, or nothing is published."""
    for problem in describe(candidate.state).problems:
        yield Lack("bilan", f"le bilan ne balance pas\u00a0: {problem}", "Signalez ce défaut.")


def some_theme_is_approved(candidate: Candidate) -> Iterator[Lack]:
    """Only themes that people approved are published."""
    if not any(theme.status == APPROVED for theme in candidate.themes):
        yield Lack(
            "thèmes",
            "aucun thème n'est approuvé",
            "analyse decider DOSSIER approuver THEME --qui NOM",
        )


def quotes_are_decided(candidate: Candidate) -> Iterator[Lack]:
    """A person approved or rejected each quote that could be published."""
    could = {Standing.PUBLISHABLE, Standing.ASK}
    for theme in candidate.themes:
        waiting = [
            q
            for q in candidate.quotes(theme.id)
            if q.status is QuoteStatus.PROPOSED
            and candidate.verdicts[q.passage_id].standing in could
        ]
        if waiting:
            yield _of(
                "extraits",
                theme,
                waiting,
                _count(len(waiting), "extrait n'est pas relu", "extraits ne sont pas relus"),
                f"analyse relire DOSSIER --theme {theme.id} --qui NOM",
            )
        elif not candidate.shown(theme.id) and not _asked(candidate, theme):
            yield Lack(
                "extraits",
                "aucun extrait approuvé ne peut être publié",
                "Approuvez un extrait publiable de ce thème, ou annulez l'approbation du thème.",
                theme.id,
                theme.title,
            )


def _asked(candidate: Candidate, theme: Theme) -> bool:
    """Whether another gate asks for what would free a quote of the theme."""
    told = [candidate.verdicts[q.passage_id] for q in candidate.quotes(theme.id)]
    return any(
        verdict.standing in (Standing.ASK, Standing.LOST)
        or any(answer is None for _, answer in verdict.communities)
        for verdict in told
    )


def flags_are_explained(candidate: Candidate) -> Iterator[Lack]:
    """A quote that may point at somebody is approved with a reason."""
    for theme in candidate.themes:
        bare = [
            q
            for q in candidate.shown(theme.id)
            if candidate.flags.get(q.passage_id) and not candidate.reason(q.passage_id)
        ]
        if bare:
            yield _of(
                "signalements",
                theme,
                bare,
                _count(
                    len(bare),
                    "extrait signalé est approuvé sans raison",
                    "extraits signalés sont approuvés sans raison",
                ),
                "analyse decider DOSSIER approuver-extrait --passage P --raison TEXTE --qui NOM",
            )


def consents_are_known(candidate: Candidate) -> Iterator[Lack]:
    """Publication asks: nothing said is not a yes."""
    for theme in candidate.themes:
        ask = [
            q
            for q in candidate.quotes(theme.id)
            if candidate.verdicts[q.passage_id].standing is Standing.ASK
        ]
        if ask:
            yield _of(
                "consentements",
                theme,
                ask,
                _count(
                    len(ask),
                    "extrait n'a pas de consentement connu",
                    "extraits n'ont pas de consentement connu",
                )
                + f" ({_files(candidate, ask)})",
                "Remplissez la colonne «\u00a0consentement\u00a0» du registre, ou\u00a0: "
                "analyse consentir DOSSIER fichier CHEMIN publier --qui NOM",
            )


def communities_have_answered(candidate: Candidate) -> Iterator[Lack]:
    """A community that was not asked is asked; what it refused is held back, and counted."""
    for theme in candidate.themes:
        waiting: Counter[str] = Counter()
        ids: list[str] = []
        for quote in candidate.quotes(theme.id):
            silent = [
                name
                for name, answer in candidate.verdicts[quote.passage_id].communities
                if answer is None
            ]
            waiting.update(silent)
            ids += [quote.passage_id] if silent else []
        for name, number in sorted(waiting.items()):
            yield Lack(
                "accords",
                f"l'accord de {name} n'est pas inscrit "
                f"({_count(number, 'extrait retenu', 'extraits retenus')})",
                f'analyse accord DOSSIER "{name}" --reference TEXTE --qui NOM (ou --refuser)',
                theme.id,
                theme.title,
                tuple(ids),
            )


def corrected_notes_are_read(candidate: Candidate) -> Iterator[Lack]:
    """A withdrawn passage whose place is lost in a corrected note is found again by a person."""
    for theme in candidate.themes:
        lost = [
            q
            for q in candidate.quotes(theme.id)
            if candidate.verdicts[q.passage_id].standing is Standing.LOST
        ]
        if lost:
            yield _of(
                "retraits",
                theme,
                lost,
                f"un passage retiré n'est plus retrouvé dans une note corrigée "
                f"({_files(candidate, lost)})",
                "Lisez la note, puis retirez le passage sous son nouvel identifiant, ou dites "
                "«\u00a0analyser\u00a0» pour l'ancien s'il n'y est plus.",
            )


def quotes_are_in_their_file(candidate: Candidate) -> Iterator[Lack]:
    """Each quote is word for word in the file itself, and its masks are those of today."""
    for theme in candidate.themes:
        wrong: dict[str, list[Quote]] = {}
        for quote in candidate.shown(theme.id):
            problem = candidate.checks.get(quote.passage_id, "")
            if problem:
                wrong.setdefault(problem, []).append(quote)
        for problem, quotes in sorted(wrong.items()):
            yield _of(
                "fichiers",
                theme,
                quotes,
                f"{problem} ({_files(candidate, quotes)})",
                "Relancez l'analyse (analyse lancer DOSSIER), puis relisez ce qui a changé.",
            )


def sentences_have_support(candidate: Candidate) -> Iterator[Lack]:
    """What the team wrote rests on passages that nobody withdrew."""
    for theme in candidate.themes:
        writing = candidate.writing(theme.id)
        written = (*((writing.definition,) if writing.definition else ()), *writing.sentences)
        bare = [line for line in written if not candidate.rests_on(line)]
        if bare:
            numbers = ", ".join(str(line.number) for line in bare)
            yield Lack(
                "phrases",
                _count(len(bare), "phrase sans appui", "phrases sans appui")
                + f" (décision{'s' if len(bare) > 1 else ''} {numbers})",
                "Écrivez-la de nouveau avec les passages qui l'appuient, ou annulez sa décision.",
                theme.id,
                theme.title,
            )


def _of(gate: str, theme: Theme, quotes: Iterable[Quote], what: str, action: str) -> Lack:
    ids = tuple(quote.passage_id for quote in quotes)
    return Lack(gate, what, action, theme.id, theme.title, ids)


def _files(candidate: Candidate, quotes: Iterable[Quote]) -> str:
    paths = candidate.state.paths
    owner = {p.id: p.document_id for p in candidate.state.passages}
    found = list(dict.fromkeys(paths[owner[quote.passage_id]] for quote in quotes))
    rest = f" et {len(found) - 3} autres" if len(found) > 3 else ""
    return ", ".join(found[:3]) + rest


def _count(number: int, one: str, many: str) -> str:
    return f"{number}\u00a0{one if number < 2 else many}"


ALWAYS: tuple[Gate, ...] = (
    ledger_adds_up,
    quotes_are_in_their_file,
)
"""Gates that a draft does not skip either. What is withdrawn, held back for a community, limited
to the analysis, or lost in a corrected note is never shown, in a draft as in a publication."""

GATES: tuple[Gate, ...] = (
    ledger_adds_up,
    some_theme_is_approved,
    quotes_are_decided,
    flags_are_explained,
    consents_are_known,
    communities_have_answered,
    corrected_notes_are_read,
    quotes_are_in_their_file,
    sentences_have_support,
)
"""Every gate, in the order in which a person clears them."""
