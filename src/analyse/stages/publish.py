"""From an analysis to `fiches/`: the gates, then the files, and a line that says what they hold.

Nothing is published but quotes that a person approved, in passages that may be.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from analyse.atomic import replace_folder
from analyse.contracts import Json, Release, ReleaseKind
from analyse.errors import ProjectError, UsageError, system_reason
from analyse.exports.tables import snapshot
from analyse.exports.validation import members_of
from analyse.flagging import flags_of
from analyse.project import Project
from analyse.publication.candidate import Candidate, Standing
from analyse.publication.gates import Lack, lacks
from analyse.publication.recall import Recall
from analyse.render.publication import render
from analyse.stages.checks import check
from analyse.stages.consents import Settled, settle
from analyse.stages.edition import edition
from analyse.stages.releases import by_document, digest, holds, now, session
from analyse.stages.trace import standing_of, to_recall
from analyse.steps import quotes
from analyse.store import Store
from analyse.validation.published import Validated, validated

REFUSED = 3
"""Exit status when a gate refuses."""


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` did.

    Attributes:
        settled: what consents took out first.
        lacks: what lacks; when there is anything, nothing was written.
        release: what was written, None when nothing was.
        unchanged: the folder already held exactly that, and was told.
        counts: passages of the themes concerned, by where they stand.
        left_out: titles of the themes that nobody approved.
        recalls: what left the folder before and must be taken back.
    """

    settled: Settled
    lacks: tuple[Lack, ...]
    release: Release | None
    unchanged: bool
    counts: Mapping[str, int]
    left_out: tuple[str, ...]
    recalls: tuple[Recall, ...]

    @property
    def exit_status(self) -> int:
        """0 done, 3 refused."""
        return REFUSED if self.lacks else 0

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        release = self.release
        return {
            "publie": release is not None,
            "nature": release.kind.value if release else None,
            "dossier": release.folder if release else None,
            "fichiers": dict(release.files) if release else {},
            "inchange": self.unchanged,
            "manque": [lack.to_json() for lack in self.lacks],
            "passages": dict(self.counts),
            "themes_non_approuves": list(self.left_out),
            "passages_retires": self.settled.passages,
            "fichiers_retires": self.settled.documents,
            "a_reprendre": [recall.to_json() for recall in self.recalls],
        }


def publish(project: Project, store: Store, *, draft: bool = False, author: str = "") -> Published:
    """Pass the gates, then write the fiches; or say all that lacks and write nothing.

    Args:
        project: the project folder; `fiches/` is written, or `fiches-brouillon/` for a draft.
        store: its database.
        draft: do not ask for approvals; what is withdrawn, held or exposed stays out all the same.
        author: who publishes, as they sign; "" for the name of their session.

    Raises:
        UsageError: there is no analysis.
        IntegrityError: a quote is not verbatim: nothing is written.
        ProjectError: the folder cannot be written; what was there is as it was.
    """
    settled = settle(project, store)
    candidate = candidate_of(project, store, draft=draft)
    found = tuple(lacks(candidate))
    release, unchanged = None, False
    if not found:
        release, unchanged = _write(project, store, candidate, author)
    back = to_recall(project, store, candidate.state)
    return Published(
        settled=settled,
        lacks=found,
        release=release,
        unchanged=unchanged,
        counts=_counts(candidate),
        left_out=_left_out(candidate),
        recalls=back,
    )


def candidate_of(project: Project, store: Store, *, draft: bool = False) -> Candidate:
    """What would be published, with everything that gates look at.

    Raises:
        UsageError: there is no analysis.
        ConfigurationError: registre, participants or consentements cannot be understood.
    """
    state = snapshot(store)
    if state.run is None:
        raise UsageError(
            "Ce projet n'a pas encore d'analyse\u00a0: il n'y a rien à publier.",
            action="Lancez-la d'abord\u00a0: analyse lancer DOSSIER",
        )
    first = Candidate(state, standing_of(project, store, state), draft=draft)
    shown = [q for theme in first.themes for q in first.shown(theme.id)]
    documents = {document.id: document for document in state.documents}
    quotes.verify(shown, state.passages, documents)
    ids = {quote.passage_id for quote in shown}
    return Candidate(
        state,
        first.verdicts,
        flags=flags_of(state, ids),
        checks=check(project, store, (p for p in state.passages if p.id in ids), documents),
        draft=draft,
    )


def _counts(candidate: Candidate) -> dict[str, int]:
    found = {standing.value: 0 for standing in Standing}
    for theme in candidate.themes:
        for passage in candidate.members(theme.id):
            found[candidate.verdicts[passage.id].standing.value] += 1
    return found


def _left_out(candidate: Candidate) -> tuple[str, ...]:
    run, taken = candidate.state.run, {theme.id for theme in candidate.themes}
    return tuple(theme.title for theme in (run.themes if run else ()) if theme.id not in taken)


def _answered(project: Project, store: Store, candidate: Candidate) -> dict[str, Validated]:
    """What volunteers answered about the themes that are published."""
    with store.moment():
        polls, anchors = store.polls(), store.anchors()
    return validated(
        polls,
        project.params.validation,
        (theme.id for theme in candidate.themes),
        members=members_of(candidate.state),
        anchors=anchors,
    )


def _write(
    project: Project, store: Store, candidate: Candidate, author: str
) -> tuple[Release, bool]:
    """Write the files, and first the line that says what they hold: nothing is out untold."""
    made = edition(project, candidate, _answered(project, store, candidate))
    files = {name: text.encode("utf-8") for name, text in sorted(render(made).items())}
    folder = project.publication_draft if candidate.draft else project.published
    release = Release(
        id=secrets.token_hex(16),
        kind=ReleaseKind.DRAFT if candidate.draft else ReleaseKind.PUBLICATION,
        at=now(),
        author=" ".join(author.split()) or session(),
        run=made.number,
        folder=str(folder),
        files={name: digest(data) for name, data in files.items()},
        passages=by_document(candidate.state, made.passages),
    )
    last = [r for r in store.releases() if r.kind is release.kind]
    if last and last[-1].files == release.files and holds(folder, release.files):
        return last[-1], True
    release = store.add_release(release)
    try:
        replace_folder(folder, files)
    except OSError as error:
        raise ProjectError(
            f"Impossible d'écrire dans «\u00a0{folder}\u00a0» ({system_reason(error)})\u00a0: les "
            "fiches précédentes sont intactes.",
            action="Fermez les fiches ouvertes dans d'autres programmes, vérifiez l'espace libre "
            "et le droit d'écrire, puis relancez.",
        ) from error
    return release, False
