"""Live progress: step, count, rate, time left, on standard error."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Units per second, once known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s".replace(",", " ") if speed else "", style="dim")


class _Left(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Time left while running, time taken once done."""
        if task.finished:
            return Text(f"{task.finished_time or 0:.1f} s".replace(".", ","), style="dim")
        if task.total and task.time_remaining is not None:
            return Text(f"reste {task.time_remaining:.0f} s", style="dim")
        return Text(f"{task.elapsed or 0:.0f} s", style="dim")


class Live:
    """A `Progress` of the pipeline drawn in the terminal; plain lines when there is none."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = (
            Progress(
                SpinnerColumn(finished_text="[green]✓"),
                TextColumn("{task.description:<36}"),
                BarColumn(bar_width=14),
                MofNCompleteColumn(),
                _Rate(),
                _Left(),
                console=console,
            )
            if console.is_terminal
            else None
        )
        self._task: TaskID | None = None
        self._step = ""
        self._done = 0
        self._started = 0.0

    def __enter__(self) -> Live:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins."""
        self._step, self._done, self._started = step, 0, time.monotonic()
        if self._bar:
            self._task = self._bar.add_task(step, total=total)

    def advance(self, count: int = 1) -> None:
        """`count` more units are done."""
        self._done += count
        if self._bar and self._task is not None:
            self._bar.advance(self._task, count)

    def finish(self) -> None:
        """The step is over."""
        if self._bar and self._task is not None:
            total = self._bar.tasks[-1].total
            known = total if total is not None else max(self._done, 1)
            self._bar.update(self._task, total=known, completed=known)
        elif not self._bar:
            seconds = f"{time.monotonic() - self._started:.1f}".replace(".", ",")
            count = f", {self._done}" if self._done else ""
            self._console.print(f"{self._step}{count} ({seconds} s)", highlight=False)
