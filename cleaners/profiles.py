"""Site and platform profiles (`data/sites/*.toml`): where a site's pages keep the body and the fields of an article.

A profile is chosen by name, by host, or by the platform's markup. It never decides alone: fields become candidates, and a body that
is absent or empty is no body. How to write a profile is in `docs/rules.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

from lxml import etree

from cleaners.errors import BadRule
from cleaners.page import Page
from cleaners.profile_files import Field, Spec, load_profiles
from cleaners.records import Candidate, Element, Options
from cleaners.selectors import Lookup

_LISTS = ("authors", "tags")  # fields whose value is a tuple
_SILENT = frozenset(("script", "style", "noscript", "template"))


@dataclass(frozen=True, eq=False)
class Profile:
    """What one site or platform says of its pages.

    Attributes:
        spec: the checked contents of the profile's file.
    """

    spec: Spec

    @property
    def name(self) -> str:
        """Name of the profile, as in its file."""
        return self.spec.name

    @property
    def start_url(self) -> str:
        """Address of the site, for a crawl that was given none; "" where the profile does not set it."""
        return self.spec.start_url

    @property
    def hook(self) -> str:
        """Name of the BeautifulSoup hook in `cleaners.sites`, or ""."""
        return self.spec.hook

    def body(self, page: Page) -> Element | None:
        """The element that holds the article's text; None on index pages and where the markup is not as the profile expects."""
        if self.is_index(page):
            return None
        lookup = _lookup(page)
        for selector in self.spec.body:
            found = _outermost([e for e in lookup.find(selector) if not self._is_outside(e, lookup) and _has_words(e)])
            if len(found) == 1:
                return found[0]
            if found:
                return self._main_body(found, lookup) if self._is_item(page) else None
        return None

    def is_index(self, page: Page) -> bool:
        """Whether the address says that this is a list of posts (home, label, archive, search), not one post."""
        path = self._path(page)
        return bool(path) and any(re.fullmatch(pattern, path) for pattern in self.spec.index_paths)

    def candidates(self, page: Page) -> tuple[Candidate, ...]:
        """What the page's markup offers for `title`, `published`, `modified`, `authors`, `tags`, `site_name`.

        Values are strings as written (dates unparsed), except for `authors` and `tags`, tuples of strings. A field is sought in the
        post around the body, nearest first.
        """
        body = self.body(page)
        if body is None:
            return ()
        lookup = _lookup(page)
        post = _Surroundings(body, self._region(body, lookup), _outside(lookup, self.spec.outside))
        found = []
        for field in self.spec.fields:
            value, where = self._read(field, post, page)
            if value:
                found.append(Candidate(field.name, value, f"profile:{self.name}", where, field.confidence))
        return tuple(found)

    def _read(self, field: Field, post: _Surroundings, page: Page) -> tuple[object, str]:
        """The field's value and the selector that found it; ("", "") if it is not there."""
        if field.feed_title and (title := _feed_title(page)):
            return title, 'link[rel="alternate"]'
        for selectors in (field.selectors, field.fallback):
            values: dict[str, str] = {}
            for selector in selectors:
                elements = _lookup(page).find(selector)
                for element in elements if field.anywhere else post.nearest(elements):
                    if value := _value(element, field):
                        if not field.many:
                            return value if field.name not in _LISTS else (value,), selector
                        values.setdefault(value, selector)
            if values:
                return tuple(values), next(iter(values.values()))
        return "", ""

    def _region(self, body: Element, lookup: Lookup) -> Element | None:
        """The outermost element in which this post's own fields can stand."""
        regions = {element for selector in self.spec.region for element in lookup.find(selector)}
        return next((ancestor for ancestor in reversed(list(body.iterancestors())) if ancestor in regions), None)

    def _is_outside(self, element: Element, lookup: Lookup) -> bool:
        """Whether the element stands in a part of the page that shows other posts, comments or widgets."""
        return _is_in(element, _outside(lookup, self.spec.outside))

    def _is_item(self, page: Page) -> bool:
        path = self._path(page)
        return any(re.fullmatch(pattern, path) for pattern in self.spec.item_paths) or page.meta("og:type") == "article"

    def _main_body(self, found: list[Element], lookup: Lookup) -> Element | None:
        """One post's page that shows more than one body: the one in the region, with the most words."""
        regions = {element for selector in self.spec.region for element in lookup.find(selector)}
        inside = [element for element in found if any(ancestor in regions for ancestor in element.iterancestors())]
        return max(inside or found, key=lambda element: sum(len(text) for text in element.itertext()))

    def _path(self, page: Page) -> str:
        """Path of the page's address: the canonical link's, else the URL's; "" if neither is known."""
        hrefs = (link.get("href", "") for link in page.links.get("canonical", ()))
        for address in (*hrefs, page.url or ""):
            if address:
                try:
                    return urlsplit(page.absolute(address)).path or "/"
                except ValueError:
                    continue
        return ""


