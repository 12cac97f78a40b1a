"""When pages are looked at again: the ladder as a table, and over simulated weeks of crawls of the replica."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import clock
from crawler.schedule import LADDER, next_look, next_recheck, next_retry
from crawler.spiders import site
from fixtures.replica import ReplicaServer, load_articles
from tests.crawlkit import crawl

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Run = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("age", "waited", "due"),
    [
        (timedelta(), None, HOUR),
        (HOUR, HOUR, 5 * HOUR),
        (6 * HOUR, 5 * HOUR, 18 * HOUR),
        (DAY, 18 * HOUR, 6 * DAY),
        (7 * DAY, 6 * DAY, 23 * DAY),
        (30 * DAY, 23 * DAY, 30 * DAY),
        (900 * DAY, 30 * DAY, 30 * DAY),
        (900 * DAY, None, 30 * DAY),
        # It changed without saying so: old by its dates, but watched as if young, and ever less.
        (900 * DAY, HOUR, 6 * HOUR),
        (900 * DAY, 6 * HOUR, DAY),
        (900 * DAY, DAY, 7 * DAY),
        (-DAY, None, HOUR),
    ],
)
def test_the_ladder(age: timedelta, waited: timedelta | None, due: timedelta) -> None:
    assert next_recheck(START, START - age, waited) - START == due


def test_failures_are_tried_again_ever_later() -> None:
    assert [next_retry(START, count) - START for count in (0, 1, 2, 99)] == [HOUR / 4, HOUR, 4 * HOUR, 7 * DAY]
    assert [next_look(START, count) - START for count in (0, 1, 99)] == [DAY, 4 * DAY, 30 * DAY]


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    """Twelve posts that are older than the ladder is long."""
    with ReplicaServer(articles=load_articles()[:12]) as server:
        yield server


@pytest.fixture
def at(replica: ReplicaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Crawls at an instant of a simulated clock; which posts it asked for."""

    def run(moment: datetime, **settings: object) -> list[str]:
        monkeypatch.setattr(clock, "now", lambda: moment)
        replica.requests.clear()
        arguments = {"full": "1"} if settings.pop("full", False) else {}
        done = crawl(replica.url, f"sqlite:///{tmp_path}/bite.db", arguments, CLEAN_WORKERS=0, **settings)
        assert done.code == 0, done.verdict
        return [logged.path for logged in replica.requests if logged.path.endswith(".html")]

    return run


def test_a_post_is_looked_at_ever_less_over_weeks(replica: ReplicaServer, at: Run) -> None:
    assert len(at(START)) == 12
    article = replica.site.posts()[0]
    fresh = replace(article, slug="new-quay-opens", published=START, updated=START)
    replica.site.publish(fresh)
    ages = [step * HOUR / 2 for step in range(16)] + [step * 6 * HOUR for step in (2, 3, 4, 5, 8)] + [step * DAY for step in range(3, 64, 3)]
    looked = [age for age in ages if fresh.path in at(START + age)]
    # At the first run after each step of the ladder and then every 30 days; the runs here are half an hour, 6 hours, 3 days apart.
    assert looked == [timedelta(), HOUR, 6 * HOUR, DAY, 9 * DAY, 30 * DAY, 60 * DAY]


def test_an_edit_that_nobody_announces_brings_a_post_back_to_the_foot_of_the_ladder(replica: ReplicaServer, at: Run) -> None:
    at(START)
    old = replica.site.posts()[4]
    replica.site.edit(old.slug, body="The mayor took back what was said of the bridge.\n\nWork goes on as planned.", updated=old.updated)
    first = START + LADDER[-1]
    assert old.path in at(first)
    looked = [hours for hours in (1, 2, 6, 7, 8, 24, 31, 32, 48) if old.path in at(first + hours * HOUR)]
    assert looked == [1, 7, 31]  # an hour after the edit was seen, then 6 hours and a day after the look before


def test_a_run_looks_at_as_many_as_its_budget_allows_and_comes_round_to_all(replica: ReplicaServer, at: Run) -> None:
    at(START)
    runs = [at(START + LADDER[-1] + step * HOUR, RECHECK_BUDGET=5) for step in range(4)]
    assert list(map(len, runs)) == [5, 5, 2, 0]
    assert set(Counter(path for paths in runs for path in paths).values()) == {1}


def test_too_small_a_budget_starves_no_old_post(replica: ReplicaServer, at: Run) -> None:
    at(START)
    times = Counter(path for month in range(1, 13) for path in at(START + month * LADDER[-1], RECHECK_BUDGET=2))
    assert set(times) == {post.path for post in replica.site.posts()}


def test_rechecks_hold_up_no_news(replica: ReplicaServer, at: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    at(START)
    monkeypatch.setattr(site, "_BATCH", 3)  # fewer than there are articles due
    older = replace(replica.site.posts()[-1], slug="found-in-the-attic", published=datetime(2011, 5, 1, tzinfo=UTC), updated=datetime(2011, 5, 1, tzinfo=UTC))
    replica.site.publish(older)
    assert older.path in at(START + LADDER[-1], RECHECK_BUDGET=2)


def test_a_full_run_looks_at_everything_however_large_the_site(replica: ReplicaServer, at: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    at(START)
    monkeypatch.setattr(site, "_BATCH", 3)
    asked = at(START + HOUR, full=True)
    assert Counter(asked) == Counter(post.path for post in replica.site.posts())
