"""A spider of one site: discovery fills the store's list of what is due, and what is due is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Self

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import clock
from crawler.addresses import start_address
from crawler.discovery.records import parse_instant
from crawler.discovery.urls import Site, is_loopback
from crawler.exit_codes import ConfigurationError
from crawler.extensions.session import Session
from crawler.fetches import fetch_of, header_text
from crawler.guard.bodies import FIRST_BYTES, FLAWS
from crawler.guard.secrets import masked
from crawler.items import Page, Undelivered, feed_from_hint, is_recheck
from crawler.middlewares.budget import HostBudgetSpent
from crawler.spiders.failures import failure_code
from crawler.stores import StoreError
from crawler.stores.outcomes import Fetch
from crawler.stores.records import Listing, ListingState, PageState, Sighting

_BATCH = 500  # pages asked of the store at a time
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class SiteSpider(scrapy.Spider):
    """What the spiders of all sites share. A subclass says where addresses come from (`discover`) and which it takes (`wants`).

    Arguments (`-a`): `url` the site's address; `since` an ISO date before which articles are left out; `full` (1) reads every
    listing from its start and looks at every article again.

    Attributes:
        site: the site's addresses.
        since, full: the arguments.
        arguments: names of the arguments; another is a mistake. A subclass with arguments of its own adds their names.
    """

    profile = ""
    arguments = frozenset(("url", "since", "full"))

    def __init__(self, start: str, since: datetime | None, full: bool, name: str | None = None) -> None:
        super().__init__(name)
        self.site = Site(start)
        self.since = since
        self.full = full
        self._begun = clock.now()
        self._parse_page = self.parse_page  # one object for all requests: of a callback that it has not met, Scrapy reads and parses the source
        self.allowed_domains = [self.site.domain]
        self.operator_urls = (start, self.site.root)  # the only ones that may lead inside a network, see crawler/guard

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Build the spider of the site that arguments, settings or profile name.

        Raises:
            ConfigurationError: no site is named, or an argument can't be read.
        """
        if "sites" in arguments:
            raise ConfigurationError("-a sites= is read by the command `scrapy crawl`, which makes a crawler for each site")
        if unknown := arguments.keys() - cls.arguments:
            raise ConfigurationError(f"-a {min(unknown)}= is no argument of {cls.name}; known are {', '.join(sorted(cls.arguments))}")
        start = start_address(cls.name, cls.profile, arguments, crawler.settings)
        since = parse_instant(arguments.get("since"))
        if arguments.get("since") and since is None:
            raise ConfigurationError(f"since must be an ISO date such as 2024-01-31, not {arguments['since']!r}")
        if is_loopback(start):
            # Nobody's server is spared by being slow towards this machine.
            for name, value in (("DOWNLOAD_DELAY", 0), ("AUTOTHROTTLE_ENABLED", False)):
                crawler.settings.set(name, value, priority="spider")
        spider = cls(start, since, str(arguments.get("full", "")).lower() in ("1", "true", "yes"))
        spider._set_crawler(crawler)
        return spider

    @property
    def session(self) -> Session:
        """The run's session."""
        return Session.of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """Deliver what a killed run left undelivered, then discover, and ask for what is due; a store that fails ends the run."""
        try:
            async for item_or_request in self._plan():
                yield item_or_request
        except StoreError as error:
            self.session.store_failed(error)

    async def _plan(self) -> AsyncIterator[Any]:
        for document in self.session.undelivered():
            yield Undelivered(document)
        async for _ in self.discover():
            for request in self._due_requests():
                yield request
        if self.session.tally.listings:
            # No look at known articles while the site answers nothing: an outage must not mark them as gone.
            for request in self._due_requests(rechecks=self.settings.getint("RECHECK_BUDGET")):
                yield request

    def discover(self) -> AsyncIterator[None]:
        """Read the site's listings and hand them to `note`; yields after each, so that fetching begins early."""
        raise NotImplementedError

    def wants(self, url: str) -> bool:
        """Whether an address of the site may be that of an article."""
        raise NotImplementedError

    # -- listings ---------------------------------------------------------------------------------------------------------------

    def listing_state(self, url: str) -> ListingState | None:
        """What the store remembers of a listing; nothing in a full run, which reads everything again."""
        return None if self.full else self.session.store.listings(self.site.key).get(url)

    async def fetch_listing(self, url: str, known: ListingState | None = None) -> Response | None:
        """Fetch a feed or sitemap, conditionally where validators are known; None where it failed, which is noted.

        A listing that has not changed comes back with status 304.
        """
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        request = Request(url, headers=headers, meta={FIRST_BYTES: self.settings.getint("DOWNLOAD_MAXSIZE")})
        tally = self.session.tally
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            code, detail = failure_code(error)
            if code == "download-exception":
                raise
            tally.broken_listings[url] = f"{code} ({detail})" if detail else code
            return None
        flaw = next(iter(FLAWS.intersection(response.flags)), "") if response.status == 200 else f"HTTP {response.status}"
        if response.status == 304 and known:
            self._confirm(known)
        if response.status == 304 or not flaw:
            return response
        tally.broken_listings[url] = flaw
        return None

    def _confirm(self, known: ListingState) -> None:
        """Commit that a listing has been looked at and is as it was."""
        self.session.store.discover(
            Listing(known.site, known.url, known.kind, clock.now(), known.etag, known.last_modified, known.cursor)
        )

    def note(self, url: str, kind: str, sightings: list[Sighting], response: Response | None = None) -> int:
        """Commit what a listing showed; how many addresses were new or changed.

        Args:
            url: the listing's address, its key in the store.
            kind: `feed` or `sitemap`.
            sightings: what it listed.
            response: the listing's response, once it has been read to its end: its validators then hide what was seen.
        """
        headers = response.headers if response is not None else {}
        found = self.session.store.discover(
            Listing(
                site=self.site.key,
                url=url,
                kind=kind,
                at=clock.now(),
                etag=header_text(headers.get("ETag")),
                last_modified=header_text(headers.get("Last-Modified")),
                sightings=[sighting for sighting in sightings if self._in_time(sighting)],
                recheck=self.full,
            )
        )
        return len(found.new) + len(found.changed)

    def _in_time(self, sighting: Sighting) -> bool:
        return self.since is None or sighting.updated is None or sighting.updated >= self.since

    # -- pages ------------------------------------------------------------------------------------------------------------------

    def _due_requests(self, rechecks: int | None = None) -> Iterator[Request]:
        """Requests for pages whose time has come and that this run has not asked for.

        Args:
            rechecks: how many articles that nobody says have changed may be looked at again; None leaves them for later.
        """
        while chosen := [state for state in self._due() if self.full or not is_recheck(state)]:
            yield from self._ask(chosen)
        if rechecks and not self.full:
            yield from self._ask(self._rechecks(rechecks))

    def _due(self, longest_first: bool = False) -> list[PageState]:
        """The next pages whose time has come and that this run has not asked for."""
        # In a full run everything is due, what no listing names any more too: that is how removals are noticed.
        horizon, before = (_END_OF_TIME, self._begun) if self.full else (clock.now(), None)
        limit = _BATCH + len(self.session.open)
        states = self.session.store.due(self.site.key, horizon, limit, before=before, longest_first=longest_first)
        return [state for state in states if state.url not in self.session.asked]

    def _rechecks(self, budget: int) -> list[PageState]:
        """Articles to look at for their age: half of them the youngest, and half those that have waited for longest."""
        youngest = list(filter(is_recheck, self._due()))[: budget - budget // 2]
        chosen = {state.url: state for state in youngest}
        for state in filter(is_recheck, self._due(longest_first=True)):
            if len(chosen) < budget:
                chosen.setdefault(state.url, state)
        return list(chosen.values())

    def _ask(self, states: list[PageState]) -> Iterator[Request]:
        for state in states:
            if self.session.expect(state.url):
                yield self.page_request(state)

    def page_request(self, state: PageState) -> Request:
        """The request for a page, conditional where it was fetched before and gave an article."""
        headers = {}
        if state.outcome == "article" and state.etag:
            headers["If-None-Match"] = state.etag
        if state.outcome == "article" and state.last_modified:
            headers["If-Modified-Since"] = state.last_modified
        return Request(
            state.url,
            callback=self._parse_page,
            errback=self.page_failed,
            headers=headers,
            cb_kwargs={"state": state},
        )

    def parse_page(self, response: Response, state: PageState) -> Iterator[Page]:
        """What came back for a page, for the pipelines to clean and store."""
        failure, detail = next(iter(FLAWS.intersection(response.flags)), ""), ""
        if failure:
            detail = "the body came cut or garbled"
        elif response.url != state.url and not self._is_same_article(response.url, state.url):
            failure, detail = "redirected-away", f"redirected to {masked(response.url)}"[:300]
        yield self._page(state, response, failure, detail)

    def page_failed(self, failure: Failure) -> Iterator[Page]:
        """A download that failed, with its reason; nothing where its host's budget is spent: the page stays due.

        Raises:
            Exception: the failure is not one of the network or the server; it is logged and ends in an exit code of its own.
        """
        state: PageState = failure.request.cb_kwargs["state"]  # type: ignore[attr-defined]
        if isinstance(failure.value, HostBudgetSpent):
            self.session.pass_over(state.url)
            return
        code, detail = failure_code(failure.value)
        yield self._page(state, None, code, detail)

    def _is_same_article(self, arrived: str, asked: str) -> bool:
        """Whether a redirect led to an article of the site, not to a front page, a login or a consent wall."""
        own = self.site.adopt(arrived)
        return own is not None and (own == asked or self.wants(own))

    def _page(self, state: PageState, response: Response | None, failure: str, detail: str) -> Page:
        fetch = Fetch(url=state.url, at=clock.now(), status=0)
        if response is not None:
            final = self.site.adopt(response.url) or masked(response.url)
            fetch = fetch_of(response, state.url, "" if final == state.url else final, state.hint)
        body = response.body if response is not None and response.status != 304 else b""
        return Page(self.site.key, fetch, state, body, failure, detail, feed_from_hint(state.hint))
