"""Crawls of the replica, end to end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response

from cleaners.article import ARTICLE_FIELDS
from crawler import clock
from crawler.middlewares import robots
from crawler.stores import Query
from crawler.stores.writer import Writer
from fixtures.replica import Fault, ReplicaOptions, ReplicaServer, load_articles
from tests.crawlkit import Crawl, crawl, read


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/bite.db"


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    """A few posts, on feeds and sitemaps of several pages."""
    options = ReplicaOptions(feed_budget=6_000, sitemap_size=5)
    with ReplicaServer(options=options, articles=load_articles()[:12]) as server:
        yield server


def paths(replica: ReplicaServer) -> Counter[str]:
    """The paths asked for since the last call."""
    found = Counter(logged.path.split("?")[0] for logged in replica.requests)
    replica.requests.clear()
    return found


def posts(replica: ReplicaServer) -> set[str]:
    return {post.path for post in replica.site.posts()}


def stored(store: str) -> dict[str, str]:
    """Path and text of every stored article."""
    found = read(store, lambda s: s.articles(Query(limit=1000)))
    return {"/" + article.url.split("/", 3)[3]: article.document["text"] for article in found}


def dead(store: str) -> dict[str, str]:
    found = read(store, lambda s: s.dead_letters())
    return {"/" + letter.url.split("/", 3)[3]: letter.reason for letter in found}


def test_every_post_is_fetched_once_and_ends_stored_or_as_a_dead_letter(store: str) -> None:
    with ReplicaServer() as replica:
        done = crawl(replica.url, store)
    asked = paths(replica)
    assert not [path for path in asked if path.startswith(("/search", "/share-widget"))]
    assert {path for path, count in asked.items() if count > 1 and path.endswith(".html")} == set()
    assert set(stored(store)) | set(dead(store)) == posts(replica)
    assert {item["url"] for item in done.items} == {replica.url + path for path in stored(store)}
    assert all(tuple(item) == ARTICLE_FIELDS for item in done.items)
    assert done.code == 0
    assert done.stats["feed/compared"] > 60
    assert done.stats.get("feed/disagreed", 0) <= 2


def test_a_second_run_costs_conditional_requests_and_changes_nothing(replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store)
    before = stored(store)
    replica.requests.clear()
    again = crawl(replica.url, store)
    assert [logged.status for logged in replica.requests if "/feeds/" in logged.path] == [304]
    assert paths(replica) == {"/feeds/posts/default": 1}
    assert (again.items, again.code, stored(store)) == ([], 0, before)
    assert again.tally.kinds.total() == 0


def test_an_edited_post_gives_one_revision(replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store)
    post = replica.site.posts()[7]
    replica.site.edit(post.slug, body="The council changed its mind on Friday night.\n\nThe ferry stays as it is.")
    replica.requests.clear()
    again = crawl(replica.url, store)
    assert [item["url"] for item in again.items] == [replica.url + post.path]
    assert [path for path in paths(replica) if path.endswith(".html")] == [post.path]
    history = read(store, lambda s: s.history(replica.url + post.path))
    assert len(history) == 2
    assert history[-1].document["text"] == "The council changed its mind on Friday night.\n\nThe ferry stays as it is."


def test_a_removed_post_is_kept_and_marked(replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store)
    post = replica.site.posts()[5]
    replica.site.remove(post.slug, status=410)
    again = crawl(replica.url, store, {"full": "1"})
    article = read(store, lambda s: s.article(replica.url + post.path))
    assert article is not None
    assert article.gone_at is not None
    assert (again.items, again.code) == ([], 0)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.SERVER_ERROR, "http-500"),
        (Fault.TRUNCATED_GZIP, "truncated"),
        (Fault.SHORT_BODY, "truncated"),
        (Fault.CONSENT_WALL, "redirected-away"),
        (Fault.DOWN, "download-failed"),
    ],
)
def test_a_page_that_fails_is_a_dead_letter_and_comes_back(fault: Fault, reason: str, replica: ReplicaServer, store: str) -> None:
    post = replica.site.posts()[3]
    replica.faults[post.path] = fault
    first = crawl(replica.url, store)
    assert dead(store)[post.path] == reason
    assert first.code == 3
    assert "1 of" in first.verdict.cause
    replica.faults.clear()
    read(store, lambda s: s.postpone([replica.url + post.path], s.dead_letters()[0].last_at))
    second = crawl(replica.url, store)
    assert [item["url"] for item in second.items] == [replica.url + post.path]
    assert (post.path in dead(store), second.code) == (False, 0)


def test_a_503_is_waited_for(replica: ReplicaServer, store: str) -> None:
    post = replica.site.posts()[3]
    replica.faults[post.path] = Fault.UNAVAILABLE_ONCE
    done = crawl(replica.url, store)
    assert (post.path in stored(store), done.code) == (True, 0)


def test_short_feeds_and_feedburner_lose_nothing(store: str) -> None:
    with ReplicaServer(options=ReplicaOptions(short_feed=True, feed_redirect=True), articles=load_articles()[:12]) as replica:
        done = crawl(replica.url, store)
        assert set(stored(store)) | set(dead(store)) == posts(replica)
        assert "feed/compared" not in done.stats


def test_the_sitemap_stands_in_for_a_feed_that_fails(replica: ReplicaServer, store: str) -> None:
    replica.faults["/feeds/posts/default"] = Fault.SERVER_ERROR
    done = crawl(replica.url, store)
    assert set(stored(store)) | set(dead(store)) == posts(replica)
    assert done.code == 3
    assert "HTTP 500" in done.verdict.cause


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.SERVER_ERROR, Fault.BLOG_REMOVED, Fault.CONSENT_WALL, Fault.EMPTY_PAGE])
def test_a_site_that_is_out_changes_nothing(fault: Fault, replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store)
    before = stored(store)
    replica.faults["*"] = fault
    out: Crawl = crawl(replica.url, store, {"full": "1"})
    assert (out.code, out.items, stored(store), dead(store)) == (4, [], before, dead(store))
    assert read(store, lambda s: s.counts())["gone"] == 0
    assert out.verdict.cause


def test_robots_that_fail_forbid_everything(replica: ReplicaServer, store: str) -> None:
    replica.faults["/robots.txt"] = Fault.SERVER_ERROR
    out = crawl(replica.url, store)
    assert out.code == 4
    assert "robots" in out.verdict.cause
    assert set(paths(replica)) == {"/robots.txt"}


def test_articles_before_a_date_are_left_out(replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store, {"since": "2023-03-10"})
    newer = {post.path for post in replica.site.posts() if post.updated >= datetime(2023, 3, 10, tzinfo=UTC)}
    assert set(stored(store)) | set(dead(store)) == newer


def test_robots_are_kept_for_a_while_and_asked_for_again(replica: ReplicaServer, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(replica.url, store)
    begun = clock.now()
    asked = []
    for minutes in (30, 70, 80):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: begun + timedelta(minutes=minutes))
        replica.requests.clear()
        crawl(replica.url, store)
        asked.append(paths(replica)["/robots.txt"])
    assert asked == [0, 1, 0]
    replica.faults["/robots.txt"] = Fault.SERVER_ERROR
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=2))
    assert crawl(replica.url, store).code == 4


@pytest.mark.parametrize(
    ("control", "hours"),
    [("", 24), ("max-age=0", 1), ("private, MAX-AGE=7200", 2), ('max-age="7200"', 2), ("max-age=99999999", 24), ("max-age=soon", 24), ("s-max-age=1", 24)],
)
def test_how_long_robots_are_kept(control: str, hours: int) -> None:
    response = Response("https://bite.example/robots.txt", headers={"Cache-Control": control} if control else {})
    assert robots._lifetime(response) == timedelta(hours=hours)


def test_a_run_learns_what_recurs_on_the_sites_pages(replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store)
    site = next(iter(read(store, lambda s: s.articles(Query(limit=1))))).site
    learnt = read(store, lambda s: s.get(site, "site-memory"))
    assert 0 < learnt["pages"] <= 12
    crawl(replica.url, store, {"full": "1"})
    assert read(store, lambda s: s.get(site, "site-memory")) == learnt  # a page teaches once


@pytest.mark.parametrize(("most_bytes", "fewest", "most"), [(1, 1, 3), (50_000_000, 6, 100)])
def test_a_slow_store_holds_back_the_crawl_by_bytes(
    most_bytes: int, fewest: int, most: int, replica: ReplicaServer, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that wait for the store count as under way, so it is their bytes that bound what a crawl holds in memory."""
    waiting, largest = 0, 0
    save, commit = Writer.save, Writer._save

    def counted(writer: Writer, outcome: Any) -> Any:
        nonlocal waiting, largest
        waiting += 1
        largest = max(largest, waiting)
        return save(writer, outcome)

    def slow(writer: Writer, batch: Any) -> None:
        nonlocal waiting
        time.sleep(0.3)
        patience = time.monotonic() + 20
        while largest < fewest and time.monotonic() < patience:  # on a busy machine it is the pages that are slow
            time.sleep(0.05)
        commit(writer, batch)
        waiting -= len(batch)

    monkeypatch.setattr(Writer, "save", counted)
    monkeypatch.setattr(Writer, "_save", slow)
    settings = {"CONCURRENT_REQUESTS": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 2, "DOWNLOAD_DELAY": 0, "SCRAPER_SLOT_MAX_ACTIVE_SIZE": most_bytes}
    done = crawl(replica.url, store, **settings)
    assert done.code == 0
    assert len(stored(store)) == 12
    assert fewest <= largest <= most
