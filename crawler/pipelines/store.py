"""Cleaned page -> store, in one transaction, -> the item that feeds export: a new or revised article."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scrapy.crawler import Crawler

from crawler.extensions.session import Session
from crawler.items import ArticleItem, CleanedPage, Page, Undelivered
from crawler.pipelines.reasons import DeadLetter, Duplicate, Gone, Stopped, Unchanged
from crawler.schedule import next_look, next_recheck, next_retry
from crawler.stores import records
from crawler.stores.records import Kind

_DROPS = {Kind.UNCHANGED: Unchanged, Kind.DUPLICATE: Duplicate, Kind.GONE: Gone, Kind.DEAD: DeadLetter}


class StorePipeline:
    """Commits what became of every page; only new and revised articles go on to the feeds."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> ArticleItem:
        """Store a page's outcome and give the article.

        Raises:
            Unchanged, Duplicate, Gone, DeadLetter: there is no new article.
            Stopped: the store failed; the page stays due.
        """
        if isinstance(item, Undelivered):
            return dict(item.document)
        session = Session.of(self.crawler)
        outcome = self._outcome(item, session)
        result = session.save(outcome)
        if result is None:
            raise Stopped("the store failed")
        if result.kind not in (Kind.NEW, Kind.REVISED):
            raise _DROPS[result.kind](getattr(outcome, "reason", "") or str(result.kind))
        assert isinstance(outcome, records.Saved)
        return dict(outcome.article)

    def _outcome(self, item: Page | CleanedPage, session: Session) -> records.Outcome:
        page, cleaning = (item.page, item.cleaning) if isinstance(item, CleanedPage) else (item, None)
        fetch, state = page.fetch, page.state
        if fetch.status == 304 and not page.failure:
            return records.Unchanged(page.site, fetch, next_recheck(fetch.at, _changed(page)))
        if fetch.status in (404, 410) and not page.failure:
            return records.Gone(page.site, fetch, next_look(fetch.at, state.failures))
        if cleaning is None or cleaning.failed:
            code, detail = (cleaning.code, cleaning.detail) if cleaning else (page.failure or f"http-{fetch.status}", page.detail)
            self._note(session.tally.failures, code, state, session)
            due = next_retry(fetch.at, state.failures)
            return records.Dead(page.site, fetch, code, detail, page.body or None, due)
        sample = records.Sample(cleaning.template, cleaning.measures)
        if cleaning.document is None:
            self._note(session.tally.rejections, cleaning.code, state, session)
            due = next_look(fetch.at, state.failures)
            return records.Dead(page.site, fetch, cleaning.code, cleaning.detail, page.body, due, sample)
        due = next_recheck(fetch.at, _changed(page, cleaning.document))
        return records.Saved(page.site, fetch, cleaning.document, page.body, due, sample)

    def _note(self, counter: Any, code: str, state: records.PageState, session: Session) -> None:
        counter[code] += 1
        self.crawler.stats.inc_value(f"dead_letters/{code}")
        if state.article_id is not None:
            session.tally.regressions[code] += 1


def _changed(page: Page, document: ArticleItem | None = None) -> datetime | None:
    """When the page last changed, as far as anybody says."""
    said = [page.feed.updated or page.feed.published] if page.feed else []
    said.append(page.state.updated)
    for name in ("modified", "published"):
        if document and document.get(name):
            said.append(datetime.fromisoformat(document[name]))
    aware = [instant for instant in said if instant is not None and instant.tzinfo]
    return max(aware, default=None)
