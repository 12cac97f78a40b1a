"""The part of a news spider that gets an article whole: its further parts, its AMP version, the browser's view of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners.embedded import CODES, has_sentence
from crawler import clock
from crawler.discovery.paging import MOST_PARTS, is_part
from crawler.discovery.records import PageLinks
from crawler.guard.bodies import FLAWS
from crawler.items import Cleaning, Page
from crawler.middlewares.budget import HostBudgetSpent
from crawler.parts import joined
from crawler.spiders.site import SiteSpider


def is_hollow(cleaning: Cleaning) -> bool:
    """Whether a page has no sentence of text before its scripts have run, though something (a menu) was taken for text."""
    if cleaning.links is None or not cleaning.links.needs_script or cleaning.document is None:
        return False
    return not has_sentence(cleaning.document["text"])


def is_blank(links: PageLinks) -> bool:
    """Whether a page is nothing before its scripts have run, not even a list."""
    return links.needs_script and not links.links


@dataclass(slots=True)
class _Gathering:
    """An article on its way: its page as it stands, and how many parts have come."""

    page: Page
    parts: int = 1
    tried: set[str] = field(default_factory=set)


class Whole(SiteSpider):
    """Asks for more of an article, and gives it to the pipelines again as one page.

    Attributes:
        browser: whether a page that shows nothing without scripts, and carries no data, may be opened in a browser.
    """

    browser = False

    def _prepare_whole(self) -> None:
        self._gathering: dict[str, _Gathering] = {}

    def followed(self, page: Page) -> Page:
        """The page, its links wanted."""
        return replace(page, follow=True)

    @staticmethod
    def _now() -> datetime:
        return clock.now()

    def more(self, page: Page, cleaning: Cleaning) -> bool:
        """Ask for what the page lacks; False where it is as whole as it will be."""
        links = cleaning.links
        if links is None:
            return False
        gathering = self._gathering.setdefault(page.fetch.url, _Gathering(page))
        if cleaning.document is not None and not is_hollow(cleaning):
            if self._is_part(page.fetch.url, links.next_page, gathering.parts + 1) and "parts" not in gathering.tried:
                return self._request_more(gathering, links.next_page, "part")
        elif (cleaning.code in CODES or is_hollow(cleaning)) and gathering.parts == 1:
            if links.amp and "amp" not in gathering.tried:
                return self._request_more(gathering, links.amp, "amp")
            if self.browser and links.needs_script and "browser" not in gathering.tried:
                return self._request_more(gathering, page.fetch.final_url or page.fetch.url, "browser")
        del self._gathering[page.fetch.url]
        return False

    def _is_part(self, first: str, url: str, number: int) -> bool:
        """Whether an address is that of a certain part of an article: `/story/2`, `/story?page=2`."""
        return bool(url) and number <= MOST_PARTS and is_part(first, url, number)

    def _request_more(self, gathering: _Gathering, url: str, what: str) -> bool:
        own = self.site.adopt(url)
        if own is None:
            return False
        gathering.tried.add(what)
        request = Request(
            own,
            callback=self.parse_more,
            errback=self.more_failed,
            cb_kwargs={"asked": gathering.page.fetch.url, "what": what},
            priority=100,
            meta={"playwright": True, "dont_retry": True} if what == "browser" else None,
        )
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)
        self.crawler.stats.inc_value(f"news/{what}")
        return True

    def parse_more(self, response: Response, asked: str, what: str) -> Iterator[Page]:
        """The article again, with what came."""
        gathering = self._gathering[asked]
        if response.status != 200 or FLAWS.intersection(response.flags):
            gathering.tried.add("parts")
        elif what == "browser" and not self._is_same_article(response.url, gathering.page.fetch.final_url or asked):
            gathering.tried.add("parts")  # its scripts led elsewhere
        elif what == "part":
            gathering.parts += 1
            gathering.page = replace(gathering.page, body=joined(gathering.page.body, response.url, response.body))
        else:
            gathering.page = replace(gathering.page, body=response.body)
        yield gathering.page

    def more_failed(self, failure: Failure) -> Iterator[Page]:
        """The article as it is: what more there was did not come. Nothing where the host's budget is spent: the article stays due."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if isinstance(failure.value, HostBudgetSpent):
            del self._gathering[arguments["asked"]]
            self.session.pass_over(arguments["asked"])
            return
        self.crawler.stats.inc_value(f"news/{arguments['what']}_failed")
        self.logger.warning("The %s of %s did not come: %s", arguments["what"], arguments["asked"], failure.value)
        gathering = self._gathering[arguments["asked"]]
        gathering.tried.add("parts")
        yield gathering.page
