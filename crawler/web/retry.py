"""A dead letter's second chance."""

from __future__ import annotations

import asyncio
from concurrent.futures import TimeoutError as TooSlow
from typing import NamedTuple

from pebble import ProcessExpired
from starlette.concurrency import run_in_threadpool

from crawler.items import Cleaning
from crawler.stores import RawPage, Recleaned
from crawler.web.resources import Resources, now


class Retried(NamedTuple):
    """What a retry came to: the article it gave, or None and what happens next."""

    url: str
    article_id: int | None
    message: str


async def retry(held: Resources, url: str) -> Retried:
    """Clean the kept page again; store the article it gives, or have the next crawl fetch the page anew."""
    page = await run_in_threadpool(held.store.raw_page, url)
    cleaning = await _clean(held, page) if page is not None else None
    if page is not None and cleaning is not None and cleaning.document is not None:
        again = Recleaned(page.site, page.fetch, cleaning.document, page.digest)
        [result] = await run_in_threadpool(held.store.reclean, [again], now())
        if result.article_id is not None:
            return Retried(url, result.article_id, "It is an article now.")
    await run_in_threadpool(held.store.postpone, [url], now())
    code = f"Today's rules still say {cleaning.code}. " if cleaning is not None and cleaning.code else ""
    return Retried(url, None, f"{code}The next crawl fetches it again.")


async def _clean(held: Resources, page: RawPage) -> Cleaning:
    try:
        return await asyncio.wrap_future(held.workers.clean(page))
    except TooSlow:
        return Cleaning(code="cleaner-timeout", failed=True)
    except ProcessExpired:
        return Cleaning(code="cleaner-crash", failed=True)
