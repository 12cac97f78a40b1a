"""The store's protocol: one state database that knows what was seen, what it gave and what is due, in whole transactions.

Every method that writes does so in one transaction: when it returns, all of it is durable; when it raises `StoreError`, none of it happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, Self

from crawler.stores.figures import Facet, Scope, Statistics
from crawler.stores.outcomes import Outcome, Recleaned, Result, Sample
from crawler.stores.records import (
    DeadLetter,
    Discovered,
    ExportBatch,
    Listing,
    ListingState,
    PageState,
    Query,
    RawPage,
    Revision,
    Run,
    Stored,
)


class StoreError(Exception):
    """The store failed. Do: stop the run (exit code for storage failure), mend what `detail` names, run again; nothing half is in the store.

    Codes: `bad-url` (of the store), `missing-driver`, `unavailable`, `full`, `io-error` (a size limit, a failing disk), `locked`, `read-only`, `corrupt`,
    `timed-out` (a time limit that the server sets), `absent` (no store there yet, and none is to be made), `too-new` (made by a later version),
    `foreign` (a database of something else, or one that cannot hold all texts), `copying` (a copy into it has not ended), `not-empty` (what is to
    be copied into), `differs` (a copy from its source), `conflict` (rows that cannot stand together: a defect), `failed` (anything else).
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    @property
    def is_misconfiguration(self) -> bool:
        """Whether another URL, program or package is asked for, and not a repair."""
        return self.code in ("bad-url", "missing-driver", "too-new", "foreign", "copying", "not-empty")

    def __reduce__(self) -> tuple[object, ...]:
        return StoreError, (self.code, self.detail)


