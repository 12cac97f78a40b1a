"""What became of one page, as a crawl tells it to a store, and what the store made of it: frozen records, all instants aware and given by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from crawler.stores.packing import Packed

Document = Mapping[str, Any]
"""An article as `cleaners.Article.to_dict()` gives it."""


class Change(StrEnum):
    """What a revision did to an article; `restored` ends a removal."""

    NEW = "new"
    HEADLINE = "headline"
    CORRECTION = "correction"
    ADDITION = "addition"
    REWRITE = "rewrite"
    REMOVAL = "removal"
    RESTORED = "restored"


class Kind(StrEnum):
    """What `Store.save` did with an outcome; only `NEW` and `REVISED` changed what readers see."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    DEAD = "dead"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Fetch:
    """The facts of one fetch.

    Attributes:
        url: the URL as queued (the key of the page's state); `final_url` is where redirects ended, "" for the same.
        at: aware instant of the response.
        status: HTTP status, 0 where no response came.
        etag, last_modified: validators exactly as the server sent them.
        charset: charset of the Content-Type header, if any.
        headers: response headers worth keeping with the raw page (WARC export writes them back).
        feed: what the feed or sitemap said of the page (JSON-ready); kept with the raw page, so that re-cleaning sees the same evidence.
    """

    url: str
    at: datetime
    status: int = 200
    final_url: str = ""
    etag: str | None = None
    last_modified: str | None = None
    charset: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    feed: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Measures of one page for the health gate, by template (a fingerprint of the DOM's skeleton)."""

    template: str
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Saved:
    """A page that gave an article, with its bytes: packed where that was done elsewhere already. `next_due` None: never look again."""

    site: str
    fetch: Fetch
    article: Document
    raw: bytes | Packed | None = None
    next_due: datetime | None = None
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that need not be cleaned again: 304, or the same bytes as last time."""

    site: str
    fetch: Fetch
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """A page that gave no article, with the reason (a code in kebab case) and one sentence of detail. `next_due` set: to be tried again."""

    site: str
    fetch: Fetch
    reason: str
    detail: str = ""
    raw: bytes | Packed | None = None
    next_due: datetime | None = None
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A page the site has removed (404, 410). Its article is kept and marked; without an article it becomes a dead letter."""

    site: str
    fetch: Fetch
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recleaned:
    """A raw page that was cleaned again and gave an article; `digest` names the bytes that were cleaned."""

    site: str
    fetch: Fetch
    article: Document
    digest: str


Outcome = Saved | Unchanged | Dead | Gone


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one outcome.

    Attributes:
        url: the fetch's URL.
        kind: see `Kind`.
        article_id: the article concerned, None where there is none.
        revision: the article's revision number after the save (1 for a new one), None without an article.
        change: the class of a new revision, None where none was made.
        duplicate_of: id of an older article: for `DUPLICATE` the one with the same canonical URL, for `NEW` one with the same text.
    """

    url: str
    kind: Kind
    article_id: int | None = None
    revision: int | None = None
    change: Change | None = None
    duplicate_of: int | None = None
