"""`inspect`: one page in the browser, what was kept of it, what went, and why."""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from cleaners.records import Options
from crawler.cli.app import app
from crawler.cli.options import DEFAULT_STORE, StoreUrl
from crawler.cli.pages import Profiles, Rules, Url
from crawler.cli.subject import Choice, subject
from crawler.stores.files import replacing_bytes

Page = Annotated[str, typer.Argument(metavar="URL|FILE|ID", help="An address, a file, or an article's id in the store.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Fetch an address now, even where the store has kept its page.")]


@app.command(epilog="Example: [bold]bullionbite inspect 17[/bold] or [bold]bullionbite inspect page.html --out look.html[/bold]")
def inspect(
    where: Page,
    store: StoreUrl = DEFAULT_STORE,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the page here, and open nothing.")] = None,
    fresh: Fresh = False,
    url: Url = None,
    rules: Rules = None,
    profiles: Profiles = None,
) -> None:
    """Open a page that shows the original beside the clean article, every block with its rule, score and reason.

    Without --out the page is written to the folder for temporary files and opened in the browser; its path is printed.
    """
    from crawler.report.inspection import inspect as examine  # the cleaner is slow to import
    from crawler.report.inspector import Labels, inspector_page

    found = subject(Choice(where, store, fresh, url), Options(rules_dir=rules, profiles_dir=profiles))
    further = () if store == DEFAULT_STORE else ("--store", store)
    page = inspector_page(examine(found.body, found.url, found.options), Labels(where, further))
    target = out or Path(tempfile.gettempdir()) / f"bullionbite-{slug(where)}.html"
    with replacing_bytes(target) as file:
        file.write(page.encode("utf-8", "replace"))
    print(target)
    if out is None and sys.stdout.isatty():
        webbrowser.open(target.resolve().as_uri())


def slug(where: str) -> str:
    """A file name for a page: its last words, and a digest that tells apart pages of the same words."""
    words = re.sub(r"[^a-z0-9]+", "-", where.lower().removesuffix(".html")).strip("-")[-40:].strip("-")
    return f"{words}-{hashlib.sha256(where.encode()).hexdigest()[:6]}"
