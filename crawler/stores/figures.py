"""What a report counts: frozen records, all days in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

LATEST = 200
"""Revisions and duplicates listed one by one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: one site or all, everything or what happened from an instant on."""

    site: str | None = None
    since: datetime | None = None


class DayCount(NamedTuple):
    """How many on a day (ISO, in UTC), by `name`: a site, a class of change, a reason."""

    day: str
    name: str
    count: int


class PageCount(NamedTuple):
    """Pages by what became of them; `status` is the last HTTP status, None or 0 where no response came."""

    site: str
    outcome: str
    status: int | None
    count: int


class Removed(NamedTuple):
    """Text that one reason removed on a site: in how many articles, how many blocks and characters."""

    site: str
    reason: str
    articles: int
    blocks: int
    chars: int


class TemplateDay(NamedTuple):
    """Pages of one template (a fingerprint of a page's skeleton) on a day, with the means of their measures."""

    site: str
    template: str
    day: str
    pages: int
    confidence: float
    text_chars: float


class Dead(NamedTuple):
    """Open dead letters of a site by reason."""

    site: str
    reason: str
    count: int


class Revised(NamedTuple):
    """A later version of an article."""

    article_id: int
    title: str
    url: str
    site: str
    number: int
    change: str
    at: datetime
    diff: tuple[tuple[str, Any], ...]


class Duplicate(NamedTuple):
    """An article with the same text as an older one."""

    article_id: int
    title: str
    url: str
    site: str
    original_id: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that a crawl report counts; lists of single cases hold the latest `LATEST`."""

    published: list[DayCount]
    changes: list[DayCount]
    pages: list[PageCount]
    removed: list[Removed]
    templates: list[TemplateDay]
    dead: list[Dead]
    dead_days: list[DayCount]
    revised: list[Revised]
    duplicates: list[Duplicate]
    duplicate_count: int


class Facet(NamedTuple):
    """A value that articles may be narrowed to, and how many have it."""

    value: str
    count: int
