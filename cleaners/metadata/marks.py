"""One pass over the body's elements: those whose tag, attributes or class say that they carry metadata."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from cleaners import _speedups
from cleaners.metadata.sought import LOWER, Sought
from cleaners.page import Page
from cleaners.records import Element

_TIMES = frozenset(("span", "abbr", "div", "p"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_BYLINE = Sought(
    r"author|by-?line|writer|reporter|journalist|autor(?!ad)|auteur|verfasser|redakteur|contributor|creator|vcard|\bfn\b|signature|skribent|forfatter|firma_",
    *"author byline by-line writer reporter journalist autor auteur verfasser redakteur contributor creator vcard fn signature skribent forfatter firma".split(),
    flags=LOWER,
)
_DATELINE = Sought(
    r"date(?!ba|-?pick)|datum|fecha|timestamp|(?:^|[\s_-])time(?:$|[\s_-])|publish|pubdate|posted|published|veroeff|updated|modified|meta",
    *"date datum fecha time publish posted veroeff modified meta".split(),
    flags=LOWER,
)
_WALL = Sought(
    r"paywall|regwall|subscriber-?only|premium-?(?:content|wall|article)|subscribe-?wall|abo-?schranke|locked-?content",
    *"paywall regwall subscriber premium subscribe abo locked".split(),
    flags=LOWER,
)
_SORTS = ((1, _BYLINE), (2, _DATELINE), (4, _WALL))
_KICKER = re.compile(r"kicker|eyebrow|overline|topline|rubric|section-?(?:name|label|title)|dachzeile|spitzmarke")
_TAGS = frozenset(
    "h1 h2 h3 time a span div p li ul dl dt dd address abbr cite section header article footer aside strong b em i small meta link td label figure figcaption h4 h5 h6 amp-timeago".split()
)
_OUTSIDE = Sought(
    r"comment|disqus|related|recommend|sidebar|footer|teaser|promo(?!te)|popular|trending|most-?read|newsletter|carousel|slider|read-?(?:more|next|also)|more-(?:from|stories|news|on)"
    r"|latest(?!-by)|(?:^|[\s_-])(?:nav|menu|aside|(?<!elementor-)widget|cards?|list-?item|tile|feed)(?:$|[\s_-])|reply|respond|trackback|mega-?menu|up-?next|next-?(?:post|article)|prev(?:ious)?-?(?:post|article)",
    *"comment disqus related recommend sidebar footer teaser promo popular trending most newsletter carousel slider read more latest nav menu aside widget card list tile feed reply respond trackback next prev".split(),
    flags=LOWER,
)
_OUTSIDE_TAGS = dict.fromkeys(("aside", "footer", "nav", "template"), 1)
_PROFILE_PARTS = frozenset(
    "author authors staff profile profiles people contributor contributors producers by writer writers journalist journalists reporter reporters team autor autoren autores auteur auteurs bio expert experts user users".split()
)
PROFILE = re.compile(rf"/(?:{'|'.join(sorted(_PROFILE_PARTS))})/[^/?#]")
"""Addresses of authors' pages."""
_MAX_ROLES = 20_000
_MAX_MARKS = 400
"""Elements kept of each sort: lists of thousands of posts or comments are no article's metadata."""


@dataclass(eq=False)
class Marks:
    """Elements of the body that may carry metadata, each with its place in document order.

    Attributes:
        headings: h1 to h3.
        times: `<time>`, and elements with a `datetime` attribute.
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
    """Walk the body once and put every element on record that its tag, attributes or class speak for."""
    find = _speedups.finds.marked if _speedups.finds is not None else find_in_python
    marks = Marks()
    for element, place, role, speaks in find(page.body, SPEC):
        tag = element.tag
        found = tag in _HEADINGS and _add(marks.headings, element)
        if role:
            found |= _mark_role(marks, element, role)
        if speaks:
            found |= _mark_attributes(marks, element)
        if tag == "time":
            found |= _add(marks.times, element)
        if found:
            marks.order[element] = place
    return marks


class _Roles(dict[str, int]):
    """What a class or id says: 1 a byline, 2 a date, 4 a paywall, added up. Kept, as a site's pages share their classes."""

    def __missing__(self, name: str) -> int:
        if len(self) >= _MAX_ROLES:
            self.clear()
        self[name] = role = _role(name)
        return role


@dataclass(frozen=True)
class Spec:
    """What `find` looks for, in the numbers that the compiled walk knows.

    Attributes:
        tags: 1 for every tag that counts for an element's place, 2 more where it speaks by itself, 4 where a `datetime` counts, 8 for links.
        attributes: 1 class, 2 id, 3 href, 4 rel, 5 datetime, 6 itemprop and property.
        profile_parts: parts of the addresses of authors' pages.
        roles: what classes and ids say, 0 for nothing.
        table: the compiled table of parts of words (letters a to z and `-`) of which every class or id that says something has one.
    """

    tags: Mapping[object, int]
    attributes: Mapping[str, int]
    profile_parts: tuple[str, ...]
    roles: _Roles
    table: Any


