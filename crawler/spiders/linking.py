"""The part of a news spider that decides what becomes of a page's links: articles to fetch, lists and likely addresses to look at, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from crawler.discovery.frontier import Candidate
from crawler.discovery.paging import is_part
from crawler.discovery.patterns import SURE, UNLIKELY
from crawler.discovery.records import Link, PageLinks
from crawler.discovery.shapes import shape
from crawler.discovery.twins import key, main_url
from crawler.items import Page
from crawler.spiders.budget import Budget
from crawler.spiders.sources import SourceReader
from crawler.stores.records import Listing, ListingState, Sighting

_DRY_PAGES = 3  # pages of a list without news after which a first run leaves it


class LinkSorter(SourceReader):
    """Sorts links by what the site has taught of its addresses, and commits the articles among them.

    Attributes:
        only: addresses of the sections that bound the run; empty for the whole site.
        budget: how far the run goes.
    """

    only: list[str]
    budget: Budget
    _twins: dict[str, str]
    _sections: dict[str, ListingState]
    _owned: Callable[[str, frozenset[str]], str | None]  # `_judged`, remembered: every page of a site has its menu and its footer

    def article(self, url: str, link: Link | None = None) -> float:
        """Log-odds that an address is an article's."""
        raise NotImplementedError

    def take_links(self, page: Page, links: PageLinks, kind: str, candidate: Candidate | None) -> int:
        """Sort a page's links into articles, lists and probes; how many articles were new."""
        if page.fetch.url in self.only or key(page.fetch.url) == key(self.site.start) or (kind == "hub" and not self.only):
            self.named_feeds += [feed for feed in links.feeds if feed not in self.named_feeds and len(self.named_feeds) < 30]
        self.rest_api = self.rest_api or (links.rest_api if self.site.adopt(links.rest_api or "x:") else "")
        depth = (candidate.depth if candidate else 1) + 1
        following = self._following(links.next_page) if kind == "hub" else None
        articles, others = [], []
        for link in links.links:
            url = self._wanted(link)
            if url is None or (kind == "article" and is_part(page.fetch.url, url)):
                continue  # nothing new, or the article's own further pages
            self._sort(url, link, depth, kind, articles, others)
        known = self.session.store.state([other.url for other in others]) if others else {}
        for other in others:
            if other.url not in known:
                self.frontier.push(other)
        led_to = self._note_page(page, kind, articles)
        if kind == "hub":
            self._turn(following, candidate, led_to)
        return led_to

    def _wanted(self, link: Link) -> str | None:
        """The address of the site's that a link leads to; None where it is to be left alone, or was seen before."""
        if not link.follow or (url := self._owned(link.url, self.site.noise)) is None:
            return None
        main = main_url(url)
        if main != url:
            self._twins.setdefault(main, url)
        return None if key(main) in self.seen else main

    def _judged(self, url: str, noise: frozenset[str]) -> str | None:
        """The plain address of a page of the site's; None where it is another's, or to be left alone. It changes with `noise`, see `NewsSite`."""
        own = self.site.adopt(url)
        return None if own is None or self.is_ignored(own) else own

    def _sort(self, url: str, link: Link, depth: int, kind: str, articles: list[str], others: list[Candidate]) -> None:
        looks, score = shape(url), self.article(url, link)
        if score >= SURE and not looks.trap and not looks.hub:
            self.seen.add(key(url))
            articles.append(url)
        elif depth <= self.budget.depth:
            is_list = looks.hub or link.place in ("nav", "pager")
            if not self._may_look(url, kind, is_list, score):
                return
            if looks.trap or (not is_list and score <= UNLIKELY) or (looks.article <= -5 and not looks.hub):
                return
            self.seen.add(key(url))
            worth = (3.0 if is_list and kind == "hub" else 0.0) + min(score, 1.0) - depth
            others.append(Candidate(url, "hub" if is_list else "probe", depth, worth))

    def _may_look(self, url: str, kind: str, is_list: bool, score: float) -> bool:
        """With `sections`, only lists that lie under them are looked at, and what these lists link as an article might be."""
        if not self.only:
            return True
        inside = url.startswith(tuple(section.rstrip("/") for section in self.only))
        return kind == "hub" and (inside or (not is_list and score >= 0))

    def _following(self, next_page: str) -> str | None:
        """A list's next page, where it was not seen yet and is no trap."""
        following = self.site.adopt(next_page) if next_page else None
        if following is None or shape(following).trap or self.is_ignored(following) or key(following) in self.seen:
            return None
        self.seen.add(key(following))
        return following

    def _turn(self, following: str | None, candidate: Candidate | None, led_to: int) -> None:
        """Go on to a list's next page while its pages show something new; a first run forgives a few that don't."""
        barren = 0 if led_to else (candidate.barren if candidate else 0) + 1
        if following is not None and barren < (_DRY_PAGES if self.first else 1):
            self.frontier.push(Candidate(following, "hub", candidate.depth if candidate else 1, 2.0 - barren, True, barren))

    def _note_page(self, page: Page, kind: str, articles: list[str]) -> int:
        """Commit what a page led to; a list with its validators, so that the next run asks conditionally."""
        url, fetch = page.fetch.url, page.fetch
        sightings = [Sighting(article) for article in articles]
        if kind != "hub" and not sightings:
            return 0
        listing = Listing(self.site.key, url, "section" if kind == "hub" else "page", fetch.at, sightings=sightings)
        if kind == "hub":
            self.session.tally.listings.append(url)
        found = self.session.store.discover(listing)
        led_to = len(found.new)
        if kind == "hub":
            known = self._sections.get(url)
            led = led_to + (0.8 * ((known.cursor or {}).get("led") or 0) if known else 0.0)
            self.session.store.discover(
                Listing(self.site.key, url, "section", fetch.at, fetch.etag, fetch.last_modified, {"led": round(led, 2)})
            )
        self.stirred = self.stirred or bool(found.new)
        return led_to