class Store(Protocol):
    """What every back end does. Open one with `crawler.stores.open_store(url)`; use it as a context manager, or call `close`."""

    # -- crawling -----------------------------------------------------------------------------------------------------------------

    def save(self, outcomes: Sequence[Outcome], *, run: int | None = None) -> list[Result]:
        """Store a batch in one transaction, a result for each outcome in order.

        "Seen", article, revision, removal ledger, raw bytes, dead letter and next due time of a page are committed together.
        With `run`, exports get the changes once that run has ended and is not held; readers see them at once.
        """

    def reclean(self, pages: Iterable[Recleaned], now: datetime) -> list[Result]:
        """Store articles made anew from raw pages, all in one transaction; due times and fetch facts stay.

        A page that was fetched again since, so that its latest bytes are others, is left alone (`UNCHANGED`).
        """

    def discover(self, listing: Listing) -> Discovered:
        """Store a listing's validators and all that it listed in one transaction, so that a 304 next time hides nothing.

        A URL never seen becomes due at `listing.at`; a known one becomes due when its `updated` is later than the one stored.
        """

    def listings(self, site: str) -> dict[str, ListingState]:
        """The site's feeds, sitemaps and sections by URL."""

    def state(self, urls: Iterable[str]) -> dict[str, PageState]:
        """What is known of these URLs; those never seen are left out."""

    def due(
        self, site: str, now: datetime, limit: int = 1000, *, before: datetime | None = None, longest_first: bool = False
    ) -> list[PageState]:
        """Pages whose time has come: first those with news (never fetched, or updated since), then rechecks and retries.

        Args:
            site: key of the site.
            now: what is due by then.
            limit: how many.
            before: leave out what was fetched at that instant or later.
            longest_first: those that have been due for longest first, instead of the most recently updated.
        """

    def postpone(self, urls: Iterable[str], until: datetime | None) -> None:
        """Set the due time of known pages (None: never)."""

    def get(self, site: str, key: str) -> Any:
        """A value that `put` stored, else None."""

    def put(self, site: str, key: str, value: Any) -> None:
        """Remember anything JSON-ready under a name (health baselines, robots state)."""

    # -- runs ---------------------------------------------------------------------------------------------------------------------

    def run_start(self, site: str, now: datetime) -> int:
        """Open a run and return its id. Runs of the site that were never closed (killed) are closed, and what they saved joins this one."""

    def run_end(self, run: int, now: datetime, outcome: str, exit_code: int, stats: Mapping[str, Any]) -> None:
        """Close a run and hand what it changed to the exports, unless held; values of `stats` that JSON cannot hold are stored as text."""

    def runs(self, site: str | None = None, limit: int = 20) -> list[Run]:
        """Runs, the latest first."""

    def hold(self, run: int) -> int:
        """Quarantine all that a run changed: readers and exports see the versions before it. Returns how many revisions are held."""

    def release(self, run: int) -> int:
        """End a run's quarantine: its revisions become current (where no later one is) and new to every export."""

    def samples(self, site: str, template: str | None = None, limit: int = 500, run: int | None = None) -> list[Sample]:
        """Measures of pages of healthy runs, the latest first; with `run`, those of that run alone."""

    # -- reading ------------------------------------------------------------------------------------------------------------------

    def articles(self, query: Query | None = None) -> list[Stored]:
        """Articles that match: by relevance with a text, else the latest publication first."""

    def count(self, query: Query | None = None) -> int:
        """How many articles match, whatever limit and offset; with a text, `MOST_MATCHES` + 1 stands for more than that."""

    def article(self, url_or_id: str | int) -> Stored | None:
        """One article by id, or by any URL under which it was fetched, or its canonical URL."""

    def history(self, url_or_id: str | int) -> list[Revision]:
        """Every version of an article, the first first; held ones included and marked."""

    def dead_letters(self, site: str | None = None, *, closed: bool = False, limit: int = 1000) -> list[DeadLetter]:
        """Open dead letters (and closed ones on demand), the latest first."""

    def counts(self, site: str | None = None) -> dict[str, int]:
        """`articles`, `gone`, `held`, `revisions`, `boilerplate_changes`, `dead`, `pending`, `pages`, `raw`, `raw_bytes`."""

    def removals(self, site: str | None = None) -> dict[str, tuple[int, int]]:
        """The removal ledger summed over articles: reason -> (blocks, characters)."""

    def facets(self, query: Query | None = None, limit: int = 12) -> dict[str, list[Facet]]:
        """By what matching articles can be narrowed: the values of `site`, `day`, `author`, `tag`, `language` and `kind` with their counts.

        Most frequent first, days latest first. With a text, of its `MOST_MATCHES` best matches.
        """

    def statistics(self, scope: Scope | None = None) -> Statistics:
        """What a crawl report counts, of one site or all, from an instant on or of all time."""

    # -- exports ------------------------------------------------------------------------------------------------------------------

    def export_since(self, name: str, *, after: int | None = None, limit: int | None = None, site: str | None = None) -> ExportBatch:
        """What changed since the export `name` was last committed, each article once, as it stands now; with `site`, of that site alone.

        With `after`, since that cursor instead: 0 replays everything, a batch's own cursor reads on before anything is committed.
        """

    def export_end(self) -> int:
        """The cursor behind all that is published."""

    def unpublished(self, run: int) -> list[Stored]:
        """What a run stored and has not yet published, in the order it was stored; what is held back is left out."""

    def export_commit(self, name: str, cursor: int, now: datetime) -> None:
        """Move the export's cursor, after its output is safely written."""

    # -- raw pages ----------------------------------------------------------------------------------------------------------------

    def raw(self, digest: str) -> bytes | None:
        """The bytes of a raw page, None when retention has removed them."""

    def raw_page(self, url: str) -> RawPage | None:
        """The last kept fetch of a URL as it was queued, None where there is none."""

    def raw_pages(
        self, site: str | None = None, since: datetime | None = None, *, latest: bool = True
    ) -> Iterator[RawPage]:
        """Kept raw pages, oldest fetch first; with `latest` only each URL's last one."""

    def add_raw(self, pages: Iterable[RawPage]) -> int:
        """Import raw pages (from WARC); those already there are skipped. Returns how many were added."""

    def prune_raw(self, before: datetime | None = None, max_bytes: int | None = None) -> int:
        """Retention: drop raw pages fetched before an instant, then the oldest until the compressed total fits. Returns bytes freed."""

    # -- care ---------------------------------------------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """Problems found by an integrity check; empty when all is well."""

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
