"""What one host may cost in a run: what counts, and a crawl that runs out and is gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.exit_codes import ExitCode
from crawler.middlewares.budget import HostBudgetMiddleware, HostBudgetSpent
from crawler.stores import Query
from fixtures.replica import Fault, ReplicaOptions, ReplicaServer, load_articles
from tests.crawlkit import Crawl, crawl, read

ARTICLES = 12


def budget(**most: Any) -> HostBudgetMiddleware:
    crawler = get_crawler(settings_dict={"HOST_MAX_BYTES": 0, "HOST_MAX_SECONDS": 0, "HOST_MAX_FAILURES": 0} | most)
    crawler._apply_settings()
    return HostBudgetMiddleware.from_crawler(crawler)


def spend(middleware: HostBudgetMiddleware, url: str, end: Response | Exception, latency: float = 0.0, pieces: tuple[bytes, ...] = ()) -> None:
    """One attempt as the downloader reports it.

    Raises:
        HostBudgetSpent: it was not made.
    """
    request = Request(url, meta={"download_timeout": 60.0})
    middleware.process_request(request)
    for piece in pieces:
        middleware.bytes_received(piece, request)
    if latency:
        request.meta["download_latency"] = latency
    if isinstance(end, Response):
        middleware.process_response(request, end)
    else:
        middleware.process_exception(request, end)


def answer(status: int = 200, body: bytes = b"", flags: tuple[str, ...] = ()) -> Response:
    return Response("http://a.example/", status=status, body=body, flags=list(flags))


@pytest.mark.parametrize(
    ("bound", "attempt", "allowed"),
    [
        ({"HOST_MAX_BYTES": 100}, {"end": answer(body=b"x" * 50), "pieces": (b"x" * 20, b"x" * 30)}, 2),
        ({"HOST_MAX_BYTES": 100}, {"end": answer(body=b"x" * 40)}, 3),  # of a browser: no pieces
        ({"HOST_MAX_BYTES": 100}, {"end": IgnoreRequest("given up"), "pieces": (b"x" * 100,)}, 1),
        ({"HOST_MAX_BYTES": 100}, {"end": answer(body=b"x" * 100, flags=("cached",))}, None),
        ({"HOST_MAX_SECONDS": 10}, {"end": answer(), "latency": 4.0}, 3),
        ({"HOST_MAX_SECONDS": 130}, {"end": DownloadTimeoutError()}, 3),
        ({"HOST_MAX_FAILURES": 2}, {"end": answer(503)}, 2),
        ({"HOST_MAX_FAILURES": 2}, {"end": answer(flags=("dataloss",))}, 2),
        ({"HOST_MAX_FAILURES": 2}, {"end": DownloadConnectionRefusedError()}, 2),
        ({"HOST_MAX_FAILURES": 2}, {"end": IgnoreRequest("refused by us")}, None),
        ({"HOST_MAX_FAILURES": 2}, {"end": answer(404)}, None),
        ({}, {"end": answer(503, b"x" * 1000), "latency": 1e6}, None),
    ],
)
def test_what_counts(bound: dict[str, int], attempt: dict[str, Any], allowed: int | None) -> None:
    middleware = budget(**bound)
    for _ in range(allowed or 20):
        spend(middleware, "http://a.example/page", **attempt)
    if allowed:
        with pytest.raises(HostBudgetSpent, match=r"a\.example:80: .*HOST_MAX_"):
            spend(middleware, "http://a.example:80/other", **attempt)
        spend(middleware, "https://a.example/other", **attempt)  # another port, another budget
        assert middleware.crawler.stats.get_value("host_budget/refused") == 1


@pytest.fixture
def replica() -> Any:
    with ReplicaServer(options=ReplicaOptions(feed_budget=6_000, sitemap_size=5), articles=load_articles()[:ARTICLES]) as server:
        yield server


def stored(store: str) -> int:
    return len(read(store, lambda opened: opened.articles(Query(limit=1000))))


def dead(finished: Crawl) -> int:
    return sum(finished.tally.failures.values())


@pytest.mark.parametrize("spider", ["bullionbite", "news"])
def test_what_a_spent_budget_leaves_is_fetched_by_the_next_run(spider: str, replica: ReplicaServer, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/bite.db"
    undisturbed = f"sqlite:///{tmp_path}/whole.db"
    whole = crawl(replica.url, undisturbed, spider=spider)
    most = whole.stats["downloader/response_bytes"] // 2

    first = crawl(replica.url, store, spider=spider, HOST_MAX_BYTES=most, CONCURRENT_REQUESTS=1)
    assert first.code == ExitCode.DEGRADED
    assert "HOST_MAX_BYTES" in first.verdict.cause
    assert stored(store) < stored(undisturbed)
    assert dead(first) == 0
    assert first.stats["host_budget/spent"] == 1

    assert crawl(replica.url, store, spider=spider).code == ExitCode.DONE
    assert stored(store) == stored(undisturbed) >= ARTICLES


def test_a_host_that_fails_is_left_before_every_page_has_had_its_retries(replica: ReplicaServer, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/bite.db"
    for post in replica.site.posts():
        replica.faults[post.path] = Fault.SERVER_ERROR
    finished = crawl(replica.url, store, HOST_MAX_FAILURES=4, CONCURRENT_REQUESTS=1)
    assert finished.code == ExitCode.DEGRADED
    assert 4 <= finished.stats["downloader/response_status_count/500"] < ARTICLES
    replica.faults.clear()
    crawl(replica.url, store)
    assert stored(store) >= ARTICLES - 1  # a page that had all its retries is a dead letter, due later
