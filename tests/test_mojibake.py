"""Text that was decoded by the wrong encoding and saved so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import clean, clean_text
from cleaners.mojibake import is_garbled, mended, mended_text, ungarbled

WORDS = ["don’t", "“quoted”", "dash — dash", "café", "Ångström", "português, coração", "Straße", "Привет", "你好，世界", "שלום", "नमस्ते", "5 €", "⭐⭐⭐", "été à l’île"]


@pytest.mark.parametrize("words", WORDS)
def test_utf_8_read_as_latin_1(words: str) -> None:
    assert mended_text(f"{words} " + words.encode().decode("latin-1") * 4) == f"{words} " + words * 4


@pytest.mark.parametrize("words", ["don’t", "“quoted", "dash — dash", "café", "5 €", "… so"])
def test_utf_8_read_as_windows_1252(words: str) -> None:
    assert mended_text(words.encode().decode("cp1252") * 4) == words * 4


def test_windows_1252_read_as_latin_1() -> None:
    assert mended_text("the Court\x92s \x93view\x94 \x96 and no other\x85") == "the Court’s “view” – and no other…"


@pytest.mark.parametrize(
    "text",
    ["»Spaß« und «Maß»", "SÃO PAULO, CORAÇÃO", "Âge d’or, Â\xa0peine", "ÀÉÎ «œuvre»", "Its reader saw Ã¤ for ä, Ã¶ for ö and â€™ for an apostrophe.", "日本語", "a\xa0b\xad", "½ © ®", "Ð, Þ and ß"],
)
def test_what_is_meant_stays(text: str) -> None:
    assert mended_text(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0x2FFF)))
def test_pages_without_a_mark_are_the_very_same(text: str) -> None:
    data = text.encode()
    if not is_garbled(data):
        assert mended(data) is data


@given(st.text(st.sampled_from("aâ€™Ã©\x80\x99Â\xa0ß»\x92 "), max_size=60))
def test_no_text_grows(text: str) -> None:
    assert len(ungarbled(text)) <= len(text)


def test_a_page_of_nothing_else_is_bounded() -> None:
    """Five million different runs: what is beyond the bound stays as it is."""
    text = " ".join(f"{chr(0xE0 + n % 16)}{chr(0x80 + n // 16 % 64)}{chr(0x80 + n // 1024 % 64)}x" * 3 for n in range(100_000))
    done = ungarbled(text)
    assert done[:20] != text[:20]
    assert done[-20:] == text[-20:]


def test_saved_text_and_bytes_that_say_latin() -> None:
    prose = "The mayor’s “last” word — “no” — was heard at the quay on Monday, where the ferry’s crew had waited since noon for the news."
    garbled = prose.encode().decode("latin-1")
    assert clean_text(f"The ferry\n\n{garbled}\n\n{garbled.replace('Monday', 'Friday')}").text.startswith(prose)
    page = f"<html lang=en><title>The ferry</title><article><h1>The ferry</h1><p>{garbled}<p>{garbled.replace('Monday', 'Friday')}</article>"
    assert clean(page.encode(), "https://quay.example/a").text.startswith(prose)
    assert clean(page, "https://quay.example/a").text.startswith(prose)
