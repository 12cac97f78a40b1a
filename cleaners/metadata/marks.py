"""One pass over the body's elements: those whose tag, attributes or class say that they carry metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol, cast

from cleaners import _speedups
from cleaners.metadata.sought import LOWER, Sought
from cleaners.page import Page
from cleaners.records import Element

_TIMES = frozenset(("span", "abbr", "div", "p"))
_BYLINE = Sought(
    r"author|by-?line|writer|write-?by|written-?by|reporter|journalist|autor(?!ad)|auteur|verfasser|redakteur|contributor|creator|vcard|\bfn\b|signature|skribent|forfatter|firma_",
    *"author byline by-line write written reporter journalist autor auteur verfasser redakteur contributor creator vcard fn signature skribent forfatter firma".split(),
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
_CRUMB = Sought(r"breadcr?umb|bread-crumb|\bcrumbs?\b|crumb-?(?:trail|list|nav)", "breadcrumb", "breadcumb", "bread-crumb", "crumb", flags=LOWER)
_BYLINES, _DATELINES, _WALLS, _FIRST, _LOWER, _TIME, _PROFILES = 1, 2, 4, 8, 16, 32, 64
"""Sorts of marks, a bit each; the headings of first rank and those below."""
_CRUMBS = 0x8000
_ROLES = ((_BYLINES, _BYLINE), (_DATELINES, _DATELINE), (_WALLS, _WALL), (_CRUMBS, _CRUMB))
_RELS = {"author": 128, "tag": 256}
_PROPS = {"author": 512, "datePublished": 1024, "dateModified": 2048, "dateCreated": 4096, "liveBlogUpdate": 8192}
_OTHER_PROP = 16384
"""The sort of elements that are marked for what nobody asks: they have a place."""
_KNOWN, _TIMED, _LINKED = 0x10000, 0x20000, 0x40000
"""What is said of a tag beside its own sorts: it counts for places, a `datetime` counts, it links."""
_TAGS = frozenset(
    "h1 h2 h3 time a span div p li ul ol nav dl dt dd address abbr cite section header article footer aside strong b em i small meta link td label figure figcaption h4 h5 h6 amp-timeago".split()
)
_PROFILE_PARTS = frozenset(
    "author authors staff profile profiles people contributor contributors producers by writer writers journalist journalists reporter reporters team autor autoren autores auteur auteurs bio expert experts user users".split()
)
PROFILE = re.compile(rf"/(?:{'|'.join(sorted(_PROFILE_PARTS))})/[^/?#]")
"""Addresses of authors' pages."""
_MAX_MARKS = 400
"""Elements kept of each sort: lists of thousands of posts or comments are no article's metadata."""


class Marked(Protocol):
    """The elements of a body that carry metadata."""

    def of(self, sorts: int) -> list[Element]:
        """The elements of one of some sorts in document order."""

    def place(self, element: Element) -> int:
        """The place of an element among those of known tags, -1 where it carries no metadata."""


class Marks:
    """Elements of the body that may carry metadata; those that nobody asks for never become objects.

    Attributes:
        place: the place of such an element in document order, the body being 0; -1 for others.
    """

    def __init__(self, found: Marked) -> None:
        self._of = found.of
        self.place = found.place

    @cached_property
    def headings(self) -> list[Element]:
        """h1 to h3."""
        return self._of(_FIRST | _LOWER)

    @cached_property
    def first_headings(self) -> list[Element]:
        """h1."""
        return self._of(_FIRST)

    @cached_property
    def times(self) -> list[Element]:
        """`<time>`, and elements with a `datetime` attribute."""
        return self._of(_TIME)

    @cached_property
    def bylines(self) -> list[Element]:
        """By class or id."""
        return self._of(_BYLINES)

    @cached_property
    def datelines(self) -> list[Element]:
        """By class or id."""
        return self._of(_DATELINES)

    @cached_property
    def walls(self) -> list[Element]:
        """Boxes that ask for a subscription, by class or id."""
        return self._of(_WALLS)

    @cached_property
    def crumbs(self) -> list[Element]:
        """Paths to the page from the site's first, by class or id."""
        return self._of(_CRUMBS)

    @cached_property
    def profiles(self) -> list[Element]:
        """Links to authors' pages, by address."""
        return self._of(_PROFILES)

    def props(self, name: str) -> list[Element]:
        """By `itemprop`, or by RDFa `property`, without vocabulary prefix; one of `author`, `datePublished`, `dateModified`, `dateCreated`, `liveBlogUpdate`."""
        return self._of(_PROPS[name])

    def rels(self, token: str) -> list[Element]:
        """Links by `rel` token, `author` or `tag`."""
        return self._of(_RELS[token])


