"""What addresses say: shapes, patterns, page numbers, twins."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler

from crawler.discovery import urls
from crawler.discovery.paging import is_later, is_next, is_part
from crawler.discovery.patterns import MOST_BARREN, PatternBook
from crawler.discovery.records import Link, Sitemap, SitemapEntry, parse_instant
from crawler.discovery.shapes import shape
from crawler.discovery.sources import SourceBook, children_in_order, robots_sitemaps
from crawler.discovery.twins import NewsSite, _adopted, key, main_url, plain_url
from crawler.spiders.news import NewsSpider

A = "https://a.example"
_HOSTS = st.sampled_from(("a.example", "WWW.a.example", "b.xn--p1ai", "x.blogspot.com", "127.0.0.1", "a..b", "-a.b", "a_b.c", "localhost"))
_PORTS = st.sampled_from(("", ":80", ":443", ":8080", ":080", ":99999"))


@given(st.sampled_from(("http://", "https://")), _HOSTS, _PORTS, st.text("abZ09.-_~/:;=%&?@! é", max_size=12))
@example("https://", "a.example", "", "ncr/story.html")
@example("https://", "a.example", "", "a/../b")
def test_an_address_that_looks_as_it_is_kept_is_what_taking_it_apart_gives(scheme: str, host: str, port: str, path: str) -> None:
    url = f"{scheme}{host}{port}/{path}"
    assert urls.canonical_url(url) == urls._rebuilt(url.strip().partition("#")[0])


@pytest.mark.parametrize("path", ["/2024/05/12/council-votes-on-ferry-plan/", "/2024/05/council-votes.html", "/world/ferry-strike-ends-after-talks-68512345"])
def test_addresses_of_articles(path: str) -> None:
    looks = shape(A + path)
    assert looks.article >= 1.5
    assert not looks.hub
    assert not looks.trap


@pytest.mark.parametrize("path", ["/", "/category/sport/", "/category/sport/page/3", "/2024/05/", "/tag/ferry", "/author/jane-doe", "/list?page=4"])
def test_addresses_of_lists(path: str) -> None:
    assert shape(A + path).hub
    assert shape(A + path).article < 0


@pytest.mark.parametrize("path", ["/calendar/2031/05/", "/news?sort=price&color=red", "/events?date=2031-05-11", "/a/b/a/b/a/b"])
def test_addresses_of_traps(path: str) -> None:
    assert shape(A + path).trap


def test_a_pattern_is_what_addresses_of_one_make_share() -> None:
    assert shape(A + "/sport/2024/05/12/cup-goes-to-velmora").pattern == shape(A + "/sport/2023/11/02/coach-leaves-the-club").pattern
    assert shape(A + "/sport/2024/05/12/cup-goes-to-velmora").coarse == shape(A + "/politics/2023/11/02/vote-put-off-again").coarse


@pytest.mark.parametrize(
    ("found", "main"),
    [
        ("https://m.a.example/x-y", A + "/x-y"),
        (A + "/amp/x-y", A + "/x-y"),
        (A + "/x-y/amp/", A + "/x-y"),
        (A + "/x-y.amp.html", A + "/x-y.html"),
        (A + "/x-y?output=amp&utm_source=f&b=1&PHPSESSID=4a5b", A + "/x-y?b=1"),
        (A + "/x-y?sid=4a44dc15364204a80fe8", A + "/x-y"),
        (A + "/x-y;jsessionid=1A2B?c=2", A + "/x-y?c=2"),
        (A + "/story?sid=4711", A + "/story?sid=4711"),
        (A + "/amp", A + "/amp"),
    ],
)
def test_twins_and_visits_fold_into_one_address(found: str, main: str) -> None:
    assert main_url(plain_url(found)) == main


def test_a_site_has_its_subdomains_and_no_other_site() -> None:
    site = NewsSite("https://www.paper.co.uk/")
    assert site.adopt("http://paper.co.uk/a") == "https://www.paper.co.uk/a"
    assert site.adopt("https://sport.paper.co.uk/a?utm_medium=x") == "https://sport.paper.co.uk/a"
    assert site.adopt("https://other.co.uk/a") is None
    assert site.adopt("javascript:void(0)") is None
    assert key("http://www.paper.co.uk/a/") == key("https://paper.co.uk/a")


@given(
    st.sampled_from(("https://www.paper.co.uk/", "http://a.example:8080/", "https://x.blogspot.com/", "http://127.0.0.1/")),
    st.sampled_from(("https://", "http://", "//", "HTTPS://", "")),
    st.one_of(_HOSTS, st.sampled_from(("sport.paper.co.uk", "paper.co.uk", "paper.de", "x.blogspot.co.uk", "user@paper.de", "paper.de.", "co.uk"))),
    _PORTS,
    st.sampled_from(("", "/", "/a?b=1#c", "?q", "#top", "\\a")),
)
def test_another_sites_address_is_seen_at_a_glance_and_by_the_long_way_alike(start: str, scheme: str, host: str, port: str, rest: str) -> None:
    site, url = NewsSite(start), f"{scheme}{host}{port}{rest}"
    assert site.adopt(url) == _adopted(url, site.root, site.domain, site.noise)


def test_a_parameter_that_canonical_links_leave_out_is_dropped() -> None:
    site = NewsSite(A)
    for number in range(3):
        site.learn(f"{A}/s{number}?id={number}&ticket=9", f"{A}/s{number}?id={number}")
    assert site.adopt(f"{A}/s9?id=9&ticket=1") == f"{A}/s9?id=9"


def test_pages_and_parts() -> None:
    assert is_next(A + "/list?page=2", A + "/list?page=3")
    assert is_next(A + "/story", A + "/story/2")
    assert is_later(A + "/list", A + "/list/page/5/")
    assert is_part(A + "/story-20.html", A + "/story-20-2.html")
    assert is_part(A + "/story", A + "/story?page=3", 3)
    assert not is_part(A + "/item/41", A + "/item/42")
    assert not is_later(A + "/story", A + "/story/comment-page-2/")


def test_a_pattern_that_leads_nowhere_is_left() -> None:
    book, asked = PatternBook(), 0
    while book.is_worth(f"{A}/shelf/{asked}") and asked < 1000:
        book.note(f"{A}/shelf/{asked}", "hub")
        asked += 1
    assert asked <= 5


def test_a_pattern_that_leads_somewhere_now_and_then_ends_too() -> None:
    book, asked = PatternBook(), 0
    while book.is_worth(f"{A}/shelf/{asked}") and asked < 1000:
        book.note(f"{A}/shelf/{asked}", "hub", led_to=1 if asked % 14 == 0 and asked < 100 else 0)
        asked += 1
    assert asked <= MOST_BARREN


def test_what_pages_were_outweighs_how_their_addresses_look() -> None:
    book = PatternBook()
    for number in range(6):
        book.note(f"{A}/item/{number}", "article")
    again = PatternBook.of(book.to_json())
    assert again.article(f"{A}/item/99") > 1.5 > PatternBook().article(f"{A}/item/99")


def test_a_dead_source_is_asked_seldom() -> None:
    book = SourceBook()
    for _ in range(3):
        book.failed(A + "/old.xml", "sitemap")
    again = SourceBook.of(book.to_json())
    assert sum(again.due(A + "/old.xml") for _ in range(20)) == 2


def test_files_of_an_index_come_newest_first_without_pictures() -> None:
    files = [("posts-1.xml", "2024-01-01"), ("posts-12.xml", "2024-03-01"), ("posts-2.xml", "2024-02-01"), ("image-1.xml", "2024-09-01")]
    index = Sitemap(children=tuple(SitemapEntry(f"{A}/{name}", parse_instant(at)) for name, at in files))
    assert [child.url.rsplit("/", 1)[1] for child in children_in_order(index)] == ["posts-12.xml", "posts-2.xml", "posts-1.xml"]


def test_sitemaps_of_robots() -> None:
    assert robots_sitemaps("User-agent: *\nDisallow: /x\nSITEMAP : https://a.example/s.xml\n# sitemap: no\n") == [A + "/s.xml"]


def test_a_link_that_was_judged_is_judged_anew_once_a_parameter_means_nothing() -> None:
    class Spider(NewsSpider):
        ignored = ("/shop/",)

    spider = Spider.from_crawler(get_crawler(Spider), url="https://paper.example/")
    link = Link("https://paper.example/story?edition=2", 5)
    assert spider._wanted(link) == link.url
    for number in range(3):
        spider.site.learn(f"https://paper.example/{number}?edition=2", f"https://paper.example/{number}")
    assert spider._wanted(link) == "https://paper.example/story"
    assert spider._wanted(Link("https://paper.example/shop/story", 5)) is None
    assert spider._wanted(Link("https://other.example/story", 5)) is None
