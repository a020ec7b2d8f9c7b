"""Progress and tables, without a server."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from analyse.contracts import Ledger
from analyse.pipeline import Report
from analyse.stages.take_in import Intake
from analyse.state import Reject, State


@pytest.fixture
def shown(monkeypatch):
    """A `Shown` whose artifacts are a list of (percent, description), and its clock."""
    from flows import reporting

    told: list[tuple[float, str]] = []
    clock = [0.0]
    monkeypatch.setattr(reporting, "get_run_logger", lambda: logging.getLogger("test"))
    monkeypatch.setattr(
        reporting,
        "create_progress_artifact",
        lambda progress, key, description: told.append((progress, description)) or len(told),
    )
    monkeypatch.setattr(
        reporting,
        "update_progress_artifact",
        lambda _id, progress, description: told.append((progress, description)),
    )
    return reporting.Shown(clock=lambda: clock[0]), told, clock


def test_progress_is_told_at_most_once_a_second(shown):
    """Thousands of units make few requests."""
    progress, told, clock = shown
    progress.start("Encoder", 4000)
    for _ in range(4000):
        clock[0] += 0.001
        progress.advance()
    progress.finish()

    percents = [percent for percent, _ in told]
    assert percents[0] == 0.0
    assert percents[-1] == 100.0
    assert percents == sorted(percents)
    assert 4 <= len(told) <= 6
    assert told[1][1].startswith("Encoder")
    assert "sur 4000" in told[1][1]


def test_more_units_than_announced_stay_under_one_hundred(shown):
    progress, told, clock = shown
    progress.start("Lire", 1)
    clock[0] += 2
    progress.advance(5)
    assert told[-1][0] == 100.0


def test_unknown_total_goes_from_zero_to_one_hundred(shown):
    progress, told, clock = shown
    progress.start("Recevoir")
    clock[0] += 5
    progress.advance(3)
    progress.finish()
    assert [percent for percent, _ in told] == [0.0, 100.0]


def test_a_page_that_does_not_refresh_never_stops_an_analysis(shown, monkeypatch, caplog):
    from flows import reporting

    def unreachable(*_args, **_options):
        raise ConnectionError("http://secret")

    monkeypatch.setattr(reporting, "create_progress_artifact", unreachable)
    progress, _, _ = shown
    progress.start("Encoder", 2)
    progress.advance()
    progress.finish()
    assert "ConnectionError" in caplog.text
    assert "secret" not in caplog.text


def ledger(**counts: int) -> Ledger:
    names = Ledger.__dataclass_fields__
    return Ledger(**{name: counts.get(name, 0) for name in names})


def state(**fields) -> State:
    known = {
        "ledger": ledger(received=3, read=2, quarantined=1, segmented=5, classified=5),
        "days": {}, "rejects": (), "reasons": {}, "lost": 0, "warnings": (), "stale": 0,
    }  # fmt: skip
    return State(**(known | fields))


def test_ledger_has_one_row_per_day_then_all():
    """The unknown day comes last, before the total."""
    from flows.reporting import ledger_rows

    days = {None: ledger(received=1), 2: ledger(received=1), 1: ledger(received=1)}
    rows = ledger_rows(state(days=days))
    assert [row["jour"] for row in rows] == [1, 2, "inconnu", "tous"]
    assert [row["recus"] for row in rows] == [1, 1, 1, 3]


def test_rejects_are_counted_by_reason_and_not_named():
    from flows.reporting import reject_rows

    rows = reject_rows(
        (
            Reject("notes-de-vexlard.pdf", "quarantaine", "aucun texte"),
            Reject("b.pdf", "quarantaine", "aucun texte"),
            Reject("c.txt", "doublon", "mêmes octets que notes-de-vexlard.txt"),
        )
    )
    assert rows[0] == {"statut": "quarantaine", "motif": "aucun texte", "fichiers": 2}
    assert "vexlard" not in repr(rows)


def test_a_ledger_that_does_not_add_up_is_told_in_the_final_message():
    from flows.reporting import summary

    report = Report(Intake(1, 1, 1, 0, 0), None, False, state(lost=4), None)
    assert "Le bilan ne balance pas\u00a0: 4 caractères" in summary(report)


def test_address_of_the_page_survives_spaces_and_accents():
    """The link can be pasted in a browser as it is."""
    from flows.reporting import fiches_text

    page = Path("/projets/été 2022/brouillons/fiches.html")
    report = Report(Intake(1, 1, 1, 0, 0), None, True, state(), page)
    assert "`file:///projets/%C3%A9t%C3%A9%202022/brouillons/fiches.html`" in fiches_text(report)


def test_the_five_changes_that_matter_first():
    """Five at most, hostile titles harmless, and where the others are."""
    from flows.reporting import changes_text

    told = changes_text([f"«\u00a0<b>{i}</b>\u00a0» a grandi" for i in range(7)])
    assert told.count("a grandi") == 5
    assert "<b>" not in told
    assert "et 2 autres" in told
