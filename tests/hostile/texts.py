"""Characters and encodings: what is read wrong, cut off, or shown other than it is."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tests.hostile.base import FIRST, HEAD, LAST, MIDDLE, SENTENCES, Hostile, hostile, page, paragraphs

CHINESE = ("星期二上午，位于河口的老码头正式改建为公共图书馆，首日迎来三千多名读者，改建工程历时两年。", "图书馆藏书约六万册，设有儿童阅览室和一间修书工坊，今后每天开放到晚上十点，周末延长一小时。")
RUSSIAN = ("В здании бывшего трамвайного депо в среду открылась мастерская, где будут отливать небольшие колокола для школ и музеев.", "Половину расходов взял на себя город, остальное собрали жители; по субботам мастерская принимает посетителей.")
FRENCH = ("Fermée depuis vingt-deux ans, la gare de Saint-Aubin a rouvert samedi sous la forme d'un marché couvert très fréquenté.", "La région a financé la toiture, la commune le reste, pour un total de deux millions d'euros à peine dépassé.")
PLAIN = HEAD.replace('<meta charset="utf-8">', "")


def references() -> Iterator[Hostile]:
    for reference in ("&#1;", "&#x1f;", "&#xFFFE;", "&#xFFFF;", "&#0;", "&#x0;", "&#127;", "&#11;", "&#xD800;", "&#xDFFF;", "&#x110000;", "&#99999999999;", "&#x8;", "&#31;",
                      "&#65534;", "&#1", "&#x1F", "&#;", "&#x;", "&nosuch;", "&", "&amp", "&lt", "&#x1FFFE;"):  # fmt: skip
        yield hostile(f"the reference {reference}", page(paragraphs(FIRST + reference, f"Tides{reference} turn. " + MIDDLE, LAST)))
    yield hostile("300,000 references to a control", lambda: page(paragraphs() + "&#1;" * 300_000))
    yield hostile("an & followed by 1 MB of letters", lambda: page(paragraphs() + "&" + "a" * 1_000_000))
    for code in (0x00, 0x01, 0x0B, 0x1F, 0x7F, 0x9B, 0x202E, 0x2066, 0xFEFF, 0xFFFE, 0xFFFF, 0xE0041):
        yield hostile(f"the character U+{code:04X} in text, tag and attribute", page(paragraphs(FIRST, MIDDLE + chr(code), LAST) + f'<div class="a{chr(code)}b">{chr(code)}</div>'))
    yield hostile("NUL inside words and tags", page(paragraphs()).encode().replace(b"<p>", b"<p\0>").replace(b"<article>", b"<\0article>"), ())
    yield hostile("NUL behind every letter of the head", page(paragraphs()).encode().replace(b"<title>Second", b"<title>" + b"\0".join([b"S", b"e", b"c"])))
    yield hostile("a megabyte of NUL", lambda: page(paragraphs(FIRST) + "\0" * 1_000_000 + paragraphs(MIDDLE, LAST)))
    yield hostile("a million combining marks", lambda: page(paragraphs() + "<p>e" + "\u0301" * 1_000_000 + "</p>"), (FIRST,))
    yield hostile("100,000 direction overrides", lambda: page(paragraphs() + "<p>" + "\u202ea" * 100_000 + "</p>"), (FIRST,))
    yield hostile("zero-width characters by the thousand", lambda: page(paragraphs(FIRST + "\u200b\u200d\ufeff" * 10_000, MIDDLE, LAST)), (MIDDLE, LAST))
    yield hostile("an override that hides a file name", page(paragraphs("The file is called harbour\u202excod.exe. " + FIRST, MIDDLE, LAST)))


def encodings() -> Iterator[Hostile]:
    plain = page(paragraphs(), PLAIN)
    yield hostile("UTF-16 LE without a BOM", plain.encode("utf-16-le"))
    yield hostile("UTF-16 BE without a BOM", plain.encode("utf-16-be"))
    yield hostile("UTF-16 LE with a BOM", codecs.BOM_UTF16_LE + plain.encode("utf-16-le"))
    yield hostile("UTF-16 with a BOM that says utf-8 in the header", codecs.BOM_UTF16_BE + plain.encode("utf-16-be"), charset="utf-8")
    yield hostile("UTF-32 with a BOM", codecs.BOM_UTF32_LE + plain.encode("utf-32-le"), ())
    yield hostile("UTF-8 with two BOMs", codecs.BOM_UTF8 * 2 + plain.encode())
    yield hostile("UTF-8 that says UTF-16 in its meta", page(paragraphs(), '<meta charset="utf-16">' + PLAIN))
    yield hostile("an unknown charset in the header", plain, charset="x-no-such-charset")
    yield hostile("an unknown charset in the meta", page(paragraphs(), '<meta charset="klingon">' + PLAIN))
    yield hostile("a charset of 10,000 letters", plain, charset="x" * 10_000)
    yield hostile("two charsets that contradict each other", page(paragraphs(), '<meta charset="utf-8"><meta charset="shift_jis">' + PLAIN))
    chinese = page(paragraphs(*CHINESE), HEAD)
    for charset in ("gbk", "gb18030", "big5", "utf-8"):
        made = chinese if charset != "big5" else chinese.translate(str.maketrans("于码头为图书馆迎来读历时两约设儿童阅览间坊开华延长", "於碼頭為圖書館迎來讀歷時兩約設兒童閱覽間坊開華延長"))
        yield hostile(f"Chinese in {charset} that says utf-8", made.encode(charset, "replace"), CHINESE if charset in ("gbk", "gb18030", "utf-8") else ())
    yield hostile("Chinese in gb2312 as declared", page(paragraphs(*CHINESE), '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' + PLAIN).encode("gb18030"), CHINESE)
    yield hostile("Russian in windows-1251 that says utf-8", page(paragraphs(*RUSSIAN), HEAD, '<html lang="ru">').encode("cp1251", "replace"), RUSSIAN)
    yield hostile("Russian in koi8-r as the header says", page(paragraphs(*RUSSIAN), PLAIN).encode("koi8-r", "replace"), RUSSIAN, "koi8-r")
    yield hostile("French in Latin-1 that says utf-8", page(paragraphs(*FRENCH), HEAD, '<html lang="fr">').encode("latin-1"), FRENCH)
    yield hostile("French in UTF-8 that says nothing", page(paragraphs(*FRENCH), PLAIN, '<html lang="fr">'), FRENCH)
    yield hostile("one broken byte in UTF-8", page(paragraphs(*FRENCH)).encode().replace(b"march", b"\xffmarch", 1), FRENCH[1:])
    yield hostile("a broken byte in every paragraph", page(paragraphs(*(f"{text} \udcff" for text in SENTENCES))).encode("utf-8", "surrogateescape"))
    yield hostile("lone surrogates in UTF-8", page(paragraphs(FIRST, MIDDLE + "\ud800", LAST)))
    yield hostile("overlong UTF-8", page(paragraphs()).encode().replace(b"<footer>", b"\xc0\xbcscript\xc0\xbe<footer>"))
    yield hostile("UTF-7", page("<p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>" + paragraphs(), '<meta charset="utf-7">' + PLAIN))
    yield hostile("ISO-2022-JP escape sequences", page(paragraphs()).encode().replace(b"<footer>", b"\x1b$B\x1b(J<footer>"))
    yield hostile("CESU-8", page(paragraphs()).encode() + b"<p>\xed\xa0\xbd\xed\xb8\x80</p>")


def media() -> Iterator[Hostile]:
    for name, signature in {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff\xe0", "GIF": b"GIF89a", "PDF": b"%PDF-1.7\n", "ZIP": b"PK\x03\x04", "gzip": b"\x1f\x8b\x08\0", "MP3": b"ID3\x04", "ELF": b"\x7fELF"}.items():
        yield hostile(f"a {name} sent as HTML", signature + bytes(range(256)) * 200, ())
    yield hostile("nothing", b"", ())
    yield hostile("white space", b" \n\t" * 10_000, ())
    yield hostile("plain text", "\n\n".join(SENTENCES), ())
    yield hostile("JSON", '{"headline": "x", "body": ["a", "b"]}', ())
    yield hostile("XML", f'<?xml version="1.0" encoding="utf-8"?><feed><entry><title>{FIRST}</title></entry></feed>', ())
    yield hostile("random bytes", bytes((n * 7919 + n // 251) % 256 for n in range(100_000)), ())
    yield hostile("every byte, repeated", bytes(range(256)) * 4000, ())
    yield hostile("XHTML with an XML declaration", page(paragraphs(), doctype='<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'))


def texts() -> Iterator[Hostile]:
    yield from references()
    yield from encodings()
    yield from media()
