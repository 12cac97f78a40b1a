"""The replica's articles: the sources parse, hold every trap they are there for, and say what a reader reads."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from fixtures.replica import Article, expected, expected_text, load_articles, parse_article
from fixtures.replica.markup import EDITORS, body_html
from fixtures.replica.sources import plain

ARTICLES = load_articles()
HEADER = '+++\ntitle = "T"\nauthor = "A"\nlabels = ["L"]\npublished = 2023-03-02T07:15:00-08:00\n{}+++\n'


def article(body: str, header: str = "") -> Article:
    return parse_article(HEADER.format(header) + body, "slug")


def words(markup: str) -> str:
    return " ".join(html.fromstring(f"<div>{markup}</div>").text_content().split())


def test_there_are_enough_articles_over_months() -> None:
    assert len(ARTICLES) >= 64
    assert len({f"{post.published:%Y-%m}" for post in ARTICLES}) >= 4
    assert len({post.path for post in ARTICLES}) == len(ARTICLES)
    assert all(post.published.tzinfo for post in ARTICLES)
    assert {post.language for post in ARTICLES} == {"en", "pt", "ar", "ja", "hi", "de"}


def test_every_editor_and_habit_is_used() -> None:
    assert {post.editor for post in ARTICLES} == set(EDITORS)
    assert set().union(*(post.traits for post in ARTICLES)) == {
        "nbsp",
        "entities",
        "dropcap",
        "splitcap",
        "indent",
        "trailing-br",
        "empty-lines",
    }


def test_the_shortest_are_short_and_the_longest_long() -> None:
    lengths = [len(post.expected_blocks) for post in ARTICLES]
    assert sum(1 for length in lengths if length == 1) >= 8
    assert max(lengths) >= 28
    assert any(len(expected_text(post).split()) == 1 for post in ARTICLES)


def test_there_are_near_duplicates_and_edited_posts() -> None:
    texts = [set(expected_text(post).split()) for post in ARTICLES]
    assert any(len(a & b) / len(a | b) > 0.7 for a, b in pairwise(texts))
    assert sum(post.updated > post.published for post in ARTICLES) >= 2


@pytest.mark.parametrize(
    "marker",
    [
        "(toc) #title=(",
        "(ads1)",
        "(ads2)",
        "(ads)",
        "(caps)",
        "(nextPage)",
        "(full-width)",
        "(alert-warning)",
        "(alert-success)",
        "(alert-passed)",
        "(code-box)",
        "(getButton) #text=(",
        "(getCard) #type=(",
        "{tocify} $title={",
        "{getToc}",
        "{getButton} $text={",
        "$ads={1}",
        "$ads={2}",
        "{alertWarning}",
        "{alertInfo}",
        "{codeBox}",
        "name='more'",
        "&nbsp;",
        "tr-caption",
        "<o:p>",
        "float: left",
        'dir="rtl"',
        "<figcaption>",
        "<pre><code>#buttons=(Ok, Go it!) #days=(20)<",
        "<code>#buttons=(Ok, Go it!) #days=(20)<",
    ],
)
def test_the_bodies_hold_the_trap(marker: str) -> None:
    assert any(marker in body_html(post) for post in ARTICLES)


def test_quoted_shortcodes_and_cookie_prose_are_expected_text() -> None:
    assert "#buttons=(Ok, Go it!) #days=(20)" in expected("how-the-consent-shortcode-works").text.split("\n\n")
    assert "uses cookies to enhance your experience" in expected("what-the-cookie-notice-is-for").text
    assert "#days like these" in expected("market-jargon").text


@pytest.mark.parametrize("editor", EDITORS)
def test_a_body_is_its_expected_text_and_its_debris(editor: str) -> None:
    """Nothing of the text is missing from the markup, and what is in the markup beside it is declared debris; in any editor."""
    for post in ARTICLES:
        debris = [part for source in post.blocks for part in _debris(source.kind, source.text, source.extra)]
        rest = words(body_html(replace(post, editor=editor)))
        assert _without(rest, post).split() == " ".join(debris).split(), post.slug


def _without(text: str, post: Article) -> str:
    """The text with the post's expected blocks cut out, which have to be there in order."""
    position, gaps = 0, []
    for block in post.expected_blocks:
        for part in re.split(r" \| |\n" if block.role == "table" else r"\n", block.text):
            start = text.index(part, position)
            gaps.append(text[position:start])
            position = start + len(part)
    return "".join(gaps) + text[position:]


def _debris(kind: str, text: str, extra: tuple[str, ...]) -> list[str]:
    if kind in ("strike", "line", "button"):
        return [text]
    if kind in ("image", "figure"):
        return [plain(extra[1])]
    if kind == "html":
        return [words(text)]
    return [extra[0]] if kind in ("alert", "alertend") else []


def test_roles_and_text_of_blocks() -> None:
    post = article(
        "One **bold** [link](/x).<br>Two\n\n## Head\n\n- a\n- b\n\n> q\n\n| h | i |\n| 1 | 2 |\n\n@more\n\n@alert (alert-error) w\n"
    )
    assert post.expected_blocks == (
        ("p", "One bold link.\nTwo"),
        ("h2", "Head"),
        ("li", "a"),
        ("li", "b"),
        ("quote", "q"),
        ("table", "h | i\n1 | 2"),
        ("quote", "w"),
    )
    assert expected_text(post).split("\n\n") == [block.text for block in post.expected_blocks]


def test_expected_takes_any_address_of_a_post() -> None:
    truth = expected("copper-slips")
    assert truth.path == "/2023/03/copper-slips.html"
    for address in ("", "http://127.0.0.1:1", "https://bullion.example"):
        assert expected(f"{address}{truth.path}?m=1#comments") == truth
    with pytest.raises(KeyError):
        expected("/2023/03/no-such-post.html")


@pytest.mark.parametrize("source", ["no header", '+++\ntitle = "T"\n+++\ntext', HEADER.format("") + "@nonsense x"])
def test_a_bad_source_is_a_clear_error(source: str) -> None:
    with pytest.raises(ValueError, match="article slug"):
        parse_article(source, "slug")
