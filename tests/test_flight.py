"""Next.js' pushed chunks: rows put together over any cut, texts resolved, JSON-LD and article data read from them."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import cleaners
from cleaners import _speedups
from cleaners.blocks import read_blocks
from cleaners.flight import opened_with, read_flight
from cleaners.metadata import Context, read_metadata
from cleaners.page import read_page

NODE = {
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": "The ferry é is sold", "datePublished": "2026-05-03T07:15:00+02:00",
    "author": {"@type": "Person", "name": "Ann Okafor"},
}  # fmt: skip
SCRIPT = {"type": "application/ld+json", "dangerouslySetInnerHTML": {"__html": json.dumps(NODE)}}


def rows(*more: str) -> str:
    return "0:{\"P\":null}\n1:I[7,[\"static\"],\"Body\"]\n:HL[\"/a.css\",\"style\"]\n" + "".join(more)


def pushes(text: str, *cuts: int) -> str:
    """Script elements that push a text in pieces."""
    ends = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    pieces = [text[start:end] for start, end in pairwise(ends)]
    inside = "".join(f"<script>self.__next_f.push([1,{json.dumps(piece).replace('<', chr(92) + 'u003c')}])</script>" for piece in pieces)
    return f"<script>(self.__next_f=self.__next_f||[]).push([0])</script>{inside}"


def flight_of(html: str):
    return read_flight(list(etree.HTML(f"<html><body>{html}<p>x</p></body></html>").iter("script")))


def page_of(scripts: str) -> str:
    return f"<html lang=en><head><title>The ferry é is sold</title></head><body><h1>The ferry é is sold</h1><p>It went to a museum.</p>{scripts}</body></html>"


def metadata_of(html: str):
    page = read_page(html, "https://any.example/the-ferry-is-sold")
    return read_metadata(page, Context(blocks=read_blocks(page).blocks))


@given(st.lists(st.integers(0, 10_000), max_size=12))
def test_json_ld_wherever_the_chunks_are_cut(cuts: list[int]) -> None:
    row = "5:[\"$\",\"section\",null,{\"children\":" + json.dumps(["$", "script", None, SCRIPT]) + "}]\n"
    found = metadata_of(page_of(pushes(rows(row), *cuts)))
    assert (found.authors, found.provenance["authors"], found.published and found.published.isoformat()) == (("Ann Okafor",), "json-ld author", "2026-05-03T07:15:00+02:00")


@given(st.lists(st.integers(0, 10_000), max_size=12), st.text(max_size=40))
def test_texts_are_measured_in_bytes_and_resolved(cuts: list[int], text: str) -> None:
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "").replace("\r", "")
    size = len(text.encode())
    flight = flight_of(pushes(rows(f"a:T{size:x},{text}", "b:{\"body\":\"$a\",\"price\":\"$5\"}\n"), *cuts))
    assert list(flight.values(lambda row: b"body" in row)) == [{"body": text, "price": "$5"}]


def test_json_ld_in_a_text_of_its_own() -> None:
    text = json.dumps(NODE)
    row = json.dumps(["$", "script", None, {"type": "application/ld+json", "dangerouslySetInnerHTML": {"__html": "$a"}}])
    assert metadata_of(page_of(pushes(rows(f"a:T{len(text.encode()):x},{text}", f"b:{row}\n")))).authors == ("Ann Okafor",)


def test_json_ld_of_scripts_that_are_added_later() -> None:
    later = json.dumps([0, {"type": "application/ld+json", "children": json.dumps(NODE), "id": "ld"}])
    assert metadata_of(page_of(f"<script>(self.__next_s=self.__next_s||[]).push({later})</script>")).authors == ("Ann Okafor",)


def test_what_the_markup_has_is_not_read_twice() -> None:
    markup = f"<script type='application/ld+json'>{json.dumps(NODE)}</script>"
    row = f"5:{json.dumps(['$', 'script', None, SCRIPT])}\n"
    page = read_page(page_of(markup + pushes(rows(row))), "https://any.example/x")
    assert page.jsonld == [NODE]


def test_article_data_of_a_row_dates_and_signs() -> None:
    record = {"article": {"title": "The ferry é is sold", "publishedAt": "2026-05-03T07:15:00Z", "authors": [{"name": "Ann Okafor"}]}, "cards": [{"title": "Another", "publishedAt": "2020-01-01"}]}
    found = metadata_of(page_of(pushes(rows(f"6:{json.dumps(['$', '$L1', None, record])}\n"), 7, 90, 140)))
    assert (found.authors, found.provenance["published"]) == (("Ann Okafor",), "script publishedAt")


def test_the_text_of_an_article_that_only_the_rows_hold() -> None:
    body = "".join(f"<p>The ferry crossed the bay {number} times in its last summer, and on no crossing was it late.</p>" for number in range(2, 9))
    row = json.dumps({"title": "The ferry é is sold", "body": "$a", "publishedAt": "2026-05-03T07:15:00Z", "author": {"name": "Ann Okafor"}})
    html = f"<html lang=en><head><title>The ferry é is sold</title></head><body><div id=root></div>{pushes(rows(f'a:T{len(body.encode()):x},{body}', f'b:{row}' + chr(10)))}</body></html>"
    article = cleaners.clean(html, "https://any.example/the-ferry-is-sold")
    assert article.text.count("in its last summer") == 7
    assert (article.authors, article.published and article.published.isoformat()) == (["Ann Okafor"], "2026-05-03T07:15:00+00:00")


@pytest.mark.skipif(_speedups.finds is None, reason="nothing is compiled")
@given(st.lists(st.text(alphabet="_nextémo ", max_size=30)), st.integers(1, 12))
def test_scripts_are_told_by_their_first_bytes_compiled_or_not(texts: list[str], head: int) -> None:
    root = etree.Element("html")
    for text in texts:
        etree.SubElement(root, "script").text = text
    assert _speedups.finds is not None
    assert _speedups.finds.opened_with(list(root), b"_ne", head) == opened_with(list(root), b"_ne", head)


@pytest.mark.parametrize("text", ["a:T", "a:Tffffffff,x", "zz", "1:[", "1:{}" * 5000, "\n" * 100_000, "1:" * 100_000, "a:T1,b" * 40_000, "1:[[" * 100_000])
def test_broken_rows_are_no_error(text: str) -> None:
    flight = flight_of(pushes(text))
    list(flight.values(lambda row: True))
    assert list(flight.jsonld()) == []


def test_a_chunk_that_is_no_json_ends_its_script_alone() -> None:
    html = "<script>self.__next_f.push([1,undefined])</script>" + pushes(rows("b:{\"body\":1}\n"))
    assert list(flight_of(html).values(lambda row: b"body" in row)) == [{"body": 1}]
