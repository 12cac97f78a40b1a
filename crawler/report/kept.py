"""What is known of a page that the store has kept."""

from __future__ import annotations

from dataclasses import replace

from cleaners.records import Options
from crawler.items import feed_from_hint
from crawler.stores import RawPage


def options_of(page: RawPage, options: Options) -> Options:
    """What is known of a kept page, as the crawl knew it."""
    fetch = page.fetch
    feed = feed_from_hint(fetch.feed)
    return replace(options, charset=fetch.charset, fetched_at=fetch.at, status=fetch.status or None, feed=feed)
