"""The filters of pages, feeds and the API: one set of query parameters, checked in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, Field

from crawler.stores import Query

PAGE = 25


def _none_for_blank(value: Any) -> Any:
    """Forms send every field, the empty ones too."""
    return None if isinstance(value, str) and not value.strip() else value


Word = Annotated[str | None, BeforeValidator(_none_for_blank)]
Day = Annotated[date | None, BeforeValidator(_none_for_blank)]
# SQLite's integers end at 2**63, and no store holds that many pages.
Page = Annotated[int, Field(ge=1, le=1_000_000)]


class Filters(BaseModel):
    """Which articles; every filter is optional, and all given ones must hold."""

    q: str = Field("", max_length=1000, description='Words that must all occur; "a phrase", or begin* too.')
    site: Word = Field(None, description="Key of the site, as the crawl named it.")
    author: Word = Field(None, description="An author, whatever the case.")
    tag: Word = Field(None, description="A label, whatever the case.")
    language: Word = Field(None, description="BCP 47 tag of the language.")
    kind: Word = Field(None, description="article, live-blog, opinion, review, gallery or video.")
    day: Day = Field(None, description="Published on this day (UTC).")
    since: Day = Field(None, description="Published on this day or later (UTC).")
    until: Day = Field(None, description="Published on this day or earlier (UTC).")
    page: Page = Field(1, description="Page of the results, the first is 1.")

    def query(self, limit: int = PAGE) -> Query:
        """The store's query of one page."""
        first, last = self.day or self.since, self.day or self.until
        return Query(
            text=self.q,
            site=self.site,
            author=self.author,
            tag=self.tag,
            language=self.language.casefold() if self.language else None,
            kind=self.kind,
            since=midnight(first) if first else None,
            until=midnight(last) + timedelta(days=1) if last and last < date.max else None,
            limit=limit,
            offset=(self.page - 1) * limit,
        )

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, the search words and the page aside."""
        return {name: str(value) for name, value in self if name not in ("q", "page") and value}

    def address(self, path: str = "/", **changes: object) -> str:
        """The address of these filters with changes; a filter changed to None is left out, and the page goes back to 1."""
        values: Mapping[str, object] = {"q": self.q, **self.chosen, **changes}
        given = {name: str(value) for name, value in values.items() if value not in (None, "", 1)}
        return f"{path}?{urlencode(given)}" if given else path


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
