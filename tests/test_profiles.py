"""Profiles: which one a page gets, where its body is, what its markup offers; bad files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners import profiles
from cleaners.errors import BadRule
from cleaners.page import read_page
from cleaners.profiles import read_profile
from cleaners.records import Options

POST = "https://valley.example/2023/06/wheel.html"
HEAD = '<title>The wheel</title><meta name="generator" content="blogger">'


def body_text(html: str, url: str | None = POST) -> str | None:
    page = read_page(html, url)
    profile = profiles.choose(page)
    assert profile is not None
    body = profile.body(page)
    return None if body is None else " ".join("".join(map(str, body.itertext())).split())


@pytest.mark.parametrize(
    ("html", "url", "name"),
    [
        ("<p>x</p>", "https://somebody.blogspot.com/2023/06/x.html", "blogger"),
        ("<p>x</p>", "https://somebody.blogspot.co.uk/2023/06/x.html", "blogger"),
        ('<meta name="generator" content="Blogger"><p>x</p>', None, "blogger"),
        ('<link rel="alternate" type="application/atom+xml" href="https://v.example/feeds/posts/default"><p>x</p>', POST, "blogger"),
        ('<div class="widget Blog" id="Blog1"><p>x</p></div>', POST, "blogger"),
        ('<button><div>Menu</button><article class="widget Blog" id="Blog1"><p>x</p></article>', POST, "blogger"),
        ('<a name="Blog1">x</a>', POST, None),
        ('<meta name="generator" content="WordPress 6.2"><p>x</p>', POST, None),
        ("<p>x</p>", "https://blogspot.com.example/x", None),
        ("<p>x</p>", "https://[broken", None),
    ],
)
def test_choice(html: str, url: str | None, name: str | None) -> None:
    profile = profiles.choose(read_page(html, url))
    assert (profile.name if profile else None) == name


def test_forced_profile() -> None:
    page = read_page("<p>x</p>", None, Options(profile="bullionbite"))
    profile = profiles.choose(page)
    assert profile is not None
    assert profile.name == "bullionbite"
    assert profile.start_url == ""
    with pytest.raises(BadRule, match="no profile 'nobody'; known are blogger, bullionbite"):
        profiles.choose(read_page("<p>x</p>", None, Options(profile="nobody")))


BODIES = {
    "piki": '<article class="hentry"><div class="post-body entry-content" id="postBody"><p>One.</p></div></article>',
    "stock v1": '<div class="post hentry"><h3 class="post-title entry-title">T</h3><div class="post-body entry-content" id="post-body-81">One.</div></div>',
    "microdata": '<div><h1>T</h1><section itemprop="articleBody">One.</section><p>By me</p></div>',
    "unknown theme": '<div class="nx"><h2 class="entry-title">T</h2><div class="nx-text entry-content">One.</div></div>',
    "content inside content": '<div class="post-body"><div class="entry-content">One.</div></div>',
    "wrapper around the body": '<div class="entry-content"><div class="post-body">One.</div><p>Share</p></div>',
    "empty copy": '<div class="post-body"> </div><div class="entry-content">One.</div>',
    "popular post's body": '<div class="sidebar"><div class="post-body">Other.</div></div><div class="post-body">One.</div>',
    "comment's body": '<div class="post-body">One.</div><div id="comments"><div class="post-body">Other.</div></div>',
    "body without a known name": '<div class="widget Blog"><div class="zz"><h1>T</h1><p>by <a rel="author">Ida</a></p><div class="zz-words"><p>One.</p></div><p>Filed under <a rel="tag">X</a></p></div></div>',
    "nameless body beside comments": '<div class="widget Blog"><h1>T</h1><div class="zz"><div class="zz-words">One.</div><div class="comments">More words than the post has.</div></div></div>',
    "two bodies on a post's page": '<div id="main"><div class="post-body">One.</div></div><div class="feature"><div class="post-body">Other and longer.</div></div>',
}


@pytest.mark.parametrize("html", BODIES.values(), ids=BODIES.keys())
def test_body(html: str) -> None:
    assert body_text(f"{HEAD}<body>{html}</body>") == "One."


NO_BODIES = {
    "home": ('<div class="post-body">One.</div>', "https://valley.example/"),
    "home with parameters": ('<div class="post-body">One.</div>', "https://valley.example/?m=1"),
    "label": ('<div class="post-body">One.</div>', "https://valley.example/search/label/Mills"),
    "archive": ('<div class="post-body">One.</div>', "https://valley.example/2023/06/"),
    "several posts, address unknown": ('<div class="post-body">One.</div><div class="post-body">Two.</div>', None),
    "canonical says home": ('<link rel="canonical" href="https://valley.example/"><div class="post-body">One.</div>', None),
    "no post's region": ("<div><p>One.</p></div>", POST),
    "no words": ('<div class="post-body"><script>var x;</script> — </div>', POST),
}


@pytest.mark.parametrize(("html", "url"), NO_BODIES.values(), ids=NO_BODIES.keys())
def test_no_body(html: str, url: str | None) -> None:
    assert body_text(f"{HEAD}<body>{html}</body>", url) is None


@pytest.mark.parametrize(
    ("html", "url", "code"),
    [
        ('<div class="post-body">One.</div>', POST, ""),
        ('<div class="post-body">One.</div>', "https://valley.example/", "index-page"),
        ('<meta property="og:type" content="article"><div class="post-body">One.</div>', "https://valley.example/", ""),
        ('<div class="errorPage"><h3>404</h3></div>', POST, "error-page"),
        ("<p>One.</p>", POST, ""),
        ('<div class="post-body"> <img src="a.png"></div><div class="author-box">Ida writes about mills.</div>', POST, "no-article-text"),
        ('<div class="post-body"></div><div class="entry-content">One.</div>', POST, ""),
    ],
)
def test_refusal(html: str, url: str, code: str) -> None:
    page = read_page(HEAD + html, url)
    profile = profiles.choose(page)
    assert profile is not None
    assert profile.refusal(page) == code


def test_fields_come_from_the_post_not_from_its_neighbours() -> None:
    html = f"""{HEAD}<link rel="alternate" type="application/atom+xml" title="Valley Courier - Atom" href="/feeds/posts/default"><body>
