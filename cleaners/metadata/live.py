"""The entries of a live blog, each with its own instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cleaners.metadata.dates import locale_of
from cleaners.metadata.datetext import Locale, parse_date
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.strings import plain, text_of
from cleaners.records import Element, LiveEntry

_MAX_ENTRIES = 500
_MAX_BODY = 20_000


def entries(evidence: Evidence) -> tuple[LiveEntry, ...]:
    """The updates of a live blog in the page's order, from JSON-LD, else from `BlogPosting` microdata; () on other pages."""
    locale = locale_of(evidence)
    found = list(_from_jsonld(evidence, locale))
    return tuple((found or list(_from_microdata(evidence, locale)))[:_MAX_ENTRIES])


def _from_jsonld(evidence: Evidence, locale: Locale) -> Iterator[LiveEntry]:
    for node in evidence.graph.articles[:3]:
        updates = node.get("liveBlogUpdate")
        for one in (updates if isinstance(updates, list) else [updates])[:_MAX_ENTRIES]:
            if isinstance(one, dict):
                body = one.get("articleBody")
                yield LiveEntry(
                    title=plain(one.get("headline") or one.get("name")),
                    text=_body(body) if isinstance(body, str) else "",
                    published=_moment(plain(one.get("datePublished")), locale),
                    modified=_moment(plain(one.get("dateModified")), locale),
                    authors=tuple(evidence.graph.names(one.get("author"))[:10]),
                    url=evidence.page.absolute(plain(one.get("url"))) if one.get("url") else "",
                )


def _body(text: str) -> str:
    """An entry's text in pieces of bounded length, each cleaned like any other value."""
    step = 4_000
    return " ".join(filter(None, (plain(text[at : at + step]) for at in range(0, min(len(text), _MAX_BODY), step))))


def _from_microdata(evidence: Evidence, locale: Locale) -> Iterator[LiveEntry]:
    for element in evidence.marks.props.get("liveBlogUpdate", ()):
        parts: dict[str, Element] = {}
        for one in element.iterdescendants():
            for prop in (one.get("itemprop") or "").split():
                parts.setdefault(prop, one)
        texts = {prop: plain(one.get("datetime") or one.get("content") or text_of(one)) for prop, one in parts.items()}
        yield LiveEntry(
            title=texts.get("headline", ""),
            text=texts.get("articleBody", ""),
            published=_moment(texts.get("datePublished", ""), locale),
            modified=_moment(texts.get("dateModified", ""), locale),
        )


def _moment(text: str, locale: Locale) -> datetime | None:
    moment = parse_date(text, locale) if text else None
    return moment.value if moment is not None else None
