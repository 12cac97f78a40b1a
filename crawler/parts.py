"""An article of several pages as one body, so that it is stored, and cleaned again later, as a whole."""

from __future__ import annotations

import re

_SIGN = b"\n<!-- the article's next part, from "
_MARK = re.compile(_SIGN + rb"(\S+) -->\n")


def joined(body: bytes, url: str, part: bytes) -> bytes:
    """A body with one more part behind it, and the part's address between them."""
    return b"%b\n<!-- the article's next part, from %b -->\n%b" % (body, url.encode("utf-8"), part)


def separated(body: bytes) -> list[tuple[str, bytes]]:
    """Address and bytes of each part in order; the first one's address is left empty. A body of one page is one part."""
    pieces = _MARK.split(body) if _SIGN in body else [body]
    return [("", pieces[0]), *((url.decode("utf-8", "replace"), part) for url, part in zip(pieces[1::2], pieces[2::2], strict=True))]
