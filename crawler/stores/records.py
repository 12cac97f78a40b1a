"""What travels to and from a store: frozen records, all instants aware and in UTC, given by the caller and never read from a clock here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.stores.outcomes import Change, Document, Fetch


@dataclass(frozen=True, slots=True)
class PageState:
    """All that is known of one URL. `outcome` is `pending`, `article`, `dead` or `gone`; `hint` is the last sighting's."""

    url: str
    site: str
    first_seen: datetime
    last_seen: datetime
    outcome: str = "pending"
    fetched_at: datetime | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    raw_digest: str | None = None
    next_due: datetime | None = None
    failures: int = 0
    source: str = ""
    updated: datetime | None = None
    article_id: int | None = None
    hint: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A URL that a feed, sitemap or page listed; `updated` is the listing's own date, `hint` what else it said (JSON-ready `FeedEntry`)."""

    url: str
    updated: datetime | None = None
    hint: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One fetch of a feed, sitemap or section, with all it listed.

    Attributes:
        url: the listing's URL (the key of its state within the site); `kind` is `feed`, `sitemap` or `section`.
        at: aware instant of the response.
        cursor: anything JSON-ready that lets the next run go on (a start index, the newest entry).
        sightings: what it listed; empty for a 304.
        recheck: make every sighting due at once, even those known and not updated (a backfill).
    """

    site: str
    url: str
    kind: str
    at: datetime
    etag: str | None = None
    last_modified: str | None = None
    cursor: Any = None
    sightings: Sequence[Sighting] = ()
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class ListingState:
    """What the store remembers of a feed, sitemap or section."""

    site: str
    url: str
    kind: str
    at: datetime
    etag: str | None = None
    last_modified: str | None = None
    cursor: Any = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a listing brought: URLs never seen, URLs whose listing says they changed, and how many were known and unchanged."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    known: int


MOST_MATCHES = 2_000
"""Articles that match a text which are ranked and counted; of more, the latest come first, and the number is not told."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which articles: full-text `text` (any user input; every word must occur), and filters that are all optional.

    `since` and `until` bound the publication (`since <= published < until`). Held articles never match, gone ones do unless `gone` is False.
    """

    text: str = ""
    site: str | None = None
    author: str | None = None
    tag: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    gone: bool = True
    limit: int = 50
    offset: int = 0
    language: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it stands in the store.

    `url` is its key (the canonical URL where that can be trusted), `source_url` the page it came from, `document` the whole
    `Article.to_dict()`; `snippet` marks a search's hits with `[…]`.
    """

    id: int
    site: str
    url: str
    source_url: str
    document: Document = field(repr=False)
    revision: int
    change: Change
    saved_at: datetime
    changed_at: datetime
    gone_at: datetime | None = None
    duplicate_of: int | None = None
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article, whole.

    Attributes:
        diff: paragraph operations against the version before: `("=", n)` kept, `("-", text)` lost, `("+", text)` gained; empty for the first.
        cause: `crawl` or `reclean`.
        held: made by a run in quarantine, hence not what readers see.
    """

    article_id: int
    number: int
    change: Change
    at: datetime
    document: Document = field(repr=False)
    diff: tuple[tuple[str, Any], ...] = ()
    cause: str = "crawl"
    run: int | None = None
    held: bool = False
    raw_digest: str | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A URL that gave no article; `closed_at` is set once it did, or was found to be gone."""

    url: str
    site: str
    reason: str
    detail: str
    tries: int
    first_at: datetime
    last_at: datetime
    status: int | None = None
    raw_digest: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """A fetch whose bytes are kept; `body` is decompressed on reading."""

    digest: str
    site: str
    fetch: Fetch
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a crawl; `outcome` is free text of the crawl's choosing (`done`, `degraded` …), None while it runs or when it was killed."""

    id: int
    site: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    exit_code: int | None = None
    stats: Mapping[str, Any] = field(default_factory=dict)
    held: bool = False


@dataclass(frozen=True, slots=True)
class ExportBatch:
    """What is new to a named export, oldest change first, and the cursor to commit once it is safely written."""

    items: tuple[Stored, ...]
    cursor: int
