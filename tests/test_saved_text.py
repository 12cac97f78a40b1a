"""Saved text: title, site name and exactly the paragraphs, in every layout; prose about cookies survives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.saved_text import clean_saved

TITLE = "Harbour Council Approves Ferry Plan"
PROSE = (
    "The harbour council approved a plan on Wednesday to run two additional ferries between the old port and the northern islands.",
    "Officials said the vessels would enter service in spring, with a combined capacity of four hundred passengers. Nobody objected.",
    "It rained.",
    "Funding comes from a regional grant and a small increase in fares, which the committee said would stay below the rate of inflation.",
)
CONSENT = {
    "piki": "#buttons=(Ok, Go it!) #days=(20)\n\nHarbour Post uses cookies to enhance your experience. How We Use Cookies?\nOk, Go it!",
    "piki, other wording": "#buttons=(Accept !) #days=(7) #type=(blogger)\nOur website uses cookies to improve your experience. Learn more\nAccept !",
    "piki, button in capitals": "#buttons=(OK, Go it!) #days=(20)\n\nOur website uses cookies to enhance your experience.\nCheck Now\nOK, Go it!",
    "templateify": "Our website uses cookies to improve your experience. Learn more\nAccept !",
    "problogger": "This blog uses cookies to improve your visit here.\n\nOK, Go it!",
    "blogger's bar": "This site uses cookies from Google to deliver its services and to analyze traffic. Your IP address and user-agent are shared with Google along with performance and security metrics to ensure quality of service, generate usage statistics, and to detect and address abuse.\nLearn more\nOk",
    "sentence alone": "Harbour Post uses cookies to enhance your experience.",
    "piki, German": "#buttons=(Alles klar) #days=(20)\n\nHarbour Post verwendet Cookies, um Ihr Erlebnis zu verbessern.\nMehr erfahren\nAlles klar",
    "piki, Indonesian": "#buttons=(Ok, Go it!) #days=(20)\n\nHarbour Post menggunakan cookie untuk meningkatkan pengalaman Anda. Pelajari Lebih Lanjut\nOk, Go it!",
    "piki, a sentence of no language that we know": "#buttons=(Bai, ados) #days=(20)\n\nHarbour Postek cookie-ak erabiltzen ditu zure esperientzia hobetzeko.\nBai, ados",
    "Spanish": "Este sitio utiliza cookies para mejorar su experiencia.\nMás información\nAceptar",
    "Turkish": "Bu site deneyiminizi geliştirmek için çerezleri kullanır.\nDaha fazla bilgi\nTamam",
    "Arabic": "يستخدم موقعنا ملفات تعريف الارتباط لتحسين تجربتك.\nاعرف المزيد\nموافق",
    "Japanese": "当サイトはクッキーを使用しています。\n詳しくはこちら\n同意する",
    "on one line": "#buttons=(Ok, Go it!) #days=(20) Harbour Post uses cookies to enhance your experience. How We Use Cookies?\nOk, Go it!",
}
LAYOUTS = {"two blank lines": "\n\n\n", "one blank line": "\n\n", "no blank line": "\n", "crlf": "\r\n\r\n", "old mac": "\r", "trailing spaces": "  \n \t\n\xa0"}


@pytest.mark.parametrize("gap", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("consent", CONSENT.values(), ids=CONSENT.keys())
def test_layouts_and_consent_wordings(gap: str, consent: str) -> None:
    saved = clean_saved(gap.join((TITLE, "Harbour Post", *PROSE, consent.replace("\n", gap))))
    assert (saved.title, saved.site_name) == (TITLE, "Harbour Post")
    assert saved.paragraphs == PROSE
    lines = [line for line in consent.split("\n") if line]
    assert [removal.text for removal in saved.removed] == [line[:200] for line in lines]
    assert all(re.fullmatch(r"rule:[a-z.-]+", removal.reason) and re.fullmatch(r"line \d+", removal.where) for removal in saved.removed)


@pytest.mark.parametrize("where", ["first", "last", "both"])
def test_labels_around_the_text(where: str) -> None:
    before = ["Skip to main content", "Home"] if where != "last" else []
    after = ["Facebook", "Twitter", "Newer Post", "Older Post", "Powered by Blogger."] if where != "first" else []
    saved = clean_saved("\n".join([*before, TITLE, *PROSE, *after]))
    assert saved.title == TITLE
    assert saved.paragraphs == PROSE
    assert len(saved.removed) == len(before) + len(after)


def test_comments_and_related_posts_behind_the_text() -> None:
    text = "\n\n".join((TITLE, *PROSE, "You may like these posts", "Old Mill Burns", "New Mill Opens", "Post a Comment", "Ida: I was there when the council met, and it took all night long."))
    assert clean_saved(text).paragraphs == PROSE


@pytest.mark.parametrize("head", ["Posting Komentar", "Publicar un comentario", "コメントを投稿", "إرسال تعليق", "0 comments"])
def test_comments_behind_the_text_in_other_languages(head: str) -> None:
    assert clean_saved("\n\n".join((TITLE, *PROSE, head, "Ida: I was there when the council met, and it took all night long."))).paragraphs == PROSE


@pytest.mark.parametrize("label", ["Advertisement", "Werbung", "Iklan", "Publicidad", "Реклама", "إعلان", "広告", "광고", "廣告"])
def test_the_label_of_an_advertisement_ends_no_text(label: str) -> None:
    saved = clean_saved(f"{TITLE}\n\n{PROSE[0]}\n\n{label}\n\nThe boats sail at six.\n\nNobody minds.")
    assert saved.paragraphs == (PROSE[0], "The boats sail at six.", "Nobody minds.")
    assert [removal.reason for removal in saved.removed] == ["rule:line.advertisement"]


def test_a_lone_head_of_related_articles_ends_the_text() -> None:
    saved = clean_saved(f"{TITLE}\n\n{PROSE[0]}\n\nRelated articles\n\nNew pier for the old port\n\nStorm closes the bay")
    assert saved.paragraphs == (PROSE[0],)


def test_a_japanese_text_in_its_labels() -> None:
    prose = ("渡船が増えると港の評議会が水曜日に発表し、来春から二隻が島と旧港の間を結ぶ予定だという。", "費用は地域の補助金と運賃の小さな値上げでまかなわれる見込みで、反対する者はいなかった。")
    saved = clean_saved("\n".join(("ホーム", "渡船が増える", *prose, "シェア", "次の投稿", "コメントを投稿", "太郎：楽しみです。")))
    assert (saved.title, saved.paragraphs) == ("渡船が増える", prose)


@pytest.mark.parametrize("line", ["Das Museum verwendet Cookies als Lockmittel für Kinder, sagt die Leiterin.", "El chef usa cookies de mantequilla en la base.", "クッキーを使用した菓子が並ぶ。"])
def test_prose_about_cookies_in_other_languages_stays(line: str) -> None:
    assert clean_saved("\n\n".join((TITLE, PROSE[0], line, *PROSE[1:]))).paragraphs == (PROSE[0], line, *PROSE[1:])


@pytest.mark.parametrize("line", ["Baca Juga: Kincir Tua dan Pemiliknya", "À lire aussi : Le vieux moulin", "Lees ook: De oude molen en zijn eigenaars", "【関連記事】古い水車小屋", "Read also: The Old Mill"])
def test_pointers_between_paragraphs(line: str) -> None:
    saved = clean_saved("\n\n".join((TITLE, PROSE[0], line, *PROSE[1:])))
    assert saved.paragraphs == PROSE
    assert [removal.text for removal in saved.removed] == [line]


def test_a_sentence_that_begins_like_a_pointer_stays() -> None:
    line = "Lire aussi longtemps qu'on le veut, voilà le luxe du meunier."
    assert line in clean_saved("\n\n".join((TITLE, PROSE[0], line, *PROSE[1:]))).paragraphs


def test_shortcodes_and_markers_inside() -> None:
    text = "\n\n".join((TITLE, PROSE[0], "(ads1)", "(alert-warning) Mind the gap.", "{tocify} $title={Contents}", "$ads={1}", "4/sidebar/recent", PROSE[1]))
    assert clean_saved(text).paragraphs == (PROSE[0], "Mind the gap.", PROSE[1])


SURVIVES = (
    "Harbour Post uses cookies to enhance your experience, its notice says, and few of us read further than that.",
    "A theme reads #buttons=(Ok, Go it!) #days=(20) and writes the label.",
    "3/4",
    "(info)",
    "#days like these",
    "12/jan/2023",
    "Every site uses cookies to remember you.",
    "“Ok, Go it!” is what the button says.",
    "By using cookies instead of sugar the baker saved an hour a day.",
    "Accept it or leave.",
    "Home is where the ferry lands.",
)


@pytest.mark.parametrize("line", SURVIVES)
@pytest.mark.parametrize("place", [1, 2, 4])
def test_prose_survives(line: str, place: int) -> None:
    paragraphs = [*PROSE[:place], line, *PROSE[place:]]
    assert clean_saved("\n\n".join((TITLE, *paragraphs))).paragraphs == tuple(paragraphs)


def test_article_about_cookies_keeps_every_word() -> None:
    paragraphs = (
        "Every second page you open shows a box. The box says that the site uses cookies to improve your experience.",
        "This site uses cookies to improve your experience, says one; our website uses cookies to enhance your experience, says another.",
        "Nobody reads them, we found, and by continuing to use a page readers agree to what they have not seen.",
    )
    assert clean_saved("\n\n".join(("Why we all click OK", *paragraphs, "#buttons=(Ok, Go it!) #days=(20)"))).paragraphs == paragraphs


def test_text_set_in_columns_is_joined() -> None:
    text = f"{TITLE}\n\nThe harbour council approved a plan on Wednesday to run two\nadditional ferries between the old port and the northern\nislands.\n\nOfficials said the vessels would enter service in spring, with\na combined capacity of four hundred."
    assert clean_saved(text).paragraphs == (
        "The harbour council approved a plan on Wednesday to run two additional ferries between the old port and the northern islands.",
        "Officials said the vessels would enter service in spring, with a combined capacity of four hundred.",
    )


@pytest.mark.parametrize(
    ("text", "title", "site", "authors", "count"),
    [
        ("", "", "", (), 0),
        ("Hello there.", "", "", (), 1),
        (f"{TITLE}\n\n{PROSE[0]}", TITLE, "", (), 1),
        (f"{PROSE[1]}\n\n{PROSE[0]}", "", "", (), 2),
        (f"{TITLE} - Harbour Post\n\nHarbour Post\n\n{PROSE[0]}", TITLE, "Harbour Post", (), 1),
        (f"{TITLE}\nBy Ida Holm\n{PROSE[0]}", TITLE, "", ("Ida Holm",), 1),
        (f"{TITLE}\n{TITLE}\n{PROSE[0]}", TITLE, "", (), 1),
    ],
)
def test_heads(text: str, title: str, site: str, authors: tuple[str, ...], count: int) -> None:
    saved = clean_saved(text)
    assert (saved.title, saved.site_name, saved.authors, len(saved.paragraphs)) == (title, site, authors, count)


@given(st.text(max_size=400))
def test_nothing_is_lost_in_silence(text: str) -> None:
    """Every line is the title, the site's name, part of a paragraph, or in the ledger."""
    saved = clean_saved(text)
    known = " ".join((saved.title, saved.site_name, *saved.paragraphs, *(removal.text for removal in saved.removed)))
    assert sorted("".join(known.split())) == sorted("".join(text.translate({0xFEFF: None, 0x200B: None, 0x200E: None, 0x200F: None}).split()))
