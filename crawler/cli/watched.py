"""A line of progress on standard error while a command works through much; silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

T = TypeVar("T")


def watched(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items, counted as they are taken; the line goes away at the end, and is never written to a pipe or a file.

    Args:
        items: what is worked through.
        what: a word for them, such as `pages`.
        total: how many there are, None where that is not known.
    """
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # What the command prints goes above the line when it goes to the same terminal, and else where it was sent.
    shares = sys.stdout.isatty()
    with Progress(*columns, console=console, transient=True, redirect_stdout=shares, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        for item in items:
            yield item
            progress.advance(task)
