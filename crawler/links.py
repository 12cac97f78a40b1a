"""What a parsed page says of other pages, and of its own kind: read in the worker from the tree that is cleaned, so nothing is parsed twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, islice
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urljoin

from cleaners import _speedups
from cleaners.kindsigns import Evidence
from cleaners.page import Page
from cleaners.records import Element, PageBlocks
from crawler.discovery.paging import is_later, is_next
from crawler.discovery.records import Link, PageLinks
from crawler.discovery.words import FILES, NEXT_WORDS
from crawler.hrefs import Addresses, family_of

MOST_LINKS = 1500  # of one page; front pages of large papers have some 500
_FEED_TYPES = ("rss+xml", "atom+xml", "feed+json", "rdf+xml")
_OF_COMMENTS = re.compile(r"comments?/(?:feed|default)|/feed/comments")
FEW_WORDS = 6  # of a link that may say "next"
_WHOLE_PAGE = ("body", "html")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_PLACES = {"nav": "nav", "footer": "foot", "aside": "aside", "main": "main", "article": "card"}
_STEMS = {
    "pager": "^pager ^pagination ^pagenav ^paging page-numbers nav-links posts-navigation",
    "foot": "footer legal copyright",
    "nav": "^nav menu breadcrumb topbar masthead",
    "aside": "sidebar widget related trending most-read popular recommend share social comment",
}
"""What class and id names of a place hold or (`^`) what a word of theirs begins with; where two stand at one letter, the first counts."""
_NAMED = re.compile("|".join(f"(?P<{place}>{stems.replace(' ', '|')})" for place, stems in _STEMS.items()).replace("^", r"\b"), re.IGNORECASE)


def read_links(page: Page) -> PageLinks:
    """The links of a page, the kind of page that its markup speaks for, and what its head offers to crawlers."""
    anchors = _anchors(page)
    said = Evidence(page, PageBlocks([], []), ())
    links = _merged(anchors.links)
    return PageLinks(
        links=links,
        feeds=tuple(dict.fromkeys(_feeds(page))),
        canonical=_head_link(page, "canonical"),
        amp=_head_link(page, "amphtml"),
        next_page=_next_page(page, anchors),
        rest_api=_head_link(page, "https://api.w.org/"),
        claims_article=said.claims_article,
        hub=_hub_score(page, links, said),
        needs_script=_needs_script(page),
    )


class Anchor(NamedTuple):
    """An `<a>` or `<area>` that leads to a page of the site's owner.

    Attributes:
        url: where it leads, see `Addresses`.
        rel: as written, "" where there is none.
        words: words of its text.
        text: the text, white space collapsed, where it has no more than `FEW_WORDS`, else "".
        place: where it stands: `main`, `card`, `nav`, `aside`, `foot` or `pager`.
        heading: whether a heading stands in it or around it.
    """

    url: str
    rel: str
    words: int
    text: str
    place: str
    heading: bool


class _Anchors(NamedTuple):
    """The links of a page in order, and the addresses of those that have rel=next, and of those whose text says "next"."""

    links: list[Link]
    stated: list[str]
    worded: list[str]


# Made from one tuple, which takes half the time of a named tuple's own constructor.
_new_link: Callable[[tuple[str, int, str, bool, bool]], Link] = partial(tuple.__new__, Link)


def _anchors(page: Page) -> _Anchors:
    found = _Anchors([], [], [])
    for url, rel, words, text, place, heading in anchors_in_python(page) if _speedups.links is None else compiled_anchors(page):
        said = rel.lower().split() if rel else ()
        is_next = "next" in said
        found.links.append(_new_link((url, words, "pager" if is_next or "prev" in said else place, heading, "nofollow" not in said)))
        if is_next:
            found.stated.append(url)
        if text and _says_next(text):
            found.worded.append(url)
    return found


def compiled_anchors(page: Page) -> Sequence[tuple[str, str, int, str, str, bool]]:
    """As `anchors_in_python`, by the compiled module."""
    compiled: Any = _speedups.links
    found: list[tuple[str, str, int, str, str, bool]] = compiled.Anchors(_SPEC).of(page.root, MOST_LINKS, compiled.Addresses(Addresses(page), family_of, FILES))
    return found


def anchors_in_python(page: Page) -> Iterator[Anchor]:
    """The links of a page in document order; no more than `MOST_LINKS` elements are looked at."""
    addresses = Addresses(page)
    places: dict[Element, str] = {}
    for element in islice(page.root.iter("a", "area"), MOST_LINKS):
        if url := addresses[element.get("href") or ""]:
            words = " ".join(element.itertext()).split()
            text = " ".join(words) if len(words) <= FEW_WORDS else ""
            yield Anchor(url, element.get("rel") or "", len(words), text, _place(element, places), _is_heading(element))


@lru_cache(maxsize=5_000)
def _named(names: str) -> str:
    """What an element's class and id names call it; "" for nothing that counts. The pages of a site share them."""
    found = _NAMED.search(names)
    return (found.lastgroup or "") if found else ""


