"""`news` on five sites of different make, told nothing but the address."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.utils.test import get_crawler

from cleaners.records import Options
from crawler.cleaning import clean_page
from crawler.parts import joined
from crawler.spiders.news import NewsSpider
from crawler.stores import Query
from crawler.stores.records import PageState
from fixtures.replica.messages import redirect
from fixtures.replicas import MAKES, Make, Paper, Plain, SiteServer, Static, WordPress, stories
from tests.crawlkit import ROOT, crawl, environment, read

_NOT_WANTED = ("other", "trap", "missing", "twin")


def stored(store: str) -> dict[str, str]:
    """Address and text of every stored article."""
    return {article.source_url: article.document["text"] for article in read(store, lambda s: s.articles(Query(limit=9999)))}


def kinds(site: Make, requests: list[str]) -> Counter[str]:
    return Counter(site.kind(target) for target in requests)


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/news.db"


@pytest.mark.parametrize("name", list(MAKES))
def test_every_article_is_found_and_hardly_anything_else_is_asked_for(name: str, store: str) -> None:
    site = MAKES[name](stories(24))
    with SiteServer(site) as server:
        done = crawl(server.url, store, spider="news")
        asked = kinds(site, server.requests)
        texts = stored(store)
        assert set(texts) == site.article_urls()
        # A trap, a guess at a sitemap or a feed: a handful, however large the site is (their share: benchmarks/anysite.py).
        assert sum(asked[kind] for kind in _NOT_WANTED) <= 6, [t for t in server.requests if site.kind(t) in _NOT_WANTED]
        assert done.code == 0
        assert max(Counter(server.requests).values()) == 1

        server.requests.clear()
        again = crawl(server.url, store, spider="news")
        assert (again.code, again.items, again.tally.kinds.total()) == (0, [], 0)
        assert not kinds(site, server.requests)["article"]
        assert len(server.requests) <= 9
    for story in site.stories:
        text = texts[site.base + site.path(story)]
        if name == "plain":  # a byline in a `div` like any other is at times taken for the text's first line
            text = text.removeprefix(f"{story.author} · {story.published:%d.%m.%Y %H:%M}\n\n")
        assert text == "\n\n".join(story.paragraphs)


def test_news_is_found_by_the_next_run(store: str) -> None:
    older = stories(24)
    site = Plain(older[2:])
    with SiteServer(site) as server:
        crawl(server.url, store, spider="news")
        site.__init__(older)  # type: ignore[misc]  # two more articles
        site.base = server.url
        server.requests.clear()
        done = crawl(server.url, store, spider="news")
    assert {item["url"] for item in done.items} == {site.base + site.path(story) for story in older[:2]}
    assert kinds(site, server.requests)["article"] == 2


def test_sections_bound_a_run(store: str) -> None:
    site = Plain(stories(30))
    with SiteServer(site) as server:
        crawl(server.url, store, {"sections": "desk/sport"}, spider="news")
        front = {site.base + site.path(story) for story in site.stories if story.section == "sport"}
        assert set(stored(store)) >= front
        assert not [target for target in server.requests if target.startswith("/desk/") and "sport" not in target]


def test_a_run_ends_at_its_budget_and_the_next_goes_on(store: str) -> None:
    site = WordPress(stories(15))
    with SiteServer(site) as server:
        first = crawl(server.url, store, {"max_pages": "12"}, spider="news")
        assert first.code == 0
        assert kinds(site, server.requests)["article"] + kinds(site, server.requests)["hub"] == 12
        crawl(server.url, store, spider="news")
        assert set(stored(store)) == site.article_urls()


class _LeadingAway(Plain):
    """A site most of whose menu leads to somebody else's site."""

    def prepare(self) -> None:
        super().prepare()
        self.route(r"/partner/\w+/", "other", lambda request, match: redirect("http://elsewhere.example/"))

    def page(self, title: str, body: str, head: str = "") -> str:
        names = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
        return super().page(title, body, head).replace("<tr>", "<tr>" + "".join(f"<nav><a href='/partner/{name}/'>{name}</a></nav>" for name in names), 1)


def test_pages_that_fail_to_come_hold_up_no_others(store: str) -> None:
    site = _LeadingAway(stories(24))
    with SiteServer(site) as server:
        crawl(server.url, store, spider="news")
        assert sum(target.startswith("/partner/") for target in server.requests) >= 4
    assert set(stored(store)) >= site.article_urls()


def test_depth_bounds_a_run(store: str) -> None:
    site = Plain(stories(30))
    with SiteServer(site) as server:
        crawl(server.url, store, {"max_depth": "0"}, spider="news")
        assert kinds(site, server.requests)["hub"] == 1  # the start page
        server.requests.clear()
        crawl(server.url, store, {"max_depth": "1"}, spider="news")
        lists = {target for target in server.requests if target.startswith("/desk/")}
        assert lists
        assert not [target for target in lists if "page" in target]  # numbered pages that a list links to are a step further


