"""`check`: a site's stored pages against its profile."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cleaners.errors import CleanerError
from crawler.cli.app import app
from crawler.cli.errors import NOT_FOUND, CliError
from crawler.cli.options import DEFAULT_STORE, StoreUrl
from crawler.cli.profile import SitePage, stored_pages, text_of
from crawler.exit_codes import ExitCode

_LOST = "body not found"


@app.command(epilog="Example: [bold]bullionbite check example.org --profile profiles/example.toml[/bold]")
def check(
    site: Annotated[str, typer.Argument(metavar="SITE", help="The site's name in the store, or its address.")],
    profile: Annotated[Path | None, typer.Option("--profile", metavar="FILE", help="The profile; else the one that fits by host or markup.")] = None,
    store: StoreUrl = DEFAULT_STORE,
) -> None:
    """Run a site's stored pages through a profile: where its body is not found, and which texts change. Exit code 1 if a body is lost."""
    from cleaners.profiles import read_profile

    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        name = ""
        if profile is not None:
            text = _read(profile)
            name = read_profile(text, str(profile)).name
            (Path(folder) / "profile.toml").write_text(text, encoding="utf-8")
        for page in stored_pages(store, site):
            with_profile = replace(page, options=replace(page.options, profiles_dir=Path(folder), profile=name)) if name else page
            verdict = _verdict(page, with_profile)
            tally[verdict] += 1
            if verdict in (_LOST, "text changes"):
                print(f"{verdict}: {page.url}")
    if not tally:
        raise CliError(f"no stored pages of {site}: crawl it first, or name the store with --store", NOT_FOUND)
    print(", ".join(f"{count} {verdict}" for verdict, count in tally.most_common()), file=sys.stderr)
    if tally[_LOST]:
        raise typer.Exit(1)


def _read(profile: Path) -> str:
    try:
        return profile.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"{profile}: {getattr(error, 'strerror', None) or error}", ExitCode.UNREACHABLE) from None


def _verdict(plain: SitePage, profiled: SitePage) -> str:
    """What the profile does to a page; a page that holds no article without it (a hub, an error) has no body to lose."""
    before = text_of(plain, plain.options)
    if not before:
        return "no article"
    if not _has_body(profiled):
        return _LOST
    return "same" if text_of(profiled, profiled.options) == before else "text changes"


def _has_body(page: SitePage) -> bool:
    from cleaners import profiles
    from cleaners.page import read_page

    try:
        read = read_page(page.body, page.url, page.options)
    except CleanerError:
        return False
    chosen = profiles.choose(read)
    return chosen is not None and chosen.body(read) is not None
