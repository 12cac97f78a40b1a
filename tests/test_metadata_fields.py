"""Section, kind, paywall and main image, one row a page pattern: fields that no labelled set measures."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cleaners.metadata import Context, read_metadata
from cleaners.page import read_page
from cleaners.records import FeedEntry, Image, Metadata, Options
from tests.test_metadata import metadata_of

NAMED = '<meta property="og:site_name" content="Pond Press">'


def ld(**node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "The ferry sails", **node})}</script>'


def crumbs(*names: str) -> str:
    steps = [{"@type": "ListItem", "position": place, "name": name} for place, name in enumerate(names, 1)]
    return f'<script type="application/ld+json">{json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})}</script>'


def nested(*names: str) -> str:
    steps = [{"@type": "ListItem", "position": place, "item": {"@id": f"/{place}", "name": name}} for place, name in enumerate(names, 1)]
    return f'<script type="application/ld+json">{json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})}</script>'


def of_head(head: str, url: str = "https://site.example/a/story", body: str = "", title: str = "The ferry sails", **options: Any) -> Metadata:
    return metadata_of(f"<html><head><title>{title}</title>{head}</head><body><h1>The ferry sails</h1>{body}<p>It did.</p></body></html>", url, **options)


SECTIONS = [
    ("JSON-LD", ld(articleSection="Harbour"), "Harbour", "json-ld articleSection"),
    ("JSON-LD, a list", ld(articleSection=["Harbour", "Trade"]), "Harbour", "json-ld articleSection"),
    ("JSON-LD, a list in one text", ld(articleSection="Harbour, Trade, Fish"), "Harbour", "json-ld articleSection"),
    ("one name with a comma", ld(articleSection="Ports, Ferries and Fish"), "Ports, Ferries and Fish", "json-ld articleSection"),
    ("JSON-LD before the meta", ld(articleSection="Harbour") + '<meta property="article:section" content="Trade">', "Harbour", "json-ld articleSection"),
    ("meta before the breadcrumb", '<meta property="article:section" content="Trade">' + crumbs("Home", "Harbour"), "Trade", "article:section"),
    ("a system's word gives way", ld(articleSection="Articles") + '<meta property="article:section" content="tags"><meta name="parsely-section" content="Trade">', "Trade", "parsely-section"),
    ("the site's name gives way", NAMED + '<meta property="article:section" content="Pond Press">' + crumbs("Home", "Harbour"), "Harbour", "json-ld BreadcrumbList"),
    ("a path", '<meta property="article:section" content="harbour/trade/fish">', "harbour", "article:section"),
    ("behind bars", '<meta name="parsely-section" content="news|harbour">', "news", "parsely-section"),
    ("breadcrumb, without home, site and article", NAMED + crumbs("Home", "Pond Press", "Harbour", "Ferries", "The ferry sails"), "Ferries", "json-ld BreadcrumbList"),
    ("breadcrumb of nested items", nested("Startseite", "Hafen"), "Hafen", "json-ld BreadcrumbList"),
    ("a number in the breadcrumb", crumbs("Home", "Harbour", "21"), "Harbour", "json-ld BreadcrumbList"),
    ("an address", '<meta property="article:section" content="https://site.example/harbour">', "", None),
    ("a sentence", ld(articleSection="Where the old ferry went and why it came back to the quay on a Friday in May when nobody had thought, or hoped, it would"), "", None),
    ("nothing", "", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "expected", "source"), [row[1:] for row in SECTIONS], ids=[row[0] for row in SECTIONS])
def test_section(head: str, expected: str, source: str | None) -> None:
    found = of_head(head)
    assert (found.section, found.provenance.get("section")) == (expected, source)


KINDS = [
    ("nothing said", "", {}, "article"),
    ("live blog by type", '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"The ferry sails"}</script>', {}, "live-blog"),
    ("live blog by its updates", ld(liveBlogUpdate=[{"@type": "BlogPosting", "headline": "It left"}]), {}, "live-blog"),
    ("live blog by address", "", {"url": "https://site.example/news/ferry-liveblog-12"}, "live-blog"),
    ("live section and headline", "", {"url": "https://site.example/news/live/ferry-12", "title": "Ferry live: it sails"}, "live-blog"),
    ("a section about living", "", {"url": "https://site.example/live/well-by-the-sea"}, "article"),
    ("live in a word of the address", "", {"url": "https://site.example/live-healthy/sea-air"}, "article"),
    ("opinion by type", '<script type="application/ld+json">{"@type":"OpinionNewsArticle","headline":"The ferry sails"}</script>', {}, "opinion"),
    ("opinion by JSON-LD section", ld(articleSection="Opinion"), {}, "opinion"),
    ("opinion by meta", '<meta property="article:section" content="Kommentare">', {}, "opinion"),
    ("opinion by address", "", {"url": "https://site.example/meinung/faehre"}, "opinion"),
    ("opinion, not a word of a slug", "", {"url": "https://site.example/news/opinion-polls-rise"}, "article"),
    ("review by type", '<script type="application/ld+json">{"@type":"Review","name":"The ferry sails","datePublished":"2024-05-03"}</script>', {}, "review"),
    ("review by address", "", {"url": "https://site.example/reviews/ferry"}, "review"),
    ("gallery by type", '<script type="application/ld+json">{"@type":"ImageGallery","headline":"The ferry sails"}</script>', {}, "gallery"),
    ("gallery by address", "", {"url": "https://site.example/bilder/faehre"}, "gallery"),
    ("video by type", '<script type="application/ld+json">{"@type":"VideoObject","name":"The ferry sails","datePublished":"2024-05-03"}</script>', {}, "video"),
    ("video by Open Graph", '<meta property="og:type" content="video.other">', {}, "video"),
    ("a live blog of the opinion desk", ld(articleSection="Opinion", liveBlogUpdate=[{"headline": "It left"}]), {}, "live-blog"),
]


@pytest.mark.parametrize(("head", "about", "expected"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS])
def test_kind(head: str, about: dict[str, str], expected: str) -> None:
    assert of_head(head, **about).kind == expected


SHORT, LONG = "The ferry left at dawn. " * 6, "The ferry left at dawn. " * 200
FULL = FeedEntry(body=f"<p>{LONG}</p>", full=True)
WALL = '<div class="paywall">Subscribe to read on.</div>'
LOCKED, METERED = (f'<meta property="article:content_tier" content="{tier}">' for tier in ("locked", "metered"))
WALLS: list[tuple[str, str, str, str, dict[str, Any], str]] = [
    ("the publisher's word", ld(isAccessibleForFree=False), "", SHORT, {}, "json-ld isAccessibleForFree"),
    ("the word as text", ld(isAccessibleForFree="False"), "", SHORT, {}, "json-ld isAccessibleForFree"),
    ("the word for a part", ld(isAccessibleForFree=False, hasPart={"@type": "WebPageElement", "isAccessibleForFree": "false"}), "", SHORT, {}, "json-ld isAccessibleForFree, json-ld hasPart"),
    ("free by the publisher's word", ld(isAccessibleForFree=True), "", SHORT, {}, ""),
    ("a meter that lets the whole text through", ld(isAccessibleForFree=False), "", LONG, {}, ""),
    ("as many words as declared", ld(isAccessibleForFree=False, wordCount=30), "", SHORT, {}, ""),
    ("far fewer words than declared", ld(isAccessibleForFree=False, wordCount=9000), "", LONG, {}, "json-ld isAccessibleForFree"),
    ("a part alone is no proof", ld(hasPart={"isAccessibleForFree": False}), "", SHORT, {}, ""),
    ("payment required", "", "", SHORT, {"status": 402}, "status"),
    ("authorisation required", "", "", SHORT, {"status": 401}, "status"),
    ("a wall's markup alone", "", WALL, SHORT, {}, ""),
    ("a locked tier alone", LOCKED, "", SHORT, {}, ""),
    ("a locked tier and a wall", LOCKED, WALL, SHORT, {}, "article:content_tier, markup"),
    ("a metered tier and a wall", METERED, WALL, SHORT, {}, ""),
    ("far shorter than the feed", "", "", SHORT, {"feed": FULL}, ""),
    ("far shorter than the feed, with a wall", "", WALL, SHORT, {"feed": FULL}, "markup, shorter than the feed"),
    ("as long as the feed, with a wall", "", WALL, LONG, {"feed": FULL}, ""),
    ("a summary in the feed, with a wall", "", WALL, SHORT, {"feed": FeedEntry(body="<p>It left.</p>")}, ""),
    ("nothing", "", "", SHORT, {}, ""),
]


@pytest.mark.parametrize(("head", "body", "text", "options", "signs"), [row[1:] for row in WALLS], ids=[row[0] for row in WALLS])
def test_paywalled(head: str, body: str, text: str, options: dict[str, Any], signs: str) -> None:
    page = read_page(f"<html><head>{head}</head><body><h1>The ferry sails</h1>{body}<p>{text}</p></body></html>", "https://site.example/a/story", Options(**options))
    found = read_metadata(page, Context(text=text))
    assert (found.paywalled, found.provenance.get("paywalled", "")) == (bool(signs), signs)


PIER = "https://site.example/pier.jpg"
PICTURES = [
    ("Open Graph, made absolute", '<meta property="og:image" content="/pier.jpg">', Image(PIER)),
    ("with its alternative text", f'<meta property="og:image" content="{PIER}"><meta property="og:image:alt" content="The pier at dawn">', Image(PIER, alt="The pier at dawn")),
    (
        "caption and credit of the same file in JSON-LD",
        f'<meta property="og:image" content="{PIER}?w=1200">' + ld(image={"@type": "ImageObject", "url": f"{PIER}?w=600", "caption": "The pier", "creditText": "Ida Holm"}),
        Image(f"{PIER}?w=1200", "The pier", "", "Ida Holm"),
    ),
    ("JSON-LD, an address", ld(image=PIER), Image(PIER)),
    ("JSON-LD, a list", ld(image=[PIER, "https://site.example/other.jpg"]), Image(PIER)),
    ("JSON-LD, contentUrl, creator as credit", ld(image={"@type": "ImageObject", "contentUrl": PIER, "description": "The pier", "creator": [{"name": "Ida Holm"}]}), Image(PIER, "The pier", "", "Ida Holm")),
    ("JSON-LD, copyright as credit", ld(image={"url": [PIER], "name": "pier", "copyrightNotice": "Pond Press"}), Image(PIER, "", "pier", "Pond Press")),
    ("card", f'<meta name="twitter:image" content="{PIER}">', Image(PIER)),
    ("link", '<link rel="image_src" href="/pier.jpg">', Image(PIER)),
    ("no address", '<meta property="og:image" content="data:image/gif;base64,R0lGOD">', None),
    ("empty", '<meta property="og:image" content="">', None),
]


@pytest.mark.parametrize(("head", "expected"), [row[1:] for row in PICTURES], ids=[row[0] for row in PICTURES])
def test_main_image(head: str, expected: Image | None) -> None:
    assert of_head(head).image == expected
