"""What the terminal shows: readable at 80 columns, hostile names shown as they are."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from analyse.contracts import DocumentStatus
from analyse.exports.tables import Snapshot
from analyse.state import describe
from analyse.terminal.live import Live
from analyse.terminal.tables import show_state, themes_table
from samples import a_file, a_theme, refused


def shown(show, *, terminal: bool = False) -> str:
    out = io.StringIO()
    show(Console(file=out, width=80, highlight=False, emoji=False, force_terminal=terminal))
    return out.getvalue()


def state(*files):
    return describe(
        Snapshot(
            [f.document for f in files],
            [p for f in files for p in f.passages],
            [s for f in files for s in f.set_aside],
            None,
        )
    )


def test_names_that_look_like_markup_are_shown_as_they_are():
    """A file's name cannot colour the screen, hide itself or become an emoji."""
    name = "[red]x[/red] [/] :warning: .txt"
    found = state(a_file(), refused(name, DocumentStatus.QUARANTINED, reason="[bold]motif"))
    text = shown(lambda console: show_state(console, found))
    assert name in text
    assert "[bold]motif" in text


def test_everything_fits_80_columns():
    """A table of five days, with large numbers and long titles."""
    files = [a_file(f"{i}.txt", ("Un.",) * 40, jour=i % 5 + 1) for i in range(30)]
    text = shown(lambda console: show_state(console, state(*files)))
    assert all(len(line) <= 80 for line in text.splitlines())
    assert re.findall(r"^ *(\d|Tous) ", text, flags=re.M) == [*"12345", "Tous"] * 2
    themes = (replace(a_theme(title="Un titre " * 20), size=123456),)
    text = shown(lambda console: console.print(themes_table(themes)))
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "123456" in text


def test_a_long_list_of_rejects_is_counted():
    files = [refused(f"{i:02}.pdf", DocumentStatus.QUARANTINED) for i in range(25)]
    text = shown(lambda console: show_state(console, state(*files)))
    assert "19.pdf" in text
    assert "20.pdf" not in text
    assert "et 5 autres" in text


def test_numbers_are_written_in_french():
    text = shown(lambda console: console.print(themes_table((a_theme(),))))
    assert "0,81" in text


@pytest.mark.parametrize("total", [None, 0, 3])
def test_progress_without_a_terminal_is_one_line_a_step(total):
    """In a file or a pipe: the step, what was done, the time; no control characters."""

    def work(console: Console) -> None:
        with Live(console) as live:
            live.start("Encoder", total)
            if total:
                live.advance(total)
            live.finish()
            live.start("Former les thèmes")
            live.finish()

    text = shown(work)
    assert len(text.splitlines()) == 2
    assert text.startswith("Encoder, 3 (" if total else "Encoder (")
    assert "\x1b" not in text


@pytest.mark.parametrize("total", [None, 0, 3])
def test_progress_in_a_terminal_ends_every_step(total):
    """Each step is shown, and is over at the end."""

    def work(console: Console) -> None:
        with Live(console) as live:
            for step in ("Encoder", "Former les thèmes"):
                live.start(step, total)
                live.advance(total or 0)
                live.finish()
            assert live._bar is not None
            assert live._bar.finished

    text = shown(work, terminal=True)
    assert "Encoder" in text
    assert "Former les thèmes" in text
