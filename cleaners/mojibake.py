"""Text that was decoded by the wrong encoding and saved so ("donâ€™t"), as it was meant."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners import _speedups

# UTF-8 read as Latin-1 leaves control characters that no text has; read as Windows-1252 it leaves letters, which an article about encodings may show.
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
_LETTERS = re.compile(rb"\xc3\xa2\xe2(?:\x82\xac|\x80\x9a)|\xc3[\x82\x83]\xc2")
_ENOUGH = 4
_RUN = re.compile("[^\x00-\x7f]+")
_MARK = re.compile("[\x80-\x9f]|â[€‚]|[ÂÃ][\x80-\xbf]")
_LONGEST, _MOST = 2_000, 500_000
"""Characters of a run and of all runs together that are looked at, so that a hostile page costs at most a second."""


def mended(data: bytes) -> bytes:
    """A page in UTF-8 without the traces of a decoding that went wrong; the very same bytes where there are none, as on 49 pages of 50.

    What is garbled is told by `ftfy` (R. Speer, 2019), from each run of characters beyond ASCII by itself: what stands rightly between stays.
    """
    return ungarbled(data.decode("utf-8", "replace")).encode("utf-8", "replace") if is_garbled(data) else data


def mended_text(text: str) -> str:
    """The same for text that is no page."""
    return ungarbled(text) if is_garbled(text.encode("utf-8", "replace")) else text


def is_garbled(data: bytes) -> bool:
    """Whether text in UTF-8 holds a control character of Latin-1, or several of the commonest letters that a wrong decoding leaves."""
    if _speedups.markup is not None:
        return bool(_speedups.markup.is_garbled(data, _ENOUGH))
    return _CONTROL.search(data) is not None or sum(1 for _ in _LETTERS.finditer(data)) >= _ENOUGH


def ungarbled(text: str) -> str:
    """The text with each garbled run of characters as it was meant."""
    left = _MOST

    def meant(run: re.Match[str]) -> str:
        nonlocal left
        found = run[0]
        if len(found) > min(left, _LONGEST) or not _MARK.search(found):
            return found
        left -= len(found)
        return _meant(found)

    return _RUN.sub(meant, text)


@lru_cache(maxsize=1024)
def _meant(run: str) -> str:
    from ftfy import fix_encoding  # only such pages pay for the import

    return fix_encoding(run)
