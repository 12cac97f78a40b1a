"""Decoding: what a browser does, and what pages that say something wrong need."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.decoding import decode, parser_bytes, parser_input
from cleaners.errors import NotHtml

WORDS = "Café señor Zürich – “quoted”"
LATIN = "Café señor Zürich"


@pytest.mark.parametrize(
    ("body", "charset", "wanted"),
    [
        (WORDS.encode(), None, WORDS),
        (b"\xef\xbb\xbf" + WORDS.encode(), "iso-8859-1", WORDS),
        (WORDS.encode("utf-16"), None, WORDS),
        (WORDS.encode("utf-16-le"), None, WORDS),
        (LATIN.encode("latin-1"), "iso-8859-1", LATIN),
        (b'<meta charset="iso-8859-1">' + LATIN.encode("latin-1"), None, LATIN),
        (b'<meta charset="iso-8859-15">' + WORDS.encode(), None, WORDS),
        (b'<meta charset="windows-1251">' + "Паром вышел в море".encode("cp1251"), None, "Паром вышел в море"),
        (b'<meta charset="gbk">' + "港务局批准渡轮计划".encode("gbk"), None, "港务局批准渡轮计划"),
        (b'<meta charset="utf-8">' + LATIN.encode("latin-1") * 30, None, LATIN),
        (b'<meta charset="no-such-charset">' + WORDS.encode(), None, WORDS),
    ],
)
def test_the_text_is_what_was_written(body: bytes, charset: str | None, wanted: str) -> None:
    assert wanted in decode(body, charset)[0]


PARTS = st.sampled_from([b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xef\xbf\xbd", b"\xff\xfe", b"\0", b"\x01", b"&#1;", b"&#65;", b"<p>", "é".encode(), b"\xe9", b"%PDF-", "渡".encode("gbk")])
HEADS = st.sampled_from([b"", b'<meta charset="utf-8">', b"<!-- <meta charset=utf-8>--><meta charset=latin-1>", b"<body><META charset='utf-8'>", b'<meta name=charset content=x><meta charset="gbk">', b"<meta charset=utf-8>", b"<meta charset=latin-1>", b"<meta charset=utf-16>", b"<meta charset=gbk>", b"<meta charset=x-none>"])


@settings(deadline=None)
@given(HEADS, st.lists(PARTS, max_size=8).map(b"".join), st.sampled_from([None, "utf-8", "UTF8", "latin-1", "x-none", "utf-16", ""]))
def test_pages_that_are_utf_8_already_are_read_as_all_others(head: bytes, rest: bytes, charset: str | None) -> None:
    for body in (head + rest, rest + head):
        try:
            text, encoding = decode(body, charset)
        except NotHtml:
            with pytest.raises(NotHtml):
                parser_input(body, charset)
        else:
            assert parser_input(body, charset) == (parser_bytes(text), encoding)


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n....", b"PK\x03\x04", b"\x1f\x8b\x08rest"])
def test_other_media_are_refused(body: bytes) -> None:
    with pytest.raises(NotHtml):
        decode(body)
