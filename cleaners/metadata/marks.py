"""One pass over the body's elements: those whose tag, attributes or class say that they carry metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cleaners.page import Page
from cleaners.records import Element

_HEADINGS = frozenset(("h1", "h2", "h3"))
_BYLINE = re.compile(r"author|by-?line|writer|reporter|journalist|autor(?!ad)|auteur|verfasser|redakteur|contributor|creator|vcard|\bfn\b|signature|skribent|forfatter|firma_")
_DATELINE = re.compile(r"date(?!ba|-?pick)|datum|fecha|timestamp|(?:^|[\s_-])time(?:$|[\s_-])|publish|pubdate|posted|published|veroeff|updated|modified|meta")
_KICKER = re.compile(r"kicker|eyebrow|overline|topline|rubric|section-?(?:name|label|title)|dachzeile|spitzmarke")
_WALL = re.compile(r"paywall|regwall|subscriber-?only|premium-?(?:content|wall|article)|subscribe-?wall|abo-?schranke|locked-?content")
_OUTSIDE = re.compile(
    r"comment|disqus|related|recommend|sidebar|footer|teaser|promo(?!te)|popular|trending|most-?read|newsletter|carousel|slider|read-?(?:more|next|also)|more-(?:from|stories|news|on)"
    r"|latest|(?:^|[\s_-])(?:nav|menu|aside|widget|cards?|list-?item|tile|feed)(?:$|[\s_-])|reply|respond|trackback|mega-?menu|up-?next|next-?(?:post|article)|prev(?:ious)?-?(?:post|article)"
)
_OUTSIDE_TAGS = frozenset(("aside", "footer", "nav", "template"))
PROFILE = re.compile(
    r"/(?:authors?|staff|profiles?|people|contributors?|producers?|by|writers?|journalists?|reporters?|team|autor(?:en|es|i)?|auteurs?|redakt\w{0,6}|bio|experts?|users?)[/_?=-][^/?#]|[?&_]author="
)
"""Addresses of authors' pages."""
_MAX_MARKS = 400
"""Elements kept of each sort: lists of thousands of posts or comments are no article's metadata."""


@dataclass(eq=False)
class Marks:
    """Elements of the body that may carry metadata, each with its place in document order.

    Attributes:
        headings: h1 to h3.
        times: elements with a `datetime` attribute, and `<time>`.
        bylines, datelines: by class or id.
        walls: boxes that ask for a subscription, by class or id.
        props: by `itemprop`, or by RDFa `property`, without vocabulary prefix.
        rels: links by `rel` token.
        profiles: links to authors' pages, by address.
        order: the place of each of these elements, the body being 0.
    """

    headings: list[Element] = field(default_factory=list)
    times: list[Element] = field(default_factory=list)
    bylines: list[Element] = field(default_factory=list)
    datelines: list[Element] = field(default_factory=list)
    walls: list[Element] = field(default_factory=list)
    props: dict[str, list[Element]] = field(default_factory=dict)
    rels: dict[str, list[Element]] = field(default_factory=dict)
    profiles: list[Element] = field(default_factory=list)
    order: dict[Element, int] = field(default_factory=dict)


def read_marks(page: Page) -> Marks:
    """Walk the body once; 0.6 us an element."""
    marks = Marks()
    roles: dict[str, int] = {"": 0}
    for place, element in enumerate(page.body.iter("*")):
        attributes = dict(element.items())
        if not attributes and element.tag not in _HEADINGS:
            continue
        found = False
        tag = element.tag
        if tag in _HEADINGS:
            found |= _add(marks.headings, element)
        elif tag == "time" or "datetime" in attributes:
            found |= _add(marks.times, element)
        name = attributes.get("class", "") or attributes.get("id", "")
        role = roles.get(name)
        if role is None:
            role = roles[name] = _role(name)
        if role & 1:
            found |= _add(marks.bylines, element)
        if role & 2:
            found |= _add(marks.datelines, element)
        if role & 4:
            _add(marks.walls, element)
        for key in ("itemprop", "property"):
            if key in attributes:
                for prop in attributes[key].split()[:5]:
                    found |= _add(marks.props.setdefault(prop.rpartition(":")[2], []), element)
        if tag == "a" and PROFILE.search(attributes.get("href", "")[:300]):
            found |= _add(marks.profiles, element)
        if "rel" in attributes and tag == "a":
            for rel in attributes["rel"].lower().split()[:5]:
                if rel in ("author", "tag"):
                    found |= _add(marks.rels.setdefault(rel, []), element)
        if found:
            marks.order[element] = place
    return marks


def _add(to: list[Element], element: Element) -> bool:
    if len(to) >= _MAX_MARKS:
        return False
    to.append(element)
    return True


def _role(name: str) -> int:
    name = name[:300].lower()
    return bool(_BYLINE.search(name)) + 2 * bool(_DATELINE.search(name)) + 4 * bool(_WALL.search(name))


class Outside:
    """Whether an element stands in comments, related cards, menus or footers: a part of the page about something else.

    Ancestors of the `inside` elements (the headline, the article's text) never count as such.
    """

    def __init__(self, page: Page, *inside: Element | None) -> None:
        self._known: dict[Element, bool] = {page.body: False, page.root: False}
        for element in inside:
            if element is not None:
                self._known.update(dict.fromkeys((element, *element.iterancestors()), False))

    def __contains__(self, element: Element) -> bool:
        known = self._known
        path: list[Element] = []
        at: Element | None = element
        while at is not None and at not in known and len(path) < 300:
            path.append(at)
            at = at.getparent()
        outside = known.get(at, False) if at is not None else False
        for one in reversed(path):
            outside = outside or one.tag in _OUTSIDE_TAGS or _is_outside(one)
            known[one] = outside
        return outside


def _is_outside(element: Element) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"[:300].lower()
    return len(name) > 1 and bool(_OUTSIDE.search(name))


def kicker(element: Element) -> bool:
    """Whether the class says that the element is a line above the headline."""
    return bool(_KICKER.search((element.get("class") or "")[:300].lower()))
