"""Feeds, sitemaps and addresses, read into records."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import read_feed
from crawler.discovery.records import DiscoveryError
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.urls import Site, canonical_url, is_blogger_post, is_loopback, is_static_page

POST = "https://bite.blogspot.com/2023/06/ferry-plan.html"


@pytest.mark.parametrize(
    "found",
    [
        POST,
        POST + "?m=1",
        POST + "?m=0",
        POST + "?showComment=1686230000000#c4711",
        POST + "#comment-form",
        POST + "#more",
        POST + "?spref=tw",
        POST + "?utm_source=feedburner&utm_medium=feed&utm_campaign=Feed%3A+Bite",
        POST + "?fbclid=IwAR0&m=1",
        "https://bite.blogspot.co.uk/2023/06/ferry-plan.html",
        "https://bite.blogspot.com.au/2023/06/ferry-plan.html",
        "https://bite.blogspot.com/ncr/2023/06/ferry-plan.html",
        "https://BITE.blogspot.com:443/2023/06/ferry-plan.html",
        f"  {POST}\n",
    ],
)
def test_one_address_for_one_post(found: str) -> None:
    assert canonical_url(found) == POST


def test_parameters_that_choose_the_page_stay() -> None:
    assert canonical_url("https://a.example/story?id=7&page=2&utm_source=x") == "https://a.example/story?id=7&page=2"


@given(st.from_regex(r"https?://[a-z]{1,8}\.[a-z]{2,4}(:[0-9]{2,4})?(/[\w%.~-]{0,12}){0,3}(\?[\w=&%.-]{0,24})?(#\w{0,5})?", fullmatch=True))
def test_canonical_addresses_stay_as_they_are(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.from_regex(r"https?://[a-z]{1,8}(\.[a-z-]{2,4}){0,2}(:(80|443|[0-9]{2,6}))?(/[\w.-]{0,9}){0,3}", fullmatch=True))
def test_an_address_that_needs_no_normaliser_is_as_it_would_be_with_it(url: str) -> None:
    assert canonical_url(url) == canonical_url(url.replace("http", "HTTP", 1)).replace("HTTP", "http", 1)


def test_post_paths() -> None:
    assert is_blogger_post(POST)
    assert is_blogger_post("http://127.0.0.1:8765/p/about.html")
    assert is_static_page("http://127.0.0.1:8765/p/about.html")
    assert not any(map(is_blogger_post, ("https://a.b/", "https://a.b/search/label/X", "https://a.b/2023/06/", "https://a.b/2023/")))


def test_a_site_adopts_its_own_addresses_only() -> None:
    site = Site("https://www.bite.example/index.html?m=1")
    assert (site.root, site.key) == ("https://www.bite.example", "www.bite.example")
    assert site.adopt("http://bite.example/2023/06/x.html?m=1") == "https://www.bite.example/2023/06/x.html"
    assert site.adopt("/2023/06/x.html") == "https://www.bite.example/2023/06/x.html"
    assert site.adopt("https://other.example/2023/06/x.html") is None
    assert site.adopt("file:///etc/passwd") is None
    assert site.adopt("javascript:alert(1)") is None


def test_loopback() -> None:
    assert all(map(is_loopback, ("http://127.0.0.1:9/", "http://localhost/", "http://[::1]:8080/", "http://127.9.9.9/")))
    assert not any(map(is_loopback, ("http://128.0.0.1/", "http://localhost.example/", "https://bite.blogspot.com/")))


def json_feed(**changes: object) -> bytes:
    entry = {
        "id": {"$t": "tag:blogger.com,1999:blog-1.post-2"},
        "title": {"type": "text", "$t": "Ferry plan"},
        "content": {"type": "html", "$t": "<p>The council agreed.</p>"},
        "published": {"$t": "2023-06-15T08:00:00.000-07:00"},
        "updated": {"$t": "2023-06-16T09:30:00.000-07:00"},
        "category": [{"term": "Ports"}, {"term": "Council"}],
        "link": [{"rel": "replies", "href": "x"}, {"rel": "alternate", "href": POST}],
        "author": [{"name": {"$t": "Ines Prado"}}],
    } | changes
    feed = {"openSearch$totalResults": {"$t": "41"}, "entry": [entry], "link": [{"rel": "next", "href": "n"}]}
    return json.dumps({"feed": feed}).encode()


def test_json_feed() -> None:
    page = read_feed(json_feed())
    (entry,) = page.entries
    assert (page.total, page.next_url) == (41, "n")
    assert (entry.url, entry.title, entry.authors, entry.tags) == (POST, "Ferry plan", ("Ines Prado",), ("Ports", "Council"))
    assert entry.published == datetime(2023, 6, 15, 8, tzinfo=timezone(timedelta(hours=-7)))
    assert entry.published.utcoffset() == timedelta(hours=-7)
    assert entry.full
    assert entry.body == "<p>The council agreed.</p>"


def test_short_json_feed_is_no_full_text() -> None:
    feed = json.loads(json_feed())
    entry = feed["feed"]["entry"][0]
    entry["summary"] = {"$t": "The council"}
    del entry["content"]
    (found,) = read_feed(json.dumps(feed).encode()).entries
    assert (found.body, found.full) == ("The council", False)


def test_json_feed_without_entries() -> None:
    assert read_feed(b'{"feed": {"openSearch$totalResults": {"$t": "0"}}}').entries == ()


ATOM = f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'>
<openSearch:totalResults>2</openSearch:totalResults><link rel='next' href='https://bite.blogspot.com/next'/>
<entry><title>Ferry &amp; plan</title><published>2023-06-15T08:00:00.000-07:00</published><updated>2023-06-16T09:30:00.000-07:00</updated>
<category term='Ports'/><content type='html'>&lt;p onclick="x()"&gt;Agreed.&lt;/p&gt;</content>
<link rel='alternate' type='text/html' href='{POST}'/><author><name>Ines Prado</name></author></entry>
<entry><title>Short</title><published>2023-06-14T08:00:00Z</published><updated>2023-06-14T08:00:00Z</updated><summary>Only this</summary>
<link rel='alternate' href='https://bite.blogspot.com/2023/06/short.html'/></entry></feed>"""


