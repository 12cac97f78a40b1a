"""`doctor`: is everything in place for a crawl, and if not, what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin

import typer
from protego import Protego
from rich.console import Console
from rich.text import Text

import cleaners
from cleaners._speedups import modules as speedups
from cleaners.errors import BadRule
from cleaners.records import Options
from crawler.addresses import start_address
from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.options import now
from crawler.cli.source import HttpStatus, Source, fetch
from crawler.exit_codes import ConfigurationError, ExitCode, most_severe
from crawler.guard.secrets import masked
from crawler.stores import DEFAULT_STORE_URL, StoreError, open_database, open_store

ENOUGH_BYTES = 500_000_000
CLOCK_SECONDS = 300
_COLOURS = {"ok": "green", "warning": "yellow", "failure": "red"}
_PAGE = (
    "<html><body><article><h1>Ferry plan</h1><p>The council approved the plan on Monday.</p></article></body></html>"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: a level (`ok`, `warning`, `failure`), the facts, what to do about it, and the exit code of a failure."""

    subject: str
    level: str
    facts: str
    remedy: str = ""
    code: ExitCode = ExitCode.DONE


@app.command(epilog="Example: [bold]bullionbite doctor --url https://example.org[/bold]")
def doctor(
    url: Annotated[
        str | None, typer.Option("--url", help="The site; default the one that `scrapy crawl bullionbite` would crawl.")
    ] = None,
    store: Annotated[
        str | None, typer.Option("--store", envvar="STORE_URL", metavar="URL", help="The store; default the project's.")
    ] = None,
) -> None:
    """Check configuration, store, disk, site, robots.txt and clock, and say what to do. The exit code is that of the worst failure."""
    from scrapy.utils.project import get_project_settings  # slow to import

    settings = get_project_settings()
    console = Console(highlight=False, soft_wrap=True)
    failures = set()
    for finding in _findings(settings, url, store or settings.get("STORE_URL") or DEFAULT_STORE_URL):
        line = Text(f"{finding.level:<8} ", style=f"bold {_COLOURS[finding.level]}")
        line.append(f"{finding.subject:<14}", style="bold").append(finding.facts)
        console.print(line)
        if finding.remedy:
            console.print(Text(f"{'':<23}do: {finding.remedy}", style="cyan"))
        if finding.level == "failure":
            failures.add(finding.code)
    raise typer.Exit(int(most_severe(failures)))


def _findings(settings: Any, url: str | None, store: str) -> Iterator[Finding]:
    yield _rules(settings)
    yield _compiled()
    yield from _store(store)
    yield _disk(store)
    try:
        address = start_address("bullionbite", "bullionbite", {"url": url}, settings)
    except ConfigurationError as error:
        yield Finding("site", "failure", str(error).partition(": give")[0], "name it with --url, or set BULLIONBITE_URL (or SITE_URL) for crawls", ExitCode.BAD_CONFIGURATION)
        return
    yield from _site(address, settings.get("ROBOTSTXT_USER_AGENT") or "bullionbite")


def _rules(settings: Any) -> Finding:
    """The user's rule and profile files are valid: a page is cleaned with them."""
    folders = {name: Path(settings[name]) for name in ("RULES_DIR", "PROFILES_DIR") if settings.get(name)}
    for name, folder in folders.items():
        if not folder.is_dir():
            return Finding(
                "configuration",
                "failure",
                f"{name}: no folder {folder}",
                f"make it, or unset {name}",
                ExitCode.BAD_CONFIGURATION,
            )
    try:
        cleaners.clean(
            _PAGE, options=Options(rules_dir=folders.get("RULES_DIR"), profiles_dir=folders.get("PROFILES_DIR"))
        )
    except BadRule as error:
        return Finding("configuration", "failure", error.detail, "mend the file named", ExitCode.BAD_CONFIGURATION)
    return Finding("configuration", "ok", "rules and profiles are valid")


def _compiled() -> Finding:
    """The hot loops are compiled; without them all works, slower."""
    missing = sorted(name for name, module in speedups().items() if module is None)
    if missing:
        remedy = "install a C compiler and Python's headers (Debian: gcc python3-dev), then the package anew"
        return Finding("speed", "warning", f"not compiled: {', '.join(missing)}; pages take half as long again or more", remedy)
    return Finding("speed", "ok", "the hot loops are compiled")