<div id="hot-posts"><h2 class="entry-title">Hot</h2><time class="published" datetime="2020-01-01T00:00:00Z">x</time></div>
<div class="widget Blog" id="Blog1"><h2 class="date-header">Wednesday</h2><article class="hentry">
<h1 class="entry-title">The <i>wheel</i></h1><span class="post-author"><span>by</span> Ida Holm</span>
<span class="post-date published" datetime="2023-06-14T23:00:00-07:00">June 14</span>
<div class="post-body"><h2 class="entry-title">Not this</h2><p>One. <a rel="tag" href="/search/label/Inside">Inside</a></p></div>
<div class="label-container"><a rel="tag" href="https://v.example/search/label/Mills%20%26%20Rivers?max-results=6">#Mills…</a>
<a rel="tag" href="https://v.example/search/label/Water">Water</a></div></article>
<div class="related-posts"><h4 class="entry-title">Other</h4><time class="published" datetime="2021-01-01T00:00:00Z">x</time><a rel="tag" href="/search/label/Other">Other</a></div></div>
<div class="sidebar"><div class="widget Label"><a rel="tag" href="/search/label/Side">Side</a></div></div></body>"""
    page = read_page(html, POST)
    profile = profiles.choose(page)
    assert profile is not None
    found = {candidate.field: candidate.value for candidate in profile.candidates(page)}
    assert found == {
        "title": "The wheel", "authors": ("Ida Holm",), "published": "2023-06-14T23:00:00-07:00", "tags": ("Mills & Rivers", "Water"),
        "site_name": "Valley Courier",
    }  # fmt: skip
    assert {candidate.source for candidate in profile.candidates(page)} == {"profile:blogger"}


def test_user_profile_extends_ours(tmp_path: Path) -> None:
    (tmp_path / "valley.toml").write_text(
        'name = "valley"\nextends = "blogger"\nhosts = ["valley.example"]\nstart_url = "https://valley.example"\nbody = [".wheel"]\n[fields.authors]\nselectors = [".who"]\nsplit = " and "\n'
    )
    page = read_page('<h1 class="entry-title">T</h1><p class="who">Ida Holm and Bo Lind</p><div class="wheel">One.</div>', POST, Options(profiles_dir=tmp_path))
    profile = profiles.choose(page)
    assert profile is not None
    assert (profile.name, profile.start_url, profile.hook) == ("valley", "https://valley.example", "dropcap")
    assert {c.field: c.value for c in profile.candidates(page)} == {"title": "T", "authors": ("Ida Holm", "Bo Lind")}


BAD = {
    "toml": ("name =", "f.toml: not valid TOML"),
    "no name": ('hosts = ["x"]', "f.toml: name is missing"),
    "unknown key": ('name = "a"\nhost = ["x"]', "f.toml: unknown key 'host'"),
    "type": ('name = "a"\nhosts = "x"', "hosts must be a list"),
    "field": ('name = "a"\n[fields.byline]\nselectors = ["x"]', "no field 'byline'"),
    "field key": ('name = "a"\n[fields.title]\nselector = ["x"]', "fields.title: unknown key 'selector'"),
    "selector": ('name = "a"\nbody = ["div["]', "selector"),
    "selector without a key": ('name = "a"\nbody = ["[data-x]"]', "needs a tag, id, class"),
    "pattern": ('name = "a"\nindex_paths = ["("]', "pattern"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD.keys())
def test_bad_profile(text: str, message: str) -> None:
    with pytest.raises(BadRule) as caught:
        read_profile(text, "f.toml")
    assert message.lower() in caught.value.detail.lower()


def test_profile_that_extends_nothing_known(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\nextends = "none"\n')
    with pytest.raises(BadRule, match="extends 'none', which is unknown"):
        profiles.get("a", Options(profiles_dir=tmp_path))
    with pytest.raises(BadRule, match="does not exist"):
        profiles.get("a", Options(profiles_dir=tmp_path / "none"))
