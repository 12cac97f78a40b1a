"""Whatever bytes come in, an article or a `CleanerError` comes out, valid and the same when cleaned again."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.article import Article
from cleaners.decoding import printable
from cleaners.errors import CleanerError
from cleaners.pipeline import clean
from cleaners.records import Options
from tests.assemblekit import parsed

PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
MUTATIONS = int(os.environ.get("MUTATIONS", "300"))
"""Mutated pages a run; 10,000 take some minutes and are for releases."""
LETTERS = st.text(alphabet="ab <>/=\"'&;#x1!-[]{}pdivahref\n\u00e9\u4e2d\u0627\u202e\u200b\x00\x1f\ud800", max_size=300)
TAGS = st.sampled_from(["<p>", "</p>", "<div class=a>", "</div>", "<a href=/x>", "<br>", "<table><tr><td>", "<script>", "<!--", "<li>", "<h1>", "<body>", "</html>", "<svg>", "<button>", "<title>"])


def check(article: Article) -> None:
    """What holds of every article."""
    for output in (article.text, article.html, article.markdown, article.title, *(entry.text for entry in article.removed)):
        output.encode("utf-8")
        assert output == printable(output)
    assert article.text.strip()
    assert 0 <= article.confidence <= 1
    assert "".join("".join(map(str, parsed(article.html).itertext())).split()) == "".join(article.text.replace(" | ", " ").split()) or " | " in article.text


def cleaned(body: bytes | str, **options: str) -> Article | None:
    try:
        return clean(body, "https://any.example/a", options=Options(**options))
    except CleanerError:
        return None


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(st.one_of(LETTERS, TAGS), max_size=30).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_an_article_or_a_cleaner_error(body):
    if (article := cleaned(body)) is not None:
        check(article)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(LETTERS, TAGS), max_size=20).map("".join), st.sampled_from(["utf-8", "gbk", "utf-16", "x-none", "latin-1", ""]))
def test_any_text_under_any_charset(text, charset):
    if (article := cleaned(text.encode("utf-8", "surrogatepass"), charset=charset)) is not None:
        check(article)
    cleaned(text)


def mutated(page: bytes, dice: random.Random) -> bytes:
    """A fixture page with one to eight cuts, copies, swaps and foreign bytes."""
    body = bytearray(page)
    for _ in range(dice.randint(1, 8)):
        at, size = dice.randrange(len(body) or 1), dice.choice((1, 2, 7, 60, 1000))
        match dice.randrange(5):
            case 0:
                del body[at : at + size]
            case 1:
                body[at:at] = body[at : at + size] * dice.randint(1, 9)
            case 2:
                body[at:at] = bytes(dice.randrange(256) for _ in range(size % 61))
            case 3:
                other = dice.randrange(len(body) or 1)
                body[at:at] = body[other : other + size]
            case _:
                body[at : at + 1] = dice.choice((b"<", b">", b'"', b"'", b"&", b"/", b"\0", b"<!--", b"</", b"<script>", b"</body></html>", b"<div>"))
    return bytes(body)


def test_mutated_fixture_pages():
    pages = [folder.joinpath("page.html").read_bytes() for folder in sorted(PAGES.iterdir()) if folder.is_dir()]
    for seed in range(MUTATIONS):
        dice = random.Random(seed)
        if (article := cleaned(mutated(dice.choice(pages), dice))) is not None:
            check(article)


ARTICLES = [folder.parent.name for folder in sorted(PAGES.glob("*/expected.txt"))]


@pytest.mark.parametrize("name", ARTICLES)
def test_cleaning_the_cleaned_html_changes_nothing(name):
    first = cleaned((PAGES / name / "page.html").read_bytes())
    again = cleaned(f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:type" content="article"><title>{first.title}</title></head><body><article>{first.html}</article></body></html>')
    assert again is not None
    assert again.html == first.html
    assert again.text == first.text


def calls(body: bytes) -> int:
    """Function calls, Python's and C's, that cleaning a page takes: the work, whatever the machine is doing besides."""
    count = 0

    def hook(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(hook)
    try:
        article = clean(body)
        _ = article.html, article.markdown, article.removed, article.images
    except CleanerError:
        pass
    finally:
        sys.setprofile(None)
    return count


PROSE = "<h1>Ferry</h1>" + "<p>The ferry sails at eight, and nobody on the islands asked for a luxury, said the harbour master.</p>" * 1
GROWTH = {
    "paragraphs": lambda n: PROSE + "".join(f"<p>Sentence {i} of a long chronicle, told by the harbour master himself.</p>" for i in range(n)),
    "line breaks": lambda n: PROSE + "<p>" + "a line<br>" * n,
    "links": lambda n: PROSE + "<div>" + '<a href="/x">link</a> ' * n,
    "list items": lambda n: PROSE + "<ol>" + "<li>An item of the list</li>" * n,
    "table cells": lambda n: PROSE + "<table>" + "<tr><td>1</td><td>two</td></tr>" * n,
    "inline formats": lambda n: PROSE + "<p>" + "<b>bold</b> <i>it</i> " * n,
    "attributes": lambda n: f"<div {' '.join(f'a{i}=1' for i in range(n))}>{PROSE}</div>",
    "JSON-LD nodes": lambda n: PROSE + '<script type="application/ld+json">[' + ",".join(['{"@type":"Thing","name":"x"}'] * n) + "]</script>",
    "JSON-LD nesting": lambda n: PROSE + '<script type="application/ld+json">' + '{"@type":"NewsArticle","author":' * n + '"x"' + "}" * n + "</script>",
    "nesting": lambda n: "<div>" * n + PROSE,
    "misnested formats": lambda n: PROSE + "<p>" + "<b>The ferry <i>sails</b> at eight.</i> " * n,  # prose: kept at every size, so like is compared with like
    "comments": lambda n: PROSE + "<!-- x -->" * n,
}  # fmt: skip


@pytest.mark.parametrize("what", GROWTH)
def test_doubling_costs_at_most_two_and_a_half_times(what):
    make = GROWTH[what]
    calls(make(500).encode())  # caches and imports
    assert calls(make(2000).encode()) <= 2.5 * calls(make(1000).encode())