def test_atom_feed() -> None:
    page = read_feed(ATOM.encode())
    first, second = page.entries
    assert (page.total, page.next_url) == (2, "https://bite.blogspot.com/next")
    assert (first.url, first.title, first.authors, first.tags, first.full) == (POST, "Ferry & plan", ("Ines Prado",), ("Ports",), True)
    assert first.updated is not None
    assert first.updated.utcoffset() == timedelta(hours=-7)
    assert "onclick" in first.body  # as the owner wrote it: it is compared, never shown
    assert (second.body, second.full) == ("Only this", False)


def test_rss_feed() -> None:
    rss = f"""<?xml version='1.0'?><rss version='2.0' xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel>
    <title>Bite</title><item><title>Ferry plan</title><pubDate>Thu, 15 Jun 2023 15:00:00 +0000</pubDate>
    <link>https://feeds.example/~r/bite/1</link><feedburner:origLink>{POST}</feedburner:origLink></item></channel></rss>"""
    (entry,) = read_feed(rss.encode()).entries
    assert (entry.url, entry.published) == (POST, datetime(2023, 6, 15, 15, tzinfo=UTC))


@pytest.mark.parametrize("body", [b"", b"<html><body>Consent</body></html>", b"{}", b'{"feed": 3}', b"\x89PNG", b'{"feed": {"entry": [1]}}'])
def test_what_is_no_feed_is_an_error(body: bytes) -> None:
    with pytest.raises(DiscoveryError):
        read_feed(body)


def sitemap(entries: str, root: str = "urlset") -> bytes:
    return f"<?xml version='1.0'?><{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</{root}>".encode()


def test_sitemap() -> None:
    body = sitemap(f"<url><loc> {POST} </loc><lastmod>2023-06-16T09:30:00Z</lastmod></url><url><loc>https://a.b/x</loc></url>")
    found = read_sitemap(body)
    assert [(page.url, page.modified) for page in found.pages] == [
        (POST, datetime(2023, 6, 16, 9, 30, tzinfo=UTC)),
        ("https://a.b/x", None),
    ]
    assert read_sitemap(gzip.compress(body)) == found


def test_sitemap_index() -> None:
    found = read_sitemap(sitemap("<sitemap><loc>https://a.b/sitemap.xml?page=1</loc></sitemap>", "sitemapindex"))
    assert [child.url for child in found.children] == ["https://a.b/sitemap.xml?page=1"]
    assert found.pages == ()


def test_sitemap_is_cut_at_the_cap() -> None:
    body = sitemap("".join(f"<url><loc>https://a.b/{n}</loc></url>" for n in range(30)))
    found = read_sitemap(body, most_urls=20)
    assert (len(found.pages), found.cut) == (20, True)


def test_a_sitemap_that_breaks_off_gives_what_came() -> None:
    body = sitemap("".join(f"<url><loc>https://a.b/{n}</loc></url>" for n in range(3000)))
    found = read_sitemap(body[: len(body) // 2])
    assert found.cut
    assert 100 < len(found.pages) < 3000


def test_a_sitemap_reads_no_local_file() -> None:
    body = b"<!DOCTYPE u [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + sitemap("<url><loc>https://a.b/&e;</loc></url>").split(b"?>", 1)[1]
    assert "root" not in repr(read_sitemap(body))


@pytest.mark.parametrize("body", [b"", b"<html><body/></html>", b"nothing", b"<rss/>", b"\x1f\x8b broken"])
def test_what_is_no_sitemap_is_an_error(body: bytes) -> None:
    with pytest.raises(DiscoveryError):
        read_sitemap(body)
