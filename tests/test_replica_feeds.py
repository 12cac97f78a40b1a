"""The replica's feeds and sitemaps: they page as Blogger's do, end, and say the truth about every post."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.replica import Article, ReplicaOptions, load_articles
from fixtures.replica.markup import body_html
from fixtures.replica.messages import Request, Response
from fixtures.replica.site import Site

BASE = "https://bullion.example"
ARTICLES = load_articles()
NEWEST = sorted(ARTICLES, key=lambda post: post.published, reverse=True)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def site(**options: Any) -> Site:
    return Site(ReplicaOptions(**options), base=BASE)


def get(target: str, blog: Site | None = None, **headers: str) -> Response:
    return (blog or site()).respond(Request.of(target, headers))


def feed(target: str, blog: Site | None = None) -> dict[str, Any]:
    joint = "&" if "?" in target else "?"
    return json.loads(get(f"{target}{joint}alt=json", blog).payload)["feed"]


def links(parsed: dict[str, Any]) -> list[str]:
    return [link["href"] for entry in parsed.get("entry", []) for link in entry["link"] if link["rel"] == "alternate"]


def pages(blog: Site, asked: int) -> Iterator[dict[str, Any]]:
    start = 1
    while True:
        page = feed(f"/feeds/posts/default?start-index={start}&max-results={asked}", blog)
        if "entry" not in page:
            return
        yield page
        start += len(page["entry"])


@settings(max_examples=12, deadline=None)
@given(asked=st.integers(1, 500), budget=st.integers(1, 200_000))
def test_stepping_by_what_came_back_visits_every_post_once(asked: int, budget: int) -> None:
    found = [url for page in pages(site(feed_budget=budget), asked) for url in links(page)]
    assert found == [BASE + post.path for post in NEWEST]


def test_a_page_holds_fewer_than_asked_and_never_none() -> None:
    sizes = [len(page["entry"]) for page in pages(site(), 150)]
    assert len(sizes) > 3
    assert max(sizes) < 25
    assert sum(sizes) == len(ARTICLES)
    assert {page["openSearch$totalResults"]["$t"] for page in pages(site(), 150)} == {str(len(ARTICLES))}


def test_stepping_by_what_was_asked_would_lose_posts() -> None:
    first = feed("/feeds/posts/default?max-results=50")
    second = feed("/feeds/posts/default?max-results=50&start-index=51")
    assert len(links(first)) + len(links(second)) < len(ARTICLES)


@pytest.mark.parametrize("alt", ["atom", "rss"])
def test_next_links_lead_through_the_whole_feed(alt: str) -> None:
    target, found = f"{BASE}/feeds/posts/default?alt={alt}", []
    while target:
        parsed = feedparser.parse(get(target.removeprefix(BASE)).payload)
        assert not parsed.bozo
        found += [entry.link for entry in parsed.entries]
        target = (
            next((link.href for link in parsed.feed.get("links", []) if link.rel == "next"), "")
            if alt == "atom"
            else ""
        )
    assert found == [BASE + post.path for post in NEWEST][: len(found)]
    assert alt == "rss" or len(found) == len(ARTICLES)


@pytest.mark.parametrize("post", ARTICLES, ids=lambda post: post.slug)
def test_an_entry_says_what_the_source_says(post: Article) -> None:
    entry = feed(f"/feeds/posts/default?path={post.path}")["entry"][0]
    assert entry["title"]["$t"] == post.title
    assert entry["content"]["$t"] == body_html(post, BASE)
    assert datetime.fromisoformat(entry["published"]["$t"]) == post.published
    assert datetime.fromisoformat(entry["updated"]["$t"]) == post.updated
    assert entry["published"]["$t"][-6:] in ("-07:00", "-08:00")
    assert tuple(category["term"] for category in entry["category"]) == post.labels
    assert entry["author"][0]["name"]["$t"] == post.author
    parsed = feedparser.parse(get(f"/feeds/posts/default/{post.post_id}").payload)
    assert not parsed.bozo
    assert (parsed.entries[0].title, parsed.entries[0].author_detail.name) == (post.title, post.author)


def test_formats_and_their_types() -> None:
    types = {
        alt: get(f"/feeds/posts/default?alt={alt}&callback=go").content_type.split(";")[0]
        for alt in ("atom", "rss", "json", "json-in-script")
    }
    assert list(types.values()) == [
        "application/atom+xml",
        "application/rss+xml",
        "application/json",
        "text/javascript",
    ]
    assert "go({" in str(get("/feeds/posts/default?alt=json-in-script&callback=go").body)
    assert get("/feeds/posts/default?alt=csv").status == 400
    assert get("/feeds/posts/default?start-index=x").status == 400


def test_order_and_ranges() -> None:
    edited = max(ARTICLES, key=lambda post: post.updated - post.published)
    assert links(feed("/feeds/posts/default"))[0] == BASE + NEWEST[0].path
    since = quote((edited.updated).isoformat())
    assert BASE + edited.path in links(
        feed(f"/feeds/posts/default?orderby=updated&updated-min={since}&max-results=150", site(feed_budget=10**9))
    )
    until = feed(
        "/feeds/posts/default?published-min=2023-04-01T00:00:00-07:00&published-max=2023-05-01T00:00:00-07:00",
        site(feed_budget=10**9),
    )
    assert set(links(until)) == {BASE + post.path for post in ARTICLES if post.path.startswith("/2023/04/")}


def test_updated_min_is_ignored_unless_ordered_by_updated() -> None:
    total = "openSearch$totalResults"
    assert feed("/feeds/posts/default?updated-min=2030-01-01T00:00:00Z")[total]["$t"] == str(len(ARTICLES))
    assert feed("/feeds/posts/default?updated-min=2030-01-01T00:00:00Z&orderby=updated")[total]["$t"] == "0"


def test_label_feeds_take_all_labels() -> None:
    found = links(feed("/feeds/posts/default/-/Markets/Economy", site(feed_budget=10**9)))
    assert set(found) == {BASE + post.path for post in ARTICLES if {"Markets", "Economy"} <= set(post.labels)}
    assert links(feed("/feeds/posts/default/-/Nothing")) == []


@pytest.mark.parametrize(
    "target", ["posts/default?path=/2023/03/none.html", "posts/default/123", "posts/other", "pages/default"]
)
def test_a_feed_there_is_not(target: str) -> None:
    assert get(f"/feeds/{target}").status == 404


@pytest.mark.parametrize(("target", "short"), [("/feeds/posts/summary", False), ("/feeds/posts/default", True)])
def test_short_feeds_have_snippets_only(target: str, short: bool) -> None:
    entries = feed(target, site(short_feed=short))["entry"]
    assert all("content" not in entry and "<" not in entry["summary"]["$t"][:1] for entry in entries)
    assert any(len(entry["summary"]["$t"]) == 400 for entry in entries)


def test_the_feed_can_be_sent_to_a_burner() -> None:
    blog = site(feed_redirect=True)
    response = get("/feeds/posts/default", blog)
    assert (response.status, response.location) == (302, f"{BASE}/feedburner/bullionbite")
    parsed = feedparser.parse(get("/feedburner/bullionbite", blog).payload)
    assert [entry.feedburner_origlink for entry in parsed.entries] == [BASE + post.path for post in NEWEST[:10]]
    tracked = get(parsed.entries[0].link.removeprefix(BASE), blog)
    assert tracked.location.startswith(f"{BASE}{NEWEST[0].path}?utm_source=feedburner")
    assert get("/feeds/posts/default?redirect=false", blog).status == 200
    assert get("/feeds/posts/default/-/Markets", blog).status == 200


def test_comment_feeds() -> None:
    everything = feed("/feeds/comments/default?max-results=150", site(feed_budget=10**9))
    assert all("?showComment=" in url for url in links(everything))
    busy = next(post for post in NEWEST if any(post.path in url for url in links(everything)))
    assert all(busy.path in url for url in links(feed(f"/feeds/{busy.post_id}/comments/default")))
    assert get("/feeds/12345/comments/default").status == 404


@pytest.mark.parametrize("alias", ["/atom.xml", "/rss.xml"])
def test_aliases(alias: str) -> None:
    assert get(alias).location.startswith(f"{BASE}/feeds/posts/default")


def locations(target: str, blog: Site | None = None) -> list[str]:
    return [str(element.text) for element in ElementTree.fromstring(get(target, blog).payload).iter(LOC)]


def test_the_sitemap_index_leads_to_every_post_once() -> None:
    index = locations("/sitemap.xml")
    assert len(index) >= 2
    found = [url for page in index for url in locations(page.removeprefix(BASE))]
    assert found == [BASE + post.path for post in NEWEST]
    assert locations("/sitemap.xml?page=99") == []


def test_a_small_blog_has_one_sitemap() -> None:
    assert len(locations("/sitemap.xml", site(sitemap_size=1000))) == len(ARTICLES)


def test_static_pages_have_a_sitemap() -> None:
    assert f"{BASE}/p/privacy-policy.html" in locations("/sitemap-pages.xml")


def test_an_empty_blog_has_feeds_without_entries() -> None:
    blog = Site(ReplicaOptions(), [], BASE)
    assert "entry" not in feed("/feeds/posts/default", blog)
    assert feedparser.parse(get("/feeds/posts/default", blog).payload).entries == []
    assert locations("/sitemap.xml", blog) == []