def find_in_python(root: Element, spec: Spec) -> Iterator[tuple[Element, int, int, bool]]:
    """The elements that may carry metadata: element, place among those of a known tag, what its class says, and whether other attributes speak."""
    place = -1
    parts = frozenset(spec.profile_parts)
    for element in root.iter():
        flags = spec.tags.get(element.tag, 0)
        if not flags:
            continue
        place += 1
        attributes = dict(cast("list[tuple[str, str]]", element.items()))
        name = attributes.get("class") or attributes.get("id")
        role = spec.roles[name] if name else 0
        speaks = bool(attributes) and _speaks(flags, attributes, parts)
        if flags & 2 or role or speaks:
            yield element, place, role, speaks


def _speaks(flags: int, attributes: Mapping[str, str], parts: frozenset[str]) -> bool:
    get = attributes.get
    if "itemprop" in attributes or "property" in attributes or (flags & 4 and "datetime" in attributes):
        return True
    return bool(flags & 8) and ("author" in (rel := get("rel", "")) or "tag" in rel or not parts.isdisjoint(get("href", "").split("/")[1:]))


def _mark_attributes(marks: Marks, element: Element) -> bool:
    """Put an element on record for its attributes; whether anything spoke for it."""
    get, tag = element.get, element.tag
    found = False
    if tag == "a":
        href, rel = get("href"), get("rel")
        if href is not None and _is_profile(href):
            found |= _add(marks.profiles, element)
        if rel is not None and ("author" in rel or "tag" in rel):
            found |= _mark_rel(marks, element, rel)
    elif tag in _TIMES and get("datetime"):
        found |= _add(marks.times, element)
    if (props := get("itemprop") or get("property")) is not None:
        for prop in props.split()[:5]:
            found |= _add(marks.props.setdefault(prop.rpartition(":")[2], []), element)
    return found


def _is_profile(href: str) -> bool:
    """Whether a link leads to an author's page."""
    return not _PROFILE_PARTS.isdisjoint(href[:300].split("/")) and PROFILE.search(href[:300]) is not None


def _mark_role(marks: Marks, element: Element, role: int) -> bool:
    found = False
    for bit, to in ((1, marks.bylines), (2, marks.datelines), (4, marks.walls)):
        if role & bit:
            found |= _add(to, element)
    return found


def _mark_rel(marks: Marks, element: Element, rel: str) -> bool:
    found = False
    for token in {"author", "tag"}.intersection(rel.lower().split()):
        found |= _add(marks.rels.setdefault(token, []), element)
    return found


def _add(to: list[Element], element: Element) -> bool:
    if len(to) >= _MAX_MARKS:
        return False
    to.append(element)
    return True


def _role(name: str) -> int:
    name = name[:300].lower()
    return sum(bit for bit, sort in _SORTS if sort.search(name))


def _table(*stems: str) -> Any:
    return _speedups.finds.Stems(stems) if _speedups.finds is not None else None


SPEC = Spec(
    tags={tag: 1 + 2 * (tag in _HEADINGS or tag == "time") + 4 * (tag in _TIMES) + 8 * (tag == "a") for tag in _TAGS},
    attributes={"class": 1, "id": 2, "href": 3, "rel": 4, "datetime": 5, "itemprop": 6, "property": 6},
    profile_parts=tuple(sorted(_PROFILE_PARTS)),
    roles=_Roles(),
    table=_table(*(stem for _, sort in _SORTS for stem in sort.stems)),
)


_OUTSIDE_STEMS = _table(*_OUTSIDE.stems)


def outside(page: Page, *inside: Element | None) -> Container[Element]:
    """What stands in comments, related cards, menus or footers: in a part of the page about something else.

    Ancestors of the `inside` elements (the headline, the article's text) never count as such.
    """
    known = [page.body, page.root, *(element for element in inside if element is not None)]
    if _speedups.finds is None:
        return OutsideInPython(known)
    parts: Container[Element] = _speedups.finds.Outside(known, _OUTSIDE_TAGS, _OUTSIDE_STEMS, _is_outside)
    return parts


class OutsideInPython:
    """As `outside`, without the compiled module."""

    def __init__(self, inside: list[Element]) -> None:
        self._known: dict[Element, bool] = {}
        for element in inside:
            self._known.update(dict.fromkeys((element, *element.iterancestors()), False))

    def __contains__(self, element: object) -> bool:
        known = self._known
        path: list[Element] = []
        at = cast("Element | None", element)
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
