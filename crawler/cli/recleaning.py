"""`reclean`: today's rules and model over the pages that were fetched before."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.text import Text

from cleaners.records import Options
from crawler.canonical import CanonicalCheck
from crawler.cli.app import app
from crawler.cli.history import diff_lines
from crawler.cli.options import DEFAULT_STORE, Since, Site, StoreUrl, existing_store, moment, now
from crawler.cli.watched import watched
from crawler.items import Cleaning, feed_from_hint
from crawler.site_memory import Memories
from crawler.stores import Document, Fetch, RawPage, Recleaned, Store, Stored
from crawler.stores.packing import pack_json, scrubbed, storable, unpack_json
from crawler.stores.revise import classify, document_diff, same
from crawler.workers import CleaningPool

SECONDS = 20.0  # for one page; a page that takes longer is left as it is

Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="A folder of further rule files; default the project's RULES_DIR."),
]
Profiles = Annotated[
    Path | None, typer.Option("--profiles", metavar="DIR", help="A folder of further profiles; default PROFILES_DIR.")
]


@app.command(epilog="Example: [bold]bullionbite reclean --since 30d --dry-run[/bold], then without --dry-run")
def reclean(
    site: Site = None,
    since: Since = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    rules: Rules = None,
    profiles: Profiles = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes that clean; 0 cleans in this one.")] = min(
        4, os.cpu_count() or 1
    ),
    store: StoreUrl = DEFAULT_STORE,
) -> None:
    """Clean the kept raw pages again; show which articles change and how, then store them in one transaction.

    Pages that gave no article are tried again too. An article whose page gives none any more is reported and kept.
    """
    options = _options(rules, profiles)
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    with existing_store(store) as opened, tempfile.TemporaryFile() as spool:
        total = None if site or since or not sys.stderr.isatty() else opened.counts()["raw"]
        tally = asyncio.run(
            _compare(opened, watched(opened.raw_pages(site, moment(since)), "pages", total), _Work(options, workers, console, spool, Memories(opened)))
        )
        if not dry_run:
            opened.reclean(_spooled(spool), now())
    changes = ", ".join(f"{count} {name}" for name, count in tally.most_common()) or "no raw pages"
    print(f"{'would be' if dry_run else 'recleaned'}: {changes}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class _Work:
    """How pages are cleaned, where differences are shown, the file that holds what is to be stored, and what is known of the sites."""

    options: Options
    workers: int
    console: Console
    spool: BinaryIO
    memories: Memories


def _options(rules: Path | None, profiles: Path | None) -> Options:
    """The options that the crawl uses, from the project's settings."""
    from scrapy.utils.project import get_project_settings  # slow to import

    settings = get_project_settings()
    folders = [
        folder or (Path(settings[name]) if settings.get(name) else None)
        for folder, name in ((rules, "RULES_DIR"), (profiles, "PROFILES_DIR"))
    ]
    return Options(rules_dir=folders[0], profiles_dir=folders[1], profile=settings.get("CLEAN_PROFILE") or None)


async def _compare(store: Store, pages: Iterator[RawPage], work: _Work) -> Counter[str]:
    """Clean every page, show what differs, spool what is to be stored; how many pages ended in which way."""
    tally: Counter[str] = Counter()
    check = CanonicalCheck()
    async for page, cleaning in _cleaned(pages, work):
        current = store.article(page.fetch.url)
        if current is not None and current.source_url != page.fetch.url:
            verdict = "duplicates"
        elif cleaning.document is None:
            verdict = "without an article" if current is None else f"kept though now {cleaning.code}"
            if current is not None:
                work.console.print(Text(f"{page.fetch.url}: {cleaning.code} now; the article is kept", style="yellow"))
        else:
            document = scrubbed(_settled(cleaning.document, current, check))
            verdict = _verdict(current, document)
            if verdict != "unchanged":
                work.console.print(Text(f"{verdict}: {page.fetch.url}  {storable(document['title'])}", style="bold"))
                _show(current, document, work.console)
                _spool(work.spool, page, document)
        tally[verdict] += 1
    return tally


async def _cleaned(pages: Iterator[RawPage], work: _Work) -> AsyncIterator[tuple[RawPage, Cleaning]]:
    """Pages and their cleanings in order, a few in work at a time."""
    pool = CleaningPool(work.workers, SECONDS)
    waiting: list[tuple[RawPage, asyncio.Task[Cleaning]]] = []
    try:
        for page in pages:
            waiting.append((page, asyncio.create_task(_clean(pool, page, replace(work.options, memory=work.memories.of(page.site))))))
            if len(waiting) > 2 * work.workers:
                first, task = waiting.pop(0)
                yield first, await task
        for first, task in waiting:
            yield first, await task
    finally:
        for _, task in waiting:
            task.cancel()
        pool.close()


async def _clean(pool: CleaningPool, page: RawPage, options: Options) -> Cleaning:
    fetch = page.fetch
    known = replace(
        options, charset=fetch.charset, fetched_at=fetch.at, status=fetch.status, feed=feed_from_hint(fetch.feed)
    )
    return await pool.clean(page.body, fetch.final_url or fetch.url, known)


def _settled(document: dict[str, Any], current: Stored | None, check: CanonicalCheck) -> dict[str, Any]:
    """The document with the canonical address that the crawl would give it; what the crawl has refused stays refused."""
    if current is not None and current.document.get("canonical_url") == current.document.get("url"):
        document["canonical_url"] = document["url"]
    else:
        check.settle(document)
    return document


def _verdict(current: Stored | None, document: Document) -> str:
    """What storing the document would do to the article."""
    if current is None:
        return "new"
    if not same(current.document, document):
        return str(classify(current.document, document))
    return "other fields" if _fields(current.document, document) else "unchanged"


def _fields(old: Document, new: Document) -> list[str]:
    return [name for name in new if old.get(name) != new[name]]


def _show(current: Stored | None, document: Document, console: Console) -> None:
    if current is None:
        return
    for line in diff_lines(document_diff(current.document, document)):
        console.print(line)
    names = [
        name
        for name in _fields(current.document, document)
        if name not in ("title", "text", "markdown", "html", "content_hash", "word_count")
    ]
    if names:
        console.print(Text(f"  also: {', '.join(names)}", style="dim"))


def _spool(file: BinaryIO, page: RawPage, document: Document) -> None:
    record: dict[str, Any] = {
        "site": page.site,
        "url": page.fetch.url,
        "at": page.fetch.at.isoformat(),
        "final_url": page.fetch.final_url,
    }
    data = pack_json(record | {"digest": page.digest, "article": document})
    file.write(len(data).to_bytes(8, "big") + data)


def _spooled(file: BinaryIO) -> Iterator[Recleaned]:

    file.seek(0)
    while length := file.read(8):
        record = unpack_json(file.read(int.from_bytes(length, "big")))
        fetch = Fetch(record["url"], datetime.fromisoformat(record["at"]), final_url=record["final_url"])
        yield Recleaned(record["site"], fetch, record["article"], record["digest"])