def _store(url: str) -> Iterator[Finding]:
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        if not os.access(path.absolute().parent, os.W_OK):
            yield Finding("store", "failure", f"{url}: cannot be made there", _STORE_REMEDIES["unavailable"], ExitCode.STORAGE_FAILURE)
        else:
            yield Finding("store", "ok", f"{url}: not there yet, the first crawl makes it")
        return
    remedies = _STORE_REMEDIES | (_SERVER_REMEDIES if url.startswith("postgresql") else {})
    try:
        with open_store(url, make=False) as store:
            problems, counts, runs = store.check(), store.counts(), store.runs(limit=1)
    except StoreError as error:
        if error.code == "absent" and _may_make(url):
            yield Finding("store", "ok", f"{masked(url)}: not there yet, the first crawl makes it")
            return
        code = ExitCode.BAD_CONFIGURATION if error.is_misconfiguration else ExitCode.STORAGE_FAILURE
        yield Finding("store", "failure", masked(error.detail), remedies.get(error.code, "see docs/store.md"), code)
        return
    if problems:
        yield Finding("store", "failure", f"{len(problems)} problems: {problems[0]}", remedies["damaged"], ExitCode.STORAGE_FAILURE)
        return
    yield Finding(
        "store",
        "ok",
        f"{masked(url)}: {counts['articles']} articles, {counts['dead']} dead letters, {counts['pending']} pages pending",
    )
    if counts["held"] or (runs and runs[0].held):
        facts = f"{counts['held']} articles are in quarantine"
        yield Finding(
            "quarantine",
            "warning",
            facts,
            "look at `bullionbite runs`; then mend the profile and `reclean`, or `release RUN`",
        )
    if runs and runs[0].exit_code not in (0, None):
        when = runs[0].started_at.strftime("%Y-%m-%d %H:%M")
        yield Finding(
            "last run",
            "warning",
            f"{when}: {runs[0].outcome} (exit {runs[0].exit_code})",
            "see docs/operations.md for the code",
        )


def _may_make(url: str) -> bool:
    """Whether this user may make a store's tables on the server."""
    from sqlalchemy import text  # on demand: a third of the time that any command takes to start

    with open_database(url) as database, database.read() as connection:
        return bool(connection.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE') AND NOT pg_is_in_recovery()")))


_STORE_REMEDIES = {
    "bad-url": "set STORE_URL to sqlite:///path/to/file.db or postgresql+psycopg://user@host/database",
    "missing-driver": "pip install 'bullionbite[postgres]'",
    "unavailable": "make the folder, and let this user write there",
    "full": "free space, or `bullionbite prune`",
    "locked": "wait for the other process, or end it",
    "read-only": "let this user write the file and its folder",
    "damaged": "stop all runs, keep a copy of the file, restore a backup or `sqlite3 FILE .recover`",
    "corrupt": "the file is no store, or damaged: restore a backup",
    "too-new": "upgrade this program",
    "foreign": "name another database in STORE_URL",
    "copying": "run the same `bullionbite copy` again, to its end",
}
_SERVER_REMEDIES = {
    "absent": "let this user make tables there, best as the database's owner",
    "unavailable": "start the server, or mend host, port, database, user and password in STORE_URL",
    "full": "free space on the server, or `bullionbite prune`",
    "read-only": "name the primary server, and a user who owns the database or may create tables in it",
    "timed-out": "ALTER ROLE … SET statement_timeout = 0 for this user",
    "damaged": "stop all runs, keep a dump of the database, restore a backup",
    "foreign": "name an empty database in UTF-8 in STORE_URL",
}


def _disk(store: str) -> Finding:
    path = store.removeprefix("sqlite:///")
    folder = Path(path).absolute().parent if path != store else Path.cwd()
    while not folder.is_dir():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    facts = f"{free / 1e9:.1f} GB free in {folder}"
    if free < ENOUGH_BYTES:
        return Finding("disk", "failure", facts, "free space, or `bullionbite prune`", ExitCode.STORAGE_FAILURE)
    return Finding("disk", "ok", facts)


def _site(address: str, agent: str) -> Iterator[Finding]:
    robots = urljoin(address, "/robots.txt")
    try:
        text = fetch(robots).body[: 500 * 1024].decode("utf-8", "replace")
    except HttpStatus as error:
        if error.status >= 500 or error.status == 429:
            remedy = "wait: nothing is fetched while robots.txt fails"
            yield Finding("robots", "failure", str(error), remedy, ExitCode.UNREACHABLE)
            return
        text = ""
    except CliError as error:
        yield Finding(
            "site", "failure", str(error), "check the address, the network, DNS and TLS", ExitCode.UNREACHABLE
        )
        return
    if not Protego.parse(text).can_fetch(address, agent):
        remedy = "the site's owner does not want it crawled: ask, or leave it"
        yield Finding("robots", "failure", f"{robots} forbids {address} to {agent}", remedy, ExitCode.UNREACHABLE)
        return
    yield Finding("robots", "ok", f"{robots} allows {address}")
    try:
        page = fetch(address)
    except CliError as error:
        yield Finding("site", "failure", str(error), "check the address in a browser", ExitCode.UNREACHABLE)
        return
    yield Finding("site", "ok", f"{page.url} answered with {len(page.body)} bytes")
    yield _clock(page)


def _clock(page: Source) -> Finding:
    """This machine's clock against the site's: due times, signatures and relative dates hang on it."""
    try:
        theirs = parsedate_to_datetime(page.date or "")
    except ValueError:
        return Finding("clock", "ok", f"{now():%Y-%m-%d %H:%M} UTC; the site names no time to compare with")
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    off = (now() - theirs).total_seconds()
    if abs(off) > CLOCK_SECONDS:
        return Finding(
            "clock",
            "warning",
            f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the site's",
            "set it (timedatectl set-ntp true)",
        )
    return Finding("clock", "ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, within {CLOCK_SECONDS} s of the site's")
