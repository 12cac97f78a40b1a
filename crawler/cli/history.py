"""`history`: the versions of one article, and what each changed."""

from __future__ import annotations

import json
import sys
from difflib import SequenceMatcher
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from crawler.cli.app import app
from crawler.cli.errors import NOT_FOUND, CliError
from crawler.cli.options import DEFAULT_STORE, AsJson, StoreUrl, existing_store
from crawler.stores import Revision
from crawler.stores.formats import plain
from crawler.stores.packing import storable
from crawler.stores.revise import Diff


@app.command(epilog="Example: [bold]bullionbite history https://example.org/2026/03/mill-reopens.html[/bold]")
def history(
    url: Annotated[
        str, typer.Argument(metavar="URL|ID", help="The article's address (any it was fetched under), or its id.")
    ],
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
) -> None:
    """Show every version of an article: when it came, its class (headline, correction, addition, rewrite, removal), the paragraphs changed."""
    with existing_store(store) as opened:
        revisions = opened.history(int(url) if url.isdecimal() else url)
    if not revisions:
        raise CliError(f"no article of {url} in the store", NOT_FOUND)
    if as_json:
        for revision in revisions:
            sys.stdout.write(storable(json.dumps(plain(revision), ensure_ascii=False)) + "\n")
        return
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for revision in revisions:
        console.print(_heading(revision))
        for line in diff_lines(revision.diff):
            console.print(line)


def _heading(revision: Revision) -> Text:
    at = revision.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    line = Text(f"revision {revision.number}  {at}  ", style="bold")
    line.append(str(revision.change), style="bold cyan")
    if revision.cause != "crawl":
        line.append(f"  by {revision.cause}", style="dim")
    if revision.held:
        line.append("  held", style="bold red")
    return line.append(f"  {storable(revision.document.get('title'))}")


def diff_lines(diff: Diff) -> list[Text]:
    """A paragraph diff for people: changed paragraphs in pairs with the changed words marked, unchanged ones counted."""
    lines: list[Text] = []
    operations = list(diff)
    while operations:
        sign, value = operations.pop(0)
        if sign == "=":
            lines.append(Text(f"  … {value} paragraph{'' if value == 1 else 's'} unchanged", style="dim"))
            continue
        lost = [str(value)] if sign.startswith("-") else []
        gained = [] if lost else [str(value)]
        lost += _take(operations, "-") if lost else []
        gained += _take(operations, "+")
        lines += _changed(lost, gained)
    return lines


def _take(operations: list[Any], sign: str) -> list[str]:
    """The paragraphs of the operations with this sign that come next; a headline's pair stays together."""
    taken = []
    while operations and operations[0][0].startswith(sign):
        titled = operations[0][0].endswith("title")
        taken.append(str(operations.pop(0)[1]))
        if titled:
            break
    return taken


def _changed(lost: list[str], gained: list[str]) -> list[Text]:
    lines = []
    for index in range(max(len(lost), len(gained))):
        old = lost[index] if index < len(lost) else None
        new = gained[index] if index < len(gained) else None
        other = (
            SequenceMatcher(None, (old or "").split(), (new or "").split(), autojunk=False).get_opcodes()
            if old and new
            else None
        )
        if old is not None:
            lines.append(_paragraph("-", old.split(), [(tag, i, j) for tag, i, j, _, _ in other or ()], "red"))
        if new is not None:
            lines.append(_paragraph("+", new.split(), [(tag, k, m) for tag, _, _, k, m in other or ()], "green"))
    return lines


def _paragraph(sign: str, words: list[str], parts: list[tuple[str, int, int]], colour: str) -> Text:
    line = Text(f"{sign} ", style=f"bold {colour}")
    for tag, start, stop in parts or [("equal", 0, len(words))]:
        if start < stop:
            line.append(
                storable(" ".join(words[start:stop])) + " ",
                style=colour if tag == "equal" else f"bold reverse {colour}",
            )
    line.rstrip()
    return line
