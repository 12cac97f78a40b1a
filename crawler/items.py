"""What travels from spiders to pipelines. The last pipeline turns it into the item users see: a `dict` as `Article.to_dict()` gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from cleaners.records import FeedEntry
from crawler.discovery.records import PageLinks
from crawler.stores.outcomes import Fetch
from crawler.stores.packing import Packed
from crawler.stores.records import PageState

if TYPE_CHECKING:
    from cleaners.memory import Trace

ArticleItem = dict[str, Any]


class Follow(Enum):
    """What a spider that follows links decides on a page: to store its outcome, that it is a list, that it is text but no news, or that more is to come."""

    STORE = "store"
    HUB = "hub"
    REJECT = "reject"
    LATER = "later"


# F1 of word bags under which page and feed are said to disagree; shortcodes and captions alone cost 0.02 to 0.1.
AGREEMENT_FLOOR = 0.8


@dataclass(frozen=True, slots=True)
class Page:
    """One page that was asked for, whatever came back.

    Attributes:
        site: key of the site.
        fetch: the facts of the fetch, as the store keeps them.
        state: what the store knew of the page before.
        body: the bytes received, decompressed; empty where nothing came.
        failure: reason code of a download that failed, "" when a whole response came.
        detail: one sentence on the failure.
        feed: what the feed said of the page.
        follow: its links are wanted, and the spider's `follow` decides on the page before it is stored.
    """

    site: str
    fetch: Fetch
    state: PageState = field(repr=False)  # with the feed's words of the page, it makes log lines of 10 kB
    body: bytes = field(default=b"", repr=False)
    failure: str = ""
    detail: str = ""
    feed: FeedEntry | None = field(default=None, repr=False)
    follow: bool = False

    @property
    def is_recheck(self) -> bool:
        """Whether the page was asked for only because time had passed."""
        return is_recheck(self.state)


def is_recheck(state: PageState) -> bool:
    """Whether a page is due only because time has passed: it had an outcome, and no listing says that it changed since."""
    if state.outcome == "pending" or state.fetched_at is None:
        return False
    return state.updated is None or state.updated <= state.fetched_at


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning one page gave: a document, or a reason code.

    Attributes:
        document: `Article.to_dict()`, None where there is no article.
        code: reason code of the failure, "" with a document.
        detail: one sentence on the failure.
        failed: the cleaner itself broke down (crash, time limit), so that the verdict says nothing of the page.
        agreement: how far the page's text and the feed's full text agree (0-1), None where they were not compared.
        template: fingerprint of the page's skeleton.
        measures: the page's measures for the health gate.
        trace: what an article's page leaves for its site's memory.
        links: what the page says of other pages, where that was asked for.
        packed: the page's bytes as the store keeps them; None where the cleaner broke down.
    """

    document: dict[str, Any] | None = None
    code: str = ""
    detail: str = ""
    failed: bool = False
    agreement: float | None = None
    template: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)
    trace: Trace | None = field(default=None, repr=False)
    links: PageLinks | None = field(default=None, repr=False)
    packed: Packed | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page and its cleaning."""

    page: Page
    cleaning: Cleaning


@dataclass(frozen=True, slots=True)
class Undelivered:
    """An article that a killed run stored but never handed to the outputs; this run delivers it."""

    document: Mapping[str, Any]


def feed_to_hint(entry: FeedEntry) -> dict[str, Any]:
    """A JSON-ready copy of a feed entry, for the store."""
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(entry).items() if v}


def feed_from_hint(hint: Mapping[str, Any] | None) -> FeedEntry | None:
    """The feed entry of a hint; None for an absent one."""
    if not hint:
        return None
    fields = {name: hint[name] for name in FeedEntry.__dataclass_fields__ if name in hint}
    for name in ("published", "updated"):
        if fields.get(name):
            fields[name] = datetime.fromisoformat(fields[name])
    for name in ("authors", "tags"):
        if name in fields:
            fields[name] = tuple(fields[name])
    return FeedEntry(**fields)