class _Surroundings:
    """What stands around a body, out to the region of its post."""

    def __init__(self, body: Element, region: Element | None, outside: frozenset[Element]) -> None:
        self._body = body
        self._outside = outside
        self._steps = {ancestor: steps for steps, ancestor in enumerate(body.iterancestors())}
        self._bound = len(self._steps) if region is None else self._steps[region]

    def nearest(self, elements: list[Element]) -> list[Element]:
        """Those of `elements` that belong to the post but are neither in the body nor around it, the nearest to the body first."""
        ranked = []
        for element in elements:
            steps = self._steps_to(element)
            if steps is not None and steps <= self._bound and not _is_in(element, self._outside):
                ranked.append((steps, element))
        return [element for _, element in sorted(ranked, key=lambda pair: pair[0])]

    def _steps_to(self, element: Element | None) -> int | None:
        """How many levels above the body the two meet; None where the element is in the body or is above it."""
        if element in self._steps:
            return None
        while element is not None and element is not self._body:
            if element in self._steps:
                return self._steps[element]
            element = element.getparent()
        return None


def choose(page: Page, options: Options | None = None) -> Profile | None:
    """The profile for a page: the one named in the options, else by host, else the platform whose markup the page shows.

    Raises:
        BadRule: a profile file is invalid, or no profile has the name that the options ask for.
    """
    options = options or page.options
    specs = load_profiles(options.profiles_dir)
    if options.profile:
        return get(options.profile, options)
    host = _host(page)
    by_host = next((spec for spec in specs.values() if host and _is_host_of(host, spec.hosts)), None)
    if by_host is not None:
        return Profile(by_host)
    return next((Profile(spec) for spec in specs.values() if spec.platform and _shows_platform(page, spec)), None)


def get(name: str, options: Options | None = None) -> Profile:
    """The profile of that name.

    Raises:
        BadRule: there is none, or a profile file is invalid.
    """
    specs = load_profiles(options.profiles_dir if options else None)
    if name not in specs:
        raise BadRule(f"no profile {name!r}; known are {', '.join(sorted(specs))}")
    return Profile(specs[name])


def _host(page: Page) -> str:
    """Host of the page's URL, else of its canonical link, lower case, without `www.`."""
    for address in (page.url or "", *(link.get("href", "") for link in page.links.get("canonical", ()))):
        try:
            if host := urlsplit(address).hostname:
                return host.removeprefix("www.")
        except ValueError:
            continue
    return ""


def _is_host_of(host: str, patterns: tuple[str, ...]) -> bool:
    """Whether the host is one of `patterns` or below one; `name.*` stands for the name under any country's domain."""
    return any(
        re.search(rf"(?:^|\.){re.escape(pattern[:-2])}\.[a-z]{{2,3}}(?:\.[a-z]{{2}})?$", host) is not None
        if pattern.endswith(".*")
        else host == pattern or host.endswith(f".{pattern}")
        for pattern in patterns
    )