def read_marks(page: Page) -> Marks:
    """Walk the body once and put every element on record that its tag, attributes or class speak for."""
    return Marks((_speedups.finds.Marked if _speedups.finds is not None else MarkedInPython)(page.body, SPEC))


def innermost_in_python(elements: list[Element]) -> list[Element]:
    """Those of some elements, in document order, that hold no other of them."""
    holders = {ancestor for element in elements for ancestor in element.iterancestors()}
    return [element for element in elements if element not in holders]


innermost = _speedups.finds.innermost if _speedups.finds is not None else innermost_in_python


@dataclass(frozen=True)
class Spec:
    """What is looked for, in the numbers that the compiled walk knows.

    Attributes:
        tags: by tag that counts for an element's place, the sorts that it is of by itself, and what else counts.
        attributes: 1 class, 2 id, 3 href, 4 rel, 5 datetime, 6 itemprop, 7 property.
        profile, rel: the sorts that an address or a `rel` of a link says.
        most: elements kept of a sort.
        parts, roles, props: the compiled tables of parts of authors' addresses, of classes and ids, and of properties.
    """

    tags: Mapping[object, int]
    attributes: Mapping[str, int]
    profile: Callable[[str], int]
    rel: Callable[[str], int]
    most: int
    parts: Any
    roles: Any
    props: Any


class MarkedInPython:
    """The compiled `Marked` in Python."""

    def __init__(self, root: Element, spec: Spec) -> None:
        self._marks: dict[Element, tuple[int, int]] = {}
        self._most = spec.most
        self._counts: dict[int, int] = {}
        place = -1
        for element in root.iter():
            if flags := spec.tags.get(element.tag, 0):
                place += 1
                if sorts := self._kept(flags & 0xFFFF | _said(dict(cast("list[tuple[str, str]]", element.items())), flags)):
                    self._marks[element] = place, sorts

    def of(self, sorts: int) -> list[Element]:
        return [element for element, (_, own) in self._marks.items() if own & sorts]

    def place(self, element: Element) -> int:
        return self._marks.get(element, (-1, 0))[0]

    def _kept(self, sorts: int) -> int:
        """The sorts of which there are not too many elements already; all headings are counted together."""
        for bit in (1 << at for at in range(16)):
            if sorts & bit:
                number = _FIRST if bit == _LOWER else bit
                self._counts[number] = self._counts.get(number, 0) + 1
                if self._counts[number] > self._most:
                    sorts &= ~bit
        return sorts


def _said(attributes: Mapping[str, str], flags: int) -> int:
    """The sorts that an element's attributes say it is of."""
    get = attributes.get
    sorts = _role(name) if (name := get("class") or get("id")) else 0
    if props := get("itemprop") or get("property"):
        sorts |= _prop(props)
    if flags & _TIMED and get("datetime"):
        sorts |= _TIME
    if flags & _LINKED:
        sorts |= _rel(get("rel", "")) | _profile(get("href", ""))
    return sorts


@lru_cache(maxsize=20_000)
def _role(name: str) -> int:
    """What a class or id says."""
    name = name[:300].lower()
    return sum(bit for bit, sort in _ROLES if sort.search(name))


@lru_cache(maxsize=2_000)
def _prop(props: str) -> int:
    bits = 0
    for prop in props.split()[:5]:
        bits |= _PROPS.get(prop.rpartition(":")[2], _OTHER_PROP)
    return bits


def _rel(rel: str) -> int:
    if "author" not in rel and "tag" not in rel:
        return 0
    return sum(_RELS[token] for token in _RELS.keys() & rel.lower().split())


def _profile(href: str) -> int:
    """Whether a link leads to an author's page."""
    return _PROFILES if not _PROFILE_PARTS.isdisjoint(href[:300].split("/")) and PROFILE.search(href[:300]) is not None else 0


def _tables() -> tuple[Any, Any, Any]:
    if (finds := _speedups.finds) is None:
        return None, None, None
    return finds.Parts(sorted(_PROFILE_PARTS)), finds.Told([stem for _, sort in _ROLES for stem in sort.stems], _role), finds.Told((), _prop)


def _flags(tag: str) -> int:
    own = _FIRST * (tag == "h1") + _LOWER * (tag in ("h2", "h3")) + _TIME * (tag == "time")
    return own + _KNOWN + _TIMED * (tag in _TIMES) + _LINKED * (tag == "a")


SPEC = Spec(
    {tag: _flags(tag) for tag in _TAGS},
    {"class": 1, "id": 2, "href": 3, "rel": 4, "datetime": 5, "itemprop": 6, "property": 7},
    _profile,
    _rel,
    _MAX_MARKS,
    *_tables(),
)
