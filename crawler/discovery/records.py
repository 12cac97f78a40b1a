"""What discovery hands to a spider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cleaners.records import FeedEntry


class DiscoveryError(Exception):
    """A feed or sitemap can't be read. Do: use the other source, and look at the address."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a feed.

    Attributes:
        entries: the entries in the feed's order.
        total: how many entries the feed says it has over all pages, None where it does not say.
        alternate: the address of the site as the feed gives it, "" where it does not.
        next_url: the address of the next page as the feed gives it, "" where it does not.
    """

    entries: tuple[FeedEntry, ...]
    total: int | None = None
    alternate: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address of a sitemap.

    Attributes:
        url: the address.
        modified: when it says that the page changed (aware), None where it does not.
        title, published: what a news sitemap says of the article; `published` alone shows that it is one.
    """

    url: str
    modified: datetime | None = None
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap file lists: pages, further sitemaps, and whether the list was cut at the cap."""

    pages: tuple[SitemapEntry, ...] = ()
    children: tuple[SitemapEntry, ...] = ()
    cut: bool = False


class Link(NamedTuple):
    """A link of a page.

    Attributes:
        url: absolute, without fragment.
        words: words of its text.
        place: `main`, `card` (in an `<article>`), `nav`, `foot`, `aside` or `pager`.
        heading: its text is (in) a heading.
        follow: it has no rel=nofollow.
    """

    url: str
    words: int
    place: str = "main"
    heading: bool = False
    follow: bool = True


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page says of other pages.

    Attributes:
        links: its links within the site, each address once, in order.
        feeds: addresses of its feeds.
        canonical, amp: addresses of `<link rel=canonical>` and `rel=amphtml`, "" where there is none.
        next_page: address of the next page of this list, or of the next part of this article; "" where there is none.
        rest_api: root of WordPress' REST interface, "" where it names none.
        claims_article: its head or its JSON-LD says that it is an article.
        hub: how much the page looks like a list of articles (about -4 to 7); 2.5 and more is one.
        needs_script: it has hardly any text without its scripts.
    """

    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str = ""
    amp: str = ""
    next_page: str = ""
    rest_api: str = ""
    claims_article: bool = False
    hub: float = 0.0
    needs_script: bool = False


def parse_instant(text: str | None) -> datetime | None:
    """An aware instant from ISO 8601 text (a day alone is midnight UTC), None where it can't be read."""
    from datetime import UTC

    try:
        instant = datetime.fromisoformat((text or "").strip())
        return instant.astimezone(UTC) and instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no UTC everywhere
        return None
