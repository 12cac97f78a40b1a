"""`report`: what a crawl did, as one page for the browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.app import app
from crawler.cli.inspect import slug
from crawler.cli.options import DEFAULT_STORE, Since, Site, StoreUrl, existing_store, moment, now
from crawler.report.kept import options_of
from crawler.stores import Store
from crawler.stores.figures import Scope
from crawler.stores.files import replacing_bytes


@app.command(epilog="Example: [bold]bullionbite report --since 7d --with-pages 50[/bold]")
def report(
    store: StoreUrl = DEFAULT_STORE,
    site: Site = None,
    since: Since = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The page to write.")] = Path("report.html"),
    with_pages: Annotated[
        int, typer.Option("--with-pages", min=0, metavar="N", help="Also write inspector pages of the latest N dead letters.")
    ] = 0,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write a crawl report: articles over time, fetch outcomes, what was removed and why, drift, dead letters, revisions.

    The page holds everything it shows and asks the network for nothing. With --with-pages the dead letters link to inspector
    pages in a folder beside it.
    """
    from crawler.report.crawl_report import Links, report_page
    from crawler.report.figures import report as gather

    further = () if store == DEFAULT_STORE else ("--store", store)
    with existing_store(store) as opened:
        figures = gather(opened, Scope(site, moment(since)), now())
        urls = [letter.url for letter in figures.dead if letter.raw_digest][:with_pages]
        pages = _write_pages(opened, urls, out.with_name(f"{out.stem}_pages"))
    with replacing_bytes(out) as file:
        file.write(report_page(figures, Links(pages, further)).encode("utf-8", "replace"))
    print(out)
    if show:
        webbrowser.open(out.resolve().as_uri())


def _write_pages(store: Store, urls: list[str], folder: Path) -> Mapping[str, str]:
    """Inspector pages of kept pages; their addresses relative to the report."""
    if not urls:
        return {}
    from cleaners.records import Options
    from crawler.report.inspection import inspect
    from crawler.report.inspector import Labels, inspector_page

    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for url in urls:
        if (page := store.raw_page(url)) is None:
            continue
        inspection = inspect(page.body, page.fetch.final_url or url, options_of(page, Options()))
        path = folder / f"{slug(url)}.html"
        with replacing_bytes(path) as file:
            file.write(inspector_page(inspection, Labels(url)).encode("utf-8", "replace"))
        written[url] = f"{folder.name}/{path.name}"
    return written
