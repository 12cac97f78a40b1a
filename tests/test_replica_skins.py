"""The four skins: the same post in each, with the debris that family of themes leaves around it."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html

from fixtures.replica import SKINS, Article, ReplicaOptions, load_articles
from fixtures.replica.comments import comments_on
from fixtures.replica.messages import Request
from fixtures.replica.site import Site

ARTICLES = load_articles()
BODY = "//*[contains(concat(' ', @class, ' '), ' post-body ')]"
DATE = {
    "piki": "//span[@class='post-date published']/@datetime",
    "templateify": "//article[contains(@class, 'item-post')]//time[@class='published']/@datetime",
    "stock_v1": "//abbr[@class='published']/@title",
    "stock_v2": "//article[@class='post-outer-container']//time[@class='published']/@datetime",
}
DEBRIS = {
    "piki": [
        'id="cookies-iki"', "#buttons=(Ok, Go it!) #days=(20)", "Bullion Bite uses cookies to enhance your experience.", "How We Use Cookies?",
        'class="cookies-bt"', 'class="admin-area"', "&lt;script&gt;var loadMorePosts", "_About us", "__Green smoothie", "megamenu/Markets",
        "Type Here to Get Search Results !", "trending/recent", "megagrid/recent", "5/featured/recent", "4/sidebar/recent", "3/sidebar/comments",
        "6/block3/Markets", "video/Coast", "block1/Sport", "Error 400:</b> Wrong Shortcut code", "grid1/random", "Error 404:</b> Results Not Found", 'id="breadcrumb"', 'id="readTime"', "top-ad-placeholder",
        "bottom-ad-placeholder", "label-container", "navigation-runs", "window-piki", "author-description", "You may like these posts",
        "Post a Comment", "Please Don't Spam Here", "comment-holder", "PopularPosts1", "post-snip", "Label1", "ArchiveList", "FollowByEmail1",
        "Get Notified About Next Update.", "footer-copyright", "Crafted with", "backTop", "hidden-widget-container", "ContactForm1",
        "?spref=tw", "?m=1", "?showComment=", "#comments", "Disclaimer", "#title=(Subscribe Us)",
    ],
    "templateify": [
        'id="gnews-pro-cookie-ify"', 'data-shortcode="$ok={Accept !} $days={7}"', "gnews-pro-cookie-ify-content", "Accept !",
        "Our website uses cookies to improve your experience.", "[blogger][disqus][facebook]", "_World", "__Sport", "{getMega} $label={recent}",
        "{getPosts} $results={4} $label={recent} $type={ticker}", "{ads}", "3/random/post-list", "recent/hot-posts", "{getSocial}", "{getWidget} $results={3} $label={comments}",
        "{getMailchimp} $title={", "breadcrumb", "before-ad", "entry-labels", "post-share-links", "author-text", "related-shortcode",
        "You might like", "Post a Comment", "comment-holder", "PopularPosts1", "cloud-label", "ArchiveList", "Support us", "Distributed by",
        "hidden-widgets-wrap", "ContactForm1", "?spref=tw", "?m=1", "#comments", "back-top",
    ],
    "stock_v1": [
        "cookieChoiceInfo", "This site uses cookies from Google", "cookieChoiceDismiss", "Navbar1", "quickedit", "date-header", "post-footer-line-1",
        "Posted by", "Email This", "BlogThis!", "Share to X", "Share to Facebook", "Share to Pinterest", "Labels:", "comment-form",
        "Links to this post", "blog-pager", "Subscribe to:", "Post Comments (Atom)", "Search This Blog", "item-snippet", "Blog Archive",
        "Follow by Email", "About Me", "View my complete profile", "Powered by", "?spref=tw", "?m=1", "share-widget", "ContactForm1",
    ],
    "stock_v2": [
        'id="buzzspot-pro-cookie-consent"', 'data-shortcode="$ok={OK, Go it!} $days={7}"', "consent-text", "OK, Go it!", "Skip to main content",
        "Search This Blog", "post-author-label", "timestamp-link", "Get link", "Other Apps", "Labels:", "Post a Comment",
        "Popular posts from this blog", "r-snippetized", "Archive", "Report Abuse", "Powered by Blogger", "Theme images by", "?spref=tw", "?m=1",
        "ContactForm1",
    ],
}  # fmt: skip


def page(skin: str, path: str, articles: list[Article] | None = None) -> str:
    body = Site(ReplicaOptions(skin=skin), articles, "https://bullion.example").respond(Request.of(path)).body
    assert isinstance(body, str)
    return body


@pytest.mark.parametrize("skin", SKINS)
def test_every_post_carries_the_skins_debris_and_comments(skin: str) -> None:
    site = Site(ReplicaOptions(skin=skin), base="https://bullion.example")
    for post in ARTICLES:
        body = str(site.respond(Request.of(post.path)).body)
        missing = [trap for trap in DEBRIS[skin] if trap not in body]
        assert not missing, post.slug
        assert all(comment.text.split(".")[0] in html.fromstring(body).text_content() for comment in comments_on(post))


@pytest.mark.parametrize("skin", SKINS)
def test_title_author_date_and_labels_stand_where_the_family_puts_them(skin: str) -> None:
    site = Site(ReplicaOptions(skin=skin), base="https://bullion.example")
    for post in ARTICLES:
        tree = html.fromstring(str(site.respond(Request.of(post.path)).body))
        assert post.title in [
            element.text_content().strip() for element in tree.xpath("//*[contains(@class, 'entry-title')]")
        ]
        assert tree.xpath(DATE[skin])[0] == post.published.isoformat()
        assert tuple(tree.xpath("//a[@rel='tag']/text()")) == post.labels
        assert tree.xpath("//link[@rel='canonical']/@href") == [f"https://bullion.example{post.path}"]
        assert post.author in tree.text_content()


def test_a_post_has_the_same_body_in_every_skin() -> None:
    sites = [Site(ReplicaOptions(skin=skin), base="https://bullion.example") for skin in SKINS]
    for post in ARTICLES:
        bodies = set()
        for site in sites:
            (body,) = html.fromstring(str(site.respond(Request.of(post.path)).body)).xpath(BODY)
            bodies.add(" ".join(body.text_content().split()))
        assert len(bodies) == 1, post.slug


def test_piki_pastes_titles_into_json_ld_unescaped() -> None:
    path = next(post.path for post in ARTICLES if '"' in post.title)
    broken = html.fromstring(page("piki", path)).xpath("//script[@type='application/ld+json']/text()")[0]
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken)
    whole = html.fromstring(page("templateify", path)).xpath("//script[@type='application/ld+json']/text()")[0]
    assert json.loads(whole)["@type"] == "NewsArticle"


@pytest.mark.parametrize("skin", SKINS)
def test_index_pages_cut_teasers_and_page_through_search_only(skin: str) -> None:
    body = page(skin, "/")
    assert "…" in body
    older = html.fromstring(body).xpath("//a[contains(@class, 'blog-pager-older-link')]/@href")[0]
    assert "/search?updated-max=" in older
    following = page(skin, older.removeprefix("https://bullion.example"))
    assert body.count("entry-title") <= following.count("entry-title")
    assert older not in following


@pytest.mark.parametrize("skin", SKINS)
def test_a_teaser_can_be_cut_in_mid_entity(skin: str) -> None:
    assert re.search(r"&#?\w+…", page(skin, "/search?q=Gold%20up"))


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/p/about.html", "chandler"),
        ("/p/privacy-policy.html", "one cookie"),
        ("/2023/03/", "Showing posts from 2023/03"),
        ("/2023_04_01_archive.html", "Showing posts from 2023/04"),
        ("/search/label/Ferries", "Showing posts with the label Ferries"),
        ("/search?q=copper", "Copper slips"),
        ("/p/none.html", "does not exist"),
        ("/2023/03/none.html", "does not exist"),
    ],
)
def test_other_pages(skin: str, path: str, words: str) -> None:
    assert " ".join(words.split()) in " ".join(html.fromstring(page(skin, path)).text_content().split())


def test_an_empty_blog_has_an_index() -> None:
    for skin in SKINS:
        assert "Bullion Bite" in page(skin, "/", [])
