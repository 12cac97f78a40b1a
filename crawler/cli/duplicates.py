"""`duplicates`: the same article at several addresses, word for word or lightly edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.options import DEFAULT_STORE, AsJson, Site, StoreUrl, existing_store
from crawler.stores import Store, Stored
from crawler.stores.packing import storable

_AT_ONCE = 200


class _Copy(NamedTuple):
    """One article of a group."""

    id: int
    url: str
    site: str
    title: str
    published: str | None


@app.command(epilog="Example: [bold]bullionbite duplicates --json | jq -r .lead.url[/bold]")
def duplicates(store: StoreUrl = DEFAULT_STORE, site: Site = None, as_json: AsJson = False) -> None:
    """Group articles that are copies of each other, across sites and time; the earliest leads, and all stay stored.

    Copies may be edited: texts are one when they share a third of their word pairs, and numbers don't tell them apart.
    """
    with existing_store(store) as opened:
        for group in _groups(opened, site):
            lead, *copies = (one._asdict() for one in group)
            if as_json:
                print(json.dumps({"lead": lead, "copies": copies}, ensure_ascii=False))
            else:
                print(f"{_day(group[0])}  {group[0].url}  {storable(group[0].title)}")
                for one in group[1:]:
                    print(f"  {_day(one)}  {one.url}")


def _groups(store: Store, site: str | None) -> Iterator[list[_Copy]]:
    try:
        from crawler.duplicates import Finder
    except ImportError as error:
        raise CliError(f"{error.name} is not installed: pip install 'bullionbite[duplicates]'") from error
    with Finder(lambda number: _article(store, number).document["text"]) as finder:
        for stored in _all(store):
            if site is None or stored.site == site:
                finder.add(stored.id, stored.document["text"])
        for group in finder.groups():
            yield sorted((_copy(_article(store, number)) for number in group), key=_age)


def _all(store: Store) -> Iterator[Stored]:
    """Every current article, a few in memory at a time."""
    cursor = 0
    while (batch := store.export_since("duplicates", after=cursor, limit=_AT_ONCE)).items:
        yield from batch.items
        cursor = batch.cursor


def _article(store: Store, number: int) -> Stored:
    found = store.article(number)
    if found is None:
        raise CliError(f"article {number} went while its copies were looked for: run the command again")
    return found


def _copy(stored: Stored) -> _Copy:
    document: dict[str, Any] = dict(stored.document)
    return _Copy(stored.id, stored.url, stored.site, document["title"], document.get("published"))


def _age(one: _Copy) -> tuple[datetime, int]:
    """By publication; an article without one comes last."""
    if not one.published:
        return datetime.max.replace(tzinfo=UTC), one.id
    instant = datetime.fromisoformat(one.published)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)), one.id


def _day(one: _Copy) -> str:
    return (one.published or "no date   ")[:10]
