"""Bytes to text as a browser decodes them, and text to the bytes that the parser takes."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, html_to_unicode, resolve_encoding

from cleaners import _speedups
from cleaners.errors import NotHtml
from cleaners.mojibake import mended

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG image"), (b"\xff\xd8\xff", "JPEG image"), (b"GIF8", "GIF image"), (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive"), (b"\x1f\x8b\x08", "gzip data"), (b"BZh", "bzip2 data"), (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"OggS", "Ogg media"), (b"ID3", "MP3 audio"), (b"wOF2", "WOFF font"), (b"\x7fELF", "ELF binary"),
)  # fmt: skip
"""Magic numbers of what servers mislabel as HTML; source: the WHATWG MIME sniffing standard, section 6."""

_NO_PLAIN_START = (codecs.BOM_UTF8, *(signature for signature, _ in _SIGNATURES))

# A numeric reference to a control character or non-character makes libxml2 cut or drop text; browsers show nothing for it.
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|7f|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|6553[45]))(?:;|(?![0-9a-f]))", re.IGNORECASE
)
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\f\r")

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = bytes((*range(1, 9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
"""Characters that no text has: the "binary data bytes" of the MIME Sniffing standard, but NUL, which pages are padded with."""
_LOOK, _SHARE, _FEW = 4096, 30, 16
"""Bytes looked at, one in how many may be of those (in random bytes one in ten is), and how many may anyway."""
_SAYS_UTF_8 = (b'="utf-8"', b"='utf-8'", b"=utf-8>", b"=utf-8 ")
_ONE_BYTE = ("iso8859", "iso-8859", "latin", "cp125", "windows-125")


def decode(body: bytes, charset: str | None = None) -> tuple[str, str]:
    """Decode a page: BOM, then the HTTP charset, then `<meta>`, then UTF-8 if valid, else by detection.

    Args:
        body: the bytes as fetched, content encodings already undone.
        charset: the charset of the HTTP Content-Type header, or None.

    Returns:
        The text and the canonical name of its encoding.

    Raises:
        NotHtml: the bytes begin with the signature of another media type, or are no text at all.
    """
    for signature, kind in _SIGNATURES:
        if body.startswith(signature):
            raise NotHtml(f"the bytes are a {kind}")
    if (wide := _wide_without_bom(body)) is not None:
        return body.decode(wide, "replace"), wide
    if not body.startswith(_WIDE) and _is_no_text(body):
        raise NotHtml("the bytes are no text")
    header = f"text/html; charset={charset}" if charset else None
    encoding, text = html_to_unicode(header, body, auto_detect_fun=_detect)
    if encoding.startswith("utf-16") and body[:2] not in _WIDE:
        encoding, text = "utf-8", body.decode("utf-8", "replace")  # read as ASCII to be found, so it is none (HTML standard, 13.2.3.2)
    if charset is None and encoding.startswith(_ONE_BYTE) and (utf_8 := _as_utf_8(body)) is not None:
        return utf_8, "utf-8"
    if text.count("\ufffd") > 3 + len(text) // 1000:
        # Declared wrongly (GBK or Latin-1 sent as UTF-8): what the bytes look like beats what the page says.
        detected = _detect(body)
        if detected:
            other = body.decode(detected, "replace")
            if other.count("\ufffd") < text.count("\ufffd"):
                return other, detected
    return text, encoding


def parser_input(body: bytes, charset: str | None = None) -> tuple[bytes, str]:
    """A page as the parser takes it (see `parser_bytes`) and the name of its encoding, both as `decode` has them.

    Most pages say that they are UTF-8 and are: those are looked over, but not decoded and encoded again.

    Raises:
        NotHtml: as `decode`.
    """
    if _is_utf_8(body, charset):
        return _parseable(body), "utf-8"
    text, encoding = decode(body, charset)
    return parser_bytes(text), encoding


def _is_no_text(body: bytes) -> bool:
    start = body[:_LOOK]
    odd = len(start) - len(start.translate(None, _NO_TEXT))
    return odd > _FEW and odd * _SHARE > len(start)


def _is_utf_8(body: bytes, charset: str | None) -> bool:
    """Whether the bytes are UTF-8 by what is declared, or are so and nothing is declared."""
    if body.startswith(_NO_PLAIN_START) or _wide_without_bom(body) is not None or _is_no_text(body):
        return False
    declared = (resolve_encoding(charset) if charset else None) or _declared(body)
    if declared not in ("utf-8", None):
        return False
    if _speedups.markup is not None:
        return bool(_speedups.markup.is_utf_8(body))
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(body: bytes) -> str | None:
    """What a page says of its encoding: `<meta charset="utf-8">` where that comes first, which is told in a hundredth of the time."""
    before, _, value = body[:4096].lower().partition(b"charset")
    if before.endswith(b"<meta ") and value.startswith(_SAYS_UTF_8) and not any(mark in before for mark in (b"<!--", b"<?xml", b"<body")):
        return "utf-8"
    return html_body_declared_encoding(body)


def parser_bytes(text: str) -> bytes:
    """`text` in UTF-8 for the parser, without control and non-characters, nor references to them; lone surrogates become `?`."""
    return _parseable(text.encode("utf-8", "replace"))


def _parseable(data: bytes) -> bytes:
    data = mended(data)
    if _has_controls(data):
        data = data.translate(None, _CONTROLS)
    if _has_pair(data, 0xEF, 0xBF):
        data = data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")  # U+FFFE, U+FFFF
    return _CONTROL_REFERENCE.sub(b"", data) if _has_control_reference(data) else data


def _has_control_reference(data: bytes) -> bool:
    return b"&#" in data if _speedups.markup is None else bool(_speedups.markup.has_control_reference(data))


def _has_controls(data: bytes) -> bool:
    return _speedups.markup is None or bool(_speedups.markup.has_controls(data))


def _has_pair(data: bytes, first: int, second: int) -> bool:
    return bytes((first, second)) in data if _speedups.markup is None else bool(_speedups.markup.has_pair(data, first, second))


def _wide_without_bom(body: bytes) -> str | None:
    """UTF-16 without a byte-order mark, told by the zero bytes that ASCII markup leaves in it."""
    head = body[:200]
    if len(head) < 4 or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    if head[1::2].count(0) > len(head) * 0.4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) * 0.4:
        return "utf-16-be"
    return None


def _as_utf_8(body: bytes) -> str | None:
    """The text of bytes that a page calls Latin (or another one-byte encoding) but that are UTF-8, as re-encoded pages are.

    Letters of a one-byte encoding never line up as valid UTF-8 throughout a page.
    """
    if body.isascii():
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _detect(body: bytes) -> str | None:
    """UTF-8 where the bytes are valid UTF-8, else what charset-normalizer finds likeliest in the first 64 kB."""
    try:
        body.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # only broken pages pay for the import

        matches = from_bytes(body[:65_536])
        best = matches.best()
        if best is None:
            return None
        # Western and Central European read alike in most letters; where both fit, the browsers' default is likelier.
        western = any({"cp1252", "latin_1"} & {match.encoding, *match.could_be_from_charset} and match.chaos <= best.chaos for match in matches)
        return "cp1252" if western else best.encoding


_UNPRINTABLE = dict.fromkeys(
    (*(code for code in range(0x20) if code not in b"\t\n"), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     *range(0xD800, 0xE000), 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080))
)  # fmt: skip
_UNPRINTABLE.update({0x2028: "\n", 0x2029: "\n"})


# Scripts of South-East Asia write no spaces between words: there the space of no width says where one ends, elsewhere it is an editor's leaving.
_WITHOUT_SPACES = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1bff\ua980-\uaadf]")


def printable(text: str) -> str:
    """`text` without what no reader sees but terminals, editors and models act on.

    That is: control characters but tab and newline, bidi embeddings, overrides and isolates (Unicode TR 36, section 2.5.1), tag
    characters, lone surrogates, and spaces of no width in scripts that write spaces. Joiners and direction marks stay: Hindi, Persian and
    Hebrew need them.
    """
    if text.replace("\n", "").isprintable():
        return text
    if "\u200b" in text and not _WITHOUT_SPACES.search(text):
        text = text.replace("\u200b", "")
    return text.translate(_UNPRINTABLE)


def on_one_line(text: str) -> str:
    """`text` with one space for all white space, and none at its ends."""
    return " ".join(text.split()) if _speedups.words is None else str(_speedups.words.spaced(text))
