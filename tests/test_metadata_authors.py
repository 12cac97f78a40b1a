"""Bylines as pages write them, one row a pattern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata.names import MAX_BYLINE, split_names
from tests.test_metadata import metadata_of

BYLINES = [
    ("By Ann Okafor", ["Ann Okafor"]),
    ("by: Ann Okafor", ["Ann Okafor"]),
    ("ByAnn Okafor", ["Ann Okafor"]),
    ("Written by Ann Okafor", ["Ann Okafor"]),
    ("View all posts by Ann Okafor", ["Ann Okafor"]),
    ("Ann Okafor and Luís Prado", ["Ann Okafor", "Luís Prado"]),
    ("Ann Okafor, Luís Prado & Ida Holm", ["Ann Okafor", "Luís Prado", "Ida Holm"]),
    ("Ann Okafor, Luís Prado, and Ida Holm", ["Ann Okafor", "Luís Prado", "Ida Holm"]),
    ("Ann Okafor; Luís Prado", ["Ann Okafor", "Luís Prado"]),
    ("Ann Okafor | Luís Prado", ["Ann Okafor", "Luís Prado"]),
    ("Von Jörg Weißmüller und Anna-Lena Groß", ["Jörg Weißmüller", "Anna-Lena Groß"]),
    ("Par Élodie Marchand et Paul Roux", ["Élodie Marchand", "Paul Roux"]),
    ("Por María Núñez y José Gil", ["María Núñez", "José Gil"]),
    ("Di Carla Neri e Ugo Sarti", ["Carla Neri", "Ugo Sarti"]),
    ("Автор: Іван Гнатюк", ["Іван Гнатюк"]),
    ("山田太郎、鈴木花子", ["山田太郎", "鈴木花子"]),
    ("김하늘 기자", ["김하늘"]),
    ("김하늘 기자 입력 2026.05.20 07:30", ["김하늘"]),
    ("Interview: Imre Szabo", ["Imre Szabo"]),
    ("Door onze verslaggever Jet Boom", ["Jet Boom"]),
    ("Von unserer Redakteurin Anna Groß", ["Anna Groß"]),
    ("By SID MARLOWE FOR DAILY HORN", ["Sid Marlowe"]),
    ("كتبت: سلمى حداد", ["سلمى حداد"]),
    ("लेखक: मीरा जोशी", ["मीरा जोशी"]),
    ("作者:陈小雨", ["陈小雨"]),
    ("Ann Okafor, Staff Writer", ["Ann Okafor"]),
    ("By Ann Okafor, in Lagos, Harbour, Trade", ["Ann Okafor"]),
    ("Quelle", []),
    ("Ann Okafor, Ph.D., and Ida Holm, MD", ["Ann Okafor", "Ida Holm"]),
    ("Ann Okafor (Photographer)", ["Ann Okafor"]),
    ("Ann Okafor ann@post.example", ["Ann Okafor"]),
    ("Ann Okafor @annokafor", ["Ann Okafor"]),
    ("Ann Okafor May 3, 2024", ["Ann Okafor"]),
    ("Ann Okafor | 3. März 2024", ["Ann Okafor"]),
    ("Ann Okafor Content Marketing Manager", ["Ann Okafor"]),
    ("Written by Ann Okafor. Medically reviewed by Ida Holm", ["Ann Okafor"]),
    ("ANN OKAFOR", ["Ann Okafor"]),
    ("Ann Okafor, ann okafor, Okafor Ann", ["Ann Okafor"]),
    ("Ludwig van der Meer", ["Ludwig van der Meer"]),
    ("Ann Okafor | Shipping Correspondent", ["Ann Okafor"]),
    ("Ann Okafor, CTO & Head of Marsh Labs", ["Ann Okafor"]),
    ("Ann Okafor Last updated 3 May 2024", ["Ann Okafor"]),
    ("The Harbour editors", ["The Harbour editors"]),
    ("Articles by Ann Okafor", ["Ann Okafor"]),
    ("This post was written by Ann Okafor", ["Ann Okafor"]),
    ("Contributors: Ann Okafor", ["Ann Okafor"]),
    ("Ann Okafor Dr. Ann Okafor", ["Ann Okafor"]),
    ("Ann Okafor, Okafor", ["Ann Okafor"]),
    ("Ann Okafor For", ["Ann Okafor"]),
    ("The Author", []),
    ("Member Login", []),
    ("Recent Posts", []),
    ("Saturday", []),
    ("Pond Press Editorial Board", ["Pond Press Editorial Board"]),
    ("April 12, 2024", []),
    ("5 min read", []),
    ("Admin", []),
    ("editor@post.example", []),
    ("https://post.example/authors/ann", []),
    ("Photo by Ida Holm", []),
    ("Share", []),
    ("Do you have a question?", []),
    ("", []),
]


@pytest.mark.parametrize(("byline", "expected"), BYLINES)
def test_split(byline: str, expected: list[str]) -> None:
    assert split_names(byline) == expected


def test_declared_names_may_be_lower_case_and_publishers_may_hold_an_and() -> None:
    assert split_names("ann okafor", declared=True) == ["ann okafor"]
    assert split_names("ann okafor") == []
    assert split_names("Salt & Tide", {"salt & tide"}) == ["Salt & Tide"]


PAGES = [
    ("rel=author", '<a rel="author" href="/x">Ann Okafor</a>', ("Ann Okafor",)),
    ("author link", '<span>by <a href="/authors/ann-okafor">Ann Okafor</a></span>', ("Ann Okafor",)),
    ("vcard", '<span class="post-author vcard"><span class="fn">Ann Okafor</span></span>', ("Ann Okafor",)),
    ("two leaves", '<div class="byline"><span class="author">Ann Okafor</span> <span class="author">Luís Prado</span></div>', ("Ann Okafor", "Luís Prado")),
    ("role beside", '<div class="author"><span class="author-name">Ann Okafor</span><span class="author-role">Reporter</span></div>', ("Ann Okafor",)),
    ("text line", "<p>By Ann Okafor</p>", ("Ann Okafor",)),
    ("label alone", "<p>Written by</p><p>Ann Okafor</p>", ("Ann Okafor",)),
    ("after a date", "<p>Posted on 3 May 2024 by Ann Okafor</p>", ("Ann Okafor",)),
    ("date run into a name", '<p class="byline"><i>3 May 2024</i><b>Ann Okafor</b></p>', ("Ann Okafor",)),
    ("no space between", "<p><span>By</span><b>Ann Okafor</b><i>City Columnist</i></p>", ("Ann Okafor",)),
    ("article's footer", '<footer class="entry-meta"><a rel="author" href="/x">Ann Okafor</a></footer>', ("Ann Okafor",)),
    ("page builder", '<div class="elementor-widget-wrap"><p>Written by Ann Okafor</p></div>', ("Ann Okafor",)),
    ("biography", f"<p>Ann Okafor is a freelance writer who lives by the quay. {'She has sailed on every ferry of the coast and written about most of them. ' * 3}</p>", ("Ann Okafor",)),
    ("commenter", '<div class="comments"><p class="author">Loud Reader</p></div>', ()),
    ("related card", '<div class="related-posts"><p class="byline">By Some Other</p></div>', ()),
    ("sentence", "<p>By the time the ferry came back, everybody had gone home to sleep.</p>", ()),
]


@pytest.mark.parametrize(("html", "expected"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_page_pattern(html: str, expected: tuple[str, ...]) -> None:
    page = f'<html lang="en"><head><title>The ferry sails again</title></head><body><h1>The ferry sails again</h1>{html}<p>It sailed on Friday.</p></body></html>'
    assert metadata_of(page).authors == expected


HEADS = [
    ('<meta name="author" content="Ann Okafor">', ("Ann Okafor",)),
    ('<meta property="article:author" content="https://social.example/ann"><meta name="parsely-author" content="Ann Okafor">', ("Ann Okafor",)),
    ('<meta name="citation_author" content="Okafor, Ann"><meta name="citation_author" content="Prado, Luís">', ("Ann Okafor", "Luís Prado")),
    ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Okafor">', ("Ann Okafor",)),
    ('<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="3 minutes">', ()),
    ('<meta property="og:site_name" content="Pond Press"><meta name="author" content="Pond Press">', ("Pond Press",)),
    ('<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ann Okafor"},{"@type":"Organization","name":"Pond Press"}]}</script>', ("Ann Okafor",)),
    ('<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":["Ann Okafor","Luís Prado"]}}</script>', ("Ann Okafor", "Luís Prado")),
    ('<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","givenName":"Ann","familyName":"Okafor"}}</script>', ("Ann Okafor",)),
    ('<meta name="author" content="Ann Okafor, The Associated Press">', ("Ann Okafor",)),
    ('<meta name="author" content="Ann Okafor and Marsh Media Group">', ("Ann Okafor",)),
    ('<meta property="og:site_name" content="Salt & Tide"><meta name="author" content=", Salt & Tide">', ("Salt & Tide",)),
    ('<meta property="og:site_name" content="Pond Press"><meta name="author" content="Pond Press, Reuters">', ("Pond Press", "Reuters")),
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-03-15 08:20 来源:江城晚报 作者:陈小雨 字号:大中小", ("陈小雨",)),
        ("लेखक: मीरा जोशी | अपडेटेड 5 मार्च 2026", ("मीरा जोशी",)),
        ("بقلم: سلمى حداد", ("سلمى حداد",)),
        ("Текст: Вера Тарасова", ("Вера Тарасова",)),
    ],
)
def test_a_line_of_facts_in_scripts_without_capitals_names_who_wrote(line: str, expected: tuple[str, ...]) -> None:
    assert metadata_of(f"<h1>{line[-8:]}</h1><div>{line}</div><p>{'x ' * 200}</p>").authors == expected


@pytest.mark.parametrize(("head", "expected"), HEADS)
def test_head_pattern(head: str, expected: tuple[str, ...]) -> None:
    assert metadata_of(f"<html><head>{head}</head><body><h1>The ferry sails again</h1></body></html>").authors == expected


def test_an_office_of_the_publisher_does_not_sign_beside_a_person() -> None:
    html = '<h1>The ferry sails</h1><p class="byline">von Ann Okafor, SITE Lagos</p><p>It sailed on Friday.</p>'
    assert metadata_of(html).authors == ("Ann Okafor",)


def test_a_desk_of_the_publisher_signs_before_the_publisher() -> None:
    head = '<script type="application/ld+json">{"@type":"Article","author":{"@type":"Organization","name":"Site"}}</script>'
    page = f'<html><head>{head}</head><body><h1>The ferry sails</h1><p class="byline">Site Harbour Team</p></body></html>'
    assert metadata_of(page).authors == ("Site Harbour Team",)


VOICES = [
    ("only the login is in the head", "annko", "<p>By Ann Okafor</p>", ("Ann Okafor",)),
    ("the head names the publishing colleague", "Ida Holm", "<p>By Ann Okafor</p>", ("Ann Okafor",)),
    ("what is seen bears out the head", "Ann Okafor", '<a rel="author" href="/x">Ann Okafor</a><p>By Ann Okafor and others</p>', ("Ann Okafor",)),
    ("the head names one of two", "Ann Okafor", '<p class="byline"><a rel="author" href="/author/a">Ann Okafor</a>, <a rel="author" href="/author/b">Luís Prado</a></p>', ("Ann Okafor", "Luís Prado")),
    ("doctors seen", "Ann Okafor", '<p class="byline"><a href="/author/a">Dr. Ann Okafor</a>, <a href="/author/b">Dr. Luís Prado</a></p><p>By Dr. Ann Okafor, Dr. Luís Prado</p>', ("Dr. Ann Okafor", "Dr. Luís Prado")),
    ("the head names the editor, too", "Ann Okafor, Ida Holm", "<p>By Ann Okafor</p>", ("Ann Okafor",)),
]


@pytest.mark.parametrize(("declared", "shown", "expected"), [row[1:] for row in VOICES], ids=[row[0] for row in VOICES])
def test_head_and_visible_byline_are_weighed(declared: str, shown: str, expected: tuple[str, ...]) -> None:
    names = ",".join(f'{{"@type":"Person","name":"{name}"}}' for name in declared.split(", "))
    script = f'<script type="application/ld+json">{{"@type":"BlogPosting","author":[{names}]}}</script>'
    assert metadata_of(f"<html><head>{script}</head><body><h1>The ferry sails again</h1>{shown}</body></html>").authors == expected


@given(st.text(max_size=600), st.booleans())
def test_names_are_short_and_unique(text: str, declared: bool) -> None:
    found = split_names(text, declared=declared)
    assert all(0 < len(name) <= MAX_BYLINE and name == name.strip() for name in found)
    assert len({name.casefold() for name in found}) == len(found)
