"""The steps composed, in plain Python: this page is the whole way from notes to draft fiches.

The command line and the flows both call it. Each stage reads the store, runs its steps and writes
the store, so a run that was interrupted goes on from what is already written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from analyse.contracts import Json, Sheet
from analyse.exports.tables import snapshot
from analyse.progress import Progress, Silent
from analyse.project import Project
from analyse.publication.recall import Recall
from analyse.render.journal import joined
from analyse.stages.drafts import write_drafts
from analyse.stages.manifest import JOINED
from analyse.stages.take_in import Intake, take_in
from analyse.stages.themes import Outcome, find_themes
from analyse.stages.trace import to_recall
from analyse.state import State, describe
from analyse.store import Run, Store, Turn


@dataclass(frozen=True, slots=True)
class Report:
    """What one `analyse lancer` did.

    Attributes:
        intake: what came in.
        run: the analysis as it stands, decisions included; None when no passage was found.
        computed: False when nothing had changed since the last run.
        state: the ledger after the run.
        page: the HTML page of draft fiches, None without a run.
        other_languages: language → passages that are not in the event's language.
        interrupted: when the analysis that this one takes up again had started (ISO 8601, UTC),
            "" when the one before had ended.
        recalls: what was published or exported and must be taken back.
    """

    intake: Intake
    run: Run | None
    computed: bool
    state: State
    page: Path | None
    other_languages: Mapping[str, int] = field(default_factory=dict)
    interrupted: str = ""
    recalls: tuple[Recall, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 done, 1 done with rejects."""
        return 1 if self.state.ledger.quarantined or self.unread_sheets else 0

    @property
    def joined(self) -> str:
        """What is told when passages joined themes rather than make them anew, "" otherwise."""
        return joined(self.run.manifest) if self.run else ""

    @property
    def unread_sheets(self) -> tuple[Sheet, ...]:
        """Fiches 1.0 that could not be read or hold no statement; each says why."""
        sheets = self.run.confrontation.sheets if self.run else ()
        return tuple(sheet for sheet in sheets if not sheet.statements)

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        run = self.run
        return {
            "analyse": run.number if run else None,
            "nouvelle": self.computed,
            "duree_s": run.seconds if run and self.computed else 0.0,
            "fichiers_lus": self.intake.processed,
            "themes": [
                {
                    "theme_id": t.id,
                    "theme": t.title,
                    "effectif": t.size,
                    "ateliers": t.workshops,
                    "voix": t.voices,
                    "stabilite": t.stability,
                    "statut": t.status,
                }
                for t in (run.themes if run else ())
            ],
            "passages_joints": int(run.manifest.get(JOINED, 0)) if run else 0,
            "changements": list(run.changes) if run and self.computed else [],
            "page": str(self.page) if self.page else None,
            "autres_langues": dict(self.other_languages),
            "reprise_de": self.interrupted or None,
            "reponses_fiches_1_0": dict(
                Counter(a.response.value for a in (run.confrontation.answers if run else ()))
            ),
            "fiches_1_0_non_lues": [
                {"fichier": sheet.path, "motif": sheet.warning} for sheet in self.unread_sheets
            ],
            "a_reprendre": [recall.to_json() for recall in self.recalls],
            **self.state.to_json(),
        }


def run(
    project: Project,
    *,
    day: int | None = None,
    anew: bool = False,
    progress: Progress | None = None,
    open_store: Callable[[str], Store] = Store.open,
) -> Report:
    """Run everything up to draft fiches.

    Args:
        project: the project folder.
        day: event day given to new files that have none.
        anew: form all themes again, even where new passages could join them.
        progress: told of each step.
        open_store: how to open the database.

    Raises:
        AnalyseError: see `errors`; what was written before stays and is taken up again.
    """
    progress = progress or Silent()
    with open_store(project.database_url) as store, my_turn(store, progress) as turn:
        intake = take_in(project, store, day=day, progress=progress)
        outcome: Outcome = find_themes(project, store, anew=anew, progress=progress)
        page = write_drafts(project, store, outcome.run, progress=progress)
        found = snapshot(store)
        recalls = to_recall(project, store, found)
    languages = Counter(
        p.language for p in found.passages if p.language != project.params.evenement.langue
    )
    state = describe(found)
    return Report(
        intake, found.run, outcome.computed, state, page, languages, turn.interrupted, recalls
    )


@contextmanager
def my_turn(store: Store, progress: Progress) -> Iterator[Turn]:
    """Hold the right to analyse a project; tell when another analysis has to end first."""
    waits = False

    def wait(_since: str) -> None:
        nonlocal waits
        waits = True
        progress.start("Attendre une autre analyse")

    with store.turn(wait) as turn:
        if waits:
            progress.finish()
        yield turn
