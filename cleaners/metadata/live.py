"""The entries of a live blog, each with its own instants and an id that stays when the blog grows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from cleaners.metadata.dates import locale_of
from cleaners.metadata.datetext import Locale, parse_date
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.strings import folded, plain, text_of
from cleaners.records import Element, LiveEntry

_UPDATES = "liveBlogUpdate"
_MAX_ENTRIES = 500
_MAX_BODY = 20_000
_MAX_DESCENDANTS = 2_000
"""Elements of one entry that are looked at."""
_FEW = 3
"""Entries that make a list of them, where no markup says so."""
_MAX_CLIMB = 8
_TEXTS = frozenset(("p", "li", "blockquote"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))


def entries(evidence: Evidence, live: bool) -> tuple[LiveEntry, ...]:
    """The updates of a live blog in the page's order; () on other pages.

    They come from JSON-LD, else from microdata, else, on a page that is known to be `live`, from a list whose items each have a `<time>`.
    """
    if not (live or evidence.marks.props(_UPDATES) or any(_UPDATES in node for node in evidence.graph.articles[:3])):
        return ()
    locale = locale_of(evidence)
    found = list(_from_jsonld(evidence, locale)) or list(_from_elements(evidence.marks.props(_UPDATES), locale))
    if not found and live:
        found = [one for one in _from_elements(_timed_items(evidence), locale) if one.published and one.text]
    return tuple(_identified(found[:_MAX_ENTRIES]))


def _from_jsonld(evidence: Evidence, locale: Locale) -> Iterator[LiveEntry]:
    for node in evidence.graph.articles[:3]:
        updates = node.get(_UPDATES)
        for one in (updates if isinstance(updates, list) else [updates])[:_MAX_ENTRIES]:
            if isinstance(one, dict):
                body = one.get("articleBody")
                url = evidence.page.absolute(plain(one.get("url"))) if one.get("url") else ""
                yield LiveEntry(
                    id=plain(one.get("@id") or one.get("identifier")) or url.partition("#")[2],
                    title=plain(one.get("headline") or one.get("name")),
                    text=_body(body) if isinstance(body, str) else "",
                    published=_moment(plain(one.get("datePublished")), locale),
                    modified=_moment(plain(one.get("dateModified")), locale),
                    authors=tuple(evidence.graph.names(one.get("author"))[:10]),
                    url=url,
                )


def _body(text: str) -> str:
    """An entry's text in pieces of bounded length, each cleaned like any other value."""
    step = 4_000
    return " ".join(filter(None, (plain(text[at : at + step]) for at in range(0, min(len(text), _MAX_BODY), step))))


def _from_elements(items: Iterable[Element], locale: Locale) -> Iterator[LiveEntry]:
    """Entries by microdata; where a property is not marked, by the item's heading, its paragraphs and its first `<time>`."""
    for element in items:
        parts: dict[str, Element] = {}
        paragraphs: list[Element] = []
        for _, one in zip(range(_MAX_DESCENDANTS), element.iterdescendants(), strict=False):
            for prop in (one.get("itemprop") or "").split():
                parts.setdefault(prop, one)
            if one.tag == "time":
                parts.setdefault("datePublished", one)
            elif one.tag in _HEADINGS:
                parts.setdefault("headline", one)
            elif one.tag in _TEXTS:
                paragraphs.append(one)
        texts = {prop: plain(one.get("datetime") or one.get("content")) or text_of(one) for prop, one in parts.items()}
        yield LiveEntry(
            id=element.get("id") or element.get("data-id") or "",
            title=texts.get("headline", ""),
            text=texts.get("articleBody") or " ".join(filter(None, map(text_of, _outermost(paragraphs))))[:_MAX_BODY],
            published=_moment(texts.get("datePublished", ""), locale),
            modified=_moment(texts.get("dateModified", ""), locale),
            authors=(name,) if (name := texts.get("author", "")) else (),
        )


def _outermost(elements: list[Element]) -> list[Element]:
    """The elements, in document order, that stand in none of the others."""
    known = set(elements)
    return [one for one in elements if not any(above in known for above, _ in zip(one.iterancestors(), range(_MAX_CLIMB), strict=False))]


def _timed_items(evidence: Evidence) -> list[Element]:
    """The children with a `<time>` of the element that has most of these: the list of updates, newest or oldest first."""
    holders: dict[Element, dict[Element, None]] = {}
    for time in evidence.marks.times:
        if time.get("datetime") and time not in evidence.outside:
            child = time
            for parent, _ in zip(time.iterancestors(), range(_MAX_CLIMB), strict=False):
                holders.setdefault(parent, {})[child] = None
                child = parent
    longest = max(holders.values(), key=len, default={})
    return list(longest) if len(longest) >= _FEW else []


def _identified(found: list[LiveEntry]) -> Iterator[LiveEntry]:
    """The entries, each with an id: the page's own, else a hash of its first instant, as headline and text of an update are often edited.

    Entries that share an instant, or have none, are told apart by headline, else text.
    """
    own = Counter(one.id for one in found)
    instants = Counter(one.published for one in found)
    for one in found:
        if one.id and own[one.id] == 1:
            yield one
            continue
        when = one.published.isoformat() if one.published is not None else ""
        what = "" if when and instants[one.published] == 1 else folded(one.title or one.text[:200])
        yield replace(one, id=hashlib.sha256(f"{when}\n{what}".encode("utf-8", "replace")).hexdigest()[:16])


def _moment(text: str, locale: Locale) -> datetime | None:
    moment = parse_date(text, locale) if text else None
    return moment.value if moment is not None else None
