"""What the store's tests share: articles in the public form, outcomes, a clock that only moves when told."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from cleaners.article import content_hash, count_words
from crawler.stores import Fetch, Recleaned, Saved

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SITE = "gazette"


def hours(count: float) -> datetime:
    """`NOON` and some hours."""
    return NOON + timedelta(hours=count)


def url(name: object) -> str:
    return f"https://gazette.example/{name}"


def article(name: object, text: str = "The mill reopened.\n\nBread is back.", **fields: Any) -> dict[str, Any]:
    """An article in the form of `Article.to_dict()`."""
    document = {
        "url": url(name),
        "canonical_url": url(name),
        "title": "Mill reopens",
        "text": text,
        "markdown": text,
        "html": f"<p>{text}</p>",
        "authors": ["Ada Öztürk"],
        "published": "2026-02-28T09:30:00+03:00",
        "modified": None,
        "site_name": "The Gazette",
        "language": "en",
        "section": "",
        "tags": ["Mills", "Bread"],
        "description": "",
        "kind": "article",
        "paywalled": False,
        "images": [],
        "word_count": count_words(text),
        "content_hash": content_hash(text),
        "confidence": 0.9,
        "notes": [],
        "removed": [{"reason": "rule:share-bar", "where": "div", "text": "Share", "chars": 5, "blocks": 1}],
        "provenance": {},
    }
    return document | fields


def saved(name: object, text: str = "The mill reopened.\n\nBread is back.", hour: float = 0, **fields: Any) -> Saved:
    """The outcome of a page that gave `article(name, text, **fields)`, its raw bytes following from both."""
    document = article(name, text, **fields)
    raw = f"<html><title>{document['title']}</title>{text}</html>".encode("utf-8", "replace")
    return Saved(SITE, Fetch(url(name), hours(hour), etag=f'"{hour}"'), document, raw, next_due=hours(hour + 1))


def recleaned(page: Saved, document: dict[str, Any]) -> Recleaned:
    """What today's rules make of the page's bytes."""
    return Recleaned(page.site, page.fetch, document, hashlib.sha256(page.raw or b"").hexdigest())
