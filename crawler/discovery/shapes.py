"""What the shape of an address says: article, list, neither, or a trap; and the pattern that addresses of one make share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawler.discovery.words import (
    ARTICLE_PARAMETERS,
    CALENDARS,
    FACETS,
    LISTS,
    NO_NEWS,
    NOISE,
    PAGE_PARAMETERS,
    SESSIONS,
)

_YEAR = re.compile(r"(?:19|20)\d\d$")
_DAY = re.compile(r"\d{1,2}$|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}$")
_ISO_DAY = re.compile(r"(?:19|20)\d\d-?\d\d-?\d\d$|(?:19|20)\d\d-\d\d$")
_DATED_SLUG = re.compile(r"^(?:19|20)\d\d-\d\d-\d\d-\w")
_ID = re.compile(r"(?:^|[-_.,/])(?:[a-z]{0,3}-?)?(\d{5,12})(?:[._-]|$)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|shtml|cms|ece|stm)$")


class Shape(NamedTuple):
    """What an address looks like.

    Attributes:
        article: evidence that it is an article's, in log-odds (about -6 to 5).
        hub: it has the shape of a list's address.
        trap: it has the shape of an address that there are endlessly many of (calendar, facet).
        pattern: what addresses of the same make share, e.g. `/sport/Y/M/D/*`.
        coarse: the same with all plain words alike, e.g. `/w/Y/M/D/*`.
    """

    article: float
    hub: bool
    trap: bool
    pattern: str
    coarse: str


@lru_cache(maxsize=20_000)
def shape(url: str) -> Shape:
    """Read an address; the same answer whatever the host."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    query = parse_qsl(parts.query, keep_blank_values=True)
    kinds = _kinds(segments)
    last = _EXTENSION.sub("", segments[-1]) if segments else ""
    score = _score(segments, kinds, last) + _query_score(query)
    named = LISTS.intersection(segments)
    paged = any(name.lower() in PAGE_PARAMETERS - {"p"} for name, _ in query) or "page" in segments
    hub = bool(not segments or named or paged or (kinds and kinds[-1] in ("Y", "M", "D") and kinds[0] != "w-cal"))
    keys = "&".join(sorted({name.lower() for name, _ in query}))
    suffix = f"?{keys}" if keys else ""
    pattern = "/" + "/".join(segment if kind == "w" else kind for segment, kind in zip(segments, kinds, strict=True)) + suffix
    return Shape(score, hub, _is_trap(segments, query), pattern[:200], "/" + "/".join(kinds) + suffix)


def _kinds(segments: list[str]) -> list[str]:
    """A mark for each segment: Y, M, D for dates, # for numbers, * for slugs, w for plain words (those of lists and calendars themselves)."""
    found: list[str] = []
    for segment in segments:
        before = found[-1] if found else ""
        if _YEAR.match(segment):
            found.append("Y")
        elif before in ("Y", "M") and _DAY.match(segment):
            found.append("M" if before == "Y" else "D")
        elif _ISO_DAY.match(segment):
            found.append("D")
        elif segment.isdigit():
            found.append("#")
        elif segment in CALENDARS:
            found.append("w-cal")
        elif segment in LISTS or segment in NO_NEWS:
            found.append("w-" + segment)
        else:
            found.append(_slug_kind(segment))
    return found


def _slug_kind(segment: str) -> str:
    """A slug (several words, or an id) or a plain word."""
    words = _WORD.findall(_EXTENSION.sub("", segment))
    return "*" if len(words) >= 3 or len(segment) > 24 or any(c.isdigit() for c in segment) or _EXTENSION.search(segment) else "w"


def _score(segments: list[str], kinds: list[str], last: str) -> float:
    if not segments:
        return -6.0
    words = len(_WORD.findall(last))
    score = 0.8 * min(words, 6) - 1.6  # one word -0.8, three 0.8, six 3.2
    if kinds[-1] in ("Y", "M", "D", "#"):
        score = -2.0 if kinds[-1] != "#" else -0.5
    elif any(kind in ("Y", "M", "D") for kind in kinds[:-1]) or _DATED_SLUG.match(last):
        score += 2.5
    if _ID.search(last) or (len(segments) > 1 and kinds[-2] == "#"):
        score += 1.5
    if _EXTENSION.search(segments[-1]):
        score += 0.5
    if LISTS.intersection(segments):
        score -= 4.0 if len(segments) <= 2 or segments[-2] in LISTS or "page" in segments else 1.0
    if NO_NEWS.intersection(segments[:1] + segments[-1:]) or last in NO_NEWS:
        score -= 5.0
    return score


def _query_score(query: list[tuple[str, str]]) -> float:
    score = 0.0
    for name, value in query:
        name = name.lower()
        if name in ARTICLE_PARAMETERS and value and (len(value) >= 2 or value.isdigit()):
            score += 1.5 if value.isdigit() else 0.5
        elif name in FACETS or name in SESSIONS or name in NOISE:
            score -= 2.0
        elif name in PAGE_PARAMETERS:
            score -= 3.0
    return score


def _is_trap(segments: list[str], query: list[tuple[str, str]]) -> bool:
    """Calendars, and lists that are sorted or filtered; a segment that comes three times is a relative link gone wrong."""
    names = {name.lower() for name, _ in query}
    repeated = len(segments) > 3 and max(map(segments.count, segments)) >= 3
    return bool(CALENDARS.intersection(segments)) or bool(names & FACETS) or repeated or len(segments) > 12
