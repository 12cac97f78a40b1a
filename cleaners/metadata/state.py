"""Dates and names that only a page's script data hold: Next.js, window state, the data layer of analytics.

Frameworks send the article as JSON beside or instead of its markup. Read only where head and markup name no date or no author, as most of
this data is about other things: an object counts where it bears the page's title or address, or is the page-level record of analytics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import orjson

from cleaners.metadata.sought import Stems
from cleaners.metadata.strings import folded, plain
from cleaners.objects import bearing
from cleaners.page import Page

_MAX_CHARS = 2_000_000
"""Characters of script data read of one page; about 15 ms of parsing at the most."""
_HEAD = 400
"""Characters of a script that say what it is."""
_MAX_TRIES = 50
"""Places of one script at which JSON is tried and is none: code has many braces, and each failure costs a pass over the text before it."""
_STARTS = re.compile(r"(?:=|\(|:)\s{0,20}(?=[{\[])")
_LITERAL = re.compile(r"\{[ \t\r\n]*+[^\s\"}]")
"""An object of JavaScript, whose keys need no quotes, or a block of code."""
_ANALYTICS = Stems("datalayer", "digitaldata", "utag_data", "pagedata", "page_data", "analytics")
_STATE = Stems("__", "state", "datalayer", "digitaldata", "utag_data", "pagedata", "initial", "analytics", "article")
_TITLES = frozenset(("headline", "title", "seoTitle", "contentTitle", "articleTitle", "name", "pageTitle", "postTitle"))
_ADDRESSES = frozenset(("url", "canonicalUrl", "canonical", "path", "slug", "permalink", "href", "link", "uri"))
_PUBLISHED = re.compile(
    r"(?:date|time)?_?-?(?:first)?_?-?(?:publish|publication|issued|pubdate|posted|release)\w{0,12}?_?(?:date|at|time|on|timestamp)?(?:_?gmt|_?utc)?|page_?post_?date", re.IGNORECASE
)
_MODIFIED = re.compile(r"(?:date|last|content)?_?-?(?:modif|updat|edited)\w{0,8}?_?(?:date|at|time|on|timestamp)?", re.IGNORECASE)
_AUTHORS = re.compile(r"(?:page|post|content|article|page_?post)?_?-?(?:authors?|bylines?|writers?)(?:_?names?)?", re.IGNORECASE)
_NO_TIME = re.compile(r"publisher|published$|isPublished|status|until|expir|unpublish", re.IGNORECASE)

_BEARERS = _TITLES | _ADDRESSES
_PAGE_LEVEL = 3
"""Depth down to which the data layer of analytics speaks of the page itself."""
_FIELDS = (b"publi", b"issued", b"pubdate", b"posted", b"postdate", b"post_date", b"release", b"modif", b"updat", b"edited", b"author", b"byline", b"writer")
"""Something of this, in small letters, is in every key that is read."""
_PLAIN_WORD = re.compile(r"[a-z0-9]{4,}")

Found = tuple[str, str, str]
"""Field (`published`, `modified`, `authors`), text, key."""


def read_state(page: Page, titles: set[str]) -> list[Found]:
    """What script data says of this article.

    Args:
        page: the parsed page.
        titles: its titles, folded; objects that bear one of them are about it.
    """
    slug = _slug(page.url or "")
    shortest = min(map(len, titles), default=0)
    traces = _traces(titles, slug)
    found: list[Found] = []
    budget = _MAX_CHARS
    for script in page.scripts:
        text = script.text or ""
        kind = script.get("type") or ""
        if len(text) < 30 or "ld+json" in kind or "__next_f" in text[:_HEAD] or not (("json" in kind) or _STATE.any_in(text[:_HEAD]) or _STATE.any_in(script.get("id") or "")):
            continue
        text = text[:budget]
        budget -= len(text)
        general = _ANALYTICS.any_in(text[:_HEAD])
        if _may_tell(_utf_8(text), None if general else traces):
            for value in _values(text):
                for node, depth in bearing(value, _BEARERS, _PAGE_LEVEL if general else -1):
                    if (general and depth <= _PAGE_LEVEL) or _is_ours(node, titles, shortest, slug):
                        found += _fields(node)
        if budget <= 0:
            break
    for value in page.flight.values(lambda row: _may_tell(row, traces)):
        for node, _ in bearing(value, _BEARERS):
            if _is_ours(node, titles, shortest, slug):
                found += _fields(node)
    return found[:40]


def _traces(titles: set[str], slug: str) -> list[bytes] | None:
    """What a script holds in small letters where one of its objects is about this article: the address's end, or the longest plain word of a title.

    None where a title has no such word, and any script may.
    """
    words = [max(_PLAIN_WORD.findall(title), key=len, default="") for title in titles if title]
    return [_utf_8(word).lower() for word in (*words, slug) if word] if all(words) else None


def _utf_8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _may_tell(data: bytes, traces: list[bytes] | None) -> bool:
    """Whether a script has a trace of this article, and a key of some field: parsing is a hundred times as slow as looking for words."""
    small = data.lower()  # the capitals of ASCII: a tenth of the time that those of all scripts take
    return (traces is None or any(trace in small for trace in traces)) and any(stem in small for stem in _FIELDS)


def _values(text: str) -> Iterator[Any]:
    """The JSON values of a script: the whole, or what is assigned or passed; each step moves forward, so the time is linear."""
    at, starts = 0, -1
    if text.lstrip()[:1] in ("{", "["):
        try:
            yield orjson.loads(text)
        except ValueError:  # more than one value, or what the standard library alone takes: NaN, half surrogates, line breaks in strings
            starts = len(text) - len(text.lstrip())
        else:
            return
    decoder = json.JSONDecoder(strict=False)
    tries = _MAX_TRIES
    while tries:
        if starts < 0:
            opened = _STARTS.search(text, at)
            if opened is None:
                return
            starts = opened.end()
            if _LITERAL.match(text, starts):  # which is told sooner than by an error, that counts the lines before it
                at, starts = starts + 1, -1
                tries -= 1
                continue
        try:
            value, at = decoder.raw_decode(text, starts)
        except json.JSONDecodeError as error:  # an object literal of JavaScript, or code
            at = max(starts + 1, error.pos)
            tries -= 1
        except (RecursionError, ValueError):  # nested too deep, or a number of thousands of digits
            return
        else:
            yield value
        starts = -1


def _is_ours(node: dict[str, Any], titles: set[str], shortest: int, slug: str) -> bool:
    """Whether an object bears one of the page's titles, or its address; a list's cards never bear those of the page they stand on."""
    for key in _BEARERS.intersection(node):
        value = node[key]
        if not isinstance(value, str):
            continue
        if key in _ADDRESSES:
            if slug and slug in value and _slug(value) == slug:
                return True
        # Most are labels of a word or two; folding makes no title out of a third of its letters.
        elif shortest <= 3 * len(value) < 1_800 and folded(plain(value)) in titles:
            return True
    return False


def _slug(url: str) -> str:
    """The last part of an address's path, "" where it is too short to tell one article from others."""
    try:
        last = urlsplit(url[:500]).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""
    return last if len(last) >= 8 else ""


def _fields(node: dict[str, Any]) -> Iterator[Found]:
    for key, value in list(node.items())[:200]:
        if len(key) > 40:
            continue
        if _AUTHORS.fullmatch(key):
            yield from (("authors", name, key) for name in _names(value))
        elif isinstance(value, (str, int)) and not isinstance(value, bool) and not _NO_TIME.search(key):
            if _PUBLISHED.fullmatch(key):
                yield "published", str(value)[:60], key
            elif _MODIFIED.fullmatch(key):
                yield "modified", str(value)[:60], key


def _names(value: Any) -> list[str]:
    """Names in the value of an author's key: a text, an object with a name, or a list of these."""
    names = []
    for one in value[:10] if isinstance(value, list) else [value]:
        name = (one.get("name") or one.get("displayName") or one.get("fullName")) if isinstance(one, dict) else one
        if isinstance(name, str) and (text := plain(name)) and len(text) <= 100:
            names.append(text)
    return names
