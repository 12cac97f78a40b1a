"""Addresses made absolute: the short cut for those that are absolute already gives what joining gives."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaners import clean
from cleaners.page import read_page

HERE = "https://site.example/a/story?x=1#y"
PAGE = read_page("<html><body><p>It sailed.</p></body></html>", HERE)


def joined(href: str) -> str:
    try:
        return urljoin(HERE, href.strip())
    except ValueError:
        return ""


@given(st.text(alphabet="htps:/.?#;&=%@[]ab1-_ \t\n\x00é", max_size=30).map("https://b.example".__add__))
@example("https://b.example/a/../b")
@example("https://b.example/a;p?q=1")
@example("https://b.example/?")
@example("https://b.example?")
@example("https://b.example/a#")
@example("https://b.example/a\n/b")
@example("https://b.example/a ")
@example("https://b.example:80/a")
@example("https://b.example/[")
@example("https://b.example/a?q=;&r=é")
def test_as_joining_gives(href: str) -> None:
    assert PAGE.absolute(href) == joined(href)


@pytest.mark.parametrize("href", ["/pier.jpg", "../b", "?p=2", "#top", "//cdn.example/x", "mailto:a@b.example", "", "HTTPS://B.example/x"])
def test_relative_and_other_addresses(href: str) -> None:
    assert PAGE.absolute(href) == joined(href)


def test_an_address_that_cannot_be_taken_apart_is_none() -> None:
    article = clean("<p>The ferry sails again on Monday, the harbour master said.</p>", "http://[bad/")
    assert (article.url, article.text[:9]) == (None, "The ferry")


@pytest.mark.parametrize("html", [None, 5, bytearray(b"<p>x</p>")])
def test_what_is_no_page_is_named(html: object) -> None:
    with pytest.raises(TypeError, match="html must be bytes or str, not "):
        clean(html)