def _place(element: Element, places: dict[Element, str]) -> str:
    """Where an element stands: the nearest ancestor that says so; each element is asked once."""
    passed = []
    place = "main"
    node: Element | None = element
    while node is not None and isinstance(node.tag, str):
        if node in places:
            place = places[node]
            break
        passed.append(node)
        if node.tag not in _WHOLE_PAGE and (named := _named(f"{node.get('class') or ''} {node.get('id') or ''}")):
            place = named
            break
        if node.tag in _PLACES or node.get("role") == "navigation":
            place = _PLACES.get(node.tag, "nav")
            break
        node = node.getparent()
    places.update(dict.fromkeys(passed, place))
    return place


def _is_heading(element: Element) -> bool:
    if any(child.tag in _HEADINGS for child in element.iter(*_HEADINGS)):
        return True
    node = element.getparent()
    for _ in range(2):
        if node is None:
            return False
        if node.tag in _HEADINGS:
            return True
        node = node.getparent()
    return False


# What the compiled search for links is told, in its numbers.
_SPEC = SimpleNamespace(
    stems=_speedups.links and _speedups.links.Stems([(stem.lstrip("^"), stem[0] == "^", place) for place, stems in _STEMS.items() for stem in stems.split()]),
    tags={
        "a": 1, "area": 1, **dict.fromkeys(_HEADINGS, 2), **dict.fromkeys(_WHOLE_PAGE, 4),
        **{tag: 8 * number for number, tag in enumerate(_PLACES, start=1)},
    },
    attributes={"class": 1, "id": 2, "href": 3, "rel": 4, "role": 5}, named=_named, places=tuple(_PLACES.values()), few=FEW_WORDS,
)  # fmt: skip


def _merged(links: list[Link]) -> tuple[Link, ...]:
    """Each address once; a card's image and headline are one link, with the headline's words."""
    found: dict[str, Link] = {}
    for link in links:
        known = found.get(link.url)
        better = known is None or ((link.heading, link.words) > (known.heading, known.words) and link.place in ("main", "card", known.place))
        if better:
            found[link.url] = link
    return tuple(found.values())


def _feeds(page: Page) -> Iterator[str]:
    for link in page.links.get("alternate", ()):
        url = page.absolute(link.get("href") or "")
        if (link.get("type") or "").lower().strip().endswith(_FEED_TYPES) and url and not _OF_COMMENTS.search(url):
            yield url


def _head_link(page: Page, rel: str) -> str:
    url = next((page.absolute(link.get("href") or "") for link in page.links.get(rel, ())), "")
    return url if url.startswith(("http://", "https://")) else ""


def _next_page(page: Page, anchors: _Anchors) -> str:
    """The next page: what rel=next names or what a pager calls next, provided that its address is a later page of this one."""
    here = page.url or ""
    stated = [urljoin(page.base_url, link.get("href") or "") for link in page.links.get("next", ())]
    near = (link.url for link in anchors.links if link.words <= 3 and is_next(here, link.url))
    return next((url for url in chain(stated, anchors.stated, anchors.worded, near) if url != here and is_later(here, url)), "")


@lru_cache(maxsize=5_000)
def _says_next(text: str) -> bool:
    """Whether a link's text is that of one to the next page; remembered, because the pages of a site share their menus."""
    text = "-".join(text.lower().split())[:40]
    return text in NEXT_WORDS or text.strip("→»›>-←«‹") in NEXT_WORDS


def _hub_score(page: Page, links: tuple[Link, ...], said: Evidence) -> float:
    """Evidence that a page is a list of articles, less the evidence that it is one."""
    cards = sum(1 for link in links if link.place in ("main", "card") and (link.heading or link.words >= 6))
    prose = _prose(page)
    score = 2.5 * said.claims_listing - 3.0 * said.claims_article + 3.0 * said.is_root
    score += min(cards, 12) / 4 - min(prose / 600, 4.0) + 1.0 * any(link.place == "pager" for link in links)
    return score + 0.5 * (not said.claims_article)


_PROSE_TAGS = {"p": 1, "h2": 2, "h3": 2, "h4": 2, "a": 3}  # in the compiled twins' numbers
_SCRIPT_TAGS = dict.fromkeys(("script", "style", "noscript", "template"), 1)


def _prose(page: Page) -> int:
    """Characters of the longest run of paragraphs that no headline link breaks."""
    if _speedups.links is not None:
        return int(_speedups.links.prose(page.body, _PROSE_TAGS))
    best = run = 0
    for element in page.body.iter("p", "h2", "h3", "h4"):
        if element.tag == "p":
            text = " ".join(element.itertext()).strip()
            run += len(text) if len(text) > 60 and next(element.iter("a"), None) is None else len(text) // 2
        elif next(element.iter("a"), None) is not None or (element.getparent() is not None and element.getparent().tag == "a"):
            run = 0
        best = max(best, run)
    return best


def _needs_script(page: Page) -> bool:
    """Next to no text in the body, and scripts that would put it there."""
    if _speedups.links is not None and _speedups.links.shows(page.body, 600, _SCRIPT_TAGS):
        return False
    text = 0
    scripts = 0
    for element in page.body.iter():
        if element.tag == "script":
            scripts += 1
        elif isinstance(element.tag, str) and element.tag not in ("style", "noscript", "template"):
            text += len((element.text or "").strip())
        text += len((element.tail or "").strip())
        if text > 600:
            return False
    return scripts > 0 or next(page.root.iter("script"), None) is not None
