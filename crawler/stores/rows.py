"""Rows made from records, and the URL that names an article."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urldefrag, urlsplit

from crawler.stores import schema
from crawler.stores.connection import Row
from crawler.stores.outcomes import Fetch, Recleaned, Saved
from crawler.stores.packing import Packed, pack_json, storable


def article_key(saved: Saved | Recleaned) -> str:
    """The URL that names an article: its canonical URL when that is of the same host and not the front page, else the page's own.

    Pages exist that name another site's page, or on every post the site's front page, as canonical; believing them would pour all posts
    into one article.
    """
    own = saved.article.get("url") or saved.fetch.final_url or saved.fetch.url
    canonical = urldefrag(saved.article.get("canonical_url") or "").url
    if canonical == own:
        return storable(own)
    try:
        ours, theirs = urlsplit(own), urlsplit(canonical)
        trusted = _host(theirs.hostname) == _host(ours.hostname) and (
            theirs.path.strip("/") or not ours.path.strip("/")
        )
    except ValueError:
        trusted = False
    return storable(canonical if canonical and trusted else urldefrag(own).url)


def new_page(url: str, site: str, at: datetime) -> Row:
    """The row of a URL just seen for the first time."""
    row: Row = {column.name: None for column in schema.pages.columns}
    row.update(url=url, site=site, first_seen=at, last_seen=at, outcome="pending", failures=0, source="")
    return row


def raw_blob(page: Packed) -> Row:
    return {"digest": page.digest, "size": page.size, "stored": len(page.body), "body": page.body}


def raw_fetch(site: str, fetch: Fetch, name: str) -> Row:
    facts = {
        "status": fetch.status,
        "final_url": fetch.final_url,
        "etag": fetch.etag,
        "last_modified": fetch.last_modified,
        "charset": fetch.charset,
        "headers": fetch.headers,
        "feed": fetch.feed,
    }
    return {"url": fetch.url, "at": fetch.at, "site": site, "digest": name, "facts": pack_json(facts)}


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.").removeprefix("m.")
