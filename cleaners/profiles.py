"""Site and platform profiles (`data/sites/*.toml`): where a site's pages keep the body and the fields of an article.

A profile is chosen by name, by host, or by the platform's markup. It never decides alone: fields become candidates, and a body that
is absent or empty is no body. How to write a profile is in `docs/rules.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

from cleaners.errors import BadRule
from cleaners.page import Page
from cleaners.profile_files import Field, Spec, load_profiles
from cleaners.records import Candidate, Element, Options
from cleaners.selectors import Lookup

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
        return tuple(
            Candidate(field.name, value, f"profile:{self.name}", selector, field.confidence)
            for field in self.spec.fields
            if (found := self._read(field, body, page)) is not None
            for value, selector in (found,)
        )

    def _read(self, field: Field, body: Element, page: Page) -> tuple[object, str] | None:
        """The field's value and the selector that found it, or None."""
        if field.feed_title and (title := _feed_title(page)):
            return title, 'link[rel="alternate"]'
        lookup = _lookup(page)
        many: dict[str, None] = {}
        where = ""
        for selector in field.selectors:
            elements = lookup.find(selector)
            if not field.anywhere:
                elements = self._around(elements, body, lookup)
            for element in elements:
                if value := _value(element, field):
                    if not field.many:
                        return value, selector
                    many.setdefault(value)
                    where = where or selector
            if many and field.first:
                break
        return (tuple(many), where) if many else None

    def _around(self, elements: list[Element], body: Element, lookup: Lookup) -> list[Element]:
        """Those of `elements` that belong to the post around `body`, the nearest to the body first."""
        ancestors = {ancestor: steps for steps, ancestor in enumerate(body.iterancestors())}
        region = self._region(body, lookup)
        bound = ancestors.get(region, len(ancestors)) if region is not None else len(ancestors)
        ranked = []
        for element in elements:
            steps = _steps_to(element, ancestors, body)
            if steps is not None and steps <= bound and not self._is_outside(element, lookup):
                ranked.append((steps, element))
        return [element for _, element in sorted(ranked, key=lambda pair: pair[0])]

    def _region(self, body: Element, lookup: Lookup) -> Element | None:
        """The outermost element in which this post's own fields can stand."""
        regions = {element for selector in self.spec.region for element in lookup.find(selector)}
        found = None
        for ancestor in body.iterancestors():
            if ancestor in regions:
                found = ancestor
        return found

    def _is_outside(self, element: Element, lookup: Lookup) -> bool:
        """Whether the element stands in a part of the page that shows other posts, comments or widgets."""
        outside = _outside(lookup, self.spec.outside)
        while element is not None:
            if element in outside:
                return True
            element = element.getparent()
        return False

    def _is_item(self, page: Page) -> bool:
        path = self._path(page)
        return any(re.fullmatch(pattern, path) for pattern in self.spec.item_paths) or page.meta("og:type") == "article"

    def _main_body(self, found: list[Element], lookup: Lookup) -> Element | None:
        """One post's page that shows more than one body: the one in the region, with the most words."""
        regions = {element for selector in self.spec.region for element in lookup.find(selector)}
        inside = [element for element in found if any(ancestor in regions for ancestor in element.iterancestors())]
        return max(inside or found, key=lambda element: len("".join(element.itertext())))

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
    return any(host == pattern or host.endswith(f".{pattern}") for pattern in patterns)


def _shows_platform(page: Page, spec: Spec) -> bool:
    """Whether the page's own markup names the platform: generator, feed links, or elements that only it makes."""
    generators = {value.lower() for value in page.metas.get("generator", ())}
    if any(value.startswith(known) for value in generators for known in spec.generators):
        return True
    feeds = (link.get("href", "") for link in page.links.get("alternate", ()))
    if spec.feed_path and any(spec.feed_path in href for href in feeds):
        return True
    # No look-up table here: pages of other platforms must not pay for it.
    return any(page.root.xpath("boolean(//*[@id=$id])", id=id_) for id_ in spec.platform_ids)


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


def _steps_to(element: Element, ancestors: dict[Element, int], body: Element) -> int | None:
    """How many levels above the body the two meet; None where the element is in the body or is above it."""
    if element in ancestors:
        return None
    while element is not None:
        if element is body:
            return None
        if element in ancestors:
            return ancestors[element]
        element = element.getparent()
    return None


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
