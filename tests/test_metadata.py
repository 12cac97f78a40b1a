"""A page in, its metadata out: fixture folders, each a page of our own and what must be read from it."""

from __future__ import annotations

import json
import pickle
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaners.blocks import read_blocks
from cleaners.metadata import Context, authors, dates, marks, names, outside, read_metadata, read_whole
from cleaners.metadata.sought import Sought
from cleaners.page import read_page
from cleaners.records import Candidate, FeedEntry, Metadata, Options

CASES = sorted((Path(__file__).parent.parent / "fixtures" / "metadata").iterdir())


def metadata_of(html: str, url: str | None = "https://site.example/a/story", *, text: str = "", **options: Any) -> Metadata:
    page = read_page(html, url, Options(**options))
    return read_metadata(page, Context(blocks=read_blocks(page).blocks, text=text))


def plain(value: Any) -> Any:
    """Records as JSON would show them."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_fixture(folder: Path) -> None:
    case = json.loads((folder / "expected.json").read_text("utf-8"))
    found = metadata_of((folder / "page.html").read_text("utf-8"), case["url"])
    for name, expected in case["expected"].items():
        if name == "provenance":
            assert expected.items() <= dict(found.provenance).items()
        else:
            assert plain(getattr(found, name)) == expected, name


def test_every_chosen_field_names_its_source_and_keeps_the_losers() -> None:
    found = metadata_of((CASES[1] / "page.html").read_text("utf-8"))
    chosen = {name for name in ("title", "authors", "published", "modified", "site_name", "language") if getattr(found, name)}
    assert chosen <= set(found.provenance)
    titles = {one.source for one in found.candidates if one.field == "title"}
    assert len(titles) > 1


PAGES = sorted((Path(__file__).parent.parent / "fixtures").glob("*/*/page.html"))


def both_ways(html: str) -> None:
    """What is read of a page where only what counts is read, and where everything is."""
    page = read_page(html, "https://any.example/2024/05/03/story")
    context = Context(blocks=read_blocks(page).blocks)
    found, whole = read_metadata(page, context), read_whole(page, context)
    assert pickle.loads(pickle.dumps(found.candidates)) == whole.candidates == found.candidates
    assert {one.name: getattr(found, one.name) for one in fields(found)} == {one.name: getattr(whole, one.name) for one in fields(whole)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_sources_left_out_change_no_choice(path: Path) -> None:
    both_ways(path.read_text("utf-8", "replace"))


_DAYS = st.sampled_from(["", "2024-05-03T07:15:00Z", "2024-05-04T09:00:00Z", "20 April 2024", "05/03/2024", "2024-05-03"])
_NAMES = st.sampled_from(["Ann Okafor", "Luís Prado", "Okafor", "Ann", "Any Times", "Reuters", "annok", "Ann Okafor and Luís Prado", ""])


@settings(max_examples=400, deadline=None)
@example(["", "", "", "2024-05-04T09:00:00Z", "", "", "2024-05-03T07:15:00Z", "2024-05-04T09:00:00Z"], [""] * 5)
@given(st.lists(_DAYS, min_size=8, max_size=8), st.lists(_NAMES, min_size=5, max_size=5))
def test_whatever_sources_say_those_left_out_change_no_choice(days: list[str], people: list[str]) -> None:
    node = {"@type": "NewsArticle", "headline": "A long story of the town", "datePublished": days[0], "dateModified": days[1], "author": {"@type": "Person", "name": people[0]}}
    both_ways(
        f'''<html lang="en"><title>A long story of the town</title><meta property="article:published_time" content="{days[2]}"><meta name="author" content="{people[1]}">
        <meta name="date" content="{days[6]}"><meta name="lastmod" content="{days[7]}">
        <meta property="og:site_name" content="Any Times"><script type="application/ld+json">{json.dumps(node)}</script>
        <body><h1>A long story of the town</h1><p class="byline">{people[2]}</p><p>By {people[3]}</p><span itemprop="datePublished">{days[3]}</span><p class="date">{days[4]}</p>
        {"<p>One line.</p>" * 15}<p>{"A paragraph. " * 20}</p><p>Written by {people[4]}</p><p>Published {days[5]}</p>'''
    )


SOUGHT = {f"{module.__name__}.{name}": one for module in (authors, dates, marks, names, outside) for name, one in vars(module).items() if isinstance(one, Sought)}


@pytest.mark.parametrize("sought", SOUGHT.values(), ids=SOUGHT)
@given(words=st.data())
def test_a_pattern_that_is_asked_only_after_its_words_finds_the_same(sought: Sought, words: st.DataObject) -> None:
    text = words.draw(st.lists(st.one_of(st.from_regex(sought.pattern, fullmatch=True), st.sampled_from([" ", "Ann", "-", "(", "2024"])), max_size=3).map(" ".join))
    found, expected = sought.search(text), sought.pattern.search(text)
    assert (found and found.span()) == (expected and expected.span())


def test_a_profile_wins_over_what_the_head_says() -> None:
    page = read_page("<html><head><title>Head title</title></head><body><h1>Shown title</h1><p>Text.</p></body></html>", "https://a.example/x")
    profile = (
        Candidate("title", "Shown title", "profile:own", "h1", 0.9),
        Candidate("published", "2024-05-03T07:15:00Z", "profile:own", "time", 0.95),
        Candidate("authors", ("Ann Okafor",), "profile:own", ".by", 0.85),
    )
    found = read_metadata(page, Context(profile=profile))
    assert (found.title, found.authors, found.published) == ("Shown title", ("Ann Okafor",), datetime(2024, 5, 3, 7, 15, tzinfo=UTC))
    assert {found.provenance[name] for name in ("title", "authors", "published")} == {"profile:own"}


def test_the_feed_gives_what_the_page_does_not() -> None:
    entry = FeedEntry(title="From the feed", authors=("Ida Holm",), published=datetime(2024, 1, 2, 3, 4, tzinfo=UTC), tags=("Weather",))
    found = metadata_of("<html><body><p>Only text, no heading and no date at all.</p></body></html>", feed=entry)
    assert (found.title, found.authors, found.published, found.tags) == ("From the feed", ("Ida Holm",), entry.published, ("Weather",))


def test_a_date_after_the_fetch_is_no_date() -> None:
    html = '<html><head><meta property="article:published_time" content="2031-01-01T00:00:00Z"></head><body><h1>A</h1></body></html>'
    assert metadata_of(html).published is not None
    assert metadata_of(html, fetched_at=datetime(2024, 1, 1, tzinfo=UTC)).published is None


def test_no_date_from_copyright_comments_or_related_cards() -> None:
    html = """<html lang="en"><body><h1>A story about a pond</h1><p>Ducks came back to the pond.</p>
    <p>Copyright 1 May 2011 The Pond Press</p></body></html>"""
    assert metadata_of(html).published is None


def test_relative_time_needs_the_time_of_the_fetch() -> None:
    html = '<html lang="en"><body><h1>A story</h1><time class="date">3 hours ago (2 min read)</time><p>Text of it.</p></body></html>'
    assert metadata_of(html).published is None
    assert metadata_of(html, fetched_at=datetime(2024, 1, 1, 12, tzinfo=UTC)).published == datetime(2024, 1, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("de", "", "de"),
        ("en", "Сегодня утром паром снова вышел в море, и первые пассажиры принесли команде пирог. " * 3, "ru"),
        ("", "The ferry sailed again this morning and the first passengers brought cake for the crew. " * 3, "en"),
    ],
)
def test_language(declared: str, text: str, expected: str) -> None:
    lang = f' lang="{declared}"' if declared else ""
    assert metadata_of(f"<html{lang}><body><h1>A</h1></body></html>", text=text).language == expected


def test_english_is_told_without_the_model_of_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)  # importing it fails
    english = "The ferry was back in the harbour on Monday, and the crew of it said that this is as good as a cake for the town. "
    assert metadata_of("<body><h1>A</h1></body>", text=english).language == "en"
    german = "Die Fähre kam am Montag wieder in den Hafen, und die Mannschaft sagte, das sei so gut wie ein Kuchen für die Stadt. "
    with pytest.raises(ImportError):
        metadata_of("<body><h1>A</h1></body>", text=german)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/story?x=1#top", "https://site.example/a/story?x=1"),
        ("https://www.site.example/a/story", "https://www.site.example/a/story"),
        ("https://elsewhere.example/a/story", None),
        ("https://site.example/", None),
        ("javascript:void(0)", None),
        ("http://[broken", None),
    ],
)
def test_canonical_is_absolute_and_of_the_same_site(href: str, expected: str | None) -> None:
    html = f'<html><head><link rel="canonical" href="{href}"></head><body><h1>A</h1></body></html>'
    assert metadata_of(html).canonical_url == expected


def test_one_weak_sign_is_no_paywall() -> None:
    assert not metadata_of('<html><body><h1>A</h1><div class="paywall">x</div></body></html>').paywalled
    assert metadata_of("<html><body><h1>A</h1></body></html>", status=402).paywalled


HOSTILE = [
    "<div class='author'>" * 20_000,
    "<span class='byline date'>By A B</span>" * 20_000,
    "<h1>" + "word " * 200_000,
    "<h1>x</h1>" * 20_000,
    "<meta property='article:tag' content='x'>" * 20_000,
    "<meta name='" + "publish" * 50_000 + "' content='1'>",
    "<title>" + "a | " * 200_000,
    "<script type='application/ld+json'>" + '{"@type":"NewsArticle","author":[' * 5_000,
    "<script type='application/ld+json'>" + '{"headline":"' + 'x" ' * 100_000,
    "<script>window.__STATE__ = " + '{"a":[' * 100_000,
    "<script>window.__STATE__" + '={"a"' * 200_000,
    "<script type='application/json'>" + '{"title":"x","date":"' * 50_000,
    "<script>dataLayer.push([" + "1" * 1_000_000,
    "<script>self.__next_f.push([1," + json.dumps("1:[\n" * 100_000) + "])",
    "<time datetime='" + "2024-" * 100_000 + "'>",
    "<a rel='author' href='/author/x'>" + "A, " * 100_000 + "</a>",
    "<p>By " + "and " * 100_000,
    "<div itemprop='author'>" * 3_000,
    "<h1>\u0301" + "\u0301" * 500_000,
]


@pytest.mark.parametrize("html", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_end(html: str) -> None:
    found = metadata_of(f"<html><body>{html}")
    assert len(found.title) <= 4_000
    assert len(found.authors) <= 200


@given(st.text(max_size=400))
def test_any_text_in_every_place_is_read_without_error(text: str) -> None:
    quoted = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    html = f"""<html lang="{quoted}"><head><title>{quoted}</title><meta name="author" content="{quoted}"><meta property="article:published_time" content="{quoted}">
    <link rel="canonical" href="{quoted}"><meta property="og:image" content="{quoted}"><script type="application/ld+json">{{"@type":"NewsArticle","headline":"{quoted}"</script></head>
    <body><h1>{quoted}</h1><p class="byline">{quoted}</p><time datetime="{quoted}">{quoted}</time><p>{quoted}</p></body></html>"""
    found = metadata_of(html, f"https://a.example/{quoted[:20]}")
    assert all(name.strip() for name in found.authors)
    assert found.title == " ".join(found.title.split())


TITLES = [
    ("site's name in a linked h1", "<title>Salt Blog: The ferry sails again</title>", '<h1><a href="/">Salt Blog</a></h1><h3>The ferry sails again</h3>', "The ferry sails again"),
    ("date in the heading", "<title>The ferry sails again</title>", "<h1><a href='/x'><time>3 May 2024</time> The ferry sails again</a></h1>", "The ferry sails again"),
    ("section behind a bar", '<meta property="og:title" content="The ferry sails again">', "<h1>The ferry sails again | Opinion</h1>", "The ferry sails again"),
    ("path of the site behind bars", "<title>The ferry sails again | Harbour life | Salt County Board of Ferries</title>", "", "The ferry sails again"),
    ("host before the title", "<title>site.example The ferry sails again</title>", "", "The ferry sails again"),
    ("site's slogan behind its name", "<title>The ferry sails again - Site - News from the coast of salt</title>", "", "The ferry sails again"),
    ("site's name in JSON-LD", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry sails again - site.example"}</script>', "", "The ferry sails again"),
    ("site's name in the heading", "<title>The ferry sails again</title>", "<h1>The ferry sails again – site.example</h1>", "The ferry sails again"),
    ("domain of the site", "<title>The ferry sails again | site.example.com</title>", "", "The ferry sails again"),
    ("name behind a full stop of the script", '<meta property="og:site_name" content="港新聞"><title>渡し船が再び運航を始めた：港新聞</title>', "", "渡し船が再び運航を始めた"),
    (
        "unknown section in every title but one",
        '<meta property="og:title" content="The ferry sails again - Crossings"><title>The ferry sails again - Crossings</title>'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry sails again"}</script>',
        "",
        "The ferry sails again",
    ),
    ("source and counter behind the heading", "<title>The ferry sails again</title>", "<h1><a href='/x'>The ferry sails again</a> <i>(port.example)</i> <b>87</b></h1>", "The ferry sails again"),
    ("source in a link of its own", "<title>The ferry sails at last again</title>", "<h1><span><a href='/x'>The ferry sails at last again</a> <span>(<a href='/y'>port.example</a>)</span></span> 87</h1>", "The ferry sails at last again"),
    ("first part of the title", "<title>Sea level | Harbour Office of Research</title>", "<h1>Sea level</h1>", "Sea level"),
    ("heading of one telling word", '<meta property="og:title" content="Ferry sector report"><meta name="twitter:title" content="Salt and Tide insights of our S & T team on the sector of ferries aim to show trends of the year on the coast">', "<h1>S&amp;T insights</h1>", "Ferry sector report"),
    (
        "heading that is no title of the head's, above others",
        "<title>Where the ferry sails</title>",
        "<h1>The piers and crossings of our ferry</h1><h1>Next: where the boats go</h1>",
        "The piers and crossings of our ferry",
    ),
    (
        "card of another article",
        "<title>Where to see the ferry</title>",
        '<h1>Piers of our town and its ferry</h1><h1><a href="/a/other">Where to see the harbour</a></h1>',
        "Piers of our town and its ferry",
    ),
    ("two lines that styling alone parts", "<title>Ferry</title>", "<h1><span>The ferry sails</span><span>All of its times</span></h1>", "The ferry sails All of its times"),
    ("heading in capitals", '<meta property="og:title" content="The ferry sails again">', "<h1>THE FERRY SAILS AGAIN</h1>", "The ferry sails again"),
    ("heading of the comments", '<meta property="og:title" content="The ferry sails"><title>The ferry sails</title>', "<h2>12 replies to The ferry sails</h2>", "The ferry sails"),
    (
        "search title said three times",
        '<meta property="og:title" content="Ferry guide: sail times"><title>Ferry guide: sail times</title>'
        '<script type="application/ld+json">{"@type":"BlogPosting","headline":"Ferry guide: sail times"}</script>',
        "<h1>Your guide to the times at which the ferry will sail</h1>",
        "Your guide to the times at which the ferry will sail",
    ),
]


@pytest.mark.parametrize(("head", "body", "expected"), [row[1:] for row in TITLES], ids=[row[0] for row in TITLES])
def test_title_is_the_headline(head: str, body: str, expected: str) -> None:
    assert metadata_of(f"<html><head>{head}</head><body>{body}<p>It sailed on Friday.</p></body></html>").title == expected


def test_a_site_is_named_by_its_own_label_on_a_subdomain() -> None:
    page = "<html><head><title>The ferry sails again - Pondpress</title></head><body><p>It sailed on Friday.</p></body></html>"
    assert metadata_of(page, "https://tools.pondpress.example/a/ferry").title == "The ferry sails again"


def test_a_page_that_the_article_is_part_of_does_not_name_the_site() -> None:
    script = '{"@type":"Article","headline":"The ferry sails again","isPartOf":{"@type":"WebPage","name":"The ferry sails again"}}'
    found = metadata_of(f'<html><head><script type="application/ld+json">{script}</script></head><body><h1>The ferry sails again</h1></body></html>')
    assert (found.site_name, found.provenance["title"]) == ("", "h1")


LIVE = """<html lang="en"><head><title>Storm: live</title><script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Storm: live"}</script></head>
<body><h1>Storm: live</h1><ol>%s</ol><aside><ul><li><time datetime="2020-01-01">Old</time> Another story</li></ul></aside></body></html>"""
UPDATE = '<li%s><time datetime="2024-01-05T%s:00Z">%s</time><h3>%s</h3><div><p>%s</p><blockquote><p>The harbour master said so.</p></blockquote></div></li>'


def test_live_blog_without_entry_markup_is_cut_at_its_times() -> None:
    items = [UPDATE % ("", at, at, title, f"{title}, the line says.") for at, title in (("09:10", "Trains stop"), ("08:00", "Schools close"), ("07:30", "Storm lands"))]
    found = metadata_of(LIVE % "".join(items)).entries
    assert [(one.title, one.text, plain(one.published)) for one in found] == [
        ("Trains stop", "Trains stop, the line says. The harbour master said so.", "2024-01-05T09:10:00+00:00"),
        ("Schools close", "Schools close, the line says. The harbour master said so.", "2024-01-05T08:00:00+00:00"),
        ("Storm lands", "Storm lands, the line says. The harbour master said so.", "2024-01-05T07:30:00+00:00"),
    ]


def test_an_entry_keeps_its_id_when_the_blog_grows_and_the_entry_is_edited() -> None:
    old = [UPDATE % ("", at, at, title, "Said at once.") for at, title in (("09:10", "Trains stop"), ("08:00", "Schools close"), ("07:30", "Storm lands"))]
    new = [UPDATE % (' id="post-9"', "10:00", "10:00", "Ferry sails", "It did."), old[0].replace("Trains stop", "All trains stop"), *old[1:]]
    before, after = metadata_of(LIVE % "".join(old)).entries, metadata_of(LIVE % "".join(new)).entries
    assert [one.id for one in after] == ["post-9", *(one.id for one in before)]
    assert len({one.id for one in after}) == 4


def test_a_list_of_times_on_another_kind_of_page_is_no_live_blog() -> None:
    items = [UPDATE % ("", at, at, "Reply", "I think so, too.") for at in ("09:10", "08:00", "07:30")]
    assert metadata_of(f"<html><head><title>Storm</title></head><body><h1>Storm</h1><ol>{''.join(items)}</ol></body></html>").entries == ()


DAYS = [
    ("numbers read as the plain date has them", '<html lang="en"><meta property="article:published_time" content="09/03/2024">', "<p>9 March 2024</p>", "2024-03-09T00:00:00"),
    ("numbers without a plain date", '<html lang="en"><meta property="article:published_time" content="09/03/2024">', "", "2024-09-03T00:00:00"),
    ("masthead clock", '<html lang="en">', '<p class="todays-date">12 May 2024</p><p>Posted 3 May 2024</p>', "2024-05-03T00:00:00"),
    (
        "the head gives the last change as publication",
        '<html lang="en"><script type="application/ld+json">{"@type":"BlogPosting","datePublished":"2024-06-24","dateModified":"2024-06-24"}</script>',
        '<p class="post-date">May 3, 2023</p>',
        "2023-05-03T00:00:00",
    ),
    (
        "a visible date that the head bears out",
        '<html lang="en"><script type="application/ld+json">{"@type":"BlogPosting","datePublished":"2024-06-24","dateModified":"2024-06-24"}</script>',
        '<p class="post-date">June 24, 2024</p><p>On May 3, 2023</p>',
        "2024-06-24T00:00:00",
    ),
    ("date between name and counters", '<html lang="en">', "<div><span>Ann Okafor</span><span>Dec 05, 2023</span><span>2 Shares</span></div>", "2023-12-05T00:00:00"),
    ("first publication told apart from the change", '<html lang="en">', "<p>7 May 2024</p><p>This article was originally published on 3 May 2023, but has been updated.</p>", "2023-05-03T00:00:00"),
    ("Persian dateline", '<html lang="fa">', "<p>۱۲ مرداد ۱۴۰۳ - ۱۴:۳۰</p>", "2024-08-02T14:30:00"),
    ("Taiwanese dateline", '<html lang="zh-TW">', "<p>民國113年3月25日</p>", "2024-03-25T00:00:00"),
]


@pytest.mark.parametrize(("head", "body", "expected"), [row[1:] for row in DAYS], ids=[row[0] for row in DAYS])
def test_day_of_publication(head: str, body: str, expected: str) -> None:
    assert plain(metadata_of(f"{head}<title>The ferry sails</title><body><h1>The ferry sails</h1>{body}<p>It did.</p></body></html>").published) == expected


LINES = ["Published 3 May 2024 | Updated 5 May 2024", "Updated 5 May 2024. Published 3 May 2024", "3. Mai 2024, aktualisiert am 5. Mai 2024"]


@pytest.mark.parametrize("line", LINES)
def test_a_line_with_both_dates_gives_both(line: str) -> None:
    found = metadata_of(f'<html lang="de"><title>The ferry sails</title><body><h1>The ferry sails</h1><p>{line}</p><p>It did.</p></body></html>')
    assert (plain(found.published), plain(found.modified)) == ("2024-05-03T00:00:00", "2024-05-05T00:00:00")


HOURS = [
    "<p>3 May 2024, 09:30 | Laatste update: 17:02</p>",
    "<p>Updated 5:02 pm, published 3 May 2024 09:30</p>",
    '<span class="date">3 May 2024 09:30</span> <span class="updated">Laatste update: 17:02</span>',
    '<time datetime="2024-05-03T09:30">3 May 2024</time> <time>Updated 5:02 pm</time>',
]


@pytest.mark.parametrize("line", HOURS)
def test_an_hour_of_change_without_its_day_says_nothing(line: str) -> None:
    found = metadata_of(f'<html lang="nl"><title>The ferry sails</title><body><h1>The ferry sails</h1>{line}<p>It did.</p></body></html>')
    assert (plain(found.published), found.modified) == ("2024-05-03T09:30:00", None)


@pytest.mark.parametrize(("more", "expected"), [("", "2024-04-08T00:00:00"), ("<p>May 9, 2024</p>", None)])
def test_a_lone_date_far_from_the_headline_counts_where_no_other_day_stands(more: str, expected: str | None) -> None:
    text = "<p>It sailed on Friday.</p>" * 30
    page = f'<html lang="en"><title>The ferry sails</title><body><h1>The ferry sails</h1>{text}<p>April 8, 2024</p>{more}</body></html>'
    assert plain(metadata_of(page).published) == expected


def test_an_address_that_spells_the_month_decides_between_two_readings() -> None:
    page = '<html lang="en"><title>The ferry sails</title><body><h1>The ferry sails</h1><p class="date">03/10/2023</p><p>It did.</p></body></html>'
    assert plain(metadata_of(page, "https://site.example/2023/october/03/ferry").published) == "2023-10-03T00:00:00"


def test_address_and_visible_date_together_outvote_a_lone_time_element() -> None:
    page = '<html lang="en"><title>The ferry sails</title><body><h1>The ferry sails</h1><p>May 8, 2023</p><p>It did.</p><p><time datetime="2022-02-11">Last year</time></p></body></html>'
    assert plain(metadata_of(page, "https://site.example/2023/05/08/ferry").published) == "2023-05-08T00:00:00"


RECORD = '{"headline":"The ferry sails","publishedAt":"2024-05-03T07:15:00Z","updatedAt":"2024-05-03T08:00:00Z","authors":[{"name":"Ann Okafor"}],"isPublished":true,"publisher":"Pond"}'
OTHER = '{"headline":"Another story","publishedAt":"2020-01-01T00:00:00Z","author":"Ida Holm"}'
SCRIPTS = [
    ("Next.js, pages", f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"cards":[{OTHER}],"post":{RECORD}}}}}</script>'),
    ("Next.js, app", f"<script>self.__next_f.push([1,{json.dumps(f'3:I[1]{chr(10)}4:[{OTHER},{RECORD}]')}])</script>"),
    ("JSON with what JSON has not", f'<script type="application/json">{{"score":NaN,"post":{RECORD}}}</script>'),
    ("JSON twice", f'<script type="application/json">{{"cards":[{OTHER}]}} {{"post":{RECORD}}}; x = {RECORD}</script>'),
    ("window state", f"<script>var a = {{b: 1}}; window.__STATE__ = {{}}; window.__INITIAL_STATE__ = {{\"article\":{RECORD},\"more\":[{OTHER}]}};</script>"),
    ("by address", f'<script type="application/json">[{OTHER},{RECORD.replace("The ferry sails", "x").replace("headline", "slug").replace(chr(34) + "x" + chr(34), chr(34) + "ferry-sails-again" + chr(34))}]</script>'),
    ("data layer", '<script>window.dataLayer = window.dataLayer || []; dataLayer.push({"pagePostAuthor":"Ann Okafor","publishDate":"2024-05-03T07:15:00Z"});</script>'),
]


@pytest.mark.parametrize("script", [row[1] for row in SCRIPTS], ids=[row[0] for row in SCRIPTS])
def test_script_data_speaks_where_nothing_else_does(script: str) -> None:
    page = f"<html><head><title>The ferry sails</title>{script}</head><body><h1>The ferry sails</h1><p>It did.</p></body></html>"
    found = metadata_of(page, "https://site.example/news/ferry-sails-again")
    assert (found.authors, plain(found.published)) == (("Ann Okafor",), "2024-05-03T07:15:00+00:00")
    assert found.provenance["published"].startswith("script ")
    dated = metadata_of(page.replace("</h1>", '</h1><p>By Ida Holm</p><time datetime="2023-01-01">1 January</time>'), "https://site.example/news/ferry-sails-again")
    assert (dated.authors, plain(dated.published)) == (("Ida Holm",), "2023-01-01T00:00:00")


def test_script_data_of_other_articles_is_not_this_ones() -> None:
    page = f'<html><head><title>The ferry sails</title><script type="application/json">[{OTHER}]</script></head><body><h1>The ferry sails</h1></body></html>'
    assert (metadata_of(page).published, metadata_of(page).authors) == (None, ())


def test_labels_of_the_publishers_system_are_no_tags() -> None:
    head = '<meta name="keywords" content="Ferry, 26157981-b4f7-4929-adc1-e860c6f03636, Category: Travel, www.site.com, ferry">'
    assert metadata_of(f"<html><head>{head}</head><body><h1>A</h1></body></html>").tags == ("Ferry",)
