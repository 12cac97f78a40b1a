"""Paywalls, end to end: what a wall leaves free is stored and marked; what was stored before the wall rose stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crawler.outcomes import may_hold_article
from fixtures.replica import Fault, ReplicaOptions, ReplicaServer, load_articles
from tests.crawlkit import crawl, read

LONG = "canal"


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/bite.db"


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    """The long read, whose feed entry is far longer than its first paragraph, and a few others."""
    posts = load_articles()
    chosen = [post for post in posts if LONG in post.slug] + [post for post in posts if LONG not in post.slug][:5]
    with ReplicaServer(options=ReplicaOptions(feed_budget=100_000), articles=chosen) as server:
        yield server


def long_read(replica: ReplicaServer) -> str:
    return next(post.path for post in replica.site.posts() if LONG in post.slug)


def document(store: str, url: str) -> Mapping[str, Any]:
    article = read(store, lambda s: s.article(url))
    assert article is not None
    return article.document


def test_a_page_answered_with_402_is_stored_as_far_as_it_is_free(replica: ReplicaServer, store: str) -> None:
    path = long_read(replica)
    replica.faults[path] = Fault.PAYMENT_REQUIRED
    done = crawl(replica.url, store)
    found = document(store, replica.url + path)
    assert (found["paywalled"], found["provenance"]["paywalled"], done.code) == (True, "status, shorter than the feed", 0)
    assert found["text"].startswith("On the map in the pilot house")
    assert len(found["text"].split()) < 60
    assert found["title"] == "The canal that was dug twice"


def test_a_page_cut_short_against_its_feed_above_a_wall_is_marked(replica: ReplicaServer, store: str) -> None:
    path = long_read(replica)
    replica.faults[path] = Fault.CUT_SHORT
    crawl(replica.url, store)
    found = document(store, replica.url + path)
    assert (found["paywalled"], found["provenance"]["paywalled"]) == (True, "markup, shorter than the feed")
    assert found["text"].startswith("On the map in the pilot house")


def test_neither_a_short_page_nor_a_wall_in_the_markup_is_proof_alone(store: str) -> None:
    posts = [post for post in load_articles() if LONG in post.slug]
    with ReplicaServer(options=ReplicaOptions(short_feed=True), articles=posts) as replica:
        path = long_read(replica)
        replica.faults[path] = Fault.CUT_SHORT
        crawl(replica.url, store)
        found = document(store, replica.url + path)
    assert (found["paywalled"], "paywalled" in found["provenance"]) == (False, False)


def test_a_free_page_with_a_full_feed_is_not_marked(replica: ReplicaServer, store: str) -> None:
    crawl(replica.url, store)
    assert not document(store, replica.url + long_read(replica))["paywalled"]


def test_a_wall_that_rises_later_takes_nothing_from_what_is_stored(replica: ReplicaServer, store: str) -> None:
    path = long_read(replica)
    crawl(replica.url, store)
    before = document(store, replica.url + path)
    replica.faults[path] = Fault.PAYMENT_REQUIRED
    again = crawl(replica.url, store, {"full": "1"})
    assert (again.items, document(store, replica.url + path)) == ([], before)
    assert read(store, lambda s: s.dead_letters()) == []


def test_a_wall_that_falls_gives_the_whole_text(replica: ReplicaServer, store: str) -> None:
    path = long_read(replica)
    replica.faults[path] = Fault.PAYMENT_REQUIRED
    crawl(replica.url, store)
    replica.faults.clear()
    crawl(replica.url, store, {"full": "1"})
    found = document(store, replica.url + path)
    assert (found["paywalled"], len(found["text"].split()) > 500) == (False, True)


def test_a_402_without_an_article_is_a_dead_letter_by_its_status(replica: ReplicaServer, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = long_read(replica)
    monkeypatch.setattr("fixtures.replica.site.teaser_html", lambda article, base: "")
    replica.faults[path] = Fault.PAYMENT_REQUIRED
    crawl(replica.url, store)
    assert {letter.url: letter.reason for letter in read(store, lambda s: s.dead_letters())} == {replica.url + path: "http-402"}


@pytest.mark.parametrize(("status", "expected"), [(200, True), (204, True), (401, True), (402, True), (403, False), (404, False), (500, False), (304, False), (0, False)])
def test_statuses_that_may_hold_an_article(status: int, expected: bool) -> None:
    assert may_hold_article(status) is expected
