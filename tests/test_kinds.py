"""Is there an article? On small own pages whose paragraphs and headings are kept, so that no model stands in between."""

from __future__ import annotations

import pytest

from cleaners import kinds, kindsigns
from cleaners.blocks import read_blocks
from cleaners.errors import NotAnArticle
from cleaners.page import read_page
from cleaners.records import Decision, Options

SENTENCE = "The bridge at Lower Kettle is open again."
PROSE = "".join(f"<p>Paragraph {n} tells at some length what the divers found below the bridge, and what the county means to do.</p>" for n in range(12))
CARDS = "".join(f"<div><h3><a href='/a{n}'>A headline about the bridge, number {n}</a></h3><p>What happened at the bridge, in one line.</p></div>" for n in range(9))
OG_ARTICLE = '<meta property="og:type" content="article">'
LD_ARTICLE = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>'
LD_LIST = '<script type="application/ld+json">{"@graph":[{"@type":"CollectionPage"},{"@type":"WebSite"}]}</script>'

CASES = {
    "one sentence, Open Graph": (OG_ARTICLE, f"<h1>Open</h1><p>{SENTENCE}</p>", {}, ""),
    "one sentence, JSON-LD": (LD_ARTICLE, f"<h1>Open</h1><p>{SENTENCE}</p>", {}, ""),
    "one sentence, h1 only": ("", f"<h1>Open</h1><p>{SENTENCE}</p>", {}, ""),
    "prose without any claim": ("", PROSE, {}, ""),
    "an article under a tag path": (OG_ARTICLE, PROSE + CARDS, {"url": "https://a.example/tag/bridge/story"}, ""),
    "an article with many related links": ("", PROSE + CARDS, {}, ""),
    "an article at a site's root": (OG_ARTICLE, PROSE, {"url": "https://a.example/"}, ""),
    "an article titled 404": (f"<title>404 lanterns</title>{OG_ARTICLE}", f"<h1>404 lanterns</h1><p>{SENTENCE}</p>", {}, ""),
    "an article titled captcha": (f"<title>Captcha, a history</title>{LD_ARTICLE}", f"<p>{SENTENCE}</p>", {}, ""),
    "an article about consent": ("", PROSE + "<p>The court had to say what consent is, what a cookie, and which partner may see personal data for advertising.</p>", {}, ""),
    "an article with a recaptcha for comments": ('<script src="https://x.example/recaptcha/api.js"></script>', f'{PROSE}<div class="g-recaptcha"></div>', {}, ""),
    "the free sentence of an article sent with 402": (OG_ARTICLE, f"<p>{SENTENCE}</p>", {"status": 402}, ""),
    "a bare 402": ("", f"<p>{SENTENCE}</p>", {"status": 402}, "error-page"),
    "a gallery with captions": (
        '<script type="application/ld+json">{"@type":"ImageGallery"}</script>',
        f"<p>{SENTENCE}</p>" + "<figure><figcaption>The bridge at dawn, before the first bus crossed it.</figcaption></figure>" * 2, {}, "",
    ),
    "a video with a sentence": ('<script type="application/ld+json">{"@type":"VideoObject"}</script>', f"<h1>Open</h1><p>{SENTENCE}</p>", {}, ""),
    "consent, in German": ("<title>Bevor Sie fortfahren</title>", "<p>Wir und unsere Partner verwenden Cookies mit Ihrer Einwilligung.</p>", {}, "consent-wall"),
    "a paywalled article sent with 402": (OG_ARTICLE, PROSE, {"status": 402}, ""),
    "an article found by a search parameter": ("", PROSE, {"url": "https://a.example/story?q=bridge"}, ""),
    "front page": ("", CARDS, {"url": "https://a.example/"}, "index-page"),
    "front page that says it is an article": (OG_ARTICLE, CARDS, {"url": "https://a.example/"}, "index-page"),
    "section by its JSON-LD": (LD_LIST, CARDS, {"url": "https://a.example/bridges"}, "index-page"),
    "section by its address": ("", CARDS, {"url": "https://a.example/category/bridges"}, "index-page"),
    "section by its teasers": ("", CARDS, {"url": "https://a.example/bridges"}, "index-page"),
    "404 by status": ("", f"<p>{SENTENCE}</p>", {"status": 404}, "error-page"),
    "500 by status, though it claims an article": (OG_ARTICLE, f"<p>{SENTENCE}</p>", {"status": 500}, "error-page"),
    "404 by title": ("<title>Page not found | A</title>", "<p>Try the search.</p>", {}, "error-page"),
    "404 by heading, in French": ("", "<h1>Page introuvable</h1><p>Essayez la recherche.</p>", {}, "error-page"),
    "challenge": ("<title>Just a moment...</title>", "<p>Checking your connection.</p>", {}, "bot-wall"),
    "challenge by script, with 403": ("<script>window._cf_chl_opt={}</script>", "<p>Wait.</p>", {"status": 403}, "bot-wall"),
    "consent": ("<title>Before you continue</title>", "<p>We use cookies with your consent, see our privacy policy.</p>", {}, "consent-wall"),
    "404 by title, in German": ("<title>Diese Seite existiert nicht | Blatt</title>", "<p>Bitte prüfen Sie die Adresse.</p>", {}, "error-page"),
    "a person by JSON-LD": ('<script type="application/ld+json">{"@type":"ProfilePage"}</script>', f"<h1>Ida Holm</h1><p>{SENTENCE}</p>", {}, "no-article-text"),
    "a person by Open Graph": ('<meta property="og:type" content="profile">', f"<h1>Ida Holm</h1><p>{SENTENCE}</p>", {}, "no-article-text"),
    "an article with its author's page in JSON-LD": (f'<script type="application/ld+json">{{"@type":"ProfilePage"}}</script>{LD_ARTICLE}', f"<p>{SENTENCE}</p>", {}, ""),
    "a topic by its address": ("", f"<p>{SENTENCE}</p>{CARDS}", {"url": "https://a.example/topic/bridges"}, "index-page"),
    "a person by the address": ("", f"<p>{SENTENCE}</p>{CARDS}", {"url": "https://a.example/staff/1017/ida-holm/"}, "index-page"),
    "a headline below the word for a list": ("", f"<p>{SENTENCE}</p>" + "<p>More.</p>" * 9 + "<h3><a href='/b'>A headline about the bridge, number 2</a></h3>" * 3, {"url": "https://a.example/people/the-man-who-counts-bridges"}, ""),
    "newsletters by the address": ("", f"<h2>Bridges</h2><p>{SENTENCE}</p>", {"url": "https://a.example/newsletters/"}, "no-article-text"),
    "a forecast by the address": ("", "<p>Tonight: rain, then clouds. Low of 34.</p>", {"url": "https://a.example/weather/lower-kettle"}, "no-article-text"),
    "a dated line about the weather": ("", f"<p>{SENTENCE}</p><time datetime='2026-03-04'>4 March</time>", {"url": "https://a.example/weather/bridge-open"}, ""),
    "an article about the weather": (OG_ARTICLE, f"<p>{SENTENCE}</p>", {"url": "https://a.example/weather/bridge"}, ""),
    "a headline below weather": ("", f"<p>{SENTENCE}</p>", {"url": "https://a.example/weather/storm-opens-the-bridge"}, ""),
    "an article of some length about a match": ('<script type="application/ld+json">{"@type":"SportsEvent"}</script>', PROSE, {}, ""),
    "search": ("<title>Search results for bridge</title>", CARDS, {"url": "https://a.example/?s=bridge"}, "search-results"),
    "404 by heading, in Japanese": ("", "<h1>指定されたページが見つかりません</h1><p>掲載期間が終了した可能性があります。</p>", {}, "error-page"),
    "login": ("<title>로그인 - 소리</title>", '<input type="password"><p>공용 PC에서는 로그인 상태 유지를 사용하지 마십시오.</p>', {}, "no-article-text"),
    "an article about logging in": ("<title>Sign in, please: a history of the password</title>", f"<h1>Sign in, please: a history of the password</h1><p>{SENTENCE}</p>", {}, ""),
    "an article beside a login form": ("<title>Login to nowhere | A</title>", f'{PROSE}<input type="password">', {}, ""),
    "product": ('<script type="application/ld+json">{"@type":"Product","offers":{"price":"9"}}</script>', f"<h1>Lamp</h1><p>{SENTENCE}</p>", {}, "no-article-text"),
    "a review that names the price": ('<script type="application/ld+json">{"@graph":[{"@type":"Product","offers":{"price":"9"}},{"@type":"Review"}]}</script>', f"<h1>Lamp</h1><p>{SENTENCE}</p>", {}, ""),
    "a list of links": ("", "<h1>Bridges</h1>" + "".join(f"<p><a href='/b{n}'>What the divers found below bridge {n}</a> 4 May</p>" for n in range(5)), {}, "index-page"),
    "a list of links with a sentence": ("", f"<h1>Bridges</h1><p>{SENTENCE}</p>" + "".join(f"<p><a href='/b{n}'>What the divers found below bridge {n}</a></p>" for n in range(5)), {}, ""),
    "nothing kept": ("", "<div>Menu</div>", {}, "no-article-text"),
    "a gallery": ('<script type="application/ld+json">{"@type":"ImageGallery"}</script>', "<p>9 pictures.</p>", {}, "no-article-text"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_kind(name):
    head, body, told, code = CASES[name]
    page = read_page(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", told.get("url", "https://a.example/2026/story"), Options(status=told.get("status")))
    found = read_blocks(page)
    kept = [block for block in found.blocks if block.role != "other"]
    decisions = [Decision(block.index, block in kept, "model") for block in found.blocks]
    if not code:
        kinds.check(page, found, decisions, kept)
        return
    with pytest.raises(NotAnArticle) as refusal:
        kinds.check(page, found, decisions, kept)
    assert refusal.value.code == code


def test_titles_of_the_data_file_are_lower_case_and_unique():
    for kind in ("error-page", "login", "bot-wall", "consent-wall", "search-results"):
        whole, prefixes = kindsigns.titles_of(kind)
        assert all(title == title.lower() for title in (*whole, *prefixes))
        assert all(prefix.strip() for prefix in prefixes)