def test_time_bounds_a_run_and_the_next_goes_on(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site = WordPress(stories(30))
    looks = itertools.count()
    with SiteServer(site) as server, monkeypatch.context() as patched:
        patched.setattr("crawler.spiders.budget.time", SimpleNamespace(monotonic=lambda: time.monotonic() + 100 * next(looks)))
        first = crawl(server.url, store, {"max_seconds": "1000"}, spider="news")
        assert first.code == 0
        assert 0 < len(first.items) < 30
    with SiteServer(site, int(server.url.rpartition(":")[2])) as server:
        crawl(server.url, store, spider="news")
        assert set(stored(store)) == site.article_urls()


def test_lists_are_hardly_asked_where_one_source_names_every_article(store: str) -> None:
    site = WordPress(stories(60))
    with SiteServer(site) as server:
        crawl(server.url, store, spider="news")
        asked = [target for target in server.requests if target.startswith(("/tag/", "/author/"))]
    assert len(stored(store)) == 60
    assert len(asked) <= 16, asked  # of more than sixty


def test_since_leaves_older_articles_alone(store: str) -> None:
    site = WordPress(stories(20))
    middle = site.stories[8].published
    with SiteServer(site) as server:
        crawl(server.url, store, {"since": middle.isoformat()}, spider="news")
        newer = {site.base + site.path(story) for story in site.stories if story.published >= middle}
        assert set(stored(store)) >= newer


def test_an_article_in_parts_is_one_in_order_and_stays_one_when_cleaned_again(store: str) -> None:
    site = Static(stories(10))
    whole = next(story for story in site.stories if site.has_parts(story))
    with SiteServer(site) as server:
        crawl(server.url, store, spider="news")
    url = site.base + site.path(whole)
    assert stored(store)[url].split("\n\n") == list(whole.paragraphs)  # the last of its pages may be empty
    raw = read(store, lambda s: s.raw_page(url))
    assert raw is not None



    again = clean_page(raw.body, url, Options()).document
    assert again is not None
    assert again["text"] == stored(store)[url]


def test_an_empty_page_is_read_from_its_amp_version(store: str) -> None:
    site = Paper(stories(20))
    empty = [story for story in site.stories if site.is_empty(story)]
    with SiteServer(site) as server:
        crawl(server.url, store, spider="news")
        twins = [target for target in server.requests if target.startswith("/amp")]
    assert twins == ["/amp" + site.path(story) for story in empty]
    assert all(site.base + site.path(story) in stored(store) for story in empty)


def test_a_spider_from_the_template_crawls_and_its_test_passes(tmp_path: Path) -> None:
    """`scrapy genspider -t news` in a project whose settings are ours."""
    project = tmp_path / "spiders"
    project.mkdir()
    (project / "__init__.py").touch()
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = settings\n")
    (tmp_path / "settings.py").write_text("from crawler.settings import *\nSPIDER_MODULES = ['spiders']\nNEWSPIDER_MODULE = 'spiders'\n")
    settings = {**environment(), "SCRAPY_SETTINGS_MODULE": "settings"}
    settings["PYTHONPATH"] = f"{tmp_path}:{settings['PYTHONPATH']}"
    made = subprocess.run(
        [sys.executable, "-m", "scrapy", "genspider", "-t", "news", "herald", "herald.example"],
        cwd=tmp_path, env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "test_spider_herald.py" in made.stdout
    test = (tmp_path / "tests" / "test_spider_herald.py").rename(tmp_path / "test_spider_herald.py")
    ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)], cwd=ROOT, env=settings, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    site = WordPress(stories(3))
    with SiteServer(site) as server:
        checked = (project / "herald.py").read_text().replace("https://herald.example", server.url)
        (project / "herald.py").write_text(checked)
        check = subprocess.run([sys.executable, "-m", "scrapy", "check", "herald"], cwd=tmp_path, env=settings, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
    assert "Ran 1 contract" in check.stderr or "Ran 2 contracts" in check.stderr


def test_a_part_without_text_costs_only_itself() -> None:
    site = Static(stories(200))
    story = next(story for story in site.stories if site.has_parts(story) and len(story.paragraphs) == 4)  # its third page is empty
    pages = [site.article(story, number).encode() for number in (1, 2, 3)]
    body = joined(joined(pages[0], "https://a.example/s-2.html", pages[1]), "https://a.example/s-3.html", pages[2])
    document = clean_page(body, "https://a.example/s.html", Options()).document
    assert document is not None
    assert document["text"].split("\n\n") == list(story.paragraphs)


def test_all_requests_have_one_callback_whose_source_scrapy_reads_once() -> None:
    spider = NewsSpider.from_crawler(get_crawler(NewsSpider), url="https://paper.example/")
    now = datetime.now(UTC)
    first, second = (spider.page_request(PageState(f"https://paper.example/{name}", "paper.example", now, now)) for name in "ab")
    assert first.callback is second.callback