def _shows_platform(page: Page, spec: Spec) -> bool:
    """Whether the page's own markup names the platform: generator, feed links, or elements that only it makes."""
    generators = {value.lower() for value in page.metas.get("generator", ())}
    if any(value.startswith(known) for value in generators for known in spec.generators):
        return True
    feeds = (link.get("href", "") for link in page.links.get("alternate", ()))
    if spec.feed_path and any(spec.feed_path in href for href in feeds):
        return True
    # No look-up table here: pages of other platforms must not pay for it.
    return not generators and bool(spec.platform_ids) and bool(_any_id(spec.platform_ids)(page.root))


@lru_cache(maxsize=32)
def _any_id(ids: tuple[str, ...]) -> etree.XPath:
    return etree.XPath(f"boolean(//*[{' or '.join(f'@id={quoted}' for quoted in map(repr, ids))}])")


_LOOKUPS: WeakKeyDictionary[Page, Lookup] = WeakKeyDictionary()
_OUTSIDE: WeakKeyDictionary[Lookup, dict[tuple[str, ...], frozenset[Element]]] = WeakKeyDictionary()


def _lookup(page: Page) -> Lookup:
    """The page's elements by id and class, made once a page; the table goes when the page goes."""
    if (found := _LOOKUPS.get(page)) is None:
        found = _LOOKUPS[page] = Lookup(page.root)
    return found


def _outside(lookup: Lookup, selectors: tuple[str, ...]) -> frozenset[Element]:
    known = _OUTSIDE.setdefault(lookup, {})
    if selectors not in known:
        known[selectors] = frozenset(element for selector in selectors for element in lookup.find(selector))
    return known[selectors]


def _outermost(elements: list[Element]) -> list[Element]:
    """`elements` without those inside another of them."""
    chosen = set(elements)
    return [element for element in elements if not any(ancestor in chosen for ancestor in element.iterancestors())]


def _has_words(element: Element) -> bool:
    """Whether a reader would see a letter or digit inside."""
    return any(
        any(character.isalnum() for character in text)
        for node in element.iter()
        for text in (node.text if node.tag not in _SILENT else None, node.tail if node is not element else None)
        if text
    )


def _is_in(element: Element | None, areas: frozenset[Element]) -> bool:
    """Whether the element is one of `areas` or stands in one."""
    while element is not None:
        if element in areas:
            return True
        element = element.getparent()
    return False


def _value(element: Element, field: Field) -> str:
    """What the element says: the first of the field's attributes that it has, else its text."""
    for attribute in field.attributes:
        if value := (element.get(attribute) or "").strip():
            if attribute != "href":
                return value
            if label := _label_of(value):
                return label
    if not field.text:
        return ""
    text = " ".join("".join(_texts(element)).split())
    if field.strip:
        text = re.sub(field.strip, "", text).strip()
    return "" if field.reject and re.fullmatch(field.reject, text) else text


def _texts(element: Element) -> list[str]:
    """The text runs inside, without scripts."""
    runs = []
    for node in element.iter():
        if node.text and node.tag not in _SILENT:
            runs.append(node.text)
        if node.tail and node is not element:
            runs.append(node.tail)
    return runs


def _label_of(href: str) -> str:
    """The label that a link to a label's page names: the text on the link may be shortened or decorated."""
    found = re.search(r"/search/label/([^?#/]+)", href)
    return unquote(found[1]).strip() if found else ""


def _feed_title(page: Page) -> str:
    """The site's name as the platform writes it in the title of its feed links: "Name - Atom"."""
    for link in page.links.get("alternate", ()):
        if found := re.fullmatch(r"(.+?)\s+-\s+(?:Atom|RSS)", (link.get("title") or "").strip()):
            return found[1]
    return ""
