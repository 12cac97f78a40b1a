"""Feeds: Blogger's JSON, JSON Feed, and Atom, RSS and RDF through feedparser, into the same records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cleaners.records import FeedEntry
from crawler.discovery.records import DiscoveryError, FeedPage, parse_instant

_SECONDS = 20.0  # for one feed: feedparser takes a second for a sound megabyte, and quadratic time for garbage


def read_feed_guarded(body: bytes) -> FeedPage:
    """Read a page of a feed that anybody may have written: XML in a process with limits. Blocks while that process works.

    Raises:
        DiscoveryError: the body is no feed, or takes more than a feed may.
    """
    if body.lstrip()[:1] == b"{":
        return _read_json(body)
    from cleaners.errors import OutOfMemory, TimedOut, WorkerDied
    from cleaners.guarded import GuardedPool, Limits  # on demand, as feedparser is

    try:
        with GuardedPool(1, Limits(seconds=_SECONDS)) as pool:
            return pool.submit(_read_xml, body).result()
    except (TimedOut, OutOfMemory, WorkerDied) as error:
        raise DiscoveryError(f"feed not read: {error.detail}") from None


def read_feed(body: bytes) -> FeedPage:
    """Read a page of a feed: Blogger's JSON, JSON Feed, Atom, RSS or RDF.

    Raises:
        DiscoveryError: the body is none of them.
    """
    if body.lstrip()[:1] == b"{":
        return _read_json(body)
    return _read_xml(body)


def _read_json(body: bytes) -> FeedPage:
    try:
        document = json.loads(body)
        if "jsonfeed.org" in str(document.get("version", "")):
            return FeedPage(tuple(map(_json_feed_entry, document["items"])), None, "", str(document.get("next_url") or ""))
        feed = document["feed"]
        entries = tuple(_json_entry(entry) for entry in feed.get("entry", ()))
        links = _links(feed)
        return FeedPage(entries, _count(_text(feed, "openSearch$totalResults")), links.get("alternate", ""), links.get("next", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DiscoveryError(f"no feed: {type(error).__name__}: {error}"[:200]) from None


def _json_entry(entry: Mapping[str, Any]) -> FeedEntry:
    return FeedEntry(
        url=_links(entry).get("alternate", ""),
        title=_text(entry, "title"),
        authors=tuple(name for author in entry.get("author", ()) if (name := _text(author, "name"))),
        published=parse_instant(_text(entry, "published")),
        updated=parse_instant(_text(entry, "updated")),
        tags=tuple(str(category["term"]) for category in entry.get("category", ()) if category.get("term")),
        body=_text(entry, "content") or _text(entry, "summary"),
        full="content" in entry,
    )


def _json_feed_entry(item: Mapping[str, Any]) -> FeedEntry:
    """An item of JSON Feed 1.0 or 1.1 (jsonfeed.org)."""
    authors = item.get("authors") or ([item["author"]] if item.get("author") else [])
    return FeedEntry(
        url=str(item.get("url") or item.get("external_url") or ""),
        title=str(item.get("title") or ""),
        authors=tuple(str(author["name"]) for author in authors if author.get("name")),
        published=parse_instant(item.get("date_published")),
        updated=parse_instant(item.get("date_modified")),
        tags=tuple(map(str, item.get("tags") or ())),
        body=str(item.get("content_html") or item.get("summary") or ""),
        full=bool(item.get("content_html")),
    )


def _text(record: Mapping[str, Any], name: str) -> str:
    """The value of a GData field: `{"title": {"$t": "..."}}`."""
    return str((record.get(name) or {}).get("$t") or "").strip()


def _links(record: Mapping[str, Any]) -> dict[str, str]:
    return {str(link.get("rel", "")): str(link.get("href", "")) for link in record.get("link", ())}


def _count(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _read_xml(body: bytes) -> FeedPage:
    import feedparser  # on demand: a site that serves JSON never needs it

    # feedparser's own sanitiser would change the body that is compared with the page.
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version"):
        raise DiscoveryError(f"no feed: {parsed.get('bozo_exception', 'unknown format')}")
    total = str(parsed.feed.get("opensearch_totalresults", ""))
    next_url = next((link.href for link in parsed.feed.get("links", ()) if link.get("rel") == "next"), "")
    entries = tuple(_xml_entry(entry) for entry in parsed.entries)
    return FeedPage(entries, _count(total), parsed.feed.get("link", ""), next_url)


def _xml_entry(entry: Any) -> FeedEntry:
    contents = [content.value for content in entry.get("content", ()) if "html" in content.get("type", "")]
    authors = [author.get("name", "") for author in entry.get("authors", ())] or [entry.get("author", "")]
    return FeedEntry(
        url=entry.get("feedburner_origlink") or entry.get("link", ""),
        title=entry.get("title", ""),
        authors=tuple(filter(None, authors)),
        published=_instant(entry, "published"),
        updated=_instant(entry, "updated"),
        tags=tuple(tag.term for tag in entry.get("tags", ()) if tag.get("term")),
        body=contents[0] if contents else entry.get("summary", ""),
        full=bool(contents),
    )


def _instant(entry: Any, name: str) -> datetime | None:
    """ISO text keeps its own offset; feedparser's parsed tuple (RFC 822 dates) is in UTC."""
    # `entry.get("updated")` would give "published" for an absent "updated", with a warning; ask the dictionary itself.
    if instant := parse_instant(dict.get(entry, name)):
        return instant
    parts = dict.get(entry, f"{name}_parsed")
    return datetime(*parts[:6], tzinfo=UTC) if parts else None
