"""What `inspect` and `case` look at: a file, an address, or a page the store has kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from cleaners.records import Options
from crawler.cli.errors import NOT_FOUND, CliError
from crawler.cli.options import existing_store, now
from crawler.cli.source import read
from crawler.report.kept import options_of
from crawler.stores import RawPage, Store


@dataclass(frozen=True, slots=True)
class Subject:
    """A page: its bytes, where it was fetched, what else is known of it, and what a command calls it."""

    body: bytes
    url: str | None
    options: Options
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """How a user names a page: `where`, the store to look in, and whether an address is fetched anew all the same."""

    where: str
    store: str
    fresh: bool = False
    url: str | None = None


def subject(choice: Choice, options: Options) -> Subject:
    """The page that a user names: a file, a kept page of the store by address or article id, or one bounded request.

    Raises:
        CliError: there is no such page, or it is no markup.
    """
    where = choice.where
    if kept := None if choice.fresh or Path(where).is_file() else _kept(choice):
        return Subject(kept.body, kept.fetch.final_url or kept.fetch.url, options_of(kept, options), where)
    source = read(where)
    if not source.is_markup:
        raise CliError(f"{where}: holds no markup; `bullionbite explain` shows what is cut from saved text")
    at = now() if source.url else None
    known = replace(options, charset=source.charset, status=source.status, fetched_at=at)
    return Subject(source.body, choice.url or source.url, known, where)


def kept_page(store: Store, where: str) -> RawPage | None:
    """The last kept page of an article's id, or of an address."""
    article = store.article(int(where) if where.isdecimal() else where)
    page = store.raw_page(article.source_url) if article else None
    return page or (None if where.isdecimal() else store.raw_page(where))


def _kept(choice: Choice) -> RawPage | None:
    """The page in the store; an id must be there, an address need not."""
    where = choice.where
    if not where.isdecimal() and not where.startswith(("http://", "https://")):
        return None
    try:
        with existing_store(choice.store) as store:
            page = kept_page(store, where)
    except CliError:
        if where.isdecimal():
            raise
        return None  # no store yet: the address is fetched
    if page is None and where.isdecimal():
        raise CliError(f"no kept page of article {where} in the store (see `bullionbite articles`)", NOT_FOUND)
    return page
