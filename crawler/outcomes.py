"""What became of a page, as the store is told it, and when the page is due again."""

from __future__ import annotations

from datetime import datetime

from cleaners.records import PAYWALL_STATUSES
from crawler.items import ArticleItem, Cleaning, Page
from crawler.schedule import next_look, next_recheck, next_retry
from crawler.stores import outcomes


def may_hold_article(status: int) -> bool:
    """Whether a response of this status is cleaned: a success, or what a paywall leaves free."""
    return 200 <= status < 300 or status in PAYWALL_STATUSES


def outcome_of(page: Page, cleaning: Cleaning | None) -> outcomes.Outcome:
    """What the store is told of a page, and when it is due again."""
    fetch, failures = page.fetch, page.state.failures
    if fetch.status == 304 and not page.failure:
        return outcomes.Unchanged(page.site, fetch, _recheck(page))
    if fetch.status in (404, 410) and not page.failure:
        return outcomes.Gone(page.site, fetch, next_look(fetch.at, failures))
    if fetch.status in PAYWALL_STATUSES and page.state.outcome == "article":
        return outcomes.Unchanged(page.site, fetch, _recheck(page))  # a wall risen later takes nothing from what is stored
    if cleaning is None or (cleaning.document is None and fetch.status in PAYWALL_STATUSES):
        code = page.failure or f"http-{fetch.status}"
        return outcomes.Dead(page.site, fetch, code, page.detail, page.body or None, next_retry(fetch.at, failures))
    if cleaning.failed:
        return outcomes.Dead(page.site, fetch, cleaning.code, cleaning.detail, page.body, next_retry(fetch.at, failures))
    sample = outcomes.Sample(cleaning.template, cleaning.measures)
    raw = cleaning.packed or page.body
    if cleaning.document is None:
        due = next_look(fetch.at, failures)
        return outcomes.Dead(page.site, fetch, cleaning.code, cleaning.detail, raw, due, sample)
    return outcomes.Saved(page.site, fetch, cleaning.document, raw, _recheck(page, cleaning.document), sample)


def _recheck(page: Page, document: ArticleItem | None = None) -> datetime:
    """When to look at an article again, by what listings and the page say of its age, and by how it has behaved."""
    at, state = page.fetch.at, page.state
    if document and state.content_hash and document["content_hash"] != state.content_hash:
        return next_recheck(at, at)  # it changes now, whatever dates it bears
    waited = None
    if page.is_recheck and state.outcome == "article" and state.next_due and state.fetched_at:
        waited = state.next_due - state.fetched_at
    return next_recheck(at, _changed(page, document), waited)


def _changed(page: Page, document: ArticleItem | None = None) -> datetime:
    """When the page last changed, as far as anybody says; else when it was first seen."""
    said = [page.feed.updated or page.feed.published] if page.feed else []
    said.append(page.state.updated)
    for name in ("modified", "published"):
        if document and document.get(name):
            said.append(datetime.fromisoformat(document[name]))
    aware = [instant for instant in said if instant is not None and instant.tzinfo]
    return max(aware, default=page.state.first_seen)
