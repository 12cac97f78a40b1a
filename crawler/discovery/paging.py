"""Page numbers in addresses: the pages of a list, the parts of an article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.discovery.words import PAGE_PARAMETERS

MOST_PARTS = 30  # an article of more parts is a trap

_IN_PATH = re.compile(r"/(?:page|pagina|seite|p|part|teil)[/_-]?(\d{1,5})(?:\.html?)?/?$", re.IGNORECASE)
_LAST = re.compile(r"/(\d{1,3})/?$")
_DIGIT = re.compile(r"\d")
_SUFFIX = re.compile(r"(?<=[a-z0-9])[-_,](?:page-?|p|part-?|teil-?|seite-?)?(\d{1,2})(\.[a-z]{3,5})$", re.IGNORECASE)


class Numbered(NamedTuple):
    """An address without its page number, and the number (1 where it names none)."""

    base: str
    number: int


@lru_cache(maxsize=20_000)
def numbered(url: str) -> tuple[Numbered, ...]:
    """How an address may be read as the page of something: by a parameter, a path's end, a file's name; and as page 1 of itself."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    found = [Numbered(_plain(url), 1)]
    for name, value in query:
        if name.lower() in PAGE_PARAMETERS and value.isdecimal() and len(value) < 6:
            rest = urlencode([(key, text) for key, text in query if key != name])
            found.append(Numbered(_plain(urlunsplit((parts.scheme, parts.netloc, parts.path, rest, ""))), int(value)))
    for pattern in (_IN_PATH, _LAST):
        if match := pattern.search(parts.path):
            path = parts.path[: match.start()] or "/"
            found.append(Numbered(_plain(urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))), int(match[1])))
    if match := _SUFFIX.search(parts.path):
        path = parts.path[: match.start()] + match[2]
        found.append(Numbered(_plain(urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))), int(match[1])))
    return tuple(found)


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}:{parts.port or ''}{parts.path.rstrip('/')}?{parts.query}"


def _names_number(url: str) -> bool:
    """Whether there is a digit behind the host: most links of a page have none, and need no closer look."""
    return bool(_DIGIT.search(url, max(0, url.find("/", 8))))


def is_next(url: str, other: str) -> bool:
    """Whether `other` is the page after `url`: `/a` and `/a/2`, `/list?page=3` and `/list?page=4`."""
    if "comment-page" in other or not _names_number(other):
        return False
    mine = numbered(url)
    return any(number > 1 and (base, number - 1) in mine for base, number in numbered(other))


def is_part(first: str, url: str, number: int = 0) -> bool:
    """Whether an address is that of a further part of an article (of a certain one, where `number` is given): `/story/2`, `/story?page=2`."""
    if not _names_number(url):
        return False
    bases = {found.base for found in numbered(first) if found.number == 1}
    return any(part.base in bases and (part.number == number if number else 1 < part.number <= MOST_PARTS) for part in numbered(url))


def is_later(url: str, other: str) -> bool:
    """Whether `other` is a later page of what `url` is a page of."""
    mine = dict(sorted(numbered(url), key=lambda part: part[1]))
    return "comment-page" not in other and any(number > mine.get(base, number) for base, number in numbered(other))


def page_number(url: str) -> int:
    """The page number that an address names for sure (by a parameter or the word "page"), 1 where it names none."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name.lower() in PAGE_PARAMETERS - {"p"} and value.isdecimal() and len(value) < 6:
            return int(value)
    match = _IN_PATH.search(parts.path)
    return int(match[1]) if match else 1
