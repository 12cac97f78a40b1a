"""One look for everything that takes long on a terminal: how far, how fast, how long yet, and what has come of it."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

ROOMY = 100
"""Columns of a terminal that has room for the task's name."""


class Rate(ProgressColumn):
    """Steps a second: lately while it runs, of the whole when it is done."""

    def __init__(self) -> None:
        super().__init__(Column(min_width=6, no_wrap=True))

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "–/s", style="cyan", justify="right")


def progress(console: Console | None = None) -> Progress:
    """A display of one task, on standard error, that shows nothing where no terminal is.

    A task is added with the field `words`: what has come of the steps so far, as `counted` writes it.
    """
    console = console or Console(stderr=True, highlight=False)
    is_wide = console.width >= ROOMY
    name = TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis", max_width=20), markup=False)
    words = Column(no_wrap=True, overflow="ellipsis", max_width=max(20, console.width - (52 if is_wide else 31)))
    return Progress(
        SpinnerColumn(),
        *([name] if is_wide else []),  # what is running is known best, so it goes first
        BarColumn(None, table_column=Column(min_width=4, ratio=1)),
        MofNCompleteColumn(table_column=Column(min_width=5, no_wrap=True)),
        Rate(),
        TextColumn("{task.fields[words]}", table_column=words, markup=False),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True, table_column=Column(min_width=5, no_wrap=True)),
        console=console,
        disable=not console.is_terminal,
        expand=True,
    )


def counted(**counts: int) -> str:
    """Counts in words, as in `12 saved, 340 removed, 1 failed`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
