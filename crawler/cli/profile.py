"""`profile`: a site's profile, proposed from its own pages."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from cleaners.errors import BadRule, CleanerError
from cleaners.records import Options
from crawler.cli.app import app
from crawler.cli.errors import NOT_FOUND, CliError
from crawler.cli.options import DEFAULT_STORE, StoreUrl, existing_store, now
from crawler.cli.sampling import Visitor, article_pages
from crawler.report.kept import options_of

if TYPE_CHECKING:
    from cleaners.profiles.proposal import Sample

FETCHED = 8  # article pages that are asked for where the store has none
_ATTEMPTS = 3 * FETCHED
_KEPT = 40  # stored pages that a proposal is made from


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the site: its bytes, its address, and what HTTP said of it."""

    body: bytes
    url: str
    options: Options


@app.command(epilog="Example: [bold]bullionbite profile https://example.org --out profiles/example.toml[/bold]")
def profile(
    url: Annotated[str, typer.Argument(metavar="URL", help="The site's address, or that of one of its sections.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write the profile; else it is printed.")] = None,
    store: StoreUrl = DEFAULT_STORE,
) -> None:
    """Propose a profile for a site from its stored pages, or from a few that are fetched, and compare the texts with and without it."""
    from cleaners.profiles.proposal import propose, toml  # slow to import

    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if not url.startswith(("http://", "https://")) or not host:
        raise CliError(f"{url}: write the site's address with http:// or https://")
    pages = list(islice(stored_pages(store, url), _KEPT)) or list(_fetched(url))
    read = [(page, sample) for page in pages if (sample := _sample(page)) is not None]
    if len(read) < 2:
        raise CliError(f"{url}: {len(read)} of {len(pages)} pages hold an article; a profile needs two at least", NOT_FOUND)
    name = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")
    text = toml(propose([sample for _, sample in read]), name, host)
    _compare([page for page, _ in read], text, name)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        print(f"{out}", file=sys.stderr)


def stored_pages(store: str, site: str) -> Iterator[SitePage]:
    """The raw pages that the store has of a site, by its address or name; none where there is no store."""
    parts = urlsplit(site if "://" in site else f"//{site}")
    names = dict.fromkeys((site, parts.netloc, parts.netloc.removeprefix("www."), parts.hostname or ""))
    try:
        with existing_store(store) as opened:
            for name in names:
                found = False
                for page in opened.raw_pages(name):
                    found = True
                    yield SitePage(page.body, page.fetch.final_url or page.fetch.url, options_of(page, Options()))
                if found:
                    return
    except CliError as error:
        if error.code != NOT_FOUND:
            raise


def text_of(page: SitePage, options: Options) -> str:
    """The page's text, "" where it holds no article.

    Raises:
        BadRule: the profile is invalid.
    """
    import cleaners  # slow to import

    try:
        return str(cleaners.clean(page.body, page.url, options=options).text)
    except BadRule:
        raise
    except CleanerError:
        return ""


def _fetched(url: str) -> Iterator[SitePage]:
    """Pages of the site that hold an article, a few requests at most."""
    found = 0
    for address, source in article_pages(url, _ATTEMPTS, Visitor()):
        page = SitePage(source.body, source.url or address, Options(charset=source.charset, status=source.status, fetched_at=now()))
        if text_of(page, page.options):
            yield page
            found += 1
        if found == FETCHED:
            return


def _sample(page: SitePage) -> Sample | None:
    import cleaners
    from cleaners import pipeline
    from cleaners.page import read_page
    from cleaners.profiles.proposal import Sample

    try:
        article = cleaners.clean(page.body, page.url, options=page.options)
        judged = pipeline.judge(read_page(page.body, page.url, page.options))
    except BadRule:
        raise
    except CleanerError:
        return None
    return Sample(judged.page, judged.found, judged.decisions, article.metadata)


def _compare(pages: Iterable[SitePage], text: str, name: str) -> None:
    """Print, to standard error, the characters kept of each page without and with the profile."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{name}.toml").write_text(text, encoding="utf-8")
        for page in pages:
            before = text_of(page, page.options)
            after = text_of(page, replace(page.options, profiles_dir=Path(folder), profile=name))
            verdict = "same" if before == after else "differs"
            print(f"{verdict}: {len(before)} -> {len(after)} characters  {page.url}", file=sys.stderr)
